"""Runs dbt in a process of its own: `python -m warehouse.workers.dbt_worker`.

Importing dbt takes seconds, so the process is started early and imports while papers are read. dbt-duckdb
keeps handles on its databases; here they end with certainty, when the build's process does. One JSON
request a line comes in on the input, one JSON answer a line goes out; what dbt prints goes to the
error output. When whoever asked is gone, this process ends too, also in the middle of a build.

A request is `{"project", "build", "work", "scratch"}` (the dbt project, the two databases, and a folder
for dbt's own files). An answer is `{"error": None or words, "nodes": [...]}`. `python -m warehouse.dbt_worker PROJECT`
also parses that project before it says that it is ready; a project that was parsed is not parsed again.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from copperbottom.settings import SEND_NOTHING, set_for_libraries
from warehouse.workers.child_side import answer, answers_apart

ARGUMENTS = (
    "--no-use-colors",
    "--no-version-check",
    "--no-partial-parse",
    "--no-write-json",
    "--no-populate-cache",
    "--log-level-file=none",
)
BUILD = (
    *("--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure"),
    *("--exclude", "tag:by_construction"),
)
"""dbt's unit tests are about its code, not about a load's data, and so are tests of keys that a model's last step makes
what they are: they belong to the test suite."""

USUAL_NAME = "copperbottom.duckdb"


def main() -> None:
    """Answer requests until there are no more."""
    with answers_apart() as answers:
        set_for_libraries(**SEND_NOTHING)
        requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(requests,), daemon=True).start()

        from dbt.cli.main import dbtRunner

        parsed = Parsed()
        for project in sys.argv[1:]:
            with tempfile.TemporaryDirectory() as scratch:
                build = f"{scratch}/{USUAL_NAME}"
                parsed.manifest({"project": project, "build": build, "work": f"{scratch}/work", "scratch": scratch})
        answer(answers, {"ready": True})
        while True:
            request = json.loads(requests.get())
            answer(answers, run(dbtRunner(parsed.manifest(request)), request))


class Parsed:
    """The projects that were parsed. The name of a build's file is a part of what dbt makes of a project."""

    def __init__(self) -> None:
        self._manifests: dict[tuple[str, str], Any] = {}

    def manifest(self, request: dict[str, str]) -> Any:
        """What dbt knows of a project, as a copy that a build may change; None where it does not parse."""
        from dbt.cli.main import dbtRunner

        key = request["project"], Path(request["build"]).name
        if key not in self._manifests:
            outcome = dbtRunner().invoke(["parse", *_places(request), *ARGUMENTS])
            if outcome.exception is not None:
                return None
            self._manifests[key] = outcome.result
        return self._manifests[key].deepcopy()


def run(runner: Any, request: dict[str, str]) -> dict[str, Any]:
    """One `dbt build`; every model and test with its outcome."""
    outcome = runner.invoke(["build", *_places(request), *ARGUMENTS, *BUILD])
    if outcome.exception is not None:
        return {"error": f"{type(outcome.exception).__name__}: {outcome.exception}", "nodes": []}
    results = getattr(outcome.result, "results", None) or []
    relations = {result.node.unique_id: getattr(result.node, "relation_name", None) for result in results}
    return {"error": None, "nodes": [result_record(result, relations, runner.manifest.nodes) for result in results]}


def _places(request: dict[str, str]) -> list[str]:
    """The options that say where things lie; the two databases are told by the environment."""
    set_for_libraries(COPPERBOTTOM_BUILD_PATH=request["build"], COPPERBOTTOM_WORK_PATH=request["work"])
    places = ["--project-dir", request["project"], "--profiles-dir", request["project"]]
    return [*places, "--target-path", f"{request['scratch']}/target", "--log-path", f"{request['scratch']}/logs"]


def result_record(result: Any, relations: Mapping[str, str | None], project: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit needs to know of one model or test; `project` are the project's models and tests by their id."""
    node = result.node
    config = node.config
    metadata = getattr(node, "test_metadata", None)
    attached = getattr(node, "attached_node", None)
    model = node if node.resource_type.value == "model" else project.get(str(attached))
    asked = {
        name: value for name, value in (metadata.kwargs if metadata is not None else {}).items() if name != "model"
    }
    parents = [relations.get(parent) for parent in node.depends_on_nodes]
    return {
        "kind": str(node.resource_type.value),
        "name": node.name,
        "description": node.description,
        "status": str(result.status.value),
        "failures": result.failures,
        "message": result.message,
        "severity": "warn" if str(getattr(config, "severity", "error")).lower() == "warn" else "fail",
        "where": getattr(config, "where", None),
        "checked": (config.meta or {}).get("checked"),
        "test": metadata.name if metadata is not None else None,
        "arguments": asked,
        "table": f"{model.schema}.{model.name}" if model is not None else None,
        "about": model.description if model is not None else "",
        "column": getattr(node, "column_name", None),
        "relation": relations.get(attached) if attached else None,
        "parents": [parent for parent in parents if parent],
        "sql": getattr(node, "compiled_code", None),
    }


def _listen(requests: queue.SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)


if __name__ == "__main__":
    main()
