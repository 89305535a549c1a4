"""Financial years, quarters, months and dates as papers word them.

A financial year runs from 1 April; its two printed years are consecutive, and a pair that is not
(`2027/08`, `2021-2025`) is no financial year. `as_at` is the last day of what is worded.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

_YEAR_PAIR = re.compile(r"(?<![\d/.-])(?:FY\s*)?(20\d\d)\s*[/–—-]\s*(20\d\d|\d\d)(?![\d/]|-\d|\.\d)")
_SHORT_PAIR = re.compile(r"(?<![\d/.,£-])(\d\d)/(\d\d)(?![\d/,.%])")
_YEARS_TO = re.compile(
    r"(?<![\d/.-])(?P<start>20\d\d)(?:\s?[/-]\s?\d\d(?!\d))?\s*(?:-|–|—|to|until|through to)\s*"
    r"(?P<end>20\d\d)(?:\s?[/-]\s?\d\d(?!\d))?(?![\d/])",
    re.IGNORECASE,
)
_FY_SHORT = re.compile(r"\bFY\s?'?(\d\d)\b(?!\s*[/-]\s*\d)")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d|\d\d)(?!\d)")
_WORDED_DATE = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s*(?:st|nd|rd|th)?\s*(?:of\s+)?[\s-]?\s*\b({_MONTH})\b\.?,?[\s-]*(20\d\d|\d\d)?(?![\d:])",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"\b({_MONTH})\b\.?[\s-]*'?(20\d\d|\d\d)(?![\d:/,.])", re.IGNORECASE)
_YEAR_BEGINS = re.compile(
    r"\byear\s+(?:begin\w*|start\w*|commenc\w*|from)\s+(?:on\s+)?(?:the\s+)?1(?:st)?\s+April,?\s+(20\d\d)",
    re.IGNORECASE,
)
_YEAR_ENDS = re.compile(r"\byear\s+(?:end\w*)\s+(?:on\s+)?(?:the\s+)?31(?:st)?\s+March,?\s+(20\d\d)", re.IGNORECASE)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ORDINALS |= {"one": 1, "two": 2, "three": 3, "four": 4}
_QUARTER = re.compile(
    r"\bq(?:uarter|tr)?\.?\s*([1-4]|one|two|three|four)\b|\b(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter\b",
    re.IGNORECASE,
)
_MONTH_NUMBER = re.compile(
    r"\b(?:month|period|m|p)\.?\s?(1[0-2]|0?[1-9])\b(?!\s*(?:of|months|%|[./]\d))", re.IGNORECASE
)
_OTHER_YEAR = re.compile(
    r"\b(?:from|(?<!spend )(?<!actual )(?<!expenditure )to|into|b/?f(?:wd)?|c/?f(?:wd)?|forward)\s+"
    r"(?=(?:20)?\d\d\s*[/–—-]\s*\d\d)[\d/–—-]+",
    re.IGNORECASE,
)
_MONTH_RANGE = re.compile(r"\b(?:months?|periods?|m|p)\.?\s?\d{1,2}\s*(?:-|–|to)\s*(?=(?:m|p)?\d)", re.IGNORECASE)
_OUTTURN = re.compile(r"\b(?:(?:provisional|final|draft|revenue|capital|year[- ]end)\s+)*outturn\b", re.IGNORECASE)
_NOT_OUTTURN = re.compile(
    r"\b(?:forecast|projected|estimated|predicted|probable|expected)\s+(?:\w+\s+)?outturn\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Position:
    """The point of a financial year that figures are stated at: `Q2`, `month 5`, `outturn`."""

    report_period: str
    month: int


def financial_year(start: int) -> str:
    """`2017` to `2017/18`."""
    return f"{start}/{(start + 1) % 100:02d}"


def year_start(year: str) -> int:
    """`2017/18` to `2017`."""
    return int(year[:4])


def year_of(date: dt.date) -> str:
    """The financial year that a date falls in."""
    return financial_year(date.year if date.month >= 4 else date.year - 1)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a calendar month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def financial_years(text: str) -> list[str]:
    """The financial years named in a text, in order, pairs that are not consecutive left out."""
    found: list[tuple[int, str]] = []
    for match in _YEAR_PAIR.finditer(text):
        start, end = int(match[1]), int(match[2])
        if (start + 1) % 100 == end % 100 and (end < 100 or end == start + 1):
            found.append((match.start(), financial_year(start)))
    dates = [m.span() for m in _NUMERIC_DATE.finditer(text)]
    for match in _SHORT_PAIR.finditer(text):
        start, end = int(match[1]), int(match[2])
        inside = any(a <= match.start() < b for a, b in dates)
        if not inside and (start + 1) % 100 == end and 9 <= start <= 60:
            found.append((match.start(), financial_year(2000 + start)))
    for match in _FY_SHORT.finditer(text):
        found.append((match.start(), financial_year(2000 + int(match[1]) - 1)))
    found += [(match.start(), financial_year(int(match[1]))) for match in _YEAR_BEGINS.finditer(text)]
    found += [(match.start(), financial_year(int(match[1]) - 1)) for match in _YEAR_ENDS.finditer(text)]
    return [year for _, year in sorted(found)]


def spans_years(text: str) -> bool:
    """Whether a text names a run of years: `2014/15 to 2023/24`, `2025-2029`."""
    return any(int(match["end"][:4]) - int(match["start"][:4]) > 1 for match in _YEARS_TO.finditer(text))


def without_runs(text: str) -> str:
    """A text without the runs of years that it names."""
    return _YEARS_TO.sub(" ", text)


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def dates(text: str) -> list[dt.date]:
    """The full dates in a text, in order: `31/03/17`, `31-Mar-15`, `30th September 2017`."""
    found: list[tuple[int, dt.date]] = []
    for match in _NUMERIC_DATE.finditer(text):
        date = _date(_century(match[3]), int(match[2]), int(match[1]))
        if date:
            found.append((match.start(), date))
    for match in _WORDED_DATE.finditer(text):
        if match[3]:
            date = _date(_century(match[3]), MONTHS[match[2].lower()], int(match[1]))
            if date:
                found.append((match.start(), date))
    return [date for _, date in sorted(found, key=lambda item: item[0])]


def days_without_year(text: str) -> list[tuple[int, int]]:
    """(month, day) of dates printed without a year: `30 September`."""
    return [(MONTHS[m[2].lower()], int(m[1])) for m in _WORDED_DATE.finditer(text) if not m[3]]


def months(text: str) -> list[tuple[int, int]]:
    """(year, month) of months printed without a day: `Feb 17`, `September 2017`."""
    worded = [match.span() for match in _WORDED_DATE.finditer(text) if match[3]]
    found = []
    for match in _MONTH_YEAR.finditer(text):
        if not any(start <= match.start() < end for start, end in worded):
            found.append((_century(match[2]), MONTHS[match[1].lower()]))
    return found


def month_position(month: int) -> Position:
    """Month 1 to 12 of the financial year (1 is April); months 3, 6 and 9 are quarters."""
    quarter = {3: "Q1", 6: "Q2", 9: "Q3"}.get(month)
    if month == 12:
        return Position("outturn", 12)
    return Position(quarter or f"month {month}", month)


def quarters(text: str) -> list[tuple[int, int, Position]]:
    """The quarters that a text names, each with where its words start and end: `Q1`, `quarter two`, `third quarter`."""
    found = []
    for match in _QUARTER.finditer(text):
        word = (match[1] or match[2]).lower()
        quarter = int(word) if word.isdigit() else _ORDINALS[word]
        found.append((match.start(), match.end(), month_position(quarter * 3)))
    return found


def positions(text: str) -> list[Position]:
    """The positions in the year that a text names: quarters, months by number, outturn."""
    text = _MONTH_RANGE.sub(" month ", re.sub(r"(?<=[-–])\s*[mMpP](?=\d)", "", text))
    found = [(start, position) for start, _, position in quarters(text)]
    for match in _MONTH_NUMBER.finditer(text):
        found.append((match.start(), month_position(int(match[1]))))
    forecasts = [match.span() for match in _NOT_OUTTURN.finditer(text)]
    for match in _OUTTURN.finditer(text):
        if not any(start <= match.start() < end for start, end in forecasts):
            found.append((match.start(), Position("outturn", 12)))
    return [position for _, position in sorted(found, key=lambda item: item[0])]


def without_other_years(text: str) -> str:
    """A header without the years that money comes from or goes to: `Slippage from 2022/23`, `c/fwd to 2024/25`."""
    return _OTHER_YEAR.sub(" ", text)


def position_date(year: str, position: Position) -> dt.date:
    """The last day of a position's month in its financial year."""
    start, month = year_start(year), position.month + 3
    return month_end(start, month) if month <= 12 else month_end(start + 1, month - 12)


def position_of(date: dt.date) -> Position:
    """The position that a date falls in: its month of the financial year."""
    return month_position((date.month - 4) % 12 + 1)


def without_periods(text: str) -> str:
    """A header's words without its years, dates, quarters and month numbers."""
    for pattern in (
        _YEAR_PAIR,
        _NUMERIC_DATE,
        _WORDED_DATE,
        _MONTH_YEAR,
        _SHORT_PAIR,
        _FY_SHORT,
        _QUARTER,
        _MONTH_NUMBER,
    ):
        text = pattern.sub(" ", text)
    return re.sub(r"\b(?:19|20)\d\d\b", " ", text)


def bare_years(text: str) -> list[int]:
    """Calendar years that stand alone: `March 2024` has none, `2024` has one."""
    for pattern in (_YEAR_PAIR, _NUMERIC_DATE, _WORDED_DATE, _MONTH_YEAR):
        text = pattern.sub(" ", text)
    return [int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)]
