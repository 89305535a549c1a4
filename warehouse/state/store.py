"""The store of a warehouse: landed papers and what was read from them, in files that never change.

It lies beside the published file, in `FILE.store/`:

* `papers/<sha256><suffix>`: the bytes of each paper, as they came
* `landed/<paper_id>.json`: under which names and addresses it came, and when (what the ledger knows of it)
* `extracted/<reading version>/<paper_id>/`: what one paper yielded, as Parquet (`warehouse.state.said`)
* `ledger.sqlite`: what happened (see `warehouse.state.ledger`)
* `lock`: held by the load that publishes (see `warehouse.state.lock`)
* `previous.duckdb`: the publication before the one that is published
* `validations/<load_id>.json`: what Great Expectations answered in the load that is published
* `builds/<load_id>/`: the private folder of a build, on the file system of the published file
* `tmp/`: files that are being written

Every file is written under `tmp/`, synced and renamed into place, so that a process that is killed
leaves either nothing or the whole. Nothing here needs the lock: the same bytes land in the same
place whoever brings them. This module imports little but the standard library, because a load that finds
nothing new must be quick.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from copperbottom.visible import visible

STORE_SUFFIX = ".store"
STALE_AFTER_SECONDS = 24 * 3600
LONGEST_SUFFIX = 16
EXTRACTION_PARTS = ("paper", "figures", "findings")
PARQUET_MARK = b"PAR1"


@dataclass(frozen=True, slots=True)
class Landed:
    """One paper in the store. `path` is None for bytes that are known but were not kept (too many)."""

    paper_id: str
    name: str
    suffix: str
    size: int
    path: Path | None


@dataclass(frozen=True, slots=True)
class Store:
    """The places of one warehouse's store."""

    warehouse: Path

    @property
    def root(self) -> Path:
        """The store's folder."""
        return self.warehouse.with_name(self.warehouse.name + STORE_SUFFIX)

    @property
    def papers(self) -> Path:
        """Landed papers."""
        return self.root / "papers"

    @property
    def landed(self) -> Path:
        """Records of landings, from which a ledger can be rebuilt."""
        return self.root / "landed"

    @property
    def extracted(self) -> Path:
        """What papers yielded."""
        return self.root / "extracted"

    @property
    def builds(self) -> Path:
        """Private folders of builds."""
        return self.root / "builds"

    @property
    def tmp(self) -> Path:
        """Files that are being written."""
        return self.root / "tmp"

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.root / "ledger.sqlite"

    @property
    def previous(self) -> Path:
        """The publication before the one that is published."""
        return self.root / "previous.duckdb"

    @property
    def validations(self) -> Path:
        """What Great Expectations answered."""
        return self.root / "validations"

    @property
    def lock(self) -> Path:
        """The lock's file."""
        return self.root / "lock"

    def paper_path(self, paper_id: str, suffix: str) -> Path:
        """Where a paper's bytes lie."""
        return self.papers / f"{paper_id}{suffix}"

    def extraction(self, reading_version: str, paper_id: str) -> Path:
        """Where lies what one version of the extractor, with what was said of it, read from a paper."""
        return self.extracted / reading_version / paper_id

    def has_extraction(self, reading_version: str, paper_id: str) -> bool:
        """Whether that is there, and whole."""
        return is_whole(self.extraction(reading_version, paper_id))

    def create(self) -> None:
        """Make the store's folders where they are missing."""
        for folder in (self.papers, self.landed, self.extracted, self.builds, self.tmp):
            folder.mkdir(parents=True, exist_ok=True)


def is_whole(extraction: Path) -> bool:
    """Whether an extraction has all its files, none of them torn: a Parquet file begins and ends with its mark."""
    try:
        return all(_is_parquet(extraction / f"{part}.parquet") for part in EXTRACTION_PARTS)
    except OSError:
        return False


