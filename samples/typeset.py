"""Typesets the bundled sample papers: seven PDFs of two police forces that do not exist.

The money is that of `samples/ledger.py`, the look that of `samples/layouts.py`; the sentences are made up here. The
papers are laid out as real ones are, each in another way: ruled and unruled, with headers of one and two levels,
upright and sideways, in thousands and in millions, with overspending positive and with overspending in brackets. One
balance is restated by a later paper, which says so, and one sub-total is misprinted, which no paper says.

Run it after a change: `.venv/bin/python -m samples.typeset`. A test shows that the papers are what it writes.
"""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.units import cm

from samples import ledger
from samples.layouts import Column, Heading, Paper, Row, Ruling, Table, Turn, draw, millions, tenths, thousands
from samples.ledger import Lines

PAPERS = Path(__file__).resolve().parent / "papers"
YEAR = "2024/25"
FIRST_FORCE, FIRST_OFFICE, FIRST_GROUP = (
    "Exampleshire Police",
    "Exampleshire OPCC",
    "Exampleshire Police and OPCC",
)
SECOND_FORCE, SECOND_OFFICE, SECOND_GROUP = (
    "Samplefordshire Constabulary",
    "Samplefordshire OPCC",
    "Samplefordshire Constabulary and OPCC",
)
FIRST_PANEL = "Exampleshire Police and Crime Panel"
SECOND_PANEL = "Samplefordshire Police and Crime Panel"
MISPRINT = 90_000  # pounds by which the ICT sub-total of the Quarter 3 capital programme is off


def notice(force: str) -> str:
    """What stands on the first page, so that nobody takes a sample for a paper."""
    return f"{force} does not exist. This is a sample paper, made up for Copperbottom; none of its money is real."


def itemised(lines: Lines, kind: str = "line", body: str | None = None) -> tuple[Row, ...]:
    """A row for each line."""
    return tuple(Row(line.name, (line,), kind, body) for line in lines)


# Exampleshire Police


def monitoring(quarter: int, unit: str, variance: str) -> tuple[Column, ...]:
    """The columns of a quarter's report: budget, spend to date, forecast, and how much that is over the budget."""
    budget, forecast = f"revised_q{quarter}", f"forecast_q{quarter}"
    return (
        Column((f"{YEAR} Revised Budget {unit}".strip(),), "revised_budget", budget),
        Column((f"Spend to date {unit}".strip(),), "spend_to_date", f"spend_q{quarter}"),
        Column((f"{YEAR} Latest Forecast {unit}".strip(),), "forecast", forecast),
        Column((f"{variance} {unit}".strip(),), "variance", forecast, less=budget),
    )


def closing(unit: str, variance: str) -> tuple[Column, ...]:
    """The columns of the outturn report: budget as set and as revised, outturn, variance, under one spanning header."""
    above = f"Full year {YEAR}"
    return (
        Column((above, f"Original Budget {unit}".strip()), "original_budget", "original"),
        Column((above, f"Revised Budget {unit}".strip()), "revised_budget", "revised_q4"),
        Column((above, f"Outturn {unit}".strip()), "outturn", "spend_q4"),
        Column((f"{variance} {unit}".strip(),), "variance", "spend_q4", less="revised_q4"),
    )


