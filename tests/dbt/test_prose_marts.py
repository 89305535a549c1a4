"""What the marts of prose make of two made-up papers, from their sentences to the published rows."""

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

12 December 2022

2022/23 FINANCIAL MONITORING - QUARTER 2

Report by the Chief Finance Officer of Northshire Police

Savings of £8.0m were built into the 2022/23 budget. Almost 60% have been delivered to date. Of the remaining savings, \
25% are taking longer to deliver than planned. Only 5% are now considered unachievable.

The savings of £8.0m in 2022/23 are on the agenda of every meeting.

The Force has recruited a further 44 officers under the Police Uplift Programme, against a target of 120 officers by \
31 March 2023.

At 30 September 2022 the Force employed 1,310.5 FTE officers against an establishment of 1,350 FTE.

Residential burglary fell by 12% in the year to September 2022, compared with a national rise of 3%.

The Force made 7 arrests at one warehouse. It made 7 arrests at another in the same week.

The precept for 2022/23 was approved at £71.2m, and Band D council tax of £251.10 is an increase of £10.
"""
SECOND = """NORTHSHIRE POLICE AND CRIME PANEL

6 March 2023

Report by the Chief Finance Officer of Northshire Police

At 30 September 2022 the Force employed 1,310.5 FTE officers against an establishment of 1,350 FTE.
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    folder = tmp_path_factory.mktemp("prose")
    papers = [
        extract(read_text(text.encode(), name * 64, f"{name}.txt", "text/plain"))
        for name, text in (("a", FIRST), ("b", SECOND))
    ]
    figures = tuple(figure for paper in papers for figure in paper.figures)
    write_work(folder / "work.duckdb", Raw(tuple(paper.paper for paper in papers), figures))
    return folder, run_dbt(folder, "build")


@pytest.fixture(scope="module")
def query(told: tuple[Path, Outcome]) -> Iterator[Query]:
    with duckdb.connect(str(told[0] / "copperbottom.duckdb"), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_the_build_succeeds(told: tuple[Path, Outcome]) -> None:
    _, outcome = told
    troubles = {n: m for n, m in outcome.messages.items() if outcome.statuses[n] not in {"success", "pass", "warn"}}
    assert not troubles


def test_a_delivery_is_computed_from_the_target_and_its_share(query: Query) -> None:
    rows = query(
        """
        SELECT target_gbp, delivered_gbp, delivered_pct, delayed_pct, unachievable_pct, derived, qualifier, proof
        FROM marts.savings_delivery WHERE financial_year = '2022/23'
        """
    )
    assert rows == [
        (Decimal(8_000_000), Decimal(4_800_000), 60, 25, 5, ["delivered_gbp"], "almost", "unproved"),
    ]


def test_a_figure_said_twice_is_one_row_with_two_figures(query: Query) -> None:
    rows = query(
        """
        SELECT column_name, count(*) FROM core.mart_figures WHERE mart = 'savings_delivery' GROUP BY ALL ORDER BY ALL
        """
    )
    assert ("target_gbp", 2) in rows
    assert ("delivered_gbp", 3) in rows  # twice the target, and the share of it


def test_a_figure_of_two_papers_is_one_row_of_both(query: Query) -> None:
    rows = query(
        """
        SELECT measure, value, unit, as_at::VARCHAR, len(paper_ids) FROM marts.workforce
        WHERE role = 'officer' AND unit = 'fte' AND measure = 'strength'
        """
    )
    assert rows == [("strength", Decimal("1310.50"), "fte", "2022-09-30", 2)]


def test_small_counts_alike_are_not_one(query: Query) -> None:
    rows = query("SELECT value, occurrence FROM marts.crime WHERE line = 'arrests' ORDER BY occurrence")
    assert rows == [(7, 1), (7, 2)]


def test_what_is_national_is_not_the_forces(query: Query) -> None:
    rows = query(
        "SELECT organisation, offence, value FROM marts.crime WHERE measure = 'change_pct' ORDER BY organisation"
    )
    assert rows == [
        ("England and Wales", "residential_burglary", 3),
        ("Northshire Police", "residential_burglary", -12),
    ]


def test_uplift_and_funding_have_their_rows(query: Query) -> None:
    uplift = query("SELECT measure, value, unit FROM marts.officer_uplift ORDER BY measure")
    assert uplift == [("delivered", 44, "officers"), ("target", 120, "officers")]
    funding = query("SELECT measure, value FROM marts.funding WHERE financial_year = '2022/23' ORDER BY measure")
    assert funding == [
        ("band_d", Decimal("251.10")),
        ("council_tax_increase", Decimal(10)),
        ("precept", Decimal(71_200_000)),
    ]


def test_every_value_leads_to_a_sentence(query: Query) -> None:
    rows = query(
        """
        SELECT count(*), count(figures.sentence) FROM core.mart_figures
        JOIN core.figures AS figures USING (figure_id)
        WHERE mart IN ('savings_delivery', 'officer_uplift', 'workforce', 'crime', 'funding')
        """
    )
    assert rows[0][0] == rows[0][1] > 15
