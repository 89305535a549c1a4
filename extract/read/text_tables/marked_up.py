"""Tables in HTML markup, as some conversions leave them in text: rows of cells with their offsets.

A cell over several columns stands in the first of them, a cell over several rows in the first row, as
print shows it. The parser is the standard library's: it resolves no entities but the named characters,
fetches nothing and never fails on broken markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

from extract.model import Cell, Place
from extract.read.lines import TextLine
from extract.read.text_tables.found import Found

MARKUP_LINES = 2000  # lines that a table in markup may take
MAX_SPAN = 100  # a cell that claims to span more columns or rows is taken at this
_EMPHASIS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline"}


def marked_up(lines: Sequence[TextLine], i: int) -> Found | None:
    """A table in HTML markup that opens on this line."""
    opening = lines[i].text.lower().find("<table")
    if opening < 0:
        return None
    start = lines[i].start
    text = "\n".join(line.text for line in lines[i : i + MARKUP_LINES])
    if any(len(line.text) + line.start + 1 != after.start for line, after in pairwise(lines[i : i + MARKUP_LINES])):
        text = _respaced(lines[i : i + MARKUP_LINES])
    found = read_markup_table(text, opening)
    if found is None:
        return None
    rows, end = found
    last = next((k for k in range(i, len(lines)) if lines[k].start - start + len(lines[k].text) >= end), len(lines) - 1)
    return [[_moved(cell, start) for cell in row] for row in rows], last + 1


def _respaced(lines: Sequence[TextLine]) -> str:
    """The text of some lines with every line where its offset says, whatever parted them."""
    parts, at = [], lines[0].start
    for line in lines:
        parts.append(" " * (line.start - at - 1) + "\n" if line.start > at else "")
        parts.append(line.text)
        at = line.start + len(line.text)
    return "".join(parts)


def _moved(cell: Cell, by: int) -> Cell:
    place = cell.place
    if place.char_start is None or place.char_end is None:
        return cell
    return replace(cell, place=Place(char_start=place.char_start + by, char_end=place.char_end + by))


def read_markup_table(text: str, start: int) -> tuple[list[list[Cell]], int] | None:
    """The rows of the table whose `<table` is at `start`, and the offset just after its end; None if it has none.

    Offsets of cells are those of `text`. A table inside a cell is part of that cell's text.
    """
    parser = _TableParser(text, start)
    parser.feed(text[start:])
    return (parser.rows, parser.end) if parser.end and parser.rows else None


class _TableParser(HTMLParser):
    def __init__(self, text: str, start: int) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.base = start
        self.lines = [0]
        for match in re.finditer("\n", text[start:]):
            self.lines.append(match.end())
        self.rows: list[list[Cell]] = []
        self.end = 0
        self.depth = 0
        self.reserved: dict[tuple[int, int], None] = {}
        self.words: list[tuple[str, int]] | None = None
        self.emphasis: set[str] = set()
        self.span = (1, 1)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.base + self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.end:
            return
        if tag == "table":
            self.depth += 1
        elif self.depth == 1 and tag == "tr":
            self._close_cell()
            self.rows.append([])
        elif self.depth == 1 and tag in {"td", "th"}:
            self._close_cell()
            if not self.rows:
                self.rows.append([])
            given = dict(attrs)
            self.span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self.words, self.emphasis = [], set()
        elif self.words is not None and tag in _EMPHASIS:
            self.emphasis.add(_EMPHASIS[tag])

    def handle_endtag(self, tag: str) -> None:
        if self.end:
            return
        if tag == "table":
            self.depth -= 1
            if self.depth == 0:
                self._close_cell()
                self.end = self.text.find(">", self._offset()) + 1
        elif self.depth == 1 and tag in {"td", "th", "tr"}:
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self.words is not None and not self.end and data.strip():
            self.words.append((data, self._offset()))

    def _close_cell(self) -> None:
        if self.words is None:
            return
        row, number = self.rows[-1], len(self.rows) - 1
        while (number, len(row)) in self.reserved:
            row.append(Cell(""))
        wide, tall = self.span
        for below in range(tall):
            for beside in range(wide):
                if below:
                    self.reserved[(number + below, len(row) + beside)] = None
        row.append(self._cell())
        row.extend(Cell("") for _ in range(wide - 1))
        self.words = None

    def _cell(self) -> Cell:
        words = self.words or []
        if not words:
            return Cell("")
        first, last = words[0], words[-1]
        lead = len(first[0]) - len(first[0].lstrip())
        place = Place(char_start=first[1] + lead, char_end=last[1] + len(last[0].rstrip()))
        return Cell(" ".join(" ".join(text for text, _ in words).split()), place, frozenset(self.emphasis))


def _span(value: str | None) -> int:
    return min(max(int(value), 1), MAX_SPAN) if value and value.isdigit() else 1
