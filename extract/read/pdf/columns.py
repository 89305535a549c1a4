"""The columns of a table without vertical rules, from where its numbers and its words stand.

Numbers decide: the intervals that amounts of one column cover never touch those of the next, however
they are aligned. Words then fill the space that numbers leave, and are parted where nearly no row
crosses a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.read.pdf.geometry import Chunk, Word, overlap
from extract.read.pdf.tokens import has_letters, is_amount, is_figure, stands_for_none

BRIDGES = 0.12  # share of the rows that may reach over the gap between two columns of words
GUTTER = 0.35  # of the type size: the least gap between two columns of words
SPARE = 1.5  # of the type size: intervals of numbers so close that no row fills both are one column


@dataclass(frozen=True, slots=True)
class Column:
    """A column's interval, whether numbers stand in it, and how they are set: `left`, `right` or `middle`."""

    x0: float
    x1: float
    numeric: bool
    set: str = "right"

    @property
    def middle(self) -> float:
        """Half way between the edges."""
        return (self.x0 + self.x1) / 2


def find_columns(rows: Sequence[Sequence[Chunk]], heads: Sequence[Sequence[Chunk]], size: float) -> list[Column]:
    """The columns of a table from the chunks of its body's lines and of its header's."""
    numbers = _number_columns(rows, size)
    if not numbers:
        return _text_columns([*rows], [], size)
    words = [
        [
            chunk
            for chunk in row
            if not (is_amount(chunk.text) or stands_for_none(chunk.text)) or not _inside(chunk, numbers)
        ]
        for row in rows
    ]
    words = [[chunk for chunk in row if not _fits(chunk, numbers)] for row in words]
    columns = list(numbers)
    edges = [-1e9, *(edge for column in numbers for edge in (column.x0, column.x1)), 1e9]
    for k in range(0, len(edges), 2):
        left, right = edges[k], edges[k + 1]
        here = [[c for c in row if left <= c.x0 < right] for row in words]
        above = [[c for c in row if left <= c.x0 and c.x1 <= right] for row in heads]
        found = _text_columns([row for row in here if row], above, size, right)
        if k and right < 1e9:
            found = [column for column in found if _supported(column, here)]
        columns += found
    return sorted(columns, key=lambda column: column.x0)


def _supported(column: Column, rows: Sequence[Sequence[Chunk]]) -> bool:
    return sum(any(overlap(c.x0, c.x1, column.x0, column.x1) > 0 for c in row) for row in rows) >= 1


def _inside(chunk: Chunk, columns: Sequence[Column]) -> bool:
    return any(overlap(chunk.x0, chunk.x1, column.x0, column.x1) > 0 for column in columns)


def _fits(chunk: Chunk, columns: Sequence[Column]) -> bool:
    """Whether a short chunk of words stands in a column of numbers (`n/a`, `various`)."""
    return any(
        overlap(chunk.x0, chunk.x1, column.x0, column.x1) >= 0.5 * (chunk.x1 - chunk.x0)
        and chunk.x0 > column.x0 - (column.x1 - column.x0)
        for column in columns
    )


def _number_columns(rows: Sequence[Sequence[Chunk]], size: float) -> list[Column]:
    tokens: list[tuple[float, float, int, bool]] = []
    firsts = [row[0] for row in rows if row]
    for i, row in enumerate(rows):
        for j, chunk in enumerate(row):
            if is_amount(chunk.text) and not _is_marker(row, j) and not (j == 0 and _in_labels(chunk, firsts)):
                tokens.append((chunk.x0, chunk.x1, i, is_figure(chunk.text)))
    spans: list[tuple[float, float, set[int], int]] = []
    for x0, x1, row_no, figure in sorted(tokens):
        if spans and x0 < spans[-1][1]:
            a, b, members, figures = spans[-1]
            spans[-1] = (a, max(b, x1), members | {row_no}, figures + figure)
        else:
            spans.append((x0, x1, {row_no}, int(figure)))
    merged: list[tuple[float, float, set[int], int]] = []
    for span in spans:
        if merged and not merged[-1][2] & span[2] and span[0] - merged[-1][1] < SPARE * size:
            a, _, members, figures = merged[-1]
            merged[-1] = (a, span[1], members | span[2], figures + span[3])
        else:
            merged.append(span)
    return [Column(a, b, True, _setting(a, b, tokens)) for a, b, _, _ in merged]


