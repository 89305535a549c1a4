"""Samplefordshire Constabulary's papers of 2024/25: budget, half year and outturn.

They are in millions, with overspending in brackets.
"""

from __future__ import annotations

from reportlab.lib.units import cm

from samples import ledger
from samples.layouts import Column, Heading, Paper, Row, Ruling, Table, Turn, millions, tenths
from samples.statements import YEAR, itemised, notice, reserves

FORCE, OFFICE, GROUP = "Samplefordshire Constabulary", "Samplefordshire OPCC", "Samplefordshire Constabulary and OPCC"
PANEL = "Samplefordshire Police and Crime Panel"


def statement_rows() -> tuple[Row, ...]:
    """The second force's statement: lines set in below sections, with the office and reserves."""
    sections = {
        "Pay": (ledger.SECOND_PAY, None),
        "Running costs": (ledger.SECOND_COSTS, None),
        "Income": (ledger.SECOND_INCOME, None),
        "Commissioner": (ledger.SECOND_OFFICE, OFFICE),
    }
    rows: list[Row] = []
    everything: list[ledger.Line] = []
    for name, (lines, body) in sections.items():
        children = itemised(lines, "child", body)
        rows += [Row(name, kind="section"), *children, Row(f"Total {name.lower()}", lines, "total", body)]
        everything += lines
    rows += itemised(ledger.SECOND_FROM_RESERVES)
    rows.append(Row("Net revenue budget", (*everything, *ledger.SECOND_FROM_RESERVES), "total"))
    return tuple(rows)


