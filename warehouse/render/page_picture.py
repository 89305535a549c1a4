"""A picture of where a figure was printed: its number framed, its row, its column or its sentence shaded.

A figure of a PDF is marked on its rendered page, turned so that its text stands upright. A figure of a
paper without pages, or of a page where it is not found, is marked in its table as read (a long one from
some rows above to some below), or in its paragraph, typeset here. Below each picture stands what was
framed. Nothing is read or written here: the paper, its bytes and the figure come in, a picture goes out.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2
from PIL import Image

from extract.model import Paper
from extract.read.pdf.document import is_scan, recognised
from extract.read.pdf.geometry import Box, Line, PageContent, Word, hull, lines_of, overlap, turn_box, turn_page
from extract.read.pdf.glyphs import read_page
from extract.read.tables import is_data
from warehouse.errors import QueryError
from warehouse.render.picture_marks import ASCENT, DESCENT, PAD, Marks, captioned, marked, scale_of
from warehouse.render.typeset_picture import CellRef, draw_paragraph, draw_table, header_rows_of
from warehouse.serve.trace import Trace

PDF = "application/pdf"


def trace_picture(found: Trace) -> bytes:
    """Where a figure was printed, as a PNG picture. Raises QueryError where the landed paper is not at hand."""
    if found.landed is None or found.paper is None:
        why = "is not beside this warehouse" if found.landed is None else "can no longer be read"
        raise QueryError(
            f"No picture can be drawn: the landed copy of {found.figure['paper']} {why}. "
            "Load the paper again, or ask a warehouse that has its store beside it."
        )
    png = io.BytesIO()
    picture_of(found.paper, found.landed.read_bytes(), found.figure, found.cell).save(png, format="PNG")
    return png.getvalue()


def picture_of(paper: Paper, data: bytes, figure: Mapping[str, Any], cell: CellRef | None) -> Image.Image:
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
        return draw_table(figure, cell)
    return draw_paragraph(paper, figure)


def _page_number(figure: Mapping[str, Any], cell: CellRef | None) -> int | None:
    place = cell[0].rows[cell[1]][cell[2]].place if cell else None
    page = place.page if place and place.page else figure["page"]
    return int(page) if page else None


# On the page of a PDF


def _on_page(
    paper: Paper, data: bytes, number: int, figure: Mapping[str, Any], cell: CellRef | None, again: bool = False
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
        scale = scale_of(page.get_width(), page.get_height())
        picture = page.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    if turns:
        picture = picture.transpose(
            {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}[turns]
        )
    return captioned(marked(picture, marks, scale), figure)


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
    cell: CellRef, number: int, content: PageContent, turns: int, figure: Mapping[str, Any]
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
    headers = header_rows_of(table)
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


def _over(cell: CellRef, boxes: Mapping[tuple[int, int], Box], band: Box, named: Sequence[str]) -> list[Box]:
    """The header cells of a column: its own, else one over several columns that reaches over it or is named."""
    table, _, column = cell
    found = []
    for i in sorted(header_rows_of(table)):
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
