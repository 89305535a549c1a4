"""Checks a register against its schema, and says what is wrong in it with the line where that stands."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from collect.errors import CollectError

NEEDED = {
    "web-address": "this is not an http: or https: address without a login",
    "financial-year": "this is not a financial year such as 2024/25",
    "regex": "this is not a regular expression",
}
SCHEMA = Path(__file__).with_name("panels.schema.json")
FORMATS = FormatChecker(formats=())


class Checked:
    """A register's content (`found`), right by the schema. Raises CollectError for one that is not."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        try:
            self.found, self._nodes = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise CollectError(f"{name}, line {line}: this is not YAML: {error.problem}.") from error
        except yaml.YAMLError as error:
            raise CollectError(f"{name} is not YAML: {error}.") from error
        validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=FORMATS)
        errors = sorted(validator.iter_errors(self.found), key=self._order)
        if errors:
            place, is_key = _place(errors[0])
            raise self.wrong(place, _words(self.found, errors[0]), is_key=is_key)

    def _order(self, error: ValidationError) -> tuple[bool, int, str]:
        """Names that the schema does not know come first: what is missing is often only misspelt."""
        return error.validator != "additionalProperties", self._line(*_place(error)), error.message

    def wrong(self, place: Sequence[str | int], words: str, *, is_key: bool = False) -> CollectError:
        """The error for something wrong at a place of the register."""
        return CollectError(f"{self._name}, line {self._line(place, is_key)}: {words}")

    def _line(self, place: Sequence[str | int], is_key: bool) -> int:
        node = _node(self._nodes, place, is_key=is_key)
        return int(node.start_mark.line) + 1 if node is not None else 1


@FORMATS.checks("regex", raises=re.error)
def _is_regex(value: object) -> bool:
    return not isinstance(value, str) or re.compile(value) is not None


@FORMATS.checks("financial-year")
def _is_financial_year(value: object) -> bool:
    found = re.fullmatch(r"(\d{4})/(\d\d)", value) if isinstance(value, str) else None
    return found is not None and (int(found[1]) + 1) % 100 == int(found[2])


@FORMATS.checks("web-address", raises=ValueError)
def _is_web_address(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0


def _place(error: ValidationError) -> tuple[list[str | int], bool]:
    """Where an error stands, and whether it is about a key there rather than its value."""
    place = list(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
        return place + [name for name in error.instance if name not in known][:1], True
    return place, False


def _node(node: Any, place: Sequence[str | int], *, is_key: bool) -> Any:
    """The node of a YAML document at a place, or of the key there; the nearest above it where there is none."""
    for number, step in enumerate(place):
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
            if pair is None:
                return node
            node = pair[0] if is_key and number == len(place) - 1 else pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
    return node


def _words(found: Any, error: ValidationError) -> str:
    place = list(error.absolute_path)
    where = ""
    if place[:1] == ["panels"] and len(place) > 1 and isinstance(found["panels"][place[1]], dict):
        where = f"{found['panels'][place[1]].get('panel', 'a panel')}: "
    name = f"`{place[-1]}`: " if place and isinstance(place[-1], str) and len(place) != 1 else ""
    words = error.message
    if error.validator == "format":
        words = NEEDED[str(error.validator_value)]
    return f"{where}{name}{words}."
