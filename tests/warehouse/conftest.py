from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
from made_up_load import KeptSteps, Loaded, paper

from copperbottom.paths import PROJECT
from warehouse.load.loader import load
from warehouse.state.store import open_store
from warehouse.workers.read_pool import ReadRequest, ReadResult
from warehouse.workers.read_worker import find_extractor, read_one

SAMPLES = PROJECT / "samples" / "papers"
SMALL_SAMPLES = ("exampleshire-2024-25-quarter-1.pdf", "samplefordshire-2024-25-outturn.pdf")
TOO_LARGE = 200_000_000


@pytest.fixture
def reader_processes() -> None:
    """For tests about the processes that read papers; the others read in this one, which is quicker."""


@pytest.fixture(autouse=True)
def read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "reader_processes" in request.fixturenames:
        return

    def read_all(
        requests: Sequence[ReadRequest], on_answer: Callable[[ReadResult], None], extractor: str, limits: object
    ) -> None:
        for one in requests:
            said = read_one(asdict(one), find_extractor(extractor))
            assert "retryable" not in said
            on_answer(ReadResult(one, held=said["held"]) if "held" in said else ReadResult(one, **said["accepted"]))

    monkeypatch.setattr("warehouse.load.paper_intake.read_all", read_all)


@pytest.fixture(scope="session")
def real_steps() -> Iterator[KeptSteps]:
    """Great Expectations and dbt, imported once for all tests that need them."""
    steps = KeptSteps()
    steps.start_importing()
    yield steps
    steps.end()


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, real_steps: KeptSteps) -> Loaded:
    """A real load of two sample papers, and of everything that goes wrong with papers."""
    base = tmp_path_factory.mktemp("loaded")
    folder = base / "papers" / "panel"
    folder.mkdir(parents=True)
    for sample in SMALL_SAMPLES:
        shutil.copy(SAMPLES / sample, folder)
    shutil.copy(SAMPLES / SMALL_SAMPLES[0], folder / "the same again.pdf")
    (folder / "empty.txt").touch()
    (folder / "rubbish.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "windows.txt").write_bytes("Caf\xe9: £1,000".encode("cp1252"))
    (folder / "budget.xlsx").write_bytes(b"PK\x03\x04 a workbook")
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(TOO_LARGE)
    (folder / "off.txt").write_text(paper(1, off_by=100).replace("Exampleshire", "Sampleshire"), encoding="utf-8")
    (folder / "years.txt").write_text(paper(2) + "\nIn years to come:\n\n" + far_away(), encoding="utf-8")
    warehouse = base / "out" / "finance.duckdb"
    return Loaded(folder.parent, warehouse, load(folder.parent, warehouse, steps=real_steps))


def far_away() -> str:
    """A second table for the same paper, of a year that no paper can speak of."""
    return paper(3, year="2084/85").partition("2024.\n\n")[2]


@pytest.fixture
def copied(loaded: Loaded, tmp_path: Path) -> Callable[[], Path]:
    """Makes a copy of the warehouse and its store, to spoil."""

    def copy() -> Path:
        warehouse = tmp_path / "copy" / loaded.warehouse.name
        warehouse.parent.mkdir()
        shutil.copy2(loaded.warehouse, warehouse)
        shutil.copytree(open_store(loaded.warehouse).root, open_store(warehouse).root)
        return warehouse

    return copy
