"""The identities that a table's figures stand in, and whether they balance.

An identity says that one printed number is the sum of others, the difference of two, or their
ratio in per cent. It balances when it is off by no more than the half units of its printed terms.
It proves a figure only if it has two printed operands beside its result, and only if it would have
noticed a wrong leading digit of that figure (for amounts of MATERIAL_GBP and more): a sum of many
rounded millions says nothing about a tenth of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product

from extract.interpret.columns import ADDITIVE_CHANGES, Column
from extract.interpret.reading import Reading
from extract.interpret.rows import Line
from extract.interpret.units import GBP
from extract.interpret.wording import BUDGETS
from extract.reconcile.structure import Structure
from extract.vocabulary import load, words

MATERIAL_GBP = Decimal(100_000)
ENOUGH = Decimal("0.5")  # share of rows that must balance before columns count as related
_COUNTED = frozenset({"count", "actual", "establishment", "movement", "target", "variance", "forecast"})
OUTTURNS = ("forecast", "outturn", "spend_to_date")

Key = tuple[int, int]  # a line's index and a column's raw index
ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number in whole units, and half a unit of its last printed place."""

    value: Decimal
    half: Decimal


@dataclass(frozen=True, slots=True)
class Identity:
    """`result` = sum of sign times term (or 100 times first term over second, if `ratio`).

    `of_size` takes the second without its sign: a variance of income in per cent of that income.
    """

    kind: str
    result: Key
    terms: tuple[tuple[int, Key], ...]
    ratio: bool = False
    of_size: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """The result and the terms."""
        return (self.result, *(key for _, key in self.terms))

    @property
    def proves(self) -> bool:
        """Whether there are operands enough for a balance to say something."""
        return len(self.terms) >= 2

    def right(self, amounts: Mapping[Key, Amount]) -> Decimal:
        """The value that the terms give for the result."""
        if self.ratio:
            over = amounts[self.terms[1][1]].value
            over = abs(over) if self.of_size else over
            return HUNDRED * self.terms[0][0] * amounts[self.terms[0][1]].value / over if over else ZERO
        return sum((sign * amounts[key].value for sign, key in self.terms), ZERO)

    def tolerance(self, amounts: Mapping[Key, Amount]) -> Decimal:
        """By how much rounding alone may set the identity off."""
        own = amounts[self.result].half
        if self.ratio:
            part, whole = amounts[self.terms[0][1]], amounts[self.terms[1][1]]
            # Published shares are nudged by a unit so that they add up to 100: a whole unit is allowed.
            own = 2 * own
            if not whole.value:
                return own
            return own + HUNDRED * (part.half + abs(part.value) * whole.half / abs(whole.value)) / abs(whole.value)
        return own + sum((amounts[key].half for _, key in self.terms), ZERO)

    def difference(self, amounts: Mapping[Key, Amount]) -> Decimal:
        """The printed result less what the terms give."""
        return amounts[self.result].value - self.right(amounts)

    def balances(self, amounts: Mapping[Key, Amount]) -> bool:
        """Whether the difference is within what rounding explains."""
        return abs(self.difference(amounts)) <= self.tolerance(amounts)

    def would_notice(self, key: Key, amounts: Mapping[Key, Amount], difference: Decimal, tolerance: Decimal) -> bool:
        """Whether a change of one in the leading digit of a term would break the identity.

        `difference` and `tolerance` are the identity's own, as `amounts` stand.
        """
        amount = amounts[key]
        if not amount.value:
            return True
        step = Decimal(1).scaleb(amount.value.adjusted())
        if self.ratio:
            altered = (_Altered(amounts, key, Amount(amount.value + change, amount.half)) for change in (step, -step))
            return not any(self.balances(each) for each in altered)
        weight = sum(sign for sign, term in self.terms if term == key) - (key == self.result)
        return all(abs(difference - weight * change) > tolerance for change in (step, -step))


class _Altered(Mapping[Key, Amount]):
    """A view of amounts with one of them changed."""

    def __init__(self, base: Mapping[Key, Amount], key: Key, amount: Amount) -> None:
        self._base, self._key, self._amount = base, key, amount

    def __getitem__(self, key: Key) -> Amount:
        return self._amount if key == self._key else self._base[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._base)

    def __len__(self) -> int:
        return len(self._base)


