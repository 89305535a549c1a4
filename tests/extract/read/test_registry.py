"""Readers are found by the kind of paper, imported when one comes, and added by other packages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract import plugins
from extract.model import PaperError
from extract.pipeline import extract_paper
from extract.read import read_paper, registry
from extract.version import extractor_version

READER = '''
from dataclasses import replace

from extract.read.text import read_text


def read_semicolons(data: bytes, paper_id: str, name: str):
    """Cells parted by semicolons, as a made-up format has them."""
    return replace(read_text(data.replace(b";", b"\\t"), paper_id, name), media_type="text/made-up")
'''
PAPER = """KENT POLICE AND CRIME PANEL

Revenue position of Kent Police at quarter 2 of 2022/23

;Revised Budget £000;Forecast £000
Police Officer Pay;201,300;203,654
Police Staff Pay;98,240;97,102
Total;299,540;300,756
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a package that declares readers, as if it were installed."""
    folder = tmp_path / "site"
    about = folder / "made_up_formats-1.2.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: made-up-formats\nVersion: 1.2\n")
    (about / "entry_points.txt").write_text(
        "[copperbottom.readers]\n"
        "semi = made_up_formats:read_semicolons\n"
        "gone = made_up_formats:read_nothing\n"
        "pdf = made_up_formats:read_semicolons\n"
    )
    (folder / "made_up_formats.py").write_text(READER)
    monkeypatch.syspath_prepend(str(folder))
    plugins.added_readers.cache_clear()
    extractor_version.cache_clear()
    yield folder
    plugins.added_readers.cache_clear()
    extractor_version.cache_clear()
    sys.modules.pop("made_up_formats", None)


def written(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text(PAPER, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(PaperError) as error:
        read_paper(path)
    return error.value.reason


def test_a_reader_of_another_package_is_used_for_its_papers(package: Path, tmp_path: Path) -> None:
    assert "made_up_formats" not in sys.modules
    extraction = extract_paper(written(tmp_path, "quarter-2.SEMI"))
    assert extraction.paper.media_type == "text/made-up"
    assert [int(figure.value) for figure in extraction.figures if figure.line == "Total"] == [299_540_000, 300_756_000]


def test_another_package_cannot_take_over_what_is_read_here(package: Path, tmp_path: Path) -> None:
    assert "not a PDF" in refusal(written(tmp_path, "paper.pdf"))
    assert "made_up_formats" not in sys.modules


def test_a_reader_that_cannot_be_imported_is_named(package: Path, tmp_path: Path) -> None:
    said = refusal(written(tmp_path, "paper.gone"))
    assert "'.gone'" in said
    assert "read_nothing of the package made-up-formats" in said
    assert "mend or remove that package" in said


def test_papers_are_read_again_when_a_reader_is_added(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    alone = extractor_version()
    request.getfixturevalue("package")
    assert extractor_version() != alone


def test_an_unknown_kind_is_told_which_kinds_can_be_read(tmp_path: Path) -> None:
    said = refusal(written(tmp_path, "budget.xlsx"))
    assert said == (
        "The format '.xlsx' is not read; convert the paper to one of "
        ".docx, .htm, .html, .markdown, .md, .pdf, .text, .txt."
    )
    assert "'no ending'" in refusal(written(tmp_path, "budget"))


def test_kinds_that_were_added_are_told_too(package: Path, tmp_path: Path) -> None:
    assert ".pdf, .semi, .text" in refusal(written(tmp_path, "budget.xlsx"))


def test_nothing_of_a_format_is_imported_before_a_paper_of_it_comes(tmp_path: Path) -> None:
    """In a process of its own: reading text brings in no library of PDF, Word or web pages."""
    script = (
        "import sys; from pathlib import Path; from extract.read import read_paper\n"
        "libraries = {'docx', 'lxml', 'pypdfium2', 'pypdfium2.raw'}; ours = 'extract.read.'\n"
        "kinds = {ours + kind for kind in ('pdf', 'text', 'web', 'word')}\n"
        "assert not (libraries | kinds) & sys.modules.keys(), sys.modules.keys()\n"
        "read_paper(Path(sys.argv[1]))\n"
        "assert kinds & sys.modules.keys() == {ours + 'text'}\n"
        "assert not libraries & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", script, str(written(tmp_path, "paper.txt"))], check=True)


@pytest.mark.parametrize("known", registry.FORMATS, ids=lambda known: known.endings[0])
def test_every_format_has_its_reader(known: registry.Format) -> None:
    assert callable(registry.reader_of(known))
    assert registry.format_of(known.media_type) is known
    assert registry.format_of(f"{known.media_type.upper()}; charset=utf-8") is known
    assert all(registry.format_named(ending) is known for ending in known.endings)


def test_a_paper_has_the_media_type_of_its_format(tmp_path: Path) -> None:
    for name, text in (("a.txt", "Papers"), ("b.md", "# Papers"), ("c.html", "<p>Papers</p>")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        known = registry.format_named(Path(name).suffix)
        assert known is not None
        assert read_paper(tmp_path / name).media_type == known.media_type
    assert registry.format_of("image/png") is None
