"""Modules that lie in the current folder, or in one of `PYTHONPATH`, are run by no process of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_up_load import QuickSteps, look
from overtime_paper import write_papers

from copperbottom.settings import child_environment, child_python
from warehouse.load.loader import load
from warehouse.orchestrate import process
from warehouse.workers.child import Child

NAMES = ("airflow", "collect", "copperbottom", "csv", "dbt", "decimal", "duckdb", "extract", "json", "warehouse")
COMMAND = Path(sys.executable).with_name("copperbottom")

pytestmark = pytest.mark.children


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of modules that leave a file where they are run; it is the current one, and first of `PYTHONPATH`."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write('{name} ')\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def ran(folder: Path) -> str:
    place = folder.parent / "ran"
    return place.read_text(encoding="utf-8") if place.exists() else ""


def test_such_a_folder_is_noticed(hostile: Path) -> None:
    subprocess.run([sys.executable, "-m", "csv"], check=True)
    assert ran(hostile) == "csv "


def test_children_of_a_load_run_none(hostile: Path, tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers", 1)
    assert load(papers, tmp_path / "w.duckdb", steps=QuickSteps())["published"]
    assert look(tmp_path / "w.duckdb").papers == {"overtime-1.txt": 12}
    dbt = Child("warehouse.workers.dbt_worker")
    assert dbt.hear() == {"ready": True}
    dbt.end()
    assert ran(hostile) == ""


@pytest.mark.parametrize(
    "arguments", [("load", "paper.txt"), ("extract", "paper.txt"), ("query", "select 1"), ("report",)]
)
def test_commands_run_none(hostile: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """By their script, as users do; what the operator's own `PYTHONPATH` names is the operator's."""
    write_papers(hostile, 1)
    (hostile / "overtime-1.txt").rename(hostile / "paper.txt")
    warehouse = tmp_path / "w.duckdb"
    if arguments[0] in ("query", "report"):
        load(hostile / "paper.txt", warehouse, steps=QuickSteps())
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    where = () if arguments[0] == "extract" else ("--warehouse", str(warehouse))
    done = subprocess.run([COMMAND, *arguments, *where], env=env, capture_output=True, text=True, check=False)
    assert ran(hostile) == ""
    if arguments[0] != "report":  # the quick steps publish no marts
        assert done.returncode == 0, done.stderr


def test_airflows_processes_run_none(hostile: Path, tmp_path: Path) -> None:
    env = process.environment(tmp_path)
    subprocess.run(process.airflow("version"), env=env, capture_output=True, check=True)
    subprocess.run(child_python("-c", "import csv, dbt"), env=env, check=True)
    subprocess.run(child_python("-c", "import csv, dbt"), env=child_environment(), check=True)
    assert ran(hostile) == ""
