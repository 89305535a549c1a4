"""A warehouse that everything happens to, in any order: loads, kills, losses, damage, repairs, two loads at once.

After each step the published file is a whole publication of papers that landed, nothing that landed is lost, and the
ledger says the truth. `COPPERBOTTOM_WALKS` says how many walks; they are the same ones in every run.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from made_up_load import Forks, forks, look
from overtime_paper import write_papers

from warehouse.errors import LoadError
from warehouse.load.repair import repair
from warehouse.state.ledger import Ledger
from warehouse.state.paper_status import paper_statuses
from warehouse.state.publication_state import is_published
from warehouse.state.store import open_store

WALKS = int(os.environ.get("COPPERBOTTOM_WALKS", "300"))
STEPS = 6
NUMBERS = (1, 2, 3, 4, 15)
SCANS = {15}
REFUSED = "Nothing was published"

pytestmark = pytest.mark.kill


class Warehouse(RuleBasedStateMachine):
    """One walk."""

    loaders: tuple[Forks, Forks]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="walk-"))
        self.warehouse = self.folder / "w.duckdb"
        self.store = open_store(self.warehouse)
        self.papers = write_papers(self.folder / "papers", *NUMBERS)
        (self.folder / "bin").mkdir()
        self.tool = False
        self.landed: set[int] = set()
        self.ledger_is_sound = True
        self.clock = 0.0

    def teardown(self) -> None:
        """What is left must come to its end: everything that landed is published, but for what cannot be read."""
        try:
            if not self.ledger_is_sound:
                self.repair_it()
            if self.landed:
                self.load(sorted(self.landed))
                assert not self.readable(self.landed) or self.published() == self.readable(self.landed)
                assert {row["outcome"] for row in paper_statuses(Ledger(self.store))} <= {"accepted", "held"}
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    # What happens

    @rule(numbers=st.sets(st.sampled_from(NUMBERS), min_size=1, max_size=3))
    def papers_come(self, numbers: set[int]) -> None:
        self.load(sorted(numbers))

    @rule(number=st.sampled_from(NUMBERS), at=st.integers(0, 14), how=st.sampled_from(["kill_at_step", "kill_at_sync"]))
    def a_load_is_killed(self, number: int, at: int, how: str) -> None:
        told, status = self.ask([number], **{how: at})
        assert status in (0, -signal.SIGKILL), told
        if self.ledger_is_sound:
            known = self.names()
            self.landed |= {number} if f"overtime-{number}.txt" in known else set()

    @rule(first=st.sampled_from(NUMBERS), second=st.sampled_from(NUMBERS))
    def two_loads_come_at_once(self, first: int, second: int) -> None:
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(self.ask, [number], loader=loader) for loader, number in enumerate((first, second))]
        for one, number in zip(both, (first, second), strict=True):
            told, status = one.result()
            assert status == 0, told
            error = next((str(line["error"]) for line in told if "error" in line), None)
            if not self.ledger_is_sound:
                assert error is not None
                assert "repair" in error
                continue
            assert error is None or (error.startswith(REFUSED) and not self.readable({number})), told
            self.landed.add(number)

    @precondition(lambda self: self.ledger_is_sound and len(self.landed - SCANS) > 1)
    @rule(data=st.data())
    def a_paper_is_forgotten(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.landed)))
        told, status = self.ask([], forget=f"overtime-{number}.txt")
        assert status == 0, told
        if not any("only paper" in str(one.get("error")) for one in told):
            self.landed -= {number}

    @precondition(lambda self: self.warehouse.exists())
    @rule(how=st.sampled_from(["gone", "cut", "changed"]))
    def the_file_is_spoiled(self, how: str) -> None:
        whole = self.warehouse.read_bytes()
        self.warehouse.unlink()
        if how != "gone":
            self.warehouse.write_bytes(whole[: len(whole) // 2] if how == "cut" else whole[:-1] + b"\x00\x01")

    @precondition(lambda self: self.ledger_is_sound and self.store.ledger.exists())
    @rule(how=st.sampled_from(["gone", "empty", "garbage"]))
    def the_ledger_is_spoiled(self, how: str) -> None:
        self.store.ledger.unlink()
        if how != "gone":
            self.store.ledger.write_bytes(b"" if how == "empty" else b"no ledger at all" * 300)
        self.ledger_is_sound = not any(self.store.papers.iterdir())
        if self.ledger_is_sound:
            self.store.ledger.unlink(missing_ok=True)
            self.landed = set()

    @precondition(lambda self: not self.ledger_is_sound)
    @rule()
    def it_is_repaired(self) -> None:
        self.repair_it()

    @precondition(lambda self: self.ledger_is_sound)
    @rule(data=st.data(), part=st.sampled_from(["paper", "figures", "findings"]))
    def an_extraction_is_torn(self, data: st.DataObject, part: str) -> None:
        found = sorted(self.store.extracted.glob("*/*")) if self.store.extracted.exists() else []
        if found:
            (data.draw(st.sampled_from(found)) / f"{part}.parquet").write_bytes(b"PAR1 torn")

    @rule()
    def a_tool_appears(self) -> None:
        tool = self.folder / "bin" / "ocrmypdf"
        tool.write_text("#!/bin/sh\n", encoding="utf-8")
        tool.chmod(0o755)
        self.tool = True

    @rule(hours=st.sampled_from([-48.0, 0.0, 30.0]))
    def the_clock_is_set(self, hours: float) -> None:
        self.clock = hours

    # What must hold

    @invariant()
    def the_published_file_is_whole_and_of_landed_papers(self) -> None:
        if not (self.ledger_is_sound and self.warehouse.exists()):
            return
        published = Ledger(self.store).publication()
        if published is None or not is_published(self.warehouse, published):
            return
        there = look(self.warehouse)
        assert all(count == 12 for count in there.papers.values()), there.papers
        assert self.published() <= {int(name.removeprefix("overtime-").removesuffix(".txt")) for name in self.names()}

    @invariant()
    def nothing_that_landed_is_lost(self) -> None:
        if self.ledger_is_sound:
            assert {f"overtime-{number}.txt" for number in self.landed} <= self.names()
        kept = list(self.store.papers.iterdir()) if self.store.papers.exists() else []
        assert len(kept) >= len(self.landed)

    # How

    def ask(self, numbers: list[int], loader: int = 0, **more: Any) -> tuple[list[dict[str, Any]], int]:
        papers = [self.papers / f"overtime-{number}.txt" for number in numbers]
        return self.loaders[loader].load(
            papers=list(map(os.fspath, papers)),
            warehouse=self.warehouse,
            in_process=True,
            extractor="made_up_extractors:wants_a_tool",
            path=os.fspath(self.folder / "bin"),
            clock_hours=self.clock,
            **more,
        )

    def load(self, numbers: list[int]) -> None:
        told, status = self.ask(numbers)
        assert status == 0, told
        error = next((str(one["error"]) for one in told if "error" in one), None)
        if not self.ledger_is_sound:
            assert error is not None, "a load into a spoiled store is refused"
            assert "repair" in error
            return
        self.landed |= set(numbers)
        assert error is None or (error.startswith(REFUSED) and not self.readable(set(numbers))), told
        if error is None:
            assert self.published() == self.readable({*self.landed, *self.strangers()})

    def repair_it(self) -> None:
        try:
            repair(self.warehouse)
        except LoadError as error:
            raise AssertionError(error.reason) from error
        self.ledger_is_sound = True

    def readable(self, numbers: set[int]) -> set[int]:
        return numbers if self.tool else numbers - SCANS

    def names(self) -> set[str]:
        return {str(row["paper"]) for row in Ledger(self.store).landed()}

    def strangers(self) -> set[int]:
        """Papers that a killed load landed."""
        return {int(name.removeprefix("overtime-").removesuffix(".txt")) for name in self.names()}

    def published(self) -> set[int]:
        return {int(name.removeprefix("overtime-").removesuffix(".txt")) for name in look(self.warehouse).papers}


@pytest.fixture(scope="module")
def loaders() -> Iterator[tuple[Forks, Forks]]:
    with ExitStack() as stack:
        yield stack.enter_context(forks()), stack.enter_context(forks())


@pytest.mark.timeout(1800)
def test_whatever_happens_nothing_is_lost(loaders: tuple[Forks, Forks]) -> None:
    Warehouse.loaders = loaders
    run_state_machine_as_test(
        Warehouse,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
