"""What a form of table finds in the lines of a text, and the cells that it finds."""

from __future__ import annotations

import re

from extract.model import Cell, Place
from extract.read.lines import TextLine, without_markup

Found = tuple[list[list[Cell]], int]  # the rows of a table and the line after its last
MAX_LABEL = 80
MAX_HEADER_CELL = 60  # longer pieces above the first row of numbers are prose


def cell_of(text: str, start: int) -> Cell:
    """A cell of a line's piece of text: markup taken off, its emphasis and place kept."""
    lead = len(text) - len(text.lstrip())
    stripped = text.strip()
    emphasis = set()
    for mark, kind in (("b", "bold"), ("strong", "bold"), ("i", "italic"), ("em", "italic"), ("u", "underline")):
        if re.match(rf"<{mark}>", stripped, re.IGNORECASE):
            emphasis.add(kind)
    if stripped.startswith("**") and stripped.endswith("**") and len(stripped) > 4:
        emphasis.add("bold")
    elif re.match(r"^[*_][^*_].*[^*_][*_]$", stripped) and not stripped.startswith("_("):
        emphasis.add("italic")
    place = Place(char_start=start + lead, char_end=start + lead + len(stripped))
    return Cell(without_markup(stripped), place, frozenset(emphasis))


def split_cells(line: TextLine, separator: str) -> list[Cell]:
    """The cells of a line that `separator` parts."""
    cells, start = [], line.start
    for piece in line.text.split(separator):
        cells.append(cell_of(piece, start))
        start += len(piece) + len(separator)
    return cells


def is_short_label(line: TextLine) -> bool:
    """Whether a line may be a label that stands alone between rows."""
    return not line.blank and len(line.text) <= MAX_LABEL and not line.text.rstrip().endswith(".")
