"""Sentences against the tables of their paper: `an underspend of £1.86m` and a printed 1,854.

A sentence agrees with a cell of the same measure, unit and year if its value, as precisely as it is worded, is the
cell's. It contradicts one only where nothing else can be meant: the same line of the same body, printed by one row.
Agreement of two printed numbers proves neither (an identity needs two operands); a contradiction is for a reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extract.model import Figure, Finding
from extract.reconcile.findings import amount, finding_id
from extract.vocabulary import words

TELLING = 10  # how many times its tolerance a value must be before a like one on a line of another wording is no chance
WHOLE = 20  # the same for a total, where the sentence names no line
PRECISE = 200  # the same for a part of a total that the sentence does not name at all
NEAR = Decimal("0.5")  # a sentence on the same line whose value is farther off than this share speaks of something else
HEDGE = Decimal("0.1")  # how far off `almost` or `over` may be
_AS_IN_TABLES = {"balance": ("actual", "forecast"), "strength": ("actual",), "actual": ("actual",)}
_SAID_OF_PLANS = frozenset({"scenario", "requested", "required", "target"})
_EITHER_BUDGET = ("original_budget", "revised_budget")
_LITTLE_WORDS = frozenset({"and", "of", "the", "for", "in", "total", "costs", "cost", "budget", "reserve", "reserves"})


def prose_findings(tables: Sequence[Sequence[Figure]], prose: Iterable[Figure]) -> list[Finding]:
    """What each sentence's figure says beside the tables of its paper, at most one finding for a figure."""
    cells: dict[tuple[str, str, str, str], list[Figure]] = defaultdict(list)
    for table in tables:
        for cell in table:
            if cell.financial_year:
                cells[(cell.unit, cell.financial_year, cell.subject, cell.measure)].append(cell)
    findings = []
    for said in prose:
        if said.status != "current" or said.basis in _SAID_OF_PLANS or not said.financial_year or not said.value:
            continue
        comparable = [
            cell
            for measure in _comparable_measures(said)
            for cell in cells[(said.unit, said.financial_year, said.subject, measure)]
            if said.as_at is None or cell.as_at is None or said.as_at == cell.as_at
        ]
        met = _agreeing(said, comparable) or _contradicted(said, comparable)
        if met is not None:
            findings.append(_finding(said, met))
    return findings


def _comparable_measures(said: Figure) -> Sequence[str]:
    """The measures of cells that a sentence's figure may be compared with."""
    return _EITHER_BUDGET if said.measure in _EITHER_BUDGET else _AS_IN_TABLES.get(said.measure, (said.measure,))


def _value(figure: Figure) -> Decimal:
    """A variance with its sign, anything else without: a sentence prints income and transfers either way."""
    return figure.value if figure.measure.startswith("variance") else abs(figure.value)


def _tolerance(said: Figure, cell: Figure) -> Decimal:
    """One unit in the last place of the sentence: papers also cut off, or add up what is rounded already."""
    return 2 * said.rounding + cell.rounding


def _agrees(said: Figure, cell: Figure) -> bool:
    """Whether a cell's value is what the sentence says, with the hedge that it says it with."""
    over, tolerance = abs(_value(cell)) - abs(_value(said)), _tolerance(said, cell)
    if _value(said) * _value(cell) < 0:
        return False
    margin = abs(said.value) * HEDGE
    low = -margin if said.qualifier in {"almost", "about", "up to"} else -tolerance
    high = margin if said.qualifier in {"over", "about", "at least"} else tolerance
    return low <= over <= high


def _same_line(said: Figure, cell: Figure) -> bool:
    if said.line is None or cell.line is None:
        return False
    return words(said.line) == words(cell.line) or (
        said.standard_line is not None and said.standard_line == cell.standard_line
    )


def _may_be_line(said: Figure, cell: Figure) -> bool:
    """Whether a cell may be what a sentence speaks of: a total if it names no line, else a line that shares a word."""
    if said.line is None:
        return cell.is_total
    spoken = set(words(said.line)) - _LITTLE_WORDS
    return bool(spoken & (set(words(cell.line or "")) | set(words(cell.line_path or ""))))


def _tells(said: Figure, cell: Figure) -> bool:
    times = TELLING if said.line is not None else WHOLE if cell.adds_to_row_no is None else PRECISE
    return abs(said.value) >= times * _tolerance(said, cell)


def _agreeing(said: Figure, cells: Sequence[Figure]) -> Figure | None:
    """The cell that prints what the sentence says: on its line, else the one line that it may mean."""
    alike = [cell for cell in cells if _agrees(said, cell)]
    named = [cell for cell in alike if _same_line(said, cell)]
    if not named:
        named = [cell for cell in alike if _may_be_line(said, cell) and _tells(said, cell)]
        if len({(cell.standard_line or cell.line, abs(cell.value)) for cell in named}) > 1:
            return None
    return min(
        named,
        key=lambda cell: (
            cell.organisation != said.organisation,
            cell.measure != said.measure,
            abs(abs(_value(cell)) - abs(_value(said))),
            cell.table_no or 0,
            cell.row_no or 0,
        ),
        default=None,
    )


def _contradicted(said: Figure, cells: Sequence[Figure]) -> Figure | None:
    """The cell that a sentence contradicts, if it can mean no other and is near enough to mean it."""
    if said.qualifier != "exact":
        return None
    named = [
        cell
        for cell in cells
        if _same_line(said, cell) and cell.measure == said.measure and cell.organisation == said.organisation
    ]
    if len({cell.value for cell in named}) != 1:
        return None
    rows = {(cell.table_no, cell.row_no) for cell in cells if cell.standard_line == named[0].standard_line}
    alone = len({row for row in rows if row[0] == named[0].table_no}) == 1 or words(said.line or "") == words(
        named[0].line or ""
    )
    near = abs(_value(named[0]) - _value(said)) <= NEAR * max(abs(named[0].value), abs(said.value))
    return named[0] if alone and near else None


def _finding(said: Figure, cell: Figure) -> Finding:
    alike = _agrees(said, cell)
    left, right = (_value(said), _value(cell))
    where = f"page {said.page}" if said.page else "the text"
    description = (
        f"A sentence ({where}) says {amount(said.value, said.unit)} ('{said.published_text}') for "
        f"{said.measure.replace('_', ' ')}{f' of {said.line}' if said.line else ''}; table {cell.table_no} prints "
        f"{amount(cell.value, cell.unit)} for '{cell.line or 'the unlabelled total'}', "
        f"{cell.column_header or cell.measure}: "
        + ("the same, as precisely as the sentence is worded." if alike else "not the same, and rounding is too small.")
    )
    ids = (said.figure_id, cell.figure_id)
    difference = left - right
    return Finding(
        finding_id=finding_id("prose_vs_table", ids),
        kind="prose_vs_table",
        status="balances" if alike else "contradiction",
        paper_ids=(said.paper_id,),
        description=description,
        left_value=left,
        right_value=right,
        difference=difference,
        tolerance=max(_tolerance(said, cell), abs(difference)) if alike else _tolerance(said, cell),
        amount_at_stake_gbp=abs(difference) if said.unit == "GBP" and not alike else Decimal(0),
        figure_ids=ids,
    )
