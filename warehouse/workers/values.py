"""Values of answers as JSON, and back with their types: numbers and text as such, the rest with its type's name.

Nothing that comes out of `decode` runs, whatever came in.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

AS_THEY_ARE = frozenset({type(None), bool, int, float, str})
WRITE: Mapping[type, tuple[str, Callable[[Any], Any]]] = {
    Decimal: ("decimal", str),
    dt.datetime: ("datetime", dt.datetime.isoformat),
    dt.date: ("date", dt.date.isoformat),
    dt.time: ("time", dt.time.isoformat),
    dt.timedelta: ("interval", lambda value: [value.days, value.seconds, value.microseconds]),
    UUID: ("uuid", str),
    bytes: ("bytes", lambda value: base64.b64encode(value).decode()),
    bytearray: ("bytes", lambda value: base64.b64encode(value).decode()),
    tuple: ("tuple", lambda value: [encode(one) for one in value]),
    dict: ("map", lambda value: [[encode(key), encode(one)] for key, one in value.items()]),
}
READ: Mapping[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "interval": lambda value: dt.timedelta(*value),
    "uuid": UUID,
    "bytes": base64.b64decode,
    "tuple": lambda value: tuple(decode(one) for one in value),
    "map": lambda value: {decode(key): decode(one) for key, one in value},
}


def encode(value: Any) -> Any:
    """A value of an answer as JSON has it; of a type that is not known, its words."""
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    if kind is list:
        return [encode(one) for one in value]
    if kind not in WRITE:
        return str(value)
    name, write = WRITE[kind]
    return {name: write(value)}


def decode(value: Any) -> Any:
    """The value that `encode` was given."""
    if isinstance(value, list):
        return [decode(one) for one in value]
    if isinstance(value, dict):
        ((name, written),) = value.items()
        return READ[name](written)
    return value
