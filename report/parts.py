"""What a page of the report is made of: frozen records that the template knows how to write.

Their texts are plain text, from papers too; the template escapes all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Number:
    """A value with the places of the figures behind it.

    `hedge` is the paper's own word (`about`, `over`); `computed` says that no paper prints it as such;
    `contradicted` that a figure behind it stands in a sum that does not balance.
    """

    kind: ClassVar[str] = "number"
    text: str
    links: tuple[str, ...] = ()
    hedge: str | None = None
    computed: bool = False
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another page or place of the report."""

    kind: ClassVar[str] = "link"
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a paper; `marked` is the part that a figure was read from, at `start`."""

    kind: ClassVar[str] = "quote"
    before: str
    marked: str = ""
    after: str = ""


Cell = Number | Link | Quote | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; `numeric` columns stand right, `wide` ones may wrap."""

    heading: str
    numeric: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row, its header cell first. `anchor` is an id that links may lead to."""

    cells: Sequence[Cell]
    total: bool = False
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption. `absent` is what an empty cell says to those who do not see it."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    note: str = ""
    absent: str = "not published"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its Vega-Lite specification, what it shows in words, and what it does not show."""

    kind: ClassVar[str] = "chart"
    title: str
    description: str
    spec: Mapping[str, Any]
    gaps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a printed place; `file` is relative to the page."""

    kind: ClassVar[str] = "picture"
    file: str
    description: str
    caption: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What arithmetic says of the papers, in words, with the figures that it speaks of."""

    kind: ClassVar[str] = "finding"
    description: str
    stake: str
    check: str
    links: Sequence[Link]
    anchor: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    kind: ClassVar[str] = "words"
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The few numbers that a page opens with: each with what it is, and where it leads."""

    kind: ClassVar[str] = "facts"
    facts: Sequence[tuple[str, Link]]


@dataclass(frozen=True, slots=True)
class Links:
    """A list of places to go on to."""

    kind: ClassVar[str] = "links"
    links: Sequence[Link]


Item = Table | Chart | Picture | Finding | Words | Facts | Links


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of its own; `level` 3 stands below the section before it."""

    heading: str
    items: Sequence[Item]
    anchor: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `name` is its file's name without `.html`, `topic` the entry of the menu that it belongs to."""

    name: str
    topic: str
    title: str
    lead: str
    sections: Sequence[Section]
    trail: Sequence[Link] = field(default=())
    contents: bool = True
    key: bool = True
