"""Of which year, date and period a figure is.

What the sentence does not say is taken from the paragraph, the headings or the paper, in that order, and only
where papers speak that way; else it stays open, with the reason. A year that something is compared with is not
the figure's own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.interpret import periods
from extract.interpret.prose.cues import View
from extract.interpret.prose.forms import folded
from extract.interpret.prose.meaning import Meaning
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.standing import Standing
from extract.interpret.prose.years import (
    COMPARED,
    COMPARED_AMOUNT,
    COMPARED_WITH,
    SINCE,
    YEAR,
    told_years,
    year_before,
    years_in,
)

REACH_PERIOD = 190
REACH_QUARTER = 110
STATED_IN_YEAR = {"variance", "variance_pct", "forecast", "spend_to_date"}  # what a quarter's report states
IN_YEAR = {
    "variance",
    "variance_pct",
    "spend_to_date",
    "transfer",
    "slippage",
    "forecast",
    "brought_forward",
    "minimum",
}
IN_YEAR |= {"original_budget", "revised_budget", "pay_award_pct", "outturn"}
MONEY = {"budget", "savings", "capital", "funding", "treasury", "precept"}
PEOPLE_NOW = {"strength", "establishment", "vacancies", "forecast", "below_target", "above_target", "leavers", "count"}
_SPOKEN = "The year is that which the paper speaks in; nothing near names it."
_SET = "The year is that whose budget the paper sets; nothing near names it."
YEARLY_SUBJECTS = {"budget", "savings", "capital", "precept", "reserves", "funding", "workforce", "uplift", "treasury"}
_COMPARATOR = re.compile(
    r"\b(?:compared\s+(?:with|to)|as\s+against|against|(?:up|down)\s+from|(?:more|less|fewer|higher|lower)\s+than)\b",
    re.IGNORECASE,
)
_TELLS_NEXT = re.compile(r"^\s*[:=]\s*(?:[a-z]+\s+){0,4}£?\d")
_AT_PRESENT = re.compile(r"\b(?:at present|currently|at the moment|today)\b", re.IGNORECASE)
_MOVES = re.compile(r"\b(?:from|(?:falling|reducing|dropping|declining|rising|down|up)\s+to)\s+$", re.IGNORECASE)
_LATER = re.compile(
    r"\b(?:(?:set|due|forecast|expected)\s+to\s+\w+\s+to|rising\s+to|falling\s+to|increasing\s+to|reducing\s+to|followed\s+by)\s+$"
)
_AGO = re.compile(r"\b(?:ago|earlier|before)$", re.IGNORECASE)
_OF_THAT_YEAR = re.compile(r"^\s*(?:[a-z]+\s+){0,3}(?:for|in|of|at|during)\s+$", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:a|one) year (?:earlier|before|previously)\b|\b(?:twelve|12) months (?:earlier|before)\b", re.IGNORECASE
)
_BASE_OF_CHANGE = re.compile(
    r"\b(?:from|compared (?:with|to)|as against|against|up on|down on)\s+(?:(?:just|about|around|over"
    r"|under|some)\s+){0,2}$",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"\b(?:(?:opened|began|started) (?:the|this) (?:financial )?year"
    r"|when the (?:financial )?year (?:opened|began|started)"
    r"|at the (?:start|beginning) of the (?:financial )?year"
    r"|opening balance)\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:was|were|has|have|had|resulted)\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:will|would|to recruit|planned|is kept|are kept|ask for|asks for|asking for)\b", re.IGNORECASE)
_WOULD = re.compile(r"\b(?:would|could|might)\b", re.IGNORECASE)
_OTHER_PERIOD = re.compile(
    r"\b(?:rolling|twelve|12|(?<!the )(?:six|6|three|nine)|18|24)[\s-]months?\b(?!\s+(?:ago|earlier|before))"
    r"|\b(?:since|over the last|in the last|past)\b[^,.;]{0,30}\b(?:years?|20\d\d|months)\b"
    r"|\b(?:calendar year|year to \w+|year ending)\b",
    re.IGNORECASE,
)
_MONTH = "|".join(sorted(periods.MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b,?(?:\s+20\d\d)?|(?:{_MONTH})\s+20\d\d|\d{{1,2}}/\d{{1,2}}/(?:20)?\d\d)",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(rf"\b(?:in|during|since|by|to|for)\s+(?:early\s+|late\s+)?(?:{_MONTH})\b(?!\s+\d)")
_SINCE_DATE = re.compile(rf"\b(?:since|after|before|until|from)\s+(?:\d{{1,2}}\s+)?(?:{_MONTH})\b", re.IGNORECASE)
_SEVERAL_YEARS = re.compile(
    r"\b(?:since|from|between)\s+20\d\d\b(?!\s*[/–-]\s*\d)|\b(?:over|in|during)\s+(?:the\s+)?(?:last|past|next)?\s*"
    r"(?:two|three|four|five|six|seven|eight|ten|\d+)\s+years\b|\bin (?:recent|the coming) years\b"
    r"|\b(?:two|three|four|five|\d+)[- ]years? (?:period|programme|plan|grant)\b"
    r"|\byears? (?:one|two|three|four)\b",
    re.IGNORECASE,
)
_LINKED = re.compile(r"^\s*(?:[a-z-]+\s+){0,4}?(?:in|for|during|at|by)?\s*(?:the\s+)?$", re.IGNORECASE)
_STATED_AT = re.compile(r"\b(?:at|by|on|in|to|of|from)\s+(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE)
_YEAR_END = re.compile(
    r"\b(?:end\s+(?:it|the\s+year)|(?:(?:at|by)\s+)?(?:the\s+)?(?:financial\s+)?year[- ]end)\b", re.IGNORECASE
)
_YEAR_TO = re.compile(rf"\byear to (?:the end of )?({_MONTH})\b(?!\s+20)", re.IGNORECASE)
_SPAN = re.compile(
    rf"\b(?:(?:in|during|over|for|between|since|from)\s+)?(?:the\s+)?"
    rf"(?:(?:last|past|previous|rolling|first|second|third|fourth|next)?\s*(?:\d{{1,2}}|twelve|six|three|nine|eighteen)[\s-]months?(?:\s+to\s+(?:the\s+end\s+of\s+)?(?:\d{{1,2}}\s+)?(?:{_MONTH})(?:\s+20\d\d)?)?"
    rf"|(?:first|second|third|fourth|last)\s+(?:quarter|half)(?:\s+of\s+20\d\d/\d\d)?"
    rf"|(?:\d{{1,2}}\s+)?(?:{_MONTH})(?:\s+20\d\d)?\s+(?:and|to|-|–)\s+(?:\d{{1,2}}\s+)?(?:{_MONTH})\s+(?:of\s+)?20\d\d(?:/\d\d)?"
    rf"|(?:\d{{1,2}}\s+)?(?:{_MONTH})\s+20\d\d|20\d\d\s*[/–-]\s*(?:20)?\d\d(?:\s+year to date|\s+to date)?"
    r"|year to date|last year|every year|year (?:one|two|three|four)|\d+-hour period|same period last year)",
)
_PER_DAY = re.compile(r"\b\d+-hour period\b|\bper (?:day|week|month)\b", re.IGNORECASE)
_OF_TIME = re.compile(r"\d|year|month|quarter|half|twelve|six|three|nine")


@dataclass(frozen=True, slots=True)
class When:
    """The year, date and period of a figure."""

    financial_year: str | None = None
    as_at: dt.date | None = None
    inferred: bool = False
    period: str | None = None
    report_period: str | None = None
    note: str | None = None


def _gap(view: View, number: Mention, start: int, end: int) -> int:
    if end <= number.start:
        between, cost = (end, number.start), 0
    elif start >= number.end:
        linked = _LINKED.match(view.text[number.end : start])
        between, cost = (number.end, start), -8 if linked else 14
    else:
        return 0
    return between[1] - between[0] + cost + 22 * view.edges_between(*between) + 26 * view.numbers_between(*between)


def when(
    view: View, number: Mention, meaning: Meaning, standing: Standing, earlier: Sequence[tuple[Meaning, When]]
) -> When:
    """The year, date and period of a figure."""
    return _at_position(_when(view, number, meaning, standing, earlier), view, number, meaning, standing)


def _at_position(then: When, view: View, number: Mention, meaning: Meaning, standing: Standing) -> When:
    """A forecast or variance with the date of its position: that of the quarter it names, else its section's.

    A later paper quotes an earlier report so: `a forecast overspend of £885k in the Q1 report`. What only the paper
    as a whole says does not date a sentence: in a pack stand the minutes of the meeting before.
    """
    if meaning.subject not in {"budget", "capital"} or meaning.measure not in STATED_IN_YEAR:
        return then
    if then.financial_year is None or then.as_at is not None:
        return then
    named, note = _quarter_named(view, number), "The date is the last day of the quarter that the sentence names."
    if named is None and then.financial_year == standing.current_year:
        headed = [found for text in view.sentence.headings if (found := _first_position(text))]
        named, note = headed[-1] if headed else None, "The date is that of the position which the heading names."
    if named is None:
        return then
    return replace(
        then,
        as_at=periods.position_date(then.financial_year, named),
        inferred=True,
        report_period=named.report_period,
        note=" ".join(filter(None, (then.note, note))),
    )


def _quarter_named(view: View, number: Mention) -> periods.Position | None:
    """The quarter whose words stand in a number's own clause, less one that something is compared with."""
    near = [
        (_gap(view, number, start, end), position)
        for start, end, position in periods.quarters(view.text)
        if not COMPARED_WITH.search(view.text[max(start - 50, 0) : start])
        and not SINCE.search(view.text[max(start - 30, 0) : start])
    ]
    gap, position = min(near, key=lambda item: item[0], default=(REACH_QUARTER + 1, None))
    return position if gap <= REACH_QUARTER else None


