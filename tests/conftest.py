"""What all tests may use, and the tiers that they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kept_warehouses import Loaded, LoadOnce, copy_warehouse, load_once_in
from overtime_paper import write_everything

from copperbottom.paths import PROJECT

# Tiers

SECONDS = {
    "build": 900,
    "kill": 900,
    "postgres": 900,
    "browser": 900,
    "s3": 900,
    "airflow": 900,
    "bi": 900,
    "registry": 900,
    "scheduler": 1800,
}
"""How long a test with a mark may take: many times what it needs, to end what hangs, not what is slow today."""
MARK_OF_FIXTURE = {
    "postgres": "postgres",
    "tab": "browser",
    "watched": "browser",
    "endpoint": "s3",
    "served": "bi",
    "real_steps": "build",
}
"""A test that asks for such a fixture, itself or by another, has the mark: nobody has to remember it."""
TESTS = PROJECT / "tests"
MARK_OF_FOLDER = {TESTS / "dbt": "build"}
SHARED_FOLDERS = ("tests/bi", "tests/dbt")
"""Folders whose files share something that takes long to start."""
FIRST = (
    "dags/test_scheduled_kills.py",
    "dags/test_scheduled_collection.py",
    "dags/test_scheduler.py",
    "bi",
    "dbt",
    "dags/test_real_runs.py",
    "warehouse/test_kill.py",
    "connect/test_postgres.py",
    "warehouse/test_bad_input.py",
    "warehouse/test_whole_load.py",
    "cli/test_export.py",
)
"""What takes long begins early, lest one process be left with it at the end."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs more than this process, limit its time, and let what takes long begin early."""
    places = {TESTS / name: place for place, name in enumerate(FIRST)}
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        marks = {mark for name, mark in MARK_OF_FIXTURE.items() if name in fixtures}
        marks |= {mark for folder, mark in MARK_OF_FOLDER.items() if folder in item.path.parents}
        for mark in sorted(marks):
            item.add_marker(mark)
        limits = [SECONDS[mark.name] for mark in item.iter_markers() if mark.name in SECONDS]
        if limits and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(max(limits)))
    items.sort(key=lambda item: min(places.get(path, len(places)) for path in (item.path, *item.path.parents)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand tests to the processes file by file, in their order; files that share something long go together."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return next((folder for folder in SHARED_FOLDERS if file.startswith(f"{folder}/")), file)

    config.option.loadscopereorder = False
    return ByFile(config, log)


# Warehouses that are loaded once

SAMPLES = PROJECT / "samples" / "papers"


@pytest.fixture(scope="session")
def load_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LoadOnce:
    """Loads a folder of papers for real, once for all processes and runs; see `kept_warehouses`."""
    kept: Path = request.config.cache.mkdir("warehouses")
    return lambda name, papers: load_once_in(kept, name, papers, tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="session")
def sample_warehouse(load_once: LoadOnce) -> Iterator[Path]:
    """The sample papers' warehouse, with its store, to be read: `own_warehouse` is for changing."""
    warehouse = load_once("samples", SAMPLES).warehouse
    before = warehouse.stat()
    yield warehouse
    after = warehouse.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns), "a test changed what all share"


@pytest.fixture
def own_warehouse(sample_warehouse: Path, tmp_path: Path) -> Path:
    """A copy of the sample papers' warehouse and its store, to be changed."""
    return copy_warehouse(sample_warehouse, tmp_path / "own" / sample_warehouse.name)


@pytest.fixture(scope="session")
def loaded(load_once: LoadOnce, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """A real load of two sample papers, of two papers that are text, and of everything that goes wrong with papers."""
    return load_once("everything", write_everything(tmp_path_factory.mktemp("everything")))
