"""Select the reading of a table that balances, and find out what it proves.

A row whose numbers a conversion ran together can be cut in several ways; the cut with which most
identities balance is taken, and where none does better than another the row is left out: a number
that cannot be established is not published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.interpret.reading import Reading
from extract.interpret.rows import Line
from extract.interpret.standard import standard_line
from extract.interpret.units import GBP
from extract.numerals import Numeral
from extract.reconcile.identities import (
    Amount,
    Identity,
    Key,
    VarianceSense,
    additive_columns,
    amounts_of,
    column_sums,
    line_signs,
    row_identities,
    verdicts,
)
from extract.reconcile.relations import refuted_columns
from extract.reconcile.structure import Structure, find_structure
from extract.vocabulary import load

MAX_WORK = 40_000  # printed numbers that are reconciled, over all trials of a table's jammed rows


@dataclass(frozen=True, slots=True)
class ReconciledTable:
    """A reading with its tree, its identities and the verdict on each figure.

    `summed` are the figures that stand in an identity which could prove one, `alone` those in a sum of
    one line, which proves nothing. `refuted` are the columns whose measures imply a relation that the numbers
    do not have.
    """

    reading: Reading
    structure: Structure
    amounts: Mapping[Key, Amount]
    identities: tuple[Identity, ...]
    senses: tuple[VarianceSense, ...]
    line_sign: Mapping[int, int]
    verdict: Mapping[Key, str]
    summed: frozenset[Key] = frozenset()
    alone: frozenset[Key] = frozenset()
    refuted: frozenset[int] = frozenset()

    @property
    def balanced(self) -> int:
        """How many identities balance that say something: not those of nothing but zeros."""
        return sum(
            identity.proves
            and identity.balances(self.amounts)
            and any(self.amounts[key].value for key in identity.keys)
            for identity in self.identities
        )

    @property
    def broken(self) -> int:
        """How many identities do not balance."""
        return sum(not identity.balances(self.amounts) for identity in self.identities)


def reconcile_table(reading: Reading) -> ReconciledTable:
    """Select the reading of jammed rows that balances, and what the whole table then proves."""
    jammed = [line for line in reading.lines if len(line.alternatives) > 0]
    if jammed:
        _choose_cuts(reading, jammed)
    return _with_verdicts(reading)


def _with_verdicts(reading: Reading) -> ReconciledTable:
    amounts = amounts_of(reading)
    structure = find_structure(reading.lines, additive_columns(reading.columns))
    signs = _income_signs(reading, structure, amounts) if reading.kind == "revenue" else {}
    identities = column_sums(reading, structure, amounts)
    along, senses = row_identities(reading, amounts, signs, structure)
    identities += along
    money = {column.index: bool(column.unit and column.unit.name == GBP) for column in reading.columns}
    return ReconciledTable(
        reading=reading,
        structure=structure,
        amounts=amounts,
        identities=tuple(identities),
        senses=tuple(senses),
        line_sign=signs,
        verdict=verdicts(identities, amounts, money),
        summed=frozenset(key for identity in identities if identity.proves for key in identity.keys),
        alone=frozenset(key for identity in identities if not identity.proves for key in identity.keys),
        refuted=refuted_columns(reading, amounts, senses),
    )


def _income_signs(reading: Reading, structure: Structure, amounts: Mapping[Key, Amount]) -> dict[int, int]:
    """Lines that the marts turn: taken off by a total, or income that stands by itself as positive."""
    signs = line_signs(reading, structure)
    income = frozenset(load("lines")["income_lines"])
    for i, line in enumerate(reading.lines):
        if line.kind != "data" or i in structure.parent or i in signs:
            continue
        if standard_line(line.label, None) not in income:
            continue
        below = [i, *structure.leaves(i)] if i in structure.totals else [i]
        printed = [
            amounts[(i, c.index)].value for c in reading.columns if (i, c.index) in amounts and c.measure != "variance"
        ]
        if printed and all(value >= 0 for value in printed) and len(structure.parent) > 0:
            signs.update(dict.fromkeys(below, -1))
    return signs


def _choose_cuts(reading: Reading, jammed: Sequence[Line]) -> None:
    """Try each jammed row's cuts in turn, twice round, within MAX_WORK; then keep what is proved."""
    cells = max(sum(len(line.values) for line in reading.lines), 1)
    trials = MAX_WORK // cells
    for _ in range(2):
        changed = False
        for line in jammed:
            if len(line.alternatives) < 2 or trials < len(line.alternatives):
                continue
            trials -= len(line.alternatives)
            before = line.values
            line.values = max(enumerate(line.alternatives), key=lambda one: _merit(reading, line, *one))[1]
            changed |= line.values != before
        if not changed:
            break
    verdict = _with_verdicts(reading).verdict
    for i, line in enumerate(reading.lines):
        if any(line is one for one in jammed):
            _keep_if_proved(line, proved=any(verdict.get((i, column)) == "proved" for column in line.values))


def _merit(reading: Reading, line: Line, place: int, values: dict[int, Numeral]) -> tuple[int, int, int]:
    """How well a table balances with one row cut in one way; an earlier way is preferred to a later one."""
    line.values = values
    reconciled = _with_verdicts(reading)
    return reconciled.balanced, -reconciled.broken, -place


def _keep_if_proved(line: Line, *, proved: bool) -> None:
    """Keep a cut that balances, or the only one there is; else leave the row's numbers out."""
    if proved:
        line.notes.append("The numbers are printed run together; the way to part them is the one that balances.")
    elif len(line.alternatives) > 1:
        line.values = {}
        line.kind = "section"
        line.notes.append("The numbers are printed run together and no way to part them balances.")
