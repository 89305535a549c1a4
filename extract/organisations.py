"""The bodies that papers speak of: forces, their commissioners' offices, and the two together.

The 43 territorial forces of England and Wales are vocabulary. A body that is not among them (a
merger to come, a synthetic one of a sample) is recognised by the way that papers name bodies:
`X Police and Crime Panel`, `X Police`, `X Constabulary`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from extract.vocabulary import load, load_csv, phrases, words

NATION = "England and Wales"
PEERS = "Most similar forces"
NOBODY = ""
"""A body that nobody can name (an average of unnamed forces, `Region`): what is printed of it is no figure."""
_PANEL = re.compile(
    r"\b((?:[A-Z][A-Za-z'’-]+)(?:[ -](?:and|&|of|upon|[A-Z][A-Za-z'’-]+)){0,4})\s+"
    r"(?:Police,?\s+(?:Fire\s+)?and\s+Crime\s+Panel"
    r"|Police(?!\s*,?\s*(?:and|&|Fire|\(|Act|Acts|Reform|Regulations?|Code|Bill|Federation|Uplift|Grant|Officer))"
    r"|Constabulary|OPCC)\b"
)
_COMMISSIONER_FOR = re.compile(
    r"(?i:commissioner\s+for)\s+(?:the\s+)?([A-Z][\w'’-]*(?:\s+(?:and|&|AND)\s+[A-Z][\w'’-]*|[ -][A-Z][\w'’-]*)*)"
)
# Words of an office: `Chief Finance Officer of X Police` names X.
_OFFICES = {"chief", "officer", "commissioner", "constable", "report", "treasurer", "panel", "director"}
_PANEL_LINE = re.compile(r"\bpolice(?:,?\s+fire)?\s+and\s+crime\s+(?:panel|commissioner)\b", re.IGNORECASE)
_AREA = r"(?P<area>[A-Z][A-Za-z'’-]+(?:,?[ -](?:and|&|of|the|upon|[A-Z][A-Za-z'’-]+)){0,4}?)"
_COMMISSIONER = r"(?:Office of the )?(?:Police(?:,? Fire)? and Crime Commissioner|PCC|OPCC)"
_NEW_BODIES = (
    re.compile(rf"{_AREA} (?P<force>Police|Constabulary)(?P<group> and OPCC)?"),
    re.compile(rf"{_AREA} {_COMMISSIONER}"),
    re.compile(rf"{_COMMISSIONER} for (?:the )?{_AREA}"),
)
# Words of bodies, which are in no area's name: `Exampleshire Police and Crime Panel` is no force.
_OF_BODIES = {"police", "constabulary", "crime", "commissioner", "panel", "opcc", "pcc", "force", "council"}
_ALIKE = 0.85  # how like a known area's name a new one may be before it is taken for a slip of the pen
_BODY = re.compile(r"( Police| Constabulary)?( and)?( OPCC)?\Z")
_HEAD = 3000


@dataclass(frozen=True, slots=True)
class Area:
    """A police area: its name, its force, and how papers write them (as words)."""

    name: str
    force: str
    spellings: tuple[tuple[str, ...], ...]
    known: bool = True
    wider: tuple[str, ...] = ()  # the area's name with its cities or islands, as panels give it

    @property
    def opcc(self) -> str:
        """The commissioner's office."""
        return f"{self.name} OPCC"

    @property
    def group(self) -> str:
        """Force and office together."""
        return f"{self.force} and OPCC"

    def body(self, kind: str) -> str:
        """The organisation of a kind (`force`, `opcc`, `group`, `nation`) in this area."""
        return {"force": self.force, "opcc": self.opcc, "group": self.group, "nation": NATION}[kind]


@cache
def areas() -> tuple[Area, ...]:
    """The police areas of England and Wales."""
    found = []
    for row in load_csv("forces"):
        wider = tuple(filter(None, row["area_also_known_as"].split(";")))
        spoken = [row["area"], row["force"], *filter(None, row["also_known_as"].split(";")), *wider]
        found.append(Area(row["area"], row["force"], tuple(words(name) for name in spoken), wider=wider))
    return tuple(found)


