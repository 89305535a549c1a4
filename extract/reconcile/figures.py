"""From a reconciled table to figures: whose they are, where they stand in it, what they mean."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.interpret import periods
from extract.interpret.axis import Axis, axis_of
from extract.interpret.columns import ADDITIVE_CHANGES, DEFAULT, INFERRED, Column
from extract.interpret.context import PaperContext
from extract.interpret.measured import Measured, basis_of
from extract.interpret.reading import Reading
from extract.interpret.rows import TOTAL, Line, named_by_total
from extract.interpret.spans import span_of, speaking
from extract.interpret.standard import role_named, standard_line
from extract.interpret.statements import is_just, mentions
from extract.interpret.wording import BUDGETS, IN_YEAR
from extract.model import Figure, Paper
from extract.organisations import NOBODY, Area, body_named, leading_body
from extract.reconcile.identities import Key, VarianceSense
from extract.reconcile.select import ReconciledTable
from extract.vocabulary import longest_phrase, phrases, words

_OWN_LINES = frozenset({"reserves", "capital", "funding", "workforce", "crime"})  # whose lines have names of their own
_DATED_KINDS = frozenset({"reserves", "treasury", "workforce", "crime"})  # whose columns may be dates
UNNAMED = "Sums do not prove it, because no word of the vocabulary says what is measured."
NO_YEAR = "Sums do not prove it, because nothing near it names its year."
REFUTED = "Sums do not prove it, because what its column is said to measure does not agree with the columns beside it."
_TOTAL_WORDS = {"total", "totals", "sub", "subtotal", "the"}


@dataclass(frozen=True, slots=True)
class TableMeaning:
    """What holds for a whole table of figures: its kind and its statement."""

    table_kind: str
    statement: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A line's place in its table's hierarchy."""

    organisation: str | None
    organisation_basis: str
    section: str | None
    path: str | None
    is_total: bool
    total_of: str | None
    funding: bool


def table_meaning(reconciled: ReconciledTable, context: PaperContext) -> TableMeaning:
    """The kind of a table and the statement that it is (part of)."""
    reading = reconciled.reading
    measures = {column.measure for column in reading.columns}
    if reading.kind != "revenue":
        return TableMeaning(reading.kind, reading.kind if reading.kind != "other" else "budget")
    if measures & set(ADDITIVE_CHANGES) and measures & set(BUDGETS) and not measures & (IN_YEAR - {"outturn"}):
        return TableMeaning("changes", _revenue_statement(reconciled, context))
    if measures & IN_YEAR:
        return TableMeaning("monitoring", _revenue_statement(reconciled, context))
    return TableMeaning("budget", "budget")


def _revenue_statement(reconciled: ReconciledTable, context: PaperContext) -> str:
    lines = [line for line in reconciled.reading.lines if line.label]
    data = [line for line in lines if line.kind == "data" and line.hint != TOTAL]
    bodies = sum(body_named(line.label, context.area) is not None for line in data)
    summary = {"force", "opcc", "reserve_transfers", "net_revenue_expenditure", "grand_total", "commissioning"}
    terms = [standard_line(line.label, None) for line in data]
    types = sum(term is not None and term not in summary for term in terms)
    departments = sum(mentions(line.label, "by_department") for line in data)
    if bodies and bodies * 2 + terms.count("reserve_transfers") >= len(data):
        return "net_revenue"
    if bodies >= 2 and types <= bodies:
        return "net_revenue"
    return "by_department" if departments > types else "by_type"


def make_figures(
    paper: Paper, reconciled: ReconciledTable, meaning: TableMeaning, context: PaperContext
) -> list[Figure]:
    """The figures of one reconciled table."""
    reading = reconciled.reading
    places = _places(reconciled, context)
    senses = {sense.column: sense for sense in reconciled.senses}
    parents = {child: reading.lines[parent].row_no for child, parent in reconciled.structure.parent.items()}
    figures = []
    for i, line in enumerate(reading.lines):
        if line.kind != "data":
            continue
        for column in reading.columns:
            meant = reading.measured.get((i, column.index))
            if NOBODY in (column.organisation, places[i].organisation):
                continue
            if meant is None or (i, column.index) not in reconciled.amounts:
                continue
            figures.append(
                _figure(
                    paper,
                    reconciled,
                    meaning,
                    context,
                    i,
                    line,
                    column,
                    meant,
                    places[i],
                    senses.get(column.index),
                    parents.get(i),
                )
            )
    return figures


