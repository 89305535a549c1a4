"""Runs dbt in a process of its own: `python -m warehouse.workers.dbt_worker`.

Importing dbt takes seconds, so the process is started early and imports while papers are read. dbt-duckdb
keeps handles on its databases; here they end with certainty, when the build's process does. One JSON
request a line comes in on the input, one JSON answer a line goes out; what dbt prints goes to the
error output. When whoever asked is gone, this process ends too, also in the middle of a build.

A request is `{"project", "build", "work", "scratch"}` (the dbt project, the two databases, and a folder
for dbt's own files). An answer is `{"error": None or words, "nodes": [...]}`.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from typing import Any

from copperbottom.settings import SEND_NOTHING, set_for_libraries
from warehouse.workers.child_side import answer, answers_apart

ARGUMENTS = (
    "--no-use-colors",
    "--no-version-check",
    "--no-partial-parse",
    "--no-write-json",
    "--exclude-resource-type",
    "unit_test",
)
"""dbt's unit tests are about its code, not about a load's data: they belong to the test suite."""


def main() -> None:
    """Answer requests until there are no more."""
    with answers_apart() as answers:
        set_for_libraries(**SEND_NOTHING)
        requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(requests,), daemon=True).start()

        from dbt.cli.main import dbtRunner

        answer(answers, {"ready": True})
        while True:
            answer(answers, run(dbtRunner(), json.loads(requests.get())))


def run(runner: Any, request: dict[str, str]) -> dict[str, Any]:
    """One `dbt build`; every model and test with its outcome."""
    set_for_libraries(COPPERBOTTOM_BUILD_PATH=request["build"], COPPERBOTTOM_WORK_PATH=request["work"])
    places = ["--project-dir", request["project"], "--profiles-dir", request["project"]]
    places += ["--target-path", f"{request['scratch']}/target", "--log-path", f"{request['scratch']}/logs"]
    outcome = runner.invoke(["build", *places, *ARGUMENTS])
    if outcome.exception is not None:
        return {"error": f"{type(outcome.exception).__name__}: {outcome.exception}", "nodes": []}
    results = getattr(outcome.result, "results", None) or []
    relations = {result.node.unique_id: getattr(result.node, "relation_name", None) for result in results}
    return {"error": None, "nodes": [result_record(result, relations) for result in results]}


def result_record(result: Any, relations: dict[str, str | None]) -> dict[str, Any]:
    """What the audit needs to know of one model or test."""
    node = result.node
    config = node.config
    metadata = getattr(node, "test_metadata", None)
    attached = getattr(node, "attached_node", None)
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
