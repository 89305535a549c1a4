"""Checks and Data Docs: every expectation of the published load, with its result, from disk and harmless."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from changed_warehouse import HOSTILE
from pages import pages, parsed, text_of

from expectations.checks import Result, not_null, one_of, validate
from expectations.data_docs import rendered
from report.site import write_report
from report.topics.checks import docs_page
from warehouse.load.check_rows import as_validation
from warehouse.state.store import open_store
from warehouse.state.validations import read_validations, write_validations

SENTENCE = "every unit is a known one: pounds or officers"


def last_load(warehouse: Path) -> str:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (found,) = connection.sql("select load_id from audit.loads where published order by finished_at").fetchall()[-1]
    return str(found)


def kept(warehouse: Path) -> list[dict[str, Any]]:
    return read_validations(open_store(warehouse), last_load(warehouse))


def shown(page: Path) -> list[dict[str, str]]:
    """The rows of a Data Docs page, by their headings."""
    headings = [text_of(one) for one in parsed(page).xpath("//thead//th")]
    rows = parsed(page).xpath("//tbody/tr")
    return [dict(zip(headings, [text_of(cell) for cell in row], strict=True)) for row in rows]


def test_data_docs_list_every_expectation_with_its_result(site: Path, warehouse: Path) -> None:
    validations = kept(warehouse)
    suites = {one["suite"] for one in validations}
    assert {"figures", "marts", "marts.budget_monitoring", "marts.coverage"} <= suites
    links = set(parsed(site / "checks.html").xpath("//main//a/@href"))
    for suite in suites:
        page = f"{docs_page(suite)}.html"
        assert page in links
        found = [(row["Expected"], row["Check"], row["Result"]) for row in shown(site / page)]
        results = {True: "passed", False: "failed", None: "nothing to check"}
        mine = [one for one in validations if one["suite"] == suite]
        assert found == [(one["expected"], one["check"], results[one["passed"]]) for one in mine]
        assert all(row["In Great Expectations' words"] and row["Observed value"] for row in shown(site / page))


def test_the_results_kept_are_those_of_the_checks(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        told = connection.execute(
            'select suite, "check", passed, checked from audit.checks where load_id = ?'
            " and (suite = 'figures' or suite like 'marts%') order by all",
            [last_load(warehouse)],
        ).fetchall()
    assert told
    columns = ("suite", "check", "passed", "checked")
    assert sorted(tuple(map(repr, row)) for row in told) == sorted(
        tuple(repr(one[name]) for name in columns) for one in kept(warehouse)
    )


def test_data_docs_load_nothing(site: Path) -> None:
    docs = [page for page in pages(site) if page.name.startswith("data-docs-")]
    assert len(docs) > 10
    for page in docs:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), page.name
        assert not parsed(page).xpath("//script | //style | //iframe | //object | //img"), page.name
        assert set(parsed(page).xpath("//link/@href")) == {"data:,", "assets/colours.css", "assets/report.css"}


def results() -> list[Result]:
    frame = pd.DataFrame({"unit": ["GBP", HOSTILE, "guineas", None], "value": [1, 2, 3, 4]})
    rules = [one_of("unit", ["GBP", "officers"], SENTENCE), not_null("value", "every figure has a value")]
    return validate("figures", frame, [*rules, not_null("line", "every figure has a line", "warn")])


def report_of(warehouse: Path, folder: Path, found: list[Result]) -> Path:
    """The report of a warehouse whose load came to these results."""
    write_validations(open_store(warehouse), last_load(warehouse), [as_validation(one) for one in found])
    return write_report(warehouse, folder, "none").folder


def test_an_expectation_that_fails_is_shown_with_its_sentence_and_hostile_text_is_inert(
    own_warehouse: Path, tmp_path: Path
) -> None:
    site = report_of(own_warehouse, tmp_path / "site", results())
    failed, passed, broken = shown(site / "data-docs-figures.html")
    assert (failed["Expected"], failed["Result"]) == (SENTENCE, "failed")
    assert failed["Severity"] == "stops what it is about"
    assert "guineas" in failed["Found"]
    assert "2 unexpected values found" in failed["In Great Expectations' words"]
    assert (passed["Result"], passed["Observed value"]) == ("passed", "100% not null")
    assert broken["Result"] == "failed"
    assert 'The column "line" in BatchData does not exist' in broken["Found"]
    assert "onerror=alert(2)" in failed["In Great Expectations' words"]
    tree = parsed(site / "data-docs-figures.html")
    assert not tree.xpath("//img | //script | //*[@onerror]")
    assert "Traceback" not in text_of(tree)


def test_without_its_store_a_warehouse_says_that_there_are_no_data_docs(warehouse: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.duckdb"
    shutil.copyfile(warehouse, alone)
    site = write_report(alone).folder
    assert not list(site.glob("data-docs-*"))
    assert "results do not lie beside this warehouse" in text_of(parsed(site / "checks.html").xpath("//main")[0])
    assert parsed(site / "checks.html").xpath("//table[contains(.//caption, 'Tests of dbt')]")


@pytest.mark.parametrize("suite", ["../../etc/passwd", "a b", "", HOSTILE])
def test_a_suite_names_no_file_of_its_own(suite: str) -> None:
    assert re.fullmatch(r"data-docs-[0-9a-f]{10}", docs_page(suite))
    assert docs_page("marts.budget_monitoring") == "data-docs-marts-budget-monitoring"


def test_what_is_kept_is_small_and_renders_alone() -> None:
    frame = pd.DataFrame({"unit": ["guineas"] * 50_000})
    (found,) = validate("figures", frame, [one_of("unit", ["GBP"], SENTENCE)])
    assert len(repr(found.answer)) < 2_000
    assert rendered(found.answer).observed == "100% unexpected"
    assert rendered(found.answer).expectation.startswith("unit values must belong to this set: GBP.")
