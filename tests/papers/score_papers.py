"""Scores the extractor against `truth.csv`: what it finds of what is printed, and what it makes of it.

A figure and a label belong together if they print the same number on the same page, both in a table or both in a
sentence; of several such pairs those come first in which most fields agree.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from extract.model import Figure
from extract.pipeline import extract_paper

HERE = Path(__file__).parent
FOLDERS = (HERE, HERE.parents[1] / "samples" / "papers")
ASKED = ("unit", "subject", "measure", "financial_year", "as_at", "organisation")
SENTENCE = "sentence"

Label = dict[str, str]


@dataclass
class Score:
    """How a paper's figures, or those of several, meet the labels. `wrong` says of each miss what is not met,
    `fields` how often each field is not."""

    labels: int = 0
    found: int = 0
    right: int = 0
    invented: int = 0
    proved_wrong: int = 0
    wrong: list[str] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Labels, found, right in every field, figures without a label, proved and wrong."""
        return self.labels, self.found, self.right, self.invented, self.proved_wrong

    def __add__(self, other: Score) -> Score:
        return Score(
            self.labels + other.labels,
            self.found + other.found,
            self.right + other.right,
            self.invented + other.invented,
            self.proved_wrong + other.proved_wrong,
            self.wrong + other.wrong,
            self.fields + other.fields,
        )

    def __str__(self) -> str:
        return (
            f"{self.labels} labels: {self.found} found ({self.found / self.labels:.1%}), {self.right} right in every "
            f"field ({self.right / self.labels:.1%}); {self.invented} figures without a label; "
            f"{self.proved_wrong} proved and wrong"
            + "".join(f"; {name} wrong in {count}" for name, count in self.fields.most_common())
        )


def labels() -> dict[str, list[Label]]:
    """The labels of each paper."""
    with (HERE / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {paper: list(rows) for paper, rows in groupby(csv.DictReader(file), key=lambda row: row["paper"])}


def place_of(paper: str) -> Path:
    """Where a paper of the truth lies."""
    return next(folder / paper for folder in FOLDERS if (folder / paper).exists())


def score(paper: str, wanted: list[Label]) -> dict[str, Score]:
    """The scores of one paper: of its tables and of its sentences."""
    figures = extract_paper(place_of(paper)).figures
    in_tables = [figure for figure in figures if figure.table_no is not None]
    in_prose = [figure for figure in figures if figure.table_no is None]
    return {
        "tables": _score([label for label in wanted if label["where"] != SENTENCE], in_tables),
        "sentences": _score([label for label in wanted if label["where"] == SENTENCE], in_prose),
    }


def _score(wanted: list[Label], figures: list[Figure]) -> Score:
    result = Score(labels=len(wanted))
    paired = dict(_pairs(wanted, figures))
    for number, label in enumerate(wanted):
        place = f"{label['paper']}, {label['where']}, {label['row']}, {label['column'] or 'said'}: {label['printed']}"
        if number not in paired:
            result.wrong.append(f"{place}: not found")
            continue
        figure = figures[paired[number]]
        unmet = list(_unmet(label, figure))
        result.found += 1
        result.right += not unmet
        result.fields.update(name for name, _, _ in unmet)
        result.proved_wrong += bool(unmet) and figure.proof == "proved"
        result.wrong += [f"{place}: {name} is {got!r}, not {asked!r} ({figure.proof})" for name, asked, got in unmet]
    for number in set(range(len(figures))) - set(paired.values()):
        figure = figures[number]
        result.invented += 1
        result.proved_wrong += figure.proof == "proved"
        result.wrong.append(f"{figure.paper}: {figure.published_text} ({figure.line}, {figure.measure}) has no label")
    return result


def _pairs(wanted: list[Label], figures: list[Figure]) -> Iterator[tuple[int, int]]:
    possible = sorted(
        (len(list(_unmet(label, figure))), i, k)
        for i, label in enumerate(wanted)
        for k, figure in enumerate(figures)
        if _same_print(label, figure)
    )
    labelled: set[int] = set()
    used: set[int] = set()
    for _, i, k in possible:
        if i not in labelled and k not in used:
            labelled.add(i)
            used.add(k)
            yield i, k


def _same_print(label: Label, figure: Figure) -> bool:
    on_page = not label["page"] or str(figure.page) == label["page"]
    return on_page and _digits(label["printed"]) == _digits(figure.published_text)


def _digits(printed: str) -> str:
    return "".join(sign for sign in printed if sign.isdigit() or sign == ".")


def _unmet(label: Label, figure: Figure) -> Iterator[tuple[str, str, str]]:
    """The fields that a label asks and a figure does not meet: name, what is asked, what it is."""
    if Decimal(label["value"]) != figure.value:
        yield "value", label["value"], f"{figure.value:f}"
    if label["where"] != SENTENCE and label["row"] != figure.line:
        yield "line", label["row"], str(figure.line)
    for name in ASKED:
        got = str(getattr(figure, name))
        if label[name] and got not in label[name].split(";"):
            yield name, label[name], got
