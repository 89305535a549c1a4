"""Airflow's own metadata, for tests that run its scheduler."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from warehouse.orchestrate import process


def rows(home: Path, sql: str) -> list[dict[str, Any]]:
    """What Airflow's own metadata say."""
    with closing(sqlite3.connect(f"file:{home}/airflow.db?mode=ro", uri=True, timeout=30)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql)]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind((process.LOOPBACK, 0))
        return int(listening.getsockname()[1])