def _when(
    view: View, number: Mention, meaning: Meaning, standing: Standing, earlier: Sequence[tuple[Meaning, When]]
) -> When:
    text = view.text
    if meaning.measure in STATED_IN_YEAR | {"variance"}:
        standing = replace(standing, set_year=None)
    period = _period(view, number)
    report = _position(view, standing)
    years = list(years_in(text, standing))
    near = min(years, key=lambda item: _gap(view, number, item[0], item[1]), default=None)
    if near is not None and near[2] == COMPARED:
        own = [item for item in years if item[2] != COMPARED and meaning.subject in {"crime", "demand", "satisfaction"}]
        near = min(own, key=lambda item: _gap(view, number, item[0], item[1]), default=None)
    years = [item for item in years if item[2] != COMPARED]
    if meaning.subject in {"workforce", "uplift"}:
        years = [y for y in years if y[1] <= number.start or not view.numbers_between(number.end, y[0])]
        near = near if near in years else None
    share = meaning.subject == "savings" and meaning.unit == "percent"
    if share:
        same = [then for what, then in earlier if what.subject == "savings" and then.financial_year]
        if same and (near is None or near[0] >= number.end):
            return When(same[-1].financial_year, period=same[-1].period, report_period=same[-1].report_period)
    years = [item for item in years if not _of_compared_amount(view, number, item)]
    near = near if near in years else min(years, key=lambda item: _gap(view, number, item[0], item[1]), default=None)
    as_at, inferred, date_note, date_gap = _as_at(view, number, meaning, near[2] if near else None, standing)
    earlier_year = _year_earlier(view, number, earlier)
    if earlier_year is not None:
        return When(earlier_year, None, False, period, report, "The year is the one before that of the figure before.")
    if as_at is not None and not inferred and near is not None and date_gap < _gap(view, number, near[0], near[1]):
        return When(periods.year_of(as_at), as_at, inferred, period, report, date_note)
    if near is not None and _of_the_charge_before(view, number, meaning, standing, near[2]):
        before_it = periods.financial_year(periods.year_start(standing.set_year or "") - 1)
        return When(before_it, None, False, period, report, "The charge rises from that of the year before.")
    only = len({item[2] for item in years}) == 1
    if near is not None and _apart(view, number, near):
        near = None
    if near is not None and (only or _gap(view, number, near[0], near[1]) <= REACH_PERIOD):
        worded = text[near[0] : near[1]]
        year = near[2]
        if as_at is not None and not YEAR.match(worded) and not inferred:
            year = periods.year_of(as_at)
        note = None if year else "The sentence speaks of more than one year."
        if year and not YEAR.match(worded):
            note = "The sentence points to the year; the paper's date or headings name it."
        return When(year, as_at, inferred, period or worded, report, " ".join(filter(None, (note, date_note))) or None)
    if as_at is not None:
        return When(periods.year_of(as_at), as_at, inferred, period, report, date_note)
    return _when_around(view, number, meaning, standing, earlier, When(None, None, False, period, report))