def figure_id(paper_id: str, table_no: int, row_no: int, column_no: int) -> str:
    """The stable id of a table's figure: from its paper's bytes and its place in it."""
    return hashlib.sha256(f"{paper_id}:{table_no}:{row_no}:{column_no}".encode()).hexdigest()[:20]


def _figure(
    paper: Paper,
    reconciled: ReconciledTable,
    meaning: TableMeaning,
    context: PaperContext,
    i: int,
    line: Line,
    column: Column,
    meant: Measured,
    place: _Place,
    sense: VarianceSense | None,
    parent_row: int | None,
) -> Figure:
    reading = reconciled.reading
    cell = line.cells[column.index]
    if not cell.text:
        cell = next(line.cells[k] for k in sorted(line.cells, reverse=True) if k <= column.index and line.cells[k].text)
    amount = reconciled.amounts[(i, column.index)]
    own_sign = reconciled.line_sign.get(i, 1)
    factor = _variance_factor(sense, own_sign) if sense else 1
    when = _when(reconciled, meaning, column)
    if line.financial_year and not column.financial_year:
        when = replace(when, financial_year=line.financial_year)
    notes = [
        when.note,
        column.note,
        *line.notes,
        _sense_note(sense, factor),
        _meaning_note(reconciled, meant, column),
        _unproved_note(reconciled, (i, column.index)),
    ]
    organisation = column.organisation or place.organisation
    basis_of_org = "table" if column.organisation else place.organisation_basis
    if organisation is None:
        notes.append("The paper names no police body that this table could speak of.")
    statement_family = meaning.table_kind if meaning.table_kind in _OWN_LINES else None
    role = None
    if meaning.table_kind == "workforce":
        role = role_named(line.label) or role_named(reading.table.title or "")
    measure = meant.measure
    said = speaking(reading.columns, column)
    stood = reading.standing
    span = span_of(meant.subject, meant.measure, said, when.financial_year, when.as_at, stood.as_at)
    category = _reserve_category(line.label, place.is_total) if reading.kind == "reserves" else None
    text = cell.text
    return Figure(
        figure_id=figure_id(paper.paper_id, reading.table.table_no, line.row_no, column.index + 1),
        paper_id=paper.paper_id,
        paper=paper.name,
        page=cell.place.page or reading.table.place.page,
        table_no=reading.table.table_no,
        table_title=reading.table.title,
        row_no=line.row_no,
        column_no=column.index + 1,
        organisation=organisation,
        organisation_basis=basis_of_org,
        subject=meant.subject,
        statement=meaning.statement,
        line=line.label or None,
        line_path=place.path,
        standard_line=standard_line(line.label, statement_family) if line.label else None,
        is_total=place.is_total,
        column_header=column.header or None,
        measure=measure,
        basis=basis_of(meant.subject, measure) or _basis(measure, reconciled),
        status="current",
        supersedes_figure_id=None,
        financial_year=when.financial_year,
        as_at=when.as_at,
        as_at_inferred=when.inferred,
        period=column.period_text or when.wording,
        value=plain(amount.value * factor),
        unit="percent" if line.values[column.index].percent else _unit(line, column),
        sign_turned=factor < 0 or (bool(sense) and line.values[column.index].adverse is False),
        published_text=text,
        sentence=None,
        char_start=cell.place.char_start,
        char_end=cell.place.char_end,
        bbox=cell.place.bbox,
        qualifier="exact",
        proof=_proof(reconciled, i, column, meant),
        note=" ".join(dict.fromkeys(filter(None, notes))) or None,
        report_period=when.report_period,
        table_kind=meaning.table_kind,
        section=("funding" if place.funding else "programme") if reading.kind == "capital" else place.section,
        level=reconciled.structure.level(i),
        total_of=place.total_of,
        adds_to_row_no=parent_row,
        category=category,
        forecast_made_on=column.forecast_made_on,
        rounding=plain(amount.half),
        role=role,
        band=meant.band,
        period_kind=span.kind if span else None,
        period_start=span.start if span else None,
        period_end=span.end if span else None,
        meaning={DEFAULT: INFERRED}.get(meant.how, meant.how),
        meaning_sources=_sources(reading, column, meant, organisation, basis_of_org),
        mart_sign=own_sign if not sense and measure not in {"variance_pct", "share_pct"} else 1,
    )


