"""The outbox: one event for each publication, whatever is killed, until it is known to have left."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from made_up_load import QuickSteps
from overtime_paper import write_papers

from warehouse.load.loader import load
from warehouse.load.progress import Progress
from warehouse.orchestrate.load_task import publication_event, publication_was_told
from warehouse.state.ledger import Ledger
from warehouse.state.outbox import unsent_publications
from warehouse.state.store import open_store

pytestmark = pytest.mark.in_process_readers


class Loads:
    """Loads of one folder into one warehouse; one can be killed at a step."""

    def __init__(self, folder: Path) -> None:
        self.papers = write_papers(folder / "papers", 1)
        self.warehouse = folder / "w.duckdb"
        self.ledger = Ledger(open_store(self.warehouse))

    def __call__(self) -> dict[str, object]:
        return load(self.papers, self.warehouse, steps=QuickSteps())

    def killed_at(self, words: str) -> None:
        def watch(step: Progress) -> None:
            if step.message == words:
                os.kill(os.getpid(), signal.SIGKILL)

        child = os.fork()
        if child == 0:
            load(self.papers, self.warehouse, watch, steps=QuickSteps())
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.fixture
def loads(tmp_path: Path) -> Loads:
    return Loads(tmp_path)


def test_a_publication_is_told_until_its_event_is_marked(loads: Loads) -> None:
    summary = loads()
    event = publication_event(summary)
    assert event is not None
    assert event["load_id"] == summary["load_id"]
    assert event["published"] is True
    assert publication_event(loads()) == event
    publication_was_told(event)
    assert publication_event(loads()) is None


def test_a_load_killed_after_the_replacement_is_told_by_the_next(loads: Loads) -> None:
    loads.killed_at("The published file is replaced")
    summary = loads()
    assert summary["published"] is False
    event = publication_event(summary)
    assert event is not None
    assert event["published"] is True
    assert event["load_id"] != summary["load_id"]


def test_a_load_killed_before_the_replacement_is_not_told(loads: Loads) -> None:
    loads.killed_at("The ledger knows the build")
    assert unsent_publications(loads.ledger) == []
    summary = loads()
    assert [event["load_id"] for event in unsent_publications(loads.ledger)] == [summary["load_id"]]


def test_publications_that_wait_leave_together(loads: Loads, tmp_path: Path) -> None:
    first = publication_event(loads())
    write_papers(tmp_path / "papers", 3)
    second = publication_event(loads())
    assert first is not None
    assert second is not None
    assert second["earlier"] == [first["event_id"]]
    publication_was_told(second)
    assert unsent_publications(loads.ledger) == []


def test_a_ledger_of_before_has_nothing_to_tell(loads: Loads) -> None:
    assert unsent_publications(loads.ledger) == []
