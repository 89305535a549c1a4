"""Copies and what comes back from them, step by step as the runbook's page "Copies" says it."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from made_up_load import QuickSteps, look
from overtime_paper import write_papers

from copperbottom.paths import PROJECT
from warehouse.load.loader import load
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

pytestmark = pytest.mark.in_process_readers


def commands() -> list[str]:
    """The commands of the page, in their order."""
    page = (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")
    section = page.partition("\n## Copies\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[0].splitlines()


def done(command: str, warehouse: Path, copy: Path, collected: Path) -> None:
    """Do one of these commands, without the tools, which not every machine has."""
    named = {"FILE": str(warehouse), "copy/": f"{copy}/", "data/collected/": f"{collected}/"}
    for word, place in named.items():
        command = re.sub(rf"(?<![\w/]){re.escape(word)}", place, command)
    match shlex.split(command):
        case ["sqlite3", ledger, backup] if backup.startswith(".backup "):
            with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(backup.split(" ")[1])) as target:
                source.backup(target)
        case ["rsync", "-a", source, target] if source.endswith("/"):
            shutil.copytree(source, target, dirs_exist_ok=True)
        case _:
            raise AssertionError(f"the page says what this test cannot do: {command}")


class House:
    """A warehouse of two papers, its landing, and a copy of both."""

    def __init__(self, folder: Path) -> None:
        self.warehouse, self.copy = folder / "w.duckdb", folder / "copy"
        self.landing = write_papers(folder / "collected", 1, 2)
        load(self.landing, self.warehouse, steps=QuickSteps())
        self.figures = self.published()
        self.copy.mkdir()
        for command in commands():
            done(command, self.warehouse, self.copy, self.landing)
        shutil.copy(self.warehouse, self.copy / "w.duckdb")

    def published(self) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute("from core.figures order by figure_id").fetchall()

    def restore(self) -> None:
        """Put the papers and the ledger into the store."""
        store = open_store(self.warehouse)
        shutil.copytree(self.copy / "papers", store.papers, dirs_exist_ok=True)
        shutil.copytree(self.copy / "landed", store.landed, dirs_exist_ok=True)
        shutil.copy(self.copy / "ledger.sqlite", store.ledger)


def all_gone(house: House) -> None:
    house.warehouse.unlink()
    shutil.rmtree(open_store(house.warehouse).root)
    shutil.rmtree(house.landing)
    shutil.copytree(house.copy / "collected", house.landing)


def file_and_ledger_damaged(house: House) -> None:
    for path in (house.warehouse, open_store(house.warehouse).ledger):
        path.write_bytes(path.read_bytes()[:1000])


def papers_changed(house: House) -> None:
    for path in open_store(house.warehouse).papers.iterdir():
        path.write_bytes(b"rubbish")
    shutil.rmtree(open_store(house.warehouse).extracted)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.parametrize(
    ("damage", "read_again"), [(all_gone, True), (papers_changed, True), (file_and_ledger_damaged, False)]
)
def test_a_copy_of_the_file_and_the_store_comes_back_as_it_was(
    house: House, damage: Callable[[House], None], read_again: bool
) -> None:
    damage(house)
    house.restore()
    shutil.copy(house.copy / "w.duckdb", house.warehouse)
    assert house.published() == house.figures, "it can be asked before anything is loaded"
    summaries = [load(house.landing, house.warehouse, steps=QuickSteps()) for _ in range(2)]
    assert [(one["published"], one["papers_held"]) for one in summaries] == [(read_again, 0), (False, 0)]
    assert summaries[1]["reason"].startswith("Nothing is new")
    assert house.published() == house.figures


def test_a_copy_of_the_store_alone_gives_the_file_again(house: House) -> None:
    all_gone(house)
    house.restore()
    (paper, _) = sorted(house.landing.iterdir())
    steps = QuickSteps()
    summary = load(paper, house.warehouse, steps=steps)
    assert summary["published"]
    assert house.published() == house.figures
    assert [len(papers) for papers in steps.built] == [2], "any of the papers brings all"
    assert len(look(house.warehouse).loads) == 2, "earlier loads are known"
    again = load(house.landing, house.warehouse, steps=steps)
    assert (again["published"], again["papers_new"]) == (False, 0)
    assert len(steps.built) == 1


def test_what_came_after_the_copy_is_loaded_again(house: House) -> None:
    write_papers(house.landing, 3)
    assert load(house.landing, house.warehouse, steps=QuickSteps())["published"]
    later = house.published()
    shutil.rmtree(open_store(house.warehouse).root)
    open_store(house.warehouse).create()
    house.restore()
    assert load(house.landing, house.warehouse, steps=QuickSteps())["published"]
    assert house.published() == later
    assert len(Ledger(open_store(house.warehouse)).landed()) == 3