def _sources(reading: Reading, column: Column, meant: Measured, organisation: str | None, named_by: str) -> str:
    """What each aspect of a figure rests on, as a JSON object: the words, or where they stand."""
    own = column.financial_year or column.as_at or column.spans_years
    period = column.period_text if own and column.period_text else None
    near = "the table's caption, its headings or what leads to it" if reading.standing.year_established else None
    found = {
        "measure": meant.why,
        "period": period or (column.header if own else near) or "the paper at large",
        "organisation": f"the {named_by}" if organisation else None,
    }
    return json.dumps({aspect: words for aspect, words in found.items() if words}, ensure_ascii=False)


def _proof(reconciled: ReconciledTable, i: int, column: Column, meant: Measured) -> str:
    """The verdict of the sums, which certify no meaning that words or dates do not establish."""
    verdict = reconciled.verdict.get((i, column.index), "unproved")
    year = column.financial_year or column.as_at or column.spans_years or reconciled.reading.standing.year_established
    established = meant.how != INFERRED and not column.unknown and column.index not in reconciled.refuted and bool(year)
    return verdict if established or verdict != "proved" else "unproved"


def _meaning_note(reconciled: ReconciledTable, meant: Measured, column: Column) -> str | None:
    """Why sums do not prove a figure whose meaning is not established."""
    if column.index in reconciled.refuted:
        return REFUTED
    if not (column.financial_year or column.as_at or reconciled.reading.standing.year_established):
        return NO_YEAR
    if column.unknown:
        return f"Sums do not prove it, because words of its header are not understood: {' '.join(column.unknown)}."
    return UNNAMED if meant.how == INFERRED else None


def _unit(line: Line, column: Column) -> str:
    if line.percent:
        return "percent"
    unit = line.unit or column.unit
    return unit.name if unit else ""


def plain(value: Decimal) -> Decimal:
    """A decimal without an exponent: 868000, not 8.68E+5."""
    return Decimal(f"{value:f}")


def _variance_factor(sense: VarianceSense, line_sign: int) -> int:
    """What a printed variance is multiplied by to be adverse where positive.

    A column that is forecast less budget for every line is turned for income printed positive; one
    that already says adverse or favourable by line (`by_line`) is turned as a whole or not at all.
    """
    return sense.sign if sense.by_line else sense.sign * line_sign


def _sense_note(sense: VarianceSense | None, factor: int) -> str | None:
    if sense is None:
        return None
    if factor < 0:
        return "The paper prints this variance the other way round; it is turned, so that positive is adverse."
    if sense.told_by == "nothing":
        return "Neither arithmetic nor wording tells which way round this variance is printed; it is taken as printed."
    return None


def _unproved_note(reconciled: ReconciledTable, key: Key) -> str | None:
    """Why a figure is unproved although it stands in a sum."""
    if key in reconciled.verdict:
        return None
    if key in reconciled.summed:
        return "It stands in sums that balance, but at their rounding they would not notice a wrong first digit in it."
    return "The only sum that it stands in is of one line, which proves nothing." if key in reconciled.alone else None


def _basis(measure: str, reconciled: ReconciledTable) -> str:
    """The basis of a change, a variance or a part: that of what the table's columns are of."""
    measures = {column.measure for column in reconciled.reading.columns}
    if measure.startswith("variance"):
        if measure == "variance_to_date" or ("forecast" not in measures and measures & {"outturn", "spend_to_date"}):
            return "actual"
        return "forecast"
    if "forecast" in measures:
        return "forecast"
    return "budget" if measures & set(BUDGETS) else "actual"


@dataclass(frozen=True, slots=True)
class _When:
    financial_year: str | None
    report_period: str | None
    as_at: dt.date | None
    inferred: bool
    wording: str | None
    note: str | None = None


