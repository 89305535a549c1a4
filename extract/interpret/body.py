"""The rows below a table's header: their numbers, their labels, and where a header in the middle parts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from extract.interpret import periods
from extract.interpret.columns import Column, read_column
from extract.interpret.context import PaperContext
from extract.interpret.layout import Layout
from extract.interpret.rows import NO_HINT, Line, join_wrapped, total_hint
from extract.interpret.standard import known_wordings
from extract.interpret.units import unit_named
from extract.interpret.wording import measure_named
from extract.model import Cell, RawTable
from extract.numerals import Numeral, parse_numeral, split_jammed
from extract.read.tables import header_texts, is_data
from extract.vocabulary import words

MAX_SPLITS = 100  # ways to part one row of numbers that were run together
PLACES = (1, 2, 3, 0)  # decimals that all numbers of such a row may have
_SOUP = re.compile(r"^[\d.,()\-−–£\s]*\d[\d.,()\-−–£\s]*$")


def row_values(row: Sequence[Cell]) -> tuple[dict[int, Numeral], list[dict[int, Numeral]]]:
    """A row's numbers by column, and the other ways to read it where cells are jammed together."""
    values: dict[int, Numeral] = {}
    alternatives: list[dict[int, Numeral]] = []
    for j, cell in enumerate(row):
        if not cell.text:
            continue
        numeral = parse_numeral(cell.text)
        if numeral is not None and is_data(cell.text):
            values[j] = numeral
            continue
        if j and numeral is None and _SOUP.match(cell.text):
            room = 1
            while j + room < len(row) and not row[j + room].text:
                room += 1
            cuts = _cuts(cell.text, room)
            if cuts:
                alternatives = [{**values, **{j + k: number for k, number in enumerate(cut)}} for cut in cuts]
    return values, alternatives


def _cuts(text: str, room: int) -> list[list[Numeral]]:
    pieces = re.split(r"\s+(?=[\d(£-])", text.strip())
    spaced = [parse_numeral(piece) for piece in pieces]
    if 1 < len(pieces) <= room and all(spaced):
        return [[number for number in spaced if number]]
    uniform = [cut for want in PLACES for cut in islice(split_jammed(text, room, want), MAX_SPLITS)]
    cuts = uniform or list(islice(split_jammed(text, room, None), MAX_SPLITS))
    return [[number for piece in cut if (number := parse_numeral(piece))] for cut in cuts[:MAX_SPLITS]]


def body_lines(
    table: RawTable,
    body: Sequence[Sequence[Cell]],
    parsed: Sequence[tuple[dict[int, Numeral], list[dict[int, Numeral]]]],
    indices: Sequence[int],
    layout: Layout,
) -> list[Line]:
    """A line for each row of the body, sections and headers in the middle among them.

    `indices` are the columns of figures.
    """
    lines: list[Line] = []
    head = header_texts(table)
    naming = [j for j in layout.labels if j not in layout.asides]
    grouped = _opens_groups(body, naming)
    for offset, (row, (values, others)) in enumerate(zip(body, parsed, strict=True)):
        if tuple(cell.text for cell in row) in head and any(cell.text for cell in row):
            continue  # the header, printed again
        labels = [(j, cell) for j in naming if (cell := row[j]).text]
        if grouped and len(labels) == 2 and any(values):
            lines.append(_section(table.header_rows + offset + 1, *labels[0]))
            labels = labels[1:]
        text = " ".join(cell.text for _, cell in labels)
        mine = {j: number for j, number in values.items() if j in indices}
        cells = {j: row[j] for j in indices}
        emphasis = labels[0][1].emphasis if labels else frozenset()
        readings = [{j: number for j, number in other.items() if j in indices} for other in others]
        kind = "data" if mine or readings else "section"
        if kind == "section" and _heads_columns([row[j].text for j in indices if row[j].text]):
            kind = "header"
        if kind == "section" and not text:
            continue
        if readings:
            mine = readings[0]
        lines.append(
            Line(
                row_no=table.header_rows + offset + 1,
                label=text,
                kind=kind,
                values=mine,
                cells=cells,
                indent=labels[0][1].indent if labels else 0,
                emphasis=emphasis,
                hint=total_hint(text, emphasis) if kind == "data" else NO_HINT,
                label_column=labels[0][0] if labels else 0,
                first_label=labels[0][1].text if labels else "",
                alternatives=readings,
            )
        )
    for line in lines:
        years = periods.financial_years(line.label)
        if len(years) == 1 and not words(periods.without_periods(line.label)):
            line.financial_year = years[0]
    known = [*known_wordings("budget"), *known_wordings("reserves"), *known_wordings("capital")]
    return join_wrapped(lines, is_known_line=known)


def _heads_columns(texts: Sequence[str]) -> bool:
    """Whether texts where numbers are due head the columns anew: several of them, or one of a unit or a measure."""
    return len(texts) > 1 or any(unit_named(text) or measure_named(text) for text in texts)


def _opens_groups(body: Sequence[Sequence[Cell]], labels: Sequence[int]) -> bool:
    """Whether the first of two label columns names a group at its first line, the second every line."""
    if len(labels) != 2:
        return False
    both = sum(bool(row[labels[0]].text and row[labels[1]].text) for row in body)
    second = sum(bool(row[labels[1]].text and not row[labels[0]].text) for row in body)
    return 0 < both <= second


def _section(row_no: int, column: int, cell: Cell) -> Line:
    return Line(
        row_no=row_no,
        label=cell.text,
        kind="section",
        indent=cell.indent,
        emphasis=cell.emphasis,
        label_column=column,
        first_label=cell.text,
    )


def parts_of(
    columns: Sequence[Column], lines: Sequence[Line], corner: str, context: PaperContext
) -> list[tuple[list[Column], list[Line], str]]:
    """Cut a table where a header row in its middle gives the columns another meaning.

    A header that repeats the meaning (a new scope, `Under / Over` for `Over / (Under)`) becomes
    the section of what follows.
    """
    parts: list[tuple[list[Column], list[Line], str]] = []
    current, gathered, heading = list(columns), [], corner
    for line in lines:
        if line.kind != "header":
            gathered.append(line)
            continue
        renewed = [
            read_column(c.index, [line.cells[c.index].text] if line.cells[c.index].text else [], context.area)
            for c in current
        ]
        same = all(
            new.measure in (None, old.measure) and new.unit in (None, old.unit)
            for new, old in zip(renewed, current, strict=True)
        )
        meant = sum(
            new.measure is not None
            or new.financial_year is not None
            or new.as_at is not None
            or (new.unit is not None and new.unit != old.unit)
            for new, old in zip(renewed, current, strict=True)
        )
        if same or not meant:
            if line.label:
                line.kind, line.label = "section", line.first_label
                gathered.append(line)
            continue
        if gathered:
            parts.append((current, gathered, heading))
        current, gathered, heading = renewed, [], line.first_label
    parts.append((current, gathered, heading))
    return parts
