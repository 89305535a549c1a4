"""Typesets the bundled sample papers from one synthetic force's ledger.

Exampleshire Police does not exist; its money is made up, and the sentences are this project's own.
The papers are laid out as real ones are: a net summary, a statement by type with sections and
sub-totals, overtime by department, in thousands of pounds, two quarters as tab-separated text and
the outturn as Markdown. Amounts are kept in pounds and rounded only where they are printed, so that
a total can differ by one from the sum of its rounded lines, as it does in print.

Run it after a change: `.venv/bin/python samples/typeset.py`. A test shows that the papers are what it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

PAPERS = Path(__file__).resolve().parent / "papers"
YEAR = "2024/25"
POUND = "£000's"


@dataclass(frozen=True, slots=True)
class Line:
    """A line's year in pounds: budgets, spend after one and two quarters, the forecasts made then, the outturn."""

    name: str
    original: int
    revised: int
    spend_q1: int
    spend_q2: int
    forecast_q1: int
    forecast_q2: int
    outturn: int


Column = Callable[[Line], int]

STATEMENT: dict[str, tuple[Line, ...]] = {
    "Pay & Employment Costs": (
        Line("Officer Pay", 48_210_400, 48_402_300, 12_160_700, 24_598_100, 48_935_600, 49_611_800, 49_874_200),
        Line("Officer Overtime", 1_905_200, 1_905_200, 601_300, 1_288_400, 2_204_700, 2_417_300, 2_503_900),
        Line("PCSO Pay", 3_310_600, 3_310_600, 774_900, 1_531_200, 3_120_300, 3_054_800, 3_021_500),
        Line("Police Staff Pay", 26_740_900, 26_548_700, 6_402_800, 12_905_400, 26_201_600, 25_988_300, 25_871_900),
        Line("Police Staff Overtime", 242_300, 242_300, 78_600, 161_900, 301_400, 322_700, 330_800),
        Line("Temporary or Agency Staff", 85_400, 85_400, 142_700, 318_500, 402_600, 561_900, 604_300),
        Line("Training", 468_700, 468_700, 96_200, 207_400, 468_700, 455_100, 449_600),
    ),
    "Overheads": (
        Line(
            "Premises Related Expenditure", 9_684_300, 9_684_300, 2_602_100, 5_118_700, 9_640_800, 9_588_200, 9_561_700
        ),
        Line("Supplies and Services", 2_177_600, 2_240_100, 702_300, 1_455_800, 2_388_400, 2_702_900, 2_811_400),
        Line("Communications & Computing", 3_230_800, 3_230_800, 1_004_600, 2_080_300, 3_275_200, 3_381_500, 3_402_600),
        Line("Transport Related Expenditure", 1_657_200, 1_657_200, 398_700, 842_600, 1_657_200, 1_702_300, 1_718_900),
    ),
    "Income": (
        Line(
            "Specific Government Grants",
            -5_441_800,
            -5_441_800,
            -1_322_500,
            -2_704_600,
            -5_441_800,
            -5_398_100,
            -5_402_700,
        ),
        Line("Partnership Funding", -340_200, -340_200, -88_400, -171_300, -361_900, -402_600, -411_500),
        Line("Reimbursed Services", -1_522_700, -1_522_700, -420_100, -1_010_800, -1_690_300, -2_104_700, -2_266_400),
        Line("Fees and Charges", -3_068_900, -3_068_900, -702_800, -1_388_600, -2_951_200, -2_888_400, -2_840_100),
    ),
    "Transfer To/From Reserves": (
        Line("Use of Reserves", -1_290_100, -1_352_600, -338_200, -676_300, -1_352_600, -1_702_600, -1_702_600),
    ),
}
OFFICE: tuple[Line, ...] = (
    Line("OPCC - General", 852_300, 852_300, 201_800, 411_600, 852_300, 848_900, 846_200),
    Line("OPCC - Victims Services", 677_400, 677_400, 160_300, 329_700, 677_400, 677_400, 675_800),
    Line("OPCC - Community Safety", 524_600, 524_600, 118_200, 240_500, 524_600, 531_800, 533_100),
)
OVERTIME: tuple[Line, ...] = (
    Line("Local Policing", 812_400, 812_400, 268_900, 566_700, 951_300, 1_066_400, 1_104_800),
    Line("Crime and Justice", 402_900, 402_900, 131_500, 270_200, 478_200, 509_700, 521_300),
    Line("Operations Support", 498_600, 498_600, 150_700, 338_900, 561_400, 618_300, 650_200),
    Line("Other Departments", 191_300, 191_300, 50_200, 112_600, 213_800, 222_900, 227_600),
)


