"""From a raw table to a reading: which columns and rows are figures, and of what kind.

A table without a number column whose meaning and unit are known is not a table of figures and
yields no reading: contents, agendas, work programmes, contact lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.interpret import periods
from extract.interpret.axis import with_bodies
from extract.interpret.body import body_lines, parts_of, row_values
from extract.interpret.columns import (
    Column,
    is_remark,
    read_column,
    stacked_headers,
)
from extract.interpret.context import PaperContext, standing
from extract.interpret.kinds import kind_of, with_unit
from extract.interpret.layout import find_layout
from extract.interpret.measured import BY_LINE, measured_cells
from extract.interpret.measures import lines_are_measures, measured_by_line, settle_measures
from extract.interpret.reading import Reading
from extract.interpret.rows import Line
from extract.interpret.standard import standard_line
from extract.interpret.statements import is_just, mentions
from extract.interpret.titles import fire_body
from extract.interpret.units import GBP, staff_unit, without_units
from extract.model import RawTable
from extract.organisations import NOBODY, body_named, leading_body
from extract.vocabulary import load, words


def read_table(table: RawTable, context: PaperContext, previous: Reading | None) -> list[Reading]:
    """The parts of a table that hold figures, each under its header; empty for other tables.

    `previous` is the reading of the last table of figures before it, from which a table without
    a header inherits its columns.
    """
    head, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    parsed = [row_values(row) for row in body]
    layout = find_layout([[cell.text for cell in row] for row in head], body, parsed)
    if layout is None:
        return []
    numeric = layout.figures
    levels = stacked_headers(head, layout.labels, len(table.rows[0]), context.area)
    if any(mentions(text, "no_statement") for column in levels for text in column):
        return []
    if any(_is_label_of_no_statement(text) for j in layout.labels for text in levels[j]):
        return []
    if not head and _can_inherit(table, numeric, previous):
        assert previous is not None
        columns = [replace(column, note=None) for column in previous.columns if column.index in numeric]
        inherited = True
    else:
        columns = [read_column(j, levels[j], context.area) for j in numeric if not is_remark(" ".join(levels[j]))]
        inherited = False
    lines = body_lines(table, body, parsed, [column.index for column in columns], layout)
    corner = " ".join(text for j in layout.labels for text in levels[j])
    scope = next((name for j in layout.labels for text in levels[j] if (name := body_named(text, context.area))), None)
    parts: list[Reading] = []
    for part_columns, part_lines, part_corner in parts_of(columns, lines, corner, context):
        reading = _reading(table, part_columns, part_lines, part_corner, scope, inherited, context, previous)
        if reading is not None:
            parts.append(reading)
    return parts


def _can_inherit(table: RawTable, numeric: Sequence[int], previous: Reading | None) -> bool:
    if previous is None or table.table_no - previous.table.table_no != 1:
        return False
    if table.headings != previous.table.headings and not _goes_on(table.title or "", previous):
        return False  # another section speaks of something else
    return len(table.rows[0]) == len(previous.table.rows[0]) and {c.index for c in previous.columns} >= set(numeric)


def _goes_on(title: str, previous: Reading) -> bool:
    """Whether a heading is what pays for the table above it, or that table's header printed again."""
    head = previous.table.rows[: previous.table.header_rows]
    spoken = {word for row in head for cell in row for word in words(cell.text)}
    return is_just(title, "funding_section") or (bool(words(title)) and set(words(title)) <= spoken)


def _is_label_of_no_statement(text: str) -> bool:
    bare = " ".join(word for word in text.split() if not is_remark(word))
    return is_just(bare, "no_statement_labels")


_SECTION_NUMBER = re.compile(r"^[\d.()]*\s+")


# The reading


