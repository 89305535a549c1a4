"""A published warehouse as one workbook for Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from warehouse.serve.ask import Row
from warehouse.serve.dictionary import TableDoc, dictionary_rows, select_all
from warehouse.serve.query import open_readonly, stream_rows

MOST_ROWS = 1_048_575  # of a sheet, below its header
WIDEST, NARROWEST = 60, 8
SAMPLED = 200  # rows that a column's width is taken from
PROVENANCE = """
SELECT mart_figures.mart, mart_figures.row_id, mart_figures.column_name, figures.published_text, figures.value,
    figures.unit, figures.proof, figures.paper, figures.page, figures.table_no, figures.row_no, figures.column_no,
    figures.sentence, figures.figure_id
FROM core.mart_figures AS mart_figures
INNER JOIN core.figures AS figures USING (figure_id)
ORDER BY ALL
"""


def write_workbook(warehouse: Path, tables: Sequence[TableDoc], file: Path) -> None:
    """Write a workbook: a sheet for each mart, where each value was printed, and the dictionary."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(file), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        book.set_properties({"title": "Copperbottom", "created": _published_at(warehouse)})
        sheets = Sheets(book)
        marts = [table for table in tables if table.schema == "marts"]
        for table in marts:
            with stream_rows(select_all(table), warehouse) as (names, rows):
                sheets.add(table.name, names, rows)
        with stream_rows(PROVENANCE, warehouse) as (names, rows):
            sheets.add("provenance", names, rows)
        sheets.add("dictionary", *dictionary_rows(tables))
    finally:
        book.close()


def _published_at(warehouse: Path) -> dt.datetime:
    """When the data was loaded: the same warehouse gives the same workbook."""
    with open_readonly(warehouse) as connection:
        found = connection.execute("select max(loaded_at) from core.papers").fetchone()
    return found[0].replace(microsecond=0) if found and found[0] else dt.datetime(2026, 1, 1)


class Sheets:
    """Sheets of a workbook: numbers and dates as such, text as text, the header in view."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.pounds = book.add_format({"num_format": "#,##0.##;[Red]-#,##0.##"})
        self.whole_pounds = book.add_format({"num_format": "#,##0;[Red]-#,##0"})

    def add(self, name: str, names: Sequence[str], rows: Iterator[Row] | Sequence[Row]) -> None:
        """A sheet with a header row and rows, as many as a sheet can hold; a last line says if there are more."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        coming = iter(rows)
        first = list(islice(coming, SAMPLED))
        for index, title in enumerate(names):
            widths = [len(self.shown(row[index])) for row in first]
            sheet.set_column(index, index, min(max([len(title), NARROWEST, *widths]) + 2, WIDEST))
            sheet.write_string(0, index, title, self.header)
        count = 0
        for count, row in enumerate(islice(chain(first, coming), MOST_ROWS - 1), 1):
            self.write(sheet, count, row)
        if next(coming, None) is not None:
            sheet.write_string(count + 1, 0, "A sheet holds no more rows: export as Parquet for all of them.")
        if count:
            sheet.autofilter(0, 0, count, len(names) - 1)

    def write(self, sheet: Any, number: int, row: Row) -> None:
        """One row, each value by its type."""
        for index, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(number, index, value)
            elif isinstance(value, Decimal):
                sheet.write_number(number, index, value, self.whole_pounds if value == int(value) else self.pounds)
            elif isinstance(value, int | float):
                sheet.write_number(number, index, value)
            elif isinstance(value, dt.datetime):
                sheet.write_datetime(number, index, value, self.time)
            elif isinstance(value, dt.date):
                sheet.write_datetime(number, index, value, self.date)
            else:
                sheet.write_string(number, index, self.shown(value))

    def shown(self, value: Any) -> str:
        """A value as the text of a cell."""
        if isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        return "" if value is None else str(value)[:32_767]
