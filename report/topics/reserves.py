"""Reserves: what they held, each forecast of what they would hold, and general balances against the net budget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from report import charts, numbers
from report.parts import Cell, Chart, Column, Item, Number, Page, Row, Section, Table, Words
from report.source import Area, Figures, Source, derived, number, paper_link
from report.source import Row as Record
from report.topics.forecast import WHOLE
from report.topics.layout import groups, topic_pages, year_ended

TITLE = "Reserves"
LEAD = (
    "What reserves held at each year's end, what each forecast said that they would hold, and general balances as a "
    "share of the net budget."
)
YARDSTICK_PCT = 3
MOST_VINTAGES = 5
DRAWN = ("general", "total")
Budgets = Mapping[tuple[str, str], tuple[Decimal, Number]]


def pages(source: Source) -> Iterator[Page]:
    """The page of the topic, then one for each area."""
    figures = source.figures_of("reserve_balances")
    differences = source.figures_of("reserves_forecast_vs_actual")
    by_area = source.by_area(
        source.rows(
            """
            select * from marts.reserve_balances
            order by organisation, is_total, category <> 'general', reserve, as_at, basis, forecast_made_on, row_id
            """
        )
    )
    held = dict(
        groups(
            list(
                source.rows(
                    "select * from marts.reserves_forecast_vs_actual"
                    " order by organisation, is_total, reserve, as_at, forecast_made_on, row_id"
                )
            ),
            "organisation",
        )
    )

    def sections_of(_area: Area, rows: list[Record]) -> list[Section]:
        found: list[Section] = []
        for (organisation,), of_body in groups(rows, "organisation"):
            items: list[Item] = list(drawn(of_body, figures))
            items.append(balances(organisation, of_body, figures))
            if (organisation,) in held:
                items.append(forecasts(organisation, held[organisation,], differences))
            found.append(Section(organisation, items, f"b{len(found) + 1}"))
        return found

    shown = compared(by_area, figures, net_budgets(source))
    yield from topic_pages(source, "reserves", TITLE, LEAD, by_area, shown, sections_of)


def net_budgets(source: Source) -> Budgets:
    """The net budget of each body and year: of a monitoring table where there is one, else as a paper states it."""
    found: dict[tuple[str, str], tuple[Decimal, Number]] = {}
    balances = source.figures_of("funding", "value")
    for row in source.rows(
        """
        select * from marts.funding where measure = 'net_budget' and unit = 'GBP' and financial_year is not null
        order by basis = 'approved', basis = 'budget', meeting_date nulls first, row_id
        """
    ):
        cell = number(balances, row, "value", "pounds")
        if cell and row["organisation"]:
            found[row["organisation"], row["financial_year"]] = (row["value"], cell)
    tabled = source.figures_of("forecast_vs_outturn", "revised_budget_gbp", "original_budget_gbp")
    for row in source.rows(
        """
        select * from marts.forecast_vs_outturn where is_total and line = $1
        order by statement = 'net_revenue', statement = 'by_type', row_id
        """,
        WHOLE[0],
    ):
        column = "revised_budget_gbp" if row["revised_budget_gbp"] is not None else "original_budget_gbp"
        cell = number(tabled, row, column, "pounds")
        if cell:
            found[row["organisation"], row["financial_year"]] = (row[column], cell)
    return found


def compared(by_area: Mapping[Area, list[Record]], figures: Figures, budgets: Budgets) -> list[Item]:
    """General balances of all bodies as a share of the net budget of the year that ends."""
    points, rows, unknown = [], [], 0
    for area_rows in by_area.values():
        general = [row for row in area_rows if row["category"] == "general" and not row["is_total"]]
        for (organisation, as_at), group in groups(
            sorted(general, key=lambda r: (r["organisation"], r["as_at"])), "organisation", "as_at"
        ):
            row = best_known(group)
            year = year_ended(as_at)
            budget = budgets.get((organisation, year)) if year else None
            balance = number(figures, row, "balance_gbp", "thousands")
            if budget is None or not budget[0]:
                unknown += 1
                part = None
            else:
                value = 100 * row["balance_gbp"] / budget[0]
                part = derived(value, "percent", balance, budget[1])
                points.append(
                    {
                        "line": organisation,
                        "kind": "Actual" if row["basis"] == "actual" else "Forecast",
                        "value": value,
                        "href": balance.links[0] if balance and balance.links else None,
                        "label": f"{organisation}, {numbers.date(as_at)}: {numbers.percent(value)}",
                    }
                )
            rows.append(
                Row(
                    [
                        organisation,
                        numbers.date(as_at),
                        basis_of(row),
                        balance,
                        budget[1] if budget else None,
                        part,
                    ]
                )
            )
    items: list[Item] = []
    if points:
        missing = (
            f"{numbers.counted(unknown, 'balance')} cannot be drawn: no paper loaded gives the net budget of the year."
            if unknown
            else ""
        )
        items.append(
            Chart(
                "General balances as a share of the net budget",
                "A mark for each year's end: the general balance, in per cent of the net budget of the year that ends "
                f"then. The dashed line stands at {YARDSTICK_PCT}%, as a yardstick.",
                charts.dots(points, "Per cent of the net budget", ("Actual", "Forecast"), rule=YARDSTICK_PCT),
                [missing] if missing else [],
            )
        )
    elif rows:
        items.append(
            Words(
                "No paper loaded gives both a general balance and the net budget of its year, so no share can be drawn."
            )
        )
    columns = [Column("Organisation"), Column("At"), Column("Basis")]
    columns += [
        Column(heading, numeric=True) for heading in ("General balance, £000", "Net budget of the year", "Share")
    ]
    if rows:
        items.append(
            Table(
                "General balances at each year's end",
                columns,
                rows,
                "The actual where one is published, else the forecast made last.",
            )
        )
    return items


def best_known(group: list[Record]) -> Record:
    """Of what is told of one balance: the actual, else the forecast made last; the later meeting outranks."""
    return max(
        group,
        key=lambda r: (
            r["basis"] == "actual",
            r["forecast_made_on"] or dt.date.min,
            r["meeting_date"] or dt.date.min,
            r["row_id"],
        ),
    )


def basis_of(row: Record) -> str:
    """`actual`, or when a forecast was made."""
    if row["basis"] == "actual":
        return "actual"
    return f"forecast of {numbers.date(row['forecast_made_on'])}" if row["forecast_made_on"] else "forecast"


def drawn(rows: list[Record], figures: Figures) -> Iterator[Chart]:
    """A chart for general balances and each total: the actual, and each forecast made of it."""
    for (reserve, category), group in groups(rows, "reserve", "category"):
        if category not in DRAWN or len({row["as_at"] for row in group}) < 2:
            continue
        vintages = sorted(
            {
                basis_of(row): row["forecast_made_on"] or dt.date.min for row in group if row["basis"] != "actual"
            }.items(),
            key=lambda item: item[1],
        )
        kept = ["actual", *(name for name, _ in vintages[-MOST_VINTAGES:])]
        dates = year_ends(row["as_at"] for row in group if basis_of(row) in kept)
        points: list[dict[str, Any]] = []
        gaps = 0
        for name in kept:
            at = {
                row["as_at"]: row
                for row in sorted(group, key=lambda r: (r["meeting_date"] or dt.date.min, r["row_id"]))
                if basis_of(row) == name
            }
            for day in dates:
                row = at.get(day)
                within = bool(at) and min(at) <= day <= max(at)
                if row is None and not within:
                    continue
                gaps += row is None
                cell = number(figures, row, "balance_gbp", "thousands") if row else None
                points.append(
                    {
                        "at": f"{day:%b %Y}",
                        "series": name[0].upper() + name[1:],
                        "value": row["balance_gbp"] / 1_000_000 if row else None,
                        "href": cell.links[0] if cell and cell.links else None,
                        "label": f"{numbers.date(day)}, {name}: {numbers.pounds(row['balance_gbp'])}" if row else "",
                    }
                )
        words = []
        if gaps:
            words.append(
                f"A line breaks where no balance is published ({numbers.counted(gaps, 'year end')}): a gap, not a zero."
            )
        if len(vintages) > MOST_VINTAGES:
            words.append(f"Of {len(vintages)} forecasts the {MOST_VINTAGES} made last are drawn; the table has all.")
        if not any(row["basis"] == "actual" for row in group):
            words.append("No actual balance is published.")
        yield Chart(
            f"{numbers.words(reserve)}: actual, and each forecast",
            "Balance in £ million at each date; each forecast is a line of its own.",
            charts.course(points, "£ million", [f"{day:%b %Y}" for day in dates]),
            words,
        )


def year_ends(days: Any) -> list[dt.date]:
    """The days, and every 31 March between the first and the last."""
    there = set(days)
    marches = {dt.date(year, 3, 31) for year in range(min(there).year, max(there).year + 1)}
    return sorted(there | {day for day in marches if min(there) <= day <= max(there)})


def balances(organisation: str, rows: list[Record], figures: Figures) -> Table:
    """All balances of one body."""
    columns = [Column("Reserve"), Column("At"), Column("Basis"), Column("£000", numeric=True)]
    columns += [Column("Named in the paper"), Column("Paper")]
    cells: list[Row] = []
    for row in rows:
        at = numbers.date(row["as_at"]) + (" (by convention)" if row["as_at_inferred"] else "")
        line: list[Cell] = [
            numbers.words(row["reserve"]),
            at,
            basis_of(row),
            number(figures, row, "balance_gbp", "thousands"),
        ]
        cells.append(Row([*line, row["reserve_published"], paper_link(row)], total=row["is_total"]))
    return Table(
        f"{organisation}: balances", columns, cells, "Totals are shaded; they are not to be added to their reserves."
    )


def forecasts(organisation: str, rows: list[Record], figures: Figures) -> Table:
    """Each forecast of a balance against what it came to."""
    columns = [Column("Reserve"), Column("At"), Column("Forecast made")]
    columns += [Column(heading, numeric=True) for heading in ("Forecast", "Actual", "Actual less forecast")]
    cells = [
        Row(
            [
                numbers.words(row["reserve"]),
                numbers.date(row["as_at"]),
                numbers.date(row["forecast_made_on"]) or None,
                number(figures, row, "forecast_gbp", "thousands"),
                number(figures, row, "actual_gbp", "thousands"),
                number(figures, row, "difference_gbp", "thousands", computed=True),
            ],
            total=row["is_total"],
        )
        for row in rows
    ]
    return Table(f"{organisation}: forecasts against what came, £000", columns, cells)
