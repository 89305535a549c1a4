"""The command line: what it answers, in which shape, and how it says no."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import Result
from kept_warehouses import Loaded

from copperbottom.cli import main
from copperbottom.paths import PROJECT
from extract.model import Said
from warehouse.serve.formats import csv_cell
from warehouse.serve.trace import trace
from warehouse.workers.paper_reader import PaperReader

COMMANDS = sorted(main.commands)
HEAVY = ("dbt", "duckdb", "great_expectations", "pandas", "pyarrow", "rich", "sqlite3")
SAMPLES = PROJECT / "samples" / "papers"
Run = Any


def refused(result: Result, *words: str) -> str:
    """Asserts that a command ended in one sentence on standard error, and returns it."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr
    return result.stderr


# Help


def test_all_promised_commands_are_there() -> None:
    assert {"extract", "load", "query", "status", "tables", "trace"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    examples = [line.strip() for line in result.stdout.splitlines() if line.startswith("    copperbottom ")]
    assert any(line.startswith(f"copperbottom {command}") for line in examples)


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, copperbottom.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [("tables",), ("nonsense",), ("extract", "a", "--format", "xml"), ("load",)])
def test_asking_wrongly_is_exit_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


# tables


def test_tables_as_json_have_the_promised_shape(run: Run, paper: Path) -> None:
    (table,) = json.loads(run("tables", paper, "--format", "json").stdout)
    assert set(table) == {"table_no", "page", "bbox", "title", "header_rows", "rows", "continues"}
    assert (table["table_no"], table["page"], table["bbox"], table["continues"]) == (1, None, None, False)
    assert table["header_rows"] == 1
    assert table["rows"][0][1] == "2024/25 Revised Budget £000's"
    assert table["rows"][-1] == ["Total Officer Overtime", "1,215", "837", "1,576", "361"]


def test_tables_as_csv_have_a_line_for_each_row(run: Run, paper: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("tables", paper, "--format", "csv").stdout)))
    assert [row["is_header"] for row in rows] == ["true", "false", "false", "false"]
    assert rows[-1]["cell_4"] == "1,576"


def test_tables_as_text_show_every_cell(run: Run, paper: Path) -> None:
    shown = run("tables", paper).stdout
    assert all(cell in shown for cell in ("Crime and Justice", "1,066", "361"))


def test_a_paper_without_tables_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    path.write_text("The panel met and agreed.\n", encoding="utf-8")
    assert run("tables", path).stdout == "No tables were found.\n"
    assert json.loads(run("tables", path, "--format", "json").stdout) == []


# extract


def test_figures_as_json_have_the_columns_of_core_figures(run: Run, paper: Path) -> None:
    figures = json.loads(run("extract", paper, "--format", "json").stdout)
    assert len(figures) == 12
    described = yaml.safe_load(
        (PROJECT / "dbt_project/models/evidence/_evidence__models.yml").read_text(encoding="utf-8")
    )
    (table,) = (one for one in described["models"] if one["name"] == "figures")
    only_across_papers = {"repeats_figure_id", "has_contradiction"}
    columns = [column["name"] for column in table["columns"] if column["name"] not in only_across_papers]
    assert all(list(figure) == columns for figure in figures)
    total = next(figure for figure in figures if figure["published_text"] == "1,576")
    assert total["value"] == 1_576_000
    assert isinstance(total["value"], int)
    assert total["as_at"] == "2024-09-30"
    assert total["proof"] == "proved"


def test_figures_as_csv_are_safe_in_a_spreadsheet(run: Run, paper: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("extract", paper, "--format", "csv").stdout)))
    assert len(rows) == 12
    lines = {row["line"] for row in rows}
    assert "'=Local Policing" in lines
    assert {row["value"] for row in rows if row["line"] == "Total Officer Overtime"} >= {"1215000", "361000"}


