"""What the tests of a load share: steps without dbt, and a load in a process of its own.

The quick steps builds the published tables that say what was loaded (`core`, `audit`) from the real
raw tables, in a private file of the real format; it has neither Great Expectations nor dbt nor marts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.load.build import create_private, work_file
from warehouse.load.dbt_gx_steps import DbtGxSteps
from warehouse.load.progress import Progress, Watcher
from warehouse.load.raw_tables import LEDGER_TABLES, write_raw
from warehouse.load.steps import Build, Failure, Gated, figures_of_papers
from warehouse.state.ledger import Ledger
from warehouse.state.records import Hold
from warehouse.state.snapshot import Snapshot
from warehouse.state.store import Store, open_store

HERE = Path(__file__).parent
RAW = {"papers": "papers", "figures": "figures", "findings": "findings"}
Gate = Callable[[Store, Mapping[str, str]], Gated]
Judge = Callable[[Snapshot], Failure | None]


class QuickSteps:
    """A `warehouse.load.steps.BuildSteps`; `gate_says` and `audit_says` stand for what those would find."""

    def __init__(self, gate_says: Gate | None = None, audit_says: Judge | None = None) -> None:
        self.gate_says = gate_says
        self.audit_says = audit_says
        self.warmed = 0
        self.gated: list[str] = []
        self.built: list[list[str]] = []

    def start_importing(self) -> None:
        self.warmed += 1

    def wait_until_imported(self) -> None:
        pass

    def close(self) -> None:
        pass

    def gate(self, store: Store, papers: Mapping[str, str]) -> Gated:
        self.gated += sorted(papers)
        return self.gate_says(store, papers) if self.gate_says else Gated()

    def build(self, store: Store, snapshot: Snapshot, file: Path, watch: Watcher) -> Build:
        watch(Progress("build", "Building the warehouse quickly"))
        self.built.append(sorted(snapshot.papers))
        write_raw(store, snapshot, work_file(file))
        create_private(file)
        with duckdb.connect(str(file)) as connection:
            connection.execute(f"attach '{work_file(file)}' as work (read_only)")
            connection.execute("create schema core; create schema marts; create schema audit")
            for name in RAW:
                connection.execute(f"create table core.{name} as from work.raw.{name}")
            for name in LEDGER_TABLES:
                connection.execute(f"create table audit.{name} as from work.raw.{name}")
            counts = figures_of_papers(connection)
        watch(Progress("audit", "Checking nothing"))
        return Build(file, (), self.audit_says(snapshot) if self.audit_says else None, *counts)


class KeptSteps(DbtGxSteps):
    """The real steps, kept warm from one load to the next; `end` closes it."""

    def close(self) -> None:
        pass

    def end(self) -> None:
        super().close()


def hold_table(number: int, reason: str = "Table 1 is held, because a test says so.") -> Gate:
    """A gate that holds the first table of the paper that was written as this number."""

    def gate(store: Store, papers: Mapping[str, str]) -> Gated:
        names = {row["paper_id"]: row["paper"] for row in Ledger(store).landed()}
        wanted = [one for one in papers if names[one] == f"overtime-{number}.txt"]
        return Gated(holds=[Hold(one, names[one], 1, "gate", reason) for one in wanted])

    return gate


@dataclass(frozen=True, slots=True)
class Published:
    """What a reader finds in a published file."""

    papers: dict[str, int]
    loads: list[dict[str, Any]]
    held: list[tuple[str, int | None, str, str]]


def look(warehouse: Path) -> Published:
    """Open the published file as any reader does, and see whether it is whole."""
    assert not warehouse.with_name(warehouse.name + ".wal").exists()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        papers = connection.execute(
            "select papers.paper, count(figure_id) from core.papers as papers"
            " left join core.figures as figures using (paper_id) group by papers.paper_id, papers.paper"
        ).fetchall()
        relation = connection.execute("from audit.loads order by started_at")
        names = [column[0] for column in relation.description]
        loads = [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
        held = connection.execute("select paper, table_no, stage, reason from audit.held order by all").fetchall()
    return Published(dict(papers), loads, held)


def child(**what: Any) -> subprocess.Popen[str]:
    """A load in a process of its own; see `load_in_child.py` for what can be asked."""
    return _loading(json.dumps(what, default=os.fspath))


def until_it_says(process: subprocess.Popen[str], words: str) -> str:
    """Wait until a child tells of a step with these words; gives its message."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        message = str(json.loads(line).get("message")) if line.startswith("{") else ""
        if words in message:
            return message
    raise AssertionError("".join(said))


def go_on(process: subprocess.Popen[str]) -> None:
    """Let a child go on that pauses."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def events(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """What a child says until it ends, however it does."""
    assert process.stdout is not None
    said = process.stdout.readlines()
    process.wait()
    return _told(said)


@dataclass(frozen=True, slots=True)
class Forks:
    """A process that has imported everything, of which each load gets a fork."""

    process: subprocess.Popen[str]

    def load(self, **what: Any) -> tuple[list[dict[str, Any]], int]:
        """What a load says, and its exit status."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(what, default=os.fspath) + "\n")
        self.process.stdin.flush()
        said = []
        for line in self.process.stdout:
            if line.startswith('{"ended"'):
                return _told(said), json.loads(line)["ended"]
            said.append(line)
        raise AssertionError("".join(said))


@contextmanager
def forks() -> Iterator[Forks]:
    """Loads that begin at once, for those who need many."""
    with _loading() as process:
        yield Forks(process)


def _loading(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HERE / "load_in_child.py"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _told(lines: Sequence[str]) -> list[dict[str, Any]]:
    said = "".join(lines)
    assert "Traceback" not in said, said
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}\n")]


def ledger(warehouse: Path) -> Ledger:
    """The ledger of a warehouse."""
    return Ledger(open_store(warehouse))
