"""The header of a table without a full grid: which lines above its numbers name columns, in which levels.

Words above the numbers belong to the header as long as they stand over columns, close above, and do not
run across from the labels as a caption does. A header over several columns is placed at the first of
them: the rule drawn under it says which they are, else where it is centred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.read.pdf.columns import Column, nearest
from extract.read.pdf.geometry import Chunk, Line, Rule, Word, chunks_of, median, overlap
from extract.read.pdf.rows import TEXT_LEADING, TIGHTER, TIGHTER_PT, TOUCHING
from extract.read.pdf.tokens import is_figure

HEAD_REACH = 3.6  # type sizes between the header's last line and the first row
HEAD_PITCH = 2.6  # type sizes between the header's own lines
PROSE_WORDS = 9  # a chunk of so many words is no header
HEAD_WORDS = 6  # a line that begins left of the table is a header only with chunks of so few words
MAX_HEAD_LINES = 12
CENTRED = 5.0  # points by which a header may stand off the middle of the columns it names
LINED_UP = 0.4  # of the type size: edges or middles closer than this are in line
WIDE_SPACE = 0.32  # of the type size: wider than the space of common fonts
HEAD_GAP = 0.5  # of the type size: a wider gap parts two headers


def header_lines(
    above: Sequence[Line],
    first_y: float,
    columns: Sequence[Column],
    rules: Sequence[Rule],
    edges: tuple[float, float],
    band: float | None = None,
) -> list[Line]:
    """The lines of the header, from the top, out of those above the table's first row.

    `edges` are the table's left and right edge, `rules` the horizontal rules near it, `band` the top of
    headers that are drawn sideways.
    """
    left, right = edges
    numeric = [column for column in columns if column.numeric]
    if not numeric:
        return []
    labels_end = min((c.x0 for c in numeric), default=right)
    label = [column for column in columns if not column.numeric and column.x1 <= labels_end]
    label_left = min((c.x0 for c in label), default=-1e9)
    tops = [top for top in (_top_rule(rules, first_y, left, right), band) if top is not None]
    top_rule = min(tops, default=None)
    label_right = max((c.x1 for c in label), default=labels_end)
    right_of = [column for column in columns if column.x0 >= labels_end]
    taken: list[Line] = []
    below = first_y
    for line in reversed(above):
        gap = below - line.y
        reach = HEAD_PITCH if taken else HEAD_REACH
        enclosed = top_rule is not None and line.y > top_rule
        if gap > (reach + 2.5 * enclosed) * max(line.size, 6) or len(taken) >= MAX_HEAD_LINES:
            break
        chunks = header_chunks(line, numeric)
        if any(is_figure(chunk.text) for chunk in chunks) and not enclosed:
            break
        over = [c for c in chunks if (c.x1 > labels_end - 1 or c.x0 > label_right) and c.x0 < numeric[-1].x1]
        if any(len(c.words) >= PROSE_WORDS and not _over_group(c, numeric) for c in chunks):
            break
        if any(
            c.x0 < labels_end - 2
            and c.x1 > labels_end + 2
            and not (taken and gap <= TEXT_LEADING * line.size and _over_one(c, numeric))
            and _is_caption(c, labels_end, label_left, numeric, len(chunks))
            for c in chunks
        ):
            break
        if not over:
            named = any(_names(other, labels_end, numeric[-1].x1) for other in taken)
            fits = all(c.x1 <= labels_end or c.x0 >= numeric[-1].x1 for c in chunks)
            if not fits or (named and not enclosed and gap > TEXT_LEADING * line.size):
                break
        elif not enclosed and not _stands_over(line, chunks, right_of, label_left, left):
            break
        taken.append(line)
        below = line.y
    return _named(taken[::-1], (labels_end, numeric[-1].x1), first_y)


def header_chunks(line: Line, columns: Sequence[Column]) -> list[Chunk]:
    """The chunks of a header's line. Headers so wide that they nearly touch are told apart by their columns.

    Words over several columns are one header unless each part of them lines up with its own column.
    """
    found: list[Chunk] = []
    for chunk in chunks_of(line.words, HEAD_GAP):
        touched = [c for c in columns if overlap(chunk.x0, chunk.x1, c.x0, c.x1) > 0]
        if len(touched) < 2 or len(chunk.words) < 2:
            found.append(chunk)
            continue
        parts: dict[int, list[Word]] = {}
        for word in chunk.words:
            parts.setdefault(nearest(word.x0, word.x1, touched), []).append(word)
        groups = [(touched[j], Chunk(tuple(words))) for j, words in sorted(parts.items())]
        apart = all(b.x0 - a.x1 > WIDE_SPACE * line.size for (_, a), (_, b) in pairwise(groups))
        if len(groups) > 1 and apart and all(_lined_up(part, column, line.size) for column, part in groups):
            found += [part for _, part in groups]
        else:
            found.append(chunk)
    return found


def _lined_up(chunk: Chunk, column: Column, size: float) -> bool:
    off = min(abs(chunk.x1 - column.x1), abs(chunk.x0 - column.x0), abs(chunk.middle - column.middle))
    return off <= LINED_UP * size


def _names(line: Line, labels_end: float, right: float) -> bool:
    """Whether a line has words over the numbers."""
    return any(c.x1 > labels_end and c.x0 < right for c in chunks_of(line.words, HEAD_GAP))


def _named(head: list[Line], numbers: tuple[float, float], first_y: float) -> list[Line]:
    """A header without the labels of the body that stand below its last line over numbers.

    A label's own header may be longer than the others; then it is set as tight as the header, and
    the body begins with more space.
    """
    labels_end, right = numbers
    over = [k for k, line in enumerate(head) if _names(line, labels_end, right)]
    if not over:
        return []
    end = over[-1] + 1
    tail = head[end:]
    if not tail or not all(_same_look(head[end - 1], line) for line in tail):
        return head[:end]
    gaps = [b.y - a.y for a, b in zip(head[end - 1 :], tail, strict=False)]
    begins = head[end - 1].x0 < labels_end - 1
    if max(gaps) <= TOUCHING * tail[0].size:
        return head
    tight = max(gaps) <= TEXT_LEADING * tail[0].size and first_y - tail[-1].y > 1.15 * max(gaps)
    return head if begins and tight else head[:end]


def _same_look(a: Line, b: Line) -> bool:
    return a.words[0].bold == b.words[0].bold and abs(a.size - b.size) < 0.6


def _top_rule(rules: Sequence[Rule], first_y: float, left: float, right: float) -> float | None:
    """The highest rule over the whole table from which the header can begin, within reach."""
    wide = [
        rule.at
        for rule in rules
        if rule.at < first_y
        and first_y - rule.at < 90
        and overlap(rule.start, rule.end, left, right) > 0.8 * (right - left)
    ]
    wide.sort(reverse=True)
    if not wide:
        return None
    return wide[0] if len(wide) == 1 or wide[0] - wide[1] > 60 else wide[1]


def _over_group(chunk: Chunk, numeric: Sequence[Column]) -> bool:
    return sum(overlap(chunk.x0, chunk.x1, c.x0, c.x1) > 0 for c in numeric) > 1 and chunk.x0 > numeric[0].x0 - 60


def _over_one(chunk: Chunk, numeric: Sequence[Column]) -> bool:
    return len(chunk.words) <= 3 and sum(overlap(chunk.x0, chunk.x1, c.x0, c.x1) > 0 for c in numeric) == 1


def _is_caption(chunk: Chunk, labels_end: float, label_left: float, numeric: Sequence[Column], count: int) -> bool:
    """Whether words run from the labels over the numbers, as a caption does and a header does not."""
    over = [c for c in numeric if overlap(chunk.x0, chunk.x1, c.x0, c.x1) > 0]
    if not over:
        return False
    if len(over) == 1 and _lined_up(chunk, over[0], chunk.words[0].size):
        return False
    if label_left > -1e9 and chunk.x0 < label_left + 0.5 * (labels_end - label_left):
        return True
    return count == 1 and not _over_numbers(chunk, label_left, numeric)


def _over_numbers(chunk: Chunk, label_left: float, numeric: Sequence[Column]) -> bool:
    """Whether words alone on their line are centred over the numbers rather than over the whole table."""
    right = numeric[-1].x1
    return abs(chunk.middle - (numeric[0].x0 + right) / 2) < abs(chunk.middle - (label_left + right) / 2)


def _stands_over(
    line: Line, chunks: Sequence[Chunk], numeric: Sequence[Column], label_left: float, left: float
) -> bool:
    """Whether a line stands over its table, as a header does, and does not begin far left of it."""
    if len(chunks) == 1:
        return _is_header_chunk(chunks[0], numeric, label_left)
    short = max(len(chunk.words) for chunk in chunks) <= HEAD_WORDS
    return line.x0 >= left - (12 if short else 3) * line.size


def _is_header_chunk(chunk: Chunk, numeric: Sequence[Column], label_left: float) -> bool:
    """Whether a line's only words can be a header: over the numbers, right of where labels begin."""
    return chunk.x0 > label_left + 2 and any(overlap(chunk.x0, chunk.x1, c.x0, c.x1) > -8 for c in numeric)


