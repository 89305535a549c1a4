"""The words near a number: found once in a sentence, and weighed by how far away they stand.

Distance is counted in characters, with more for a comma, a joining word or another number between: a wording
that another number is nearer to speaks of that one. The vocabulary is data; nothing here knows a wording.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from extract.interpret.prose.forms import any_word, folded
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.sentences import Sentence
from extract.vocabulary import load

BOUNDARY = 26  # what a comma or a joining word adds to a distance
STOP = 40  # what a semicolon or a dash adds beside
OTHER_NUMBER = 50  # what another number between adds
AFTER = 5  # a wording after the number is a little further than one before it
STEM = 3  # letters by which an open wording is looked up
REACH = 150  # wordings farther than this say nothing of a number

_JOINING = (
    "and but however whereas while whilst although compared against versus with which before after offset because due"
    " from than excluding including"
)
_BOUNDARY = re.compile(rf"[,;:()\[\]]|\s[–—-]\s|\b(?:{any_word(_JOINING.split())})\b")
_STOP = re.compile(r";|\s[–—]\s")
_ASIDE = re.compile(r"\([^()]{0,200}\)")


class Cue(NamedTuple):
    """A wording of the vocabulary in a sentence: its place, its term, how much nearer it counts."""

    start: int
    end: int
    term: str
    weight: int = 0


_TOKEN = re.compile(r"(?<![a-z]')[a-z]+(?:'(?!s\b)[a-z]+)?|\d[\d,.]*\d|\d|[%&£]")
_APART = re.compile(r"[^\s/'\"“”‘’-]")  # what may not stand inside a wording


class _Tokens:
    """A text's words in small letters with their places; a possessive's end is not part of its word."""

    __slots__ = ("ends", "known", "starts", "stems", "words")

    def __init__(self, text: str) -> None:
        matches = list(_TOKEN.finditer(folded(text).replace("’", "'")))
        self.words = [match.group() for match in matches]
        if "&" in text:
            self.words = ["and" if word == "&" else word for word in self.words]
        self.starts = [match.start() for match in matches]
        self.ends = [match.end() for match in matches]
        self.known = frozenset(self.words)
        self.stems = frozenset([word[:STEM] for word in self.known])


@lru_cache(maxsize=512)
def _tokens(text: str) -> _Tokens:
    return _Tokens(text)


@dataclass(frozen=True, slots=True)
class _Wording:
    words: list[str]
    open: tuple[bool, ...]
    term: str

    def may_go_on(self, following: str | None) -> bool:
        """Whether a word may be the second of the wording, if it has one: most are told apart by that."""
        return len(self.words) == 1 or (following is not None and (following == self.words[1] or self.open[1]))


class Words:
    """A part of the vocabulary, ready to be found: the longest wording at a place decides."""

    def __init__(self, terms: Mapping[str, Iterable[str]], weights: Mapping[str, int] | None = None) -> None:
        self._weights = weights or {}
        self._by_word: dict[str, list[_Wording]] = {}
        self._by_stem: dict[str, list[_Wording]] = {}
        for term, wordings in terms.items():
            for wording in wordings:
                self._add(wording, term)
        for group in (*self._by_word.values(), *self._by_stem.values()):
            group.sort(key=lambda wording: -len(wording.words))

    def _add(self, wording: str, term: str) -> None:
        spoken = _Tokens(wording.replace("*", "")).words
        starred = [word.endswith("*") for word in re.split(r"[\s/-]+", wording.strip())]
        if len(starred) != len(spoken):
            starred = [False] * (len(spoken) - 1) + [wording.endswith("*")]
        entry = _Wording(spoken, tuple(starred), term)
        index, key = (self._by_stem, spoken[0][:STEM]) if starred[0] else (self._by_word, spoken[0])
        index.setdefault(key, []).append(entry)

    def find(self, text: str) -> list[Cue]:
        """All wordings in a text, in order, none inside another."""
        tokens = _tokens(text)
        found: list[Cue] = []
        end = 0
        for at in self._openings(tokens):
            match = self._at(tokens, at, text) if at >= end else None
            if match is not None:
                end = at + len(match.words)
                place = tokens.starts[at], tokens.ends[end - 1]
                found.append(Cue(*place, match.term, self._weights.get(match.term, 0)))
        return found

    def _openings(self, tokens: _Tokens) -> Sequence[int]:
        """The words of a text that a wording may begin with. Most sections have none in most sentences."""
        known, stems = tokens.known & self._by_word.keys(), tokens.stems & self._by_stem.keys()
        if stems:
            return [at for at, word in enumerate(tokens.words) if word in known or word[:STEM] in stems]
        return [at for at, word in enumerate(tokens.words) if word in known] if known else ()

    def _at(self, tokens: _Tokens, at: int, text: str) -> _Wording | None:
        word = tokens.words[at]
        following = tokens.words[at + 1] if at + 1 < len(tokens.words) else None
        best = None
        for wording in self._by_word.get(word, ()):
            if wording.may_go_on(following) and _stands(wording, tokens, at, text):
                best = wording
                break
        for wording in self._by_stem.get(word[:STEM], ()):
            if best is not None and len(wording.words) <= len(best.words):
                break
            if (
                word.startswith(wording.words[0])
                and wording.may_go_on(following)
                and _stands(wording, tokens, at, text)
            ):
                return wording
        return best

    def says(self, text: str) -> str | None:
        """The term of the first wording in a text, or None."""
        found = self.find(text)
        return found[0].term if found else None


def _stands(wording: _Wording, tokens: _Tokens, at: int, text: str) -> bool:
    """Whether a wording stands at a word of a text, with nothing inside it that parts its words."""
    spoken = tokens.words[at : at + len(wording.words)]
    if spoken != wording.words:
        if len(spoken) != len(wording.words):
            return False
        for word, spelled, opened in zip(spoken, wording.words, wording.open, strict=True):
            if word != spelled and not (opened and word.startswith(spelled)):
                return False
    for k in range(at + 1, at + len(spoken)):
        gap = text[tokens.ends[k - 1] : tokens.starts[k]]
        if gap != " " and _APART.search(gap.removeprefix("'s").removeprefix("’s")):
            return False
    return True


@cache
def vocabulary(section: str) -> Words:
    """A section of `prose.yml` as words to find: a list, terms with wordings, or terms with records.

    `states.savings` is the part `savings` of the section `states`.
    """
    data: Any = load("prose")
    for name in section.split("."):
        data = data[name]
    if isinstance(data, list):
        return Words({section: data})
    terms = {term: entry["words"] if isinstance(entry, dict) else entry for term, entry in data.items()}
    if all(isinstance(wordings, str) for wordings in terms.values()):
        return Words({name: [term] for term, name in terms.items()})
    weights = {term: entry.get("weight", 0) for term, entry in data.items() if isinstance(entry, dict)}
    return Words(terms, weights)


@lru_cache(maxsize=4096)
def found_in(section: str, text: str) -> tuple[Cue, ...]:
    """The wordings of a section in a text that many sentences stand below: a heading, a sentence before."""
    return tuple(vocabulary(section).find(text))


@cache
def phrase_list(section: str, term: str) -> Words:
    """One term's wordings of a section."""
    return Words({term: load("prose")[section][term]})


