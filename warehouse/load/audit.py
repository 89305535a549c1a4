"""The audit of a build: what dbt's tests say, and the rules of `expectations.marts`, as one list of checks.

Where a check of severity `fail` does not pass, the failing rows are followed back to the papers that they
come from, so that one new paper can be held instead of blocking the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import is_machine_error
from warehouse.load.blamed_tables import Tables, reasons_of_tables, tables_of_rows, tables_of_test
from warehouse.load.build import work_file
from warehouse.load.check_rows import as_check, as_validation, run_sql_rules
from warehouse.load.dbt_words import expected_of_test, fault_of_model, fault_of_test, row_in_words
from warehouse.load.reasons import Fault, reason, some
from warehouse.load.steps import Build, Failure, figures_of_papers
from warehouse.schemas import quoted

if TYPE_CHECKING:
    import duckdb

    from expectations.checks import Result, Rule

DBT_SUITE = "dbt"
NAMES_SHOWN = 5
OK_STATUSES = frozenset({"success", "pass", "warn", "no-op"})


def audit(file: Path, dbt_results: Sequence[Mapping[str, Any]]) -> Build:
    """Judge a build; opens the private file for reading only, and lets go of it.

    Raises OSError where dbt failed for want of room or memory: no paper is held for that.
    """
    import duckdb

    faults = [
        node["message"] for node in dbt_results if node["status"] == "error" and is_machine_error(node["message"] or "")
    ]
    if faults:
        raise OSError(_first_line(faults[0]))
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute(f"attach {quoted(work_file(file))} as work (read_only)")
        checks = [dbt_check(connection, node) for node in dbt_results if node["kind"] == "test"]
        broken = [node for node in dbt_results if node["status"] not in OK_STATUSES and not _only_warns(node)]
        if broken:
            return Build(file, checks, _dbt_failure(connection, broken))
        results = mart_results(connection)
        checks += [as_check(result) for result in results]
        stopping = [result for result in results if result.stops]
        failure = _marts_failure(connection, stopping) if stopping else None
        figures, proved = figures_of_papers(connection)
    return Build(file, checks, failure, figures, proved, [as_validation(result) for result in results])


def dbt_check(connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> dict[str, Any]:
    """A dbt test as a row of `audit.checks`; `checked` counts the rows of what it is attached to."""
    status, checked = node["status"], _checked(connection, node)
    passed: bool | None = status == "pass"
    observed = f"all {checked}" if passed else str(node["message"] or "it could not be checked")
    if status != "error" and node["failures"]:
        observed = f"not so for {node['failures']} rows"
    if status == "skipped":
        passed, observed = None, "not run, because what it is about could not be built"
    elif passed and checked == 0:
        passed, observed = None, "nothing to check"
    return {
        "suite": DBT_SUITE,
        "check": node["name"],
        "severity": node["severity"],
        "passed": passed,
        "checked": checked,
        "observed": observed,
        "expected": expected_of_test(node),
    }


def mart_results(connection: duckdb.DuckDBPyConnection) -> list[Result]:
    """The rules of `expectations.marts` on the marts that are there."""
    from expectations import marts as suite

    tables = {
        f"{schema}.{name}"
        for schema, name in connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = current_database()"
        ).fetchall()
    }
    results: list[Result] = []
    for table in sorted(tables):
        schema, _, name = table.partition(".")
        if schema == "marts":
            results += _results_of(connection, name)
    return results + run_sql_rules(connection, suite.SUITE, suite.SQL_RULES, frozenset(tables))


def _results_of(connection: duckdb.DuckDBPyConnection, mart: str) -> list[Result]:
    from expectations import marts as suite
    from expectations.checks import validate

    rules: Sequence[Rule] = {
        "organisations": suite.ORGANISATIONS,
        "coverage": suite.COVERAGE,
        "budget_monitoring": (*suite.EVERY_MART, *suite.BUDGET_MONITORING),
    }.get(mart, suite.EVERY_MART)
    columns = [row[0] for row in connection.execute(f"describe marts.{mart}").fetchall()]
    counted = ", len(paper_ids) as papers" if "paper_ids" in columns else ""
    wanted = [column for column in columns if column not in {"paper_ids", "papers"}]
    frame = connection.sql(f"select {', '.join(wanted)}{counted} from marts.{mart}").df()
    return validate(f"{suite.SUITE}.{mart}", frame, rules)


def _dbt_failure(connection: duckdb.DuckDBPyConnection, broken: Sequence[Mapping[str, Any]]) -> Failure:
    causes = [node for node in broken if node["status"] != "skipped"] or broken
    papers: set[str] = set()
    blamed: list[tuple[Fault, Tables]] = []
    for node in causes:
        if node["kind"] == "test" and node["status"] == "fail":
            papers |= _papers_of_test(connection, node)
            blamed.append((fault_of_test(connection, node), tables_of_test(connection, node)))
        else:
            blamed.append((fault_of_model(node, _first_line(node["message"])), set()))
    return _failure(connection, blamed, papers)


def _marts_failure(connection: duckdb.DuckDBPyConnection, stopping: Sequence[Result]) -> Failure:
    papers: set[str] = set()
    blamed: list[tuple[Fault, Tables]] = []
    for result in stopping:
        failing = result.failing
        mart = result.suite.partition(".")[2]
        expected = f"in {result.suite}, {result.expected}" if mart else result.expected
        tables = tables_of_rows(connection, mart, failing["row_id"]) if mart and "row_id" in failing else set()
        blamed.append((Fault(result.check, expected, _found(result)), tables))
        if "paper_id" in failing:
            papers |= {str(one) for one in failing["paper_id"].dropna()}
        elif mart and "row_id" in failing:
            papers |= _papers_of_rows(connection, f"marts.{mart}", "row_id", list(failing["row_id"].dropna()))
    return _failure(connection, blamed, papers)


def _found(result: Result) -> str:
    """What was found, and the rows where that is, by what names them, unless the rule says it itself."""
    if "detail" in result.failing:
        return result.observed
    failing = result.failing.head(NAMES_SHOWN).astype(object)
    rows = failing.where(failing.notna(), None).to_dict("records")
    where = some([words for words in map(row_in_words, rows) if words])
    return f"{result.observed}, in {where}" if where else result.observed


def _failure(
    connection: duckdb.DuckDBPyConnection, blamed: Sequence[tuple[Fault, Tables]], papers: Set[str]
) -> Failure:
    names = _names(connection, papers)
    what = f"The finished build is not as it must be{', in figures of ' + ', '.join(names) if names else ''}"
    return Failure(reason(what, [fault for fault, _ in blamed]), frozenset(papers), reasons_of_tables(blamed))


def _names(connection: duckdb.DuckDBPyConnection, papers: Iterable[str]) -> list[str]:
    rows = connection.execute(
        "select distinct paper from work.raw.papers where paper_id in (select unnest(?)) order by paper",
        [sorted(papers)],
    ).fetchall()
    names = [str(row[0]) for row in rows]
    return names[:NAMES_SHOWN] + ([f"{len(names) - NAMES_SHOWN} more papers"] if names[NAMES_SHOWN:] else [])


def _papers_of_test(connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> set[str]:
    """The papers that the failing rows of a dbt test come from, as far as the rows say."""
    import duckdb

    try:
        failing = connection.sql(node["sql"])
        columns = failing.columns
        if "paper_id" in columns:
            return {str(row[0]) for row in failing.select("paper_id").distinct().fetchall() if row[0] is not None}
        if "paper_ids" in columns:
            return {str(one) for row in failing.select("paper_ids").fetchall() for one in row[0] or ()}
        if "figure_id" in columns:
            figures = [row[0] for row in failing.select("figure_id").fetchall()]
            return _papers_of_rows(connection, "work.raw.figures", "figure_id", figures)
        relation, column = node["relation"], node["column"]
        if relation is None:
            return set()
        if "row_id" in columns:
            return _papers_of_rows(connection, relation, "row_id", [r[0] for r in failing.select("row_id").fetchall()])
        if column is not None:
            return _papers_of_rows(connection, relation, column, [row[0] for row in failing.fetchall()])
    except duckdb.Error:
        return set()
    return set()


def _papers_of_rows(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, values: Sequence[Any]
) -> set[str]:
    columns = {row[0] for row in connection.execute(f"describe {relation}").fetchall()}
    papers = "unnest(paper_ids)" if "paper_ids" in columns else "paper_id" if "paper_id" in columns else None
    if papers is None:
        return set()
    missing = f'or "{column}" is null' if any(value is None for value in values) else ""
    rows = connection.execute(
        f'select distinct {papers} from {relation} where cast("{column}" as varchar) in (select unnest(?)) {missing}',
        [[str(value) for value in values if value is not None]],
    ).fetchall()
    return {str(row[0]) for row in rows if row[0] is not None}


def _checked(connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> int:
    import duckdb

    where = f"where {node['where']}" if node["where"] else ""
    queries = [node["checked"]] if node["checked"] else []
    if not queries:
        queries = [f"select count(*) from {one} {where}" for one in [node["relation"]] if one]
    if not queries:
        queries = [f"select count(*) from {one}" for one in node["parents"]]
    counts = [0]
    for query in queries:
        try:
            row = connection.execute(query).fetchone()
        except duckdb.Error:
            continue
        counts.append(int(row[0]) if row else 0)
    return max(counts)


def _only_warns(node: Mapping[str, Any]) -> bool:
    return bool(node["kind"] == "test" and node["severity"] == "warn")


def _first_line(message: str | None) -> str:
    lines = [line.strip() for line in (message or "it could not be built").splitlines() if line.strip()]
    return " ".join(lines[:3])
