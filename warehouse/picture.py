"""A picture of where a figure was printed: its number framed, its row, its column or its sentence shaded.

A figure of a PDF is marked on its rendered page, turned so that its text stands upright. A figure of a
paper without pages, or of a page where it is not found, is marked in its table as read (a long one from
some rows above to some below), or in its paragraph, typeset here. Below each picture stands what was
framed. Nothing is read or written here: the paper, its bytes and the figure come in, a picture goes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from extract.model import Cell, Paper, RawTable
from extract.read.pdf.document import is_scan, recognised
from extract.read.pdf.geometry import Box, Line, PageContent, Word, hull, lines_of, overlap, turn_box, turn_page
from extract.read.pdf.glyphs import read_page
from extract.read.tables import header_texts, is_data
from warehouse.typeset import GREY, Hairline, Text, drawn, space, width_of, wrapped

PDF = "application/pdf"
POINTS_PER_INCH = 72
DPI = 150
LONGEST = 4000  # pixels on a side; larger sheets are drawn smaller
PAD = 2.0  # points between what is shaded and the shade's edge
FRAME_PAD = 1.5  # the same of the frame
FRAME = 1.5  # points, the frame's line
ASCENT, DESCENT = 0.78, 0.24  # of the type size: how far letters reach above and below their baseline
ROW_COLOUR = (255, 236, 150)
COLUMN_COLOUR = (206, 230, 255)
SENTENCE_COLOUR = ROW_COLOUR
FRAME_COLOUR = (214, 0, 50)
EDGE_COLOURS = {ROW_COLOUR: (226, 184, 40), COLUMN_COLOUR: (110, 165, 225)}
MARGIN = 18.0
SIZE = 10.0
LEADING = 13.0
CELL_PAD_X, CELL_PAD_Y = 7.0, 4.0
WIDEST_LABEL = 230.0
WIDEST_HEADER = 84.0
MOST_LINES = 12  # of one cell
ROWS_AROUND = 8
COLUMNS_AROUND = 5
PROSE_WIDTH = 480.0
PROSE_AROUND = 500  # characters before and after the sentence

Placed = tuple[RawTable, int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on a sheet, in points from its top left. `frame` is around the number."""

    rows: tuple[Box, ...] = ()
    columns: tuple[Box, ...] = ()
    frame: Box | None = None


@dataclass(slots=True)
class _Sheet:
    """A sheet in the making: what stands on it, and how far down it goes."""

    width: float
    items: list[Text | Hairline] = field(default_factory=list)
    y: float = MARGIN

    def lines(self, text: str, size: float = SIZE, bold: bool = False, ink: int | None = None) -> None:
        """Text from the left margin, wrapped."""
        for line in wrapped(text, self.width - 2 * MARGIN, size, bold):
            self.y += size * 1.3
            item = Text(line, MARGIN, self.y - size * 0.3, size, bold)
            self.items.append(item if ink is None else replace(item, ink=ink))


def picture_of(paper: Paper, data: bytes, figure: Mapping[str, Any], cell: Placed | None) -> Image.Image:
    """The picture of a figure.

    `data` are the paper's bytes, `figure` holds the columns of `core.figures`, `cell` is its table with
    the numbers (from 0) of its row and column, None for a figure in prose.
    """
    number = _page_number(figure, cell)
    if paper.media_type == PDF and number is not None:
        picture = _on_page(paper, data, number, figure, cell)
        if picture is not None:
            return picture
    if cell is not None:
        return _table_set(figure, cell)
    return _prose_set(paper, figure)


def _page_number(figure: Mapping[str, Any], cell: Placed | None) -> int | None:
    place = cell[0].rows[cell[1]][cell[2]].place if cell else None
    page = place.page if place and place.page else figure["page"]
    return int(page) if page else None


# On the page of a PDF


def _on_page(
    paper: Paper, data: bytes, number: int, figure: Mapping[str, Any], cell: Placed | None, again: bool = False
) -> Image.Image | None:
    document = pypdfium2.PdfDocument(data)
    try:
        if number > len(document):
            return None
        document.init_forms()
        content = read_page(document.raw, number - 1)
        if is_scan(content) and not again:
            better = recognised(data, len(document))  # its places are those of the page as ocrmypdf turned it
            if better is not None:
                return _on_page(paper, better, number, figure, cell, again=True)
        turns = _main_turn(content)
        own = Marks(frame=_box(figure["bbox"]))
        table_marks = _marks_in_table(cell, number, content, turns, figure) if cell else None
        prose_marks = (
            None if cell else _marks_in_prose(paper, number, turn_page(content, turns), turns, content, figure)
        )
        marks = table_marks or prose_marks or (_turned(own, content, turns) if own.frame else None)
        if marks is None:
            return None
        page = document[number - 1]
        scale = _scale(page.get_width(), page.get_height())
        picture = page.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    if turns:
        picture = picture.transpose(
            {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}[turns]
        )
    return _captioned(marked(picture, marks, scale), figure)


