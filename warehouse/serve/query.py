"""Questions to a published warehouse, in SQL.

The file is opened for reading only and without access to any other file, its settings locked, so a question
cannot change anything, here or beside it. Only questions are taken (SELECT, FROM, WITH, SHOW, DESCRIBE, PIVOT,
EXPLAIN), one at a time, within limits of time and memory. A reader keeps a consistent view while a load
replaces the file. What cannot be answered raises `QueryError`, a sentence.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from copperbottom.settings import settings
from warehouse.errors import QueryError

Row = tuple[Any, ...]

ROWS_AT_A_TIME = 10_000
READING_STATEMENTS = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How long a question may take, in seconds, and how much memory, as DuckDB writes it (`2GB`)."""

    seconds: float = field(default_factory=lambda: settings().query_seconds)
    memory: str = field(default_factory=lambda: settings().query_memory)


@contextmanager
def open_readonly(warehouse: Path, limits: QueryLimits | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can only read this one file."""
    if not warehouse.is_file():
        raise QueryError(
            f"There is no warehouse at {warehouse}: name one with --warehouse, "
            f"or load papers first (copperbottom load PATH --warehouse {warehouse})."
        )
    limits = limits or QueryLimits()
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "memory_limit": limits.memory,
        "lock_configuration": "true",
    }
    try:
        connection = duckdb.connect(str(warehouse), read_only=True, config=config)
    except (duckdb.Error, OSError) as error:
        raise QueryError(f"{warehouse} cannot be opened as a warehouse: {error_headline(error)}") from error
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def stream_rows(
    sql: str, warehouse: Path, limits: QueryLimits | None = None
) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """The column names of an SQL query, and its rows as they are fetched, while the context lasts."""
    limits = limits or QueryLimits()
    with open_readonly(warehouse, limits) as connection, _limited(connection, limits):
        cursor = _execute(connection, sql)
        yield [column[0] for column in cursor.description or ()], _fetched(cursor)


def query(sql: str, warehouse: Path, limits: QueryLimits | None = None) -> tuple[list[str], list[Row]]:
    """The column names and rows of an SQL query."""
    with stream_rows(sql, warehouse, limits) as (names, rows):
        return names, list(rows)


def query_arrow(sql: str, warehouse: Path, limits: QueryLimits | None = None) -> pa.Table:
    """The result of an SQL query as an Arrow table, with its types."""
    limits = limits or QueryLimits()
    with open_readonly(warehouse, limits) as connection, _limited(connection, limits):
        return _execute(connection, sql).to_arrow_table()


@contextmanager
def _limited(connection: duckdb.DuckDBPyConnection, limits: QueryLimits) -> Iterator[None]:
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
            reason = error_headline(error)
        raise QueryError(reason) from error
    finally:
        timer.cancel()


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        yield from rows


def error_headline(error: BaseException) -> str:
    """The sentence of a database error, without the query and the caret below it."""
    words = str(error).split("\n\nLINE ")[0].split("\nLINE ")[0]
    return " ".join(words.split())


def _execute(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    """Run one question. Raises QueryError for what is none."""
    statements = connection.extract_statements(sql)
    worded = [
        one for one in statements if one.query.strip()
    ]  # a pivot's parts, one of which makes a type, have no words
    if not statements or len(worded) > 1 or {one.type for one in [*worded, *statements[-1:]]} - READING_STATEMENTS:
        raise QueryError(
            "The warehouse only answers questions, one at a time (SELECT, FROM, WITH, SHOW, DESCRIBE, PIVOT, EXPLAIN): "
            "to change data, load papers; to keep an answer, write it to a file with -o."
        )
    return connection.execute(sql)
