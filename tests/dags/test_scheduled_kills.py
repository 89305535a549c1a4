"""Kills and crowds under Airflow's real scheduler: what was published or collected is told, and no event is lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import duckdb
import pytest
from airflow_metadata import rows
from filelock import FileLock
from overtime_paper import write_papers
from running_scheduler import COLLECT, OWN, Scheduler, scheduling, until

from collect.landing import Landing
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

PUBLISHED, COLLECTED = "copperbottom_warehouse", "copperbottom_collected"
REGISTER = """contact: nobody@panel.example
documents: [overtime]
panels:
  - panel: Inbox
    organisation: Exampleshire Police
    kind: folder
    folder: inbox
"""

pytestmark = pytest.mark.scheduler


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduler]:
    """One scheduler for all tests: it takes longer to start than they do."""
    folder = tmp_path_factory.mktemp("scheduled")
    (folder / "panels.yml").write_text(REGISTER, encoding="utf-8")
    (folder / "inbox").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"PANELS": "panels.yml", "LANDING": "landing", "WAREHOUSE": "w.duckdb"}.items():
            patch.setenv(f"COPPERBOTTOM_{name}", str(folder / value))
        with scheduling(folder) as started:
            yield started


@contextmanager
def nobody_writes(ledger: Ledger) -> Iterator[None]:
    """Keep others from writing to a ledger; they wait."""
    with closing(sqlite3.connect(ledger.path, isolation_level=None, timeout=60)) as db:
        db.execute("begin immediate")
        yield
        db.execute("rollback")


def papers_of(warehouse: Path) -> set[str]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {row[0] for row in connection.execute("select paper from core.papers").fetchall()}


def test_a_timed_run_is_skipped_where_nothing_was_collected(scheduler: Scheduler) -> None:
    (first,) = rows(scheduler.home, "select * from dag_run where run_type = 'scheduled' and dag_id = 'load_papers'")
    assert first["state"] == "success"
    tasks = rows(scheduler.home, f"select * from task_instance where run_id = '{first['run_id']}'")
    states = {one["task_id"]: one["state"] for one in tasks}
    assert states.pop("choose") == "success"
    assert set(states.values()) == {"skipped"}
    assert not (scheduler.folder / "w.duckdb").exists()


def test_a_publish_killed_after_the_replacement_is_told_and_reported(scheduler: Scheduler) -> None:
    run, warehouse = scheduler.load("replaced")
    until(warehouse.exists, pause=0.01)
    run.kill("publish")
    assert run.ended() == "success"
    ledger = Ledger(open_store(warehouse))
    (event,) = scheduler.events(PUBLISHED, warehouse)
    assert [row["load_id"] for row in ledger.loads() if row["published"]] == [event["load_id"]]
    assert warehouse.with_name(f"{warehouse.name}.report").is_dir()
    assert ledger.read("select 1 from outbox where sent_at is null") == []


def test_a_publication_that_airflow_has_and_nobody_marked_is_marked_by_the_retry(scheduler: Scheduler) -> None:
    run, warehouse = scheduler.load("told")
    ledger = Ledger(open_store(warehouse))
    until(lambda: ledger.read("select 1 from publication where arrived = 1"), pause=0.01)
    with nobody_writes(ledger):
        until(lambda: run.running("mark_sent"), pause=0.05)
        (told,) = scheduler.events(PUBLISHED, warehouse)
        waiting = ledger.read("select event_id from outbox where sent_at is null")
        run.kill("mark_sent")
    assert [row["event_id"] for row in waiting] == [told["event_id"]]
    assert run.ended() == "success"
    assert [one["try_number"] for one in run.task("mark_sent")] == [2]
    assert {event["event_id"] for event in scheduler.events(PUBLISHED, warehouse)} == {told["event_id"]}
    sent = ledger.read("select event_id from outbox where sent_at is not null")
    assert [row["event_id"] for row in sent] == [told["event_id"]]


def test_a_collection_that_airflow_has_and_nobody_marked_is_marked_and_loaded(scheduler: Scheduler) -> None:
    landing, warehouse = Landing(scheduler.folder / "inbox-landing"), scheduler.folder / "collected.duckdb"
    (paper,) = write_papers(scheduler.folder / "inbox", 1).iterdir()
    os.utime(paper, (0, 0))  # what was written a moment ago waits for the next time
    run = scheduler.trigger(COLLECT, "collected", landing=landing.address, warehouse=str(warehouse))
    until(lambda: run.running("mark_announced"), pause=0.02)
    run.kill("mark_announced")
    again = landing.announcement()
    (told,) = scheduler.events(COLLECTED, warehouse)
    assert again is not None, "the mark was quicker than the kill"
    assert again["event_id"] == told["event_id"]
    assert run.ended() == "success"
    scheduler.settle()
    assert {event["event_id"] for event in scheduler.events(COLLECTED, warehouse)} == {told["event_id"]}
    assert landing.announcement() is None
    assert [name.rpartition(" - ")[2] for name in papers_of(warehouse)] == ["overtime-1.txt"]


def test_collections_that_arrive_while_a_load_runs_are_all_loaded(scheduler: Scheduler) -> None:
    warehouses = [scheduler.folder / f"crowd-{number}.duckdb" for number in (1, 2)]
    papers = [write_papers(scheduler.folder / f"crowd-{number}", number) for number in (1, 2)]
    busy = scheduler.folder / "busy.duckdb"
    store = open_store(busy)
    store.create()
    with FileLock(store.lock):
        run, _ = scheduler.load("busy")
        until(lambda: run.running("publish"))
        for place, warehouse in zip(papers, warehouses, strict=True):
            scheduler.tell(COLLECTED, papers=str(place), warehouse=str(warehouse))
    assert run.ended() == "success"
    scheduler.settle()
    assert [papers_of(warehouse) for warehouse in warehouses] == [{"overtime-1.txt"}, {"overtime-2.txt"}]


def test_a_task_killed_in_its_last_try_is_told_by_its_run(scheduler: Scheduler) -> None:
    run, warehouse = scheduler.load("killed")
    for tried in range(1, 5):
        until(partial(run.running, "land_and_extract", tried), pause=0.05)
        run.kill("land_and_extract")
    assert run.ended() == "failed"
    ledger = Ledger(open_store(warehouse))
    told = until(lambda: [row["reason"] for row in ledger.loads() if "killed" in str(row["reason"])])
    assert [OWN in reason for reason in told] == [True]
