"""The load of Police and Crime Panel papers: chosen >> found >> landed and extracted >> published >> reported.

It runs after `collect_papers` has landed something new, and by itself each quarter, when it loads the whole landing:
what an event did not bring, that run finds. This file gives the
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

from copperbottom.paths import default_landing
from copperbottom.settings import settings
from warehouse.orchestrate.choices import choices, from_home, may_be_empty
from warehouse.orchestrate.dag_parts import (
    COLLECTED,
    NO_PERMISSION,
    WAREHOUSE,
    on_run_failure,
    or_skipped,
    retry_policy,
    task_defaults,
)

MAY_HEAL = RetryRule(
    exception=[OSError, "warehouse.errors.PassingLoadError"],
    action=RetryAction.RETRY,
    reason="files, folders and disks may come back",
)
GONE = RetryRule(exception=FileNotFoundError, action=RetryAction.FAIL, reason="a paper that was found is gone")
PARAMS = {
    "papers": Param(
        settings().papers or default_landing(),
        type="string",
        minLength=1,
        title="Papers",
        description="Folder of papers (with sub-folders), paper or landing. A relative path starts at the home folder.",
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
    "organisation": Param(
        "",
        type="string",
        title="Organisation",
        description="Whose the papers are that name no force themselves, such as Essex Police. It is kept with them.",
    ),
    "meeting": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Meeting",
        description="When the papers that name no day of a meeting went to their panel. It is kept with them.",
    ),
    "accept_losses": Param(
        "",
        type="string",
        title="Accept losses",
        description="Why a load may be published that loses much of what stands. It is kept. Empty: such a load stops.",
    ),
}


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
        MAY_HEAL,
        retries=3,
        delay=dt.timedelta(seconds=10),
        longest_delay=dt.timedelta(minutes=5),
    ),
    dagrun_timeout=dt.timedelta(hours=12),
    on_failure_callback=on_run_failure,
    tags=["copperbottom"],
    doc_md=__doc__,
)
def load_papers() -> None:
    """The order of a load; what each task does stands in its own docstring."""

    @task(execution_timeout=dt.timedelta(minutes=10), inlets=[COLLECTED])
    def choose() -> list[dict[str, Any]]:
        """What goes into which warehouse: all that was collected since, or what the run was started for."""
        from warehouse.orchestrate.load_task import said_of_papers

        said_of_papers(get_current_context()["params"])  # what cannot be meant fails here, and not once for each paper
        return choices(get_current_context(), COLLECTED)

    @task(execution_timeout=dt.timedelta(minutes=10))
    def find(choice_of_all: list[dict[str, Any]]) -> list[dict[str, str]]:
        """Every paper below the folders, and those of earlier loads that are due to be read again."""
        from warehouse.orchestrate.load_task import find_all

        found = find_all(choice_of_all, may_be_empty(get_current_context(), COLLECTED))
        return or_skipped(found, "Nothing was collected yet.")

    @task(
        map_index_template="{{ paper | default(task.op_kwargs['path'].rpartition('/')[-1]) }}",
        execution_timeout=dt.timedelta(minutes=15),
        retry_policy=retry_policy(NO_PERMISSION, GONE, MAY_HEAL),
    )
    def land_and_extract(path: str, warehouse: str) -> dict[str, Any]:
        """Keeps one paper unchanged under its hash and reads its figures, unless that is done already."""
        from warehouse.orchestrate.load_task import read_paper, said_of_papers

        outcome = read_paper(path, warehouse, said_of_papers(get_current_context()["params"]))
        get_current_context()["paper"] = outcome["name"]
        return outcome

    @task(
        pool="warehouse",
        trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS,
        execution_timeout=dt.timedelta(hours=2),
        outlets=[WAREHOUSE],
    )
    def publish(outcomes: list[dict[str, Any]], choice: dict[str, Any]) -> dict[str, Any]:
        """Gates, builds, audits and replaces a warehouse; skipped, without an asset event, if nothing is to be told."""
        from warehouse.orchestrate.load_task import publish_choice

        accepted = get_current_context()["params"]["accept_losses"].strip() or None
        event = or_skipped(*publish_choice(choice["warehouse"], outcomes, accepted))
        get_current_context()["outlet_events"][WAREHOUSE].extra = event
        return event

    @task(trigger_rule=TriggerRule.ALL_DONE, execution_timeout=dt.timedelta(minutes=5))
    def mark_sent(event: dict[str, Any]) -> None:
        """Notes that Airflow has a publication's event; one that is not marked is sent again, with the same id."""
        from warehouse.orchestrate.load_task import publication_was_told

        publication_was_told(event)

    @task(trigger_rule=TriggerRule.ALL_DONE, execution_timeout=dt.timedelta(hours=1))
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

    @task(trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, execution_timeout=dt.timedelta(minutes=5))
    def count(outcomes: list[dict[str, Any]]) -> dict[str, int]:
        """Adds up what was new, known and held; where a paper's task or a publication failed, so does the run."""
        from warehouse.orchestrate.load_task import counts

        return counts(outcomes)

    chosen = choose()
    found = find(chosen)
    landed_and_extracted = land_and_extract.expand_kwargs(found)
    published = publish.partial(outcomes=landed_and_extracted).expand(choice=chosen)
    told = [mark_sent.expand(event=published), report.expand(summary=published), count(landed_and_extracted)]

    chosen >> found >> landed_and_extracted >> published >> told


load_papers()