def _of_the_charge_before(view: View, number: Mention, meaning: Meaning, standing: Standing, year: str | None) -> bool:
    """Whether a charge is what the one of the year that is set rises from: `taking Band D from £241.66 to £254.66`."""
    if not meaning.measure.startswith("band_") or standing.set_year is None or year != standing.set_year:
        return False
    return re.search(r"\bfrom\s+$", view.before(number, 6)) is not None


def _when_around(
    view: View,
    number: Mention,
    meaning: Meaning,
    standing: Standing,
    earlier: Sequence[tuple[Meaning, When]],
    nothing: When,
) -> When:
    """The year of a figure whose sentence names none: that of what stands around it, as far as papers speak so."""
    text, period, report = view.text, nothing.period, nothing.report_period
    if meaning.subject == "satisfaction" and not _SEVERAL_YEARS.search(text):
        of_before = year_before(view, standing)
        if of_before:
            return replace(nothing, financial_year=of_before, note="The year is that of the sentence before.")
    if meaning.subject not in YEARLY_SUBJECTS:
        return _of_the_title(view, number, standing, earlier, replace(nothing, report_period=None))
    if _SEVERAL_YEARS.search(text):
        return When(None, None, False, period, report, "The sentence speaks of several years.")
    if _takes_year_beside(meaning) and view.numbers[0] is not number and earlier and earlier[-1][1].financial_year:
        return replace(earlier[-1][1], note="The year is that of the figure beside it.")
    of_before = year_before(view, standing)
    if of_before:
        return replace(nothing, financial_year=of_before, note="The year is that of the sentence before.")
    if view.sentence.lead_in:
        named = told_years(view.sentence.lead_in, standing)
        if named:
            return When(named[-1], None, False, period, report, None)
    if _of_the_charge_before(view, number, meaning, standing, standing.set_year):
        before_it = periods.financial_year(periods.year_start(standing.set_year or "") - 1)
        return replace(nothing, financial_year=before_it, note="The charge rises from that of the year before.")
    of_people = meaning.subject in {"workforce", "uplift"} and meaning.measure != "planned"
    for heading in () if of_people else reversed(view.sentence.headings):
        named = list(dict.fromkeys(periods.financial_years(heading)))
        if len(named) == 1:
            return When(named[0], None, False, period, report, "The year is that of the heading.")
    if meaning.measure == "balance" and standing.current_year and _AT_PRESENT.search(text):
        return replace(nothing, financial_year=standing.current_year, note=_SPOKEN)
    if meaning.measure == "balance" and _MOVES.search(view.before(number, 24)):
        return replace(nothing, note="The sentence does not say when the balance is, or was, reached.")
    relative = any(_AGO.search(text[start:end]) for start, end, _ in years_in(text, standing))
    if (
        not relative
        and earlier
        and earlier[-1][0].subject == meaning.subject
        and earlier[-1][1].financial_year
        and view.sentence.before
    ):
        return When(
            earlier[-1][1].financial_year, None, False, period, report, "The year is that of the sentence before."
        )
    in_year = meaning.measure in IN_YEAR or (meaning.subject, meaning.measure) == ("reserves", "change")
    ongoing = (in_year or meaning.subject in {"savings", "capital"}) and meaning.measure != "balance"
    setting = meaning.subject in {"budget", "savings", "precept", "capital", "reserves", "funding"}
    if standing.set_year and setting and meaning.measure not in {"balance", "variance", "spend_to_date", "slippage"}:
        return When(standing.set_year, None, False, period, report, _SET)
    if standing.titled_year and meaning.subject in MONEY and meaning.measure != "balance":
        return When(standing.titled_year, None, False, period, report, "The year is that of the report's title.")
    if standing.current_year and meaning.measure == "balance" and _WOULD.search(text):
        return When(standing.current_year, None, False, period, report, _SPOKEN)
    if standing.current_year and ongoing:
        return When(standing.current_year, None, False, period, report, _SPOKEN)
    planned = meaning.subject in {"workforce", "uplift"} and (not _DONE.search(text) or _WOULD.search(text) is not None)
    planned = planned and (
        meaning.measure in {"planned", "increase"}
        or _WILL.search(" ".join([text, view.sentence.lead_in or ""])) is not None
    )
    if planned and standing.set_year:
        return When(standing.set_year, None, False, period, report, _SET)
    of_people = meaning.subject in {"workforce", "uplift"} and (
        meaning.measure in PEOPLE_NOW or standing.titled_year is not None or meaning.unit == "percent"
    )
    told_before = " ".join([*view.sentence.before, text])
    if of_people and _GOES_ON.match(text) and earlier and view.sentence.before:
        return replace(earlier[-1][1], note="The year is that of the sentence before.")
    if of_people and standing.current_year and not _OTHER_PERIOD.search(told_before):
        return When(standing.current_year, None, False, period, report, _SPOKEN)
    if standing.heading_year and meaning.subject == "precept":
        return When(standing.heading_year, None, False, period, report, "The year is that of the paper's heading.")
    return When(None, None, False, period, report, "Neither the sentence nor what stands around it names the year.")


