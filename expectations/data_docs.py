"""Data Docs: what Great Expectations' own renderers say of a validation result, as plain text.

Its pages load style sheets and scripts from elsewhere and put values into markup; so only what it says is taken, and
whoever shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Rendered:
    """An expectation in Great Expectations' words, with what was unexpected; and the value that it observed."""

    expectation: str
    observed: str


def rendered(answer: Mapping[str, Any]) -> Rendered:
    """What stands in Data Docs of one answer, which was kept by `expectations.checks`."""
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.render.renderer.content_block import ValidationResultsTableContentBlockRenderer

    found = ExpectationValidationResult(
        success=answer["success"],
        expectation_config=ExpectationConfiguration(**answer["expectation_config"]),
        result=dict(answer["result"]),
        exception_info=dict(answer["exception_info"]),
        meta={},
    )
    block: Any = ValidationResultsTableContentBlockRenderer.render([found])
    _, expectation, observed = block.to_json_dict()["table"][0]
    return Rendered(text_of(expectation), text_of(observed))


def text_of(content: Any) -> str:
    """The text of a content block of Great Expectations, or of several; what it folds away is left out."""
    if isinstance(content, list):
        return SEPARATOR.join(text for text in map(text_of, content) if text)
    if not isinstance(content, Mapping):
        return "" if content is None else " ".join(str(content).split())
    if content["content_block_type"] == "string_template":
        told = content["string_template"]
        return " ".join(Template(told["template"]).safe_substitute(told.get("params") or {}).split())
    if content["content_block_type"] == "table":
        header = ", ".join(text_of(cell) for cell in content.get("header_row") or [])
        rows = "; ".join(", ".join(text_of(cell) for cell in row) for row in content["table"])
        return f"{header}: {rows}" if header else rows
    return ""
