"""Tables that pass between the ledger, DuckDB and the rules: the ledger's rows in, frames and results out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    from expectations.checks import Result, SqlRule


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


def as_validation(result: Result) -> dict[str, Any]:
    """A result with what Great Expectations answered, for the report's Data Docs."""
    return as_check(result) | {"answer": result.answer}
