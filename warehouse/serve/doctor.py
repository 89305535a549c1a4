"""Whether all is well: the installation, the tools that it may use, and a warehouse with its store.

Nothing is changed, and nothing heavy is imported: versions are those that are installed, the published file is only
opened for reading. What is not well says what to do.
"""

from __future__ import annotations

import importlib.util
import platform
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from copperbottom.paths import missing_files
from extract.version import extractor_version
from warehouse.errors import QueryError
from warehouse.serve.query import open_readonly
from warehouse.state.ledger import Ledger
from warehouse.state.ledger_recovery import ledger_damage
from warehouse.state.publication_state import is_published, publication_state, rules_version
from warehouse.state.store import Store, file_sha256, open_store

PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "pandas", "apache-airflow")
PROGRAMS = {
    "ocrmypdf": "scans are held instead of read: install ocrmypdf and tesseract to read them",
}
MODULES = {
    "s3fs": "papers cannot be landed in s3://…: pip install 'copperbottom[s3]'",
    "duckdb_extension_postgres_scanner": "no copy in PostgreSQL: pip install 'copperbottom[postgres]'",
}
LITTLE_ROOM = 1 << 30
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that was looked at. `state` is `well`, `note` (something is missing that one may do without) or `ill`.

    `found` is what was seen; `remedy` what to do where it is not well.
    """

    state: str
    about: str
    found: str
    remedy: str = ""


def examine(warehouse: Path, *, every_paper: bool = False) -> list[Symptom]:
    """Look at the installation and at a warehouse; with `every_paper` also at the bytes of each landed paper."""
    return [*_installation(), *_tools(), *_warehouse(warehouse, every_paper)]


def _installation() -> Iterator[Symptom]:
    yield Symptom("well", "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for name in ("copperbottom", *PACKAGES):
        try:
            yield Symptom("well", name, version(name))
        except PackageNotFoundError:
            yield Symptom("ill", name, "not installed", "Install copperbottom again with its dependencies.")
    missing = missing_files()
    if missing is not None:
        yield Symptom("ill", "files of the installation", "not whole", missing)
        return
    try:
        rules = rules_version()
    except FileNotFoundError as error:
        yield Symptom("ill", "files of the installation", str(error), "Install copperbottom again.")
        return
    yield Symptom("well", "extractor version", extractor_version())
    yield Symptom("well", "rules version", rules)


def _tools() -> Iterator[Symptom]:
    for name, without in PROGRAMS.items():
        place = shutil.which(name)
        yield _optional(name, place, without)
    for name, without in MODULES.items():
        there = importlib.util.find_spec(name) is not None
        yield (
            Symptom("well", name, "installed")
            if there
            else Symptom("note", name, "not there", f"Without it {without}.")
        )


def _optional(name: str, place: str | None, without: str) -> Symptom:
    return Symptom("well", name, place) if place else Symptom("note", name, "not there", f"Without it {without}.")


def _warehouse(warehouse: Path, every_paper: bool) -> Iterator[Symptom]:
    store = open_store(warehouse)
    folder = next((place for place in (store.root, *store.root.parents) if place.is_dir()), Path("/"))
    free = shutil.disk_usage(folder).free
    room = f"{free / GIBIBYTE:.1f} GiB free at {folder}"
    yield (
        Symptom("well", "room on the disk", room)
        if free >= LITTLE_ROOM
        else Symptom("ill", "room on the disk", room, "Free some space: a load needs room for one more warehouse.")
    )
    if not store.ledger.is_file() and not store.warehouse.is_file():
        yield Symptom("note", "warehouse", f"none at {store.warehouse}", "Load papers: copperbottom load PATH")
        return
    damage = ledger_damage(store)
    if damage is not None:
        yield Symptom(
            "ill", "ledger", damage, "Restore FILE.store/ledger.sqlite from a copy, or rebuild it: copperbottom repair"
        )
        return
    yield Symptom("well", "ledger", f"{len(Ledger(store).loads()):,} loads")
    yield _published_file(store)
    yield from _papers(store, every_paper)


def _published_file(store: Store) -> Symptom:
    ledger = Ledger(store)
    published = ledger.publication()
    again = "Load anything once more, or the same papers: the file is built again from the store."
    if published is None:
        return Symptom("note", "published file", "nothing is published yet", "copperbottom status says why.")
    if not is_published(store.warehouse, published):
        return Symptom("ill", "published file", f"{store.warehouse} is not the one that was published", again)
    try:
        with open_readonly(store.warehouse) as connection:
            counted = connection.execute("select count(*) from core.figures").fetchone()
    except QueryError as error:
        return Symptom("ill", "published file", error.reason, again)
    return Symptom("well", "published file", f"{store.warehouse}: {counted[0] if counted else 0:,} figures")


def _papers(store: Store, every_paper: bool) -> Iterator[Symptom]:
    ledger = Ledger(store)
    landed = [row for row in ledger.landed() if row["kept"]]
    lost = [row["paper"] for row in landed if not store.paper_path(row["paper_id"], row["suffix"]).is_file()]
    spoiled = [
        row["paper"]
        for row in landed
        if every_paper
        and row["paper"] not in lost
        and file_sha256(store.paper_path(row["paper_id"], row["suffix"])) != row["paper_id"]
    ]
    if lost or spoiled:
        yield Symptom(
            "ill", "landed papers", f"missing: {_some(lost)}; changed: {_some(spoiled)}", "Load those papers again."
        )
    else:
        yield Symptom("well", "landed papers", f"{len(landed):,}" + (", every byte as it came" if every_paper else ""))
    state = publication_state(store, ledger, extractor_version(), rules_version())
    read = ledger.readings(extractor_version())
    due = [row["paper"] for row in landed if row["paper_id"] not in read]
    if due:
        yield Symptom("note", "papers to be read again", f"{len(due):,}", "The next load does it.")
    elif not state.up_to_date:
        yield Symptom("note", "publication", "not up to date with the store", "The next load publishes.")
    else:
        yield Symptom("well", "publication", "up to date with the store")
    held = {row["paper_id"] for row in ledger.held()}
    if held:
        yield Symptom("note", "held", f"{len(held):,} papers, whole or in part", "copperbottom status says why.")


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3]) or "none"
    return shown + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
