"""Every query that the documents show gives what they show beside it, on the sample papers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from copperbottom.cli import main
from copperbottom.paths import PROJECT
from warehouse.render.load_output import FIRST_QUERY
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


ONE_ORDER = {one.where: one.sql for one in ALL} | {"what make load prints": FIRST_QUERY}


@pytest.mark.parametrize("where", ONE_ORDER)
def test_a_documented_query_has_one_order(where: str, warehouse: Path) -> None:
    """Without its limit, no two of its rows are alike in what it is ordered by: nothing is left to chance."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows, orders = connection.execute(_count_orders(connection, ONE_ORDER[where])).fetchall()[0]
    assert rows
    assert orders == rows, f"{rows} rows, {orders} different places in the order: add what breaks the tie"


@pytest.mark.parametrize(
    ("sql", "counted"),
    [
        ("from (values (1, 'a'), (1, 'b')) as t (x, y) select y order by x limit 1", (2, 1)),
        ("from (values (1, 'a'), (1, 'b')) as t (x, y) select y as z order by x, z limit 1", (2, 2)),
        ("from (values (1, 'a'), (2, 'a'), (3, 'b')) as t (x, y) select y, sum(x) as s group by y order by 2", (2, 1)),
        ("from (values (1), (2)) as t (x)", (2, 1)),
    ],
)
def test_a_tie_is_seen(sql: str, counted: tuple[int, int]) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(_count_orders(connection, sql)).fetchall() == [counted]


def _count_orders(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """A query for the rows that a query without its limit has, and for how many it is ordered by differ."""
    ((tree,),) = connection.execute("select json_serialize_sql($1)", [sql]).fetchall()
    parsed = json.loads(tree)
    assert not parsed["error"], parsed
    node = parsed["statements"][0]["node"]
    orders = [one for modifier in node["modifiers"] for one in modifier.get("orders", [])]
    node["modifiers"] = [one for one in node["modifiers"] if one["type"] not in {"ORDER_MODIFIER", "LIMIT_MODIFIER"}]
    keys = []
    for number, order in enumerate(orders):
        key = order["expression"]
        place = key["value"]["value"] if key["class"] == "CONSTANT" else None
        keys.append((node["select_list"][place - 1] if place else key) | {"alias": f"key_{number}"})
    node["select_list"] += keys
    ((unordered,),) = connection.execute("select json_deserialize_sql($1)", [json.dumps(parsed)]).fetchall()
    places = f"row({', '.join(key['alias'] for key in keys)})" if keys else "1"
    return f"select count(*), count(distinct {places}) from ({unordered})"


def test_the_data_dictionary_is_current(warehouse: Path) -> None:
    written = (PROJECT / "docs" / DOCUMENT).read_text(encoding="utf-8")
    assert as_markdown(tables_of(warehouse)) == written, "write it anew: make docs"


def test_every_table_and_column_is_described(warehouse: Path) -> None:
    tables = tables_of(warehouse)
    assert len(tables) >= 20
    bare = [table.name for table in tables if not table.description]
    bare += [f"{table.name}.{column.name}" for table in tables for column in table.columns if not column.description]
    assert bare == []
