"""The store: papers land whole, once, under their hash, and what killed processes left goes."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from pathlib import Path

import pytest

from copperbottom.paths import default_warehouse
from warehouse.state.store import (
    EXTRACTION_PARTS,
    clear_stale,
    display_name,
    file_sha256,
    keep_folder,
    land,
    open_store,
    scratch,
    suffix_of,
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "Paper.TXT"
    path.write_bytes(b"a paper")
    return path


def test_a_paper_lands_under_its_hash(tmp_path: Path, source: Path) -> None:
    store = open_store(tmp_path / "w.duckdb")
    store.create()
    landed = land(store, source)
    assert landed.paper_id == hashlib.sha256(b"a paper").hexdigest() == file_sha256(source)
    assert landed.path == store.papers / f"{landed.paper_id}.txt"
    assert landed.path.read_bytes() == b"a paper"
    assert list(store.tmp.iterdir()) == []


def test_the_same_bytes_land_once(tmp_path: Path, source: Path) -> None:
    store = open_store(tmp_path / "w.duckdb")
    store.create()
    first = land(store, source)
    assert first.path is not None
    before = first.path.stat().st_ino
    other = tmp_path / "other.txt"
    other.write_bytes(b"a paper")
    assert land(store, other).path == first.path
    assert first.path.stat().st_ino == before
    assert len(list(store.papers.iterdir())) == 1


def test_a_paper_that_changes_while_it_is_copied_is_what_was_copied(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path / "w.duckdb")
    store.create()
    monkeypatch.setattr("shutil.copyfile", lambda _source, copy: Path(copy).write_bytes(b"another"))
    landed = land(store, source)
    assert landed.paper_id == hashlib.sha256(b"another").hexdigest()
    assert landed.path is not None
    assert landed.path.read_bytes() == b"another"


def test_a_landed_paper_can_be_read_by_others(tmp_path: Path, source: Path) -> None:
    store = open_store(tmp_path / "w.duckdb")
    store.create()
    source.chmod(0o600)
    landed = land(store, source)
    assert landed.path is not None
    assert landed.path.stat().st_mode & stat.S_IRUSR


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.TXT", ".txt"), ("a", ""), ("a.tar.gz", ".gz"), ("a.t/x", ""), ("a.très", ""), ("a." + "x" * 40, "")],
)
def test_only_safe_suffixes_are_kept(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


def test_a_name_that_is_not_utf8_is_still_a_name() -> None:
    assert display_name(os.fsdecode(b"caf\xe9.txt")) == "caf\ufffd.txt"
    assert display_name("café.txt") == "café.txt"


def test_the_second_of_two_that_keep_the_same_folder_gives_way(tmp_path: Path) -> None:
    store = open_store(tmp_path / "w.duckdb")
    store.create()
    kept = []
    for word in ("torn", "first", "second"):
        with scratch(store) as folder:
            (folder / "done").mkdir()
            for part in EXTRACTION_PARTS:
                whole = "" if word == "torn" else "PAR1"
                (folder / "done" / f"{part}.parquet").write_text(f"PAR1 {word} {whole}", encoding="utf-8")
            kept.append(keep_folder(folder / "done", store.extraction("v", "p")))
    assert kept == [True, True, False]
    assert (store.extraction("v", "p") / "figures.parquet").read_text(encoding="utf-8") == "PAR1 first PAR1"
    assert list(store.tmp.iterdir()) == []


def test_what_killed_loads_left_goes_and_what_others_write_stays(tmp_path: Path) -> None:
    store = open_store(tmp_path / "w.duckdb")
    store.create()
    for folder in (store.builds / "killed", store.tmp / "old", store.tmp / "young"):
        folder.mkdir()
    os.utime(store.tmp / "old", (0, 0))
    clear_stale(store, now=time.time())
    assert list(store.builds.iterdir()) == []
    assert [path.name for path in store.tmp.iterdir()] == ["young"]


def test_the_store_lies_beside_the_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_store("w.duckdb").root == tmp_path / "w.duckdb.store"
    monkeypatch.setenv("COPPERBOTTOM_WAREHOUSE", "elsewhere.duckdb")
    assert default_warehouse() == Path("elsewhere.duckdb")
