"""Tables whose columns are aligned by spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.model import Cell
from extract.numerals import parse_numeral
from extract.read.lines import LIST_MARK, TextLine
from extract.read.text_tables.chunks import Chunk, chunks_of
from extract.read.text_tables.found import MAX_HEADER_CELL, Found, cell_of

HEADER_LINES = 7  # lines of header and section that may stand above the first row of numbers
UNALIGNED_LINES = 3  # lines without numbers that may stand between two rows
MAX_LINE = 400  # characters of a row
MAX_UNALIGNED = 80  # characters of a line without columns that may stand between rows
MAX_REMARK = 24  # characters of a word or date that may stand behind a row's numbers
MIN_ALIGNED_ROWS = 3
MIN_PAIR_NUMBERS = 3  # numbers in each of two rows that make a table by themselves
LABEL_GAP = 3  # characters between a word and the first column of numbers that make it a label
_RULE_LINE = re.compile(r"^\s*[-–—=_]{4,}[-–—=_\s]*$")


def _is_aligned(line: TextLine) -> bool:
    chunks = chunks_of(line.text.rstrip())
    numbers = [chunk for chunk in chunks if parse_numeral(chunk.text) is not None]
    listed = LIST_MARK.match(line.text) and len(numbers) < len(chunks)
    remark = len(chunks) >= 3 and len(chunks[-1].text) <= MAX_REMARK and chunks[-2:-1] == numbers[-1:]
    return len(chunks) >= 2 and bool(numbers) and (chunks[-1] is numbers[-1] or remark) and not listed


def spaced(lines: Sequence[TextLine], i: int) -> Found | None:
    """Columns aligned by spaces: intervals of the numbers make the columns, as on a page."""
    body = _aligned_lines(lines, i)
    if len(body) < MIN_ALIGNED_ROWS and not _wide_pair(lines, i, body):
        return None
    last = body[-1] + 1
    printed = [k for k in range(i, last) if not lines[k].blank and not _RULE_LINE.match(lines[k].text)]
    if body[0] != i and not _may_be_header(lines, i, body[0], printed):
        return None
    spans = _number_spans([lines[k] for k in body])
    if not spans:
        return None
    openings = [chunk for k in body if parse_numeral((chunk := chunks_of(lines[k].text)[0]).text) is None]
    labels_begin = max((chunk.start for chunk in openings if chunk.start < spans[0][0]), default=-1)
    second = _second_labels([lines[k] for k in body], spans)
    rows = [_aligned_row(lines[k], spans, labels_begin, second) for k in printed]
    return rows, last


def _aligned_lines(lines: Sequence[TextLine], i: int) -> list[int]:
    """The lines from `i` on that are rows of numbers, as long as no prose and no other form of table comes between."""
    body: list[int] = []
    end, last = i, i
    while end < len(lines) and end - last <= (UNALIGNED_LINES if body else HEADER_LINES):
        line = lines[end]
        if "\t" in line.text or line.text.count("|") >= 2 or len(line.text) > MAX_LINE:
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
        elif len(chunks_of(line.text)) == 1 and len(line.text.strip()) > MAX_UNALIGNED:
            break
        end += 1
    return body


def _may_be_header(lines: Sequence[TextLine], i: int, body: int, printed: Sequence[int]) -> bool:
    """Whether what is printed from line `i` to the first row of numbers, `body`, may name its columns."""
    above = [chunk for k in printed if k < body for chunk in chunks_of(lines[k].text.rstrip())]
    opening = chunks_of(lines[i].text)
    listed = LIST_MARK.match(lines[i].text) and len(opening) <= 2
    if listed or any(len(chunk.text) > MAX_HEADER_CELL for chunk in above):
        return False
    return len(opening) >= 2 or not any(lines[k].blank for k in range(i, body))


def _number_spans(body: Sequence[TextLine]) -> list[list[int]]:
    """The columns that numbers stand in, each from its leftmost to its rightmost character, if enough rows have it."""
    numbers = [
        [chunk for chunk in chunks_of(line.text.rstrip()) if parse_numeral(chunk.text) is not None] for line in body
    ]
    spans: list[list[int]] = []
    for chunk in (chunk for row in numbers for chunk in row):
        start, stop = chunk.start, chunk.end
        for span in [span for span in spans if span[0] < chunk.end and chunk.start < span[1]]:
            start, stop = min(start, span[0]), max(stop, span[1])
            spans.remove(span)
        spans.append([start, stop])
    needed = max(2, len(body) // 6)
    return sorted(
        [a, b] for a, b in spans if sum(any(c.start < b and a < c.end for c in row) for row in numbers) >= needed
    )


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
    texts: list[list[Chunk]] = [[] for _ in range(len(spans) + 1)]
    own: list[Chunk] = []
    remarks: list[Chunk] = []
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
        cell = cell_of(line.text[group[0].start : group[-1].end], line.start + group[0].start)
        cells.append(Cell(cell.text, cell.place, cell.emphasis, indent if k == 0 else 0))
    return cells
