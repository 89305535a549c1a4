"""What is said of a paper when it is loaded: kept with it, through new readings and a ledger that is made again."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_up_load import QuickSteps
from overtime_paper import HEADING, paper

from extract.model import NOTHING_SAID, Said
from extract.version import extractor_version
from warehouse.errors import LoadError
from warehouse.load import loader, paper_intake
from warehouse.load.gate import gate
from warehouse.load.loader import find_papers, forget, land_and_extract, load, publish
from warehouse.load.repair import repair
from warehouse.state.landing_record import record_of
from warehouse.state.ledger import Ledger
from warehouse.state.ledger_schema import VERSIONS
from warehouse.state.said import said_by
from warehouse.state.store import open_store

DORSET, KENT = Said("Dorset Police"), Said("Kent Police")
MET = Said(meeting_date=dt.date(2024, 12, 12))
BOTH = Said("Dorset Police", dt.date(2024, 12, 12))
NAMED = "papers name a force"
AGREE = "what is said of papers is what they say"

pytestmark = pytest.mark.in_process_readers


@pytest.fixture
def nobodys(tmp_path: Path) -> Path:
    """A paper that names neither a body nor the day of its meeting."""
    file = tmp_path / "appendix.txt"
    file.write_text(paper().replace(HEADING, "Finance report 2024/25, quarter 2\n\n"), encoding="utf-8")
    return file


@pytest.fixture
def warehouse(tmp_path: Path, nobodys: Path) -> Path:
    """A warehouse in which the paper that names no force was loaded, and another paper."""
    somebodys = tmp_path / "exampleshire.txt"
    somebodys.write_text(paper(1), encoding="utf-8")
    place = tmp_path / "w.duckdb"
    loaded([nobodys, somebodys], place)
    return place


def loaded(papers: Any, warehouse: Path, said: Said = NOTHING_SAID, *, gated: bool = False) -> dict[str, Any]:
    return load(papers, warehouse, steps=QuickSteps(gate_says=gate if gated else None), said=said)


def published(warehouse: Path, name: str = "appendix.txt") -> set[tuple[Any, ...]]:
    """Whose a paper is and when it was told, by the paper and by its figures."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select papers.organisation, meeting_date, figures.organisation from core.papers as papers"
            " join core.figures as figures using (paper_id) where papers.paper = ?",
            [name],
        ).fetchall()
    return set(rows)


def warned(summary: dict[str, Any]) -> dict[str, str]:
    return {check["check"]: check["observed"] for check in summary["warnings"] if check["severity"] == "warn"}


def another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (loader, paper_intake):
        monkeypatch.setattr(room, "extractor_version", lambda: "another")


def paper_id(warehouse: Path) -> str:
    (row,) = [row for row in Ledger(open_store(warehouse)).landed() if row["paper"] == "appendix.txt"]
    return str(row["paper_id"])


