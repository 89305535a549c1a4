"""Questions to a published warehouse: SQL, and where a figure was printed.

The file is opened for reading only and without access to any other file, its settings locked, so a question
cannot change anything, here or beside it. Only questions are taken (SELECT, FROM, WITH, SHOW, DESCRIBE, PIVOT,
EXPLAIN), one at a time, within limits of time and memory. A reader keeps a consistent view while a load
replaces the file. What cannot be answered raises `QueryError`, a sentence.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extract.model import Cell, Paper, PaperError, RawTable
from extract.read import read_paper
from extract.read.tables import join_continued
from warehouse.errors import QueryError
from warehouse.store import open_store

Row = tuple[Any, ...]

AROUND = 200
MOST_CANDIDATES = 5
ROWS_AT_A_TIME = 10_000
QUESTIONS = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a question may take, in seconds, and how much memory, as DuckDB writes it (`2GB`)."""

    seconds: float = 60
    memory: str = "2GB"


USUAL = Limits()


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
    what was read from it, `cell` the figure's table, row and column in it (from 0).
    """

    figure: dict[str, Any]
    printed: PrintedRow | None
    around: tuple[str, str, str] | None
    findings: tuple[tuple[str, str], ...]
    landed: Path | None = None
    paper: Paper | None = None
    cell: tuple[RawTable, int, int] | None = None


@contextmanager
def opened(warehouse: Path, limits: Limits = USUAL) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can only read this one file."""
    if not warehouse.is_file():
        raise QueryError(
            f"There is no warehouse at {warehouse}: name one with --warehouse, "
            f"or load papers first (copperbottom load PATH --warehouse {warehouse})."
        )
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "memory_limit": limits.memory,
        "lock_configuration": "true",
    }
    try:
        connection = duckdb.connect(str(warehouse), read_only=True, config=settings)
    except (duckdb.Error, OSError) as error:
        raise QueryError(f"{warehouse} cannot be opened as a warehouse: {first_words(error)}") from error
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def answers(sql: str, warehouse: Path, limits: Limits = USUAL) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """The column names of an SQL query, and its rows as they are fetched, while the context lasts."""
    with opened(warehouse, limits) as connection, _within(connection, limits):
        cursor = _execute(connection, sql)
        yield [column[0] for column in cursor.description or ()], _fetched(cursor)


def query(sql: str, warehouse: Path, limits: Limits = USUAL) -> tuple[list[str], list[Row]]:
    """The column names and rows of an SQL query."""
    with answers(sql, warehouse, limits) as (names, rows):
        return names, list(rows)


def query_arrow(sql: str, warehouse: Path, limits: Limits = USUAL) -> pa.Table:
    """The result of an SQL query as an Arrow table, with its types."""
    with opened(warehouse, limits) as connection, _within(connection, limits):
        return _execute(connection, sql).to_arrow_table()


@contextmanager
def _within(connection: duckdb.DuckDBPyConnection, limits: Limits) -> Iterator[None]:
    """Stop what runs longer or takes more memory than it may, and say so."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        connection.interrupt()

    timer = threading.Timer(limits.seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (duckdb.Error, MemoryError) as error:
        if late.is_set():
            reason = (
                f"The query was stopped after {limits.seconds:g} seconds: ask for less, or allow more with --timeout."
            )
        elif isinstance(error, duckdb.OutOfMemoryException | MemoryError):
            reason = (
                f"The query needs more than the {limits.memory} of memory that it may take: "
                "ask for less, or allow more with --memory."
            )
        else:
            reason = first_words(error)
        raise QueryError(reason) from error
    finally:
        timer.cancel()


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        yield from rows


def trace(figure_id: str, warehouse: Path) -> Trace:
    """Where a figure was printed. The beginning of its id is enough where only one figure has it."""
    with opened(warehouse) as connection:
        figure = _figure(connection, figure_id)
        findings = connection.execute(
            "select status, description from core.findings where list_contains(figure_ids, $1)"
            " order by status = 'balances', kind, finding_id",
            [figure["figure_id"]],
        ).fetchall()
    landed = next(iter(sorted(open_store(warehouse).papers.glob(f"{figure['paper_id']}*"))), None)
    paper = _read(landed, figure) if landed else None
    cell = _cell_of(paper, figure) if paper else None
    return Trace(
        figure=figure,
        printed=_printed_row(*cell) if cell else None,
        around=_around(paper, figure) if paper else None,
        findings=tuple((str(status), str(description)) for status, description in findings),
        landed=landed,
        paper=paper,
        cell=cell,
    )


def picture(found: Trace) -> bytes:
    """Where a figure was printed, as a PNG picture. Raises QueryError where the landed paper is not at hand."""
    if found.landed is None or found.paper is None:
        why = "is not beside this warehouse" if found.landed is None else "can no longer be read"
        raise QueryError(
            f"No picture can be drawn: the landed copy of {found.figure['paper']} {why}. "
            "Load the paper again, or ask a warehouse that has its store beside it."
        )
    from warehouse.picture import picture_of

    drawn = io.BytesIO()
    picture_of(found.paper, found.landed.read_bytes(), found.figure, found.cell).save(drawn, format="PNG")
    return drawn.getvalue()


def first_words(error: BaseException) -> str:
    """The sentence of a database error, without the query and the caret below it."""
    words = str(error).split("\n\nLINE ")[0].split("\nLINE ")[0]
    return " ".join(words.split())


def _execute(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    """Run one question. Raises QueryError for what is none."""
    statements = connection.extract_statements(sql)
    worded = [
        one for one in statements if one.query.strip()
    ]  # a pivot's parts, one of which makes a type, have no words
    if not statements or len(worded) > 1 or {one.type for one in [*worded, *statements[-1:]]} - QUESTIONS:
        raise QueryError(
            "The warehouse only answers questions, one at a time (SELECT, FROM, WITH, SHOW, DESCRIBE, PIVOT, EXPLAIN): "
            "to change data, load papers; to keep an answer, write it to a file with -o."
        )
    return connection.execute(sql)


def _figure(connection: duckdb.DuckDBPyConnection, figure_id: str) -> dict[str, Any]:
    wanted = figure_id.strip()
    cursor = connection.execute(
        "select * from core.figures where starts_with(figure_id, $1) order by figure_id <> $1, figure_id limit $2",
        [wanted, MOST_CANDIDATES + 1],
    )
    names = [column[0] for column in cursor.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if wanted else []
    if not found:
        raise QueryError(f"No figure has the id '{wanted}': take one from core.figures, or from core.mart_figures.")
    if len(found) > 1 and found[0]["figure_id"] != wanted:
        some = ", ".join(str(figure["figure_id"]) for figure in found[:MOST_CANDIDATES])
        raise QueryError(f"Several figures have an id that begins with '{wanted}' ({some}, …): give more of it.")
    return found[0]


def _read(landed: Path, figure: dict[str, Any]) -> Paper | None:
    try:
        return read_paper(landed, name=figure["paper"])
    except (PaperError, OSError):
        return None


def _cell_of(paper: Paper, figure: dict[str, Any]) -> tuple[RawTable, int, int] | None:
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
    return paper.text[max(start - AROUND, 0) : start], paper.text[start:end], paper.text[end : end + AROUND]


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(cell.text for cell in cells)
