"""Rules on frames, run by Great Expectations, with results that are rows of `audit.checks`.

A rule has one of two severities: `fail` stops what it is about, `warn` only reports. Each result says
over how many values the rule was checked: **over none it is neither passed nor failed** (`passed` is
None), so that an empty frame never looks like a clean one. A rule that is SQL is run by whoever has the
database; it hands in the violating rows and the number checked, and the frame is expected to be empty.

This package sees frames only: no file, no database, no paper. The context is ephemeral; nothing is
written or sent anywhere.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.util import convert_to_json_serializable

Severity = Literal["fail", "warn"]
GX_SEVERITY = {"fail": "critical", "warn": "warning"}
EXAMPLES_SHOWN = 3
KEPT_OF_RESULT = frozenset(
    {
        "element_count",
        "unexpected_count",
        "unexpected_percent",
        "unexpected_percent_nonmissing",
        "unexpected_percent_total",
        "missing_count",
        "missing_percent",
        "observed_value",
        "partial_unexpected_list",
        "partial_unexpected_counts",
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation on a frame, by its class in `great_expectations.expectations` and its arguments.

    `where` (pandas query syntax) limits it to some rows; `expected` says what is expected in the words of whoever
    reads the papers, and is how the rule is reported. Missing values are checked only by the rules that are about them.
    """

    check: str
    severity: Severity
    expected: str
    expectation: type[Any]
    arguments: Mapping[str, Any]
    where: str | None = None


@dataclass(frozen=True, slots=True)
class SqlRule:
    """A rule that compares rows: `violations` selects those that break it, `checked` counts what it is about.

    The violating rows' columns say where they come from (`paper_id`, `table_no`, `row_id`, …); a column
    `detail` says in words what is wrong. `needs` names the tables without which there is nothing to check.
    """

    check: str
    severity: Severity
    expected: str
    violations: str
    checked: str
    needs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Violations:
    """What a `SqlRule` found: the violating rows, and how many were checked."""

    rule: SqlRule
    rows: pd.DataFrame
    checked: int


@dataclass(frozen=True, slots=True)
class Result:
    """One row of `audit.checks` (without its load), and the failing rows of the frame that was checked."""

    suite: str
    check: str
    severity: Severity
    passed: bool | None
    checked: int
    observed: str
    expected: str
    failing: pd.DataFrame
    answer: Mapping[str, Any]
    """What Great Expectations answered, in the form in which it keeps validation results, less what is large."""

    @property
    def stops(self) -> bool:
        """Whether what was checked must not be published."""
        return self.severity == "fail" and self.passed is False


def not_null(
    column: str, expected: str, severity: Severity = "fail", where: str | None = None, check: str | None = None
) -> Rule:
    """Every row has a value."""
    return Rule(
        check or f"{column} is present",
        severity,
        expected,
        gxe.ExpectColumnValuesToNotBeNull,
        {"column": column},
        where,
    )


def unique(column: str, expected: str, severity: Severity = "fail") -> Rule:
    """No value occurs twice."""
    return Rule(f"{column} is unique", severity, expected, gxe.ExpectColumnValuesToBeUnique, {"column": column})


def one_of(column: str, values: Sequence[str], expected: str, severity: Severity = "fail") -> Rule:
    """Every value is a known one."""
    return Rule(
        f"{column} is known",
        severity,
        expected,
        gxe.ExpectColumnValuesToBeInSet,
        {"column": column, "value_set": list(values)},
    )


def matches(column: str, pattern: str, expected: str, severity: Severity = "fail") -> Rule:
    """Every value has a form, which `expected` shows by an example."""
    return Rule(
        f"{column} is well formed",
        severity,
        expected,
        gxe.ExpectColumnValuesToMatchRegex,
        {"column": column, "regex": pattern},
    )


