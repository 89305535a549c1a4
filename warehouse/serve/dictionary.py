"""The data dictionary: what every table and column of a published warehouse is, in the words of its comments.

The comments come from dbt's `.yml` files, so each is written once: the database, `docs/data-dictionary.md`, the
workbook of an export and dbt's own site all show the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.schemas import SCHEMAS
from warehouse.serve.ask import Row
from warehouse.serve.query import open_readonly

DOCUMENT = "data-dictionary.md"
OPENING = """\
# Data dictionary

Every table and column of a published warehouse. The same words stand in the database as comments
(`SELECT * FROM duckdb_columns()`). Money is in whole pounds; columns that end in `_pct` hold percentages.
This file is written by `make docs`.
"""


@dataclass(frozen=True, slots=True)
class ColumnDoc:
    """A column: its name, its type as DuckDB writes it, and what it holds."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class TableDoc:
    """A table of a published warehouse, and its columns in their order."""

    schema: str
    name: str
    description: str
    columns: tuple[ColumnDoc, ...]


def tables_of(warehouse: Path, schemas: Sequence[str] = tuple(SCHEMAS)) -> list[TableDoc]:
    """The tables of a published warehouse, schema by schema, each in the order of its name."""
    with open_readonly(warehouse) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type, coalesce(comment, '')"
            " from duckdb_columns() where not internal order by column_index"
        ).fetchall()
        tables = connection.execute(
            "select schema_name, table_name, coalesce(comment, '') from duckdb_tables()"
            " where not internal order by table_name"
        ).fetchall()
    return [
        TableDoc(
            schema,
            name,
            one_line(comment),
            tuple(
                ColumnDoc(column, kind, one_line(text))
                for s, t, column, kind, text in columns
                if (s, t) == (schema, name)
            ),
        )
        for wanted in schemas
        for schema, name, comment in tables
        if schema == wanted
    ]


def as_markdown(tables: Sequence[TableDoc]) -> str:
    """The dictionary as a document."""
    parts = [OPENING]
    for schema, about in SCHEMAS.items():
        parts.append(f"\n## {schema}\n\n{about}\n")
        for table in tables:
            if table.schema != schema:
                continue
            parts.append(
                f"\n### {schema}.{table.name}\n\n{table.description}\n\n| column | type | what |\n|---|---|---|\n"
            )
            parts += [
                f"| `{column.name}` | {column.type} | {column.description.replace('|', chr(92) + '|')} |\n"
                for column in table.columns
            ]
    return "".join(parts)


def write_document(warehouse: Path, folder: Path) -> Path:
    """Write the dictionary of a published warehouse into a folder; returns the file."""
    file = folder / DOCUMENT
    file.write_text(as_markdown(tables_of(warehouse)), encoding="utf-8")
    return file


def one_line(text: str) -> str:
    """Text without line breaks or doubled spaces."""
    return " ".join(text.split())


def dictionary_rows(tables: Sequence[TableDoc]) -> tuple[list[str], list[Row]]:
    """The dictionary as a table: its column names and its rows."""
    rows = [
        (f"{table.schema}.{table.name}", column.name, column.type, column.description)
        for table in tables
        for column in (ColumnDoc("", "table", table.description), *table.columns)
    ]
    return ["table_name", "column_name", "type", "description"], rows


def select_all(table: TableDoc) -> str:
    """The query for all rows of a table, always in the same order."""
    return f'SELECT * FROM {table.schema}."{table.name}" ORDER BY {", ".join(_order(table))}'


def _order(table: TableDoc) -> Sequence[str]:
    """Columns that put rows in an order that people read, and always the same one."""
    names = [column.name for column in table.columns]
    first = [
        name for name in ("organisation", "financial_year", "as_at", "statement", "paper", "page") if name in names
    ]
    return [f'"{name}"' for name in [*first, *(name for name in names if name not in first)]]
