"""The warehouse as the report reads it: rows of marts, and from each of their values to the figures behind it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import duckdb

from report import numbers
from report.parts import Link, Number
from warehouse.serve.query import PublishedRow

Row = dict[str, Any]
SAFE = re.compile(r"[0-9A-Za-z]{1,64}")
SHORT = 16
FETCHED_AT_ONCE = 5_000
BODY = re.compile(r"(?: (?:Police Service|Police|Constabulary))?(?: and)?(?: OPCC)?$")
NATION = "England and Wales"
WRITERS = {
    "thousands": numbers.thousands,
    "pounds": numbers.pounds,
    "percent": numbers.percent,
    "share": numbers.share,
    "count": numbers.count,
}


@dataclass(frozen=True, slots=True)
class Area:
    """A force with its office: what papers of one panel speak of. `ident` is safe in a file's name."""

    name: str
    ident: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure behind a value: where the report shows it, and what speaks against it."""

    href: str
    contradicted: bool
    qualifier: str


Figures = Mapping[tuple[str, str], tuple[Figure, ...]]


class Source:
    """Reads one published warehouse through an open connection, which it does not close."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, sql: str, *values: Any) -> Iterator[Row]:
        """The rows of a query, as they are fetched. Its order must be total, so that reports are alike."""
        cursor = self.connection.cursor()
        cursor.execute(sql, list(values))
        names = [column[0] for column in cursor.description or ()]
        while fetched := cursor.fetchmany(FETCHED_AT_ONCE):
            for row in fetched:
                yield PublishedRow(zip(names, row, strict=True))

    def figures_of(self, mart: str, *columns: str) -> Figures:
        """The figures behind each value of a mart, or of some columns; the paper that met last comes first."""
        found: dict[tuple[str, str], tuple[Figure, ...]] = {}
        for row in self.rows(
            """
            select m.row_id, m.column_name, list([f.figure_id, f.paper_id, coalesce(f.qualifier, 'exact'),
                case when f.has_contradiction or f.proof = 'contradicted' then 'x' else '' end]
                order by p.meeting_date desc nulls last, f.figure_id) as figures
            from core.mart_figures as m join core.figures as f using (figure_id)
            left join core.papers as p using (paper_id)
            where m.mart = $1 and ($2 = [] or list_contains($2, m.column_name)) group by all order by all
            """,
            mart,
            list(columns),
        ):
            found[row["row_id"], row["column_name"]] = tuple(
                Figure(figure_href(paper_id, figure_id), bool(against), qualifier)
                for figure_id, paper_id, qualifier, against in row["figures"]
            )
        return found

    @cached_property
    def areas(self) -> Mapping[str, Area]:
        """The area of each organisation."""
        return {
            row["organisation"]: area_of(row["force_area"] or BODY.sub("", row["organisation"]) or row["organisation"])
            for row in self.rows("select organisation, force_area from marts.organisations order by all")
        }

    def area(self, organisation: str | None) -> Area:
        """The area of an organisation, of one that is not listed too, and of none."""
        if organisation is None:
            return area_of("No organisation named")
        return self.areas.get(organisation) or area_of(BODY.sub("", organisation) or organisation)

    def by_area(self, rows: Iterator[Row]) -> dict[Area, list[Row]]:
        """Rows by the area of their organisation, areas in the order of their names."""
        found: dict[Area, list[Row]] = {}
        for row in rows:
            found.setdefault(self.area(row["organisation"]), []).append(row)
        return dict(sorted(found.items(), key=lambda item: item[0].name))

    @cached_property
    def spoken_of(self) -> set[Area]:
        """The areas that any figure speaks of."""
        return {
            self.area(row["organisation"])
            for row in self.rows("select distinct organisation from core.figures where organisation is not null")
        }

    def without(self, having: Mapping[Area, Any]) -> str:
        """A sentence that names the areas with papers that say nothing of a topic; empty where all do."""
        silent = sorted(area.name for area in self.spoken_of - set(having) if area.name != NATION)
        return f"No paper loaded gives figures of this for {numbers.listed(silent)}." if silent else ""


def number(figures: Figures, row: Mapping[str, Any], column: str, how: str, *, computed: bool = False) -> Number | None:
    """A value of a mart as a cell, with its figures; None where the mart has none.

    The hedge is that of the row, or of any figure behind the value where the row has no qualifier.
    """
    value = row[column]
    if value is None:
        return None
    behind = figures.get((row["row_id"], column), ())
    qualifiers = [row["qualifier"]] if row.get("qualifier") else [figure.qualifier for figure in behind]
    return Number(
        WRITERS[how](Decimal(value)),
        tuple(figure.href for figure in behind),
        next((word for qualifier in qualifiers if (word := numbers.hedge(qualifier))), None),
        computed,
        any(figure.contradicted for figure in behind),
    )


def derived(value: Decimal, how: str, *parts: Number | None) -> Number:
    """A value computed here, with the figures of what it is computed from."""
    known = [part for part in parts if part]
    return Number(
        WRITERS[how](value),
        tuple(dict.fromkeys(link for part in known for link in part.links)),
        next((part.hedge for part in known if part.hedge), None),
        computed=True,
        contradicted=any(part.contradicted for part in known),
    )


def first_href(figures: Figures, row: Mapping[str, Any], column: str) -> str | None:
    """Where the first figure behind a value is shown."""
    behind = figures.get((row["row_id"], column), ())
    return behind[0].href if behind else None


def ident(text: str) -> str:
    """An identifier that is safe in a file's name and an anchor: the text's own, or its hash."""
    return text if SAFE.fullmatch(text) else hashlib.sha256(text.encode()).hexdigest()[:SHORT]


def area_of(name: str) -> Area:
    """An area by its name; the name itself, which may come from a paper, names no file."""
    return Area(name, hashlib.sha256(name.encode()).hexdigest()[:10])


def paper_page(paper_id: str) -> str:
    """The name of a paper's page, without `.html`."""
    return f"paper-{ident(paper_id)[:SHORT]}"


def figure_anchor(figure_id: str) -> str:
    """The anchor of a figure on its paper's page."""
    return f"f-{ident(figure_id)}"


def figure_href(paper_id: str, figure_id: str) -> str:
    """Where a figure is shown."""
    return f"{paper_page(paper_id)}.html#{figure_anchor(figure_id)}"


def paper_link(row: Mapping[str, Any]) -> Link:
    """A link to the page of the paper that a row comes from."""
    return Link(row["paper"], f"{paper_page(row['paper_id'])}.html")


PLACED = """
    select m.row_id, max_by(f.table_no * 100000 + f.row_no,
        row(p.meeting_date, f.paper_id, f.table_no * 100000 + f.row_no)) as place
    from core.mart_figures as m join core.figures as f using (figure_id) join core.papers as p using (paper_id)
    where m.mart = '{mart}' group by all
"""
"""Where a mart's row stands in the paper that prints it last, so that lines keep the order of the statement."""
