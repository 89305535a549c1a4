"""The body that a line of a title page names: by the forms in which papers name bodies, and by the register.

`X Police and Crime Panel`, `Commissioner for X`, `X Police`, `X Constabulary` name a police area, in a register or not;
`X County Council`, `X Fire and Rescue Authority`, `Home Office` another public body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from extract.organisations import Area, area_called
from extract.vocabulary import load, load_csv, longest_phrase, phrases, words

PANEL, POLICE, OTHER = "panel", "police", "other"
_PARTS = re.compile(r"\t|\s+[-–—|]\s+|:\s+|\s*\|\s*|\s+[–—]|[()*#]+")
_CRIME = r"police(?:,\s*|\s+)(?:fire,?\s+)?(?:(?:and|&)\s+)?(?:rescue\s+and\s+)?crime(?:\s+and\s+victims['’])?"
_PANEL = re.compile(rf"\b{_CRIME}\s+panel\b", re.IGNORECASE)
_COMMISSIONER = re.compile(rf"\b(?:(?:{_CRIME}\s+)?commissioner|o?p?f?cc|pcc|opcc)\b(?!\s*:|\s+fire)", re.IGNORECASE)
_COMMISSIONER_ALONE = re.compile(rf"\b(?:{_CRIME}\s+commissioner|pcc|opcc|pfcc|opfcc)\b", re.IGNORECASE)
_CHIEF = re.compile(r"\bchief\s+constable\b", re.IGNORECASE)
_FORCE = re.compile(r"\b(?:police(?:\s+service)?|constabulary)\b", re.IGNORECASE)
_OF = re.compile(r"^\s+(?:for|of)\s+(?:the\s+)?", re.IGNORECASE)
PLACES = ("nation", "region")
MAX_NAME = 8  # words of an area's name


@dataclass(frozen=True, slots=True)
class Titled:
    """What a title names: `kind` of body, and its name; a panel or commissioner whose area is not said has none."""

    kind: str
    name: str | None


@cache
def _vocabulary(section: str) -> frozenset[str]:
    return frozenset(load("bodies")[section])


def titled(line: str) -> list[Titled]:
    """The bodies that the parts of a title's line name as its own, in order."""
    return [found for part in _PARTS.split(line) if part and (found := _titled(" ".join(part.split())))]


def _titled(part: str) -> Titled | None:
    for reading in (
        _by_panel,
        _by_office,
        _by_register,
        _by_ending,
        _by_beginning,
        _by_commissioner,
        _by_chief,
        _by_force,
    ):
        found = reading(part)
        if found is not None:
            return found
    return None


def _by_panel(part: str) -> Titled | None:
    return _police(part, _PANEL, PANEL, alone=_PANEL)


def _by_office(part: str) -> Titled | None:
    found = longest_phrase(part, phrases("bodies", "offices"))
    return Titled(POLICE, _in_title_case(found[0])) if found and words(part)[: len(found[1])] == found[1] else None


def _by_commissioner(part: str) -> Titled | None:
    return _police(part, _COMMISSIONER, POLICE, alone=_COMMISSIONER_ALONE)


def _by_chief(part: str) -> Titled | None:
    return _police(part, _CHIEF, POLICE, alone=_CHIEF)


def _police(part: str, form: re.Pattern[str], kind: str, alone: re.Pattern[str]) -> Titled | None:
    """A body of the police by a form that stands before or behind its area's name, or by itself."""
    for match in form.finditer(part):
        behind = _OF.match(part[match.end() :])
        area = name_behind(part[match.end() + behind.end() :]) if behind else None
        if area and _opens(part[: match.start()]):
            return Titled(kind, area)
        area, before = name_before(part[: match.start()], commas=True)
        if area and _opens(before):
            return Titled(kind, area)
    bare = alone.search(part)
    return Titled(kind, None) if bare and _opens(part[: bare.start()]) else None


def _by_force(part: str) -> Titled | None:
    for match in _FORCE.finditer(part):
        area, before = name_before(part[: match.start()], commas=False)
        follows = words(part[match.end() :])[:1]
        if area and _opens(before) and not _vocabulary("not_forces").intersection(follows):
            return Titled(POLICE, area)
    return None


def _opens(before: str) -> bool:
    """Whether what stands before a name leaves the title its own; `Contributions to X` does not."""
    spoken = words(re.sub(r"[\d/.]+", " ", before))
    return all(word in _vocabulary("openers") or len(word) == 1 for word in spoken)


def name_before(text: str, *, commas: bool) -> tuple[str | None, str]:
    """The area's name that ends a text, and what stands before it."""
    tokens = text.split()
    least = max(len(tokens) - MAX_NAME, 0)
    start = len(tokens)
    while start > least and _may_name(tokens[start - 1], commas=commas or start == len(tokens)):
        start -= 1
    for size in range(len(tokens) - start, 1, -1):
        if area_called(" ".join(tokens[-size:]).strip(" ,")):  # `City of London`
            return _tidy(tokens[-size:]), " ".join(tokens[:-size])
    start = max((k + 1 for k in range(start, len(tokens)) if _ends_names(tokens[k])), default=start)
    while start < len(tokens) and _plain(tokens[start]) in _small():
        start += 1
    return _tidy(tokens[start:]), " ".join(tokens[:start])


