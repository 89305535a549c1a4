"""PDF papers: from drawn characters to headings, paragraphs and raw tables.

A PDF has no tables, only characters at places and lines between them. Tables are put together again
here from baselines, rules and shading, by general rules of typesetting: nothing is known of any
publisher, and nothing of what the words mean. Pages are read one at a time, with a window of
neighbours to know running heads by, so that memory and time grow with pages and no faster.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.model import Block, Cell, Paper, PaperError, Place, RawTable
from extract.read.pdf.document import is_scan, no_text_reason, opened, pages_of, recognised, scans_note
from extract.read.pdf.furniture import Signature, signatures, without_furniture
from extract.read.pdf.geometry import Box, Line, PageContent, lines_of, turn_box, turn_page
from extract.read.pdf.grid import Grid, cells_of
from extract.read.pdf.lattice import find_lattices
from extract.read.pdf.prose import blocks_of, body_size
from extract.read.pdf.regions import split_regions
from extract.read.pdf.zones import Drawn, find_tables
from extract.read.tables import header_row_count

WINDOW = 2  # pages before and after that running heads are compared with
CONTEXT_PARAGRAPHS = 12
HEADINGS_KEPT = 30
MAX_TITLE = 110
COLUMN_DRIFT = 12.0  # points by which a table's columns may move from one page to the next
_MEDIA_TYPE = "application/pdf"


def read_pdf(data: bytes, paper_id: str, name: str) -> Paper:
    """Read a PDF paper from its bytes.

    Raises PaperError for a file that is locked, damaged, beyond the limits, or a scan that cannot be
    recognised here. Pages that are scans among others are left out and named in `Paper.notes`.
    """
    paper, scans = _read(data, paper_id, name)
    if scans:
        better = recognised(data, paper.pages or 0)
        if better is not None:
            paper, left = _read(better, paper_id, name)
            found = [page for page in scans if page not in left]
            if found:
                shown = ", ".join(str(page) for page in found[:12]) + (" and more" if len(found) > 12 else "")
                paper = replace(
                    paper,
                    recognised=True,
                    notes=(f"The text of page {shown} was recognised from a picture by ocrmypdf.",),
                )
            scans = left
    if not paper.parts:
        if scans:
            raise PaperError(no_text_reason(paper.pages or 0))
        raise PaperError("The PDF holds no text; fetch the paper again, or ask the publisher for a PDF with text.")
    if scans:
        paper = replace(paper, notes=(*paper.notes, scans_note(scans)))
    return paper


def _read(data: bytes, paper_id: str, name: str) -> tuple[Paper, list[int]]:
    parts: list[Block | RawTable] = []
    scans: list[int] = []
    count = 0
    with opened(data) as document:
        assembler = _Assembler()
        for page, neighbours in _windows(_upright(pages_of(document))):
            count += 1
            if is_scan(page):
                scans.append(page.number)
            assembler.add(without_furniture(page, neighbours))
        parts = assembler.parts
    text = "\n".join(
        part.text if isinstance(part, Block) else "\n".join("\t".join(cell.text for cell in row) for row in part.rows)
        for part in parts
    )
    return Paper(paper_id, name, _MEDIA_TYPE, tuple(parts), text, count), scans


def _upright(pages: Iterable[PageContent]) -> Iterator[PageContent]:
    """Pages whose text is mostly drawn sideways, turned so that it stands upright."""
    for page in pages:
        turns: Counter[int] = Counter()
        for word in page.words:
            turns[word.turn] += len(word.text)
        main = turns.most_common(1)[0][0] if turns else 0
        yield turn_page(page, main) if main else page


def _windows(pages: Iterable[PageContent]) -> Iterator[tuple[PageContent, list[frozenset[Signature]]]]:
    """Each page with the running lines of its neighbours; few pages are held at a time."""
    ahead: deque[tuple[PageContent, frozenset[Signature]]] = deque()
    behind: deque[frozenset[Signature]] = deque(maxlen=WINDOW)

    def emit() -> tuple[PageContent, list[frozenset[Signature]]]:
        page, own = ahead.popleft()
        around = [*behind, *(found for _, found in ahead)]
        behind.append(own)
        return page, around

    for page in pages:
        ahead.append((page, signatures(page)))
        if len(ahead) > WINDOW:
            yield emit()
    while ahead:
        yield emit()


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last table of a page, if nothing but it ends the page: the next page may go on with it."""

    columns: tuple[tuple[float, float], ...]
    header: tuple[tuple[str, ...], ...]
    page: int


