"""How long each mart's typical question takes on a warehouse of ten thousand papers.

What the papers of the folder yielded is multiplied in SQL: each copy is of an area of its own, or of another ten
years of one. dbt then builds the warehouse as a load does.
"""

from __future__ import annotations

import random
import shutil
import statistics
import time
from pathlib import Path

import duckdb

from benchmarks.tables import Bench, Table, megabytes, seconds
from warehouse.load.build import create_private, work_file
from warehouse.load.loader import load
from warehouse.load.raw_tables import write_raw
from warehouse.state.ledger import Ledger
from warehouse.state.publication_state import publication_state, rules_version
from warehouse.state.store import open_store
from warehouse.workers.dbt_client import DbtProcess

PAPERS = 10_000
AREAS = 43
ASKED = 100  # questions of each mart
SEED = 2026
QUESTIONS = {
    "budget_monitoring": "report_period, line, revised_budget_gbp, coalesce(outturn_gbp, forecast_gbp), variance_gbp",
    "forecast_vs_outturn": "line, q1_forecast_gbp, q2_forecast_gbp, q3_forecast_gbp, outturn_gbp, forecast_error_pct",
    "forecast_history": "line, as_at, forecast_gbp, change_since_last_gbp",
    "budget_changes": "line_path, original_budget_gbp, virements_gbp, revised_budget_gbp, unexplained_gbp",
    "budget_virements": "line_path, virement, virement_gbp",
    "reserve_balances": "reserve, as_at, basis, forecast_made_on, balance_gbp",
    "reserves_forecast_vs_actual": "reserve, as_at, forecast_gbp, actual_gbp, difference_gbp",
    "capital_programme": "line, total_budget_gbp, spend_to_date_gbp, forecast_gbp, variance_gbp",
    "savings_delivery": "programme, target_gbp, delivered_gbp, delivered_pct, derived",
    "officer_uplift": "programme, measure, value, unit",
    "workforce": "role, measure, as_at, value, unit",
    "crime": "offence, measure, period, value, comparator",
    "funding": "financial_year, measure, value, unit",
}


def measure(bench: Bench) -> list[Table]:
    """Build the warehouse, and ask each mart of a body that is drawn by lot."""
    folder = bench.scratch / "questions"
    folder.mkdir()
    first = folder / "first.duckdb"
    load(bench.papers, first)
    store = open_store(first)
    here = publication_state(store, Ledger(store), _version(), rules_version())
    file = folder / "build" / "many.duckdb"
    file.parent.mkdir()
    write_raw(store, here.snapshot, work_file(file))
    copies = _multiply(work_file(file), len(here.snapshot.papers))
    create_private(file)
    dbt = DbtProcess()
    try:
        dbt.wait_until_imported()
        began = time.perf_counter()
        dbt.build(file, work_file(file), file.parent)
        built = time.perf_counter() - began
    finally:
        dbt.close()
    lake = _export(file, folder / "lake")
    return [_built(file, copies * len(here.snapshot.papers), built), _asked(file, lake)]


def _version() -> str:
    from extract.version import extractor_version

    return extractor_version()


def _multiply(work: Path, papers: int) -> int:
    """Copy what papers yielded until there are `PAPERS` of them; returns the number of copies."""
    copies = -(-PAPERS // papers)
    shift = f"(copy // {AREAS}) * 10"
    ids = {
        "papers": ("paper_id",),
        "figures": ("figure_id", "paper_id", "supersedes_figure_id"),
        "findings": ("finding_id",),
    }
    with duckdb.connect(str(work)) as connection:
        connection.execute("use raw")
        for table, names in ids.items():
            columns = dict(
                connection.execute(
                    "select column_name, data_type from duckdb_columns() where schema_name = 'raw' and table_name = $1",
                    [table],
                ).fetchall()
            )
            other = {name: f"{name} || '-' || copy" for name in names}
            other |= {
                name: f"list_transform({name}, lambda one: one || '-' || copy)"
                for name in ("paper_ids", "figure_ids")
                if name in columns
            }
            other |= {name: f"cast({name} + to_years({shift}) as date)" for name in columns if columns[name] == "DATE"}
            if "organisation" in columns:
                other["organisation"] = f"'Area ' || (copy % {AREAS}) || ' ' || organisation"
            if "financial_year" in columns:
                year = f"cast(left(financial_year, 4) as integer) + {shift}"
                other["financial_year"] = f"({year}) || '/' || lpad(cast((({year}) + 1) % 100 as varchar), 2, '0')"
            replaced = ", ".join(f"{made} as {name}" for name, made in other.items())
            connection.execute(
                f"create or replace table {table} as select * exclude (copy) replace ({replaced})"
                f" from {table} cross join (select unnest(range({copies})) as copy)"
            )
    return copies


def _export(file: Path, folder: Path) -> Path:
    folder.mkdir()
    with duckdb.connect(str(file), read_only=True) as connection:
        for mart in QUESTIONS:
            connection.execute(f"copy marts.{mart} to '{folder / mart}.parquet' (compression zstd)")
    return folder


def _built(file: Path, papers: int, took: float) -> Table:
    with duckdb.connect(str(file), read_only=True) as connection:
        figures, rows = (
            connection.execute(sql).fetchall()[0][0]
            for sql in (
                "select count(*) from core.figures",
                "select sum(estimated_size) from duckdb_tables() where schema_name = 'marts'",
            )
        )
    return Table(
        "A warehouse of ten thousand papers",
        f"`dbt build` with its tests, of {papers:,} made-up papers.",
        ("Papers", "Figures", "Rows in the marts", "Build", "File"),
        [(f"{papers:,}", f"{figures:,}", f"{rows:,}", seconds(took), megabytes(file.stat().st_size))],
    )


def _asked(file: Path, lake: Path) -> Table:
    rows = []
    with duckdb.connect(str(file), read_only=True) as ours, duckdb.connect() as theirs:
        for mart, columns in QUESTIONS.items():
            size = ours.execute(f"select count(*) from marts.{mart}").fetchall()[0][0]
            own = _times(ours, f"marts.{mart}", columns)
            peer = _times(theirs, f"'{lake / mart}.parquet'", columns)
            rows.append((f"`{mart}`", f"{size:,}", *(f"{1000 * value:.1f} ms" for value in (*own, *peer))))
    shutil.rmtree(lake)
    note = (
        f"All rows of one body, drawn by lot, in order: {ASKED} questions of each mart over an open connection. "
        "Target: 50 ms at the 95th percentile. The peer is DuckDB on the same marts exported as Parquet files."
    )
    header = ("Mart", "Rows", "Median", "95th percentile", "Parquet, median", "Parquet, 95th percentile")
    return Table("Typical questions", note, header, rows)


def _times(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> tuple[float, float]:
    """Median and 95th percentile of the seconds that a question takes."""
    lot = random.Random(SEED)
    bodies = [
        body
        for (body,) in connection.execute(
            f"select distinct organisation from {table} where organisation is not null order by 1"
        ).fetchall()
    ]
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        connection.execute(f"select {columns} from {table} where organisation = $1 order by all", [lot.choice(bodies)])
        connection.fetchall()
        took.append(time.perf_counter() - began)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]
