"""The gate and the audit: nothing checked is no pass, a `fail` rule holds, a `warn` rule only reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from overtime_paper import paper
from shared_papers import shared_folder

from copperbottom.paths import PROJECT
from expectations import figures as suite
from expectations.checks import Result, SqlRule, Violations, expect_none, not_null, one_of, validate
from expectations.terms import TERMS
from extract.pipeline import extract_paper
from extract.vocabulary import load
from warehouse.load.audit import audit
from warehouse.load.blamed_tables import reasons_of_tables, tables_of_rows, tables_of_test
from warehouse.load.check_rows import run_sql_rules
from warehouse.load.dbt_words import expected_of_test, fault_of_test, sentence_of_test
from warehouse.load.gate import ALONE, gate, what_to_hold
from warehouse.load.raw_tables import read_extractions
from warehouse.load.reasons import WHAT_TO_DO, Fault
from warehouse.state.extraction_files import write_extraction
from warehouse.state.store import open_store

FORMATS = frozenset({".pdf", ".txt", ".docx", ".html"})
OWN = sorted(
    file
    for folder in (PROJECT / "samples" / "papers", PROJECT / "tests" / "papers")
    for file in folder.rglob("*")
    if file.suffix in FORMATS
)
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
    (result,) = validate("s", FRAME, [not_null("no_such_column", "it has a value")])
    assert result.passed is False
    assert "could not be run" in result.observed


def test_fail_holds_the_figure_and_warn_only_reports() -> None:
    rules = [not_null("value", "every figure has a value"), one_of("unit", ["GBP"], "every unit is pounds", "warn")]
    results = by_check(validate("s", FRAME, rules))
    assert results["value is present"].stops
    assert results["unit is known"].passed is False
    assert not results["unit is known"].stops
    holds, figures = what_to_hold(results.values(), {"p": "p.txt", "q": "q.txt"}, {("p", 1): 10, ("p", 2): 10})
    assert [(hold.paper_id, hold.table_no, hold.stage) for hold in holds] == [
        ("p", ALONE, "gate"),
        ("q", ALONE, "gate"),
    ]
    assert figures == [("p", "b"), ("q", "c")]
    assert holds[0].reason == (
        "1 single figure is held. Expected: every figure has a value. Found: 1 figure: in table 2 no value for '2'. "
        "Compare `copperbottom extract` with the paper: mend the paper and load it again, or report the misreading. "
        "(Check: value is present)"
    )
    assert "Found: 1 figure: in prose no value for '3'." in holds[1].reason


@pytest.mark.parametrize(("failing", "whole"), [(1, False), (2, False), (3, True)])
def test_a_table_is_held_where_more_than_single_figures_fail(failing: int, whole: bool) -> None:
    frame = pd.DataFrame(
        {
            "paper_id": ["p"] * 10,
            "table_no": [4.0] * 10,
            "figure_id": [str(number) for number in range(10)],
            "value": [None] * failing + [1.0] * (10 - failing),
            "published_text": ["1"] * 10,
        }
    )
    results = validate("s", frame, [not_null("value", "every figure has a value")])
    holds, figures = what_to_hold(results, {"p": "p.txt"}, {("p", 4): 10}, {"0": "row 7, column 2"})
    found = (
        "3 of its 10 figures: no value for '1' (row 7, column 2), no value for '1'" if whole else f"{failing} figure"
    )
    assert f"Expected: every figure has a value. Found: {found}" in holds[0].reason
    assert [hold.table_no for hold in holds] == [4 if whole else ALONE]
    assert len(figures) == (0 if whole else failing)


def test_a_rule_that_speaks_of_no_table_and_no_figure_holds_the_paper() -> None:
    rows = pd.DataFrame({"paper_id": ["p"], "table_no": [None], "figure_id": [None], "detail": ["x"]})
    ((hold,), figures) = what_to_hold([expect_none("s", Violations(RULE, rows, 7))], {"p": "p.txt"}, {})
    assert (hold.table_no, figures) == (None, [])
    assert hold.reason.startswith("The paper is held. Expected: no row. Found: x. Compare")
    assert hold.reason.endswith("(Check: nothing is wrong)")


def kept(tmp_path: Path, text: str) -> tuple[Any, dict[str, str]]:
    """A store with one paper that was read."""
    file = tmp_path / "paper.txt"
    file.write_text(text, encoding="utf-8")
    extraction, store = extract_paper(file), open_store(tmp_path / "w.duckdb")
    folder = store.extraction("v", extraction.paper.paper_id)
    folder.mkdir(parents=True)
    write_extraction(extraction, folder)
    return store, {extraction.paper.paper_id: "v"}


def spoil(store: Any, papers: dict[str, str], statement: str) -> None:
    """Change the figures of a paper that was read."""
    (folder,) = [store.extraction("v", one) for one in papers]
    with duckdb.connect() as connection:
        connection.execute("create table figures as from read_parquet(?)", [str(folder / "figures.parquet")])
        connection.execute(statement)
        connection.execute(f"copy figures to '{folder / 'figures.parquet'}' (format parquet)")


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


def test_a_paper_that_names_no_force_is_said_and_not_held(tmp_path: Path) -> None:
    gated = gate(*kept(tmp_path, paper().replace("Exampleshire Police and Crime Panel", "Finance")))
    (said,) = [row for row in gated.checks if row["check"] == "papers name a force"]
    assert (said["severity"], said["passed"], said["observed"]) == (
        "warn",
        False,
        "not so for 1 of 1: paper.txt names no force: load it again with `--organisation`",
    )
    assert gated.holds == []


SPOILT = {
    "subject is known": "subject = 'nonsense'",
    "measure is known": "measure = 'zzz_unknown'",
    "unit is known": "unit = 'guineas'",
    "basis is known": "basis = 'guess'",
    "standard_line is known": "standard_line = 'not_a_line'",
    "table_kind is known": "table_kind = 'bar'",
    "statement is known": "statement = 'horoscope'",
    "organisations are established": "organisation = 'Nowhere Police'",
    "years are plausible": "financial_year = '1901/02'",
    "figure_id is unique": "figure_id = (select min(figure_id) from figures)",
    "values are plausible": "unit = 'officers', measure = 'strength', value = -500",
}


@pytest.mark.parametrize("check", SPOILT)
def test_nothing_outside_of_the_closed_lists_passes(tmp_path: Path, check: str) -> None:
    store, papers = kept(tmp_path, paper())
    spoil(store, papers, f"update figures set {SPOILT[check]} where row_no = 2")
    gated = gate(store, papers)
    assert check in " ".join(hold.reason for hold in gated.holds)
    (said,) = [row for row in gated.checks if row["check"] == check]
    assert (said["severity"], said["passed"], said["checked"] > 0) == ("fail", False, True)


@pytest.mark.parametrize(
    ("set_to", "held"),
    [
        ("unit = 'officers', measure = 'strength', value = 900000000000", True),
        ("unit = 'officers', measure = 'variance', value = -500", False),
        ("subject = 'workforce', unit = 'officers', measure = 'strength', value = 20000", False),
        ("unit = 'percent', measure = 'change_pct', value = 5000000", True),
        ("unit = 'percent', measure = 'change_pct', value = -999", False),
        ("value = 900000000000", True),
        ("organisation = 'Dorset Police'", False),
        ("organisation = 'Exampleshire OPCC'", False),
        ("organisation = 'Most similar forces'", False),
        ("organisation = 'Northmoor Police', organisation_basis = 'table', line_path = 'Northmoor'", False),
        ("organisation = 'Northmoor Police', organisation_basis = 'sentence', line_path = 'Northmoor'", True),
        ("organisation = 'Northmoor Police', organisation_basis = 'table', line_path = 'Pay'", True),
        ("organisation = 'Northmoor Trust', organisation_basis = 'table', line_path = 'Northmoor Trust'", True),
        ("measure = 'variance_to_date'", False),
        ("measure = 'spend_date'", True),
        ("financial_year = '2061/62'", True),
    ],
)
def test_what_can_be_so_passes_and_what_cannot_is_held(tmp_path: Path, set_to: str, held: bool) -> None:
    store, papers = kept(tmp_path, paper())
    spoil(store, papers, f"update figures set {set_to} where column_no = 3")
    gated = gate(store, papers)
    assert bool(gated.holds) is held, [hold.reason for hold in gated.holds]


def test_the_closed_lists_hold_all_that_the_vocabulary_can_give() -> None:
    """A term that is added to the vocabulary is added to the gate, or its figures would be held."""
    prose = load("prose")
    measures = set(prose["percent"]) | set(prose["workforce"])
    measures |= set(prose["uplift"]) - {"words"}
    subjects = {one["subject"] for part in ("money", "percent", "counted") for one in prose[part].values()}
    measures |= {one["measure"] for one in prose["money"].values()}
    for states in prose["states"].values():
        measures |= {words.get("measure", name) for name, words in states.items()}
    assert measures - set(TERMS["measures"]) == set()
    assert subjects - set(TERMS["subjects"]) == set()
    assert {one["unit"] for one in prose["counted"].values()} - set(TERMS["units"]) == set()
    assert set(load("statements")["kinds"]) - {"revenue"} <= set(TERMS["table_kinds"])
    assert all(one["because"] for part in ("plausible", "money") for one in TERMS[part].values())


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_nothing_of_our_papers_is_outside_of_the_lists(tmp_path: Path, file: Path) -> None:
    assert outside(tmp_path, file) == []


def test_nothing_of_the_real_papers_is_outside_of_the_lists(tmp_path: Path) -> None:
    for number, file in enumerate(sorted(shared_folder("papers").iterdir())):
        if file.suffix in FORMATS:
            assert outside(tmp_path / str(number), file) == []


def outside(place: Path, file: Path) -> list[Any]:
    """The checks of closed lists that a paper does not pass."""
    found, store = extract_paper(file), open_store(place / "w.duckdb")
    folder = store.extraction("v", found.paper.paper_id)
    folder.mkdir(parents=True)
    write_extraction(found, folder)
    gated = gate(store, {found.paper.paper_id: "v"})
    return [row for row in gated.checks if row["check"] in SPOILT and row["passed"] is False]


# The audit


def node(message: str, status: str = "error") -> dict[str, Any]:
    about = {"table": "core.figures", "description": "Every number."}
    return {"kind": "model", "name": "figures", "status": status, "severity": "fail", "message": message, **about}


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
    assert (
        "Expected: core.figures can be made of what was read. Found: it could not be (Runtime Error" in failure.reason
    )
    assert "Could not cast" in failure.reason
    assert failure.reason.endswith("(Check: figures)")


MONITORING = """
    create schema core; create schema marts;
    create table core.figures as select 'p' as paper_id, 'a.txt' as paper, 'f' as figure_id, 'proved' as proof,
        1 as table_no, 'monitoring' as table_kind, 'current' as status, 'forecast' as measure, 'GBP' as unit,
        'Dorset Police' as organisation, '2024/25' as financial_year, 'Q2' as report_period;
    create table core.mart_figures as select 'budget_monitoring' as mart, 'r' as row_id, 'f' as figure_id,
        'forecast_gbp' as column_name;
    create table marts.budget_monitoring as select 'r' as row_id, 'Dorset Police' as organisation,
        'Q2' as report_period, '2024/26' as financial_year, date '2024-04-01' as financial_year_start,
        date '2024-09-30' as as_at,
        'by_type' as statement, null::varchar as line, 'officer_pay' as standard_line, false as is_total, 1 as level,
        1.0 as original_budget_gbp, 1.0 as revised_budget_gbp, 1.0 as forecast_gbp, null::decimal as outturn_gbp,
        0.0 as variance_gbp, 'published' as variance_source, ['p'] as paper_ids, 'proved' as proof,
        false as has_contradiction
