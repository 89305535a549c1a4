"""A published warehouse as files for other tools: Parquet, CSV, or a workbook.

Parquet and CSV have a file for each table of `marts` and `core`, in folders of these names, and the dictionary
beside them. The workbook has a sheet for each mart, the dictionary, and where each value was printed. Text of a
paper never becomes a formula. Files are written whole or not at all.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.ask import Row, answers, opened, query_arrow
from warehouse.dictionary import Column, Table, tables_of
from warehouse.errors import QueryError
from warehouse.formats import write_csv

WORKBOOK = "copperbottom.xlsx"
SCHEMAS = ("marts", "core")
MOST_ROWS = 1_048_575  # of a sheet, below its header
WIDEST, NARROWEST = 60, 8
SAMPLED = 200  # rows that a column's width is taken from
READ_FIRST = ("organisation", "financial_year", "as_at", "statement", "paper", "page")
PROVENANCE = """
SELECT mart_figures.mart, mart_figures.row_id, mart_figures.column_name, figures.published_text, figures.value,
    figures.unit, figures.proof, figures.paper, figures.page, figures.table_no, figures.row_no, figures.column_no,
    figures.sentence, figures.figure_id
FROM core.mart_figures AS mart_figures
INNER JOIN core.figures AS figures USING (figure_id)
ORDER BY ALL
"""


def export(warehouse: Path, folder: Path, form: str, told: Callable[[Path], None]) -> None:
    """Write a published warehouse into a folder, as `parquet`, `csv` or `xlsx`; `told` hears of each file."""
    tables = tables_of(warehouse, SCHEMAS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if form == "xlsx":
            with _whole(folder / WORKBOOK) as file:
                _workbook(warehouse, tables, file)
            told(folder / WORKBOOK)
            return
        for table in tables:
            place = folder / table.schema / f"{table.name}.{form}"
            place.parent.mkdir(exist_ok=True)
            with _whole(place) as file:
                (_parquet if form == "parquet" else _csv)(warehouse, table, file)
            told(place)
        with _whole(folder / f"dictionary.{form}") as file:
            names, rows = _dictionary(tables)
            if form == "parquet":
                pq.write_table(pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows]), file)
            else:
                with file.open("w", encoding="utf-8", newline="") as out:
                    write_csv(names, rows, out)
        told(folder / f"dictionary.{form}")
    except OSError as error:
        raise QueryError(
            f"{folder} cannot be written to ({error.strerror}): name another folder, or make room."
        ) from error


@contextmanager
def _whole(place: Path) -> Iterator[Path]:
    """A file that takes its place when it is finished; nothing is left of one that is not."""
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    os.close(descriptor)
    try:
        yield Path(name)
        os.chmod(name, 0o644)
        os.replace(name, place)
    finally:
        Path(name).unlink(missing_ok=True)


def _all_of(table: Table) -> str:
    return f'SELECT * FROM {table.schema}."{table.name}" ORDER BY {", ".join(_order(table))}'


def _order(table: Table) -> Sequence[str]:
    """Columns that put rows in an order that people read, and always the same one."""
    names = [column.name for column in table.columns]
    first = [
        name for name in ("organisation", "financial_year", "as_at", "statement", "paper", "page") if name in names
    ]
    return [f'"{name}"' for name in [*first, *(name for name in names if name not in first)]]


def _parquet(warehouse: Path, table: Table, file: Path) -> None:
    answer = query_arrow(_all_of(table), warehouse)
    about = {column.name: column.description for column in table.columns}
    fields = [field.with_metadata({"description": about[field.name]}) for field in answer.schema]
    pq.write_table(answer.cast(pa.schema(fields, {"description": table.description})), file, compression="zstd")


def _csv(warehouse: Path, table: Table, file: Path) -> None:
    with (
        answers(_all_of(table), warehouse) as (names, rows),
        file.open("w", encoding="utf-8", newline="") as opened_file,
    ):
        write_csv(names, rows, opened_file)


def _dictionary(tables: Sequence[Table]) -> tuple[list[str], list[Row]]:
    rows = [
        (f"{table.schema}.{table.name}", column.name, column.type, column.description)
        for table in tables
        for column in (Column("", "table", table.description), *table.columns)
    ]
    return ["table_name", "column_name", "type", "description"], rows


def _workbook(warehouse: Path, tables: Sequence[Table], file: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(file), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        book.set_properties({"title": "Copperbottom", "created": _published_at(warehouse)})
        sheets = Sheets(book)
        marts = [table for table in tables if table.schema == "marts"]
        for table in marts:
            with answers(_all_of(table), warehouse) as (names, rows):
                sheets.add(table.name, names, rows)
        with answers(PROVENANCE, warehouse) as (names, rows):
            sheets.add("provenance", names, rows)
        sheets.add("dictionary", *_dictionary(tables))
    finally:
        book.close()


def _published_at(warehouse: Path) -> dt.datetime:
    """When the data was loaded: the same warehouse gives the same workbook."""
    with opened(warehouse) as connection:
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