def _is_parquet(file: Path) -> bool:
    with file.open("rb") as opened:
        head = opened.read(len(PARQUET_MARK))
        opened.seek(-len(PARQUET_MARK), os.SEEK_END)
        return head == PARQUET_MARK == opened.read()


def open_store(warehouse: str | Path) -> Store:
    """The store of a warehouse, by the absolute path of its published file."""
    return Store(Path(os.path.abspath(Path(warehouse).expanduser())))


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def suffix_of(name: str) -> str:
    """The suffix under which a paper's bytes are kept: lower case, and only what is safe in a file name."""
    suffix = Path(name).suffix.lower()
    safe = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= LONGEST_SUFFIX
    return suffix if safe else ""


def display_name(name: str) -> str:
    """A file name as text: bytes that are not UTF-8, which no database takes, are shown as a replacement.

    Control characters, line breaks and what turns the direction of writing are shown as escapes.
    """
    return visible(os.fsencode(name).decode("utf-8", "replace"))


def land(store: Store, source: Path, keep_up_to: int | None = None) -> Landed:
    """Copy a paper's bytes into the store under their SHA-256; the same bytes are copied once.

    Bytes beyond `keep_up_to` are known by their hash only. Raises OSError where the source cannot be
    read or the store not be written.
    """
    size = source.stat().st_size
    suffix = suffix_of(source.name)
    paper_id = file_sha256(source)
    if keep_up_to is not None and size > keep_up_to:
        return Landed(paper_id, display_name(source.name), suffix, size, None)
    place = store.paper_path(paper_id, suffix)
    if not place.exists() or place.stat().st_size != size:
        with scratch(store) as folder:
            copy = folder / "paper"
            shutil.copyfile(source, copy)
            paper_id = file_sha256(copy)
            size = copy.stat().st_size
            place = store.paper_path(paper_id, suffix)
            sync_file(copy)
            os.replace(copy, place)
            sync_folder(place.parent)
    return Landed(paper_id, display_name(source.name), suffix, size, place)


def mend(landed: Landed, source: Path, store: Store) -> bool:
    """Put sound bytes in the place of landed ones that are not those of their hash. False where they are sound.

    Looked at only where reading the landed bytes did not succeed, because it costs reading them once more.
    """
    if landed.path is None or file_sha256(landed.path) == landed.paper_id:
        return False
    landed.path.unlink()
    return land(store, source).paper_id == landed.paper_id


def keep_folder(folder: Path, place: Path) -> bool:
    """Move a finished extraction into its place, synced. False where another process was first.

    A torn one that stands there is replaced.
    """
    for path in sorted(folder.iterdir()):
        sync_file(path)
    sync_folder(folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir() and not is_whole(place):
        with suppress(FileNotFoundError):  # another load has moved it already
            os.rename(place, folder.with_name(f"torn-{uuid.uuid4().hex}"))
    try:
        os.rename(folder, place)
    except OSError:
        if place.is_dir():
            return False
        raise
    sync_folder(place.parent)
    return True


@contextmanager
def scratch(store: Store) -> Iterator[Path]:
    """A private folder under `tmp/`, gone afterwards."""
    folder = store.tmp / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forget_files(store: Store, paper_id: str) -> None:
    """Remove a paper's bytes and all that was read from them."""
    for place in (*store.papers.glob(f"{paper_id}*"), *store.landed.glob(f"{paper_id}.json")):
        place.unlink()
    for version in _children(store.extracted):
        shutil.rmtree(version / paper_id, ignore_errors=True)


def clear_stale(store: Store, now: float | None = None) -> None:
    """Remove what killed loads left: every build, and scratch folders older than a day.

    Only for the holder of the lock: there is one build at a time, so any that is there is stale.
    """
    for build in _children(store.builds):
        shutil.rmtree(build, ignore_errors=True)
    oldest = (time.time() if now is None else now) - STALE_AFTER_SECONDS
    for folder in _children(store.tmp):
        try:
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            continue


def sync_file(path: Path) -> None:
    """Bring a file's bytes to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Bring a folder's entries to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
