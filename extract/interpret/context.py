"""What a paper says around its tables: whose it is, when it met, which year and position it reports.

A report's headings say more than its prose, and what is nearer says more than what is far. Prose
that compares with another report ("the Q1 report forecast …") says nothing of this one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.interpret import periods
from extract.interpret.own_body import own_body
from extract.interpret.statements import mentions
from extract.interpret.units import Unit, unit_in_prose
from extract.model import NOTHING_SAID, Paper, RawTable, Said
from extract.organisations import Area, area_with
from extract.vocabulary import words

_HEAD = 6000
_COMPARES = re.compile(
    r"\b(compar\w+|previous\w*|last (?:quarter|year|month|report)|prior|earlier|reported in|will be|next|q\d report"
    r"|to be (?:reported|included)|subsequent|anticipated)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z(])|[()]")
_AS_AT = re.compile(
    r"\b(as\s+at|at|to|until|ending|ended|end\s+of|position\s+(?:at|to))\s+(?:the\s+)?(?:end\s+of\s+)?(.{4,32})",
    re.IGNORECASE,
)
_OF_ALL_TABLES = re.compile(
    r"\b(?:(?:all|the)\s+(?:figures|tables|amounts|sums|values)|(?:figures|tables|amounts|sums)\s+(?:are|in)|throughout)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r"\b(?:below|following|follows?|table|appendix|set out|shown|summari[sz]e[sd]?)\b", re.IGNORECASE)
_NO_TITLE = re.compile(r"\b(?:purpose of|public document pack|agenda$|introduction|background|contents)", re.IGNORECASE)
# A column called outturn says what it holds, not where in the year its table stands.
_NOT_POSITION = re.compile(r"\boutturn\b", re.IGNORECASE)
_MEETING = re.compile(r"\b(?:meeting|panel|date|held)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_NOT_THE_MEETING = re.compile(
    r"\b(?:publication|published|printed|issued|des?patch\w*|(?:last|previous)\s+meeting"
    r"|minutes\s+of\s+the\s+(?:last|previous|meeting\s+held))\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"\W*(?:meeting\s+)?date(?:\s+of\s+(?:the\s+)?meeting)?\W*:", re.IGNORECASE)
_WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_MEETING_LINE = 110  # characters of a line that says when a panel meets; a longer one is a sentence about some day
_OPENING_PARAGRAPHS = 25
BUDGET_MONTHS = (1, 2, 3)  # in which panels are asked for the budget of the year that follows
NEAR_PARAGRAPHS = 3  # above a table, in which a sentence of money for one year gives the table its year
_HEADING_WEIGHT, _DATE_WEIGHT = 3, 2  # of a year in a heading, and of a dated position, against one in prose
_MONTH_END_DAY = 28  # positions are stated at the end of a month
# A panel meets some weeks after the quarter that it is told of has closed.
_REPORTING_LAG = dt.timedelta(days=21)


@dataclass(frozen=True, slots=True)
class PaperContext:
    """What holds for a whole paper. `area` is None where its title names no police body.

    `body` is the council, fire authority, ministry or other public body whose paper it is, by the name that it prints.

    `year` is the financial year that the paper speaks of most, `position` the first dated position
    that it names (with the year of the date), `unit` the money unit that it says its tables are in: all
    hold where nothing nearer to a table says. `told` is what whoever loaded the paper said of it
    and the paper does not say itself: `area` and `meeting_date` are from there then.
    """

    area: Area | None
    meeting_date: dt.date | None
    title: str | None
    year: str | None = None
    position: tuple[periods.Position, str] | None = None
    unit: Unit | None = None
    year_established: bool = True
    told: Said = NOTHING_SAID
    body: str | None = None

    @property
    def organisation(self) -> str | None:
        """The body that the paper is of as a whole."""
        return self.told.organisation or self.body or (self.area.group if self.area else None)


@dataclass(frozen=True, slots=True)
class Standing:
    """The year and position that a table is stated at, and whether the paper says so itself.

    `year_established` says that words near the table name the year, or that the paper's headings name no other;
    `spans_years` that the table's caption or the sentence that leads to it names a run of years.
    """

    financial_year: str | None
    report_period: str | None
    as_at: dt.date | None
    inferred: bool
    note: str | None = None
    year_established: bool = True
    spans_years: bool = False


def paper_context(paper: Paper, said: Said = NOTHING_SAID) -> PaperContext:
    """Read a paper's own area, meeting date and title; what it does not name is as whoever loaded it `said`."""
    own, own_meeting = own_body(paper), _meeting_date(paper.text)
    named = own.area is not None or own.name is not None
    told = Said(said.organisation if not named else None, said.meeting_date if own_meeting is None else None)
    meeting = own_meeting or told.meeting_date
    year, position, established = _paper_year(paper, meeting)
    return PaperContext(
        area=area_with(told.organisation) if told.organisation else own.area,
        meeting_date=meeting,
        title=_title(paper),
        year=year,
        position=position,
        unit=_paper_unit(paper),
        year_established=established,
        told=told,
        body=own.name,
    )


