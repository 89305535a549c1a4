"""What each row of a table is: a line, a heading of a section, a header in the middle.

Whether a row is a total is only hinted here, by its words and its look; the sums decide, in
`reconcile`. A label broken over two rows is told from a section's heading by what follows: a wrap
happens where the next word would not have fitted, a section is closed by a total of its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from extract.interpret.statements import is_just
from extract.interpret.units import Unit
from extract.model import Cell
from extract.numerals import Numeral
from extract.vocabulary import load, longest_phrase, words

_CONNECTOR = re.compile(r"(?:[/&,–-]|\b(?:and|of|to|for|the|on|with|in|from|by|or|at))\s*$", re.IGNORECASE)
NO_HINT, LIKELY_TOTAL, TOTAL = 0, 1, 2


@dataclass(slots=True)
class Line:
    """One row of a table's body.

    `kind` is `data`, `section` or `header`; `row_no` counts from 1 in the raw table. `values` and
    `cells` are by column index. `alternatives` are other readings of a jammed row's values.
    `percent` marks a line of percentages among amounts: it adds up to nothing. `other_unit` one of
    people counted another way than its table's, which stands outside its sums. `measure` and `unit` are those
    of a line in a table whose columns are periods and whose lines are measures.
    """

    row_no: int
    label: str
    kind: str
    values: dict[int, Numeral] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)
    indent: int = 0
    emphasis: frozenset[str] = frozenset()
    hint: int = NO_HINT
    label_column: int = 0
    first_label: str = ""
    alternatives: list[dict[int, Numeral]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    percent: bool = False
    other_unit: bool = False
    measure: str | None = None
    unit: Unit | None = None
    financial_year: str | None = None


@cache
def _total_words() -> frozenset[tuple[str, ...]]:
    return frozenset(words(wording) for wording in load("totals")["total"])


@cache
def _likely() -> dict[tuple[str, ...], str]:
    return {words(wording): "likely" for wording in load("totals")["likely_total"]}


def total_hint(label: str, emphasis: frozenset[str]) -> int:
    """How strongly a row's words and look say that it is a total."""
    spoken = words(label)
    if not spoken:
        return TOTAL
    if {"total", "totals", "subtotal", "subtotals"} & set(spoken):
        return TOTAL
    found = longest_phrase(label, dict.fromkeys(_total_words(), "total"))
    if found:
        return TOTAL
    net = spoken[0] in {"net", "gross"} and len(spoken) <= 5
    ends_so = any(spoken[-size:] in _likely() for size in range(2, len(spoken)))
    if spoken in _likely() or ends_so or net or {"surplus", "deficit"} <= set(spoken) or "bold" in emphasis:
        return LIKELY_TOTAL
    return NO_HINT


def named_by_total(section: str, total: str) -> bool:
    """Whether a total row's label names a section: `ICT` and `Total ICT`, `Overheads Total`."""
    mine = tuple(word for word in words(section) if word not in {"the"})
    bare = tuple(
        word for word in words(total) if word not in {"total", "sub", "subtotal", "totals", "the", "net", "grand"}
    )
    return bool(mine) and (bare == mine or (bool(bare) and (bare[: len(mine)] == mine or mine[: len(bare)] == bare)))


def join_wrapped(lines: Sequence[Line], *, is_known_line: Sequence[str] | None = None) -> list[Line]:
    """Join labels that are broken over rows, and leave headings of sections alone."""
    widest = max((len(line.label) for line in lines if line.kind == "data"), default=0)
    known = {words(text) for text in is_known_line or ()}
    joined: list[Line] = []
    pending: Line | None = None
    for i, line in enumerate(lines):
        if pending is not None:
            if line.kind == "data" and line.label:
                line.label = _join(pending.label, line.label)
                line.notes.append("The label is printed over two rows.")
                line.emphasis |= pending.emphasis
            else:
                joined.append(pending)
            pending = None
        following = lines[i + 1] if i + 1 < len(lines) else None
        if line.kind != "section" or (following is None and not joined):
            joined.append(line)
            continue
        if (
            following is not None
            and following.kind == "data"
            and _wraps(line, following, lines[i + 1 :], widest, known)
        ):
            pending = line
        elif (
            joined
            and joined[-1].kind == "data"
            and joined[-1].label
            and _is_tail(joined[-1], line, following, lines[i + 1 :], widest)
        ):
            joined[-1].label = _join(joined[-1].label, line.label)
            joined[-1].notes.append("The label is printed over two rows.")
        else:
            joined.append(line)
    if pending is not None:
        joined.append(pending)
    return joined


def _join(first: str, second: str) -> str:
    if first.endswith("-") and not first.endswith(" -") and second[:1].islower():
        return first[:-1] + second
    return f"{first} {second}"


def _wraps(line: Line, following: Line, rest: Sequence[Line], widest: int, known: set[tuple[str, ...]]) -> bool:
    """Whether a row without figures is the first part of the next row's label."""
    if not following.label or following.label_column != line.label_column:
        return False
    if following.label[0].islower():
        return True
    if is_just(line.label.rstrip(":"), "funding_section"):
        return False
    if _CONNECTOR.search(line.label) or line.label.count("(") > line.label.count(")"):
        return True
    if any(other.hint == TOTAL and named_by_total(line.label, other.label) for other in rest):
        return False
    if words(_join(line.label, following.label)) in known and {words(line.label), words(following.label)} - known:
        return True
    if (
        line.emphasis != following.emphasis
        or following.indent > line.indent
        or line.label.isupper()
        or line.label.endswith(":")
    ):
        return False
    first_word = following.label.split()[0]
    return len(line.label) + 1 + len(first_word) > max(widest, 24) and len(line.label) <= widest + 8


def _is_tail(before: Line, line: Line, following: Line | None, rest: Sequence[Line], widest: int) -> bool:
    """Whether a row without figures ends the label of the row above."""
    if line.label_column != before.label_column or before.hint == TOTAL:
        return False
    if any(other.hint == TOTAL and named_by_total(line.label, other.label) for other in rest):
        return False
    return (
        line.label[0].islower()
        or bool(_CONNECTOR.search(before.label))
        or before.label.count("(") > before.label.count(")")
    )
