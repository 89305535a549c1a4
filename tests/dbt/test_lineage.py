"""Lineage is proved from outside: whatever a model forgets of a mart's values, a check misses.

The check looks for values in the built tables, not in a list of columns. Here values are taken away from lineage one
column at a time, and lists of columns are shortened in a copy of the project, to see that the check can fail.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_up_house import PROJECT, Outcome, run_dbt

Query = Callable[[str], list[tuple[Any, ...]]]
CHECK = "every_value_has_its_figures"


def value_columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The marts' columns of values, as the built file has them."""
    return connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
        " and regexp_matches(column_name, '(_gbp|_pct)$|^value$') and column_name <> 'rounding_gbp' order by all"
    ).fetchall()


def columns_without_values(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    return {
        (mart, column)
        for mart, column in value_columns(connection)
        if connection.execute(f"select count({column}) from marts.{mart}").fetchone() == (0,)
    }


def check_without(folder: Path, forgotten: str) -> str:
    """The check as dbt compiled it, over lineage that has forgotten some rows."""
    (file,) = (folder / "target").rglob(f"compiled/**/{CHECK}.sql")
    sql, times = re.subn(
        r'"\w+"\."core"\."mart_figures"', f"(select * from core.mart_figures where not ({forgotten}))", file.read_text()
    )
    assert times == 1
    return sql


def test_the_made_up_papers_fill_every_column_of_values(built: tuple[Path, Outcome]) -> None:
    with duckdb.connect(str(built[0] / "copperbottom.duckdb"), read_only=True) as connection:
        assert columns_without_values(connection) == set()


def test_a_column_that_lineage_forgets_is_missed(built: tuple[Path, Outcome]) -> None:
    folder, _ = built
    with duckdb.connect(str(folder / "copperbottom.duckdb"), read_only=True) as connection:
        assert connection.execute(check_without(folder, "false")).fetchall() == []
        columns = value_columns(connection)
        assert len(columns) > 45
        for mart, column in columns:
            sql = check_without(folder, f"mart = '{mart}' and column_name = '{column}'")
            missed = connection.execute(f"select distinct mart, column_name from ({sql})").fetchall()
            assert missed == [(mart, column)]


def test_what_is_missed_names_its_papers(built: tuple[Path, Outcome]) -> None:
    folder, _ = built
    with duckdb.connect(str(folder / "copperbottom.duckdb"), read_only=True) as connection:
        sql = check_without(folder, "mart = 'budget_virements'")
        papers = connection.execute(f"select distinct unnest(paper_ids) from ({sql})").fetchall()
        named = connection.execute("select distinct unnest(paper_ids) from marts.budget_virements").fetchall()
    assert papers
    assert sorted(papers) == sorted(named)


@pytest.mark.parametrize(
    ("model", "written", "shortened", "lost"),
    [
        pytest.param(
            "int_value_figures",
            "    where source = 'published'",
            "    where source = 'published' and column_name not in ('share_pct', 'brought_forward_gbp')",
            set(),
            id="figures of two columns",
        ),
        pytest.param(
            "int_line_values",
            "where column_name not in ('variance_gbp', 'variance_pct')",
            "where column_name not in ('variance_gbp', 'variance_pct', 'share_pct', 'spend_to_date_gbp')",
            {
                ("budget_monitoring", "share_pct"),
                ("budget_monitoring", "spend_to_date_gbp"),
                ("capital_programme", "share_pct"),
                ("capital_programme", "spend_to_date_gbp"),
            },
            id="values of two columns",
        ),
        pytest.param(
            "int_history_values",
            "(revised_budget_gbp, forecast_gbp, outturn_gbp, variance_gbp)",
            "(revised_budget_gbp, forecast_gbp)",
            {("forecast_history", "outturn_gbp"), ("forecast_history", "variance_gbp")},
            id="a list of columns",
        ),
        pytest.param(
            "int_savings_values",
            "in ('delivered', 'delayed', 'unachievable')",
            "in ('delivered')",
            {("savings_delivery", "delayed_gbp"), ("savings_delivery", "unachievable_gbp")},
            id="a list of states",
        ),
    ],
)
def test_two_columns_taken_out_of_a_list_are_missed(
    copied: Path, model: str, written: str, shortened: str, lost: set[tuple[str, str]]
) -> None:
    """Either the check finds values without figures, or whole columns of the made-up papers' marts are empty."""
    project = copied / "project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    (file,) = (project / "models").rglob(f"{model}.sql")
    text = file.read_text(encoding="utf-8")
    assert text.count(written) == 1
    file.write_text(text.replace(written, shortened), encoding="utf-8")
    shutil.rmtree(copied / "target")
    outcome = run_dbt(copied, "build", "--select", f"{model}+", "--exclude-resource-type", "unit_test", project=project)
    if not lost:
        assert outcome.statuses[CHECK] == "fail"
    with duckdb.connect(str(copied / "copperbottom.duckdb"), read_only=True) as connection:
        assert columns_without_values(connection) == lost
