"""A second home in PostgreSQL, for several people on a network: the published tables, copied whole.

One transaction builds the schemas beside those that are there, with comments, keys and the readers' rights, and
puts them in their place by renaming: a reader sees all of one publication or all of the next, and waits for
nothing. DuckDB's own extension writes to PostgreSQL (the optional dependencies `postgres`).

Not here: what stays in the warehouse's store, and anything that reads PostgreSQL back.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from warehouse.errors import LoadError
from warehouse.schemas import SCHEMAS, quoted

READERS = "copperbottom_readers"
EXTENSION = "duckdb_extension_postgres_scanner"
MARK = "Copperbottom"
"""How the comment on a schema begins that this module made, and may replace."""
LOCK = 0x636F70706572  # any number, as long as every publication takes the same
LONGEST_WAIT = "5s"


@dataclass(frozen=True, slots=True)
class Copied:
    """What stands in PostgreSQL now. `stale_schemas` are schemas of earlier publications that somebody still uses."""

    place: str
    tables: int
    rows: int
    stale_schemas: tuple[str, ...]


def copy_to(address: str, warehouse: Path, readers: str = READERS) -> Copied:
    """Copy the published tables of `warehouse` to the database at `address` (`postgresql://user@host/database`).

    The role `readers` may read them and nothing else; it is made where it is missing. Raises LoadError, with what
    is in PostgreSQL unchanged, where anything does not succeed.
    """
    place = _place(address)
    if not warehouse.is_file():
        raise LoadError(f"There is no warehouse at {warehouse}: load papers first, or name one with --warehouse.")
    with _connected(address, place, warehouse) as connection:
        try:
            _check_ours(connection, place)
            connection.execute("begin")
            _execute(connection, f"select pg_advisory_xact_lock({LOCK})")
            rows = _build(connection)
            _describe(connection)
            _let_read(connection, readers)
            _swap(connection)
            connection.execute("commit")
        except duckdb.Error as error:
            raise LoadError(
                f"Nothing was published to {place}: {_words(error)}. What was there before is unchanged. The user "
                "needs the right to create schemas (GRANT CREATE ON DATABASE) and, where the readers' role is "
                f"missing, roles (or make it once: CREATE ROLE {readers} NOLOGIN)."
            ) from error
        return Copied(place, len(rows), sum(rows.values()), tuple(_clear(connection)))


@contextmanager
def _connected(address: str, place: str, warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with the published file as `published` and the PostgreSQL database as `target`."""
    with duckdb.connect() as connection:
        connection.execute(f"load {quoted(extension_file())}")
        # PostgreSQL's texts cannot hold it, and papers may.
        connection.execute("set pg_null_byte_replacement = '\ufffd'")
        try:
            connection.execute(f"attach {quoted(str(warehouse))} as published (read_only)")
        except (duckdb.Error, OSError) as error:
            raise LoadError(f"{warehouse} cannot be opened as a warehouse: {_words(error)}.") from error
        try:
            connection.execute(f"attach {quoted(address)} as target (type postgres, isolation_level 'READ COMMITTED')")
        except duckdb.Error as error:
            # The message repeats the address, and with it a password.
            why = str(error).rpartition(f'{address}": ')[2] if address in str(error) else type(error).__name__
            raise LoadError(f"{place} cannot be reached: {' '.join(why.split())}.") from error
        yield connection


def extension_file() -> str:
    """DuckDB's extension for PostgreSQL, as it is installed. Raises LoadError where it is not."""
    found = importlib.util.find_spec(EXTENSION)
    if found is None or found.origin is None:
        raise LoadError(
            "To publish to PostgreSQL, install DuckDB's extension for it: "
            f"pip install duckdb-extension-postgres-scanner=={duckdb.__version__}."
        )
    folder = Path(found.origin).parent / "extensions" / f"v{duckdb.__version__}"
    return str(folder / "postgres_scanner.duckdb_extension")


