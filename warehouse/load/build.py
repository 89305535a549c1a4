"""Builds a warehouse from a snapshot of the store, in a private file, with dbt.

Two databases lie in the build's folder: `work.duckdb` with the raw tables (and everything of dbt's
that is not for readers), and the private file, which is published as it stands. It is created in a
storage format that older DuckDB wheels open. Nothing is written into a package or the dbt project.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.load.raw_tables import write_raw
from warehouse.schemas import STORAGE_OPTION
from warehouse.state.snapshot import Snapshot
from warehouse.state.store import Store

if TYPE_CHECKING:
    from warehouse.workers.dbt_client import DbtProcess

WORK = "work.duckdb"


def build(store: Store, snapshot: Snapshot, file: Path, dbt: DbtProcess) -> list[dict[str, object]]:
    """Make the private file; returns dbt's models and tests with their outcomes."""
    write_raw(store, snapshot, work_file(file))
    create_private(file)
    return dbt.build(file, work_file(file), file.parent)


def work_file(file: Path) -> Path:
    """The database beside a private file, for what is not for readers."""
    return file.with_name(WORK)


def create_private(file: Path) -> None:
    """An empty private file, in the storage format that is published."""
    import duckdb

    duckdb.connect(str(file), config={"storage_compatibility_version": STORAGE_OPTION}).close()
