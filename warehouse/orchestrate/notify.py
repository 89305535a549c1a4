"""When a task gives up: a row in the ledger, and messages by Airflow's own notifiers if they are asked for.

`$COPPERBOTTOM_NOTIFY_EMAIL` names who gets an e-mail (addresses with commas between; connection `smtp_default`),
`$COPPERBOTTOM_NOTIFY_WEBHOOK` the HTTP connection that JSON is posted to. Secrets stay in the connections.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from copperbottom.settings import settings
from warehouse.orchestrate.choices import from_home
from warehouse.orchestrate.events import emit_event
from warehouse.state.ledger import Ledger
from warehouse.state.records import LoadRow, now
from warehouse.state.store import open_store

SUBJECT = "Copperbottom: {{ ti.task_id }} of {{ dag.dag_id }} gave up"


def on_task_failure(context: Any) -> None:
    """Leave a row in the ledger for a task that gave up, and send the messages that are asked for."""
    record_task_failure(
        warehouse=from_home(context["params"]["warehouse"]),
        task=context["task_instance"].task_id,
        error=context.get("exception"),
    )
    for notifier in notifiers():
        notifier(context)


def notifiers() -> list[Callable[[Any], None]]:
    """The notifiers that the environment asks for, each to be called with a task's context."""
    found: list[Callable[[Any], None]] = []
    current = settings()
    if current.notify_email:
        from airflow.providers.smtp.notifications.smtp import SmtpNotifier

        content = "<p>{{ exception | e }}</p><p>{{ ti.log_url | e }}</p>"
        found.append(SmtpNotifier(to=current.notify_email.split(","), subject=SUBJECT, html_content=content))
    if current.notify_webhook:
        from airflow.providers.http.notifications.http import HttpNotifier

        body = {"text": SUBJECT + ": {{ exception }}", "dag": "{{ dag.dag_id }}", "task": "{{ ti.task_id }}"}
        found.append(HttpNotifier(http_conn_id=current.notify_webhook, json=body))
    return found


def record_task_failure(warehouse: str, task: str, error: BaseException | None) -> None:
    """Leave a row in the ledger, and tell the watcher, that a task gave up.

    `publish` leaves its own row, with more in it.
    """
    reason = getattr(error, "reason", None) or f"The task {task} gave up: {type(error).__name__}: {error}"
    emit_event({"failed": task, "reason": reason})
    if task != "publish":
        at = now()
        row = LoadRow(load_id=uuid.uuid4().hex, started_at=at, finished_at=at, reason=reason)
        Ledger(open_store(warehouse)).finish_load(row)
