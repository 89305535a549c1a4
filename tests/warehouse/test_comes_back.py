"""What could not be read comes back by itself when what it wanted is there: a tool, time, memory, a passing fault."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from made_up_load import QuickSteps, look
from overtime_paper import write_papers

from copperbottom.settings import variable
from extract.model import Extraction, PaperError
from extract.pipeline import extract_paper
from extract.version import extractor_version
from warehouse.load.loader import find_papers, load
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store
from warehouse.workers.circumstances import circumstances

HERE = Path(__file__).parent

pytestmark = pytest.mark.in_process_readers


def wants_a_tool(path: Path, name: str) -> Extraction:
    """An extractor for which a paper is a scan, until ocrmypdf is there."""
    if name == "overtime-1.txt" and "ocrmypdf=none" in circumstances():
        raise PaperError("This is a scan: install ocrmypdf and load it again.")
    return extract_paper(path, name)


def fails_once(path: Path, name: str) -> Extraction:
    """An extractor that fails on a paper the first time, as where a library is broken for a moment."""
    mark = path.parent.parent / "was here"
    if name == "overtime-1.txt" and not mark.exists():
        mark.touch()
        raise KeyError("a broken library")
    return extract_paper(path, name)


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.syspath_prepend(str(HERE))
    (tmp_path / "bin").mkdir()
    return write_papers(tmp_path / "papers", 1, 2)


def install(folder: Path) -> None:
    tool = folder / "bin" / "ocrmypdf"
    tool.write_text("#!/bin/sh\n", encoding="utf-8")
    tool.chmod(0o755)


def held(warehouse: Path) -> list[str]:
    return [row["paper"] for row in Ledger(open_store(warehouse)).held()]


def held_in(warehouse: Path) -> dict[str, str]:
    """Papers that could not be read, each with the circumstances of then."""
    readings = Ledger(open_store(warehouse)).readings(extractor_version())
    return {one: row["circumstances"] for one, row in readings.items() if row["outcome"] == "held"}


def test_a_scan_comes_back_when_its_tool_is_installed(tmp_path: Path, papers: Path) -> None:
    warehouse, extractor = tmp_path / "w.duckdb", "test_comes_back:wants_a_tool"
    load(papers, warehouse, steps=QuickSteps(), extractor=extractor)
    assert held(warehouse) == ["overtime-1.txt"]
    assert not load(papers, warehouse, steps=QuickSteps(), extractor=extractor)["published"], "nothing changed"
    install(tmp_path)
    elsewhere = write_papers(tmp_path / "more", 3)
    assert load(elsewhere, warehouse, steps=QuickSteps(), extractor=extractor)["published"]
    assert held(warehouse) == []
    assert set(look(warehouse).papers) == {"overtime-1.txt", "overtime-2.txt", "overtime-3.txt"}


def test_the_dag_finds_it_too(tmp_path: Path, papers: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(papers, warehouse, steps=QuickSteps(), extractor="test_comes_back:wants_a_tool")
    elsewhere = write_papers(tmp_path / "more", 3)
    assert len(find_papers(elsewhere, warehouse)) == 1
    install(tmp_path)
    assert len(find_papers(elsewhere, warehouse)) == 2


@pytest.mark.parametrize(("setting", "more"), [("paper_seconds", "900"), ("paper_memory", "4096")])
def test_more_time_or_memory_is_another_try(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch, setting: str, more: str
) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(papers, warehouse, steps=QuickSteps(), extractor="test_comes_back:wants_a_tool")
    before = held_in(warehouse)
    monkeypatch.setenv(variable(setting), more)
    load(papers, warehouse, steps=QuickSteps(), extractor="test_comes_back:wants_a_tool")
    after = held_in(warehouse)
    assert before.keys() == after.keys()
    assert before != after


def test_a_passing_fault_is_tried_again_at_the_next_load_that_brings_it(tmp_path: Path, papers: Path) -> None:
    warehouse, extractor = tmp_path / "w.duckdb", "test_comes_back:fails_once"
    first = load(papers, warehouse, steps=QuickSteps(), extractor=extractor)
    assert "load it again" in first["held"][0]["reason"]
    assert load(papers, warehouse, steps=QuickSteps(), extractor=extractor)["published"]
    assert held(warehouse) == []


def test_another_version_of_a_reading_library_is_another_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    before = extractor_version()
    extractor_version.cache_clear()
    monkeypatch.setattr("extract.version.version", lambda library: f"{library} 99.0.0")
    try:
        assert extractor_version() != before
    finally:
        extractor_version.cache_clear()


def test_another_program_of_the_same_name_is_another_tool(tmp_path: Path, papers: Path) -> None:
    install(tmp_path)
    before = circumstances()
    os.utime(tmp_path / "bin" / "ocrmypdf", (time.time() + 60,) * 2)
    assert circumstances() != before
