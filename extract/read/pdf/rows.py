"""Which lines of a table make up one row.

A label that is broken over lines is set tighter than the rows of its table. So the pitch between lines
is split in two levels: the pitch of rows, seen where two lines both have numbers, and what is tighter.
Rules and shading between rows settle it where they are drawn. Only where rows are set as tight as
text, wording decides: a small letter, a dangling `of`, an open bracket, a word that no longer fitted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.read.pdf.columns import Column
from extract.read.pdf.geometry import Chunk, Line, Word

TIGHTER = 0.06  # of the row pitch, and at least:
TIGHTER_PT = 0.5
TEXT_LEADING = 1.42  # of the type size: rows set closer than this look like lines of text
TOUCHING = 0.72  # of the type size: lines closer than this stand in one row, set at different heights
INDENT = 0.5  # of the type size: rows of a section are set in by more
FULL = 0.3  # of a column's width: a line must be so long for its label to be broken after it
BANDED = 0.6  # rules and shading edges for each row with numbers, from which on they part every row
_CONNECTOR = re.compile(
    r"(?:[/&,(–-]|\b(?:and|of|to|for|the|on|with|in|from|or|at|as|a|an|per|under|into|between))$", re.IGNORECASE
)
NO, MAYBE, TIGHT, TOUCHED = 0, 1, 2, 3
_TOTAL = frozenset({"total", "totals", "sub-total", "subtotal"})


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a table: its chunks, and its words by column."""

    line: Line
    chunks: tuple[Chunk, ...]
    placed: dict[int, list[Word]]
    numbers: bool

    @property
    def y(self) -> float:
        """The baseline."""
        return self.line.y


def band_of(line: Line, cuts: Sequence[float]) -> int:
    """How many cuts lie above a line."""
    return sum(cut < line.y - 0.25 * line.size for cut in cuts)


