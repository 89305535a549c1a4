"""Prints what Airflow makes of every DAG here, as JSON: run by the tests in a process and a home of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import DagBag

HEAVY = (
    "dbt",
    "duckdb",
    "great_expectations",
    "pandas",
    "pyarrow",
    "extract",
    "expectations",
    "warehouse.load",
    "warehouse.serve",
    "report",
)


def of_task(task: Any) -> dict[str, Any]:
    """One task, mapped or not."""
    options = task.partial_kwargs if task.is_mapped else vars(task)
    return {
        "mapped": task.is_mapped,
        "downstream": sorted(task.downstream_task_ids),
        "pool": task.pool,
        "pool_slots": task.pool_slots,
        "retries": task.retries,
        "backoff": bool(task.retry_exponential_backoff),
        "retry_policy": options["retry_policy"].serialize(),
        "timeout_seconds": task.execution_timeout.total_seconds(),
        "trigger_rule": str(task.trigger_rule),
        "map_index_template": options.get("map_index_template"),
        "outlets": [asset.name for asset in task.outlets],
        "failure_callback": bool(task.on_failure_callback),
        "doc": task.python_callable.__doc__,
    }


def of_param(param: Any) -> dict[str, Any]:
    """One parameter of a DAG."""
    return {**param.schema, "description": param.description, "default": param.value}


def of_dag(dag: Any) -> dict[str, Any]:
    """One DAG and its tasks."""
    times = getattr(dag.timetable, "timetable", dag.timetable)
    condition = getattr(dag.timetable, "asset_condition", None)
    return {
        "schedule": getattr(times, "expression", None),
        "timezone": str(getattr(times, "timezone", None)),
        "has_intervals": type(times).__name__ == "CronDataIntervalTimetable",
        "assets": sorted(asset.name for asset in condition.objects) if condition else [],
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "doc": dag.doc_md,
        "params": {name: of_param(dag.params.get_param(name)) for name in dag.params},
        "tasks": {task.task_id: of_task(task) for task in dag.tasks},
    }


bag = DagBag(dag_folder=Path(sys.argv[1]))
described = {
    "errors": bag.import_errors,
    "imported": sorted(set(sys.modules) & set(HEAVY)),
    "dags": {name: of_dag(dag) for name, dag in bag.dags.items()},
}
print("\n" + json.dumps(described, default=str))
