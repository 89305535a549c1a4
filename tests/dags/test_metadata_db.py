"""Airflow's parts write one SQLite file side by side."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from copperbottom.settings import child_python
from warehouse.orchestrate import process
from warehouse.orchestrate.metadata_db import SYNCHRONOUS, WritersTurn


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "airflow.db")) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("create table run (id int)")
    return tmp_path / "airflow.db"


def read_then_write(mine: sqlite3.Connection, between: sqlite3.Connection) -> None:
    """What Airflow does to create a run, while another part writes between the reading and the writing."""
    mine.cursor().execute("SAVEPOINT sa_savepoint_1")
    mine.cursor().execute("select * from run").fetchall()
    try:
        between.execute("insert into run values (1)")
        between.commit()
    finally:
        mine.cursor().execute("insert into run values (2)")
        mine.cursor().execute("RELEASE SAVEPOINT sa_savepoint_1")
        mine.commit()


def test_who_reads_and_then_writes_has_its_turn_from_the_reading(file: Path) -> None:
    with closing(sqlite3.connect(file, **SYNCHRONOUS)) as mine, closing(sqlite3.connect(file, timeout=0)) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            read_then_write(mine, other)
        assert mine.execute("select id from run").fetchall() == [(2,)]
        other.execute("insert into run values (1)")
        other.commit()


def test_sqlite_alone_refuses_who_writes_after_another_did(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=60)) as mine, closing(sqlite3.connect(file)) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            read_then_write(mine, other)
        assert other.execute("select id from run").fetchall() == [(1,)]


def test_airflow_opens_its_database_so(tmp_path: Path) -> None:
    asked = (
        "from airflow.utils.session import create_session\n"
        "from sqlalchemy import text\n"
        "with create_session() as session:\n"
        "    print(type(session.connection().connection.dbapi_connection).__name__)\n"
        "    print(session.scalar(text('pragma busy_timeout')))\n"
    )
    command = child_python("-c", asked)
    told = subprocess.run(command, env=process.environment(tmp_path), capture_output=True, text=True, check=True)
    assert told.stdout.split()[-2:] == [WritersTurn.__name__, "120000"]


def test_a_failure_tells_the_logs_last_words(tmp_path: Path) -> None:
    command = child_python("-c", "raise SystemExit('database is locked')")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        process.run_logged(command, process.environment(tmp_path), tmp_path / "log")
    assert "database is locked" in "".join(failed.value.__notes__)
