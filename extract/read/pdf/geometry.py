"""Words, rules and shaded boxes of a page, and the small geometry that all parts of the reader share.

Coordinates are points from the top left of the page as it is read: y grows downwards, and a page whose
text is drawn sideways has been turned upright first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

Box = tuple[float, float, float, float]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space. `y` is its baseline, `turn` its quarter turns, `font` a name.

    `turn` is 0 for text read from left to right, 1 for text read upwards, 3 downwards, 2 upside down.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    turn: int = 0
    font: str = ""

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return self.x0, self.top, self.x1, self.bottom


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line: from `start` to `end` along its own direction, at `at` across it."""

    start: float
    end: float
    at: float

    @property
    def length(self) -> float:
        """How long the rule is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on one page. `across` are horizontal rules, `down` vertical ones, `fills` shaded boxes.

    `width` and `height` are those of the page as it is read; `turned` says by how many quarter turns
    the page's own coordinates were turned to get there. `image_share` is the part of the page that
    pictures cover.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    fills: tuple[Box, ...]
    image_share: float = 0.0
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Neighbouring words of one line that belong together, with their edges and their text."""

    words: tuple[Word, ...]
    x0: float = field(init=False)
    x1: float = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "x0", self.words[0].x0)
        object.__setattr__(self, "x1", max([word.x1 for word in self.words]))
        object.__setattr__(self, "text", " ".join([word.text for word in self.words]))

    @property
    def middle(self) -> float:
        """Half way between the edges."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words that share a baseline, from left to right, with their outer edges and their text."""

    words: tuple[Word, ...]
    y: float
    size: float
    x0: float = field(init=False)
    x1: float = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "x0", self.words[0].x0)
        object.__setattr__(self, "x1", max([word.x1 for word in self.words]))
        object.__setattr__(self, "text", " ".join([word.text for word in self.words]))

    @property
    def top(self) -> float:
        """Upper edge of the tallest word."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge of the deepest word."""
        return max(word.bottom for word in self.words)


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box around some boxes."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """How far two intervals lie over each other; negative is the gap between them."""
    return min(a1, b1) - max(a0, b0)


def clusters(values: Iterable[float], tolerance: float) -> list[list[float]]:
    """Sorted values in groups whose neighbours are no further apart than the tolerance."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def levels(values: Iterable[float], tolerance: float) -> list[float]:
    """The middles of the clusters of some values."""
    return [sum(group) / len(group) for group in clusters(values, tolerance)]


def median(values: Sequence[float], default: float = 0.0) -> float:
    """The middle value, the lower of two."""
    return sorted(values)[(len(values) - 1) // 2] if values else default


def union(intervals: Iterable[tuple[float, float]], gap: float = 0.0) -> list[tuple[float, float]]:
    """Intervals joined where they touch or stand no further apart than a gap."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def runs(items: Sequence[T], together: Callable[[T, T], bool]) -> list[list[T]]:
    """Neighbours of a sequence in runs, as long as each belongs together with the one before."""
    groups: list[list[T]] = []
    for item in items:
        if groups and together(groups[-1][-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


LINE_DRIFT = 0.28  # of the type size: baselines closer than this are one line


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words in lines by their baselines, from top to bottom."""
    ordered = sorted(words, key=lambda word: word.y)
    groups: list[list[Word]] = []
    for word in ordered:
        if groups and word.y - groups[-1][0].y <= LINE_DRIFT * min(word.size, groups[-1][0].size):
            groups[-1].append(word)
        else:
            groups.append([word])
    lines = []
    for group in groups:
        group.sort(key=lambda word: word.x0)
        weights = sorted(group, key=lambda word: word.size)
        lines.append(Line(tuple(group), median([word.y for word in group]), weights[len(weights) // 2].size))
    return lines


def chunks_of(words: Sequence[Word], gap: float, cuts: Sequence[float] = ()) -> list[Chunk]:
    """Words of one line in chunks: split where the gap is wider than `gap` type sizes, and at cuts."""
    groups: list[list[Word]] = []
    right = 0.0
    for word in words:
        near = bool(groups) and word.x0 - right <= gap * max(word.size, groups[-1][-1].size)
        if near and not any(groups[-1][-1].x1 - 1 <= cut <= word.x0 + 1 for cut in cuts):
            groups[-1].append(word)
            right = max(right, word.x1)
        else:
            groups.append([word])
            right = word.x1
    return [Chunk(tuple(group)) for group in groups]


def turn_box(box: Box, turns: int, width: float, height: float) -> Box:
    """A box of a page of some size when the page is turned clockwise by quarter turns."""
    left, top, right, bottom = box
    for _ in range(turns % 4):
        left, top, right, bottom = height - bottom, left, height - top, right
        width, height = height, width
    return left, top, right, bottom


def turn_page(page: PageContent, turns: int) -> PageContent:
    """A page turned clockwise by quarter turns, so that text drawn sideways stands upright."""
    if not turns % 4:
        return page
    width, height = page.width, page.height

    def turned(box: Box) -> Box:
        return turn_box(box, turns, width, height)

    words = []
    for word in page.words:
        left, top, right, bottom = turned(word.box)
        turn = (word.turn + turns * 3) % 4
        base = {0: _across(word, turns, width, height), 1: right, 3: left, 2: top}[turn]
        words.append(replace(word, x0=left, x1=right, top=top, bottom=bottom, y=base, turn=turn))
    boxes_across = [turned((rule.start, rule.at, rule.end, rule.at)) for rule in page.across]
    boxes_down = [turned((rule.at, rule.start, rule.at, rule.end)) for rule in page.down]
    level = [Rule(b[0], b[2], b[1]) for b in boxes_across if b[1] == b[3]]
    level += [Rule(b[0], b[2], b[1]) for b in boxes_down if b[1] == b[3] and b[0] != b[2]]
    upright = [Rule(b[1], b[3], b[0]) for b in boxes_down if b[0] == b[2] and b[1] != b[3]]
    upright += [Rule(b[1], b[3], b[0]) for b in boxes_across if b[0] == b[2] and b[1] != b[3]]
    sideways = turns % 2
    return replace(
        page,
        width=height if sideways else width,
        height=width if sideways else height,
        words=tuple(words),
        across=tuple(level),
        down=tuple(upright),
        fills=tuple(turned(box) for box in page.fills),
        turned=(page.turned + turns) % 4,
    )


def _across(word: Word, turns: int, width: float, height: float) -> float:
    """The baseline of a word that stands upright after the turn: `y` was kept across its direction."""
    if turns % 4 == 1:
        return word.y  # read upwards: the baseline is the x of the page before
    if turns % 4 == 3:
        return width - word.y
    return height - word.y
