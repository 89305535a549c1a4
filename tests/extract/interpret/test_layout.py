"""The column that names the lines stands anywhere; a number is never a line."""

from __future__ import annotations

import csv
import io
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.pipeline import extract_paper

HEAD = """\
# Wessexshire Police and Crime Panel

Meeting date: 12 December 2024

## Revenue budget monitoring: Quarter 2 2024/25

Figures are in £000.

"""
NAMES = ("Police officer pay", "Police staff pay", "Premises", "Total")
AMOUNTS = ((98_400, 99_150, 750), (51_200, 50_600, -600), (7_300, 7_450, 150), (156_900, 157_200, 300))
HEADERS = ("Annual budget", "Forecast", "Variance")


def read(tmp_path: Path, rows: list[list[str]]) -> set[tuple[str, str, str]]:
    """The line, measure and printed text of each figure of a table whose first row is its header."""
    table = "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], ["---"] * len(rows[0]), *rows[1:]])
    paper = tmp_path / "paper.md"
    paper.write_text(HEAD + table + "\n", encoding="utf-8")
    return {(str(one.line), one.measure, one.published_text) for one in extract_paper(paper).figures}


def cells(order: list[str]) -> list[list[str]]:
    """The table with its columns in an order: `name`, `row`, `code`, or a number of HEADERS."""
    head = {"name": "", "row": "", "code": "Code"} | {str(i): text for i, text in enumerate(HEADERS)}
    rows = [[head[one] for one in order]]
    for i, (name, amounts) in enumerate(zip(NAMES, AMOUNTS, strict=True)):
        said = {"name": name, "row": str(i + 1), "code": f"A{i + 1:02}"}
        said |= {str(j): f"{amount:,}" for j, amount in enumerate(amounts)}
        rows.append([said[one] for one in order])
    return rows


EXPECTED = {
    (name, measure, f"{amount:,}")
    for name, amounts in zip(NAMES, AMOUNTS, strict=True)
    for measure, amount in zip(("revised_budget", "forecast", "variance"), amounts, strict=True)
}


@pytest.mark.parametrize(
    "order",
    [
        ["name", "0", "1", "2"],
        ["row", "name", "0", "1", "2"],
        ["code", "name", "0", "1", "2"],
        ["0", "1", "2", "name"],
        ["0", "name", "1", "2"],
        ["0", "1", "name", "2"],
        ["row", "0", "1", "2", "name"],
    ],
    ids=" ".join,
)
def test_the_names_of_lines_may_stand_in_any_column(tmp_path: Path, order: list[str]) -> None:
    assert read(tmp_path, cells(order)) == EXPECTED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("orders")


@given(order=st.permutations(["name", "0", "1", "2"]))
def test_the_order_of_columns_changes_nothing(folder: Path, order: list[str]) -> None:
    assert read(folder, cells(order)) == EXPECTED


def test_remarks_at_the_right_name_nothing(tmp_path: Path) -> None:
    rows = cells(["name", "0", "1", "2"])
    remarks = ["Reason", "More officers than planned", "Vacancies", "Energy prices", ""]
    assert read(tmp_path, [[*row, remark] for row, remark in zip(rows, remarks, strict=True)]) == EXPECTED


def test_a_list_of_numbers_alone_keeps_its_first_column_as_names(tmp_path: Path) -> None:
    table = """\
    | Year | Annual budget |
    |---|---|
    | 2024/25 | 98,400 |
    | 2025/26 | 99,150 |
    """
    rows = list(csv.reader(io.StringIO(textwrap.dedent(table)), delimiter="|"))
    lines = {
        line for line, _, _ in read(tmp_path, [[cell.strip() for cell in row[1:-1]] for row in (rows[0], *rows[2:])])
    }
    assert lines == {"2024/25", "2025/26"}
