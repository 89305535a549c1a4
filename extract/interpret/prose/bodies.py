"""The bodies that a sentence, a lead-in or a heading names: the paper's own, other forces, all forces, forces alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.interpret.prose.cues import View
from extract.interpret.prose.forms import any_word, folded
from extract.interpret.prose.sentences import Sentence
from extract.organisations import NATION, Area, areas, body_named
from extract.vocabulary import load, words

_SURVEY_OF = re.compile(r"\bsurvey\s+(?:for|of|in)\s+$", re.IGNORECASE)
_NAMES_A_BODY = re.compile(
    r"\b(?:force|constabulary|police|policing|o?p?f?cc|commissioner|constable|group)\b", re.IGNORECASE
)
_NAMES_ITS_AUTHOR = re.compile(
    r"\b(?:panel|report|foreword|message|statement|letter|minutes|introduction)\b", re.IGNORECASE
)
_HEADING_NUMBER = re.compile(r"^\W*(?:\d{1,2}(?:\.\d{1,2})*\.?\)?|[A-Z][.)])\s+")


@dataclass(frozen=True, slots=True)
class Body:
    """A body that a text names, and where.

    `kind` is `force`, `opcc`, `group`, `pcc` (the commissioner in person), `place` (the paper's area), `other` (another
    force), `joint` (several), `nation`, `peers`, `alliance` or `fire`; `name` is None where it is no one body.
    """

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


@lru_cache(maxsize=256)
def bodies_of_lead_in(text: str, home: Area | None) -> tuple[Body, ...]:
    """The bodies that the paragraph above a list speaks of: its items are theirs."""
    return tuple(bodies_of(View.of(Sentence(text, (), None), []), home))


def bodies_of(view: View, home: Area | None) -> list[Body]:
    """The bodies that a sentence speaks of, in order."""
    found: list[Body] = []
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
            found.append(Body(cue.start, cue.end, name, kind))
    elsewhere = load("prose")["elsewhere"]
    for match in _area_pattern(home.name if home and not home.known else None).finditer(folded(view.text)):
        spoken = words(match["name"])
        if match["name"] in elsewhere:
            found.append(Body(match.start(), match.end(), elsewhere[match["name"]], "other"))
            continue
        area = home if home and not home.known and spoken in home.spellings else _area_by_words().get(spoken)
        if area is None or not view.text[match.start()].isupper():
            continue
        if home and area.name == home.name:
            office = (match["tail"] or "").strip() in {"opcc", "pcc", "office of"}
            named = bool(match["tail"]) or spoken[-1] in {"police", "constabulary"}
            found.append(
                Body(
                    match.start(),
                    match.end(),
                    home.opcc if office else home.force,
                    "opcc" if office else "force" if named else "place",
                )
            )
        else:
            found.append(Body(match.start(), match.end(), area.force, "other"))
    found.sort(key=lambda body: (body.start, -body.end))
    kept: list[Body] = []
    for body in found:
        if kept and body.start < kept[-1].end:
            continue
        joint = _joined(kept[-1], body, view.text) if kept else None
        if home and joint is not None:
            kept[-1] = Body(kept[-1].start, body.end, home.group if joint == "group" else None, joint)
            continue
        kept.append(body)
    return kept


def _joined(one: Body, two: Body, text: str) -> str | None:
    """`group` where a force and its office are named as one, `joint` where several forces are, or None."""
    between = text[one.end : two.start]
    if {one.kind, two.kind} <= {"other", "place", "joint"} and "other" in {one.kind, two.kind, "joint"}:
        named = one.name != two.name and re.fullmatch(r"\s*(?:,|and|&|,\s*and)\s*", between)
        return "joint" if named and re.match(r"\s+(?:units?|forces|alliance|collaborat)", text[two.end :]) else None
    return (
        "group"
        if {one.kind, two.kind} == {"force", "opcc"}
        and re.fullmatch(r"\s+and\s+(?:the\s+)?", text[one.end : two.start])
        else None
    )


@lru_cache(maxsize=256)
def headed_body(heading: str, home: Area) -> str | None:
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
