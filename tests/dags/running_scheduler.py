"""Airflow's real scheduler on loopback, for tests that kill its tasks or tell it of collections."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from airflow_metadata import free_port, rows

from copperbottom.paths import PROJECT
from warehouse.orchestrate import local_server, process

PATIENCE_SECONDS = 300
OWN = "samplefordshire-2024-25-outturn.pdf"
COLLECT, LOAD = "collect_papers", "load_papers"
ENDED = ("success", "failed")


def until(reached: Callable[[], Any], pause: float = 0.5) -> Any:
    """Wait for something, and give it."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found = reached()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError("it was not reached")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a DAG."""

    home: Path
    run_id: str

    def task(self, task_id: str) -> list[dict[str, Any]]:
        return rows(self.home, f"select * from task_instance where run_id = '{self.run_id}' and task_id = '{task_id}'")

    def running(self, task_id: str, tried: int = 1) -> bool:
        return any(one["state"] == "running" and one["try_number"] == tried for one in self.task(task_id))

    def kill(self, task_id: str) -> None:
        """Kill a task's own process, which Airflow's metadata name."""
        (found,) = [one for one in self.task(task_id) if one["state"] == "running"]
        os.kill(found["pid"], signal.SIGKILL)

    def ended(self) -> str:
        ended = until(lambda: [one for one in self._row() if one["state"] in ENDED])
        return str(ended[0]["state"])

    def _row(self) -> list[dict[str, Any]]:
        return rows(self.home, f"select * from dag_run where run_id = '{self.run_id}'")


class Scheduler:
    """A scheduler on loopback; each test loads papers of its own to a warehouse of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.home = folder / "airflow"
        self.address = f"http://{process.LOOPBACK}:{port}"
        self.env = process.serving_environment(self.home, port)

    def airflow(self, *arguments: str) -> None:
        process.run_logged(process.airflow("dags", *arguments), self.env, self.home / "commands.log")

    def trigger(self, dag: str, run_id: str, **conf: str) -> Run:
        self.airflow("trigger", dag, "--conf", json.dumps(conf), "--run-id", run_id)
        return Run(self.home, run_id)

    def load(self, name: str) -> tuple[Run, Path]:
        """Start a load of one paper; gives the run and its warehouse."""
        warehouse = self.folder / f"{name}.duckdb"
        papers = self.papers(name)
        return self.trigger(LOAD, name, papers=str(papers), warehouse=str(warehouse), report="beside"), warehouse

    def papers(self, name: str) -> Path:
        papers = self.folder / name
        papers.mkdir()
        shutil.copy(PROJECT / "samples" / "papers" / OWN, papers)
        return papers

    def tell(self, asset: str, **extra: str) -> None:
        """Tell Airflow that something became of an asset, as its interface does."""
        (found,) = rows(self.home, f"select id from asset where name = '{asset}'")
        token = httpx.get(f"{self.address}/auth/token").raise_for_status().json()["access_token"]
        httpx.post(
            f"{self.address}/api/v2/assets/events",
            json={"asset_id": found["id"], "extra": extra},
            headers={"Authorization": f"Bearer {token}"},
        ).raise_for_status()

    def events(self, asset: str, warehouse: Path) -> list[dict[str, Any]]:
        """The extras of an asset's events that are about a warehouse."""
        found = rows(
            self.home,
            "select asset_event.extra as extra from asset_event join asset on asset.id = asset_event.asset_id"
            f" where asset.name = '{asset}' order by asset_event.id",
        )
        extras = [json.loads(row["extra"]) for row in found]
        return [extra for extra in extras if extra["warehouse"] == str(warehouse)]

    def settle(self) -> None:
        """Wait until nothing is under way: no run, and no asset event that a run is still to come of."""
        until(
            lambda: (
                not rows(self.home, "select 1 from dag_run where state in ('queued', 'running')")
                and not rows(self.home, "select 1 from asset_dag_run_queue")
            )
        )


@contextmanager
def scheduling(folder: Path) -> Iterator[Scheduler]:
    """A scheduler with both DAGs switched on, whose timed run has found nothing to load."""
    started = Scheduler(folder, free_port())
    with local_server.serving(started.home, int(started.address.rpartition(":")[2])):
        until(lambda: len(rows(started.home, "select 1 from dag")) == 2)
        for dag in (LOAD, COLLECT):
            started.airflow("unpause", dag)
        until(lambda: rows(started.home, "select 1 from dag_run where run_type = 'scheduled'"))
        started.settle()
        yield started
