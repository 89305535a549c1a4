"""Copies of a warehouse in which something was changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

HOSTILE = "</script><script>alert(1)</script>\"><img src=x onerror=alert(2)> =cmd|' /C calc'!A0 {{ 7 * 7 }} ${x}"


def changed(warehouse: Path, folder: Path, *statements: str) -> Path:
    """A copy of a warehouse in which statements were run."""
    copy = folder / "changed.duckdb"
    shutil.copyfile(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        for statement in statements:
            connection.execute(statement)
    return copy
