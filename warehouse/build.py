"""Builds a warehouse from a snapshot of the store, in a private file, with dbt.

Two databases lie in the build's folder: `work.duckdb` with the raw tables (and everything of dbt's
that is not for readers), and the private file, which is published as it stands. It is created in a
storage format that older DuckDB wheels open. Nothing is written into a package or the dbt project.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extract.organisations import all_organisations
from warehouse.frames import ledger_table
from warehouse.gate import load_papers
from warehouse.ledger import Ledger
from warehouse.publish import STORAGE_OPTION
from warehouse.store import Store
from warehouse.work import Snapshot

if TYPE_CHECKING:
    import duckdb

    from warehouse.dbt_process import DbtProcess

WORK = "work.duckdb"


def build(store: Store, snapshot: Snapshot, file: Path, dbt: DbtProcess) -> list[dict[str, object]]:
    """Make the private file; returns dbt's models and tests with their outcomes."""
    write_raw(store, snapshot, work_file(file))
    create_private(file)
    return dbt.build(file, work_file(file), file.parent)


def work_file(file: Path) -> Path:
    """The database beside a private file, for what is not for readers."""
    return file.with_name(WORK)


def create_private(file: Path) -> None:
    """An empty private file, in the storage format that is published."""
    import duckdb

    duckdb.connect(str(file), config={"storage_compatibility_version": STORAGE_OPTION}).close()


def write_raw(store: Store, snapshot: Snapshot, work: Path) -> None:
    """Write the raw tables: papers, figures and findings less what is held, organisations, and the ledger's rows."""
    import duckdb

    from warehouse.parquet import write_records

    nothing = work.parent / "nothing"
    nothing.mkdir()
    for name in ("paper", "figures", "findings"):
        write_records(name, (), nothing / f"{name}.parquet")
    folders = [nothing, *(store.extraction(version, one) for one, version in sorted(snapshot.papers.items()))]
    with duckdb.connect(str(work)) as connection:
        connection.execute("create schema raw")
        connection.execute("use raw")
        load_papers(connection, folders)
        _add_landing(connection, Ledger(store))
        _leave_out_held(connection, snapshot)
        _organisations(connection)
        for name, rows in (("loads", snapshot.loads), ("held", snapshot.held), ("checks", snapshot.checks)):
            table = ledger_table(name, rows)
            connection.register("ledger_rows", table)
            connection.execute(f"create table {name} as select * from ledger_rows")
            connection.unregister("ledger_rows")


def _add_landing(connection: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    connection.execute("alter table papers add column source_url varchar")
    connection.execute("alter table papers add column loaded_at timestamp")
    _bulk(
        connection,
        "landing (paper_id varchar, source_url varchar, loaded_at timestamp)",
        [(row["paper_id"], row["source_url"], row["landed_at"]) for row in ledger.landed()],
    )
    connection.execute(
        "update papers set source_url = landing.source_url, loaded_at = landing.loaded_at"
        " from landing where landing.paper_id = papers.paper_id"
    )
    connection.execute("drop table landing")


def _leave_out_held(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    tables = [(row["paper_id"], row["table_no"]) for row in snapshot.held if row["table_no"] is not None]
    _bulk(connection, "held_tables (paper_id varchar, table_no bigint)", tables)
    figures = [(row["paper_id"], row["figure_id"]) for row in snapshot.held_figures]
    _bulk(connection, "held_figures (paper_id varchar, figure_id varchar)", figures)
    connection.execute(
        "delete from figures where (paper_id, table_no) in (select * from held_tables)"
        " or (paper_id, figure_id) in (select * from held_figures)"
    )
    connection.execute(
        "delete from findings where finding_id in (select finding_id"
        " from (select finding_id, unnest(figure_ids) as figure_id from findings)"
        " where figure_id not in (select figure_id from figures))"
    )
    connection.execute(
        "update figures set supersedes_figure_id = null where supersedes_figure_id is not null"
        " and supersedes_figure_id not in (select figure_id from figures)"
    )
    connection.execute("drop table held_tables; drop table held_figures")


def _organisations(connection: duckdb.DuckDBPyConnection) -> None:
    columns = ("organisation", "kind", "force_area", "ons_code", "region")
    rows = [tuple(row[column] for column in columns) for row in all_organisations()]
    _bulk(connection, f"organisations ({', '.join(f'{column} varchar' for column in columns)})", rows)


def _bulk(connection: duckdb.DuckDBPyConnection, declaration: str, rows: Sequence[tuple[object, ...]]) -> None:
    connection.execute(f"create table {declaration}")
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"insert into {declaration.partition(' ')[0]} values ({marks})", rows)
