"""What single sentences say, in the wordings of many papers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.interpret.context import paper_context
from extract.interpret.prose import prose_figures
from extract.model import Figure
from extract.read.text import read_text

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "sentences.yml").read_text(encoding="utf-8"))
PAPER = """KENT POLICE AND CRIME PANEL

12 December 2022

{}

Report by the Chief Finance Officer of Kent Police

{}
"""
TITLE = "2022/23 FINANCIAL AND PERFORMANCE MONITORING - QUARTER 2"
BODIES = {"force": "Kent Police", "office": "Kent OPCC", "group": "Kent Police and OPCC", "nation": "England and Wales"}
FIELDS = {"unit": "unit", "subject": "subject", "measure": "measure", "basis": "basis", "year": "financial_year"}
FIELDS |= {"qualifier": "qualifier", "role": "role", "line": "line", "status": "status", "as_at": "as_at"}


def figures_in(body: str, title: str = TITLE) -> list[Figure]:
    paper = read_text(PAPER.format(title, body).encode(), "0" * 64, "kent.txt", "text/plain")
    figures = prose_figures(paper, paper_context(paper))
    for figure in figures:
        assert paper.text[figure.char_start : figure.char_end] == figure.published_text
    return figures


@pytest.mark.parametrize("case", CASES, ids=[case["say"][:50] for case in CASES])
def test_a_sentence_is_read(case: dict[str, Any]) -> None:
    body = " ".join(filter(None, (case.get("after"), case["say"])))
    figures = figures_in("\n\n".join([*case.get("under", []), body]), case.get("title", TITLE))
    figures = [figure for figure in figures if figure.sentence and figure.sentence in case["say"]]
    assert {figure.published_text for figure in figures} == {wanted["is"] for wanted in case["read"]}
    for wanted in case["read"]:
        (figure,) = [one for one in figures if one.published_text == wanted["is"]]
        if "value" in wanted:
            assert figure.value == Decimal(str(wanted["value"]))
        for name, column in FIELDS.items():
            if name in wanted:
                assert str(getattr(figure, column)) == str(wanted[name]), name
        if "organisation" in wanted:
            assert figure.organisation == BODIES.get(wanted["organisation"], wanted["organisation"])
        assert figure.sentence is not None
        assert figure.sentence in case["say"]
        assert (figure.table_no, figure.proof) == (None, "unproved")


def test_bare_numbers_of_paragraphs_are_no_figures() -> None:
    body = "\n\n".join(
        [
            "3 The Force recorded 412 robberies in the quarter.",
            "4 Burglaries fell by 7% to 1,204 offences.",
            "5 Officers made 96 arrests.",
            "6 Incidents of anti-social behaviour totalled 2,310.",
        ]
    )
    assert [figure.published_text for figure in figures_in(body)] == ["412", "7%", "1,204", "96", "2,310"]


def test_a_number_that_opens_a_sentence_is_a_figure() -> None:
    assert [figure.published_text for figure in figures_in("12 Officers retired in the year.")] == ["12"]
