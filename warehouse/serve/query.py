"""Questions of our own to a published warehouse, in SQL, answered in this process.

The file is opened for reading only and without access to any other file, its settings locked. Only questions are
taken (SELECT, FROM, WITH, SHOW, DESCRIBE, PIVOT, EXPLAIN), one at a time, within limits of time and memory. A reader
keeps a consistent view while a load replaces the file. What cannot be answered raises `QueryError`, a sentence. What
somebody typed goes through `warehouse.serve.ask`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.errors import QueryError
from warehouse.serve.ask import QueryLimits, Row, require_warehouse
from warehouse.workers.query_worker import CONFIGURATION, too_much
from warehouse.workers.questions import error_headline, require_question

ROWS_AT_A_TIME = 10_000


@contextmanager
def open_readonly(warehouse: Path, limits: QueryLimits | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can only read this one file."""
    require_warehouse(warehouse)
    limits = limits or QueryLimits()
    config = CONFIGURATION | {"memory_limit": limits.memory}
    try:
        connection = duckdb.connect(str(warehouse), read_only=True, config=config)
    except (duckdb.Error, OSError) as error:
        raise QueryError(f"{warehouse} cannot be opened as a warehouse: {error_headline(error)}") from error
    try:
        yield connection
    except duckdb.Error as error:
        raise unreadable(error) from error
    finally:
        connection.close()


class PublishedRow(dict[str, Any]):
    """A row by the names of its columns. Raises QueryError for one that the warehouse does not have."""

    def __missing__(self, name: str) -> Any:
        raise outdated(f"it has no column {name}")


def outdated(what: str) -> QueryError:
    """The error for a table or a column that is not there, named in `what`."""
    return QueryError(
        f"The warehouse is not as this version of copperbottom publishes it ({what}): load any paper to have it built "
        "again, or ask with the version that published it."
    )


def unreadable(error: duckdb.Error) -> QueryError:
    """The error for what DuckDB cannot find in a published file, or cannot read of it."""
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return outdated(error_headline(error).partition("!")[0])
    return QueryError(f"The warehouse cannot be read ({error_headline(error)}): load any paper to have it built again.")


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
            reason = too_much(limits.memory)
        elif isinstance(error, duckdb.CatalogException | duckdb.BinderException):
            reason = unreadable(error).reason
        else:
            reason = error_headline(error)
        raise QueryError(reason) from error
    finally:
        timer.cancel()


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        yield from rows


def _execute(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    """Run one question. Raises QueryError for what is none."""
    require_question(connection, sql)
    return connection.execute(sql)
