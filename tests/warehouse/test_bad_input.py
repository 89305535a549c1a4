"""Whatever comes in, the rest is loaded, and what is held says why and what to do."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from kept_warehouses import Loaded
from made_up_load import QuickSteps, ledger, look
from overtime_paper import paper, write_papers

from warehouse.errors import LoadError
from warehouse.load.loader import find_papers, land_and_extract, load
from warehouse.state.paper_status import paper_statuses
from warehouse.state.store import open_store
from warehouse.workers.read_pool import ReadLimits

SHARED = Path(__file__).parents[1] / "shared"
OBEDIENT = f"{SHARED / 'made_up_extractors.py'}:obedient"
HELD = {
    "empty.txt": "is empty; fetch",
    "rubbish.txt": "not text although its name says so; convert",
    "windows.txt": "not UTF-8",
    "budget.xlsx": "The format '.xlsx' is not read; convert",
    "huge.txt": "has 200 MB, more than the 50 MB",
}


@pytest.fixture
def quick() -> QuickSteps:
    return QuickSteps()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


# Held, and the rest goes on


@pytest.mark.parametrize("name", HELD)
def test_what_cannot_be_read_is_held_with_what_to_do(loaded: Loaded, name: str) -> None:
    (row,) = [row for row in loaded.summary["held"] if row["paper"] == name]
    assert HELD[name] in row["reason"]
    assert (row["table_no"], row["stage"]) == (None, "read")
    assert name not in look(loaded.warehouse).papers


def test_the_rest_is_loaded(loaded: Loaded) -> None:
    published = look(loaded.warehouse)
    assert set(published.papers) == {
        "exampleshire-2024-25-quarter-1.pdf",
        "samplefordshire-2024-25-outturn.pdf",
        "off.txt",
        "years.txt",
    }
    assert all(published.papers.values())
    assert {row[0] for row in published.held} == {*HELD, "years.txt"}
    assert loaded.summary["papers_held"] == len(HELD)
    assert loaded.summary["papers_new"] == len(published.papers)


def test_bytes_that_are_too_many_are_not_kept(loaded: Loaded) -> None:
    sizes = [path.stat().st_size for path in open_store(loaded.warehouse).papers.iterdir()]
    assert sizes
    assert max(sizes) < 1_000_000


def test_a_file_that_is_too_large_is_refused_quickly(tmp_path: Path) -> None:
    big = tmp_path / "huge.txt"
    with big.open("wb") as file:
        file.truncate(200_000_000)
    began = time.process_time()
    outcome = land_and_extract(big, tmp_path / "w.duckdb")
    assert outcome["outcome"] == "held"
    assert "split it" in outcome["reason"]
    assert time.process_time() - began < 5


def test_one_paper_under_two_names_is_one_paper(loaded: Loaded) -> None:
    both = {"exampleshire-2024-25-quarter-1.pdf", "the same again.pdf"}
    (row,) = [row for row in paper_statuses(ledger(loaded.warehouse)) if both & set(row["names"])]
    assert set(row["names"]) == both
    assert len(both & set(look(loaded.warehouse).papers)) == 1


def test_a_total_that_is_off_is_published_as_contradicted(loaded: Loaded) -> None:
    with duckdb.connect(str(loaded.warehouse), read_only=True) as connection:
        figures = connection.execute(
            "select figure_id, value from core.figures where paper = 'off.txt' and proof = 'contradicted'"
        ).fetchall()
        findings = connection.execute(
            "select figure_ids, difference, description from core.findings where status = 'contradiction'"
            " and kind = 'column_sum'"
        ).fetchall()
        flagged = connection.execute(
            "select has_contradiction from marts.budget_monitoring where revised_budget_gbp = 1314000"
        ).fetchall()
    assert [value for _, value in figures] == [Decimal(1_314_000)]
    ((figure_ids, difference, description),) = findings
    assert figures[0][0] in figure_ids
    assert abs(difference) == 100_000
    assert "Total Officer Overtime" in description
    assert flagged == [(True,)]


def test_a_table_that_fails_the_gate_is_held_alone(loaded: Loaded) -> None:
    (row,) = [row for row in loaded.summary["held"] if row["paper"] == "years.txt"]
    assert (row["table_no"], row["stage"]) == (2, "gate")
    assert "dates are within the paper's reach" in row["reason"]
    assert "load it again" in row["reason"]
    with duckdb.connect(str(loaded.warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select table_no, count(*) from core.figures where paper = 'years.txt' group by all"
        ).fetchall()
        years = connection.execute("select distinct financial_year from marts.budget_monitoring").fetchall()
    assert tables == [(1, 12)]
    assert years == [("2024/25",)]


def test_a_paper_that_breaks_its_reader_is_held_alone(tmp_path: Path, quick: QuickSteps) -> None:
    papers = write_papers(tmp_path / "papers", 1, 2)
    for word in ("DIE", "EAT", "FAIL"):
        (papers / f"{word.lower()}.txt").write_text(f"{word} please", encoding="utf-8")
    limits = ReadLimits(memory_bytes=512 << 20)
    summary = load(papers, tmp_path / "w.duckdb", steps=quick, extractor=OBEDIENT, limits=limits)
    reasons = {row["paper"]: row["reason"] for row in summary["held"]}
    assert set(reasons) == {"die.txt", "eat.txt", "fail.txt"}
    assert "signal 11" in reasons["die.txt"]
    assert "more memory than a paper may" in reasons["eat.txt"]
    assert "KeyError" in reasons["fail.txt"]
    assert set(look(tmp_path / "w.duckdb").papers) == {"overtime-1.txt", "overtime-2.txt"}


def test_a_paper_that_is_read_for_too_long_is_held(tmp_path: Path) -> None:
    tarry = tmp_path / "tarry.txt"
    tarry.write_text("TARRY please", encoding="utf-8")
    held = land_and_extract(tarry, tmp_path / "w.duckdb", extractor=OBEDIENT, limits=ReadLimits(seconds=1.5))
    assert held["outcome"] == "held"
    assert "did not end within 1.5 seconds" in held["reason"]


def test_strange_names_and_what_is_no_file_are_no_reason_to_stop(tmp_path: Path, quick: QuickSteps) -> None:
    """Names that are not UTF-8, a link that leads nowhere and a pipe lie among the papers."""
    papers = write_papers(tmp_path / "papers", 1)
    (papers / os.fsdecode(b"caf\xe9.txt")).write_text(paper(2), encoding="utf-8")
    (papers / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(papers / "pipe.txt")
    summary = load(papers, tmp_path / "w.duckdb", steps=quick)
    assert summary["published"]
    assert len(look(tmp_path / "w.duckdb").papers) == 2
    assert [row["paper"] for row in summary["held"]] == ["gone.txt"]


def test_a_warehouse_among_its_papers_is_no_paper(tmp_path: Path, quick: QuickSteps) -> None:
    papers = write_papers(tmp_path, 1)
    warehouse = papers / "w.duckdb"
    assert load(papers, warehouse, steps=quick)["published"]
    again = load(papers, warehouse, steps=quick)
    assert not again["published"]
    assert again["held"] == []
    assert find_papers(papers, papers / "another.duckdb") == [str(papers / "overtime-1.txt")]


# Nothing can be published


def test_nothing_there(tmp_path: Path, quick: QuickSteps) -> None:
    (tmp_path / "void" / "deep").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe")
    for paths, words in (
        (tmp_path / "missing", "There is no file or folder"),
        (tmp_path / "void", "There are no papers in"),
        ([], "name files, or folders"),
        (tmp_path / "pipe", "is neither a file nor a folder"),
    ):
        with pytest.raises(LoadError, match=words):
            load(paths, tmp_path / "w.duckdb", steps=quick)
    assert not (tmp_path / "w.duckdb").exists()


def test_nothing_but_bad_papers(tmp_path: Path, quick: QuickSteps) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "empty.txt").touch()
    for _ in range(2):
        with pytest.raises(LoadError, match=r"no paper could be accepted\. empty\.txt: The file is empty; fetch"):
            load(papers, tmp_path / "w.duckdb", steps=quick)
    assert not (tmp_path / "w.duckdb").exists()
    assert [row["published"] for row in ledger(tmp_path / "w.duckdb").loads()] == [False, False]


def test_a_warehouse_that_cannot_be_written(tmp_path: Path, quick: QuickSteps) -> None:
    papers = write_papers(tmp_path / "papers", 1, 2)
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for warehouse, words in (
        (tmp_path / "file" / "w.duckdb", "cannot be written"),
        (Path("/proc/w.duckdb"), "cannot be written|stopped"),
        (tmp_path / "folder", "is a folder"),
        (tmp_path / "core.duckdb", "cannot be called"),
        (papers / "overtime-1.txt", "is not a warehouse"),
    ):
        with pytest.raises(LoadError, match=words):
            load(papers, warehouse, steps=quick)
    assert (papers / "overtime-1.txt").read_text(encoding="utf-8") == paper(1)


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "copperbottom", "load", str(tmp_path / "gone"), "--warehouse", str(tmp_path / "w")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"Error: There is no file or folder {tmp_path / 'gone'}")


def test_no_room_on_the_disk(small_disk: Path, tmp_path: Path, quick: QuickSteps) -> None:
    """The old file stays, and once there is room the next load succeeds."""
    papers = write_papers(tmp_path / "papers", 1)
    warehouse = small_disk / "w.duckdb"
    with pytest.raises(LoadError, match="no room left on the disk") as caught:
        load(papers, warehouse, steps=quick)
    assert "free some space" in caught.value.reason
    assert not warehouse.exists()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert load(papers, warehouse, steps=quick)["published"]
    write_papers(papers, 2)
    fill = small_disk / "fill"
    with pytest.raises(OSError, match="No space"):
        fill.write_bytes(bytes(64 << 20))
    with pytest.raises(LoadError, match="no room left on the disk"):
        load(papers, warehouse, steps=quick)
    assert set(look(warehouse).papers) == {"overtime-1.txt"}
    fill.unlink()
    assert load(papers, warehouse, steps=quick)["published"]
    assert set(look(warehouse).papers) == {"overtime-1.txt", "overtime-2.txt"}


def test_no_room_while_a_paper_is_kept(tmp_path: Path, quick: QuickSteps) -> None:
    papers = write_papers(tmp_path / "papers", 1)
    (papers / "disk.txt").write_text("DISK please", encoding="utf-8")
    with pytest.raises(LoadError, match="no room left on the disk"):
        load(papers, tmp_path / "w.duckdb", steps=quick, extractor=OBEDIENT)
    with pytest.raises(OSError, match="No space") as caught:
        land_and_extract(papers / "disk.txt", tmp_path / "w.duckdb", extractor=OBEDIENT)
    assert caught.value.errno == errno.ENOSPC
    assert load(papers, tmp_path / "w.duckdb", steps=quick)["published"]
    assert ledger(tmp_path / "w.duckdb").held() == []
