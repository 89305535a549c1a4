"""Units and scales: of a cell, a header, a caption, the prose above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extract.vocabulary import load


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement and the power of ten that printed values are in."""

    name: str
    scale: int = 0


GBP = "GBP"


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("‘", "'")


@cache
def _money() -> tuple[tuple[re.Pattern[str], int], ...]:
    found = []
    for entry in load("units")["money"]:
        for wording in entry["wordings"]:
            end = r"(?![\w'])" if wording[-1].isalnum() else r"(?![\w',])"
            start = r"(?<![\w£])" if wording[0].isalnum() or wording[0] == "'" else r"(?<!\w)"
            found.append((len(wording), re.compile(start + re.escape(_plain(wording)) + end), entry["scale"]))
    return tuple((pattern, scale) for _, pattern, scale in sorted(found, key=lambda item: -item[0]))


@cache
def _others() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for name, wordings in load("units")["other"].items():
        for wording in wordings:
            edge = r"(?<!\w)" if wording[0].isalnum() else ""
            end = r"(?!\w)" if wording[-1].isalnum() else ""
            pattern = re.escape(wording).replace("\\ ", r"[\s-]+")
            found.append((len(wording), re.compile(edge + pattern + end), name))
    return tuple((pattern, name) for _, pattern, name in sorted(found, key=lambda item: -item[0]))


def money_unit(text: str) -> Unit | None:
    """The money unit that a header or caption names: `£000's` is pounds by the thousand."""
    plain = _plain(text)
    for pattern, scale in _money():
        if pattern.search(plain):
            return Unit(GBP, scale)
    return None


def unit_named(text: str) -> Unit | None:
    """The unit that a header or caption names, money first."""
    money = money_unit(text)
    if money:
        return money
    plain = _plain(text)
    for pattern, name in _others():
        if pattern.search(plain):
            return Unit(name)
    return None


def staff_unit(text: str) -> Unit | None:
    """How a text counts people, if it says so: in full-time equivalents or by heads."""
    plain = _plain(text)
    return next(
        (Unit(name) for pattern, name in _others() if name in {"fte", "headcount"} and pattern.search(plain)), None
    )


def unit_in_prose(text: str) -> Unit | None:
    """A scale that prose gives for a table (`figures are in £000`), not one amount's own (`£2.1m`)."""
    plain = re.sub(r"£\s?(?!,?000)\d[\d,.]*\s?(?:m|k|bn|million|thousand|billion)?(?!\w)", " ", _plain(text))
    for pattern, scale in _money():
        match = pattern.search(plain) if scale else None
        if match:
            return Unit(GBP, scale)
    return None


def without_units(text: str) -> str:
    """A header's words without its units: `Revised Plan £000's` is `Revised Plan`."""
    plain = text.replace("’", "'").replace("‘", "'")
    for pattern, _ in _money():
        plain = re.sub(pattern.pattern, " ", plain, flags=re.IGNORECASE)
    return re.sub(r"\(\s*\)", " ", plain)
