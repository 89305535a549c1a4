"""One paper for whoever looks at it: read apart, within the limits of a load, and whole when it comes back."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from made_up_load import QuickSteps
from overtime_paper import paper

from copperbottom.paths import PROJECT
from copperbottom.settings import variable
from extract.model import PaperError, Said
from extract.pipeline import extract_paper
from extract.read import read_paper
from warehouse.load.loader import load
from warehouse.serve import trace as tracing
from warehouse.workers import paper_reader
from warehouse.workers.paper_reader import PaperReader
from warehouse.workers.read_pool import ReadLimits

SHARED = Path(__file__).parents[1] / "shared"
OBEDIENT = f"{SHARED / 'made_up_extractors.py'}:obedient"
PDF = PROJECT / "samples" / "papers" / "exampleshire-2024-25-quarter-1.pdf"

pytestmark = pytest.mark.children


@pytest.fixture
def text(tmp_path: Path) -> Path:
    place = tmp_path / "overtime.txt"
    place.write_text(paper(1, off_by=100), encoding="utf-8")
    return place


def test_what_comes_back_is_what_was_read(text: Path) -> None:
    with PaperReader() as reader:
        for place in (PDF, text):
            assert reader.read(place) == read_paper(place)
            assert reader.extract(place) == extract_paper(place)


def test_what_is_said_of_a_paper_reaches_its_reader(text: Path) -> None:
    text.write_text(paper(1).replace("Exampleshire Police and Crime Panel", "Finance"), encoding="utf-8")
    said = Said("Dorset Police", dt.date(2024, 12, 12))
    with PaperReader() as reader:
        assert reader.extract(text, said) == extract_paper(text, said=said)
        assert reader.extract(text) == extract_paper(text)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("TARRY", "did not end within 3 seconds and was stopped"),
        ("EAT", "more memory than a paper may"),
        ("DIE", "ended the process that read it, by signal 11"),
        ("FAIL", "failed inside the extractor (KeyError"),
    ],
)
def test_a_paper_is_held_to_the_limits(text: Path, monkeypatch: pytest.MonkeyPatch, word: str, said: str) -> None:
    monkeypatch.setattr(paper_reader, "EXTRACTOR", OBEDIENT)
    bad = text.with_name("bad.txt")
    bad.write_text(f"{word} please", encoding="utf-8")
    began = time.monotonic()
    with PaperReader(ReadLimits(3, 512 << 20)) as reader:
        with pytest.raises(PaperError) as caught:
            reader.extract(bad)
        assert said in caught.value.reason
        assert word != "FAIL" or "Traceback" in caught.value.__notes__[0]
        assert len(reader.extract(text).figures) == 12, "the next paper is read all the same"
    assert time.monotonic() - began < 15


def test_a_file_that_went_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    with PaperReader() as reader, pytest.raises(FileNotFoundError):
        reader.read(tmp_path / "gone.txt")


def test_a_trace_says_why_a_paper_was_not_read(text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(text, warehouse, steps=QuickSteps())
    figure_id = extract_paper(text).figures[0].figure_id
    assert tracing.trace(figure_id, warehouse).printed
    monkeypatch.setattr(paper_reader, "READER", OBEDIENT.replace("obedient", "never"))
    monkeypatch.setenv(variable("paper_seconds"), "1")
    found = tracing.trace(figure_id, warehouse)
    assert found.paper is None
    assert "did not end within 1 seconds" in (found.unread or "")