def _check_ours(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Raise LoadError where a schema has one of our names and is somebody else's."""
    theirs = [
        name
        for name, comment in _query_postgres(
            connection, "select nspname, obj_description(oid, 'pg_namespace') from pg_namespace"
        )
        if name in SCHEMAS and not (comment or "").startswith(MARK)
    ]
    if theirs:
        raise LoadError(
            f"Nothing was published to {place}: it has schemas of these names that Copperbottom did not make "
            f"({', '.join(sorted(theirs))}). Give Copperbottom a database of its own (CREATE DATABASE)."
        )


def _build(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Fill new schemas with the tables of the published file; returns how many rows each has."""
    for schema in sorted(SCHEMAS):
        _execute(connection, f"create schema {_new(schema)}")
        _execute(connection, f"comment on schema {_new(schema)} is {quoted(f'{MARK}: {SCHEMAS[schema]}')}")
    rows = {}
    for schema, table in _tables(connection):
        connection.execute(f"create table target.{_new(schema)}.{table} as from published.{schema}.{table}")
        counted = connection.execute(f"select count(*) from published.{schema}.{table}").fetchone()
        rows[f"{schema}.{table}"] = counted[0] if counted else 0
    return rows


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the new tables the keys and comments of the published ones."""
    of_tables = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables() where database_name = 'published'"
    ).fetchall()
    of_columns = connection.execute(
        "select schema_name, table_name, column_name, comment from duckdb_columns() where database_name = 'published'"
    ).fetchall()
    keys = connection.execute(
        "select schema_name, table_name, constraint_column_names from duckdb_constraints()"
        " where database_name = 'published' and constraint_type = 'PRIMARY KEY'"
    ).fetchall()
    _execute(
        connection,
        *(
            f"alter table {_new(schema)}.{table} add primary key ({', '.join(map(_named, names))})"
            for schema, table, names in keys
        ),
        *(f"comment on table {_new(schema)}.{table} is {quoted(text)}" for schema, table, text in of_tables if text),
        *(
            f"comment on column {_new(schema)}.{table}.{_named(column)} is {quoted(text)}"
            for schema, table, column, text in of_columns
            if text
        ),
    )


def _let_read(connection: duckdb.DuckDBPyConnection, readers: str) -> None:
    role = _named(readers)
    if not _query_postgres(connection, f"select 1 from pg_roles where rolname = {quoted(readers)}"):
        _execute(connection, f"create role {role} nologin")
    for schema in sorted(SCHEMAS):
        _execute(
            connection,
            f"grant usage on schema {_new(schema)} to {role}",
            f"grant select on all tables in schema {_new(schema)} to {role}",
        )


def _swap(connection: duckdb.DuckDBPyConnection) -> None:
    """Rename what is there out of the way, and the new into its place."""
    ((number,),) = _query_postgres(connection, "select pg_current_xact_id()::text")
    there = {name for (name,) in _query_postgres(connection, "select nspname from pg_namespace")}
    for schema in sorted(SCHEMAS):
        if schema in there:
            _execute(connection, f"alter schema {schema} rename to {schema}_before_{number}")
        _execute(connection, f"alter schema {_new(schema)} rename to {schema}")


def _clear(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Drop what earlier publications left; what somebody reads, or has built a view on, stays and is named."""
    known = "|".join(sorted(SCHEMAS))
    old = _query_postgres(
        connection,
        f"select nspname from pg_namespace where nspname ~ '^({known})_before_[0-9]+$'"
        f" and obj_description(oid, 'pg_namespace') like '{MARK}%' order by nspname",
    )
    for (schema,) in old:
        tables = _query_postgres(connection, f"select tablename from pg_tables where schemaname = '{schema}'")
        names = ", ".join(f"{schema}.{table}" for (table,) in tables)
        try:
            connection.execute("begin")
            _execute(
                connection,
                f"set local lock_timeout = '{LONGEST_WAIT}'",
                *([f"drop table {names} restrict"] if tables else []),
                f"drop schema {schema} restrict",
            )
            connection.execute("commit")
        except duckdb.Error:
            connection.execute("rollback")
            yield schema


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'published' order by all"
    ).fetchall()


def _execute(connection: duckdb.DuckDBPyConnection, *statements: str) -> None:
    """Run statements in PostgreSQL, in the transaction that is open."""
    connection.execute(f"call postgres_execute('target', {quoted('; '.join(statements))})")


def _query_postgres(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[str, ...]]:
    return connection.execute(f"from postgres_query('target', {quoted(sql)})").fetchall()


def _new(schema: str) -> str:
    return f"{schema}_copperbottom_new"


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _place(address: str) -> str:
    """An address as it may be shown: without the password. Raises LoadError for what is none."""
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise LoadError(
            "--to takes the address of a PostgreSQL database: postgresql://user@host/database "
            "(the password from PGPASSWORD or ~/.pgpass)."
        )
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _words(error: BaseException) -> str:
    """What PostgreSQL said, without the query around it."""
    lines = str(error).splitlines() or [type(error).__name__]
    message = next((line.partition("ERROR: ")[2] for line in lines if "ERROR: " in line), lines[0])
    return " ".join(message.split()).rstrip(".")
