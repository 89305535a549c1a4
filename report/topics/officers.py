"""Officers: the uplift against its allocation, and the strength of the force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from report import charts, numbers
from report.parts import Cell, Chart, Column, Item, Page, Quote, Row, Section, Table, Words
from report.source import Area, Figures, Source, first_href, number, paper_link
from report.source import Row as Record
from report.topics.layout import groups, topic_pages

TITLE = "Officers"
LEAD = (
    "Officers that the uplift allocated, planned and delivered, and officers, staff and others in post, as papers say "
    "it. Programmes and years overlap, so rows are not to be added."
)
MEASURES = ("allocation", "target", "posts_allocated", "planned", "requested", "delivered")
POSTS = ("establishment", "strength", "forecast")


def pages(source: Source) -> Iterator[Page]:
    """The page of the topic, then one for each area."""
    uplift = source.figures_of("officer_uplift", "value")
    posts = source.figures_of("workforce", "value")
    order = "organisation nulls last, {}, financial_year desc nulls last, as_at desc nulls last, meeting_date, row_id"
    by_area = source.by_area(
        row | {"mart": mart}
        for mart, first in (("officer_uplift", "programme, measure"), ("workforce", "role nulls last, measure"))
        for row in source.rows(f"select * from marts.{mart} order by {order.format(first)}")
    )

    def sections_of(_area: Area, rows: list[Record]) -> list[Section]:
        found: list[Section] = []
        for mart, heading, figures in (
            ("officer_uplift", "Uplift against allocation", uplift),
            ("workforce", "In post", posts),
        ):
            group = [row for row in rows if row["mart"] == mart]
            items = (uplift_items if mart == "officer_uplift" else post_items)(group, figures)
            if not group:
                items = [Words("No paper loaded gives figures of this here.")]
            found.append(Section(heading, items, f"b{len(found) + 1}"))
        return found

    of_uplift = [row for rows in by_area.values() for row in rows if row["mart"] == "officer_uplift"]
    group = [row for row in of_uplift if row["organisation"]]
    shown = uplift_items(group, uplift) if group else [Words("No paper loaded gives figures of the uplift.")]
    yield from topic_pages(source, "officers", TITLE, LEAD, by_area, shown, sections_of)


def uplift_items(rows: Sequence[Record], figures: Figures) -> list[Item]:
    """What papers say of the uplift, drawn where it counts officers or posts, and as a table."""
    measures = [*MEASURES, *sorted({row["measure"] for row in rows} - set(MEASURES))]
    local = [row for row in rows if row["unit"] in ("officers", "posts")]
    labels = [f"{row['organisation']}, {row['programme'] or 'no programme named'}" for row in local]
    largest = max((abs(row["value"]) for row in local), default=0)
    small = [row for row in local if abs(row["value"]) * 40 >= largest]
    points = [mark(label, row, figures) for label, row in zip(labels, local, strict=True) if row in small]
    items: list[Item] = []
    if points:
        gaps = ["A body without a mark for what was delivered has published none: a gap, not a zero."]
        if len(small) < len(local):
            gaps.append("Values less than a fortieth of the largest stand only in the table.")
        items.append(
            Chart(
                "Uplift: allocated, planned and delivered",
                "Officers or posts, a row for each body and programme, a mark for each figure; hollow where hedged.",
                charts.dots(points, "Officers or posts", [numbers.words(measure) for measure in measures]),
                gaps,
            )
        )
    if rows:
        items.append(told_table("Uplift", rows, figures, "Programme", "programme"))
    return items


def post_items(rows: Sequence[Record], figures: Figures) -> list[Item]:
    """People in post, drawn over time where dates are known, and as a table."""
    items: list[Item] = []
    for (organisation, role, unit), group in groups(
        [row for row in rows if row["measure"] in POSTS and row["as_at"]], "organisation", "role", "unit"
    ):
        dates = sorted({row["as_at"] for row in group})
        if len(dates) < 2:
            continue
        last = {(row["measure"], row["as_at"]): row for row in group}
        points = [
            {
                "at": f"{day:%-d %b %Y}",
                "series": numbers.words(measure),
                "value": row["value"] if row else None,
                "href": first_href(figures, row, "value") if row else None,
                "label": f"{numbers.date(day)}: {numbers.words(measure).lower()} {numbers.count(row['value'])}"
                if row
                else "",
            }
            for measure in POSTS
            if any(row["measure"] == measure for row in group)
            for day in dates
            for row in [last.get((measure, day))]
        ]
        items.append(
            Chart(
                f"{organisation}: {numbers.words(role or 'people').lower()} ({unit}) at each date",
                "Each date that papers give, in order; the distance between marks is not to scale.",
                charts.course(points, numbers.words(unit), [f"{day:%-d %b %Y}" for day in dates]),
                ["A date without a mark of a series has no published figure of it: a gap, not a zero."],
            )
        )
    if rows:
        items.append(told_table("In post", rows, figures, "Role", "role"))
    return items


def told_table(caption: str, rows: Sequence[Record], figures: Figures, heading: str, column: str) -> Table:
    """What papers say, a row for each figure."""
    columns = [Column("Organisation"), Column(heading), Column("Measure"), Column("Number", numeric=True)]
    columns += [Column("Unit"), Column("Basis"), Column("Of"), Column("Words", wide=True), Column("Paper")]
    found = []
    for row in rows:
        cells: list[Cell] = [row["organisation"], numbers.words(row[column]), numbers.words(row["measure"])]
        cells += [
            number(figures, row, "value", "count"),
            numbers.SPELT.get(row["unit"], row["unit"]),
            row["basis"],
            when(row),
        ]
        found.append(
            Row(
                [*cells, Quote(row["sentence"]) if row["sentence"] else "in a table", paper_link(row)],
                total=row["is_total"],
            )
        )
    return Table(caption, columns, found)


def when(row: Record) -> str:
    """The date, or the year, or the words of a period."""
    return numbers.date(row["as_at"]) or row["financial_year"] or row.get("period") or "no date given"


def mark(label: str, row: Record, figures: Figures) -> dict[str, Any]:
    """A figure as a mark of a chart."""
    value = numbers.hedged(row["qualifier"], numbers.count(row["value"]))
    return {
        "line": label,
        "kind": numbers.words(row["measure"]),
        "value": row["value"],
        "href": first_href(figures, row, "value"),
        "label": f"{label}, {numbers.words(row['measure']).lower()}: {value} {row['unit']}, {when(row)}",
        "sure": numbers.hedge(row["qualifier"]) is None,
    }
