"""What the cells of a table measure, in the terms of the closed list: known or silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.interpret.measured import fits, measures
from extract.model import Figure
from extract.pipeline import extract_paper

HEAD = "# Wessexshire Police and Crime Panel\n\nMeeting date: 6 February 2025\n\n"


def figures_of(tmp_path: Path, table: str) -> list[Figure]:
    paper = tmp_path / "paper.md"
    paper.write_text(HEAD + table, encoding="utf-8")
    return [one for one in extract_paper(paper).figures if one.table_no is not None]


def test_lines_of_a_plan_say_what_is_measured(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Medium term financial plan\n\n| £m | 2025/26 | 2026/27 |\n|---|---|---|\n"
        "| Net budget requirement | 210.4 | 216.9 |\n| Police core grant | (118.2) | (120.0) |\n"
        "| Council tax precept | (92.2) | (94.5) |\n| Use of reserves | 0.0 | (1.1) |\n| Budget gap | 0.0 | 1.3 |\n",
    )
    assert {(one.line, one.subject, one.measure) for one in found} == {
        ("Net budget requirement", "funding", "net_budget"),
        ("Police core grant", "funding", "grant"),
        ("Council tax precept", "funding", "precept"),
        ("Use of reserves", "reserves", "transfer_out"),
        ("Budget gap", "savings", "gap_after_savings"),
    }


def test_the_total_of_spending_stays_a_budget(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Revenue budget\n\n| £m | Budget 2025/26 |\n|---|---|\n| Police pay | 150.0 |\n| Premises | 60.4 |\n"
        "| Net budget requirement | 210.4 |\n| Police core grant | (118.2) |\n| Council tax precept | (92.2) |\n",
    )
    kinds = {one.line: (one.subject, one.measure) for one in found}
    assert kinds["Net budget requirement"] == ("budget", "original_budget")
    assert kinds["Police core grant"] == ("funding", "grant")


def test_bands_are_charges_and_their_rises(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Council tax by band\n\n| Band | 2024/25 £ | 2025/26 £ | Increase £ |\n|---|---|---|---|\n"
        "| A | 182.38 | 191.71 | 9.33 |\n| B | 212.78 | 223.67 | 10.89 |\n| D | 273.57 | 287.57 | 14.00 |\n",
    )
    assert {(one.measure, one.band) for one in found} == {
        (measure, band) for measure in ("council_tax", "council_tax_change") for band in "ABD"
    }


def test_words_of_no_measure_give_no_figure(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Revenue budget 2024/25\n\n| £000 | Budget | Wharfage |\n|---|---|---|\n"
        "| Police officer pay | 98,400 | 50,100 |\n| Police staff pay | 51,200 | 20,300 |\n"
        "| Total | 149,600 | 70,400 |\n",
    )
    assert {one.column_header for one in found} == {"Budget"}


def test_columns_without_a_header_are_not_all_one_thing(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Revenue budget 2024/25\n\n| £000 | | |\n|---|---|---|\n"
        "| Police officer pay | 98,400 | 97,100 |\n| Police staff pay | 51,200 | 50,300 |\n"
        "| Total | 149,600 | 147,400 |\n",
    )
    assert found == []


def test_a_budget_of_the_last_of_two_years_is_being_set(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Directorate budgets\n\n"
        "| £000 | 2023/24 Outturn | 2024/25 Total budget | Adjustments | 2025/26 Total budget |\n"
        "|---|---|---|---|---|\n| Pay | 90 | 98 | 2 | 100 |\n| Premises | 50 | 51 | 1 | 52 |\n"
        "| Total | 140 | 149 | 3 | 152 |\n",
    )
    measured = {(one.measure, one.financial_year) for one in found if one.measure.endswith("budget")}
    assert ("original_budget", "2025/26") in measured
    assert ("revised_budget", "2025/26") not in measured


def test_a_caption_that_names_a_run_of_years_gives_no_year(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Capital programme\n\nThe programme for the ten years from 2014/15 to 2023/24 is shown below.\n\n"
        "| Department | £000 |\n|---|---|\n| Estates | 150,891 |\n| Fleet | 63,176 |\n| Total | 214,067 |\n",
    )
    assert {(one.measure, one.financial_year) for one in found} == {("planned_budget", None)}


def test_a_header_in_the_middle_ends_the_unit_above_it(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Workforce at 31 March 2024\n\n| Staff | In post (FTE) |\n|---|---|\n"
        "| Officers | 120.5 |\n| Staff | 80.5 |\n"
        "| Books issued | Units |\n| Fiction | 74,810 |\n| Other | 7,843 |\n",
    )
    assert {one.line for one in found} == {"Officers", "Staff"}


def test_dated_columns_of_treasury_are_what_is_held_by_section(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Debt and investment portfolio\n\n| | 31.3.24 Actual £m | 31.3.25 Estimate £m |\n|---|---|---|\n"
        "| External borrowing | | |\n| Public Works Loan Board and others | 60.0 | 55.0 |\n| Banks | 10.0 | 10.0 |\n"
        "| Treasury investments | | |\n| Money market funds | 30.0 | 20.0 |\n| Call accounts | 6.0 | 6.0 |\n",
    )
    assert {(one.line, one.measure) for one in found} == {
        ("Public Works Loan Board and others", "borrowing"),
        ("Banks", "borrowing"),
        ("Money market funds", "investments"),
        ("Call accounts", "investments"),
    }


def test_people_counted_another_way_stand_outside_the_sums(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Workforce at 30 September 2024 (full-time equivalent)\n\n| | Establishment | Strength |\n|---|---|---|\n"
        "| Police officers | 1,820 | 1,804 |\n| Police staff | 1,110 | 1,052 |\n| Specials (headcount) | | 88 |\n"
        "| Total | 2,930 | 2,856 |\n",
    )
    assert {one.unit for one in found if one.line and one.line.startswith("Specials")} == {"headcount"}
    assert "contradicted" not in {one.proof for one in found}


@pytest.mark.parametrize(
    ("subject", "measure", "unit", "fit"),
    [
        ("budget", "forecast", "GBP", True),
        ("budget", "forecast", "percent", False),
        ("budget", "strength", "GBP", False),
        ("workforce", "strength", "fte", True),
        ("workforce", "strength", "GBP", False),
        ("crime", "rate", "rate", True),
        ("wharfage", "count", "count", False),
    ],
)
def test_the_list_is_closed(subject: str, measure: str, unit: str, fit: bool) -> None:
    assert fits(subject, measure, unit) is fit


def test_every_measure_says_what_it_means() -> None:
    assert all(one.means.endswith(".") and one.units for entries in measures().values() for one in entries.values())
