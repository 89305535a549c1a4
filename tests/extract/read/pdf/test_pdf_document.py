"""PDFs that cannot be read whole: locked, damaged, beyond the limits, scans. Each says what to do."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from pdf_pages import Sheet, Style, read, set_table
from PIL import Image

from extract.model import PaperError
from extract.read import read_paper
from extract.read.pdf import document, glyphs

ROWS = [["", "2023/24 £m", "2024/25 £m"], ["Grant", "61.2", "62.3"], ["Precept", "55.1", "57.0"]]


@pytest.fixture(autouse=True)
def _no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document.shutil, "which", lambda name: None)


def pages_of_text(count: int = 1) -> bytes:
    sheet = Sheet()
    for number in range(count):
        sheet.write(50, 100, f"Chapter {'abcdefgh'[number]} of the paper.")
        set_table(sheet, 50, 130, 400, ROWS, Style())
        if number < count - 1:
            sheet.next_page()
    return sheet.pdf()


def scan(sheet: Sheet) -> Sheet:
    sheet.picture(Image.new("RGB", (60, 80), (200, 200, 190)), 20, 20, 570, 820)
    return sheet


def reason_for(data: bytes) -> str:
    with pytest.raises(PaperError) as caught:
        read(data)
    assert re.fullmatch(r"[A-Z].*\.", caught.value.reason)
    return caught.value.reason


def test_a_locked_pdf_asks_for_one_without_a_password() -> None:
    sheet = Sheet(password="open sesame")
    sheet.write(50, 100, "Confidential")
    assert "password" in reason_for(sheet.pdf())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"Minutes of the meeting", b"PK\x03\x04 a zip"])
def test_what_is_no_pdf_says_so(data: bytes) -> None:
    reason_for(data)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.2])
def test_a_pdf_cut_short_is_damaged(share: float) -> None:
    whole = pages_of_text(2)
    assert "fetch it again" in reason_for(whole[: int(share * len(whole))])


def test_an_empty_file_is_refused_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.write_bytes(b"")
    with pytest.raises(PaperError, match="empty"):
        read_paper(path)


def test_pdf_papers_are_read_by_their_path(tmp_path: Path) -> None:
    path = tmp_path / "landed"
    path.write_bytes(pages_of_text())
    paper = read_paper(path, "Report.PDF")
    assert (paper.name, paper.media_type, paper.pages, len(paper.tables)) == ("Report.PDF", "application/pdf", 1, 1)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_PAGES", 3)
    assert "4 pages" in reason_for(pages_of_text(4))
    assert read(pages_of_text(3)).pages == 3


def test_too_many_characters_on_a_page_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "MAX_CHARS", 50)
    assert "characters" in reason_for(pages_of_text())


def test_too_many_objects_on_a_page_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "MAX_OBJECTS", 5)
    assert "objects" in reason_for(pages_of_text())


def test_a_scan_says_what_to_install() -> None:
    reason = reason_for(scan(Sheet()).pdf())
    assert "apt install ocrmypdf tesseract-ocr" in reason


def test_an_empty_page_is_no_paper() -> None:
    assert "no text" in reason_for(Sheet().pdf())


def test_scans_among_pages_of_text_are_noted() -> None:
    sheet = Sheet()
    set_table(sheet, 50, 130, 400, ROWS, Style())
    sheet.next_page()
    scan(sheet)
    paper = read(sheet.pdf())
    assert len(paper.tables) == 1
    (note,) = paper.notes
    assert note.startswith("Page 2 is a picture")
    assert "ocrmypdf" in note


def stand_in(tmp_path: Path, script: str) -> str:
    program = tmp_path / "ocrmypdf"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_a_scan_is_recognised_where_ocrmypdf_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = tmp_path / "known.pdf"
    known.write_bytes(pages_of_text())
    program = stand_in(tmp_path, f'for last; do :; done; cp "{known}" "$last"')
    monkeypatch.setattr(document.shutil, "which", lambda name: program)
    paper = read(scan(Sheet()).pdf())
    assert len(paper.tables) == 1
    assert paper.notes == ("The text of page 1 was recognised from a picture by ocrmypdf.",)


def test_a_recognition_that_fails_gives_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = stand_in(tmp_path, "echo 'no language data' >&2; exit 3")
    monkeypatch.setattr(document.shutil, "which", lambda name: program)
    assert "no language data" in reason_for(scan(Sheet()).pdf())
