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

from extract.interpret import periods
from extract.interpret.prose.cues import View
from extract.interpret.prose.meaning import Meaning
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.standing import Standing

REACH_PERIOD = 190
REACH_QUARTER = 110
STATED_IN_YEAR = {"variance", "variance_pct", "forecast", "spend_to_date"}  # what a quarter's report states
IN_YEAR = {"variance", "variance_pct", "spend_to_date", "transfer", "slippage", "forecast", "brought_forward"}
IN_YEAR |= {"original_budget", "revised_budget", "pay_award_pct", "outturn"}
COMPARED = "compared"  # a year that something is compared with, not the figure's own
_SPOKEN = "The year is that which the paper speaks in; nothing near names it."
_SET = "The year is that whose budget the paper sets; nothing near names it."
YEARLY_SUBJECTS = {"budget", "savings", "capital", "precept", "reserves", "funding", "workforce", "uplift", "treasury"}
_YEAR = re.compile(r"(?<![\d/.£,-])(?:FY\s*)?(?:20\d\d\s*[/–-]\s*(?:20)?\d\d|\d\d/\d\d|20\d\d\s+to\s+20\d\d)(?![\d/])")
_RELATIVE = re.compile(
    r"\b(?P<next>next (?:financial )?year|following (?:financial )?year|coming year)\b"
    r"|\b(?P<last>last (?:financial )?year|previous (?:financial )?year|prior year)\b"
    r"|\b(?P<this>(?:the )?(?:current|present)(?: financial)? year|this (?:financial )?year|in[- ]year"
    r"|(?:the )?full year|(?:the )?year to date|year[- ]end|(?:the )?end[- ]of[- ]year"
    r"|in the year to (?!\w+ 20\d\d|date)|for the year\b|during the year|in the year\b(?!\s+(?:20|to\b)))",
    re.IGNORECASE,
)
_OPEN_YEARS = re.compile(
    r"\b(?:each|every|any)\s+(?:future\s+|financial\s+|later\s+|subsequent\s+)?year\b"
    r"|\ba year (?:after|from) (?:that|then)\b|\bthereafter\b|\bin (?:later|future|subsequent) years\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:compared\s+(?:with|to)|comparison\s+(?:with|to)|than|against|relative\s+to|from|into|similar\s+programme\s+to|same\s+levels?\s+as|versus|on|up\s+on|down\s+on|carried\s+forward\s+to)\s+"
    r"(?:the\s+|that\s+|those\s+|levels\s+|spending\s+|expenditure\s+|in\s+|of\s+|at\s+|same\s+period\s+(?:in|of)\s+|figures?\s+(?:in|for)\s+)*$",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|after|before|until)\s+(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE)
