"""The forms in which converters leave tables in text, tried one after another."""

from __future__ import annotations

from collections.abc import Sequence

from extract.read.lines import TextLine
from extract.read.text_tables.found import Found
from extract.read.text_tables.marked_up import marked_up
from extract.read.text_tables.piped import piped
from extract.read.text_tables.run_on import run_on
from extract.read.text_tables.slashed import slashed
from extract.read.text_tables.spaced import spaced
from extract.read.text_tables.stacked import stacked
from extract.read.text_tables.tabbed import tabbed

FORMS = (marked_up, tabbed, piped, slashed, spaced, run_on, stacked)  # the plainest first


def table_at(lines: Sequence[TextLine], i: int) -> Found | None:
    """The table that begins at line `i`, as rows of cells and the line after its last."""
    for form in FORMS:
        found = form(lines, i)
        if found is not None:
            return found
    return None
