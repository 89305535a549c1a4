"""What two papers of one year say of each other: restatements, quotes, corrections, lines by another name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_up_house import Outcome, Raw, run_dbt, write_work

from extract.pipeline import extract
from extract.read.text import read_text

Query = Callable[[str], list[tuple[Any, ...]]]
FIRST = """NORTHSHIRE POLICE AND CRIME PANEL

7 September 2023

2023/24 REVENUE MONITORING - QUARTER 1

Report by the Chief Finance Officer of Northshire Police

Revenue position of the Force at quarter 1 of 2023/24

| | Original Budget £000 | Revised Budget £000 | Forecast £000 | Variance £000 |
|---|---|---|---|---|
| Police Officer Pay | 71,300 | 71,300 | 71,840 | 540 |
| Police Staff Pay | 38,240 | 38,240 | 37,902 | (338) |
| Estates costs | 9,417 | 9,417 | 9,520 | 103 |
| Laboratory and custody | 6,213 | 6,213 | 6,766 | 553 |
| Total | 125,170 | 125,170 | 126,028 | 858 |
"""
SECOND = """NORTHSHIRE POLICE AND CRIME PANEL

8 December 2023

2023/24 REVENUE MONITORING - QUARTER 2

Report by the Chief Finance Officer of Northshire Police

The Chief Finance Officer clarified that the forecast of the Force at quarter 1 was an overspend of £885k, not £858k \
as shown in the report.

Revenue position of the Force at quarter 2 of 2023/24

| | Original Budget £000 | Revised Budget £000 | Forecast £000 | Variance £000 |
|---|---|---|---|---|
| Police Officer Pay | 71,200 | 71,200 | 72,404 | 1,204 |
| Police Staff Pay | 38,340 | 38,340 | 37,701 | (639) |
| Premises | 9,417 | 9,417 | 9,640 | 223 |
| Laboratory fees | 4,101 | 4,101 | 4,390 | 289 |
| Custody contracts | 2,112 | 2,112 | 2,083 | (29) |
| Total | 125,170 | 125,170 | 126,218 | 1,048 |
"""
THIRD = """NORTHSHIRE POLICE AND CRIME PANEL

8 March 2024

2023/24 REVENUE MONITORING

Report by the Chief Finance Officer of Northshire Police

At quarter 2 the Force reported a forecast overspend of £1.05m. The Q2 forecast for police officer pay of the Force \
was an overspend of £1.5m.
"""
FOURTH = """WESTSHIRE POLICE AND CRIME PANEL

8 December 2023

2023/24 REVENUE MONITORING - QUARTER 2

Report by the Chief Finance Officer of Westshire Police

The full year forecast is a net overspend of £1,048k. This compares with a net overspend of £885k in the Q1 report.

Revenue position at quarter 2 of 2023/24

| | Revised Budget £000 | Forecast £000 | Variance £000 |
|---|---|---|---|
| Police Officer Pay | 71,200 | 72,404 | 1,204 |
| Police Staff Pay | 38,340 | 37,701 | (639) |
| Premises | 9,417 | 9,900 | 483 |
| Total | 118,957 | 120,005 | 1,048 |
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    folder = tmp_path_factory.mktemp("across")
    papers = [
        extract(read_text(text.encode(), name[0] * 64, f"{name}.txt", "text/plain"))
        for name, text in (("1st", FIRST), ("2nd", SECOND), ("3rd", THIRD), ("4th", FOURTH))
    ]
    figures = tuple(figure for paper in papers for figure in paper.figures)
    findings = tuple(finding for paper in papers for finding in paper.findings)
    write_work(folder / "work.duckdb", Raw(tuple(paper.paper for paper in papers), figures, findings))
    return folder, run_dbt(folder, "build")


