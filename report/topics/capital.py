"""The capital programme: its budget, what was spent of it, what it is expected to come to, and what slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from report import charts, numbers
from report.parts import Chart, Column, Item, Page, Row, Section, Table, Words
from report.source import PLACED, Area, Figures, Source, derived, first_href, number
from report.source import Row as Record
from report.topics.layout import groups, only_once, topic_pages

TITLE = "Capital programme"
LEAD = (
    "What each capital programme may spend in a year, what it has spent, and what it is expected to spend. What is "
    "not spent in its year slips into a later one: a variance below zero."
)
COLUMNS = (
    ("original_budget_gbp", "Original budget"),
    ("brought_forward_gbp", "Brought forward"),
    ("total_budget_gbp", "Total budget"),
    ("spend_to_date_gbp", "Spent to date"),
    ("forecast_gbp", "Forecast"),
    ("outturn_gbp", "Outturn"),
)
DRAWN = (
    ("total_budget_gbp", "Budget"),
    ("spend_to_date_gbp", "Spent to date"),
    ("forecast_gbp", "Forecast"),
    ("outturn_gbp", "Outturn"),
)
SECTIONS = {"programme": "programme", "funding": "how it is paid for"}


def pages(source: Source) -> Iterator[Page]:
    """The page of the topic, then one for each area."""
    figures = source.figures_of("capital_programme")
    by_area = source.by_area(
        source.rows(
            f"""
            select c.* from marts.capital_programme as c left join ({PLACED.format(mart="capital_programme")}) as p
                using (row_id)
            order by organisation, financial_year desc, as_at desc nulls last, report_period, paper_id,
                section = 'funding', section, p.place nulls last, line_path, occurrence, row_id
            """
        )
    )

    def sections_of(_area: Area, rows: list[Record]) -> list[Section]:
        found: list[Section] = []
        for (organisation, year), of_year in groups(rows, "organisation", "financial_year"):
            found.append(Section(f"{organisation}, {year}", [], f"y{len(found) + 1}"))
            for (as_at, period, _), group in groups(of_year, "as_at", "report_period", "paper_id"):
                heading = f"{numbers.period(period)}{f', {numbers.date(as_at)}' if as_at else ''}"
                items = list(position_items(f"{organisation}, {year}, {numbers.period(period)}", group, figures))
                found.append(Section(heading, items, f"y{len(found) + 1}", level=3))
        return found

    yield from topic_pages(source, "capital", TITLE, LEAD, by_area, compared(by_area, figures), sections_of)


def position_items(body: str, group: list[Record], figures: Figures) -> Iterator[Item]:
    """One position of one programme: a chart of its lines, then a table for each section."""
    programme = [row for row in group if row["section"] == "programme" and not row["is_total"]]
    points = []
    names = only_once([row["line_path"] or numbers.words(row["line"]) for row in programme])
    for name, row in zip(names, programme, strict=True):
        for column, kind in DRAWN:
            if row[column] is not None:
                points.append(
                    {
                        "line": name,
                        "kind": kind,
                        "value": row[column] / 1000,
                        "href": first_href(figures, row, column),
                        "label": f"{name}: {kind.lower()} {numbers.thousands(row[column])} thousand pounds",
                    }
                )
    if len({point["kind"] for point in points}) > 1:
        missing = [kind for _, kind in DRAWN if kind not in {point["kind"] for point in points}]
        yield Chart(
            "Programme by line",
            "In £000: the year's budget as a pale bar, and what was spent or is expected in it.",
            charts.against_budget(points, "£000"),
            [f"This position gives no {numbers.listed([kind.lower() for kind in missing])}: a gap, not a zero."]
            if missing
            else [],
        )
    for (section,), rows in groups(group, "section"):
        used = [(column, heading) for column, heading in COLUMNS if any(row[column] is not None for row in rows)]
        named = only_once([row["line_path"] or numbers.words(row["line"]) for row in rows])
        yield Table(
            f"{body}: {SECTIONS.get(section, numbers.words(section))}, £000",
            [Column("Line"), *(Column(heading, numeric=True) for _, heading in used), Column("Variance", numeric=True)],
            [
                Row(
                    [
                        name,
                        *(number(figures, row, column, "thousands") for column, _ in used),
                        number(
                            figures, row, "variance_gbp", "thousands", computed=row["variance_source"] == "computed"
                        ),
                    ],
                    total=row["is_total"],
                )
                for name, row in zip(named, rows, strict=True)
            ],
        )


def compared(by_area: Mapping[Area, list[Record]], figures: Figures) -> list[Item]:
    """Whole programmes: what was not spent of the year's budget."""
    points, rows = [], []
    for area_rows in by_area.values():
        totals = [row for row in area_rows if row["is_total"] and row["section"] == "programme" and not row["level"]]
        for (organisation, year), group in groups(totals, "organisation", "financial_year"):
            for row in group:
                slipped = slippage(row)
                cells = [number(figures, row, column, "thousands") for column, _ in COLUMNS[2:]]
                variance = number(
                    figures, row, "variance_gbp", "thousands", computed=row["variance_source"] == "computed"
                )
                part = derived(slipped, "percent", variance, cells[0]) if slipped is not None else None
                rows.append(Row([organisation, year, numbers.period(row["report_period"]), *cells, variance, part]))
                if row is group[0] and slipped is not None:
                    points.append(point_of(row, slipped, figures))
    if not rows:
        return [Words("No paper loaded gives the total of a capital programme; its lines are on the areas' pages.")]
    items: list[Item] = []
    if points:
        items.append(
            Chart(
                "Whole programmes: variance against the year's budget",
                "Per cent of the total budget, a mark for the last position of each year; to the left of zero is money "
                "not spent in its year, most of which slips.",
                charts.dots(points, "Per cent of the year's budget", ("Forecast", "Outturn")),
                ["Years without a mark have no published position of the whole programme."],
            )
        )
    columns = [Column("Organisation"), Column("Year"), Column("Position")]
    columns += [Column(heading, numeric=True) for _, heading in COLUMNS[2:]]
    columns += [Column("Variance", numeric=True), Column("Of the budget", numeric=True)]
    return [*items, Table("Whole capital programmes, £000", columns, rows)]


def slippage(row: Record) -> Decimal | None:
    """The variance of a programme in per cent of its budget; None without one of them."""
    if row["variance_gbp"] is None or not row["total_budget_gbp"]:
        return None
    return Decimal(100 * row["variance_gbp"] / row["total_budget_gbp"])


def point_of(row: Record, slipped: Decimal, figures: Figures) -> dict[str, Any]:
    """A programme's variance as a point of a chart."""
    return {
        "line": row["organisation"],
        "kind": "Outturn" if row["outturn_gbp"] is not None else "Forecast",
        "value": slipped,
        "href": first_href(figures, row, "variance_gbp"),
        "label": f"{row['organisation']}, {row['financial_year']}: {numbers.percent(slipped)} of the budget",
    }
