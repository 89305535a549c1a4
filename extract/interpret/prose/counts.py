"""Counts, ranks and multiples in prose: people in work, crimes, calls, durations; sixth lowest; fourfold."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.interpret.prose.cues import Cue, View, vocabulary
from extract.interpret.prose.meaning import CHANGE_BEFORE, Meaning, Memory, direction_of
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.people import counted, people, people_measure
from extract.interpret.prose.percents import nearest_crime

NOUN_REACH = 48
SMALLEST_TAX_BASE = 20_000
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
_LINES = re.compile(r"\b(?:999|101)\b")  # what is called, not how many call
_COLUMN_MARK = re.compile(r"(?<![\w'’])[A-Z](?![\w'’])")
_THAN = re.compile(r"\s*(?:\([^()]{0,12}\)\s*)?(?P<way>fewer|less|more|higher|lower)\s+than\b", re.IGNORECASE)
_TAX_BASE = re.compile(r"\btax\s?-?base\b|\bband d equivalent (?:properties|dwellings|homes)\b", re.IGNORECASE)
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
_PEOPLE = re.compile(
    r"\b(?:charg|arrest|safeguard|killed|injur|convict|sentenc|detain|disrupt|crime|offen|suspect)", re.IGNORECASE
)
_FTE = re.compile(r"\bftes?\b|\bfull[- ]time equivalents?\b|\bwte\b", re.IGNORECASE)
_CHANGE_BETWEEN = re.compile(r"\b(?P<down>less|fewer)\b|\b(?P<up>more)\b", re.IGNORECASE)


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
        measure = people_measure(view, number, base.subject) if base.subject in {"workforce", "uplift"} else None
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
    if match is not None and _LIMIT_OF_TIME.search(view.before(number, 30)):
        return None
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
    subjects = counted()[one.term]["subject"], counted()[two.term]["subject"]
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
    entry = counted()[head.term]
    subject, unit, value = entry["subject"], entry["unit"], number.value
    if subject in {"workforce"}:
        return people(view, number, noun, found, memory)
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