def _paper_unit(paper: Paper) -> Unit | None:
    """The unit of all tables, where a sentence of the paper gives it: `Tables in this report are in £000`."""
    for block in paper.blocks:
        for sentence in _SENTENCE.split(block.text) if _OF_ALL_TABLES.search(block.text) else ():
            unit = unit_in_prose(sentence or "") if sentence and _OF_ALL_TABLES.search(sentence) else None
            if unit:
                return unit
    return None


def _paper_year(paper: Paper, meeting: dt.date | None) -> tuple[str | None, tuple[periods.Position, str] | None, bool]:
    """The year that headings, opening prose and dated positions name most, the first such position.

    Last: whether most of what names a year names that one.
    """
    votes: Counter[str] = Counter()
    first: tuple[periods.Position, str] | None = None
    opening = 0
    for block in paper.blocks:
        heading = block.kind == "heading"
        opening += not heading
        if not heading and opening > _OPENING_PARAGRAPHS:
            continue
        text = block.text if heading else _own_sentences(block.text)
        for year in set(periods.financial_years(periods.without_runs(periods.without_other_years(text)))):
            votes[year] += _HEADING_WEIGHT if heading else 1
        dated = _dated_position(text)
        if dated is not None and (meeting is None or periods.position_date(dated[1], dated[0]) <= meeting):
            votes[dated[1]] += _DATE_WEIGHT
            first = first or dated
    if not votes:
        return None, first, False
    chosen = max(votes, key=lambda year: (votes[year], year))
    return chosen, first, votes[chosen] * 2 > votes.total()


def _meeting_date(text: str) -> dt.date | None:
    head = text[:_HEAD]
    lines = head.splitlines()
    near = [line for i, line in enumerate(lines) if _MEETING.search(" ".join(lines[max(i - 1, 0) : i + 1]))]
    named = [line for line in lines if len(line) <= _MEETING_LINE and _WEEKDAY.search(line)]
    labelled = [line for line in lines if _LABELLED.match(line)]
    others = frozenset(_days_of_something_else(lines))
    for line in [*labelled, *named, *near, *(line for line in lines if "\t" not in line)]:
        found = periods.dates(line)
        if found and line not in others:
            return found[0]
    return None


def _days_of_something_else(lines: Sequence[str]) -> Iterator[str]:
    """The lines with the day of a publication, of printing or of an earlier meeting, by them or by the line above."""
    before = ""
    for line in filter(str.strip, lines):
        alone = not set(words(periods.without_periods(line))) - _WEEKDAYS - {"on"}
        if _NOT_THE_MEETING.search(line) or (alone and _NOT_THE_MEETING.search(before)):
            yield line
        before = line


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


def _lead_ins(texts: Sequence[str]) -> list[str]:
    """The sentences that lead to a table, nearest first: the last one before it, and those that point at it."""
    if not texts:
        return []
    sentences = [part for part in re.split(r"(?<=[.;:])\s+(?=[A-Z(])", texts[0]) if part.strip()]
    last = sentences[-1:] if not _COMPARES.search(texts[0]) else []
    pointing = [part for part in reversed(sentences) if _LEAD_IN.search(part) and not _COMPARES.search(part)]
    return list(dict.fromkeys([*pointing, *last]))


def _budget_sentences(texts: Sequence[str]) -> list[str]:
    """The sentences of the nearest paragraphs that give an amount for a year, nearest first."""
    sentences = [part for text in texts[:NEAR_PARAGRAPHS] for part in reversed(_SENTENCE.split(text)) if part]
    return [part for part in sentences if "£" in part and not _COMPARES.search(part) and "outturn" not in part.lower()]


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


def _single_year(texts: Iterable[str]) -> str | None:
    for text in texts:
        years = set(periods.financial_years(periods.without_other_years(text)))
        if len(years) == 1:
            return years.pop()
    return None


def _dated_position(text: str) -> tuple[periods.Position, str] | None:
    """A position that a full date or a month with its year gives: `as at 30 September 2023`."""
    for match in _AS_AT.finditer(text):
        found = periods.dates(match[2])
        if found and (found[0].day >= _MONTH_END_DAY or match[1].lower().startswith("as")):
            return periods.position_of(found[0]), periods.year_of(found[0])
        for year, month in periods.months(match[2]):
            date = periods.month_end(year, month)
            return periods.position_of(date), periods.year_of(date)
    return None


