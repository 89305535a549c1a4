"""Five real papers: each figure of their tables stands with its meaning, and most of them are proved.

`real_papers.csv` holds what the tables say, compared by eye with the papers: facts and places, no sentences.
The papers themselves are not in this project: `shared_papers` says where these tests are skipped without them.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from shared_papers import shared_folder

from extract.interpret.context import paper_context
from extract.model import Extraction, Figure, Paper, RawTable
from extract.pipeline import extract, table_figures
from extract.read import read_paper

TRUTH = list(csv.DictReader((Path(__file__).parent / "real_papers.csv").open(encoding="utf-8")))
MATERIAL = 100_000


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    return {paper.paper_id: paper for paper in map(read_paper, sorted(shared_folder("papers").glob("*.txt")))}


@pytest.fixture(scope="module")
def extractions(papers: dict[str, Paper]) -> dict[str, Extraction]:
    return {paper_id: extract(paper) for paper_id, paper in papers.items()}


@pytest.fixture(scope="module")
def figures(extractions: dict[str, Extraction]) -> dict[tuple[str, int], Figure]:
    return {
        (paper_id, figure.char_start or 0): figure
        for paper_id, extraction in extractions.items()
        for figure in extraction.figures
        if figure.table_no is not None
    }


def share(found: int) -> float:
    return 100 * found / len(TRUTH)


def test_nearly_every_cell_is_a_figure_with_its_meaning(figures: dict[tuple[str, int], Figure]) -> None:
    right = placed = 0
    for row in TRUTH:
        figure = figures.get((row["paper_id"], int(row["char_start"])))
        if figure is None:
            continue
        when = str(figure.as_at or "")
        meant = (figure.line or "", figure.measure, figure.unit, figure.financial_year, when, figure.report_period)
        wanted = tuple(row[k] for k in ("line", "measure", "unit", "financial_year", "as_at", "report_period"))
        right += figure.value == Decimal(row["value"]) and meant == wanted
        placed += (figure.organisation, str(int(figure.is_total))) == (row["organisation"], row["is_total"])
    assert share(right) >= 99
    assert share(placed) >= 97


def test_hardly_a_figure_is_one_that_no_table_prints(figures: dict[tuple[str, int], Figure]) -> None:
    known = {(row["paper_id"], int(row["char_start"])) for row in TRUTH}
    assert share(len(figures.keys() - known)) <= 3


def test_most_figures_are_proved_and_none_is_contradicted_by_its_own_table(
    figures: dict[tuple[str, int], Figure],
) -> None:
    proofs = [figure.proof for figure in figures.values()]
    assert share(proofs.count("proved")) >= 95
    assert "contradicted" not in proofs


def test_papers_without_figure_tables_are_read_all_the_same(
    papers: dict[str, Paper], figures: dict[tuple[str, int], Figure]
) -> None:
    assert len(papers) == 5
    assert len({paper_id for paper_id, _ in figures}) == 2


def test_a_reclassification_between_two_tables_is_found_and_rounding_is_not(
    extractions: dict[str, Extraction],
) -> None:
    found = [
        finding
        for extraction in extractions.values()
        for finding in extraction.findings
        if finding.status == "contradiction"
    ]
    assert {finding.kind for finding in found} == {"cross_table"}
    assert {abs(finding.difference) for finding in found} == {Decimal(903_000)}
    assert all("reclassification" in finding.description for finding in found)


def test_no_figure_with_a_wrong_leading_digit_is_proved(
    papers: dict[str, Paper], figures: dict[tuple[str, int], Figure]
) -> None:
    """Each material cell in turn, printed with the next digit up in front: what was proved is proved no more."""
    contexts = {paper_id: paper_context(paper) for paper_id, paper in papers.items()}
    survivors = []
    checked = 0
    for (paper_id, _), figure in figures.items():
        if figure.unit != "GBP" or abs(figure.value) < MATERIAL or figure.proof != "proved":
            continue
        spoiled = with_wrong_digit(papers[paper_id], figure)
        tables, _ = table_figures(spoiled, contexts[paper_id])
        altered = next((other for table in tables for other in table if same(other, figure)), None)
        checked += 1
        if altered is not None and altered.proof == "proved":
            survivors.append((figure.line, figure.column_header, figure.published_text))
    assert checked > 350
    assert survivors == []


def same(one: Figure, other: Figure) -> bool:
    return (one.table_no, one.row_no, one.column_no) == (other.table_no, other.row_no, other.column_no)


def with_wrong_digit(paper: Paper, figure: Figure) -> Paper:
    """The paper with one cell's leading digit one up, and of its tables only those that its reading depends on."""
    text = figure.published_text
    at = next(k for k, sign in enumerate(text) if sign in "123456789")
    wrong = text[:at] + str(int(text[at]) % 9 + 1) + text[at + 1 :]
    assert figure.table_no is not None
    needed = {figure.table_no, figure.table_no - 1}
    parts: list[object] = []
    for part in paper.parts:
        if not isinstance(part, RawTable):
            parts.append(part)
        elif part.table_no in needed:
            rows = tuple(
                tuple(
                    replace(cell, text=wrong)
                    if cell.text == text and cell.place.char_start == figure.char_start
                    else cell
                    for cell in row
                )
                for row in part.rows
            )
            parts.append(replace(part, rows=rows))
    return replace(paper, parts=tuple(parts))  # type: ignore[arg-type]
