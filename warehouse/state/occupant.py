"""What stands in a warehouse's place, and whether a load may put a warehouse there.

A warehouse is recognised by its own mark: the loads of `audit.loads`, which the ledger of its store knows. What a load
would replace otherwise is somebody else's, or is ours and has lost its store; neither is replaced.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from warehouse.errors import LoadError
from warehouse.schemas import MAGIC, SCHEMAS
from warehouse.state.ledger import Ledger
from warehouse.state.publication_state import is_published
from warehouse.state.store import Store

MARK = "audit.loads"
TABLES_SHOWN = 3


def check_place(store: Store) -> None:
    """Raise LoadError, which says what to do, unless a load may publish to a warehouse's place."""
    _check_kind(store.warehouse)
    _check_ledger(store)
    ledger = Ledger(store)
    ledger.check()
    published = ledger.publication()
    if published is not None and is_published(store.warehouse, published):
        return
    if not store.warehouse.exists() or store.warehouse.stat().st_size == 0:
        return
    _check_is_ours(store, ledger, expected=published is not None)


def _check_kind(place: Path) -> None:
    """A warehouse is a regular file, or nothing yet; a link that leads to one is one."""
    try:
        mode = os.stat(place).st_mode
    except FileNotFoundError:
        if place.is_symlink():
            raise LoadError(f"{place} is a link that leads nowhere: remove it, or name another file.") from None
        return
    if stat.S_ISDIR(mode):
        raise LoadError(
            f"{place} is a folder, and a warehouse is one file: name a file, such as {place / 'copperbottom.duckdb'}."
        )
    if not stat.S_ISREG(mode):
        raise LoadError(f"{place} is a device, a pipe or a socket, and a warehouse is one file: name another file.")


def _check_ledger(store: Store) -> None:
    """A store that holds papers has a ledger that knows them; without it a load would begin anew."""
    if store.ledger.is_file() and store.ledger.stat().st_size > 0:
        return
    if store.papers.is_dir() and any(store.papers.iterdir()):
        raise LoadError(
            f"The ledger {store.ledger} is missing or empty, and the papers of earlier loads lie beside it: "
            f"restore it from a copy, or rebuild it (copperbottom repair --warehouse {store.warehouse})."
        )


def _check_is_ours(store: Store, ledger: Ledger, *, expected: bool) -> None:
    """Look into a file that is not the one of the last publication; `expected` is whether there was one."""
    import duckdb

    place, elsewhere = store.warehouse, "name another file with --warehouse."
    with place.open("rb") as file:
        is_duckdb = file.read(12)[8:12] == MAGIC
    if not is_duckdb:
        if expected:
            return
        raise LoadError(f"{place} is not a warehouse but some other file, which a load would replace: {elsewhere}")
    try:
        tables, loads = _tables_and_loads(place)
    except duckdb.Error as error:
        if expected:
            return
        raise LoadError(f"{place} cannot be opened as a warehouse ({_first_line(error)}): {elsewhere}") from error
    theirs = [name for name in tables if name.partition(".")[0] not in SCHEMAS]
    if theirs or (tables and MARK not in tables):
        some = ", ".join((theirs or tables)[:TABLES_SHOWN])
        raise LoadError(f"{place} is somebody's database and not a warehouse (it has {some}): {elsewhere}")
    if loads and not loads & {row["load_id"] for row in ledger.loads()}:
        raise LoadError(
            f"{place} was published from a store that does not lie beside it, and a load would replace what it holds: "
            f"put {store.root} back, or {elsewhere}"
        )


def _tables_and_loads(place: Path) -> tuple[list[str], set[str]]:
    import duckdb

    with duckdb.connect(str(place), read_only=True) as connection:
        listed = "select schema_name || '.' || table_name from duckdb_tables() where not internal order by all"
        tables = [str(row[0]) for row in connection.execute(listed).fetchall()]
        if MARK not in tables:
            return tables, set()
        return tables, {str(row[0]) for row in connection.execute(f"select load_id from {MARK}").fetchall()}


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
