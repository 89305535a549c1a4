"""Finds the papers that keep a build from passing its audit, so that one paper never blocks the rest.

Pure: it is handed a function that builds from papers and says what failed. The papers that the failing
rows point to are left out first; where nothing points anywhere, papers are admitted by halves, each
half on top of what has passed already, until every paper is admitted or blamed by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from warehouse.errors import LoadError
from warehouse.work import Failure

Attempt = Callable[[Sequence[str]], Failure | None]


def admit(proven: Sequence[str], fresh: Sequence[str], attempt: Attempt) -> tuple[list[str], dict[str, Failure]]:
    """The fresh papers with which the proven ones pass, and the failure that each other one is blamed for.

    Raises LoadError where the proven papers do not pass by themselves: then no fresh paper is to blame.
    """
    failure = attempt([*proven, *fresh])
    if failure is None:
        return list(fresh), {}
    if fresh:
        alone = attempt(proven)
        if alone is None:
            return _divide(proven, fresh, failure, attempt)
        failure = alone
    raise LoadError(f"Nothing was published: {failure.reason} What was published before is unchanged.")


def _divide(
    proven: Sequence[str], fresh: Sequence[str], failure: Failure, attempt: Attempt
) -> tuple[list[str], dict[str, Failure]]:
    pinned = [paper for paper in fresh if paper in failure.papers]
    if len(fresh) == 1:
        return [], {fresh[0]: failure}
    if pinned and len(pinned) < len(fresh):
        rest = [paper for paper in fresh if paper not in failure.papers]
        admitted, blamed = _admit(proven, rest, attempt)
        return admitted, blamed | dict.fromkeys(pinned, failure)
    middle = len(fresh) // 2
    first, blamed = _admit(proven, fresh[:middle], attempt)
    second, more = _admit([*proven, *first], fresh[middle:], attempt)
    return first + second, blamed | more


def _admit(proven: Sequence[str], fresh: Sequence[str], attempt: Attempt) -> tuple[list[str], dict[str, Failure]]:
    failure = attempt([*proven, *fresh])
    return (list(fresh), {}) if failure is None else _divide(proven, fresh, failure, attempt)