@cache
def _area_names() -> dict[tuple[str, ...], Area]:
    return {words(name): area for area in areas() for name in (area.name, *area.wider)}


def area_called(name: str) -> Area | None:
    """The police area of the vocabulary that a name is, in whichever spelling."""
    spoken = words(name)
    return _area_names().get(spoken) or next((area for area in areas() if spoken in area.spellings), None)


@cache
def _force_words() -> tuple[tuple[str, ...], ...]:
    return tuple(words(word) for word in load("bodies")["force_words"])


@cache
def _not_areas() -> frozenset[str]:
    return frozenset(load("bodies")["no_areas"]) | {"the", "a", "an", "of", "and", "for", "to", "on"}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(load("bodies")["fillers"])


@cache
def _spellings() -> re.Pattern[str]:
    names = sorted((name for area in areas() for name in (area.name, *area.wider)), key=len, reverse=True)
    spelled = "|".join(
        re.escape(name)
        .replace("\\ and\\ ", r"\s+(?:and|&)\s+")
        .replace("\\ \\&\\ ", r"\s+(?:and|&)\s+")
        .replace("\\ ", r"\s+")
        for name in names
    )
    return re.compile(
        rf"\b({spelled})(?:'s|’s)?(?=\s+(?:police|constabulary|opcc|pcc|office\s+of|force|commissioner))"
        rf"|(?:commissioner|pcc|panel|constable)\s+(?:for|of)\s+(?:the\s+)?({spelled})\b",
        re.IGNORECASE,
    )


def find_area(text: str) -> Area | None:
    """The police area that a paper of a police body speaks of most, its opening counting more.

    An area is counted where it stands as the name of a body, not as a place. Returns None where
    no body is named.
    """
    found = _most_named((_area_names()[words(match[1] or match[2])], match) for match in _spellings().finditer(text))
    if found is None:
        # `Police and Crime Panel for Leicester, Leicestershire and Rutland`: the area's name in a line about the panel
        lines = [line for line in text[:_HEAD].splitlines() if _PANEL_LINE.search(line)]
        about = {_area_names()[words(match[0])] for line in lines for match in _names().finditer(line)}
        found = about.pop() if len(about) == 1 else None
    return found or area_addressed(text) or _most_named(_unknown_areas(text))


def _most_named(named: Iterable[tuple[Area, re.Match[str]]]) -> Area | None:
    votes: Counter[Area] = Counter()
    for area, match in named:
        votes[area] += 1 + (4 if match.start() < _HEAD else 0)
    return max(votes, key=lambda area: votes[area]) if votes else None


def area_addressed(text: str) -> Area | None:
    """The one police area whose addresses stand in a text."""
    found = {_area_names()[words(match[1])] for match in _addresses().finditer(text)}
    return found.pop() if len(found) == 1 else None


def _unknown_areas(text: str) -> Iterator[tuple[Area, re.Match[str]]]:
    for match in list(_PANEL.finditer(text)) + list(_COMMISSIONER_FOR.finditer(text)):
        name = " ".join(match[1].split())
        if _OFFICES.intersection(words(name)):
            name = re.split(r"\b(?:of|for)\s+(?:the\s+)?", name)[-1]
        opens = words(name)[:1]
        named = bool(opens) and opens[0] not in _not_areas() | _OFFICES and not _is_body_word(name)
        if named and not name.isupper():
            yield _unknown_area(name, text), match


@cache
def _names() -> re.Pattern[str]:
    """The areas' names, as words."""
    names = sorted((name for area in areas() for name in (area.name, *area.wider)), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)


@cache
def _addresses() -> re.Pattern[str]:
    """The areas' names in the addresses of a police body: `office@kent.police.uk`, `www.kent-pcc.gov.uk`."""
    names = sorted((area.name for area in areas() if " " not in area.name), key=len, reverse=True)
    return re.compile(rf"[@/.](?:www\.)?({'|'.join(names)})[.-]+(?:police|pcc|opcc|pnn)", re.IGNORECASE)


def _is_body_word(name: str) -> bool:
    return words(name)[0] in {phrase[0] for phrase in phrases("bodies", "bodies") if len(phrase) == 1}