def _when(reconciled: ReconciledTable, meaning: TableMeaning, column: Column) -> _When:
    stood = reconciled.reading.standing
    if column.spans_years:
        return _When(None, stood.report_period, None, False, column.period_text, "A sum over years belongs to none.")
    year = column.financial_year or stood.financial_year
    wording = " ".join(filter(None, (year, stood.report_period))) or None
    if reconciled.reading.kind in _DATED_KINDS and column.as_at:
        return _When(periods.year_of(column.as_at), stood.report_period, column.as_at, column.as_at_inferred, wording)
    year_note = stood.note if stood.note and "financial year" in stood.note and not column.financial_year else None
    if not any(c.measure in IN_YEAR or c.measure in ADDITIVE_CHANGES for c in reconciled.reading.columns) and (
        stood.inferred or stood.report_period in (None, "outturn")
    ):
        note = "A budget is for a whole year; the paper gives it no position date."
        return _When(year, "budget", None, False, year, " ".join(filter(None, (note, year_note))))
    if year and stood.financial_year and year < stood.financial_year and column.measure in {"outturn", "spend_to_date"}:
        return _When(
            year,
            "outturn",
            dt.date(periods.year_start(year) + 1, 3, 31),
            True,
            wording,
            "The year is closed; its position is that of its end.",
        )
    if column.report_period and year and column.report_period != stood.report_period:
        position = periods.positions(column.header)[0]
        return _When(year, column.report_period, periods.position_date(year, position), False, wording)
    if column.as_at is not None and stood.as_at is None:
        return _When(
            year,
            periods.position_of(column.as_at).report_period,
            column.as_at,
            column.as_at_inferred,
            wording,
            stood.note,
        )
    return _When(year, stood.report_period, stood.as_at, stood.inferred, wording, stood.note)


def _reserve_category(label: str, is_total: bool) -> str:
    known = phrases("statements", "reserve_categories")
    spoken = tuple(word for word in words(label) if word not in _TOTAL_WORDS)
    if spoken in known:
        return known[spoken]
    if is_total:
        return "total"
    found = longest_phrase(label, known)
    return found[0] if found and len(found[1]) >= 2 else "earmarked"


# Places in the hierarchy


def _places(reconciled: ReconciledTable, context: PaperContext) -> dict[int, _Place]:
    reading, structure = reconciled.reading, reconciled.structure
    area = context.area
    default, default_basis = _whole_body(reading, context)
    scope, basis = default, default_basis
    sections: list[tuple[int, str]] = []
    places: dict[int, _Place] = {}
    axis = axis_of([line.label for line in reading.lines], reading.corner, area, reading.kind)
    seen: Counter[tuple[str | None, str]] = Counter()
    funding = reading.funding
    for i, line in enumerate(reading.lines):
        if line.kind != "data":
            named = _named_by(line, axis, area, heads=True)
            if named is not None:
                scope, basis = named, "table"
            else:
                if is_just(line.label.rstrip(":"), "funding_section"):
                    funding = True
                sections = _nest(sections, i, line, reading.lines)
            continue
        own = _named_by(line, axis, area)
        total = structure.totals.get(i)
        is_total = (total is not None) or line.hint == TOTAL
        closed: list[str] = []
        if total is not None and not total.leading:
            sections, closed = _close(sections, i, line, reconciled)
        organisation, org_basis = (own, "table") if own is not None else (scope, basis)
        if own is None and total is not None:
            organisation, org_basis = _of_parts(
                [places[p] for p in total.parts if p in places], area, organisation, org_basis
            )
        leading = _leading_parent(i, reconciled)
        trail = [text for _, text in sections] + ([reading.lines[leading].label] if leading is not None else [])
        label = line.label
        path = " > ".join([*trail, label]) if label else None
        if path:
            seen[(organisation, path)] += 1
            if seen[(organisation, path)] > 1:
                path = f"{path} ({seen[(organisation, path)]})"
        innermost = trail[-1] if trail else (closed[-1] if closed else None)
        places[i] = _Place(
            organisation=organisation,
            organisation_basis=org_basis,
            section=closed[-1] if closed else innermost,
            path=path,
            is_total=is_total,
            total_of=_total_of(line, closed, organisation if org_basis == "table" else None, reading)
            if is_total
            else None,
            funding=funding,
        )
        if own and is_total and own == scope and scope != default:
            scope, basis = default, default_basis
    return places


