"""The load of Police and Crime Panel papers: found >> landed and extracted >> published >> reported.

It runs after `collect_papers` has landed something new, and by itself each quarter. This file gives the
order, the schedule, the retries and the pool, and nothing else. The work is
done by `warehouse.load.loader`, which the command line calls as well: one path, two ways to start it.
A paper that cannot be read is a result (it is held, with a reason), never a failed task; a task is
retried only for what can heal by waiting, such as a folder on a network that is away for a moment.
Heavy packages are imported by the functions that need them, never here: Airflow reads this file
every few seconds.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from airflow.sdk import (
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    Param,
    RetryAction,
    RetryRule,
    TriggerRule,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowSkipException

from copperbottom.settings import settings
from warehouse.orchestrate.choices import chosen, from_home
from warehouse.orchestrate.dag_parts import COLLECTED, NO_PERMISSION, WAREHOUSE, task_defaults

PARAMS = {
    "papers": Param(
        settings().papers or "samples/papers",
        type="string",
        minLength=1,
        title="Papers",
        description="Folder of papers (sub-folders included) or one paper. A relative path starts at the home folder.",
    ),
    "warehouse": Param(
        str(settings().warehouse or "data/copperbottom.duckdb"),
        type="string",
        minLength=1,
        title="Warehouse",
        description="DuckDB file to publish to. Its store lies beside it. A relative path starts at the home folder.",
    ),
    "report": Param(
        settings().report,
        type="string",
        minLength=1,
        title="Report",
        description="Folder of the report. `beside` is FILE.report beside the warehouse; `none` writes none.",
    ),
    "accept_losses": Param(
        "",
        type="string",
        title="Accept losses",
        description="Why a load may be published that loses much of what stands. It is kept. Empty: such a load stops.",
    ),
}


def asked_for(param: str) -> str:
    """The run's choice of `param`, as an absolute path or an address; what was collected chooses before anyone else."""
    return chosen(get_current_context(), param, COLLECTED)


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 6 1 3,7,10,12 *", timezone="Europe/London"), assets=[COLLECTED]
    ),
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    default_args=task_defaults(
        NO_PERMISSION,
        RetryRule(exception=OSError, action=RetryAction.RETRY, reason="files and disks may come back"),
        retries=3,
        delay=dt.timedelta(seconds=10),
        longest_delay=dt.timedelta(minutes=5),
    ),
    dagrun_timeout=dt.timedelta(hours=12),
    tags=["copperbottom"],
    doc_md=__doc__,
)
def load_papers() -> None:
    """The order of a load; what each task does stands in its own docstring."""

    @task(execution_timeout=dt.timedelta(minutes=10))
    def find() -> list[str]:
        """Every paper below the folder, and those of earlier loads that are due to be read again."""
        from warehouse.load.loader import find_papers
        from warehouse.orchestrate.events import emit_progress

        return find_papers(asked_for("papers"), asked_for("warehouse"), progress=emit_progress)

    @task(
        map_index_template="{{ paper | default(task.op_kwargs['path'].rpartition('/')[-1]) }}",
        execution_timeout=dt.timedelta(minutes=15),
    )
    def land_and_extract(path: str) -> dict[str, Any]:
        """Keeps one paper unchanged under its hash and reads its figures, unless that is done already."""
        from warehouse.load.loader import land_and_extract as read_paper
        from warehouse.orchestrate.events import emit_event

        outcome = read_paper(path, asked_for("warehouse"))
        emit_event(outcome)
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
        from warehouse.load.loader import publish as publish_warehouse
        from warehouse.orchestrate.events import emit_event, emit_progress

        summary = publish_warehouse(
            asked_for("warehouse"),
            list(outcomes),
            progress=emit_progress,
            accept_losses=get_current_context()["params"]["accept_losses"].strip() or None,
        )
        emit_event(summary)
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
        from warehouse.orchestrate.events import emit_event

        written = write_report(Path(summary["warehouse"]), None if wanted == "beside" else Path(from_home(wanted)))
        emit_event({"report": str(written.first_page)})
        return str(written.first_page)

    found = find()
    landed_and_extracted = land_and_extract.expand(path=found)
    published = publish(landed_and_extracted)

    reported = report(published)

    found >> landed_and_extracted >> published >> reported


load_papers()
