"""Whose figure a sentence gives: the body named before it, or in its clause; else its letterhead's, or its paper's.

What is said of all forces, of forces alike or of another force is never taken for the paper's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.interpret.prose.bodies import Body, bodies_of, bodies_of_lead_in, headed_body
from extract.interpret.prose.cues import View, vocabulary
from extract.interpret.prose.meaning import Meaning
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.standing import Standing
from extract.organisations import NATION, Area
from extract.vocabulary import words

NEAR_AFTER = 46  # a body that stands this near after a number, in its clause, may own it
FAR_AFTER = 80  # so far the nation may stand in the same clause
BESIDE = 9  # characters between two bodies that are named together
FORCE_SUBJECTS = {"crime", "workforce", "uplift", "demand", "performance", "satisfaction"}
_OWNS = re.compile(
    r"\s*,?\s*\(?\s*(?:where|which|who|has|had|have|was|is|at|with|passed|delivered|achieved|recorded|saw|received|reported|recruited"
    r"|reached|remained|set|spent|saved|stood|fell|rose|employs|employed|expects?|plans?|needs?|holds?|held)\b",
    re.IGNORECASE,
)
_COMMISSIONED = {("funding", measure) for measure in ("grant", "request", "requirement")}
_OF_THE_FORCE = FORCE_SUBJECTS - {"workforce", "satisfaction"}
_CONSULTS = re.compile(r"\bconsult(?:ation|ed|ing|ees?)\b|\b(?:his|her|their|my)\s+(?:\w+\s+)?survey\b", re.IGNORECASE)
_FALLS_ON = re.compile(
    r"^\s*(?:(?:falls?|fell|relates?|relating|belongs?|is|was|arises?|arose|sits?|held|attributable|incurred|worth|delegated|allocated"
    r"|provided)\s+){0,2}"
    r"(?:on|to|by|within|in|for|at)\s+(?:the\s+)?(?:budgets?\s+(?:of|for|managed\s+by)\s+(?:the\s+)?)?$"
    r"|^\s+(?:is|are|was|were)\s+$",
    re.IGNORECASE,
)
_NO_BODY = {
    "peers": "The figure is of a group of forces, not of one body.",
    "fire": "The figure is of the fire and rescue service, which is no police body.",
}
_SOME_FORCE = re.compile(r"\b[A-Z][\w’'-]+\s+(?:Police(?!\s+(?:and|&|[A-Z]))|Constabulary|OPCC|PCC)\b")
_OF_ANY_BODY = {"savings", "budget", "treasury", "funding", "capital"}
_OF_THEM = re.compile(r"\s+of\s+(?:them|these|those)\b")
_PLACED = re.compile(r"\b(?:in|as|for|of)\s+(?:\w+\s+){0,2}$|^\W*$", re.IGNORECASE)
_BELONGS_TO = re.compile(r"\s*(?:\w+\s+){0,6}(?:of|for|by|in|to|across|within)\s+(?:the\s+)?$|^\s*(?:\w+\s+){0,3}$")
_NATIONALLY = re.compile(r"^\W*nationally\b(?!\s+(?:agreed|set|recognised))", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b")
GOES_ON = re.compile(r"^\W*(?:they|it|this|these|those|their|its|of (?:this|these|the))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Whose:
    """An organisation, how it is known (`sentence`, `paper`), and why it is open where it is."""

    organisation: str | None
    basis: str
    note: str | None = None


def whose(
    view: View, number: Mention, meaning: Meaning, home: Area | None, standing: Standing, earlier: Sequence[Whose]
) -> Whose:
    """The organisation that a figure is of: the body that its sentence names for it, else the one that is meant."""
    if "bodies" not in view.kept:
        view.kept["bodies"] = bodies_of(view, home)
    bodies = [body for body in view.kept["bodies"] if _may_own(body, meaning)]
    said = _said(view, number, meaning, bodies)
    if said is not None:
        return said
    of_them = GOES_ON.match(view.text) or _OF_THEM.match(view.text[number.end :])
    if not bodies and earlier and earlier[-1].organisation == NATION and of_them:
        return Whose(NATION, "sentence")
    if home is None:
        return Whose(None, "paper", "The paper names no police body that this sentence could speak of.")
    return _told_around(view, meaning, home, bodies) or _meant(view, meaning, home, standing, earlier)


def of_public_body(owner: Whose, view: View, body: str) -> Whose:
    """Whose a figure is in a paper of a council or another body that is no police: its own, unless others are named.

    A force that is in no list is another all the same.
    """
    of_fire = owner.note == _NO_BODY["fire"] and "fire" in words(body)
    if owner.organisation is not None or not (owner.basis == "paper" or of_fire) or _SOME_FORCE.search(view.text):
        return owner
    return Whose(body, "paper")


def _said(view: View, number: Mention, meaning: Meaning, bodies: Sequence[Body]) -> Whose | None:
    """The body that the sentence's words give a figure to: close after it, else the last before it."""
    after = [
        b
        for b in bodies
        if 0 <= b.start - number.end <= NEAR_AFTER
        and view.edges_between(number.end, b.start) == 0
        and " where " not in view.text[number.end : b.start]
    ]
    before = [b for b in bodies if b.end <= number.start]
    kinds = {b.kind for b in (*after, *before[-1:])}
    for kind, note in _NO_BODY.items():
        if kind in kinds:
            return Whose(None, "sentence", note)
    if before and before[-1].kind == "joint":
        return Whose(None, "sentence", "The figure is of several forces together.")
    if meaning.measure in {"referendum_limit", "average_band_d"}:
        return Whose(NATION, "sentence")
    if "nation" in {b.kind for b in after} or _nation_at_the_end(view, number, bodies):
        return Whose(NATION, "sentence")
    if before and before[-1].kind == "other":
        if _beside_another(view, number, before) and meaning.subject in {"savings", "budget"}:
            note = "The sentence speaks of two forces together, which is no body of the paper's area."
            return Whose(None, "sentence", note)
        before = _without_another(view, number, before)
    before = _without_the_nation(view, number, before)
    own = [b for b in after if b.kind in {"force", "opcc", "group"}]
    falls_on = [b for b in own if _FALLS_ON.match(view.text[number.end : b.start])]
    if falls_on and meaning.unit == "GBP":
        return Whose(falls_on[0].name, "sentence")
    if before:
        return Whose(before[-1].name, "sentence")
    placed = [b for b in after if b.kind in {"force", "opcc", "group", "place"}]
    owned = [b for b in placed if _BELONGS_TO.match(view.text[number.end : b.start])]
    if owned and meaning.subject in FORCE_SUBJECTS:
        return Whose(owned[0].name, "sentence")
    return None


