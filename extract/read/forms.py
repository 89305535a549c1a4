"""Tables in text: the forms in which converters leave them, each recognised by its lines alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from extract.model import Cell, Place
from extract.numerals import parse_numeral
from extract.read.lines import LIST_MARK, TextLine, without_markup
from extract.read.markup import read_markup_table
from extract.read.tables import is_data

HEADER_LINES = 7  # lines of header and section that may stand above the first row of numbers
UNALIGNED_LINES = 3  # lines without numbers that may stand between two rows
GOES_ON_BONUS = 12  # characters of distance that a broken-off header cell outweighs
MARKUP_LINES = 2000  # lines that a table in markup may take
MAX_RUN_ON_LABEL = 80
MAX_REMARK = 24  # characters of a word or date that may stand behind a row's numbers
MIN_ALIGNED_ROWS = 3
MIN_PAIR_NUMBERS = 3  # numbers in each of two rows that make a table by themselves
MIN_STACKED_ROWS, MIN_STACKED_CELLS, MOST_STACKED_CELLS = 3, 3, 12
MAX_HEADER_CELL = 60  # longer pieces above the first row of numbers are prose
LABEL_GAP = 3  # characters between a word and the first column of numbers that make it a label
_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_RULE_CELL = re.compile(r"^\s*-{2,}\s*$")
_UNIT_TOKEN = re.compile(r"^\(?(?:£[\w',.]*|%|FTEs?)\)?$")
_BRACKETED_SHARE = re.compile(r"^\(.*%\)$")
_PERIOD_TOKEN = re.compile(r"^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|20\d\d(?:[/-]\d{2,4})?|\d\d/\d\d)$")
_RULE_LINE = re.compile(r"^\s*[-–—=_]{4,}[-–—=_\s]*$")
_TEXT_NUMBER = re.compile(r"^(?:\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)]*|[•▪➢*-])$")
_WORD = re.compile(r"\S+")
_DIGITS = r"(?:\d(?:[\d,]*\d)?(?:\.\d+)?|\.\d+)"
_END_NUMBER = re.compile(rf"[(\[]?[-−–]?£?{_DIGITS}[)\]%]*")
_RUN_ON_NUMBER = re.compile(rf"[(\[]?[-−–+]?£?{_DIGITS}(?:m|k|%)?[)\]]?%?|-|–|—")
_GAP = re.compile(r"\s{2,}")


def table_at(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
    """The table that begins at line `i`, as rows of cells and the line after its last."""
    for form in (_marked_up, _tabbed, _piped, _slashed, _spaced, _run_on, _stacked):
        found = form(lines, i)
        if found is not None:
            return found
    return None


def _cell(text: str, start: int) -> Cell:
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


def _pieces(line: TextLine, separator: str) -> list[Cell]:
    cells, start = [], line.start
    for piece in line.text.split(separator):
        cells.append(_cell(piece, start))
        start += len(piece) + len(separator)
    return cells


def _short_label(line: TextLine) -> bool:
    return not line.blank and len(line.text) <= 80 and not line.text.rstrip().endswith(".")


def _marked_up(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
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


def _is_numbered_text(line: TextLine) -> bool:
    """Whether a line is prose behind its number or bullet, with a tab between: `4.1.` and a sentence."""
    number, tab, text = line.text.strip().partition("\t")
    return bool(tab) and "\t" not in text and bool(_TEXT_NUMBER.match(number)) and parse_numeral(text) is None


def _tabbed(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
    if "\t" not in lines[i].text or _is_numbered_text(lines[i]):
        return None
    rows, end = [], i
    while end < len(lines) and not _is_numbered_text(lines[end]):
        line = lines[end]
        between = end + 1 < len(lines) and "\t" in lines[end + 1].text and _short_label(line)
        if "\t" not in line.text and not between:
            break
        cells = _pieces(line, "\t")
        if not all(_RULE_CELL.match(cell.text) or not cell.text for cell in cells):
            rows.append(cells)
        end += 1
    return (rows, end) if rows else None


def _is_piped(line: TextLine) -> bool:
    stripped = line.text.strip()
    return stripped.count("|") >= 2 or (stripped.startswith("|") and len(stripped) > 1)


def _piped(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
    end = i
    rows = []
    while end < len(lines) and _is_piped(lines[end]):
        line = lines[end]
        end += 1
        if _PIPE_RULE.match(line.text):
            continue
        lead = len(line.text) - len(line.text.lstrip())
        body = line.text.strip()
        offset = line.start + lead
        if body.startswith("|"):
            body, offset = body[1:], offset + 1
        rows.append(_pieces(TextLine(body.removesuffix("|"), offset), "|"))
    return (rows, end) if len(rows) >= 2 else None


_SLASH = re.compile(r"(?<!\s)\s+/\s+|\s/(?=\s|$)")


def _slash_cells(line: TextLine) -> list[Cell]:
    cells, at = [], 0
    for match in [*_SLASH.finditer(line.text), None]:
        end = match.start() if match else len(line.text)
        cells.append(_cell(line.text[at:end], line.start + at))
        at = match.end() if match else end
    return cells


def _slashed(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
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
            if not (_short_label(lines[end]) and follows is not None and rows):
                break
            cells = [_cell(lines[end].text, lines[end].start)]
        numbers = sum(parse_numeral(cell.text) is not None for cell in cells[1:])
        if len(cells) > 1 and numbers * 2 < len(cells) - 1 and (numeric or len(cells) < 3):
            break
        numeric += numbers > 0
        rows.append(cells)
        end += 1
    return (rows, end) if numeric >= 2 else None


@dataclass(frozen=True, slots=True)
class _Chunk:
    text: str
    start: int
    end: int


def chunks_of(text: str) -> list[_Chunk]:
    """Pieces of a line that stand two or more spaces apart; a number beside a wide gap stands alone."""
    found: list[_Chunk] = []
    at = 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[at:end].strip():
            found.append(_Chunk(text[at:end], at, end))
        at = gap.end() if gap else end
    split: list[_Chunk] = []
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
            numbers.append(_Chunk(told, chunk.start + word.start(), chunk.start + word.end()))
            rest = chunk.text[: word.start() - 1]
        if all(parse_numeral(word) is not None for word in rest.split()) and numbers:
            numbers.append(_Chunk(rest, chunk.start, chunk.start + len(rest)))
            rest = ""
        if rest:
            split.append(_Chunk(rest, chunk.start, chunk.start + len(rest)))
        split.extend(reversed(numbers))
    return split


def _is_aligned(line: TextLine) -> bool:
    chunks = chunks_of(line.text.rstrip())
    numbers = [chunk for chunk in chunks if parse_numeral(chunk.text) is not None]
    listed = LIST_MARK.match(line.text) and len(numbers) < len(chunks)
    remark = len(chunks) >= 3 and len(chunks[-1].text) <= MAX_REMARK and chunks[-2:-1] == numbers[-1:]
    return len(chunks) >= 2 and bool(numbers) and (chunks[-1] is numbers[-1] or remark) and not listed


def _spaced(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
    """Columns aligned by spaces: intervals of the numbers make the columns, as on a page."""
    end, last = i, i
    body: list[int] = []
    while end < len(lines) and end - last <= (UNALIGNED_LINES if body else HEADER_LINES):
        line = lines[end]
        if "\t" in line.text or line.text.count("|") >= 2 or len(line.text) > 400:
            break
        if _RULE_LINE.match(line.text):
            end += 1
            continue
        if _is_aligned(line):
            body.append(end)
            last = end + 1
        elif line.blank:
            if end + 1 < len(lines) and lines[end + 1].blank:
                break
        elif len(chunks_of(line.text)) == 1 and len(line.text.strip()) > 80:
            break
        end += 1
    if len(body) < MIN_ALIGNED_ROWS and not _wide_pair(lines, i, body):
        return None
    printed = [k for k in range(i, last) if not lines[k].blank and not _RULE_LINE.match(lines[k].text)]
    above = [chunk for k in printed if k < body[0] for chunk in chunks_of(lines[k].text.rstrip())]
    listed = body[0] != i and LIST_MARK.match(lines[i].text) and len(chunks_of(lines[i].text)) <= 2
    if listed or any(len(chunk.text) > MAX_HEADER_CELL for chunk in above):
        return None
    if body[0] != i and any(lines[k].blank for k in range(i, body[0])) and len(chunks_of(lines[i].text)) < 2:
        return None
    spans: list[list[int]] = []
    for k in body:
        for chunk in chunks_of(lines[k].text.rstrip()):
            if parse_numeral(chunk.text) is None:
                continue
            hit = [span for span in spans if span[0] < chunk.end and chunk.start < span[1]]
            start, stop = chunk.start, chunk.end
            for span in hit:
                start, stop = min(start, span[0]), max(stop, span[1])
                spans.remove(span)
            spans.append([start, stop])
    spans.sort()
    counts = [
        sum(
            any(c.start < b and a < c.end and parse_numeral(c.text) is not None for c in chunks_of(lines[k].text))
            for k in body
        )
        for a, b in spans
    ]
    spans = [span for span, count in zip(spans, counts, strict=True) if count >= max(2, len(body) // 6)]
    if not spans:
        return None
    openings = [chunk for k in body if parse_numeral((chunk := chunks_of(lines[k].text)[0]).text) is None]
    labels_begin = max((chunk.start for chunk in openings if chunk.start < spans[0][0]), default=-1)
    second = _second_labels([lines[k] for k in body], spans)
    rows = [_aligned_row(lines[k], spans, labels_begin, second) for k in printed]
    return rows, last


def _wide_pair(lines: Sequence[TextLine], i: int, body: Sequence[int]) -> bool:
    """Whether two rows make a table all the same: under a header, and as long as each other."""
    widths = {sum(parse_numeral(chunk.text) is not None for chunk in chunks_of(lines[k].text.rstrip())) for k in body}
    return len(body) == 2 and body[0] > i and len(widths) == 1 and widths.pop() >= MIN_PAIR_NUMBERS


def _second_labels(body: Sequence[TextLine], spans: Sequence[Sequence[int]]) -> int | None:
    """Where a second column of labels begins, if most rows have one that begins at the same place."""
    starts: Counter[int] = Counter()
    for line in body:
        left = [c for c in chunks_of(line.text.rstrip()) if c.end <= spans[0][0]]
        worded = [parse_numeral(c.text) is None for c in left]
        starts.update([left[1].start] if len(left) == 2 and worded[1] and (worded[0] or left[0].text.isdigit()) else [])
    if not starts:
        return None
    start, count = starts.most_common(1)[0]
    return start if count * 2 > len(body) else None


def _aligned_row(line: TextLine, spans: Sequence[Sequence[int]], labels_begin: int, second: int | None) -> list[Cell]:
    """A line's cells, by the columns that its pieces stand over; labels begin at `labels_begin` or left of it.

    `second` is where a second column of labels begins.
    """
    texts: list[list[_Chunk]] = [[] for _ in range(len(spans) + 1)]
    own: list[_Chunk] = []
    remarks: list[_Chunk] = []
    indent = (len(line.text) - len(line.text.lstrip())) // 2
    for order, chunk in enumerate(chunks_of(line.text.rstrip())):
        opens = order == 0 and chunk.start <= labels_begin
        worded = parse_numeral(chunk.text) is None
        if worded and chunk.start > spans[-1][1] + 1:
            remarks.append(chunk)
            continue
        if opens or (worded and chunk.end < spans[0][0] - LABEL_GAP):
            (own if second is not None and chunk.start >= second else texts[0]).append(chunk)
            continue
        middle = (chunk.start + chunk.end) / 2
        nearest = min(
            range(len(spans)),
            key=lambda s: (
                -max(0, min(chunk.end, spans[s][1]) - max(chunk.start, spans[s][0])),
                abs((spans[s][0] + spans[s][1]) / 2 - middle),
            ),
        )
        texts[nearest + 1].append(chunk)
    cells = []
    groups = texts if second is None else [texts[0], own, *texts[1:]]
    for k, group in enumerate([*groups, remarks] if remarks else groups):
        if not group:
            cells.append(Cell(""))
            continue
        cell = _cell(line.text[group[0].start : group[-1].end], line.start + group[0].start)
        cells.append(Cell(cell.text, cell.place, cell.emphasis, indent if k == 0 else 0))
    return cells


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


def _run_on(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
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
        if row is None and not (found and follows and _short_label(lines[end])):
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
            rows.append([_cell(line.text, line.start)])
            continue
        label, numbers = row
        cells = [_cell(label, line.start)] + [_cell(text, line.start + at) for text, at in numbers]
        rows.append(cells)
    return rows, end


def _stacked(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
    """A table whose cells stand one below another: groups of as many short lines, a header's first."""
    return _grouped(lines, i) or _in_turn(lines, i)


