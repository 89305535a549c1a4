"""What stands on one page: its tables and blocks of prose, in reading order, with their boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.model import Block
from extract.read.pdf.geometry import Box, Line, PageContent, lines_of, turn_box
from extract.read.pdf.grid import Grid
from extract.read.pdf.lattice import find_lattices
from extract.read.pdf.prose import blocks_of, body_size
from extract.read.pdf.regions import split_regions
from extract.read.pdf.zones import Drawn, find_tables


def parts_of(page: PageContent) -> list[tuple[Box, Block | Grid]]:
    """The tables and blocks of one page in reading order, with their boxes on the page as it was read."""
    grids, words = find_lattices(page)
    turned = tuple(word for word in words if word.turn)
    upright = [word for word in words if not word.turn]
    size = body_size(lines_of(upright))
    parts: list[tuple[Box, Block | Grid]] = [(grid.box, grid) for grid in grids]
    drawn = Drawn(page.across, page.down, page.fills, turned)
    order: list[tuple[Box, Block | Grid]] = []
    for region in split_regions(upright, page.across):
        if not region:
            continue
        found, rest = find_tables(lines_of(region), drawn)
        here: list[tuple[Box, Block | Grid]] = [(grid.box, grid) for grid in found]
        left, right = min(word.x0 for word in region), max(word.x1 for word in region)
        barriers = sorted(box[1] for box, _ in [*here, *parts] if box[0] < right and box[2] > left)
        for run in _between(rest, barriers):
            here += [(box, _block_back(block, page)) for box, block in blocks_of(run, page.number, size)]
        order += sorted(here, key=lambda part: part[0][1])
    for box, part in parts:
        at = next((k for k, (other, _) in enumerate(order) if other[1] > box[1] and _beside(other, box)), len(order))
        order.insert(at, (box, part))
    return order


def _beside(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0])


def _between(lines: Sequence[Line], barriers: Sequence[float]) -> Iterator[list[Line]]:
    """Lines in runs that no table parts."""
    run: list[Line] = []
    at = 0
    for line in lines:
        level = sum(barrier < line.y for barrier in barriers)
        if run and level != at:
            yield run
            run = []
        at = level
        run.append(line)
    if run:
        yield run


def rounded(box: Box) -> Box:
    """A box to a tenth of a point."""
    return round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)


def displayed(box: Box, page: PageContent) -> Box:
    """A box of the page as it was read, on the page as it is displayed."""
    return turn_box(box, 4 - page.turned, page.width, page.height) if page.turned else box


def _block_back(block: Block, page: PageContent) -> Block:
    if not page.turned or block.place.bbox is None:
        return block
    return replace(block, place=replace(block.place, bbox=rounded(displayed(block.place.bbox, page))))
