"""Tables drawn as a grid: rules across and down that meet.

Rules that touch make a net; its levels are the grid, and a rule that is missing between two fields
makes them one cell. Within a field without further rules, numbers below or beside one another still
make rows and columns of their own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.read.pdf.columns import Column
from extract.read.pdf.geometry import Box, PageContent, Rule, Word, hull, levels, lines_of, overlap
from extract.read.pdf.grid import Grid
from extract.read.pdf.rows import Item, group_rows
from extract.read.pdf.tokens import has_letters, is_amount, is_figure, row_chunks
from extract.read.tables import is_data

MEET = 3.0  # points within which two rules meet
LEVEL = 2.6  # points within which two rules are at one level
MAX_RULES = 900  # each way, the longest; more are a drawing
OUTER = 6.0  # points by which rules reach beyond the last that crosses them, where an outer rule is left out
HEAD_REACH = 1.6  # type sizes between a grid and headers that stand above it
TURNED_REACH = 160.0  # points that headers drawn sideways may reach above a grid
TALL = 4  # bands that a cell must reach over to be looked at as a strip without rules
MIN_FIELD = 4.0  # points between two levels
MIN_FILLED = 0.2  # of the fields that hold words


def find_lattices(page: PageContent) -> tuple[list[Grid], list[Word]]:
    """The grids of a page, and the words that stand in none."""
    grids: list[Grid] = []
    words = list(page.words)
    for across, down in sorted(_nets(page.across, page.down), key=lambda net: min(rule.at for rule in net[0])):
        box = hull([(r.start, r.at, r.end, r.at) for r in across] + [(r.at, r.start, r.at, r.end) for r in down])
        inside = [w for w in words if box[0] <= (w.x0 + w.x1) / 2 <= box[2] and box[1] <= _height(w) <= box[3]]
        grid = _grid(across, down, inside)
        if grid is None or _is_open(grid, box, words):
            continue
        head = _head_above(grid, box, words)
        if head:
            grid = replace(grid, rows=(head, *grid.rows), box=hull([grid.box, *(w.box for cell in head for w in cell)]))
        grids.append(grid)
        taken = {id(word) for row in grid.rows for cell in row for word in cell} | {id(word) for word in inside}
        words = [word for word in words if id(word) not in taken]
    return sorted(grids, key=lambda grid: grid.box[1]), words


def _height(word: Word) -> float:
    return word.y - 0.3 * word.size if not word.turn else (word.top + word.bottom) / 2


def _nets(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules in groups that meet."""
    level = sorted(across, key=lambda r: -r.length)[:MAX_RULES]
    upright = sorted(down, key=lambda r: -r.length)[:MAX_RULES]
    level.sort(key=lambda r: r.at)
    heights = [r.at for r in level]
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for k, rule in enumerate(upright):
        first = bisect_right(heights, rule.start - MEET)
        for i in range(first, bisect_right(heights, rule.end + MEET)):
            if level[i].start - MEET <= rule.at <= level[i].end + MEET:
                parent[root(i)] = root(len(level) + k)
    nets: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(level):
        nets.setdefault(root(i), ([], []))[0].append(rule)
    for k, rule in enumerate(upright):
        nets.setdefault(root(len(level) + k), ([], []))[1].append(rule)
    return [net for net in nets.values() if net[0] and net[1]]


def _levels(rules: Sequence[Rule], crossing: Sequence[Rule]) -> list[float]:
    """The levels of rules one way. Where the outer rules are left out, those that cross tell how far they reach."""
    found = levels((r.at for r in rules), LEVEL)
    start, end = min(r.start for r in crossing), max(r.end for r in crossing)
    if start < found[0] - OUTER:
        found.insert(0, start)
    if end > found[-1] + OUTER:
        found.append(end)
    return found


def _spaced(values: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] >= MIN_FIELD:
            kept.append(value)
    return kept


