"""Kills under Airflow's real scheduler: what was published is told, and what was lost is told too."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from airflow_metadata import free_port, rows

from copperbottom.paths import PROJECT
from warehouse.orchestrate import local_server, process
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

PATIENCE_SECONDS = 300
OWN = "samplefordshire-2024-25-outturn.pdf"

pytestmark = pytest.mark.scheduler


def until(reached: Callable[[], Any], pause: float = 0.5) -> Any:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found = reached()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError("it was not reached")


class Scheduler:
    """A scheduler on loopback, and a folder with one paper."""

    def __init__(self, folder: Path, port: int) -> None:
        self.home = folder / "airflow"
        self.warehouse = folder / "w.duckdb"
        self.papers = folder / "papers"
        self.env = process.serving_environment(self.home, port)

    def start(self) -> None:
        until(lambda: len(rows(self.home, "select 1 from dag")) == 2)
        self.run("unpause", "load_papers")

    def run(self, *arguments: str) -> None:
        process.run_logged(process.airflow("dags", *arguments), self.env, self.home / "commands.log")

    def trigger(self, **conf: str) -> None:
        asked = {"papers": str(self.papers), "warehouse": str(self.warehouse), "report": "beside"} | conf
        self.run("trigger", "load_papers", "--conf", json.dumps(asked), "--run-id", "killed")

    def task(self, task_id: str) -> list[dict[str, Any]]:
        return rows(self.home, f"select * from task_instance where run_id = 'killed' and task_id = '{task_id}'")

    def running(self, task_id: str, tried: int) -> bool:
        return any(one["state"] == "running" and one["try_number"] == tried for one in self.task(task_id))

    def kill(self, task_id: str) -> None:
        """Kill a task's own process, which Airflow's metadata name."""
        (found,) = [one for one in self.task(task_id) if one["state"] == "running"]
        os.kill(found["pid"], signal.SIGKILL)

    def ended(self) -> str:
        states = ("success", "failed")
        found = until(
            lambda: [
                one["state"]
                for one in rows(self.home, "select * from dag_run where run_id = 'killed'")
                if one["state"] in states
            ]
        )
        return str(found[0])


@pytest.fixture
def scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scheduler]:
    papers = tmp_path / "papers"
    papers.mkdir()
    shutil.copy(PROJECT / "samples" / "papers" / OWN, papers)
    monkeypatch.setenv("COPPERBOTTOM_LANDING", str(tmp_path / "landing"))
    monkeypatch.setenv("COPPERBOTTOM_WAREHOUSE", str(tmp_path / "w.duckdb"))
    port = free_port()
    started = Scheduler(tmp_path, port)
    with local_server.serving(started.home, port):
        started.start()
        yield started


def events(home: Path) -> list[dict[str, Any]]:
    found = rows(
        home,
        "select asset_event.extra as extra from asset_event join asset on asset.id = asset_event.asset_id"
        " where asset.name = 'copperbottom_warehouse'",
    )
    return [json.loads(row["extra"]) for row in found]


def test_a_publish_killed_after_the_replacement_is_told_and_reported(scheduler: Scheduler) -> None:
    scheduler.trigger()
    until(scheduler.warehouse.exists, pause=0.01)
    scheduler.kill("publish")
    assert scheduler.ended() == "success"
    ledger = Ledger(open_store(scheduler.warehouse))
    (event,) = events(scheduler.home)
    assert [row["load_id"] for row in ledger.loads() if row["published"]] == [event["load_id"]]
    assert scheduler.warehouse.with_name("w.duckdb.report").is_dir()
    assert ledger.read("select 1 from outbox where sent_at is null") == []


def test_a_task_killed_in_its_last_try_is_told_by_its_run(scheduler: Scheduler) -> None:
    scheduler.trigger()
    for tried in range(1, 5):
        until(partial(scheduler.running, "land_and_extract", tried), pause=0.05)
        scheduler.kill("land_and_extract")
    assert scheduler.ended() == "failed"
    ledger = Ledger(open_store(scheduler.warehouse))
    told = until(lambda: [row["reason"] for row in ledger.loads() if "killed" in str(row["reason"])])
    assert [OWN in reason for reason in told] == [True]


def test_a_timed_run_is_skipped_where_nothing_was_collected(scheduler: Scheduler) -> None:
    first = until(
        lambda: rows(scheduler.home, "select * from dag_run where run_type = 'scheduled' and state = 'success'")
    )
    assert len(first) == 1
    states = {one["task_id"]: one["state"] for one in rows(scheduler.home, "select * from task_instance")}
    assert states.pop("choose") == "success"
    assert set(states.values()) == {"skipped"}
    assert not scheduler.warehouse.exists()
