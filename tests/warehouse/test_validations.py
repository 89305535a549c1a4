"""What Great Expectations answered is kept for the load that is published, and for no other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from made_up_load import QuickSteps, look
from overtime_paper import write_papers

from warehouse.errors import LoadError
from warehouse.load.loader import load
from warehouse.load.steps import Failure, Gated
from warehouse.state.snapshot import Snapshot
from warehouse.state.store import Store, open_store
from warehouse.state.validations import read_validations, write_validations


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def gate(store: Store, papers: Mapping[str, str]) -> Gated:
    return Gated(validations=[{"check": f"{len(papers)} gated", "answer": {}}])


def test_the_published_load_has_its_results_and_no_other_has(warehouse: Path, tmp_path: Path) -> None:
    store, papers = open_store(warehouse), tmp_path / "papers"
    load(write_papers(papers, 1), warehouse, steps=QuickSteps(gate))
    (first,) = store.validations.iterdir()
    load(write_papers(papers, 2, 3), warehouse, steps=QuickSteps(gate))
    (second,) = store.validations.iterdir()
    assert first.stem != second.stem
    assert second.stem == look(warehouse).loads[-1]["load_id"]
    assert [one["check"] for one in read_validations(store, second.stem)] == ["2 gated"]


def test_a_load_that_publishes_nothing_leaves_those_of_what_is_published(warehouse: Path, tmp_path: Path) -> None:
    load(write_papers(tmp_path / "papers", 1), warehouse, steps=QuickSteps(gate))
    before = list(open_store(warehouse).validations.iterdir())

    def judge(snapshot: Snapshot) -> Failure | None:
        return Failure("It fails.")

    with pytest.raises(LoadError):
        load(write_papers(tmp_path / "papers", 2), warehouse, steps=QuickSteps(gate, judge))
    assert list(open_store(warehouse).validations.iterdir()) == before


@pytest.mark.parametrize("text", ["", "[", "{}", "[1]", '[{"check": "x"}]'])
def test_damaged_results_are_none(tmp_path: Path, text: str) -> None:
    store = open_store(tmp_path / "w.duckdb")
    write_validations(store, "one", [{"check": "x", "answer": {}}])
    assert read_validations(store, "one") == [{"check": "x", "answer": {}}]
    (store.validations / "one.json").write_text(text)
    assert read_validations(store, "one") == []
    assert read_validations(store, "two") == []
