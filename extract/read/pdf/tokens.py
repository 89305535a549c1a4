"""What a run of characters looks like: an amount, a dash for nil, a mark that belongs to its neighbour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from extract.numerals import parse_numeral
from extract.read.pdf.geometry import Chunk, Line, Word, chunks_of
from extract.read.tables import is_data

CHUNK_GAP = 0.5  # of the type size; a wider gap parts the cells of a row
WIDE_SPACE = 0.36  # of the type size: wider than the space of common fonts
MARK_GAP = 1.6  # of the type size; a currency sign or a bracket may stand so far from its number
LEADER = re.compile(r"^[.…·_]{3,}$|^.+?[.…·_]{4,}$|^\.$")
_AMOUNT = re.compile(
    r"""^[<>≤≥~c+\-−–‐‑]*\s?[(\[]?\s?[+\-−–‐‑]?\s?[£$€]?\s?[(+\-−–‐‑]?\s?
    (?:\d[\d,.\u2019'\ ]*|\.\d+)\s?(?:k|m|bn|%|pp)?\s?[)\]]?\s?(?:m|%)?
    (?:\s?\(\s?[+\-−–]?[\d.,]+\s?%?\s?\))?[*†‡^]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_UNIT = re.compile(r"^\(?[£$€]?0{2,}\)?$")
_NIL = re.compile(r"^[(\[]?[-–—−‐‑]{1,2}[)\]]?$|^nil$", re.IGNORECASE)
_NONE = re.compile(r"^(?:n/?a\.?|\.\.+|…|tbc|tba|x|\*+|:)$", re.IGNORECASE)
_RANGE = re.compile(r"^[£$€]?[\d,.]+[km]? ?[-–—] ?[£$€]?[\d,.]+[km]?$")
_LEADERS = re.compile(r"(?:\s?[.…·_]){3,}$")
_THOUSANDS = re.compile(r"^[(\-−–]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?\)?%?$")


@lru_cache(maxsize=65_536)
def is_amount(text: str) -> bool:
    """Whether a whole cell is a number or a dash for nil, in any of the ways that papers print them."""
    if _NIL.match(text):
        return True
    if not any(ch.isdigit() for ch in text) or text.count("(") != text.count(")"):
        return False
    if _UNIT.match(text):
        return False  # `£000` names a unit
    if " " in text and re.search(r"\d \d", text) and not _THOUSANDS.match(text):
        return False
    return bool(_AMOUNT.match(text)) or parse_numeral(text) is not None


@lru_cache(maxsize=65_536)
def is_figure(text: str) -> bool:
    """Whether a cell is a number of a table's body: an amount with a digit that is no bare year."""
    return is_amount(text) and any(ch.isdigit() for ch in text) and (is_data(text) or parse_numeral(text) is None)


def stands_for_none(text: str) -> bool:
    """Whether a cell stands in for a number that is not there: a dash, `n/a`."""
    return bool(_NIL.match(text) or _NONE.match(text))


def has_letters(text: str) -> bool:
    """Whether there are at least two letters."""
    return sum(ch.isalpha() for ch in text) >= 2


def row_chunks(line: Line, cuts: Sequence[float] = (), gap: float = CHUNK_GAP) -> list[Chunk]:
    """A line's chunks as a table's row: leaders dropped, loose marks joined to their numbers.

    `cuts` are the places of vertical rules: no chunk reaches over one.
    """
    chunks: list[Chunk] = []
    for chunk in chunks_of(line.words, gap, cuts):
        chunks += _without_leaders(chunk, gap)
    chunks = [part for k, chunk in enumerate(chunks) for part in _amounts_apart(chunk, first=k == 0)]
    return _marks_joined(chunks, cuts)


def _without_leaders(chunk: Chunk, gap: float) -> list[Chunk]:
    """A chunk cut at its dot leaders, which are dropped."""
    words = list(chunk.words)
    while len(words) > 1 and set(words[-1].text) <= set(".…·_"):
        words.pop()
    if len(words) < len(chunk.words):
        return _without_leaders(Chunk(tuple(words)), gap)
    dots = [word.text for word in chunk.words if set(word.text) <= set(".…·_")]
    if not dots and not _LEADERS.search(chunk.text):
        return [chunk]
    groups: list[list[Word]] = [[]]
    leading = sum(len(text) for text in dots) >= 3
    for word in chunk.words:
        bare = _LEADERS.sub("", word.text)
        if leading and set(word.text) <= set(".…·_"):
            groups.append([])
        elif bare != word.text and len(word.text) - len(bare) >= 3:
            if bare:
                share = len(bare) / len(word.text)
                groups[-1].append(replace(word, text=bare, x1=word.x0 + share * (word.x1 - word.x0)))
            groups.append([])
        else:
            groups[-1].append(word)
    return [Chunk(tuple(group)) for group in groups if group]


def _amounts_apart(chunk: Chunk, first: bool) -> list[Chunk]:
    """A chunk of amounts only, set close, as one chunk for each; thousands parted by a space stay together.

    A word after an amount, by more than a space, stands in a column of its own.
    """
    if len(chunk.words) < 2 or is_amount(chunk.text) or _RANGE.match(chunk.text):
        return [chunk]
    if all(is_amount(word.text) or word.text in "£$€" for word in chunk.words):
        parts: list[list[Word]] = []
        for word in chunk.words:
            if (parts and _THOUSANDS.match(" ".join([*(w.text for w in parts[-1]), word.text]))) or (
                parts and parts[-1][-1].text in "£$€"
            ):
                parts[-1].append(word)
            else:
                parts.append([word])
        return [Chunk(tuple(part)) for part in parts]
    gap = chunk.words[1].x0 - chunk.words[0].x1
    marked = not first or any(mark in chunk.words[0].text for mark in ",()")
    if marked and is_figure(chunk.words[0].text) and gap > WIDE_SPACE * chunk.words[0].size:
        return [Chunk(chunk.words[:1]), Chunk(chunk.words[1:])]
    return [chunk]


def _amount_within(text: str) -> bool:
    """Whether there is an amount once a bracket that stands alone is left out."""
    return is_amount(text) or is_amount(text.strip("()[]"))


def _marks_joined(chunks: list[Chunk], cuts: Sequence[float]) -> list[Chunk]:
    """Join a lone currency sign or opening bracket to the number after it, a closing one to that before."""
    joined: list[Chunk] = []
    for chunk in chunks:
        if joined:
            before = joined[-1]
            gap = chunk.x0 - before.x1
            size = chunk.words[0].size
            parted = any(before.x1 - 1 <= cut <= chunk.x0 + 1 for cut in cuts)
            opens = before.text in ("£", "$", "€", "(", "[", "(£", "£(", "-£") and _amount_within(chunk.text)
            reach = 1e9 if before.text in ("£", "$", "€") and not parted else MARK_GAP * size
            closes = chunk.text in (")", "]", "%", ")%") and _amount_within(before.text)
            if (opens and gap <= reach) or (closes and gap <= MARK_GAP * size and not parted):
                joined[-1] = Chunk(before.words + chunk.words)
                continue
        joined.append(chunk)
    return joined


def cell_text(words: Sequence[Word]) -> str:
    """The text of a cell from its words in reading order: a word broken by a hyphen at a line's end keeps it."""
    parts: list[str] = []
    for word in words:
        if (parts and word.text in (")", "]", "%") and parts[-1][-1:].isdigit()) or (
            parts and parts[-1] in ("£", "$", "€", "(", "[")
        ):
            parts[-1] += word.text
        else:
            parts.append(word.text)
    text = " ".join(parts)
    led = _LEADERS.search(text)
    return text[: led.start()].rstrip() if led and led.start() and led.end() - led.start() > 3 else text
