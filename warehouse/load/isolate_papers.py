"""Finds the papers that keep a build from passing its audit, so that one paper never blocks the rest.

Pure: it is handed a function that builds from papers and says what failed. The papers that the failing
rows point to are left out first; where nothing points anywhere, papers are admitted by halves, each
half on top of what has passed already, until every paper is admitted or blamed by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from warehouse.errors import LoadError
from warehouse.load.steps import Failure

Attempt = Callable[[Sequence[str]], Failure | None]


def isolate_failing_papers(
    published: Sequence[str], new: Sequence[str], attempt: Attempt
) -> tuple[list[str], dict[str, Failure]]:
    """The new papers with which the published ones pass, and the failure that each other one is blamed for.

    Raises LoadError where the published papers do not pass by themselves: then no new paper is to blame.
    """
    failure = attempt([*published, *new])
    if failure is None:
        return list(new), {}
    if new:
        alone = attempt(published)
        if alone is None:
            return _divide(published, new, failure, attempt)
        failure = alone
    raise LoadError(f"Nothing was published: {failure.reason} What was published before is unchanged.")


def _divide(
    published: Sequence[str], new: Sequence[str], failure: Failure, attempt: Attempt
) -> tuple[list[str], dict[str, Failure]]:
    pinned = [paper for paper in new if paper in failure.papers]
    if len(new) == 1:
        return [], {new[0]: failure}
    if pinned and len(pinned) < len(new):
        rest = [paper for paper in new if paper not in failure.papers]
        admitted, blamed = _isolate(published, rest, attempt)
        return admitted, blamed | dict.fromkeys(pinned, failure)
    middle = len(new) // 2
    first, blamed = _isolate(published, new[:middle], attempt)
    second, more = _isolate([*published, *first], new[middle:], attempt)
    return first + second, blamed | more


def _isolate(published: Sequence[str], new: Sequence[str], attempt: Attempt) -> tuple[list[str], dict[str, Failure]]:
    failure = attempt([*published, *new])
    return (list(new), {}) if failure is None else _divide(published, new, failure, attempt)
