"""Saying whose a paper is and when it met, from the command line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from made_up_load import QuickSteps
from overtime_paper import HEADING, paper

from extract.model import Said
from warehouse.load.loader import load
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

Run = Callable[..., Result]
DORSET = ("--organisation", "Dorset Police", "--meeting", "2024-12-12")


@pytest.fixture
def nobodys(tmp_path: Path) -> Path:
    """A paper that names neither a body nor the day of its meeting."""
    file = tmp_path / "appendix.txt"
    file.write_text(paper().replace(HEADING, "Finance report 2024/25, quarter 2\n\n"), encoding="utf-8")
    return file


def test_extract_shows_figures_with_what_is_said(run: Run, nobodys: Path) -> None:
    figures = json.loads(run("extract", nobodys, "--format", "json", *DORSET).stdout)
    assert {(figure["organisation"], figure["organisation_basis"]) for figure in figures} == {
        ("Dorset Police", "paper")
    }
    assert all("whoever loaded it said" in figure["note"] for figure in figures)


def test_load_says_it_of_its_papers(run: Run, nobodys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def load(paths: Any, warehouse: Path, **options: Any) -> None:
        asked.append((paths, options["said"]))
        raise KeyboardInterrupt

    monkeypatch.setattr("warehouse.load.loader.load", load)
    run("load", nobodys, "--organisation", "dorset", "--warehouse", nobodys.with_name("w.duckdb"))
    run("load", nobodys, "--warehouse", nobodys.with_name("w.duckdb"))
    run("load", nobodys, "--organisation", "Northshire Constabulary", "--warehouse", nobodys.with_name("w.duckdb"))
    said = [Said("Dorset Police and OPCC"), Said(), Said("Northshire Constabulary")]
    assert asked == [([str(nobodys)], one) for one in said]


@pytest.mark.parametrize("command", ["load", "extract"])
@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--organisation", "Dorsett Police", "No organisation is called Dorsett Police: did you mean Dorset Police"),
        ("--organisation", "Exampleshire", "No organisation is called Exampleshire: did you mean"),
        ("--organisation", "zzzz", "give a force, its office or an area of the list, as Essex Police, or a force"),
        ("--organisation", "Home Office", "X Police, X Constabulary or X Police and Crime Commissioner."),
        ("--meeting", "12 December", "12 December is no day: write year, month and day, such as 2024-12-12."),
        ("--meeting", "2024-02-30", "2024-02-30 is no day"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run, nobodys: Path, command: str, option: str, value: str, words: str
) -> None:
    result = run(command, nobodys, option, value)
    assert result.exit_code == 2
    assert words in result.stderr


def test_nothing_is_said_of_the_samples(run: Run) -> None:
    result = run("load", "--samples", *DORSET)
    assert result.exit_code == 2
    assert "leave --samples out" in result.stderr


def test_status_shows_what_was_said_of_which_paper_and_when(run: Run, nobodys: Path) -> None:
    warehouse = nobodys.with_name("w.duckdb")
    load([nobodys], warehouse, steps=QuickSteps())
    wide = {"COLUMNS": "200"}
    assert "Said of papers" not in run("status", "--warehouse", warehouse, env=wide).stdout
    load([nobodys], warehouse, steps=QuickSteps(), said=Said("Northshire Police", dt.date(2024, 12, 12)))
    shown = run("status", "--warehouse", warehouse, env=wide).stdout
    _, _, told = shown.partition("Said of papers when they were loaded")
    (row,) = [line for line in told.splitlines() if "Northshire Police" in line]
    assert "appendix.txt" in row
    assert "2024-12-12" in row
    (at,) = Ledger(open_store(warehouse)).read("select said_at from said")
    assert at["said_at"][:19].replace("T", " ") in row