def _grouped(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
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
    return [[_cell(lines[n].text, lines[n].start) for n in group] for group in groups], groups[-1][-1] + 1


def _in_turn(lines: Sequence[TextLine], i: int) -> tuple[list[list[Cell]], int] | None:
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
    cells = [_cell(lines[k].text, lines[k].start) for k in range(i, end)]
    return [cells[k : k + width] for k in range(0, end - i, width)], end


def _cut_headers(lines: Sequence[TextLine], count: int) -> list[list[Cell]]:
    """Header lines in `count` columns after the label's: a line with fewer pieces is set below a full one."""
    cut = [_cut_header(line, count) for line in lines]
    full = next((cells for cells in cut if sum(bool(cell.text) for cell in cells[1:]) == count), None)
    if full is None:
        return [cells or [_cell(line.text, line.start)] for cells, line in zip(cut, lines, strict=True)]
    return [cells or _below(line, full) for cells, line in zip(cut, lines, strict=True)]


def _cut_header(line: TextLine, count: int) -> list[Cell]:
    """A header line's cells: as many words, units or repeated wordings as there are columns; [] for another number."""
    pieces = [match.span() for match in re.finditer(r"\S+", line.text)]

    def cells(starts: Sequence[int]) -> list[Cell]:
        cuts = [*starts, len(pieces)]
        return [
            _cell(line.text[pieces[cuts[k]][0] : pieces[cuts[k + 1] - 1][1]], line.start + pieces[cuts[k]][0])
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
        return [_cell(line.text, line.start)]
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
        cells[columns[k]] = _cell(line.text[a:b], line.start + a)
    return cells
