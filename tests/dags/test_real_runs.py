"""The real `airflow dags test`, as `make load` starts it: a paper and a file that is none; then the same once more."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from copperbottom.paths import PROJECT
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

pytestmark = pytest.mark.airflow


def test_the_dag_publishes_holds_and_knows_again(tmp_path: Path) -> None:
    papers, warehouse = tmp_path / "my papers" / "2024", tmp_path / "out" / "finance.duckdb"
    papers.mkdir(parents=True)
    sample = PROJECT / "samples" / "papers" / "samplefordshire-2024-25-outturn.pdf"
    (papers / sample.name).write_bytes(sample.read_bytes())
    (papers / "empty.txt").touch()

    first = run(papers.parent, warehouse, tmp_path, "--report", "beside")
    assert first.returncode == 0, first.stdout + first.stderr
    assert re.search(r": \d+ figures", first.stdout)
    assert "empty.txt: held. The file is empty" in first.stdout
    assert "Published" in first.stdout
    assert "copperbottom query" in first.stdout
    assert warehouse.is_file()
    written = tmp_path / "out" / "finance.duckdb.report" / "index.html"
    assert str(written) in first.stdout
    page = written.read_bytes()
    load = Ledger(open_store(warehouse)).loads()[-1]
    assert (load["papers_seen"], load["papers_new"], load["papers_held"]) == (2, 1, 1)

    published = warehouse.stat().st_mtime_ns
    second = run(papers.parent, warehouse, tmp_path)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "nothing was published" in second.stdout.lower()
    assert warehouse.stat().st_mtime_ns == published
    assert "report" not in second.stdout

    assert written.read_bytes() == page
    assert not list((tmp_path / "airflow").glob("run-*"))


def run(papers: Path, warehouse: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    arguments = ["--home", str(folder / "airflow"), "load", "--papers", str(papers), "--warehouse", str(warehouse)]
    arguments += options
    return subprocess.run(
        [sys.executable, "-m", "warehouse.orchestrate.local_run", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
