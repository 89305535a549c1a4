"""Tables among the lines of a region of a page, found by their numbers; no full grid of rules is needed.

A line of a table has numbers that stand apart from its words. Neighbouring lines of that kind make a
zone, with the label lines between them; prose, or a far gap, ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extract.numerals import parse_numeral
from extract.read.pdf.columns import Column, find_columns, place
from extract.read.pdf.geometry import Box, Chunk, Line, Rule, Word, clusters, hull, overlap, union
from extract.read.pdf.grid import Grid
from extract.read.pdf.headers import header_levels, header_lines, owner_of_space, place_headers
from extract.read.pdf.rows import BANDED, TEXT_LEADING, Item, band_of, group_rows, row_pitch
from extract.read.pdf.tokens import LEADER, has_letters, is_amount, is_figure, row_chunks, stands_for_none

ZONE_GAP = 6.0  # type sizes between two lines with numbers of one table
PROSE_WORDS = 10
PROSE_ACROSS = 5  # so many words that run from the labels over the numbers are prose
CUT_SHARE = 0.5  # of a table's width: what a rule must cover to part its rows
TURNED_REACH = 160.0  # points that headers drawn sideways may reach above the numbers
ALIGNED = 2.0  # points within which the numbers of a column share an edge or their middle
DRAWN_REACH = 120.0  # points above and below a table's lines within which rules and shading matter to it
MIN_FILLED = 0.25  # of a table's cells that hold something


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    chunks: tuple[Chunk, ...]
    numbers: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """The rules and shading of a region, and its turned words."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    fills: tuple[Box, ...]
    turned: tuple[Word, ...] = ()


def find_tables(lines: Sequence[Line], drawn: Drawn) -> tuple[list[Grid], list[Line]]:
    """The tables among some lines, from top to bottom, and the lines that are in none."""
    rows = [_row(line, drawn) for line in lines]
    grids: list[Grid] = []
    used: set[int] = set()
    for start, end in _zones(rows, drawn):
        begin = max(used) + 1 if used else 0
        found = _table(rows, begin, start, end, drawn)
        if found is not None:
            grid, first, last = found
            grids.append(grid)
            used.update(range(first, last + 1))
    return grids, [line for i, line in enumerate(lines) if i not in used]


def _row(line: Line, drawn: Drawn) -> _Row:
    cuts = [rule.at for rule in drawn.down if rule.start - 1 <= line.y - 0.3 * line.size <= rule.end + 1]
    chunks = tuple(row_chunks(line, cuts))
    return _Row(line, chunks, _has_numbers(chunks, line))


def _has_numbers(chunks: Sequence[Chunk], line: Line) -> bool:
    """Whether numbers stand apart in a line, as they do in a table's row."""
    figures = [j for j, chunk in enumerate(chunks) if is_figure(chunk.text)]
    amounts = [j for j, chunk in enumerate(chunks) if is_amount(chunk.text)]
    if not figures:
        return len(amounts) > 1 and any(stands_for_none(chunks[j].text) for j in amounts) and amounts[-1] > 0
    if figures == [0] and len(amounts) == 1 and len(chunks) > 1:
        return False  # a number that counts paragraphs
    if len(chunks) == 1 and chunks[0].text.endswith("."):
        return False  # the last word of a sentence
    if len(figures) == 1 and len(chunks) > 1:
        j = figures[0]
        after = sum(len(chunk.words) for chunk in chunks[j + 1 :])
        if after >= 6:
            return False
    words = [len(chunk.words) for chunk in chunks if not is_amount(chunk.text)]
    return not (sum(words) >= 14 and len(figures) == 1 and figures[0] != len(chunks) - 1)


