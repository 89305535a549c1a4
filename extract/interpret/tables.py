"""From a raw table to a reading: which columns and rows are figures, and of what kind.

A table without a number column whose meaning and unit are known is not a table of figures and
yields no reading: contents, agendas, work programmes, contact lists.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import islice

from extract.interpret import periods
from extract.interpret.columns import (
    ADDITIVE_CHANGES,
    BUDGETS,
    IN_YEAR,
    Column,
    bare,
    is_remark,
    measure_named,
    read_column,
    stacked_headers,
)
from extract.interpret.context import PaperContext, Standing, standing
from extract.interpret.rows import NO_HINT, Line, join_wrapped, total_hint
from extract.interpret.standard import known_wordings, standard_line
from extract.interpret.statements import is_just, mentions
from extract.interpret.units import GBP, Unit, money_unit, staff_unit, unit_in_prose, unit_named, without_units
from extract.model import Cell, RawTable
from extract.numerals import Numeral, parse_numeral, split_jammed
from extract.organisations import body_named, leading_body
from extract.read.tables import header_texts, is_data
from extract.vocabulary import load, longest_phrase, phrases, words

MAX_SPLITS = 100  # ways to part one row of numbers that were run together
PLACES = (1, 2, 3, 0)  # decimals that all numbers of such a row may have
_HOLDINGS = frozenset({"amount", "principal", "balance", "deposit", "invested"})
_STAFF_UNITS = frozenset({"fte", "headcount", "officers", "posts"})
BY_LINE = "by_line"  # the measure of columns whose lines say what is measured
MOST_TERM_WORDS = 5
MOST_POUNDS = Decimal(10_000_000_000)  # more than twice the gross budget of the largest force
_UNNAMED = {
    "revenue": "original_budget",
    "capital": "original_budget",
    "funding": "original_budget",
    "savings": "target",
}
_CURRENT = frozenset({"revised", "latest", "current", "working", "adjusted", "updated"})
_STRENGTHS = {
    "revised_budget": "establishment",
    "spend_to_date": "actual",
    "outturn": "actual",
    "strength": "actual",
    "actual": "actual",
}
_SOUP = re.compile(r"^[\d.,()\-−–£\s]*\d[\d.,()\-−–£\s]*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a table, or one part of a table under a header of its own.

    `kind` is the kind of statement (`revenue`, `reserves`, `capital`, …); `scope` the organisation
    that caption or header corner names, None where the table speaks of the paper's group.
    """

    table: RawTable
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    kind: str
    standing: Standing
    scope: str | None
    funding: bool = False
    corner: str = ""
    inherited: bool = False
    notes: tuple[str, ...] = ()

    def column(self, index: int) -> Column:
        """The column at a raw index."""
        return next(column for column in self.columns if column.index == index)


def read_table(table: RawTable, context: PaperContext, previous: Reading | None) -> list[Reading]:
    """The parts of a table that hold figures, each under its header; empty for other tables.

    `previous` is the reading of the last table of figures before it, from which a table without
    a header inherits its columns.
    """
    head, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    parsed = [_values(row) for row in body]
    numeric = _numeric_columns(body, parsed)
    if not numeric:
        return []
    width = len(table.rows[0])
    first = min(numeric)
    levels = stacked_headers(head, first, width, context.area)
    if any(mentions(text, "no_statement") for column in levels for text in column):
        return []
    if any(_is_label_of_no_statement(text) for column in levels[:first] for text in column):
        return []
    if not head and _can_inherit(table, numeric, previous):
        assert previous is not None
        columns = [replace(column, note=None) for column in previous.columns if column.index in numeric]
        inherited = True
    else:
        columns = [read_column(j, levels[j], context.area) for j in numeric if not is_remark(" ".join(levels[j]))]
        inherited = False
    lines = _lines(table, body, parsed, [column.index for column in columns], first)
    corner = " ".join(text for j in range(first) for text in levels[j])
    scope = next((name for j in range(first) for text in levels[j] if (name := body_named(text, context.area))), None)
    parts: list[Reading] = []
    for part_columns, part_lines, part_corner in _parts(columns, lines, corner, first, context):
        reading = _reading(table, part_columns, part_lines, part_corner, scope, inherited, context, previous)
        if reading is not None:
            parts.append(reading)
    return parts