def test_the_warning_says_what_to_do_and_is_gone_after_it(tmp_path: Path, nobodys: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    first = loaded(nobodys, warehouse, gated=True)
    assert warned(first)[NAMED] == (
        "not so for 1 of 1: appendix.txt names no force: load it again with `--organisation`"
    )
    assert published(warehouse) == {(None, None, None)}
    again = loaded(nobodys, warehouse, BOTH, gated=True)
    assert (again["published"], again["papers_new"]) == (True, 1)
    assert NAMED not in warned(again)
    assert AGREE not in warned(again)
    assert published(warehouse) == {("Dorset Police", MET.meeting_date, "Dorset Police")}


def test_the_same_words_again_are_nothing_new(warehouse: Path, nobodys: Path) -> None:
    assert loaded(nobodys, warehouse, DORSET)["published"]
    for said in (DORSET, NOTHING_SAID):
        assert not loaded(nobodys, warehouse, said)["published"]
    assert published(warehouse) == {("Dorset Police", None, "Dorset Police")}


def test_other_words_take_the_place_of_earlier_ones(warehouse: Path, nobodys: Path) -> None:
    for said, organisation in ((DORSET, "Dorset Police"), (KENT, "Kent Police"), (DORSET, "Dorset Police")):
        assert loaded(nobodys, warehouse, said)["published"]
        assert published(warehouse) == {(organisation, None, organisation)}


def test_what_is_said_in_two_loads_adds_up(warehouse: Path, nobodys: Path) -> None:
    loaded(nobodys, warehouse, DORSET)
    assert loaded(nobodys, warehouse, MET)["published"]
    assert published(warehouse) == {("Dorset Police", MET.meeting_date, "Dorset Police")}


def test_it_is_said_of_the_papers_that_are_named_alone(warehouse: Path, tmp_path: Path, nobodys: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(nobodys.read_text(encoding="utf-8").replace("567", "568"), encoding="utf-8")
    loaded(other, warehouse, DORSET)
    assert published(warehouse, "other.txt") == {("Dorset Police", None, "Dorset Police")}
    assert published(warehouse) == {(None, None, None)}


def test_a_folder_says_it_of_every_paper_in_it(tmp_path: Path, nobodys: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in (1, 2):
        text = nobodys.read_text(encoding="utf-8").replace("567", f"56{number}")
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    loaded(folder, tmp_path / "w.duckdb", DORSET)
    for number in (1, 2):
        assert published(tmp_path / "w.duckdb", f"{number}.txt") == {("Dorset Police", None, "Dorset Police")}


def test_a_papers_own_words_are_kept_and_the_load_says_so(warehouse: Path, tmp_path: Path) -> None:
    before = published(warehouse, "exampleshire.txt")
    summary = loaded(tmp_path / "exampleshire.txt", warehouse, BOTH, gated=True)
    assert published(warehouse, "exampleshire.txt") == before
    assert warned(summary)[AGREE] == (
        "not so for 1 of 1: exampleshire.txt is of Exampleshire Police and OPCC by its own words, not of Dorset Police"
        " and names 2024-11-14 as the day of its meeting, not 2024-12-12"
    )


def test_a_new_extractor_keeps_it(warehouse: Path, nobodys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(nobodys, warehouse, BOTH)
    before = published(warehouse)
    another_version(monkeypatch)
    summary = loaded(warehouse.with_name("exampleshire.txt"), warehouse)
    assert (summary["published"], summary["papers_new"]) == (True, 2)
    assert published(warehouse) == before


def test_the_tasks_of_the_dag_keep_it(warehouse: Path, nobodys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(nobodys, warehouse, BOTH)
    before = published(warehouse)
    another_version(monkeypatch)
    found = find_papers(warehouse.with_name("exampleshire.txt"), warehouse)
    assert len(found) == 2, "the paper of before is due as well"
    outcomes = [land_and_extract(path, warehouse) for path in found]
    assert [outcome["outcome"] for outcome in outcomes] == ["new", "new"]
    assert publish(warehouse, outcomes, steps=QuickSteps())["published"]
    assert published(warehouse) == before
    assert land_and_extract(nobodys, warehouse)["outcome"] == "known"


def test_the_tasks_of_the_dag_say_it_of_the_papers_that_are_named_alone(
    warehouse: Path, nobodys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another_version(monkeypatch)
    other = tmp_path / "folder" / "other.txt"
    other.parent.mkdir()
    other.write_text(nobodys.read_text(encoding="utf-8").replace("567", "568"), encoding="utf-8")
    found = find_papers(other.parent, warehouse)
    assert len(found) == 3, "the papers of before are due as well"
    outcomes = [land_and_extract(path, warehouse, said=BOTH) for path in found]
    assert publish(warehouse, outcomes, steps=QuickSteps())["published"]
    assert published(warehouse, "other.txt") == {("Dorset Police", MET.meeting_date, "Dorset Police")}
    assert published(warehouse) == {(None, None, None)}


def test_a_force_that_is_in_no_list_passes_the_gate(warehouse: Path, nobodys: Path) -> None:
    new = said_by("Northshire Constabulary", None)
    assert loaded(nobodys, warehouse, new, gated=True)["held"] == []
    assert published(warehouse) == {("Northshire Constabulary", None, "Northshire Constabulary")}


@pytest.mark.parametrize(
    ("organisation", "meeting", "said"),
    [
        ("", None, NOTHING_SAID),
        (None, "", NOTHING_SAID),
        (" Dorset Police ", "2024-12-12", BOTH),
        ("Northshire Police", None, Said("Northshire Police")),
    ],
)
def test_what_somebody_writes_is_what_is_said(organisation: str | None, meeting: str | None, said: Said) -> None:
    assert said_by(organisation, meeting) == said


@pytest.mark.parametrize(("organisation", "meeting"), [("zzzz", None), ("Northshire", None), (None, "12 December")])
def test_what_cannot_be_meant_is_a_sentence(organisation: str | None, meeting: str | None) -> None:
    with pytest.raises(LoadError, match=r"No organisation is called|is no day"):
        said_by(organisation, meeting)


def test_a_ledger_that_is_made_again_keeps_it(warehouse: Path, nobodys: Path) -> None:
    loaded(nobodys, warehouse, BOTH)
    store, before = open_store(warehouse), published(warehouse)
    store.ledger.unlink()
    (mended,) = repair(warehouse)
    assert "2 landed papers, 2 extractions" in mended.what
    assert Ledger(store).said() == {paper_id(warehouse): BOTH}
    third = nobodys.with_name("third.txt")
    third.write_text(paper(3), encoding="utf-8")
    assert loaded(third, warehouse)["papers_new"] >= 1
    assert published(warehouse) == before


def test_a_record_with_damaged_words_is_passed_over(warehouse: Path, nobodys: Path) -> None:
    loaded(nobodys, warehouse, BOTH)
    store, one = open_store(warehouse), paper_id(warehouse)
    file = store.landed / f"{one}.json"
    file.write_text(file.read_text(encoding="utf-8").replace("2024-12-12", "some day"), encoding="utf-8")
    assert record_of(store, one) is None
    store.ledger.unlink()
    assert "2 landed papers" in repair(warehouse)[0].what


def test_it_is_kept_with_the_paper_and_goes_with_it(warehouse: Path, nobodys: Path) -> None:
    loaded(nobodys, warehouse, BOTH)
    store, one = open_store(warehouse), paper_id(warehouse)
    record = record_of(store, one)
    assert record is not None
    assert record.said == {"organisation": "Dorset Police", "meeting_date": "2024-12-12"}
    forget("appendix.txt", warehouse, steps=QuickSteps())
    assert Ledger(store).said() == {}
    loaded(nobodys, warehouse)
    assert published(warehouse) == {(None, None, None)}


def test_a_load_that_is_killed_after_it_was_said_reads_the_paper_at_the_next(warehouse: Path, nobodys: Path) -> None:
    store = open_store(warehouse)
    Ledger(store).say(paper_id(warehouse), DORSET)
    assert loaded(warehouse.with_name("exampleshire.txt"), warehouse)["published"]
    assert published(warehouse) == {("Dorset Police", None, "Dorset Police")}


def test_a_reading_that_knew_nothing_of_it_is_none_of_the_paper(warehouse: Path) -> None:
    ledger, one, version = Ledger(open_store(warehouse)), paper_id(warehouse), extractor_version()
    ledger.say(one, DORSET)
    ledger.record_reading(one, version, figures=12)
    assert ledger.read_outcome(one, version) is None
    assert one not in ledger.readings(version)
    assert one not in {row["paper_id"] for row in ledger.accepted(version)}
    assert one not in ledger.ungated(version, "rules")


def test_a_ledger_of_before_is_read_and_then_brought_up_to_date(tmp_path: Path) -> None:
    store = open_store(tmp_path / "w.duckdb")
    store.create()
    with sqlite3.connect(store.ledger) as db:
        db.executescript("".join(VERSIONS[:5]) + "pragma user_version = 5;")
    ledger = Ledger(store)
    assert (ledger.said(), ledger.accepted("v"), ledger.readings("v")) == ({}, [], {})
    assert ledger.say("p", DORSET) == DORSET
    assert ledger.say("p", MET) == BOTH
    assert ledger.said() == {"p": BOTH}
