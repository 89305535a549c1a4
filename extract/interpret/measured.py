"""What each cell of a table measures, in the terms of the closed list.

A column's term says what its kind of statement makes of it: `Budget` is the target of a saving and the establishment of
a workforce. In tables of funding and in plans the line says what is measured and the column only when. A cell whose
words give no measure of the list has none, and is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extract.interpret import periods
from extract.interpret.columns import ADDITIVE_CHANGES, INFERRED, PRINTED, Column
from extract.interpret.rows import Line
from extract.interpret.standard import standard_line
from extract.interpret.wording import IN_YEAR, measure_named
from extract.model import RawTable
from extract.vocabulary import load, longest_phrase, words

BY_LINE = "by_line"
"""The measure of columns whose lines say what is measured."""
_BAND = re.compile(r"^(?:council tax )?(?:band )?([a-h])$")
_PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a cell measures: a subject and a measure of the closed list, and the band of a charge.

    `how` and `why` are those of `Column`, or the line's own words.
    """

    subject: str
    measure: str
    how: str = PRINTED
    why: str | None = None
    band: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """An entry of the closed list: what it means, the units it may have (`any`: all), the basis that it alone says."""

    means: str
    units: frozenset[str]
    basis: str | None


@cache
def measures() -> dict[str, dict[str, Measure]]:
    """The closed list: for each subject its measures (`extract/vocabulary/measures.yml`)."""
    people = frozenset(load("measures")["people"])
    found: dict[str, dict[str, Measure]] = {}
    for group in load("measures")["measures"]:
        entries = {
            name: Measure(
                entry["means"],
                frozenset(entry["units"]) | (people if _PEOPLE in entry["units"] else set()),
                entry.get("basis"),
            )
            for name, entry in group["measures"].items()
        }
        found |= dict.fromkeys(group["subjects"], entries)
    return found


def basis_of(subject: str, measure: str) -> str | None:
    """The basis that a measure alone says, or None."""
    entry = measures().get(subject, {}).get(measure)
    return entry.basis if entry else None


def fits(subject: str, measure: str, unit: str) -> bool:
    """Whether the closed list has a measure for a subject, and the unit is one of its own."""
    entry = measures().get(subject, {}).get(measure)
    return entry is not None and bool({unit, "any"} & entry.units)


def measured_cells(
    table: RawTable, kind: str, columns: Sequence[Column], lines: Sequence[Line]
) -> dict[tuple[int, int], Measured]:
    """What each cell with a number measures, by index of its line and raw index of its column.

    Cells that are missing here measure nothing that the list has.
    """
    found: dict[tuple[int, int], Measured] = {}
    plain = not any(column.measure in {*IN_YEAR, *ADDITIVE_CHANGES} for column in columns)
    kind = kind if plain or kind != "funding" else "revenue"  # what is monitored or moved is a budget
    by_line = _lines_of_funding(kind, lines) if plain and kind in {"funding", "revenue", "other"} else {}
    if kind == "funding" and not by_line:
        by_line = _of_the_caption(table, lines)
    section = ""
    for i, line in enumerate(lines):
        section = section if line.kind == "data" else line.label
        for column in columns:
            if line.kind != "data" or column.index not in line.values:
                continue
            cell = _measured(table, kind, column, line, section, by_line.get(i))
            unit = _unit(line, column)
            if cell is not None and fits(cell.subject, cell.measure, unit):
                found[(i, column.index)] = cell
    return found


@cache
def _statements() -> dict[str, tuple[str, dict[str, str]]]:
    """For each kind of statement its subject, and the measures that its columns' terms stand for."""
    return {kind: (one["subject"], dict(one["terms"].items())) for kind, one in load("measures")["statements"].items()}


def _unit(line: Line, column: Column) -> str:
    if line.percent or line.values[column.index].percent:
        return "percent"
    unit = line.unit or column.unit
    return unit.name if unit else ""


def _measured(
    table: RawTable, kind: str, column: Column, line: Line, section: str, of_line: Measured | None
) -> Measured | None:
    subject, terms = _statements()[kind]
    if line.percent:
        return Measured(subject, "share_pct", why=line.label)
    if _contradicts(line, column):
        return None
    term = (line.measure if column.measure == BY_LINE else column.measure) or ""
    why = line.label if column.measure == BY_LINE else column.why
    measure = terms.get(term, term)
    if of_line is not None:
        return _of_the_line(of_line, column, measure)
    if kind == "funding" and term in load("measures")["of_the_line"]:
        return None
    if kind == "treasury" and term in {"actual", "balance", "forecast"}:
        held = _held(table, line, section)
        return Measured(subject, held, column.how, why) if held else None
    return Measured(subject, measure, column.how, why)


