"""Two warehouses row by row: which rows only one of them has, and which columns differ where a key is in both.

For whoever changes the reader, the models or the store and has to show that nothing else moved, or how much did.
All tables of `core` and `marts` are compared in full, ids too, but for what differs with every load of the same
papers (`VOLATILE`). A table or column that only one side has is a difference.

Not here: what changed for analysts between two publications (`copperbottom diff`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from warehouse.errors import QueryError
from warehouse.schemas import ANALYST_SCHEMAS, quoted
from warehouse.serve.ask import Row
from warehouse.workers.questions import error_headline

VOLATILE = frozenset({"loaded_at", "extractor_version", "source_url"})
"""Columns that differ though the same papers give the same figures."""

COLUMNS = ["table_name", "same", "only_before", "only_after", "what_differs"]


@dataclass(frozen=True, slots=True)
class TableComparison:
    """One table of two warehouses.

    `same`, `only_before` and `only_after` count rows, as often as they stand there. `changed` counts, for keys that
    both sides have, the rows in which a column differs; `columns_only_before` and `columns_only_after` are not
    compared.
    """

    table: str
    same: int = 0
    only_before: int = 0
    only_after: int = 0
    changed: Mapping[str, int] = field(default_factory=dict)
    columns_only_before: tuple[str, ...] = ()
    columns_only_after: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything at all is different."""
        return bool(self.only_before or self.only_after or self.columns_only_before or self.columns_only_after)


def compare_warehouses(before: Path, after: Path) -> list[TableComparison]:
    """Compare the published tables of two warehouses; raises QueryError where one cannot be opened."""
    with duckdb.connect() as connection:
        for side, file in (("before", before), ("after", after)):
            if not file.is_file():
                raise QueryError(f"There is no warehouse at {file}: name two published files.")
            try:
                connection.execute(f"attach {quoted(file)} as {side} (read_only)")
            except duckdb.Error as error:
                raise QueryError(f"{file} cannot be opened as a warehouse: {error_headline(error)}") from error
        sides = {side: _columns(connection, side) for side in ("before", "after")}
        return [_compared(connection, table, sides) for table in sorted(set(sides["before"]) | set(sides["after"]))]


def as_row(table: TableComparison) -> Row:
    """A comparison with the columns of `COLUMNS`."""
    differences = [
        *(f"{name} in {count:,} rows" for name, count in sorted(table.changed.items())),
        *(f"{name} only before" for name in table.columns_only_before),
        *(f"{name} only after" for name in table.columns_only_after),
    ]
    return table.table, table.same, table.only_before, table.only_after, ", ".join(differences)


def _columns(connection: duckdb.DuckDBPyConnection, side: str) -> dict[str, list[str]]:
    rows = connection.execute(
        "select schema_name || '.' || table_name, list(column_name order by column_index) from duckdb_columns()"
        " where database_name = $1 and list_contains($2, schema_name) group by all",
        [side, list(ANALYST_SCHEMAS)],
    ).fetchall()
    return dict(rows)


def _compared(
    connection: duckdb.DuckDBPyConnection, table: str, sides: Mapping[str, Mapping[str, list[str]]]
) -> TableComparison:
    before, after = sides["before"].get(table, []), sides["after"].get(table, [])
    common = [name for name in before if name in after and name not in VOLATILE]
    lost = tuple(name for name in before if name not in after)
    gained = tuple(name for name in after if name not in before)
    if not common:
        return TableComparison(table, columns_only_before=lost, columns_only_after=gained)
    names = ", ".join(f'"{name}"' for name in common)
    counts = {
        f"{one}_{two}": _count(
            connection, f"(select {names} from {one}.{table} except all select {names} from {two}.{table})"
        )
        for one, two in (("before", "after"), ("after", "before"))
    }
    total = _count(connection, f"before.{table}")
    changed = _changed(connection, table, common) if counts["before_after"] and counts["after_before"] else {}
    return TableComparison(
        table,
        same=total - counts["before_after"],
        only_before=counts["before_after"],
        only_after=counts["after_before"],
        changed=changed,
        columns_only_before=lost,
        columns_only_after=gained,
    )


def _changed(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> dict[str, int]:
    """How many rows of the same key differ in each column."""
    schema, _, name = table.partition(".")
    found = connection.execute(
        "select constraint_column_names from duckdb_constraints() where database_name = 'after'"
        " and schema_name = $1 and table_name = $2 and constraint_type = 'PRIMARY KEY'",
        [schema, name],
    ).fetchone()
    key = found[0] if found else ["row_id"] if "row_id" in columns else []
    values = [one for one in columns if one not in key]
    if not key or not values or not set(key) <= set(columns):
        return {}
    counted = ", ".join(f'count(*) filter (where b."{one}" is distinct from a."{one}")' for one in values)
    same_key = " and ".join(f'b."{one}" = a."{one}"' for one in key)
    row = connection.execute(f"select {counted} from before.{table} b join after.{table} a on {same_key}").fetchone()
    assert row is not None
    return {one: count for one, count in zip(values, row, strict=True) if count}


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    assert row is not None
    return int(row[0])