def _grid(across: Sequence[Rule], down: Sequence[Rule], words: Sequence[Word]) -> Grid | None:
    ys = _spaced(_levels(across, down))
    xs = _spaced(_levels(down, across))
    if len(ys) < 2 or len(xs) < 3 or not words:
        return None
    height, width = len(ys) - 1, len(xs) - 1
    owner = _merged(ys, xs, across, down)
    cells: dict[tuple[int, int], list[Word]] = {}
    at = {}
    for word in words:
        i = min(max(bisect_right(ys, _height(word)) - 1, 0), height - 1)
        j = min(max(bisect_right(xs, (word.x0 + word.x1) / 2) - 1, 0), width - 1)
        at[id(word)] = (i, j)
    owner = _parted_by_bands(owner, set(at.values()))
    for word in words:
        cells.setdefault(owner[at[id(word)]], []).append(word)
    reach: dict[tuple[int, int], int] = {}
    for (_, j), cell in owner.items():
        reach[cell] = max(reach.get(cell, 0), j)
    fields: dict[tuple[int, int], list[Word]] = {}
    for (i, j), inside in cells.items():
        for column, part in _spread(inside, xs, j, reach[i, j]).items():
            fields.setdefault((i, column), []).extend(part)
    columns_used = {j for _, j in fields}
    if len(columns_used) < 2 or len(fields) < MIN_FILLED * len(set(owner.values())):
        return None
    strips = _strips(fields, xs)
    bands = [
        _split_band({j: fields[i, j] for j in range(width) if (i, j) in fields}, strips, ys[i], ys[i + 1])
        for i in range(height)
    ]
    rows = [row for band in bands for row in band if any(row)]
    if len(rows) < 2:
        return None
    return Grid(tuple(rows), -1, hull(w.box for w in words), tuple(edge for strip in strips for edge in strip))


