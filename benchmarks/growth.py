"""How extraction grows with the number of papers and of cores."""

from __future__ import annotations

import os

from benchmarks.made_up import copies
from benchmarks.processes import papers_of, python
from benchmarks.tables import Bench, Table, megabytes, seconds

COUNTS = (5, 50, 500)
CORES = (1, 2)


def measure(bench: Bench) -> list[Table]:
    """Reading of 5 to 500 papers, on one core and on two."""
    papers = papers_of(bench.papers)
    rows = []
    for count in COUNTS:
        folder = copies(papers, count, bench.scratch / "growth" / str(count))
        for cores in CORES:
            if cores > len(os.sched_getaffinity(0)):
                continue
            warehouse = bench.scratch / "growth" / f"{count}-on-{cores}.duckdb"
            run = python("-m", "benchmarks.probe", "extract", folder, warehouse, cores=cores)
            found = run.answer
            rows.append(
                (
                    f"{count}",
                    f"{cores}",
                    f"{found['figures']:,}",
                    seconds(found["seconds"]),
                    f"{1000 * found['seconds'] / found['papers']:,.0f} ms",
                    f"{found['figures'] / found['seconds']:,.0f}",
                    megabytes(run.peak_bytes),
                )
            )
    note = (
        "The papers of the folder, copied and altered by a line, so that each is a paper of its own. The processes "
        "that read are started once and count in; landing does not."
    )
    header = ("Papers", "Cores", "Figures", "Whole", "Each paper", "Figures per second", "Peak memory")
    return [Table("Extraction of many papers", note, header, rows)]
