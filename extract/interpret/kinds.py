"""The kind of statement that a table is, and the unit that each of its columns is in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.interpret.columns import Column
from extract.interpret.context import PaperContext
from extract.interpret.reading import Reading
from extract.interpret.rows import Line
from extract.interpret.standard import standard_line
from extract.interpret.units import GBP, Unit, money_unit, staff_unit, unit_in_prose, unit_named
from extract.interpret.wording import BUDGETS
from extract.model import RawTable
from extract.vocabulary import phrases, words

_STAFF_UNITS = frozenset({"fte", "headcount", "officers", "posts"})
_OF_PEOPLE = frozenset({"establishment", "strength", "vacancies"})
_OF_SAVINGS = frozenset({"target", "identified", "delivered", "delayed", "unachievable", "shortfall"})
MOST_POUNDS = Decimal(10_000_000_000)  # more than twice the gross budget of the largest force


def _count(text: str, wordings: dict[tuple[str, ...], str]) -> Counter[str]:
    spoken = words(text)
    found: Counter[str] = Counter()
    for size in range(1, 5):
        for start in range(len(spoken) - size + 1):
            term = wordings.get(spoken[start : start + size])
            if term:
                found[term] += size
    return found


def kind_of(table: RawTable, corner: str, columns: Sequence[Column], lines: Sequence[Line]) -> str:
    """The kind of statement (`revenue`, `capital`, …; `other`), by the words of caption, headings, corner and lines."""
    wordings = phrases("statements", "kinds")
    score: Counter[str] = Counter()
    weighted: list[tuple[str, float]] = [(corner, 4), (table.title or "", 4)]
    weighted += [(text, 2.0 / (1 + i)) for i, text in enumerate(reversed(table.headings[-4:]))]
    if table.context:
        weighted.append((table.context[-1], 1))
    for text, weight in weighted:
        for kind, count in _count(text, wordings).items():
            score[kind] += weight * min(count, 3)  # type: ignore[assignment]
    named = [line.label for line in lines if line.label]
    for label in named:
        for kind in _count(label, wordings):
            score[kind] += 3 / len(named)  # type: ignore[assignment]
    for family, kind in (("budget", "revenue"), ("reserves", "reserves"), ("capital", "capital")):
        known = sum(standard_line(label, family if family != "budget" else None) is not None for label in named)
        score[kind] += 6 * known / max(len(named), 1)  # type: ignore[assignment]
    headers = " ".join(column.header for column in columns)
    balances = sum(
        column.as_at is not None and column.measure in (None, "balance", "forecast", "outturn") for column in columns
    )
    if balances * 2 > len(columns) and not any(column.measure in BUDGETS for column in columns):
        score["treasury" if score["treasury"] > score["reserves"] else "reserves"] += 6
    if not any(money_unit(column.header) for column in columns) and not table_unit(table, headers):
        for kind in ("crime", "workforce"):
            score[kind] *= 2
    else:
        score["crime"] = 0
        score["workforce"] *= 0.5  # type: ignore[assignment]
    measured = {column.measure for column in columns}
    score["workforce"] += 10 if measured & _OF_PEOPLE else 0
    score["savings"] += 10 if measured & _OF_SAVINGS and "savings" in _count(headers, wordings) else 0
    counted, led = unit_named(corner), unit_named(table.context[-1]) if table.context else None
    worded = led and led.name in {"fte", "headcount"} and not any(money_unit(column.header) for column in columns)
    if worded or (counted and counted.name in _STAFF_UNITS):
        score["workforce"] += 20
    if not score or max(score.values()) < 1:
        return "other"
    return max(wordings.values(), key=lambda kind: score[kind])


def table_unit(table: RawTable, headers: str, of_paper: Unit | None = None) -> Unit | None:
    """The money unit of a whole table: from any header, the caption, the prose of its section, the paper's own word."""
    found = money_unit(headers) or money_unit(table.title or "")
    if found and found.scale:
        return found
    for text in [*reversed(section_prose(table)), *reversed(table.headings[-2:])]:
        prose = unit_in_prose(text)
        if prose:
            return prose
    return found or of_paper


def section_prose(table: RawTable) -> tuple[str, ...]:
    """The paragraphs between the nearest heading and a table."""
    above = table.context
    if table.headings and table.headings[-1] in above:
        return above[len(above) - 1 - above[::-1].index(table.headings[-1]) :]
    return above[-4:]


def with_unit(
    column: Column,
    table: RawTable,
    header: str,
    lines: Sequence[Line],
    kind: str,
    previous: Reading | None,
    context: PaperContext,
) -> Column:
    """A column with its unit: its own, its table's, the paper's, or as its numbers show; None where nothing tells."""
    unit = column.unit
    if unit is not None and not (unit.name == GBP and unit.scale == 0):
        return column
    printed = [line.values[column.index] for line in lines if column.index in line.values]
    if any(number.percent for number in printed) and all(number.percent or number.nil for number in printed):
        return replace(column, unit=Unit("percent"))
    if (column.measure or "").endswith("_pct"):
        return replace(column, unit=Unit("percent"))
    if kind in {"workforce", "crime"}:
        stated = [column.header, header.replace("%", " "), table.title or "", *reversed(section_prose(table))]
        staff = next((found for text in stated if (found := staff_unit(text))), None) if kind == "workforce" else None
        named = unit or staff or next((found for text in stated[:3] if (found := unit_named(text))), None)
        named = named or _prose_count(table)
        return replace(column, unit=named)
    if unit is None and printed and all(number.nil or (number.pounds and not number.scale) for number in printed):
        return replace(column, unit=Unit(GBP))
    found = table_unit(table, header, context.unit)
    if found and (unit is None or (found.scale and _plausible(lines, found.scale))):
        # A scale from caption or prose also holds for a header that says only pounds.
        return replace(column, unit=found)
    if unit is not None:
        return column
    if printed and any(number.pounds for number in printed):
        return replace(column, unit=Unit(GBP))
    if previous is not None and previous.kind == kind and previous.table.table_no + 3 >= table.table_no:
        inherited = next((c.unit for c in previous.columns if c.unit and c.unit.name == GBP), None)
        if inherited:
            return replace(column, unit=inherited, note="The unit is that of the table before; this one prints none.")
    if (
        printed
        and kind in {"revenue", "reserves", "capital", "funding", "savings"}
        and all(number.nil or abs(number.value) >= 10_000 or not number.value for number in printed)
    ):
        return replace(column, unit=Unit(GBP), note="No unit is printed; amounts of this size are taken as pounds.")
    return column


def _plausible(lines: Sequence[Line], scale: int) -> bool:
    """Whether amounts in this scale are such as a police force can have."""
    amounts = [abs(number.value) for line in lines for number in line.values.values()]
    return max(amounts, default=Decimal(0)).scaleb(scale) <= MOST_POUNDS


def _prose_count(table: RawTable) -> Unit | None:
    found = next((unit for text in reversed(table.context[-3:]) if (unit := unit_named(text))), None)
    return found if found and found.name != GBP else Unit("count")
