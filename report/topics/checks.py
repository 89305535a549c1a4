"""Checks: what the last load was held to, by Great Expectations and by dbt, and what each check came to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from report import numbers
from report.parts import Column, Item, Link, Page, Row, Section, Table, Words
from report.source import Row as Record
from report.source import Source

TITLE = "Checks"
LEAD = (
    "What the load that is published was held to: the rules of the gate on the figures of new papers, the rules on the "
    "marts, and dbt's tests. A check of nothing is no pass."
)
PLAIN = re.compile(r"[a-z]+([._][a-z]+)*")
RESULTS = {True: "passed", False: "failed", None: "nothing to check"}
SEVERITIES = {"fail": "stops what it is about", "warn": "only reports"}
LAST = "select load_id from audit.loads where published order by finished_at desc, load_id desc limit 1"
SUITES = {
    "figures": "the figures of the papers that the load looked at anew, at the gate",
    "marts": "the marts beside one another",
    "dbt": "dbt's tests of single tables",
    "drift": "what is published now, beside what was published before",
}
EXPECTED = Column("Expected", wide=True)
FOUND = Column("Found", wide=True)


def last_load(source: Source) -> str | None:
    """The load that made what is published."""
    return next((str(row["load_id"]) for row in source.rows(LAST)), None)


def pages(source: Source, validations: Sequence[Mapping[str, Any]]) -> Iterator[Page]:
    """The page of all checks, and Data Docs: a page for each suite of Great Expectations that has its results here."""
    suites: dict[str, list[Mapping[str, Any]]] = {}
    for one in validations:
        suites.setdefault(str(one["suite"]), []).append(one)
    rows = list(
        source.rows(
            f"select * from audit.checks where load_id = ({LAST})"
            ' order by suite, "check", severity, expected, observed, checked'
        )
    )
    sections = [
        Section("What was checked", _by_suite(rows, suites), "suites"),
        Section("What did not pass", _failed(rows), "failed"),
        Section("Tests of dbt", _of_dbt(rows), "dbt"),
    ]
    yield Page("checks", "checks", TITLE, LEAD, sections, key=False)
    for suite, found in sorted(suites.items()):
        yield _data_docs(suite, found)


def docs_page(suite: str) -> str:
    """The name of a suite's Data Docs page, without `.html`."""
    plain = re.sub(r"[._]", "-", suite) if PLAIN.fullmatch(suite) else hashlib.sha256(suite.encode()).hexdigest()[:10]
    return f"data-docs-{plain}"


def _by_suite(rows: Sequence[Record], suites: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Item]:
    if not rows:
        return [Words("Nothing was checked yet.")]
    columns = [Column("Suite"), Column("What it is about")]
    columns += [Column(word, numeric=True) for word in ("Passed", "Failed", "Nothing to check")]
    table = []
    for suite in sorted({row["suite"] for row in rows}):
        passed = [row["passed"] for row in rows if row["suite"] == suite]
        about = SUITES.get(suite, f"rows of {suite}")
        name = Link(suite, f"{docs_page(suite)}.html") if suite in suites else suite
        table.append(Row([name, about, *(numbers.count(passed.count(one)) for one in (True, False, None))]))
    note = "Suites that are links are Great Expectations': they lead to their Data Docs." if suites else ""
    items: list[Item] = [Table("Checks of the last load", columns, table, note)]
    if not suites:
        items.append(
            Words(
                "Great Expectations' own results do not lie beside this warehouse: the next load that publishes does."
            )
        )
    return items


def _failed(rows: Sequence[Record]) -> list[Item]:
    failed = [row for row in rows if row["passed"] is False]
    if not failed:
        return [Words("Everything that was checked passed.")]
    columns = [EXPECTED, FOUND, Column("Suite"), Column("Severity"), Column("Check", wide=True)]
    table = [
        Row([row["expected"], row["observed"], row["suite"], SEVERITIES.get(row["severity"]), row["check"]])
        for row in failed
    ]
    return [Table("Checks that failed", columns, table, "What a check stops is held, and not in this report.")]


def _of_dbt(rows: Sequence[Record]) -> list[Item]:
    tests = [row for row in rows if row["suite"] == "dbt"]
    if not tests:
        return [Words("No test of dbt was run.")]
    columns = [EXPECTED, Column("Result"), FOUND, Column("Test", wide=True)]
    table = [Row([row["expected"], RESULTS[row["passed"]], row["observed"], row["check"]]) for row in tests]
    return [Table("Tests of dbt", columns, table)]


def _data_docs(suite: str, found: Sequence[Mapping[str, Any]]) -> Page:
    """Great Expectations' results of one suite, in the words of its rule and in those of its own renderers."""
    from expectations.data_docs import rendered

    columns = [EXPECTED, Column("Result"), FOUND, Column("Severity"), Column("In Great Expectations' words", wide=True)]
    columns += [Column("Observed value", wide=True), Column("Check", wide=True)]
    rows = []
    for one in found:
        told = rendered(one["answer"])
        result = [one["expected"], RESULTS.get(one["passed"]), one["observed"], SEVERITIES.get(one["severity"])]
        rows.append(Row([*result, told.expectation, told.observed, one["check"]]))
    passed = [one["passed"] for one in found]
    lead = (
        f"What Great Expectations found of {SUITES.get(suite, f'rows of {suite}')}: {passed.count(True)} expectations "
        f"passed, {passed.count(False)} failed, {passed.count(None)} had nothing to check."
    )
    table = Table("Expectations and results", columns, rows, absent="nothing")
    name = docs_page(suite)
    trail = [Link(TITLE, "checks.html")]
    return Page(
        name, "checks", f"Data Docs: {suite}", lead, [Section("Expectations", [table], "all")], trail, key=False
    )
