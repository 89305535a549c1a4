"""Which rows of a table add up to which: the tree of lines, sub-totals and totals, found by sums.

A total closes a run of rows just above it (`suffix` of what is still open). Its words only hint:
the run whose sums agree in most columns is the one that is meant. Where no run agrees and the row
says plainly that it is a total, the run that its words and sections mark is taken, and the sums
that break become findings. The work is bounded: rows times open rows times columns, on integers.

Method: a shift-reduce pass over the rows, as in grammar induction for tables; each reduction is
scored by the number of columns that balance within the rounding of what is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from extract.interpret.rows import LIKELY_TOTAL, NO_HINT, TOTAL, Line, named_by_total
from extract.numerals import Numeral
from extract.vocabulary import load, words

UNHINTED_REACH = 30  # rows that a total without any hint may close
MIN_UNHINTED_COLUMNS = 2  # columns that must agree before a row without a hint is a total


@dataclass(slots=True)
class Total:
    """A total found: the row, the rows it sums, and whether each is added or taken off."""

    row: int
    parts: tuple[int, ...]
    signs: tuple[int, ...]
    leading: bool = False  # the total stands above its parts
    by_words: bool = False  # no run balances; the words alone say so


@dataclass(slots=True)
class Structure:
    """The tree over a reading's lines, by index into them."""

    totals: dict[int, Total] = field(default_factory=dict)
    parent: dict[int, int] = field(default_factory=dict)

    def level(self, row: int) -> int:
        """How many totals stand above a row."""
        depth = 0
        while row in self.parent:
            row = self.parent[row]
            depth += 1
        return depth

    def leaves(self, row: int) -> list[int]:
        """The lines below a row, itself if it is one."""
        found, waiting = [], [row]
        while waiting:
            one = waiting.pop()
            if one in self.totals:
                waiting += reversed(self.totals[one].parts)
            else:
                found.append(one)
        return found


@dataclass(slots=True)
class Grid:
    """The additive columns of a reading as integers: units of half the finest printed place."""

    values: list[dict[int, int]]
    halves: list[dict[int, int]]

    @classmethod
    def of(cls, lines: Sequence[Line], columns: Sequence[int]) -> Grid:
        """The grid of some columns of a reading\'s lines."""
        places = {c: max((line.values[c].places for line in lines if c in line.values), default=0) for c in columns}
        values = [
            {c: int(line.values[c].signed.scaleb(places[c]) * 2) for c in columns if c in line.values} for line in lines
        ]
        halves = [{c: half_units(line.values[c], places[c]) for c in columns if c in line.values} for line in lines]
        return cls(values, halves)


def half_units(number: Numeral, places: int) -> int:
    """Half a unit of a number's last printed place, in halves of the column's finest place.

    A dash is nil to the precision of its column.
    """
    return 1 if number.nil else int(10 ** (places - number.places))


@cache
def _subtracted() -> tuple[tuple[str, ...], ...]:
    return tuple(words(wording) for wording in load("totals")["subtracted"])


def may_subtract(label: str, section: str) -> bool:
    """Whether a line's words let it enter a total with a minus: income, grants, use of reserves."""
    for text in (label, section):
        spoken = words(text)
        if any(spoken[i : i + len(phrase)] == phrase for phrase in _subtracted() for i in range(len(spoken))):
            return True
    return False


def find_structure(lines: Sequence[Line], columns: Sequence[int]) -> Structure:
    """Find the totals among a reading's lines. `columns` are the raw indices that add up."""
    return _Finder(lines, columns).run()


class _Run:
    """The sums over some rows beside the row that may be their total; rows are added one at a time."""

    def __init__(self, grid: Grid, i: int) -> None:
        self.grid = grid
        self.printed = grid.values[i]
        self.sums = dict.fromkeys(self.printed, 0)
        self.slack = dict(grid.halves[i])
        self.terms = dict.fromkeys(self.printed, 0)
        self.filled: set[int] = set()
        self.more = False  # a row prints an amount in a column where the total prints none

    def add(self, row: int, sign: int) -> None:
        halves = self.grid.halves[row]
        for column, value in self.grid.values[row].items():
            if column not in self.sums:
                self.more = self.more or value != 0
                continue
            self.sums[column] += sign * value
            self.slack[column] += halves[column]
            self.terms[column] += 1
            if value:
                self.filled.add(column)

    def verdict(self) -> tuple[int, int]:
        """How many columns balance, and how many do not."""
        agree = 0
        differ = int(self.more)
        for column, printed in self.printed.items():
            if self.terms[column] == 0:
                differ += printed != 0
            elif abs(self.sums[column] - printed) <= self.slack[column]:
                agree += column in self.filled or printed != 0
            else:
                differ += 1
        return agree, differ


