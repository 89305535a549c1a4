"""A warehouse of an earlier version, or one that was damaged: a sentence names what is missing, and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

Run = Any


@pytest.mark.parametrize(
    ("statement", "missing", "commands"),
    [
        ("alter table core.figures drop column note", "note", ["trace"]),
        ("alter table core.figures drop column published_text", "published_text", ["report"]),
        ("alter table core.findings drop column description", "description", ["trace", "report", "check-list"]),
        ("alter table core.papers drop column note", "note", ["report"]),
        ("drop table marts.organisations", "organisations", ["report"]),
        ("drop table core.figures", "figures", ["trace", "report", "check-list", "export"]),
        ("drop table core.mart_figures", "mart_figures", ["report", "export"]),
        ("drop table audit.loads", "loads", ["report"]),
    ],
)
def test_what_is_missing_is_named(
    run: Run, warehouse: Path, tmp_path: Path, statement: str, missing: str, commands: list[str]
) -> None:
    other = tmp_path / "other.duckdb"
    shutil.copyfile(warehouse, other)
    with duckdb.connect(str(other)) as connection:
        found = connection.execute("select figure_id from core.figures order by all limit 1").fetchone()
        assert found is not None
        connection.execute(statement)
    arguments = {"trace": [found[0]], "report": [tmp_path / "site"], "export": [tmp_path / "files"], "check-list": []}
    for command in commands:
        result = run(command, *arguments[command], "--warehouse", other)
        assert result.exit_code == 1
        assert result.stdout == ""
        (sentence,) = result.stderr.strip().splitlines()
        assert "is not as this version of copperbottom publishes it" in sentence, command
        assert missing in sentence
        assert "load any paper" in sentence


def test_a_damaged_file_is_a_sentence(run: Run, warehouse: Path, tmp_path: Path) -> None:
    """Bytes in the middle of the file: whatever is found of it, no error without a sentence."""
    other = tmp_path / "other.duckdb"
    data = bytearray(warehouse.read_bytes())
    data[16_384 : len(data) - 4096] = bytes(len(data) - 4096 - 16_384)
    other.write_bytes(data)
    for arguments in (["trace", "abc"], ["report", tmp_path / "site"], ["export", tmp_path / "files"], ["check-list"]):
        result = run(*arguments, "--warehouse", other)
        assert result.exit_code == 1
        assert "This was not expected" not in result.stderr, result.stderr
