"""What the DAGs share: their assets, what a task does that gives up, and how often and how late it is tried again."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.exceptions import AirflowSkipException

COLLECTED = Asset(name="copperbottom_collected", group="copperbottom")
WAREHOUSE = Asset(name="copperbottom_warehouse", group="copperbottom")
NO_PERMISSION = RetryRule(exception=PermissionError, action=RetryAction.FAIL, reason="waiting changes no permission")


Result = TypeVar("Result")


def or_skipped(result: Result | None, reason: str) -> Result:
    """What a task returns; with nothing to return, it is skipped for that reason."""
    if not result:
        raise AirflowSkipException(reason)
    return result


def on_task_failure(context: Any) -> None:
    """Leaves a row in the ledger for a task that gave up, and sends the messages that are asked for."""
    from warehouse.orchestrate import notify

    notify.on_task_failure(context, COLLECTED)


def on_run_failure(context: Any) -> None:
    """Tells of tasks of a failed run that were killed, and could not tell themselves."""
    from warehouse.orchestrate import notify

    notify.on_run_failure(context, COLLECTED)


def retry_policy(*rules: RetryRule) -> ExceptionRetryPolicy:
    """What is tried again: the first rule that an error meets says, and without one it is not."""
    return ExceptionRetryPolicy(rules=list(rules), default=RetryAction.FAIL)


def task_defaults(*rules: RetryRule, retries: int, delay: dt.timedelta, longest_delay: dt.timedelta) -> dict[str, Any]:
    """`default_args` of a DAG: a task is tried again, later and later, for what `rules` say can heal."""
    return {
        "retries": retries,
        "retry_delay": delay,
        "retry_exponential_backoff": True,
        "max_retry_delay": longest_delay,
        "retry_policy": retry_policy(*rules),
        "on_failure_callback": on_task_failure,
    }
