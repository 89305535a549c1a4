"""Tables whose cells are parted by slashes with spaces around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.model import Cell
from extract.numerals import parse_numeral
from extract.read.lines import TextLine
from extract.read.text_tables.found import Found, cell_of, is_short_label

_SLASH = re.compile(r"(?<!\s)\s+/\s+|\s/(?=\s|$)")


def _slash_cells(line: TextLine) -> list[Cell]:
    cells, at = [], 0
    for match in [*_SLASH.finditer(line.text), None]:
        end = match.start() if match else len(line.text)
        cells.append(cell_of(line.text[at:end], line.start + at))
        at = match.end() if match else end
    return cells


def slashed(lines: Sequence[TextLine], i: int) -> Found | None:
    """A table of lines with slashes, two or more of them with numbers."""

    def cells_of(index: int) -> list[Cell] | None:
        if index >= len(lines) or not _SLASH.search(lines[index].text):
            return None
        return _slash_cells(lines[index])

    first = cells_of(i)
    if first is None:
        return None
    rows: list[list[Cell]] = []
    end, numeric = i, 0
    while end < len(lines):
        cells = cells_of(end)
        if cells is None:
            follows = cells_of(end + 1)
            if not (is_short_label(lines[end]) and follows is not None and rows):
                break
            cells = [cell_of(lines[end].text, lines[end].start)]
        numbers = sum(parse_numeral(cell.text) is not None for cell in cells[1:])
        if len(cells) > 1 and numbers * 2 < len(cells) - 1 and (numeric or len(cells) < 3):
            break
        numeric += numbers > 0
        rows.append(cells)
        end += 1
    return (rows, end) if numeric >= 2 else None
