"""The bundled papers are what `samples/typeset.py` writes, and are read whole and proved."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from extract.model import Extraction, Figure, RawTable
from extract.pipeline import extract_paper
from extract.read import read_paper
from samples import exampleshire, ledger, typeset
from samples.layouts import Paper, draw, millions, tenths, thousands

PAPERS = typeset.papers()
SCALES = {thousands: 1000, millions: 1_000_000, tenths: 1_000_000}
LARGEST = 40_000  # bytes of one paper
COARSE = "they would not notice a wrong first digit"
ALONE = "of one line, which proves nothing"
MISPRINTED = "exampleshire-2024-25-quarter-3.pdf"
# Sums that the misprinted sub-total stands in, and the line that stands in no other.
BROKEN = {
    "Total ICT",
    "Total Fleet",
    "Total Capital Programme",
    "Mobile devices",
    "Records system",
}


@cache
def extracted(file: str) -> Extraction:
    return extract_paper(typeset.PAPERS / file)


def in_tables(file: str) -> list[Figure]:
    return [figure for figure in extracted(file).figures if figure.table_no is not None]


def each(test: Callable[..., None]) -> Callable[..., None]:
    return pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.file.removesuffix(".pdf"))(test)


# The files


def test_no_other_papers_are_bundled() -> None:
    assert {path.name for path in typeset.PAPERS.iterdir()} == {paper.file for paper in PAPERS}


@each
def test_a_paper_is_what_is_typeset(paper: Paper) -> None:
    kept = (typeset.PAPERS / paper.file).read_bytes()
    assert kept == draw(paper)
    assert len(kept) < LARGEST


@each
def test_a_paper_says_on_its_first_page_that_its_force_does_not_exist(paper: Paper) -> None:
    read = read_paper(typeset.PAPERS / paper.file)
    notice = next(block for block in read.blocks if "does not exist" in block.text)
    assert notice.place.page == 1
    assert notice.text == paper.notice


# What is read


def value(printed: str, scale: int) -> Decimal:
    amount = Decimal(printed.strip("()").replace(",", "")) * scale
    return -amount if printed.startswith("(") else amount


@each
def test_every_printed_amount_is_read_with_its_meaning(paper: Paper) -> None:
    expected = Counter(
        (
            row.label,
            row.measure or column.measure,
            column.year,
            row.body or table.body,
            printed,
            value(printed, SCALES[table.prints]),
        )
        for table in paper.tables
        for row in table.rows
        for column, printed in zip(table.columns, table.cells(row), strict=True)
        if printed
    )
    assert expected
    read = Counter(
        (
            figure.line,
            figure.measure,
            figure.financial_year,
            figure.organisation,
            figure.published_text,
            -figure.value if figure.sign_turned else figure.value,
        )
        for figure in in_tables(paper.file)
    )
    assert read == expected


@each
def test_variances_are_adverse_where_positive(paper: Paper) -> None:
    variances = [column for table in paper.tables for column in table.columns if column.measure == "variance"]
    figures = [figure for figure in in_tables(paper.file) if figure.measure == "variance" and figure.value]
    turned = {column.amount == "budget" for column in variances}  # budget less forecast, overspending in brackets
    assert {figure.sign_turned for figure in figures} == turned


@each
def test_every_amount_is_proved_but_for_the_misprint(paper: Paper) -> None:
    by_proof: dict[str, list[Figure]] = {"proved": [], "contradicted": [], "unproved": []}
    for figure in in_tables(paper.file):
        by_proof[figure.proof].append(figure)
    assert by_proof["proved"]
    assert all(COARSE in (figure.note or "") or ALONE in (figure.note or "") for figure in by_proof["unproved"])
    assert len(by_proof["unproved"]) <= 2
    assert {(figure.line, figure.measure) for figure in by_proof["contradicted"]} == (
        {(line, "spend_to_date") for line in BROKEN} if paper.file == MISPRINTED else set()
    )


@each
def test_the_misprint_is_the_only_contradiction(paper: Paper) -> None:
    wrong = [finding for finding in extracted(paper.file).findings if finding.status == "contradiction"]
    if paper.file != MISPRINTED:
        assert wrong == []
        return
    named = {figure.figure_id: figure.line for figure in extracted(paper.file).figures}
    assert wrong
    for finding in wrong:
        assert "Total ICT" in {named[one] for one in finding.figure_ids}
        assert abs(abs(finding.difference) - exampleshire.MISPRINT) <= finding.tolerance


# What the papers are for


def test_the_quarter_3_paper_restates_a_balance_and_says_so() -> None:
    def insurance(quarter: int) -> Decimal:
        file = f"exampleshire-2024-25-quarter-{quarter}.pdf"
        (balance,) = (
            figure.value
            for figure in in_tables(file)
            if figure.line == "Insurance Reserve"
            and figure.measure == "actual"
            and figure.as_at == dt.date(2024, 3, 31)
        )
        return balance

    assert (insurance(2), insurance(3)) == (2_305_000, 2_455_000)
    third = read_paper(typeset.PAPERS / "exampleshire-2024-25-quarter-3.pdf")
    assert any("£2,305k" in block.text and "restated as £2,455k" in block.text for block in third.blocks)


def test_a_table_goes_on_over_a_page_with_its_header_repeated() -> None:
    tables = read_paper(typeset.PAPERS / "exampleshire-2024-25-quarter-2.pdf").tables
    ((before, rest),) = [(one, two) for one, two in pairwise(tables) if two.continues]
    assert (before.place.page, rest.place.page) == (1, 2)
    assert texts(rest)[: rest.header_rows] == texts(before)[: before.header_rows]


def texts(table: RawTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_the_outturn_overspend_is_that_of_the_ledger() -> None:
    whole = (*ledger.PAY, *ledger.OVERHEADS, *ledger.INCOME, *ledger.FROM_RESERVES, *ledger.OFFICE)
    overspend = sum(line.pounds["spend_q4"] - line.pounds["revised_q4"] for line in whole)
    totals = [
        figure
        for figure in in_tables("exampleshire-2024-25-outturn.pdf")
        if figure.line == "TOTAL" and figure.measure == "variance"
    ]
    assert [figure.value for figure in totals] == [Decimal(round(overspend, -3))]


# The ledger


def total(lines: ledger.Lines, name: str) -> int:
    return sum(line.pounds[name] for line in lines)


def test_the_overtime_of_departments_is_the_overtime_of_the_statement() -> None:
    line = next(line for line in ledger.PAY if line.name == "Officer Overtime")
    assert {name: total(ledger.OVERTIME, name) for name in line.pounds} == line.pounds


def test_virements_change_no_total() -> None:
    whole = (*ledger.PAY, *ledger.OVERHEADS, *ledger.INCOME, *ledger.FROM_RESERVES, *ledger.OFFICE)
    assert [total(whole, name) for name in ledger.VIREMENTS] == [0, 0, 0]


def test_what_pays_for_the_capital_programme_is_the_programme() -> None:
    programme = (*ledger.ESTATES, *ledger.ICT, *ledger.FLEET)
    for name in ("revised", "forecast_q3", "spend_q4"):
        assert total(programme, name) == total(ledger.CAPITAL_FUNDING, name)
    for line in programme:
        assert line.pounds["original"] + line.pounds["brought_forward"] == line.pounds["revised"]


def test_reserves_move_by_what_the_year_uses() -> None:
    reserves = (*ledger.EARMARKED, *ledger.GENERAL)
    for opening, closing, used in (
        ("opening", "forecast_q2", "forecast_q2"),
        ("audited", "forecast_q3", "forecast_q3"),
        ("audited", "closing", "spend_q4"),
    ):
        assert total(reserves, closing) - total(reserves, opening) == total(ledger.FROM_RESERVES, used)
    for line in reserves:
        assert line.pounds["audited"] + line.pounds["paid_in"] + line.pounds["taken_out"] == line.pounds["closing"]


def test_the_second_force_is_funded() -> None:
    costs = (*ledger.SECOND_PAY, *ledger.SECOND_COSTS, *ledger.SECOND_INCOME)
    spent = (*costs, *ledger.SECOND_OFFICE, *ledger.SECOND_FROM_RESERVES)
    for name in ("last_year", "budget"):
        assert total(spent, name) == total(ledger.SECOND_FUNDING, name)
    assert total(ledger.PLAN, "y2024") == total(spent, "budget")
    for year in (2024, 2025, 2026, 2027):
        assert total(ledger.PLAN, f"y{year}") > 0


@pytest.mark.parametrize(
    ("prints", "pounds", "printed"),
    [
        (thousands, 1_905_500, "1,906"),
        (thousands, -450, "0"),
        (thousands, -500, "(1)"),
        (thousands, 0, "0"),
        (millions, 101_314_999, "101.31"),
        (millions, -4_000, "0.00"),
        (millions, -5_000, "(0.01)"),
        (tenths, 1_050_000_000, "1,050.0"),
    ],
)
def test_pounds_are_rounded_as_papers_do(prints: Callable[[int], str], pounds: int, printed: str) -> None:
    assert prints(pounds) == printed
