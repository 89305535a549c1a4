"""The DAG under Airflow's real scheduler: pools and parallel tasks, which `airflow dags test` passes by."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import time
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pytest
from airflow_metadata import free_port, rows

from copperbottom.paths import PROJECT
from warehouse.orchestrate import local_run, local_server, process

PATIENCE_SECONDS = 600
POLL_SECONDS = 2

pytestmark = pytest.mark.scheduler


def wait_for_a_run(home: Path, processes: list[subprocess.Popen[bytes]]) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert all(one.poll() is None for one in processes), "a part of Airflow ended"
        ended = rows(home, "select * from dag_run where state in ('success', 'failed')")
        if ended:
            return ended[0]
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"no run ended: {rows(home, 'select task_id, state from task_instance')}")


def test_the_scheduler_runs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, warehouse, home = tmp_path / "papers", tmp_path / "w.duckdb", tmp_path / "airflow"
    shutil.copytree(PROJECT / "samples" / "papers", papers)
    (papers / "empty.txt").touch()
    monkeypatch.setenv("COPPERBOTTOM_PAPERS", str(papers))
    monkeypatch.setenv("COPPERBOTTOM_WAREHOUSE", str(warehouse))
    port = free_port()
    with local_server.serving(home, port) as processes:
        env = process.serving_environment(home, port)
        until = time.monotonic() + PATIENCE_SECONDS
        while not rows(home, f"select 1 from dag where dag_id = '{local_run.DAG}'"):
            assert time.monotonic() < until, "the DAG was never seen"
            time.sleep(POLL_SECONDS)
        process.run_logged(process.airflow("dags", "unpause", local_run.DAG), env, home / "unpause.log")
        if not rows(home, "select 1 from dag_run"):
            process.run_logged(process.airflow("dags", "trigger", local_run.DAG), env, home / "trigger.log")
        run = wait_for_a_run(home, processes)
    tasks = rows(home, f"select * from task_instance where run_id = '{run['run_id']}'")
    states = {(task["task_id"], task["rendered_map_index"]): task["state"] for task in tasks}
    assert run["state"] == "success", states
    assert set(states.values()) == {"success"}
    mapped = [task for task in tasks if task["task_id"] == "land_and_extract"]
    assert {task["rendered_map_index"] for task in mapped} == {path.name for path in papers.iterdir()}
    assert any(overlap(one, other) for one, other in combinations(mapped, 2))
    (publishing,) = [task for task in tasks if task["task_id"] == "publish"]
    assert publishing["pool"] == "warehouse"
    assert rows(home, "select slots from slot_pool where pool = 'warehouse'") == [{"slots": 1}]
    (event,) = rows(
        home, "select name, asset_event.extra as extra from asset_event join asset on asset.id = asset_event.asset_id"
    )
    assert event["name"] == "copperbottom_warehouse"
    assert '"published": true' in event["extra"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counts = connection.execute(
            "select (select count(*) from core.papers), (select count(*) from audit.held)"
        ).fetchone()
    assert counts == (len(mapped) - 1, 1)


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    began, ended = (
        [dt.datetime.fromisoformat(task[name]) for task in (one, other)] for name in ("start_date", "end_date")
    )
    return max(began) < min(ended)
