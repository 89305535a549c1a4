"""The gate and the audit: nothing checked is no pass, a `fail` rule holds, a `warn` rule only reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from overtime_paper import paper

from expectations import figures as suite
from expectations.checks import Result, SqlRule, Violations, expect_none, not_null, one_of, validate
from extract.pipeline import extract_paper
from warehouse.load.audit import audit
from warehouse.load.check_rows import run_sql_rules
from warehouse.load.gate import PROSE, gate, what_to_hold
from warehouse.load.raw_tables import read_extractions
from warehouse.state.extraction_files import write_extraction
from warehouse.state.store import open_store

RULE = SqlRule("nothing is wrong", "fail", "no row", "select * from wrong", "select count(*) from wrong", ("wrong",))
FRAME = pd.DataFrame(
    {
        "paper_id": ["p", "p", "q"],
        "table_no": [1.0, 2.0, float("nan")],
        "figure_id": ["a", "b", "c"],
        "value": [1.0, None, None],
        "unit": ["GBP", "guineas", "GBP"],
        "published_text": ["1", "2", "3"],
    }
)


def by_check(results: list[Result]) -> dict[str, Result]:
    return {result.check: result for result in results}


def test_an_empty_frame_passes_nothing() -> None:
    frame = pd.DataFrame({name: pd.Series(dtype="object") for name in suite.COLUMNS})
    results = validate(suite.SUITE, frame, suite.RULES)
    assert len(results) == len(suite.RULES)
    assert {(result.passed, result.checked, result.stops) for result in results} == {(None, 0, False)}


def test_a_rule_in_sql_over_nothing_passes_nothing() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table wrong (detail varchar)")
        (none,) = run_sql_rules(connection, "s", [RULE], frozenset({"wrong"}))
        (missing,) = run_sql_rules(connection, "s", [RULE], frozenset())
    assert (none.passed, none.checked) == (None, 0)
    assert (missing.passed, missing.stops) == (False, True)
    assert "wrong is missing" in missing.observed


def test_a_rule_in_sql_passes_over_something_and_fails_with_its_rows() -> None:
    clean = expect_none("s", Violations(RULE, pd.DataFrame({"detail": []}), 7))
    broken = expect_none("s", Violations(RULE, pd.DataFrame({"detail": ["x"]}), 7))
    assert (clean.passed, clean.checked, clean.observed) == (True, 7, "all 7")
    assert (broken.passed, broken.observed) == (False, "not so for 1 of 7: x")


def test_a_rule_that_cannot_run_is_not_a_pass() -> None:
    (result,) = validate("s", FRAME, [not_null("no_such_column")])
    assert result.passed is False
    assert "could not be run" in result.observed


def test_fail_holds_the_table_and_warn_only_reports() -> None:
    results = by_check(validate("s", FRAME, [not_null("value"), one_of("unit", ["GBP"], "warn")]))
    assert results["value is present"].stops
    assert results["unit is known"].passed is False
    assert not results["unit is known"].stops
    holds, figures = what_to_hold(results.values(), {"p": "p.txt", "q": "q.txt"})
    assert [(hold.paper_id, hold.table_no, hold.stage) for hold in holds] == [("p", 2, "gate"), ("q", PROSE, "gate")]
    assert figures == [("q", "c")]
    assert "value is present" in holds[0].reason
    assert "mend the paper and load it again" in holds[0].reason


def kept(tmp_path: Path, text: str) -> tuple[Any, dict[str, str]]:
    """A store with one paper that was read."""
    file = tmp_path / "paper.txt"
    file.write_text(text, encoding="utf-8")
    extraction, store = extract_paper(file), open_store(tmp_path / "w.duckdb")
    folder = store.extraction("v", extraction.paper.paper_id)
    folder.mkdir(parents=True)
    write_extraction(extraction, folder)
    return store, {extraction.paper.paper_id: "v"}


def test_a_good_paper_passes_over_its_figures(tmp_path: Path) -> None:
    gated = gate(*kept(tmp_path, paper()))
    assert gated.holds == []
    checks = {check["check"]: check for check in gated.checks}
    assert (checks["value is present"]["passed"], checks["value is present"]["checked"]) == (True, 12)
    assert checks["tables balance"]["passed"] is True
    assert checks["prose figures have a sentence"]["passed"] is None


def test_a_year_out_of_reach_holds_the_table(tmp_path: Path) -> None:
    gated = gate(*kept(tmp_path, paper(year="2084/85")))
    ((paper_id, table_no),) = [(hold.paper_id, hold.table_no) for hold in gated.holds]
    assert table_no == 1
    assert paper_id
    assert "dates are within the paper's reach" in gated.holds[0].reason


def test_a_total_that_is_off_is_no_matter_of_the_gate(tmp_path: Path) -> None:
    gated = gate(*kept(tmp_path, paper(off_by=100)))
    assert gated.holds == []
    (reported,) = [check for check in gated.checks if check["check"] == "no contradictions"]
    assert (reported["severity"], reported["passed"]) == ("warn", False)


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        ("update figures set financial_year = '2024/26'", "financial years are consecutive"),
        ("update figures set as_at = date '1950-01-01'", "dates are within the paper's reach"),
        ("insert into figures from figures limit 1", "no figure stands twice"),
        (
            "update findings set status = 'contradiction' where finding_id in"
            " (select finding_id from findings order by all limit 5)",
            "tables balance",
        ),
    ],
)
def test_rules_in_sql_find_what_they_are_about(tmp_path: Path, spoil: str, check: str) -> None:
    store, papers = kept(tmp_path, paper())
    with duckdb.connect() as connection:
        read_extractions(connection, [store.extraction("v", one) for one in papers])
        before = by_check(run_sql_rules(connection, "figures", suite.SQL_RULES, frozenset()))
        connection.execute(spoil)
        after = by_check(run_sql_rules(connection, "figures", suite.SQL_RULES, frozenset()))
    assert before[check].passed is True
    assert after[check].stops
    assert set(after[check].failing["paper_id"]) == set(papers)
    assert set(after[check].failing["table_no"]) == {1}


# The audit


def node(message: str, status: str = "error") -> dict[str, Any]:
    return {"kind": "model", "name": "figures", "status": status, "severity": "fail", "message": message}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    file = tmp_path / "build" / "w.duckdb"
    file.parent.mkdir()
    duckdb.connect(str(file)).close()
    with duckdb.connect(str(file.with_name("work.duckdb"))) as connection:
        connection.execute("create schema raw; create table raw.papers (paper_id varchar, paper varchar)")
    return file


def test_no_paper_is_blamed_for_a_full_disk(build: Path) -> None:
    words = "Runtime Error in model figures\n  IO Error: Could not write file: No space left on device"
    with pytest.raises(OSError, match="No space left"):
        audit(build, [node(words)])


def test_a_model_that_fails_over_its_rows_is_a_failure(build: Path) -> None:
    failure = audit(build, [node("Runtime Error\n  Conversion Error: Could not cast '1e99' to DECIMAL")]).failure
    assert failure is not None
    assert "the model figures" in failure.reason
    assert "Could not cast" in failure.reason
