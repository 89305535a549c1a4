"""What a paper says around its tables: whose it is, when it met, which year and position it reports.

A report's headings say more than its prose, and what is nearer says more than what is far. Prose
that compares with another report ("the Q1 report forecast …") says nothing of this one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.interpret import periods
from extract.model import Paper, RawTable
from extract.organisations import Area, find_area

_HEAD = 6000
_COMPARES = re.compile(
    r"\b(compar\w+|previous\w*|last (?:quarter|year|month|report)|prior|earlier|reported in|will be|next|q\d report"
    r"|to be (?:reported|included)|subsequent|anticipated)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z(])|[()]")
_AS_AT = re.compile(
    r"\b(?:as\s+at|at|to|until|ending|ended|end\s+of|position\s+(?:at|to)|by)\s+(?:the\s+)?(?:end\s+of\s+)?(.{4,32})",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"\b(?:purpose of|public document pack|agenda$|introduction|background|contents)", re.IGNORECASE)
# A column called outturn says what it holds, not where in the year its table stands.
_NOT_POSITION = re.compile(r"\boutturn\b", re.IGNORECASE)
_MEETING = re.compile(r"\b(?:meeting|panel|date|held)\b", re.IGNORECASE)
# A panel meets some weeks after the quarter that it is told of has closed.
_REPORTING_LAG = dt.timedelta(days=21)


@dataclass(frozen=True, slots=True)
class PaperContext:
    """What holds for a whole paper. `area` is None where the paper names no police body."""

    area: Area | None
    meeting_date: dt.date | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The year and position that a table is stated at, and whether the paper says so itself."""

    financial_year: str | None
    report_period: str | None
    as_at: dt.date | None
    inferred: bool
    note: str | None = None


def paper_context(paper: Paper) -> PaperContext:
    """Read a paper's own area, meeting date and title."""
    return PaperContext(find_area(paper.text), _meeting_date(paper.text), _title(paper))


def _meeting_date(text: str) -> dt.date | None:
    head = text[:_HEAD]
    lines = head.splitlines()
    near = [line for i, line in enumerate(lines) if _MEETING.search(" ".join(lines[max(i - 1, 0) : i + 1]))]
    for line in [*near, *lines]:
        found = periods.dates(line)
        if found:
            return found[0]
    return None


def _title(paper: Paper) -> str | None:
    headings = [block.text for block in paper.blocks if block.kind == "heading" and not _NO_TITLE.search(block.text)][
        :8
    ]
    reports = [
        text
        for text in headings
        if re.search(r"\breport|monitoring|budget|precept|outturn|plan\b", text, re.IGNORECASE)
    ]
    if headings:
        return (reports or headings)[0]
    return next((block.text[:120] for block in paper.blocks), None)


def _own_sentences(text: str) -> str:
    return " ".join(part for part in _SENTENCE.split(text) if part and not _COMPARES.search(part))


def _first_year(texts: Iterable[str]) -> str | None:
    """The first text that names one year names it for all; failing that the first year of any."""
    several: str | None = None
    for text in texts:
        years = list(dict.fromkeys(periods.financial_years(text)))
        if len(years) == 1:
            return years[0]
        if years and several is None:
            several = years[0]
    return several


def _position_in(text: str) -> tuple[periods.Position, str | None] | None:
    """A position and, where a full date gives it, its financial year."""
    for match in _AS_AT.finditer(text):
        found = periods.dates(match[1])
        if found:
            return periods.position_of(found[0]), periods.year_of(found[0])
        for year, month in periods.months(match[1]):
            date = periods.month_end(year, month)
            return periods.position_of(date), periods.year_of(date)
    named = periods.positions(text)
    if named:
        return named[0], None
    for match in _AS_AT.finditer(text):
        days = periods.days_without_year(match[1])
        if days and days[0][1] >= 28:
            return periods.month_position((days[0][0] - 4) % 12 + 1), None
    return None


def standing(table: RawTable, context: PaperContext, header: str, years: Sequence[str]) -> Standing:
    """The year and position that a table reports, from header, caption, headings, prose, meeting.

    `header` is the table's own header text, `years` the years of the columns that are of the year
    reported or of those beside it. The nearest heading that names a position holds for
    the tables below it until another does; prose is asked only where no heading says.
    """
    own = [table.title or "", _NOT_POSITION.sub(" ", header)]
    headings = list(reversed(table.headings))
    prose = [_own_sentences(text) for text in reversed(table.context)]
    position = _first_position(own) or _first_position(headings) or _first_position(prose)
    named = _column_year(years, context) or _first_year(own[:1])
    year = named or _heading_or_prose_year(headings, prose)
    note = None
    inferred = False
    if position and position[1] and named is None:
        year = _year_of_dated_position(position, year)
    if year is None and context.meeting_date:
        year = periods.year_of(context.meeting_date)
        note = "The financial year is that of the meeting; the paper names none near the table."
        inferred = True
    if position:
        date = periods.position_date(year, position[0]) if year else None
        return Standing(year, position[0].report_period, date, inferred, note)
    guess = _position_by_meeting(year, context.meeting_date)
    if guess is None:
        return Standing(year, None, None, inferred, note)
    words = "The position is that of the last quarter closed before the meeting; the paper names none."
    return Standing(year, guess.report_period, periods.position_date(year or "", guess), True, words)


def _year_of_dated_position(position: tuple[periods.Position, str | None], year: str | None) -> str | None:
    """A date's own year, where it and a named year are one apart at most; else the named one."""
    dated = position[1]
    if year is None or dated is None:
        return dated or year
    return dated if abs(periods.year_start(dated) - periods.year_start(year)) <= 1 else year


def _column_year(years: Sequence[str], context: PaperContext) -> str | None:
    """The year that a table is about, of the years that its columns name.

    One year, or the later of two (the other is compared with); of a run of years the first that
    has not ended by the meeting.
    """
    several = sorted(set(years))
    if len(several) <= 2 or context.meeting_date is None:
        return several[min(len(several), 2) - 1] if several else None
    now = periods.year_of(context.meeting_date)
    return next((year for year in several if year >= now), several[-1])


def _heading_or_prose_year(headings: Sequence[str], prose: Sequence[str]) -> str | None:
    for text in headings:
        years = set(periods.financial_years(text))
        if len(years) == 1:
            return years.pop()
    return _first_year(prose) or _first_year(headings)


def _first_position(texts: Iterable[str]) -> tuple[periods.Position, str | None] | None:
    return next((found for text in texts if (found := _position_in(text))), None)


def _position_by_meeting(year: str | None, meeting: dt.date | None) -> periods.Position | None:
    if year is None or meeting is None:
        return None
    closed = [
        position
        for position in (periods.month_position(month) for month in (3, 6, 9, 12))
        if periods.position_date(year, position) + _REPORTING_LAG <= meeting
    ]
    return closed[-1] if closed else None
