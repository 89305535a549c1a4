"""What it costs to run a load by Airflow (`make load`) beside `copperbottom load` of the same papers."""

from __future__ import annotations

from benchmarks.processes import python
from benchmarks.tables import Bench, Table, megabytes, seconds


def measure(bench: Bench) -> list[Table]:
    """The first Airflow run ever, one with its database at hand, and the same load without Airflow."""
    folder = bench.scratch / "orchestration"
    home = folder / "airflow"

    def by_airflow(name: str) -> tuple[str, ...]:
        arguments = ("--home", home, "load", "--papers", bench.papers, "--warehouse", folder / f"{name}.duckdb")
        run = python("-m", "warehouse.orchestrate.local_run", *arguments)
        return seconds(run.seconds), megabytes(run.peak_bytes)

    alone = python("-m", "copperbottom", "load", bench.papers, "--warehouse", folder / "alone.duckdb")
    rows = [
        ("`copperbottom load`", seconds(alone.seconds), megabytes(alone.peak_bytes)),
        ("`make load`, the first time (Airflow's database is made)", *by_airflow("first")),
        ("`make load`, later", *by_airflow("later")),
        ("`make load` of the same papers once more: nothing new", *by_airflow("later")),
    ]
    note = "Each into a new warehouse, but the last. `airflow dags test` runs the papers' tasks one after another."
    return [Table("With Airflow and without", note, ("Load", "Whole", "Peak memory"), rows)]
