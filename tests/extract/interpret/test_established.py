"""A sum proves a figure only where words say what is measured, and a sum over years belongs to none of them."""

from __future__ import annotations

from pathlib import Path

from extract.model import Figure
from extract.pipeline import extract_paper

HEAD = "# Wessexshire Police and Crime Panel\n\nMeeting date: 6 February 2025\n\n"


def figures_of(tmp_path: Path, table: str) -> list[Figure]:
    paper = tmp_path / "paper.md"
    paper.write_text(HEAD + table, encoding="utf-8")
    return list(extract_paper(paper).figures)


def test_a_header_that_names_no_measure_is_not_proved_by_its_sums(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Revenue budget 2024/25\n\n| £000 | Budget | Ring fenced share |\n|---|---|---|\n"
        "| Police officer pay | 98,400 | 50,100 |\n"
        "| Police staff pay | 51,200 | 20,300 |\n"
        "| Total | 149,600 | 70,400 |\n",
    )
    assert {one.proof for one in found if one.column_header == "Budget"} == {"proved"}
    unknown = [one for one in found if one.column_header == "Ring fenced share"]
    assert {one.proof for one in unknown} <= {"unproved"}
    assert all("no word of the vocabulary" in (one.note or "") for one in unknown)


def test_a_sum_over_years_belongs_to_none_of_them(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Capital programme\n\n"
        "| Scheme | 2024/25 £000 | 2025/26 and later years £000 | Total £000 |\n|---|---|---|---|\n"
        "| New custody suite | 1,200 | 8,400 | 9,600 |\n"
        "| Fleet | 2,000 | 2,100 | 4,100 |\n"
        "| Total | 3,200 | 10,500 | 13,700 |\n",
    )
    years = {one.published_text: one.financial_year for one in found}
    assert [years[text] for text in ("1,200", "8,400", "9,600", "13,700")] == ["2024/25", None, None, None]
    assert {one.proof for one in found} == {"proved"}


def test_a_total_of_one_year_keeps_it(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "## Revenue budget 2024/25\n\n| £000 | Budget 2024/25 | Forecast 2024/25 | Variance |\n|---|---|---|---|\n"
        "| Police officer pay | 98,400 | 99,150 | 750 |\n| Police staff pay | 51,200 | 50,600 | (600) |\n"
        "| Total | 149,600 | 149,750 | 150 |\n",
    )
    assert {one.financial_year for one in found} == {"2024/25"}
