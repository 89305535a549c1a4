"""What is told of a task that gave up: one row in the right ledger, and every message that is asked for, once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from warehouse.orchestrate import notify
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

ASSET = "collected"
RUN = "asset__2026-03-01"


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a webhook is told, after an e-mail that fails."""
    told: list[str] = []

    def fails(context: Any) -> None:
        raise ConnectionError("no mail server")

    monkeypatch.setattr(
        notify, "notifiers", lambda: [fails, lambda context: told.append(f"{context['failure'].what}: {RUN}")]
    )
    return told


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The states of the run's tasks, as Airflow has them."""
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

    found: dict[str, str] = {}
    monkeypatch.setattr(RuntimeTaskInstance, "get_task_states", staticmethod(lambda **_: {RUN: found}))
    return found


def context(folder: Path, task: str, map_index: int = -1, **more: Any) -> dict[str, Any]:
    instance = SimpleNamespace(
        task_id=task,
        dag_id="load_papers",
        run_id=RUN,
        map_index=map_index,
        rendered_map_index=None,
        xcom_pull=lambda task_ids: [{"path": f"/in/q{number}.pdf", "warehouse": str(two(folder))} for number in (0, 1)],
    )
    extra = {"papers": "/srv/two", "warehouse": str(two(folder))}
    event = SimpleNamespace(timestamp=dt.datetime.now(dt.UTC), extra=extra)
    dag = SimpleNamespace(dag_id="load_papers", task_ids=["find", "land_and_extract", "publish"])
    return {
        "task_instance": instance,
        "ti": instance,
        "dag": dag,
        "run_id": RUN,
        "params": {"warehouse": str(folder / "params.duckdb")},
        "triggering_asset_events": {ASSET: [event]},
        **more,
    }


def two(folder: Path) -> Path:
    return folder / "two.duckdb"


def reasons(warehouse: Path) -> list[str]:
    return [row["reason"] for row in Ledger(open_store(warehouse)).loads()]


def test_the_row_goes_to_the_warehouse_of_the_run(tmp_path: Path) -> None:
    notify.on_task_failure(context(tmp_path, "find", exception=OSError(5, "Input/output error")), ASSET)
    (reason,) = reasons(two(tmp_path))
    assert "find" in reason
    assert "Input/output error" in reason
    assert reasons(tmp_path / "params.duckdb") == []


def test_a_mapped_tasks_row_goes_to_its_own_warehouse(tmp_path: Path) -> None:
    task = SimpleNamespace(op_kwargs={"path": "/in/q1.pdf", "warehouse": str(tmp_path / "own.duckdb")})
    about = context(tmp_path, "land_and_extract", 1, exception=OSError("away")) | {"task": task}
    notify.on_task_failure(about, ASSET)
    assert len(reasons(tmp_path / "own.duckdb")) == 1
    assert reasons(two(tmp_path)) == []


def test_publish_has_left_a_row_of_its_own(tmp_path: Path) -> None:
    notify.on_task_failure(context(tmp_path, "publish", exception=ValueError("left its own row")), ASSET)
    assert reasons(two(tmp_path)) == []


def test_an_e_mail_that_fails_stops_no_other_message(tmp_path: Path, messages: list[str]) -> None:
    with pytest.raises(ConnectionError):
        notify.on_task_failure(context(tmp_path, "find", exception=OSError("away")), ASSET)
    assert messages == [f"find: {RUN}"]


def test_a_killed_task_is_told_by_its_run(tmp_path: Path, messages: list[str], states: dict[str, str]) -> None:
    states |= {"find": "success", "land_and_extract_0": "success", "land_and_extract_1": "failed", "publish": "success"}
    for _ in range(2):
        try:
            notify.on_run_failure(context(tmp_path, "land_and_extract"), ASSET)
        except ConnectionError:
            continue
    (reason,) = reasons(two(tmp_path))
    assert "q1.pdf" in reason
    assert "killed" in reason
    assert messages == [f"land_and_extract (q1.pdf): {RUN}"]


def test_what_a_task_told_its_run_does_not_tell_again(tmp_path: Path, states: dict[str, str]) -> None:
    states["find"] = "failed"
    notify.on_task_failure(context(tmp_path, "find", exception=OSError("away")), ASSET)
    notify.on_run_failure(context(tmp_path, "find"), ASSET)
    assert len(reasons(two(tmp_path))) == 1


def test_a_killed_publish_has_no_row_of_its_own(tmp_path: Path, states: dict[str, str]) -> None:
    states["publish_0"] = "failed"
    notify.on_run_failure(context(tmp_path, "publish"), ASSET)
    (reason,) = reasons(two(tmp_path))
    assert "publish" in reason


def test_a_run_that_failed_without_a_task_is_told(tmp_path: Path, states: dict[str, str]) -> None:
    states["find"] = "skipped"
    notify.on_run_failure(context(tmp_path, "find", reason="timed_out"), ASSET)
    assert reasons(two(tmp_path)) == [f"The run {RUN} of load_papers failed: timed_out."]
