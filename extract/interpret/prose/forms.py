"""Ways of printing something, in order of preference, looked for only where one of them may begin.

Python's own alternation tries every branch at every place of a text; prose has a number in one place of fifty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

DIGIT = "9"
CODE = "*"  # a word that has a digit in it, as a reference or a postcode
_CODE = r"[a-z]+(?:[/-][a-z]+)*(?=[/-]?\d)"


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
        words = [word for word in known if word.isalpha()]
        marks = "".join(re.escape(mark) for mark in known - {*words, DIGIT, CODE})
        coded = f"|{_CODE}" if CODE in known else ""
        self._beginning = re.compile(rf"[{marks}]|\b(?:\d|(?:{any_word(words)})s?(?![a-z]){coded})")
        self._compiled: dict[str, re.Pattern[str]] = {}

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """What stands in a text in small letters, in order, none inside another."""
        end = 0
        for place, key in self.beginnings(text):
            if place >= end and (match := self.at(text, place, key)) is not None:
                yield match
                end = match.end()

    def beginnings(self, text: str, start: int = 0) -> Iterator[tuple[int, str]]:
        """The places from `start` on where a form may begin, with the words or mark there."""
        for beginning in self._beginning.finditer(text, start):
            yield beginning.start(), beginning.group()

    def at(self, text: str, place: int, beginning: str) -> re.Match[str] | None:
        """The form that stands at a place of a text, or None."""
        key = DIGIT if beginning.isdigit() else beginning
        pattern = self._compiled.get(key)
        if pattern is None:
            alike = {key, key.removesuffix("s"), *([CODE] if key[0].isalpha() else [])}
            may = [form for begins, form in self._forms if alike.intersection(begins)]
            pattern = self._compiled[key] = re.compile("|".join(may))
        return pattern.match(text, place)
