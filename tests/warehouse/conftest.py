from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from in_process_readers import read_all
from kept_warehouses import Loaded, copy_warehouse
from made_up_load import KeptSteps

from warehouse.load import paper_intake


@pytest.fixture(autouse=True)
def in_process_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test is marked so, papers are read in this process, which is quicker than starting what users have."""
    if request.node.get_closest_marker("in_process_readers") is None:
        return
    monkeypatch.setattr(paper_intake, "read_all", read_all)


@pytest.fixture(scope="session")
def real_steps() -> Iterator[KeptSteps]:
    """Great Expectations and dbt, imported once for all tests that need them."""
    steps = KeptSteps()
    steps.start_importing()
    yield steps
    steps.end()


@pytest.fixture
def copied(loaded: Loaded, tmp_path: Path) -> Callable[[], Path]:
    """Makes a copy of the warehouse and its store, to spoil."""

    def copy() -> Path:
        return copy_warehouse(loaded.warehouse, tmp_path / "copy" / loaded.warehouse.name)

    return copy
