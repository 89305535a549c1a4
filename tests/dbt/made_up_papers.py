"""The made-up papers that the tests of the marts are about, quarter by quarter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from made_up_house import FORCE, GROUP, OFFICE, Column, Raw, column, figure, line, paper, table, total

from extract.model import Figure, Finding

YEAR = "2017/18"
JUNE, SEPTEMBER, MARCH = dt.date(2017, 6, 30), dt.date(2017, 9, 30), dt.date(2018, 3, 31)
DECEMBER = dt.date(2017, 12, 31)
NEIGHBOUR = "Weldshire Police"

FIRST = paper("first-quarter.txt", dt.date(2017, 9, 1))
SECOND = paper("second-quarter.txt", dt.date(2017, 11, 10))
REPRINT = paper("second-quarter-reprint.txt", dt.date(2018, 2, 1))
OUTTURN = paper("outturn.txt", dt.date(2018, 6, 20))
SILENT = paper("nothing-in-it.txt", None)
NEIGHBOURS = paper("neighbours.txt", dt.date(2018, 2, 9))

VARIANCE = column("variance", "Over / (Under) £000's")
PAY = {"line_path": "Employees > Officer Pay", "standard_line": "Police officer pay", "section": "Employees"}
STAFF = {"line_path": "Employees > Staff Pay", "standard_line": "Police staff pay", "section": "Employees"}
EMPLOYEES = {"standard_line": "Employee costs", "section": "Employees"}
GRANTS = {"standard_line": "Government grants", "mart_sign": -1}


def position(of: str, as_at: dt.date) -> dict[str, object]:
    return {"financial_year": YEAR, "report_period": of, "as_at": as_at, "table_kind": "monitoring"}


def first_quarter() -> list[Figure]:
    """By type, without a variance column; the total's name and one line's differ from the next quarter's."""
    columns = [column("original_budget"), column("revised_budget"), column("spend_to_date"), column("forecast")]
    rows = [
        (line(2, "Police Officers", 4, **PAY | {"line_path": "Employees > Police Officers"}), [1000, 1010, 250, 1020]),
        (line(3, "Staff Pay", 4, **STAFF), [500, 510, 120, 500]),
        (total(4, "Employees Total", 6, **EMPLOYEES), [1500, 1520, 370, 1520]),
        (line(5, "Government grants", 6, **GRANTS), [200, 200, 50, 200]),
        (total(6, "Grand Total"), [1300, 1320, 320, 1320]),
    ]
    return list(table(FIRST, 1, columns, rows, statement="by_type", **position("Q1", JUNE)))


def second_quarter_by_type(of=SECOND, officers: int = 1050, employees: int = 1552) -> list[Figure]:
    columns = [column("revised_budget"), column("spend_to_date"), column("forecast"), VARIANCE]
    rows = [
        (line(2, "Officer Pay", 4, **PAY), [1010, 505, officers, officers - 1010]),
        (line(3, "Staff Pay", 4, **STAFF), [510, 250, 501, -8]),
        (total(4, "Employees Total", 6, **EMPLOYEES), [1520, 755, employees, employees - 1520]),
        (line(5, "Government grants", 6, **GRANTS), [200, 100, 190, None]),
        (total(6, "Grand Total"), [1320, 655, employees - 190, employees - 190 - 1320]),
    ]
    return list(table(of, 1, columns, rows, statement="by_type", **position("Q2", SEPTEMBER)))


def second_quarter_summary() -> list[Figure]:
    """Bodies add up to the group; the total misprints its forecast by 90, and extraction has found that."""
    columns = [column("revised_budget"), column("forecast"), VARIANCE]
    rows = [
        (line(2, "OPCC", 4, organisation=OFFICE), [100, 100, 0]),
        (line(3, "Force", 4, organisation=FORCE), [1320, 1362, 42]),
        (total(4, "Total", organisation=GROUP), [1420, 1552, 42]),
    ]
    figures = list(table(SECOND, 2, columns, rows, statement="net_revenue", **position("Q2", SEPTEMBER)))
    return [replace(f, proof="contradicted") if f.value == Decimal(1_552_000) else f for f in figures]


def summary_finding() -> Finding:
    figures = second_quarter_summary()
    members = tuple(f.figure_id for f in figures if f.measure == "forecast")
    return Finding(
        finding_id="finding-1",
        kind="column_sum",
        status="contradiction",
        paper_ids=(SECOND.paper_id,),
        description="The bodies' forecasts come to £1,462,000; the total is printed as £1,552,000.",
        left_value=Decimal(1_552_000),
        right_value=Decimal(1_462_000),
        difference=Decimal(90_000),
        tolerance=Decimal(1500),
        amount_at_stake_gbp=Decimal(90_000),
        figure_ids=members,
    )


def changes() -> list[Figure]:
    """Original to revised: one line changes twice, one not at all, and one by more than is explained."""
    columns = [
        column("original_budget", "Original Plan £000's", basis="budget"),
        column("virement", "Changes > Recharging £000's", basis="budget"),
        column("virement", "Changes > Other minor adjustments £000's", basis="budget"),
        column("revised_budget", "Quarter 2 Revised Plan £000's", basis="budget"),
    ]
    shared = position("Q2", SEPTEMBER) | {"table_kind": "changes", "statement": "by_type"}
    rows = [
        (line(2, "Officers", 4, **PAY | {"line_path": "Employees > Officers"}), [1000, 15, -5, 1010]),
        (line(3, "Staff Pay", 4, **STAFF), [500, None, None, 510]),
        (total(4, "Employees Total", **EMPLOYEES), [1500, 15, -5, 1520]),
        (line(5, "Estates", None, standard_line="Premises"), [70, None, 30, 100]),
    ]
    return list(table(SECOND, 3, columns, rows, **shared))


