"""Which tables of papers what fails in a build comes from, so that a table is held and not its whole paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from warehouse.load.reasons import Fault, reason

if TYPE_CHECKING:
    import duckdb

Tables = set[tuple[str, int]]


def tables_of_rows(connection: duckdb.DuckDBPyConnection, mart: str, row_ids: Iterable[Any]) -> Tables:
    """The tables (paper, number) that every one of these rows of a mart comes from; none where one comes from prose."""
    import duckdb

    wanted = [str(one) for one in row_ids if one is not None]
    try:
        found = connection.execute(
            "select distinct paper_id, table_no, row_id from core.mart_figures join core.figures using (figure_id)"
            " where mart = ? and row_id in (select unnest(?))",
            [mart, wanted],
        ).fetchall()
    except duckdb.Error:
        return set()
    told = {row_id for _, _, row_id in found} >= set(wanted) and all(table for _, table, _ in found)
    return {(paper, table) for paper, table, _ in found} if told else set()


def tables_of_test(connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> Tables:
    """The tables that the failing rows of a dbt test on a mart come from, where all of them name their row."""
    import duckdb

    try:
        failing = connection.sql(node["sql"])
        if "row_id" not in failing.columns or node["relation"] is None:
            return set()
        row_ids = [row[0] for row in failing.select("row_id").fetchall()]
    except duckdb.Error:
        return set()
    mart = str(node["relation"]).replace('"', "").rpartition(".")[2]
    return tables_of_rows(connection, mart, row_ids) if None not in row_ids else set()


def reasons_of_tables(blamed: Sequence[tuple[Fault, Tables]]) -> dict[tuple[str, int], str]:
    """Why each table is held, where everything that fails leads to tables; nothing where something does not."""
    if not all(tables for _, tables in blamed):
        return {}
    faults: dict[tuple[str, int], list[Fault]] = {}
    for fault, tables in blamed:
        for one in tables:
            faults.setdefault(one, []).append(fault)
    return {
        (paper, table): reason(f"Table {table} is held for what the finished build shows of it", found)
        for (paper, table), found in faults.items()
    }
