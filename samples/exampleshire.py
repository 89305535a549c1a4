"""Exampleshire Police's papers of 2024/25: three quarters and the outturn, in thousands, overspending positive.

The Quarter 3 paper restates a reserve's balance, and says so; and it misprints one sub-total, and does not.
"""

from __future__ import annotations

from reportlab.lib.units import cm

from samples import ledger
from samples.layouts import Column, Heading, Paper, Row, Ruling, Table, Turn, thousands
from samples.statements import YEAR, itemised, notice, reserves

FORCE, OFFICE, GROUP = "Exampleshire Police", "Exampleshire OPCC", "Exampleshire Police and OPCC"
PANEL = "Exampleshire Police and Crime Panel"
MISPRINT = 90_000  # pounds by which the ICT sub-total of the Quarter 3 capital programme is off


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
            Row("OPCC", ledger.OFFICE, body=OFFICE),
            Row("FORCE", force, body=FORCE),
            Row("Total NRE", (*ledger.OFFICE, *force), "total"),
            Row("Reserves - transfers to / (from)", ledger.FROM_RESERVES),
            Row("TOTAL", (*ledger.OFFICE, *force, *ledger.FROM_RESERVES), "total"),
        ),
        GROUP,
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
    return Table(FORCE, columns, force_rows(), FORCE, ruling=ruling)


def office(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """What the Commissioner's office spends."""
    rows = (*itemised(ledger.OFFICE), Row("OPCC Total", ledger.OFFICE, "total"))
    return Table("OPCC", columns, rows, OFFICE, ruling=ruling)


def overtime(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """Officer overtime by department: the same money as one line of the statement."""
    rows = (*itemised(ledger.OVERTIME), Row("Total Officer Overtime", ledger.OVERTIME, "total"))
    return Table("Department", columns, rows, GROUP, ruling=ruling)


def virements() -> Table:
    """From the original to the revised budget, a column for each virement."""
    unit = "£000"
    return Table(
        FORCE,
        (
            Column((f"Original Budget {unit}",), "original_budget", "original"),
            *(Column((f"{name} {unit}",), "virement", key) for key, name in ledger.VIREMENTS.items()),
            Column((f"Revised Budget {unit}",), "revised_budget", "revised_q3"),
        ),
        force_rows(),
        FORCE,
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
        GROUP,
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
    return Table("Source of funding", columns, rows, GROUP, ruling="rows", caption=caption)


def own_reserves(columns: tuple[Column, ...], ruling: Ruling) -> Table:
    """Exampleshire's reserves in thousands."""
    return reserves(columns, ledger.EARMARKED, ledger.GENERAL, GROUP, ruling)


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
        PANEL,
        f"{YEAR} FINANCE REPORT – QUARTER 1",
        "Meeting: 12 September 2024",
        notice(FORCE),
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
        PANEL,
        f"{YEAR} FINANCE REPORT – QUARTER 2",
        "Meeting: 14 November 2024",
        notice(FORCE),
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
            own_reserves(
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
        PANEL,
        f"{YEAR} FINANCE REPORT – QUARTER 3",
        "Meeting: 6 February 2025",
        notice(FORCE),
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
            own_reserves(
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


def outturn() -> Paper:
    """Exampleshire's outturn: rules at the header, a spanning header, capital and reserves as they closed."""
    works = (
        Column(("Revised Budget",), "revised_budget", "revised"),
        Column(("Outturn",), "outturn", "spend_q4"),
        Column(("Over / (Under)",), "variance", "spend_q4", less="revised"),
    )
    return Paper(
        "exampleshire-2024-25-outturn.pdf",
        PANEL,
        f"{YEAR} FINANCE REPORT – OUTTURN",
        "Meeting: 26 June 2025",
        notice(FORCE),
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
            own_reserves(
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
