"""The load as a whole: nothing new is quick and light, and the same papers are the same figures anywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kept_warehouses import Loaded
from made_up_load import QuickSteps, ledger
from overtime_paper import paper, write_papers

from copperbottom.paths import PROJECT
from warehouse.errors import LoadError
from warehouse.load.loader import find_papers, land_and_extract, load, publish
from warehouse.load.progress import Progress
from warehouse.state.paper_status import paper_statuses
from warehouse.state.store import open_store

pytestmark = pytest.mark.in_process_readers

HEAVY = ("dbt", "great_expectations", "pandas", "duckdb", "pyarrow")
LOAD = f"""
import json, sys
from copperbottom.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print(json.dumps({{"exit": end.code, "imported": [name for name in {HEAVY!r} if name in sys.modules]}}))
"""
ELSEWHERE = """
import json, sys
from pathlib import Path
from warehouse.state.extraction_files import write_extraction
from extract.pipeline import extract_paper
from extract.version import extractor_version
here = Path(sys.argv[2])
found = extract_paper(Path(sys.argv[1]), sys.argv[3])
write_extraction(found, here)
print(json.dumps([extractor_version(), [figure.figure_id for figure in found.figures],
                  [finding.finding_id for finding in found.findings]]))
"""


def test_a_second_load_publishes_nothing_and_imports_nothing_heavy(loaded: Loaded, copied: Callable[[], Path]) -> None:
    warehouse = copied()
    before = warehouse.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", LOAD, "load", str(loaded.folder), "--warehouse", str(warehouse)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == {"exit": 0, "imported": []}, done.stderr
    assert "nothing was published" in done.stdout
    assert warehouse.read_bytes() == before
    assert [row["published"] for row in ledger(warehouse).loads()] == [True, False]


def test_loads_accumulate(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(write_papers(tmp_path / "one", 1), warehouse, steps=QuickSteps())
    steps = QuickSteps()
    summary = load(write_papers(tmp_path / "two", 2), warehouse, steps=steps)
    assert (summary["papers_seen"], summary["papers_new"], summary["figures"]) == (1, 1, 12)
    assert [len(papers) for papers in steps.built] == [2]
    assert len(steps.gated) == 1


def test_what_lies_beside_papers_is_skipped_and_said(tmp_path: Path) -> None:
    folder = write_papers(tmp_path / "papers", 1)
    for name in ("README.md", "truth.csv", "LICENSE", "site.json", "panels.yml"):
        (folder / name).write_text("Nothing of a paper.\n", encoding="utf-8")
    said: list[Progress] = []
    summary = load(folder, tmp_path / "w.duckdb", progress=said.append, steps=QuickSteps())
    assert (summary["papers_seen"], summary["held"]) == (1, [])
    (skip,) = [step.message for step in said if step.stage == "skip"]
    assert skip == "skipped: LICENSE, README.md, panels.yml, site.json, truth.csv: not papers"
    assert [Path(one).name for one in find_papers(folder, tmp_path / "w.duckdb")] == ["overtime-1.txt"]


def test_a_companion_that_is_named_is_loaded(tmp_path: Path) -> None:
    folder = write_papers(tmp_path / "papers", 1)
    readme = folder / "README.md"
    readme.write_text(paper(2), encoding="utf-8")
    assert find_papers([readme], tmp_path / "w.duckdb") == [str(readme)]
    readme.rename(folder / "readme-of-q2.md")
    assert len(find_papers(folder, tmp_path / "w.duckdb")) == 2


def test_a_folder_of_companions_alone_has_no_papers(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(LoadError, match="There are no papers in"):
        find_papers(tmp_path, tmp_path / "w.duckdb")


def test_progress_tells_every_step_and_paper(tmp_path: Path) -> None:
    steps: list[Progress] = []
    load(write_papers(tmp_path / "papers", 1, 2), tmp_path / "w.duckdb", steps.append, steps=QuickSteps())
    stages = list(dict.fromkeys(step.stage for step in steps))
    assert stages == ["find", "land", "extract", "start_up", "gate", "build", "audit", "publish", "done"]
    outcomes = [step for step in steps if step.outcome is not None]
    assert [(step.done, step.total) for step in outcomes] == [(1, 2), (2, 2)]


def test_the_steps_of_the_dag_do_what_a_load_does(tmp_path: Path) -> None:
    papers, warehouse = write_papers(tmp_path / "papers", 1, 2), tmp_path / "w.duckdb"
    (papers / "empty.txt").touch()
    found = find_papers(papers, warehouse)
    outcomes = [land_and_extract(path, warehouse) for path in found]
    assert json.loads(json.dumps(outcomes)) == outcomes
    assert [outcome["outcome"] for outcome in outcomes] == ["held", "new", "new"]
    summary = publish(warehouse, outcomes, steps=QuickSteps())
    assert (summary["published"], summary["papers_new"], summary["papers_held"]) == (True, 2, 1)
    assert json.loads(json.dumps(summary)) == summary
    again = [land_and_extract(path, warehouse) for path in find_papers(papers, warehouse)]
    assert [outcome["outcome"] for outcome in again] == ["held", "known", "known"]
    assert all(outcome["known"] for outcome in again)
    assert not publish(warehouse, again, steps=QuickSteps())["published"]


def test_a_paper_at_a_new_place_is_known(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(write_papers(tmp_path / "one", 1), warehouse, steps=QuickSteps())
    renamed = tmp_path / "renamed.txt"
    renamed.write_text(paper(1), encoding="utf-8")
    assert not load(renamed, warehouse, steps=QuickSteps())["published"]
    (row,) = paper_statuses(ledger(warehouse))
    assert row["names"] == ["overtime-1.txt", "renamed.txt"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[object], dict[str, bytes]]:
    """A paper, and what it yields on this machine as it is."""
    path = PROJECT / "samples" / "papers" / "exampleshire-2024-25-quarter-1.pdf"
    folder = tmp_path_factory.mktemp("here")
    return path, elsewhere(path, folder, {}), contents(folder)


def elsewhere(path: Path, folder: Path, environment: dict[str, str], name: str | None = None) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(path), str(folder), name or path.name],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env=os.environ | environment,
    )
    return list(json.loads(done.stdout))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".parquet"}


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "USER": "nobody", "PYTHONUTF8": "0"},
    ],
    ids=["C", "UTF-8"],
)
def test_figures_are_the_same_on_another_machine(
    tmp_path: Path, here: tuple[Path, list[object], dict[str, bytes]], environment: dict[str, str]
) -> None:
    path, ids, files = here
    other = tmp_path / "another place"
    (other / "tmp").mkdir(parents=True)
    copy = other / ("0" * 64 + path.suffix)
    shutil.copy(path, copy)
    found = elsewhere(copy, other, environment | {"TMPDIR": str(other / "tmp")}, path.name)
    assert found == ids
    assert ids[1]
    assert contents(other) == files
    assert set(files) == {"paper.parquet", "figures.parquet", "findings.parquet"}


def test_a_load_keeps_what_extraction_yields(loaded: Loaded, here: tuple[Path, list[object], dict[str, bytes]]) -> None:
    _, ids, files = here
    kept = [contents(one) for one in open_store(loaded.warehouse).extracted.glob(f"{ids[0]}/*")]
    assert files in kept
