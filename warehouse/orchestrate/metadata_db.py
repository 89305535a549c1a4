"""How Airflow's parts open their metadata database, which is an SQLite file that all of them write.

Airflow imports these by name (`[database] sql_alchemy_connect_args` and its asynchronous counterpart).
"""

from __future__ import annotations

import sqlite3
from typing import Any, Self

PATIENCE_SECONDS = 120
"""That one part waits for another's write. SQLite's own 5 are less than a scheduler on a busy machine takes."""


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        if sql.startswith("SAVEPOINT ") and not self.connection.in_transaction:
            super().execute("BEGIN IMMEDIATE")
        return super().execute(sql, parameters)


class WritersTurn(sqlite3.Connection):
    """A connection whose savepoint waits for its turn to write, where it begins a transaction.

    Airflow reads and then writes within a savepoint (a backfill's runs, say). If another part writes in between, SQLite
    refuses the second at once, for all its patience: "database is locked" (SQLITE_BUSY_SNAPSHOT).
    """

    def cursor(self, factory: Any = _Cursor) -> Any:
        """A cursor that takes its turn to write."""
        return super().cursor(factory)


SYNCHRONOUS = {"timeout": PATIENCE_SECONDS, "factory": WritersTurn}
ASYNCHRONOUS = {"timeout": PATIENCE_SECONDS}
SYNCHRONOUS_NAME = f"{__name__}.SYNCHRONOUS"
ASYNCHRONOUS_NAME = f"{__name__}.ASYNCHRONOUS"
