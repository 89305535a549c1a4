"""A landing: what is new is announced until that is known to have left, and its time never goes back."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import pytest
from made_up_panel import Collected, pdf

from collect import landing as landing_module
from collect.landing import Clock, Landing


def put(inbox: Path, body: bytes, seconds_ago: float) -> None:
    inbox.mkdir(exist_ok=True)
    (inbox / "budget.pdf").write_bytes(body)
    os.utime(inbox / "budget.pdf", (time.time() - seconds_ago,) * 2)


def at(monkeypatch: pytest.MonkeyPatch, time: str) -> None:
    monkeypatch.setattr(landing_module, "now", lambda: time)


def test_an_announcement_stands_until_it_is_marked(run: Collected, tmp_path: Path) -> None:
    assert run.landing.announcement() is None
    put(tmp_path / "inbox", pdf("one"), seconds_ago=60)
    run("folder", folder="inbox")
    event = run.landing.announcement()
    assert event is not None
    assert event["new"] == 1
    assert Landing(run.landing.address).announcement() == event
    run.landing.mark_announced(event["until"])
    assert run.landing.announcement() is None
    run.landing.mark_announced("2000-01-01T00:00:00.000000")
    assert run.landing.announcement() is None


def test_a_clock_that_was_set_back_hides_nothing(
    run: Collected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "2026-03-01T05:00:00.000000")
    put(tmp_path / "inbox", pdf("one"), seconds_ago=100)
    run("folder", folder="inbox")
    first = run.landing.announcement()
    assert first is not None
    run.landing.mark_announced(first["until"])
    at(monkeypatch, "2025-01-01T00:00:00.000000")
    put(tmp_path / "inbox", pdf("two"), seconds_ago=50)
    assert run("folder", folder="inbox")["replaced"] == 1
    second = run.landing.announcement()
    assert second is not None
    (entry,) = run.landing.entries().values()
    before, after = entry.versions
    assert before.first_seen < after.first_seen == second["until"]


def test_times_of_a_landing_only_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock("2026-03-01T05:00:00.999999")
    at(monkeypatch, "2026-03-01T05:00:00.000000")
    assert [clock(), clock()] == ["2026-03-01T05:00:01.000000", "2026-03-01T05:00:01.000001"]
    monkeypatch.undo()
    assert clock() >= dt.datetime.now(dt.UTC).replace(tzinfo=None).isoformat()[:16]
