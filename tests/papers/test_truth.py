"""Papers that ship with the project against what was read in them by hand: the score may not fall unseen.

`RECORDED` is what is measured today. A change that finds less fails here; one that finds more does too, so that the
better score is kept. `-s` prints the scores and each label that is not met.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache

import make_papers
import pytest
from score_papers import HERE, SENTENCE, Score, labels, place_of, score

from extract.read import read_paper

# Labels, found, right in every field, figures without a label, proved and wrong in some field.
RECORDED = {
    ("hollowshire-2023-24-quarter-3.txt", "tables"): (88, 64, 12, 0, 52),
    ("hollowshire-2023-24-quarter-3.txt", "sentences"): (14, 14, 13, 0, 0),
    ("westermoor-2025-26-budget.docx", "tables"): (84, 84, 84, 0, 0),
    ("westermoor-2025-26-budget.docx", "sentences"): (12, 12, 6, 0, 0),
    ("arrandale-2022-23-outturn.pdf", "tables"): (58, 58, 58, 0, 0),
    ("arrandale-2022-23-outturn.pdf", "sentences"): (12, 12, 9, 0, 0),
    ("exampleshire-2024-25-quarter-1.pdf", "tables"): (116, 116, 116, 0, 0),
    ("exampleshire-2024-25-quarter-1.pdf", "sentences"): (6, 6, 6, 0, 0),
    ("samplefordshire-2024-25-outturn.pdf", "tables"): (75, 75, 75, 0, 0),
    ("samplefordshire-2024-25-outturn.pdf", "sentences"): (3, 3, 3, 0, 0),
}
OWN = sorted({paper for paper, _ in RECORDED if place_of(paper).parent == HERE})


@cache
def scores(paper: str) -> dict[str, Score]:
    return score(paper, labels()[paper])


@pytest.mark.parametrize(("paper", "what"), RECORDED, ids=lambda one: one)
def test_a_paper_is_read_as_by_hand(paper: str, what: str) -> None:
    found = scores(paper)[what]
    print(f"\n{paper}, {what}: {found}", *found.wrong, sep="\n  ")
    assert found.counts == RECORDED[paper, what], "\n".join([str(found), *found.wrong])


def test_the_whole() -> None:
    for what in ("tables", "sentences"):
        print(f"\nAll papers, {what}: {sum((scores(paper)[what] for paper in labels()), Score())}")
    whole = sum((found for paper in labels() for found in scores(paper).values()), Score())
    print(f"All papers: {whole}")
    assert whole.labels == sum(len(rows) for rows in labels().values()) >= 450
    assert whole.found == sum(found for _, found, *_ in RECORDED.values())
    assert whole.invented == 0


def test_the_readme_says_what_is_measured() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for what in ("tables", "sentences"):
        asked, found, right, invented, proved_wrong = (
            sum(counts) for counts in zip(*(RECORDED[key] for key in RECORDED if key[1] == what), strict=True)
        )
        shares = (f"{count} ({100 * count / asked:.1f} %)".replace("100.0 %", "100 %") for count in (found, right))
        assert f"| {what} | {asked} | {' | '.join(shares)} | {invented} | {proved_wrong} |" in readme


def test_a_score_sees_a_wrong_label() -> None:
    paper = "exampleshire-2024-25-quarter-1.pdf"
    spoiled = [dict(row) for row in labels()[paper]]
    table = [row for row in spoiled if row["where"] != SENTENCE]
    table[0]["measure"] = "outturn"
    table[1]["printed"] = "987,654"
    found = score(paper, spoiled)["tables"]
    assert found.counts == (116, 115, 114, 1, 2)
    assert any("measure is 'revised_budget', not 'outturn'" in line for line in found.wrong)


def test_labels_are_of_what_the_papers_print() -> None:
    """Each printed number and each line of the truth stands in its paper, and its value is that number, scaled."""
    for paper, rows in labels().items():
        read = read_paper(place_of(paper))
        cells = (cell.text for table in read.tables for row in table.rows for cell in row)
        text = " ".join(" ".join([*cells, *(block.text for block in read.blocks)]).split())
        for row in rows:
            assert row["printed"] in text
            assert row["row"] in text, row["row"]
            power = (
                Decimal(row["value"]).copy_abs() / as_number(row["printed"]) if Decimal(row["value"]) else Decimal(1)
            )
            assert power in {1, 1000, 1_000_000}, row


def as_number(printed: str) -> Decimal:
    try:
        return Decimal("".join(sign for sign in printed if sign.isdigit() or sign == "."))
    except InvalidOperation:
        pytest.fail(f"{printed} is no number")


def test_the_papers_are_what_is_written_here() -> None:
    assert {path.name for path in HERE.iterdir() if path.suffix in {".txt", ".docx", ".pdf"}} == set(OWN)
    assert (HERE / make_papers.PDF).read_bytes() == make_papers.pdf_paper()
    assert (HERE / make_papers.WORD).read_bytes() == make_papers.word_paper()


@pytest.mark.parametrize("paper", OWN)
def test_a_paper_says_that_its_force_does_not_exist(paper: str) -> None:
    assert any("does not exist" in block.text for block in read_paper(HERE / paper).blocks)