"""


def test_a_mart_that_is_not_as_it_must_be_says_which_rows(build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute(MONITORING)
    with duckdb.connect(str(build.with_name("work.duckdb"))) as connection:
        connection.execute("insert into raw.papers values ('p', 'a.txt')")
    failure = audit(build, []).failure
    assert failure is not None
    assert failure.papers == {"p"}
    assert failure.reason.startswith(
        "The finished build is not as it must be, in figures of a.txt. Expected: in marts.budget_monitoring, every "
        "line has a name. Found: not so for 1 of 1, in Dorset Police, 2024/26. Expected: "
    )
    assert "(Checks: line is present; " in failure.reason


# Which tables


def marts_of(place: Path) -> duckdb.DuckDBPyConnection:
    """A build in which one row comes from a table, another from two, a third from a sentence."""
    connection = duckdb.connect(str(place))
    connection.execute(
        "create schema core; create table core.figures as from (values ('a', 'p', 1), ('b', 'p', 2), ('c', 'q', 1),"
        " ('d', 'q', null)) as figures (figure_id, paper_id, table_no);"
        "create table core.mart_figures as from (values ('lines', 'one', 'a'), ('lines', 'two', 'b'),"
        " ('lines', 'two', 'c'), ('lines', 'told', 'd')) as mart_figures (mart, row_id, figure_id)"
    )
    return connection


@pytest.mark.parametrize(
    ("rows", "tables"),
    [
        (["one"], {("p", 1)}),
        (["one", "two"], {("p", 1), ("p", 2), ("q", 1)}),
        (["one", "told"], set()),
        (["one", "unknown"], set()),
        ([None], set()),
    ],
)
def test_rows_lead_to_their_tables_or_to_none(tmp_path: Path, rows: list[Any], tables: set[Any]) -> None:
    with marts_of(tmp_path / "w.duckdb") as connection:
        assert tables_of_rows(connection, "lines", rows) == tables


LINES = {
    "name": "lines_add_up_lines",
    "message": "Got 1 result",
    "description": "",
    "relation": '"w"."marts"."lines"',
    "table": "marts.lines",
    "about": "Lines.",
    "test": "lines_add_up",
    "arguments": {"columns": ["original_budget_gbp", "outturn_gbp"]},
    "column": None,
    "failures": 1,
    "sql": "select 'one' as row_id, 'the lines do not add up' as reason, 7 as total, 5 as sum_of_parts",
}


def test_a_dbt_test_says_what_its_rows_say_and_leads_to_their_tables(tmp_path: Path) -> None:
    with marts_of(tmp_path / "w.duckdb") as connection:
        connection.execute(
            "create schema marts; create table marts.lines as"
            " select 'one' as row_id, 'Dorset Police' as organisation, 'Total ICT' as line"
        )
        assert tables_of_test(connection, LINES) == {("p", 1)}
        fault = fault_of_test(connection, LINES)
        nowhere = {**LINES, "sql": "select null as row_id, 'nothing was compared' as reason"}
        assert tables_of_test(connection, nowhere) == set()
        broken = fault_of_test(connection, {**LINES, "sql": "select no_such_column"})
    assert fault.found == (
        "1 row otherwise: the lines do not add up: Dorset Police, Total ICT, total 7, sum of parts 5"
    )
    assert fault.expected == (
        "the lines of marts.lines add up to the totals that the papers print, within rounding:"
        " original budget (£), outturn (£)"
    )
    assert broken.found == "1 row otherwise"
    assert reasons_of_tables([(fault, {("p", 1)}), (broken, set())]) == {}
    (said,) = reasons_of_tables([(fault, {("p", 1)}), (Fault("more", "more", "less"), {("p", 1)})]).values()
    assert said.startswith(
        "Table 1 is held for what the finished build shows of it. Expected: the lines of marts.lines"
    )
    assert said.endswith("Found: less. " + WHAT_TO_DO + " (Checks: lines_add_up_lines; more)")


@pytest.mark.parametrize(
    ("test", "column", "said"),
    [
        ("not_null", "row_id", "every row of marts.lines has its row identifier"),
        ("unique", "row_id", "no two rows of marts.lines have the same row identifier"),
        ("totals_add_up", None, None),
    ],
)
def test_a_dbt_test_without_a_description_is_told_as_a_sentence(
    test: str, column: str | None, said: str | None
) -> None:
    node = {**LINES, "test": test, "column": column}
    assert sentence_of_test(node) == said
    assert sentence_of_test({**node, "description": "Every line adds up."}) == "Every line adds up"
    assert expected_of_test(node) == (said or "a check of the build that has no description finds nothing")
