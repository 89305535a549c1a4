"""Publishes a build: the published file is replaced whole, or not at all.

Nobody writes to the published file, because DuckDB lets in either one writer or readers. A build is
finished in a private file on the same file system; it is published when it is closed, holds tables
only (a view would name what readers do not have), is in a storage format that older DuckDB wheels
open, and is on the disk with all its bytes. A file that is replaced while its `.wal` is left behind
loses rows, so a build with one is never published.
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import LoadError
from warehouse.schemas import MAGIC, SCHEMAS, STORAGE_OPTION, STORAGE_VERSION
from warehouse.state.snapshot import Row
from warehouse.state.store import file_sha256, sync_file, sync_folder


@dataclass(frozen=True, slots=True)
class FileFingerprint:
    """How a file is known again."""

    size: int
    mtime_ns: int
    sha256: str


def write_final_audit_rows(file: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    """Write the ledger's `tables` (`loads`, `checks` and the like), as they are at the end of this load, into a build.

    dbt builds them in `audit` while the load is under way; only their rows change here.
    """
    import duckdb

    from warehouse.load.raw_tables import ledger_table

    with duckdb.connect(str(file)) as connection:
        for name, rows in tables.items():
            columns = ", ".join(f'"{row[0]}"' for row in connection.execute(f"describe audit.{name}").fetchall())
            connection.execute(f"delete from audit.{name}")
            connection.execute("checkpoint")
            connection.register("ledger_rows", ledger_table(name, rows))
            connection.execute(f"insert into audit.{name} select {columns} from ledger_rows")
            connection.unregister("ledger_rows")
        connection.execute("checkpoint")


def check_closed(file: Path) -> None:
    """Raise LoadError unless a build can be published as it lies there."""
    wal = file.with_name(file.name + ".wal")
    if wal.exists():
        raise LoadError(f"Nothing was published, because the build was not closed ({wal.name} is left): load again.")
    with file.open("rb") as opened:
        header = opened.read(20)
    if len(header) < 20 or header[8:12] != MAGIC:
        raise LoadError("Nothing was published, because the build is not a DuckDB file: load again.")
    (version,) = struct.unpack("<Q", header[12:20])
    if version > STORAGE_VERSION:
        raise LoadError(
            f"Nothing was published, because the build is in storage format {version}, which older DuckDB drivers "
            f"cannot open: create it with storage_compatibility_version {STORAGE_OPTION}."
        )


def check_public(file: Path) -> None:
    """Raise LoadError unless a build holds tables only, and only in the public schemas."""
    import duckdb

    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(
            "select table_schema, table_name, table_type from information_schema.tables order by all"
        ).fetchall()
    strangers = [f"{schema}.{name}" for schema, name, kind in found if schema not in SCHEMAS or kind != "BASE TABLE"]
    if strangers:
        raise LoadError(
            f"Nothing was published, because the build holds what is not for readers ({', '.join(strangers)}): "
            "dbt's models for readers must be tables in core, marts or audit."
        )


def fingerprint_file(file: Path) -> FileFingerprint:
    """How a finished build, synced to the disk, is known again once it is published."""
    sync_file(file)
    sync_folder(file.parent)
    there = file.stat()
    return FileFingerprint(there.st_size, there.st_mtime_ns, file_sha256(file))


def swap_in(file: Path, warehouse: Path, previous: Path) -> None:
    """Put a finished build in the published file's place, in one step, for good.

    The file that it replaces is kept as `previous`, so that the two can be compared.
    """
    check_closed(file)
    if warehouse.exists():
        hardlink_or_copy(warehouse, previous)
    os.replace(file, warehouse)
    sync_folder(warehouse.parent)


def hardlink_or_copy(file: Path, place: Path) -> None:
    """Make a second name for a file's bytes, which replaces what stood there; a copy where there are no links."""
    second = place.with_name(f".{place.name}")
    second.unlink(missing_ok=True)
    try:
        os.link(file, second)
    except OSError:
        shutil.copyfile(file, second)
    os.replace(second, place)
