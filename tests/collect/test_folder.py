"""A watched inbox: what is put there is landed once, and what is still being written waits."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from made_up_panel import Collected, pdf

from collect import folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    return path


def put(inbox: Path, name: str, body: bytes, seconds_ago: float = 60) -> Path:
    path = inbox / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (time.time() - seconds_ago,) * 2)
    return path


def test_papers_are_landed_once(run: Collected, inbox: Path) -> None:
    put(inbox, "2024/Budget monitoring.pdf", pdf("one"))
    put(inbox, "finance £.txt", "£1,000".encode())
    assert run("folder", folder="inbox")["new"] == 2
    assert run("folder", folder="inbox")["unchanged"] == 2
    assert sorted(path.suffix for path in run.papers()) == [".pdf", ".txt"]
    assert run.nothing_is_half_landed()


def test_a_changed_file_replaces(run: Collected, inbox: Path) -> None:
    put(inbox, "budget.pdf", pdf("one"), seconds_ago=100)
    run("folder", folder="inbox")
    put(inbox, "budget.pdf", pdf("two"), seconds_ago=50)
    assert run("folder", folder="inbox")["replaced"] == 1
    (entry,) = run.landing.entries().values()
    assert [version.replaces is None for version in entry.versions] == [True, False]


def test_what_is_being_written_hidden_or_linked_waits(run: Collected, inbox: Path) -> None:
    put(inbox, "budget.pdf", pdf(), seconds_ago=-1)
    put(inbox, ".budget.pdf", pdf())
    (inbox / "link budget.pdf").symlink_to(put(inbox.parent, "secret budget.pdf", pdf("secret")))
    assert run("folder", folder="inbox")["papers"] == []
    assert run.papers() == []


def test_what_is_no_paper_is_refused(run: Collected, inbox: Path) -> None:
    put(inbox, "budget 1.pdf", b"GIF89a")
    put(inbox, "budget 2.pdf", b"")
    put(inbox, "budget 3.pdf", pdf()[:-6])
    put(inbox, "budget 4.pdf", pdf("x" * 500_000))
    summary = run("folder", folder="inbox", max_megabytes="1")
    assert summary["refused"] == 4
    assert all(paper["reason"].endswith(".") for paper in summary["papers"])
    assert run.papers() == []


def test_a_folder_that_is_not_there_is_said(run: Collected) -> None:
    (ended,) = run("folder", folder="nowhere")["ended"]
    assert "There is no folder" in ended["reason"]


def test_a_name_that_is_not_text_is_read(run: Collected, inbox: Path) -> None:
    name = os.fsdecode(b"budget \xff.pdf")
    put(inbox, name, pdf())
    (document,) = folder.documents(run.panels("folder", folder="inbox")[0])
    assert document.title.startswith("budget")
    assert run("folder", folder="inbox")["new"] == 1
