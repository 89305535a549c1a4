from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up_postgres import Postgres, running


@pytest.fixture(scope="session")
def warehouse(sample_warehouse: Path) -> Path:
    return sample_warehouse


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server
