"""Day to day: what a publication changed, what to look at first, and a paper that is to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import Result

from warehouse.pipeline import load
from warehouse.store import PROJECT, open_store

Run = Callable[..., Result]
SAMPLES = PROJECT / "samples" / "papers"
SECOND, THIRD = "exampleshire-2024-25-quarter-2.pdf", "exampleshire-2024-25-quarter-3.pdf"


def marts(warehouse: Path) -> dict[str, list[Any]]:
    """Every row of every mart."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        return {name: sorted(map(str, connection.execute(f"from marts.{name}").fetchall())) for (name,) in names}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[Any]]]:
    """A warehouse of two publications, and its marts as the first had them."""
    warehouse = tmp_path_factory.mktemp("days") / "days.duckdb"
    assert load([SAMPLES / SECOND], warehouse)["published"]
    first = marts(warehouse)
    assert load([SAMPLES / THIRD], warehouse)["published"]
    return warehouse, first


def test_diff_tells_new_and_restated_values(run: Run, before: tuple[Path, Any]) -> None:
    warehouse, _ = before
    result = run("diff", "--format", "json", "--warehouse", warehouse)
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    restated = [row for row in rows if (row["change"], row["mart"]) == ("restated", "reserve_balances")]
    insurance = [row for row in restated if row["line"].startswith("insurance")]
    assert [(row["before"], row["now"], row["difference"]) for row in insurance] == [(2_305_000, 2_455_000, 150_000)]
    assert {row["change"] for row in rows} >= {"new", "restated"}
    assert all(row["before"] != row["now"] for row in rows)
    shown = run("diff", "--warehouse", warehouse).stdout
    assert "restated" in shown.splitlines()[-1]


def test_diff_of_one_publication_is_a_sentence(run: Run, warehouse: Path) -> None:
    result = run("diff", "--warehouse", warehouse)
    assert result.exit_code == 1
    assert "not two publications" in result.stderr


def test_the_check_list_puts_the_largest_amount_first(run: Run, warehouse: Path) -> None:
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
    (held,) = [row for row in rows if row["what"] == "held"]
    assert held["paper"] == "scan.txt"
    look = rows[0]["look_with"].removeprefix("copperbottom trace ")
    assert run("trace", look, "--warehouse", warehouse).exit_code == 0


def test_forget_publishes_as_if_the_paper_had_never_come(run: Run, before: tuple[Path, dict[str, list[Any]]]) -> None:
    warehouse, first = before
    declined = run("forget", THIRD, "--warehouse", warehouse)
    assert declined.exit_code == 1
    assert marts(warehouse) != first
    done = run("forget", THIRD, "--yes", "--warehouse", warehouse)
    assert done.exit_code == 0, done.output
    assert f"Forgotten: {THIRD}." in done.stdout
    assert marts(warehouse) == first
    assert len(list(open_store(warehouse).papers.iterdir())) == 1
    changes = {row["change"] for row in json.loads(run("diff", "--format", "json", "--warehouse", warehouse).stdout)}
    assert "vanished" in changes
    unknown = run("forget", THIRD, "--yes", "--warehouse", warehouse)
    assert unknown.exit_code == 1
    assert "No paper is called" in unknown.stderr
    last = run("forget", SECOND, "--yes", "--warehouse", warehouse)
    assert last.exit_code == 1
    assert "only paper" in last.stderr
    assert marts(warehouse) == first
