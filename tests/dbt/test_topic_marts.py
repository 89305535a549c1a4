"""What the marts of savings, people, crime and funding make of made-up papers, from print to the published rows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

Query = Callable[[str], list[tuple[Any, ...]]]


def test_a_delivery_is_computed_from_the_target_and_its_share(query: Query) -> None:
    rows = query(
        """
        SELECT target_gbp, delivered_gbp, delivered_pct, delayed_pct, unachievable_pct, derived, qualifier, proof
        FROM marts.savings_delivery WHERE financial_year = '2022/23' AND organisation LIKE 'Southshire%'
        """
    )
    computed = ["delivered_gbp", "delayed_gbp", "unachievable_gbp"]
    assert rows == [
        (Decimal(8_000_000), Decimal(4_800_000), 60, 25, 5, computed, "almost", "unproved"),
    ]


def test_a_figure_said_twice_is_one_row_with_two_figures(query: Query) -> None:
    rows = query(
        """
        SELECT column_name, count(*) FROM core.mart_figures JOIN core.figures USING (figure_id)
        WHERE mart = 'savings_delivery' AND paper = 'a.txt' GROUP BY ALL ORDER BY ALL
        """
    )
    assert ("target_gbp", 2) in rows
    assert ("delivered_gbp", 3) in rows  # twice the target, and the share of it


def test_a_figure_of_two_papers_is_one_row_of_both(query: Query) -> None:
    rows = query(
        """
        SELECT measure, value, unit, as_at::VARCHAR, len(paper_ids) FROM marts.workforce
        WHERE organisation LIKE 'Southshire%' AND role = 'officer' AND unit = 'fte' AND measure = 'strength'
        """
    )
    assert rows == [("strength", Decimal("1310.50"), "fte", "2022-09-30", 2)]


def test_small_counts_alike_are_not_one(query: Query) -> None:
    rows = query("SELECT value, occurrence FROM marts.crime WHERE line = 'arrests' ORDER BY occurrence")
    assert rows == [(7, 1), (7, 2)]


def test_what_is_national_is_not_the_forces(query: Query) -> None:
    rows = query(
        """
        SELECT organisation, offence, value FROM marts.crime
        WHERE measure = 'change_pct' AND sentence IS NOT NULL ORDER BY organisation
        """
    )
    assert rows == [
        ("England and Wales", "residential_burglary", 3),
        ("Southshire Police", "residential_burglary", -12),
    ]


def test_uplift_and_funding_have_their_rows(query: Query) -> None:
    uplift = query("SELECT measure, value, unit FROM marts.officer_uplift ORDER BY measure")
    assert uplift == [("delivered", 44, "officers"), ("target", 120, "officers")]
    funding = query(
        "SELECT measure, value FROM marts.funding WHERE financial_year = '2022/23' AND sentence IS NOT NULL ORDER BY 1"
    )
    assert funding == [
        ("band_d", Decimal("251.10")),
        ("council_tax_increase", Decimal(10)),
        ("precept", Decimal(71_200_000)),
    ]


def test_every_value_leads_to_a_sentence_or_a_table(query: Query) -> None:
    rows = query(
        """
        SELECT count(*), count(coalesce(figures.sentence, figures.table_title)) FROM core.mart_figures
        JOIN core.figures AS figures USING (figure_id)
        WHERE mart IN ('savings_delivery', 'officer_uplift', 'workforce', 'crime', 'funding')
        """
    )
    assert rows[0][0] == rows[0][1] > 50


def test_a_table_of_savings_is_a_row_for_each_scheme(query: Query) -> None:
    rows = query(
        """
        SELECT programme, is_total, target_gbp, delivered_gbp, forecast_gbp, derived FROM marts.savings_delivery
        WHERE organisation LIKE 'Eastshire%' ORDER BY target_gbp
        """
    )
    assert rows == [
        ("Fleet telematics", False, Decimal(750_000), Decimal(410_000), Decimal(750_000), ["delivered_pct"]),
        ("Procurement", False, Decimal(1_200_000), Decimal(300_000), Decimal(880_000), ["delivered_pct"]),
        ("Estates review", False, Decimal(1_250_000), Decimal(640_000), Decimal(1_190_000), ["delivered_pct"]),
        # the sentence that says the total is a part of the same row
        (None, True, Decimal(3_200_000), Decimal(1_350_000), Decimal(2_820_000), ["delivered_pct"]),
    ]


def test_a_table_of_people_has_roles_and_its_own_measures(query: Query) -> None:
    rows = query(
        """
        SELECT role, measure, value, unit, is_total FROM marts.workforce
        WHERE organisation LIKE 'Eastshire%' AND measure <> 'variance' AND NOT is_total ORDER BY ALL
        """
    )
    assert rows == [
        ("officer", "establishment", Decimal(1350), "fte", False),
        ("officer", "strength", Decimal("1310.5"), "fte", False),
        ("pcso", "establishment", Decimal(120), "fte", False),
        ("pcso", "strength", Decimal(101), "fte", False),
        ("staff", "establishment", Decimal(870), "fte", False),
        ("staff", "strength", Decimal(842), "fte", False),
    ]


def test_a_table_of_crime_keeps_years_and_changes_apart(query: Query) -> None:
    rows = query(
        """
        SELECT offence, measure, financial_year, value FROM marts.crime
        WHERE organisation LIKE 'Eastshire%' AND offence = 'residential_burglary' ORDER BY ALL
        """
    )
    assert ("residential_burglary", "count", "2021/22", Decimal(1210)) in rows
    assert ("residential_burglary", "count", "2022/23", Decimal(1065)) in rows
    assert ("residential_burglary", "change_pct", "2022/23", Decimal(-12)) in rows


def test_a_table_of_funding_is_named_by_its_lines(query: Query) -> None:
    rows = query(
        """
        SELECT measure, value, is_total FROM marts.funding WHERE organisation LIKE 'Eastshire%' ORDER BY value
        """
    )
    assert rows == [
        ("collection_fund", Decimal(612_000), False),
        ("grant", Decimal(68_410_000), False),
        ("precept", Decimal(71_205_000), False),
        ("total_funding", Decimal(140_227_000), True),
    ]


def test_a_councils_figures_stand_in_no_mart(query: Query) -> None:
    council = "organisation = 'Westshire County Council'"
    assert query(f"SELECT DISTINCT table_kind FROM core.figures WHERE {council} ORDER BY 1") == [
        ("monitoring",),
        ("reserves",),
        (None,),
    ]
    assert (
        query("SELECT * FROM core.mart_figures JOIN core.figures USING (figure_id) WHERE paper = 'of-a-council.txt'")
        == []
    )
    assert query(f"SELECT kind, len(paper_ids) FROM marts.organisations WHERE {council}") == [("other", 1)]


def test_forces_side_by_side_each_have_their_rows(query: Query) -> None:
    rows = query(
        """
        SELECT organisation, kind, value FROM marts.crime INNER JOIN marts.organisations USING (organisation)
        WHERE value > 50000 AND line IN ('Northmoor', 'Southmoor', 'Most similar forces', 'England and Wales')
        ORDER BY value
        """
    )
    assert rows == [
        ("Northmoor Police", "force", 51_240),
        ("Most similar forces", "peers", 55_330),
        ("Southmoor Police", "force", 60_110),
        ("England and Wales", "nation", 5_400_000),
    ]
