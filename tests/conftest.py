"""What all tests may use."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from warehouse.pipeline import load
from warehouse.store import PROJECT, STORE_SUFFIX


@pytest.fixture(scope="session")
def loaded_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample papers' warehouse, loaded once for all processes of a run. Only to be copied."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    published = folder / "loaded-samples" / "samples.duckdb"
    with FileLock(folder / "loaded-samples.lock"):
        if not published.exists():
            published.parent.mkdir()
            assert load([PROJECT / "samples" / "papers"], published)["published"]
    return published


@pytest.fixture(scope="session")
def sample_warehouse(loaded_samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample papers' warehouse, with its store, for this process alone."""
    copy = tmp_path_factory.mktemp("published") / "copper bottom.duckdb"
    shutil.copy2(loaded_samples, copy)
    shutil.copytree(f"{loaded_samples}{STORE_SUFFIX}", f"{copy}{STORE_SUFFIX}")
    return copy
