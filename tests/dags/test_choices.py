"""What a run loads: all that was collected, in order of time, for every warehouse; or what it was started for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from overtime_paper import write_papers

from copperbottom.paths import default_landing
from copperbottom.settings import variable
from warehouse.errors import LoadError, NoPapersError, PassingLoadError, load_error
from warehouse.orchestrate.choices import choices, may_be_empty
from warehouse.orchestrate.load_task import find_all, told_at_once

ASSET = "collected"
PARAMS = {"papers": "/srv/params", "warehouse": "/srv/params.duckdb"}


def event(second: int, papers: str, warehouse: str) -> SimpleNamespace:
    at = dt.datetime(2026, 3, 1, 5, 0, second, tzinfo=dt.UTC)
    return SimpleNamespace(timestamp=at, extra={"papers": papers, "warehouse": warehouse})


class Inlet(list[SimpleNamespace]):
    """The events of an asset, as Airflow gives them to a task whose inlet it is."""

    def after(self, moment: str) -> list[SimpleNamespace]:
        return [one for one in self if one.timestamp >= dt.datetime.fromisoformat(moment)]


def context(*events: SimpleNamespace, waiting: Iterable[SimpleNamespace] = (), **params: str) -> dict[str, Any]:
    return {
        "triggering_asset_events": {ASSET: list(events)} if events else {},
        "inlet_events": {ASSET: Inlet([*events, *waiting])},
        "params": PARAMS | params,
    }


def test_every_event_counts_in_order_of_time() -> None:
    late, early = event(9, "/srv/three", "/srv/w.duckdb"), event(2, "s3://one/papers", "/srv/w.duckdb")
    assert choices(context(late, early, late), ASSET) == [
        {"warehouse": "/srv/w.duckdb", "papers": ["s3://one/papers", "/srv/three"]}
    ]


def test_each_warehouse_gets_its_own() -> None:
    events = event(9, "/srv/three", "/srv/three.duckdb"), event(2, "/srv/two", "/srv/two.duckdb")
    assert choices(context(*events), ASSET) == [
        {"warehouse": "/srv/two.duckdb", "papers": ["/srv/two"]},
        {"warehouse": "/srv/three.duckdb", "papers": ["/srv/three"]},
    ]


def test_what_came_after_the_first_and_airflow_hands_to_nobody_counts_too() -> None:
    before, first, later = (event(at, f"/srv/{at}", "/srv/w.duckdb") for at in (1, 2, 9))
    found = choices(context(first, waiting=[before, later]), ASSET)
    assert found == [{"warehouse": "/srv/w.duckdb", "papers": ["/srv/2", "/srv/9"]}]
    assert choices(context(waiting=[later]), ASSET)[0]["papers"] == ["/srv/params"]


def test_without_an_event_the_run_says() -> None:
    assert choices(context(), ASSET) == [{"warehouse": "/srv/params.duckdb", "papers": ["/srv/params"]}]


def test_only_a_landing_that_nobody_named_may_be_empty() -> None:
    assert may_be_empty(context(papers=default_landing()), ASSET)
    assert not may_be_empty(context(), ASSET)
    assert not may_be_empty(context(event(1, "/srv/one", "/srv/w"), papers=default_landing()), ASSET)


def test_a_landing_that_is_gone_keeps_the_others_back_in_nothing(tmp_path: Path) -> None:
    papers, gone, warehouse = write_papers(tmp_path / "papers", 2), str(tmp_path / "gone"), str(tmp_path / "w.duckdb")
    choice = {"warehouse": warehouse, "papers": [str(papers), gone, str(papers)]}
    found = find_all([choice])
    assert [one["path"] for one in found] == [*map(str, sorted(papers.iterdir())), gone]
    assert {one["warehouse"] for one in found} == {warehouse}
    with pytest.raises(NoPapersError, match="gone"):
        find_all([choice | {"papers": [gone]}])
    assert find_all([choice | {"papers": [gone]}], may_be_empty=True) == []


def test_what_may_heal_is_tried_again_by_a_scheduler_and_told_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    full = load_error(Path("w.duckdb"), OSError(28, "No space left on device"))
    away = load_error(Path("w.duckdb"), OSError(116, "Stale file handle"))
    fault = load_error(Path("w.duckdb"), ValueError("a fault of the program"))
    forbidden = load_error(Path("w.duckdb"), PermissionError(13, "Permission denied"))
    assert [isinstance(one, PassingLoadError) for one in (full, away, fault, forbidden)] == [True, True, False, False]
    monkeypatch.delenv(variable("events_file"), raising=False)
    with pytest.raises(PassingLoadError), told_at_once():
        raise full
    monkeypatch.setenv(variable("events_file"), "/somewhere")
    with pytest.raises(LoadError) as told, told_at_once():
        raise full
    assert not isinstance(told.value, PassingLoadError)
