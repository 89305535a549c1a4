"""The records that papers become, from the raw table to the proved figure.

All records are frozen; every stage takes some and returns others. Money in a `Figure` is in whole
pounds, percentages are percentages (85 is 85 %), dates are dates. The columns of `Figure`,
`Finding` and `PaperRecord` are those of `core.figures`, `core.findings` and `core.papers`; fields that are
`INTERNAL` only go with a figure into the warehouse, and are shown to nobody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

INTERNAL = {"internal": True}
"""Marks a field of a record that the models of the warehouse read, and that is not a column of `core`."""


class PaperError(Exception):
    """A paper that cannot be read: a result to report, never a crash.

    `reason` is a sentence for whoever runs the load, and says what to do.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a paper.

    `page` counts from 1; `char_start` and `char_end` are offsets in code points into the paper's
    text; `bbox` is left, top, right, bottom in points from the page's top left. What a format does
    not have is None.
    """

    page: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    bbox: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed, without markup. `emphasis` holds `bold`, `italic`, `underline`.

    `indent` counts the steps by which a label is set in from its column's left edge.
    """

    text: str
    place: Place = Place()
    emphasis: frozenset[str] = frozenset()
    indent: int = 0


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as read, before any meaning: rows of cells, all rows of the same width.

    `title` is the caption or the nearest heading, `headings` and `context` the headings and the
    prose above, nearest last.
    `header_rows` counts the rows at the top that name columns. `continues` marks the next part
    of a table that began on an earlier page.
    """

    table_no: int
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    title: str | None = None
    place: Place = Place()
    continues: bool = False
    headings: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or list item of prose. `level` is 1 for the outermost heading."""

    kind: str
    text: str
    place: Place = Place()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper in any format: its blocks and tables in reading order, and its plain text.

    `notes` are sentences on what could not be read, or was read with help (a scan), and what to do;
    `recognised` says that text was recognised from a picture; `running_heads` are lines at the edge of page after
    page, which stand in no block.
    """

    paper_id: str
    name: str
    media_type: str
    parts: tuple[Block | RawTable, ...]
    text: str
    pages: int | None = None
    notes: tuple[str, ...] = ()
    recognised: bool = False
    running_heads: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[RawTable, ...]:
        """The raw tables, in reading order."""
        return tuple(part for part in self.parts if isinstance(part, RawTable))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The headings, paragraphs and list items, in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Block))


@dataclass(frozen=True, slots=True)
class Said:
    """What whoever loads a paper says of it: whose it is, and of which meeting. None is nothing said.

    `organisation` is a name of `marts.organisations`. A paper's own words go before both.
    """

    organisation: str | None = None
    meeting_date: dt.date | None = None


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a paper publishes, with its meaning, its printed place and its proof.

    `rounding` is half a unit of the last printed place, in `unit`; `mart_sign` is -1 where the
    marts carry the other sign (income printed positive); `adds_to_row_no` the row of
    the same table whose total this line is a part of; `section` the heading row above it. In prose
    `comparator` is what a change or a rank is compared with, `role` whose number a count of people
    is (`officer`, `pcso`), `programme` the programme that officers come from, `passage` the number of
    its paragraph in the paper's prose: figures of one passage are said together. `band` is that of a charge.

    `period_kind` of a table's figure is `instant`, `month`, `quarter`, `year`, `year_to_date`, `rolling_year` or
    `other`; `period_start` and `period_end` are its first and last day.

    `meaning` says how it is known what a table's figure is: `printed` in words of its headers, caption or headings,
    `derived` from a printed date or from arithmetic, `inferred` by convention. `meaning_sources` is a JSON object: by
    aspect (`measure`, `period`, `organisation`) the words, or the reason, that it rests on.

    What is said in words and what the warehouse asks of them stands in the internal fields: `area`, the police area
    of the organisation; `column_label`, the column's name without its units; `capital_section`, whether a line of
    capital is `programme` or `funding`; `speaks_of_whole`, whether a sentence speaks of a budget as a whole.
    """

    figure_id: str
    paper_id: str
    paper: str
    page: int | None
    table_no: int | None
    table_title: str | None
    row_no: int | None
    column_no: int | None
    organisation: str | None
    organisation_basis: str
    subject: str
    statement: str | None
    line: str | None
    line_path: str | None
    standard_line: str | None
    is_total: bool
    column_header: str | None
    measure: str
    basis: str
    status: str
    supersedes_figure_id: str | None
    financial_year: str | None
    as_at: dt.date | None
    as_at_inferred: bool
    period: str | None
    value: Decimal
    unit: str
    sign_turned: bool
    published_text: str
    sentence: str | None
    char_start: int | None
    char_end: int | None
    bbox: tuple[float, float, float, float] | None
    qualifier: str
    proof: str
    note: str | None
    report_period: str | None = None
    table_kind: str | None = None
    section: str | None = None
    level: int | None = None
    total_of: str | None = None
    adds_to_row_no: int | None = None
    category: str | None = None
    forecast_made_on: dt.date | None = None
    rounding: Decimal = Decimal(0)
    mart_sign: int = 1
    comparator: str | None = None
    role: str | None = None
    programme: str | None = None
    passage: int | None = None
    band: str | None = None
    period_kind: str | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    meaning: str | None = None
    meaning_sources: str | None = None
    area: str | None = field(default=None, metadata=INTERNAL)
    column_label: str | None = field(default=None, metadata=INTERNAL)
    capital_section: str | None = field(default=None, metadata=INTERNAL)
    speaks_of_whole: bool | None = field(default=None, metadata=INTERNAL)


@dataclass(frozen=True, slots=True)
class Finding:
    """What arithmetic says about figures: that they balance, or that they contradict."""

    finding_id: str
    kind: str
    status: str
    paper_ids: tuple[str, ...]
    description: str
    left_value: Decimal
    right_value: Decimal
    difference: Decimal
    tolerance: Decimal
    amount_at_stake_gbp: Decimal | None
    figure_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """What is known of a paper as a whole (`core.papers`, less what only a load knows).

    `said` is in words what whoever loaded it said of it, `overruled` what of that the paper itself says otherwise.
    """

    paper_id: str
    paper: str
    organisation: str | None
    title: str | None
    meeting_date: dt.date | None
    media_type: str
    pages: int | None
    tables: int
    figures: int
    proved_pct: Decimal | None
    extractor_version: str
    note: str | None = None
    said: str | None = field(default=None, metadata=INTERNAL)
    overruled: str | None = field(default=None, metadata=INTERNAL)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one paper yields."""

    paper: PaperRecord
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]


def as_record(item: Figure | Finding | PaperRecord) -> dict[str, Any]:
    """The fields of a record by name, in declared order, without the internal ones."""
    return {one.name: getattr(item, one.name) for one in fields(item) if not one.metadata.get("internal")}
