"""A number that goes on from the one before it: what that is compared with, or a part of it.

`61.4 offences per 1,000 residents compared with 89.7`, `In the same quarter last year it was 14 seconds`, `Two years
ago it was sixth`; `127 came by way of the apprenticeship, 48 through …`, `£1.6m from the review, £1.3m from fleet`.
It is asked only where the sentence's own words establish nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.interpret.prose.cues import View, vocabulary
from extract.interpret.prose.meaning import Meaning, Memory
from extract.interpret.prose.numbers import Mention

_HEDGED = r"(?:(?:just|only|about|around|over|under|some|almost|nearly|roughly|approximately|a mere|a|an|the)\s+){0,3}"
_COMPARED = re.compile(
    r"(?:\b(?:compared\s+(?:with|to)|as\s+against|against|versus|than|previously|and\s+not|(?:up|down)\s+(?:from|on)|where|while|whereas)\b"
    rf"(?P<words>[^.;:()£\d]{{0,80}})"
    r"|\b(?:average|figure|rate|equivalent)\b[^.;:()£\d]{0,60}\b(?:is|was|being|of)\s+"
    rf"|\((?:[^()£%]{{0,24}}:)?)\s*{_HEDGED}$",
    re.IGNORECASE,
)
_IS = (
    r"(?:is|was|are|were|had\s+been|has\s+been|stood\s+at|stands\s+at|recorded|reached|averaged|loses|lost|had|has|at)"
)
_SAID_AGAIN = re.compile(
    rf"^(?P<words>.{{2,110}}?)\b{_IS}\s+(?:presently\s+|now\s+|currently\s+)?{_HEDGED}$", re.DOTALL
)
_OF_THE_SAME = re.compile(
    r"\b(?:it|this|that|(?:the|its|their|our)\s+(?:\w+\s+){0,2}(?:figure|number|rate|average|equivalent|percentage|proportion|level"
    r"|count|total|threshold|position))\b|\baverage\b|\bnational|\bneighbouring\b|\belsewhere\b|\bago\b|\bearlier\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"^\s*(?:(?:working\s+)?(?:seconds?|minutes?|days?)\b\s*)?(?:[.,;:)]|$|(?:for|in|nationally|at|a year|this|last"
    r"|(?:\w+\s+){1,2}(?:months?|years?)\s+(?:ago|earlier|before)|across|on|and|among|by|when|presently|as|before|of\s+(?:the\s+)?\d)\b)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^\s+(?:in\s+(?:20)?\d\d[/–-]|in\s+year\s+(?:\d|one|two|three|four)\b|of\s+(?:it|this|that|them)\b|(?:of\s+(?:which|that|this|it|them|these|those)\s+)?(?:from|for|on|to|through|will|went|goes|came|comes|were|was|is|are"
    r"|relates?|arises?|arose|falls?|fell|by\s+way\s+of|into)\b)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\W*(?:\d{1,3}[.)]\s+)?(?:(?:of\s+(?:this|that|these|those|the\s+\w+),?|the\s+(?:other|rest|remaining|last)|another|a\s+further"
    rf"|the\s+balance\s+of)\s+)?{_HEDGED}$",
    re.IGNORECASE,
)
_NEXT_PART = re.compile(
    r"^[^.]{0,120}(?:[:;,]|\band|\bof\s+which|\bincluding|\bbeing|\bmade\s+up\s+of)\s*(?:and\s+)?"
    rf"(?:(?:the\s+)?(?:other|last|rest|remaining|further|another)\s+)?{_HEDGED}$",
    re.IGNORECASE | re.DOTALL,
)
_OF_IT = re.compile(r"\s+of\s+(?:it|this|that|them)\b")
_BARE = {"percent": {"percent"}, "rank": {"rank"}, "duration": {"seconds"}, "money": {"GBP"}}


def continued(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """The meaning of a number that is compared with, or a part of, the figure before it; None where it is neither."""
    if number.worded and abs(number.value) <= 1:
        return None
    return _compared(view, number, found, memory) or _part(view, number, found, memory)


def _of_its_kind(number: Mention, told: list[tuple[Mention, Meaning]]) -> tuple[Mention, Meaning] | None:
    """The last figure that a bare number may be of the same kind as."""
    for mention, meaning in reversed(told):
        if number.kind == "count":
            if meaning.unit not in {"percent", "GBP", "rank"} or (number.rounding and meaning.unit == "percent"):
                return mention, meaning
        elif meaning.unit in _BARE.get(number.kind, set()):
            return mention, meaning
    return None


def _compared(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    after = view.text[number.end : number.end + 40]
    if not _ENDS.match(after):
        return None
    one = _of_its_kind(number, found)
    if one is not None:
        match = _COMPARED.search(view.text[one[0].end : number.start])
        return _alike(one[1], number) if match is not None else None
    if found or not view.sentence.before:
        return None
    last = _of_its_kind(number, memory.last)
    match = _SAID_AGAIN.match(view.text[view.sentence.marker : number.start])
    if last is None or match is None:
        return None
    if number.kind == "count" and vocabulary("counted").find(match["words"]):
        return None
    return _alike(last[1], number) if _OF_THE_SAME.search(match["words"]) else None


def _alike(meaning: Meaning, number: Mention) -> Meaning:
    if meaning.measure == "target" and meaning.subject in {"uplift", "workforce"}:
        meaning = replace(meaning, measure="strength")
    sign = -1 if meaning.value < 0 and number.value > 0 else 1
    return replace(meaning, value=sign * number.value, basis=None, cue=None)


def _part(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    if number.kind not in {"count", "money"} or not _PART.match(view.text[number.end : number.end + 60]):
        return None
    sibling = _of_its_kind(number, memory.last) if view.sentence.lead_in and not found else None
    if sibling is not None and not memory.lead and _OPENS.match(view.text[view.sentence.marker : number.start]):
        return replace(sibling[1], value=number.value, cue=None)
    whole = _of_its_kind(number, found)
    if whole is not None:
        joined = _NEXT_PART.match(view.text[whole[0].end : number.start])
    else:
        told = memory.lead if view.sentence.lead_in else memory.last if view.sentence.before else []
        whole = _of_its_kind(number, told)
        joined = _OPENS.match(view.text[view.sentence.marker : number.start])
    if joined is None and _OF_IT.match(view.text[number.end :]):
        joined = _OF_IT.match(view.text[number.end :])
    if whole is None or joined is None or abs(number.value) > abs(whole[1].value):
        return None
    return replace(whole[1], value=number.value if whole[1].value >= 0 else -number.value, cue=None)