@pytest.fixture(scope="module")
def query(built: tuple[Path, Outcome]) -> Iterator[Query]:
    with duckdb.connect(str(built[0] / "copperbottom.duckdb"), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def findings(query: Query, kind: str, status: str) -> list[str]:
    return [
        row[0]
        for row in query(
            f"SELECT description FROM core.findings WHERE kind = '{kind}' AND status = '{status}'"
            " AND len(paper_ids) = 2 ORDER BY 1"
        )
    ]


def test_the_build_succeeds(built: tuple[Path, Outcome]) -> None:
    _, outcome = built
    troubles = {n: m for n, m in outcome.messages.items() if outcome.statuses[n] not in {"success", "pass", "warn"}}
    assert not troubles


def test_a_budget_that_a_later_paper_prints_otherwise_is_a_restatement(query: Query) -> None:
    rows = query(
        """
        SELECT left_value, right_value, difference, amount_at_stake_gbp, description FROM core.findings
        WHERE kind = 'restatement' ORDER BY left_value
        """
    )
    assert [row[:4] for row in rows] == [
        (Decimal(38_340_000), Decimal(38_240_000), Decimal(100_000), Decimal(100_000)),
        (Decimal(71_200_000), Decimal(71_300_000), Decimal(-100_000), Decimal(100_000)),
    ]
    assert "a split that moved between the two lines" in rows[0][4]
    assert "Police Officer Pay" in rows[0][4]


def test_a_budget_that_two_papers_print_alike_balances(query: Query) -> None:
    assert any("‘Total’, original budget of 2023/24" in said for said in findings(query, "cross_paper", "balances"))


def test_the_same_total_under_another_name_is_told(query: Query) -> None:
    said = " ".join(findings(query, "cross_paper", "balances"))
    assert "‘Laboratory and custody’ of 1st.txt, £6,213,000, is printed by 2nd.txt as ‘Laboratory fees’ and" in said


def test_a_correction_takes_the_place_of_what_it_corrects(query: Query) -> None:
    rows = query(
        """
        SELECT wrong.paper, wrong.status, wrong.value, by_sentence.value, by_sentence.status
        FROM core.figures AS wrong
        INNER JOIN core.figures AS by_sentence ON by_sentence.supersedes_figure_id = wrong.figure_id
        WHERE wrong.table_no IS NOT NULL
        """
    )
    assert rows == [("1st.txt", "superseded", Decimal(858_000), Decimal(885_000), "current")]
    shown = query(
        """
        SELECT variance_gbp, has_contradiction, len(paper_ids) FROM marts.budget_monitoring
        WHERE report_period = 'Q1' AND line = 'Total' AND organisation LIKE 'Northshire%'
        """
    )
    assert shown == [(Decimal(885_000), True, 2)]
    assert any("corrects £858,000" in said for said in findings(query, "cross_paper", "contradiction"))


def test_a_forecast_that_a_later_paper_quotes_is_compared(query: Query) -> None:
    assert any("3rd.txt says £1.05m for the variance" in said for said in findings(query, "cross_paper", "balances"))
    against = findings(query, "cross_paper", "contradiction")
    assert any("3rd.txt says £1.5m for the variance of police officer pay" in said for said in against)


def test_contradictions_across_papers_reach_the_marts_and_restatements_do_not(query: Query) -> None:
    rows = query(
        """
        SELECT line, has_contradiction FROM marts.budget_monitoring
        WHERE organisation LIKE 'Northshire%' AND report_period = 'Q2'
            AND line IN ('Police Officer Pay', 'Police Staff Pay')
        ORDER BY line
        """
    )
    assert rows == [("Police Officer Pay", True), ("Police Staff Pay", False)]


def test_a_corrected_paper_keeps_its_printed_forecast(query: Query) -> None:
    rows = query(
        """
        SELECT q1_forecast_gbp, q2_forecast_gbp, forecast_drift_gbp, derived FROM marts.forecast_vs_outturn
        WHERE line = 'grand_total' AND organisation LIKE 'Northshire%'
        """
    )
    assert rows == [(Decimal(126_028_000), Decimal(126_218_000), Decimal(190_000), [])]


def test_a_quoted_overspend_on_the_whole_budget_is_the_forecast_of_its_quarter(query: Query) -> None:
    rows = query(
        """
        SELECT q1_forecast_gbp, q2_forecast_gbp, forecast_drift_gbp, derived FROM marts.forecast_vs_outturn
        WHERE line = 'grand_total' AND organisation LIKE 'Westshire%'
        """
    )
    assert rows == [(Decimal(119_842_000), Decimal(120_005_000), Decimal(163_000), ["q1_forecast_gbp"])]
    history = query(
        """
        SELECT report_period, variance_gbp, told_by, is_derived, change_since_last_gbp FROM marts.forecast_history
        WHERE line = 'grand_total' AND organisation LIKE 'Westshire%' ORDER BY as_at
        """
    )
    assert history == [
        ("Q1", Decimal(885_000), "sentence", True, None),
        ("Q2", Decimal(1_048_000), "table", False, Decimal(163_000)),
    ]
    behind = query(
        """
        SELECT figures.published_text FROM core.mart_figures
        INNER JOIN marts.forecast_vs_outturn AS rows USING (row_id)
        INNER JOIN core.figures AS figures USING (figure_id)
        WHERE column_name = 'q1_forecast_gbp' AND rows.organisation LIKE 'Westshire%' ORDER BY 1
        """
    )
    assert behind == [("118,957",), ("£885k",)]
