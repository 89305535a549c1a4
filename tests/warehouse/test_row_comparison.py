"""Two warehouses row by row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.errors import QueryError
from warehouse.serve.row_comparison import TableComparison, compare_warehouses


def a_warehouse(file: Path, *statements: str) -> Path:
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema core; create schema marts; create schema audit")
        connection.execute("create table marts.lines (row_id varchar primary key, gbp bigint, loaded_at timestamp)")
        connection.execute("insert into marts.lines values ('a', 1, now()), ('b', 2, now()), ('c', null, now())")
        for statement in statements:
            connection.execute(statement)
    return file


def test_the_same_rows_loaded_at_another_time_do_not_differ(tmp_path: Path) -> None:
    before, after = (a_warehouse(tmp_path / f"{name}.duckdb") for name in ("before", "after"))
    assert compare_warehouses(before, after) == [TableComparison("marts.lines", same=3)]


def test_a_changed_value_a_new_row_and_a_new_column_are_told_apart(tmp_path: Path) -> None:
    before = a_warehouse(tmp_path / "before.duckdb")
    after = a_warehouse(
        tmp_path / "after.duckdb",
        "update marts.lines set gbp = 9 where row_id = 'c'",
        "insert into marts.lines values ('d', 4, now())",
        "alter table marts.lines add column note varchar",
        "create table core.papers (paper_id varchar)",
    )
    papers, lines = compare_warehouses(before, after)
    assert (papers.table, papers.columns_only_after, papers.differs) == ("core.papers", ("paper_id",), True)
    assert (lines.same, lines.only_before, lines.only_after) == (2, 1, 2)
    assert (lines.changed, lines.columns_only_after) == ({"gbp": 1}, ("note",))


def test_rows_count_as_often_as_they_stand_there(tmp_path: Path) -> None:
    table = "create table core.twice (word varchar)"
    before = a_warehouse(tmp_path / "before.duckdb", table, "insert into core.twice values ('x'), ('x')")
    after = a_warehouse(tmp_path / "after.duckdb", table, "insert into core.twice values ('x')")
    assert compare_warehouses(before, after)[0] == TableComparison("core.twice", same=1, only_before=1)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="There is no warehouse at"):
        compare_warehouses(tmp_path / "none.duckdb", a_warehouse(tmp_path / "after.duckdb"))
