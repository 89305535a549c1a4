"""What the words of a header say of the measure, and which of its words nothing explains.

A measure is read from the longest wording of the vocabulary that stands in the header. The words beside it are then
accounted for: fillers say nothing, some void the measure (`previous forecast`, `remaining budget`), some say which side
of an account is meant (`gross`), and what is left over was not understood. A word that changes a measure is never
passed over, and a header that is not wholly understood proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.interpret import periods
from extract.interpret.units import without_units
from extract.vocabulary import load, longest_phrase, phrases, words

BUDGETS = ("revised_budget", "original_budget")
IN_YEAR = frozenset({"spend_to_date", "forecast", "variance", "variance_to_date", "profiled_budget", "outturn"})
_AGAINST = re.compile(r"\b(to|against|from|versus|vs?|compared\s+(?:to|with)|on)\b", re.IGNORECASE)
_BESIDE = re.compile(r"\b(after|before|net of|excluding|including|excl|incl|due to)\b", re.IGNORECASE)
"""From here a header tells what else is in its amount, or is not: `variance after carry forward`."""
_TO_DATE = {
    "variance": "variance_to_date",
    "variance_pct": "variance_to_date_pct",
    "revised_budget": "profiled_budget",
    "outturn": "spend_to_date",
    "spend_to_date": "spend_to_date",
    "variance_to_date": "variance_to_date",
}
_OF_SAVINGS = frozenset({"saving", "savings"})
_DIFFERENCES = frozenset({"variance", "movement"})
_FROM_EARLIER = frozenset({"movement", "movement_pct", "spent_before", "virement", "brought_forward"})
"""Measures that are of an earlier time by themselves, so that a word of it voids nothing."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A header's words: the measure they name, on which of them that rests, and what is left.

    `void` is the word that makes the measure another thing; `unknown` are the words that nothing explains; `side` is
    `gross`, `income`, `grant` or `net` where the header says one.
    """

    measure: str | None
    named_by: tuple[str, ...] = ()
    void: str | None = None
    unknown: tuple[str, ...] = ()
    side: str | None = None


@cache
def _measures() -> dict[tuple[str, ...], str]:
    return phrases("columns", "measures")


@cache
def _whole_headers() -> dict[tuple[str, ...], str]:
    return phrases("columns", "whole_headers")


@cache
def _listed(section: str) -> dict[tuple[str, ...], str]:
    return {words(wording): wording for wording in load("columns")[section]}


@cache
def _sides() -> dict[tuple[str, ...], str]:
    return phrases("columns", "sides")


@cache
def _wordings_of(measure: str | None) -> dict[tuple[str, ...], str]:
    return {wording: term for wording, term in _measures().items() if term == measure}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(word for wording in _listed("fillers") for word in wording)


def bare(text: str) -> str:
    """A header without units and periods: what is left names the measure."""
    return periods.without_periods(without_units(text))


def measure_named(text: str) -> str | None:
    """The measure that a header's words name, or None."""
    return _named(bare(text))[0]


def _named(text: str) -> tuple[str | None, tuple[str, ...]]:
    """The measure that words without units and periods name, with the words that name it."""
    beside = _BESIDE.search(text)
    if beside and longest_phrase(text[: beside.start()], _measures()):
        text = text[: beside.start()]
    spoken, to_date = words(text), longest_phrase(text, _listed("to_date"))
    if spoken in _whole_headers():
        return _whole_headers()[spoken], spoken
    found = None if to_date else _held_against(text)
    found = found or longest_phrase(text, _measures())
    if found is None or (found[0] == "share_pct" and set(spoken) - set(found[1])):
        return None, ()
    if found[0] in _TO_DATE and to_date:
        return _TO_DATE[found[0]], (*found[1], *to_date[1])
    return found


def _held_against(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The measure of words that hold one thing against another: `forecast against budget` is a variance."""
    against = _AGAINST.search(text)
    if against is None:
        return None
    head, mark, tail = text[: against.start()], against[1], text[against.end() :]
    found = longest_phrase(head, _measures())
    if found is None or found[0] in {*_DIFFERENCES, "variance_pct"}:
        return found
    if found[0] not in IN_YEAR or "to" in mark.lower().split():
        return None
    other = longest_phrase(tail, _measures())
    if other and other[0] in BUDGETS and not _OF_SAVINGS & set(words(tail)):
        return "variance", (*found[1], *words(mark), *other[1])
    return found if mark.lower() in {"against", "versus", "vs", "v"} else None


def read_wording(text: str, explained: Sequence[str] = ()) -> Wording:
    """What a header says of the measure.

    `explained` are words of it that say something else: whose it is, a basis, a year by its place.
    """
    plain = bare(text)
    measure, named_by = _named(plain)
    left = _without(words(plain), named_by)
    left = _without(left, tuple(explained))
    while found := longest_phrase(" ".join(left), _wordings_of(measure)):
        left = _without(left, found[1])
    side = longest_phrase(" ".join(words(plain)), _sides())
    for known in (_listed("to_date"), _listed("later_years"), _listed("previous_year"), _listed("current_year")):
        found = longest_phrase(" ".join(left), known)
        left = _without(left, found[1]) if found else left
    void = None if measure in _FROM_EARLIER else _first_of(left, _listed("voids"))
    unknown = tuple(word for word in left if word not in _fillers() and not word.replace(".", "").isdigit())
    return Wording(None if void else measure, named_by, void, unknown, side[0] if side else None)


def _first_of(spoken: Sequence[str], known: dict[tuple[str, ...], str]) -> str | None:
    found = longest_phrase(" ".join(spoken), known)
    return found[0] if found else None


def _without(spoken: Sequence[str], phrase: Sequence[str]) -> tuple[str, ...]:
    """Words without those of a phrase, each taken off once."""
    left = list(spoken)
    for word in phrase:
        if word in left:
            left.remove(word)
    return tuple(left)
