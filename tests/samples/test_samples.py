"""The bundled papers are what `samples/typeset.py` writes, and are read whole and proved."""

from __future__ import annotations

import runpy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extract.pipeline import extract_paper
from warehouse.store import PROJECT

PAPERS = sorted((PROJECT / "samples" / "papers").iterdir())
typesetting: dict[str, Any] = runpy.run_path(str(PROJECT / "samples" / "typeset.py"))


def test_the_papers_are_those_that_are_typeset() -> None:
    written = {position.file: typesetting["typeset"](position) for position in typesetting["POSITIONS"]}
    assert {path.name: path.read_text(encoding="utf-8") for path in PAPERS} == written


def test_the_overtime_of_departments_is_the_overtime_of_the_statement() -> None:
    pay = typesetting["STATEMENT"]["Pay & Employment Costs"]
    line = next(line for line in pay if line.name == "Officer Overtime")
    for field in ("original", "revised", "spend_q1", "spend_q2", "forecast_q1", "forecast_q2", "outturn"):
        assert sum(getattr(part, field) for part in typesetting["OVERTIME"]) == getattr(line, field)


@pytest.mark.parametrize(("pounds", "printed"), [(1_905_500, "1,906"), (-450, "0"), (-500, "(1)"), (0, "0")])
def test_pounds_are_printed_as_thousands(pounds: int, printed: str) -> None:
    assert typesetting["thousands"](pounds) == printed


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_every_printed_amount_is_read_and_proved(paper: Path) -> None:
    position = next(one for one in typesetting["POSITIONS"] if one.file == paper.name)
    tables = [typesetting[name](position) for name in ("summary", "by_type", "overtime")]
    printed = [cell for table in tables for row in table for cell in row if cell.strip("(),0123456789") == "" and cell]
    figures = [figure for figure in extract_paper(paper).figures if figure.table_no is not None]
    assert sorted(figure.published_text for figure in figures) == sorted(printed)
    assert {figure.proof for figure in figures} == {"proved"}
    assert {figure.financial_year for figure in figures} == {"2024/25"}
    assert all(figure.organisation and figure.organisation.startswith("Exampleshire") for figure in figures)


def test_the_outturn_overspend_is_that_of_the_ledger() -> None:
    paper = next(path for path in PAPERS if "outturn" in path.name)
    lines = [line for lines in typesetting["STATEMENT"].values() for line in lines] + list(typesetting["OFFICE"])
    overspend = sum(line.outturn - line.revised for line in lines)
    totals = [f for f in extract_paper(paper).figures if f.line == "TOTAL" and f.measure == "variance"]
    assert [figure.value for figure in totals] == [Decimal(round(overspend, -3))]
