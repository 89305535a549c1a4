"""Rows of the ledger, written within a transaction that is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from warehouse.state.ledger_schema import columns_of
from warehouse.state.records import Hold, LoadRow, now


def insert_holds(db: sqlite3.Connection, holds: Sequence[Hold]) -> None:
    """Hold papers, or parts of them, as of now."""
    at = now()
    insert_rows(db, "held", [asdict(hold) | {"held_at": at} for hold in holds])


def replace_load(db: sqlite3.Connection, row: LoadRow, checks: Sequence[Mapping[str, Any]]) -> None:
    """Note a load and its checks, in place of what was noted of it before."""
    insert_rows(db, "loads", [asdict(row)], replace=True)
    db.execute("delete from checks where load_id = ?", (row.load_id,))
    insert_rows(db, "checks", [{**check, "load_id": row.load_id} for check in checks])


def replace_said(db: sqlite3.Connection, paper_id: str, said: Mapping[str, str], at: str) -> None:
    """Note all that is said of a paper, as texts by name."""
    about: dict[str, str | None] = dict.fromkeys(columns_of("said")) | {"paper_id": paper_id, "said_at": at}
    insert_rows(db, "said", [about | dict(said)], replace=True)


def insert_rows(
    db: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]], *, replace: bool = False
) -> None:
    """Insert rows that have every column of a table."""
    columns = columns_of(table)
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" for _ in columns)
    how = "insert or replace" if replace else "insert"
    db.executemany(
        f"{how} into {table} ({names}) values ({marks})", [tuple(row[name] for name in columns) for row in rows]
    )
