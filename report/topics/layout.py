"""What the pages of all topics share: one page that compares the areas, and one for each area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from report.parts import Item, Link, Links, Page, Section, Words
from report.source import Area, Row, Source


def topic_pages(
    source: Source,
    topic: str,
    title: str,
    lead: str,
    by_area: Mapping[Area, list[Row]],
    compared: Sequence[Item],
    sections_of: Callable[[Area, list[Row]], list[Section]],
) -> Iterator[Page]:
    """The page of a topic, then one for each of its areas. `compared` is what the first shows of all of them."""
    if not by_area:
        nothing = Words(
            "No paper in this warehouse publishes figures of this, so there is nothing to show or to chart."
        )
        yield Page(topic, topic, title, lead, [Section("No figures", [nothing], "nothing")], key=False)
        return
    silent = source.without(by_area)
    links = Links([Link(area.name, f"{topic}-{area.ident}.html") for area in by_area])
    where: list[Item] = [links, *([Words(silent)] if silent else [])]
    yield Page(
        topic,
        topic,
        title,
        lead,
        [
            Section("In detail, by area", where, "areas"),
            *([Section("Compared", compared, "compared")] if compared else []),
        ],
    )
    for area, rows in by_area.items():
        trail = [Link(title, f"{topic}.html")]
        yield Page(f"{topic}-{area.ident}", topic, f"{title}: {area.name}", lead, sections_of(area, rows), trail)


def groups(rows: Sequence[Row], *columns: str) -> Iterator[tuple[tuple[Any, ...], list[Row]]]:
    """Rows by the values of columns, in the order in which these come first."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    yield from found.items()


def only_once(labels: Sequence[str]) -> list[str]:
    """The same labels, with a number where one comes again: charts have one place for each label."""
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


def year_ended(day: dt.date) -> str | None:
    """The financial year that a 31 March ends; None for other days."""
    return f"{day.year - 1}/{day.year % 100:02}" if (day.month, day.day) == (3, 31) else None