@dataclass(frozen=True, slots=True)
class VarianceSense:
    """Which way round a variance column is printed, and from which columns it comes.

    `sign` is 1 where overspending is printed positive; with `by_line` the sign also turns for
    lines of income that are printed positive. `told_by` is `arithmetic`, `wording` or `nothing`. `carried` is
    the column of what is left to the next year, where the variance is of the outturn with it.
    """

    column: int
    sign: int
    by_line: bool
    told_by: str
    outturn: int | None = None
    budget: int | None = None
    carried: int | None = None


def amounts_of(reading: Reading) -> dict[Key, Amount]:
    """All printed numbers of a reading in whole units (pounds, per cent, officers)."""
    places: dict[int, int] = {}
    for line in reading.lines:
        for index, number in line.values.items():
            places[index] = max(places.get(index, 0), number.places)
    found: dict[Key, Amount] = {}
    for i, line in enumerate(reading.lines):
        for column in reading.columns:
            printed = line.values.get(column.index)
            if printed is None:
                continue
            unit = line.unit or column.unit
            scale = printed.scale or (unit.scale if unit and not printed.percent else 0)
            half = printed.half_unit.scaleb(-places[column.index] if printed.nil else 0)
            found[(i, column.index)] = Amount(printed.signed.scaleb(scale), half.scaleb(scale))
    return found


def column_sums(reading: Reading, structure: Structure, amounts: Mapping[Key, Amount]) -> list[Identity]:
    """Totals against their parts, and against a part's own only part where it has just one."""
    additive = additive_columns(reading.columns)
    shares = [c.index for c in reading.columns if c.measure == "share_pct" and c.index not in additive]
    found = _sums_of(additive, structure, amounts)
    for column in shares:
        built = _sums_of([column], structure, amounts)
        found += built if mostly(built, amounts) else []
    return found


def _sums_of(additive: Sequence[int], structure: Structure, amounts: Mapping[Key, Amount]) -> list[Identity]:
    found: list[Identity] = []
    for total in structure.totals.values():
        for column in additive:
            result = (total.row, column)
            if result not in amounts:
                continue
            terms = tuple(
                (sign, (part, column))
                for part, sign in zip(total.parts, total.signs, strict=True)
                if (part, column) in amounts
            )
            if not terms:
                continue
            found.append(Identity("column_sum", result, terms))
            deeper = Identity(
                "column_sum", result, tuple((sign, _only_part(key, structure, amounts)) for sign, key in terms)
            )
            if len(terms) >= 2 and deeper.terms != terms and deeper.balances(amounts):
                found.append(deeper)  # one that breaks would only say again what the total's own parts say
    return found


def _only_part(key: Key, structure: Structure, amounts: Mapping[Key, Amount]) -> Key:
    row, column = key
    while row in structure.totals:
        total = structure.totals[row]
        present = [k for k, part in enumerate(total.parts) if (part, column) in amounts]
        if len(present) != 1 or total.signs[present[0]] < 0:
            break
        row = total.parts[present[0]]
    return (row, column)


def additive_columns(columns: Sequence[Column]) -> list[int]:
    """Columns whose numbers add up down the page: all but percentages, and shares where there is nothing else."""
    plain = [c.index for c in columns if not (c.measure or "").endswith("_pct")]
    return plain or [c.index for c in columns if c.measure == "share_pct"]


# Rows


def row_identities(
    reading: Reading, amounts: Mapping[Key, Amount], line_sign: Mapping[int, int], structure: Structure
) -> tuple[list[Identity], list[VarianceSense]]:
    """Identities along the rows, and how each variance column is to be read."""
    rows = [i for i, line in enumerate(reading.lines) if line.kind == "data" and not line.percent]
    columns = reading.columns
    found: list[Identity] = []
    senses: list[VarianceSense] = []
    for column in columns:
        if column.measure in {"variance", "variance_to_date"}:
            sense = _variance_sense(column, columns, rows, amounts, line_sign)
            senses.append(sense)
            if sense.outturn is not None and sense.budget is not None:
                found += _variance_identities(sense, rows, amounts, line_sign)
    found += _budget_identities(columns, rows, amounts)
    found += _balance_identities(columns, rows, amounts)
    found += _across_sums(columns, rows, amounts)
    found += _movements(columns, rows, amounts, found)
    found += _percentages(reading, rows, amounts, structure, senses)
    return found, senses


