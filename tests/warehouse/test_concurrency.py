"""Loads beside loads, and readers beside loads: nobody is disturbed, and nothing half done is seen."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from made_up_load import (
    HERE,
    KeptSteps,
    QuickSteps,
    child,
    events,
    hold_table,
    ledger,
    look,
    write_papers,
)

from warehouse.load.loader import land_and_extract, load
from warehouse.load.steps import Gated
from warehouse.state.store import Store

READERS = 4


def readers(warehouse: Path, until: Path) -> list[subprocess.Popen[str]]:
    arguments = [sys.executable, str(HERE / "read_in_child.py"), str(warehouse), str(until)]
    return [subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) for _ in range(READERS)]


def test_readers_are_never_disturbed(tmp_path: Path, real_steps: KeptSteps) -> None:
    """Twelve publications, two of them real, while four processes keep opening and querying."""
    warehouse, until = tmp_path / "w.duckdb", tmp_path / "done"
    workshops = [real_steps, *[QuickSteps()] * 10, real_steps]
    started: list[subprocess.Popen[str]] = []
    try:
        for number, steps in enumerate(workshops):
            one = write_papers(tmp_path / "papers", number) / f"overtime-{number}.txt"
            assert load(one, warehouse, steps=steps)["published"]
            started = started or readers(warehouse, until)
    finally:
        until.touch()
        said = [json.loads(reader.communicate(timeout=30)[0]) for reader in started]
    assert [one["wrong"] for one in said] == [[]] * READERS
    assert all(one["looked"] > len(workshops) for one in said)
    assert all(len(one["seen"]) > 3 for one in said)
    assert all(one["seen"] == sorted(one["seen"]) for one in said)
    assert len(look(warehouse).papers) == len(workshops)


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
    assert reader.communicate("\n", timeout=30)[0].strip() == "1"
    assert len(look(warehouse).papers) == 2


def test_two_loads_at_once_both_arrive(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    first = child(
        papers=write_papers(tmp_path / "one", 1),
        warehouse=warehouse,
        pause_at="Building the warehouse quickly",
        pause_seconds=12,
    )
    assert first.stdout is not None
    for line in first.stdout:
        if json.loads(line)["message"] == "Building the warehouse quickly":
            break
    second = child(papers=write_papers(tmp_path / "two", 2), warehouse=warehouse)
    second_said, first_said = events(second), events(first)
    (wait,) = [event["message"] for event in second_said if event.get("stage") == "wait"]
    assert "Another load is publishing" in wait
    assert "waiting until it has finished" in wait
    assert first_said[-1]["summary"]["published"]
    assert second_said[-1]["summary"]["published"]
    assert set(look(warehouse).papers) == {"overtime-1.txt", "overtime-2.txt"}
    assert [row["published"] for row in look(warehouse).loads] == [True, True]


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


def test_the_lock_goes_with_a_killed_load(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    holder = child(
        papers=write_papers(tmp_path / "one", 1),
        warehouse=warehouse,
        pause_at="Building the warehouse quickly",
        pause_seconds=60,
    )
    assert holder.stdout is not None
    for line in holder.stdout:
        if json.loads(line)["message"] == "Building the warehouse quickly":
            break
    waiting = child(papers=write_papers(tmp_path / "two", 2), warehouse=warehouse)
    time.sleep(1)
    assert waiting.poll() is None
    holder.kill()
    holder.communicate()
    assert events(waiting)[-1]["summary"]["published"]
    assert len(look(warehouse).papers) == 2
    rows: list[dict[str, Any]] = ledger(warehouse).loads()
    assert [row["published"] for row in rows] == [False, True]
