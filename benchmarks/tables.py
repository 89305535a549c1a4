"""What a group of benchmarks gives back, and what it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Bench:
    """What a group works with: a folder of papers, one of PDFs, and a private folder for what it writes."""

    papers: Path
    pdfs: Path
    scratch: Path


@dataclass(frozen=True, slots=True)
class Table:
    """One table of results; `note` says in a sentence what was done."""

    title: str
    note: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """The table as Markdown, numbers to the right."""
        rule = ["---", *("---:" for _ in self.header[1:])]
        lines = [f"| {' | '.join(cells)} |" for cells in (self.header, rule, *self.rows)]
        return f"## {self.title}\n\n{self.note}\n\n" + "\n".join(lines) + "\n"


def seconds(value: float) -> str:
    """Seconds, to a precision that a run repeats."""
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def megabytes(value: float) -> str:
    """Bytes as megabytes."""
    return f"{value / MEGABYTE:,.0f} MB"
