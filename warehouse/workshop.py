"""The heavy steps of a load, done for real: Great Expectations, DuckDB and dbt.

Both take seconds to import. dbt does so in its own process, Great Expectations in a thread here; a load
that has papers to read lets both begin at once and reads meanwhile.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping
from pathlib import Path

from warehouse.dbt_process import DBT_PROJECT, DbtProcess
from warehouse.store import Store
from warehouse.work import Build, Gated, Progress, Snapshot, Watcher

HEAVY = ("duckdb", "expectations.figures", "expectations.marts")


class RealWorkshop:
    """A `warehouse.work.Workshop`."""

    def __init__(self, dbt_project: Path = DBT_PROJECT) -> None:
        self._dbt = DbtProcess(dbt_project)
        self._importing: threading.Thread | None = None

    def warm(self) -> None:
        """Begin to import Great Expectations and dbt, without waiting for it."""
        self._dbt.start()
        if self._importing is None:
            self._importing = threading.Thread(target=_import_all, daemon=True)
            self._importing.start()

    def ready(self) -> None:
        """Wait until everything is imported."""
        self.warm()
        assert self._importing is not None
        self._importing.join()
        _import_all()
        self._dbt.ready()

    def gate(self, store: Store, papers: Mapping[str, str]) -> Gated:
        """Check the figures of papers (id: extractor version)."""
        from warehouse.gate import gate

        self.ready()
        return gate(store, papers)

    def build(self, store: Store, snapshot: Snapshot, file: Path, watch: Watcher) -> Build:
        """Build and audit a warehouse in the private `file`, whose folder is new and empty."""
        from warehouse.audit import audit
        from warehouse.build import build

        self.ready()
        watch(Progress("build", f"Building the warehouse from {len(snapshot.papers)} papers with dbt"))
        nodes = build(store, snapshot, file, self._dbt)
        watch(Progress("audit", "Checking the marts"))
        return audit(file, nodes)

    def close(self) -> None:
        """End dbt's process."""
        self._dbt.close()


def _import_all() -> None:
    for name in HEAVY:
        importlib.import_module(name)
