"""What is shown keeps its numbers whole, in a narrow terminal and in a pipe."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from extract.pipeline import extract_paper
from warehouse.render.console import plain, written
from warehouse.render.figure_output import FigureScreen
from warehouse.render.load_output import LoadScreen


class AnyScreen(LoadScreen, FigureScreen):
    """What any command writes to."""


def screen(**options: Any) -> tuple[AnyScreen, io.StringIO]:
    file = io.StringIO()
    return AnyScreen(Console(file=file, highlight=False, **options)), file


@pytest.mark.parametrize("options", [{"width": 30, "force_terminal": True, "no_color": True}, {"width": 30}])
def test_no_number_is_cut_or_broken(options: dict[str, Any]) -> None:
    here, file = screen(**options)
    numbers = [Decimal("123456789012.00"), Decimal("-98765432109.00")]
    here.rows(["a line with a long name", "one", "two", "three"], [["Officer Pay - Direct Costs " * 3, *numbers, 1]])
    assert "123,456,789,012" in file.getvalue()
    assert "-98,765,432,109" in file.getvalue()


def test_figures_are_whole_in_a_narrow_terminal(paper: Path) -> None:
    here, file = screen(width=30, force_terminal=True, no_color=True)
    here.extraction(extract_paper(paper))
    assert all(number in re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue()) for number in ("1,066", "1,576", "837"))


def test_a_terminal_gets_marks_and_a_pipe_gets_ascii(paper: Path) -> None:
    terminal, shown = screen(force_terminal=True, no_color=True)
    terminal.extraction(extract_paper(paper))
    assert "✓" in shown.getvalue()
    pipe, piped = screen()
    pipe.extraction(extract_paper(paper))
    assert piped.getvalue().replace("£", "").isascii()


def test_totals_stand_out_in_a_terminal(paper: Path) -> None:
    here, file = screen(force_terminal=True, color_system="truecolor", width=200)
    here.extraction(extract_paper(paper))
    total = next(line for line in file.getvalue().splitlines() if "Total Officer Overtime" in line)
    other = next(line for line in file.getvalue().splitlines() if "Crime and Justice" in line)
    assert "\x1b[1m" in total
    assert "\x1b[1m" not in other


def test_markup_in_papers_means_nothing() -> None:
    here, file = screen()
    here.say("held: [bold]not markup[/bold] [/oops]")
    here.rows(["name"], [["[red]x[/red]"]])
    assert "[bold]not markup[/bold] [/oops]" in file.getvalue()
    assert "[red]x[/red]" in file.getvalue()


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([Decimal("1048000.00"), None, Decimal("-3")], ["1,048,000", "", "-3"]),
        ([Decimal("0.90"), Decimal("1200")], ["0.9", "1,200"]),
        ([1, 2000], ["1", "2,000"]),
        ([float("nan"), 1.5], ["nan", "1.5"]),
    ],
)
def test_numbers_have_decimals_only_where_the_column_has(values: list[Any], shown: list[str]) -> None:
    assert written(values) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (dt.date(2017, 9, 30), "2017-09-30"),
        (dt.datetime(2017, 9, 30, 12, 5, 6, 7), "2017-09-30 12:05:06"),
        (["a", None, "b"], "a, , b"),
        (True, "True"),
    ],
)
def test_other_values_are_plain(value: Any, shown: str) -> None:
    assert plain(value) == shown


def test_a_load_says_what_is_held_and_gives_a_query(tmp_path: Path) -> None:
    warehouse = tmp_path / "my finance.duckdb"
    held = [
        {"paper": "scan.txt", "table_no": None, "reason": "It is a picture."},
        {"paper": "a.md", "table_no": 3, "reason": "No unit."},
    ]
    here, file = screen()
    here.loaded({"published": True, "warehouse": str(warehouse), "figures": 1204, "papers_seen": 2} | new(1, 1), held)
    said = file.getvalue()
    assert "1,204 figures; of 2 papers in this load 1 new, 1 held" in said
    assert "scan.txt: It is a picture." in said
    assert "a.md, table 3: No unit." in said
    assert f"--warehouse '{warehouse}'" in said
    assert "variance_gbp" in said


def test_a_load_says_of_which_papers_it_is_open_whose_they_are(tmp_path: Path) -> None:
    warnings = [
        {"check": "papers name a force", "observed": "not so for 1 of 1: b.txt names no force: load it again"},
        {"check": "papers are fresh", "observed": "not so for 1 of 1: 2012-11-01"},
    ]
    here, file = screen()
    about = {"published": True, "warehouse": str(tmp_path / "w.duckdb"), "figures": 12, "papers_seen": 1} | new(1, 0)
    here.loaded(about | {"warnings": warnings}, [])
    assert "Warning: b.txt names no force: load it again\n" in file.getvalue()
    assert file.getvalue().count("Warning") == 1


def test_a_load_of_nothing_new_gives_no_query(tmp_path: Path) -> None:
    here, file = screen()
    here.loaded({"published": False, "warehouse": str(tmp_path / "w.duckdb"), "reason": "Nothing is new."}, [])
    assert "Nothing is new." in file.getvalue()
    assert "SELECT" not in file.getvalue()


def test_many_held_papers_are_counted(tmp_path: Path) -> None:
    here, file = screen()
    here.held([{"paper": f"{n}.txt", "table_no": None, "reason": "Empty."} for n in range(50)])
    assert file.getvalue().count("Empty.") == 20
    assert "30 more" in file.getvalue()


def new(papers: int, held: int) -> dict[str, int]:
    return {"papers_new": papers, "papers_held": held}
