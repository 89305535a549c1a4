"""What the models of the warehouse ask of a figure's words, settled here, where words are read.

Each answer is a function of what a figure already says, and none of them changes it: whose area its body is of,
what its column is called without the unit, whether a line of capital is spending or its funding, and whether a
sentence speaks of a budget as a whole. No SQL reads English.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from extract.model import Figure
from extract.organisations import area_of
from extract.vocabulary import load

_UNIT_AT_END = re.compile(
    r"\(?£\s*('?000'?s?|m(illions?)?('s)?|k|thousands?)?\)?\s*\Z",
    re.IGNORECASE | re.ASCII,
)


def with_asides(figure: Figure) -> Figure:
    """A figure with its internal fields filled in."""
    is_capital = "capital" in (figure.table_kind, figure.subject)
    return replace(
        figure,
        area=area_of(figure.organisation) if figure.organisation is not None else None,
        column_label=column_label(figure.column_header) if figure.column_header is not None else None,
        capital_section=capital_section(figure.statement, figure.section) if is_capital else None,
        speaks_of_whole=speaks_of_whole(figure.sentence) if figure.sentence is not None else None,
    )


def column_label(header: str) -> str:
    """A column's name without its units: the innermost level of the header that says more than a unit.

    `Changes > Alliance Recharging £000's` is `Alliance Recharging`.
    """
    levels = [_UNIT_AT_END.sub("", level, count=1).strip(" ") for level in header.split(" > ")]
    return next((level for level in reversed(levels) if level), header)


def capital_section(statement: str | None, section: str | None) -> str:
    """Whether a row of a capital table is money to spend (`programme`) or where it comes from (`funding`)."""
    if statement in ("programme", "funding"):
        return statement
    return "funding" if _any_of("funding_words").search(section or "") else "programme"


def speaks_of_whole(sentence: str) -> bool:
    """Whether a sentence's words are about a budget as a whole, and not about one of its lines."""
    return _any_of("whole_budget").search(sentence) is not None


@cache
def _any_of(section: str) -> re.Pattern[str]:
    wordings = "|".join(re.escape(wording) for wording in load("statements")[section])
    return re.compile(rf"\b(?:{wordings})\b", re.IGNORECASE | re.ASCII)