def row_pitch(items: Sequence[Item]) -> float | None:
    """The least usual distance between two neighbouring lines that both have numbers."""
    pairs = [(a, b) for a, b in pairwise(items) if a.numbers and b.numbers]
    gaps = sorted(b.y - a.y for a, b in pairs if b.y - a.y > TOUCHING * a.line.size)
    return gaps[len(gaps) // 6] if gaps else _upper_level(items)


def _upper_level(items: Sequence[Item]) -> float | None:
    """Where no two lines with numbers are neighbours: the wider of two levels that the gaps fall into."""
    pairs = list(pairwise(items))
    gaps = sorted(b.y - a.y for a, b in pairs if b.y - a.y > TOUCHING * a.line.size)
    steps = [(b / a, b) for a, b in pairwise(gaps) if a <= TEXT_LEADING * items[0].line.size]
    step, level = max(steps, default=(0.0, 0.0))
    return level if step > 1 + 1.2 * TIGHTER else None


def group_rows(items: Sequence[Item], columns: Sequence[Column], cuts: Sequence[float]) -> list[list[Item]]:
    """The lines of a table's body in rows, from top to bottom. `cuts` are rules and edges of shading."""
    if not items:
        return []
    bands = [band_of(item.line, cuts) for item in items]
    numbered: dict[int, int] = {}
    for band, item in zip(bands, items, strict=True):
        numbered[band] = numbered.get(band, 0) + item.numbers
    filled = sum(count > 0 for count in numbered.values())
    single = sum(count == 1 for count in numbered.values())
    banded = len(items) > 1 and filled > 1 and single >= 0.8 * filled and filled >= BANDED * sum(numbered.values())
    pitch = row_pitch(items)
    edges = _row_edges(items, columns)
    limit = _right_limits(items, columns)
    joins = []
    tight_seen = _tight_gaps(items, bands, pitch)
    for i, (a, b) in enumerate(pairwise(items)):
        if bands[i] != bands[i + 1]:
            joins.append(NO)
        elif banded and numbered[bands[i]] <= 1:
            joins.append(TOUCHED)
        elif _opens_section(a, b, edges, columns):
            joins.append(NO)
        else:
            joins.append(_join(a, b, pitch, tight_seen, columns, limit))
    _settle(items, joins, columns, limit)
    rows = [[items[0]]]
    for item, join in zip(items[1:], joins, strict=True):
        if join:
            rows[-1].append(item)
        else:
            rows.append([item])
    return _sections_apart(rows, columns)


def _sections_apart(rows: list[list[Item]], columns: Sequence[Column]) -> list[list[Item]]:
    """Part a row's tail that is rather the heading of a section: a later total bears its name."""
    labels = [_words(row, columns) for row in rows]
    totals = {tuple(w for w in label if w not in _TOTAL) for label in labels if _TOTAL & set(label)}
    apart: list[list[Item]] = []
    for row in rows:
        at = next((k for k, item in enumerate(row) if item.numbers), len(row))
        tail = row[at + 1 :]
        if tail and _words(tail, columns) in totals and _words(row[: at + 1], columns) not in totals:
            apart += [row[: at + 1], tail]
        else:
            apart.append(row)
    return apart


def _words(row: Sequence[Item], columns: Sequence[Column]) -> tuple[str, ...]:
    found = [_label(item, columns) for item in row]
    return tuple(word.text.casefold() for label in found if label for word in label[1])


def _right_limits(items: Sequence[Item], columns: Sequence[Column]) -> dict[int, float]:
    limits: dict[int, float] = {}
    for item in items:
        for j, words in item.placed.items():
            if not columns[j].numeric:
                limits[j] = max(limits.get(j, 0.0), *(word.x1 for word in words))
    return limits


def _tight_gaps(items: Sequence[Item], bands: Sequence[int], pitch: float | None) -> int:
    if pitch is None:
        return 0
    return sum(
        bands[i] == bands[i + 1]
        and not (a.numbers and b.numbers)
        and TOUCHING * a.line.size < b.y - a.y < pitch - max(TIGHTER_PT, TIGHTER * pitch)
        for i, (a, b) in enumerate(pairwise(items))
    )


def _join(
    a: Item, b: Item, pitch: float | None, tight_seen: int, columns: Sequence[Column], limit: dict[int, float]
) -> int:
    gap = b.y - a.y
    size = max(a.line.size, b.line.size)
    if gap <= TOUCHING * size:
        return NO if a.numbers and b.numbers and gap > 0.5 * size else TOUCHED
    if a.numbers and b.numbers:
        return NO
    if _restyled(a, b, columns) or _elsewhere(a, b, columns):
        return NO
    if pitch is None:
        return MAYBE if gap <= TEXT_LEADING * size and _goes_on(a, b, columns, limit) else NO
    if gap < pitch - max(TIGHTER_PT, TIGHTER * pitch):
        return TIGHT if gap <= 1.6 * size else NO
    if gap <= pitch + max(TIGHTER_PT, TIGHTER * pitch) and gap <= TEXT_LEADING * size and tight_seen < 2:
        return MAYBE if _goes_on(a, b, columns, limit) else NO
    return NO


def _label(item: Item, columns: Sequence[Column]) -> tuple[int, list[Word]] | None:
    for j in sorted(item.placed):
        if not columns[j].numeric:
            return j, item.placed[j]
    return None


def _styled(item: Item, columns: Sequence[Column]) -> str | None:
    """The font of a line's label, where it is one."""
    found = _label(item, columns)
    fonts = {word.font for word in found[1]} if found else set()
    return fonts.pop() if len(fonts) == 1 else None


def _restyled(a: Item, b: Item, columns: Sequence[Column]) -> bool:
    """Whether the labels of two lines are set in different type, as those of one row are not."""
    first, second = _styled(a, columns), _styled(b, columns)
    return first is not None and second is not None and first != second


def _row_edges(items: Sequence[Item], columns: Sequence[Column]) -> list[float]:
    """Where labels of rows begin: of lines with numbers that follow such a line."""
    found = [_label(b, columns) for a, b in pairwise(items) if a.numbers and b.numbers]
    return [label[1][0].x0 for label in found if label]


def _opens_section(a: Item, b: Item, edges: Sequence[float], columns: Sequence[Column]) -> bool:
    """Whether a line of words stands over a row that is set in under it, as other rows are."""
    first, second = _label(a, columns), _label(b, columns)
    if a.numbers or not b.numbers or first is None or second is None or first[0] != second[0]:
        return False
    x = second[1][0].x0
    inner = x > first[1][0].x0 + INDENT * a.line.size and any(abs(x - edge) < 1.0 for edge in edges)
    return inner and not _leads_over(a, b, columns)


def _elsewhere(a: Item, b: Item, columns: Sequence[Column]) -> bool:
    """Whether both lines have words, but in no column the same."""
    first = {j for j in a.placed if not columns[j].numeric}
    second = {j for j in b.placed if not columns[j].numeric}
    return bool(first and second) and not first & second


def _leads_over(a: Item, b: Item, columns: Sequence[Column]) -> bool:
    """Whether words say that a label goes on: a small letter, a dangling `of`, an open bracket."""
    first, second = _label(a, columns), _label(b, columns)
    if first is None or second is None or first[0] != second[0] or _restyled(a, b, columns):
        return False
    text, follows = " ".join(w.text for w in first[1]), second[1][0].text
    if text.endswith(":"):
        return False
    if follows[0].islower() or follows[0] in "&/" or _CONNECTOR.search(text) or text.count("(") > text.count(")"):
        return True
    return follows[0] == "(" and not text.endswith(")")


def _goes_on(a: Item, b: Item, columns: Sequence[Column], limit: dict[int, float]) -> bool:
    """Whether a label goes on in the next line: the cues for where the pitch is silent.

    Besides the wording that is a word that would not have fitted on the line before.
    """
    first, second = _label(a, columns), _label(b, columns)
    if second is None:
        return False
    if first is None or first[0] != second[0]:
        return first is None and not b.numbers
    before, after = first[1], second[1]
    if _restyled(a, b, columns) or before[-1].text.endswith(":") or after[0].x0 < before[0].x0 - 1.5:
        return False
    if _leads_over(a, b, columns):
        return True
    column = columns[first[0]]
    right = limit.get(first[0], column.x1)
    full = before[-1].x1 + 0.25 * before[-1].size + (after[0].x1 - after[0].x0) > right + 0.5
    return full and before[-1].x1 - column.x0 > FULL * (right - column.x0)


def _settle(items: Sequence[Item], joins: list[int], columns: Sequence[Column], limit: dict[int, float]) -> None:
    """Give each line of words alone to the numbers below or above it.

    No row has two lines of numbers: where joins would make one, the weakest is broken. What the table
    does elsewhere decides ties: numbers stand at the first line of their label, or at the last.
    """
    runs: list[tuple[int, int]] = []
    loose: list[tuple[int, int]] = []
    last: int | None = None
    heads = tails = 0
    for i, item in enumerate(items):
        if not item.numbers:
            continue
        if last is not None and i - last > 1:
            chain = joins[last:i]
            if all(chain):
                runs.append((last, i))
                leads = _goes_on(items[i - 1], item, columns, limit)
                trails = _goes_on(items[last], items[last + 1], columns, limit)
                tails += trails and not leads
                heads += leads and not trails
            else:
                loose.append((last, i))
                tails += NO < chain[0] < TOUCHED
                heads += NO < chain[-1] < TOUCHED
        elif last is None and i:
            loose.append((-1, i))
            heads += NO < joins[i - 1] < TOUCHED
        last = i
    tails_first = tails >= heads
    for start, end in loose:
        for at, unusual in ((start, 2 <= heads > tails), (end - 1, 2 <= tails > heads)):
            if unusual and at >= 0 and joins[at] < TOUCHED and not _leads_over(items[at], items[at + 1], columns):
                joins[at] = NO
    for start, end in runs:

        def strength(k: int, tails_first: bool = tails_first, end: int = end) -> tuple[float, ...]:
            gap = items[k + 1].y - items[k].y
            cue = _goes_on(items[k], items[k + 1], columns, limit)
            late = k == end - 1
            return (joins[k], -round(gap * 2) / 2, cue, late != tails_first)

        joins[min(range(start, end), key=strength)] = NO
