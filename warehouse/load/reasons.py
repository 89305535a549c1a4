"""Why something is held, for whoever knows the papers and not the code: expected, found, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FAULTS_SHOWN = 3
PLACES_SHOWN = 3
WHAT_TO_DO = (
    "Compare `copperbottom extract` with the paper: mend the paper and load it again, or report the misreading."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What did not pass: what was expected, what was found instead (how many, where), and the check's name."""

    check: str
    expected: str
    found: str


def reason(held: str, faults: Iterable[Fault]) -> str:
    """The sentences of a hold; the checks' names come last, for whoever looks them up in `audit.checks`."""
    said = list(dict.fromkeys(faults))
    shown = " ".join(f"Expected: {one.expected}. Found: {one.found}." for one in said[:FAULTS_SHOWN])
    more = f" {len(said) - FAULTS_SHOWN} more checks did not pass." if said[FAULTS_SHOWN:] else ""
    names = list(dict.fromkeys(one.check for one in said[:FAULTS_SHOWN]))
    return f"{held}. {shown}{more} {WHAT_TO_DO} ({'Checks' if names[1:] else 'Check'}: {'; '.join(names)})"


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def some(texts: Sequence[str], shown: int = PLACES_SHOWN) -> str:
    """The first of these texts, and how many more there are."""
    different = list(dict.fromkeys(texts))
    more = [f"{len(different) - shown:,} more"] if different[shown:] else []
    return ", ".join([*different[:shown], *more])
