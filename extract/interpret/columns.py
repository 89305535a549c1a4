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
from extract.interpret.wording import bare, measure_named, read_wording
from extract.model import Cell
from extract.organisations import Area, body_named
from extract.vocabulary import load, longest_phrase, phrases, words

ADDITIVE_CHANGES = ("brought_forward", "virement")
PRINTED, DERIVED, DEFAULT, INFERRED = "printed", "derived", "default", "inferred"
_OVER_YEARS = frozenset({"scheme_cost", "spent_before"})


@dataclass(frozen=True, slots=True)
class Column:
    """One numeric column: its header as printed and what it means. `index` counts from 0.

    `how` says how its measure is known: `printed` in words, `derived` from dates or arithmetic, the one `default` that
    its kind of table leaves, or `inferred`; `why` gives the words or the reason. `unknown` are words of the header that
    nothing explains, `voided` says that one of them makes the measure another thing, `spans_years` that the amounts are
    of several years together.
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
    how: str = PRINTED
    why: str | None = None
    unknown: tuple[str, ...] = ()
    side: str | None = None
    voided: bool = False
    spans_years: bool = False


@cache
def _later_years() -> dict[tuple[str, ...], str]:
    return {words(wording): "later years" for wording in load("columns")["later_years"]}


def _names_later_years(text: str) -> bool:
    """Whether a year is named with those after it: `2015/16 and later years`, `2014/15+`."""
    return longest_phrase(text, _later_years()) is not None or re.search(r"\d\d\s?\+", text) is not None


@cache
def _basis_words() -> dict[tuple[str, ...], str]:
    return phrases("columns", "basis_words")


@cache
def _no_figures() -> frozenset[tuple[str, ...]]:
    return frozenset(words(wording) for wording in load("columns")["not_figures"])


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
    figures = [j for j in range(width) if j not in labels]
    for i, level in enumerate(levels[:-1]):
        groups = _groups_below(levels[i + 1 :], figures)
        heads = [[level[j] for j in group if level[j]] for group in groups]
        if groups and all(len(texts) == 1 for texts in heads):
            for group, (text,) in zip(groups, heads, strict=True):
                for j in group:
                    spread[i][j] = text
            continue
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


def _groups_below(levels: Sequence[Sequence[str]], figures: Sequence[int]) -> list[list[int]]:
    """The columns of figures by groups, where the headers below come again and again: `Core, External, Total`.

    Empty where they do not. What stands once above each group, at its left or over its middle, holds for all of it.
    """
    texts = [tuple(level[j] for level in levels) for j in figures]
    size = next((k for k in range(1, len(texts)) if texts[k] == texts[0]), 0)
    if size < 2 or len(texts) % size or texts != texts[:size] * (len(texts) // size):
        return []
    return [list(figures[k : k + size]) for k in range(0, len(figures), size)]


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
    body, body_words = next(
        ((name, bare(level)) for level in levels if (name := body_named(bare(level), home))), (None, "")
    )
    explained = [*(words(body_words) if body else ()), *(basis[1] if basis else ())]
    said = read_wording(text, explained)
    own = read_wording(next((level for level in reversed(levels) if words(bare(level))), ""), explained)
    if said.measure is not None and own.measure == said.measure:
        said = replace(said, unknown=own.unknown)  # nearer beats farther: what spans a column names no measure of it
    column = Column(
        index=index,
        header=header,
        wording=words(rest),
        measure=said.measure,
        why=" ".join(said.named_by) or None,
        unknown=said.unknown,
        side=said.side,
        voided=said.void is not None,
        note=f"`{said.void}` makes it no {' '.join(said.named_by) or 'figure'} of the position." if said.void else None,
        unit=unit_named(text),
        financial_year=years[0] if years else None,
        report_period=found[0].report_period if found and found[0].report_period != "outturn" else None,
        organisation=body,
        basis_word=basis[0] if basis else None,
        period_text=_period_text(levels),
    )
    if column.measure in _OVER_YEARS or (years and _names_later_years(text)):
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