def header_levels(
    lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[Rule], pitch: float | None
) -> list[list[Line]]:
    """The header's lines in levels: parted by rules, by a pitch like that of rows, and under spanning words."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups:
            before = groups[-1][-1]
            gap = line.y - before.y
            size = max(line.size, before.size)
            ruled = any(
                before.y - 0.2 * size < rule.at < line.y - 0.3 * size and _names_columns(rule, columns)
                for rule in rules
            )
            tight = gap <= TEXT_LEADING * size or (
                pitch is not None and pitch > TEXT_LEADING * size and gap < pitch - max(TIGHTER_PT, TIGHTER * pitch)
            )
            touching = gap <= TOUCHING * size
            if touching or (tight and not ruled and not _spans_over(before, line, columns)):
                groups[-1].append(line)
                continue
        groups.append([line])
    return groups


def _names_columns(rule: Rule, columns: Sequence[Column]) -> bool:
    return any(overlap(rule.start, rule.end, c.x0, c.x1) > 0.6 * (c.x1 - c.x0) for c in columns if c.numeric)


def _spans_over(upper: Line, lower: Line, columns: Sequence[Column]) -> bool:
    """Whether words of one line stand over several columns that the next line names singly."""
    below = header_chunks(lower, columns)
    for chunk in header_chunks(upper, columns):
        under = [c for c in below if overlap(c.x0, c.x1, chunk.x0, chunk.x1) > 0]
        if len(under) > 1:
            return True
    return False


def place_headers(
    levels: Sequence[Sequence[Line]], columns: Sequence[Column], rules: Sequence[Rule]
) -> list[list[list[Word]]]:
    """The words of each level of a header by column, from the lowest up.

    What a lower level puts over a column widens it: the words above it stand over those words.
    """
    wide = list(columns)
    placed: list[list[list[Word]]] = []
    for level in reversed(levels):
        row = _place(level, wide, rules, placed[-1] if placed else None)
        placed.append(row)
        wide = _widened(wide, row)
    return placed[::-1]


def _widened(columns: Sequence[Column], row: Sequence[Sequence[Word]]) -> list[Column]:
    wide = []
    for j, column in enumerate(columns):
        left = min([column.x0, *(w.x0 for w in row[j])])
        right = max([column.x1, *(w.x1 for w in row[j])])
        clear = (j == 0 or columns[j - 1].x1 < left) and (j + 1 == len(columns) or right < columns[j + 1].x0)
        wide.append(replace(column, x0=left, x1=right) if clear else column)
    return wide


def _place(
    lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[Rule], lower: Sequence[Sequence[Word]] | None
) -> list[list[Word]]:
    placed: list[list[Word]] = [[] for _ in columns]
    before: list[tuple[Chunk, int]] = []
    for line in lines:
        chunks = header_chunks(line, columns)
        below = [r for r in rules if 0 <= r.at - line.y < 1.8 * line.size] if lower is not None else []
        groups = _groups(chunks, columns, lower) if lower is not None and len(lines) == 1 else {}
        here = []
        spanning = lower is not None and len(chunks) * 2 <= len(columns)
        for k, chunk in enumerate(chunks):
            at = groups.get(k, _column_of(chunk, columns, below, spanning))
            if not any(overlap(chunk.x0, chunk.x1, c.x0, c.x1) > 0 for c in columns):
                over = [j for upper, j in before if overlap(upper.x0, upper.x1, chunk.x0, chunk.x1) > 0]
                at = over[0] if len(over) == 1 else at
            placed[at] += chunk.words
            here.append((chunk, at))
        before = here
    return placed


def _column_of(chunk: Chunk, columns: Sequence[Column], rules: Sequence[Rule], has_more: bool) -> int:
    for rule in rules:
        if rule.start - 2 <= chunk.middle <= rule.end + 2:
            under = [j for j, c in enumerate(columns) if rule.start - 4 <= c.middle <= rule.end + 4]
            if 1 < len(under) < len(columns):
                return under[0]
    touched = [j for j, c in enumerate(columns) if overlap(chunk.x0, chunk.x1, c.x0, c.x1) > 0]
    lined_up = [j for j in touched if _lined_up(chunk, columns[j], chunk.words[0].size)]
    if len(touched) > 1 and len(lined_up) == 1 and columns[lined_up[0]].numeric and not has_more:
        return lined_up[0]
    if len(touched) > 1:
        covered = [j for j in touched if chunk.x0 - 2 <= columns[j].middle <= chunk.x1 + 2]
        if len(covered) > 1:
            return covered[0]
        if covered:
            return covered[0]
    if touched:
        return max(touched, key=lambda j: overlap(chunk.x0, chunk.x1, columns[j].x0, columns[j].x1))
    return owner_of_space(chunk.x0, chunk.x1, columns, has_more)


def owner_of_space(x0: float, x1: float, columns: Sequence[Column], spanning: bool = False) -> int:
    """The column that words in the space between columns belong to.

    Numbers stand at the right of their field, if not all at its left: the space before them is theirs.
    Words that may span and stand midway between two columns of numbers name both: the first is given.
    """
    before = max((j for j, c in enumerate(columns) if c.x1 <= x0), default=None)
    after = next((j for j, c in enumerate(columns) if c.x0 >= x1), None)
    if before is not None and after is not None and columns[before].set == columns[after].set == "middle":
        middle = (columns[before].middle + columns[after].middle) / 2
        if spanning and abs(middle - (x0 + x1) / 2) < CENTRED:
            return before
    if before is not None and columns[before].set == "left":
        return before
    if after is not None and columns[after].numeric:
        return after
    return nearest(x0, x1, columns)


def _groups(chunks: Sequence[Chunk], columns: Sequence[Column], lower: Sequence[Sequence[Word]]) -> dict[int, int]:
    """Where fewer headers than columns stand: the first column of the group that each names.

    The columns tell their groups themselves where a column of labels parts them or where the headers
    below repeat; else a header stands in the middle of its group.
    """
    numeric = [j for j, column in enumerate(columns) if column.numeric]
    labels = max((c.x1 for c in columns[: numeric[0]]), default=-1e9) if numeric else 0.0
    heads = [k for k, chunk in enumerate(chunks) if numeric and chunk.x1 > min(labels + 8, columns[numeric[0]].x0 - 1)]
    if not heads or len(heads) * 2 > len(numeric):
        return {}
    for starts in (_parted(numeric), _repeated(numeric, lower)):
        if len(starts) == len(heads) and _in_turn([chunks[k] for k in heads], starts, numeric, columns):
            return dict(zip(heads, starts, strict=True))
    return _centred(chunks, heads, numeric, columns)


def _parted(numeric: Sequence[int]) -> list[int]:
    """The first columns of numbers right of each column of words."""
    return [j for k, j in enumerate(numeric) if k == 0 or numeric[k - 1] != j - 1]


def _repeated(numeric: Sequence[int], lower: Sequence[Sequence[Word]]) -> list[int]:
    """The first columns of groups whose headers below are the same, group by group."""
    texts = [" ".join(word.text for word in lower[j]) if j < len(lower) else "" for j in numeric]
    for size in range(2, len(numeric) // 2 + 1):
        if len(numeric) % size == 0 and all(texts) and texts == texts[:size] * (len(numeric) // size):
            return list(numeric[::size])
    return []


def _in_turn(heads: Sequence[Chunk], starts: Sequence[int], numeric: Sequence[int], columns: Sequence[Column]) -> bool:
    """Whether each header stands over its own group."""
    ends = [max((j for j in numeric if j < after), default=0) for after in [*starts[1:], len(columns)]]
    return all(
        overlap(head.x0, head.x1, columns[start].x0 - 3 * head.words[0].size, columns[end].x1) > 0
        for head, start, end in zip(heads, starts, ends, strict=True)
    )


def _centred(
    chunks: Sequence[Chunk], heads: Sequence[int], numeric: Sequence[int], columns: Sequence[Column]
) -> dict[int, int]:
    found: dict[int, int] = {}
    taken = -1
    ends = [columns[j].x1 for j in numeric]
    step = median([b - a for a, b in pairwise(ends)])
    for k in heads:
        best = None
        for a in range(len(numeric)):
            if numeric[a] <= taken:
                continue
            for b in range(a + 1, len(numeric)):
                left, right = columns[numeric[a]].x0, columns[numeric[b]].x1
                field = ends[a - 1] if a else ends[0] - step  # numbers stand at the right of their fields
                off = min(abs((edge + right) / 2 - chunks[k].middle) for edge in (left, field))
                inside = all(not left - 2 < chunks[other].middle < right + 2 for other in heads if other != k)
                if off < CENTRED and inside and (best is None or off < best[0]):
                    best = (off, numeric[a], numeric[b])
        if best is not None:
            found[k], taken = best[1], best[2]
    return found if len(found) == len(heads) else {}
