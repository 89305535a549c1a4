"""A load that is killed leaves the old file or the new one, whole, and the next load needs no help."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from made_up_load import Forks, QuickSteps, child, events, forks, go_on, ledger, look, until_it_says
from overtime_paper import write_papers

from warehouse.load.loader import land_and_extract, load
from warehouse.state.store import open_store

pytestmark = [pytest.mark.kill, pytest.mark.in_process_readers]

OLD = {"overtime-1.txt": 12}
NEW = {"overtime-1.txt": 12, "overtime-2.txt": 12}
LAST_STEPS = ["The build is closed", "The ledger knows the build", "The published file is replaced"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse whose store holds a second paper, read but not yet published."""
    folder = tmp_path_factory.mktemp("published")
    warehouse = folder / "w.duckdb"
    load(write_papers(folder / "papers", 1), warehouse, steps=QuickSteps())
    land_and_extract(write_papers(folder / "papers", 2) / "overtime-2.txt", warehouse)
    return warehouse


@pytest.fixture
def fresh(published: Path, tmp_path: Path) -> Callable[[int], Path]:
    def copy(number: int) -> Path:
        warehouse = tmp_path / str(number) / published.name
        shutil.copytree(published.parent / "papers", warehouse.parent / "papers")
        shutil.copy2(published, warehouse)
        shutil.copytree(open_store(published).root, open_store(warehouse).root)
        return warehouse

    return copy


@pytest.fixture(scope="module")
def forked() -> Iterator[Forks]:
    with forks() as process:
        yield process


def killed_everywhere(fresh: Callable[[int], Path], forked: Forks, how: str) -> list[list[dict[str, Any]]]:
    """Kill a load at its first step, its second, … until one comes to its end; returns what each said."""
    said: list[list[dict[str, Any]]] = []
    while True:
        warehouse = fresh(len(said))
        told, status = forked.load(papers=warehouse.parent / "papers", warehouse=warehouse, **{how: len(said)})
        said.append(told)
        if status == 0:
            assert said[-1][-1]["summary"]["published"]
            return said
        assert status == -signal.SIGKILL
        is_whole_and_heals(warehouse)


def is_whole_and_heals(warehouse: Path) -> None:
    there = look(warehouse)
    assert there.papers in (OLD, NEW)
    assert all(row["published"] and row["finished_at"] for row in there.loads)
    assert len(there.loads) == len(there.papers)
    replaced = there.papers == NEW
    summary = load(warehouse.parent / "papers", warehouse, steps=QuickSteps())
    assert summary["published"] is not replaced
    after = look(warehouse)
    assert after.papers == NEW
    if summary["published"]:
        assert list(open_store(warehouse).builds.iterdir()) == []
    told = [row["published"] for row in ledger(warehouse).loads()]
    assert told.count(True) == 2
    assert not load(warehouse.parent / "papers", warehouse, steps=QuickSteps())["published"]


def test_killed_at_every_step(fresh: Callable[[int], Path], forked: Forks) -> None:
    said = killed_everywhere(fresh, forked, "kill_at_step")
    messages = [one[-1]["message"] for one in said[:-1]]
    assert [message for message in messages if message in LAST_STEPS] == LAST_STEPS
    stages = {one[-1]["stage"] for one in said[:-1]}
    assert stages == {"find", "land", "extract", "start_up", "gate", "build", "audit", "publish", "done"}


def test_killed_at_every_sync_and_rename(fresh: Callable[[int], Path], forked: Forks) -> None:
    said = killed_everywhere(fresh, forked, "kill_at_sync")
    assert len(said) - 1 == said[-1][-1]["syncs"]
    assert len(said) > 4


def test_killed_while_papers_are_read(tmp_path: Path) -> None:
    """A paper that is landed and never read is read by the next load, whatever that is about."""
    warehouse = tmp_path / "w.duckdb"
    process = child(papers=write_papers(tmp_path / "one", 1, 2), warehouse=warehouse, kill_at_step=3)
    assert events(process)[-1]["stage"] == "extract"
    assert not warehouse.exists()
    summary = load(write_papers(tmp_path / "two", 3), warehouse, steps=QuickSteps())
    assert summary["published"]
    assert set(look(warehouse).papers) == {"overtime-1.txt", "overtime-2.txt", "overtime-3.txt"}


def test_killed_in_the_middle_of_a_real_build(published: Path, fresh: Callable[[int], Path]) -> None:
    """Its processes go with it: nobody writes on after it."""
    warehouse = fresh(0)
    building = "Building the warehouse from 2 papers with dbt"
    process = child(papers=warehouse.parent / "papers", warehouse=warehouse, steps="real", pause_at=building)
    until_it_says(process, building)
    helpers = children_of(process.pid)
    assert helpers
    go_on(process)
    time.sleep(1.5)
    process.kill()
    process.wait()
    until = time.monotonic() + 60
    while any(map(lives, helpers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(lives, helpers))
    is_whole_and_heals(warehouse)


def children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