def _parted_by_bands(
    owner: dict[tuple[int, int], tuple[int, int]], used: set[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Fields as cells of their own where a cell over many bands holds words in most of them.

    Such a strip is no tall cell: rules were left out beside the labels.
    """
    bands: dict[tuple[int, int], set[int]] = {}
    held: dict[tuple[int, int], set[int]] = {}
    for (i, j), cell in owner.items():
        bands.setdefault(cell, set()).add(i)
        if (i, j) in used:
            held.setdefault(cell, set()).add(i)
    apart = {cell for cell, rows in bands.items() if len(rows) >= TALL and len(held.get(cell, ())) > 0.6 * len(rows)}
    return {(i, j): ((i, cell[1]) if cell in apart else cell) for (i, j), cell in owner.items()}


def _spread(words: list[Word], xs: Sequence[float], first: int, last: int) -> dict[int, list[Word]]:
    """The words of a cell over several strips: parted by strip where several stand side by side in it.

    Rules down are often left out in a table's body; a single run of words spans the strips.
    """
    if first == last:
        return {first: words}
    lines = [row_chunks(line) for line in lines_of(word for word in words if not word.turn)]
    if all(len(chunks) < 2 for chunks in lines):
        return {first: words}
    spread: dict[int, list[Word]] = {}
    for chunk in (chunk for chunks in lines for chunk in chunks):
        at = max(range(first, last + 1), key=lambda j: overlap(chunk.x0, chunk.x1, xs[j], xs[j + 1]))
        if not is_amount(chunk.text):
            at = next(j for j in range(first, last + 1) if overlap(chunk.x0, chunk.x1, xs[j], xs[j + 1]) > 1 or j == at)
        spread.setdefault(at, []).extend(chunk.words)
    turned = [word for word in words if word.turn]
    if turned:
        spread.setdefault(first, []).extend(turned)
    return spread


def _merged(
    ys: Sequence[float], xs: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each field the top left field of the cell that it is part of."""
    height, width = len(ys) - 1, len(xs) - 1
    by_x: list[list[Rule]] = [[r for r in down if abs(r.at - x) <= LEVEL + 1] for x in xs]
    by_y: list[list[Rule]] = [[r for r in across if abs(r.at - y) <= LEVEL + 1] for y in ys]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(height):
        y = (ys[i] + ys[i + 1]) / 2
        for j in range(width):
            x = (xs[j] + xs[j + 1]) / 2
            left_open = j > 0 and not any(r.start - 1 <= y <= r.end + 1 for r in by_x[j])
            above_open = i > 0 and not any(r.start - 1 <= x <= r.end + 1 for r in by_y[i])
            if left_open:
                owner[i, j] = owner[i, j - 1]
            elif above_open:
                owner[i, j] = owner[i - 1, j]
            else:
                owner[i, j] = (i, j)
    return owner


def _strips(fields: dict[tuple[int, int], list[Word]], xs: Sequence[float]) -> list[list[tuple[float, float]]]:
    """For each strip between rules down, its columns: more than one where rows hold numbers side by side."""
    strips = []
    for j in range(len(xs) - 1):
        spans: list[tuple[float, float]] = []
        paired = 0
        for (_, column), words in fields.items():
            if column != j:
                continue
            for line in lines_of(word for word in words if not word.turn):
                amounts = [c for c in row_chunks(line) if is_amount(c.text)]
                inside = [c for c in amounts if xs[j] - 1 <= c.x0 and c.x1 <= xs[j + 1] + 1]
                paired += len(inside) > 1
                spans += [(c.x0, c.x1) for c in inside]
        edges = [xs[j], xs[j + 1]]
        if paired > 1:
            joined: list[tuple[float, float]] = []
            for a, b in sorted(spans):
                if joined and a < joined[-1][1]:
                    joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
                else:
                    joined.append((a, b))
            edges[1:1] = [(a[1] + b[0]) / 2 for a, b in pairwise(joined)]
        strips.append(list(pairwise(edges)))
    return strips


def _split_band(
    band: dict[int, list[Word]], strips: Sequence[Sequence[tuple[float, float]]], top: float, bottom: float
) -> list[tuple[tuple[Word, ...], ...]]:
    """One band between rules across as one row, or as several where numbers stand below one another."""
    flat: list[list[Word]] = []
    for j, strip in enumerate(strips):
        cells: list[list[Word]] = [[] for _ in strip]
        if len(strip) == 1:
            cells[0] = list(band.get(j, ()))
        else:
            for line in lines_of(band.get(j, ())):
                for chunk in row_chunks(line):
                    at = max(range(len(strip)), key=lambda k: overlap(chunk.x0, chunk.x1, *strip[k]))
                    cells[at] += chunk.words
        flat += cells
    stacked = _stacks(flat)
    if stacked < 2:
        return [tuple(tuple(cell) for cell in flat)]
    columns = [Column(a, b, _is_numeric(flat[k])) for k, (a, b) in enumerate(e for strip in strips for e in strip)]
    owner = {id(word): k for k, cell in enumerate(flat) for word in cell}
    items = []
    for line in lines_of(word for cell in flat for word in cell if not word.turn):
        placed: dict[int, list[Word]] = {}
        for word in line.words:
            placed.setdefault(owner[id(word)], []).append(word)
        numbers = any(columns[k].numeric and any(is_amount(w.text) for w in held) for k, held in placed.items())
        items.append(Item(line, tuple(row_chunks(line)), placed, numbers))
    rows = []
    for group in group_rows(items, columns, ()):
        row: list[list[Word]] = [[] for _ in columns]
        for item in group:
            for k, words in item.placed.items():
                row[k] += words
        rows.append(tuple(tuple(cell) for cell in row))
    return rows


def _is_numeric(words: Sequence[Word]) -> bool:
    lines = lines_of(word for word in words if not word.turn)
    amounts = [line for line in lines if all(is_amount(chunk.text) for chunk in row_chunks(line))]
    return bool(amounts) and len(amounts) * 2 > len(lines)


def _stacks(cells: Sequence[Sequence[Word]]) -> int:
    """How many rows of numbers stand below one another in at least two columns of a band.

    One column of numbers is enough where another holds as many lines of words.
    """
    counts = []
    lines_at = []
    for cell in cells:
        lines = lines_of(word for word in cell if not word.turn)
        lines_at.append(len(lines))
        figures = [
            line for line in lines if all(is_amount(c.text) for c in row_chunks(line)) and is_figure_line(line.text)
        ]
        if len(figures) * 2 > len(lines):
            counts.append(len(figures))
    several = [count for count in counts if count > 1]
    if len(several) >= 2:
        return max(several)
    if several and any(count >= several[0] for count in lines_at if count > 1) and sum(n > 1 for n in lines_at) > 1:
        return several[0]
    return 1


def is_figure_line(text: str) -> bool:
    """Whether a line of a cell is a number of a table's body."""
    return is_figure(text) or is_amount(text) or is_data(text)


def _head_above(grid: Grid, box: Box, words: Sequence[Word]) -> tuple[tuple[Word, ...], ...] | None:
    """Headers that stand right above the rules: drawn sideways, or upright where the grid has none inside."""
    size = max(w.size for row in grid.rows for cell in row for w in cell)
    near = [w for w in words if box[0] - 2 <= w.x0 and w.x1 <= box[2] + 2 and w.bottom <= box[1] + 0.3 * size]
    turned = [w for w in near if w.turn and w.bottom > box[1] - TURNED_REACH]
    if turned and max(w.bottom for w in turned) > box[1] - HEAD_REACH * size:
        top = min(w.top for w in turned)
        found = turned + [w for w in near if not w.turn and w.top > top - 2]
    else:
        found = [w for w in near if not w.turn and w.bottom > box[1] - HEAD_REACH * size]
        lines = [row_chunks(line) for line in lines_of(found)]
        if _figures(grid.rows[0]) == 0 or not lines or min(len(chunks) for chunks in lines) < 2:
            return None
    head: list[list[Word]] = [[] for _ in grid.edges]
    for word in found:
        at = max(range(len(grid.edges)), key=lambda k: overlap(word.x0, word.x1, *grid.edges[k]))
        head[at].append(word)
    return tuple(tuple(cell) for cell in head) if sum(bool(cell) for cell in head) > 1 else None


def _figures(row: Sequence[Sequence[Word]]) -> int:
    return sum(is_figure(" ".join(word.text for word in cell)) for cell in row)


def _labels_outside(grid: Grid, box: Box, words: Sequence[Word]) -> bool:
    """Whether a grid of numbers has its labels left of its rules: then it boxes totals of a larger table."""
    if any(has_letters(word.text) for row in grid.rows for cell in row for word in cell):
        return False
    beside = lines_of(w for w in words if w.x1 < box[0] + 2 and box[1] < _height(w) < box[3] and not w.turn)
    return len(beside) * 2 >= len(grid.rows)


def _is_open(grid: Grid, box: Box, words: Sequence[Word]) -> bool:
    """Whether rows of numbers go on right above or below the grid: then its rules box only a part of a table."""
    size = max((w.size for row in grid.rows for cell in row for w in cell), default=10.0)
    if _labels_outside(grid, box, words):
        return True
    if _numbers_between(grid, words, box[1] - 2.6 * size, box[1], box):
        return True
    open_lines = _numbers_between(grid, words, box[3], box[3] + 6 * size, box)
    return open_lines >= 2 or (open_lines == 1 and len(grid.rows) == 1)


def _numbers_between(grid: Grid, words: Sequence[Word], top: float, bottom: float, box: Box) -> int:
    """How many lines of numbers stand in the grid's columns between two heights outside it."""
    near = [w for w in words if top < _height(w) < bottom and w.x1 > box[0] and w.x0 < box[2] and not w.turn]
    found = 0
    for line in lines_of(near):
        figures = [c for c in row_chunks(line) if is_figure(c.text)]
        at = {k for c in figures for k, (a, b) in enumerate(grid.edges) if a - 2 <= c.middle <= b + 2 and k}
        found += len(at) >= max(1, min(2, len(grid.edges) - 1)) and len(at) == len(figures)
    return found
