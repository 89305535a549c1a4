"""Forecast against outturn: how forecasts moved from quarter to quarter, and where the year ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from report import charts, numbers
from report.parts import Cell, Chart, Column, Item, Page, Row, Section, Table, Words
from report.source import PLACED, Area, Figures, Source, first_href, number
from report.source import Row as Record
from report.topics.layout import groups, only_once, topic_pages

TITLE = "Forecast and outturn"
LEAD = (
    "What each budget was expected to come to, quarter by quarter, and what it came to. A variance is forecast or "
    "outturn less budget: positive is an overspend, or income that did not come in."
)
MOST_LINES = 16
STATEMENTS = {
    "net_revenue": "Net revenue",
    "by_type": "By type of spending",
    "by_department": "By department",
    "memo": "A closer look",
    "budget": "Budget",
}
WHOLE = ("net_revenue_expenditure", "grand_total")
"""The lines that stand for a whole budget, the best first."""
COLUMNS = (
    ("original_budget_gbp", "Original budget", False),
    ("revised_budget_gbp", "Revised budget", False),
    ("q1_forecast_gbp", "Q1 forecast", False),
    ("q2_forecast_gbp", "Q2 forecast", False),
    ("q3_forecast_gbp", "Q3 forecast", False),
    ("outturn_gbp", "Outturn", False),
    ("forecast_drift_gbp", "Drift of forecasts", True),
    ("outturn_less_forecast_gbp", "Outturn less latest forecast", True),
)
History = Mapping[tuple[Any, ...], list[Record]]


def pages(source: Source) -> Iterator[Page]:
    """The page of the topic, then one for each area."""
    figures = source.figures_of("forecast_vs_outturn")
    moves = source.figures_of("forecast_history", "variance_gbp")
    by_area = source.by_area(
        source.rows(
            f"""
            select v.* from marts.forecast_vs_outturn as v left join ({PLACED.format(mart="forecast_vs_outturn")}) as p
                using (row_id)
            where v.latest_forecast_gbp is not null or v.outturn_gbp is not null
            order by v.organisation, v.financial_year desc, v.statement, p.place nulls last, v.line, v.row_id
            """
        )
    )
    history: History = dict(
        groups(
            list(source.rows("select * from marts.forecast_history order by as_at nulls last, row_id")),
            "organisation",
            "financial_year",
            "statement",
        )
    )

    def sections_of(_area: Area, rows: list[Record]) -> list[Section]:
        found: list[Section] = []
        for (organisation, year), of_year in groups(rows, "organisation", "financial_year"):
            anchor = f"y{len(found) + 1}"
            found.append(Section(f"{organisation}, {year}", [], anchor))
            for (statement,), lines in groups(of_year, "statement"):
                group = history.get((organisation, year, statement), [])
                items = statement_items(lines, group, figures, moves)
                heading = STATEMENTS.get(statement, numbers.words(statement))
                found.append(Section(heading, items, f"y{len(found) + 1}", level=3))
        return found

    yield from topic_pages(source, "forecast", TITLE, LEAD, by_area, compared(by_area, figures), sections_of)


def compared(by_area: Mapping[Area, list[Record]], figures: Figures) -> list[Item]:
    """Whole budgets of all areas: a chart of the latest year of each body, a table of all."""
    whole = [row for rows in by_area.values() for row in whole_budgets(rows)]
    if not whole:
        return [Words("No paper gives a forecast or an outturn of a whole budget; its lines are on the areas' pages.")]
    points = []
    for _, of_body in groups(whole, "organisation"):
        latest = of_body[0]
        for column, kind in (("latest_forecast_gbp", "Latest forecast"), ("outturn_gbp", "Outturn")):
            over = over_budget(latest, column)
            if over is not None:
                points.append(
                    {
                        "line": f"{latest['organisation']}, {latest['financial_year']}",
                        "kind": kind,
                        "value": over,
                        "href": first_href(figures, latest, column),
                        "label": f"{latest['organisation']}, {latest['financial_year']}: {kind} "
                        f"{numbers.percent(over)} against the revised budget",
                    }
                )
    items: list[Item] = []
    if points:
        items.append(
            Chart(
                "Whole budgets: latest forecast and outturn against the revised budget",
                "Per cent over (to the right) or under the revised budget, in the latest year of each body.",
                charts.dots(points, "Per cent of the revised budget", ("Latest forecast", "Outturn")),
                ["Where a mark is missing, no paper loaded gives that figure: it is a gap, not a zero."],
            )
        )
    rows = [
        Row([row["organisation"], row["financial_year"], numbers.words(row["line"]), *amounts(row, figures)[1:]])
        for row in whole
    ]
    headings = [Column("Organisation"), Column("Year"), Column("Line")]
    headings += [Column(heading, numeric=True) for _, heading, _ in COLUMNS[1:]]
    headings.append(Column("Forecast error", numeric=True))
    items.append(
        Table("Whole budgets, £000", headings, rows, "Forecast error: outturn less latest forecast, of the outturn.")
    )
    return items


def whole_budgets(rows: Sequence[Record]) -> Iterator[Record]:
    """The row that stands for the whole budget of each body and year; none where a paper has no such total."""
    order = list(STATEMENTS)
    for _, of_year in groups(rows, "organisation", "financial_year"):
        totals = [row for row in of_year if row["is_total"] and row["line"] in WHOLE and row["statement"] != "memo"]
        if totals:
            yield min(totals, key=lambda row: (WHOLE.index(row["line"]), order.index(row["statement"])))


def over_budget(row: Record, column: str) -> Decimal | None:
    """How far a forecast or outturn is over the revised budget, in per cent of it."""
    if row[column] is None or not row["revised_budget_gbp"]:
        return None
    budget = Decimal(row["revised_budget_gbp"])
    return Decimal(100 * (row[column] - budget) / abs(budget))


def statement_items(lines: list[Record], group: list[Record], figures: Figures, moves: Figures) -> list[Item]:
    """One statement of one year: how its lines moved, how its whole moved, and all of it as a table."""
    items: list[Item] = []
    points = [point for row in group if (point := position(row, moves))]
    there = charts.in_use(charts.QUARTERS, points, "period")
    missing = [period for period in charts.QUARTERS if period not in there]
    gap = f"No position for {numbers.listed(missing)} is published here: a gap, not a zero." if missing else ""
    moved = drifting([point for point in points if not point["is_total"]])
    if moved:
        shown = {point["line"] for point in moved}
        left_out = len({point["line"] for point in points if not point["is_total"]} - shown)
        rest = (
            f"{numbers.counted(left_out, 'line')} with less or no variance stand only in the table." if left_out else ""
        )
        items.append(
            Chart(
                "Variance by line, from quarter to quarter",
                "Forecast or outturn less budget in £000, to the right over budget; a mark for each position, "
                "lines with the largest variance first.",
                charts.drift(moved, "Over (+) or under (−) budget, £000"),
                [words for words in (gap, rest) if words],
            )
        )
    whole = next((line for line in WHOLE if any(p["term"] == line and p["is_total"] for p in points)), None)
    of_whole = {point["period"]: point for point in points if point["term"] == whole and point["is_total"]}
    if len(of_whole) > 1:
        series = numbers.words(whole)
        course = [
            of_whole.get(period, {"at": period, "value": None, "label": "", "href": None})
            | {"at": period, "series": series}
            for period in charts.QUARTERS
        ]
        items.append(
            Chart(
                f"{series}: variance at each quarter",
                "Forecast or outturn less budget in £000, in the order of the year.",
                charts.course(course, "£000", charts.QUARTERS),
                [gap] if gap else [],
            )
        )
    named = only_once([numbers.words(row["line"]) for row in lines])
    rows = [Row([name, *amounts(row, figures)], total=row["is_total"]) for name, row in zip(named, lines, strict=True)]
    headings = [Column("Line"), *(Column(heading, numeric=True) for _, heading, _ in COLUMNS)]
    headings.append(Column("Forecast error", numeric=True))
    body = f"{lines[0]['organisation']}, {lines[0]['financial_year']}"
    statement = STATEMENTS.get(lines[0]["statement"], numbers.words(lines[0]["statement"])).lower()
    at = {
        (row["line"], numbers.period(row["report_period"])): number(moves, row, "variance_gbp", "thousands")
        for row in group
    }
    variances = Table(
        f"{body}, {statement}: variances at each position, £000",
        [Column("Line"), *(Column(period, numeric=True) for period in charts.QUARTERS)],
        [
            Row([name, *(at.get((row["line"], period)) for period in charts.QUARTERS)], total=row["is_total"])
            for name, row in zip(named, lines, strict=True)
        ],
        "Forecast or outturn less the budget of that date.",
    )
    items.append(
        Table(
            f"{body}, {statement}: forecasts and outturn, £000",
            headings,
            rows,
            "Totals are shaded; they are not to be added to their lines.",
        )
    )
    if points:
        items.append(variances)
    return items


def amounts(row: Record, figures: Figures) -> list[Cell]:
    """The amounts of a line, in the order of `COLUMNS`, then the forecast error; one forecast has not drifted."""
    shown = row if row["forecasts"] > 1 else row | {"forecast_drift_gbp": None}
    return [
        *(
            number(figures, shown, column, "thousands", computed=computed or column in row["derived"])
            for column, _, computed in COLUMNS
        ),
        number(figures, row, "forecast_error_pct", "percent", computed=True),
    ]


def position(row: Record, moves: Figures) -> dict[str, Any] | None:
    """A line's variance at one date, as a point of a chart; None without a variance or outside the quarters."""
    period = numbers.period(row["report_period"])
    if row["variance_gbp"] is None or period not in charts.QUARTERS:
        return None
    line = numbers.words(row["line"])
    return {
        "line": line,
        "term": row["line"],
        "is_total": row["is_total"],
        "period": period,
        "value": row["variance_gbp"] / 1000,
        "href": first_href(moves, row, "variance_gbp"),
        "label": f"{line}, {period}: {numbers.thousands(row['variance_gbp'])} thousand pounds against budget",
    }


def drifting(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points of the lines with the largest variances, the largest first; lines that never vary are left out."""
    largest: dict[str, Decimal] = {}
    for point in points:
        largest[point["line"]] = max(largest.get(point["line"], Decimal(0)), abs(point["value"]))
    order = sorted((line for line, most in largest.items() if most), key=lambda line: (-largest[line], line))
    places = {line: place for place, line in enumerate(order[:MOST_LINES])}
    return sorted((p for p in points if p["line"] in places), key=lambda p: places[p["line"]])