def _main_turn(content: PageContent) -> int:
    """The clockwise quarter turns that make most of a page's text upright."""
    turns: Counter[int] = Counter()
    for word in content.words:
        turns[word.turn] += len(word.text)
    return turns.most_common(1)[0][0] % 4 if turns else 0


def _turned(marks: Marks, content: PageContent, turns: int) -> Marks:
    def turn(box: Box) -> Box:
        return turn_box(box, turns, content.width, content.height)

    return Marks(
        tuple(map(turn, marks.rows)), tuple(map(turn, marks.columns)), turn(marks.frame) if marks.frame else None
    )


def _marks_in_table(
    cell: Placed, number: int, content: PageContent, turns: int, figure: Mapping[str, Any]
) -> Marks | None:
    """The marks of a cell on its page; header cells that stand on an earlier page are left out."""
    table, row, column = cell
    boxes: dict[tuple[int, int], Box] = {
        (i, j): turn_box(entry.place.bbox, turns, content.width, content.height)
        for i, cells in enumerate(table.rows)
        for j, entry in enumerate(cells)
        if entry.place.bbox is not None and entry.place.page == number
    }
    if (row, column) not in boxes:
        return None
    own = boxes[row, column]
    left, _, right, _ = hull(boxes.values())
    across = hull(box for (i, _), box in boxes.items() if i == row)
    headers = _header_rows(table)
    body = [
        box
        for (i, j), box in boxes.items()
        if j == column and i not in headers and (i == row or is_data(table.rows[i][j].text))
    ]
    others = [
        box for (i, j), box in boxes.items() if j != column and i not in headers and is_data(table.rows[i][j].text)
    ]
    band = hull(body)
    beside: list[Box] = []
    for box in _over(cell, boxes, band, str(figure["column_header"] or "").split(" > ")):
        if any(overlap(box[0], box[2], other[0], other[2]) > 0 for other in others):
            beside.append(box)
        else:
            band = hull((band, box))
    return Marks(rows=((left, across[1], right, across[3]),), columns=(band, *beside), frame=own)


def _header_rows(table: RawTable) -> frozenset[int]:
    """The numbers of the rows that name columns: those at the top, and their repetitions on later pages."""
    texts = set(header_texts(table))
    again = {i for i, row in enumerate(table.rows) if tuple(cell.text for cell in row) in texts}
    return frozenset(again | set(range(table.header_rows)))


def _over(cell: Placed, boxes: Mapping[tuple[int, int], Box], band: Box, named: Sequence[str]) -> list[Box]:
    """The header cells of a column: its own, else one over several columns that reaches over it or is named."""
    table, _, column = cell
    found = []
    for i in sorted(_header_rows(table)):
        beside = {j: box for (k, j), box in boxes.items() if k == i and j != column}
        if (i, column) in boxes:
            found.append(boxes[i, column])
        else:
            over = [box for box in beside.values() if overlap(box[0], box[2], band[0], band[2]) > 0]
            found += over or [box for j, box in beside.items() if j and table.rows[i][j].text in named]
    return found


def _marks_in_prose(
    paper: Paper, number: int, upright: PageContent, turns: int, content: PageContent, figure: Mapping[str, Any]
) -> Marks | None:
    sentence, printed = figure["sentence"] or "", figure["published_text"].strip()
    wanted = _bare(sentence)
    block = next(
        (
            block
            for block in paper.blocks
            if block.place.page == number and block.place.bbox and wanted and wanted in _bare(block.text)
        ),
        None,
    )
    own = _box(figure["bbox"])
    frame = turn_box(own, turns, content.width, content.height) if own else None
    area = turn_box(block.place.bbox, turns, content.width, content.height) if block and block.place.bbox else None
    lines = lines_of(word for word in upright.words if not word.turn and (area is None or _inside(word, area)))
    words = _run_of(lines, wanted)
    if not words:
        return Marks(rows=(area,), frame=frame) if area else None
    if frame is None:
        at = sentence.find(printed)
        found = _run_of([replace(lines[0], words=tuple(words))], _bare(printed), len(_bare(sentence[:at])))
        frame = hull(map(_letters, found)) if at >= 0 and found else None
    shaded = [[word for word in line.words if word in words] for line in lines]
    return Marks(rows=tuple(hull(map(_letters, run)) for run in shaded if run), frame=frame)


def _run_of(lines: Sequence[Line], wanted: str, start: int = 0) -> list[Word]:
    """The words that hold some bare text, reading on from one line to the next; none where it is not there."""
    words = [word for line in lines for word in line.words]
    ends, stream = [], ""
    for word in words:
        stream += _bare(word.text)
        ends.append(len(stream))
    at = stream.find(wanted, start) if wanted else -1
    if at < 0:
        return []
    return [
        word
        for word, begin, end in zip(words, [0, *ends], ends, strict=False)
        if begin < at + len(wanted) and end > at and begin < end
    ]


def _bare(text: str) -> str:
    """Letters and digits alone, so that hyphens, quotes and spaces cannot part what is the same."""
    return "".join(char for char in text if char.isalnum())


