"""Tables whose cells stand one below another, a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.numerals import parse_numeral
from extract.read.lines import TextLine
from extract.read.text_tables.found import MAX_HEADER_CELL, Found, cell_of

MIN_STACKED_ROWS, MIN_STACKED_CELLS, MOST_STACKED_CELLS = 3, 3, 12


def stacked(lines: Sequence[TextLine], i: int) -> Found | None:
    """A table whose cells stand one below another: groups of as many short lines, a header's first."""
    return _grouped(lines, i) or _in_turn(lines, i)


def _grouped(lines: Sequence[TextLine], i: int) -> Found | None:
    """Groups of lines between blank ones: the first is the header, each other a label and its numbers."""
    groups: list[list[int]] = []
    k = i
    while k < len(lines) and len(lines[k].text.strip()) <= MAX_HEADER_CELL:
        group = []
        while k < len(lines) and not lines[k].blank:
            group.append(k)
            k += 1
        fits = MIN_STACKED_CELLS <= len(group) <= MOST_STACKED_CELLS and (not groups or len(group) == len(groups[0]))
        if not fits or any(len(lines[n].text.strip()) > MAX_HEADER_CELL for n in group):
            break
        groups.append(group)
        while k < len(lines) and lines[k].blank:
            k += 1
    if len(groups) < MIN_STACKED_ROWS + 1 or any(parse_numeral(lines[n].text) is not None for n in groups[0]):
        return None
    kinds = Counter(tuple(parse_numeral(lines[n].text) is not None for n in group) for group in groups[1:])
    kind, count = kinds.most_common(1)[0]
    if kind[0] or not any(kind) or count * 2 < len(groups) - 1:
        return None
    return [[cell_of(lines[n].text, lines[n].start) for n in group] for group in groups], groups[-1][-1] + 1


def _in_turn(lines: Sequence[TextLine], i: int) -> Found | None:
    """Lines without blank ones between: as many header cells as each row has, then a label and its numbers by turns."""
    end = i
    while end < len(lines) and not lines[end].blank and len(lines[end].text.strip()) <= MAX_HEADER_CELL:
        end += 1
    numbers = [parse_numeral(lines[k].text) is not None for k in range(i, end)]
    if True not in numbers:
        return None
    width = numbers.index(True) - 1  # the header's cells, and the first row's label
    if (
        not MIN_STACKED_CELLS <= width <= MOST_STACKED_CELLS
        or (end - i) % width
        or (end - i) // width <= MIN_STACKED_ROWS
    ):
        return None
    wanted = [False] * width + [k % width > 0 for k in range(end - i - width)]
    if numbers != wanted:
        return None
    cells = [cell_of(lines[k].text, lines[k].start) for k in range(i, end)]
    return [cells[k : k + width] for k in range(0, end - i, width)], end
