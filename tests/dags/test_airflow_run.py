"""The runner of the DAG: what it tells, what it keeps apart, and how it says why nothing was published."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import ANY

import duckdb
import pytest
from overtime_paper import HEADING, write_papers
from rich.console import Console

from collect.register import VISIT_POOLS
from copperbottom.paths import PROJECT
from copperbottom.settings import variable
from extract.model import Said
from warehouse.orchestrate import events, local_run, local_server, process
from warehouse.render.load_output import LoadScreen
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

IN_CHILD = Path(__file__).with_name("dag_in_child.py")
HELD = {"paper": "scan.txt", "outcome": "held", "reason": "It is not text."}
NEW = {"paper": "q1.txt", "outcome": "new", "figures": 144}
SUMMARY = {"published": True, "warehouse": "w.duckdb"}


def finished() -> subprocess.Popen[bytes]:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended


def test_outcomes_reach_the_watcher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "told"
    monkeypatch.setenv(variable("events_file"), str(told))
    for event in (HELD, NEW, SUMMARY, {"report": "w.duckdb.report/index.html"}):
        events.emit_event(event)
    assert events.watch_run(told, finished(), LoadScreen(Console(highlight=False))) == SUMMARY
    said = capsys.readouterr().out
    assert "scan.txt: held. It is not text." in said
    assert "q1.txt: 144 figures" in said
    assert "w.duckdb.report/index.html" in said


def test_without_a_watcher_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(variable("events_file"), raising=False)
    monkeypatch.chdir(tmp_path)
    events.emit_event(NEW)
    assert list(tmp_path.iterdir()) == []


def test_what_was_published_outranks_a_paper_that_failed(tmp_path: Path) -> None:
    told = tmp_path / "told"
    failed = {"failed": "land_and_extract", "reason": "The share went away."}
    told.write_text("".join(json.dumps(event) + "\n" for event in (failed, SUMMARY)), encoding="utf-8")
    assert events.watch_run(told, finished(), LoadScreen()) == SUMMARY
    told.write_text(json.dumps(failed) + "\n", encoding="utf-8")
    assert events.watch_run(told, finished(), LoadScreen()) == failed


def test_half_a_line_is_not_read_yet(tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.write_text(json.dumps(SUMMARY) + "\n" + '{"outcome": "ne', encoding="utf-8")
    assert events.watch_run(told, finished(), LoadScreen()) == SUMMARY


def test_another_airflows_settings_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql://elsewhere/airflow")
    monkeypatch.setenv("AIRFLOW_HOME", "/elsewhere")
    env = process.environment(tmp_path)
    assert "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" not in env
    assert env["AIRFLOW_HOME"] == str(tmp_path)


def test_airflows_connections_reach_it_and_no_other_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_HOOK", "http://hook.example")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of the landing")
    monkeypatch.setenv("PGPASSWORD", "secret")
    monkeypatch.setenv("PYTHONPATH", "/theirs")
    env = process.environment(tmp_path)
    assert env["AIRFLOW_CONN_HOOK"] == "http://hook.example"
    assert env["AWS_ACCESS_KEY_ID"] == "of the landing"
    assert "PGPASSWORD" not in env
    assert env["PYTHONPATH"] == str(PROJECT)


def test_nothing_is_sent_out_and_only_this_machine_is_served(tmp_path: Path) -> None:
    env = process.serving_environment(tmp_path, 8099)
    assert env["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"
    assert env["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "False"
    assert env["GX_ANALYTICS_ENABLED"] == "False"
    assert env["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert len(env["AIRFLOW__API_AUTH__JWT_SECRET"].encode()) >= 64
    assert env["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith("http://127.0.0.1:8099/")
    assert ("scheduler", "--skip-serve-logs") in local_server.COMPONENTS


def test_the_pools_are_told_as_airflow_imports_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert local_run.main(["pools"]) == 0
    pools = json.loads(capsys.readouterr().out)
    assert set(pools) == {"warehouse", *VISIT_POOLS}
    assert {pool["slots"] for pool in pools.values()} == {1}


def test_old_logs_and_what_killed_loads_left_go(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(30):
        (logs / f"load-2024{number:04}.log").touch()
    stale, live = tmp_path / "run-stale", tmp_path / "run-live"
    stale.mkdir()
    live.mkdir()
    os.utime(stale, (0, 0))
    local_run.new_log(tmp_path).touch()
    kept = sorted(path.name for path in logs.iterdir())
    assert len(kept) == local_run.LOGS_KEPT
    assert "load-20240000.log" not in kept
    assert live.exists()
    assert not stale.exists()


# A run as far as its tasks go: `dag_in_child.py` stands for Airflow, and a build without dbt for the real one.


class Run:
    """Runs of `load_papers` for somebody at a terminal."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = folder / "airflow"
        self.papers = write_papers(folder / "my papers", 1)
        self.warehouse = folder / "out" / "w.duckdb"
        self.capsys = capsys

    def __call__(self, *options: str | Path, papers: Path | None = None) -> tuple[int, str, str]:
        """The exit status, and what standard output and standard error say."""
        places = ["--papers", papers or self.papers, "--warehouse", self.warehouse]
        status = local_run.main(["--home", str(self.home), "load", *map(str, places), *map(str, options)])
        said = self.capsys.readouterr()
        return status, said.out, said.err


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    blank = tmp_path / "blank.db"
    blank.touch()
    monkeypatch.setattr(local_run, "blank_metadata_db", lambda home, log: blank)
    monkeypatch.setattr(local_run, "airflow", lambda *arguments: [sys.executable, str(IN_CHILD), *arguments])
    return Run(tmp_path, capsys)


