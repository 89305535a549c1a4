"""What the doctor sees: a warehouse that is well, and each way in which it is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from copperbottom.cli import main
from warehouse.serve.doctor import examine
from warehouse.state.store import STORE_SUFFIX, open_store


@pytest.fixture
def warehouse(sample_warehouse: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "w.duckdb"
    shutil.copy2(sample_warehouse, copy)
    shutil.copytree(f"{sample_warehouse}{STORE_SUFFIX}", f"{copy}{STORE_SUFFIX}")
    return copy


def ill(warehouse: Path, *, every_paper: bool = False) -> dict[str, str]:
    found = examine(warehouse, every_paper=every_paper)
    assert all(one.remedy for one in found if one.state != "well"), "what is not well says what to do"
    return {one.about: one.found for one in found if one.state == "ill"}


def test_a_warehouse_that_is_well(warehouse: Path) -> None:
    assert ill(warehouse, every_paper=True) == {}
    found = {one.about: one.found for one in examine(warehouse)}
    assert found["landed papers"] == "7"
    assert found["publication"] == "up to date with the store"
    assert found["duckdb"] == "1.5.5"


def test_no_warehouse_is_no_illness(tmp_path: Path) -> None:
    assert ill(tmp_path / "none.duckdb") == {}
    assert [one.found for one in examine(tmp_path / "none.duckdb") if one.about == "warehouse"] == [
        f"none at {tmp_path / 'none.duckdb'}"
    ]
    assert list(tmp_path.iterdir()) == [], "looking changes nothing"


def cut_the_file(warehouse: Path) -> None:
    warehouse.write_bytes(warehouse.read_bytes()[:5000])


def lose_a_paper(warehouse: Path) -> None:
    next(open_store(warehouse).papers.iterdir()).unlink()


def spoil_the_ledger(warehouse: Path) -> None:
    ledger = open_store(warehouse).ledger
    data = bytearray(ledger.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    ledger.write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "about"),
    [(cut_the_file, "published file"), (lose_a_paper, "landed papers"), (spoil_the_ledger, "ledger")],
)
def test_what_is_spoiled_is_found(warehouse: Path, spoil: Callable[[Path], None], about: str) -> None:
    spoil(warehouse)
    assert list(ill(warehouse)) == [about]
    result = CliRunner().invoke(main, ["doctor", "--warehouse", str(warehouse), "--format", "csv"])
    assert result.exit_code == 1
    assert f"ill,{about}," in result.output


def test_changed_bytes_are_found_where_every_paper_is_looked_at(warehouse: Path) -> None:
    paper = sorted(open_store(warehouse).papers.iterdir())[0]
    paper.write_bytes(paper.read_bytes() + b" ")
    assert ill(warehouse) == {}
    assert list(ill(warehouse, every_paper=True)) == ["landed papers"]
