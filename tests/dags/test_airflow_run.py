"""The runner of the DAG: what it tells, what it keeps apart, and how it says why nothing was published."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from copperbottom.paths import PROJECT
from copperbottom.settings import variable
from samples.site import Site
from warehouse.orchestrate import events, local_run, local_server, notify, process
from warehouse.render.load_output import LoadScreen
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

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


def test_a_task_that_gave_up_leaves_a_row(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    notify.record_task_failure(str(warehouse), "find", OSError(5, "Input/output error"))
    notify.record_task_failure(str(warehouse), "publish", ValueError("left its own row"))
    (row,) = Ledger(open_store(warehouse)).loads()
    assert not row["published"]
    assert "find" in row["reason"]
    assert "Input/output error" in row["reason"]


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


def test_the_pools_of_a_register_are_told_as_airflow_imports_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "panels.yml"
    monkeypatch.setenv("COPPERBOTTOM_PANELS", str(register))
    register.write_text(Site(address="http://127.0.0.1:8001").register(), encoding="utf-8")
    assert local_run.main(["pools"]) == 0
    pools = json.loads(capsys.readouterr().out)
    assert {name: pool["slots"] for name, pool in pools.items()} == {"warehouse": 1, "host_127_0_0_1_8001": 1}
    register.write_text("panels: 3", encoding="utf-8")
    assert local_run.main(["pools"]) == 1
    assert capsys.readouterr().err.startswith("panels.yml, line 1: ")


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


def test_the_dag_publishes_holds_and_knows_again(tmp_path: Path) -> None:
    """The real `airflow dags test`: a paper and a file that is none; then the same once more; then nothing at all."""
    papers, warehouse = tmp_path / "my papers" / "2024", tmp_path / "out" / "finance.duckdb"
    papers.mkdir(parents=True)
    sample = PROJECT / "samples" / "papers" / "samplefordshire-2024-25-outturn.pdf"
    (papers / sample.name).write_bytes(sample.read_bytes())
    (papers / "empty.txt").touch()

    first = run(papers.parent, warehouse, tmp_path, "--report", "beside")
    assert first.returncode == 0, first.stdout + first.stderr
    assert re.search(r": \d+ figures", first.stdout)
    assert "empty.txt: held. The file is empty" in first.stdout
    assert "Published" in first.stdout
    assert "copperbottom query" in first.stdout
    assert warehouse.is_file()
    written = tmp_path / "out" / "finance.duckdb.report" / "index.html"
    assert str(written) in first.stdout
    page = written.read_bytes()
    load = Ledger(open_store(warehouse)).loads()[-1]
    assert (load["papers_seen"], load["papers_new"], load["papers_held"]) == (2, 1, 1)

    published = warehouse.stat().st_mtime_ns
    second = run(papers.parent, warehouse, tmp_path)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "nothing was published" in second.stdout.lower()
    assert warehouse.stat().st_mtime_ns == published
    assert "report" not in second.stdout

    third = run(tmp_path / "gone", warehouse, tmp_path)
    assert third.returncode == 1
    assert str(tmp_path / "gone") in third.stderr.splitlines()[-1]
    assert not list((tmp_path / "airflow").glob("run-*"))

    budget = PROJECT / "samples" / "papers" / "samplefordshire-2024-25-budget.pdf"
    (papers / budget.name).write_bytes(budget.read_bytes())
    fourth = run(papers.parent, warehouse, tmp_path, "--report", str(papers))
    assert fourth.returncode == 0, fourth.stdout + fourth.stderr
    assert "Published" in fourth.stdout
    assert "is not a report, so it is left alone" in fourth.stdout
    assert warehouse.stat().st_mtime_ns > published
    assert (papers / budget.name).is_file()
    assert written.read_bytes() == page


def run(papers: Path, warehouse: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    arguments = ["--home", str(folder / "airflow"), "load", "--papers", str(papers), "--warehouse", str(warehouse)]
    arguments += options
    return subprocess.run(
        [sys.executable, "-m", "warehouse.orchestrate.local_run", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