def _variance_identities(
    sense: VarianceSense, rows: Sequence[int], amounts: Mapping[Key, Amount], line_sign: Mapping[int, int]
) -> list[Identity]:
    assert sense.outturn is not None
    assert sense.budget is not None
    found = []
    spent = [sense.outturn] if sense.carried is None else [sense.outturn, sense.carried]
    for i in rows:
        if all((i, c) in amounts for c in (sense.column, *spent, sense.budget)):
            sign = sense.sign * (line_sign.get(i, 1) if sense.by_line else 1)
            terms = (*((sign, (i, c)) for c in spent), (-sign, (i, sense.budget)))
            found.append(Identity("variance", (i, sense.column), terms))
    return found


def _variance_sense(
    column: Column,
    columns: Sequence[Column],
    rows: Sequence[int],
    amounts: Mapping[Key, Amount],
    line_sign: Mapping[int, int],
) -> VarianceSense:
    """The outturn and budget whose difference a variance column is, by what balances."""
    to_date = column.measure == "variance_to_date"
    outturns = ("spend_to_date",) if to_date else OUTTURNS
    budgets = ("profiled_budget",) if to_date else (*BUDGETS, "profiled_budget")
    pairs = [
        (o, b)
        for o in columns
        for b in columns
        if o.measure in outturns and b.measure in budgets and _alike(o, column) and _alike(b, column)
    ]
    pairs.sort(key=lambda pair: (outturns.index(pair[0].measure or ""), budgets.index(pair[1].measure or "")))
    best: tuple[tuple[int, Decimal], VarianceSense] | None = None
    mixed = any(line_sign.get(i, 1) < 0 for i in rows)
    carried = (None, *(c.index for c in columns if c.measure == "carried_forward"))
    for o, b in pairs:
        for by_line, sign, left in product((False, True) if mixed else (False,), (1, -1), carried):
            sense = VarianceSense(column.index, sign, by_line, "arithmetic", o.index, b.index, left)
            identities = _variance_identities(sense, rows, amounts, line_sign)
            telling = [identity for identity in identities if amounts[identity.result].value]
            good = sum(identity.balances(amounts) for identity in telling)
            if not telling or good < ENOUGH * len(telling):
                continue
            rank = (good, -sum((abs(identity.difference(amounts)) for identity in telling), ZERO))
            if best is None or rank > best[0]:
                best = (rank, sense)
    if best is not None:
        return best[1]
    still = [(o, b) for o, b in pairs if any((i, o.index) in amounts and (i, b.index) in amounts for i in rows)]
    sign, told_by = _sense_by_wording(column.header)
    zeros = all(not amounts[(i, column.index)].value for i in rows if (i, column.index) in amounts)
    if still and zeros:
        return VarianceSense(column.index, sign, False, told_by, still[0][0].index, still[0][1].index)
    return VarianceSense(column.index, sign, False, told_by)


def _alike(one: Column, other: Column) -> bool:
    return one.organisation == other.organisation or not (one.organisation and other.organisation)


def _sense_by_wording(header: str) -> tuple[int, str]:
    """Whether overspending is printed positive, by the header's words alone."""
    vocabulary = load("columns")
    text = header.lower()
    inside = [part.split(")")[0] for part in text.split("(")[1:]]
    for part in inside:
        for word in words(part):
            if word in vocabulary["bracketed_negative"]:
                return -1, "wording"
            if word in {"under", "underspend", "favourable", "fav", "surplus", "underspent", "saving"}:
                return 1, "wording"
    spoken = words(text)
    if {"over", "overspend", "adverse"} & set(spoken):
        return 1, "wording"
    if {"surplus", "favourable", "underspend"} & set(spoken):
        return -1, "wording"
    return 1, "nothing"