def _position_in(text: str, *, prose: bool = False) -> tuple[periods.Position, str | None] | None:
    """A position and, where a full date gives it, its financial year. In prose an outturn is an amount."""
    dated = _dated_position(text)
    if dated is not None:
        return dated
    named = [one for one in periods.positions(text) if not prose or one.report_period != "outturn"]
    if named:
        return named[0], None
    for match in _AS_AT.finditer(text):
        days = periods.days_without_year(match[2])
        if days and days[0][1] >= _MONTH_END_DAY:
            return periods.month_position((days[0][0] - 4) % 12 + 1), None
    return None


def standing(table: RawTable, context: PaperContext, header: str, years: Sequence[str]) -> Standing:
    """The year and position that a table reports, from header, caption, headings, prose, meeting.

    `header` is the table's own header text, `years` the years of the columns that are of the year
    reported or of those beside it. The nearest heading that names a position holds for
    the tables below it until another does; prose is asked only where no heading says, and of it
    first the sentence that leads to the table.
    """
    own = [table.title or "", _NOT_POSITION.sub(" ", header)]
    headings = list(reversed(table.headings))
    context_above = list(reversed(table.context))
    leads, prose = _lead_ins(context_above), [_own_sentences(text) for text in context_above]
    position = _first_position(own) or _first_position(headings) or _first_position(leads)
    named = _column_year(years, context) or _first_year(own[:1])
    year = named or _single_year(headings) or _single_year(leads)
    budget = position is None and is_budget_paper(table, context)
    if not budget:
        position = position or _first_position(prose, prose=True) or context.position
        year = year if named else _year_by_position(position, year, context)
    established = year is not None
    year = year or _single_year(_budget_sentences(context_above)) or context.year
    established = established or (year == context.year and context.year_established)
    spans = not years and any(periods.spans_years(text) for text in (own[0], *leads[:1]))
    year = year or _first_year(prose) or _first_year(headings)
    established = established or (year is not None and year == _single_year(prose[: NEAR_PARAGRAPHS + 1]))
    note = None
    inferred = year is None and context.meeting_date is not None
    if inferred and context.meeting_date:
        year = periods.year_of(context.meeting_date)
        if budget and context.meeting_date.month in BUDGET_MONTHS:
            year = periods.financial_year(periods.year_start(year) + 1)
        note = "The financial year is that of the meeting; the paper names none near the table."
    if budget:
        return Standing(year, "budget", None, inferred, note, established, spans)
    undated = position is not None and position[1] is None and not named
    if position and year and undated and _lies_ahead(periods.position_date(year, position[0]), context):
        before = periods.financial_year(periods.year_start(year) - 1)  # a position lies before its meeting
        year = year if _lies_ahead(periods.position_date(before, position[0]), context) else before
    if position:
        date = periods.position_date(year, position[0]) if year else None
        return Standing(year, position[0].report_period, date, inferred, note, established, spans)
    guess = _position_by_meeting(year, context.meeting_date)
    if guess is None:
        return Standing(year, None, None, inferred, note, established, spans)
    words = "The position is that of the last quarter closed before the meeting; the paper names none."
    date = periods.position_date(year or "", guess)
    return Standing(year, guess.report_period, date, True, words, established, spans)


def _lies_ahead(date: dt.date, context: PaperContext) -> bool:
    return context.meeting_date is not None and date > context.meeting_date


def is_budget_paper(table: RawTable, context: PaperContext) -> bool:
    """Whether a table stands in a report that sets a budget: its headings say so, and none says that it monitors."""
    for text in [table.title or "", *reversed(table.headings), context.title or ""]:
        if mentions(text, "monitoring_paper"):
            return False
        if mentions(text, "budget_paper"):
            return True
    return False


def _year_by_position(
    position: tuple[periods.Position, str | None] | None, year: str | None, context: PaperContext
) -> str | None:
    """A dated position's own year, where it and a named year are one apart at most; else the named one.

    A position without a year takes it from the paper's first dated position, if it is the same.
    """
    dated = position[1] if position else None
    if year is None and dated is None and position and context.position and context.position[0] == position[0]:
        return context.position[1]
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


def _first_position(texts: Iterable[str], *, prose: bool = False) -> tuple[periods.Position, str | None] | None:
    return next((found for text in texts if (found := _position_in(text, prose=prose))), None)


def _position_by_meeting(year: str | None, meeting: dt.date | None) -> periods.Position | None:
    if year is None or meeting is None:
        return None
    closed = [
        position
        for position in (periods.month_position(month) for month in (3, 6, 9, 12))
        if periods.position_date(year, position) + _REPORTING_LAG <= meeting
    ]
    return closed[-1] if closed else None
