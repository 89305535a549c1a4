"""The process that runs dbt, as its owner sees it: started early, asked once a build, ended for certain."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from warehouse.errors import LoadError
from warehouse.reading import worker_environment
from warehouse.store import PROJECT

DBT_PROJECT = PROJECT / "dbt_project"


class DbtProcess:
    """One process that imports dbt when `start` is called and builds when `build` is."""

    def __init__(self, project: Path = DBT_PROJECT) -> None:
        self.project = project
        self._process: subprocess.Popen[bytes] | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as this)
        self._is_ready = False

    def start(self) -> None:
        """Begin to import dbt and to read the project, without waiting for it."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "warehouse.dbt_worker", str(self.project)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                env=worker_environment(),
            )

    def ready(self) -> None:
        """Wait until dbt is imported and knows the project."""
        self.start()
        if not self._is_ready:
            self._hear()
            self._is_ready = True

    def build(self, build: Path, work: Path, scratch: Path) -> list[dict[str, Any]]:
        """One `dbt build` into the private file, from `work`; every model and test with its outcome.

        Raises LoadError where dbt could not run at all.
        """
        self.ready()
        assert self._process is not None
        assert self._process.stdin is not None
        places = {"project": self.project, "build": build, "work": work, "scratch": scratch}
        request = json.dumps({name: str(place) for name, place in places.items()})
        self._process.stdin.write(request.encode() + b"\n")
        self._process.stdin.flush()
        answer = self._hear()
        if answer["error"] is not None:
            raise LoadError(f"dbt could not build the warehouse ({answer['error']}): mend the dbt project.")
        nodes: list[dict[str, Any]] = answer["nodes"]
        return nodes

    def close(self) -> None:
        """End the process."""
        process, self._process, self._is_ready = self._process, None, False
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.kill()
        process.wait()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()

    def _hear(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            self._said.seek(0)
            last = self._said.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise LoadError(f"The process that runs dbt ended before its time ({last or 'it was killed'}): load again.")
        answer: dict[str, Any] = json.loads(line)
        return answer
