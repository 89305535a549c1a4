"""Which tables of papers what fails in a build comes from, so that a table is held and not its whole paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

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


def reasons_of_tables(blamed: Sequence[tuple[str, Tables]]) -> dict[tuple[str, int], str]:
    """Why each table is held, where everything that fails leads to tables; nothing where something does not."""
    if not all(tables for _, tables in blamed):
        return {}
    words: dict[tuple[str, int], list[str]] = {}
    for what, tables in blamed:
        for one in tables:
            words.setdefault(one, []).append(what)
    return {
        (
            paper,
            table,
        ): f"Table {table} is held, because in the finished build {'; '.join(whats)}. Compare `copperbottom "
        "extract` with the paper: mend the paper and load it again, or report the misreading."
        for (paper, table), whats in words.items()
    }


def broken_test(connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> str:
    """What a dbt test found, in words: those of its rows where they have some, else its description."""
    import duckdb

    said = expected_of_test(node)
    try:
        failing = connection.sql(node["sql"])
        if "reason" in failing.columns:
            names = [name for name in ("column_name", "total", "sum_of_parts") if name in failing.columns]
            first = failing.select(", ".join(["reason", *names])).fetchone()
            if first is not None:
                values = ", ".join(f"{name} {value}" for name, value in zip(names, first[1:], strict=True) if value)
                said = f"{first[0]}" + (f" ({values})" if values else "")
    except duckdb.Error:
        pass
    return f"{said} (not so for {node['failures'] or 'some'} rows)"


def expected_of_test(node: Mapping[str, Any]) -> str:
    """What a dbt test expects, as a sentence: its description, or what a test of its kind says of its column."""
    if node["description"]:
        return str(node["description"]).strip().rstrip(".")
    table = str(node["relation"] or "").replace('"', "").partition(".")[2] or "a model"
    column = node["column"] or "the row"
    kinds = {
        "not_null": f"{column} of {table} has a value in every row",
        "unique": f"no {column} of {table} stands twice",
        "accepted_values": f"{column} of {table} is one of the values that its description lists",
        "relationships": f"every {column} of {table} stands in the table that it refers to",
    }
    asked = str(node["test"] or node["name"]).replace("_", " ")
    return kinds.get(str(node["test"]), f"{table} is as its test asks: {asked}")
