"""The financial years that a text names or points at, less those that something is compared with."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.interpret import periods
from extract.interpret.prose.cues import View
from extract.interpret.prose.standing import Standing

COMPARED = "compared"  # a year that something is compared with, not the figure's own
YEAR = re.compile(r"(?<![\d/.£,-])(?:FY\s*)?(?:20\d\d\s*[/–-]\s*(?:20)?\d\d|\d\d/\d\d|20\d\d\s+to\s+20\d\d)(?![\d/])")
_RELATIVE = re.compile(
    r"\b(?P<next>next (?:financial )?year|following (?:financial )?year|(?:coming|forthcoming) (?:financial )?year)\b"
    r"|\b(?P<last>a year (?:ago|earlier|before)|(?:twelve|12) months (?:ago|earlier|before)|the year before"
    r"|last (?:financial )?year|previous (?:financial )?year|prior year)\b"
    r"|\b(?P<this>(?:the )?(?:current|present)(?: financial)? year|this (?:financial )?year|in[- ]year"
    r"|(?:this|the) report(?:ing)? year|(?:the )?full year|(?:the )?year to date|year[- ]end|(?:the )?end[- ]of[- ]year"
    r"|in the year to (?!\w+ 20\d\d|date)|for the year\b|during the year|in the year\b(?!\s+(?:20|to\b)))",
    re.IGNORECASE,
)
_POINTS = re.compile(r"[Yy]ear|YEAR|onths|hereafter")  # what wordings that point at a year have in them
_NOW = re.compile(r"current|present|this|to date|in[- ]year", re.IGNORECASE)
_OPEN_YEARS = re.compile(
    r"\b(?:each|every|any)\s+(?:future\s+|financial\s+|later\s+|subsequent\s+)?year\b"
    r"|\beach of the (?:\w+\s+){0,3}years\b|\bthe (?:\w+\s+)?years (?:after|that follow|following)\b"
    r"|\ba year (?:after|from) (?:that|then)\b|\bthereafter\b|\bin (?:later|future|subsequent) years\b",
    re.IGNORECASE,
)
COMPARED_WITH = re.compile(
    r"\b(?:compared\s+(?:with|to)|comparison\s+(?:with|to)|than|against|relative\s+to|from|into"
    r"|similar\s+programme\s+to|same\s+levels?\s+as|versus|on|up\s+on|down\s+on|carried\s+forward\s+to)\s+"
    r"(?:the\s+|that\s+|those\s+|levels\s+|spending\s+|expenditure\s+|in\s+|of\s+|at\s+"
    r"|(?:was|were|had\s+been)\s+(?:spent|reported|recorded|paid|received)\s+"
    r"|same\s+period\s+(?:in|of)\s+|figures?\s+(?:in|for)\s+)*$",
    re.IGNORECASE,
)
SINCE = re.compile(r"\b(?:since|after|before|until)\s+(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE)
COMPARED_AMOUNT = re.compile(
    r"\b(?:compare[sd]?\s+(?:with|to)|against|from|than|over)\s+(?:the\s+)?£?\d[\d.,]*\s*"
    r"(?:m|k|bn|million|billion|%|per\s*cent)?\s+(?:(?:in|for|of|set\s+for|approved\s+for)\s+)?$",
    re.IGNORECASE,
)


def years_in(text: str, standing: Standing) -> tuple[tuple[int, int, str | None], ...]:
    """The financial years that a text names or points at, in order; None for `each future year`."""
    return _years_said(text, standing.current_year, standing.set_year)


@lru_cache(maxsize=512)
def _years_said(text: str, current: str | None, set_year: str | None) -> tuple[tuple[int, int, str | None], ...]:
    found: list[tuple[int, int, str | None]] = []
    for match in YEAR.finditer(text):
        spelled = re.sub(r"\s+to\s+", "/", match.group())
        years = periods.financial_years(spelled)
        if years:
            compared = COMPARED_WITH.search(text[max(match.start() - 50, 0) : match.start()])
            since = SINCE.search(text[max(match.start() - 30, 0) : match.start()])
            found.append((match.start(), match.end(), COMPARED if compared else None if since else years[0]))
    if not _POINTS.search(text):
        return tuple(found)
    for match in _RELATIVE.finditer(text):
        if COMPARED_WITH.search(text[max(match.start() - 50, 0) : match.start()]):
            continue
        named = [year for _, end, year in found if year and year != COMPARED and end <= match.start()]
        if match["this"] and named and not re.search(r"current|this|present|to date", match["this"], re.IGNORECASE):
            found.append((match.start(), match.end(), named[-1]))
            continue
        if current is None:
            continue
        base = current
        if set_year and match["this"] and not _NOW.search(match["this"]):
            base = set_year
        start = periods.year_start(base)
        shift = 1 if match["next"] else -1 if match["last"] else 0
        found.append((match.start(), match.end(), periods.financial_year(start + shift)))
    found += [(match.start(), match.end(), None) for match in _OPEN_YEARS.finditer(text)]
    return tuple(sorted(found, key=lambda item: item[0]))


def told_years(text: str, standing: Standing) -> list[str]:
    """The years that a text speaks of, less those that it compares with: `compared with £371.9m in 2023/24`."""
    return [
        year
        for start, _, year in years_in(text, standing)
        if year and year != COMPARED and not COMPARED_AMOUNT.search(text[max(start - 60, 0) : start])
    ]


def year_before(view: View, standing: Standing) -> str | None:
    """The one year that the nearest sentence before with a year names, or None."""
    for before in reversed(view.sentence.before):
        named = told_years(before, standing) if YEAR.search(before) else []
        if named or len(set(named)) > 1:
            return named[-1] if len(set(named)) == 1 else None
    return None