_MONTH = "|".join(sorted(periods.MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b,?(?:\s+20\d\d)?|(?:{_MONTH})\s+20\d\d|\d{{1,2}}/\d{{1,2}}/(?:20)?\d\d)",
    re.IGNORECASE,
)
_SEVERAL_YEARS = re.compile(
    r"\b(?:since|from|between)\s+20\d\d\b(?!\s*[/–-]\s*\d)|\b(?:over|in|during)\s+(?:the\s+)?(?:last|past|next)?\s*"
    r"(?:two|three|four|five|six|seven|eight|ten|\d+)\s+years\b|\bin (?:recent|the coming) years\b",
    re.IGNORECASE,
)
_LINKED = re.compile(r"^\s*(?:[a-z-]+\s+){0,2}?(?:in|for|during|at|by)?\s*(?:the\s+)?$", re.IGNORECASE)
_STATED_AT = re.compile(r"\b(?:at|by|on|to|of|from)\s+(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE)
_YEAR_END = re.compile(r"\b(?:(?:at|by)\s+)?(?:the\s+)?(?:financial\s+)?year[- ]end\b", re.IGNORECASE)
_YEAR_TO = re.compile(rf"\byear to (?:the end of )?({_MONTH})\b(?!\s+20)", re.IGNORECASE)
_SPAN = re.compile(
    rf"\b(?:(?:in|during|over|for|between|since|from)\s+)?(?:the\s+)?"
    rf"(?:(?:last|past|previous|rolling|first|second|third|fourth|next)?\s*(?:\d{{1,2}}|twelve|six|three|nine|eighteen)[\s-]months?(?:\s+to\s+(?:the\s+end\s+of\s+)?(?:\d{{1,2}}\s+)?(?:{_MONTH})(?:\s+20\d\d)?)?"
    rf"|(?:first|second|third|fourth|last)\s+(?:quarter|half)(?:\s+of\s+20\d\d/\d\d)?"
    rf"|(?:\d{{1,2}}\s+)?(?:{_MONTH})(?:\s+20\d\d)?\s+(?:and|to|-|–)\s+(?:\d{{1,2}}\s+)?(?:{_MONTH})\s+(?:of\s+)?20\d\d(?:/\d\d)?"
    rf"|(?:\d{{1,2}}\s+)?(?:{_MONTH})\s+20\d\d|20\d\d\s*[/–-]\s*(?:20)?\d\d(?:\s+year to date|\s+to date)?"
    r"|year to date|last year|every year|year (?:one|two|three|four)|\d+-hour period|same period last year)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """The year, date and period of a figure."""

    financial_year: str | None = None
    as_at: dt.date | None = None
    inferred: bool = False
    period: str | None = None
    report_period: str | None = None
    note: str | None = None


def _years(text: str, standing: Standing) -> list[tuple[int, int, str | None]]:
    """The financial years that a text names or points at, in order; None for `each future year`."""
    found: list[tuple[int, int, str | None]] = []
    for match in _YEAR.finditer(text):
        spelled = re.sub(r"\s+to\s+", "/", match.group())
        years = periods.financial_years(spelled)
        if years:
            compared = _COMPARED.search(text[max(match.start() - 50, 0) : match.start()])
            found.append((match.start(), match.end(), COMPARED if compared else years[0]))
    for match in _RELATIVE.finditer(text):
        if _COMPARED.search(text[max(match.start() - 50, 0) : match.start()]):
            continue
        named = [year for _, end, year in found if year and year != COMPARED and end <= match.start()]
        if match["this"] and named and not re.search(r"current|this|present|to date", match["this"], re.IGNORECASE):
            found.append((match.start(), match.end(), named[-1]))
            continue
        if standing.current_year is None:
            continue
        start = periods.year_start(standing.current_year)
        shift = 1 if match["next"] else -1 if match["last"] else 0
        found.append((match.start(), match.end(), periods.financial_year(start + shift)))
    found += [(match.start(), match.end(), None) for match in _OPEN_YEARS.finditer(text)]
    return sorted(found, key=lambda item: item[0])


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
        headed = [found[0] for text in view.sentence.headings if (found := periods.positions(text))]
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
        if not _COMPARED.search(view.text[max(start - 50, 0) : start])
        and not _SINCE.search(view.text[max(start - 30, 0) : start])
    ]
    gap, position = min(near, key=lambda item: item[0], default=(REACH_QUARTER + 1, None))
    return position if gap <= REACH_QUARTER else None


def _when(
    view: View, number: Mention, meaning: Meaning, standing: Standing, earlier: Sequence[tuple[Meaning, When]]
) -> When:
    text = view.text
    period = _period(view, number)
    report = _position(view, standing)
    years = _years(text, standing)
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
    as_at, inferred, date_note = _as_at(view, number, meaning, near[2] if near else None, standing)
    only = len({item[2] for item in years}) == 1
    if near is not None and (only or _gap(view, number, near[0], near[1]) <= REACH_PERIOD):
        worded = text[near[0] : near[1]]
        year = near[2]
        if as_at is not None and not _YEAR.match(worded) and not inferred:
            year = periods.year_of(as_at)
        note = None if year else "The sentence speaks of more than one year."
        if year and not _YEAR.match(worded):
            note = "The sentence points to the year; the paper's date or headings name it."
        return When(year, as_at, inferred, period or worded, report, " ".join(filter(None, (note, date_note))) or None)
    if as_at is not None:
        return When(periods.year_of(as_at), as_at, inferred, period, report, date_note)
    if meaning.subject not in YEARLY_SUBJECTS | {"satisfaction"}:
        return When(None, None, False, period, None, "The sentence names no financial year.")
    if _SEVERAL_YEARS.search(text):
        return When(None, None, False, period, report, "The sentence speaks of several years.")
    for before in reversed(view.sentence.before):
        named = [y for _, _, y in _years(before, standing) if y and y != COMPARED and _YEAR.search(before)]
        if len(set(named)) > 1:
            break
        if named:
            return When(named[-1], None, False, period, report, "The year is that of the sentence before.")
    if meaning.subject not in YEARLY_SUBJECTS:
        return When(None, None, False, period, None, "The sentence names no financial year.")
    if view.sentence.lead_in:
        named = [y for _, _, y in _years(view.sentence.lead_in, standing) if y and y != COMPARED]
        if named:
            return When(named[-1], None, False, period, report, None)
    of_people = meaning.subject in {"workforce", "uplift"} and meaning.measure != "planned"
    for heading in () if of_people else reversed(view.sentence.headings):
        named = list(dict.fromkeys(periods.financial_years(heading)))
        if len(named) == 1:
            return When(named[0], None, False, period, report, "The year is that of the heading.")
    if earlier and earlier[-1][0].subject == meaning.subject and earlier[-1][1].financial_year and view.sentence.before:
        return When(
            earlier[-1][1].financial_year, None, False, period, report, "The year is that of the sentence before."
        )
    in_year = meaning.measure in IN_YEAR or (meaning.subject, meaning.measure) == ("reserves", "change")
    ongoing = (in_year or meaning.subject in {"savings", "capital"}) and meaning.measure != "balance"
    setting = meaning.subject in {"budget", "savings", "precept", "capital", "reserves", "funding"}
    if standing.set_year and setting and meaning.measure not in {"balance", "variance", "spend_to_date", "slippage"}:
        return When(standing.set_year, None, False, period, report, _SET)
    if standing.current_year and ongoing:
        return When(standing.current_year, None, False, period, report, _SPOKEN)
    if standing.heading_year and meaning.subject == "precept":
        return When(standing.heading_year, None, False, period, report, "The year is that of the paper's heading.")
    return When(None, None, False, period, report, "Neither the sentence nor what stands around it names the year.")


def _position(view: View, standing: Standing) -> str | None:
    for text in reversed(view.sentence.headings):
        found = periods.positions(text)
        if found:
            return found[0].report_period
    return standing.report_period


def _period(view: View, number: Mention) -> str | None:
    spans = [(match.start(), match.end()) for match in _SPAN.finditer(view.text) if match.group().strip()]
    spans = [
        s
        for s in spans
        if re.search(r"\d|year|month|quarter|half|twelve|six|three|nine", view.text[s[0] : s[1]], re.IGNORECASE)
    ]
    spans = [s for s in spans if not _COMPARED.search(view.text[max(s[0] - 50, 0) : s[0]])]
    near = min(spans, key=lambda s: _gap(view, number, s[0], s[1]), default=None)
    if near is not None:
        return " ".join(view.text[near[0] : near[1]].split())
    for text in (view.sentence.lead_in, *reversed(view.sentence.before[-1:])):
        match = re.search(r"\b\d+-hour period\b|\bper (?:day|week|month)\b", text or "", re.IGNORECASE)
        if match:
            return match.group()
    return None


def _as_at(
    view: View, number: Mention, meaning: Meaning, year: str | None, standing: Standing
) -> tuple[dt.date | None, bool, str | None]:
    """The date that a position is stated at, whether it is by convention, and by which."""
    text = view.text
    if meaning.measure == "spend_to_date":
        match = _YEAR_TO.search(text)
        base = year or standing.current_year
        if match and base:
            month = periods.MONTHS[match[1].lower()]
            start = periods.year_start(base)
            return periods.month_end(start if month >= 4 else start + 1, month), False, None
    if meaning.subject not in {"reserves", "workforce", "uplift"} and meaning.measure not in {
        "spend_to_date",
        "forecast",
        "outturn",
    }:
        return None, False, None
    best: tuple[int, dt.date] | None = None
    for match in _DATE.finditer(text):
        if not _STATED_AT.search(text[: match.start()]):
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
        if date is not None and gap <= 70 and (best is None or gap < best[0]):
            best = (gap, date)
    year_end = min(
        (m for m in _YEAR_END.finditer(text)), key=lambda m: _gap(view, number, m.start(), m.end()), default=None
    )
    if year_end is not None and meaning.measure in {"balance", "forecast", "strength", "establishment"}:
        gap = _gap(view, number, year_end.start(), year_end.end())
        base = year or standing.current_year
        if base and gap <= 90 and (best is None or gap < best[0]):
            date = dt.date(periods.year_start(base) + 1, 3, 31)
            return date, True, "The year end is 31 March."
    return (best[1], False, None) if best else (None, False, None)