def _letters(word: Word) -> Box:
    """Where a word's letters are: a word's own box reaches into the lines beside it."""
    return word.x0, word.y - ASCENT * word.size, word.x1, word.y + DESCENT * word.size


def _inside(word: Word, area: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return area[0] - PAD <= x <= area[2] + PAD and area[1] - PAD <= y <= area[3] + PAD


def _box(value: Sequence[float] | None) -> Box | None:
    return (float(value[0]), float(value[1]), float(value[2]), float(value[3])) if value is not None else None


# Typeset


def _table_set(figure: Mapping[str, Any], cell: Placed) -> Image.Image:
    table, row, column = cell
    headers = _header_rows(table)
    rows = _window(len(table.rows), row, ROWS_AROUND, range(table.header_rows))
    columns = _window(len(table.rows[0]), column, COLUMNS_AROUND, range(1))
    widths = [_width(table, headers, rows, j) for j in columns]
    numeric = {j: _is_numeric(table, headers, j) for j in columns if j is not None}
    lefts = [MARGIN + sum(widths[:k]) for k in range(len(columns) + 1)]
    title = f"{figure['table_title'] or table.title or ''}"
    sheet = _Sheet(max(lefts[-1] + MARGIN, 2 * MARGIN + 300))
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
    return _finished(sheet, marks, figure)


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


def _prose_set(paper: Paper, figure: Mapping[str, Any]) -> Image.Image:
    """A paragraph with the sentence shaded and the number framed; what is long is cut, the sentence is not."""
    text, sentence, number = _paragraph(paper, figure)
    sheet = _Sheet(PROSE_WIDTH + 2 * MARGIN)
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
    return _finished(sheet, Marks(rows=tuple(shaded), frame=framed[0] if framed else None), figure)


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


def _finished(sheet: _Sheet, marks: Marks, figure: Mapping[str, Any]) -> Image.Image:
    height = sheet.y + MARGIN
    scale = _scale(sheet.width, height)
    return _captioned(marked(drawn(sheet.items, sheet.width, height, scale), marks, scale), figure)


# Marks and caption


def marked(picture: Image.Image, marks: Marks, scale: float) -> Image.Image:
    """A picture with its marks: shades that leave what is printed readable, a frame around the unshaded number."""
    result = picture
    for boxes, colour in ((marks.columns, COLUMN_COLOUR), (marks.rows, ROW_COLOUR)):
        areas = [area for box in boxes if (area := _pixels(box, scale, PAD, picture.size))]
        mask = Image.new("L", picture.size)
        for area in areas:
            mask.paste(255, area)
        result = Image.composite(ImageChops.multiply(result, Image.new("RGB", picture.size, colour)), result, mask)
        if len(areas) == 1:
            left, top, right, bottom = areas[0]
            ImageDraw.Draw(result).rectangle((left, top, right - 1, bottom - 1), outline=EDGE_COLOURS[colour])
    area = _pixels(marks.frame, scale, FRAME_PAD, picture.size) if marks.frame else None
    if area:
        result.paste(picture.crop(area), area[:2])
        width = max(2, round(FRAME * scale))
        left, top, right, bottom = area
        edge = (left - width, top - width, right + width - 1, bottom + width - 1)
        ImageDraw.Draw(result).rectangle(edge, outline=FRAME_COLOUR, width=width)
    return result


def _pixels(box: Box, scale: float, pad: float, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The pixels of a box and some points around it, None where it lies off the sheet."""
    left, top = max(0, int((box[0] - pad) * scale)), max(0, int((box[1] - pad) * scale))
    right, bottom = min(size[0], int((box[2] + pad) * scale) + 1), min(size[1], int((box[3] + pad) * scale) + 1)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _scale(width: float, height: float) -> float:
    """Pixels for a point of a sheet of this size."""
    return min(DPI / POINTS_PER_INCH, LONGEST / max(width, height, 1.0))


def _captioned(picture: Image.Image, figure: Mapping[str, Any]) -> Image.Image:
    """The picture, with what is framed in it said below, in letters of the same size under every picture."""
    scale = DPI / POINTS_PER_INCH
    sheet = _Sheet(picture.width / scale, y=MARGIN / 2)
    line = figure["line_path"] or figure["line"]
    said = [str(figure["published_text"]).strip(), *(str(words) for words in (line, figure["column_header"]) if words)]
    sheet.lines("   |   ".join(said), SIZE + 1, bold=True)
    names = (("page", "page"), ("table", "table_no"), ("row", "row_no"), ("column", "column_no"))
    place = [f"{word} {figure[name]}" for word, name in names if figure[name] is not None]
    sheet.lines(", ".join([str(figure["paper"]), *place]), SIZE - 1, ink=GREY)
    sheet.items.append(Hairline(0, sheet.width, 0.5, ink=GREY))
    below = drawn(sheet.items, sheet.width, sheet.y + MARGIN / 2, scale)
    whole = Image.new("RGB", (max(picture.width, below.width), picture.height + below.height), "white")
    whole.paste(picture, (0, 0))
    whole.paste(below, (0, picture.height))
    return whole
