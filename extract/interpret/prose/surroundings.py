"""What a number speaks of where its own sentence names no subject.

Papers put the subject in the line that opens a list, the sentence before, a run-in heading or a heading, and then
tell only states: `£9.9m had been delivered in full`, `Establishment 126 FTE; in post 115`, `Down from 2,041 to 1,897`.
A meaning needs both, the subject from the surroundings, nearest first, and the state from the sentence; where
either is not established there is none. Subjects and states are data, in `prose.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from extract.interpret.prose.cues import Cue, View, found_in, vocabulary
from extract.interpret.prose.meaning import Meaning, Memory, direction_of
from extract.interpret.prose.numbers import Mention
from extract.vocabulary import load

STATE_REACH = 90  # a state farther than this from a number is not its own
LABEL_WORDS = 5  # more words before an amount are no label, unless a bracket or colon sets the amount off
TOLD_AFTER = 24
SAID_BEFORE = {"transfer", "slippage", "minimum"}
TOLD_STATES = {"delayed", "unachievable", "undelivered", "unidentified", "delivered", "forecast", "slippage"}
TOLD_STATES |= {"spend_to_date", "transfer"}
ADJACENT = 16  # a small number in words is a figure only this near to its state
SMALL_WORDED = 20
MOST_PEOPLE = 250_000  # more than all forces employ
UPLIFT_STATES = {
    "allocation",
    "baseline",
    "target",
    "maintained",
    "forecast",
    "below_target",
    "above_target",
    "recruited",
}
SPECIFIC = {"savings", "reserves", "capital"}  # what a heading names so is not the revenue budget in general
_LABELLED = re.compile(
    r"^\W*(?:an?\s+)?(?:(?:extra|further|additional|another|saving|savings|cost|total|about|around|nearly"
    r"|almost|over|up|to|"
    r"some|c\.?|circa|just|under|of|at|budget|value|worth)\b[:.]?\s*){0,3}\W*$",
    re.IGNORECASE,
)
_ITEM_LABEL = re.compile(
    r"(?:^|[,;:]|\band\b|\bplus\b)\s*(?P<label>[A-Za-z][\w'’&/ -]{2,48}?)\s*[:(–,-]?\s*"
    r"(?:(?:nearly|almost|about|around|over|up to|just over|just under|c\.?)\s+)?$"
)
_WHOLE = re.compile(r"\bof\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)
_THERE = re.compile(
    r"\b(?:there|that it)\s+(?:were|are|was|is)\s+(?:(?:about|around|over|nearly|almost|just)\s+)?$", re.IGNORECASE
)
_NUMBERS_PARAGRAPH = re.compile(r"\s+[A-Z][a-z]+\b")
_LABEL_LIST = re.compile(  # `Vehicles £1.9m; radios £1.1m and estates £3.1m.`
    r"(?:[A-Za-z][\w'’&/ -]{1,40}?\s*[:(–-]?\s*£\d[\d.,]*\s?(?:bn|m|k|million|billion)?\)?"
    r"\s*(?:[;,]\s*|[;,]?\s*and\s+|\.?$)){2,}$"
)
_MARKED_OFF = re.compile(r"[:(–-]\s*(?:(?:nearly|almost|about|around|over|up to|c\.?)\s+)?$", re.IGNORECASE)
_NO_LABEL = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|could|should|might|may|can|must|that|which|who|we|it|they|I"
    r"|went|met|paid|spent|cost|costs|owed|owing|agreed|approved|received|gave|made|took|sold|bought|said|asked)\b"
)
_YEARS_BETWEEN = re.compile(
    r"^\s*(?:(?:posts|officers|pcsos|staff|fte)\s+)?(?:in\s+(?:20)?\d\d\s?[/–-]\s?(?:20)?\d\d"
    r"|in\s+year\s+\w+|in\s+20\d\d|last year"
    r"|this year)?\s*[:,;]?\s*(?:and\s+)?(?:a\s+further\s+|another\s+)?$",
    re.IGNORECASE,
)
_PLACES_BETWEEN = re.compile(r"^\s*(?:,|and|;|,\s*and)\s+[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,3}\s+(?:with\s+)?$")
_BY_AREA = re.compile(
    r"^\W*by\s+(?:\w+\s+){0,2}(?:area|district|borough|county|division|unit|town|type)\b", re.IGNORECASE
)
_LIST_GOES_ON = re.compile(
    r"^\s*(?:[,.;:)]|$|in\b|and\b|this\b|last\b|next\b|for\b|(?:posts|officers|pcsos|staff|fte)\b)", re.IGNORECASE
)
_PLURAL = re.compile(r"\s+(?:of\s+(?:our|the|its)\s+)?((?:[a-z]+\s)?[a-z]+s)\b", re.IGNORECASE)
_NO_NOUNS = {
    "that",
    "which",
    "it",
    "was",
    "is",
    "has",
    "as",
    "less",
    "this",
    "its",
    "across",
    "plus",
    "versus",
    "minus",
}
_IS = re.compile(
    r"\s*(?:\([^()]{0,12}\))?\s+(?:which\s+|that\s+)?(?:is|are|was|were|has|have|had|to|will)\b(?:\s+been)?(?:\s+(?:now|since|merely|already))?\s+"
)
_OF = re.compile(
    r"^\s+(?:of\s+)?(?:(?:about|around|over|up to|not less than|at least|nearly|almost|just)\s+){0,2}$", re.IGNORECASE
)
_MORE = re.compile(r"^\s+(?:more|extra|others|further)\s*(?:[.,;:)]|and\b|$)", re.IGNORECASE)
_OF_IT = re.compile(
    r"\b(?:most|some|much|half|part|all|the rest|the remainder|the bulk) of (?:it|this|that)\b", re.IGNORECASE
)
_TIMES = re.compile(r"\b(?:doubled|trebled|tripled|quadrupled|halved|\w+fold)\b", re.IGNORECASE)
_CAME_TO = re.compile(r"\bto\s+(?:(?:just|about|around|over|under|almost|nearly)\s+){0,2}$", re.IGNORECASE)
_OF_A_NUMBER = re.compile(r"^\s+of\s+(?:the\s+|our\s+)?\d")
_NOT_PEOPLE = re.compile(
    r"^\s*(?:hours|days|weeks|months|years|sites|meetings|buildings|councils|districts|stations|%)", re.IGNORECASE
)
_NOT_CRIMES = re.compile(
    r"^\s*(?:premises|officers|members|councils|districts|areas|forces|sites|hours|days|weeks|months"
    r"|years|people\b(?!\s+were))",
    re.IGNORECASE,
)
_SMALLEST_GBP = 5000


@dataclass(frozen=True, slots=True)
class Around:
    """A subject that stands around a sentence, and where its words stand."""

    subject: str
    where: str


@cache
def _states(subject: str) -> dict[str, dict[str, Any]]:
    return dict(load("prose")["states"][subject])


def texts_around(view: View) -> Iterator[tuple[str, str]]:
    """The texts that say what a sentence is about, nearest first, each with what it is."""
    sentence = view.sentence
    if sentence.run_in:
        yield sentence.run_in, "run-in"
    if sentence.lead_in:
        yield sentence.lead_in, "lead-in"
    for text in reversed(sentence.before):
        yield text, "before"
    for text in reversed(sentence.headings):
        yield text, "heading"


def subjects_around(view: View, own: bool = True) -> list[Around]:
    """The subjects around a sentence, the nearest first, each once; its own words first if asked."""
    key = "around" if own else "around, without its own words"
    if key in view.kept:
        return list(view.kept[key])
    found: dict[str, Around] = {}
    texts = [(view.text, "sentence")] if own else []
    for text, where in (*texts, *texts_around(view)):
        for cue in reversed(found_in("around", text)):
            found.setdefault(cue.term, Around(cue.term, where))
    view.kept[key] = tuple(found.values())
    return list(found.values())


def money_around(view: View, number: Mention, memory: Memory) -> Meaning | None:
    """An amount of money by the subject that stands around it and the state that its sentence tells."""
    if abs(number.value) < _SMALLEST_GBP:
        return None
    amounts = [m for n, m in memory.passage if n.kind == "money"]
    if amounts and _OF_IT.search(view.text[: number.start]):
        sign = -1 if amounts[-1].value < 0 else 1
        return replace(amounts[-1], value=sign * abs(number.value), cue=None)
    for around in subjects_around(view):
        if around.subject not in load("prose")["states"] or around.subject in {"workforce", "crime"}:
            continue
        meaning = _in_state(view, number, around)
        if meaning is not None:
            return meaning
    return _as_item(view, number)


def _in_state(view: View, number: Mention, around: Around) -> Meaning | None:
    """The state of a subject that the words nearest to a number tell."""
    cue = view.nearest(f"states.{around.subject}", number, STATE_REACH)
    if cue is None or (cue.start >= number.end and view.numbers_between(number.end, cue.start)):
        return None
    state = _states(around.subject)[cue.term]
    direction = direction_of(view, number)
    if direction and around.subject in {"capital", "reserves", "budget"}:
        return Meaning(around.subject, "change", "GBP", direction * abs(number.value), state.get("basis"))
    return Meaning(around.subject, cue.term, "GBP", abs(number.value), state.get("basis"))


def _as_item(view: View, number: Mention) -> Meaning | None:
    """An amount that only a label stands before: `Prices. £2.3m.`, `drones (£180k)`; the rest stands around."""
    before = view.text[view.sentence.marker : number.start]
    labelled = view.sentence.run_in is not None and _LABELLED.match(before) is not None
    listed = view.sentence.lead_in or view.sentence.run_in or _LABEL_LIST.match(view.text, view.sentence.marker)
    item = _ITEM_LABEL.search(before) if listed else None
    if item is not None and not (_MARKED_OFF.search(before) or _is_label(view, before)):
        item = None
    if not labelled and item is None:
        return None
    for around in subjects_around(view, own=False):
        default = load("prose")["items"].get(around.subject)
        if default is None:
            continue
        measure, basis = default["measure"], default.get("basis")
        for text, _ in texts_around(view):
            told = vocabulary(f"states.{default.get('subject', around.subject)}").says(text)
            if told is not None:
                measure, basis = told, _states(default.get("subject", around.subject))[told].get("basis", basis)
                break
        line = item["label"].strip() if item is not None else view.sentence.run_in
        return Meaning(default.get("subject", around.subject), measure, "GBP", abs(number.value), basis, line=line)
    return None


def _is_label(view: View, before: str) -> bool:
    """Whether the words before an amount are only its label: `Partnership reserve £2.4m`."""
    if _LABEL_LIST.match(view.text, view.sentence.marker):
        return True
    return len(before.split()) <= LABEL_WORDS and _NO_LABEL.search(before) is None


def refined(view: View, number: Mention, meaning: Meaning) -> Meaning:
    """A meaning of the budget in general, made that of the savings, reserves or capital programme told of here."""
    if meaning.unit == "GBP" and _LABEL_LIST.match(view.text, view.sentence.marker):
        label = _ITEM_LABEL.search(view.text[view.sentence.marker : number.start])
        meaning = replace(meaning, line=label["label"].strip() if label else meaning.line)
    if meaning.subject in SPECIFIC and meaning.unit == "GBP":
        return _told_after(view, number, meaning)
    if meaning.unit == "percent" and (meaning.subject, meaning.measure) == ("budget", "share_pct"):
        named = [around for around in subjects_around(view) if around.where in {"sentence", "heading", "run-in"}]
        before = {cue.term for cue in view.cues("around") if cue.start < number.end + 40}
        named = [a for a in named if a.where != "sentence" or (a.subject in SPECIFIC and a.subject in before)][:1]
        return replace(meaning, subject="reserves") if named and named[0].subject == "reserves" else meaning
    if (
        (meaning.subject not in {"budget", "treasury"} and meaning.measure != "funding")
        or meaning.unit != "GBP"
        or meaning.measure in {"variance", "shortfall"}
    ):
        return meaning
    names_budget = any(cue.term == "budget" for cue in view.cues("around"))
    for around in subjects_around(view):
        if around.subject == "budget" and not names_budget:
            return meaning
        if around.subject in SPECIFIC:
            cue = view.nearest(f"states.{around.subject}", number, STATE_REACH)
            if cue is None or (names_budget and not _OF.match(view.text[cue.end : number.start])):
                return meaning
            told = _in_state(view, number, around)
            return told if told is not None else meaning
    return meaning


def _told_after(view: View, number: Mention, meaning: Meaning) -> Meaning:
    """`£0.3m is delayed`, `£5.8m to be rolled into next year`: what is said right after an amount goes first."""
    if meaning.basis in {"target", "budget"} and _WHOLE.search(view.before(number, 12)):
        return meaning
    section = f"states.{meaning.subject}"
    for cue in view.cues(section):
        near = cue.term in SAID_BEFORE and 0 <= number.start - cue.end <= TOLD_AFTER
        if near and _OF.match(view.text[cue.end : number.start]):
            basis = _states(meaning.subject)[cue.term].get("basis")
            return replace(meaning, measure=cue.term, basis=basis, cue=None)
    after = _IS.match(view.text, number.end)
    start = after.end() if after is not None else number.end
    told = [cue for cue in view.cues(section) if 0 <= cue.start - start <= (TOLD_AFTER if after else 2)]
    told = [cue for cue in told if not view.edges_between(number.end, cue.start)][:1]
    if told and told[0].term == meaning.measure:
        return meaning
    if told and told[0].term in TOLD_STATES and meaning.measure not in {"unidentified", "undelivered", "change"}:
        state = _states(meaning.subject)[told[0].term]
        return replace(meaning, measure=told[0].term, basis=state.get("basis"), cue=None)
    if meaning.measure == "delivered" and re.match(r"\s+will\b", view.text[number.end :]):
        return replace(meaning, measure="forecast", basis="forecast", cue=None)
    return meaning


def role_around(view: View) -> str | None:
    """The role of people in work that a sentence's surroundings name nearest: `PCSOs. Establishment 126 FTE.`"""
    counted = load("prose")["counted"]
    for text, _ in texts_around(view):
        roles = [counted[cue.term].get("role") for cue in found_in("counted", text)]
        named = [role for role in roles if role]
        if named:
            return str(named[-1])
    return None