def _zones(rows: Sequence[_Row], drawn: Drawn) -> list[tuple[int, int]]:
    """First and last line with numbers of each zone."""
    zones: list[tuple[int, int]] = []
    spans: list[tuple[float, float]] = []
    start = last = -1
    for i, row in enumerate(rows):
        if not row.numbers:
            continue
        if last >= 0 and _goes_on(rows, last, i, spans, drawn):
            last = i
        else:
            if last >= 0:
                zones.append((start, last))
            start = last = i
            spans = []
        spans = union([*spans, *((c.x0, c.x1) for c in row.chunks if is_amount(c.text))])
    if last >= 0:
        zones.append((start, last))
    return zones


def _goes_on(rows: Sequence[_Row], last: int, i: int, spans: Sequence[tuple[float, float]], drawn: Drawn) -> bool:
    """Whether the table of one line with numbers goes on to the next such line."""
    a, b = rows[last].line, rows[i].line
    size = max(a.size, b.size)
    between = rows[last + 1 : i]
    if b.y - a.y > ZONE_GAP * size + 1.6 * size * len(between):
        return False
    heads = 0
    before = a
    apart = False
    for row in between:
        if _is_prose(row, spans):
            return False
        over = [c for c in row.chunks if not is_amount(c.text) and any(overlap(c.x0, c.x1, s, e) > 0 for s, e in spans)]
        apart = apart or row.line.y - before.y > 1.9 * size
        heads += len(over) > 1 and apart
        before = row.line
    if heads:
        return False
    inner = [c for c in rows[i].chunks if is_amount(c.text)]
    fits = sum(any(overlap(c.x0, c.x1, s, e) > 0 for s, e in spans) for c in inner)
    gap = b.y - (between[-1].line.y if between else a.y)
    return not (gap > 3.2 * size and fits * 2 < len(inner))


def _is_prose(row: _Row, spans: Sequence[tuple[float, float]]) -> bool:
    for chunk in row.chunks:
        crossed = sum(overlap(chunk.x0, chunk.x1, s, e) > 0 for s, e in spans)
        inside = crossed == 1 and any(s - 3 <= chunk.x0 and chunk.x1 <= e + 3 for s, e in spans)
        if inside:
            continue
        if crossed > 1 and len(chunk.words) >= PROSE_ACROSS:
            return True
        if crossed and len(chunk.words) >= PROSE_WORDS:
            return True
        if len(chunk.words) >= 2 * PROSE_WORDS:
            return True
    return False