def reserves() -> list[Figure]:
    """Actuals beside forecasts of them, and the last actual printed again in a second table."""

    def balance(as_at: dt.date, made_on: dt.date | None = None) -> Column:
        measure = "forecast" if made_on else "actual"
        return column(measure, str(made_on or as_at), as_at=as_at, forecast_made_on=made_on, basis=measure)

    march_17, march_18 = dt.date(2017, 3, 31), MARCH
    shared = {"table_kind": "reserves", "subject": "reserves", "statement": "reserves", "rounding": Decimal(50_000)}
    risk = {"standard_line": "Major operations reserve", "category": "earmarked"}
    general = {"standard_line": "General reserve", "category": "general"}
    everything = {"standard_line": "Total reserves", "category": "total"}
    compared = table(
        SECOND,
        4,
        [balance(march_17), balance(march_17, dt.date(2017, 2, 1))],
        [
            (line(2, "Major Operations", 5, **risk), [1200, 1000]),
            (line(3, "Insurance", 5, standard_line=None, category="earmarked"), [None, 400]),
            (line(4, "General Balances", 5, **general), [7400, 7000]),
            (total(5, "Total", **everything), [8600, 8400]),
        ],
        **shared,
    )
    projected = table(
        SECOND,
        5,
        [balance(march_17), balance(march_18, SEPTEMBER)],
        [
            (line(2, "Major Operations Reserve", 4, **risk), [1200, 900]),
            (line(3, "General Balances", 4, **general), [7400, 6300]),
            (total(4, "Total Reserves & Balances", **everything), [8600, 7200]),
        ],
        **shared,
    )
    return [*compared, *projected]


def capital() -> list[Figure]:
    columns = [
        column("original_budget"),
        column("brought_forward"),
        column("revised_budget", "Total Budget"),
        column("spend_to_date"),
        column("forecast"),
        VARIANCE,
    ]
    shared = position("Q2", SEPTEMBER) | {"table_kind": "capital", "subject": "capital"}
    rows = [
        (line(2, "Vehicles", 4), [300, 100, 400, 50, 390, -10]),
        (line(3, "Smarter Systems", 4, line_path="ICT > Smarter Systems"), [100, None, 100, 0, 60, -40]),
        (total(4, "Total"), [400, 100, 500, 50, 450, -50]),
        (line(6, "Home Office Grant", 7, section="Funded By"), [400, 0, 400, 50, 400, 0]),
        (total(7, "Total", section="Funded By", line_path="Funded By > Total"), [400, 100, 500, 50, 450, -50]),
    ]
    return list(table(SECOND, 6, columns, rows, **shared))


def outturn() -> list[Figure]:
    columns = [column("revised_budget"), column("outturn", basis="actual"), VARIANCE]
    rows = [
        (line(2, "Officer Pay", 4, **PAY), [1015, 1080, 65]),
        (line(3, "Staff Pay", 4, **STAFF), [505, 495, -10]),
        (total(4, "Employees Total", 6, **EMPLOYEES), [1520, 1575, 55]),
        (line(5, "Government grants", 6, **GRANTS), [200, 190, None]),
        (total(6, "Grand Total"), [1320, 1385, 65]),
    ]
    return list(table(OUTTURN, 1, columns, rows, statement="by_type", **position("outturn", MARCH)))


def neighbours() -> list[Figure]:
    """Another body, for the columns that no paper of the house fills: third quarters, shares, savings identified."""
    whose = {"organisation": NEIGHBOUR}
    third = position("Q3", DECEMBER) | whose
    share = column("share_pct", "Share %", unit="percent")
    revenue = table(
        NEIGHBOURS,
        1,
        [column("revised_budget"), column("forecast"), share],
        [(line(2, "Fleet"), [900, 910, 60]), (line(3, "Training"), [600, 590, 40])],
        statement="by_type",
        **third,
    )
    programme = table(
        NEIGHBOURS,
        2,
        [column("revised_budget", "Total Budget"), column("outturn", basis="actual"), share],
        [(line(2, "Vehicles"), [300, 280, 75]), (line(3, "Estates"), [100, 90, 25])],
        **(third | {"table_kind": "capital", "subject": "capital"}),
    )
    identified = figure(
        NEIGHBOURS,
        250_000,
        subject="savings",
        measure="identified",
        financial_year=YEAR,
        sentence="Savings of £250k are identified.",
        passage=1,
        **whose,
    )
    return [*revenue, *programme, identified]


def house() -> Raw:
    """Two quarters and an outturn, with a reprint that restates a line, and a paper without figures."""
    return Raw(
        papers=(FIRST, SECOND, REPRINT, OUTTURN, SILENT, NEIGHBOURS),
        figures=(
            *first_quarter(),
            *second_quarter_by_type(),
            *second_quarter_summary(),
            *changes(),
            *reserves(),
            *capital(),
            *second_quarter_by_type(REPRINT, officers=1060, employees=1562),
            *outturn(),
            *neighbours(),
        ),
        findings=(summary_finding(),),
    )
