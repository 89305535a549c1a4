"""Stands for `airflow dags test load_papers --conf JSON`: calls the DAG's own tasks in their order, in this process.

What Airflow adds (its database, pools, retries, trigger rules) is tried by `test_real_runs.py` and `test_scheduler.py`.
A skipped or failed task ends the run, but for papers; a failed one is told to the DAG's own callback. The warehouse is
built quickly, without dbt.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from airflow.sdk.exceptions import AirflowSkipException

from copperbottom.paths import PROJECT
from warehouse.load import dbt_gx_steps

sys.path.insert(0, str(PROJECT / "tests" / "shared"))
from made_up_load import QuickSteps

name, conf = sys.argv[3], json.loads(sys.argv[5])
spec = importlib.util.spec_from_file_location(name, PROJECT / "dags" / f"{name}.py")
assert spec is not None
assert spec.loader is not None
module: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
dag = getattr(module, name)()
context: dict[str, Any] = {
    "params": {key: dag.params[key] for key in dag.params} | conf,
    "triggering_asset_events": {},
    "outlet_events": defaultdict(SimpleNamespace),
}
module.get_current_context = lambda: context
dbt_gx_steps.DbtGxSteps = QuickSteps


class EndedError(Exception):
    """A task was skipped, or gave up."""


def run(task_id: str, *arguments: Any) -> Any:
    """What a task returns."""
    task = dag.task_dict[task_id]
    try:
        return task.python_callable(*arguments)
    except AirflowSkipException as skipped:
        print(f"{task_id} is skipped: {skipped}")
        raise EndedError from skipped
    except Exception as error:
        dag.default_args["on_failure_callback"](
            context | {"task_instance": SimpleNamespace(task_id=task_id), "exception": error}
        )
        raise EndedError from error


try:
    (choice,) = run("choose")
    outcomes = [run("land_and_extract", *paper.values()) for paper in run("find", [choice])]
    told = run("publish", outcomes, choice)
    run("mark_sent", told)
    run("report", told)
except EndedError as ended:
    print(repr(ended.__cause__))
