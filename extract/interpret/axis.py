"""The bodies along an axis of a table, rows or columns alike: forces side by side, the nation, forces alike, averages.

A bare name of an area is a body only where others stand on its axis: elsewhere it is a place, or a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.interpret.columns import Column
from extract.interpret.titles import POLICE, public_body, titled
from extract.interpret.wording import bare, read_wording
from extract.organisations import NOBODY, Area, area_called, body_named, places
from extract.vocabulary import load, phrases, words

FEWEST = 2  # bodies on an axis that make one of bodies
PEOPLE = frozenset({"crime", "workforce", "uplift"})  # what is the force's, not its group's
_SAYS_FORCE = {"police", "constabulary", "service"}
_ASIDE = re.compile(r"\s*\([^)]*\)")
_AROUND_REGIONS = {"average", "region", "regional", "forces"}
FORCES = ("Police", "Constabulary")
_MARK = re.compile(r"^[\W\d]+|[\W\d]+$")


@dataclass(frozen=True, slots=True)
class Axis:
    """The bodies that the labels of one axis name; `NOBODY` for a label whose body cannot be named."""

    named: dict[str, str]

    def of(self, label: str) -> str | None:
        """The body that a label is of, `NOBODY` for one that nobody can name, None where it is none."""
        return self.named.get(label)


def with_bodies(columns: Sequence[Column], home: Area | None, kind: str) -> list[Column]:
    """Columns with the bodies that their headers name side by side."""
    levels = [[_without_measure(bare(level)) for level in column.header.split(" > ")] for column in columns]
    endings = Counter(ending for own in levels for level in own for ending in _endings(level))
    levels = [[_without_shared(level, endings, home) for level in own] for own in levels]
    axis = axis_of([level for own in levels for level in own], "", home, kind)
    found = []
    for column, own in zip(columns, levels, strict=True):
        body, level = next(((body, level) for level in own if (body := axis.of(level)) is not None), (None, ""))
        found.append(column if body is None else replace(_said_beside(column, level), organisation=body))
    return found


def _said_beside(column: Column, name: str) -> Column:
    """A column with what its header says beside the name of a body: an average of forces voids no measure."""
    said = read_wording(column.header.replace(" > ", " "), words(name))
    return replace(column, measure=said.measure, unknown=said.unknown, voided=said.void is not None)


def _without_measure(level: str) -> str:
    """A header less the words of its measure behind a name: `MSG average rate`, `Kent % change`."""
    tokens = level.split()
    while len(tokens) > 1 and all(word in _measure_words() or word.isdigit() for word in words(tokens[-1])):
        tokens.pop()
    return " ".join(tokens)


def _endings(level: str) -> list[str]:
    tokens = level.split()
    return [" ".join(tokens[k:]) for k in range(1, len(tokens))]


def _without_shared(level: str, endings: Counter[str], home: Area | None) -> str:
    """A header less the words that end other headers too, where it names no body with them: `Kent per head`."""
    if body_named(level, home) is not None or area_called(level) is not None:
        return level
    shared = next((ending for ending in _endings(level) if endings[ending] >= FEWEST), None)
    return level.removesuffix(shared).strip() if shared else level


@cache
def _measure_words() -> frozenset[str]:
    measures = {word for phrase in phrases("columns", "measures") for word in phrase}
    return frozenset(measures | {"rate", "per", "number", "crimes", "offences", "%", "change"}) - {"average"}


def axis_of(labels: Sequence[str], head: str, home: Area | None, kind: str) -> Axis:
    """The bodies along an axis of a table of a `kind`, by its labels and what heads them."""
    spoken = [label for label in dict.fromkeys(labels) if label]
    always = {label: NOBODY for label in spoken if words(label) in _listed("unnamed")}
    named = {label: body for label in spoken if (body := _bare(label, home, kind)) and label not in always}
    if home is None:  # in a paper of the police a council's row is what the council pays or collects
        named |= {label: body for label in spoken if (body := public_body(label))}
    own = {label: body for label in spoken if (body := body_named(label, home)) is not None}
    headed = _heads_bodies(head)
    area_like = {label for label in (*named, *own) if label in named or not _is_own(own[label], home)}
    averages = {label: NOBODY for label in spoken if words(label) in _listed("unnamed_beside")}
    of_bodies = headed and 2 * sum(label in area_like or _is_area(label) for label in spoken) > len(spoken)
    if not of_bodies and (len(area_like) < FEWEST or not named):
        return Axis(always)
    others = {label: _region(label) or _unlisted(label, headed, kind) for label in spoken}
    found = {label: body for label, body in others.items() if body} | own | named | averages | always
    if headed and len(found) * 2 > len(spoken):  # what else stands there is a body, too, and never the paper's own
        found = dict.fromkeys(spoken, NOBODY) | found
    return Axis(found)


def _is_own(body: str, home: Area | None) -> bool:
    return home is not None and body in {home.force, home.opcc, home.group}


def _bare(label: str, home: Area | None, kind: str) -> str | None:
    """The body of an area that a label names by its name alone, or by that of its force."""
    label = _ASIDE.sub("", label)
    if home is not None and words(label) == words(home.name):
        return _of(home, kind)
    area = area_called(label) or area_called(f"{label} Police")
    if area is not None:
        return area.force if words(label)[-1] in _SAYS_FORCE else _of(area, kind)
    found = titled(label)
    name = found[0].name if len(found) == 1 and found[0].kind == POLICE else None
    if name is None or not _is_area(name) or words(label) not in [words(f"{name} {one}") for one in FORCES]:
        return None
    return f"{name} {words(label)[-1].capitalize()}"


def _of(area: Area, kind: str) -> str:
    return area.force if kind in PEOPLE else area.group


def _region(label: str) -> str | None:
    spoken = tuple(word for word in words(label) if word not in _AROUND_REGIONS)
    return next((row["name"] for row in places() if words(row["name"].removesuffix(" region")) == spoken), None)


def _unlisted(label: str, headed: bool, kind: str) -> str | None:
    """The body of an area in no list: under `Force` whatever name stands there, else one that ends as areas do."""
    name = _MARK.sub("", label)
    named = bool(name) and name == " ".join(label.split()) and all(part[:1].isupper() for part in name.split())
    if not named or _is_total(name) or not (headed or _is_area(name)):
        return None
    return f"{name} Police" if kind in PEOPLE else f"{name} Police and OPCC"


def _is_total(name: str) -> bool:
    return bool({"total", "all", "mean", "median", "average", "rank", "change"}.intersection(words(name)))


def _is_area(name: str) -> bool:
    return bool(words(name)) and words(name)[-1].endswith(tuple(load("bodies")["area_endings"]))


def _heads_bodies(head: str) -> bool:
    return words(bare(head)) in _listed("heads_bodies")


@cache
def _listed(section: str) -> frozenset[tuple[str, ...]]:
    return frozenset(words(wording) for wording in load("bodies")[section])