def net_summary(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """Net revenue expenditure: the office, the force, and what reserves bear."""
    force = (*ledger.PAY, *ledger.OVERHEADS, *ledger.INCOME)
    return Table(
        "NET REVENUE EXPENDITURE (NRE)",
        columns,
        (
            Row("OPCC", ledger.OFFICE, body=FIRST_OFFICE),
            Row("FORCE", force, body=FIRST_FORCE),
            Row("Total NRE", (*ledger.OFFICE, *force), "total"),
            Row("Reserves - transfers to / (from)", ledger.FROM_RESERVES),
            Row("TOTAL", (*ledger.OFFICE, *force, *ledger.FROM_RESERVES), "total"),
        ),
        FIRST_GROUP,
        ruling=ruling,
    )


def force_rows() -> tuple[Row, ...]:
    """The force's statement by type: sections, their lines set in, sub-totals, and the total."""
    sections = {"Pay & Employment Costs": ledger.PAY, "Overheads": ledger.OVERHEADS, "Income": ledger.INCOME}
    rows: list[Row] = []
    for name, lines in sections.items():
        rows += [Row(name, kind="section"), *itemised(lines, "child"), Row(f"{name} Total", lines, "total")]
    rows += itemised(ledger.FROM_RESERVES)
    everything = (*ledger.PAY, *ledger.OVERHEADS, *ledger.INCOME, *ledger.FROM_RESERVES)
    return (*rows, Row("Grand Total", everything, "total"))


def by_type(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """Revenue by type, of the force."""
    return Table(FIRST_FORCE, columns, force_rows(), FIRST_FORCE, ruling=ruling)


def office(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """What the Commissioner's office spends."""
    rows = (*itemised(ledger.OFFICE), Row("OPCC Total", ledger.OFFICE, "total"))
    return Table("OPCC", columns, rows, FIRST_OFFICE, ruling=ruling)


def overtime(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """Officer overtime by department: the same money as one line of the statement."""
    rows = (*itemised(ledger.OVERTIME), Row("Total Officer Overtime", ledger.OVERTIME, "total"))
    return Table("Department", columns, rows, FIRST_GROUP, ruling=ruling)


def virements() -> Table:
    """From the original to the revised budget, a column for each virement."""
    unit = "£000"
    return Table(
        FIRST_FORCE,
        (
            Column((f"Original Budget {unit}",), "original_budget", "original"),
            *(Column((f"{name} {unit}",), "virement", key) for key, name in ledger.VIREMENTS.items()),
            Column((f"Revised Budget {unit}",), "revised_budget", "revised_q3"),
        ),
        force_rows(),
        FIRST_FORCE,
        ruling="grid",
        label_width=8 * cm,
        column_width=3 * cm,
    )


def capital(columns: tuple[Column, ...], slips: dict[tuple[str, str], int] | None = None) -> Table:
    """The capital programme: schemes by section."""
    sections = {"Estates": ledger.ESTATES, "ICT": ledger.ICT, "Fleet": ledger.FLEET}
    rows: list[Row] = []
    for name, lines in sections.items():
        rows += [Row(name, kind="section"), *itemised(lines, "child"), Row(f"Total {name}", lines, "total")]
    rows.append(Row("Total Capital Programme", (*ledger.ESTATES, *ledger.ICT, *ledger.FLEET), "total"))
    return Table(
        "Scheme",
        columns,
        tuple(rows),
        FIRST_GROUP,
        ruling="rows",
        caption=f"Capital programme {YEAR} (£000)",
        label_width=4.8 * cm,
        column_width=1.95 * cm,
        slips=slips or {},
    )


def capital_funding(columns: tuple[Column, ...]) -> Table:
    """What pays for the capital programme."""
    rows = (*itemised(ledger.CAPITAL_FUNDING), Row("Total Funding", ledger.CAPITAL_FUNDING, "total"))
    caption = f"Funding of the capital programme {YEAR} (£000)"
    return Table("Source of funding", columns, rows, FIRST_GROUP, ruling="rows", caption=caption)


def reserves(columns: tuple[Column, ...], earmarked: Lines, general: Lines, body: str, ruling: Ruling) -> Table:
    """Balances of reserves: earmarked, general, all."""
    rows = (
        *itemised(earmarked),
        Row("Total Earmarked Reserves", earmarked, "total"),
        *itemised(general),
        Row("Total Usable Reserves", (*earmarked, *general), "total"),
    )
    return Table("Reserve", columns, rows, body, ruling=ruling)


def first_reserves(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """Exampleshire's reserves in thousands."""
    return reserves(columns, ledger.EARMARKED, ledger.GENERAL, FIRST_GROUP, ruling)


def over_budget(result: str, budget: str) -> str:
    """By how much a result of the whole of Exampleshire is over the budget, in thousands."""
    whole = (*ledger.PAY, *ledger.OVERHEADS, *ledger.INCOME, *ledger.FROM_RESERVES, *ledger.OFFICE)
    return f"£{thousands(sum(line.pounds[result] - line.pounds[budget] for line in whole))}k"


def first_quarter() -> Paper:
    """Exampleshire's Quarter 1: everything ruled, the unit in each header."""
    columns = monitoring(1, "£000's", "Over / (Under)")
    summary = monitoring(1, "£000's", "Variance (under) /over spend")
    return Paper(
        "exampleshire-2024-25-quarter-1.pdf",
        FIRST_PANEL,
        f"{YEAR} FINANCE REPORT – QUARTER 1",
        "Meeting: 12 September 2024",
        notice(FIRST_FORCE),
        (
            Heading("1. Net revenue expenditure"),
            "This is where the money of Exampleshire Police and its OPCC stood at 30 June 2024. The year is expected to"
            f" end {over_budget('forecast_q1', 'revised_q1')} over the revised budget.",
            net_summary(summary, "grid"),
            "Officers are leaving more slowly than the budget assumed, so pay runs ahead of it. Vacancies among police"
            " staff and community support officers pay for a part of that.",
            "The savings target for 2024/25 is £1.2m. By the end of June £0.3m had been delivered; £0.2m is delayed.",
            "The uplift allocation for Exampleshire is 142 additional officers. On 30 June 2024 the strength was 1,318"
            " officers.",
            Turn(),
            Heading(f"2. Revenue by type {YEAR}"),
            by_type(columns, "grid"),
            office(columns, "grid"),
        ),
    )


def second_quarter() -> Paper:
    """Exampleshire's Quarter 2: rules between rows, a statement that goes on over the page, reserves."""
    columns = monitoring(2, "£000's", "Over / (Under)")
    return Paper(
        "exampleshire-2024-25-quarter-2.pdf",
        FIRST_PANEL,
        f"{YEAR} FINANCE REPORT – QUARTER 2",
        "Meeting: 14 November 2024",
        notice(FIRST_FORCE),
        (
            Heading("1. Net revenue expenditure"),
            "This is where the money of Exampleshire Police and its OPCC stood at 30 September 2024. The year is"
            f" expected to end {over_budget('forecast_q2', 'revised_q2')} over the revised budget.",
            net_summary(monitoring(2, "£000's", "Variance (under) /over spend"), "rows"),
            "The July pay award and a summer of large public events have raised what is expected for pay and overtime."
            " Other forces repay a part of the events; more is drawn from reserves than was planned.",
            Heading(f"2. Revenue by type {YEAR}"),
            by_type(columns, "rows"),
            office(columns, "rows"),
            Heading("3. Officer overtime by department"),
            "Departments hold the officer overtime budget, £1,905k in all.",
            overtime(monitoring(2, "£000's", "Variance"), "rows"),
            Heading("4. Reserves"),
            "The table shows the balances at the start of the year and what was expected for its end in September"
            " 2024.",
            first_reserves(
                (
                    Column(("Actual balance at 31 March 2024 £000's",), "actual", "opening", year="2023/24"),
                    Column(("Forecast balance at 31 March 2025 £000's",), "forecast", "forecast_q2"),
                ),
                "rows",
            ),
            Heading("5. Savings and officers"),
            "Savings of £0.6m have been delivered against the target of £1.2m for 2024/25; £0.3m is delayed into the"
            " next year. On 30 September 2024 the strength was 1,331 officers.",
        ),
    )


def third_quarter() -> Paper:
    """Exampleshire's Quarter 3: no rules in the statements, virements sideways, capital, reserves restated."""
    columns = monitoring(3, "", "Over / (Under)")
    works = (
        Column((YEAR, "Original Budget"), "original_budget", "original"),
        Column((YEAR, "Brought forward"), "brought_forward", "brought_forward"),
        Column((YEAR, "Revised Budget"), "revised_budget", "revised"),
        Column(("Spend to date",), "spend_to_date", "spend_q3"),
        Column(("Latest Forecast",), "forecast", "forecast_q3"),
        Column(("Over / (Under)",), "variance", "forecast_q3", less="revised"),
    )
    funding = (
        Column(("Revised Budget",), "revised_budget", "revised"),
        Column(("Latest Forecast",), "forecast", "forecast_q3"),
    )
    return Paper(
        "exampleshire-2024-25-quarter-3.pdf",
        FIRST_PANEL,
        f"{YEAR} FINANCE REPORT – QUARTER 3",
        "Meeting: 6 February 2025",
        notice(FIRST_FORCE),
        (
            Heading("1. Net revenue expenditure"),
            "All tables of this report are in £000. They show the money of Exampleshire Police and its OPCC as at 31"
            f" December 2024. The year is expected to end {over_budget('forecast_q3', 'revised_q3')} over the revised"
            " budget.",
            net_summary(columns, "none"),
            "Police pay has settled; supplies are what the forecast has grown by since September.",
            Heading(f"2. Revenue by type {YEAR}"),
            by_type(columns, "none"),
            office(columns, "none"),
            Turn(sideways=True),
            Heading(f"3. Changes of the {YEAR} budget"),
            "Virements since the budget was set are shown below. None of them changes the total.",
            virements(),
            Turn(),
            Heading("4. Officer overtime by department"),
            overtime(monitoring(3, "", "Variance"), "none"),
            Heading("5. Capital programme"),
            capital(works, {("Total ICT", "spend_to_date"): MISPRINT}),
            capital_funding(funding),
            Heading("6. Reserves"),
            "The audit of the accounts moved £150k into the Insurance Reserve at 31 March 2024. The balance of £2,305k"
            " that the Quarter 2 report showed is restated as £2,455k, and the totals with it.",
            first_reserves(
                (
                    Column(("Restated balance at 31 March 2024",), "actual", "audited", year="2023/24"),
                    Column(("Forecast balance at 31 March 2025",), "forecast", "forecast_q3"),
                ),
                "head",
            ),
            Heading("7. Savings and officers"),
            "Of the £1.2m savings target for 2024/25, £0.8m has been delivered and £0.4m is delayed. On 31 December"
            " 2024 the strength was 1,340 officers, against an establishment of 1,345.",
        ),
    )


def first_outturn() -> Paper:
    """Exampleshire's outturn: rules at the header, a spanning header, capital and reserves as they closed."""
    works = (
        Column(("Revised Budget",), "revised_budget", "revised"),
        Column(("Outturn",), "outturn", "spend_q4"),
        Column(("Over / (Under)",), "variance", "spend_q4", less="revised"),
    )
    return Paper(
        "exampleshire-2024-25-outturn.pdf",
        FIRST_PANEL,
        f"{YEAR} FINANCE REPORT – OUTTURN",
        "Meeting: 26 June 2025",
        notice(FIRST_FORCE),
        (
            Heading("1. Net revenue expenditure"),
            "This is where the money of Exampleshire Police and its OPCC stood at 31 March 2025. The year ended"
            f" {over_budget('spend_q4', 'revised_q4')} over the revised budget.",
            net_summary(closing("£000", "Variance (under) /over spend"), "head"),
            "The year closed a little above the last forecast, nearly all of it in officer pay and supplies."
            " Repayments by other forces were higher than expected and held the gap down.",
            Turn(),
            Heading(f"2. Revenue by type {YEAR}"),
            by_type(closing("£000", "Over / (Under)"), "head"),
            office(closing("£000", "Over / (Under)"), "head"),
            Turn(),
            Heading("3. Officer overtime by department"),
            overtime(closing("£000", "Variance"), "head"),
            Heading("4. Capital programme"),
            capital(works),
            capital_funding(works[:2]),
            Turn(),
            Heading("5. Reserves"),
            "Movements of the year and balances are shown below.",
            first_reserves(
                (
                    Column(("Balance at 31 March 2024 £000",), "actual", "audited", year="2023/24"),
                    Column(("Transfers in £000",), "transfer_in", "paid_in"),
                    Column(("Transfers out £000",), "transfer_out", "taken_out"),
                    Column(("Balance at 31 March 2025 £000",), "actual", "closing"),
                ),
                "head",
            ),
            Heading("6. Savings, officers and crime"),
            "Savings of £1.0m were delivered in 2024/25 against a target of £1.2m; £0.2m will be found in 2025/26. The"
            " strength on 31 March 2025 was 1,346 officers. Recorded crime fell by 3.1% in the year to March 2025.",
        ),
    )


# Samplefordshire Constabulary


def half_year_rows() -> tuple[Row, ...]:
    """The second force's statement: lines set in below sections, with the office and reserves."""
    sections = {
        "Pay": (ledger.SECOND_PAY, None),
        "Running costs": (ledger.SECOND_COSTS, None),
        "Income": (ledger.SECOND_INCOME, None),
        "Commissioner": (ledger.SECOND_OFFICE, SECOND_OFFICE),
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


def second_statement(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """The second force's revenue, its labels broken over two lines."""
    return Table("", columns, half_year_rows(), SECOND_GROUP, millions, ruling, label_width=4.4 * cm)


def second_reserves(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """The second force's reserves, in millions."""
    table = reserves(columns, ledger.SECOND_EARMARKED, ledger.SECOND_GENERAL, SECOND_GROUP, ruling)
    return Table(table.corner, columns, table.rows, SECOND_GROUP, millions, ruling, column_width=2.6 * cm)


def plan_rows() -> tuple[Row, ...]:
    """The lines of the medium-term plan; one of them is the office's money."""
    return tuple(
        Row(line.name, (line,), body=SECOND_OFFICE if line.name == "Commissioner" else None) for line in ledger.PLAN
    )


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
        SECOND_PANEL,
        f"REVENUE BUDGET AND PRECEPT {YEAR}",
        "Meeting: 1 February 2024",
        notice(SECOND_FORCE),
        (
            Heading(f"1. Revenue budget {YEAR}"),
            "The Commissioner proposes a net revenue budget of £183.46m for Samplefordshire Constabulary and the OPCC"
            " in 2024/25. Pay awards and prices add most of the increase.",
            second_statement(years, "none"),
            Turn(),
            Heading("2. Funding and precept"),
            "The precept is £98.63m. The council tax for Band D rises by £12.99, from £268.44 to £281.43, or 4.84%.",
            Table(
                "Source of funding",
                years,
                (*itemised(ledger.SECOND_FUNDING), Row("Total funding", ledger.SECOND_FUNDING, "total")),
                SECOND_GROUP,
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
                SECOND_GROUP,
                tenths,
                "none",
                label_width=5.2 * cm,
            ),
            Heading("4. Reserves strategy"),
            "Reserves fall as the capital programme is paid for. General balances stay at 4% of the net budget.",
            second_reserves(balances, "none"),
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
        SECOND_PANEL,
        f"Budget monitoring {YEAR}: Quarter 2",
        "Meeting: 5 December 2024",
        notice(SECOND_FORCE),
        (
            Heading("1. Revenue"),
            "The table shows the position of Samplefordshire Constabulary and the OPCC as at 30 September 2024. All"
            " figures are in £m.",
            second_statement(columns, "none"),
            "Overtime is the main pressure. Vacant posts among staff, and fees for events, make up for most of it.",
            Turn(),
            Heading("2. Reserves"),
            "A further £1.25m is to be drawn from reserves.",
            second_reserves(
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


def second_outturn() -> Paper:
    """Samplefordshire's outturn, with the reserves that it leaves."""
    columns = (
        Column((f"{YEAR}", "Revised budget £m"), "revised_budget", "budget"),
        Column((f"{YEAR}", "Outturn £m"), "outturn", "outturn"),
        Column(("Variance (adverse) / favourable £m",), "variance", "budget", less="outturn"),
    )
    return Paper(
        "samplefordshire-2024-25-outturn.pdf",
        SECOND_PANEL,
        f"Financial outturn {YEAR}",
        "Meeting: 10 July 2025",
        notice(SECOND_FORCE),
        (
            Heading("1. Revenue outturn"),
            "This is how the year of Samplefordshire Constabulary and the OPCC ended at 31 March 2025.",
            second_statement(columns, "rows"),
            Turn(),
            Heading("2. Reserves"),
            "Balances at the end of the last two years and what is expected for the next are shown below in £m.",
            second_reserves(
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


def papers() -> tuple[Paper, ...]:
    """Every sample paper."""
    return (
        first_quarter(),
        second_quarter(),
        third_quarter(),
        first_outturn(),
        budget_setting(),
        half_year(),
        second_outturn(),
    )


def main() -> None:
    """Write every sample paper."""
    for paper in papers():
        (PAPERS / paper.file).write_bytes(draw(paper))


if __name__ == "__main__":
    main()