def _in_labels(chunk: Chunk, firsts: Sequence[Chunk]) -> bool:
    """Whether a number that begins its row is part of a label, as a year may be: most rows begin there with words."""
    here = [first for first in firsts if overlap(first.x0, first.x1, chunk.x0, chunk.x1) > 0]
    return sum(not is_amount(first.text) and has_letters(first.text) for first in here) * 2 > len(here)


def _setting(start: float, end: float, tokens: Sequence[tuple[float, float, int, bool]]) -> str:
    """How a column's numbers are set: by the edge, or the middle, that they share best."""
    inside = [(x0, x1) for x0, x1, _, _ in tokens if start <= x0 and x1 <= end]
    if len(inside) < 3:
        return "right"
    spreads = {
        "right": max(x1 for _, x1 in inside) - min(x1 for _, x1 in inside),
        "left": max(x0 for x0, _ in inside) - min(x0 for x0, _ in inside),
        "middle": max(x0 + x1 for x0, x1 in inside) / 2 - min(x0 + x1 for x0, x1 in inside) / 2,
    }
    best = min(spreads, key=lambda name: spreads[name])
    return best if spreads[best] < 1.0 and spreads["right"] > 2.0 else "right"


def _is_marker(row: Sequence[Chunk], j: int) -> bool:
    """Whether an amount is a number within words: first of its row, and only words after it."""
    after = row[j + 1 :]
    return j == 0 and bool(after) and not any(is_amount(chunk.text) for chunk in after)


def _text_columns(
    rows: Sequence[Sequence[Chunk]], heads: Sequence[Sequence[Chunk]], size: float, right: float = 1e9
) -> list[Column]:
    """Columns of words: the stretches between gaps that nearly no row reaches over."""
    chunks = [(chunk.x0, min(chunk.x1, right), i) for i, row in enumerate(rows) for chunk in row]
    if not chunks:
        return []
    several = sum(len(row) > 1 for row in rows) + sum(len(row) > 1 for row in heads)
    allowed = int(BRIDGES * len(rows)) if several >= 2 else 0
    edges = sorted({x for a, b, _ in chunks for x in (a, b)})
    gaps: list[tuple[float, float]] = []
    for a, b in pairwise(edges):
        middle = (a + b) / 2
        crossing = sum(1 for x0, x1, _ in chunks if x0 < middle < x1)
        if crossing <= allowed:
            if gaps and abs(gaps[-1][1] - a) < 0.01:
                gaps[-1] = (gaps[-1][0], b)
            else:
                gaps.append((a, b))
    gaps = [(a, b) for a, b in gaps if b - a >= GUTTER * size]
    starts = [min(a for a, _, _ in chunks), *(b for _, b in gaps)]
    ends = [*(a for a, _ in gaps), max(b for _, b, _ in chunks)]
    columns = []
    for start, end in zip(starts, ends, strict=True):
        begun = {i for a, _, i in chunks if start - 0.1 <= a < end + 0.1}
        bridged = sum(a < start - 0.1 and b > start + 0.1 for a, b, _ in chunks)
        if end > start and len(begun) > 2 * bridged:
            columns.append(Column(start, max(end, start + 1), False))
    return columns


def place(chunks: Sequence[Chunk], columns: Sequence[Column]) -> dict[int, list[Word]]:
    """The words of a body's line by column. A chunk of words that spans columns goes to its first."""
    placed: dict[int, list[Word]] = {}
    for chunk in chunks:
        touched = [j for j, column in enumerate(columns) if overlap(chunk.x0, chunk.x1, column.x0, column.x1) > 0.5]
        if len(touched) > 1 and len(chunk.words) > 1 and _is_jammed(chunk, columns, touched):
            for word in chunk.words:
                placed.setdefault(nearest(word.x0, word.x1, columns), []).append(word)
            continue
        at = nearest(chunk.x0, chunk.x1, columns) if is_amount(chunk.text) or len(touched) <= 1 else touched[0]
        placed.setdefault(at, []).extend(chunk.words)
    return placed


def _is_jammed(chunk: Chunk, columns: Sequence[Column], touched: Sequence[int]) -> bool:
    """Whether a chunk holds the cells of several columns: nothing but numbers in each column of numbers."""
    numeric = [columns[j] for j in touched if columns[j].numeric]
    held = [[w for w in chunk.words if overlap(w.x0, w.x1, c.x0, c.x1) > 0] for c in numeric]
    return bool(held) and all(words and all(is_amount(word.text) for word in words) for words in held)


def nearest(x0: float, x1: float, columns: Sequence[Column]) -> int:
    """The column that an interval lies over most, else the closest."""
    return max(range(len(columns)), key=lambda j: overlap(x0, x1, columns[j].x0, columns[j].x1))