@dataclass(frozen=True, slots=True)
class Position:
    """One report: where the year stands and how its columns are headed."""

    file: str
    title: str
    position: str
    meeting: str
    columns: tuple[tuple[str, Column], ...]
    budget: Column
    result: Column
    says: tuple[str, ...]


QUARTER_1 = Position(
    file="exampleshire-2024-25-quarter-1.txt",
    title=f"{YEAR} FINANCE REPORT – QUARTER 1",
    position="the end of June 2024",
    meeting="12 September 2024",
    columns=(
        (f"{YEAR} Revised Budget", lambda line: line.revised),
        ("Spend to date", lambda line: line.spend_q1),
        (f"{YEAR} Latest Forecast", lambda line: line.forecast_q1),
    ),
    budget=lambda line: line.revised,
    result=lambda line: line.forecast_q1,
    says=(
        "Officers are leaving more slowly than the budget assumed, so pay runs ahead of it.",
        "Vacancies among police staff and community support officers pay for a part of that.",
    ),
)
QUARTER_2 = Position(
    file="exampleshire-2024-25-quarter-2.txt",
    title=f"{YEAR} FINANCE REPORT – QUARTER 2",
    position="the end of September 2024",
    meeting="14 November 2024",
    columns=(
        (f"{YEAR} Revised Budget", lambda line: line.revised),
        ("Spend to date", lambda line: line.spend_q2),
        (f"{YEAR} Latest Forecast", lambda line: line.forecast_q2),
    ),
    budget=lambda line: line.revised,
    result=lambda line: line.forecast_q2,
    says=(
        "The July pay award and a summer of large public events have raised what is expected for pay and overtime.",
        "Other forces repay a part of the events; more is drawn from reserves than was planned.",
    ),
)
OUTTURN = Position(
    file="exampleshire-2024-25-outturn.md",
    title=f"{YEAR} FINANCE REPORT – OUTTURN",
    position="31 March 2025",
    meeting="26 June 2025",
    columns=(
        (f"{YEAR} Original Budget", lambda line: line.original),
        (f"{YEAR} Revised Budget", lambda line: line.revised),
        (f"{YEAR} Outturn", lambda line: line.outturn),
    ),
    budget=lambda line: line.revised,
    result=lambda line: line.outturn,
    says=(
        "The year closed a little above the forecast of the half year, nearly all of it in officer pay and supplies.",
        "Repayments by other forces were higher than expected and held the gap down.",
    ),
)
POSITIONS = (QUARTER_1, QUARTER_2, OUTTURN)


def thousands(pounds: int) -> str:
    """Pounds as papers print thousands: half up, a negative amount in brackets."""
    rounded = int((Decimal(abs(pounds)) / 1000).quantize(Decimal(1), ROUND_HALF_UP))
    return f"({rounded:,})" if pounds < 0 and rounded else f"{rounded:,}"


def amounts(lines: Sequence[Line], position: Position) -> list[str]:
    """The printed cells of a line, or of the total of several: each column, then result less budget."""
    columns = [sum(column(line) for line in lines) for _, column in position.columns]
    variance = sum(position.result(line) - position.budget(line) for line in lines)
    return [thousands(value) for value in (*columns, variance)]


def headers(position: Position, variance: str) -> list[str]:
    """The header cells of the columns of money."""
    return [f"{name} {POUND}" for name, _ in position.columns] + [f"{variance} {POUND}"]


