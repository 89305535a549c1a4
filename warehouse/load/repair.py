"""Rebuilds what can be rebuilt of a warehouse: its ledger, its extractions, and with the next load its publication.

The store is what a warehouse is made from, so most of it can be told again: which papers landed, from their records;
what was read of them, from their extractions; which loads were published, from the published file. What cannot be told
again are loads that published nothing and the reasons of what was held; papers that were held are read again. Nothing
that is damaged is thrown away: it is moved to `FILE.store/damaged/`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from extract.version import extractor_version
from warehouse.errors import LoadError
from warehouse.load.steps import figures_of_papers
from warehouse.state.landing_record import LandingRecord, landing_records
from warehouse.state.ledger import Ledger
from warehouse.state.ledger_recovery import ledger_damage, restore_landings, restore_loads
from warehouse.state.ledger_schema import columns_of
from warehouse.state.lock import publish_lock
from warehouse.state.occupant import MARK
from warehouse.state.publication_state import repair_after_kill
from warehouse.state.records import now
from warehouse.state.said import from_text, reading_version
from warehouse.state.store import EXTRACTION_PARTS, Store, clear_stale, file_sha256, open_store

HASH_DIGITS = 64
IN_USE = "Could not set lock"  # DuckDB's words for a file that somebody writes to: it is not damaged


@dataclass(frozen=True, slots=True)
class Mended:
    """One thing that was done, and what is to be done by whoever asked."""

    what: str
    remedy: str = ""


def repair(warehouse: str | Path) -> list[Mended]:
    """Rebuild what can be rebuilt of a warehouse's store; returns what was done, nothing for a sound one.

    The published file is not touched where it can be opened; the next load builds it again where it is not whole.
    Raises LoadError where there is no store.
    """
    store = open_store(warehouse)
    if not store.root.is_dir():
        raise LoadError(f"There is no store at {store.root}: name the warehouse whose store it is.")
    store.create()
    with publish_lock(store, lambda _: None):
        return [*_ledger(store), *_published_file(store), *_extractions(store), *_papers(store), *_leftovers(store)]


def _ledger(store: Store) -> Iterator[Mended]:
    damage = ledger_damage(store)
    if damage is None:
        return
    if store.ledger.is_file():
        _put_aside(store, store.ledger)
    records = {record.paper_id: record for record in landing_records(store)}
    for file in sorted(store.papers.iterdir()):
        paper_id = file.name.partition(".")[0]
        if len(paper_id) == HASH_DIGITS and paper_id not in records:
            record = _record_of_bytes(store, paper_id, file)
            records |= {paper_id: record} if record is not None else {}
    ledger = Ledger(store)
    restore_landings(ledger, records.values())
    read = 0
    for paper_id, record in records.items():
        version = reading_version(extractor_version(), from_text(record.said))
        if store.has_extraction(version, paper_id):
            told = pq.read_table(store.extraction(version, paper_id) / "paper.parquet").to_pylist()[0]
            figures = pq.read_metadata(store.extraction(version, paper_id) / "figures.parquet").num_rows
            ledger.record_reading(paper_id, version, tables=told["tables"], figures=figures)
            read += 1
    loads = _published_loads(store, ledger)
    yield Mended(
        f"The ledger was {damage}: it was made again from {len(records):,} landed papers, {read:,} extractions and "
        f"{loads:,} published loads.",
        "Load again: papers that were held, and what the gate held, are looked at once more.",
    )


def _published_file(store: Store) -> Iterator[Mended]:
    """Put a published file aside that cannot be opened: a ledger that was made again knows nothing of it."""
    import duckdb

    if not store.warehouse.is_file():
        return
    try:
        duckdb.connect(str(store.warehouse), read_only=True).close()
    except duckdb.Error as error:
        if IN_USE in str(error):
            return
        _put_aside(store, store.warehouse)
        yield Mended("The published file cannot be opened and was put aside.", "The next load publishes it anew.")


def _record_of_bytes(store: Store, paper_id: str, file: Path) -> LandingRecord | None:
    """What can be told of a paper that landed before there were records: its name, by what was read of it."""
    for version in sorted(store.extracted.iterdir()):
        if store.has_extraction(version.name, paper_id):
            name = str(pq.read_table(version / paper_id / "paper.parquet", columns=["paper"]).column("paper")[0])
            return LandingRecord(paper_id, name, file.suffix, file.stat().st_size, kept=True, landed_at=now())
    return None


def _published_loads(store: Store, ledger: Ledger) -> int:
    """Take loads, checks and each paper's number of figures over from the published file, if it can be read."""
    import duckdb

    try:
        with duckdb.connect(str(store.warehouse), read_only=True) as connection:
            tables = {"loads": _rows(connection, MARK), "checks": _rows(connection, "audit.checks")}
            papers = connection.execute("select paper_id, extractor_version from core.papers").fetchall()
            figures, proved = figures_of_papers(connection)
            with suppress(duckdb.CatalogException):  # files of earlier versions have none
                tables["accepted_losses"] = _rows(connection, "audit.accepted_losses")
    except (duckdb.Error, OSError):
        return 0
    restore_loads(ledger, tables, {str(one): str(version) for one, version in papers}, figures, proved)
    return len(tables["loads"])


def _rows(connection: Any, table: str) -> list[Mapping[str, Any]]:
    """A published ledger table as the ledger keeps it: every column of it, times as text."""
    found = connection.execute(f"from {table}")
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [{name: _as_text(row.get(name)) for name in columns_of(table.partition(".")[2])} for row in rows]


def _as_text(value: Any) -> Any:
    return value.isoformat(timespec="microseconds") if hasattr(value, "isoformat") else value


def _extractions(store: Store) -> Iterator[Mended]:
    torn = 0
    for version in sorted(store.extracted.iterdir()):
        for folder in sorted(version.iterdir()):
            if not _can_be_read(folder):
                _put_aside(store, folder)
                torn += 1
    if torn:
        yield Mended(f"{torn:,} extractions were torn and were put aside.", "The next load reads those papers again.")


def _can_be_read(folder: Path) -> bool:
    try:
        for part in EXTRACTION_PARTS:
            pq.read_table(folder / f"{part}.parquet")
    except (OSError, ValueError):
        return False
    return True


def _papers(store: Store) -> Iterator[Mended]:
    spoiled = [
        file
        for file in sorted(store.papers.iterdir())
        if len(file.name.partition(".")[0]) == HASH_DIGITS and file_sha256(file) != file.name.partition(".")[0]
    ]
    names = {row["paper_id"]: row["paper"] for row in Ledger(store).landed()}
    for file in spoiled:
        _put_aside(store, file)
        paper = names.get(file.name.partition(".")[0], file.name)
        yield Mended(
            f"The landed bytes of {paper} are not those that came, and were put aside.",
            "What was read of it stands. Load the original again, so that it can be read again.",
        )


def _leftovers(store: Store) -> Iterator[Mended]:
    ledger = Ledger(store)
    unfinished = ledger.publication()
    repair_after_kill(store, ledger)
    builds = list(store.builds.iterdir())
    clear_stale(store)
    if builds or (unfinished is not None and not unfinished.arrived):
        yield Mended("What a killed load left was cleared.")


def _put_aside(store: Store, place: Path) -> None:
    """Move something damaged to a place of its own, where it is in nobody's way."""
    folder = store.root / "damaged"
    folder.mkdir(exist_ok=True)
    target = folder / place.name
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{place.name}.{number}"
    shutil.move(place, target)
