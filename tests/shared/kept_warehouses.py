"""Warehouses of real loads, kept between runs of the tests.

A load takes seconds to import Great Expectations and dbt, and more to build. So it is done once for all processes of
a run, and for the next runs too, until the papers or the code that decides what a load makes of them change. What a
load does is proved by `tests/warehouse/test_whole_load.py`, which loads at every run.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from filelock import FileLock

from copperbottom.paths import PROJECT
from extract.version import extractor_version
from warehouse.load.loader import load
from warehouse.state.publication_state import rules_version
from warehouse.state.store import STORE_SUFFIX

CODE = (
    "warehouse/*.py",
    "warehouse/load/*.py",
    "warehouse/state/*.py",
    "warehouse/workers/*.py",
    "collect/*.py",
    "requirements.lock",
)
"""What decides, beside the extractor and the rules, what a load makes of papers."""
MOST_KEPT = 3
LARGE = 1 << 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """A load for real: the folder of papers, the warehouse, and what the load said."""

    folder: Path
    warehouse: Path
    summary: dict[str, Any]


LoadOnce = Callable[[str, Path], Loaded]


def load_once_in(kept: Path, name: str, papers: Path, folder: Path) -> Loaded:
    """Load papers, unless `kept` has that load already; gives a copy of the warehouse and its store in `folder`."""
    place = kept / f"{name}-{key_of(papers)}"
    with FileLock(kept / f"{name}.lock"):
        if not place.exists():
            new = Path(mkdtemp(dir=kept, prefix="new-"))
            summary = load(papers, new / "w.duckdb")
            assert summary["published"]
            (new / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
            new.rename(place)
        os.utime(place)
        for old in sorted(kept.glob(f"{name}-*"), key=lambda path: path.stat().st_mtime)[:-MOST_KEPT]:
            shutil.rmtree(old)
        warehouse = copy_warehouse(place / "w.duckdb", folder / "copper bottom.duckdb")
        summary = json.loads((place / "summary.json").read_text(encoding="utf-8"))
    return Loaded(papers, warehouse, summary)


def key_of(papers: Path) -> str:
    """A hash over papers, and over the code that decides what a load makes of them."""
    digest = hashlib.sha256(f"{extractor_version()} {rules_version()}".encode())
    code = [path for pattern in CODE for path in PROJECT.glob(pattern)]
    for base, paths in ((PROJECT, code), (papers, papers.rglob("*"))):
        for path in sorted(path for path in paths if path.is_file()):
            with path.open("rb") as file:
                content = hashlib.sha256(file.read(LARGE)).hexdigest()
            digest.update(f"{path.relative_to(base)} {path.stat().st_size} {content}\n".encode())
    return digest.hexdigest()[:16]


def copy_warehouse(warehouse: Path, copy: Path) -> Path:
    """Copy a warehouse and its store to another place, and name that."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(warehouse, copy)
    shutil.copytree(f"{warehouse}{STORE_SUFFIX}", f"{copy}{STORE_SUFFIX}")
    return copy
