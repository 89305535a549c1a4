"""The ledger: one short transaction each, safe under several processes, and dictionaries for whoever asks."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from warehouse.state.ledger import Ledger
from warehouse.state.ledger_schema import VERSIONS
from warehouse.state.paper_status import paper_statuses
from warehouse.state.records import AcceptedLosses, Hold, LoadRow, Publication
from warehouse.state.store import Landed, open_store

CHECK = {
    "suite": "figures",
    "check": "value is present",
    "severity": "fail",
    "passed": None,
    "checked": 0,
    "observed": "nothing to check",
    "expected": "value has a value",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(open_store(tmp_path / "w.duckdb"))


def land(ledger: Ledger, paper_id: str, name: str) -> str:
    return ledger.record_landing(Landed(paper_id, name, ".txt", 7, Path(name)), Path("/papers") / name)


def test_a_ledger_that_is_not_there_knows_nothing(ledger: Ledger) -> None:
    assert ledger.loads() == ledger.held() == paper_statuses(ledger) == ledger.landed() == []
    assert ledger.publication() is None
    assert not ledger.path.exists()


def test_a_paper_keeps_the_name_that_it_first_came_under(ledger: Ledger) -> None:
    assert land(ledger, "p", "first.txt") == "first.txt"
    assert land(ledger, "p", "second.txt") == "first.txt"
    (paper,) = paper_statuses(ledger)
    assert (paper["paper"], paper["names"], paper["outcome"]) == ("first.txt", ["first.txt", "second.txt"], "landed")


def test_reading_again_forgets_what_was_held(ledger: Ledger) -> None:
    land(ledger, "p", "a.txt")
    ledger.record_reading("p", "v1", holds=[Hold("p", "a.txt", None, "read", "empty")])
    assert [row["reason"] for row in ledger.held()] == ["empty"]
    assert ledger.accepted("v1") == []
    ledger.record_reading("p", "v2", tables=1, figures=12)
    assert ledger.held() == []
    assert [row["paper_id"] for row in ledger.accepted("v2")] == ["p"]
    assert paper_statuses(ledger)[0]["outcome"] == "accepted"


def test_a_held_table_leaves_its_paper_accepted(ledger: Ledger) -> None:
    land(ledger, "p", "a.txt")
    ledger.record_reading("p", "v", figures=12)
    assert ledger.ungated("v", "r") == {"p": "v"}
    ledger.record_gating({"p": "v"}, "r", [Hold("p", "a.txt", 3, "gate", "broken")], [("p", "f")])
    assert ledger.ungated("v", "r") == {}
    assert ledger.ungated("v", "other rules") == {"p": "v"}
    assert [row["paper_id"] for row in ledger.accepted("v")] == ["p"]
    assert ledger.held_figures() == [{"paper_id": "p", "figure_id": "f"}]
    assert paper_statuses(ledger)[0]["outcome"] == "partly held"
    ledger.record_holds([Hold("p", "a.txt", None, "audit", "a test failed")])
    assert ledger.accepted("v") == []
    assert paper_statuses(ledger)[0]["outcome"] == "held"
    ledger.record_gating({"p": "v"}, "other rules", [], [])
    assert ledger.held() == ledger.held_figures() == []


def test_what_another_file_in_the_same_place_mends_is_forgotten(ledger: Ledger) -> None:
    land(ledger, "bad", "a.txt")
    ledger.record_reading("bad", "v", holds=[Hold("bad", "a.txt", None, "read", "empty")])
    land(ledger, "other", "b.txt")
    assert ledger.drop_superseded_holds(["other"]) == 0
    assert len(ledger.held()) == 1
    land(ledger, "good", "a.txt")
    assert ledger.drop_superseded_holds(["good"]) == 1
    assert ledger.held() == []


def test_a_check_over_nothing_is_not_a_pass(ledger: Ledger) -> None:
    ledger.finish_load(LoadRow("l", "2024-11-14T00:00:00.000000"), [CHECK])
    assert [row["passed"] for row in ledger.checks()] == [None]
    assert [row["passed"] for row in ledger.checks("l")] == [None]
    assert ledger.checks("another") == []


def test_a_publication_that_never_was_is_withdrawn(ledger: Ledger) -> None:
    row = LoadRow("l", "2024-11-14T00:00:00.000000", published=True)
    about = Publication("l", "a:b", 1, 2, "c", arrived=False)
    ledger.record_publication(row, [], about, {"p": "v"}, {"p": 12})
    assert ledger.publication() == about
    assert (ledger.published_papers(), ledger.published_figures()) == ({"p": "v"}, {"p": 12})
    ledger.withdraw_publication()
    assert ledger.publication() is None
    assert ledger.published_papers() == {}
    assert not ledger.loads()[0]["published"]
    ledger.record_publication(row, [], about, {"p": "v"}, {"p": 12})
    ledger.confirm_publication("l")
    ledger.withdraw_publication()
    assert ledger.publication() is not None
    assert ledger.loads()[0]["published"]


def test_marks_rise_with_what_arrives_and_begin_anew_with_accepted_losses(ledger: Ledger) -> None:
    def publish(load_id: str, figures: int, accepted: AcceptedLosses | None = None) -> None:
        row = LoadRow(load_id, "2024-11-14T00:00:00.000000", published=True)
        about = Publication(load_id, "a:b", 1, 2, "c", arrived=False)
        ledger.record_publication(
            row, [], about, {"p": "v"}, {"p": figures}, proved={"p": figures - 2}, accepted=accepted
        )

    publish("killed", 14)
    ledger.withdraw_publication()
    assert ledger.high_water() == {}
    for load_id, figures in (("one", 12), ("two", 10)):
        publish(load_id, figures)
        ledger.confirm_publication(load_id)
    assert ledger.high_water() == {"p": (12, 10)}
    publish("accepted", 9, AcceptedLosses("accepted", "2024-11-15T00:00:00.000000", "me", "so", "3 figures"))
    assert ledger.high_water() == {"p": (12, 10)}
    ledger.confirm_publication("accepted")
    assert ledger.high_water() == {"p": (9, 7)}
    ledger.forget("p")
    assert ledger.high_water() == {}


def test_a_ledger_from_before_there_were_marks_begins_with_what_is_published(ledger: Ledger) -> None:
    before = next(number for number, version in enumerate(VERSIONS) if "high_water" in version)
    ledger.path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(ledger.path)) as db:
        db.executescript("".join(VERSIONS[:before]) + f"pragma user_version = {before};")
        db.execute("insert into published_papers (paper_id, extractor_version, figures) values ('p', 'v', 12)")
        db.commit()
    ledger.create()
    assert ledger.high_water() == {"p": (12, 0)}


def test_a_failure_within_a_transaction_leaves_nothing_of_it(ledger: Ledger) -> None:
    land(ledger, "p", "a.txt")
    wrong = Hold("p", "a.txt", None, "no such stage", "it may not be written")
    with pytest.raises(Exception, match="CHECK constraint failed"):
        ledger.record_reading("p", "v", holds=[wrong])
    assert ledger.read_outcome("p", "v") is None
    assert ledger.held() == []


def test_many_writers_take_turns(ledger: Ledger) -> None:
    def write(first: int) -> None:
        for number in range(first, first + 10):
            land(Ledger(open_store(ledger.path.parent.parent / "w.duckdb")), f"p{number}", f"{number}.txt")

    threads = [threading.Thread(target=write, args=(10 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledger.landed()) == 40
