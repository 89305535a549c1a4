"""What the measures of a table's columns imply of each other, and which columns the table's own numbers refute.

A column that adds up says nothing of what it measures: under a header that has slipped by one it adds up as well. What
two measures mean implies more: a variance is the forecast less the budget, a revised budget the original with its
changes, a closing balance the opening one with what went in and out. Where such a relation fails for most rows, none of
its columns is proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from extract.interpret.columns import ADDITIVE_CHANGES, Column
from extract.interpret.reading import Reading
from extract.interpret.wording import BUDGETS
from extract.reconcile.identities import (
    Amount,
    Identity,
    Key,
    VarianceSense,
    mostly,
    sum_identities,
)

FEWEST = 2  # rows with numbers other than zero, from which a relation that fails says something
MOST_COLUMNS = 8  # that a change is looked for between
_MOVEMENTS = frozenset({"movement", "transfer_in", "transfer_out"})
_OUTTURNS = frozenset({"forecast", "outturn", "spend_to_date"})
Terms = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Relation:
    """A column that measures imply to be a sum of others, in any one of several ways (sign and column)."""

    result: int
    ways: tuple[Terms, ...]

    @property
    def columns(self) -> set[int]:
        """All columns that the relation speaks of."""
        return {self.result, *(column for way in self.ways for _, column in way)}


def refuted_columns(reading: Reading, amounts: Mapping[Key, Amount], senses: Sequence[VarianceSense]) -> frozenset[int]:
    """The columns of relations that their measures imply and that fail for most rows, in every way to state them."""
    rows = [i for i, line in enumerate(reading.lines) if line.kind == "data" and not line.percent]
    told = {sense.column for sense in senses if sense.told_by == "arithmetic"}
    found: set[int] = set()
    for relation in _implied(reading.columns):
        if relation.result not in told and _fails(relation, rows, amounts):
            found |= relation.columns
    return frozenset(found)


def _fails(relation: Relation, rows: Sequence[int], amounts: Mapping[Key, Amount]) -> bool:
    tried = False
    for way in relation.ways:
        built = sum_identities("row_sum", relation.result, way, rows, amounts)
        built = [one for one in built if len(one.terms) == len(way)]
        if sum(_tells(one, amounts) for one in built) < FEWEST:
            continue
        if mostly(built, amounts):
            return False
        tried = True
    return tried


def _tells(identity: Identity, amounts: Mapping[Key, Amount]) -> bool:
    return any(amounts[key].value for key in identity.keys)


def _implied(columns: Sequence[Column]) -> Iterator[Relation]:
    yield from _variances(columns)
    yield from _revisions(columns)
    yield from _closings(columns)
    yield from _vacancies(columns)


def _variances(columns: Sequence[Column]) -> Iterator[Relation]:
    """A variance is forecast, outturn or spending, with slippage out, less a budget; either way round."""
    carried = [c for c in columns if c.measure == "carried_forward"]
    for column in columns:
        to_date = column.measure == "variance_to_date"
        if column.measure != "variance" and not to_date:
            continue
        outturns = {"spend_to_date"} if to_date else _OUTTURNS
        budgets = {"profiled_budget"} if to_date else {*BUDGETS, "profiled_budget"}
        ways: list[Terms] = []
        for spent, budget in product(columns, columns):
            if spent.measure in outturns and budget.measure in budgets:
                for sign in (1, -1):
                    ways.append([(sign, spent.index), (-sign, budget.index)])
                    ways += [[(sign, spent.index), (sign, c.index), (-sign, budget.index)] for c in carried]
        if ways:
            yield Relation(column.index, tuple(ways))


def _revisions(columns: Sequence[Column]) -> Iterator[Relation]:
    """A revised budget is the original one with the changes that stand between them, or some of them."""
    originals = [c for c in columns if c.measure == "original_budget"]
    changes = [c for c in columns if c.measure in ADDITIVE_CHANGES]
    for revised in (c for c in columns if c.measure == "revised_budget"):
        some = [combination for size in range(1, len(changes) + 1) for combination in combinations(changes, size)]
        ways = [
            [(1, original.index), *((1, c.index) for c in chosen)]
            for original in originals
            for chosen in sorted(some, key=len, reverse=True)[:64]
        ]
        if ways:
            yield Relation(revised.index, tuple(ways))


def _closings(columns: Sequence[Column]) -> Iterator[Relation]:
    """A closing balance is the opening one with the movements printed between, each added or taken off."""
    balances = [k for k, c in enumerate(columns) if c.measure in {"actual", "forecast"} and c.as_at]
    for first, second in pairwise(balances):
        between = [c for c in columns[first + 1 : second] if c.measure in _MOVEMENTS]
        if not 0 < len(between) <= 4:
            continue
        ways = [
            [(1, columns[first].index), *((sign, c.index) for sign, c in zip(signs, between, strict=True))]
            for signs in product((1, -1), repeat=len(between))
        ]
        yield Relation(columns[second].index, tuple(ways))


def _vacancies(columns: Sequence[Column]) -> Iterator[Relation]:
    """Vacancies are the establishment less the strength, whichever strength of several."""
    posts = [c for c in columns if c.measure == "establishment"]
    people = [c for c in columns if c.measure in {"actual", "strength", "forecast"}][:MOST_COLUMNS]
    for column in columns:
        if column.measure not in {"vacancies", "variance"} or not posts or not people:
            continue
        ways = [[(sign, post.index), (-sign, one.index)] for post in posts for one in people for sign in (1, -1)]
        yield Relation(column.index, tuple(ways))
