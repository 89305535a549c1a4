"""Tables whose cells are parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.numerals import parse_numeral
from extract.read.lines import TextLine
from extract.read.text_tables.found import Found, is_short_label, split_cells

_RULE_CELL = re.compile(r"^\s*-{2,}\s*$")
_TEXT_NUMBER = re.compile(r"^(?:\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)]*|[•▪➢*-])$")


def _is_numbered_text(line: TextLine) -> bool:
    """Whether a line is prose behind its number or bullet, with a tab between: `4.1.` and a sentence."""
    number, tab, text = line.text.strip().partition("\t")
    return bool(tab) and "\t" not in text and bool(_TEXT_NUMBER.match(number)) and parse_numeral(text) is None


def tabbed(lines: Sequence[TextLine], i: int) -> Found | None:
    """A table of lines with tabs; a short label may stand between two of them."""
    if "\t" not in lines[i].text or _is_numbered_text(lines[i]):
        return None
    rows, end = [], i
    while end < len(lines) and not _is_numbered_text(lines[end]):
        line = lines[end]
        between = end + 1 < len(lines) and "\t" in lines[end + 1].text and is_short_label(line)
        if "\t" not in line.text and not between:
            break
        cells = split_cells(line, "\t")
        if not all(_RULE_CELL.match(cell.text) or not cell.text for cell in cells):
            rows.append(cells)
        end += 1
    return (rows, end) if rows else None
