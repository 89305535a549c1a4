"""Every check of the project says what it expects as a sentence of whoever reads the papers, not of the code."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from made_up_house import manifest

from copperbottom.paths import PROJECT
from expectations import figures, marts
from warehouse.load.dbt_words import fault_of_model, sentence_of_test
from warehouse.workers.dbt_worker import result_record

RULES = {
    f"{suite}: {rule.check}": rule.expected
    for suite, rules in (
        ("figures", (*figures.RULES, *figures.SQL_RULES)),
        ("every mart", marts.EVERY_MART),
        ("organisations", marts.ORGANISATIONS),
        ("coverage", marts.COVERAGE),
        ("budget_monitoring", marts.BUDGET_MONITORING),
        ("marts", marts.SQL_RULES),
    )
    for rule in rules
}
CODE = re.compile(r"(?<![.\w])[a-z]+_[a-z_]+")
MODELS = PROJECT / "dbt_project" / "models"
NAMES = sorted(path.stem for folder in ("marts", "evidence", "audit") for path in (MODELS / folder).rglob("*.sql"))
PUBLISHED = re.compile(rf"\b(?:(?:marts|core|audit)\.)?(?:{'|'.join(NAMES)})\b")
"""The tables that readers ask for by name."""


def fault(sentence: str | None) -> str | None:
    """What keeps words from being a sentence for a reader; None where nothing does."""
    if not sentence:
        return "there is none"
    told = PUBLISHED.sub(
        "a table", sentence.partition(": ")[0]
    )  # what follows a colon is a list of values as they are stored
    if code := CODE.search(told):
        return f"{code[0]!r} is a word of the code"
    if len(told.split()) < 5:
        return "it is no whole sentence"
    if sentence != sentence.strip() or sentence.endswith("."):
        return "it does not fit into a reason"
    return None


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (None, "there is none"),
        ("", "there is none"),
        ("value is present", "it is no whole sentence"),
        ("every row has its row_id in the mart", "'row_id' is a word of the code"),
        ("every figure of core.mart_figures has a value.", "it does not fit into a reason"),
        ("every figure of core.mart_figures has a value", None),
    ],
)
def test_what_is_no_sentence_is_found(words: str | None, wrong: str | None) -> None:
    assert fault(words) == wrong


def records() -> list[dict[str, Any]]:
    """Every model and test of the project, as the audit is told of it."""
    nodes = dict(manifest().nodes)
    kinds = {"model", "test"}
    outcomes = [
        SimpleNamespace(node=node, status=SimpleNamespace(value="fail"), failures=1, message="")
        for node in nodes.values()
        if node.resource_type.value in kinds
    ]
    return [result_record(outcome, {}, nodes) for outcome in outcomes]


def test_every_test_of_dbt_says_what_it_expects() -> None:
    tests = [record for record in records() if record["kind"] == "test"]
    assert len(tests) > 80
    wrong = {record["name"]: fault(sentence_of_test(record)) for record in tests}
    assert {name: why for name, why in wrong.items() if why} == {}, "give it a description, or its kind a sentence"


def test_every_model_of_dbt_says_what_cannot_be_made() -> None:
    models = [record for record in records() if record["kind"] == "model"]
    assert len(models) > 40
    wrong = {record["name"]: fault(fault_of_model(record, "words").expected) for record in models}
    assert {name: why for name, why in wrong.items() if why} == {}


def test_a_test_of_dbt_of_an_unknown_kind_has_no_sentence() -> None:
    (one, *_) = [record for record in records() if record["test"] == "unique_combination"]
    assert sentence_of_test({**one, "test": "totals_rhyme"}) is None
    assert sentence_of_test({**one, "test": "totals_rhyme", "description": "Totals rhyme."}) == "Totals rhyme"


def test_every_expectation_says_what_it_expects() -> None:
    wrong = {name: fault(expected) for name, expected in RULES.items()}
    assert {name: why for name, why in wrong.items() if why} == {}