def test_figures_as_a_table_show_lines_columns_and_proof(run: Run, paper: Path) -> None:
    shown = run("extract", paper).stdout
    assert shown.isascii() or "£" in shown
    assert "12 figures: + 12 proved, X 0 contradicted, . 0 unproved" in shown
    total = next(line for line in shown.splitlines() if "Total Officer Overtime" in line)
    cells = [cell.strip() for cell in total.strip("| ").split("|")]
    assert cells == ["Total Officer Overtime", "1,215", "+", "837", "+", "1,576", "+", "361", "+"]


def test_a_contradiction_is_told_in_words(run: Run, paper: Path) -> None:
    paper.write_text(paper.read_text(encoding="utf-8").replace("1,066\t254", "4,066\t254"), encoding="utf-8")
    shown = run("extract", paper).stdout
    assert "X" in next(line for line in shown.splitlines() if "4,066" in line)
    verdict = shown[shown.index("12 figures:") :].splitlines()
    assert "X 0 contradicted" not in verdict[0]
    assert any("4,066" in line or "£4,066,000" in line for line in verdict[1:])


def test_a_paper_without_figures_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    path.write_text("The panel met and agreed.\n", encoding="utf-8")
    assert "No figures were found in this paper." in run("extract", path).stdout
    assert json.loads(run("extract", path, "--format", "json").stdout) == []


@pytest.mark.parametrize("command", ["tables", "extract"])
def test_a_bad_paper_is_a_sentence(run: Run, tmp_path: Path, command: str) -> None:
    refused(run(command, tmp_path / "gone.txt"), "gone.txt", "check the path")
    refused(run(command, tmp_path), "is a folder")
    bad = {
        "empty.txt": b"",
        "rubbish.txt": bytes(range(256)) * 40,
        "latin.txt": "£5 café\n".encode("cp1252"),
        "a.xyz": b"x",
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
        refused(run(command, tmp_path / name))


def test_what_nobody_expected_is_a_sentence_too(run: Run, paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_reader: PaperReader, _path: Path, _said: Said) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(PaperReader, "extract", fail)
    refused(run("extract", paper), "ZeroDivisionError", "COPPERBOTTOM_DEBUG")
    assert isinstance(run("extract", paper, env={"COPPERBOTTOM_DEBUG": "1"}).exception, ZeroDivisionError)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("-512", "-512"),
        ("- 40", "- 40"),
        ("-£0.6m", "-£0.6m"),
        ("Officer Pay", "Officer Pay"),
    ],
)
def test_formulas_are_disarmed_and_printed_numbers_kept(value: str, written: str) -> None:
    assert csv_cell(value) == written


# query


OVERSPEND = """
    select line, variance_gbp from marts.budget_monitoring
    where organisation = 'Exampleshire Police' and statement = 'by_type' and report_period = 'Q2' and not is_total
    order by variance_gbp desc limit 2
"""


def test_query_answers_as_a_table(run: Run, warehouse: Path) -> None:
    shown = run("query", OVERSPEND, "--warehouse", warehouse).stdout
    assert "1,210,000" in next(line for line in shown.splitlines() if "Officer Pay" in line)
    assert shown.endswith("2 rows\n")


def test_query_answers_as_json_and_csv(run: Run, warehouse: Path) -> None:
    answer = json.loads(run("query", OVERSPEND, "--format", "json", "--warehouse", warehouse).stdout)
    assert answer[0] == {"line": "Officer Pay", "variance_gbp": 1_210_000}
    rows = list(csv.reader(io.StringIO(run("query", OVERSPEND, "--format", "csv", "--warehouse", warehouse).stdout)))
    assert rows[:2] == [["line", "variance_gbp"], ["Officer Pay", "1210000"]]


def test_query_answers_as_parquet(run: Run, warehouse: Path, tmp_path: Path) -> None:
    place = tmp_path / "answer.parquet"
    assert run("query", OVERSPEND, "--format", "parquet", "-o", place, "--warehouse", warehouse).exit_code == 0
    table = pq.read_table(place)
    assert str(table.schema.field("variance_gbp").type) == "decimal128(18, 2)"
    streamed = run("query", OVERSPEND, "--format", "parquet", "--warehouse", warehouse).stdout_bytes
    assert pq.read_table(io.BytesIO(streamed)).equals(table)


