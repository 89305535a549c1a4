"""Pictures of printed places, for the pages of papers: the page with the figure's cell framed.

A picture takes about a fifth of a second and a fifth of a megabyte, so that usually only contradicted figures have one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from report.source import ident
from warehouse.errors import QueryError
from warehouse.render.page_picture import trace_picture
from warehouse.serve.trace import trace
from warehouse.state.store import open_store
from warehouse.workers.paper_reader import PaperReader

FOLDER = "pictures"


def draw(figures: Iterable[tuple[str, str]], warehouse: Path, site: Path) -> dict[str, str]:
    """Draw the places of figures (their id and their paper's) below `site`. Returns the file of each, for the pages.

    A figure whose landed paper is not at hand has no picture, and is left out.
    """
    drawn: dict[str, str] = {}
    kept = open_store(warehouse).papers
    landed = {path.name.partition(".")[0] for path in kept.iterdir()} if kept.is_dir() else set()
    with PaperReader() as reader:
        for figure_id, paper_id in figures:
            if paper_id not in landed:
                continue
            try:
                picture = trace_picture(trace(figure_id, warehouse, reader))
            except QueryError:
                continue
            name = f"{FOLDER}/{ident(figure_id)}.png"
            (site / FOLDER).mkdir(exist_ok=True)
            (site / name).write_bytes(picture)
            drawn[figure_id] = name
    return drawn
