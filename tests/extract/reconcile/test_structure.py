"""The tree over a table's lines, where it is deeper than a program may call."""

from __future__ import annotations

import sys

from extract.pipeline import extract
from extract.read.text import read_text

HEAD = """KENT POLICE AND CRIME PANEL

12 December 2022

2022/23 REVENUE MONITORING - QUARTER 2

| | Revised Budget £000 |
|---|---|
"""


def test_totals_of_totals_may_be_as_many_as_rows() -> None:
    rows = sys.getrecursionlimit() + 200
    text = HEAD + "| Total pay | 5 |\n" * rows
    extraction = extract(read_text(text.encode(), "0" * 64, "kent.txt", "text/plain"))
    assert len(extraction.figures) == rows
    assert max(figure.level or 0 for figure in extraction.figures) > sys.getrecursionlimit()
