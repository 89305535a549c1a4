"""Counts, ranks and multiples in prose: people in work, crimes, calls, durations; sixth lowest; fourfold."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from extract.interpret.prose.cues import Cue, View, phrase_list, vocabulary
from extract.interpret.prose.meaning import BY, CHANGE_BEFORE, Meaning, Memory, direction_of, nearest_direction
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.percents import nearest_crime
from extract.interpret.prose.surroundings import role_around
from extract.vocabulary import load

NOUN_REACH = 48
SMALLEST_TAX_BASE = 20_000
MOST_PEOPLE = 250_000  # more than all forces employ
BEFORE_REACH = 95
_STOPS = re.compile(
    r"[,;:.!?]|\b(?:of|in|to|for|by|with|at|from|on|or|and|was|were|are|is|be|been|have|has|had|which|that|who|will|"
    r"would|as|than|per|during|over|within|a|an|the|this|these|if|when|after|before|more than|between)\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b(?:to date|of|to|by|was|is|at|were|with|from|total|stands|achieving|recruited|be"
    r"|(?:given|stated|reported|shown|recorded|printed|quoted)\s+as|against|and|a further|further)\s+"
    r"(?:(?:a|an|the|just|now|only|currently|some|around|about|approximately|over|almost|nearly|up to|at least|further|"
    r"more than|c\.)\s+)*[(]?$",
    re.IGNORECASE,
)
_OR_FURTHER = re.compile(r"^\W*(?:[\w-]+\s+){0,3}(?:or|and)\s+(?:a\s+)?(?:further|another)?\s*$", re.IGNORECASE)
_RECRUIT = re.compile(r"\brecruit\s+(?:(?:an?|extra|further|additional|another|up to)\s+){0,3}$", re.IGNORECASE)
_FOR_OFFENCE = re.compile(r"[\w\s]{0,24}?\b(?:for|with regards? to|in terms of)\s+([\w\s-]{3,50})", re.IGNORECASE)
_LINES = re.compile(r"\b(?:999|101)\b")  # what is called, not how many call
_COLUMN_MARK = re.compile(r"(?<![\w'’])[A-Z](?![\w'’])")
_THAN = re.compile(r"\s*(?:\([^()]{0,12}\)\s*)?(?P<way>fewer|less|more|higher|lower)\s+than\b", re.IGNORECASE)
_REACHED = re.compile(
    r"\b(?:reduced|fallen|fell|risen|rose|increased|grown|grew|dropped|down|up|decreased|reached)\s+to\s+"
    r"(?:just\s+)?(?:over\s+)?$",
    re.IGNORECASE,
)
_TAX_BASE = re.compile(r"\btax\s?-?base\b|\bband d equivalent (?:properties|dwellings|homes)\b", re.IGNORECASE)
_THERE_WERE = re.compile(r"\bthere\s+(?:were|are)\s+(?:(?:about|around|over|nearly|almost|just)\s+)?$", re.IGNORECASE)
_NEEDS = re.compile(
    r"\b(?:needs?|requires?|must\s+have)\s+$|\bmust\s+(?:end|finish|close)\b[^.;]{0,30}\bwith\s+$", re.IGNORECASE
)
_MUST_HAVE = re.compile(
    r"\b(?:must|needs?\s+to|ha(?:s|ve)\s+to|required\s+to)\s+(?:have|reach|maintain|employ|keep)"
    r"\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_OFF_STRENGTH = re.compile(
    r"\s+(?:below|under|above|over|short of)\s+(?:the\s+|its\s+|our\s+)?(?:\w+\s+)?(?:establishment|strength|target)\b",
    re.IGNORECASE,
)
_ABOVE_REQUIRED = re.compile(
    r"\s+(?:(?P<above>above|over|more than|ahead of)|below|under|short of|fewer than)\s+(?:the\s+|its\s+|our\s+)?"
    r"(?:\w+\s+)?(?:number\s+that\s+must|target|requirement|obligation|allocation)\b",
    re.IGNORECASE,
)
_LIMIT_OF_TIME = re.compile(
    r"\b(?:within|inside|in under|under|less than|over|more than|longer than|target of|standard of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PER_HEAD = re.compile(r"\bper\s+(?:1,?000|10,?000|100,?000|thousand|head|household)\b", re.IGNORECASE)
_ON_TOP_OF = re.compile(
    r"\b(?:in addition to|on top of|over and above|besides|separate(?:ly)? from)\s+(?:[\w'’-]+\s+){0,7}$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:charg|arrest|safeguard|killed|injur|convict|sentenc|detain|disrupt|crime|offen|suspect)", re.IGNORECASE
)
_KINDS = re.compile(r"^\s*(?:,|and)\s+(?:police\s+)?(?:staff|pcsos?|police|special|volunteers)", re.IGNORECASE)
_FTE = re.compile(r"\bftes?\b|\bfull[- ]time equivalents?\b|\bwte\b", re.IGNORECASE)
_CHANGE_BETWEEN = re.compile(r"\b(?P<down>less|fewer)\b|\b(?P<up>more)\b", re.IGNORECASE)


@cache
def _counted() -> dict[str, dict[str, Any]]:
    return dict(load("prose")["counted"])


def read_count(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """A count of people, crimes, calls and the like, or a duration; None where the noun is none of these."""
    if number.worded and abs(number.value) <= 1:
        return None
    above = _ABOVE_REQUIRED.match(view.after(number, 60))
    officers = [m for _, m in found if m.subject in {"workforce", "uplift"}]
    if above is not None and officers:
        off = "above_target" if above["above"] else "below_target"
        return replace(officers[-1], measure=off, value=number.value, basis="actual", cue=None)
    if _OFF_STRENGTH.match(view.after(number, 40)):
        return None  # what its surroundings say goes first
    fewer = _THAN.match(view.after(number, 40))
    if fewer is not None and found and found[-1][0].kind == "count":
        sign = 1 if fewer["way"].lower() in {"more", "higher"} else -1
        return replace(found[-1][1], measure="change", value=sign * abs(number.value))
    duration = _duration(view, number, found)
    if duration is not None:
        return duration
    if _TAX_BASE.search(view.text) and abs(number.value) >= SMALLEST_TAX_BASE and not number.worded:
        return Meaning("precept", "tax_base", "count", number.value)
    noun = _noun_after(view, number)
    if noun is not None:
        return _counted_meaning(view, number, noun, found, memory)
    previous = [(n, m) for n, m in found if n.kind in {"count", "duration"}]
    after = view.after(number, 24)
    ends = re.match(
        r"\s*(?:[,.;()]|$|(?:in|have|has|will|were|was|and|from|with|by|at|on|this|during|eventually|compared|against)\b)",
        after,
    )
    linked = _LINK.search(view.before(number, 50))
    if ends is None and not (number.qualifier == "range" and previous):
        return None
    nearest = _noun_before(view, number)
    if (
        previous
        and (nearest is None or nearest.end <= previous[-1][0].start)
        and (linked or previous[-1][0].qualifier == "range")
    ):
        base = previous[-1][1]
        if base.unit in {"hours", "minutes", "seconds"}:
            return replace(base, value=number.value)
        turned = CHANGE_BEFORE.search(view.before(number, 40))
        if turned is not None and base.subject in {"crime", "demand"}:
            return replace(base, measure="change", value=-number.value if turned["down"] else number.value, basis=None)
        measure = _people_measure(view, number, base.subject) if base.subject in {"workforce", "uplift"} else None
        return replace(base, value=number.value, measure=measure or base.measure, basis=None)
    if nearest is not None and linked:
        return _counted_meaning(view, number, (nearest, view.text[nearest.start : nearest.end], False), found, memory)
    if memory.last and linked and re.search(r"\b(?:up|down) from\s+$", view.before(number, 14), re.IGNORECASE):
        return replace(memory.last[-1][1], value=number.value)
    return None


def read_duration(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """A time in seconds, if the words make it an average or a wait; a limit (`within 10 seconds`) is none."""
    if _LIMIT_OF_TIME.search(view.before(number, 30)):
        return None
    average = view.nearest("average_time", number, 130)
    if average is not None:
        return Meaning("demand", "average_time", "seconds", number.value, cue=average)
    same = [m for _, m in found if m.unit == "seconds"]
    return replace(same[-1], value=number.value) if same else None


def _duration(view: View, number: Mention, found: list[tuple[Mention, Meaning]]) -> Meaning | None:
    match = re.match(
        r"\s*(?:working\s+|officer\s+|staff\s+)?(hours|hrs|minutes|mins|seconds)\b",
        view.after(number, 28),
        re.IGNORECASE,
    )
    if match is None:
        to_hours = re.match(
            r"\s*(?:hours?\s+)?(?:to|and|-|–)\s+[\d.,]+\s*(hours|minutes)\b", view.after(number, 28), re.IGNORECASE
        )
        if to_hours is None:
            return None
        match = to_hours
    unit = next(unit for unit in ("hours", "minutes", "seconds") if unit[0] == match[1][0].lower())
    average, saved = view.nearest("average_time", number, 130), view.nearest("time_saved", number, 90)
    if average is not None and (saved is None or view.distance(average, number) <= view.distance(saved, number)):
        return Meaning("demand", "average_time", unit, number.value, cue=average)
    if saved is not None:
        return Meaning("savings", "time_saved", unit, number.value, cue=saved)
    same = [m for n, m in found if m.unit == unit]
    return replace(same[-1], value=number.value) if same else None


def _noun_after(view: View, number: Mention) -> tuple[Cue, str, bool] | None:
    """The counted noun that a number stands before, its words, and whether it is in full-time equivalents."""
    text = view.text
    end = number.end + NOUN_REACH
    head: Cue | None = None
    first = number.end
    fte = False
    for cue in view.cues("counted"):
        if cue.start < number.end:
            continue
        if head is None:
            gap = text[number.end : cue.start]
            digits = any(ch.isdigit() for ch in _LINES.sub(" ", gap))
            if cue.start > end or _STOPS.search(gap) or digits or _COLUMN_MARK.search(gap):
                return None
            head = cue
        elif _one_noun(head, cue, text):
            fte = fte or head.term == "fte"
            head = cue
        else:
            break
    if head is None:
        return None
    if any(
        cue.start < head.end and head.start < cue.end and cue.end > head.end - 1 and cue.term == "not_counted"
        for cue in view.cues("not_counted")
    ):
        longer = next(c for c in view.cues("not_counted") if c.start < head.end and head.start < c.end)
        if longer.end - longer.start > head.end - head.start:
            return None
    following = re.match(r"\s+([a-z]+)", text[head.end : head.end + 24])
    if following and vocabulary("compound_ends").says(following[1]):
        return None
    if head.term == "fte":
        fte = True
    return head, text[first : head.end].strip(" ()"), fte or _FTE.search(text[number.end : head.end + 8]) is not None


def _one_noun(one: Cue, two: Cue, text: str) -> bool:
    """Whether two counted nouns are one: `officer posts`, `firearms incidents`, not `officers offences`."""
    if text[one.end : two.start].strip(" ()-/") or two.start - one.end > 3:
        return False
    subjects = _counted()[one.term]["subject"], _counted()[two.term]["subject"]
    return bool(subjects[0] == subjects[1])


def _noun_before(view: View, number: Mention) -> Cue | None:
    cues = [c for c in view.cues("counted") if c.end <= number.start and number.start - c.end <= BEFORE_REACH]
    spoken = [c for c in cues if c.term not in {"offenders", "property", "schools", "reach", "enforcement", "victims"}]
    if spoken:
        return spoken[-1]
    recruit = list(re.finditer(r"\brecruit(?:ing|ed|ment)?\b", view.text[: number.start], re.IGNORECASE))
    return (
        Cue(recruit[-1].start(), recruit[-1].end(), "recruits")
        if recruit and number.start - recruit[-1].end() <= BEFORE_REACH
        else None
    )


def _counted_meaning(
    view: View, number: Mention, noun: tuple[Cue, str, bool], found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    head, line, _ = noun
    entry = _counted()[head.term]
    subject, unit, value = entry["subject"], entry["unit"], number.value
    if subject in {"workforce"}:
        return _people(view, number, noun, found, memory)
    spoken = view.text[head.start : head.end].lower()
    if spoken in {
        "people",
        "persons",
        "drivers",
        "motorists",
        "children",
        "presentations",
        "sessions",
        "orders",
        "notices",
        "cases",
        "requests",
        "responses",
        "visits",
        "logs",
    }:
        if spoken in {"people", "persons", "drivers", "motorists"} and not _PEOPLE.search(view.text):
            return None
        if (
            number.worded
            and spoken in {"orders", "notices", "cases", "requests", "visits", "children"}
            and (subject != "demand" or spoken == "requests")
        ):
            return None
    if subject == "capital":
        return Meaning("capital", "vehicles", unit, value, line=line, cue=head)
    measure = "count"
    if subject in {"crime", "demand"} and (
        _PER_HEAD.search(view.text) or (re.search(r"\brate\b", view.before(number, 60)) and "." in f"{value}")
    ):
        cue = vocabulary("offences").find(view.text)
        return Meaning(
            subject, "rate_per_1000", "rate", value, line=line, standard_line=cue[0].term if cue else None, cue=head
        )
    between = _CHANGE_BETWEEN.search(line)
    if (
        number.signed
        or between
        or (subject in {"crime", "demand"} and CHANGE_BEFORE.search(view.before(number, 40)) and not number.worded)
    ):
        down = (between and between["down"]) or (not between and not number.signed and direction_of(view, number) < 0)
        measure, value = "change", -abs(value) if down else value
    offence = None
    if subject == "crime":
        cue = vocabulary("offences").find(line)
        near = (line, cue[-1].term) if cue else None
        if near is None and head.term in {"crimes", "incidents"}:
            other = nearest_crime(view, number, 60)
            near = (line, other[1]) if other else None
        offence = near
    return Meaning(subject, measure, unit, value, line=line, standard_line=offence[1] if offence else None, cue=head)


def _people(
    view: View, number: Mention, noun: tuple[Cue, str, bool], found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    if abs(number.value) >= MOST_PEOPLE:
        return None
    head, line, fte = noun
    entry = _counted()[head.term]
    unit = "fte" if fte else entry["unit"]
    role = entry.get("role")
    if head.term == "fte":
        others = [c for c in view.cues("counted") if c.term in {"officers", "pcsos", "staff"}]
        close = min(others, key=lambda c: view.distance(c, number), default=None)
        role = _counted()[close.term].get("role") if close else role_around(view)
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
    uplift = any(phrase_list("uplift", "words").find(text) for text in (view.text, view.sentence.run_in) if text)
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
        measure = _people_measure(view, number, subject)
    value = number.value
    if measure is None:
        measure = (
            "strength"
            if re.search(r"\b(?:has|have|employs?|are|is|with)\s+(?:\w+\s+){0,2}$", view.before(number, 30))
            else "count"
        )
        if measure == "count" and number.worded:
            return None
    if measure == "reduction":
        value = abs(value)
    programme = _programme(view, number, measure, found) if subject == "uplift" else None
    return Meaning(subject, measure, unit, value, line=line, role=role, programme=programme, cue=head)


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


def _people_measure(view: View, number: Mention, subject: str) -> str | None:
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
