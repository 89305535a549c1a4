"""Counts of people in work: officers, staff, recruits and leavers, and those of the uplift."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extract.interpret.prose.cues import Cue, View, phrase_list, vocabulary
from extract.interpret.prose.meaning import BY, Meaning, Memory, nearest_direction
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.surroundings import role_around
from extract.vocabulary import load

NEXT_NUMBER = 24  # characters from a wording to the number that it speaks of
MOST_PEOPLE = 250_000  # more than all forces employ
_OR_FURTHER = re.compile(r"^\W*(?:[\w-]+\s+){0,3}(?:or|and)\s+(?:a\s+)?(?:further|another)?\s*$", re.IGNORECASE)
_RECRUIT = re.compile(r"\brecruit\s+(?:(?:an?|extra|further|additional|another|up to)\s+){0,3}$", re.IGNORECASE)
_REACHED = re.compile(
    r"\b(?:reduced|fallen|fell|risen|rose|increased|grown|grew|dropped|down|up|decreased|reached)\s+to\s+"
    r"(?:just\s+)?(?:over\s+)?$",
    re.IGNORECASE,
)
_THERE_WERE = re.compile(r"\bthere\s+(?:were|are)\s+(?:(?:about|around|over|nearly|almost|just)\s+)?$", re.IGNORECASE)
_NEEDS = re.compile(
    r"\b(?:needs?|requires?|must\s+have)\s+$|\bmust\s+(?:end|finish|close)\b[^.;]{0,30}\bwith\s+$", re.IGNORECASE
)
_MUST_HAVE = re.compile(
    r"\b(?:must|needs?\s+to|ha(?:s|ve)\s+to|required\s+to)\s+(?:have|reach|maintain|employ|keep)"
    r"\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_ON_TOP_OF = re.compile(
    r"\b(?:in addition to|on top of|over and above|besides|separate(?:ly)? from)\s+(?:[\w'’-]+\s+){0,7}$",
    re.IGNORECASE,
)
_PAYS_FOR = re.compile(r"\b(?:pays?|paying)\s+for\s*:?\s*$|\b(?:fund|recruit|provide|employ)\s*:?\s*$", re.IGNORECASE)
_KINDS = re.compile(r"^\s*(?:,|and)\s+(?:police\s+)?(?:staff|pcsos?|police|special|volunteers)", re.IGNORECASE)


@cache
def counted() -> dict[str, dict[str, Any]]:
    """What is counted, by its term: subject, unit, role and wordings, as in `prose.yml`."""
    return dict(load("prose")["counted"])


def people(
    view: View, number: Mention, noun: tuple[Cue, str, bool], found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    """What a number of people in work means, by the noun counted (its cue, its words, whether in FTE); or None."""
    if abs(number.value) >= MOST_PEOPLE:
        return None
    head, line, fte = noun
    entry = counted()[head.term]
    unit = "fte" if fte else entry["unit"]
    role = entry.get("role")
    if head.term == "fte":
        others = [c for c in view.cues("counted") if c.term in {"officers", "pcsos", "staff"}]
        close = min(others, key=lambda c: view.distance(c, number), default=None)
        role = counted()[close.term].get("role") if close else role_around(view)
    if _KINDS.match(view.text[head.end : head.end + 30]) and unit != "fte" and abs(number.value) > 50:
        unit, role = "headcount", None
    if head.term == "members":
        context = " ".join([view.text, *view.sentence.before[-1:]])
        of_team = re.search(r"\b(?:team|unit|squad)\b", context, re.IGNORECASE)
        of_specials = any(c.term == "specials" and c.end <= number.start for c in view.cues("counted"))
        if of_specials:
            return Meaning("workforce", "strength", "count", number.value, line=line, role="special", cue=head)
        if (
            number.worded
            or not of_team
            or re.search(r"\b(?:panel|board|committee|council)\b", view.text, re.IGNORECASE)
        ):
            return None
    subject = "workforce"
    named = [cue for cue in phrase_list("uplift", "words").find(view.text) if not _of_the_next(view, cue, number)]
    uplift = named or (view.sentence.run_in and phrase_list("uplift", "words").find(view.sentence.run_in))
    sticky = memory.subject == "uplift" and re.search(r"\bprogramme\b|\bposts\b|\ballocat", view.text, re.IGNORECASE)
    if not sticky and view.sentence.before:
        sticky = re.search(r"\buplift\b", view.sentence.before[-1], re.IGNORECASE) and re.search(
            r"\b(?:scheme|programme|additional|round|allocat\w+|target)\b", view.text, re.IGNORECASE
        )
    measure = None
    beside = [(n, m) for n, m in found if m.subject in {"workforce", "uplift"}]
    if beside and _OR_FURTHER.match(view.text[beside[-1][0].end : number.start]):
        measure, subject = beside[-1][1].measure, beside[-1][1].subject
    elif (uplift or sticky) and unit in {"officers", "posts", "fte"}:
        measure = _uplift_measure(view, number, unit)
        subject = "uplift"
    if measure is None:
        measure = people_measure(view, number, subject)
    value = number.value
    if measure is None:
        measure = (
            "strength"
            if re.search(r"\b(?:has|have|employs?|keeps?|are|is|with)\s+(?:\w+\s+){0,2}$", view.before(number, 30))
            else "count"
        )
        if view.sentence.lead_in and _PAYS_FOR.search(view.sentence.lead_in):
            measure = "planned"
        if measure == "count" and number.worded:
            return None
    if measure == "reduction":
        value = abs(value)
    programme = _programme(view, number, measure, found) if subject == "uplift" else None
    return Meaning(subject, measure, unit, value, line=line, role=role, programme=programme, cue=head)


def _of_the_next(view: View, cue: Cue, number: Mention) -> bool:
    """Whether a wording after a comma speaks of the number after it: `1,962 officers, the uplift allocation of 311`."""
    if cue.start < number.end or not view.edges_between(number.end, cue.start):
        return False
    following = next((n for n in view.numbers if n.start >= cue.end), None)
    return (
        following is not None
        and following.start - cue.end <= NEXT_NUMBER
        and not view.edges_between(cue.end, following.start)
    )


def _programme(view: View, number: Mention, measure: str, found: list[tuple[Mention, Meaning]]) -> str | None:
    """The programme that officers come from: the one named in their clause, else the first of the vocabulary.

    What they come on top of is not theirs (`15 in addition to those of the uplift`); a further number of the
    sentence goes on with the programme before it.
    """
    ranked = [c for d, c in view.ranked("programmes", number, 120) if not _set_apart(view, c)]
    near = [c for c in ranked if not view.edges_between(*_between(c, number))]
    if near:
        return near[0].term
    further = re.search(r"\b(?:a\s+)?(?:further|another)\s+$", view.before(number, 20), re.IGNORECASE)
    before = [m.programme for _, m in found if m.subject == "uplift" and m.programme]
    if further and before:
        return before[-1]
    others = [c for c in view.cues("programmes") if c.term != "precept" and not _set_apart(view, c)]
    if others:
        return others[0].term
    if len(ranked) < len(view.ranked("programmes", number, 120)) and vocabulary("raised_by_precept").says(view.text):
        return "precept"
    return None if measure == "total" else next(iter(load("prose")["programmes"]))


def _set_apart(view: View, cue: Cue) -> bool:
    return bool(_ON_TOP_OF.search(view.text[: cue.start]))


def _between(cue: Cue, number: Mention) -> tuple[int, int]:
    return (cue.end, number.start) if cue.end <= number.start else (number.end, cue.start)


def people_measure(view: View, number: Mention, subject: str) -> str | None:
    """What a count of people in work is: the wording before the number first, then the one after."""
    if subject == "uplift":
        return _uplift_measure(view, number, "officers")
    clause = view.before(number, 120)
    if re.search(r"\btargets?\b[^,;.]*\b(?:was|is|of|were|to)\s+$", clause, re.IGNORECASE):
        return "target"
    if re.match(r"\s*(?:have|has|were|was)\s+(?:now\s+|since\s+)?(?:been\s+)?recruited\b", view.after(number, 40)):
        return "recruited"
    if re.search(r"\b(?:potential|possib\w+)\s+for\b[\w\s]{0,24}$", clause, re.IGNORECASE):
        return "planned"
    if re.search(
        r"\b(?:aim|aims|aimed|aiming|hop\w+|ambition|target)\s+(?:is\s+|was\s+)?to\b[^.;]*\bto\s+$",
        clause,
        re.IGNORECASE,
    ):
        return "target"
    if _MUST_HAVE.search(clause) or _NEEDS.search(clause):
        return "target"
    if _THERE_WERE.search(clause) and re.match(r"\s*(?:[.,;)]|$)", view.after(number, 4)):
        return "strength"
    if _REACHED.search(clause):
        return "strength"
    if re.search(r"\bexceed\w*\b[^.,;]*\btarget by\s+$", clause, re.IGNORECASE):
        return "above_target"
    bringing = re.search(r"\b(?:to|total(?:ling)?(?: number)?(?: of)?(?: \w+){0,2} to)\s+$", view.before(number, 40))
    if _RECRUIT.search(clause):
        return "planned"
    if re.search(r"\b(?:lost|losing|lose|shed)\s+(?:[a-z]+\s+){0,2}$", clause, re.IGNORECASE):
        return "reduction"
    by = BY.search(view.before(number, 20))
    if by is not None and nearest_direction(view, number):
        return "increase" if nearest_direction(view, number) > 0 else "reduction"
    if bringing and re.search(r"\bbringing|\bincreas|\brise|\bgrow|\btotal", view.text[: number.start], re.IGNORECASE):
        return "strength"
    best: tuple[int, str] | None = None
    for distance, cue in view.ranked("workforce", number, 100):
        if cue.start >= number.end and view.edges_between(number.end, cue.start):
            continue
        cost = distance + (14 if cue.start >= number.end else 0)
        if best is None or cost < best[0]:
            best = (cost, cue.term)
    return best[1] if best else None


def _uplift_measure(view: View, number: Mention, unit: str) -> str:
    if _RECRUIT.search(view.before(number, 50)):
        return "planned"
    if re.search(r"\bexceed\w*\b[^.,;]*\btarget by\s+$", view.before(number, 70), re.IGNORECASE):
        return "above_target"
    if unit == "posts":
        return "posts_allocated"
    best: tuple[int, str] | None = None
    uplift = load("prose")["uplift"]
    for term in uplift:
        if term in {"words", "posts_allocated"}:
            continue
        for cue in phrase_list("uplift", term).find(view.text):
            if cue.start >= number.end and view.numbers_between(number.end, cue.start):
                continue
            distance = view.distance(cue, number) + (12 if cue.start >= number.end else 0)
            if distance <= 140 and (best is None or distance < best[0]):
                best = (distance, term)
    if best is None:
        return "allocation"
    if best[1] == "allocation" and re.search(r"\bposts?\b", view.after(number, 24), re.IGNORECASE):
        return "posts_allocated"
    return best[1]
