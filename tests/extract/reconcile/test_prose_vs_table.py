"""Sentences beside the tables of their own paper: what agrees, what contradicts, and what proves nothing."""

from __future__ import annotations

import pytest

from extract.model import Figure, Finding
from extract.pipeline import extract
from extract.read.text import read_text

PAPER = """KENT POLICE AND CRIME PANEL

12 December 2022

2022/23 REVENUE MONITORING - QUARTER 2

Report by the Chief Finance Officer of Kent Police

{}

Revenue position at quarter 2 of 2022/23

| | Revised Budget £000 | Forecast £000 | Variance £000 |
|---|---|---|---|
| Police Officer Pay | 201,300 | 203,654 | 2,354 |
| Police Staff Pay | 98,240 | 97,102 | (1,138) |
| Premises | 15,060 | 15,684 | 624 |
| Transport | 6,112 | 6,126 | 14 |
| Total | 320,712 | 322,566 | 1,854 |
"""


def said(sentence: str) -> list[tuple[Finding, Figure, Figure]]:
    """The findings of a sentence beside the table, with the two figures of each."""
    extraction = extract(read_text(PAPER.format(sentence).encode(), "0" * 64, "kent.txt", "text/plain"))
    figures = {figure.figure_id: figure for figure in extraction.figures}
    return [
        (finding, figures[finding.figure_ids[0]], figures[finding.figure_ids[1]])
        for finding in extraction.findings
        if finding.kind == "prose_vs_table"
    ]


@pytest.mark.parametrize(
    ("sentence", "line", "value"),
    [
        ("The forecast is an overspend of £1.854m.", "Total", 1_854_000),
        ("The forecast is an overspend of £1.85m.", "Total", 1_854_000),
        ("The forecast is an overspend of £1.86m.", "Total", 1_854_000),  # one in the last place
        ("Police officer pay is forecast to overspend by £2.4m.", "Police Officer Pay", 2_354_000),
        ("Police staff pay is forecast to underspend by £1.1m.", "Police Staff Pay", -1_138_000),
        ("Premises are forecast to overspend by over £600k.", "Premises", 624_000),
    ],
)
def test_a_sentence_agrees_as_precisely_as_it_is_worded(sentence: str, line: str, value: int) -> None:
    ((finding, prose, cell),) = said(sentence)
    assert (finding.status, cell.line, cell.value) == ("balances", line, value)
    assert prose.sentence == sentence
    assert abs(finding.difference) <= finding.tolerance
    assert prose.proof == "unproved"  # two printed numbers that are alike prove neither


def test_a_sentence_that_says_another_value_of_a_line_contradicts_it() -> None:
    ((finding, prose, cell),) = said("Police officer pay is forecast to overspend by £2.7m.")
    assert (finding.status, cell.line) == ("contradiction", "Police Officer Pay")
    assert finding.amount_at_stake_gbp == prose.value - cell.value == 346_000
    assert "£2,700,000" in finding.description
    assert "£2,354,000" in finding.description


@pytest.mark.parametrize(
    "sentence",
    [
        "Police officer pay was forecast to overspend by £2.7m in 2021/22.",  # another year
        "If no more officers left, police officer pay would overspend by £2.7m.",  # a scenario
        "Training is forecast to overspend by £2.7m.",  # a line that the table does not print
        "The forecast is an overspend of £9.1m.",  # no line, no value that is near
        "Police officer pay is forecast to overspend by £0.2m on overtime alone.",  # too far off to mean the line
    ],
)
def test_nothing_is_found_where_something_else_may_be_meant(sentence: str) -> None:
    assert said(sentence) == []
