"""Ways of printing something, in order of preference, looked for only where one of them may begin.

Python's own alternation tries every branch at every place of a text; prose has a number in one place of fifty.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby

DIGIT = "9"
CODE = "*"  # a word that has a digit in it, as a reference or a postcode
_PIECE = re.compile(r"([a-z]+)|\d+|[£(@+\-–−]")
_CODE_FOLLOWS = frozenset("/-0123456789")
_CODE = re.compile(r"[/-]?(?:[a-z]+[/-])*[a-z]*\d")


def folded(text: str) -> str:
    """A text in small letters, each at its own place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(ch.lower() if len(ch.lower()) == 1 else ch for ch in text)


def any_word(words: Iterable[str]) -> str:
    """A pattern of words by their first letters, which is found several times faster than the plain list."""
    groups = groupby(sorted(words), key=lambda word: word[0])
    return "|".join(f"{letter}(?:{'|'.join(word[1:] for word in reversed(list(group)))})" for letter, group in groups)


class Forms:
    """Forms as (what they may begin with, pattern): the first that matches at a place is the one found there.

    What a form may begin with is a list with spaces between: marks, words (with an `s` too), `9` for a digit, `*` for a
    word with a digit in it. Patterns are regular expressions over text in small letters.
    """

    def __init__(self, *forms: tuple[str, str]) -> None:
        self._forms = [(begins.split(), pattern) for begins, pattern in forms]
        known = {beginning for begins, _ in self._forms for beginning in begins}
        self.words = frozenset(known | {f"{word}s" for word in known if word.isalpha()})
        self._compiled: dict[str, re.Pattern[str]] = {}

    def find(self, text: str, parts: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
        """What stands in a text in small letters with these pieces, in order, none inside another."""
        end = 0
        for place, key in self.beginnings(text, parts):
            if place >= end and (match := self.at(text, place, key)) is not None:
                yield match
                end = match.end()

    def beginnings(self, text: str, parts: Sequence[re.Match[str]]) -> Iterator[tuple[int, str]]:
        """The places where a form may begin, with the key under which `at` looks for it."""
        known, coded = self.words, _CODE_FOLLOWS if CODE in self.words else frozenset()
        for part in parts:
            word = part[0]
            if word in known:
                yield part.start(), word
            elif word[0].isdigit():
                if not (part.start() and text[part.start() - 1].isalnum()):
                    yield part.start(), DIGIT
            elif text[part.end() : part.end() + 1] in coded and _CODE.match(text, part.end()):
                yield part.start(), CODE

    def at(self, text: str, place: int, beginning: str) -> re.Match[str] | None:
        """The form that stands at a place of a text, or None."""
        pattern = self._compiled.get(beginning)
        if pattern is None:
            alike = {beginning, beginning.removesuffix("s"), *([CODE] if beginning.isalpha() else [])}
            pattern = _either(tuple(form for begins, form in self._forms if alike.intersection(begins)))
            self._compiled[beginning] = pattern
        return pattern.match(text, place)


@cache
def _either(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Several forms as one pattern; most words open the same ones."""
    return re.compile("|".join(forms))


def pieces(text: str, words: Container[str]) -> list[re.Match[str]]:
    """The numbers, the marks, and these words of a text in small letters: where a form may begin."""
    return [
        part
        for part in _PIECE.finditer(text)
        if part[1] is None or part[1] in words or text[part.end() : part.end() + 1] in _CODE_FOLLOWS
    ]
