"""Layouts that papers come in, each as a small paper: which figures they give, and that others give none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extract.model import Extraction
from extract.pipeline import extract
from extract.read.text import read_text

HEAD = "Exampleshire Police and Crime Panel\n\nMeeting: 14 November 2024\n\n"
Q2 = HEAD + "REVENUE MONITORING 2024/25 - QUARTER 2\n\n"


def read(text: str) -> Extraction:
    return extract(read_text(text.encode(), "0" * 64, "paper.txt", "text/plain"))


def facts(text: str, *fields: str) -> list[tuple[Any, ...]]:
    figures = [figure for figure in read(text).figures if figure.table_no is not None]
    return [tuple(getattr(figure, field) for field in fields) for figure in figures]


def values(text: str) -> dict[tuple[str | None, str], Decimal]:
    return {(line, measure): value for line, measure, value in facts(text, "line", "measure", "value")}


def test_a_table_that_goes_on_over_a_page_is_one_statement() -> None:
    text = Q2 + (
        "                      Budget    Forecast    Variance\n"
        "                        £000        £000        £000\n"
        "Officers               1,210       1,330         120\n"
        "Staff                    840         810        (30)\n"
        "\n"
        "                                Page 1 of 2\n"
        "\n"
        "\fExampleshire Police and Crime Panel      14 November 2024\n"
        "\n"
        "                      Budget    Forecast    Variance\n"
        "                        £000        £000        £000\n"
        "Premises                 450         455           5\n"
        "Total                  2,500       2,595          95\n"
    )
    totals = facts(text, "line", "is_total", "proof")[-3:]
    assert totals == [("Total", True, "proved")] * 3
    assert len(facts(text, "table_no")) == 12
    assert {table for (table,) in facts(text, "table_no")} == {1}


def test_letters_after_an_amount_turn_the_variance() -> None:
    text = HEAD + (
        "REVENUE OUTTURN 2023/24\n\n"
        "                     Budget      Actual   Variance\n"
        "                          £           £          £\n"
        "Officers          9,500,100   9,400,000   100,100 F\n"
        "Staff             4,000,000   4,250,000   250,000 A\n"
        "Total            13,500,100  13,650,000   149,900 A\n"
    )
    found = values(text)
    assert found["Officers", "variance"] == -100_100
    assert found["Total", "variance"] == 149_900
    assert {proof for (proof,) in facts(text, "proof")} == {"proved"}
    assert {measure for (measure,) in facts(text, "measure")} == {"revised_budget", "outturn", "variance"}


@pytest.mark.parametrize(
    "text",
    [
        "Scheme\tOriginal\tSlippage from 2023/24\tRevised\n\t£000\t£000\t£000\nFleet\t1,400\t300\t1,700\nIT\t900\t100\t1,000\nTotal\t2,300\t400\t2,700\n",
        "| Scheme | Original £000 | Slippage b/fwd £000 | Revised £000 |\n|---|---:|---:|---:|\n| Fleet | 1,400 | 300 | 1,700 |\n"
        "| IT | 900 | 100 | 1,000 |\n| **Total** | 2,300 | 400 | 2,700 |\n",
        "Scheme / Original £000 / Slippage b/fwd £000 / Revised £000\nFleet / 1,400 / 300 / 1,700\nIT / 900 / 100 / 1,000\n"
        "Total / 2,300 / 400 / 2,700\n",
        "<table><tr><th>Scheme</th><th>Original £000</th><th>Slippage b/fwd £000</th><th>Revised £000</th></tr>\n"
        "<tr><td>Fleet</td><td>1,400</td><td>300</td><td>1,700</td></tr>\n<tr><td>IT</td><td>900</td><td>100</td><td>1,000</td></tr>\n"
        "<tr><td>Total</td><td>2,300</td><td>400</td><td>2,700</td></tr></table>\n",
        "Scheme\nOriginal £000\nSlippage b/fwd £000\nRevised £000\n\nFleet\n1,400\n300\n1,700\n\nIT\n900\n100\n1,000\n\nTotal\n2,300\n400\n2,700\n",
        "Original £000 Slippage b/fwd £000 Revised £000\nFleet 1,400 300 1,700\nIT 900 100 1,000\nTotal 2,300 400 2,700\n",
    ],
    ids=["tabs", "pipes", "slashes", "markup", "cell by cell", "single spaces"],
)
def test_one_table_in_every_form(text: str) -> None:
    text = HEAD + "CAPITAL PROGRAMME 2024/25 - QUARTER 2\n\n" + text
    found = values(text)
    assert found == {
        (line, measure): Decimal(thousands * 1000)
        for line, row in {"Fleet": (1400, 300, 1700), "IT": (900, 100, 1000), "Total": (2300, 400, 2700)}.items()
        for measure, thousands in zip(("original_budget", "brought_forward", "revised_budget"), row, strict=True)
    }
    assert {year for (year,) in facts(text, "financial_year")} == {"2024/25"}
    assert {proof for (proof,) in facts(text, "proof")} == {"proved"}
    figures = read(text).figures
    assert all(text[figure.char_start : figure.char_end] == figure.published_text for figure in figures)


def test_totals_may_stand_above_their_parts() -> None:
    text = Q2 + (
        "| £000 | Budget | Forecast | Variance |\n|---|---|---|---|\n"
        "| **Estates** | 7,360 | 7,010 | (350) |\n| *Refurbishment* | 4,160 | 4,040 | (120) |\n"
        "| *Maintenance* | 3,200 | 2,970 | (230) |\n| **IT** | 6,240 | 6,100 | (140) |\n| *Laptops* | 2,930 | 2,920 | (10) |\n"
        "| *Connections* | 3,310 | 3,180 | (130) |\n| **Total** | 13,600 | 13,110 | (490) |\n"
    )
    totals = dict(facts(text, "line", "is_total"))
    assert {line for line, total in totals.items() if total} == {"Estates", "IT", "Total"}


def test_sections_may_stand_in_a_label_column_of_their_own() -> None:
    text = Q2 + (
        "\tForce\tBudget £000\tForecast £000\tVariance £000\n"
        "Pay\tOfficers\t1,210\t1,330\t120\n\tStaff\t840\t810\t(30)\nPay total\t\t2,050\t2,140\t90\n"
        "Other\tPremises\t450\t455\t5\n\tTransport\t205\t200\t(5)\nOther total\t\t655\t655\t0\n"
        "Total\t\t2,705\t2,795\t90\n"
    )
    paths = {path for (path,) in facts(text, "line_path")}
    assert {"Pay > Officers", "Pay > Staff", "Other > Transport"} <= paths
    assert {proof for (proof,) in facts(text, "proof")} == {"proved"}


def test_lines_may_be_the_measures() -> None:
    text = HEAD + (
        "POLICE OFFICER NUMBERS\n\n"
        "Headcount       Sep-24     Oct-24     Nov-24\n"
        "Actual           2,262      2,271      2,290\nEstablishment    2,265      2,275      2,285\n"
    )
    assert facts(text, "line", "measure", "unit", "value")[::3] == [
        ("Actual", "strength", "headcount", 2262),
        ("Establishment", "establishment", "headcount", 2265),
    ]


def test_a_paper_that_sets_a_budget_has_no_position() -> None:
    text = (
        "Exampleshire Police and Crime Panel\n\n7 February 2025\n\nREVENUE BUDGET AND PRECEPT PROPOSAL\n(year beginning 1 April 2025)\n\n"
        "The proposed budget by type of spending:\n\n"
        "\tCurrent year £m\tProposed budget £m\tChange £m\n"
        "Officers\t174.4\t184.6\t10.2\nStaff\t90.2\t93.6\t3.4\nTotal\t264.6\t278.2\t13.6\n"
    )
    assert {(m, y, p, a) for m, y, p, a in facts(text, "measure", "financial_year", "report_period", "as_at")} == {
        ("original_budget", "2024/25", "budget", None),
        ("original_budget", "2025/26", "budget", None),
        ("change", "2025/26", "budget", None),
    }


def test_a_unit_given_for_all_tables_yields_to_one_nearer() -> None:
    text = HEAD + (
        "BUDGET MONITORING - MONTH 10\n\nAll tables in this report are in thousands of pounds.\n\nREVENUE\n\n"
        "\tBudget\tForecast\tVariance\nPay\t1,210\t1,330\t120\nOther\t840\t810\t(30)\nTotal\t2,050\t2,140\t90\n\n"
        "CAPITAL\n\nThe figures below are in £m.\n\n"
        "\tBudget\tForecast\tVariance\nFleet\t1.4\t1.5\t0.1\nIT\t2.0\t2.5\t0.5\nTotal\t3.4\t4.0\t0.6\n"
    )
    found = values(text)
    assert found["Pay", "revised_budget"] == 1_210_000
    assert found["Fleet", "revised_budget"] == 1_400_000


def test_a_row_of_percentages_among_amounts_adds_up_to_nothing() -> None:
    text = HEAD + (
        "RESERVES STRATEGY 2024/25\n\n\t2024/25\t2025/26\nNet budget\t£166,441k\t£174,048k\nGeneral fund\t£5,046k\t£5,100k\n"
        "General fund as % of net budget\t3.0%\t2.9%\n"
    )
    assert [unit for line, unit in facts(text, "line", "unit") if "%" in (line or "")] == ["percent", "percent"]


@pytest.mark.parametrize(
    "table",
    [
        "Foreword\t3\nOur area\t5\nPerformance\t8\nContact us\t19\n",
        "No.\tRisk\tLikelihood\tImpact\tScore\n1\tPay award\t3\t4\t12\n2\tEnergy prices\t2\t5\t10\n",
        "Member\t17 June\t28 Oct\t9 Dec\tTotal\nCllr One\t1\t1\t1\t3\nCllr Two\t1\t0\t1\t2\n",
        "Date\tTime\tEvent\n03/09/2024\t18.30\tParish meeting\n12/09/2024\t10.00\tVisit to custody\n",
        "Ref\tAction\tOwner\tDue\n22/14\tCirculate the note\tCFO\t16/01/2025\n22/15\tUpdate on waiting times\tPCC\t13/03/2025\n",
        "Name\tTelephone\nThe office\t01632 960001\nThe treasurer\t01632 960002\n",
    ],
    ids=["contents", "risks", "attendance", "diary", "actions", "telephones"],
)
def test_tables_that_are_not_of_figures_give_none(table: str) -> None:
    assert facts(HEAD + "AGENDA\n\nAmounts in this report are in £000.\n\n" + table, "line", "value") == []
