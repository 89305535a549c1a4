"""Prose of real papers against a reading by hand.

`hand_read.csv` holds what a person read in the papers: places, values and meanings, none of their words. A field
that the papers leave open to more than one right reading lists them, parted by `;`; an empty field is not asked.
`kind` is `core` (the subjects that the marts are about), `other`, or `optional` (may be given, need not be).
The papers themselves are not part of the project: `shared_papers` says where these tests are skipped without them.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from shared_papers import shared_folder

from extract.interpret.context import paper_context
from extract.interpret.prose import prose_figures
from extract.model import Figure, Paper
from extract.read import read_paper

HERE = Path(__file__).parent
# Kept aside while the rules were first written: at its first scoring 76 of its 78 figures were found, 65 with the right
# body, and 2 of 80 published were none that had been read by hand. Its errors were looked at after that.
KEPT_ASIDE = "426b3798"
CHECKED = {"unit": "unit", "organisation": "organisation", "financial_year": "financial_year", "subject": "subject"}
CHECKED |= {"measure": "measure", "basis": "basis", "qualifier": "qualifier"}

Row = dict[str, str]


def rows() -> list[Row]:
    with (HERE / "hand_read.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Score:
    """How the figures of one or more papers compare with the reading by hand."""

    wanted: int = 0
    found: int = 0
    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    whole: int = 0
    extra: int = 0
    published: int = 0

    def share(self, name: str) -> float:
        assert self.asked[name] > 0
        return self.right[name] / self.asked[name]


def meets(row: Row, column: str, got: object) -> bool:
    return not row[column] or str(got) in row[column].split(";")


def score(papers: list[tuple[Paper, list[Figure]]]) -> Score:
    wanted = defaultdict(list)
    for row in rows():
        wanted[row["paper_id"]].append(row)
    total = Score()
    for paper, figures in papers:
        used = set()
        total.published += len(figures)
        for row in wanted[paper.paper_id]:
            start, end = int(row["char_start"]), int(row["char_end"])
            hits = [f for f in figures if f.char_start is not None and f.char_start < end and start < (f.char_end or 0)]
            used.update(f.figure_id for f in hits[:1])
            if row["kind"] == "optional":
                continue
            total.wanted += 1
            if not hits or not any(Decimal(value) == hits[0].value for value in row["value"].split(";")):
                continue
            total.found += 1
            fine = True
            for column, name in CHECKED.items():
                if row[column]:
                    total.asked[column] += 1
                    good = meets(row, column, getattr(hits[0], name))
                    total.right[column] += good
                    fine &= good or column in {"basis", "qualifier"}
            total.whole += fine
        total.extra += sum(f.figure_id not in used for f in figures)
    return total


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[Paper, list[Figure]]]:
    found = {}
    for path in sorted(shared_folder("papers").glob("*.txt")):
        if hashlib.sha256(path.read_bytes()).hexdigest() in {row["paper_id"] for row in rows()}:
            paper = read_paper(path)
            found[paper.paper_id] = (paper, prose_figures(paper, paper_context(paper)))
    assert len(found) == len({row["paper_id"] for row in rows()})
    return found


def test_the_reading_holds_enough() -> None:
    kinds = [row["kind"] for row in rows()]
    assert kinds.count("core") >= 220
    assert len({row["paper_id"] for row in rows()}) == 5


def test_the_papers_that_the_rules_were_written_with(read: dict[str, tuple[Paper, list[Figure]]]) -> None:
    total = score([read[key] for key in read if not key.startswith(KEPT_ASIDE)])
    assert total.found >= 0.97 * total.wanted
    assert total.share("unit") == 1
    assert total.share("organisation") >= 0.97
    assert total.share("financial_year") >= 0.97
    assert total.share("measure") >= 0.95
    assert total.share("basis") >= 0.95
    assert total.whole >= 0.95 * total.wanted
    assert total.extra <= 0.02 * total.published


def test_the_paper_that_was_kept_aside(read: dict[str, tuple[Paper, list[Figure]]]) -> None:
    total = score([read[key] for key in read if key.startswith(KEPT_ASIDE)])
    assert total.wanted >= 70
    assert total.found >= 0.97 * total.wanted
    assert total.share("unit") == 1
    assert total.share("organisation") >= 0.97
    assert total.share("financial_year") >= 0.95
    assert total.whole >= 0.95 * total.wanted
    assert total.extra <= 0.03 * total.published


def test_published_texts_stand_where_they_are_said_to(read: dict[str, tuple[Paper, list[Figure]]]) -> None:
    checked = 0
    for paper, figures in read.values():
        last = -1
        for figure in figures:
            assert figure.char_start is not None
            assert figure.char_end is not None
            assert paper.text[figure.char_start : figure.char_end] == figure.published_text
            assert figure.char_start > last
            last = figure.char_start
            checked += 1
    assert checked > 200


def test_a_correction_supersedes_what_it_corrects(read: dict[str, tuple[Paper, list[Figure]]]) -> None:
    figures = [figure for _, found in read.values() for figure in found]
    old = [figure for figure in figures if figure.status == "superseded"]
    assert len(old) == 1
    (new,) = [figure for figure in figures if figure.supersedes_figure_id == old[0].figure_id]
    assert (new.value, old[0].value) == (Decimal(885_000), Decimal(858_000))
    assert (new.subject, new.measure, new.organisation) == (old[0].subject, old[0].measure, old[0].organisation)
