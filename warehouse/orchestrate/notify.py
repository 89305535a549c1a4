"""When a task gives up: a row in the ledger, and messages by Airflow's own notifiers if they are asked for.

`$COPPERBOTTOM_NOTIFY_EMAIL` names who gets an e-mail (addresses with commas between; connection `smtp_default`),
`$COPPERBOTTOM_NOTIFY_WEBHOOK` the HTTP connection that JSON is posted to. Secrets stay in the connections.

A task tells of itself. One whose process was killed cannot, so the run tells of it when it has failed; what was told
already stands in the ledger's outbox, and is not told twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from copperbottom.settings import settings
from warehouse.orchestrate.choices import warehouses
from warehouse.orchestrate.events import emit_event
from warehouse.render.console import one_line
from warehouse.state.ledger import Ledger
from warehouse.state.outbox import mark_sent, note_event
from warehouse.state.records import LoadRow, now
from warehouse.state.store import open_store

SUBJECT = "Copperbottom: {{ failure.what }} of {{ failure.dag }} gave up"
KILLED = "ended without a word: its process was killed, by hand or for want of memory. Its log may say more."
KIND = "failure"


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that gave up, or a run as a whole (`task` is then empty). `paper` names a mapped task."""

    dag: str
    run: str
    task: str
    map_index: int
    paper: str
    reason: str
    log: str = ""
    has_row: bool = False

    @property
    def event_id(self) -> str:
        """The same for the same task, whoever tells of it."""
        words = f"{self.dag}\n{self.run}\n{self.task}\n{self.map_index}"
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    @property
    def what(self) -> str:
        """The task, with its paper, as messages name it."""
        return f"{self.task or 'a run'} ({self.paper})" if self.paper else self.task or "a run"


def on_task_failure(context: Any, asset: object) -> None:
    """Leave a row in the ledger for a task that gave up, and send the messages that are asked for."""
    task = context["task_instance"]
    error = context.get("exception")
    named = _arguments(context)
    failure = Failure(
        dag=str(getattr(task, "dag_id", "")),
        run=str(getattr(task, "run_id", "")),
        task=task.task_id,
        map_index=getattr(task, "map_index", -1),
        paper=_paper(getattr(task, "rendered_map_index", None) or named.get("path", "")),
        reason=_reason(task.task_id, error),
        log=str(getattr(task, "log_url", "")),
        has_row=task.task_id == "publish" and error is not None,
    )
    here = named.get("warehouse") or dict(named.get("choice") or {}).get("warehouse")
    tell(failure, [str(here)] if here else warehouses(context, asset), context)


def on_run_failure(context: Any, asset: object) -> None:
    """Tell of the tasks of a failed run that could not tell themselves, and of a run that failed without one."""
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

    dag = context["dag"]
    states = RuntimeTaskInstance.get_task_states(dag_id=dag.dag_id, run_ids=[context["run_id"]])
    failed = [name for name, state in states.get(context["run_id"], {}).items() if state == "failed"]
    for task, map_index in _tasks_named(failed, dag.task_ids):
        of_paper = _found_paper(context, map_index) if task == "land_and_extract" else {}
        paper = _paper(of_paper.get("path", ""))
        words = f"The task {task}{f' of {paper}' if paper else ''} {KILLED}"
        here = of_paper.get("warehouse")
        failure = Failure(dag.dag_id, context["run_id"], task, map_index, paper, words)
        tell(failure, [str(here)] if here else warehouses(context, asset), context)
    if not failed:
        words = f"The run {context['run_id']} of {dag.dag_id} failed: {context.get('reason')}."
        tell(Failure(dag.dag_id, context["run_id"], "", -1, "", words), warehouses(context, asset), context)


def tell(failure: Failure, places: list[str], context: Mapping[str, Any]) -> None:
    """Tell of a failure once: rows in ledgers, the watcher, and each message whatever becomes of the others.

    Raises the first of the errors that came up, after the last message.
    """
    errors: list[Exception] = []
    fresh = [_noted(failure, place, errors) for place in places]
    if not any(fresh):
        return
    emit_event({"failed": failure.task, "reason": failure.reason})
    for notifier in notifiers():
        try:
            notifier({**context, "failure": failure})
        except Exception as error:
            errors.append(error)
    for place in places:
        with suppress(Exception):
            mark_sent(Ledger(open_store(place)), [failure.event_id])
    if errors:
        raise errors[0]


def notifiers() -> list[Callable[[Any], None]]:
    """The notifiers that the environment asks for, each to be called with a context that has a `failure`."""
    found: list[Callable[[Any], None]] = []
    current = settings()
    if current.notify_email:
        from airflow.providers.smtp.notifications.smtp import SmtpNotifier

        content = "<p>{{ failure.reason | e }}</p><p>{{ failure.run | e }}</p><p>{{ failure.log | e }}</p>"
        found.append(SmtpNotifier(to=current.notify_email.split(","), subject=SUBJECT, html_content=content))
    if current.notify_webhook:
        from airflow.providers.http.notifications.http import HttpNotifier

        body = {"text": SUBJECT + ": {{ failure.reason }}"}
        body |= {name: f"{{{{ failure.{name} }}}}" for name in ("dag", "task", "run", "paper")}
        found.append(HttpNotifier(http_conn_id=current.notify_webhook, json=body))
    return found


def _noted(failure: Failure, warehouse: str, errors: list[Exception]) -> bool:
    """Note a failure in a ledger, with a row if it has none; whether it is to be told, which a broken ledger is too."""
    try:
        ledger = Ledger(open_store(warehouse))
        fresh = note_event(ledger, failure.event_id, KIND, failure.event_id, asdict(failure))
        if fresh and not failure.has_row:
            at = now()
            ledger.finish_load(LoadRow(failure.event_id, started_at=at, finished_at=at, reason=failure.reason))
    except Exception as error:
        errors.append(error)
        return True
    return fresh


def _reason(task: str, error: BaseException | None) -> str:
    if error is None:
        return f"The task {task} {KILLED}"
    return getattr(error, "reason", None) or f"The task {task} gave up: {type(error).__name__}: {error}"


def _paper(named: object) -> str:
    return one_line(str(named).rpartition("/")[2])


def _arguments(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a mapped task was called with, as far as it is known."""
    found = getattr(context.get("task"), "op_kwargs", None)
    return dict(found) if isinstance(found, Mapping) else {}


def _tasks_named(names: list[str], task_ids: list[str]) -> Iterator[tuple[str, int]]:
    """Tasks and map indices by the names that Airflow's states have (`task` or `task_7`)."""
    for name in names:
        task, _, number = name.rpartition("_")
        yield (name, -1) if name in task_ids else (task, int(number))


def _found_paper(context: Mapping[str, Any], map_index: int) -> dict[str, str]:
    """The paper of a mapped task, as `find` returned it; nothing where that cannot be asked."""
    with suppress(Exception):
        return dict(context["ti"].xcom_pull(task_ids="find")[map_index])
    return {}
