"""The heavy steps of a load, done for real: Great Expectations, DuckDB and dbt.

Both take seconds to import. dbt does so in its own process, Great Expectations in a thread here; a load
that has papers to read lets both begin at once and reads meanwhile.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping
from pathlib import Path

from warehouse.load.progress import Progress, Watcher
from warehouse.load.steps import Build, Gated
from warehouse.state.snapshot import Snapshot
from warehouse.state.store import Store
from warehouse.workers.dbt_client import DbtProcess

HEAVY = ("duckdb", "expectations.figures", "expectations.marts")


class DbtGxSteps:
    """The `warehouse.load.steps.BuildSteps` of every real load."""

    def __init__(self, dbt_project: Path | None = None) -> None:
        self._dbt = DbtProcess(dbt_project)
        self._importing: threading.Thread | None = None

    def start_importing(self) -> None:
        """Begin to import Great Expectations and dbt, without waiting for it."""
        self._dbt.start()
        if self._importing is None:
            self._importing = threading.Thread(target=_import_all, daemon=True)
            self._importing.start()

    def wait_until_imported(self) -> None:
        """Wait until everything is imported."""
        self.start_importing()
        assert self._importing is not None
        self._importing.join()
        _import_all()
        self._dbt.wait_until_imported()

    def gate(self, store: Store, papers: Mapping[str, str]) -> Gated:
        """Check the figures of papers (id: extractor version)."""
        from warehouse.load.gate import gate

        self.wait_until_imported()
        return gate(store, papers)

    def build(self, store: Store, snapshot: Snapshot, file: Path, watch: Watcher) -> Build:
        """Build and audit a warehouse in the private `file`, whose folder is new and empty."""
        from warehouse.load.audit import audit
        from warehouse.load.build import build

        self.wait_until_imported()
        watch(Progress("build", f"Building the warehouse from {len(snapshot.papers)} papers with dbt"))
        nodes = build(store, snapshot, file, self._dbt)
        watch(Progress("audit", "Checking the marts"))
        return audit(file, nodes)

    def close(self) -> None:
        """End dbt's process, and wait for an import that is under way: an interpreter that ends within one aborts."""
        self._dbt.close()
        if self._importing is not None:
            self._importing.join()


def _import_all() -> None:
    for name in HEAVY:
        importlib.import_module(name)
