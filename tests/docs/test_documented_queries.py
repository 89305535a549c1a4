"""Every query that the documents show gives what they show beside it, on the sample papers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from copperbottom.cli import main
from copperbottom.paths import PROJECT
from warehouse.serve.dictionary import DOCUMENT, as_markdown, tables_of

QUERY = re.compile(
    r"```(?:sql\n(?P<sql>.*?)|sh\n\.venv/bin/copperbottom query \"(?P<asked>.*?)\"\n)```"
    r"\s+(?:[^`\n]+\s+)?```text\n(?P<shown>.*?)```",
    re.DOTALL,
)


@dataclass(frozen=True)
class Documented:
    """A query of a document and the output that stands below it."""

    where: str
    sql: str
    shown: str


def documented() -> list[Documented]:
    found = []
    for path in [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]:
        for number, match in enumerate(QUERY.finditer(path.read_text(encoding="utf-8")), 1):
            found.append(Documented(f"{path.name}-{number}", match["sql"] or match["asked"], match["shown"]))
    return found


ALL = documented()


@pytest.fixture(scope="module")
def warehouse(sample_warehouse: Path) -> Path:
    return sample_warehouse


def test_the_documents_show_queries() -> None:
    assert {one.where.rpartition("-")[0] for one in ALL} >= {"README.md", "history.md"}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.where)
def test_a_documented_query_gives_what_is_shown(one: Documented, warehouse: Path) -> None:
    result = CliRunner(env={"COLUMNS": "400"}).invoke(main, ["query", one.sql, "--warehouse", str(warehouse)])
    assert result.exit_code == 0, result.output
    assert result.output.split() == one.shown.split()


def test_the_data_dictionary_is_current(warehouse: Path) -> None:
    written = (PROJECT / "docs" / DOCUMENT).read_text(encoding="utf-8")
    assert as_markdown(tables_of(warehouse)) == written, "write it anew: make docs"


def test_every_table_and_column_is_described(warehouse: Path) -> None:
    tables = tables_of(warehouse)
    assert len(tables) >= 20
    bare = [table.name for table in tables if not table.description]
    bare += [f"{table.name}.{column.name}" for table in tables for column in table.columns if not column.description]
    assert bare == []