def _of_the_title(
    view: View,
    number: Mention,
    standing: Standing,
    earlier: Sequence[tuple[Meaning, When]],
    nothing: When,
) -> When:
    """The year of a figure of performance that names none: that of its report's title, if it tells no other period."""
    nothing = replace(nothing, note="The sentence names no financial year.")
    dated = _dated(view.text)
    if dated is not None:
        return replace(nothing, financial_year=dated or None, note=None if dated else nothing.note)
    around = " ".join(filter(None, (view.text, view.sentence.lead_in, *view.sentence.headings[-1:])))
    if standing.titled_year is None or _OTHER_PERIOD.search(around) or _SEVERAL_YEARS.search(view.text):
        return nothing
    if earlier and view.sentence.before and _GOES_ON.match(view.text) and earlier[-1][1].financial_year is None:
        return nothing
    if _BASE_OF_CHANGE.search(view.before(number, 40)):
        if not standing.compares_last_year:
            return replace(nothing, note="The figure is of the period that the paper compares with.")
        before = periods.financial_year(periods.year_start(standing.titled_year) - 1)
        return replace(
            nothing, financial_year=before, note="The paper compares with the same period of the year before."
        )
    return replace(nothing, financial_year=standing.titled_year, note="The year is that of the report's title.")


def _dated(text: str) -> str | None:
    """The year that all full dates of a sentence fall in; empty where they differ or have no year, None without any."""
    if not _DATE.search(text) and not _BARE_MONTH.search(text):
        return None
    dates = periods.dates(text) + [periods.month_end(*month) for month in periods.months(text)]
    if len(_DATE.findall(text)) > len(dates) and not dates:
        return ""
    years = {periods.year_of(date) for date in dates}
    return years.pop() if len(years) == 1 and not _SINCE_DATE.search(text) else ""


