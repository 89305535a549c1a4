"""Where a figure was printed: its place in the landed paper, and the words around it.

The paper is read again for it, so that what is shown is what is printed and not what was kept; by a process of its
own, within the limits of a load.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from extract.model import Cell, Paper, PaperError, RawTable
from extract.read.tables import join_continued
from warehouse.errors import QueryError
from warehouse.serve.query import PublishedRow, open_readonly
from warehouse.state.store import open_store
from warehouse.workers.paper_reader import PaperReader

CONTEXT_CHARS = 200
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A table's header rows and the row of one figure, as printed; `column` is the figure's place in `row`."""

    header: tuple[tuple[str, ...], ...]
    row: tuple[str, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a figure was printed. `figure` holds the columns of `core.figures`.

    `printed` is its row in a table, `around` the text before it, itself and the text after it; each is
    None where the landed paper is not at hand or has no such place. `findings` are the sentences of the
    checks that it stands in, those that contradict first. `landed` is the paper's file in the store, `paper`
    what was read from it, `cell` the figure's table, row and column in it (from 0), `unread` why it was not read.
    """

    figure: dict[str, Any]
    printed: PrintedRow | None
    around: tuple[str, str, str] | None
    findings: tuple[tuple[str, str], ...]
    landed: Path | None = None
    paper: Paper | None = None
    cell: tuple[RawTable, int, int] | None = None
    unread: str | None = None


def trace(figure_id: str, warehouse: Path, reader: PaperReader | None = None) -> Trace:
    """Where a figure was printed. The beginning of its id is enough where only one figure has it.

    `reader` is one that is open already, for whoever traces several figures.
    """
    with open_readonly(warehouse) as connection:
        figure = _figure(connection, figure_id)
        findings = connection.execute(
            "select status, description from core.findings where list_contains(figure_ids, $1)"
            " order by status = 'balances', kind, finding_id",
            [figure["figure_id"]],
        ).fetchall()
    landed = next(iter(sorted(open_store(warehouse).papers.glob(f"{figure['paper_id']}*"))), None)
    paper, unread = _read(landed, figure, reader) if landed else (None, None)
    cell = cell_of(paper, figure) if paper else None
    return Trace(
        figure=figure,
        printed=_printed_row(*cell) if cell else None,
        around=_around(paper, figure) if paper else None,
        findings=tuple((str(status), str(description)) for status, description in findings),
        landed=landed,
        paper=paper,
        cell=cell,
        unread=unread,
    )


def _figure(connection: duckdb.DuckDBPyConnection, figure_id: str) -> dict[str, Any]:
    wanted = figure_id.strip()
    cursor = connection.execute(
        "select * from core.figures where starts_with(figure_id, $1) order by figure_id <> $1, figure_id limit $2",
        [wanted, MOST_CANDIDATES + 1],
    )
    names = [column[0] for column in cursor.description or ()]
    found = [PublishedRow(zip(names, row, strict=True)) for row in cursor.fetchall()] if wanted else []
    if not found:
        raise QueryError(f"No figure has the id '{wanted}': take one from core.figures, or from core.mart_figures.")
    if len(found) > 1 and found[0]["figure_id"] != wanted:
        some = ", ".join(str(figure["figure_id"]) for figure in found[:MOST_CANDIDATES])
        raise QueryError(f"Several figures have an id that begins with '{wanted}' ({some}, …): give more of it.")
    return found[0]


def _read(landed: Path, figure: dict[str, Any], reader: PaperReader | None) -> tuple[Paper | None, str | None]:
    with nullcontext(reader) if reader else PaperReader() as opened:
        try:
            return opened.read(landed, figure["paper"]), None
        except PaperError as error:
            return None, error.reason
        except OSError as error:
            return None, f"{landed} cannot be read ({error.strerror})."


def cell_of(paper: Paper, figure: dict[str, Any]) -> tuple[RawTable, int, int] | None:
    """The table of a figure, and the row and column of its cell in it (from 0); None where it has no such place."""
    table = next((table for table in join_continued(paper.tables) if table.table_no == figure["table_no"]), None)
    place = _place_in(table, figure) if table else None
    return (table, *place) if table and place else None


def _printed_row(table: RawTable, row: int, column: int) -> PrintedRow:
    header = tuple(_texts(cells) for cells in table.rows[: min(table.header_rows, row)])
    return PrintedRow(header, _texts(table.rows[row]), column)


def _place_in(table: RawTable, figure: dict[str, Any]) -> tuple[int, int] | None:
    """Row and column of a figure's cell, by its offsets where the paper has some, else by its numbers."""
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row):
            start, end = cell.place.char_start, cell.place.char_end
            if figure["char_start"] is not None and start is not None and end is not None and start < end:
                if start <= figure["char_start"] < end:
                    return i, j
            elif (i + 1, j + 1) == (figure["row_no"], figure["column_no"]) and cell.text:
                return i, j
    return None


def _around(paper: Paper, figure: dict[str, Any]) -> tuple[str, str, str] | None:
    start, end = figure["char_start"], figure["char_end"]
    if start is None or end is None:
        return None
    return (
        paper.text[max(start - CONTEXT_CHARS, 0) : start],
        paper.text[start:end],
        paper.text[end : end + CONTEXT_CHARS],
    )


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell.text for cell in cells)
