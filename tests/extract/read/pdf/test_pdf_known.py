"""Published PDFs with known tables, which `shared_papers` says where to find: floors that must hold."""

from __future__ import annotations

import json
import runpy
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from shared_papers import shared_folder

from extract.read import read_paper
from extract.read.pdf import read_pdf


@pytest.fixture(scope="module")
def scorer() -> dict[str, Any]:
    return runpy.run_path(str(shared_folder("tools") / "score_tables.py"))


def total_of(scorer: dict[str, Any], folder: str) -> tuple[Counter[str], int]:
    total: Counter[str] = Counter()
    papers = [
        path for path in sorted(shared_folder("pdf", folder).glob("*.pdf")) if path.with_suffix(".frag.json").exists()
    ]
    for path in papers:
        tables = [
            {"page": table.place.page, "rows": [[cell.text for cell in row] for row in table.rows]}
            for table in read_paper(path).tables
        ]
        found, _ = scorer["score"](json.loads(path.with_suffix(".frag.json").read_text()), tables)
        total += found
    return total, len(papers)


@pytest.mark.parametrize(("folder", "floor"), [("restyled", 0.99), ("uk", 0.95)])
def test_facts_are_read_right(scorer: dict[str, Any], folder: str, floor: float) -> None:
    total, papers = total_of(scorer, folder)
    assert papers >= 5
    assert total["num"] > 100
    assert total["fact_ok"] >= floor * total["num"]


def test_neighbours_in_tables_of_many_publishers_are_neighbours(scorer: dict[str, Any]) -> None:
    total, papers = total_of(scorer, "icdar2013-eu")
    assert papers > 20
    precision, recall = total["tp"] / total["got"], total["tp"] / total["want"]
    assert 2 * precision * recall / (precision + recall) >= 0.92


def test_pages_are_read_fast_enough() -> None:
    papers = [path.read_bytes() for path in sorted(shared_folder("pdf", "restyled").glob("*.pdf"))]
    start = time.process_time()
    pages = sum(read_pdf(data, "0" * 64, "paper.pdf").pages or 0 for data in papers)
    assert pages > 50
    assert pages / (time.process_time() - start) > 20  # about 80 on an idle machine


def test_every_cell_lies_on_its_page() -> None:
    for path in sorted(shared_folder("pdf", "icdar2013-eu").glob("*.pdf"))[:12]:
        for table in read_paper(path).tables:
            for cell in (cell for row in table.rows for cell in row if cell.text):
                assert cell.place.page == table.place.page
                assert cell.place.bbox is not None
                left, top, right, bottom = cell.place.bbox
                assert 0 <= left < right <= 900, Path(path).name
                assert 0 <= top < bottom <= 900, Path(path).name
