"""Wordings by which papers and tables say what kind of statement they hold (`statements.yml`)."""

from __future__ import annotations

from functools import cache

from extract.vocabulary import load, longest_phrase, words


@cache
def _listed(name: str) -> dict[tuple[str, ...], str]:
    return {words(wording): name for wording in load("statements")[name]}


def mentions(text: str, name: str) -> bool:
    """Whether a text speaks in the wordings of a list of `statements.yml`."""
    return longest_phrase(text, _listed(name)) is not None


def is_just(text: str, name: str) -> bool:
    """Whether a text is one of the wordings of a list of `statements.yml`, and no more."""
    return words(text) in _listed(name)
