"""What all tests may use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from copperbottom.paths import PROJECT
from warehouse.load.loader import load
from warehouse.state.store import STORE_SUFFIX

LoadOnce = Callable[[str, Sequence[Path]], Path]


@pytest.fixture(scope="session")
def load_once(tmp_path_factory: pytest.TempPathFactory) -> LoadOnce:
    """Loads papers once for all processes of a run; each gets a copy of the warehouse, with its store."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent

    def loaded(name: str, papers: Sequence[Path]) -> Path:
        published = folder / f"loaded-{name}" / "w.duckdb"
        with FileLock(folder / f"loaded-{name}.lock"):
            if not published.exists():
                published.parent.mkdir()
                assert load(papers, published)["published"]
        copy = tmp_path_factory.mktemp("published") / "copper bottom.duckdb"
        shutil.copy2(published, copy)
        shutil.copytree(f"{published}{STORE_SUFFIX}", f"{copy}{STORE_SUFFIX}")
        return copy

    return loaded


@pytest.fixture(scope="session")
def sample_warehouse(load_once: LoadOnce) -> Path:
    """The sample papers' warehouse, with its store, for this process alone."""
    return load_once("samples", [PROJECT / "samples" / "papers"])