def _table(rows: Sequence[_Row], begin: int, start: int, end: int, drawn: Drawn) -> tuple[Grid, int, int] | None:
    """The table whose lines with numbers are `start` to `end`, with its first and last line."""
    body = list(rows[start : end + 1])
    numbered = [row for row in body if row.numbers]
    size = sorted(row.line.size for row in numbered)[len(numbered) // 2]
    columns = find_columns([row.chunks for row in body], [], size)
    if not any(column.numeric for column in columns):
        return None
    left, right = _edges(body)
    above = [row.line for row in rows[begin:start]]
    turned = _turned_heads(drawn.turned, columns, body[0].line)
    band = min((word.top for words in turned.values() for word in words), default=None)
    drawn = _near(drawn, body)
    cuts = _cuts(drawn, left, right, columns)
    floor = _row_top(numbered, cuts)
    numeric = [column for column in columns if column.numeric]
    while above and above[-1].y > floor and not _over_any(above[-1], numeric):
        above.pop()
    head = header_lines(above, body[0].line.y, columns, drawn.across, (left, right), band)
    first = begin + above.index(head[0]) if head else begin + len(above)
    if first + len(head) < start:  # lines between the header and the first numbers are rows of the body
        body = list(rows[first + len(head) : end + 1])
    elif not head:
        first, body = _label_lines_above(rows, begin, start, end, columns)
    last = _tail(rows, end, columns, cuts, left)
    body += rows[end + 1 : last + 1]
    columns = find_columns([row.chunks for row in body], [row_chunks(line) for line in head], size)
    columns = _with_header_columns(columns, head, size)
    if len(numbered) < 2 and not head:
        return None
    if _is_chart(numbered, columns) or _is_contents(numbered, columns):
        return None
    items = [Item(r.line, r.chunks, place(r.chunks, columns), False) for r in body]
    items = [Item(t.line, t.chunks, t.placed, _numbers(t, columns)) for t in items]
    pitch = row_pitch(items)
    grouped = group_rows(items, columns, cuts)
    levels = header_levels(head, columns, drawn.across, pitch)
    cells: list[list[list[Word]]] = []
    cells += _with_turned(turned, levels, place_headers(levels, columns, drawn.across), columns)
    header_rows = len(cells)
    for group in grouped:
        merged: list[list[Word]] = [[] for _ in columns]
        for item in group:
            for j, words in item.placed.items():
                merged[j] += words
        cells.append(merged)
    filled = sum(bool(cell) for row in cells for cell in row)
    if len(columns) < 2 or filled < MIN_FILLED * len(cells) * len(columns):
        return None
    words = [word for row in cells for cell in row for word in cell]
    grid = Grid(
        tuple(tuple(tuple(cell) for cell in row) for row in cells),
        header_rows,
        hull(word.box for word in words),
        tuple((column.x0, column.x1) for column in columns),
    )
    return grid, first, last


def _is_chart(rows: Sequence[_Row], columns: Sequence[Column]) -> bool:
    """Whether numbers are rather the labels of a chart: axes in equal steps, or in line with nothing."""
    told = [
        r for r in rows if any(has_letters(c.text) for c in r.chunks) or sum(is_amount(c.text) for c in r.chunks) > 1
    ]
    if len(told) * 2 < len(rows):
        return True
    aligned = steps = 0
    numeric = [column for column in columns if column.numeric]
    for column in numeric:
        tokens = [
            chunk
            for row in rows
            for chunk in row.chunks
            if is_amount(chunk.text) and overlap(chunk.x0, chunk.x1, column.x0, column.x1) > 0
        ]
        edges = ([c.x1 for c in tokens], [c.x0 for c in tokens], [c.middle for c in tokens])
        most = max((len(group) for edge in edges for group in clusters(edge, ALIGNED)), default=0)
        aligned += most >= max(2, 0.4 * len(tokens)) or len(rows) < 3
        steps += _in_equal_steps([chunk.text for chunk in tokens])
    return not aligned or steps == len(numeric)


def _is_contents(rows: Sequence[_Row], columns: Sequence[Column]) -> bool:
    """Whether lines are a list of contents: leaders to page numbers that never fall."""
    if sum(column.numeric for column in columns) != 1 or len(rows) < 3:
        return False
    led = sum(any(LEADER.match(word.text) for word in row.line.words) for row in rows)
    pages = [row.chunks[-1].text for row in rows]
    if led < 0.6 * len(rows) or not all(page.isdigit() for page in pages):
        return False
    numbers = [int(page) for page in pages]
    return numbers == sorted(numbers) and len(set(numbers)) > 1


def _in_equal_steps(texts: Sequence[str]) -> bool:
    """Whether numbers rise or fall by the same step, as along an axis."""
    values = [found.value for text in texts if (found := parse_numeral(text)) is not None]
    if len(values) < 4:
        return False
    differences = {b - a for a, b in pairwise(values)}
    return len(differences) == 1 and differences != {Decimal(0)}


def _numbers(item: Item, columns: Sequence[Column]) -> bool:
    return any(
        columns[j].numeric and any(is_amount(word.text) or stands_for_none(word.text) for word in words)
        for j, words in item.placed.items()
    )


def _row_top(numbered: Sequence[_Row], cuts: Sequence[float]) -> float:
    """Where the first row begins if rules or shading part the rows; else where its numbers stand."""
    first, last = numbered[0].line, numbered[-1].line
    between = [cut for cut in cuts if first.y < cut < last.y]
    over = [cut for cut in cuts if cut < first.y - 0.25 * first.size]
    parted = len(between) >= max(2, BANDED * (len(numbered) - 1))
    return max(over) if parted and over else first.y


def _over_any(line: Line, columns: Sequence[Column]) -> bool:
    return any(overlap(word.x0, word.x1, c.x0, c.x1) > 0 for word in line.words for c in columns)


def _near(drawn: Drawn, body: Sequence[_Row]) -> Drawn:
    """The rules and the shading about a table's lines."""
    top, bottom = body[0].line.y - DRAWN_REACH, body[-1].line.y + DRAWN_REACH
    return Drawn(
        tuple(rule for rule in drawn.across if top < rule.at < bottom),
        drawn.down,
        tuple(box for box in drawn.fills if box[3] > top and box[1] < bottom),
        drawn.turned,
    )


def _edges(body: Sequence[_Row]) -> tuple[float, float]:
    left = min(row.line.x0 for row in body)
    right = max(row.line.x1 for row in body)
    return left, right


def _label_lines_above(
    rows: Sequence[_Row], begin: int, start: int, end: int, columns: Sequence[Column]
) -> tuple[int, list[_Row]]:
    """Without a header: the first label may begin on lines above its numbers."""
    first = start
    size = rows[start].line.size
    while first > begin:
        row = rows[first - 1]
        gap = rows[first].line.y - row.line.y
        fits = row.line.x1 <= min(c.x0 for c in columns if c.numeric)
        if row.numbers or not fits or gap > TEXT_LEADING * size or start - first >= 3:
            break
        first -= 1
    label = rows[start].chunks[0]
    if first < start and not has_letters(label.text):
        first = start
    if first < start and len(rows[first].line.words) > PROSE_WORDS:
        first = start
    return first, list(rows[first : end + 1])


def _tail(rows: Sequence[_Row], end: int, columns: Sequence[Column], below: Sequence[float], left: float) -> int:
    """The last line of the last row's label, if it is broken over lines."""
    last = end
    numeric = [c for c in columns if c.numeric]
    body = rows[max(0, end - 40) : end + 1]
    pitch = row_pitch([Item(r.line, r.chunks, {}, r.numbers) for r in body])
    label_end = min(c.x0 for c in numeric)
    widest = max((c.x1 for r in body for c in r.chunks[:1] if c.x1 < label_end), default=label_end)
    while last + 1 < len(rows) and last - end < 4:
        row, before = rows[last + 1], rows[last]
        size = before.line.size
        gap = row.line.y - before.line.y
        if any(overlap(c.x0, c.x1, n.x0, n.x1) > 0 for c in row.chunks for n in numeric):
            break
        word = row.line.words[0]
        unfitting = before.chunks[0].x1 + 0.25 * size + word.x1 - word.x0 > widest and row.line.x1 <= widest + 1
        tight = gap <= TEXT_LEADING * size and (pitch is None or gap < 0.95 * pitch or unfitting)
        enclosed = any(row.line.y < at < row.line.y + 2.5 * size for at in below)
        ruled = band_of(row.line, below) != band_of(before.line, below)
        if row.numbers or ruled or not (tight or (enclosed and gap < 2 * size)) or len(row.chunks) > 2:
            break
        if row.line.x0 < left - 2 or abs(row.line.size - before.line.size) > 0.7:
            break
        last += 1
    return last


def _with_header_columns(columns: list[Column], head: Sequence[Line], size: float) -> list[Column]:
    """Columns that only the header shows: its words where no column stands."""
    found = list(columns)
    for line in head:
        chunks = row_chunks(line)
        for chunk in chunks:
            after = next((column for column in found if column.x0 > chunk.x1), None)
            if after is not None and not any(overlap(c.x0, c.x1, after.x0, after.x1) > 0 for c in chunks):
                continue
            gap = min(-overlap(chunk.x0, chunk.x1, column.x0, column.x1) for column in found)
            if gap > 2.5 * size and len(chunk.words) <= 4 and chunk.x0 > found[0].x0:
                found.append(Column(chunk.x0, chunk.x1, False))
    return sorted(found, key=lambda column: column.x0)


def _cuts(drawn: Drawn, left: float, right: float, columns: Sequence[Column]) -> list[float]:
    """Where rules and edges of shading part rows."""
    width = right - left
    numeric = [c for c in columns if c.numeric]
    label_end = min(c.x0 for c in numeric)
    cuts = []
    by_level: dict[int, list[tuple[float, float]]] = {}
    for rule in drawn.across:
        by_level.setdefault(round(rule.at), []).append((rule.start, rule.end))
    for at, parts in by_level.items():
        covered = sum(max(overlap(a, b, left, right), 0) for a, b in parts)
        if covered >= CUT_SHARE * width and min(a for a, _ in parts) < label_end - 3:
            cuts.append(float(at))
    cuts += [at for at, a, b in shade_edges(drawn.fills, left, right) if b - a >= CUT_SHARE * width]
    return [group[0] for group in _grouped(sorted(cuts))]


def shade_edges(fills: Sequence[Box], left: float, right: float) -> list[tuple[float, float, float]]:
    """The upper and lower edges of shading within a table: their height, and from where to where they run.

    An edge inside another shaded box is none: programs shade the lines of a cell and the cell itself.
    """
    inside = [box for box in fills if overlap(box[0], box[2], left, right) > 0]
    parts: dict[int, list[tuple[float, float]]] = {}
    for x0, top, x1, bottom in inside:
        for edge in (top, bottom):
            if not any(f[1] + 1 < edge < f[3] - 1 and f[0] <= x0 + 1 and f[2] >= x1 - 1 for f in inside):
                parts.setdefault(round(edge), []).append((max(x0, left), min(x1, right)))
    return [(float(at), a, b) for at, spans in parts.items() for a, b in union(spans, 3.0)]


def _grouped(cuts: Sequence[float]) -> list[list[float]]:
    groups: list[list[float]] = []
    for cut in cuts:
        if groups and cut - groups[-1][-1] <= 2.5:
            groups[-1].append(cut)
        else:
            groups.append([cut])
    return groups


def _turned_heads(turned: Sequence[Word], columns: Sequence[Column], first: Line) -> dict[int, list[Word]]:
    """Headers drawn sideways over the columns, above the first line with numbers: their words by column."""
    size = first.size
    near = [w for w in turned if first.y - TURNED_REACH < w.bottom < first.y - 0.5 * size]
    lowest = max((word.bottom for word in near), default=0.0)
    placed: dict[int, list[Word]] = {}
    for word in near:
        j = column_below(word, columns)
        if j is not None and word.bottom > lowest - TURNED_REACH:
            placed.setdefault(j, []).append(word)
    return placed if len(placed) > 1 else {}


def _with_turned(
    turned: dict[int, list[Word]],
    levels: Sequence[Sequence[Line]],
    rows: list[list[list[Word]]],
    columns: Sequence[Column],
) -> list[list[list[Word]]]:
    """The rows of a header with what is drawn sideways: one row, with the upright words beside it."""
    if not turned:
        return rows
    words = [word for column in turned.values() for word in column]
    top, bottom = min(w.top for w in words), max(w.bottom for w in words)
    side = [turned.get(j, []) for j in range(len(columns))]
    above, below = [], []
    for level, row in zip(levels, rows, strict=True):
        if level[-1].y < top:
            above.append(row)
        elif level[0].y - 0.5 * level[0].size > bottom:
            below.append(row)
        else:
            side = [[*a, *b] for a, b in zip(row, side, strict=True)]
    return [*above, side, *below]


def column_below(word: Word, columns: Sequence[Column]) -> int | None:
    """The column that a word drawn sideways stands over, or None where it stands beside them all."""
    middle = (word.x0 + word.x1) / 2
    inside = next((j for j, c in enumerate(columns) if c.x0 <= middle <= c.x1), None)
    if inside is not None:
        return inside
    if middle < columns[0].x0 - 4 * word.size or middle > columns[-1].x1 + 2.2 * word.size:
        return None
    return owner_of_space(middle, middle, columns)
