"""The data dictionary: what every table and column of a published warehouse is, in the words of its comments.

The comments come from dbt's `.yml` files, so each is written once: the database, `docs/data-dictionary.md`, the
workbook of an export and dbt's own site all show the same. `python -m warehouse.dictionary WAREHOUSE FOLDER`
writes the document and the site.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.ask import opened
from warehouse.dbt_process import DBT_PROJECT
from warehouse.errors import QueryError

DOCUMENT = "data-dictionary.md"
SITE = "dbt-docs.html"
SCHEMAS = {
    "marts": "For analysts and BI tools: a table for each subject.",
    "core": "For analysts who dig: every figure with its place and proof, the papers, the findings.",
    "audit": "For whoever runs it: loads, what is held and why, and the checks.",
}
OPENING = """\
# Data dictionary

Every table and column of a published warehouse. The same words stand in the database as comments
(`SELECT * FROM duckdb_columns()`). Money is in whole pounds; columns that end in `_pct` hold percentages.
This file is written by `make docs`.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type as DuckDB writes it, and what it holds."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a published warehouse, and its columns in their order."""

    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]


def tables_of(warehouse: Path, schemas: Sequence[str] = tuple(SCHEMAS)) -> list[Table]:
    """The tables of a published warehouse, schema by schema, each in the order of its name."""
    with opened(warehouse) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type, coalesce(comment, '')"
            " from duckdb_columns() where not internal order by column_index"
        ).fetchall()
        tables = connection.execute(
            "select schema_name, table_name, coalesce(comment, '') from duckdb_tables()"
            " where not internal order by table_name"
        ).fetchall()
    return [
        Table(
            schema,
            name,
            _one_line(comment),
            tuple(
                Column(column, kind, _one_line(text))
                for s, t, column, kind, text in columns
                if (s, t) == (schema, name)
            ),
        )
        for wanted in schemas
        for schema, name, comment in tables
        if schema == wanted
    ]


def as_markdown(tables: Sequence[Table]) -> str:
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


def write_site(warehouse: Path, folder: Path) -> Path:
    """Write dbt's documentation of the models as one file that opens without network; returns the file.

    dbt reads a copy of the published file, never the file itself.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / warehouse.name
        shutil.copyfile(warehouse, copy)
        environment = os.environ | {
            "COPPERBOTTOM_BUILD_PATH": str(copy),
            "COPPERBOTTOM_WORK_PATH": f"{scratch}/work.duckdb",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
        }
        places = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        places += ["--target-path", f"{scratch}/target", "--log-path", f"{scratch}/logs"]
        made = subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), "docs", "generate", "--static", *places],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        page = Path(scratch) / "target" / "static_index.html"
        if made.returncode != 0 or not page.is_file():
            last = (made.stdout + made.stderr).strip().rpartition("\n")[2]
            raise QueryError(f"dbt could not write its documentation ({last}): mend the dbt project.")
        shutil.copyfile(page, folder / SITE)
    return folder / SITE


def _one_line(text: str) -> str:
    return " ".join(text.split())


def main(warehouse: Path, document: Path, site: Path) -> None:
    """Write the document and the site, and say where."""
    print(f"The data dictionary: {write_document(warehouse, document)}")
    print(f"dbt's documentation, one file: {write_site(warehouse, site)}")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