def _is_label_of_no_statement(text: str) -> bool:
    bare = " ".join(word for word in text.split() if not is_remark(word))
    return is_just(bare, "no_statement_labels")


def _values(row: Sequence[Cell]) -> tuple[dict[int, Numeral], list[dict[int, Numeral]]]:
    """A row's numbers by column, and the other ways to read it where cells are jammed together."""
    values: dict[int, Numeral] = {}
    alternatives: list[dict[int, Numeral]] = []
    for j, cell in enumerate(row):
        if j == 0 or not cell.text:
            continue
        numeral = parse_numeral(cell.text)
        if numeral is not None and is_data(cell.text):
            values[j] = numeral
            continue
        if numeral is None and _SOUP.match(cell.text):
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


def _numeric_columns(
    body: Sequence[Sequence[Cell]], parsed: Sequence[tuple[dict[int, Numeral], list[dict[int, Numeral]]]]
) -> list[int]:
    width = len(body[0]) if body else 0
    found = []
    for j in range(1, width):
        numbers = sum(j in values or any(j in other for other in others) for values, others in parsed)
        texts = sum(bool(row[j].text) for row in body)
        worded = sum(
            bool(row[j].text) and j not in values and not any(j in other for other in others) and len(row[j].text) > 3
            for row, (values, others) in zip(body, parsed, strict=True)
        )
        if numbers and numbers * 2 >= texts and worded <= numbers:
            found.append(j)
    return found


def _can_inherit(table: RawTable, numeric: Sequence[int], previous: Reading | None) -> bool:
    if previous is None or table.table_no - previous.table.table_no != 1:
        return False
    return len(table.rows[0]) == len(previous.table.rows[0]) and {c.index for c in previous.columns} >= set(numeric)


def _lines(
    table: RawTable,
    body: Sequence[Sequence[Cell]],
    parsed: Sequence[tuple[dict[int, Numeral], list[dict[int, Numeral]]]],
    indices: Sequence[int],
    first: int,
) -> list[Line]:
    lines: list[Line] = []
    head = header_texts(table)
    aside = _reference_columns(head, body, first)
    grouped = _opens_groups(body, first, aside)
    for offset, (row, (values, others)) in enumerate(zip(body, parsed, strict=True)):
        if tuple(cell.text for cell in row) in head and any(cell.text for cell in row):
            continue  # the header, printed again
        labels = [(j, cell) for j, cell in enumerate(row[:first]) if cell.text and j not in aside]
        if grouped and len(labels) == 2 and any(values):
            lines.append(_section(table.header_rows + offset + 1, *labels[0]))
            labels = labels[1:]
        text = " ".join(cell.text for _, cell in labels)
        mine = {j: number for j, number in values.items() if j in indices}
        cells = {j: row[j] for j in indices}
        emphasis = labels[0][1].emphasis if labels else frozenset()
        readings = [{j: number for j, number in other.items() if j in indices} for other in others]
        kind = "data" if mine or readings else "section"
        if kind == "section" and sum(bool(row[j].text) for j in indices) >= 2:
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


_SECTION_NUMBER = re.compile(r"^[\d.()]*\s+")
_CODE = re.compile(r"^(?=.*\d)[A-Z]{0,4}[-/.]?\d{1,4}[a-z]?(?:[./-]\d+)*[.)]?$")


def _reference_columns(head: Sequence[Sequence[str]], body: Sequence[Sequence[Cell]], first: int) -> frozenset[int]:
    """Columns before the figures that hold references: headed so (`Ref`), or nothing but codes."""
    found = set()
    for j in range(first - 1 if first > 1 else 0):
        texts = [row[j].text for row in body if row[j].text]
        if is_remark(" ".join(row[j] for row in head)) or (len(texts) >= 2 and all(map(_CODE.match, texts))):
            found.add(j)
    return frozenset(found)


def _opens_groups(body: Sequence[Sequence[Cell]], first: int, aside: frozenset[int]) -> bool:
    """Whether the first of two label columns names a group at its first line, the second every line."""
    labels = [j for j in range(first) if j not in aside]
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


