"""Tables that pass between the ledger, DuckDB and the rules: the ledger's rows in, frames and results out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from warehouse.work import Row

if TYPE_CHECKING:
    import duckdb

    from expectations.checks import Result, SqlRule

LEDGER_TABLES: dict[str, pa.Schema] = {
    "loads": pa.schema(
        [
            ("load_id", pa.string()),
            ("started_at", pa.timestamp("us")),
            ("finished_at", pa.timestamp("us")),
            ("papers_seen", pa.int64()),
            ("papers_new", pa.int64()),
            ("papers_held", pa.int64()),
            ("figures", pa.int64()),
            ("checks_passed", pa.int64()),
            ("checks_failed", pa.int64()),
            ("published", pa.bool_()),
            ("reason", pa.string()),
        ]
    ),
    "held": pa.schema(
        [
            ("paper_id", pa.string()),
            ("paper", pa.string()),
            ("table_no", pa.int64()),
            ("stage", pa.string()),
            ("reason", pa.string()),
            ("held_at", pa.timestamp("us")),
        ]
    ),
    "checks": pa.schema(
        [
            ("load_id", pa.string()),
            ("suite", pa.string()),
            ("check", pa.string()),
            ("severity", pa.string()),
            ("passed", pa.bool_()),
            ("checked", pa.int64()),
            ("observed", pa.string()),
            ("expected", pa.string()),
        ]
    ),
}


def ledger_table(name: str, rows: Sequence[Row]) -> pa.Table:
    """The ledger's rows of `loads`, `held` or `checks` as a table with declared types."""
    schema = LEDGER_TABLES[name]
    columns = [pa.array([_typed(row.get(field.name), field.type) for row in rows], type=field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def run_sql_rules(
    connection: duckdb.DuckDBPyConnection, suite: str, rules: Iterable[SqlRule], tables: frozenset[str]
) -> list[Result]:
    """Run rules in SQL and have their findings judged. A table that is missing fails the rules that need it."""
    from expectations.checks import Violations, expect_none

    results = []
    for rule in rules:
        missing = [table for table in rule.needs if table not in tables]
        if missing:
            rows = connection.sql(f"select '{missing[0]} is missing' as detail").df()
            results.append(expect_none(suite, Violations(rule, rows, 0)))
            continue
        rows = connection.sql(rule.violations).df()
        counted = connection.sql(rule.checked).fetchone()
        results.append(expect_none(suite, Violations(rule, rows, int(counted[0]) if counted else 0)))
    return results


def as_check(result: Result) -> dict[str, Any]:
    """A result as a row of `audit.checks`, without its load."""
    return {
        "suite": result.suite,
        "check": result.check,
        "severity": result.severity,
        "passed": result.passed,
        "checked": result.checked,
        "observed": result.observed,
        "expected": result.expected,
    }


def _typed(value: Any, kind: pa.DataType) -> Any:
    return dt.datetime.fromisoformat(value) if pa.types.is_timestamp(kind) and value is not None else value
