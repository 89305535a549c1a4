"""Day to day: what a publication changed, what to look at first, and a paper that is to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import Result
from kept_warehouses import Loaded
from made_up_load import QuickSteps

from copperbottom.paths import PROJECT
from warehouse.load.loader import load
from warehouse.state.store import open_store

Run = Callable[..., Result]
SAMPLES = PROJECT / "samples" / "papers"
THIRD = "exampleshire-2024-25-quarter-3.pdf"


def marts(warehouse: Path) -> dict[str, list[Any]]:
    """Every row of every mart."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        return {name: sorted(map(str, connection.execute(f"from marts.{name}").fetchall())) for (name,) in names}


def test_diff_of_one_publication_is_a_sentence(run: Run, warehouse: Path) -> None:
    result = run("diff", "--warehouse", warehouse)
    assert result.exit_code == 1
    assert "not two publications" in result.stderr


def test_the_check_list_puts_the_largest_amount_first(run: Run, loaded: Loaded) -> None:
    warehouse = loaded.warehouse
    rows = json.loads(run("check-list", "--format", "json", "--warehouse", warehouse).stdout)
    amounts = [row["amount_gbp"] for row in rows if row["amount_gbp"] is not None]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] > 0
    assert {row["what"] for row in rows} == {"contradiction", "held"}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        contradictions = connection.execute(
            "select count(*) from core.findings where status = 'contradiction' and kind <> 'restatement'"
        ).fetchall()
    assert [(sum(row["what"] == "contradiction" for row in rows),)] == contradictions
    held = [row["paper"] for row in rows if row["what"] == "held"]
    assert sorted(held) == sorted(row["paper"] for row in loaded.summary["held"])
    largest = next(row for row in rows if row["what"] == "contradiction")
    look = largest["look_with"].removeprefix("copperbottom trace ")
    assert run("trace", look, "--warehouse", warehouse).exit_code == 0


def changes(run: Run, warehouse: Path) -> list[dict[str, Any]]:
    result = run("diff", "--format", "json", "--warehouse", warehouse)
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    assert all(row["before"] != row["now"] for row in rows)
    return rows


@pytest.mark.build
def test_a_paper_is_forgotten_and_comes_again(run: Run, own_warehouse: Path) -> None:
    warehouse, first = own_warehouse, marts(own_warehouse)
    kept = len(list(open_store(warehouse).papers.iterdir()))
    assert run("forget", THIRD, "--warehouse", warehouse).exit_code == 1  # nobody said yes
    assert marts(warehouse) == first
    done = run("forget", THIRD, "--yes", "--warehouse", warehouse)
    assert done.exit_code == 0, done.output
    assert f"Forgotten: {THIRD}." in done.stdout
    assert len(list(open_store(warehouse).papers.iterdir())) == kept - 1
    assert "vanished" in {row["change"] for row in changes(run, warehouse)}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        named = "select count(*) from core.figures where paper = $1"
        assert connection.execute(named, [THIRD]).fetchall() == [(0,)]
    unknown = run("forget", THIRD, "--yes", "--warehouse", warehouse)
    assert unknown.exit_code == 1
    assert "No paper is called" in unknown.stderr

    assert load([SAMPLES / THIRD], warehouse)["published"]
    assert marts(warehouse) == first
    rows = changes(run, warehouse)
    assert {row["change"] for row in rows} >= {"new", "restated"}
    shown = run("diff", "--warehouse", warehouse).stdout
    assert "restated" in shown.splitlines()[-1]


def test_the_only_paper_is_not_forgotten(run: Run, paper: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(paper, warehouse, steps=QuickSteps())
    published = warehouse.read_bytes()
    result = run("forget", paper.name, "--yes", "--warehouse", warehouse)
    assert result.exit_code == 1
    assert "only paper" in result.stderr
    assert warehouse.read_bytes() == published