def test_query_writes_any_format_to_a_file(run: Run, warehouse: Path, tmp_path: Path) -> None:
    for form in ("table", "csv", "json"):
        place = tmp_path / form
        result = run("query", OVERSPEND, "--format", form, "-o", place, "--warehouse", warehouse)
        assert (result.exit_code, result.stdout) == (0, "")
        assert "Officer Pay" in place.read_text(encoding="utf-8")


def test_query_takes_the_warehouse_from_the_environment(run: Run, warehouse: Path) -> None:
    result = run("query", "select 1 as one", "--format", "csv", env={"COPPERBOTTOM_WAREHOUSE": str(warehouse)})
    assert result.stdout == "one\n1\n"


def test_a_query_without_rows_is_an_answer(run: Run, warehouse: Path) -> None:
    none = "select line from marts.budget_monitoring where false"
    assert json.loads(run("query", none, "--format", "json", "--warehouse", warehouse).stdout) == []
    assert run("query", none, "--warehouse", warehouse).stdout.endswith("0 rows\n")


def test_a_query_that_is_wrong_is_a_sentence(run: Run, warehouse: Path) -> None:
    refused(run("query", "selct 1", "--warehouse", warehouse), "selct")
    refused(run("query", "from marts.no_such", "--warehouse", warehouse), "no_such")


@pytest.mark.parametrize(
    "sql",
    [
        "create table marts.mine (a int)",
        "delete from core.figures",
        "copy core.papers to '{}/out.csv'",
        "attach '{}/other.duckdb'",
        "from read_csv('/etc/passwd')",
        "from '/etc/passwd'",
        "from glob('/etc/*')",
        "create temp table mine as select 1",
        "set memory_limit = '100GB'",
        "install httpfs",
        "load httpfs",
        "export database '{}/out'",
        "select 1; delete from core.figures",
        "",
    ],
)
def test_a_query_changes_nothing_and_reads_no_other_file(run: Run, warehouse: Path, tmp_path: Path, sql: str) -> None:
    before = warehouse.read_bytes()
    refused(run("query", sql.format(tmp_path), "--warehouse", warehouse))
    assert warehouse.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


def test_a_pivot_is_a_question(run: Run, warehouse: Path) -> None:
    sql = "pivot core.figures on proof using count(*) group by subject"
    assert json.loads(run("query", sql, "--format", "json", "--warehouse", warehouse).stdout)


def test_a_query_that_runs_away_is_stopped(run: Run, warehouse: Path) -> None:
    endless = "select count(*) from range(10000000000) as a(x), range(1000) as b(y) where (x * y) % 7 = 3"
    refused(run("query", endless, "--timeout", "0.5", "--warehouse", warehouse), "0.5 seconds", "--timeout")
    rows = "select x from range(100000000000) as a(x)"
    refused(
        run("query", rows, "--format", "csv", "--timeout", "0.5", "-o", "/dev/null", "--warehouse", warehouse), "0.5"
    )
    large = "select list(x) from range(300000000) as a(x)"
    refused(run("query", large, "--memory", "200MB", "--warehouse", warehouse), "200MB", "--memory")


def test_a_long_answer_is_shown_by_its_first_rows(run: Run, warehouse: Path) -> None:
    shown = run("query", "from range(5000)", "--warehouse", warehouse).stdout
    assert shown.rstrip().endswith("The first 1,000 rows; --format csv, json or parquet has all of them.")
    whole = run("query", "from range(5000)", "--format", "csv", "--warehouse", warehouse).stdout
    assert len(whole.splitlines()) == 5001


def test_a_missing_warehouse_is_a_sentence(run: Run, tmp_path: Path) -> None:
    nowhere = tmp_path / "none.duckdb"
    refused(run("query", "select 1", "--warehouse", nowhere), str(nowhere), "copperbottom load")
    refused(run("trace", "abc", "--warehouse", nowhere), "copperbottom load")
    refused(run("status", "--warehouse", nowhere), "copperbottom load")
    assert not nowhere.exists()


