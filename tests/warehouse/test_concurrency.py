"""Loads beside loads, and readers beside loads: nobody is disturbed, and nothing half done is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from made_up_load import HERE, KeptSteps, QuickSteps, child, events, go_on, hold_table, ledger, look, until_it_says
from overtime_paper import write_papers

from warehouse.load.loader import land_and_extract, load
from warehouse.load.steps import BuildSteps, Gated
from warehouse.state.store import Store

pytestmark = pytest.mark.in_process_readers

BUILDING = "Building the warehouse quickly"


class Reader:
    """A process that opens and queries a published file until a file appears, and tells of each number of papers."""

    def __init__(self, warehouse: Path, until: Path) -> None:
        arguments = [sys.executable, str(HERE / "read_in_child.py"), str(warehouse), str(until)]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.said = self.process.stdout

    def wait_for(self, papers: int) -> None:
        """Wait until it has seen so many papers."""
        for line in self.said:
            assert "wrong" not in line, line
            if json.loads(line)["papers"] == papers:
                return
        raise AssertionError(f"it ended before it saw {papers} papers")

    def end(self) -> dict[str, Any]:
        """What it saw from first to last."""
        lines = self.said.readlines()
        self.process.wait()
        return dict(json.loads(lines[-1]))


def publish_beside_readers(folder: Path, readers: int, every_step: Sequence[BuildSteps]) -> None:
    """Publications one after another, while processes keep opening and querying; they see every third for certain."""
    warehouse, until = folder / "w.duckdb", folder / "done"
    started: list[Reader] = []
    try:
        for number, steps in enumerate(every_step):
            one = write_papers(folder / "papers", number) / f"overtime-{number}.txt"
            assert load(one, warehouse, steps=steps)["published"]
            started = started or [Reader(warehouse, until) for _ in range(readers)]
            if number % 3 == 0:
                for reader in started:
                    reader.wait_for(number + 1)
    finally:
        until.touch()
        said = [reader.end() for reader in started]
    assert [one["wrong"] for one in said] == [[]] * readers
    assert all(one["looked"] >= len(one["seen"]) > len(every_step) / 3 for one in said)
    assert all(one["seen"] == sorted(one["seen"]) for one in said)
    assert len(look(warehouse).papers) == len(every_step)


def test_readers_are_never_disturbed(tmp_path: Path) -> None:
    publish_beside_readers(tmp_path, 2, [QuickSteps()] * 7)


def test_readers_are_not_disturbed_by_real_builds_either(tmp_path: Path, real_steps: KeptSteps) -> None:
    publish_beside_readers(tmp_path, 4, [real_steps, *[QuickSteps()] * 10, real_steps])


def test_an_open_reader_keeps_its_view(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(write_papers(tmp_path / "papers", 0), warehouse, steps=QuickSteps())
    code = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); input();"
        "print(c.execute('select count(*) from core.papers').fetchone()[0])"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    assert load(write_papers(tmp_path / "papers", 1), warehouse, steps=QuickSteps())["published"]
    assert reader.communicate("\n")[0].strip() == "1"
    assert len(look(warehouse).papers) == 2


@pytest.mark.children
def test_two_loads_at_once_both_arrive(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    first = child(papers=write_papers(tmp_path / "one", 1), warehouse=warehouse, pause_at=BUILDING)
    until_it_says(first, BUILDING)
    second = child(papers=write_papers(tmp_path / "two", 2), warehouse=warehouse)
    assert "waiting until it has finished" in until_it_says(second, "Another load is publishing")
    go_on(first)
    second_said, first_said = events(second), events(first)
    assert first_said[-1]["summary"]["published"]
    assert second_said[-1]["summary"]["published"]
    assert set(look(warehouse).papers) == {"overtime-1.txt", "overtime-2.txt"}
    assert [row["published"] for row in look(warehouse).loads] == [True, True]


@pytest.mark.kill
def test_many_loads_of_the_same_papers_at_once(tmp_path: Path) -> None:
    papers, warehouse = write_papers(tmp_path / "papers", 1, 2, 3), tmp_path / "w.duckdb"
    loads = [child(papers=papers, warehouse=warehouse) for _ in range(3)]
    summaries = [events(one)[-1]["summary"] for one in loads]
    assert any(summary["published"] for summary in summaries)
    assert len(look(warehouse).papers) == 3
    assert not load(papers, warehouse, steps=QuickSteps())["published"]


def test_what_another_load_reads_meanwhile_is_gated_before_it_is_published(tmp_path: Path) -> None:
    """The other load's paper comes in while this one's are at the gate."""
    warehouse = tmp_path / "w.duckdb"
    other = write_papers(tmp_path / "other", 2) / "overtime-2.txt"
    hold = hold_table(2)

    def gate(store: Store, papers: Mapping[str, str]) -> Gated:
        land_and_extract(other, warehouse)
        return hold(store, papers)

    steps = QuickSteps(gate_says=gate)
    assert load(write_papers(tmp_path / "papers", 1), warehouse, steps=steps)["published"]
    published = look(warehouse)
    assert published.papers == {"overtime-1.txt": 12, "overtime-2.txt": 0}
    assert [row[:3] for row in published.held] == [("overtime-2.txt", 1, "gate")]
    assert not load(other, warehouse, steps=QuickSteps())["published"]


@pytest.mark.children
def test_the_lock_goes_with_a_killed_load(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    holder = child(papers=write_papers(tmp_path / "one", 1), warehouse=warehouse, pause_at=BUILDING)
    until_it_says(holder, BUILDING)
    waiting = child(papers=write_papers(tmp_path / "two", 2), warehouse=warehouse)
    until_it_says(waiting, "Another load is publishing")
    holder.kill()
    holder.wait()
    assert events(waiting)[-1]["summary"]["published"]
    assert len(look(warehouse).papers) == 2
    rows: list[dict[str, Any]] = ledger(warehouse).loads()
    assert [row["published"] for row in rows] == [False, True]
