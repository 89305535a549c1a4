"""Which columns of a table name its lines and which hold its figures, wherever they stand.

The lines are named by words: in the first column, after a row number or a code, in the middle between figures of two
years, or at the right. A number is never a line's name where words stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.interpret.columns import is_remark
from extract.model import Cell
from extract.numerals import Numeral
from extract.vocabulary import words

Parsed = Sequence[tuple[dict[int, Numeral], list[dict[int, Numeral]]]]
CODE = re.compile(r"^(?=.*\d)[A-Z]{0,4}[-/.]?\d{1,4}[a-z]?(?:[./-]\d+)*[.)]?$")
_RANGE = re.compile(r"£?\d[\d,.]*[km]?\s*(?:-|–|to)\s*£?\d[\d,.]*[km]?", re.IGNORECASE)
NAMED = 0.6  # share of the rows with numbers that a column of names names
MOST_FIRST = 100  # of a count of rows that goes on from the page before
LONG_REMARK = 60  # characters of an average cell, from which a column right of the figures is one of remarks


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table by what they hold, by index from 0.

    `figures` hold numbers; `labels` name the lines, from the left; `asides` are row numbers and references.
    """

    figures: tuple[int, ...]
    labels: tuple[int, ...]
    asides: frozenset[int] = frozenset()


def find_layout(head: Sequence[Sequence[str]], body: Sequence[Sequence[Cell]], parsed: Parsed) -> Layout | None:
    """The layout of a table, given its header's texts and its rows with their numbers; None without figures."""
    numeric = _numeric_columns(body, parsed)
    if not numeric:
        return None
    wordy = [j for j in range(len(body[0])) if _names_lines(j, body, parsed, numeric)]
    elsewhere = [j for j in wordy if j > numeric[0] and not _is_remarks(j, head, body)]
    if numeric[0] == 0 and elsewhere:
        return _with_figures_first(numeric, elsewhere, head, body)
    numeric = [j for j in numeric if j > 0]
    if not numeric:
        return None
    labels = tuple(range(numeric[0]))
    if elsewhere and not any(row[j].text for row in body for j in labels):
        labels = (elsewhere[0],)
    return Layout(tuple(numeric), labels, _references(head, body, labels))


def _with_figures_first(
    numeric: Sequence[int], wordy: Sequence[int], head: Sequence[Sequence[str]], body: Sequence[Sequence[Cell]]
) -> Layout | None:
    """The layout of a table that begins with numbers: of the rows, or of another year; names stand behind them."""
    asides = frozenset(j for j in numeric if j < wordy[0] and (_counts_rows(j, body) or _headed_aside(j, head)))
    figures = tuple(j for j in numeric if j not in asides)
    if not figures:
        return None
    return Layout(figures, tuple(j for j in wordy if j < figures[0]) or (wordy[0],), asides)


def _numeric_columns(body: Sequence[Sequence[Cell]], parsed: Parsed) -> list[int]:
    """The columns that hold numbers in most of their filled cells."""
    width = len(body[0]) if body else 0
    found = []
    for j in range(width):
        numbers = sum(j in values or any(j in other for other in others) for values, others in parsed)
        texts = sum(bool(row[j].text) for row in body)
        worded = sum(
            bool(row[j].text) and j not in values and not any(j in other for other in others) and len(row[j].text) > 3
            for row, (values, others) in zip(body, parsed, strict=True)
        )
        if numbers and numbers * 2 >= texts and worded <= numbers:
            found.append(j)
    return found


def _names_lines(j: int, body: Sequence[Sequence[Cell]], parsed: Parsed, numeric: Sequence[int]) -> bool:
    """Whether a column has a name, in words or as a range, for most of the rows that have numbers elsewhere."""
    if j in numeric:
        return False
    rows = [row for row, (values, others) in zip(body, parsed, strict=True) if values or others]
    named = sum(
        bool(_RANGE.fullmatch(row[j].text) or any(len(w) > 1 and w[0].isalpha() for w in words(row[j].text)))
        for row in rows
    )
    return named > 1 and named >= NAMED * len(rows)


def _is_remarks(j: int, head: Sequence[Sequence[str]], body: Sequence[Sequence[Cell]]) -> bool:
    """Whether a column right of figures tells of them: headed so, of long texts, or of a few words that come again."""
    texts = [row[j].text for row in body if row[j].text]
    if _headed_aside(j, head) or sum(map(len, texts)) > LONG_REMARK * len(texts):
        return True
    return len(texts) > 3 and len(set(texts)) * 2 <= len(texts)


def _counts_rows(j: int, body: Sequence[Sequence[Cell]]) -> bool:
    """Whether a column of numbers counts the rows or gives codes, and no amounts."""
    texts = [row[j].text.strip() for row in body if row[j].text.strip()]
    if texts and all(CODE.match(text) and text[0].isalpha() for text in texts):
        return True
    plain = [int(bare) for text in texts if (bare := text.rstrip(".)")).isdigit()]
    if not plain or len(plain) < len(texts):
        return False
    return all(1 <= later - sooner <= 2 for sooner, later in pairwise(plain)) and plain[0] < MOST_FIRST


def _headed_aside(j: int, head: Sequence[Sequence[str]]) -> bool:
    """Whether a column's header says that it holds references or remarks."""
    return is_remark(" ".join(row[j] for row in head))


def _references(head: Sequence[Sequence[str]], body: Sequence[Sequence[Cell]], labels: Sequence[int]) -> frozenset[int]:
    """Columns of labels but the last that hold references: headed so (`Ref`), or nothing but codes."""
    found = set()
    for j in labels[:-1]:
        texts = [row[j].text for row in body if row[j].text]
        if _headed_aside(j, head) or (len(texts) >= 2 and all(map(CODE.match, texts))):
            found.add(j)
    return frozenset(found)