def statement(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """The second force's revenue, its labels broken over two lines."""
    return Table("", columns, statement_rows(), GROUP, millions, ruling, label_width=4.4 * cm)


def own_reserves(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """The second force's reserves, in millions."""
    table = reserves(columns, ledger.SECOND_EARMARKED, ledger.SECOND_GENERAL, GROUP, ruling)
    return Table(table.corner, columns, table.rows, GROUP, millions, ruling, column_width=2.6 * cm)


def plan_rows() -> tuple[Row, ...]:
    """The lines of the medium-term plan; one of them is the office's money."""
    return tuple(Row(line.name, (line,), body=OFFICE if line.name == "Commissioner" else None) for line in ledger.PLAN)


def funding_rows() -> tuple[Row, ...]:
    """What the budget is paid from: the rows say what is measured."""
    measures = ("grant", "grant", "collection_fund", "precept")
    sources = (
        Row(line.name, (line,), measure=measure) for line, measure in zip(ledger.SECOND_FUNDING, measures, strict=True)
    )
    return (*sources, Row("Total funding", ledger.SECOND_FUNDING, "total", measure="total_funding"))


def budget_setting() -> Paper:
    """Samplefordshire's budget and precept report for 2024/25."""
    years = (
        Column(("2023/24", "Approved Budget £m"), "original_budget", "last_year", year="2023/24"),
        Column(("2024/25", "Proposed Budget £m"), "original_budget", "budget"),
    )
    plan = tuple(
        Column((f"{year}/{year - 1999} £m",), "original_budget", f"y{year}", year=f"{year}/{year - 1999}")
        for year in (2024, 2025, 2026, 2027)
    )
    balances = tuple(
        Column(
            ("Forecast balance at", f"31 March {year} £m"), "forecast", f"plan_{year}", year=f"{year - 1}/{year - 2000}"
        )
        for year in (2024, 2025, 2026, 2027)
    )
    return Paper(
        "samplefordshire-2024-25-budget.pdf",
        PANEL,
        f"REVENUE BUDGET AND PRECEPT {YEAR}",
        "Meeting: 1 February 2024",
        notice(FORCE),
        (
            Heading(f"1. Revenue budget {YEAR}"),
            "The Commissioner proposes a net revenue budget of £183.46m for Samplefordshire Constabulary and the OPCC"
            " in 2024/25. Pay awards and prices add most of the increase.",
            statement(years, "none"),
            Turn(),
            Heading("2. Funding and precept"),
            "The precept is £98.63m. The council tax for Band D rises by £12.99, from £268.44 to £281.43, or 4.84%.",
            Table(
                "Source of funding",
                years,
                funding_rows(),
                GROUP,
                millions,
                "none",
            ),
            Heading("3. Medium term financial strategy"),
            "Savings of £2.4m are needed in 2025/26, and £6.8m by 2027/28. The plan keeps 1,962 officers, the uplift"
            " allocation of 311 among them.",
            Table(
                "Budget requirement",
                plan,
                (*plan_rows(), Row("Net revenue budget", ledger.PLAN, "total")),
                GROUP,
                tenths,
                "none",
                label_width=5.2 * cm,
            ),
            Heading("4. Reserves strategy"),
            "Reserves fall as the capital programme is paid for. General balances stay at 4% of the net budget.",
            own_reserves(balances, "none"),
        ),
    )


def half_year() -> Paper:
    """Samplefordshire's Quarter 2: no rules, headers of two levels, overspending in brackets."""
    columns = (
        Column(("Full year", "Revised budget"), "revised_budget", "budget"),
        Column(("To date", "Actual"), "spend_to_date", "spend"),
        Column(("Full year", "Forecast"), "forecast", "forecast"),
        Column(("(Adverse) / favourable", "Variance"), "variance", "budget", less="forecast"),
    )
    columns = (columns[0], columns[2], columns[3], columns[1])
    return Paper(
        "samplefordshire-2024-25-quarter-2.pdf",
        PANEL,
        f"Budget monitoring {YEAR}: Quarter 2",
        "Meeting: 5 December 2024",
        notice(FORCE),
        (
            Heading("1. Revenue"),
            "The table shows the position of Samplefordshire Constabulary and the OPCC as at 30 September 2024. All"
            " figures are in £m.",
            statement(columns, "none"),
            "Overtime is the main pressure. Vacant posts among staff, and fees for events, make up for most of it.",
            Turn(),
            Heading("2. Reserves"),
            "A further £1.25m is to be drawn from reserves.",
            own_reserves(
                (
                    Column(("Actual balance at 31 March 2024",), "actual", "opening", year="2023/24"),
                    Column(("Forecast balance at 31 March 2025",), "forecast", "forecast"),
                ),
                "none",
            ),
            Heading("3. Officers and crime"),
            "There were 1,951 officers in post on 30 September 2024. Recorded crime rose by 1.4% in the twelve months"
            " to September 2024, to 61,240 offences.",
        ),
    )


def outturn() -> Paper:
    """Samplefordshire's outturn, with the reserves that it leaves."""
    columns = (
        Column((f"{YEAR}", "Revised budget £m"), "revised_budget", "budget"),
        Column((f"{YEAR}", "Outturn £m"), "outturn", "outturn"),
        Column(("Variance (adverse) / favourable £m",), "variance", "budget", less="outturn"),
    )
    return Paper(
        "samplefordshire-2024-25-outturn.pdf",
        PANEL,
        f"Financial outturn {YEAR}",
        "Meeting: 10 July 2025",
        notice(FORCE),
        (
            Heading("1. Revenue outturn"),
            "This is how the year of Samplefordshire Constabulary and the OPCC ended at 31 March 2025.",
            statement(columns, "rows"),
            Turn(),
            Heading("2. Reserves"),
            "Balances at the end of the last two years and what is expected for the next are shown below in £m.",
            own_reserves(
                (
                    Column(("Actual", "31 March 2024"), "actual", "opening", year="2023/24"),
                    Column(("Actual", "31 March 2025"), "actual", "closing"),
                    Column(("Forecast", "31 March 2026"), "forecast", "next_year", year="2025/26"),
                ),
                "grid",
            ),
            Heading("3. Savings"),
            "Savings of £1.9m were delivered in 2024/25, all but £0.3m of the target of £2.2m.",
        ),
    )
