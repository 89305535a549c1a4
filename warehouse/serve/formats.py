"""Records as JSON and CSV: decimals as numbers, dates as ISO text, and no text that a spreadsheet would run.

Data goes as it is to files and pipes; on a terminal, what would steer it is made visible.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from copperbottom.visible import for_people

FORMULA = re.compile(r"^[=+\-@\t\r]")
NUMERAL = re.compile(r"^[-+]?[\s(£]*[\d.,]+[\s)%]*(?:k|m|bn)?[\s)]*$")


def write_json(records: Iterable[dict[str, Any]], file: Any = None) -> None:
    """A JSON list of objects, one a line: decimals as numbers, dates as ISO text, no NaN."""
    out = file or for_people(sys.stdout)
    out.write("[")
    for number, record in enumerate(records):
        finite = {name: None if isinstance(v, float) and not math.isfinite(v) else v for name, v in record.items()}
        out.write(",\n" if number else "\n")
        out.write(json.dumps(finite, ensure_ascii=False, default=jsonable))
    out.write("\n]\n")


def jsonable(value: Any) -> Any:
    """What JSON has for a value that it does not know."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], file: Any = None) -> None:
    """CSV with a header row; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    writer = csv.writer(file or for_people(sys.stdout), lineterminator="\n")
    writer.writerow(names)
    writer.writerows([csv_cell(value) for value in row] for row in rows)


def csv_cell(value: Any) -> Any:
    """One value for a CSV file; a printed number such as `-512` is no formula and stays as it is."""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) and not NUMERAL.match(value) else value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=jsonable)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return value