class _Finder:
    def __init__(self, lines: Sequence[Line], columns: Sequence[int]) -> None:
        self.lines = lines
        self.grid = Grid.of(lines, columns)
        self.open: list[int] = []
        self.marks: list[tuple[int, str]] = []  # open section headings: size of `open` there, label
        self.section_of: dict[int, str] = {}
        self.found = Structure()
        self.may_take_off: dict[int, bool] = {}
        self.total_takes_off: dict[int, bool] = {}

    def run(self) -> Structure:
        section = ""
        for i, line in enumerate(self.lines):
            if line.kind != "data":
                section = line.label
                self.marks.append((len(self.open), line.label))
                continue
            if line.percent or line.other_unit:
                continue
            self.section_of[i] = section
            total = self._total_at(i)
            if total is None:
                self.open.append(i)
                continue
            self._reduce(total)
        self._leading_totals()
        return self.found

    def _reduce(self, total: Total) -> None:
        parts = set(total.parts)
        start = min(k for k, row in enumerate(self.open) if row in parts)
        for row in total.parts:
            self.found.parent[row] = total.row
        self.found.totals[total.row] = total
        self.open = [row for row in self.open if row not in parts] + [total.row]
        self.marks = [(at, label) for at, label in self.marks if at < start]

    def _total_at(self, i: int) -> Total | None:
        line = self.lines[i]
        if not self.open:
            return None
        if line.hint == NO_HINT:
            return self._unhinted(i)
        found = self._balanced(i)
        if found is None and self._leading_totals():
            self.marks = [(at, label) for at, label in self.marks if at <= len(self.open)]
            found = self._balanced(i)
        if found is None and line.hint == TOTAL and line.label:
            return self._by_words(i)
        return found

    def _balanced(self, i: int) -> Total | None:
        """The run of open rows that a row is the total of by its sums, or None.

        Every run that ends just above is tried, and the totals among the open rows; each with all rows added, and
        with those taken off that their words let be.
        """
        best: tuple[tuple[float, ...], Total] | None = None

        def consider(parts: Sequence[int], signs: Sequence[int] | None, run: _Run) -> bool:
            nonlocal best
            agree, differ = run.verdict()
            if agree == 0 or differ > agree or (differ and line.hint != TOTAL and differ * 2 > agree):
                return False
            rank = (agree - 2 * differ, float(signs is None), self._aligned(parts, line), float(len(parts)))
            if best is None or rank > best[0]:
                best = (rank, Total(i, tuple(parts), tuple(signs or [1] * len(parts))))
            return not differ

        line = self.lines[i]
        plain, flipped = _Run(self.grid, i), _Run(self.grid, i)
        takes_off: list[bool] = []
        for k in range(len(self.open) - 1, -1, -1):
            row = self.open[k]
            takes_off.insert(0, self._takes_off(row))
            plain.add(row, 1)
            flipped.add(row, -1 if takes_off[0] else 1)
            if not consider(self.open[k:], None, plain) and any(takes_off) and not all(takes_off):
                consider(self.open[k:], [-1 if off else 1 for off in takes_off], flipped)
        totals = [row for row in self.open if row in self.found.totals]
        if 2 <= len(totals) < len(self.open):
            off = [self._takes_off(row) for row in totals]
            if not consider(totals, None, self._run(i, totals, [1] * len(totals))) and any(off) and not all(off):
                signs = [-1 if one else 1 for one in off]
                consider(totals, signs, self._run(i, totals, signs))
        return best[1] if best else None

    def _takes_off(self, row: int) -> bool:
        """Whether a row may be subtracted: by its own words, or by those of every row that it is the total of.

        Totals of totals may be as many as rows, so they are walked and not called on. What was found of a total stays
        true: its parts are no longer open, and nothing becomes of them.
        """
        if row not in self.found.totals:
            return self._says_less(row, is_part=True)
        if row not in self.total_takes_off:
            self.total_takes_off[row] = self._parts_take_off(row)
        return self.total_takes_off[row]

    def _parts_take_off(self, row: int) -> bool:
        waiting = [row]
        while waiting:
            one = waiting.pop()
            if one in self.total_takes_off:
                says_less = self.total_takes_off[one]
                parts: Sequence[int] = ()
            else:
                parts = self.found.totals[one].parts if one in self.found.totals else ()
                says_less = self._says_less(one, is_part=not parts)
            if not says_less and not parts:
                return False
            waiting += () if says_less else reversed(parts)
        return True

    def _says_less(self, row: int, *, is_part: bool) -> bool:
        if row not in self.may_take_off:
            self.may_take_off[row] = may_subtract(
                self.lines[row].label, self.section_of.get(row, "") if is_part else ""
            )
        return self.may_take_off[row]

    def _compare(self, i: int, parts: Sequence[int], signs: Sequence[int]) -> tuple[int, int]:
        """How many columns balance and how many do not; columns without a term count for neither."""
        return self._run(i, parts, signs).verdict()

    def _run(self, i: int, parts: Sequence[int], signs: Sequence[int]) -> _Run:
        run = _Run(self.grid, i)
        for row, sign in zip(parts, signs, strict=True):
            run.add(row, sign)
        return run

    def _aligned(self, parts: Sequence[int], line: Line) -> float:
        """Whether a run begins where a section or the table begins, or just after another total."""
        start = self.open.index(parts[0])
        named = [at for at, label in self.marks if named_by_total(label, line.label)]
        if named and start == named[-1]:
            return 3
        if any(at == start for at, _ in self.marks):
            return 2
        return 1 if start == 0 or self.open[start - 1] in self.found.totals else 0

    def _unhinted(self, i: int) -> Total | None:
        """A row whose words say nothing is a total only if a run agrees in every column."""
        values = self.grid.values
        if len([value for value in values[i].values() if value]) < MIN_UNHINTED_COLUMNS:
            return None
        reach = min(len(self.open), UNHINTED_REACH)
        sums: dict[int, int] = dict.fromkeys(values[i], 0)
        slack = dict(self.grid.halves[i])
        terms: dict[int, int] = dict.fromkeys(values[i], 0)
        for size in range(1, reach + 1):
            row = self.open[-size]
            if any(column not in sums and value for column, value in values[row].items()):
                return None
            for column in sums:
                if column in values[row]:
                    sums[column] += values[row][column]
                    slack[column] += self.grid.halves[row][column]
                    terms[column] += values[row][column] != 0
            if size < 2 or self._later_mark(size):
                continue
            good = [c for c in sums if abs(sums[c] - values[i][c]) <= slack[c]]
            # A sum must be sharper than its rounding, or small numbers agree by chance.
            sharp = [c for c in good if terms[c] >= 2 and abs(values[i][c]) > 8 * slack[c]]
            if len(good) == len(sums) and len(sharp) >= MIN_UNHINTED_COLUMNS:
                parts = self.open[-size:]
                return Total(i, tuple(parts), (1,) * len(parts))
        return None

    def _later_mark(self, size: int) -> bool:
        return any(at > len(self.open) - size for at, _ in self.marks)

    def _by_words(self, i: int) -> Total | None:
        label = self.lines[i].label
        for at, section in reversed(self.marks):
            if named_by_total(section, label) and at < len(self.open):
                parts = self.open[at:]
                return Total(i, tuple(parts), (1,) * len(parts), by_words=True)
        loose = [row for row in self.open if row not in self.found.totals]
        after = [k for k, row in enumerate(self.open) if row in self.found.totals]
        if "grand" in words(label) or not loose:
            parts = list(self.open)
        else:
            parts = self.open[after[-1] + 1 :] if after and after[-1] + 1 < len(self.open) else list(self.open)
        if len(parts) < 2:
            return None
        return Total(i, tuple(parts), (1,) * len(parts), by_words=True)

    def _leading_totals(self) -> bool:
        """Totals that stand above their parts (`ICT` in figures, then its schemes), the innermost first."""
        any_found = False
        for row in reversed(list(self.open)):
            if row not in self.open:
                continue
            found = self._leading_at(self.open.index(row))
            if found is not None:
                any_found = True
                for part in found.parts:
                    self.found.parent[part] = found.row
                self.found.totals[found.row] = found
                self.open = [one for one in self.open if one not in set(found.parts)]
        return any_found

    def _is_last_child(self, i: int, k: int) -> bool:
        """Whether the open row after the next is no longer set in below row `i`."""
        after = self.open[k + 2 : k + 3]
        one, other = self.lines[i], self.lines[after[0]] if after else self.lines[i]
        return other.indent <= one.indent and not other.emphasis - one.emphasis

    def _leading_at(self, k: int) -> Total | None:
        i = self.open[k]
        if i in self.found.totals:
            return None
        deeper = self.open[k + 1 :]
        best: Total | None = None
        for size in range(1, min(len(deeper), UNHINTED_REACH) + 1):
            parts = deeper[:size]
            agree, differ = self._compare(i, parts, [1] * size)
            sharp = sum(1 for value in self.grid.values[i].values() if value)
            set_in = all(
                self.lines[row].indent > self.lines[i].indent or self.lines[row].emphasis - self.lines[i].emphasis
                for row in parts
            )
            hinted = self.lines[i].hint >= LIKELY_TOTAL or set_in
            if size == 1 and not (set_in and self._is_last_child(i, k)):
                continue
            if not differ and agree and sharp >= (1 if hinted else MIN_UNHINTED_COLUMNS) and (hinted or size >= 3):
                best = Total(i, tuple(parts), (1,) * size, leading=True)
                break
        return best
