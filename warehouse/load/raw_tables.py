"""The raw tables that dbt builds from: what papers yielded, less what is held, and what is to be known of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from collect.errors import CollectError
from collect.register import expected, load_register
from extract.organisations import all_organisations, area_of
from warehouse.errors import LoadError
from warehouse.state.ledger import Ledger
from warehouse.state.ledger_schema import columns_of
from warehouse.state.snapshot import Row, Snapshot
from warehouse.state.store import Store

if TYPE_CHECKING:
    import duckdb

LEDGER_TABLES = ("loads", "held", "checks", "accepted_losses")
"""The tables of the ledger that are published, in `audit`."""
ARROW_TYPES = {"text": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "timestamp": pa.timestamp("us")}


def ledger_table(name: str, rows: Sequence[Row]) -> pa.Table:
    """The ledger's rows of one of `LEDGER_TABLES` as a table with the types that the ledger declares."""
    schema = pa.schema([(column, ARROW_TYPES[kind]) for column, kind in columns_of(name).items()])
    columns = [pa.array([_typed(row.get(field.name), field.type) for row in rows], type=field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def read_extractions(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Make `papers`, `figures` and `findings` of the current schema from extraction folders."""
    for table, name in (("papers", "paper"), ("figures", "figures"), ("findings", "findings")):
        files = [str(folder / f"{name}.parquet") for folder in folders]
        connection.execute(f"create or replace table {table} as select * from read_parquet(?)", [files])


def write_raw(store: Store, snapshot: Snapshot, work: Path) -> None:
    """Write the raw tables: papers, figures and findings less what is held, and what is to be known of them.

    That is organisations, papers that were replaced, what the register expects, and the ledger's rows. Raises
    LoadError where the register is wrong.
    """
    import duckdb

    from warehouse.state.extraction_files import write_records

    ledger = Ledger(store)
    nothing = work.parent / "nothing"
    nothing.mkdir()
    for name in ("paper", "figures", "findings"):
        write_records(name, (), nothing / f"{name}.parquet")
    folders = [nothing, *(store.extraction(version, one) for one, version in sorted(snapshot.papers.items()))]
    with duckdb.connect(str(work)) as connection:
        connection.execute("create schema raw")
        connection.execute("use raw")
        read_extractions(connection, folders)
        _add_landing(connection, ledger)
        _leave_out_held(connection, snapshot)
        _organisations(connection)
        _superseded(connection, snapshot)
        _expected(connection, [str(row["landed_at"]) for row in ledger.landed() if row["paper_id"] in snapshot.papers])
        for name in LEDGER_TABLES:
            table = ledger_table(name, getattr(snapshot, name))
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


def _superseded(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    """Papers that were replaced in place by one that is built in as well."""
    rows = [(one, by) for one, by in snapshot.superseded.items() if {one, by} <= set(snapshot.papers)]
    _bulk(connection, "superseded_papers (paper_id varchar, by_paper_id varchar)", rows)


def _expected(connection: duckdb.DuckDBPyConnection, landed_at: Sequence[str]) -> None:
    """What the register expects by the day of the newest paper, which is as far as the warehouse can know."""
    try:
        panels = load_register()
    except CollectError as error:
        raise LoadError(f"Nothing was published, because the register of panels is wrong: {error.reason}") from error
    as_of = dt.date.fromisoformat(max(landed_at)[:10]) if landed_at else None
    rows = [
        (
            one.panel,
            one.organisation,
            area_of(one.organisation),
            one.financial_year,
            one.report_period,
            one.due_on,
            as_of,
        )
        for one in (expected(panels, as_of) if as_of else ())
    ]
    _bulk(
        connection,
        "expected_papers (panel varchar, organisation varchar, area varchar, financial_year varchar,"
        " report_period varchar, due_on date, as_of date)",
        rows,
    )


def _bulk(connection: duckdb.DuckDBPyConnection, declaration: str, rows: Sequence[tuple[object, ...]]) -> None:
    connection.execute(f"create table {declaration}")
    if rows:
        columns = {f"column_{number}": list(values) for number, values in enumerate(zip(*rows, strict=True))}
        connection.register("bulk_rows", pa.table(columns))
        connection.execute(f"insert into {declaration.partition(' ')[0]} select * from bulk_rows")
        connection.unregister("bulk_rows")


def _typed(value: Any, kind: pa.DataType) -> Any:
    return dt.datetime.fromisoformat(value) if pa.types.is_timestamp(kind) and value is not None else value
