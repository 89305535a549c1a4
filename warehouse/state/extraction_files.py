"""Parquet files of the store, with schemas that come from the records' declared types.

A schema is never guessed from data: a paper without figures has the same columns as any other, and
a field that is added to a record is a column from then on. Numbers are `DECIMAL(24,6)`; a figure
that needs more is a misreading, and raises.
"""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Union

import pyarrow as pa
import pyarrow.parquet as pq

from extract.model import Extraction, Figure, Finding, PaperRecord

DECIMAL_DIGITS, DECIMAL_PLACES = 24, 6
SMALLEST = Decimal(1).scaleb(-DECIMAL_PLACES)
RECORDS: dict[str, type[PaperRecord] | type[Figure] | type[Finding]] = {
    "paper": PaperRecord,
    "figures": Figure,
    "findings": Finding,
}


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The columns of `paper`, `figures` or `findings`, in the order of the record's fields."""
    record = RECORDS[name]
    hints = typing.get_type_hints(record)
    return pa.schema([_arrow_field(field.name, hints[field.name]) for field in fields(record)])


def write_extraction(extraction: Extraction, folder: Path) -> None:
    """Write what one paper yielded as `paper.parquet`, `figures.parquet` and `findings.parquet`."""
    parts: dict[str, Sequence[Any]] = {
        "paper": (extraction.paper,),
        "figures": extraction.figures,
        "findings": extraction.findings,
    }
    for name, records in parts.items():
        write_records(name, records, folder / f"{name}.parquet")


def write_records(name: str, records: Iterable[Any], path: Path) -> None:
    """Write records of one kind; none at all make an empty file with every column."""
    schema = arrow_schema(name)
    items = list(records)
    columns = [
        pa.array([_arrow_value(getattr(item, field.name)) for item in items], type=field.type) for field in schema
    ]
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), path, compression="zstd")


def _arrow_field(name: str, hint: Any) -> pa.Field:
    nullable = False
    if typing.get_origin(hint) in (Union, types.UnionType):
        choices = [choice for choice in typing.get_args(hint) if choice is not type(None)]
        nullable = len(choices) < len(typing.get_args(hint))
        (hint,) = choices
    return pa.field(name, _arrow_type(name, hint), nullable=nullable)


def _arrow_type(name: str, hint: Any) -> pa.DataType:
    if typing.get_origin(hint) is tuple:
        return pa.list_(_arrow_type(name, typing.get_args(hint)[0]))
    simple: dict[Any, pa.DataType] = {
        str: pa.string(),
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
        Decimal: pa.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
        dt.date: pa.date32(),
    }
    if hint not in simple:
        raise TypeError(f"{name} is declared as {hint}, which has no column type yet: add it here")
    return simple[hint]


def _arrow_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value.quantize(SMALLEST, rounding=ROUND_HALF_EVEN)
    if isinstance(value, tuple):
        return [_arrow_value(item) for item in value]
    return value
