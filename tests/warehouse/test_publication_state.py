"""Whether store and published file agree: what is gone, changed or read by another extractor is made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from made_up_load import QuickSteps, ledger, look
from overtime_paper import write_papers

from copperbottom.paths import PROJECT
from warehouse.errors import LoadError
from warehouse.load import loader, paper_intake
from warehouse.load.loader import find_papers, land_and_extract, load
from warehouse.load.steps import Failure
from warehouse.state.publication_state import LOST, RULES, rules_version
from warehouse.state.snapshot import Snapshot
from warehouse.state.store import open_store

SHARED = Path(__file__).parents[1] / "shared"

pytestmark = pytest.mark.in_process_readers


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_papers(tmp_path / "papers", 1, 2)


@pytest.fixture
def warehouse(tmp_path: Path, papers: Path) -> Path:
    place = tmp_path / "w.duckdb"
    assert load(papers, place, steps=QuickSteps())["published"]
    return place


def extractor_is(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (loader, paper_intake):
        monkeypatch.setattr(room, "extractor_version", lambda: version)


def test_nothing_new_publishes_nothing_and_warms_nothing(warehouse: Path, papers: Path) -> None:
    before, steps = warehouse.stat(), QuickSteps()
    summary = load(papers, warehouse, steps=steps)
    assert not summary["published"]
    assert "Nothing is new" in summary["reason"]
    assert (steps.warmed, steps.gated, steps.built) == (0, [], [])
    assert (warehouse.stat().st_ino, warehouse.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [row["published"] for row in ledger(warehouse).loads()] == [True, False]


def test_a_deleted_file_is_built_again_from_the_store(warehouse: Path, papers: Path) -> None:
    whole = look(warehouse).papers
    warehouse.unlink()
    for path in papers.iterdir():
        path.unlink()
    write_papers(papers, 3)
    steps = QuickSteps()
    assert load(papers, warehouse, steps=steps)["published"]
    assert look(warehouse).papers == whole | {"overtime-3.txt": 12}
    assert len(steps.gated) == 1


@pytest.mark.parametrize("how", ["cut", "flipped", "emptied", "folder"])
def test_a_file_that_somebody_changed_is_built_again(warehouse: Path, papers: Path, how: str) -> None:
    whole, data = look(warehouse).papers, warehouse.read_bytes()
    if how == "cut":
        warehouse.write_bytes(data[:-4096])
    elif how == "flipped":
        warehouse.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    elif how == "emptied":
        warehouse.write_bytes(b"")
    else:
        warehouse.unlink()
    assert load(papers, warehouse, steps=QuickSteps())["published"]
    assert look(warehouse).papers == whole


def test_a_copied_warehouse_is_known_again(warehouse: Path, papers: Path) -> None:
    data = warehouse.read_bytes()
    warehouse.unlink()
    warehouse.write_bytes(data)
    os.utime(warehouse, (1, 1))
    assert not load(papers, warehouse, steps=QuickSteps())["published"]


def test_another_extractor_reads_every_paper_again(
    warehouse: Path, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those of earlier loads, from their landed bytes, under the names that they came under."""
    for path in papers.iterdir():
        path.unlink()
    write_papers(papers, 3)
    extractor_is("another", monkeypatch)
    assert len(find_papers(papers, warehouse)) == 3
    steps = QuickSteps()
    summary = load(papers, warehouse, steps=steps)
    assert summary["published"]
    assert look(warehouse).papers == {f"overtime-{number}.txt": 12 for number in (1, 2, 3)}
    assert len(steps.gated) == 3
    assert set(ledger(warehouse).published_papers().values()) == {"another"}


def test_a_held_paper_is_read_again_by_another_extractor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, warehouse = write_papers(tmp_path / "papers", 1), tmp_path / "w.duckdb"
    failing = papers / "fail.txt"
    failing.write_text("REFUSE at first\n" + (papers / "overtime-1.txt").read_text(encoding="utf-8"), encoding="utf-8")
    first = load(papers, warehouse, steps=QuickSteps(), extractor=f"{SHARED / 'made_up_extractors.py'}:obedient")
    assert [row["paper"] for row in first["held"]] == ["fail.txt"]
    again = load(papers, warehouse, steps=QuickSteps())
    assert not again["published"]
    assert [row["paper"] for row in again["held"]] == ["fail.txt"]
    extractor_is("better", monkeypatch)
    assert load(papers, warehouse, steps=QuickSteps())["held"] == []
    assert set(look(warehouse).papers) == {"overtime-1.txt", "fail.txt"}