def summary(position: Position) -> list[list[str]]:
    """Net revenue expenditure: the office, the force, and what reserves bear."""
    reserves = STATEMENT["Transfer To/From Reserves"]
    force = [line for section, lines in STATEMENT.items() if lines is not reserves for line in lines]
    return [
        ["NET REVENUE EXPENDITURE (NRE)", *headers(position, "Variance (under) /over spend")],
        ["OPCC", *amounts(OFFICE, position)],
        ["FORCE", *amounts(force, position)],
        ["Total NRE", *amounts([*OFFICE, *force], position)],
        ["Reserves - transfers to / (from)", *amounts(reserves, position)],
        ["TOTAL", *amounts([*OFFICE, *force, *reserves], position)],
    ]


def by_type(position: Position) -> list[list[str]]:
    """The statement by type: sections, their lines in the second column, sub-totals, then the office."""
    blank = [""] * (len(position.columns) + 1)
    rows = [["Exampleshire Police", "Type", *headers(position, "Over / (Under)")]]
    for section, lines in STATEMENT.items():
        rows.append([section, "", *blank])
        rows += [["", line.name, *amounts([line], position)] for line in lines]
        rows.append([f"{section} Total", "", *amounts(lines, position)])
    force = [line for lines in STATEMENT.values() for line in lines]
    rows.append(["Grand Total", "", *amounts(force, position)])
    rows.append(["OPCC", "Type", *headers(position, "Over / (Under)")])
    rows += [["", line.name, *amounts([line], position)] for line in OFFICE]
    rows.append(["OPCC Total", "", *amounts(OFFICE, position)])
    rows.append(["Grand Total", "", *amounts([*force, *OFFICE], position)])
    return rows


def overtime(position: Position) -> list[list[str]]:
    """Officer overtime by department: the same money as one line of the statement."""
    return [
        ["", *headers(position, "Variance")],
        *([line.name, *amounts([line], position)] for line in OVERTIME),
        ["Total Officer Overtime", *amounts(OVERTIME, position)],
    ]


def tabbed(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells parted by tabs."""
    return "\n".join("\t".join(row) for row in rows)


def piped(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a Markdown table."""
    head, *body = ("| " + " | ".join(row) + " |" for row in rows)
    rule = "|" + "|".join([" --- ", *[" ---: "] * (len(rows[0]) - 1)]) + "|"
    return "\n".join([head, rule, *body])


def typeset(position: Position) -> str:
    """The whole paper."""
    markdown = position.file.endswith(".md")
    table = piped if markdown else tabbed
    heading: Callable[[str], str] = (lambda text: f"## {text}") if markdown else (lambda text: text)
    whole = [line for lines in STATEMENT.values() for line in lines] + list(OFFICE)
    gap = sum(position.result(line) - position.budget(line) for line in whole)
    budget = thousands(sum(position.budget(line) for line in OVERTIME))
    verb = "ended" if position is OUTTURN else "is expected to end"
    return (
        "\n\n".join(
            [
                ("# " if markdown else "") + "Exampleshire Police and Crime Panel",
                f"Meeting: {position.meeting}",
                "A sample, made up for Copperbottom: there is no Exampleshire, and none of the money below exists.",
                heading(position.title),
                "Report by the Treasurer",
                heading("1. Net revenue expenditure"),
                f"This is where the money of Exampleshire Police and its OPCC stood at {position.position}.",
                f"The year {verb} £{thousands(gap)}k over the revised budget.",
                table(summary(position)),
                *position.says,
                heading(f"2. Revenue by type {YEAR}"),
                table(by_type(position)),
                heading("3. Officer overtime by department"),
                f"Departments hold the officer overtime budget, £{budget}k in all.",
                table(overtime(position)),
            ]
        )
        + "\n"
    )


def main() -> None:
    """Write every sample paper."""
    for position in POSITIONS:
        (PAPERS / position.file).write_text(typeset(position), encoding="utf-8")


if __name__ == "__main__":
    main()
