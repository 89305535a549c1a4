"""What varies by publisher, as data: wordings, standard lines, bodies, calendars.

Each YAML file opens with what it is for. A wording that a new publisher uses is a line in a file
here, never a branch in code. Files are read once and kept. Their form is that of
`vocabulary.schema.json`, which a test checks, not each run: that would cost more than reading them.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?|%|\+/-")


@cache
def load(name: str) -> Any:
    """The content of `NAME.yml` in this folder."""
    return yaml.load((_HERE / f"{name}.yml").read_text(encoding="utf-8"), Loader=_LOADER)


@cache
def load_csv(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `NAME.csv` in this folder, by column name."""
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def words(text: str) -> tuple[str, ...]:
    """A wording's words in lower case: marks dropped, `&` as `and`, kinds of quotes alike."""
    plain = text.lower().replace("&", " and ").replace("’", "'").replace("‘", "'")
    return tuple(word.removesuffix("'s") if word.endswith("'s") else word for word in _WORD.findall(plain))


@cache
def phrases(name: str, section: str) -> dict[tuple[str, ...], str]:
    """Wording (as words) to term, of a mapping `term: [wordings]` in a vocabulary file."""
    found: dict[tuple[str, ...], str] = {}
    for term, wordings in load(name)[section].items():
        for wording in wordings:
            found.setdefault(words(wording), term)
    return found


def longest_phrase(text: str, known: dict[tuple[str, ...], str]) -> tuple[str, tuple[str, ...]] | None:
    """The term of the longest known wording that stands in `text`, with that wording.

    Of wordings of one length the later one wins: the noun of an English phrase stands last
    (`budget variance` is a variance).
    """
    spoken = words(text)
    longest = min(len(spoken), max(map(len, known), default=0))
    for size in range(longest, 0, -1):
        for start in range(len(spoken) - size, -1, -1):
            term = known.get(spoken[start : start + size])
            if term is not None:
                return term, spoken[start : start + size]
    return None