def _contradicts(line: Line, column: Column) -> bool:
    """Whether a line says another year and another measure than its column: `2011/12 total budget` of 2010/11."""
    years = periods.financial_years(periods.without_other_years(line.label))
    other = bool(years) and column.financial_year is not None and column.financial_year not in years
    return other and measure_named(line.label) is not None


def _of_the_line(of_line: Measured, column: Column, measure: str) -> Measured | None:
    """A cell of a line that names what is measured; a change of a charge is a measure of its own."""
    how = INFERRED if column.how == INFERRED else of_line.how
    if (column.measure or BY_LINE) in {*load("measures")["of_the_line"], BY_LINE}:
        return Measured(of_line.subject, of_line.measure, how, of_line.why, of_line.band)
    if of_line.measure == "council_tax" and measure in {"change", "change_pct"}:
        return Measured(of_line.subject, f"council_tax_{measure}", how, of_line.why, of_line.band)
    return Measured("funding", measure, how, column.why) if of_line.subject == "funding" else None


def _lines_of_funding(kind: str, lines: Sequence[Line]) -> dict[int, Measured]:
    """What the lines of a table of funding, or of a budget beside what pays for it, measure, by index."""
    data = [(i, line) for i, line in enumerate(lines) if line.kind == "data" and line.label]
    bands = {i: band for i, line in data if (band := _band(line.label))}
    if kind == "funding" and len(bands) > 1:
        return {i: Measured("funding", "council_tax", why=lines[i].label, band=band) for i, band in bands.items()}
    named = {i: found for i, line in data if (found := _funding(line.label))}
    terms = {standard_line(line.label, "funding") for _, line in data}
    if kind != "funding" and not terms & set(load("measures")["financing"]):
        return {}
    return {i: found for i, found in named.items() if not _sums_spending(i, found, named, data)}


def _of_the_caption(table: RawTable, lines: Sequence[Line]) -> dict[int, Measured]:
    """What the lines of a table measure by its corner or its caption, where no line says it: areas, schemes, bodies."""
    corner = " ".join(row[0].text for row in table.rows[: table.header_rows])
    found = next((one for text in (corner, table.title or "") if (one := _funding(text))), None)
    return {i: found for i, line in enumerate(lines) if line.kind == "data"} if found else {}


def _sums_spending(i: int, found: Measured, named: Mapping[int, Measured], data: Sequence[tuple[int, Line]]) -> bool:
    """Whether a net budget is the total of spending lines above it, and so one of the budget."""
    return found.measure == "net_budget" and any(j < i and j not in named for j, _ in data)


def _band(label: str) -> str | None:
    match = _BAND.match(" ".join(words(label)))
    return match[1].upper() if match else None


@cache
def _funding_terms() -> dict[str, tuple[str, str]]:
    return {
        term: (one["subject"], one["measure"]) for one in load("measures")["funding_lines"] for term in one["terms"]
    }


@cache
def _funding_words() -> dict[tuple[str, ...], str]:
    return {
        words(wording): f"{one['subject']} {one['measure']}"
        for one in load("measures")["funding_lines"]
        for wording in one["wordings"]
    }


def _funding(label: str) -> Measured | None:
    """What a line of money coming in, or lacking, measures by its label."""
    term = standard_line(label, "funding")
    if term in _funding_terms():
        subject, measure = _funding_terms()[term]
        return Measured(subject, measure, why=label, band="D" if measure == "council_tax" else None)
    found = longest_phrase(label, _funding_words())
    if found is None:
        return None
    subject, measure = found[0].split()
    return Measured(subject, measure, why=label, band="D" if measure == "council_tax" else None)


@cache
def _holdings() -> dict[tuple[str, ...], str]:
    return {words(wording): term for term, wordings in load("measures")["holdings"].items() for wording in wordings}


def _held(table: RawTable, line: Line, section: str) -> str | None:
    """Whether a line of treasury is of what is lent or of what is owed: by its own name, its section's, its table's.

    A caption that names both tells nothing.
    """
    label = words(line.label)
    own = next((_holdings()[label[k:]] for k in range(3) if label[k:] in _holdings()), None)
    head = " ".join(cell.text for row in table.rows[: table.header_rows] for cell in row)
    for text in () if own else (section, head, table.title or "", *reversed(table.headings)):
        spoken = words(text)
        named = {term for phrase, term in _holdings().items() if len(phrase) == 1 and phrase[0] in spoken}
        if named:
            return named.pop() if len(named) == 1 else None
    return own
