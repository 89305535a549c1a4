"""The collection of panels' papers: hosts visited >> what is new announced, as an asset that `load_papers` runs on.

This file gives the order, the schedule, the retries and the pools, and nothing else; the work is done by
`collect`, which the command line calls as well. A task for each panel of the register, in the pool of its
host: one visitor at a time, whatever else runs. A paper that is refused is a result. A host that says no
ends its visit and fails its task at once, for a refusal is not a puzzle; one that does not answer is tried
again, later and later.

A scheduled run looks at the meetings of its data interval, and once more at those shortly before it, whose
papers may have been replaced or added late. A backfill looks at each interval alone. A run that somebody
starts looks at everything from `since` on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import (
    CronDataIntervalTimetable,
    Param,
    RetryAction,
    RetryRule,
    TriggerRule,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowSkipException

from collect.register import load_register
from copperbottom.paths import default_landing
from copperbottom.settings import settings
from warehouse.orchestrate.choices import from_home
from warehouse.orchestrate.dag_parts import COLLECTED, NO_PERMISSION, on_run_failure, task_defaults

A_DAY = {"type": ["null", "string"], "format": "date"}
PARAMS = {
    "since": Param(None, **A_DAY, title="Since", description="First day of meetings; empty: what the run is for."),
    "until": Param(None, **A_DAY, title="Until", description="Last day of meetings; empty: what the run is for."),
    "dry_run": Param(False, type="boolean", title="Dry run", description="List what would be fetched, in the log."),
    "landing": Param(
        default_landing(),
        type="string",
        minLength=1,
        title="Landing",
        description="Where papers are kept: a folder, or an address such as s3://bucket/papers.",
    ),
    "warehouse": Param(
        str(settings().warehouse or "data/copperbottom.duckdb"),
        type="string",
        minLength=1,
        title="Warehouse",
        description="The warehouse whose ledger says what went wrong. A relative path starts at the home folder.",
    ),
}


def landing() -> str:
    """The run's choice of landing: an address, or an absolute path."""
    return from_home(str(get_current_context()["params"]["landing"]))


@dag(
    schedule=CronDataIntervalTimetable("0 5 1 3,7,10,12 *", timezone="Europe/London"),
    start_date=dt.datetime(2012, 11, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    default_args=task_defaults(
        RetryRule(exception="collect.errors.UnreachableError", action=RetryAction.RETRY, reason="the host may answer"),
        NO_PERMISSION,
        RetryRule(exception=OSError, action=RetryAction.RETRY, reason="disks and stores may come back"),
        retries=4,
        delay=dt.timedelta(minutes=2),
        longest_delay=dt.timedelta(hours=2),
    ),
    dagrun_timeout=dt.timedelta(hours=24),
    on_failure_callback=on_run_failure,
    tags=["copperbottom"],
    doc_md=__doc__,
)
def collect_papers() -> None:
    """The order of a collection; what each task does stands in its own docstring."""

    @task(execution_timeout=dt.timedelta(hours=4))
    def visit(panel: str) -> dict[str, Any]:
        """Looks through one panel's site and lands what is new; fails if the host ends the visit."""
        from warehouse.orchestrate.collect_task import collect_panel

        context = get_current_context()
        params, run = context["params"], context["dag_run"]
        return collect_panel(
            panel,
            landing(),
            run_type=run.run_type,
            interval=(run.data_interval_start, run.data_interval_end),
            since=params["since"],
            until=params["until"],
            dry_run=params["dry_run"],
        )

    @task(execution_timeout=dt.timedelta(minutes=5))
    def count(visits: list[dict[str, Any]]) -> dict[str, int]:
        """Adds up what was new, replaced, unchanged and refused; where a visit failed, so does the run."""
        return {name: sum(visit[name] for visit in visits) for name in ("new", "replaced", "unchanged", "refused")}

    @task(trigger_rule=TriggerRule.ALL_DONE, execution_timeout=dt.timedelta(minutes=30), outlets=[COLLECTED])
    def announce() -> dict[str, Any]:
        """Sends an asset event for papers that were landed since the last one; skipped if there are none."""
        from collect.landing import Landing

        params = get_current_context()["params"]
        news = None if params["dry_run"] else Landing(landing()).announcement()
        if news is None:
            raise AirflowSkipException("Nothing new was landed.")
        event = news | {"warehouse": params["warehouse"]}
        get_current_context()["outlet_events"][COLLECTED].extra = event
        return event

    @task(execution_timeout=dt.timedelta(minutes=5), retry_delay=dt.timedelta(seconds=10))
    def mark_announced(event: dict[str, Any]) -> None:
        """Notes that Airflow has the event; papers that are not marked are announced again, with the same id."""
        from collect.landing import Landing

        Landing(event["papers"]).mark_announced(event["until"])

    visits = [visit.override(task_id=f"visit_{panel.slug}", pool=panel.pool)(panel.panel) for panel in load_register()]
    counted = count(visits)
    announced = announce()
    marked = mark_announced(announced)

    visits >> counted
    visits >> announced >> marked


collect_papers()
