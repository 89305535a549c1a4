"""What each column of a table measures, once its neighbours and the kind of statement are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from extract.interpret import periods
from extract.interpret.columns import ADDITIVE_CHANGES, DEFAULT, DERIVED, INFERRED, PRINTED, Column
from extract.interpret.context import PaperContext, Standing
from extract.interpret.measured import BY_LINE
from extract.interpret.rows import Line
from extract.interpret.statements import mentions
from extract.interpret.units import GBP, money_unit, unit_named
from extract.interpret.wording import BUDGETS, IN_YEAR, bare, measure_named
from extract.model import RawTable
from extract.vocabulary import load, longest_phrase, words

_HOLDINGS = frozenset({"amount", "principal", "balance", "deposit", "invested"})
_HELD = frozenset({None, "balance", "actual", "spend_to_date", "outturn", "forecast", "revised_budget"})
"""What a column of treasury with a date may be called: `Actual`, `Estimate` and `Forecast` are of what is held then."""
_BALANCES = frozenset({None, "balance", "actual", "forecast", "outturn"})
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


def settle_measures(
    columns: Sequence[Column], by_line: bool, kind: str, stood: Standing, table: RawTable, context: PaperContext
) -> list[Column]:
    """Settle each column's measure by what stands beside it and by the kind of statement.

    `by_line` says that the lines are the measures and the columns say only when.
    """
    if stood.spans_years:
        columns = [
            column if column.financial_year or column.as_at else replace(column, spans_years=True) for column in columns
        ]
    nameless = [column for column in columns if _says_nothing(column)]
    if len(nameless) > 1:  # they are not all of one thing
        columns = [replace(column, voided=column.voided or _says_nothing(column)) for column in columns]
    measures = [column.measure for column in columns]
    in_year = stood.report_period not in (None, "outturn", "budget")
    has_forecast = "forecast" in measures
    monitoring = any(measure in IN_YEAR for measure in measures)
    settled: list[Column] = []
    for position, column in enumerate(columns):
        if column.voided or column.measure == "spent_before":
            settled.append(replace(column, measure=None if column.voided else "spend_to_date"))
            continue
        settled.append(
            _settle(column, columns, position, by_line, kind, stood, in_year, has_forecast, monitoring, table, context)
        )
    if by_line:
        return settled
    corner = " ".join(cell.text for row in table.rows[: table.header_rows] for cell in row[:1])
    return [_named_in_corner(column, corner) for column in _totals_across(_changes_between(settled), kind)]


def _says_nothing(column: Column) -> bool:
    """Whether a header has no word of a measure, a year, a date, a body or a basis: none at all, or a unit alone."""
    said = (column.measure, column.period_text, column.as_at, column.organisation, column.basis_word)
    return not any(said) and not _own_words(column)


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
    held = _holding(column, stood) if kind == "treasury" else None
    if held is not None:
        return held
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
    if measure == "revised_budget" and _is_set(column, columns, stood, monitoring, table):
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


def _is_set(column: Column, columns: Sequence[Column], stood: Standing, monitoring: bool, table: RawTable) -> bool:
    """Whether a budget is being set: that of the last of several years, or in a paper that sets budgets."""
    years = {c.financial_year for c in columns if c.measure in BUDGETS and c.financial_year}
    monitored = any(c.measure in IN_YEAR - {"outturn"} for c in columns)
    if len(years) > 1 and column.financial_year == max(years) and not monitored:
        return True
    if _has_changes(columns):
        return False
    plain = not _CURRENT & set(column.wording)
    return (stood.report_period == "budget" and plain) or (not monitoring and _is_budget_paper(table, stood, columns))


def _has_changes(columns: Sequence[Column]) -> bool:
    return any(c.measure in ADDITIVE_CHANGES or c.measure == "original_budget" for c in columns)


def _is_budget_paper(table: RawTable, stood: Standing, columns: Sequence[Column]) -> bool:
    """Whether a table of budgets alone stands in a paper that sets them."""
    texts = [table.title or "", *table.headings[-3:], *table.context[-3:]]
    return stood.inferred or stood.report_period is None or any(mentions(text, "budget_paper") for text in texts)


def _unnamed_money(column: Column, columns: Sequence[Column], kind: str) -> Column:
    """A column of money without words, in a table that monitors nothing: the budget."""
    spoken = _own_words(column)
    yearly = column.as_at is None and (not spoken or column.financial_year is not None or column.spans_years)
    if yearly and not any(c.measure in BUDGETS and c.financial_year in (None, column.financial_year) for c in columns):
        why = f"money under a year in a table of {kind}"
        measure = "planned_budget" if column.spans_years and _UNNAMED[kind] == "original_budget" else _UNNAMED[kind]
        return replace(column, measure=measure, how=INFERRED if column.unknown else DEFAULT, why=why)
    return column


def _totals_across(columns: list[Column], kind: str) -> list[Column]:
    """A last column headed only `Total` is of the measure that all columns before it are of, and of all their years."""
    if len(columns) < 3 or words(bare(columns[-1].header)) not in {("total",), ("totals",)}:
        return columns
    before, total = columns[:-1], columns[-1]
    measures = {column.measure for column in before}
    years = {column.financial_year for column in before}
    several = len(years) > 1 or any(column.spans_years for column in before)
    measures -= {"planned_budget"} if "original_budget" in measures else set()
    measure = measures.pop() if len(measures) == 1 else total.measure
    if several and measure in {"original_budget", "planned_budget"} and total.financial_year is None:
        measure = "scheme_cost" if kind == "capital" else "planned_budget"
    return [*before, replace(total, measure=measure, spans_years=several and total.financial_year is None)]


def _own_words(column: Column) -> list[str]:
    return [word for word in column.wording if word.isalpha() and word not in periods.MONTHS]


def _named_in_corner(column: Column, corner: str) -> Column:
    """A percentage whose column says only a period is named by the words above the lines: `Outcome rate`."""
    percent = column.unit is not None and column.unit.name == "percent"
    if column.measure or column.voided or column.unknown or not percent or not column.header:
        return column
    measure = measure_named(corner)
    return replace(column, measure=measure, why=corner) if measure and measure.endswith("_pct") else column


def _balance(column: Column, stood: Standing, context: PaperContext) -> Column:
    """A reserve's balance: actual up to the paper's position date, forecast after it."""
    if column.unit and column.unit.name == "percent":
        return replace(column, measure="share_pct")
    if column.measure in {"transfer_in", "transfer_out", "movement", "virement", "minimum"}:
        return replace(column, measure="movement" if column.measure == "virement" else column.measure)
    dated = column.as_at is not None and not column.as_at_inferred
    if column.measure in BUDGETS and dated:
        column = replace(column, measure=None, unknown=("budget",))
    elif column.basis_word is None and (column.measure not in _BALANCES or (column.measure is None and column.unknown)):
        return replace(column, measure=None)
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
        how=PRINTED if column.measure or column.basis_word else DERIVED,
        why=column.why or column.basis_word or "a balance is actual up to the position and forecast after it",
    )


def is_money(column: Column) -> bool:
    """Whether a column holds pounds."""
    return column.unit is not None and column.unit.name == GBP


def _holding(column: Column, stood: Standing) -> Column | None:
    """A column of treasury that holds what is lent or owed, at its own date or at the table's position."""
    if not is_money(column):
        return None
    if column.as_at:
        return replace(column, measure="actual") if column.measure in _HELD else None
    spoken = bool(_HOLDINGS & set(column.wording)) or not _own_words(column)
    if stood.as_at is None or column.measure not in {None, "balance"} or not spoken:
        return None
    return replace(column, measure="actual", as_at=stood.as_at, why=column.why or "the position of the table")


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
        how=DERIVED,
        why="the position of the table",
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
        replace(
            column,
            measure="virement",
            how=DERIVED,
            unknown=(),
            why="it stands between the original and the revised budget",
        )
        if first < i < last
        and column.measure in (None, "movement", "transfer_in", "transfer_out", "variance", "target")
        else column
        for i, column in enumerate(columns)
    ]


def lines_are_measures(columns: Sequence[Column], lines: Sequence[Line]) -> bool:
    """Whether the columns say nothing of measures and every line does: `Actual`, `Target`, by month or by band."""
    data = [line for line in lines if line.kind == "data"]
    if len(data) < 2 or any(column.measure for column in columns):
        return False
    return all(measure_named(line.label) or money_unit(line.label) for line in data)


def measured_by_line(columns: Sequence[Column], lines: Sequence[Line], kind: str) -> list[Column]:
    """Columns of a table whose lines are measures; the lines get their measure and unit."""
    for line in lines:
        named = measure_named(line.label)
        line.measure = _STRENGTHS.get(named or "", named) if kind == "workforce" else named
        line.unit = unit_named(line.label)
    fallback = next((column.unit for column in columns if column.unit), None)
    units = [line.unit for line in lines if line.unit]
    unit = fallback or (units[0] if units else None)
    return [replace(column, measure=BY_LINE, unit=column.unit or unit) for column in columns]
