"""The period that a figure is of: its kind, and its first and last day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.interpret import periods
from extract.interpret.columns import Column
from extract.vocabulary import load, longest_phrase, words

INSTANTS = frozenset({"actual", "forecast", "strength", "establishment", "investments", "borrowing", "headcount"})
"""Measures of reserves, treasury and people that are of a day."""
_OF_A_DAY = frozenset({"reserves", "treasury", "workforce", "uplift"})
_SO_FAR = frozenset({"spend_to_date", "profiled_budget", "variance_to_date", "variance_to_date_pct"})
_ROLLING = re.compile(r"\b(?:rolling|12\s+months?|twelve\s+months?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """`kind` is `instant`, `month`, `quarter`, `year`, `year_to_date`, `rolling_year` or `other`.

    Both days belong to it; they are None where nothing says them.
    """

    kind: str
    start: dt.date | None = None
    end: dt.date | None = None


def speaking(columns: Sequence[Column], column: Column) -> Column:
    """The column that says of when a column is: itself, or the nearest before it, where it names no period."""
    place = next(k for k, one in enumerate(columns) if one.index == column.index)
    return next((one for one in reversed(columns[: place + 1]) if one.period_text or _to_date(one.header)), column)


def span_of(
    subject: str, measure: str, said: Column, year: str | None, as_at: dt.date | None, position: dt.date | None
) -> Span | None:
    """The period of a cell by its measure, the column that says when, its year and the day it is stated at.

    `position` is the day that its table is stated at, up to which a year so far runs.
    """
    header = said.header
    if said.spans_years:
        return Span("other")
    if subject in _OF_A_DAY and measure in INSTANTS:
        return Span("instant", as_at, as_at) if as_at else None
    quarter = periods.quarters(header)
    if _to_date(header) or measure in _SO_FAR:
        return _so_far(year, position or as_at)
    if _ROLLING.search(header) and as_at:
        return Span("rolling_year", periods.month_end(as_at.year - 1, as_at.month) + dt.timedelta(days=1), as_at)
    if quarter and year:
        end = periods.position_date(year, quarter[0][2])
        return Span("quarter", (end.replace(day=1) - dt.timedelta(days=40)).replace(day=1), end)
    if periods.months(header) and as_at:
        return Span("month", as_at.replace(day=1), as_at)
    if year is None:
        return None
    start = periods.year_start(year)
    return Span("year", dt.date(start, 4, 1), dt.date(start + 1, 3, 31))


def _to_date(header: str) -> bool:
    known = {words(wording): wording for wording in load("columns")["to_date"]}
    return longest_phrase(header, known) is not None


def _so_far(year: str | None, as_at: dt.date | None) -> Span:
    """From the beginning of a year to the same day of it as the position's, if that is another year's."""
    if as_at is None or year is None:
        return Span("year_to_date", None, as_at)
    start = dt.date(periods.year_start(year), 4, 1)
    if periods.year_of(as_at) != year:
        as_at = periods.position_date(year, periods.position_of(as_at))
    return Span("year_to_date", start, as_at)
