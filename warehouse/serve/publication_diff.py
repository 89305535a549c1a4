"""What a publication changed in the marts: rows that are new, values that are restated, rows that vanished.

The published file and the one before it are both kept (`previous.duckdb` in the store). Rows are matched by
`row_id`, which is the same for the same line of later papers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import QueryError
from warehouse.schemas import quoted
from warehouse.serve.ask import Row
from warehouse.state.store import open_store
from warehouse.workers.questions import error_headline

COLUMNS = ["change", "mart", "organisation", "financial_year", "line", "column_name", "before", "now", "difference"]
LABELS = ("line_path", "line", "reserve", "programme", "offence", "role", "measure")
WHEN = ("report_period", "as_at", "period", "virement", "basis", "unit")


def differences(warehouse: Path) -> list[Row]:
    """Every value of a mart that differs between the last two publications, with the columns of `COLUMNS`.

    The largest amounts come first within a mart. Raises QueryError where there are not two publications.
    """
    previous = open_store(warehouse).previous
    if not warehouse.is_file() or not previous.is_file():
        raise QueryError(
            f"There are not two publications of {warehouse} to compare: the next load that publishes makes the second."
        )
    with duckdb.connect() as connection:
        try:
            for name, file in (("now", warehouse), ("before", previous)):
                connection.execute(f"attach {quoted(file)} as {name} (read_only)")
            marts = connection.execute(
                "select distinct table_name from duckdb_tables() where schema_name = 'marts' order by all"
            ).fetchall()
            rows = [row for (mart,) in marts for row in _differences_of(connection, mart)]
        except duckdb.Error as error:
            raise QueryError(f"The two publications cannot be compared: {error_headline(error)}") from error
    return rows


def _differences_of(connection: duckdb.DuckDBPyConnection, mart: str) -> list[Row]:
    sides = {side: _columns(connection, side, mart) for side in ("before", "now")}
    values = sorted({name for columns in sides.values() for name in columns if _is_value(name)})
    if not values:
        return []
    long_form = " union all by name ".join(
        _long_form_sql(side, mart, columns, values) for side, columns in sides.items() if columns
    )
    shown = "organisation, financial_year, line"
    return connection.execute(
        f"""
        with long_form as ({long_form}),
        sides as (
            select row_id, column_name,
                max(value) filter (where side = 'before') as before, max(value) filter (where side = 'now') as now,
                {", ".join(f"first({name} order by side desc) as {name}" for name in shown.split(", "))}
            from long_form group by row_id, column_name
        )
        select case when before is null then 'new' when now is null then 'vanished' else 'restated' end as change,
            $1 as mart, {shown}, column_name, before, now, coalesce(now, 0) - coalesce(before, 0) as difference
        from sides where before is distinct from now
        order by abs(difference) desc, {shown}, column_name, row_id
        """,
        [mart],
    ).fetchall()


def _columns(connection: duckdb.DuckDBPyConnection, side: str, mart: str) -> dict[str, str]:
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = $1 and schema_name = 'marts' and table_name = $2",
        [side, mart],
    ).fetchall()
    return dict(rows)


def _is_value(name: str) -> bool:
    return name == "value" or (name.endswith(("_gbp", "_pct")) and not name.startswith("rounding"))


def _long_form_sql(side: str, mart: str, columns: dict[str, str], values: list[str]) -> str:
    """One publication's values of a mart, a row for each."""
    present = [name for name in values if name in columns]
    label = _words([name for name in LABELS if name in columns][:1] + [name for name in WHEN if name in columns])
    year = "financial_year" if "financial_year" in columns else "null"
    casts = ", ".join(f"cast({name} as decimal(24, 2)) as {name}" for name in present)
    return (
        f"select '{side}' as side, row_id, organisation, financial_year, line, column_name, value from ("
        f"select row_id, organisation, cast({year} as varchar) as financial_year, {label} as line, {casts}"
        f' from {side}.marts."{mart}") unpivot (value for column_name in ({", ".join(present)}))'
    )


def _words(names: list[str]) -> str:
    return f"concat_ws(', ', {', '.join(f'cast({name} as varchar)' for name in names)})" if names else "''"


def summary(rows: list[Row]) -> dict[str, int]:
    """How many values are new, restated and vanished."""
    counts: dict[str, Any] = dict.fromkeys(("new", "restated", "vanished"), 0)
    for row in rows:
        counts[str(row[0])] += 1
    return counts