@dataclass(slots=True)
class View:
    """A sentence, its numbers, and the wordings found in it so far; `kept` is what else was worked out for it."""

    sentence: Sentence
    numbers: list[Mention]
    _found: dict[str, list[Cue]] = field(default_factory=dict)
    _edges: list[int] = field(default_factory=list)
    _stops: list[int] = field(default_factory=list)
    _asides: list[tuple[int, int]] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, sentence: Sentence, numbers: list[Mention]) -> View:
        """A sentence with its numbers."""
        view = cls(sentence, numbers)
        if numbers:
            view._edges = [match.start() for match in _BOUNDARY.finditer(folded(sentence.text))]
            view._stops = [match.start() for match in _STOP.finditer(sentence.text)]
            view._asides = [match.span() for match in _ASIDE.finditer(sentence.text)]
        return view

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.sentence.text

    def cues(self, section: str) -> list[Cue]:
        """The wordings of a section that stand in the sentence."""
        if section not in self._found:
            self._found[section] = vocabulary(section).find(self.text)
        return self._found[section]

    def before_it(self, section: str, number: Mention) -> list[Cue]:
        """The wordings of a section that stand before a number."""
        return [cue for cue in self.cues(section) if cue.end <= number.start]

    def edges_between(self, start: int, end: int) -> int:
        """How many commas and joining words stand between two places."""
        return bisect_left(self._edges, end) - bisect_left(self._edges, start)

    def numbers_between(self, start: int, end: int) -> int:
        """How many other numbers stand between two places."""
        return sum(start <= number.start and number.end <= end for number in self.numbers)

    def distance(self, cue: Cue, number: Mention) -> int:
        """How far a wording is from a number, its weight not counted."""
        if cue.end <= number.start:
            start, end, after = cue.end, number.start, 0
        elif cue.start >= number.end:
            start, end, after = number.end, cue.start, AFTER
        else:
            return 0
        cost = end - start + after
        cost += BOUNDARY * self.edges_between(start, end) + OTHER_NUMBER * self.numbers_between(start, end)
        cost += STOP * (bisect_left(self._stops, end) - bisect_left(self._stops, start))
        for opened, shut in self._asides:
            if start <= opened and shut <= end:
                cost -= shut - opened + BOUNDARY * self.edges_between(opened, shut)
                cost -= OTHER_NUMBER * self.numbers_between(opened, shut)
        return cost

    def ranked(self, section: str, number: Mention, reach: int = REACH) -> list[tuple[int, Cue]]:
        """The wordings of a section by their distance from a number, weights taken off, the nearest first."""
        scored = []
        for cue in self.cues(section):
            distance = self.distance(cue, number)
            if distance <= reach:
                scored.append((distance - cue.weight, cue))
        return sorted(scored, key=lambda item: (item[0], item[1].start))

    def nearest(self, section: str, number: Mention, reach: int = REACH) -> Cue | None:
        """The nearest wording of a section, or None within reach."""
        found = self.ranked(section, number, reach)
        return found[0][1] if found else None

    def clause(self, number: Mention) -> tuple[int, int]:
        """The stretch between the edges before and after a number."""
        k = bisect_left(self._edges, number.start)
        start = self._edges[k - 1] if k else 0
        j = bisect_right(self._edges, number.end - 1)
        end = self._edges[j] if j < len(self._edges) else len(self.text)
        return start, end

    def before(self, number: Mention, length: int = 60) -> str:
        """The words just before a number."""
        return self.text[max(number.start - length, 0) : number.start]

    def after(self, number: Mention, length: int = 60) -> str:
        """The words just after a number."""
        return self.text[number.end : number.end + length]


def joined(texts: Sequence[str | None]) -> str:
    """Texts that are there, as one."""
    return " ".join(text for text in texts if text)
