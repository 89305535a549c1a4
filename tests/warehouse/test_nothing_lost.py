"""Nothing that is not ours is overwritten, nothing published is lost without a word, and what was lost heals."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from made_up_load import QuickSteps, look
from overtime_paper import paper, write_papers

from copperbottom.cli import main
from extract.version import extractor_version
from warehouse.errors import LoadError
from warehouse.load.loader import forget, load
from warehouse.load.repair import repair
from warehouse.state.ledger import Ledger
from warehouse.state.paper_status import paper_statuses
from warehouse.state.store import EXTRACTION_PARTS, Store, open_store

pytestmark = pytest.mark.in_process_readers


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_papers(tmp_path / "papers", 1, 2)


@pytest.fixture
def warehouse(tmp_path: Path, papers: Path) -> Path:
    place = tmp_path / "w.duckdb"
    assert load(papers, place, steps=QuickSteps())["published"]
    return place


def loaded_again(warehouse: Path, *numbers: int, within: Path | None = None) -> dict[str, Any]:
    more = write_papers((within or warehouse.parent) / "more", *numbers)
    return load(more, warehouse, steps=QuickSteps())


# What stands in the place


def a_device(place: Path) -> None:
    os.symlink("/dev/null", place)


def a_pipe(place: Path) -> None:
    os.mkfifo(place)


def a_folder(place: Path) -> None:
    place.mkdir()


def a_letter(place: Path) -> None:
    place.write_text("Dear treasurer, these are the figures.", encoding="utf-8")


def somebodys_database(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("create table my_life_work as from range(1000)")


def a_schema_of_ours_in_somebodys_database(place: Path) -> None:
    with duckdb.connect(str(place)) as connection:
        connection.execute("create schema marts; create table marts.sales as from range(1000)")


@pytest.mark.parametrize(
    "occupy",
    [a_device, a_pipe, a_folder, a_letter, somebodys_database, a_schema_of_ours_in_somebodys_database],
)
def test_what_is_not_ours_is_refused_and_stays(tmp_path: Path, papers: Path, occupy: Callable[[Path], None]) -> None:
    place = tmp_path / "theirs.duckdb"
    occupy(place)
    before = place.lstat(), place.read_bytes() if place.is_file() else None
    with pytest.raises(LoadError, match=r"another file|a file, such as"):
        load(papers, place, steps=QuickSteps())
    assert (place.lstat().st_mode, place.lstat().st_ino) == (before[0].st_mode, before[0].st_ino)
    assert before[1] is None or place.read_bytes() == before[1]


def test_the_null_device_stays_a_device(papers: Path) -> None:
    with pytest.raises(LoadError, match="a device"):
        load(papers, "/dev/null", steps=QuickSteps())
    assert not Path("/dev/null").is_file()


def test_an_empty_file_and_a_link_to_a_warehouse_are_taken(tmp_path: Path, papers: Path, warehouse: Path) -> None:
    (tmp_path / "empty.duckdb").touch()
    assert load(papers, tmp_path / "empty.duckdb", steps=QuickSteps())["published"]


def test_a_warehouse_without_its_store_is_no_new_one(warehouse: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone" / "w.duckdb"
    alone.parent.mkdir()
    shutil.copy2(warehouse, alone)
    with pytest.raises(LoadError, match="a store that does not lie beside it"):
        loaded_again(alone, 3, within=tmp_path)
    assert len(look(alone).papers) == 2


@pytest.mark.parametrize("content", [None, b""])
def test_a_store_without_its_ledger_is_no_new_one(warehouse: Path, content: bytes | None) -> None:
    ledger = open_store(warehouse).ledger
    ledger.unlink()
    if content is not None:
        ledger.write_bytes(content)
    with pytest.raises(LoadError, match=r"is missing or empty.*copperbottom repair"):
        loaded_again(warehouse, 3)
    assert len(look(warehouse).papers) == 2


# What is damaged


def garbage(ledger: Path) -> None:
    ledger.write_bytes(b"this is no ledger" * 1000)


def torn(ledger: Path) -> None:
    data = bytearray(ledger.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    ledger.write_bytes(data)


def without_its_tables(ledger: Path) -> None:
    with sqlite3.connect(ledger) as db:
        db.execute("drop table papers")


@pytest.mark.parametrize("damage", [garbage, torn, without_its_tables])
def test_a_damaged_ledger_is_said_plainly_and_repaired(
    warehouse: Path, papers: Path, damage: Callable[[Path], None]
) -> None:
    store = open_store(warehouse)
    before = Ledger(store).landed()
    known = {row["paper_id"] for row in before}
    damage(store.ledger)
    with pytest.raises(LoadError, match=r"is damaged.*copperbottom repair"):
        loaded_again(warehouse, 3)
    status = CliRunner().invoke(main, ["status", "--warehouse", str(warehouse)])
    assert status.exit_code == 1
    assert "copperbottom repair" in status.stderr
    (mended,) = repair(warehouse)
    assert re.search(r"made again from \d landed papers, 2 extractions and 1 published loads", mended.what)
    assert (store.root / "damaged" / "ledger.sqlite").is_file()
    assert [row for row in Ledger(store).landed() if row["paper_id"] in known] == before, "names and times of then"
    assert repair(warehouse) == []
    assert loaded_again(warehouse, 3)["published"]
    assert set(look(warehouse).papers) == {"overtime-1.txt", "overtime-2.txt", "overtime-3.txt"}


def test_a_lost_ledger_of_a_store_without_records_is_told_by_its_extractions(warehouse: Path) -> None:
    store = open_store(warehouse)
    shutil.rmtree(store.landed)
    store.ledger.unlink()
    repair(warehouse)
    assert {row["paper"] for row in Ledger(store).landed()} == {"overtime-1.txt", "overtime-2.txt"}
    assert loaded_again(warehouse, 3)["published"]
    assert len(look(warehouse).papers) == 3


def test_a_newer_ledger_is_not_used(warehouse: Path) -> None:
    with sqlite3.connect(open_store(warehouse).ledger) as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(LoadError, match="version 99, which a newer copperbottom wrote"):
        loaded_again(warehouse, 3)
    with pytest.raises(LoadError, match="version 99"):
        Ledger(open_store(warehouse)).loads()


def one_extraction(store: Store) -> Path:
    return sorted((store.extracted / extractor_version()).iterdir())[0]


@pytest.mark.parametrize("part", EXTRACTION_PARTS)
@pytest.mark.parametrize("content", [None, b"", b"garbage", b"PAR1 cut off"])
def test_a_torn_extraction_is_read_again(warehouse: Path, part: str, content: bytes | None) -> None:
    file = one_extraction(open_store(warehouse)) / f"{part}.parquet"
    whole = file.read_bytes()
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    assert loaded_again(warehouse, 3)["published"]
    assert len(look(warehouse).papers) == 3
    assert file.read_bytes() == whole


def test_a_parquet_file_that_is_damaged_within_is_repaired(warehouse: Path) -> None:
    file = one_extraction(open_store(warehouse)) / "figures.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : -8] = b"\x00" * (len(data) - 8 - len(data) // 2)
    file.write_bytes(data)
    (mended,) = repair(warehouse)
    assert "1 extractions were torn" in mended.what
    assert loaded_again(warehouse, 3)["published"]
    assert len(look(warehouse).papers) == 3


# Bytes of the store


def spoil_bytes(store: Store) -> tuple[Path, bytes]:
    file = sorted(store.papers.iterdir())[0]
    sound = file.read_bytes()
    file.write_bytes(sound.replace(b"567", b"999"))
    return file, sound


def test_changed_bytes_are_never_published_as_another_paper(warehouse: Path, papers: Path) -> None:
    store = open_store(warehouse)
    file, sound = spoil_bytes(store)
    shutil.rmtree(store.extracted)
    with pytest.raises(LoadError, match=r"would lose what stands.*not those that landed"):
        loaded_again(warehouse, 3)
    assert len(look(warehouse).papers) == 2, "what stands stays"
    load(warehouse.parent / "more", warehouse, steps=QuickSteps(), accept_losses="its original will come")
    (held,) = [row for row in Ledger(store).held() if row["paper_id"] == file.stem]
    assert "not those that landed" in held["reason"]
    assert {row["paper_id"] for row in Ledger(store).landed()} >= {file.stem}
    assert all(len(name) < 60 for name in look(warehouse).papers), "no paper is called by a hash"
    assert len(look(warehouse).papers) == 2
    load(papers, warehouse, steps=QuickSteps())
    assert file.read_bytes() == sound, "the sound original takes the place of the changed bytes"
    assert len(look(warehouse).papers) == 3
    assert Ledger(store).held() == []


def test_repair_puts_changed_bytes_aside(warehouse: Path, papers: Path) -> None:
    store = open_store(warehouse)
    file, sound = spoil_bytes(store)
    (mended,) = repair(warehouse)
    assert "are not those that came" in mended.what
    assert (store.root / "damaged" / file.name).is_file()
    load(papers, warehouse, steps=QuickSteps())
    assert file.read_bytes() == sound


# Ends


def test_forgetting_what_was_never_published_is_no_failure(warehouse: Path, tmp_path: Path) -> None:
    bad = tmp_path / "scan.txt"
    bad.write_bytes(bytes(range(256)) * 40)
    load([tmp_path / "papers", bad], warehouse, steps=QuickSteps())
    before = warehouse.stat().st_mtime_ns
    summary = forget("scan.txt", warehouse)
    assert not summary["published"]
    assert "so the marts are as they were" in summary["reason"]
    assert warehouse.stat().st_mtime_ns == before
    assert "scan.txt" not in {row["paper"] for row in Ledger(open_store(warehouse)).landed()}


@pytest.mark.parametrize("name", ["scan.txt", "page.xyz"])
def test_a_load_of_nothing_but_held_papers_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("warehouse.load.loader._real_steps", QuickSteps)
    bad = tmp_path / name
    bad.write_bytes(bytes(range(256)) * 40)
    for _ in range(2):
        done = CliRunner().invoke(main, ["load", str(bad), "--warehouse", str(tmp_path / "w.duckdb")])
        assert done.exit_code == 1, done.stderr
        assert "no paper could be accepted" in done.stderr


@pytest.mark.children
def test_so_does_its_process_while_the_heavy_steps_are_still_being_imported(tmp_path: Path) -> None:
    bad = tmp_path / "scan.txt"
    bad.write_bytes(bytes(range(256)) * 40)
    load = [sys.executable, "-m", "copperbottom", "load", str(bad), "--warehouse", str(tmp_path / "w.duckdb")]
    done = subprocess.run(load, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "no paper could be accepted" in done.stderr


def test_a_paper_has_a_record_of_its_landing(warehouse: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere"
    again.mkdir()
    (again / "another name.txt").write_text(paper(1), encoding="utf-8")
    load(again, warehouse, steps=QuickSteps())
    store = open_store(warehouse)
    before = {row["paper_id"]: row["names"] for row in paper_statuses(Ledger(store))}
    store.ledger.unlink()
    repair(warehouse)
    assert {row["paper_id"]: row["names"] for row in paper_statuses(Ledger(store))} == before
