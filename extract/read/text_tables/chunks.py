"""Pieces of a line that stand apart by two or more spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.numerals import parse_numeral
from extract.read.tables import is_data

_GAP = re.compile(r"\s{2,}")
_WORD = re.compile(r"\S+")
_DIGITS = r"(?:\d(?:[\d,]*\d)?(?:\.\d+)?|\.\d+)"
_END_NUMBER = re.compile(rf"[(\[]?[-−–]?£?{_DIGITS}[)\]%]*")
_BRACKETED_SHARE = re.compile(r"^\(.*%\)$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a line, from `start` to `end` in it."""

    text: str
    start: int
    end: int


def chunks_of(text: str) -> list[Chunk]:
    """Pieces of a line that stand two or more spaces apart; a number beside a wide gap stands alone."""
    found: list[Chunk] = []
    at = 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[at:end].strip():
            found.append(Chunk(text[at:end], at, end))
        at = gap.end() if gap else end
    split: list[Chunk] = []
    for chunk in found:
        if parse_numeral(chunk.text) is not None:
            split.append(chunk)
            continue
        numbers = []
        rest = chunk.text
        for word in reversed(list(_WORD.finditer(chunk.text)) if len(found) > 1 else []):
            told = word.group()
            if not word.start() or not _END_NUMBER.fullmatch(told) or not is_data(told) or _BRACKETED_SHARE.match(told):
                break
            numbers.append(Chunk(told, chunk.start + word.start(), chunk.start + word.end()))
            rest = chunk.text[: word.start() - 1]
        if all(parse_numeral(word) is not None for word in rest.split()) and numbers:
            numbers.append(Chunk(rest, chunk.start, chunk.start + len(rest)))
            rest = ""
        if rest:
            split.append(Chunk(rest, chunk.start, chunk.start + len(rest)))
        split.extend(reversed(numbers))
    return split