def test_a_paper_is_published_and_the_next_run_finds_nothing_new(run: Run) -> None:
    (run.papers / "empty.txt").touch()
    status, said, _ = run()
    assert status == 0
    assert "overtime-1.txt: 12 figures" in said
    assert "empty.txt: held. The file is empty" in said
    assert "Published" in said
    assert "copperbottom query" in said
    load = Ledger(open_store(run.warehouse)).loads()[-1]
    assert (load["papers_seen"], load["papers_new"], load["papers_held"]) == (2, 1, 1)
    assert not list(run.home.glob("run-*"))
    published = run.warehouse.stat().st_mtime_ns
    status, said, _ = run("--report", "beside")
    assert status == 0
    assert "overtime-1.txt: known already" in said
    assert "nothing was published" in said.lower()
    assert "report" not in said
    assert run.warehouse.stat().st_mtime_ns == published
    assert [row["published"] for row in Ledger(open_store(run.warehouse)).loads()] == [True, False]


def test_what_is_said_of_papers_reaches_them_through_the_dag(run: Run) -> None:
    (paper,) = run.papers.iterdir()
    paper.write_text(paper.read_text(encoding="utf-8").replace(HEADING, "Finance\n\n"), encoding="utf-8")
    assert run("--organisation", "Northshire Police", "--meeting", "2024-12-12")[0] == 0
    (said,) = Ledger(open_store(run.warehouse)).said().values()
    assert said == Said("Northshire Police", dt.date(2024, 12, 12))
    with duckdb.connect(str(run.warehouse), read_only=True) as connection:
        found = connection.sql("select distinct organisation from core.figures").fetchall()
    assert found == [("Northshire Police",)]


def test_what_cannot_be_meant_is_the_reason_and_nothing_is_landed(run: Run) -> None:
    status, _, reason = run("--organisation", "Northshire")
    assert status == 1
    assert "No organisation is called Northshire" in reason
    assert not list(open_store(run.warehouse).papers.glob("*"))


def test_papers_that_are_gone_are_the_reason(run: Run, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    status, _, complained = run(papers=gone)
    assert status == 1
    assert str(gone) in complained.splitlines()[-1]
    (row, *_) = Ledger(open_store(run.warehouse)).loads()
    assert str(gone) in row["reason"]
    assert not list(run.home.glob("run-*"))


def test_a_report_that_cannot_be_written_undoes_no_publication(run: Run) -> None:
    status, said, _ = run("--report", run.papers)
    assert status == 0
    assert "Published" in said
    assert "is not a report, so it is left alone" in said
    assert [path.name for path in run.papers.iterdir()] == ["overtime-1.txt"]


def test_an_airflow_that_ends_before_the_load_is_the_reason(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_run, "airflow", lambda *_: [sys.executable, "-c", "raise SystemExit(3)"])
    status, _, complained = run()
    assert status == 1
    assert "exit status 3" in complained
    assert run("--reason", tmp_path / "reason") == (1, ANY, "")
    assert "exit status 3" in (tmp_path / "reason").read_text(encoding="utf-8")
