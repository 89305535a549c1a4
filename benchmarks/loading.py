"""How long a load takes, stage by stage, and how much memory: cold, and once more with nothing new."""

from __future__ import annotations

from benchmarks.processes import python
from benchmarks.tables import MEGABYTE, Bench, Table, megabytes, seconds

COLD_SECONDS = 45
COLD_BYTES = 700 * MEGABYTE
AGAIN_SECONDS = 3
STAGES = {
    "land": "land: keep the papers under their hashes",
    "extract": "extraction: read, interpret, reconcile",
    "start_up": "start-up: what remains to wait for of importing Great Expectations and dbt",
    "gate": "gate",
    "build": "build: dbt, with its tests",
    "audit": "audit of the marts",
    "publish": "publish",
}


def measure(bench: Bench) -> list[Table]:
    """One cold load of the folder, and one more."""
    warehouse = bench.scratch / "loading" / "w.duckdb"
    cold = python("-m", "benchmarks.probe", "load", bench.papers, warehouse)
    again = python("-m", "copperbottom", "load", bench.papers, "--warehouse", warehouse)
    answer = cold.answer
    staged = answer["seconds"]
    rows = [(words, seconds(staged.get(stage, 0.0)), "") for stage, words in STAGES.items()]
    rows += [
        ("the rest: Python's start, looking for papers, the ledger", seconds(cold.seconds - sum(staged.values())), ""),
        ("**whole load, cold**", seconds(cold.seconds), f"{COLD_SECONDS} s"),
        ("**peak memory of all its processes**", megabytes(cold.peak_bytes), megabytes(COLD_BYTES)),
        ("**the same papers once more: nothing new**", seconds(again.seconds), f"{AGAIN_SECONDS} s"),
        ("peak memory of that", megabytes(again.peak_bytes), ""),
    ]
    note = (
        f"`copperbottom load` of {answer['papers_seen']} papers ({answer['figures']} figures, {answer['papers_held']} "
        "held) into a new warehouse. Great Expectations and dbt are imported while papers are read, so stages run "
        "beside one another; the targets are for five papers on two cores."
    )
    return [Table("A load, stage by stage", note, ("Stage", "Measured", "Target"), rows)]
