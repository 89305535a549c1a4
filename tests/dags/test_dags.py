"""What every DAG must be: importable, described, and as the timetable in dags/README.md says."""

from __future__ import annotations

from typing import Any

import pytest

from collect.register import BUNDLED, load_register
from copperbottom.paths import PROJECT
from warehouse.orchestrate.local_run import pools_needed

Described = dict[str, Any]


@pytest.fixture
def load_papers(described: Described) -> Described:
    return dict(described["dags"]["load_papers"])


@pytest.fixture
def collect_papers(described: Described) -> Described:
    return dict(described["dags"]["collect_papers"])


def test_every_dag_imports(described: Described) -> None:
    assert described["errors"] == {}
    files = {path.stem for path in (PROJECT / "dags").glob("*.py")}
    assert files
    assert set(described["dags"]) == files


def test_a_dag_file_imports_nothing_heavy(described: Described) -> None:
    assert described["imported"] == []


def test_no_dag_file_is_taken_for_a_dbt_plugin() -> None:
    assert not list((PROJECT / "dags").glob("dbt_*.py"))


def test_every_dag_and_task_says_what_it_does(described: Described) -> None:
    for dag in described["dags"].values():
        assert len(dag["doc"]) > 100
        assert all(task["doc"] for task in dag["tasks"].values())
        assert all(param["title"] and param["description"] for param in dag["params"].values())


def test_it_runs_after_each_quarters_meetings(load_papers: Described) -> None:
    assert load_papers["schedule"] == "0 6 1 3,7,10,12 *"
    assert load_papers["timezone"] == "Europe/London"
    assert load_papers["catchup"] is False
    assert load_papers["max_active_runs"] == 1
    assert load_papers["assets"] == ["copperbottom_collected"]


def test_the_timetable_names_every_schedule(described: Described) -> None:
    timetable = (PROJECT / "dags" / "README.md").read_text(encoding="utf-8")
    for name, dag in described["dags"].items():
        assert f"`{name}`" in timetable
        assert f"`{dag['schedule']}`" in timetable


def test_folder_and_warehouse_can_be_chosen(load_papers: Described) -> None:
    places, said = {"papers", "warehouse", "report"}, {"organisation", "meeting"}
    assert set(load_papers["params"]) == {*places, *said, "accept_losses"}
    named = [load_papers["params"][name] for name in places]
    assert all(param["type"] == "string" and param["minLength"] == 1 for param in named)


def test_who_starts_a_run_can_say_whose_papers_are_and_when_they_met(load_papers: Described) -> None:
    organisation, meeting = (load_papers["params"][name] for name in ("organisation", "meeting"))
    assert (organisation["default"], meeting["default"]) == ("", None), "a timed run says nothing"
    assert (meeting["type"], meeting["format"]) == (["null", "string"], "date")


def test_the_order_is_found_landed_published_reported(load_papers: Described) -> None:
    tasks = load_papers["tasks"]
    assert {name: task["downstream"] for name, task in tasks.items()} == {
        "choose": ["find", "publish"],
        "find": ["land_and_extract"],
        "land_and_extract": ["count", "publish"],
        "publish": ["count", "mark_sent", "report"],
        "mark_sent": [],
        "report": [],
        "count": [],
    }


def test_each_paper_is_a_task_that_is_named_by_it(load_papers: Described) -> None:
    mapped = {name for name, task in load_papers["tasks"].items() if task["mapped"]}
    assert mapped == {"land_and_extract", "publish", "mark_sent", "report"}
    assert "path" in load_papers["tasks"]["land_and_extract"]["map_index_template"]


def test_one_load_at_a_time_publishes(load_papers: Described) -> None:
    pools = {name: task["pool"] for name, task in load_papers["tasks"].items()}
    assert pools.pop("publish") == "warehouse"
    assert set(pools.values()) == {"default_pool"}


def test_papers_that_fail_do_not_keep_the_others_back(load_papers: Described) -> None:
    assert load_papers["tasks"]["publish"]["trigger_rule"] == "TriggerRule.ALL_DONE_MIN_ONE_SUCCESS"


