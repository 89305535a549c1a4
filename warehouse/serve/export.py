"""A published warehouse as files for other tools: Parquet, CSV, or a workbook.

Parquet and CSV have a file for each table of `marts` and `core`, in folders of these names, and the dictionary
beside them. The workbook has a sheet for each mart, the dictionary, and where each value was printed. Text of a
paper never becomes a formula. Files are written whole or not at all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.errors import QueryError
from warehouse.schemas import ANALYST_SCHEMAS
from warehouse.serve.dictionary import TableDoc, dictionary_rows, select_all, tables_of
from warehouse.serve.formats import write_csv
from warehouse.serve.query import query_arrow, stream_rows
from warehouse.serve.workbook import write_workbook

WORKBOOK = "copperbottom.xlsx"


def export(warehouse: Path, folder: Path, file_format: str, on_file: Callable[[Path], None]) -> None:
    """Write a published warehouse into a folder, as `parquet`, `csv` or `xlsx`; `on_file` hears of each file."""
    tables = tables_of(warehouse, ANALYST_SCHEMAS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file_format == "xlsx":
            with atomic_file(folder / WORKBOOK) as file:
                write_workbook(warehouse, tables, file)
            on_file(folder / WORKBOOK)
            return
        for table in tables:
            place = folder / table.schema / f"{table.name}.{file_format}"
            place.parent.mkdir(exist_ok=True)
            with atomic_file(place) as file:
                (_parquet if file_format == "parquet" else _csv)(warehouse, table, file)
            on_file(place)
        with atomic_file(folder / f"dictionary.{file_format}") as file:
            names, rows = dictionary_rows(tables)
            if file_format == "parquet":
                pq.write_table(pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows]), file)
            else:
                with file.open("w", encoding="utf-8", newline="") as out:
                    write_csv(names, rows, out)
        on_file(folder / f"dictionary.{file_format}")
    except OSError as error:
        raise QueryError(
            f"{folder} cannot be written to ({error.strerror}): name another folder, or make room."
        ) from error


def _parquet(warehouse: Path, table: TableDoc, file: Path) -> None:
    answer = query_arrow(select_all(table), warehouse)
    about = {column.name: column.description for column in table.columns}
    fields = [field.with_metadata({"description": about[field.name]}) for field in answer.schema]
    pq.write_table(answer.cast(pa.schema(fields, {"description": table.description})), file, compression="zstd")


def _csv(warehouse: Path, table: TableDoc, file: Path) -> None:
    with (
        stream_rows(select_all(table), warehouse) as (names, rows),
        file.open("w", encoding="utf-8", newline="") as opened_file,
    ):
        write_csv(names, rows, opened_file)


@contextmanager
def atomic_file(place: Path) -> Iterator[Path]:
    """A file that takes its place when it is finished; nothing is left of one that is not."""
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    os.close(descriptor)
    try:
        yield Path(name)
        os.chmod(name, 0o644)
        os.replace(name, place)
    finally:
        Path(name).unlink(missing_ok=True)