def _budget_identities(columns: Sequence[Column], rows: Sequence[int], amounts: Mapping[Key, Amount]) -> list[Identity]:
    """Original budget, plus what was brought forward and moved, is the revised budget."""
    originals = [c for c in columns if c.measure == "original_budget"]
    changes = [c for c in columns if c.measure in ADDITIVE_CHANGES]
    found: list[Identity] = []
    for revised in (c for c in columns if c.measure == "revised_budget"):
        starts = [c for c in originals if _alike(c, revised)] or []
        if not starts or not changes:
            continue
        start = starts[0]
        groups = [changes, *([c] for c in changes if len(changes) > 1)]
        best: list[Identity] = []
        for group in groups:
            built = sum_identities("row_sum", revised.index, [(1, c.index) for c in (start, *group)], rows, amounts)
            if mostly(built, amounts) and _telling(built, amounts) > _telling(best, amounts):
                best = built
        found += best
    return found


def sum_identities(
    kind: str, result: int, terms: Sequence[tuple[int, int]], rows: Sequence[int], amounts: Mapping[Key, Amount]
) -> list[Identity]:
    """For each row that has a result: it is the sum of its terms (sign and column), of those that are printed."""
    found = []
    for i in rows:
        present = tuple((sign, (i, c)) for sign, c in terms if (i, c) in amounts)
        if (i, result) in amounts and present:
            found.append(Identity(kind, (i, result), present))
    return found


def mostly(identities: Sequence[Identity], amounts: Mapping[Key, Amount]) -> bool:
    """Whether so many identities balance as make a relation, of those that are not all zeros."""
    telling = [identity for identity in identities if any(amounts[key].value for key in identity.keys)]
    good = sum(identity.balances(amounts) for identity in telling)
    return bool(telling) and good >= ENOUGH * len(telling) and good > 0


def _telling(identities: Sequence[Identity], amounts: Mapping[Key, Amount]) -> int:
    return sum(
        identity.balances(amounts) and sum(bool(amounts[key].value) for _, key in identity.terms) >= 2
        for identity in identities
    )


def _balance_identities(
    columns: Sequence[Column], rows: Sequence[int], amounts: Mapping[Key, Amount]
) -> list[Identity]:
    """Opening balance plus movements is closing balance, whichever way movements are printed."""
    balances = [k for k, c in enumerate(columns) if c.measure in {"actual", "forecast"} and c.as_at]
    found: list[Identity] = []
    for first, second in pairwise(balances):
        between = [c for c in columns[first + 1 : second] if c.measure in {"movement", "transfer_in", "transfer_out"}]
        if not between or len(between) > 4:
            continue
        best: list[Identity] = []
        for signs in product((1, -1), repeat=len(between)):
            terms = [(1, columns[first].index), *((s, c.index) for s, c in zip(signs, between, strict=True))]
            built = sum_identities("row_sum", columns[second].index, terms, rows, amounts)
            if mostly(built, amounts) and _telling(built, amounts) > _telling(best, amounts):
                best = built
        found += best
    return found


def _across_sums(columns: Sequence[Column], rows: Sequence[int], amounts: Mapping[Key, Amount]) -> list[Identity]:
    """A column that is the sum of those before it: `Force`, `OPCC`, `Total`; schemes by year and in all."""
    found: list[Identity] = []
    for k, column in enumerate(columns):
        run: list[Column] = []
        for other in reversed(columns[:k]):
            if other.measure != column.measure or other.unit != column.unit:
                if len(columns) > 4 and other.organisation and column.organisation is None:
                    continue
                break
            run.insert(0, other)
        if (
            len(run) < 2
            or column.measure in {"actual", "forecast_balance"}
            or (column.as_at and run[0].as_at and column.measure == "forecast")
        ):
            continue
        built = sum_identities("row_sum", column.index, [(1, c.index) for c in run], rows, amounts)
        telling = [i for i in built if sum(bool(amounts[key].value) for _, key in i.terms) >= 2]
        if len(telling) >= 2 and sum(i.balances(amounts) for i in telling) * 4 >= 3 * len(telling):
            found += built
    return found


