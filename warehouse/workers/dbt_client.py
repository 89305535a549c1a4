"""The process that runs dbt, as its owner sees it: started early, asked once a build, ended for certain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from copperbottom.paths import shipped
from warehouse.errors import LoadError
from warehouse.workers.child import Child, ChildEndedError

WORKER = "warehouse.workers.dbt_worker"


class DbtProcess:
    """One process that imports dbt when `start` is called and builds when `build` is."""

    def __init__(self, project: Path | None = None) -> None:
        self.project = project or shipped("dbt_project")
        self._child: Child | None = None
        self._is_ready = False

    def start(self) -> None:
        """Begin to import dbt and to read the project, without waiting for it."""
        if self._child is None:
            self._child = Child(WORKER, str(self.project))

    def wait_until_imported(self) -> None:
        """Wait until dbt is imported and knows the project."""
        self.start()
        if not self._is_ready:
            self._hear()
            self._is_ready = True

    def build(self, build: Path, work: Path, scratch: Path) -> list[dict[str, Any]]:
        """One `dbt build` into the private file, from `work`; every model and test with its outcome.

        Raises LoadError where dbt could not run at all.
        """
        self.wait_until_imported()
        assert self._child is not None
        places = {"project": self.project, "build": build, "work": work, "scratch": scratch}
        self._child.send({name: str(place) for name, place in places.items()})
        answer = self._hear()
        if answer["error"] is not None:
            raise LoadError(f"dbt could not build the warehouse ({answer['error']}): mend the dbt project.")
        nodes: list[dict[str, Any]] = answer["nodes"]
        return nodes

    def close(self) -> None:
        """End the process."""
        child, self._child, self._is_ready = self._child, None, False
        if child is not None:
            child.end()

    def _hear(self) -> dict[str, Any]:
        assert self._child is not None
        try:
            return self._child.hear()
        except ChildEndedError as ended:
            raise LoadError(
                f"The process that runs dbt ended before its time ({ended.last_words or 'it was killed'}): load again."
            ) from ended