def test_other_rules_send_every_paper_through_the_gate_again(
    warehouse: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "rules_version", lambda: "others")
    steps = QuickSteps()
    assert load(papers, warehouse, steps=steps)["published"]
    assert len(steps.gated) == 2


def test_the_rules_are_a_hash_of_what_decides_a_build() -> None:
    assert rules_version() == rules_version()
    assert len(rules_version()) == 12


def test_a_rule_that_was_moved_is_missed() -> None:
    with pytest.raises(FileNotFoundError, match="moved_away"):
        rules_version({**RULES, "warehouse/load": (*RULES["warehouse/load"], "moved_away.py")})


def test_no_file_that_decides_a_build_is_left_out() -> None:
    """What a load calls between extraction and publication is a rule, or is named here as none."""
    rules = {f"{folder}/{pattern}" for folder, patterns in RULES.items() for pattern in patterns}
    rooms = {f"warehouse/load/{path.name}" for path in (PROJECT / "warehouse" / "load").glob("*.py")}
    order = {
        "__init__",
        "companions",
        "dbt_gx_steps",
        "drift",
        "load_run",
        "loader",
        "paper_intake",
        "progress",
        "repair",
        "steps",
    }
    assert rooms - rules == {f"warehouse/load/{name}.py" for name in order}


def test_an_extraction_that_is_gone_is_made_again(warehouse: Path, papers: Path) -> None:
    store = open_store(warehouse)
    (folder,) = store.extracted.iterdir()
    gone = sorted(folder.iterdir())[0]
    for path in gone.iterdir():
        path.unlink()
    gone.rmdir()
    load(papers, warehouse, steps=QuickSteps())
    assert gone.is_dir()
    assert look(warehouse).papers == {"overtime-1.txt": 12, "overtime-2.txt": 12}


def test_a_paper_whose_bytes_are_gone_says_so(warehouse: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(warehouse)
    for path in store.papers.iterdir():
        path.unlink()
    (papers / "overtime-1.txt").unlink()
    extractor_is("another", monkeypatch)
    with pytest.raises(LoadError, match=r"overtime-1.txt, which had 12 figures, is held: Its bytes are missing"):
        load(papers, warehouse, steps=QuickSteps())
    assert set(look(warehouse).papers) == {"overtime-1.txt", "overtime-2.txt"}
    assert load(papers, warehouse, steps=QuickSteps(), accept_losses="the original is gone")["published"]
    assert [row["reason"] for row in ledger(warehouse).held()] == [LOST]
    assert set(look(warehouse).papers) == {"overtime-2.txt"}
    write_papers(papers, 1)
    assert load(papers, warehouse, steps=QuickSteps())["published"]
    assert ledger(warehouse).held() == []


def test_an_audit_that_fails_over_a_table_holds_that_table(warehouse: Path, papers: Path) -> None:
    outcome = land_and_extract(write_papers(papers, 3) / "overtime-3.txt", warehouse)
    bad = (outcome["paper_id"], 1)

    def judge(snapshot: Snapshot) -> Failure | None:
        held = {(row["paper_id"], row["table_no"]) for row in snapshot.held}
        there = bad[0] in snapshot.papers and bad not in held
        return Failure("It fails.", frozenset([bad[0]]), {bad: "Table 1 is held, because."}) if there else None

    steps = QuickSteps(audit_says=judge)
    assert load(papers, warehouse, steps=steps)["published"]
    assert len(steps.built) == 2, "one build more, and not one for each paper"
    assert look(warehouse).held == [("overtime-3.txt", 1, "audit", "Table 1 is held, because.")]
    assert look(warehouse).papers == {"overtime-1.txt": 12, "overtime-2.txt": 12, "overtime-3.txt": 0}


def test_an_audit_that_fails_over_one_paper_holds_that_one(warehouse: Path, papers: Path) -> None:
    outcome = land_and_extract(write_papers(papers, 3) / "overtime-3.txt", warehouse)
    write_papers(papers, 4)

    def judge(snapshot: Snapshot) -> Failure | None:
        bad = outcome["paper_id"] in snapshot.papers
        return Failure("The audit failed: mend the paper.", frozenset([outcome["paper_id"]])) if bad else None

    summary = load(papers, warehouse, steps=QuickSteps(audit_says=judge))
    assert summary["published"]
    assert [(row["paper"], row["stage"]) for row in summary["held"]] == [("overtime-3.txt", "audit")]
    assert set(look(warehouse).papers) == {"overtime-1.txt", "overtime-2.txt", "overtime-4.txt"}
    assert not load(papers, warehouse, steps=QuickSteps(audit_says=judge))["published"]
