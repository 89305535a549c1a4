"""Puts the parts of one page after another: a paper's parts in reading order, with titles and context.

A table that ends a page may go on at the top of the next one; whether it does is decided here, by its
columns and its header.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.model import Block, Cell, Place, RawTable
from extract.read.pdf.geometry import PageContent
from extract.read.pdf.grid import Grid, cells_of
from extract.read.pdf.page_parts import displayed, parts_of, rounded
from extract.read.tables import header_row_count

CONTEXT_PARAGRAPHS = 12
HEADINGS_KEPT = 30
MAX_TITLE = 110
COLUMN_DRIFT = 12.0  # points by which a table's columns may move from one page to the next


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last table of a page, if nothing but it ends the page: the next page may go on with it."""

    columns: tuple[tuple[float, float], ...]
    header: tuple[tuple[str, ...], ...]
    page: int


class PageAssembler:
    """Puts the parts of one page after another in reading order, with titles, headings and context."""

    def __init__(self) -> None:
        self.parts: list[Block | RawTable] = []
        self.headings: list[str] = []
        self.context: list[str] = []
        self.tables = 0
        self.tail: _Tail | None = None

    def add(self, page: PageContent) -> None:
        """Add what stands on the next page."""
        found = parts_of(page)
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
        box = displayed(grid.box, page)
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
                place=Place(page=page.number, bbox=rounded(box)),
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


def _turned_back(cell: Cell, page: PageContent) -> Cell:
    if cell.place.bbox is None:
        return cell
    return replace(cell, place=replace(cell.place, bbox=rounded(displayed(cell.place.bbox, page))))