def _whole_body(reading: Reading, context: PaperContext) -> tuple[str | None, str]:
    """The body that a table is of where no row says otherwise, and how it is known."""
    if reading.scope is not None:
        return reading.scope, "table"
    return context.body or (context.area.group if context.area else None), "paper"


def _named_by(line: Line, axis: Axis, home: Area | None, *, heads: bool = False) -> str | None:
    """The body that a line's label names, or that a section's does as a whole (`heads`)."""
    body = axis.of(line.label)
    if body is not None:
        return body
    return body_named(line.label, home) or (None if heads else leading_body(line.label, home))


def _nest(sections: list[tuple[int, str]], i: int, line: Line, lines: tuple[Line, ...]) -> list[tuple[int, str]]:
    """Open a section: inside the last one if that has no line yet, or if a later total still closes it."""
    kept = list(sections)
    while kept:
        at, label = kept[-1]
        empty = not any(other.kind == "data" for other in lines[at + 1 : i])
        awaited = any(other.hint == TOTAL and named_by_total(label, other.label) for other in lines[i + 1 :])
        inner = any(other.hint == TOTAL and named_by_total(line.label, other.label) for other in lines[i + 1 :])
        if (empty and lines[at].emphasis == line.emphasis) or (awaited and inner) or line.indent > lines[at].indent:
            break
        kept.pop()
    return [*kept, (i, line.label)]


def _close(
    sections: list[tuple[int, str]], i: int, line: Line, reconciled: ReconciledTable
) -> tuple[list[tuple[int, str]], list[str]]:
    """The sections still open after a total, and the labels of those it closes."""
    total = reconciled.structure.totals[i]
    covered = {leaf for part in total.parts for leaf in reconciled.structure.leaves(part)}
    kept: list[tuple[int, str]] = []
    closed: list[str] = []
    lines = reconciled.reading.lines
    for at, label in sections:
        covers = any(leaf > at for leaf in covered)
        awaited = any(other.hint == TOTAL and named_by_total(label, other.label) for other in lines[i + 1 :])
        if covers and (named_by_total(label, line.label) or not awaited):
            closed.append(label)
        else:
            kept.append((at, label))
    return kept, closed


def _leading_parent(i: int, reconciled: ReconciledTable) -> int | None:
    parent = reconciled.structure.parent.get(i)
    return parent if parent is not None and reconciled.structure.totals[parent].leading else None


def _of_parts(parts: list[_Place], home: Area | None, organisation: str | None, basis: str) -> tuple[str | None, str]:
    """A total over several bodies is the group's, over forces side by side nobody's; over one body that body's."""
    bodies = {place.organisation for place in parts}
    if len(bodies) > 1:
        own = {home.force, home.opcc, home.group} if home else set()
        apart = all(place.organisation_basis == "table" for place in parts) and not bodies <= own
        return (NOBODY if apart else home.group if home else None), "table"
    if len(bodies) == 1:
        return parts[0].organisation, parts[0].organisation_basis
    return organisation, basis


def _total_of(line: Line, closed: list[str], body: str | None, reading: Reading) -> str:
    """What a total is the total of: the section it closes, what its label names, a body, the table."""
    bare = " ".join(
        word for word in line.label.split() if words(word) and words(word)[0] not in {*_TOTAL_WORDS, "grand"}
    )
    if closed and (not bare or named_by_total(closed[-1], line.label)):
        return closed[-1]
    return bare.strip(" -:") or body or reading.corner.strip() or reading.table.title or "all lines"


def counts(figures: list[Figure]) -> Mapping[str, int]:
    """How many figures carry each verdict."""
    return Counter(figure.proof for figure in figures)


def proved_pct(figures: list[Figure]) -> Decimal | None:
    """The share of figures that are proved, in per cent with one decimal; None of no figures."""
    if not figures:
        return None
    share = Decimal(100 * counts(figures).get("proved", 0)) / len(figures)
    return share.quantize(Decimal("0.1"))
