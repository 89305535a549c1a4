"""What each column of a table means, from its header of one or more levels.

A header cell over several columns holds for all of them; words of one header broken over rows
belong together. Which of the two a layout means is told by the vocabulary: words that complete a
measure belong to it, a year, a basis or a body over columns that have their own measure spans them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.interpret import periods
from extract.interpret.units import Unit, unit_named, without_units
from extract.model import Cell
from extract.organisations import Area, body_named
from extract.vocabulary import load, longest_phrase, phrases, words

BUDGETS = ("revised_budget", "original_budget")
IN_YEAR = frozenset({"spend_to_date", "forecast", "variance", "variance_to_date", "profiled_budget", "outturn"})
_AGAINST = re.compile(r"\b(to|against|from|versus|vs?|compared\s+(?:to|with)|on)\b", re.IGNORECASE)
_TO_DATE = {
    "variance": "variance_to_date",
    "revised_budget": "profiled_budget",
    "outturn": "spend_to_date",
    "spend_to_date": "spend_to_date",
    "variance_to_date": "variance_to_date",
}
_DIFFERENCES = frozenset({"variance", "movement"})
ADDITIVE_CHANGES = ("brought_forward", "virement")


@dataclass(frozen=True, slots=True)
class Column:
    """One numeric column: its header as printed and what it means. `index` counts from 0.

    `named` says that the vocabulary knows its measure; `spans_years` that its amounts are of several years together.
    """

    index: int
    header: str
    wording: tuple[str, ...] = ()
    measure: str | None = None
    unit: Unit | None = None
    financial_year: str | None = None
    as_at: dt.date | None = None
    as_at_inferred: bool = False
    forecast_made_on: dt.date | None = None
    report_period: str | None = None
    organisation: str | None = None
    basis_word: str | None = None
    period_text: str | None = None
    note: str | None = None
    named: bool = True
    spans_years: bool = False


@cache
def _measures() -> dict[tuple[str, ...], str]:
    return phrases("columns", "measures")


@cache
def _to_date_words() -> dict[tuple[str, ...], str]:
    return {words(wording): "to date" for wording in load("columns")["to_date"]}


@cache
def _later_years() -> dict[tuple[str, ...], str]:
    return {words(wording): "later years" for wording in load("columns")["later_years"]}


@cache
def _whole_headers() -> dict[tuple[str, ...], str]:
    return phrases("columns", "whole_headers")


@cache
def _basis_words() -> dict[tuple[str, ...], str]:
    return phrases("columns", "basis_words")


@cache
def _no_figures() -> frozenset[tuple[str, ...]]:
    return frozenset(words(wording) for wording in load("columns")["not_figures"])


def bare(text: str) -> str:
    """A header without units and periods: what is left names the measure."""
    return periods.without_periods(without_units(text))


def measure_named(text: str) -> str | None:
    """The measure that a header's words name, or None."""
    head, mark, tail = _AGAINST.split(bare(text), maxsplit=1) if _AGAINST.search(bare(text)) else (bare(text), "", "")
    found = longest_phrase(head, _measures()) if mark else None
    if found and (found[0] in _DIFFERENCES or found[0] == "variance_pct"):
        return found[0]
    if found and found[0] in IN_YEAR and "to" not in mark.lower().split():
        other = longest_phrase(tail, _measures())
        if other and other[0] in BUDGETS:
            return "variance"
    whole = _whole_headers().get(words(bare(text)))
    found = longest_phrase(bare(text), _measures())
    if found and found[0] in _TO_DATE and longest_phrase(bare(text), _to_date_words()):
        return _TO_DATE[found[0]]
    if found and found[0] == "share_pct" and set(words(bare(text))) - set(found[1]):
        return None
    return whole or (found[0] if found else None)


def is_remark(text: str) -> bool:
    """Whether a header is that of a column without figures (`Notes`, `Ref`)."""
    return bool(words(text)) and words(text) in _no_figures()


def stacked_headers(
    rows: Sequence[Sequence[Cell]], labels: Sequence[int], width: int, home: Area | None
) -> list[list[str]]:
    """For each column its header's levels from the top, spanning cells spread over what they span.

    `labels` are the columns that name the lines, whose headers span nothing.
    """
    levels = [[cell.text for cell in row] + [""] * (width - len(row)) for row in rows]
    spread = [list(level) for level in levels]
    for i, level in enumerate(levels[:-1]):
        for j in range(1, width):
            if j in labels or j - 1 in labels:
                continue
            below = [levels[k][j] for k in range(i + 1, len(levels))]
            if level[j] or not any(below) or not spread[i][j - 1]:
                continue
            spanning = spread[i][j - 1]
            if any(spread[k][j] != spread[k][j - 1] for k in range(i)):
                continue
            own = " ".join(filter(None, below))
            if _spans(spanning, own, home):
                spread[i][j] = spanning
    return [[text for level in spread if (text := level[j])] for j in range(width)]


def _spans(spanning: str, own: str, home: Area | None) -> bool:
    if periods.financial_years(spanning) or periods.dates(spanning) or periods.positions(spanning):
        return not (periods.financial_years(own) or periods.dates(own))
    if body_named(spanning, home):
        return True
    if unit_named(spanning) and not words(bare(spanning)):
        return unit_named(own) is None
    own_measure, its_measure = measure_named(own), measure_named(spanning)
    return not (own_measure and its_measure) and (its_measure is None or own_measure is None)


def read_column(index: int, levels: Sequence[str], home: Area | None) -> Column:
    """What a column's header says, taken by itself."""
    header = " > ".join(levels)
    text = " ".join(levels)
    years = periods.financial_years(periods.without_other_years(text))
    dates = periods.dates(text)
    months = periods.months(text)
    found = periods.positions(text)
    rest = bare(text)
    basis = longest_phrase(rest, _basis_words())
    body = next((name for level in levels if (name := body_named(bare(level), home))), None)
    column = Column(
        index=index,
        header=header,
        wording=words(rest),
        measure=measure_named(text),
        unit=unit_named(text),
        financial_year=years[0] if years else None,
        report_period=found[0].report_period if found and found[0].report_period != "outturn" else None,
        organisation=body,
        basis_word=basis[0] if basis else None,
        period_text=_period_text(levels),
    )
    if years and longest_phrase(text, _later_years()):
        return replace(column, financial_year=None, spans_years=True)
    if dates:
        return replace(column, as_at=dates[0])
    if months:
        year, month = months[0]
        return replace(column, as_at=periods.month_end(year, month), as_at_inferred=True)
    calendar_years = periods.bare_years(text)
    if not years and calendar_years:
        return replace(column, as_at=dt.date(calendar_years[0], 3, 31), as_at_inferred=True)
    return column


def _period_text(levels: Sequence[str]) -> str | None:
    for level in levels:
        if periods.financial_years(level) or periods.dates(level) or periods.months(level) or periods.positions(level):
            kept = " ".join(without_units(level).split())
            return kept or None
    return None
