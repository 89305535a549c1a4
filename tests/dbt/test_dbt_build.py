"""What one dbt build makes of a few made-up papers: the published schemas, the marts' values, the way back to print."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from made_up_house import PROJECT, Outcome, Raw, run_dbt, write_work
from made_up_papers import house

Query = Callable[[str], list[tuple[Any, ...]]]


def thousands(*amounts: float | None) -> tuple[Decimal | None, ...]:
    return tuple(None if amount is None else Decimal(str(amount)) * 1000 for amount in amounts)


def test_the_whole_build_succeeds(built: tuple[Path, Outcome]) -> None:
    _, outcome = built
    troubles = {n: m for n, m in outcome.messages.items() if outcome.statuses[n] not in {"success", "pass", "warn"}}
    assert not troubles
    assert outcome.success


def test_only_what_the_papers_themselves_get_wrong_is_reported(built: tuple[Path, Outcome]) -> None:
    _, outcome = built
    warned = {name for name, status in outcome.statuses.items() if status == "warn"}
    assert warned == {"budget_monitoring_lines_add_up_as_printed", "changes_are_explained"}


def test_the_published_file_holds_tables_of_three_schemas_and_nothing_else(query: Query) -> None:
    tables = query("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL")
    assert [name for schema, name in tables if schema == "core"] == ["figures", "findings", "mart_figures", "papers"]
    assert [name for schema, name in tables if schema == "audit"] == ["accepted_losses", "checks", "held", "loads"]
    assert {schema for schema, _ in tables} == {"audit", "core", "marts"}
    assert query("SELECT view_name FROM duckdb_views() WHERE NOT internal") == []


def test_every_table_and_column_is_described_to_its_reader(query: Query) -> None:
    assert query("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL OR length(comment) < 20") == []
    columns = query("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert len(columns) > 250
    assert [(table, column) for table, column, comment in columns if not comment] == []


def test_neither_file_is_left_with_a_wal(built: tuple[Path, Outcome]) -> None:
    folder, _ = built
    assert sorted(path.name for path in folder.glob("*.duckdb*")) == ["copperbottom.duckdb", "work.duckdb"]


def test_monitoring_lines_carry_the_marts_signs_and_a_variance(query: Query) -> None:
    rows = query(
        """
        SELECT line_path, revised_budget_gbp, forecast_gbp, variance_gbp, variance_source, variance_pct
        FROM marts.budget_monitoring
        WHERE report_period = 'Q1' AND organisation LIKE 'Northshire%' ORDER BY line_path
        """
    )
    assert rows == [
        ("Employees > Police Officers", *thousands(1010, 1020, 10), "computed", Decimal("0.99")),
        ("Employees > Staff Pay", *thousands(510, 500, -10), "computed", Decimal("-1.96")),
        ("Employees Total", *thousands(1520, 1520, 0), "computed", Decimal(0)),
        ("Government grants", *thousands(-200, -200, 0), "computed", Decimal(0)),
        ("Grand Total", *thousands(1320, 1320, 0), "computed", Decimal(0)),
    ]


def test_a_published_variance_stands_though_rounding_moved_it(query: Query) -> None:
    rows = query(
        """
        SELECT forecast_gbp - revised_budget_gbp, variance_gbp, variance_source FROM marts.budget_monitoring
        WHERE report_period = 'Q2' AND line = 'Staff Pay'
        """
    )
    assert rows == [(*thousands(-9, -8), "published")]


def test_under_recovered_income_is_adverse(query: Query) -> None:
    (row,) = query(
        """
        SELECT forecast_gbp, variance_gbp, variance_pct FROM marts.budget_monitoring
        WHERE report_period = 'Q2' AND line = 'Government grants'
        """
    )
    assert row == (*thousands(-190, 10), Decimal(5))


def test_a_later_print_of_a_position_wins_and_both_papers_are_named(query: Query) -> None:
    (row,) = query(
        """
        SELECT forecast_gbp, variance_gbp, paper, len(paper_ids) FROM marts.budget_monitoring
        WHERE report_period = 'Q2' AND line = 'Officer Pay'
        """
    )
    assert row == (*thousands(1060, 50), "second-quarter-reprint.txt", 2)
    restated = query(
        """
        SELECT old.paper, old.value, old.status, new.value, new.status
        FROM core.figures AS new INNER JOIN core.figures AS old ON new.supersedes_figure_id = old.figure_id
        WHERE new.line = 'Officer Pay' AND new.measure = 'forecast'
        """
    )
    assert restated == [("second-quarter.txt", Decimal(1_050_000), "superseded", Decimal(1_060_000), "current")]


def test_a_contradiction_is_loaded_and_marked(query: Query) -> None:
    rows = query(
        """
        SELECT line, proof, has_contradiction FROM marts.budget_monitoring
        WHERE statement = 'net_revenue' AND organisation LIKE 'Northshire%' ORDER BY line
        """
    )
    assert rows == [("Force", "proved", True), ("OPCC", "proved", True), ("Total", "contradicted", True)]


def test_lines_know_the_row_that_they_add_up_to(query: Query) -> None:
    rows = query(
        """
        SELECT total.line, sum(part.revised_budget_gbp) = any_value(total.revised_budget_gbp), count(*)
        FROM marts.budget_monitoring AS part
        INNER JOIN marts.budget_monitoring AS total ON part.adds_to_row_id = total.row_id
        WHERE part.report_period = 'Q2' AND part.organisation LIKE 'Northshire%'
        GROUP BY total.line ORDER BY total.line
        """
    )
    assert rows == [("Employees Total", True, 2), ("Grand Total", True, 2), ("Total", True, 2)]


def test_a_line_keeps_together_when_its_printed_name_changes(query: Query) -> None:
    rows = query(
        """
        SELECT original_budget_gbp, revised_budget_gbp, q1_forecast_gbp, q2_forecast_gbp, q3_forecast_gbp,
            latest_forecast_gbp, outturn_gbp, forecast_drift_gbp, outturn_less_forecast_gbp, forecast_error_pct,
            forecasts
        FROM marts.forecast_vs_outturn WHERE statement = 'by_type' AND line = 'Police officer pay'
        """
    )
    assert rows == [(*thousands(1000, 1015, 1020, 1060, None, 1060, 1080, 40, 20), Decimal("1.85"), 2)]


def test_a_table_of_changes_lends_only_what_monitoring_lacks(query: Query) -> None:
    rows = query(
        """
        SELECT line, original_budget_gbp, revised_budget_gbp FROM marts.forecast_vs_outturn
        WHERE statement = 'by_type' AND line IN ('Premises', 'Police staff pay') ORDER BY line
        """
    )
    assert rows == [("Police staff pay", *thousands(500, 505)), ("Premises", *thousands(70, 100))]


def test_forecast_history_moves_from_date_to_date(query: Query) -> None:
    rows = query(
        """
        SELECT as_at, report_period, forecast_gbp, change_since_last_gbp FROM marts.forecast_history
        WHERE statement = 'by_type' AND line = 'Employee costs' ORDER BY as_at
        """
    )
    assert rows == [
        (dt.date(2017, 6, 30), "Q1", *thousands(1520, None)),
        (dt.date(2017, 9, 30), "Q2", *thousands(1562, 42)),
        (dt.date(2018, 3, 31), "outturn", *thousands(None, None)),
    ]


def test_changes_are_told_one_by_one_and_what_they_leave_unexplained(query: Query) -> None:
    rows = query(
        """
        SELECT line, virements_gbp, unexplained_gbp FROM marts.budget_changes WHERE NOT is_total ORDER BY line
        """
    )
    assert rows == [
        ("Estates", *thousands(30, 0)),
        ("Officers", *thousands(10, 0)),
        ("Staff Pay", *thousands(None, 10)),
    ]
    rows = query("SELECT virement, virement_gbp FROM marts.budget_virements WHERE line = 'Officers' ORDER BY virement")
    assert rows == [("Other minor adjustments", *thousands(-5)), ("Recharging", *thousands(15))]


def test_a_balance_printed_twice_is_one_row_with_two_figures(query: Query) -> None:
    rows = query(
        """
        SELECT reserve, balance_gbp, count(*)
        FROM marts.reserve_balances
        INNER JOIN core.mart_figures USING (row_id)
        WHERE basis = 'actual' GROUP BY ALL ORDER BY reserve
        """
    )
    assert rows == [
        ("General reserve", *thousands(7400), 2),
        ("Major operations reserve", *thousands(1200), 2),
        ("Total reserves", *thousands(8600), 2),
    ]


def test_forecast_balances_meet_their_actuals(query: Query) -> None:
    rows = query(
        """
        SELECT reserve, forecast_made_on, difference_gbp FROM marts.reserves_forecast_vs_actual ORDER BY reserve
        """
    )
    made_on = dt.date(2017, 2, 1)
    assert rows == [
        ("General reserve", made_on, *thousands(400)),
        ("Major operations reserve", made_on, *thousands(200)),
        ("Total reserves", made_on, *thousands(200)),
    ]


def test_capital_tells_spending_from_its_funding(query: Query) -> None:
    rows = query(
        """
        SELECT section, line, brought_forward_gbp, total_budget_gbp, variance_gbp FROM marts.capital_programme
        WHERE is_total ORDER BY section
        """
    )
    assert rows == [("funding", "Total", *thousands(100, 500, -50)), ("programme", "Total", *thousands(100, 500, -50))]


def test_a_computed_value_leads_back_to_all_that_it_is_computed_from(query: Query) -> None:
    rows = query(
        """
        SELECT figures.paper, figures.measure, figures.value
        FROM marts.forecast_vs_outturn AS mart
        INNER JOIN core.mart_figures
            ON mart.row_id = mart_figures.row_id AND mart_figures.column_name = 'forecast_drift_gbp'
        INNER JOIN core.figures ON mart_figures.figure_id = figures.figure_id
        WHERE mart.line = 'Police officer pay'
        ORDER BY ALL
        """
    )
    assert rows == [
        ("first-quarter.txt", "forecast", Decimal(1_020_000)),
        ("second-quarter-reprint.txt", "forecast", Decimal(1_060_000)),
    ]


def test_keys_do_not_depend_on_the_build(query: Query) -> None:
    (row,) = query("SELECT row_id FROM marts.organisations WHERE organisation = 'Northshire Police'")
    assert row == (hashlib.md5(b"organisations\x1fNorthshire Police").hexdigest(),)


def test_a_body_that_only_a_paper_names_is_listed(query: Query) -> None:
    rows = query(
        "SELECT organisation, kind, len(paper_ids) FROM marts.organisations"
        " WHERE organisation LIKE 'Northshire%' ORDER BY organisation"
    )
    assert rows == [
        ("Northshire OPCC", "opcc", 1),
        ("Northshire Police", "force", 4),
        ("Northshire Police and OPCC", "group", 1),
    ]


def test_a_paper_without_figures_is_listed_with_none(query: Query) -> None:
    assert query("SELECT figures, proved_pct FROM core.papers WHERE paper = 'nothing-in-it.txt'") == [(0, None)]


def spoil(folder: Path, file: str, statement: str) -> None:
    with duckdb.connect(str(folder / file)) as connection:
        (changed,) = connection.execute(statement).fetchone() or (0,)
    assert changed > 0


@pytest.mark.parametrize(
    ("file", "statement", "failing"),
    [
        pytest.param(
            "copperbottom.duckdb",
            "UPDATE marts.budget_monitoring SET forecast_gbp = forecast_gbp + 3000 WHERE line = 'Employees Total'",
            "lines_add_up_budget_monitoring",
            id="a total is off",
        ),
        pytest.param(
            "copperbottom.duckdb",
            "UPDATE marts.capital_programme SET spend_to_date_gbp = NULL WHERE is_total",
            "lines_add_up_capital_programme",
            id="a total is gone",
        ),
        pytest.param(
            "work.duckdb",
            "UPDATE intermediate.int_table_figures_flagged SET adds_to_row_id = NULL",
            "lines_add_up_reserve_balances",
            id="nothing is compared",
        ),
        pytest.param(
            "copperbottom.duckdb",
            "DELETE FROM core.mart_figures WHERE mart = 'budget_virements'",
            "every_value_has_its_figures",
            id="no way back to print",
        ),
    ],
)
def test_the_checks_see_a_spoiled_mart(copied: Path, file: str, statement: str, failing: str) -> None:
    spoil(copied, file, statement)
    selected = "every_value_has_its_figures test_name:lines_add_up"
    outcome = run_dbt(copied, "test", "--select", *selected.split())
    assert not outcome.success
    failed = [name for name, status in outcome.statuses.items() if status == "fail"]
    assert [name for name in failed if name.startswith(failing)], failed


def test_a_total_that_is_off_without_a_finding_stops_the_build(tmp_path: Path) -> None:
    raw = house()
    figures = tuple(replace(figure, proof="proved") for figure in raw.figures)
    write_work(tmp_path / "work.duckdb", replace(raw, figures=figures, findings=()))
    outcome = run_dbt(tmp_path, "build", "--exclude-resource-type", "unit_test")
    assert not outcome.success
    assert [name for name, status in outcome.statuses.items() if status == "fail"] == [
        name for name in outcome.statuses if name.startswith("lines_add_up_budget_monitoring")
    ]


def test_a_warehouse_without_papers_builds(tmp_path: Path) -> None:
    write_work(tmp_path / "work.duckdb", Raw())
    outcome = run_dbt(tmp_path, "build", "--exclude-resource-type", "unit_test")
    assert outcome.success, outcome.messages
    assert set(outcome.statuses.values()) == {"success", "pass"}


def test_unit_tests_of_models_ran(built: tuple[Path, Outcome]) -> None:
    _, outcome = built
    wanted = {
        one["name"]
        for file in sorted((PROJECT / "models").rglob("*.yml"))
        for one in yaml.safe_load(file.read_text(encoding="utf-8")).get("unit_tests", ())
    }
    assert len(wanted) >= 13
    assert {name: outcome.statuses.get(name) for name in wanted} == dict.fromkeys(wanted, "pass"), outcome.messages