def _reading(
    table: RawTable,
    columns: Sequence[Column],
    lines: Sequence[Line],
    corner: str,
    scope: str | None,
    inherited: bool,
    context: PaperContext,
    previous: Reading | None,
) -> Reading | None:
    if not any(line.kind == "data" for line in lines):
        return None
    title = table.title or ""
    funding = _is_funding(title, corner, lines, inherited)
    kind = previous.kind if inherited and previous else kind_of(table, corner, columns, lines)
    header = " ".join([corner, *(column.header for column in columns)]).replace(" > ", " ")
    years = [c.financial_year for c in columns if c.financial_year and c.measure != "brought_forward"]
    dated = len({column.as_at for column in columns if column.as_at}) > 1
    own = corner if dated or kind == "reserves" else header
    stood = previous.standing if inherited and previous else standing(table, context, own, years)
    read = [with_unit(column, table, header, lines, kind, previous, context) for column in columns]
    read = with_bodies(read, context.area, kind)
    by_line = kind != "reserves" and lines_are_measures(read, lines)
    read = settle_measures(read, by_line, kind, stood, table, context)
    if by_line:
        read = measured_by_line(read, lines, kind)
    elif kind == "workforce":
        _counted_otherwise(read, lines)
    read = [column for column in read if column.measure and column.unit]
    if not read:
        return None
    kept = {column.index for column in read}
    for line in lines:
        line.values = {j: number for j, number in line.values.items() if j in kept}
        if line.kind == "data" and (not line.values or (read[0].measure == BY_LINE and not line.measure)):
            line.values, line.kind = {}, "section"
        shares = [number for number in line.values.values() if number.percent]
        money = any(column.unit and column.unit.name == GBP for column in read if column.index in line.values)
        line.percent = bool(shares) and money and all(n.percent or n.nil for n in line.values.values())
    if sum(len(line.values) for line in lines) < 2:
        return None
    if scope is None:
        scope = _fire_body(table, context)
    if scope is None:
        scope = body_named(corner, context.area) or _title_body(title, context) or _heading_body(table, context)
    meant = measured_cells(table, kind, read, lines)
    return Reading(table, tuple(read), tuple(lines), kind, stood, scope, funding, corner, inherited, measured=meant)


def _counted_otherwise(columns: Sequence[Column], lines: Sequence[Line]) -> None:
    """Give lines that say how they count people their own unit: `Special constables (headcount)` in a table of FTE."""
    units = {column.unit.name for column in columns if column.unit}
    for line in lines:
        own = staff_unit(line.label) if line.kind == "data" else None
        if own and own.name not in units:
            line.unit, line.other_unit = own, True


def _is_funding(title: str, corner: str, lines: Sequence[Line], inherited: bool) -> bool:
    """Whether a table of capital is what pays for the programme: by its caption, its corner or its lines."""
    if inherited and is_just(title.rsplit(".", maxsplit=1)[-1].strip() or title, "funding_section"):
        return True
    data = [line for line in lines if line.kind == "data" and line.label]
    funds = frozenset(load("lines")["capital_funding"])
    paying = sum(standard_line(line.label, "capital") in funds for line in data)
    return is_just(corner, "funding_section") or (len(data) > 1 and paying * 2 > len(data))


def _title_body(title: str, context: PaperContext) -> str | None:
    bare = re.sub(r"^[\d.()a-z]*\s+", "", title) if title[:1].isdigit() else title
    bare = without_units(periods.without_periods(bare))
    found = body_named(bare, context.area) or leading_body(bare, context.area)
    return found if found and words(bare) and "panel" not in words(bare) else None


def _fire_body(table: RawTable, context: PaperContext) -> str | None:
    """The fire authority that the nearest heading names in a paper of the police, whose money is not theirs."""
    if context.area is None:
        return None
    found = (fire_body(text) for text in (table.title or "", *table.headings[-1:]))
    return next((NOBODY if name == "" else name for name in found if name is not None), None)


def _heading_body(table: RawTable, context: PaperContext) -> str | None:
    """The body that the section of a table is headed by, if its heading names that and no more."""
    heading = periods.without_periods(_SECTION_NUMBER.sub("", table.headings[-1])) if table.headings else ""
    return body_named(heading, context.area) if "panel" not in words(heading) else None
