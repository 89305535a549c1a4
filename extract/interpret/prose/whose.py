"""Whose figure a sentence gives: the body named before it, or in its clause; else its letterhead's, or its paper's.

What is said of all forces, of forces alike or of another force is never taken for the paper's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.interpret.prose.cues import View, vocabulary
from extract.interpret.prose.forms import any_word, folded
from extract.interpret.prose.meaning import Meaning
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.standing import Standing
from extract.organisations import NATION, Area, areas, body_named
from extract.vocabulary import load, words

NEAR_AFTER = 46  # a body that stands this near after a number, in its clause, may own it
FORCE_SUBJECTS = {"crime", "workforce", "uplift", "demand", "performance", "satisfaction"}
_OWNS = re.compile(
    r"\s*,?\s*\(?\s*(?:where|which|who|has|had|have|was|is|at|with|passed|delivered|achieved|recorded|saw|received|reported|recruited"
    r"|reached|remained|set|spent|saved|stood|fell|rose|employs|employed|expects?|plans?|needs?|holds?|held)\b",
    re.IGNORECASE,
)
_COMMISSIONED = {("funding", measure) for measure in ("grant", "request", "requirement")}
_OF_THE_FORCE = FORCE_SUBJECTS - {"workforce", "satisfaction"}
_NAMES_A_BODY = re.compile(
    r"\b(?:force|constabulary|police|policing|o?p?f?cc|commissioner|constable|group)\b", re.IGNORECASE
)
_NAMES_ITS_AUTHOR = re.compile(
    r"\b(?:panel|report|foreword|message|statement|letter|minutes|introduction)\b", re.IGNORECASE
)
_HEADING_NUMBER = re.compile(r"^\W*(?:\d{1,2}(?:\.\d{1,2})*\.?\)?|[A-Z][.)])\s+")
_CONSULTS = re.compile(r"\bconsult(?:ation|ed|ing|ees?)\b|\b(?:his|her|their|my)\s+(?:\w+\s+)?survey\b", re.IGNORECASE)
_SURVEY_OF = re.compile(r"\bsurvey\s+(?:for|of|in)\s+$", re.IGNORECASE)
_FALLS_ON = re.compile(
    r"^\s*(?:(?:falls?|fell|relates?|relating|belongs?|is|was|arises?|arose|sits?|held|attributable|incurred|worth)\s+){0,2}"
    r"(?:on|to|by|within|in|for|at)\s+(?:the\s+)?(?:budgets?\s+(?:of|for|managed\s+by)\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b")
GOES_ON = re.compile(r"^\W*(?:they|it|this|these|those|their|its|of (?:this|these|the))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Whose:
    """An organisation, how it is known (`sentence`, `paper`), and why it is open where it is."""

    organisation: str | None
    basis: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Body:
    start: int
    end: int
    name: str | None
    kind: str


@cache
def _area_pattern(extra: str | None) -> re.Pattern[str]:
    names = {area.name for area in areas()} | {area.force for area in areas()} | set(load("prose")["elsewhere"])
    names |= {" ".join(s) for area in areas() for s in area.spellings}
    if extra:
        names.add(extra)
    spelled = any_word(
        re.escape(name.lower())
        .replace(r"\ and\ ", r"\s+(?:and|&)\s+")
        .replace(r"\ \&\ ", r"\s+(?:and|&)\s+")
        .replace(r"\ ", r"\s+")
        for name in names
    )
    return re.compile(
        rf"\b(?P<name>{spelled})\b(?:['’]s)?"
        r"(?P<tail>\s+(?:police(?!\s+(?:and|&|fire)\b|,\s*fire)|constabulary|force\b|opcc|pcc\b|office of))?"
        r"(?!\s+(?:police\s+(?:and|&)|police,|criminal justice|county council|council\b|borough|hospital|university"
        r"|safeguarding|foundation))"
    )


@cache
def _area_by_words() -> dict[tuple[str, ...], Area]:
    found: dict[tuple[str, ...], Area] = {}
    for area in areas():
        for spelling in area.spellings:
            found.setdefault(spelling, area)
    return found


def _bodies(view: View, home: Area | None) -> list[_Body]:
    """The bodies that a sentence speaks of, in order."""
    found: list[_Body] = []
    for section, kind in (
        ("nation", "nation"),
        ("office_words", "opcc"),
        ("group_words", "group"),
        ("force_words", "force"),
        ("commissioner_words", "pcc"),
        ("alliance_words", "alliance"),
        ("peers", "peers"),
        ("fire_words", "fire"),
    ):
        for cue in view.cues(section):
            if kind == "nation" and _SURVEY_OF.search(view.text[: cue.start]):
                continue
            name = NATION if kind == "nation" else None
            if home and kind in {"opcc", "group", "force"}:
                name = home.body(kind)
            if home and kind == "pcc":
                name = home.opcc
            found.append(_Body(cue.start, cue.end, name, kind))
    elsewhere = load("prose")["elsewhere"]
    for match in _area_pattern(home.name if home and not home.known else None).finditer(folded(view.text)):
        spoken = words(match["name"])
        if match["name"] in elsewhere:
            found.append(_Body(match.start(), match.end(), elsewhere[match["name"]], "other"))
            continue
        area = home if home and not home.known and spoken in home.spellings else _area_by_words().get(spoken)
        if area is None or not view.text[match.start()].isupper():
            continue
        if home and area.name == home.name:
            office = (match["tail"] or "").strip() in {"opcc", "pcc", "office of"}
            named = bool(match["tail"]) or spoken[-1] in {"police", "constabulary"}
            found.append(
                _Body(
                    match.start(),
                    match.end(),
                    home.opcc if office else home.force,
                    "opcc" if office else "force" if named else "place",
                )
            )
        else:
            found.append(_Body(match.start(), match.end(), area.force, "other"))
    found.sort(key=lambda body: (body.start, -body.end))
    kept: list[_Body] = []
    for body in found:
        if kept and body.start < kept[-1].end:
            continue
        if kept and home and _joined(kept[-1], body, view.text):
            kept[-1] = _Body(kept[-1].start, body.end, home.group, "group")
            continue
        kept.append(body)
    return kept


def _joined(one: _Body, two: _Body, text: str) -> bool:
    """Whether a force and its office are named as one: `the Force and my office`."""
    return {one.kind, two.kind} == {"force", "opcc"} and re.fullmatch(
        r"\s+and\s+(?:the\s+)?", text[one.end : two.start]
    ) is not None


def whose(
    view: View, number: Mention, meaning: Meaning, home: Area | None, standing: Standing, earlier: Sequence[Whose]
) -> Whose:
    """The organisation that a figure is of."""
    if "bodies" not in view.kept:
        view.kept["bodies"] = _bodies(view, home)
    bodies = [body for body in view.kept["bodies"] if _may_own(body, meaning)]
    after = [
        b
        for b in bodies
        if b.start >= number.end and b.start - number.end <= NEAR_AFTER and view.edges_between(number.end, b.start) == 0
    ]
    before = [b for b in bodies if b.end <= number.start]
    if next((b for b in after if b.kind == "peers"), None) or (before and before[-1].kind == "peers"):
        return Whose(None, "sentence", "The figure is of a group of forces, not of one body.")
    if next((b for b in after if b.kind == "fire"), None) or (before and before[-1].kind == "fire"):
        return Whose(None, "sentence", "The figure is of the fire and rescue service, which is no police body.")
    if meaning.measure in {"referendum_limit", "average_band_d"}:
        return Whose(NATION, "sentence")
    nation = next((b for b in after if b.kind == "nation"), None)
    if nation is not None:
        return Whose(NATION, "sentence")
    other_before = before[-1] if before else None
    if other_before is not None and other_before.kind == "other":
        joint = any(
            b.kind in {"place", "force"}
            and abs(b.end - other_before.start) <= 9
            and not re.match(r"\s+of\b", view.text[b.end : other_before.start])
            for b in before
        )
        if (
            joint
            or view.edges_between(other_before.end, number.start) > 0
            or not re.search(r"\b(?:in|as|for|of)\s+(?:\w+\s+){0,2}$|^\W*$", view.text[: other_before.start])
        ):
            if joint and meaning.subject in {"savings", "budget"}:
                return Whose(
                    None,
                    "sentence",
                    "The sentence speaks of two forces together, which is no body of the paper's area.",
                )
            owner = view.text[other_before.end : number.start]
            if owner.strip() and not _OWNS.match(owner):
                before = [b for b in before if b.kind != "other"]
    if (
        before
        and before[-1].kind == "nation"
        and re.search(r"\b(?:our|we)\b", view.text[before[-1].end : number.start])
    ):
        before = [b for b in before if b.kind != "nation"]
    if before and before[-1].kind == "nation" and view.numbers_between(before[-1].end, number.start):
        before = [b for b in before if b.kind in {"force", "place", "opcc", "group"}][-1:] or before
    falls_on = [
        b for b in after if b.kind in {"force", "opcc", "group"} and _FALLS_ON.match(view.text[number.end : b.start])
    ]
    if falls_on and meaning.unit == "GBP":
        return Whose(falls_on[0].name, "sentence")
    if before:
        body = before[-1]
        return Whose(body.name, "sentence")
    owned = [
        b
        for b in after
        if b.kind in {"force", "opcc", "group", "place"}
        and re.match(
            r"\s*(?:\w+\s+){0,6}(?:of|for|by|in|to|across|within)\s+(?:the\s+)?$|^\s*(?:\w+\s+){0,3}$",
            view.text[number.end : b.start],
        )
    ]
    if owned and meaning.subject in FORCE_SUBJECTS:
        return Whose(owned[0].name, "sentence")
    if not bodies and earlier and earlier[-1].organisation == NATION and GOES_ON.match(view.text):
        return Whose(NATION, "sentence")
    if home is None:
        return Whose(None, "paper", "The paper names no police body that this sentence could speak of.")
    text_before = view.sentence.before[-1] if view.sentence.before else ""
    goes_on = GOES_ON.match(view.text) or re.search(r"\bfor the police\b", view.text)
    if text_before and goes_on and vocabulary("national_bodies").says(text_before):
        return Whose(NATION, "sentence")
    if (
        re.match(r"^\W*nationally\b(?!\s+(?:agreed|set|recognised))", view.text, re.IGNORECASE)
        and meaning.unit != "rank"
    ):
        return Whose(NATION, "sentence")
    spoken = [b for b in bodies if b.kind in {"force", "opcc", "group"}]
    if spoken and meaning.subject in FORCE_SUBJECTS:
        return Whose(spoken[0].name, "sentence")
    asked = " ".join([*view.sentence.headings[-1:], *view.sentence.before[-1:], view.text])
    if meaning.subject == "satisfaction" and _CONSULTS.search(asked):
        return Whose(home.opcc, "sentence")
    if (meaning.subject, meaning.measure) in _COMMISSIONED and _commissions(view, home):
        return Whose(home.opcc, "sentence")
    headed = next((body for text in reversed(view.sentence.headings) if (body := _headed(text, home))), None)
    if headed is not None and (meaning.subject not in _OF_THE_FORCE or headed != home.opcc):
        return Whose(headed, "sentence")
    if view.sentence.running_head and standing.letterhead and standing.letterhead.search(view.sentence.running_head):
        return Whose(home.force, "paper")
    if meaning.subject in FORCE_SUBJECTS:
        return Whose(home.force, "paper")
    if standing.voice == "opcc" and meaning.subject in {"funding", "budget"} and _FIRST_PERSON.search(view.text):
        return Whose(home.opcc, "paper")
    if view.sentence.before and meaning.subject in {"savings", "budget", "treasury", "funding", "capital"}:
        spoken_of = [
            e for e in earlier if e.basis == "sentence" and e.organisation in {home.force, home.opcc, home.group}
        ]
        if spoken_of:
            return Whose(spoken_of[-1].organisation, "paper")
    if earlier and view.sentence.before and GOES_ON.match(view.text):
        return Whose(earlier[-1].organisation, "paper", earlier[-1].note)
    return Whose(home.group, "paper")


@lru_cache(maxsize=256)
def _headed(heading: str, home: Area) -> str | None:
    """The body of the area that a heading names: `Kent Police: pay`, `1 REVENUE: THE FORCE`, `Reserves of the Group`.

    A heading that names who wrote what stands below it names no owner of figures.
    """
    if not _NAMES_A_BODY.search(heading) or _NAMES_ITS_AUTHOR.search(heading):
        return None
    text = _HEADING_NUMBER.sub("", heading)
    for part in (text, *re.split(r"\s*:\s+|\s+[-–—]\s+", text), *re.split(r"\b(?:of|for)\s+(?=the\b)", text)[1:]):
        named = body_named(part, home)
        if named in {home.force, home.opcc, home.group}:
            return named
    return None


def _may_own(body: _Body, meaning: Meaning) -> bool:
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
        return meaning.subject not in {"workforce", "reserves", "capital"}
    if meaning.subject == "precept":
        return body.kind in {"nation", "fire"}
    return True


def _commissions(view: View, home: Area) -> bool:
    texts = [*view.sentence.before]
    return any(vocabulary("commissioner_words").says(text) or vocabulary("office_words").says(text) for text in texts)
