"""Standard lines: the field's term for a printed line, from the vocabulary."""

from __future__ import annotations

from functools import cache

from extract.vocabulary import load, longest_phrase, words

_FAMILIES = {"reserves": "reserves", "capital": "capital", "funding": "funding"}
_NOT_TELLING = frozenset({"total", "number", "of", "all", "the", "fte", "headcount", "strength", "establishment"})


@cache
def _ignored() -> frozenset[str]:
    return frozenset(load("lines")["ignored_words"])


@cache
def _slips() -> dict[str, str]:
    return dict(load("lines")["ocr_slips"])


@cache
def _index(family: str) -> tuple[dict[tuple[str, ...], str], dict[frozenset[str], str]]:
    exact: dict[tuple[str, ...], str] = {}
    loose: dict[frozenset[str], str] = {}
    for term, wordings in load("lines")[family].items():
        for wording in wordings:
            exact.setdefault(_spoken(wording), term)
            bare = frozenset(_spoken(wording)) - _ignored()
            if bare:
                loose.setdefault(bare, term)
    return exact, loose


def _spoken(label: str) -> tuple[str, ...]:
    return tuple(_slips().get(word, word) for word in words(label))


def standard_line(label: str, statement: str | None) -> str | None:
    """The field's term for a line, or None. `statement` chooses among budget, reserves, capital, funding lines.

    Lines of crime tables are offences and those of workforce tables roles, where the label says nothing else.
    """
    if statement == "crime":
        return _offences().get(_plain(label))
    if statement == "workforce":
        return _roles().get(_plain(label))
    family = _FAMILIES.get(statement or "", "budget")
    exact, loose = _index(family)
    spoken = _spoken(label)
    if spoken in exact:
        return exact[spoken]
    bare = frozenset(spoken) - _ignored()
    return loose.get(bare) if bare else None


@cache
def known_wordings(family: str = "budget") -> tuple[str, ...]:
    """All wordings of a family of lines."""
    return tuple(wording for wordings in load("lines")[family].values() for wording in wordings)


def role_named(text: str) -> str | None:
    """The role that a wording counts people of (`officer`, `pcso`, `staff`), or None; the last one named counts."""
    found = longest_phrase(text, _roles())
    return found[0] if found else None


def _plain(label: str) -> tuple[str, ...]:
    return tuple(word for word in _spoken(label) if word not in _NOT_TELLING)


@cache
def _offences() -> dict[tuple[str, ...], str]:
    return {
        _plain(wording.rstrip("*")): term
        for term, wordings in load("prose")["offences"].items()
        for wording in wordings
    }


@cache
def _roles() -> dict[tuple[str, ...], str]:
    return {
        _plain(wording): entry["role"]
        for entry in load("prose")["counted"].values()
        if entry.get("role")
        for wording in entry["words"]
    }