def _beside_another(view: View, number: Mention, before: Sequence[Body]) -> bool:
    """Whether the last body before a number is another force that is named together with the paper's own."""
    other = before[-1]
    return any(
        b.kind in {"place", "force"}
        and abs(b.end - other.start) <= BESIDE
        and not re.match(r"\s+of\b", view.text[b.end : other.start])
        for b in before
    )


def _without_another(view: View, number: Mention, before: list[Body]) -> list[Body]:
    """The bodies before a number, less other forces where the words do not make the figure theirs."""
    other = before[-1]
    compared = (
        _beside_another(view, number, before)
        or view.edges_between(other.end, number.start) > 0
        or not _PLACED.search(view.text[: other.start])
    )
    owner = view.text[other.end : number.start]
    if compared and owner.strip() and not _OWNS.match(owner):
        return [b for b in before if b.kind != "other"]
    return before


def _without_the_nation(view: View, number: Mention, before: list[Body]) -> list[Body]:
    """The bodies before a number, less the nation where the sentence has gone on to `our` or to another number."""
    if before and before[-1].kind == "nation":
        if re.search(r"\b(?:our|we)\b", view.text[before[-1].end : number.start]):
            return [b for b in before if b.kind != "nation"]
        if view.numbers_between(before[-1].end, number.start):
            return [b for b in before if b.kind in {"force", "place", "opcc", "group"}][-1:] or before
    return before