def test_a_file_that_is_no_warehouse_is_a_sentence(run: Run, paper: Path) -> None:
    refused(run("query", "select 1", "--warehouse", paper), "cannot be opened as a warehouse")


# trace


def ids(run: Run, warehouse: Path, where: str) -> list[str]:
    answer = run(
        "query", f"select figure_id from core.figures where {where}", "--format", "json", "--warehouse", warehouse
    )
    return [row["figure_id"] for row in json.loads(answer.stdout)]


def test_trace_shows_row_column_and_meaning(run: Run, warehouse: Path) -> None:
    (figure_id,) = ids(run, warehouse, "line = 'Officer Pay' and measure = 'forecast' and report_period = 'Q2'")
    shown = run("trace", figure_id, "--warehouse", warehouse).stdout
    assert ">>>49,612<<<" in shown
    assert "Latest Forecast £000's" in shown
    assert "exampleshire-2024-25-quarter-2.pdf" in shown
    assert "49,612,000 GBP" in shown
    assert "2024-09-30" in shown
    assert "+ proved" in shown
    assert "printed, measure by 'latest forecast'" in shown


@pytest.mark.parametrize("paper", ["exampleshire-2024-25-quarter-1.pdf", "off.txt"])
def test_every_figure_is_traced_to_its_own_cell(run: Run, loaded: Loaded, paper: str) -> None:
    where = f"paper = '{paper}' and table_no = 1"
    with PaperReader() as reader:
        traced = [trace(figure_id, loaded.warehouse, reader) for figure_id in ids(run, loaded.warehouse, where)]
    assert traced
    for found in traced:
        assert found.printed is not None
        assert found.printed.row[found.printed.column] == found.figure["published_text"]


def test_a_figure_of_a_text_is_traced_to_the_words_around_it(run: Run, loaded: Loaded) -> None:
    with PaperReader() as reader:
        found_ids = ids(run, loaded.warehouse, "paper = 'off.txt'")
        traced = [trace(figure_id, loaded.warehouse, reader) for figure_id in found_ids]
    assert traced
    for found in traced:
        assert found.around is not None
        assert found.around[1] == found.figure["published_text"]


def test_the_beginning_of_an_id_is_enough(run: Run, warehouse: Path) -> None:
    figure_id = ids(run, warehouse, "true")[0]
    assert run("trace", figure_id[:-2], "--warehouse", warehouse).exit_code == 0


def test_an_unknown_or_ambiguous_id_is_a_sentence(run: Run, warehouse: Path) -> None:
    refused(run("trace", "no-such-id", "--warehouse", warehouse), "core.mart_figures")
    refused(run("trace", "", "--warehouse", warehouse))
    first = [figure_id[0] for figure_id in ids(run, warehouse, "true")]
    often = max(set(first), key=first.count)
    refused(run("trace", often, "--warehouse", warehouse), "give more of it")


# load and status


def test_a_second_load_says_that_nothing_is_new(run: Run, own_warehouse: Path) -> None:
    published = own_warehouse.stat().st_mtime_ns
    result = run("load", SAMPLES, "--warehouse", own_warehouse)
    assert result.exit_code == 0
    assert "nothing was published" in result.stdout.lower()
    assert own_warehouse.stat().st_mtime_ns == published


def test_a_load_of_nothing_is_a_sentence(run: Run, tmp_path: Path) -> None:
    refused(run("load", tmp_path / "gone", "--warehouse", tmp_path / "w.duckdb"), "gone")
    (tmp_path / "folder").mkdir()
    refused(run("load", tmp_path / "folder", "--warehouse", tmp_path / "w.duckdb"), "no papers")


def test_status_shows_loads_papers_and_reasons(run: Run, loaded: Loaded) -> None:
    shown = run("status", "--warehouse", loaded.warehouse).stdout
    assert "exampleshire-2024-25-quarter-1.pdf" in shown
    bad = next(line for line in shown.splitlines() if "rubbish.txt" in line)
    assert "held" in bad
    assert "not text" in shown
    assert "yes" in shown
