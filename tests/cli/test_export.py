"""The warehouse as files: everything is in them, numbers are numbers, and no text of a paper is a formula."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from changed_warehouse import changed
from click.testing import Result

Run = Callable[..., Result]
FORMULAS = ('=HYPERLINK("http://127.0.0.1/")', "@SUM(1+1)", "+cmd|' /C calc'!A0", "-2+3 officers")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def hostile(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse with lines that a spreadsheet would take for formulas."""
    formulas = "[" + ", ".join("'" + formula.replace("'", "''") + "'" for formula in FORMULAS) + "]"
    line = f"{formulas}[1 + rowid % {len(FORMULAS)}]"
    return changed(
        warehouse,
        tmp_path_factory.mktemp("hostile"),
        f"update marts.budget_monitoring set line = {line}, line_path = {line}",
        f"update core.figures set line = {line}, line_path = {line}, note = {line}",
        f"update core.papers set paper = {line}, title = {line}",
        f"update core.findings set description = {line}",
    )


def rows_of(warehouse: Path, table: str) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])


def tables_of(warehouse: Path) -> list[str]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('marts', 'core')"
        ).fetchall()
    return sorted(name for (name,) in found)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_every_table_is_a_file_with_all_its_rows(run: Run, warehouse: Path, tmp_path: Path, form: str) -> None:
    result = run("export", tmp_path / "out", "--format", form, "--warehouse", warehouse)
    assert result.exit_code == 0, result.output
    files = sorted(path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob(f"*.{form}"))
    assert [str(path.with_suffix("")).replace("/", ".") for path in files] == sorted(
        [*tables_of(warehouse), "dictionary"]
    )
    for path in files:
        table = str(path.with_suffix("")).replace("/", ".")
        if table == "dictionary":
            continue
        place = tmp_path / "out" / path
        if form == "parquet":
            count = pq.read_metadata(place).num_rows
        else:
            with place.open(encoding="utf-8", newline="") as file:
                count = sum(1 for _ in csv.reader(file)) - 1
        assert count == rows_of(warehouse, table), table


def test_parquet_keeps_types_and_descriptions(run: Run, warehouse: Path, tmp_path: Path) -> None:
    run("export", tmp_path, "--format", "parquet", "--warehouse", warehouse)
    schema = pq.read_schema(tmp_path / "marts" / "forecast_vs_outturn.parquet")
    assert str(schema.field("outturn_gbp").type) == "decimal128(18, 2)"
    assert b"pounds" in schema.field("outturn_gbp").metadata[b"description"]


def test_the_workbook_has_a_sheet_for_each_mart(run: Run, warehouse: Path, tmp_path: Path) -> None:
    assert run("export", tmp_path, "--warehouse", warehouse).exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "copperbottom.xlsx")
    marts = [name.removeprefix("marts.") for name in tables_of(warehouse) if name.startswith("marts.")]
    assert sorted(book.sheetnames) == sorted([*marts, "provenance", "dictionary"])
    for mart in marts:
        assert book[mart].max_row - 1 == max(rows_of(warehouse, f"marts.{mart}"), 0)
        assert book[mart].freeze_panes == "A2"


def test_the_workbook_has_real_numbers_and_dates(run: Run, warehouse: Path, tmp_path: Path) -> None:
    run("export", tmp_path, "--warehouse", warehouse)
    sheet = openpyxl.load_workbook(tmp_path / "copperbottom.xlsx")["reserve_balances"]
    names = [cell.value for cell in sheet[1]]
    balances = [row[names.index("balance_gbp")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    dates = [row[names.index("as_at")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert balances
    assert all(isinstance(value, int | float) for value in balances)
    assert all(isinstance(value, dt.datetime) for value in dates)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        total = connection.execute("select sum(balance_gbp) from marts.reserve_balances").fetchall()[0][0]
    assert sum(balances) == pytest.approx(float(total))


def test_every_value_of_the_workbook_has_its_place_in_print(run: Run, warehouse: Path, tmp_path: Path) -> None:
    run("export", tmp_path, "--warehouse", warehouse)
    sheet = openpyxl.load_workbook(tmp_path / "copperbottom.xlsx", read_only=True)["provenance"]
    assert sum(1 for _ in sheet.iter_rows(min_row=2)) == rows_of(warehouse, "core.mart_figures")


def test_text_of_a_paper_is_never_a_formula(run: Run, hostile: Path, tmp_path: Path) -> None:
    assert run("export", tmp_path, "--warehouse", hostile).exit_code == 0
    assert run("export", tmp_path, "--format", "csv", "--warehouse", hostile).exit_code == 0
    with ZipFile(tmp_path / "copperbottom.xlsx") as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    book = openpyxl.load_workbook(tmp_path / "copperbottom.xlsx")
    lines = {cell.value for row in book["budget_monitoring"] for cell in row if isinstance(cell.value, str)}
    assert all(any(formula in line for line in lines) for formula in FORMULAS)
    for path in tmp_path.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(DANGEROUS) and any(ch.isalpha() for ch in cell)]


def test_the_same_warehouse_gives_the_same_files(run: Run, warehouse: Path, tmp_path: Path) -> None:
    for form in ("xlsx", "csv", "parquet"):
        for turn in ("one", "two"):
            run("export", tmp_path / turn, "--format", form, "--warehouse", warehouse)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) > 30
    for path in files:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), path


def test_a_folder_that_cannot_be_written_is_a_sentence(run: Run, warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    result = run("export", tmp_path / "taken" / "in", "--warehouse", warehouse)
    assert result.exit_code == 1
    assert "cannot be written to" in result.stderr
    assert "Traceback" not in result.stderr