def _unknown_area(name: str, text: str) -> Area:
    force = f"{name} Constabulary" if f"{name} Constabulary" in text else f"{name} Police"
    return _new_area(name, force)


def _new_area(name: str, force: str) -> Area:
    return Area(name, force, (words(name), words(force)), known=False)


_ENTITIES = {"nation": NATION, "peers": PEERS}


@cache
def _places() -> dict[tuple[str, ...], str]:
    """The nations, and the regions where their name says that they are regions, as words."""
    known: dict[tuple[str, ...], str] = {}
    for row in places():
        for name in (row["name"], *filter(None, row["also_known_as"].split(";"))):
            if row["kind"] == "nation" or words(name)[-1] == "region":
                known[words(name)] = row["name"]
                known[(*words(name), "average")] = row["name"]
    return known


@cache
def places() -> tuple[dict[str, str], ...]:
    """The nations and regions of the register of public bodies."""
    return tuple(row for row in load_csv("public_bodies") if row["kind"] in {"nation", "region"})


def body_named(label: str, home: Area | None) -> str | None:
    """The organisation that a label names as a whole, or None.

    `OPCC Total` and `FORCE` are bodies of the paper's own area `home`; `Kent Police` names its own.
    A label that says more than a body (`OPCC - General`, `Police Staff`) is a line, not a body.
    """
    spoken = words(label)
    if not spoken:
        return None
    bare = tuple(word for word in spoken if word not in _fillers())
    for candidate in (spoken, bare):
        found = _body(candidate, home)
        if found:
            return found
    return None


@cache
def _bare_bodies() -> dict[tuple[str, ...], str]:
    """The wordings for bodies without their fillers; of one word alone only what names a body by itself."""
    kinds = phrases("bodies", "bodies")
    bare = {tuple(word for word in phrase if word not in _fillers()): kind for phrase, kind in kinds.items()}
    return {phrase: kind for phrase, kind in bare.items() if len(phrase) > 1 or phrase in kinds}


def _body(spoken: tuple[str, ...], home: Area | None) -> str | None:
    kind = _kind(spoken)
    entity = _ENTITIES.get(kind or "") or _ENTITIES.get(_kind(_without_average(spoken)) or "")
    if entity:
        return entity
    if spoken in _places():
        return _places()[spoken]
    if home and kind:
        return home.body(kind)
    if home and _is_office_of(spoken, home):
        return home.opcc
    candidates = (*areas(), home) if home and not home.known else areas()
    spelled = ((area, spelling) for area in candidates for spelling in area.spellings)
    found = (_body_of(area, spelling, spoken) for area, spelling in spelled if spoken[: len(spelling)] == spelling)
    return next(filter(None, found), None)


def _kind(spoken: tuple[str, ...]) -> str | None:
    return phrases("bodies", "bodies").get(spoken) or _bare_bodies().get(spoken)


def _without_average(spoken: tuple[str, ...]) -> tuple[str, ...]:
    """A label's words without those of an average: that of the nation is the nation's, that of a force nobody's."""
    rest = tuple(word for word in spoken if word not in {"average", "mean", "median"})
    return rest[1:] if rest[:1] in {("of",), ("for",)} else rest


def _is_office_of(spoken: tuple[str, ...], home: Area) -> bool:
    """Whether words are the office's around its area's name: `Kent OPCC total`."""
    rest = _without(spoken, words(home.name))
    bare = tuple(word for word in rest or () if word not in _fillers())
    return bool(rest) and "opcc" in (phrases("bodies", "bodies").get(rest or ()), _bare_bodies().get(bare))


def _body_of(area: Area, spelling: tuple[str, ...], spoken: tuple[str, ...]) -> str | None:
    """The body of an area whose spelling a label begins with, by the words behind that."""
    rest = tuple(word for word in spoken[len(spelling) :] if word not in _fillers())
    is_office = phrases("bodies", "bodies").get(rest) == "opcc"
    if spelling == words(area.force) or spelling[-1] in {"police", "constabulary", "service"}:
        return area.force if not rest else area.group if is_office else None
    if rest in _force_words():
        return area.force
    return area.opcc if is_office else None


