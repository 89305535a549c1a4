"""What the papers of both made-up forces share: their year, the notice on the first page, rows, reserves."""

from __future__ import annotations

from samples.layouts import Column, Row, Ruling, Table
from samples.ledger import Lines

YEAR = "2024/25"


def notice(force: str) -> str:
    """What stands on the first page, so that nobody takes a sample for a paper."""
    return f"{force} does not exist. This is a sample paper, made up for Copperbottom; none of its money is real."


def itemised(lines: Lines, kind: str = "line", body: str | None = None) -> tuple[Row, ...]:
    """A row for each line."""
    return tuple(Row(line.name, (line,), kind, body) for line in lines)


def reserves(columns: tuple[Column, ...], earmarked: Lines, general: Lines, body: str, ruling: Ruling) -> Table:
    """Balances of reserves: earmarked, general, all."""
    rows = (
        *itemised(earmarked),
        Row("Total Earmarked Reserves", earmarked, "total"),
        *itemised(general),
        Row("Total Usable Reserves", (*earmarked, *general), "total"),
    )
    return Table("Reserve", columns, rows, body, ruling=ruling)
