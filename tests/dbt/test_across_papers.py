"""What two papers of one year say of each other: restatements, quotes, corrections, lines by another name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

Query = Callable[[str], list[tuple[Any, ...]]]


def findings(query: Query, kind: str, status: str) -> list[str]:
    return [
        row[0]
        for row in query(
            f"SELECT description FROM core.findings WHERE kind = '{kind}' AND status = '{status}'"
            " AND len(paper_ids) = 2 ORDER BY 1"
        )
    ]


def test_a_budget_that_a_later_paper_prints_otherwise_is_a_restatement(query: Query) -> None:
    rows = query(
        """
        SELECT left_value, right_value, difference, amount_at_stake_gbp, description FROM core.findings
        WHERE kind = 'restatement' AND description LIKE '%1st.txt%' ORDER BY left_value
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
        WHERE wrong.table_no IS NOT NULL AND wrong.paper = '1st.txt'
        """
    )
    assert rows == [("1st.txt", "superseded", Decimal(858_000), Decimal(885_000), "current")]
    shown = query(
        """
        SELECT variance_gbp, has_contradiction, len(paper_ids) FROM marts.budget_monitoring
        WHERE report_period = 'Q1' AND line = 'Total' AND organisation LIKE 'Midshire%'
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
        WHERE organisation LIKE 'Midshire%' AND report_period = 'Q2'
            AND line IN ('Police Officer Pay', 'Police Staff Pay')
        ORDER BY line
        """
    )
    assert rows == [("Police Officer Pay", True), ("Police Staff Pay", False)]


def test_a_corrected_paper_keeps_its_printed_forecast(query: Query) -> None:
    rows = query(
        """
        SELECT q1_forecast_gbp, q2_forecast_gbp, forecast_drift_gbp, derived FROM marts.forecast_vs_outturn
        WHERE line = 'grand_total' AND organisation LIKE 'Midshire%'
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
