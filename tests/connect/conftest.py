from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up_postgres import Postgres, running

from warehouse.pipeline import load
from warehouse.store import PROJECT


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    published = tmp_path_factory.mktemp("published") / "finance.duckdb"
    assert load([PROJECT / "samples" / "papers"], published)["published"]
    return published


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server
