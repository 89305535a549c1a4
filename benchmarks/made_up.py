"""Papers to measure with: copies that differ by a line, and tables as large as one likes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

DEPARTMENTS = ("Local Policing", "Crime and Justice", "Operational Support", "Contact Centre", "Custody", "Estates")


def copies(papers: Sequence[Path], count: int, folder: Path) -> Path:
    """So many papers, each with a line of its own at its end, so that no two have the same bytes."""
    folder.mkdir(parents=True)
    for number, paper in enumerate(islice(cycle(papers), count)):
        copy = folder / f"{paper.stem}-{number}{paper.suffix}"
        copy.write_bytes(paper.read_bytes() + f"\nCopy number {number}.\n".encode())
    return folder


def large_table(rows: int, columns: int, path: Path) -> Path:
    """A paper with one table whose rows and columns add up; `columns` counts those with figures."""
    body = [[(7 * row + 13 * column) % 900 + 100 for column in range(columns - 1)] for row in range(rows - 1)]
    totals = [sum(line[column] for line in body) for column in range(columns - 1)]
    names = [f"{DEPARTMENTS[row % len(DEPARTMENTS)]} {row + 1}" for row in range(rows - 1)]
    lines = ["\t" + "\t".join([*(f"Virement {n + 1} £000's" for n in range(columns - 1)), "Total £000's"])]
    for name, line in zip([*names, "Total"], [*body, totals], strict=True):
        lines.append("\t".join([name, *(f"{value:,}" for value in [*line, sum(line)])]))
    heading = "Exampleshire Police\n\nMeeting: 14 November 2024\n\n2024/25 FINANCE REPORT - QUARTER 2\n\nVirements.\n\n"
    path.write_text(heading + "\n".join(lines) + "\n", encoding="utf-8")
    return path
