"""Ranks among forces, and growth told as a multiple: `sixth lowest`, `fourfold`."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.interpret.prose.cues import Cue, View, vocabulary
from extract.interpret.prose.meaning import Meaning, Memory, nearest_direction
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.percents import nearest_crime

_FOR_OFFENCE = re.compile(r"[\w\s]{0,24}?\b(?:for|with regards? to|in terms of)\s+([\w\s-]{3,50})", re.IGNORECASE)


def read_rank(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """A rank among forces: of what, or None."""
    previous = [m for n, m in found if n.kind == "rank"]
    tail = number.tail or ""
    near = view.nearest("ranked", number, 120)
    if re.search(r"fund", tail, re.IGNORECASE):
        return Meaning("funding", "rank", "rank", number.value)
    if near is None:
        if previous:
            return replace(previous[-1], value=number.value)
        above = [m for n, m in memory.last if n.kind == "rank"]
        if above:
            return replace(above[-1], value=number.value)
        return _rank_of_figure(view, number, found, memory)
    if previous and view.distance(near, number) > 60:
        return replace(previous[-1], value=number.value)
    measure = "rate_rank" if near.term == "crime" else "rank"
    offence = None
    if near.term == "crime":
        offence = nearest_crime(view, number, 120)
    told = _FOR_OFFENCE.match(view.text[number.end : number.end + 90])
    named = vocabulary("offences").find(told[1]) if told and near.term == "crime" else []
    if told and named:
        offence = told[1][named[0].start : named[0].end], named[0].term
    return Meaning(
        near.term,
        measure,
        "rank",
        number.value,
        line=offence[0] if offence else None,
        standard_line=offence[1] if offence else None,
        cue=near,
    )


def _rank_of_figure(
    view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    """The rank by the rate or share just told: `At 12.2 % … the Force ranks only 27th in England and Wales`."""
    told = [m for _, m in (found or (memory.last if view.sentence.before else []))]
    told = [m for m in told if m.unit in {"percent", "rate", "seconds"} or m.measure == "cost_per_head"]
    if not told:
        return None
    measure = "rate_rank" if told[0].subject == "crime" else "rank"
    return replace(told[0], measure=measure, unit="rank", value=number.value, basis=None, cue=None)


def read_multiple(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """`fourfold` growth of a team or of a crime, or None."""
    offence = view.nearest("offences", number, 60)
    team = view.nearest("teams", number, 80)
    growth = nearest_direction(view, number)
    if growth == 0:
        return None
    if team is not None and (
        offence is None or view.distance(team, number) <= view.distance(offence, number) or team.start > offence.start
    ):
        words = [c for c in view.cues("teams") if c == team]
        return Meaning(
            "workforce", "growth_factor", "multiple", number.value, "actual", line=_phrase_to(view, words[0]), cue=team
        )
    if offence is not None:
        return Meaning(
            "crime",
            "growth_factor",
            "multiple",
            number.value,
            "actual",
            line=view.text[offence.start : offence.end],
            standard_line=offence.term,
            cue=offence,
        )
    return None


def _phrase_to(view: View, cue: Cue) -> str:
    """The capitalised words that end in a wording: `Rural Crime Team`."""
    match = re.search(r"(?:[A-Z][\w'’&-]*\s+)*[\w'’-]+$", view.text[: cue.end])
    return match[0] if match else view.text[cue.start : cue.end]
