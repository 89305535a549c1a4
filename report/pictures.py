"""Pictures of printed places, for the pages of papers: the page with the figure's cell framed.

A picture takes about a fifth of a second and a fifth of a megabyte, so that usually only contradicted figures have one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from report.source import ident
from warehouse import ask
from warehouse.errors import QueryError

FOLDER = "pictures"


def draw(figure_ids: Iterable[str], warehouse: Path, site: Path) -> dict[str, str]:
    """Draw the places of figures below `site`. Returns the file of each, relative to the pages.

    A figure whose landed paper is not at hand has no picture, and is left out.
    """
    drawn: dict[str, str] = {}
    for figure_id in figure_ids:
        try:
            picture = ask.picture(ask.trace(figure_id, warehouse))
        except QueryError:
            continue
        name = f"{FOLDER}/{ident(figure_id)}.png"
        (site / FOLDER).mkdir(exist_ok=True)
        (site / name).write_bytes(picture)
        drawn[figure_id] = name
    return drawn
