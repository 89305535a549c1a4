"""From grouped lines to the rows of cells of a raw table, with their places, emphasis and indents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import Cell, Place
from extract.read.pdf.geometry import Box, Word, clusters, hull
from extract.read.pdf.tokens import cell_text, has_letters

INDENT = 0.4  # of the type size: labels set in by less stand at the same edge


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as found on a page: each row's words by column, `header_rows` of them naming columns."""

    rows: tuple[tuple[tuple[Word, ...], ...], ...]
    header_rows: int
    box: Box
    edges: tuple[tuple[float, float], ...]


def reading_order(words: Sequence[Word]) -> list[Word]:
    """Words of one cell in reading order: by lines, and from left to right in each."""
    if len(words) < 2:
        return list(words)
    turned = [word for word in words if word.turn]
    if turned:
        upright = reading_order([word for word in words if not word.turn])
        up = sorted((w for w in turned if w.turn == 1), key=lambda w: (round(w.y / max(w.size * 0.5, 1)), -w.bottom))
        down = sorted((w for w in turned if w.turn != 1), key=lambda w: (-round(w.y / max(w.size * 0.5, 1)), w.top))
        return upright + up + down
    ordered = sorted(words, key=lambda word: word.y)
    lines: list[list[Word]] = [[ordered[0]]]
    for word in ordered[1:]:
        if word.y - lines[-1][0].y <= 0.4 * min(word.size, lines[-1][0].size):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [word for line in lines for word in sorted(line, key=lambda word: word.x0)]


def cells_of(grid: Grid, page: int) -> list[list[Cell]]:
    """The cells of a grid. A label's indent counts the steps from its column's left edge."""
    ordered = [[reading_order(words) for words in row] for row in grid.rows]
    indents = _indents(grid, ordered)
    return [
        [_cell(words, page, indents.get((i, j), 0)) for j, words in enumerate(row)] for i, row in enumerate(ordered)
    ]


def _cell(words: Sequence[Word], page: int, indent: int) -> Cell:
    if not words:
        return Cell("")
    emphasis = {kind for kind in ("bold", "italic") if all(getattr(word, kind) for word in words if word.text)}
    box = hull(word.box for word in words)
    rounded = (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
    return Cell(cell_text(words), Place(page=page, bbox=rounded), frozenset(emphasis), indent)


def _indents(grid: Grid, ordered: Sequence[Sequence[Sequence[Word]]]) -> dict[tuple[int, int], int]:
    """The steps by which labels are set in, for columns whose labels start at few different edges."""
    found: dict[tuple[int, int], int] = {}
    for j in range(len(grid.edges)):
        starts = {
            i: row[j][0].x0
            for i, row in enumerate(ordered)
            if i >= grid.header_rows and j < len(row) and row[j] and has_letters(cell_text(row[j]))
        }
        if not starts:
            continue
        sizes = [row[j][0].size for row in ordered if j < len(row) and row[j]]
        groups = clusters(starts.values(), INDENT * min(sizes))
        if len(groups) > 6 or len(groups) * 2 > max(len(starts), 4):
            continue
        for i, x in starts.items():
            step = next(k for k, group in enumerate(groups) if group[0] <= x <= group[-1])
            if step:
                found[i, j] = step
    return found