def _movements(
    columns: Sequence[Column], rows: Sequence[int], amounts: Mapping[Key, Amount], known: Sequence[Identity]
) -> list[Identity]:
    """A change column is the difference of two others, where most rows say so."""
    found: list[Identity] = []
    used = {key[1] for identity in known for key in identity.keys}
    for column in columns:
        if column.measure != "movement" or column.index in used:
            continue
        best: list[Identity] = []
        others = [c for c in columns if c.index != column.index and c.unit == column.unit][:8]
        for one, two in product(others, others):
            if one.index == two.index:
                continue
            built = sum_identities("row_sum", column.index, [(1, one.index), (-1, two.index)], rows, amounts)
            built = [i for i in built if len(i.terms) == 2]
            if mostly(built, amounts) and _telling(built, amounts) > _telling(best, amounts):
                best = built
        found += best
    return found


def _percentages(
    reading: Reading,
    rows: Sequence[int],
    amounts: Mapping[Key, Amount],
    structure: Structure,
    senses: Sequence[VarianceSense],
) -> list[Identity]:
    """Shares of a total, variances in per cent of a budget, changes in per cent of the earlier figure."""
    found: list[Identity] = []
    money = [c for c in reading.columns if (c.unit and c.unit.name == GBP) or c.measure in _COUNTED]
    for column in reading.columns:
        if not (column.measure or "").endswith("_pct"):
            continue
        best: list[Identity] = []
        for built in _ratio_candidates(column, money, rows, amounts, structure, senses):
            if mostly(built, amounts) and sum(i.balances(amounts) for i in built) > sum(
                i.balances(amounts) for i in best
            ):
                best = built
        found += best
    return found


def _ratio_candidates(
    column: Column,
    money: Sequence[Column],
    rows: Sequence[int],
    amounts: Mapping[Key, Amount],
    structure: Structure,
    senses: Sequence[VarianceSense],
) -> Iterator[list[Identity]]:
    def top(row: int) -> int:
        while row in structure.parent:
            row = structure.parent[row]
        return row

    for base in money:
        shares = []
        for i in rows:
            whole = (top(i), base.index)
            if (
                i != top(i)
                and all(key in amounts for key in ((i, column.index), (i, base.index), whole))
                and amounts[whole].value
            ):
                shares.append(Identity("percentage", (i, column.index), ((1, (i, base.index)), (1, whole)), ratio=True))
        yield shares
    for part, whole_column in product(money, money):
        if part.index == whole_column.index:
            continue
        for sign, of_size in product((1, -1), (True, False)):
            yield [
                Identity(
                    "percentage",
                    (i, column.index),
                    ((sign, (i, part.index)), (1, (i, whole_column.index))),
                    ratio=True,
                    of_size=of_size,
                )
                for i in rows
                if all((i, c) in amounts for c in (column.index, part.index, whole_column.index))
                and amounts[(i, whole_column.index)].value
            ]


# Verdicts


def verdicts(
    identities: Sequence[Identity], amounts: Mapping[Key, Amount], money: Mapping[int, bool]
) -> dict[Key, str]:
    """`proved` or `contradicted` for the figures that stand in identities; others are absent.

    `money` tells by column whether its figures are pounds.
    """
    proved: set[Key] = set()
    broken: set[Key] = set()
    for identity in identities:
        difference, tolerance = identity.difference(amounts), identity.tolerance(amounts)
        if abs(difference) > tolerance:
            broken.update(identity.keys)
        elif identity.proves:
            for key in identity.keys:
                material = money.get(key[1], False) and abs(amounts[key].value) >= MATERIAL_GBP
                if not material or identity.would_notice(key, amounts, difference, tolerance):
                    proved.add(key)
    return dict.fromkeys(proved, "proved") | dict.fromkeys(broken - proved, "contradicted")


def line_signs(reading: Reading, structure: Structure) -> dict[int, int]:
    """-1 for lines that a total takes off, as printed: income shown positive beside spending."""
    signs: dict[int, int] = {}
    for total in structure.totals.values():
        if -1 not in total.signs:
            continue
        for part, sign in zip(total.parts, total.signs, strict=True):
            if sign < 0:
                for row in _below(part, structure):
                    signs[row] = -signs.get(row, 1)
    return signs


def _below(row: int, structure: Structure) -> Iterator[int]:
    yield row
    if row in structure.totals:
        for part in structure.totals[row].parts:
            yield from _below(part, structure)


def lines_of(reading: Reading) -> list[tuple[int, Line]]:
    """The lines with figures, with their index."""
    return [(i, line) for i, line in enumerate(reading.lines) if line.kind == "data"]
