"""One dbt build for all tests of the marts: dbt takes seconds to start, and the made-up papers hold every case."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_up_house import Outcome, run_dbt, write_work
from made_up_papers import house
from made_up_texts import texts


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The folder of a whole build, unit tests included, and what dbt said."""
    folder = tmp_path_factory.mktemp("build")
    write_work(folder / "work.duckdb", house() + texts())
    return folder, run_dbt(folder, "build")


@pytest.fixture(scope="session")
def query(built: tuple[Path, Outcome]) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    folder, _ = built
    with duckdb.connect(str(folder / "copperbottom.duckdb"), read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.fixture
def copied(built: tuple[Path, Outcome], tmp_path: Path) -> Path:
    """A copy of the build to spoil."""
    folder, _ = built
    for name in ("work.duckdb", "copperbottom.duckdb"):
        shutil.copy(folder / name, tmp_path / name)
    shutil.copytree(folder / "target", tmp_path / "target")
    return tmp_path