def _without(spoken: tuple[str, ...], name: tuple[str, ...]) -> tuple[str, ...] | None:
    """A label's words without an area's name in it, or None if it does not stand there."""
    for start in range(len(spoken) - len(name) + 1):
        if spoken[start : start + len(name)] == name:
            return spoken[:start] + spoken[start + len(name) :]
    return None


def leading_body(label: str, home: Area | None) -> str | None:
    """The organisation that a label opens with before a dash or colon: `OPCC - General`."""
    head, mark, rest = [*re.split(r"\s*([-–—:])\s+", label, maxsplit=1), "", ""][:3]
    return body_named(head, home) if mark and rest else None


@cache
def area_of(organisation: str) -> str:
    """The police area of an organisation: one for a force, its office and their group, known to a list or not."""
    return _force_areas().get(organisation) or _BODY.sub("", organisation, count=1)


@cache
def _force_areas() -> dict[str | None, str | None]:
    return {row["organisation"]: row["force_area"] for row in all_organisations()}


def area_with(organisation: str) -> Area | None:
    """The area whose force, office or group an organisation is, in the vocabulary or not; None for the nation."""
    if organisation == NATION:
        return None
    known = next((area for area in areas() if organisation in {area.force, area.opcc, area.group}), None)
    if known is not None:
        return known
    name, force = area_of(organisation), organisation.removesuffix(" and OPCC")
    return _new_area(name, force if force.endswith(("Police", "Constabulary")) else f"{name} Police")


def organisation_called(name: str) -> str | None:
    """The organisation, as `marts.organisations` has it, that somebody means by a name; None for an unknown one.

    An area's name alone is its force and office together. A body of an area that is in no list is known by the form in
    which papers name bodies (`X Police`, `X Constabulary`, `X Police and Crime Commissioner`).
    """
    spoken = words(name)
    for row in all_organisations():
        if row["organisation"] and words(row["organisation"]) == spoken:
            return row["organisation"]
    area = _area_names().get(spoken)
    return area.group if area else body_named(name, None) or _new_body(" ".join(name.split()))


def _new_body(name: str) -> str | None:
    """A body of an area that is in no list, or None where the name has no such form or may be a slip of the pen."""
    found = next((match for form in _NEW_BODIES if (match := form.fullmatch(name))), None)
    if found is None or name.isupper():
        return None
    spoken, named = words(found["area"]), found.groupdict()
    area = _area_names().get(spoken)
    if area is None:
        known = [" ".join(one) for one in _area_names()]
        if spoken[0] in _not_areas() | _OFFICES or _OF_BODIES.intersection(spoken):
            return None
        if get_close_matches(" ".join(spoken), known, cutoff=_ALIKE):
            return None
        area = _new_area(found["area"], f"{found['area']} {named.get('force') or 'Police'}")
    return area.body("opcc" if not named.get("force") else "group" if named.get("group") else "force")


def organisations_like(name: str) -> list[str]:
    """The names that `organisation_called` knows and that are most like an unknown one, the nearest first."""
    known = {one.casefold(): one for one in _callable_names()}
    return [known[one] for one in get_close_matches(name.casefold(), known)]


def _callable_names() -> Iterator[str]:
    yield from (row["organisation"] for row in all_organisations() if row["organisation"])
    for row in load_csv("forces"):
        yield from (row["area"], *filter(None, row["also_known_as"].split(";")))


def all_organisations() -> list[dict[str, str | None]]:
    """Every known organisation: columns of `marts.organisations`, for the 43 areas and the nation."""
    rows: list[dict[str, str | None]] = []
    by_name = {row["area"]: row for row in load_csv("forces")}
    for area in areas():
        source = by_name[area.name]
        for kind in ("force", "opcc", "group"):
            rows.append(
                {
                    "organisation": area.body(kind),
                    "kind": kind,
                    "force_area": area.name,
                    "ons_code": source["ons_code"],
                    "region": source["region"],
                }
            )
    others = [(NATION, "nation"), (PEERS, "peers"), *((row["name"], row["kind"]) for row in places())]
    for name, kind in others:
        rows.append({"organisation": name, "kind": kind, "force_area": None, "ons_code": None, "region": None})
    return rows
