"""What the readers of all formats share: from rows of cells to a `RawTable`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.model import Cell, Place, RawTable
from extract.numerals import parse_numeral

_RUN_TOGETHER = re.compile(r"^[\d.,()£\s–−-]*\d[\d.,()£\s–−-]*$")
_DATE = re.compile(r"^\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\s*$")
_BARE_YEAR = re.compile(r"^\s*(?:19|20)\d\d\s*$")


def is_data(text: str) -> bool:
    """Whether a cell's text is a number of the table's body: a bare year names a column."""
    return not _BARE_YEAR.match(text) and parse_numeral(text) is not None


def is_run_together(text: str) -> bool:
    """Whether a cell holds several numbers that a conversion ran together: `1.295.296.4(0.9)`."""
    points = text.count(".") + text.count(")")
    return points >= 2 and bool(_RUN_TOGETHER.match(text)) and not _DATE.match(text) and parse_numeral(text) is None


def header_row_count(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top name columns.

    Rows before the first number, up to a row that has only a label (a section of the body).
    A table that opens with numbers has none; in a table without numbers the first row counts.
    """
    first = next(
        (i for i, row in enumerate(rows) if any(is_data(cell.text) or is_run_together(cell.text) for cell in row[1:])),
        None,
    )
    if first is None:
        return 1 if len(rows) > 1 else 0
    count = 0
    for i, row in enumerate(rows[:first]):
        filled = [j for j, cell in enumerate(row) if cell.text]
        if filled and max(filled) == 0 and (count or i == first - 1):
            break
        count = i + 1
    return count


def make_table(
    table_no: int,
    rows: Sequence[Sequence[Cell]],
    *,
    title: str | None,
    place: Place,
    headings: Sequence[str],
    context: Sequence[str],
) -> RawTable:
    """A `RawTable` of rows of any widths: short rows are filled with empty cells."""
    width = max((len(row) for row in rows), default=0)
    full = tuple(tuple(row) + (Cell(""),) * (width - len(row)) for row in rows)
    return RawTable(
        table_no=table_no,
        rows=full,
        header_rows=header_row_count(full),
        title=title,
        place=place,
        headings=tuple(headings),
        context=tuple(context),
    )


def goes_on(table: RawTable, after: RawTable) -> bool:
    """Whether a table at the top of a page is the next part of the one that ended the page before.

    It repeats that one's header, or has none and the same columns.
    """
    if len(after.rows[0]) != len(table.rows[0]):
        return False
    head = header_texts(after)
    return head == header_texts(table) if head else table.header_rows > 0


def header_texts(table: RawTable) -> tuple[tuple[str, ...], ...]:
    """The cell texts of a table's header rows."""
    return tuple(tuple(cell.text for cell in row) for row in table.rows[: table.header_rows])


def join_continued(tables: Sequence[RawTable]) -> list[RawTable]:
    """Tables that go on over a page, whole: the rows of all parts, one part's after the other's.

    Rows keep their order and count, repeated headers included; number, title and place are the first part's.
    """
    joined: list[RawTable] = []
    for table in tables:
        if table.continues and joined:
            first = joined[-1]
            width = max(len(first.rows[0]), len(table.rows[0]))
            rows = tuple((*row, *[Cell("")] * (width - len(row))) for row in (*first.rows, *table.rows))
            joined[-1] = replace(first, rows=rows)
        else:
            joined.append(table)
    return joined
