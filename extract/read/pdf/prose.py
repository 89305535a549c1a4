"""Headings, paragraphs and list items from the lines that stand in no table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.model import Block, Place
from extract.read.pdf.geometry import Box, Line, hull

PARAGRAPH_GAP = 1.25  # of the usual leading: a wider gap begins a paragraph
LARGER = 1.12  # of the text's size: larger type is a heading
MAX_HEADING = 140
_LIST_MARK = re.compile(r"^\s*(?:[-•*▪➢–]\s+|\d+(?:\.\d+)+\.?\s+|\d{1,2}[.)]\s+|[a-z]\)\s+|\([a-z0-9]{1,3}\)\s+)")
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[A-Z][.)]|\([a-z0-9]+\)|[ivx]+[.)])\s+")


def body_size(lines: Sequence[Line]) -> float:
    """The type size of most characters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def blocks_of(lines: Sequence[Line], page: int, size: float) -> list[tuple[Box, Block]]:
    """The blocks of some lines of one region, each with its box on the page as it was read."""
    found: list[tuple[Box, Block]] = []
    group: list[Line] = []
    right = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        if group and not _goes_on(group, line, right, size):
            found.append(_block(group, page, size))
            group = []
        group.append(line)
    if group:
        found.append(_block(group, page, size))
    return found


def _goes_on(group: Sequence[Line], line: Line, right: float, size: float) -> bool:
    before = group[-1]
    gap = line.y - before.y
    leading = group[1].y - group[0].y if len(group) > 1 else 1.3 * max(line.size, before.size)
    if gap > max(PARAGRAPH_GAP * leading, 1.5 * max(line.size, before.size)) or gap <= 0:
        return False
    if abs(line.size - before.size) > 0.12 * size or _is_bold(line) != _is_bold(before):
        return False
    if _LIST_MARK.match(line.text):
        return False
    short = before.x1 + (line.words[0].x1 - line.words[0].x0) + 3 < right
    return not (short and before.text.endswith((".", ":", "?")) and line.text[:1].isupper())


def _is_bold(line: Line) -> bool:
    return all(word.bold for word in line.words if any(ch.isalnum() for ch in word.text))


def _block(group: Sequence[Line], page: int, size: float) -> tuple[Box, Block]:
    text = " ".join(line.text for line in group)
    box = hull((line.x0, line.top, line.x1, line.bottom) for line in group)
    place = Place(page=page, bbox=(round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)))
    level = _level(group, text, size)
    if level:
        return box, Block("heading", text, place, level)
    return box, Block("list_item" if _LIST_MARK.match(text) else "paragraph", text, place)


def _level(group: Sequence[Line], text: str, size: float) -> int:
    bare = _NUMBERED.sub("", text)
    if len(text) > MAX_HEADING or len(group) > 3 or sum(ch.isalpha() for ch in bare) < 3:
        return 0
    if text.endswith((".", ",", ";")) or "@" in text:
        return 0
    larger = group[0].size >= LARGER * size
    if larger:
        return 1 if group[0].size >= 1.35 * size else 2
    if _is_bold(group[0]):
        return 2
    if bare.isupper() and len(bare) > 3:
        return 2
    return 0