def _parts(
    columns: Sequence[Column], lines: Sequence[Line], corner: str, first: int, context: PaperContext
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
        same = all(new.measure in (None, old.measure) for new, old in zip(renewed, current, strict=True))
        meant = sum(
            new.measure is not None or new.financial_year is not None or new.as_at is not None for new in renewed
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


# Kinds


def _count(text: str, wordings: dict[tuple[str, ...], str]) -> Counter[str]:
    spoken = words(text)
    found: Counter[str] = Counter()
    for size in range(1, 5):
        for start in range(len(spoken) - size + 1):
            term = wordings.get(spoken[start : start + size])
            if term:
                found[term] += size
    return found


def _kind(table: RawTable, corner: str, columns: Sequence[Column], lines: Sequence[Line]) -> str:
    wordings = phrases("statements", "kinds")
    score: Counter[str] = Counter()
    weighted: list[tuple[str, float]] = [(corner, 4), (table.title or "", 4)]
    weighted += [(text, 2.0 / (1 + i)) for i, text in enumerate(reversed(table.headings[-4:]))]
    if table.context:
        weighted.append((table.context[-1], 1))
    for text, weight in weighted:
        for kind, count in _count(text, wordings).items():
            score[kind] += weight * min(count, 3)  # type: ignore[assignment]
    named = [line.label for line in lines if line.label]
    for label in named:
        for kind in _count(label, wordings):
            score[kind] += 3 / len(named)  # type: ignore[assignment]
    for family, kind in (("budget", "revenue"), ("reserves", "reserves"), ("capital", "capital")):
        known = sum(standard_line(label, family if family != "budget" else None) is not None for label in named)
        score[kind] += 6 * known / max(len(named), 1)  # type: ignore[assignment]
    headers = " ".join(column.header for column in columns)
    balances = sum(
        column.as_at is not None and column.measure in (None, "balance", "forecast", "outturn") for column in columns
    )
    if balances * 2 > len(columns) and not any(column.measure in BUDGETS for column in columns):
        score["reserves"] += 6
    if not any(money_unit(column.header) for column in columns) and not _table_unit(table, headers):
        for kind in ("crime", "workforce"):
            score[kind] *= 2
    else:
        score["crime"] = 0
        score["workforce"] *= 0.5  # type: ignore[assignment]
    if any(column.measure in {"establishment", "strength", "vacancies"} for column in columns):
        score["workforce"] += 10
    counted, led = unit_named(corner), unit_named(table.context[-1]) if table.context else None
    worded = led and led.name in {"fte", "headcount"} and not any(money_unit(column.header) for column in columns)
    if worded or (counted and counted.name in _STAFF_UNITS):
        score["workforce"] += 20
    if not score or max(score.values()) < 1:
        return "other"
    return max(wordings.values(), key=lambda kind: score[kind])


def _table_unit(table: RawTable, headers: str, of_paper: Unit | None = None) -> Unit | None:
    """The money unit of a whole table: from any header, the caption, the prose of its section, the paper's own word."""
    found = money_unit(headers) or money_unit(table.title or "")
    if found and found.scale:
        return found
    for text in [*reversed(_section_prose(table)), *reversed(table.headings[-2:])]:
        prose = unit_in_prose(text)
        if prose:
            return prose
    return found or of_paper


def _section_prose(table: RawTable) -> tuple[str, ...]:
    """The paragraphs between the nearest heading and a table."""
    above = table.context
    if table.headings and table.headings[-1] in above:
        return above[len(above) - 1 - above[::-1].index(table.headings[-1]) :]
    return above[-4:]


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
    kind = previous.kind if inherited and previous else _kind(table, corner, columns, lines)
    header = " ".join([corner, *(column.header for column in columns)]).replace(" > ", " ")
    years = [c.financial_year for c in columns if c.financial_year and c.measure != "brought_forward"]
    dated = len({column.as_at for column in columns if column.as_at}) > 1
    own = corner if dated or kind == "reserves" else header
    stood = previous.standing if inherited and previous else standing(table, context, own, years)
    read = [_with_unit(column, table, header, lines, kind, previous, context) for column in columns]
    by_line = kind != "reserves" and _lines_are_measures(read, lines)
    read = _with_measures(read, by_line, kind, stood, table, context)
    if by_line:
        read = _measured_by_line(read, lines, kind)
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
    scope = scope or body_named(corner, context.area) or _title_body(title, context) or _heading_body(table, context)
    return Reading(table, tuple(read), tuple(lines), kind, stood, scope, funding, corner, inherited)


def _is_funding(title: str, corner: str, lines: Sequence[Line], inherited: bool) -> bool:
    """Whether a table of capital is what pays for the programme: by its caption, its corner or its lines."""
    if inherited and is_just(title.rsplit(".", maxsplit=1)[-1].strip() or title, "funding_section"):
        return True
    data = [line for line in lines if line.kind == "data" and line.label]
    funds = frozenset(load("lines")["capital_funding"])
    paying = sum(standard_line(line.label, "capital") in funds for line in data)
    return is_just(corner, "funding_section") or (len(data) > 1 and paying * 2 > len(data))


def _lines_are_measures(columns: Sequence[Column], lines: Sequence[Line]) -> bool:
    """Whether the columns say nothing of measures and every line does: `Actual`, `Target`, by month or by band."""
    data = [line for line in lines if line.kind == "data"]
    if len(data) < 2 or any(column.measure for column in columns):
        return False
    return all(measure_named(line.label) or money_unit(line.label) for line in data)


def _measured_by_line(columns: Sequence[Column], lines: Sequence[Line], kind: str) -> list[Column]:
    """Columns of a table whose lines are measures; the lines get their measure and unit."""
    for line in lines:
        named = measure_named(line.label)
        named = _STRENGTHS.get(named or "", named) if kind == "workforce" else named
        line.measure = named or "_".join(word for word in words(bare(line.label)) if word.isalpha()) or None
        line.unit = unit_named(line.label)
    fallback = next((column.unit for column in columns if column.unit), None)
    units = [line.unit for line in lines if line.unit]
    unit = fallback or (units[0] if units else None)
    return [replace(column, measure=BY_LINE, unit=column.unit or unit) for column in columns]


def _title_body(title: str, context: PaperContext) -> str | None:
    bare = re.sub(r"^[\d.()a-z]*\s+", "", title) if title[:1].isdigit() else title
    bare = without_units(periods.without_periods(bare))
    found = body_named(bare, context.area) or leading_body(bare, context.area)
    return found if found and words(bare) and "panel" not in words(bare) else None


def _heading_body(table: RawTable, context: PaperContext) -> str | None:
    """The body that the section of a table is headed by, if its heading names that and no more."""
    heading = periods.without_periods(_SECTION_NUMBER.sub("", table.headings[-1])) if table.headings else ""
    return body_named(heading, context.area) if "panel" not in words(heading) else None


def _with_unit(
    column: Column,
    table: RawTable,
    header: str,
    lines: Sequence[Line],
    kind: str,
    previous: Reading | None,
    context: PaperContext,
) -> Column:
    unit = column.unit
    if unit is not None and not (unit.name == GBP and unit.scale == 0):
        return column
    printed = [line.values[column.index] for line in lines if column.index in line.values]
    if any(number.percent for number in printed) and all(number.percent or number.nil for number in printed):
        return replace(column, unit=Unit("percent"))
    if (column.measure or "").endswith("_pct"):
        return replace(column, unit=Unit("percent"))
    if kind in {"workforce", "crime"}:
        stated = [column.header, header.replace("%", " "), table.title or "", *reversed(_section_prose(table))]
        staff = next((found for text in stated if (found := staff_unit(text))), None) if kind == "workforce" else None
        named = unit or staff or next((found for text in stated[:3] if (found := unit_named(text))), None)
        named = named or _prose_count(table)
        return replace(column, unit=named)
    if unit is None and printed and all(number.nil or (number.pounds and not number.scale) for number in printed):
        return replace(column, unit=Unit(GBP))
    found = _table_unit(table, header, context.unit)
    if found and (unit is None or (found.scale and _plausible(lines, found.scale))):
        # A scale from caption or prose also holds for a header that says only pounds.
        return replace(column, unit=found)
    if unit is not None:
        return column
    if printed and any(number.pounds for number in printed):
        return replace(column, unit=Unit(GBP))
    if previous is not None and previous.kind == kind and previous.table.table_no + 3 >= table.table_no:
        inherited = next((c.unit for c in previous.columns if c.unit and c.unit.name == GBP), None)
        if inherited:
            return replace(column, unit=inherited, note="The unit is that of the table before; this one prints none.")
    if (
        printed
        and kind in {"revenue", "reserves", "capital", "funding", "savings"}
        and all(number.nil or abs(number.value) >= 10_000 or not number.value for number in printed)
    ):
        return replace(column, unit=Unit(GBP), note="No unit is printed; amounts of this size are taken as pounds.")
    return column


def _plausible(lines: Sequence[Line], scale: int) -> bool:
    """Whether amounts in this scale are such as a police force can have."""
    amounts = [abs(number.value) for line in lines for number in line.values.values()]
    return max(amounts, default=Decimal(0)).scaleb(scale) <= MOST_POUNDS


def _prose_count(table: RawTable) -> Unit | None:
    found = next((unit for text in reversed(table.context[-3:]) if (unit := unit_named(text))), None)
    return found if found and found.name != GBP else Unit("count")


def _with_measures(
    columns: Sequence[Column], by_line: bool, kind: str, stood: Standing, table: RawTable, context: PaperContext
) -> list[Column]:
    """Settle each column's measure by what stands beside it and by the kind of statement.

    `by_line` says that the lines are the measures and the columns say only when.
    """
    measures = [column.measure for column in columns]
    in_year = stood.report_period not in (None, "outturn", "budget")
    has_forecast = "forecast" in measures
    monitoring = any(measure in IN_YEAR for measure in measures)
    settled: list[Column] = []
    for position, column in enumerate(columns):
        settled.append(
            _settle(column, columns, position, by_line, kind, stood, in_year, has_forecast, monitoring, table, context)
        )
    corner = " ".join(cell.text for row in table.rows[: table.header_rows] for cell in row[:1])
    if by_line:
        return settled
    return [_by_its_words(column, kind, corner) for column in _totals_across(_changes_between(settled))]


def _settle(
    column: Column,
    columns: Sequence[Column],
    position: int,
    by_line: bool,
    kind: str,
    stood: Standing,
    in_year: bool,
    has_forecast: bool,
    monitoring: bool,
    table: RawTable,
    context: PaperContext,
) -> Column:
    if kind == "treasury" and not column.as_at and stood.as_at and _is_holding(column):
        return replace(column, measure="actual", as_at=stood.as_at)
    if kind == "reserves" or (kind == "treasury" and column.measure == "balance" and column.as_at):
        return _balance(column, stood, context)
    measure = column.measure
    settled_as = {_STRENGTHS.get(c.measure or "", c.measure) for c in columns}
    if kind == "workforce" and measure in _STRENGTHS:
        return _strength(replace(column, measure=_STRENGTHS[measure]), context)
    column = _by_relative_year(column, stood)
    measure = column.measure
    year = column.financial_year or stood.financial_year
    earlier = bool(year and stood.financial_year and year < stood.financial_year)
    before = columns[position - 1] if position else None
    if column.unit and column.unit.name == "percent":
        if measure in {None, "share_pct"} and before is not None and before.measure in {"variance", "movement"}:
            return replace(column, measure=f"{before.measure}_pct")
        return replace(column, measure=measure if measure is None or measure.endswith("_pct") else f"{measure}_pct")
    if measure == "outturn" and not earlier:
        if "outturn" in column.wording:
            if in_year and not has_forecast:
                return replace(column, measure="forecast", note="An outturn before the year's end is a forecast.")
        elif in_year or (has_forecast and stood.report_period != "outturn"):
            return replace(column, measure="spend_to_date")
    closed = stood.report_period == "outturn" and not has_forecast
    if measure == "spend_to_date" and closed and not any(c.measure == "outturn" for c in columns):
        return replace(column, measure="outturn")
    if measure == "brought_forward" and column.financial_year:
        # The year a sum was brought from; it can be spent in the year of the statement.
        return replace(column, financial_year=None)
    if measure == "revised_budget" and not _has_changes(columns):
        plain = not _CURRENT & set(column.wording)
        if (stood.report_period == "budget" and plain) or (not monitoring and _is_budget_paper(table, stood, columns)):
            return replace(column, measure="original_budget")
    if kind == "workforce" and measure is None and column.as_at and column.unit and not by_line:
        return _strength(replace(column, measure="actual"), context)
    if kind == "workforce" and measure == "movement" and {"establishment", "actual"} <= settled_as:
        return replace(column, measure="variance")
    if kind == "crime" and measure is None and column.header and column.unit and column.unit.name == "count":
        return replace(column, measure="count")
    if measure is None and not monitoring and kind in _UNNAMED and column.unit and column.unit.name == GBP:
        return _unnamed_money(column, columns, kind)
    return column


@cache
def _relative(name: str) -> dict[tuple[str, ...], str]:
    return {words(wording): name for wording in load("columns")[name]}


def _by_relative_year(column: Column, stood: Standing) -> Column:
    """A column headed `Previous year`, or `Current year` where next year's budget is set, with its year."""
    if column.financial_year or not stood.financial_year:
        return column
    before = longest_phrase(column.header, _relative("previous_year"))
    now = stood.report_period == "budget" and longest_phrase(column.header, _relative("current_year"))
    if not before and not now:
        return column
    year = periods.financial_year(periods.year_start(stood.financial_year) - 1)
    measure = column.measure or ("outturn" if before and stood.report_period != "budget" else "original_budget")
    return replace(
        column, financial_year=year, measure=measure, note="The year is named by its place beside the paper's."
    )


def _has_changes(columns: Sequence[Column]) -> bool:
    return any(c.measure in ADDITIVE_CHANGES or c.measure == "original_budget" for c in columns)


def _is_budget_paper(table: RawTable, stood: Standing, columns: Sequence[Column]) -> bool:
    """Whether a table of budgets alone stands in a paper that sets them."""
    texts = [table.title or "", *table.headings[-3:], *table.context[-3:]]
    return stood.inferred or stood.report_period is None or any(mentions(text, "budget_paper") for text in texts)


def _unnamed_money(column: Column, columns: Sequence[Column], kind: str) -> Column:
    """A column of money without words, in a table that monitors nothing: the budget."""
    spoken = _own_words(column)
    yearly = column.as_at is None and (not spoken or column.financial_year is not None)
    if yearly and not any(c.measure in BUDGETS and c.financial_year in (None, column.financial_year) for c in columns):
        return replace(column, measure=_UNNAMED[kind])
    return column


def _totals_across(columns: list[Column]) -> list[Column]:
    """A last column headed only `Total` is of the measure that all columns before it are of."""
    if len(columns) < 3 or words(bare(columns[-1].header)) not in {("total",), ("totals",)}:
        return columns
    measures = {column.measure for column in columns[:-1]}
    return [*columns[:-1], replace(columns[-1], measure=measures.pop())] if len(measures) == 1 else columns


def _own_words(column: Column) -> list[str]:
    return [word for word in column.wording if word.isalpha() and word not in periods.MONTHS]


def _by_its_words(column: Column, kind: str, corner: str) -> Column:
    """A column that no term of the vocabulary names, by its own words, where its unit is known.

    A percentage whose column says only a period is named by the words above the lines: `Outcome rate`.
    """
    spoken = _own_words(column)
    if not spoken and column.header and column.unit and column.unit.name == "percent":
        spoken = [word for word in words(bare(corner)) if word.isalpha()]
    if spoken and column.unit and column.unit.name == "percent":
        spoken.append("pct")
    if column.measure or kind == "other" or not column.unit or not 0 < len(spoken) <= MOST_TERM_WORDS:
        return column
    note = "The column's heading is no term of the vocabulary; its own words name the measure."
    return replace(column, measure="_".join(spoken), note=" ".join(filter(None, (column.note, note))))


def _balance(column: Column, stood: Standing, context: PaperContext) -> Column:
    """A reserve's balance: actual up to the paper's position date, forecast after it."""
    if column.unit and column.unit.name == "percent":
        return replace(column, measure="share_pct")
    if column.measure in {"transfer_in", "transfer_out", "movement", "virement", "variance"}:
        return replace(column, measure="movement" if column.measure == "virement" else column.measure)
    as_at, inferred = column.as_at, column.as_at_inferred
    position = _position_date(stood, context)
    made_on = position
    notes = [column.note] if column.note else []
    opening = "opening" in column.wording or ("brought" in column.wording and "forward" in column.wording)
    if as_at is None and column.financial_year:
        start = periods.year_start(column.financial_year)
        as_at, inferred = dt.date(start if opening else start + 1, 3, 31), True
        notes.append("The column names a financial year; a balance is taken at its end.")
    elif as_at is None and column.measure is None and not column.wording:
        return _balance_of_position(column, stood, context)
    elif as_at is None and stood.financial_year:
        start = periods.year_start(stood.financial_year)
        if column.measure is None and column.basis_word is None:
            return column
        closing = "closing" in column.wording or "forecast" in column.wording or "end" in column.wording
        as_at = dt.date(start + (0 if opening or (not closing and column.basis_word == "actual") else 1), 3, 31)
        inferred = True
        notes.append("The column names no date; the year's opening or closing balance is meant.")
    if as_at is None:
        return column
    forecast_word = column.basis_word == "forecast" or column.measure == "forecast"
    if column.as_at_inferred and forecast_word and as_at.month != 3:
        made_on = as_at.replace(day=1)
        as_at = dt.date(as_at.year if as_at.month < 4 else as_at.year + 1, 3, 31)
        notes.append(
            "The header prints the month in which the forecast was made; the balance is for the 31 March that follows."
        )
        forecast = True
    else:
        if column.as_at_inferred:
            notes.append("The header prints no day; the balance is taken at the end of the month or year.")
        forecast = forecast_word or bool(position and as_at > position)
        if column.basis_word == "actual" and position and as_at <= position:
            forecast = False
    return replace(
        column,
        measure="forecast" if forecast else "actual",
        as_at=as_at,
        as_at_inferred=inferred,
        forecast_made_on=made_on if forecast else None,
        note=" ".join(notes) or None,
    )


def _is_holding(column: Column) -> bool:
    """Whether a column of treasury holds what is lent or owed at the table's position."""
    money = column.unit is not None and column.unit.name == GBP
    return money and column.measure in {None, "balance"} and bool(_HOLDINGS & set(column.wording))


def _strength(column: Column, context: PaperContext) -> Column:
    """The strength of a workforce is actual up to the meeting and forecast after it."""
    ahead = bool(column.as_at and context.meeting_date and column.as_at > context.meeting_date)
    return replace(column, measure="forecast") if ahead and column.measure == "actual" else column


def _balance_of_position(column: Column, stood: Standing, context: PaperContext) -> Column:
    """A column of balances headed by its unit alone: they are those of the table's stated position."""
    if stood.as_at is None or stood.inferred:
        return column
    forecast = bool(context.meeting_date and stood.as_at > context.meeting_date)
    return replace(
        column,
        measure="forecast" if forecast else "actual",
        as_at=stood.as_at,
        forecast_made_on=context.meeting_date if forecast else None,
    )


def _position_date(stood: Standing, context: PaperContext) -> dt.date | None:
    """The date up to which balances can be actual: the table's position, and never after the meeting."""
    dates = [date for date in (stood.as_at, context.meeting_date) if date is not None]
    return min(dates) if dates else None


def _changes_between(columns: list[Column]) -> list[Column]:
    """Columns without a known measure between the original and the revised budget are changes."""
    first = next((i for i, c in enumerate(columns) if c.measure == "original_budget"), None)
    last = next((i for i, c in enumerate(columns) if c.measure == "revised_budget"), None)
    if first is None or last is None or last - first < 2:
        return columns
    return [
        replace(column, measure="virement")
        if first < i < last
        and column.measure in (None, "movement", "transfer_in", "transfer_out", "variance", "target")
        else column
        for i, column in enumerate(columns)
    ]