def savings_state(view: View) -> str | None:
    """What the surroundings say of savings whose own sentence does not: delivered, identified, required."""
    for text, where in texts_around(view):
        if where == "before":
            continue
        told = vocabulary("states.savings").says(text)
        if told is not None:
            return told
    return None


def count_around(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """A count by the people, crimes or things that stand around it and the state that its sentence tells."""
    if number.start <= view.sentence.marker and _NUMBERS_PARAGRAPH.match(view.text, number.end):
        return None
    if view.text.strip(" .()") == view.text[number.start : number.end] or _of_another_noun(view, number):
        return None
    listed = _next_of_list(view, number, found)
    if listed is not None:
        return listed
    people = [m for n, m in found if n.kind == "count" and m.subject in {"workforce", "uplift"}]
    if people and _MORE.match(view.after(number, 16)):
        return replace(people[-1], value=number.value, measure="increase")
    topic = _counted_around(view, number)
    if topic is None:
        return None
    kind, term, words = topic
    if kind == "workforce":
        return _people_around(view, number, found, memory, term, words)
    if kind == "crime":
        return _crimes_around(view, number, memory, term, words)
    if kind == "capital" and _told(view, number, "states.fleet") is not None:
        return Meaning("capital", "vehicles", "count", number.value, "planned", line=words)
    return None


def _of_another_noun(view: View, number: Mention) -> bool:
    """Whether a number stands before a plural that is neither counted here nor a state: `two areas`, `46 sites`."""
    noun = _PLURAL.match(view.text, number.end)
    if noun is None or not _NO_NOUNS.isdisjoint(noun[1].lower().split()):
        return False
    start = noun.start(1)
    sections = ("counted", "offences", "states.workforce", "states.crime", "states.fleet")
    return not any(cue.start <= start < cue.end for section in sections for cue in view.cues(section))


def _next_of_list(view: View, number: Mention, found: list[tuple[Mention, Meaning]]) -> Meaning | None:
    """`239: 72 in 2020/21, 80 in 2021/22 and 87 in 2022/23`; `Newport 1,206, Caerphilly 611`."""
    if not found or found[-1][0].kind != "count" or number.kind != "count":
        return None
    between = view.text[found[-1][0].end : number.start]
    if _YEARS_BETWEEN.match(between) and _LIST_GOES_ON.match(view.text[number.end : number.end + 24]):
        return replace(found[-1][1], value=number.value)
    places = _PLACES_BETWEEN.match(between)
    if places and re.search(r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*\s+$", view.text[: found[-1][0].start]):
        return replace(found[-1][1], value=number.value)
    return None


def _counted_around(view: View, number: Mention) -> tuple[str, str, str] | None:
    """What is counted where a number stands: the kind, the term and its words; a person's own word first."""
    counted = load("prose")["counted"]
    for text, where in ((view.text, "sentence"), *texts_around(view)):
        cues = [
            *found_in("offences", text),
            *(
                cue
                for cue in found_in("counted", text)
                if counted[cue.term]["subject"] in {"workforce", "capital"} or cue.term in {"crimes", "incidents"}
            ),
            *(cue for cue in found_in("around", text) if cue.term in {"workforce", "uplift"}),
        ]
        if where == "sentence":
            cues = [cue for cue in cues if cue.end <= number.start]
        if not cues:
            continue
        cue = max(cues, key=lambda cue: cue.end)
        term, words = cue.term, text[cue.start : cue.end]
        if term in counted:
            kind = counted[term]["subject"]
            if kind == "crime" and where != "heading":
                above = found_in("offences", view.sentence.headings[-1]) if view.sentence.headings else ()
                named = above or tuple(cue for cue in cues if cue in found_in("offences", text))
                return "crime", named[-1].term if named else "all_crime", words
            return kind, term, words
        return ("workforce" if term in {"workforce", "uplift"} else "crime"), term, words
    return None


def _told(view: View, number: Mention, section: str, reach: int = 60) -> Cue | None:
    """The state nearest to a number in its own clause; a small number in words needs it close by."""
    if _OF_A_NUMBER.match(view.after(number, 12)):
        reach = STATE_REACH + ADJACENT
    reach = ADJACENT if number.worded and abs(number.value) <= SMALL_WORDED else reach
    for _, cue in view.ranked(section, number, reach):
        if cue.start >= number.end:
            gap = view.text[number.end : cue.start]
            if view.numbers_between(number.end, cue.start) and not _OF_A_NUMBER.match(gap):
                continue
            if re.search(r"[.;:]", gap):
                continue
        elif view.numbers_between(cue.end, number.start) and not re.search(r"\bto\s+$", view.before(number, 4)):
            continue
        return cue
    return None


def _people_around(
    view: View,
    number: Mention,
    found: list[tuple[Mention, Meaning]],
    memory: Memory,
    term: str,
    words: str,
) -> Meaning | None:
    cue = _told(view, number, "states.workforce")
    if cue is None and _THERE.search(view.before(number, 30)):
        cue = Cue(number.start, number.start, "strength")
    if cue is None or abs(number.value) > MOST_PEOPLE or _NOT_PEOPLE.match(view.after(number, 24)):
        return None
    state = _states("workforce")[cue.term]
    entry = load("prose")["counted"].get(term, {})
    same = [m for _, m in (*memory.passage, *found) if m.subject in {"workforce", "uplift"} and m.unit != "percent"]
    unit, role = (
        entry.get("unit", "officers"),
        entry.get("role", "officer" if term in {"uplift", "workforce"} else None),
    )
    if entry and "role" not in entry:
        role = same[-1].role if same else role_around(view)
    if same and (same[-1].role == role or not entry):
        unit, role = same[-1].unit, same[-1].role
    if cue.term in {"reduction", "vacancies"} and unit == "count":
        unit = "posts"
    uplift = cue.term in UPLIFT_STATES and role in {"officer", None} and _of_uplift(view)
    return Meaning(
        "uplift" if uplift else "workforce",
        state.get("measure", cue.term),
        unit,
        abs(number.value),
        state.get("basis"),
        line=words,
        role=role,
        cue=cue,
        programme=next(iter(load("prose")["programmes"])) if uplift else None,
    )


def _of_uplift(view: View) -> bool:
    """Whether officers are those of the uplift: their sentence, the one before or the nearest heading names it."""
    for text in (view.text, *view.sentence.before, view.sentence.run_in or ""):
        if any(cue.term == "uplift" for cue in found_in("around", text)):
            return True
    for text in reversed(view.sentence.headings):
        named = {cue.term for cue in found_in("around", text)} & {"uplift", "workforce"}
        if named:
            return "uplift" in named
    return False


def _crimes_around(view: View, number: Mention, memory: Memory, term: str, words: str) -> Meaning | None:
    """A count of the crime that a heading, a run-in heading or the sentence before names."""
    if number.worded and abs(number.value) <= SMALL_WORDED:
        return None
    rate = next((m for _, m in reversed(memory.last) if m.unit == "rate"), None)
    if rate is not None and number.rounding:
        return replace(rate, value=number.value)
    before = view.text[view.sentence.marker : number.start]
    run_in = view.sentence.run_in
    if not (
        _told(view, number, "states.crime") is not None
        or (_CAME_TO.search(before) and (view.cues("up") or view.cues("down") or _TIMES.search(before)))
        or (run_in is not None and _LABELLED.match(before.removeprefix(run_in)))
        or _BY_AREA.match(before)
    ):
        return None
    if number.rounding or _NOT_CRIMES.match(view.after(number, 24)):
        return None
    direction = direction_of(view, number)
    measure, value = ("change", direction * abs(number.value)) if direction else ("count", number.value)
    return Meaning("crime", measure, "count", value, line=words, standard_line=term)


def rank_around(view: View, number: Mention) -> Meaning | None:
    """A rank of the crime that the sentences before or the headings speak of, where it is of a rate or a number."""
    if not re.search(
        r"\b(?:rate|level|number|volume|figure)s?\b|\bhighest|\blowest", view.after(number, 40), re.IGNORECASE
    ):
        return None
    for text, where in texts_around(view):
        named = found_in("offences", text)
        if named or (where == "before" and re.search(r"\bcrimes?\b|\boffences\b", text, re.IGNORECASE)):
            term = named[-1].term if named else "all_crime"
            line = text[named[-1].start : named[-1].end] if named else None
            return Meaning("crime", "rate_rank", "rank", number.value, line=line, standard_line=term)
    return None
