"""Crime: how it changed in an area, beside the national change where a paper gives one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from report import charts, numbers
from report.parts import Cell, Chart, Column, Item, Page, Quote, Row, Section, Table
from report.source import NATION, Area, Figures, Source, first_href, number, paper_link
from report.source import Row as Record
from report.topics.layout import topic_pages

TITLE = "Crime"
LEAD = (
    "Changes in crime as papers state them, beside the change that a paper states for England and Wales. Papers choose "
    "their own periods and comparisons; a pair may not speak of the same months, so read the words."
)
HERE = "This force"
ANY = "A force"
MOST_NAMED = 6


def pages(source: Source) -> Iterator[Page]:
    """The page of the topic, then one for each area."""
    figures = source.figures_of("crime", "value")
    by_area = source.by_area(
        source.rows(
            "select * from marts.crime order by organisation nulls last, measure <> 'change_pct', measure, offence,"
            " meeting_date desc, occurrence, row_id"
        )
    )
    changes = [row for rows in by_area.values() for row in rows if is_change(row)]
    national = [row for row in changes if row["organisation"] == NATION]
    local = [row for row in changes if row["organisation"] != NATION]

    def sections_of(area: Area, rows: list[Record]) -> list[Section]:
        mine = [row for row in rows if is_change(row)]
        offences = {row["offence"] for row in mine}
        beside = [row for row in national if row["offence"] in offences and area.name != NATION]
        found = []
        if mine:
            found.append(Section("Change in recorded crime", change_items(mine, beside, figures), "change"))
        others = [row for row in rows if not is_change(row)]
        if others:
            items = [statements_table("Other figures of crime", others, figures)]
            found.append(Section("Counts, ranks and rates", items, "others"))
        return found

    offences = {row["offence"] for row in local}
    beside = [row for row in national if row["offence"] in offences]
    shown = change_items(local, beside, figures, named=True) if local else []
    yield from topic_pages(source, "crime", TITLE, LEAD, by_area, shown, sections_of)


def is_change(row: Record) -> bool:
    """Whether a row says by how many per cent something changed."""
    return row["measure"] == "change_pct" and row["offence"] is not None


def change_items(
    local: Sequence[Record], national: Sequence[Record], figures: Figures, *, named: bool = False
) -> list[Item]:
    """Changes of an area, or of all of them by name, beside the national ones of the same offences."""
    rows = sorted([*local, *national], key=lambda row: (row["offence"], row["organisation"] == NATION))
    bodies = sorted({row["organisation"] or "No organisation named" for row in local})
    areas = [HERE] if not named else bodies if len(bodies) <= MOST_NAMED else [ANY]
    points = [mark(row, figures, areas) for row in rows]
    without = sorted(
        {numbers.words(row["offence"]).lower() for row in local}
        - {numbers.words(row["offence"]).lower() for row in national}
    )
    gap = f"No paper loaded gives a national change for {numbers.listed(without)}." if without and local else ""
    return [
        Chart(
            "Change, beside the national change",
            "Per cent; a fall is to the left of zero. A mark for each statement; hollow where the paper hedges.",
            charts.dots(points, "Per cent change", [*areas, NATION]),
            [gap] if gap else [],
        ),
        statements_table("Changes, per cent", rows, figures),
    ]


def mark(row: Record, figures: Figures, areas: Sequence[str]) -> dict[str, Any]:
    """A change as a mark of a chart."""
    body = row["organisation"] or "No organisation named"
    offence = numbers.words(row["offence"])
    period = f", {row['period']}" if row["period"] else ""
    return {
        "line": offence,
        "kind": NATION if body == NATION else body if body in areas else areas[0],
        "value": row["value"],
        "href": first_href(figures, row, "value"),
        "label": f"{body}, {offence}: {numbers.hedged(row['qualifier'], numbers.share(Decimal(row['value'])))}{period}",
        "sure": numbers.hedge(row["qualifier"]) is None,
    }


def statements_table(caption: str, rows: Sequence[Record], figures: Figures) -> Table:
    """What papers say, a row for each figure."""
    columns = [Column("Offence or measure"), Column("Organisation"), Column("Measure"), Column("Value", numeric=True)]
    columns += [Column("Basis"), Column("Period"), Column("Against"), Column("Words", wide=True), Column("Paper")]
    found = []
    for row in rows:
        how = {"percent": "share", "GBP": "pounds"}.get(row["unit"], "count")
        cells: list[Cell] = [
            numbers.words(row["offence"] or row["line"]) or numbers.words(row["measure"]),
            row["organisation"],
            numbers.words(row["measure"]),
            number(figures, row, "value", how),
            row["basis"],
            row["period"] or row["financial_year"] or "not said",
            row["comparator"] or "not said",
            Quote(row["sentence"]) if row["sentence"] else "in a table",
            paper_link(row),
        ]
        found.append(Row(cells))
    return Table(caption, columns, found)