class _Assembler:
    """Puts the parts of one page after another in reading order, with titles, headings and context."""

    def __init__(self) -> None:
        self.parts: list[Block | RawTable] = []
        self.headings: list[str] = []
        self.context: list[str] = []
        self.tables = 0
        self.tail: _Tail | None = None

    def add(self, page: PageContent) -> None:
        found = _parts_of(page)
        for k, (_, part) in enumerate(found):
            if isinstance(part, Block):
                self._add_block(part)
            else:
                self._add_table(part, page, first=k == 0)
        last = found[-1][1] if found else None
        if isinstance(last, Grid):
            table = self.parts[-1]
            assert isinstance(table, RawTable)
            header = tuple(tuple(cell.text for cell in row) for row in table.rows[: table.header_rows])
            self.tail = _Tail(last.edges, header, page.number)
        else:
            self.tail = None

    def _add_block(self, block: Block) -> None:
        self.parts.append(block)
        if block.kind == "heading":
            self.headings.append(block.text)
            self.context.append(block.text)
        else:
            self.context.append(block.text)
        del self.headings[:-HEADINGS_KEPT], self.context[:-CONTEXT_PARAGRAPHS]

    def _add_table(self, grid: Grid, page: PageContent, first: bool) -> None:
        rows = cells_of(grid, page.number)
        if page.turned:
            rows = [[_turned_back(cell, page) for cell in row] for row in rows]
        full = tuple(tuple(row) for row in rows)
        box = _back(grid.box, page)
        self.tables += 1
        header_rows = grid.header_rows if grid.header_rows > 0 else header_row_count(full)
        continues = first and self._goes_on(grid, full, header_rows, page)
        if continues and grid.header_rows <= 0 and not _has_header(full, header_rows, self.tail):
            header_rows = 0
        before = next((part for part in reversed(self.parts) if isinstance(part, RawTable)), None)
        self.parts.append(
            RawTable(
                table_no=self.tables,
                rows=full,
                header_rows=header_rows,
                title=before.title if continues and before else _title(self.headings, self.context),
                place=Place(page=page.number, bbox=_rounded(box)),
                continues=continues,
                headings=tuple(self.headings),
                context=tuple(self.context),
            )
        )

    def _goes_on(self, grid: Grid, rows: Sequence[Sequence[Cell]], header_rows: int, page: PageContent) -> bool:
        """Whether a page's first table is the next part of the one that ended the page before."""
        tail = self.tail
        if tail is None or tail.page != page.number - 1:
            return False
        if len(tail.columns) != len(grid.edges):
            return False
        header = tuple(tuple(cell.text for cell in row) for row in rows[:header_rows])
        if header and header == tail.header:
            return True
        if header_rows and header and grid.header_rows != 0 and any(any(cell for cell in row[1:]) for row in header):
            return False
        return all(
            abs((a0 + a1) / 2 - (b0 + b1) / 2) <= max(COLUMN_DRIFT, 0.5 * (a1 - a0))
            for (a0, a1), (b0, b1) in zip(tail.columns, grid.edges, strict=True)
        )


def _has_header(rows: Sequence[Sequence[Cell]], header_rows: int, tail: _Tail | None) -> bool:
    header = tuple(tuple(cell.text for cell in row) for row in rows[:header_rows])
    return tail is not None and bool(header) and header == tail.header


def _title(headings: Sequence[str], context: Sequence[str]) -> str | None:
    """The caption just above a table if it is short, else the nearest heading."""
    if context and len(context[-1]) <= MAX_TITLE and not context[-1].endswith((".", ";", ",")):
        return context[-1].rstrip(":")
    return headings[-1] if headings else None


def _parts_of(page: PageContent) -> list[tuple[Box, Block | Grid]]:
    """The tables and blocks of one page in reading order, with their boxes on the page as it was read."""
    grids, words = find_lattices(page)
    turned = tuple(word for word in words if word.turn)
    upright = [word for word in words if not word.turn]
    size = body_size(lines_of(upright))
    parts: list[tuple[Box, Block | Grid]] = [(grid.box, grid) for grid in grids]
    drawn = Drawn(page.across, page.down, page.fills, turned)
    order: list[tuple[Box, Block | Grid]] = []
    for region in split_regions(upright, page.across):
        if not region:
            continue
        found, rest = find_tables(lines_of(region), drawn)
        here: list[tuple[Box, Block | Grid]] = [(grid.box, grid) for grid in found]
        left, right = min(word.x0 for word in region), max(word.x1 for word in region)
        barriers = sorted(box[1] for box, _ in [*here, *parts] if box[0] < right and box[2] > left)
        for run in _between(rest, barriers):
            here += [(box, _block_back(block, page)) for box, block in blocks_of(run, page.number, size)]
        order += sorted(here, key=lambda part: part[0][1])
    for box, part in parts:
        at = next((k for k, (other, _) in enumerate(order) if other[1] > box[1] and _beside(other, box)), len(order))
        order.insert(at, (box, part))
    return order


def _beside(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0])


def _between(lines: Sequence[Line], barriers: Sequence[float]) -> Iterator[list[Line]]:
    """Lines in runs that no table parts."""
    run: list[Line] = []
    at = 0
    for line in lines:
        level = sum(barrier < line.y for barrier in barriers)
        if run and level != at:
            yield run
            run = []
        at = level
        run.append(line)
    if run:
        yield run


def _rounded(box: Box) -> Box:
    return round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)


def _back(box: Box, page: PageContent) -> Box:
    """A box of the page as it was read, on the page as it is displayed."""
    return turn_box(box, 4 - page.turned, page.width, page.height) if page.turned else box


def _turned_back(cell: Cell, page: PageContent) -> Cell:
    if cell.place.bbox is None:
        return cell
    return replace(cell, place=replace(cell.place, bbox=_rounded(_back(cell.place.bbox, page))))


def _block_back(block: Block, page: PageContent) -> Block:
    if not page.turned or block.place.bbox is None:
        return block
    return replace(block, place=replace(block.place, bbox=_rounded(_back(block.place.bbox, page))))