def test_only_what_can_heal_is_retried(load_papers: Described) -> None:
    for task in load_papers["tasks"].values():
        assert task["retries"] == 3
        assert task["backoff"]
        policy = task["retry_policy"]
        assert policy["default"] == "fail"
        retried = [rule["exception"] for rule in policy["rules"] if rule["action"] == "retry"]
        assert retried == [["builtins.OSError", "warehouse.errors.PassingLoadError"]]


def test_a_paper_that_was_found_and_is_gone_is_not_waited_for(load_papers: Described) -> None:
    rules = load_papers["tasks"]["land_and_extract"]["retry_policy"]["rules"]
    assert [(rule["exception"], rule["action"]) for rule in rules[:2]] == [
        ("builtins.PermissionError", "fail"),
        ("builtins.FileNotFoundError", "fail"),
    ]


def test_a_run_that_lost_a_paper_or_a_publication_fails(load_papers: Described) -> None:
    assert load_papers["tasks"]["count"]["trigger_rule"] == "TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS"


def test_a_timed_load_takes_the_landing(load_papers: Described, collect_papers: Described) -> None:
    assert load_papers["params"]["papers"]["default"] == collect_papers["params"]["landing"]["default"]
    assert "samples" not in load_papers["params"]["papers"]["default"]


def test_every_task_has_a_timeout_and_leaves_a_row_when_it_fails(load_papers: Described) -> None:
    for task in load_papers["tasks"].values():
        assert 0 < task["timeout_seconds"] <= 2 * 3600
        assert task["failure_callback"]


def test_the_publication_is_an_asset(load_papers: Described) -> None:
    outlets = {name: task["outlets"] for name, task in load_papers["tasks"].items()}
    assert outlets.pop("publish") == ["copperbottom_warehouse"]
    assert not any(outlets.values())


# collect_papers


def test_it_collects_by_intervals_between_the_quarters_meetings(collect_papers: Described) -> None:
    assert collect_papers["schedule"] == "0 5 1 3,7,10,12 *"
    assert collect_papers["timezone"] == "Europe/London"
    assert collect_papers["has_intervals"]
    assert collect_papers["catchup"] is False
    assert collect_papers["max_active_runs"] == 1


def test_each_panel_of_the_register_is_a_task_in_the_pool_of_its_host(collect_papers: Described) -> None:
    visits = {name: task for name, task in collect_papers["tasks"].items() if name.startswith("visit_")}
    panels = load_register(BUNDLED)
    assert {name: task["pool"] for name, task in visits.items()} == {
        f"visit_{panel.slug}": panel.pool for panel in panels
    }
    assert {panel.pool for panel in panels} < set(pools_needed())
    assert all(pool["slots"] == 1 for pool in pools_needed().values())


def test_what_is_new_is_announced_whatever_visits_failed(collect_papers: Described) -> None:
    tasks = collect_papers["tasks"]
    assert {name: task["downstream"] for name, task in tasks.items() if not name.startswith("visit_")} == {
        "count": [],
        "announce": ["mark_announced"],
        "mark_announced": [],
    }
    assert all(task["downstream"] == ["announce", "count"] for name, task in tasks.items() if name.startswith("visit_"))
    assert tasks["announce"]["outlets"] == ["copperbottom_collected"]
    assert tasks["announce"]["trigger_rule"] == "TriggerRule.ALL_DONE"
    assert tasks["count"]["trigger_rule"] == "TriggerRule.ALL_SUCCESS"


def test_a_host_that_says_no_is_not_asked_again(collect_papers: Described) -> None:
    for task in collect_papers["tasks"].values():
        assert task["retries"] == 4
        assert task["backoff"]
        assert task["timeout_seconds"] > 0
        assert task["failure_callback"]
        assert task["retry_policy"]["default"] == "fail"
        retried = [rule["exception"] for rule in task["retry_policy"]["rules"] if rule["action"] == "retry"]
        assert retried == ["collect.errors.UnreachableError", "builtins.OSError"]


def test_days_a_dry_run_and_places_can_be_chosen(collect_papers: Described) -> None:
    assert set(collect_papers["params"]) == {"since", "until", "dry_run", "landing", "warehouse"}
    assert collect_papers["params"]["dry_run"]["default"] is False