def name_behind(text: str) -> str | None:
    """The area's name that a text begins with."""
    tokens = text.split()[:MAX_NAME]
    for size in range(len(tokens), 0, -1):
        if area_called(" ".join(tokens[:size]).strip(" ,.;")):
            return _tidy(tokens[:size])
    name = list(
        takewhile(lambda token: _may_name(token.rstrip(".,;:"), commas=True) and not _ends_names(token), tokens)
    )
    stop = next((k + 1 for k, token in enumerate(name) if token[-1] in ".,;:"), len(name))
    joint = next((k for k in range(stop) if _plain(name[k]) in {"and", "&"}), stop)
    if joint < stop < len(tokens) and _FORCE.fullmatch(_plain(tokens[stop])):  # `Commissioner for X and X Police`
        stop = joint
    while stop and _plain(name[stop - 1]) in _small():
        stop -= 1
    return _tidy(name[:stop])


@cache
def _small() -> frozenset[str]:
    return _vocabulary("within_names") | {"&", ""}


def _plain(token: str) -> str:
    return token.strip("‘’'\"“”(),.;:").lower()


def _may_name(token: str, *, commas: bool) -> bool:
    if token.endswith((".", ";", ":")) or (token.endswith(",") and not commas):
        return False
    return _plain(token) in _small() or (token[:1].isalpha() and token[:1].isupper())


def _ends_names(token: str) -> bool:
    plain = _plain(token).removesuffix("'s").removesuffix("’s")
    return plain not in _small() and plain in _vocabulary("openers") | _vocabulary("no_areas")


def _tidy(tokens: list[str]) -> str | None:
    """A name as printed, in title case where it is printed in capitals; None for words that are no name."""
    name = " ".join(tokens).strip(" ,.;:‘’'\"").removesuffix("'s").removesuffix("’s")
    if not re.search(r"[^\W\d_]{3}", name) or any(map(str.isdigit, name)):
        return None
    return _in_title_case(name) if name.isupper() and len(name) > MAX_NAME // 2 else name


def _in_title_case(name: str) -> str:
    small = _vocabulary("within_names")
    first, *rest = name.split()
    return " ".join([_capitalised(first), *(w.lower() if w.lower() in small else _capitalised(w) for w in rest)])


def _capitalised(word: str) -> str:
    return "-".join(part if part in {"NHS", "HM"} else part.capitalize() for part in word.split("-"))


# Bodies that are no police


@cache
def _register() -> frozenset[tuple[str, ...]]:
    rows = [row for row in load_csv("public_bodies") if row["kind"] not in PLACES]
    return frozenset(words(name) for row in rows for name in (row["name"], *row["also_known_as"].split(";")) if name)


def _by_register(part: str) -> Titled | None:
    tokens = part.split()
    for start in range(len(tokens)):
        if not _opens(" ".join(tokens[:start])):
            return None
        for end in range(min(len(tokens), start + 14), start, -1):
            if words(" ".join(tokens[start:end])) in _register() and not _is_no_body(tokens[end:]):
                return Titled(OTHER, _spelled(" ".join(tokens[start:end])))
    return None


def _spelled(name: str) -> str | None:
    """A name of the register as printed, or as the register has it where it is printed in capitals."""
    spoken = {row["name"] for row in load_csv("public_bodies") if words(row["name"]) == words(name)}
    return spoken.pop() if name.isupper() and spoken else _tidy(name.split())


def _is_no_body(behind: list[str]) -> bool:
    return bool(_vocabulary("no_public_bodies").intersection(words(" ".join(behind[:1]))))


@cache
def _endings() -> re.Pattern[str]:
    spelled = sorted((" ".join(phrase) for phrase in phrases("bodies", "public_bodies")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(spelled).replace(' and ', ' (?:and|&) ')})\b(?!['’])", re.IGNORECASE)


def public_body(label: str) -> str | None:
    """The council or fire authority that a label is the name of and no more: a row of a list of authorities."""
    found = titled(label)
    whole = len(found) == 1 and found[0].kind == OTHER and found[0].name is not None
    if not whole or words(found[0].name or "") != words(label) or _endings().search(label) is None:
        return None
    return found[0].name


def fire_body(heading: str) -> str | None:
    """The fire authority that a heading names as whose what follows is; `""` for one without its name, else None."""
    for match in _endings().finditer(heading):
        if phrases("bodies", "public_bodies").get(words(match[0])) != "fire":
            continue
        name, before = name_before(heading[: match.start()], commas=True)
        if name and _opens(before):
            return _tidy([*name.split(), *_as_printed(match[0])])
        if _opens(heading[match.end() :]) and not words(re.sub(r"[\d/.]+", " ", before)):
            return ""
    return None


def _by_ending(part: str) -> Titled | None:
    for match in _endings().finditer(part):
        name, before = name_before(part[: match.start()], commas=True)
        if name and _opens(before) and not _is_no_body(part[match.end() :].split()):
            return Titled(OTHER, _tidy([*name.split(), *_as_printed(match[0])]))
    return None


def _as_printed(form: str) -> list[str]:
    return _in_title_case(f"X {form}").split()[1:] if form.isupper() or form.islower() else form.split()


def _by_beginning(part: str) -> Titled | None:
    for phrase in phrases("bodies", "public_bodies_of"):
        match = re.search(rf"\b{' '.join(phrase)}\s+", part, re.IGNORECASE)
        name = name_behind(part[match.end() :]) if match else None
        if match and name and _opens(part[: match.start()]):
            return Titled(OTHER, f"{_in_title_case(match[0].strip())} {name}")
    return None


def police_area(name: str, text: str) -> Area:
    """The police area of a name in a title; of one that is in no list, with its force as the text calls it."""
    known = area_called(name) or area_called(f"{name} Police")
    if known is not None:
        return known
    constabulary = f"{name} constabulary".casefold() in text.casefold()
    force = f"{name} Constabulary" if constabulary else f"{name} Police"
    return Area(name, force, (words(name), words(force)), known=False)
