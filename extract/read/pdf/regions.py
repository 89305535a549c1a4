"""A page in regions that are read one after the other: columns of prose, a table beside prose or a chart.

A page is cut where a strip without words runs down between left-aligned text and something else.
A table has such strips too, so a cut needs prose, or a second table with labels of its own, on its
right, and no rule that runs across it.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.read.pdf.geometry import Chunk, Line, Rule, Word, chunks_of, clusters, lines_of, median
from extract.read.pdf.tokens import has_letters, is_amount

GUTTER = 0.9  # of the type size: the least width of a strip between regions
CHUNK = 0.85  # of the type size: a wider gap parts words for this purpose
MIN_LINES = 4  # on each side of a cut
EDGE = 2.5  # points within which lines start at one edge
PROSE_WORDS = 4.5  # on average, a line of prose has so many words, and
MAX_DEPTH = 4


def split_regions(words: Sequence[Word], across: Sequence[Rule], depth: int = 0) -> list[list[Word]]:
    """The words of a page by region, in reading order."""
    if len(words) < 2 * MIN_LINES or depth >= MAX_DEPTH:
        return [list(words)]
    lines = lines_of(words)
    rows = [chunks_of(line.words, CHUNK) for line in lines]
    cut = _best_cut(lines, rows, across)
    if cut is None:
        return [list(words)]
    x, top, bottom = cut
    parts: list[list[Word]] = [[], [], [], []]
    for word in words:
        if word.y < top:
            parts[0].append(word)
        elif word.y > bottom:
            parts[3].append(word)
        else:
            parts[1 if word.x0 < x else 2].append(word)
    return [region for part in parts if part for region in split_regions(part, across, depth + 1)]


def _best_cut(
    lines: Sequence[Line], rows: Sequence[Sequence[Chunk]], across: Sequence[Rule]
) -> tuple[float, float, float] | None:
    starts = [(chunk.x0, i, j) for i, row in enumerate(rows) for j, chunk in enumerate(row)]
    left_edge = min(row[0].x0 for row in rows)
    best: tuple[float, float, float, float] | None = None
    for group in clusters((s[0] for s in starts), EDGE):
        if len(group) < MIN_LINES or group[-1] - group[0] > 4 * EDGE or group[0] < left_edge + 60:
            continue
        x = group[0]
        members = [(i, j) for x0, i, j in starts if group[0] <= x0 <= group[-1]]
        span = _clear(lines, rows, x, members, across)
        if span is None:
            continue
        first, last = span
        inside = [(i, j) for i, j in members if first <= i <= last]
        if len(inside) < MIN_LINES or not _is_region(rows, x, first, last, inside):
            continue
        size = lines[first].size
        score = last - first + 0.0
        if best is None or score > best[0]:
            best = (score, x - 0.3 * size, lines[first].y - 0.5 * size, lines[last].y + 0.5 * size)
    return best[1:] if best else None


def _clear(
    lines: Sequence[Line],
    rows: Sequence[Sequence[Chunk]],
    x: float,
    members: Sequence[tuple[int, int]],
    across: Sequence[Rule],
) -> tuple[int, int] | None:
    """The longest stretch of lines of which none reaches over the strip left of `x`, nor a rule between."""
    over = [rule.at for rule in across if rule.start < x - 12 and rule.end > x + 12]
    free = []
    for line, row in zip(lines, rows, strict=True):
        strip = x - GUTTER * line.size
        free.append(not any(chunk.x0 < x - 1 and chunk.x1 > strip for chunk in row))
    best: tuple[int, int, int] | None = None
    start = None
    starts = {i for i, _ in members}
    for i, clear in enumerate([*free, False]):
        ruled = 0 < i < len(lines) and any(lines[i - 1].y - 2 < at < lines[i].y for at in over)
        if start is not None and (ruled or not clear):
            count = sum(start <= k < i for k in starts)
            if best is None or count > best[0]:
                best = (count, start, i - 1)
            start = None
        if clear and start is None:
            start = i
    if best is None or best[0] < MIN_LINES:
        return None
    return best[1], best[2]


def _is_region(
    rows: Sequence[Sequence[Chunk]],
    x: float,
    first: int,
    last: int,
    inside: Sequence[tuple[int, int]],
) -> bool:
    right = [[c for c in rows[i] if c.x0 >= x - 1] for i in range(first, last + 1)]
    left = [[c for c in rows[i] if c.x0 < x - 1] for i in range(first, last + 1)]
    left_lines = sum(bool(row) for row in left)
    if left_lines < MIN_LINES:
        return False
    starts = [rows[i][j] for i, j in inside]
    worded = [c for c in starts if has_letters(c.text) and not is_amount(c.text)]
    if len(worded) * 2 < len(starts):
        return False
    words = [len(c.words) for c in worded]
    full = [sum(len(c.words) for c in row) for row in right if row]
    numbers_right = sum(any(is_amount(c.text) for c in row[1:]) for row in right if row)
    runs_on = sum(len(row) == 1 for row in right if row) >= 0.7 * len(full)
    if (
        sum(full) / max(len(full), 1) >= PROSE_WORDS
        and numbers_right * 4 < len(full)
        and runs_on
        and _is_wrapped(worded)
    ):
        left_prose = sum(len(row) == 1 and len(row[0].words) >= 4 for row in left if row)
        left_numbers = sum(any(is_amount(c.text) for c in row) for row in left if row)
        shared = sum(bool(a) and bool(b) for a, b in zip(left, right, strict=True))
        in_step = shared > 0.8 * sum(bool(b) for b in right) and left_numbers * 2 > shared
        return left_prose * 2 >= left_lines or not in_step
    if numbers_right >= 3 and _is_text(left):
        return True
    labelled_left = sum(
        len(row) > 1
        and has_letters(row[0].text)
        and not is_amount(row[0].text)
        and any(is_amount(c.text) for c in row[1:])
        for row in left
    )
    labelled_right = sum(
        len(row) > 1 and has_letters(row[0].text) and not is_amount(row[0].text) and is_amount(row[-1].text)
        for row in right
    )
    letters = median([sum(ch.isalpha() for ch in c.text) for c in worded])
    return labelled_left >= 3 and labelled_right >= 3 and letters >= 5 and sum(words) >= len(words)


def _is_text(rows: Sequence[Sequence[Chunk]]) -> bool:
    """Whether lines are those of paragraphs: many words, as wide as they may be, no numbers set apart."""
    filled = [row for row in rows if row]
    words = sum(len(c.words) for row in filled for c in row) / max(len(filled), 1)
    apart = sum(len(row) > 1 and is_amount(row[-1].text) for row in filled)
    widest = max(row[-1].x1 for row in filled)
    left = min(row[0].x0 for row in filled)
    wide = sum(row[-1].x1 > left + 0.8 * (widest - left) for row in filled)
    if sum(len(row) == 1 for row in filled) < 0.6 * len(filled):
        return False
    return words >= PROSE_WORDS and apart * 5 <= len(filled) and wide * 2 >= len(filled)


def _is_wrapped(chunks: Sequence[Chunk]) -> bool:
    """Whether most lines are about as long as the longest, as lines of paragraphs are."""
    longest = max(c.x1 for c in chunks)
    left = min(c.x0 for c in chunks)
    return sum(c.x1 > left + 0.8 * (longest - left) for c in chunks) * 2 >= len(chunks)
