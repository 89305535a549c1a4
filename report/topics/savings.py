"""Savings: what was to be saved, what is found, expected, delivered, late and out of reach, as papers say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from report import charts, numbers
from report.palette import SERIES
from report.parts import Chart, Column, Item, Page, Quote, Row, Section, Table
from report.source import Area, Figures, Source, first_href, number, paper_link
from report.source import Row as Record
from report.topics.layout import groups, only_once, topic_pages

TITLE = "Savings"
LEAD = (
    "What papers say of savings: the target, what is found, expected and delivered, and what is late or out of reach. "
    "Each row is what one passage says. Passages may speak of the same money, so rows are never to be added."
)
AMOUNTS = (
    ("target_gbp", "Target"),
    ("identified_gbp", "Identified"),
    ("forecast_gbp", "Expected"),
    ("delivered_gbp", "Delivered"),
)
SHARES = (
    ("delivered_pct", "Delivered"),
    ("delayed_pct", "Delayed"),
    ("unachievable_pct", "Unachievable"),
)
HOW = {"gbp": "pounds", "pct": "share"}
COLUMNS = {"programme": "Programme", **dict(AMOUNTS), **{column: f"{kind} (%)" for column, kind in SHARES}}
SHARE_COLOURS = (SERIES[2], SERIES[3], SERIES[6])


def pages(source: Source) -> Iterator[Page]:
    """The page of the topic, then one for each area."""
    figures = source.figures_of("savings_delivery")
    by_area = source.by_area(
        source.rows(
            """
            select * from marts.savings_delivery
            order by organisation nulls last, financial_year desc nulls last, meeting_date, passage, occurrence, row_id
            """
        )
    )

    def sections_of(_area: Area, rows: list[Record]) -> list[Section]:
        found: list[Section] = []
        for (organisation,), group in groups(rows, "organisation"):
            heading = organisation or "No organisation named"
            found.append(Section(heading, passages(heading, group, figures), f"b{len(found) + 1}"))
        return found

    both = {
        row["organisation"]: row
        for rows in by_area.values()
        for row in sorted(rows, key=lambda row: (row["financial_year"] or "", row["meeting_date"] or dt.date.min))
        if row["target_gbp"] is not None and row["delivered_gbp"] is not None
    }
    heading = "The latest passage of each body that gives both a target and what was delivered"
    shown = passages(heading, list(both.values()), figures, named=True) if both else []
    yield from topic_pages(source, "savings", TITLE, LEAD, by_area, shown, sections_of)


def passages(heading: str, rows: Sequence[Record], figures: Figures, *, named: bool = False) -> list[Item]:
    """What passages say, drawn and as a table."""
    labels = only_once([f"{row['organisation']}, {label_of(row)}" if named else label_of(row) for row in rows])
    amounts = [
        point(label, row, column, kind, row[column] / 1_000_000, numbers.pounds(row[column]), figures)
        for label, row in zip(labels, rows, strict=True)
        for column, kind in AMOUNTS
        if row[column] is not None
    ]
    parts = [
        {**point(label, row, column, kind, row[column], numbers.share(row[column]), figures), "place": place}
        for label, row in zip(labels, rows, strict=True)
        for place, (column, kind) in enumerate(SHARES)
        if row[column] is not None
    ]
    items: list[Item] = []
    if amounts:
        items.append(
            Chart(
                "Savings, passage by passage",
                "In £ million, a row for each passage and a mark for each amount in it; hollow where the paper hedges "
                "(about, over) or the amount is computed.",
                charts.dots(amounts, "£ million", [kind for _, kind in AMOUNTS]),
                ["A passage without a mark for the target, or for delivery, does not give it: a gap, not a zero."],
            )
        )
    if parts:
        items.append(
            Chart(
                "Shares of the target",
                "In per cent of the target: delivered, delayed and unachievable.",
                charts.shares(parts, "Per cent of the target", [kind for _, kind in SHARES], SHARE_COLOURS),
                ["Only passages that publish shares are drawn; what they leave open is blank."],
            )
        )
    used = [name for name in COLUMNS if any(row[name] is not None for row in rows)]
    columns = [Column("Year and meeting")]
    columns += [Column(COLUMNS[name], numeric=name != "programme") for name in used]
    columns += [Column("Words", wide=True), Column("Paper")]
    unused = [COLUMNS[name].lower() for name in COLUMNS if name not in used]
    items.append(
        Table(
            f"{heading}: savings",
            columns,
            [
                Row(
                    [
                        label,
                        *(
                            row[name]
                            if name == "programme"
                            else number(figures, row, name, HOW[name[-3:]], computed=name in row["derived"])
                            for name in used
                        ),
                        Quote(row["sentence"]) if row["sentence"] else "in a table",
                        paper_link(row),
                    ],
                    total=row["is_total"],
                )
                for label, row in zip(labels, rows, strict=True)
            ],
            f"No passage here gives {numbers.listed(unused)}." if unused else "",
        )
    )
    return items


def label_of(row: Record) -> str:
    """A passage's year, and the meeting that it went to."""
    met = f"meeting of {numbers.date(row['meeting_date'])}" if row["meeting_date"] else "undated"
    return f"{row['financial_year'] or 'no year'}, {met}"


def point(
    label: str, row: Record, column: str, kind: str, value: Any, written: str, figures: Figures
) -> dict[str, Any]:
    """An amount as a mark of a chart."""
    return {
        "line": label,
        "kind": kind,
        "value": value,
        "href": first_href(figures, row, column),
        "label": f"{label}: {kind.lower()} {numbers.hedged(row['qualifier'], written)}",
        "sure": numbers.hedge(row["qualifier"]) is None and column not in row["derived"],
    }
