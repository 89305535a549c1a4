"""Tables whose rows are a label and numbers with single spaces between: `Officer Pay 64,014 32,855`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from extract.model import Cell
from extract.numerals import parse_numeral
from extract.read.lines import LIST_MARK, TextLine
from extract.read.text_tables.found import Found, cell_of, is_short_label

GOES_ON_BONUS = 12  # characters of distance that a broken-off header cell outweighs
MAX_RUN_ON_LABEL = 80
_WORD = re.compile(r"\S+")
_DIGITS = r"(?:\d(?:[\d,]*\d)?(?:\.\d+)?|\.\d+)"
_RUN_ON_NUMBER = re.compile(rf"[(\[]?[-−–+]?£?{_DIGITS}(?:m|k|%)?[)\]]?%?|-|–|—")
_UNIT_TOKEN = re.compile(r"^\(?(?:£[\w',.]*|%|FTEs?)\)?$")
_PERIOD_TOKEN = re.compile(r"^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|20\d\d(?:[/-]\d{2,4})?|\d\d/\d\d)$")


def _run_on_numbers(line: TextLine) -> tuple[str, list[tuple[str, int]]] | None:
    """A label and its trailing numbers, single spaces between: `Officer Pay 64,014 32,855`."""
    text = line.text.rstrip()
    if "\t" in text or "|" in text:
        return None
    numbers: list[tuple[str, int]] = []
    label = text
    for word in reversed(list(_WORD.finditer(text))):
        told = word.group()
        if not _RUN_ON_NUMBER.fullmatch(told) or parse_numeral(told) is None:
            break
        numbers.append((told, word.start()))
        label = text[: word.start()].rstrip()
    fits = len(numbers) >= 2 and len(label) <= MAX_RUN_ON_LABEL and not label.endswith((".", ","))
    return (label, numbers[::-1]) if fits else None


def run_on(lines: Sequence[TextLine], i: int) -> Found | None:
    """Rows of a label and numbers with single spaces; the header above is cut into as many parts."""
    start = i
    while start < min(i + 4, len(lines)) and _run_on_numbers(lines[start]) is None:
        opening = lines[start]
        if opening.blank or len(opening.text) > 160 or "\t" in opening.text or LIST_MARK.match(opening.text):
            return None
        start += 1
    found: list[tuple[TextLine, tuple[str, list[tuple[str, int]]] | None]] = []
    end = start
    while end < len(lines):
        row = _run_on_numbers(lines[end])
        follows = end + 1 < len(lines) and _run_on_numbers(lines[end + 1]) is not None
        if row is None and not (found and follows and is_short_label(lines[end])):
            break
        found.append((lines[end], row))
        end += 1
    width = Counter(len(row[1]) for _, row in found if row)
    if sum(width.values()) < 3 or width.most_common(1)[0][1] * 2 < sum(width.values()):
        return None
    count = width.most_common(1)[0][0]
    rows = _cut_headers(lines[i:start], count)
    for line, row in found:
        if row is None:
            rows.append([cell_of(line.text, line.start)])
            continue
        label, numbers = row
        cells = [cell_of(label, line.start)] + [cell_of(text, line.start + at) for text, at in numbers]
        rows.append(cells)
    return rows, end


def _cut_headers(lines: Sequence[TextLine], count: int) -> list[list[Cell]]:
    """Header lines in `count` columns after the label's: a line with fewer pieces is set below a full one."""
    cut = [_cut_header(line, count) for line in lines]
    full = next((cells for cells in cut if sum(bool(cell.text) for cell in cells[1:]) == count), None)
    if full is None:
        return [cells or [cell_of(line.text, line.start)] for cells, line in zip(cut, lines, strict=True)]
    return [cells or _below(line, full) for cells, line in zip(cut, lines, strict=True)]


def _cut_header(line: TextLine, count: int) -> list[Cell]:
    """A header line's cells: as many words, units or repeated wordings as there are columns; [] for another number."""
    pieces = [match.span() for match in re.finditer(r"\S+", line.text)]

    def cells(starts: Sequence[int]) -> list[Cell]:
        cuts = [*starts, len(pieces)]
        return [
            cell_of(line.text[pieces[cuts[k]][0] : pieces[cuts[k + 1] - 1][1]], line.start + pieces[cuts[k]][0])
            for k in range(len(starts))
        ]

    if len(pieces) == count:
        return [Cell(""), *cells(range(count))]
    if len(pieces) > count and all(_PERIOD_TOKEN.match(line.text[a:b]) for a, b in pieces[-count:]):
        return cells([0, *range(len(pieces) - count, len(pieces))])
    ends = [k for k, (a, b) in enumerate(pieces) if _UNIT_TOKEN.match(line.text[a:b])]
    if len(ends) == count and ends[-1] == len(pieces) - 1:
        return [Cell(""), *cells([0, *(k + 1 for k in ends[:-1])])]
    starts = [k for k, (a, b) in enumerate(pieces) if re.match(r"^(?:[A-Z£(%]|20\d\d)", line.text[a:b])]
    for offset in (1, 0):
        if len(starts) == count + offset and (offset or starts[0] == 0):
            return cells(starts) if offset else [Cell(""), *cells(starts)]
    return []


def _below(line: TextLine, full: Sequence[Cell]) -> list[Cell]:
    """The pieces of a short header line under the cells of a full one: in order, where they stand nearest.

    A piece that goes on where the cell above breaks off (`Over(-)` and `/Under`) belongs there.
    """
    pieces = [match.span() for match in re.finditer(r"\S+", line.text)]
    columns = [k for k, cell in enumerate(full) if k and cell.text]
    if not pieces or len(pieces) > len(columns):
        return [cell_of(line.text, line.start)]
    origin = full[columns[0]].place.char_start or 0
    offsets = [(full[k].place.char_start or 0) - origin for k in columns]

    def cost(chosen: Sequence[int]) -> float:
        total = 0.0
        for (a, b), k in zip(pieces, chosen, strict=True):
            above, word = full[columns[k]].text, line.text[a:b]
            goes_on = above.endswith(("/", "-")) or (word.startswith("/") and "(" in above)
            total += abs(offsets[k] - a) - (GOES_ON_BONUS if goes_on else 0)
        return total

    best = min(combinations(range(len(columns)), len(pieces)), key=cost)
    cells = [Cell("") for _ in full]
    for (a, b), k in zip(pieces, best, strict=True):
        cells[columns[k]] = cell_of(line.text[a:b], line.start + a)
    return cells