_GOES_ON = re.compile(r"^\W*(?:that|this|it|these|they|of (?:this|these))\b", re.IGNORECASE)


def _takes_year_beside(meaning: Meaning) -> bool:
    """A share says nothing of its own year: it is of the figure beside it."""
    return meaning.unit == "percent" and meaning.measure in {
        "share_pct",
        "variance_pct",
        "reserves_share_pct",
        "change_pct",
    }


def _of_compared_amount(view: View, number: Mention, year: tuple[int, int, str | None]) -> bool:
    """Whether a year is of another amount that this one is compared with: `over the £248m approved for 2023/24`."""
    if number.end <= year[0] and _TELLS_NEXT.match(view.text[year[1] :]):
        return True
    owner = next((n for n in reversed(view.numbers) if n.end <= year[0]), None)
    if owner is None or owner is number:
        return False
    told = _COMPARATOR.search(view.text, number.end, year[0])
    if told is not None and told.start() < owner.start and owner.start > number.start:
        return True
    if not view.text[owner.end : year[0]].strip() and _AGO.search(view.text[year[0] : year[1]]):
        return True
    if owner.start < number.start:
        return False
    linked = re.match(r"^\s*(?:[a-z]+\s+){0,2}(?:for|in|by|at|during)\s+(?:the\s+)?$", view.text[owner.end : year[0]])
    if linked and _LATER.search(view.text[number.end : owner.start]):
        return True
    linked = _OF_THAT_YEAR.match(view.text[owner.end : year[0]])
    return linked is not None and COMPARED_AMOUNT.search(view.text[: owner.start]) is not None


def _apart(view: View, number: Mention, year: tuple[int, int, str | None]) -> bool:
    """Whether a year stands after a semicolon with a number of its own."""
    if year[0] < number.end:
        return False
    between = view.text[number.end : year[0]]
    return ";" in between and view.numbers_between(number.end + between.rindex(";"), year[0]) > 0