def _told_around(view: View, meaning: Meaning, home: Area, bodies: Sequence[Body]) -> Whose | None:
    """The body that the sentence before, the sentence's own subject or the headings name."""
    sentence = view.sentence
    goes_on = GOES_ON.match(view.text) or re.search(r"\bfor the police\b", view.text)
    if sentence.before and goes_on and vocabulary("national_bodies").says(sentence.before[-1]):
        return Whose(NATION, "sentence")
    if _NATIONALLY.match(view.text) and meaning.unit != "rank":
        return Whose(NATION, "sentence")
    spoken = [b for b in bodies if b.kind in {"force", "opcc", "group"}]
    if spoken and meaning.subject in FORCE_SUBJECTS:
        return Whose(spoken[0].name, "sentence")
    asked = " ".join([*sentence.headings[-1:], *sentence.before[-1:], view.text])
    if meaning.subject == "satisfaction" and _CONSULTS.search(asked):
        return Whose(home.opcc, "sentence")
    if (meaning.subject, meaning.measure) in _COMMISSIONED and _commissions(view):
        return Whose(home.opcc, "sentence")
    headed = next((body for text in reversed(sentence.headings) if (body := headed_body(text, home))), None)
    if headed is not None and (meaning.subject not in _OF_THE_FORCE or headed != home.opcc):
        return Whose(headed, "sentence")
    return None


def _meant(view: View, meaning: Meaning, home: Area, standing: Standing, earlier: Sequence[Whose]) -> Whose:
    """The body that a figure is of where no words near it name one."""
    sentence = view.sentence
    if sentence.running_head and standing.letterhead and standing.letterhead.search(sentence.running_head):
        return Whose(home.force, "paper")
    if meaning.subject in FORCE_SUBJECTS:
        return Whose(home.force, "paper")
    if standing.voice == "opcc" and meaning.subject in {"funding", "budget"} and _FIRST_PERSON.search(view.text):
        return Whose(home.opcc, "paper")
    own = {home.force, home.opcc, home.group}
    if meaning.subject in _OF_ANY_BODY:
        spoken_of = [e for e in earlier if e.basis == "sentence" and e.organisation in own] if sentence.before else []
        if spoken_of:
            return Whose(spoken_of[-1].organisation, "paper")
        led = [b for b in bodies_of_lead_in(sentence.lead_in, home) if b.name in own] if sentence.lead_in else []
        if led:
            return Whose(led[-1].name, "sentence")
    if earlier and sentence.before and GOES_ON.match(view.text):
        return Whose(earlier[-1].organisation, "paper", earlier[-1].note)
    return Whose(home.group, "paper")


def _nation_at_the_end(view: View, number: Mention, bodies: Sequence[Body]) -> Body | None:
    """`20,000 officers would be recruited in England and Wales`: the nation farther on in the same clause."""
    first = next((b for b in bodies if b.start >= number.end), None)
    if first is None or first.kind != "nation" or first.start - number.end > FAR_AFTER:
        return None
    between = view.text[number.end : first.start]
    if view.edges_between(number.end, first.start) or view.numbers_between(number.end, first.start):
        return None
    return first if " where " not in between and re.search(r"\b(?:in|across|for)\s+$", between) else None


def _may_own(body: Body, meaning: Meaning) -> bool:
    if body.kind == "nation":
        return meaning.unit != "rank"
    if body.kind == "pcc":
        return meaning.subject in {"funding", "satisfaction"}
    if body.kind == "place":
        return meaning.subject not in {"precept", "funding"}
    if body.kind == "peers":
        return meaning.unit != "rank"
    if body.kind == "alliance":
        return meaning.subject in {"savings"}
    if body.kind == "fire":
        return True
    if body.kind == "other":
        return meaning.subject not in {"workforce", "capital"}
    if meaning.subject == "precept":
        return body.kind in {"nation", "fire"}
    return True


def _commissions(view: View) -> bool:
    texts = [*view.sentence.before]
    return any(vocabulary("commissioner_words").says(text) or vocabulary("office_words").says(text) for text in texts)
