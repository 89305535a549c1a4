"""Tables of one paper against each other: restated lines, closer looks, reclassifications.

Two tables restate the same lines where at least MIN_SHARED of them print the same; only then is a
line that differs a contradiction. Equality of two printed numbers proves neither of them (an
identity needs two operands), but a difference is for the reader to know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from extract.model import Figure, Finding
from extract.reconcile.findings import amount, finding_id
from extract.vocabulary import words

MIN_SHARED = 3  # lines that two tables must print alike before one that differs is a contradiction
MEMO_COLUMNS = 2  # columns that tie a closer look to the line that it looks at

_Line = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    left: Figure
    right: Figure

    @property
    def difference(self) -> Decimal:
        return self.left.value - self.right.value

    @property
    def tolerance(self) -> Decimal:
        return self.left.rounding + self.right.rounding

    @property
    def alike(self) -> bool:
        return abs(self.difference) <= self.tolerance


def mark_memos(tables: Sequence[Sequence[Figure]]) -> tuple[list[list[Figure]], list[Finding]]:
    """Mark tables that look closer at one line of another (`statement='memo'`), with what ties them.

    A smaller monitoring table is a closer look if one of its totals prints the same as a line, not
    a total, of another, in every measure that both have.
    """
    result = [list(table) for table in tables]
    findings: list[Finding] = []
    for k, table in enumerate(result):
        if not table or table[0].table_kind != "monitoring" or table[0].statement == "net_revenue":
            continue
        for other in tables:
            if not other or other[0].table_no == table[0].table_no or other[0].table_kind != "monitoring":
                continue
            if len(other) <= len(table) or other[0].statement == "memo":
                continue
            pairs = _closer_look(table, other)
            if pairs:
                result[k] = [replace(figure, statement="memo") for figure in table]
                findings += [_finding(pair, "") for pair in pairs]
                break
    return result, findings


def _closer_look(table: Sequence[Figure], other: Sequence[Figure]) -> list[_Pair]:
    totals: dict[int, dict[str, Figure]] = defaultdict(dict)
    for figure in table:
        if figure.is_total and figure.row_no is not None:
            totals[figure.row_no][figure.measure] = figure
    lines: dict[int, dict[str, Figure]] = defaultdict(dict)
    for figure in other:
        if not figure.is_total and figure.row_no is not None:
            lines[figure.row_no][figure.measure] = figure
    for total in totals.values():
        for line in lines.values():
            shared = [m for m in total if m in line and total[m].financial_year == line[m].financial_year]
            pairs = [_Pair(total[m], line[m]) for m in shared]
            telling = [p for p in pairs if abs(p.left.value) > 20 * p.tolerance]
            if len(telling) >= MEMO_COLUMNS and all(pair.alike for pair in pairs):
                return pairs
    return []


def cross_table_findings(tables: Sequence[Sequence[Figure]]) -> list[Finding]:
    """Lines that several tables of a paper print, compared."""
    findings: list[Finding] = []
    indexed = [_index(table) for table in tables]
    for one, two in combinations(range(len(tables)), 2):
        if not tables[one] or not tables[two] or tables[one][0].subject != tables[two][0].subject:
            continue
        if "memo" in {tables[one][0].statement, tables[two][0].statement}:
            continue
        pairs = [_Pair(indexed[one][key], indexed[two][key]) for key in indexed[one] if key in indexed[two]]
        alike = [pair for pair in pairs if pair.alike]
        unlike = [pair for pair in pairs if not pair.alike]
        findings += [_finding(pair, "") for pair in alike]
        if len(alike) < MIN_SHARED or len(alike) < 2 * len(unlike):
            continue
        for pair in unlike:
            findings.append(_finding(pair, _counterpart(pair, unlike)))
    return findings


def _index(table: Sequence[Figure]) -> dict[_Line, Figure]:
    """A table's figures by what they are figures of; those that are not told apart are left out."""
    found: dict[_Line, Figure] = {}
    twice: set[_Line] = set()
    for figure in table:
        line = figure.standard_line or (words(figure.line) if figure.line else None)
        if line is None or figure.unit != "GBP":
            continue
        key: _Line = (
            line,
            figure.organisation,
            figure.financial_year,
            figure.as_at,
            figure.measure,
            figure.forecast_made_on,
        )
        if figure.table_kind == "capital":
            key = (*key, None if figure.is_total else figure.section)
        if key in found:
            twice.add(key)
        found[key] = figure
    return {key: figure for key, figure in found.items() if key not in twice}


def _counterpart(pair: _Pair, unlike: Sequence[_Pair]) -> str:
    for other in unlike:
        if other is pair or other.left.measure != pair.left.measure:
            continue
        if abs(other.difference + pair.difference) <= other.tolerance + pair.tolerance:
            there, here = amount(other.left.value, "GBP"), amount(other.right.value, "GBP")
            return (
                f" '{other.left.line}' moves by the same amount the other way ({there} and {here}): "
                "a reclassification between the two lines."
            )
    return ""


def _finding(pair: _Pair, remark: str) -> Finding:
    left, right = pair.left, pair.right
    named = f"'{left.line}'" + (f" ({right.line} there)" if right.line != left.line else "")
    said = (
        f"{named}, {left.measure.replace('_', ' ')}: table {left.table_no} prints {amount(left.value, left.unit)}, "
        f"table {right.table_no} prints {amount(right.value, right.unit)}"
    )
    said += "." if pair.alike else f": a difference of {amount(abs(pair.difference), left.unit)}."
    ids = (left.figure_id, right.figure_id)
    return Finding(
        finding_id=finding_id("cross_table", ids),
        kind="cross_table",
        status="balances" if pair.alike else "contradiction",
        paper_ids=(left.paper_id,),
        description=said + remark,
        left_value=left.value,
        right_value=right.value,
        difference=pair.difference,
        tolerance=pair.tolerance,
        amount_at_stake_gbp=Decimal(0) if pair.alike else abs(pair.difference),
        figure_ids=ids,
    )
