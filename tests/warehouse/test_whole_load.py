"""One load as users start it, at every run of the tests: the sample papers, real reader processes, every check, dbt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from copperbottom.paths import PROJECT

SAMPLES = PROJECT / "samples" / "papers"


def published(warehouse: Path) -> dict[str, list[str]]:
    """Every row of what readers ask, but for when it was loaded."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('core', 'marts')"
        ).fetchall()
        return {name: sorted(map(repr, rows_of(connection, name))) for (name,) in tables}


def rows_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"select columns(c -> c <> 'loaded_at') from {table}").fetchall()


@pytest.mark.build
def test_the_sample_papers_are_loaded(sample_warehouse: Path, tmp_path: Path) -> None:
    """And what other tests ask, which an earlier run may have loaded, is what is loaded now."""
    warehouse = tmp_path / "new" / "w.duckdb"
    command = [sys.executable, "-m", "copperbottom", "load", str(SAMPLES), "--warehouse", str(warehouse)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 new, 0 held" in done.stdout
    for paper in SAMPLES.iterdir():
        assert f"{paper.name}: " in done.stdout + done.stderr
    found = published(warehouse)
    assert found == published(sample_warehouse)
    assert sum(bool(rows) for rows in found.values()) > 15
