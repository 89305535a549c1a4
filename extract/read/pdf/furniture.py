"""Running heads, feet and page numbers: what stands at the edge of one page after another is no content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.read.pdf.geometry import Line, PageContent, Word, lines_of

EDGE_LINES = 4  # lines at the top and at the bottom of a page that may be running
EDGE_SHARE = 0.13  # of the page's height that running lines stand within
FOOT_GAP = 1.7  # type sizes that part a lone foot from what stands above it
HEADER_PARTS, COLUMN_GAP = 3, 1.0  # parts of a line, and type sizes between them, that make it a table's header
HEADER_GAP = 2.8  # type sizes from a header to the row below it, at most
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page|p\.?)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$|^\W*[ivxlc]{1,6}\W*$|^.{0,90}\bpage\s+\d{1,4}(?:\s+of\s+\d+)?$"
    r"|^page\s+\d{1,4}(?:\s+of\s+\d+)?\b.{0,90}$",
    re.IGNORECASE,
)

Signature = tuple[str, int]


def signatures(page: PageContent) -> frozenset[Signature]:
    """The lines near a page's edges, without their digits, with where they stand."""
    return frozenset(_signature(line) for line in _edge_lines(page))


def _signature(line: Line) -> Signature:
    return _DIGITS.sub("#", line.text.casefold()), round(line.y / 4)


def _edge_lines(page: PageContent) -> list[Line]:
    depth = EDGE_SHARE * page.height
    near = [w for w in page.words if not w.turn and (w.y < depth or w.y > page.height - depth)]
    lines = lines_of(near)
    top = [line for line in lines if line.y < depth][:EDGE_LINES]
    bottom = [line for line in lines if line.y > page.height - depth][-EDGE_LINES:]
    return top + bottom


def without_furniture(page: PageContent, neighbours: Sequence[frozenset[Signature]]) -> PageContent:
    """A page without the lines that its neighbours carry at the same place, and without its number."""
    known = {(text, y + shift) for found in neighbours for text, y in found for shift in (-1, 0, 1)}
    gone: set[int] = set()
    edge = _edge_lines(page)
    every = lines_of(w for w in page.words if not w.turn)
    header_until = 0.0  # lines close below the first of a table's header belong to it
    for line in edge:
        text, y = _signature(line)
        if (text, y) not in known or _is_body(line):
            continue
        if line.y < header_until or _heads_table(line, every):
            header_until = line.y + HEADER_GAP * line.size
        else:
            gone.update(id(word) for word in line.words)
    lines = lines_of(w for w in page.words if not w.turn and id(w) not in gone)
    for at in (0, -1):
        if lines and _is_lone_number(lines, at, page):
            gone.update(id(word) for word in lines[at].words)
    gone.update(id(word) for word in page.words if word.turn and _in_margin(word, page))
    kept = tuple(word for word in page.words if id(word) not in gone)
    return replace(page, words=kept)


def running_lines(page: PageContent, content: PageContent) -> list[str]:
    """The texts of the lines that a page has beside its content."""
    kept = {id(word) for word in content.words}
    return [line.text for line in lines_of(word for word in page.words if not word.turn and id(word) not in kept)]


def _is_body(line: Line) -> bool:
    """Whether a repeated line is rather a table's row: several numbers stand in it."""
    numbers = [word for word in line.words if any(ch.isdigit() for ch in word.text)]
    return len(numbers) >= 3 and len(numbers) * 2 > len(line.words)


def _heads_table(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a repeated line is the header of a table that goes on: parted into columns, and close above the next."""
    parts = 1 + sum(b.x0 - a.x1 > COLUMN_GAP * line.size for a, b in pairwise(line.words))
    below = [other.y - line.y for other in lines if other.y > line.y + line.size / 2]
    return parts >= HEADER_PARTS and bool(below) and min(below) < HEADER_GAP * line.size


def _is_lone_number(lines: Sequence[Line], at: int, page: PageContent) -> bool:
    line = lines[at]
    depth = EDGE_SHARE * page.height
    if not (line.y < depth or line.y > page.height - depth) or not _PAGE_NUMBER.match(line.text):
        return False
    if len(lines) == 1:
        return True
    other = lines[1] if at == 0 else lines[-2]
    return abs(other.y - line.y) > FOOT_GAP * max(line.size, other.size)


def _in_margin(word: Word, page: PageContent) -> bool:
    """Whether a turned word stands in the outer margin, as a side title does."""
    margin = 0.06 * page.width
    return word.x1 < margin or word.x0 > page.width - margin
