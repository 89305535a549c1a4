"""Typesets the bundled sample papers: seven PDFs of two police forces that do not exist.

The money is that of `samples/ledger.py`, the look that of `samples/layouts.py`, and each force has its papers, with the
sentences made up for them, in a module of its own. They are laid out as real ones are, each in another way: ruled and
unruled, with headers of one and two levels, upright and sideways, in thousands and in millions, with overspending
positive and with overspending in brackets. One balance is restated by a later paper, which says so, and one sub-total
is misprinted, which no paper says.

Run it after a change: `.venv/bin/python -m samples.typeset`. A test shows that the papers are what it writes.
"""

from __future__ import annotations

from pathlib import Path

from samples import exampleshire, samplefordshire
from samples.layouts import Paper, draw

PAPERS = Path(__file__).resolve().parent / "papers"


def papers() -> tuple[Paper, ...]:
    """Every sample paper."""
    return (
        exampleshire.first_quarter(),
        exampleshire.second_quarter(),
        exampleshire.third_quarter(),
        exampleshire.outturn(),
        samplefordshire.budget_setting(),
        samplefordshire.half_year(),
        samplefordshire.outturn(),
    )


def main() -> None:
    """Write every sample paper."""
    for paper in papers():
        (PAPERS / paper.file).write_bytes(draw(paper))


if __name__ == "__main__":
    main()