def _year_earlier(view: View, number: Mention, earlier: Sequence[tuple[Meaning, When]]) -> str | None:
    """`Twelve months earlier they had been £4.9m`: the year before that of the figure before."""
    match = _EARLIER.search(view.text[: number.start])
    if match is None or view.numbers_between(match.end(), number.start) or not earlier:
        return None
    year = earlier[-1][1].financial_year
    return periods.financial_year(periods.year_start(year) - 1) if year else None


def _position(view: View, standing: Standing) -> str | None:
    for text in reversed(view.sentence.headings):
        found = _first_position(text)
        if found:
            return found.report_period
    return standing.report_period


@lru_cache(maxsize=256)
def _first_position(heading: str) -> periods.Position | None:
    found = periods.positions(heading)
    return found[0] if found else None


@lru_cache(maxsize=512)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text names a stretch of time, less one that something is compared with."""
    lower = folded(text)
    return tuple(
        match.span()
        for match in _SPAN.finditer(lower)
        if _OF_TIME.search(match.group())
        and not COMPARED_WITH.search(lower[max(match.start() - 50, 0) : match.start()])
    )


def _period(view: View, number: Mention) -> str | None:
    spans = _spans(view.text)
    near = min(spans, key=lambda s: _gap(view, number, s[0], s[1]), default=None)
    if near is not None:
        return " ".join(view.text[near[0] : near[1]].split())
    for text in (view.sentence.lead_in, *reversed(view.sentence.before[-1:])):
        match = _PER_DAY.search(text) if text else None
        if match:
            return match.group()
    return None


def _as_at(
    view: View, number: Mention, meaning: Meaning, year: str | None, standing: Standing
) -> tuple[dt.date | None, bool, str | None, int]:
    """The date that a position is stated at, whether it is by convention, by which, and how far it stands."""
    text = view.text
    if meaning.measure == "spend_to_date":
        match = _YEAR_TO.search(text)
        base = year or standing.current_year
        if match and base:
            month = periods.MONTHS[match[1].lower()]
            start = periods.year_start(base)
            return periods.month_end(start if month >= 4 else start + 1, month), False, None, 0
    if meaning.subject not in {"reserves", "workforce", "uplift", "treasury"} and meaning.measure not in {
        "spend_to_date",
        "forecast",
        "outturn",
    }:
        return None, False, None, 0
    opened = _OPENED.search(text)
    opens = opened is not None and not view.numbers_between(
        min(opened.end(), number.end), max(opened.start(), number.start)
    )
    if opens and meaning.measure == "balance" and standing.current_year:
        begun = dt.date(periods.year_start(standing.current_year), 3, 31)
        return begun, True, "The year opens with the balance of 31 March.", 0
    best: tuple[int, dt.date] | None = None
    for match in _DATE.finditer(text):
        if not _STATED_AT.search(text[max(match.start() - 40, 0) : match.start()]):
            continue
        found = periods.dates(match.group())
        date = found[0] if found else None
        if date is None and (months := periods.months(match.group())):
            date = periods.month_end(*months[0])
        if date is None and (days := periods.days_without_year(match.group())) and (year or standing.current_year):
            start = periods.year_start(year or standing.current_year or "")
            date = dt.date(
                start if days[0][0] >= 4 else start + 1,
                days[0][0],
                min(days[0][1], 28 if days[0][0] == 2 else 30 if days[0][0] in {4, 6, 9, 11} else 31),
            )
        gap = _gap(view, number, match.start(), match.end())
        if date is not None and gap <= 100 and (best is None or gap < best[0]):
            best = (gap, date)
    year_end = min(
        (m for m in _YEAR_END.finditer(text)), key=lambda m: _gap(view, number, m.start(), m.end()), default=None
    )
    if year_end is not None and meaning.measure in {"balance", "forecast", "strength", "establishment"}:
        gap = _gap(view, number, year_end.start(), year_end.end())
        base = year or standing.current_year
        if base and gap <= 90 and (best is None or gap < best[0]):
            date = dt.date(periods.year_start(base) + 1, 3, 31)
            return date, True, "The year end is 31 March.", gap
    if best is not None:
        return best[1], False, None, best[0]
    if (
        meaning.measure == "balance"
        and view.sentence.lead_in
        and (listed := periods.dates(view.sentence.lead_in.rstrip(" :")))
    ):
        return listed[-1], False, None, REACH_PERIOD
    return None, False, None, 0
