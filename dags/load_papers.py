"""The load of Police and Crime Panel papers: found >> landed and extracted >> published >> reported.

It runs after `collect_papers` has landed something new, and by itself each quarter. This file gives the
order, the schedule, the retries and the pool, and nothing else. The work is
done by `warehouse.pipeline`, which the command line calls as well: one path, two ways to start it.
A paper that cannot be read is a result (it is held, with a reason), never a failed task; a task is
retried only for what can heal by waiting, such as a folder on a network that is away for a moment.
Heavy packages are imported by the functions that need them, never here: Airflow reads this file
every few seconds.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from airflow.sdk import (
    Asset,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    Param,
    RetryAction,
    RetryRule,
    TriggerRule,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowSkipException

PROJECT = Path(__file__).resolve().parent.parent
COLLECTED = Asset(name="copperbottom_collected", group="copperbottom")
WAREHOUSE = Asset(name="copperbottom_warehouse", group="copperbottom")
ONLY_WHAT_CAN_HEAL = ExceptionRetryPolicy(
    rules=[
        RetryRule(exception=PermissionError, action=RetryAction.FAIL, reason="waiting changes no permission"),
        RetryRule(exception=OSError, action=RetryAction.RETRY, reason="files and disks may come back"),
    ],
    default=RetryAction.FAIL,
)
PARAMS = {
    "papers": Param(
        os.environ.get("COPPERBOTTOM_PAPERS", "samples/papers"),
        type="string",
        minLength=1,
        title="Papers",
        description="Folder of papers (sub-folders included) or one paper. A relative path starts at the project.",
    ),
    "warehouse": Param(
        os.environ.get("COPPERBOTTOM_WAREHOUSE", "data/copperbottom.duckdb"),
        type="string",
        minLength=1,
        title="Warehouse",
        description="DuckDB file to publish to. Its store lies beside it. A relative path starts at the project.",
    ),
    "report": Param(
        os.environ.get("COPPERBOTTOM_REPORT", "beside"),
        type="string",
        minLength=1,
        title="Report",
        description="Folder of the report. `beside` is FILE.report beside the warehouse; `none` writes none.",
    ),
}


def chosen(param: str) -> str:
    """The run's choice of `param`, as an absolute path or an address; what was collected chooses before anyone else."""
    context = get_current_context()
    events = context["triggering_asset_events"].get(COLLECTED, [])
    named = str(events[-1].extra[param] if events else context["params"][param])
    return named if "://" in named else str(PROJECT / named)


def tell_of_failure(context: Any) -> None:
    """Leaves a row in the ledger for a task that gave up, and sends the messages that are asked for."""
    from warehouse import notify

    notify.tell_of_failure(context)


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 6 1 3,7,10,12 *", timezone="Europe/London"), assets=[COLLECTED]
    ),
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    default_args={
        "retries": 3,
        "retry_delay": dt.timedelta(seconds=10),
        "retry_exponential_backoff": True,
        "max_retry_delay": dt.timedelta(minutes=5),
        "retry_policy": ONLY_WHAT_CAN_HEAL,
        "on_failure_callback": tell_of_failure,
    },
    dagrun_timeout=dt.timedelta(hours=12),
    tags=["copperbottom"],
    doc_md=__doc__,
)
def load_papers() -> None:
    """The order of a load; what each task does stands in its own docstring."""

    @task(execution_timeout=dt.timedelta(minutes=10))
    def find() -> list[str]:
        """Every paper below the folder, and those of earlier loads that are due to be read again."""
        from warehouse.pipeline import find_papers

        return find_papers(chosen("papers"), chosen("warehouse"))

    @task(
        map_index_template="{{ paper | default(task.op_kwargs['path'].rpartition('/')[-1]) }}",
        execution_timeout=dt.timedelta(minutes=15),
    )
    def land_and_extract(path: str) -> dict[str, Any]:
        """Keeps one paper unchanged under its hash and reads its figures, unless that is done already."""
        from warehouse import airflow_run, pipeline

        outcome = pipeline.land_and_extract(path, chosen("warehouse"))
        airflow_run.tell(outcome)
        get_current_context()["paper"] = outcome["name"]
        return outcome

    @task(
        pool="warehouse",
        trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS,
        execution_timeout=dt.timedelta(hours=2),
        outlets=[WAREHOUSE],
    )
    def publish(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
        """Gates, builds, audits and replaces the warehouse; skipped, without an asset event, if nothing is new."""
        from warehouse import airflow_run, pipeline

        summary = pipeline.publish(chosen("warehouse"), list(outcomes), progress=airflow_run.tell_step)
        airflow_run.tell(summary)
        if not summary["published"]:
            raise AirflowSkipException(summary["reason"])
        get_current_context()["outlet_events"][WAREHOUSE].extra = summary
        return summary

    @task(execution_timeout=dt.timedelta(hours=1))
    def report(summary: dict[str, Any]) -> str:
        """Writes what was published as a site, in place of the earlier one; what is published stays if this fails."""
        wanted = get_current_context()["params"]["report"]
        if wanted == "none":
            raise AirflowSkipException("No report is wanted.")
        from report.site import write_report
        from warehouse import airflow_run

        written = write_report(Path(summary["warehouse"]), None if wanted == "beside" else PROJECT / wanted)
        airflow_run.tell({"report": str(written.first_page)})
        return str(written.first_page)

    found = find()
    landed_and_extracted = land_and_extract.expand(path=found)
    published = publish(landed_and_extracted)

    reported = report(published)

    found >> landed_and_extracted >> published >> reported


load_papers()
