"""When a task gives up: a row in the ledger, and messages by Airflow's own notifiers if they are asked for.

`$COPPERBOTTOM_NOTIFY_EMAIL` names who gets an e-mail (addresses with commas between; connection `smtp_default`),
`$COPPERBOTTOM_NOTIFY_WEBHOOK` the HTTP connection that JSON is posted to. Secrets stay in the connections.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

EMAIL = "COPPERBOTTOM_NOTIFY_EMAIL"
WEBHOOK = "COPPERBOTTOM_NOTIFY_WEBHOOK"
SUBJECT = "Copperbottom: {{ ti.task_id }} of {{ dag.dag_id }} gave up"


def tell_of_failure(context: Any) -> None:
    """Leave a row in the ledger for a task that gave up, and send the messages that are asked for."""
    from warehouse import airflow_run
    from warehouse.store import PROJECT

    airflow_run.note_failure(
        warehouse=str(PROJECT / context["params"]["warehouse"]),
        task=context["task_instance"].task_id,
        error=context.get("exception"),
    )
    for notifier in notifiers():
        notifier(context)


def notifiers() -> list[Callable[[Any], None]]:
    """The notifiers that the environment asks for, each to be called with a task's context."""
    found: list[Callable[[Any], None]] = []
    if os.environ.get(EMAIL):
        from airflow.providers.smtp.notifications.smtp import SmtpNotifier

        content = "<p>{{ exception | e }}</p><p>{{ ti.log_url | e }}</p>"
        found.append(SmtpNotifier(to=os.environ[EMAIL].split(","), subject=SUBJECT, html_content=content))
    if os.environ.get(WEBHOOK):
        from airflow.providers.http.notifications.http import HttpNotifier

        body = {"text": SUBJECT + ": {{ exception }}", "dag": "{{ dag.dag_id }}", "task": "{{ ti.task_id }}"}
        found.append(HttpNotifier(http_conn_id=os.environ[WEBHOOK], json=body))
    return found
