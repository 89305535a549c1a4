"""A table or a paragraph as read, typeset, with its figure marked: for papers without pages, and lost places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PIL import Image

from extract.model import Cell, Paper, RawTable
from extract.read.pdf.geometry import Box, hull
from extract.read.tables import header_texts, is_data
from warehouse.render.picture_canvas import GREY, Hairline, Text, space, width_of, wrapped
from warehouse.render.picture_marks import ASCENT, DESCENT, MARGIN, PAD, SIZE, Marks, Sheet, finished

LEADING = 13.0
CELL_PAD_X, CELL_PAD_Y = 7.0, 4.0
WIDEST_LABEL = 230.0
WIDEST_HEADER = 84.0
MOST_LINES = 12  # of one cell
ROWS_AROUND = 8
COLUMNS_AROUND = 5
PROSE_WIDTH = 480.0
PROSE_AROUND = 500  # characters before and after the sentence

CellRef = tuple[RawTable, int, int]


def header_rows_of(table: RawTable) -> frozenset[int]:
    """The numbers of the rows that name columns: those at the top, and their repetitions on later pages."""
    texts = set(header_texts(table))
    again = {i for i, row in enumerate(table.rows) if tuple(cell.text for cell in row) in texts}
    return frozenset(again | set(range(table.header_rows)))


def draw_table(figure: Mapping[str, Any], cell: CellRef) -> Image.Image:
    """The table of a figure as read, a long one from some rows above to some below, with its cell framed."""
    table, row, column = cell
    headers = header_rows_of(table)
    rows = _window(len(table.rows), row, ROWS_AROUND, range(table.header_rows))
    columns = _window(len(table.rows[0]), column, COLUMNS_AROUND, range(1))
    widths = [_width(table, headers, rows, j) for j in columns]
    numeric = {j: _is_numeric(table, headers, j) for j in columns if j is not None}
    lefts = [MARGIN + sum(widths[:k]) for k in range(len(columns) + 1)]
    title = f"{figure['table_title'] or table.title or ''}"
    sheet = Sheet(max(lefts[-1] + MARGIN, 2 * MARGIN + 300))
    sheet.lines(title, SIZE + 2, bold=True)
    sheet.y += LEADING / 2
    top, frame, band = sheet.y, None, (0.0, 0.0)
    following = [*rows[1:], len(table.rows)]
    last = -1
    for i, after in zip(rows, following, strict=True):
        if i is None:
            gap = f"… {(after or 0) - last - 1:,} rows"
            sheet.items.append(Text(gap, MARGIN + CELL_PAD_X, sheet.y + LEADING - 1, SIZE, ink=GREY))
            sheet.y += LEADING + CELL_PAD_Y
            sheet.items.append(Hairline(MARGIN, lefts[-1], sheet.y))
            continue
        last = i
        head = i in headers
        lines = [
            [] if j is None else _cell_lines(table.rows[i][j], w, head) for j, w in zip(columns, widths, strict=True)
        ]
        height = LEADING * max(1, *map(len, lines)) + 2 * CELL_PAD_Y
        for k, j in enumerate(columns):
            if j is None:
                sheet.items.append(Text("…", lefts[k] + CELL_PAD_X, sheet.y + height - CELL_PAD_Y - 3, SIZE, ink=GREY))
                continue
            bold = head or "bold" in table.rows[i][j].emphasis
            right = numeric[j] if head else is_data(table.rows[i][j].text)
            shift = LEADING * (max(1, *map(len, lines)) - len(lines[k])) if head or right else 0.0
            placed = []
            for n, line in enumerate(lines[k]):
                wide = width_of(line, SIZE, bold)
                x = lefts[k + 1] - CELL_PAD_X - wide if right else lefts[k] + CELL_PAD_X + 8 * table.rows[i][j].indent
                y = sheet.y + CELL_PAD_Y + shift + LEADING * (n + 1) - 3
                sheet.items.append(Text(line, x, y, SIZE, bold))
                placed.append((x, y - ASCENT * SIZE, x + wide, y + DESCENT * SIZE))
            if (i, j) == (row, column) and placed:
                frame = hull(placed)
        if i == row:
            band = (sheet.y + PAD, sheet.y + height - PAD)
        sheet.y += height
        sheet.items.append(Hairline(MARGIN, lefts[-1], sheet.y, ink=90 if head else 215))
    at = columns.index(column)
    marks = Marks(
        rows=((MARGIN + PAD, band[0], lefts[-1] - PAD, band[1]),),
        columns=((lefts[at] + PAD, top + PAD, lefts[at + 1] - PAD, sheet.y - PAD),),
        frame=frame,
    )
    return finished(sheet, marks, figure)


def _is_numeric(table: RawTable, headers: frozenset[int], column: int) -> bool:
    """Whether most of what a column holds below its header is numbers."""
    texts = [row[column].text for i, row in enumerate(table.rows) if i not in headers and row[column].text]
    return 2 * sum(map(is_data, texts)) > len(texts)


def _window(count: int, at: int, around: int, always: Iterable[int]) -> list[int | None]:
    """The numbers up to `count` that are shown: some always, those around `at`; None stands for a gap."""
    kept = sorted({*always, *range(max(0, at - around), min(count, at + around + 1))})
    shown: list[int | None] = []
    last = -1
    for number in kept:
        if number == last + 2:
            shown.append(number - 1)
        elif number > last + 1:
            shown.append(None)
        shown.append(number)
        last = number
    if last < count - 1:
        shown.append(None if last < count - 2 else count - 1)
    return shown


def _width(table: RawTable, headers: frozenset[int], rows: Sequence[int | None], column: int | None) -> float:
    """A column as wide as its numbers, its text wrapped."""
    if column is None:
        return 2 * CELL_PAD_X + SIZE
    widest = 0.0
    for i in rows:
        if i is None:
            continue
        cell = table.rows[i][column]
        full = width_of(cell.text, SIZE, i in headers or "bold" in cell.emphasis) + 8 * cell.indent
        limit = WIDEST_HEADER if i in headers and column else WIDEST_LABEL
        widest = max(widest, full if is_data(cell.text) and full < 2 * WIDEST_LABEL else min(full, limit))
    return widest + 2 * CELL_PAD_X + 1


def _cell_lines(cell: Cell, width: float, head: bool) -> list[str]:
    room = width - 2 * CELL_PAD_X - 8 * cell.indent
    lines = wrapped(cell.text, max(room, SIZE), SIZE, head or "bold" in cell.emphasis)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"]


def draw_paragraph(paper: Paper, figure: Mapping[str, Any]) -> Image.Image:
    """A paragraph with the sentence shaded and the number framed; what is long is cut, the sentence is not."""
    text, sentence, number = _paragraph(paper, figure)
    sheet = Sheet(PROSE_WIDTH + 2 * MARGIN)
    x, y = MARGIN, MARGIN + LEADING
    shaded: list[Box] = []
    framed: list[Box] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        end = at + len(word)
        wide = width_of(word, SIZE + 1)
        if x > MARGIN and x + wide > MARGIN + PROSE_WIDTH:
            x, y = MARGIN, y + LEADING + 5
        inside = at < sentence[1] and end > sentence[0]
        sheet.items.append(Text(word, x, y, SIZE + 1) if inside else Text(word, x, y, SIZE + 1, ink=GREY))
        box = (x, y - ASCENT * (SIZE + 1), x + wide, y + DESCENT * (SIZE + 1))
        if inside and shaded and shaded[-1][1] == box[1]:
            shaded[-1] = hull((shaded[-1], box))
        elif inside:
            shaded.append(box)
        if at < number[1] and end > number[0]:
            before = width_of(word[: max(number[0] - at, 0)], SIZE + 1)
            upto = width_of(word[: min(number[1], end) - at], SIZE + 1)
            part = (x + before, box[1], x + upto, box[3])
            if framed and framed[-1][1] == part[1]:
                part = hull((framed.pop(), part))
            framed.append(part)
        x += wide + space(SIZE + 1)
        at = end
    sheet.y = y + LEADING
    return finished(sheet, Marks(rows=tuple(shaded), frame=framed[0] if framed else None), figure)


def _paragraph(paper: Paper, figure: Mapping[str, Any]) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """The text around a figure in prose, and in it where its sentence and its number stand."""
    printed = str(figure["published_text"])
    sentence = str(figure["sentence"] or printed)
    start, end = figure["char_start"], figure["char_end"]
    if start is None or end is None or paper.text[start:end] != printed:
        at = max(sentence.find(printed), 0)
        return sentence, (0, len(sentence)), (at, at + len(printed))
    low = high = -1
    at = paper.text.find(sentence, max(0, end - len(sentence)), start + len(sentence))
    if at >= 0:
        low, high = at, at + len(sentence)
    else:
        low, high = paper.text.rfind("\n", 0, start) + 1, (paper.text + "\n").find("\n", end)
    before = max(paper.text.rfind("\n", 0, low) + 1, low - PROSE_AROUND)
    after = min((paper.text + "\n").find("\n", high), high + PROSE_AROUND)
    return paper.text[before:after], (low - before, high - before), (start - before, end - before)