def validate(suite: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> list[Result]:
    """Run rules on one frame, in the rules' order."""
    context = _context()
    definition = context.data_sources.add_pandas(suite).add_dataframe_asset("frame")
    batch = definition.add_batch_definition_whole_dataframe("whole")
    expectations = context.suites.add(gx.ExpectationSuite(name=suite))
    for number, rule in enumerate(rules):
        condition = {"row_condition": rule.where, "condition_parser": "pandas"} if rule.where else {}
        expectations.add_expectation(
            rule.expectation(**rule.arguments, **condition, severity=GX_SEVERITY[rule.severity], meta={"rule": number})
        )
    validation = context.validation_definitions.add(gx.ValidationDefinition(name=suite, data=batch, suite=expectations))
    frame = frame.reset_index(drop=True)
    outcome = validation.run(batch_parameters={"dataframe": frame}, result_format={"result_format": "COMPLETE"})
    results = {answer.expectation_config.meta["rule"]: answer for answer in outcome.results}
    return [_result(suite, rule, results[number], frame) for number, rule in enumerate(rules)]


def expect_none(suite: str, found: Violations) -> Result:
    """Expect that a rule in SQL found no violating row."""
    rule = found.rule
    empty = Rule(rule.check, rule.severity, rule.expected, gxe.ExpectTableRowCountToEqual, {"value": 0})
    outcome = validate(f"{suite}-{uuid.uuid4().hex}", found.rows, [empty])[0]
    passed = None if found.checked == 0 and outcome.passed else outcome.passed
    return Result(
        suite=suite,
        check=rule.check,
        severity=rule.severity,
        passed=passed,
        checked=found.checked,
        observed=_observed(passed, len(found.rows), found.checked, _details(found.rows)),
        expected=rule.expected,
        failing=found.rows.reset_index(drop=True),
        answer=outcome.answer,
    )


def _context() -> Any:
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _result(suite: str, rule: Rule, answer: Any, frame: pd.DataFrame) -> Result:
    found, kept = answer.result, _kept(answer)
    if not found:
        words = f"the check could not be run: {kept['exception_info']['exception_message']}"
        return Result(suite, rule.check, rule.severity, False, 0, words, rule.expected, frame.head(0), kept)
    if "element_count" not in found:
        success, words = bool(answer.success), str(found["observed_value"])
        return Result(suite, rule.check, rule.severity, success, len(frame), words, rule.expected, frame, kept)
    missing = found.get("missing_count") or 0
    checked = found["element_count"] - missing
    passed = bool(answer.success) if checked else None
    failing = frame.loc[found["unexpected_index_list"]] if passed is False else frame.head(0)
    examples = list(dict.fromkeys(str(value) for value in found["partial_unexpected_list"] if not pd.isna(value)))
    observed = _observed(passed, found["unexpected_count"], checked, examples)
    return Result(suite, rule.check, rule.severity, passed, checked, observed, rule.expected, failing, kept)


def _kept(answer: Any) -> dict[str, Any]:
    """The answer as plain JSON: no list of all values and rows, and nothing that differs from run to run."""
    config = answer.expectation_config.to_json_dict()
    found = {name: value for name, value in answer.result.items() if name in KEPT_OF_RESULT}
    return {
        "success": bool(answer.success),
        "expectation_config": {
            "type": config["type"],
            "kwargs": {name: value for name, value in config["kwargs"].items() if name != "batch_id"},
            "meta": {},
        },
        "result": convert_to_json_serializable(found),
        "exception_info": _exception(answer.exception_info),
    }


def _exception(info: Mapping[str, Any]) -> dict[str, Any]:
    """What went wrong, without its traceback; Great Expectations tells it once, or once for each metric."""
    found = info if "exception_message" in info else next(iter(info.values()), {})
    return {
        "raised_exception": bool(found.get("raised_exception")),
        "exception_message": found.get("exception_message"),
        "exception_traceback": None,
    }


def _observed(passed: bool | None, wrong: int, checked: int, examples: Sequence[str]) -> str:
    if passed is None:
        return "nothing to check"
    if passed:
        return f"all {checked}"
    shown = ", ".join(examples[:EXAMPLES_SHOWN])
    return f"not so for {wrong} of {checked}" + (f": {shown}" if shown else "")


def _details(rows: pd.DataFrame) -> list[str]:
    return [str(value) for value in dict.fromkeys(rows["detail"])] if "detail" in rows else []
