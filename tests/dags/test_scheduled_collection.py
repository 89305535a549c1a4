"""Collecting under Airflow's real scheduler: from a panel's site to a published warehouse, by itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from airflow_metadata import free_port, rows

from collect.register import load_register
from copperbottom.paths import PROJECT
from samples.site import Site, sample_site, serving
from warehouse.orchestrate import local_server, process

PATIENCE_SECONDS = 600
POLL_SECONDS = 2
COLLECT, LOAD = "collect_papers", "load_papers"
OWN = "samplefordshire-2024-25-outturn.pdf"

pytestmark = pytest.mark.scheduler


class Airflow:
    """A scheduler on loopback, with the DAGs switched on."""

    def __init__(self, home: Path, env: dict[str, str], processes: list[subprocess.Popen[bytes]]) -> None:
        self.home = home
        self.env = env
        self.processes = processes

    def run(self, *arguments: str) -> None:
        process.run_logged(process.airflow(*arguments), self.env, self.home / "commands.log")

    def until(self, reached: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            assert all(one.poll() is None for one in self.processes), "a part of Airflow ended"
            found = reached()
            if found:
                return found
            time.sleep(POLL_SECONDS)
        raise AssertionError(f"{what}: {self.states()}")

    def states(self) -> list[dict[str, Any]]:
        return rows(self.home, "select dag_id, run_id, task_id, state from task_instance")

    def runs(self, dag: str, kind: str) -> list[dict[str, Any]]:
        return rows(self.home, f"select * from dag_run where dag_id = '{dag}' and run_type = '{kind}'")

    def settle(self) -> None:
        """Wait until nothing is under way: no run, and no asset event that a run is still to come of."""
        self.until(
            lambda: (
                not rows(self.home, "select 1 from dag_run where state in ('queued', 'running')")
                and not rows(self.home, "select 1 from asset_dag_run_queue")
            ),
            "something is still under way",
        )

    def events(self) -> list[dict[str, Any]]:
        """The extras of the collections' asset events."""
        found = rows(
            self.home,
            "select asset_event.extra as extra from asset_event join asset on asset.id = asset_event.asset_id"
            " where asset.name = 'copperbottom_collected' order by asset_event.id",
        )
        return [json.loads(row["extra"]) for row in found]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("collection")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(sample_site()) as served:
        yield served


@pytest.fixture(scope="module")
def airflow(place: Path, site: Site) -> Iterator[Airflow]:
    register, papers = place / "panels.yml", place / "papers"
    register.write_text(site.register(), encoding="utf-8")
    papers.mkdir()
    shutil.copy(PROJECT / "samples" / "papers" / OWN, papers)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "COPPERBOTTOM_PANELS": register,
            "COPPERBOTTOM_PAPERS": papers,
            "COPPERBOTTOM_LANDING": place / "landing",
            "COPPERBOTTOM_WAREHOUSE": place / "w.duckdb",
            "XDG_CACHE_HOME": place / "cache",
        }.items():
            patch.setenv(name, str(value))
        home, port = place / "airflow", free_port()
        with local_server.serving(home, port) as processes:
            started = Airflow(home, process.serving_environment(home, port), processes)
            started.until(lambda: len(rows(home, "select 1 from dag")) == 2, "the DAGs were never seen")
            for dag in (COLLECT, LOAD):
                started.run("dags", "unpause", dag)
            started.settle()
            yield started


def sources(warehouse: Path) -> dict[str, str]:
    """The published papers that were collected, with their addresses."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute("select paper, source_url from core.papers where source_url is not null").fetchall()
    return dict(found)


def test_what_is_collected_is_published_by_the_asset(airflow: Airflow, site: Site, place: Path) -> None:
    airflow.run("dags", "trigger", COLLECT)
    (run,) = airflow.until(
        lambda: [one for one in airflow.runs(COLLECT, "manual") if one["state"] in ("success", "failed")],
        "the collection did not end",
    )
    assert run["state"] == "success", airflow.states()
    airflow.until(lambda: airflow.runs(LOAD, "asset_triggered"), "no load came of the collection")
    airflow.settle()
    (load,) = airflow.runs(LOAD, "asset_triggered")
    assert load["state"] == "success", airflow.states()
    assert [event["new"] for event in airflow.events()] == [4]
    found = sources(place / "w.duckdb")
    assert set(found.values()) == {site.address + site.paper_path(number, 0) for number in range(4)}
    assert "2024-09-12 - Exampleshire Police and Crime Panel - Budget monitoring quarter 1 2024-25.pdf" in found
    visits = rows(airflow.home, "select distinct pool from task_instance where task_id like 'visit_%'")
    assert [visit["pool"] for visit in visits] == [load_register(place / "panels.yml")[0].pool]


def test_a_second_run_fetches_nothing_and_publishes_nothing(airflow: Airflow, site: Site, place: Path) -> None:
    published = (place / "w.duckdb").stat().st_mtime_ns
    loads, given = len(airflow.runs(LOAD, "asset_triggered")), len(site.given)
    airflow.run("dags", "trigger", COLLECT)
    airflow.settle()
    assert [run["state"] for run in airflow.runs(COLLECT, "manual")] == ["success", "success"]
    assert len(site.given) == given
    assert len(airflow.events()) == 1
    assert len(airflow.runs(LOAD, "asset_triggered")) == loads
    assert (place / "w.duckdb").stat().st_mtime_ns == published


def test_a_backfill_of_four_quarters_lands_each_paper_once(airflow: Airflow, site: Site, place: Path) -> None:
    site.given.clear()
    conf = {"landing": str(place / "backfilled"), "warehouse": str(place / "b.duckdb")}
    days = ("--from-date", "2024-07-01", "--to-date", "2025-03-31")
    airflow.run("backfill", "create", "--dag-id", COLLECT, *days, "--dag-run-conf", json.dumps(conf))
    airflow.until(lambda: len(airflow.runs(COLLECT, "backfill")) == 4, "not all quarters were created")
    airflow.settle()
    assert [run["state"] for run in airflow.runs(COLLECT, "backfill")] == ["success"] * 4, airflow.states()
    assert Counter(site.given) == {site.paper_path(number, 0): 1 for number in range(4)}
    told = airflow.events()[1:]
    assert sum(event["new"] for event in told) >= 4, "quarters run beside one another: what is not marked is told again"
    assert len({event["event_id"] for event in told}) <= 4
    assert len(list((place / "backfilled").glob("*.pdf"))) == 4
    assert len(sources(place / "b.duckdb")) == 4
