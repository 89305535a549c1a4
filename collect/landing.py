"""The landing: collected papers under the hash of their bytes, and a manifest of where each came from.

* `<sha256><suffix>`: the bytes, as they came; the same bytes are kept once, whatever their addresses
* `.manifest/<key>.json`: an entry for each address of a panel, with every version that stood there
* `.manifest/announced`: until when arrivals were announced to whoever loads them

A folder of this machine, or any address that fsspec knows (`s3://bucket/folder`). A paper is streamed to a
private file first and arrives whole or not at all; its entry follows. Two collectors at once write the same
names with the same content. No name comes from outside: the suffix from the content, the rest from hashes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from collect.contents import Fetched, Validators
from collect.documents import Document
from collect.errors import CollectError

MANIFEST = ".manifest"
PARTIAL = ".partial"
ANNOUNCED = "announced"
STALE_SECONDS = 24 * 3600
PAPER_NAME = re.compile(r"[0-9a-f]{64}\.[a-z]{2,8}")
UNFIT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a paper that stood at an address. Times are UTC, as ISO text."""

    sha256: str
    size: int
    suffix: str
    media_type: str
    first_seen: str
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one address: whose paper stands there, since when, and its versions, the present one last.

    `last_seen` is right to the day.
    """

    address: str
    panel: str
    organisation: str
    title: str
    meeting_date: str | None
    item: str
    first_seen: str
    last_seen: str
    etag: str | None = None
    last_modified: str | None = None
    versions: tuple[Version, ...] = field(default_factory=tuple)

    @property
    def present(self) -> Version:
        """The version that stood there last."""
        return self.versions[-1]

    @property
    def validators(self) -> Validators:
        """What a conditional request says."""
        return Validators(self.etag, self.last_modified)

    @property
    def name(self) -> str:
        """The paper's name for people: meeting, panel and title. It is never a path."""
        words = " - ".join(filter(None, (self.meeting_date, self.panel, self.title)))
        return UNFIT_IN_NAMES.sub(" ", words)[:LONGEST_NAME].strip(" .") + self.present.suffix


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a landed paper came from. `places`: each address, and since when the paper stands or stood there."""

    name: str
    source_url: str
    places: Mapping[str, str]


class Clock:
    """A landing's time: each answer is later than the one before, and than `seen`, whatever the machine's clock does.

    What stands at an address now, and what was announced already, are told by the order of times.
    """

    def __init__(self, seen: str = "") -> None:
        self._seen = seen

    def __call__(self) -> str:
        """The time in UTC as the manifest writes it."""
        present = now()
        if present <= self._seen:
            after = dt.datetime.fromisoformat(self._seen) + dt.timedelta(microseconds=1)
            present = after.isoformat(timespec="microseconds")
        self._seen = present
        return present


class Landing:
    """A landing at an address. `storage_options` are fsspec's, and come from its own configuration as a rule."""

    def __init__(self, address: str | os.PathLike[str], **storage_options: Any) -> None:
        import fsspec

        self.address = os.fspath(address)
        try:
            self._fs, root = fsspec.core.url_to_fs(self.address, **storage_options)
        except (ImportError, ValueError) as error:
            raise CollectError(f"The landing {self.address} cannot be used: {error}.") from error
        self.root = str(root).rstrip("/")
        self.is_local = "file" in ((self._fs.protocol,) if isinstance(self._fs.protocol, str) else self._fs.protocol)

    def prepare(self) -> None:
        """Make the folders of a local landing, and clear what killed collectors left there a day ago."""
        if not self.is_local:
            return
        for name in (MANIFEST, PARTIAL):
            Path(self.root, name).mkdir(parents=True, exist_ok=True)
        for left in Path(self.root, PARTIAL).iterdir():
            if left.stat().st_mtime < time.time() - STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)

    def entries(self) -> dict[str, Entry]:
        """The manifest, by the keys of its entries."""
        folder = f"{self.root}/{MANIFEST}"
        self._fs.invalidate_cache()
        if not self._fs.isdir(folder):
            return {}
        names = [name for name in self._fs.ls(folder, detail=False) if str(name).endswith(".json")]
        found = self._fs.cat(names) if names else {}
        return {str(name).rpartition("/")[2].removesuffix(".json"): _entry(body) for name, body in found.items()}

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A private folder for papers on their way, gone afterwards."""
        place = Path(self.root, PARTIAL) if self.is_local else None
        with tempfile.TemporaryDirectory(dir=place, prefix="copperbottom-") as folder:
            yield Path(folder)

    def keep(self, paper: Fetched) -> bool:
        """Land a paper's file under its hash; False where its bytes lie there already."""
        name = f"{self.root}/{paper.sha256}{paper.kind.suffix}"
        if self._fs.exists(name) and self._fs.size(name) == paper.size:
            return False
        if self.is_local:
            _sync(paper.path)
            os.replace(paper.path, name)
            _sync(Path(self.root))
        else:
            self._fs.put_file(str(paper.path), name)
        return True

    def save(self, entries: Mapping[str, Entry]) -> None:
        """Write entries of the manifest, each whole."""
        bodies = {
            f"{self.root}/{MANIFEST}/{key}.json": json.dumps(asdict(entry), ensure_ascii=False, indent=1).encode()
            for key, entry in entries.items()
        }
        if not self.is_local:
            if bodies:
                self._fs.pipe(bodies)
            return
        with self.scratch() as folder:
            for name, body in bodies.items():
                (folder / "entry").write_bytes(body)
                os.replace(folder / "entry", name)

    def provenance(self) -> dict[str, Provenance]:
        """Where each paper of the landing came from, by its SHA-256."""
        found: dict[str, Provenance] = {}
        for entry in sorted(self.entries().values(), key=lambda one: (one.first_seen, one.address)):
            for version in entry.versions:
                known = found.get(version.sha256) or Provenance(entry.name, entry.address, {})
                places = {**known.places, entry.address: version.first_seen}
                found[version.sha256] = replace(known, places=places)
        return found

    def unannounced(self) -> list[str]:
        """When each version arrived that arrived after what was announced last."""
        last = self._announced()
        arrivals = [version.first_seen for entry in self.entries().values() for version in entry.versions]
        return sorted(arrival for arrival in arrivals if arrival > last)

    def announcement(self) -> dict[str, Any] | None:
        """What arrived and was not announced yet, as an event `{event_id, papers, new, until}`; None if nothing.

        It stays so until `mark_announced` notes that the event left; the same arrivals have the same id.
        """
        news = self.unannounced()
        if not news:
            return None
        event_id = hashlib.sha256("\n".join([self.address, *news]).encode()).hexdigest()[:32]
        return {"event_id": event_id, "papers": self.address, "new": len(news), "until": news[-1]}

    def mark_announced(self, until: str) -> None:
        """Note that what arrived until then was announced."""
        if until > self._announced():
            self._fs.pipe_file(f"{self.root}/{MANIFEST}/{ANNOUNCED}", until.encode())

    def _announced(self) -> str:
        name = f"{self.root}/{MANIFEST}/{ANNOUNCED}"
        self._fs.invalidate_cache()
        return self._fs.cat_file(name).decode() if self._fs.exists(name) else ""

    def clock(self, entries: Mapping[str, Entry]) -> Clock:
        """The time of this landing, which never goes back: the machine's, or after all that `entries` have seen."""
        times = [one.last_seen for one in entries.values()]
        times += [version.first_seen for one in entries.values() for version in one.versions]
        return Clock(max([*times, self._announced()]))

    def mirror(self, folder: Path) -> Path:
        """Bring a landing of another place into a local folder: what is not there yet, and the manifest."""
        here = Landing(folder)
        here.prepare()
        self._fs.invalidate_cache()
        names = [str(name) for name in self._fs.ls(self.root, detail=False)] if self._fs.isdir(self.root) else []
        for name in names:
            plain = name.rpartition("/")[2]
            if PAPER_NAME.fullmatch(plain) and not (folder / plain).exists():
                with here.scratch() as scratch:
                    self._fs.get_file(name, str(scratch / "paper"))
                    with (scratch / "paper").open("rb") as file:
                        whole = hashlib.file_digest(file, "sha256").hexdigest() == plain.partition(".")[0]
                    if whole:
                        _sync(scratch / "paper")
                        os.replace(scratch / "paper", folder / plain)
        here.save(self.entries())
        return folder


def key_of(panel: str, address: str) -> str:
    """The key of an entry."""
    return hashlib.sha256(f"{panel}\n{address}".encode()).hexdigest()[:32]


def is_landing(folder: Path) -> bool:
    """Whether a local folder is a landing."""
    return (folder / MANIFEST).is_dir()


def noted(entry: Entry | None, document: Document, panel: str, organisation: str, at: str) -> Entry:
    """An entry that says that a document was seen, before it is known what stands at its address."""
    date = document.meeting_date.isoformat() if document.meeting_date else None
    if entry is None:
        return Entry(document.address, panel, organisation, document.title, date, document.item, at, at)
    return replace(entry, title=document.title, meeting_date=date, item=document.item, last_seen=at)


def arrived(entry: Entry, paper: Fetched, at: str) -> Entry:
    """An entry with a paper as the version that stands at its address now."""
    entry = replace(entry, etag=paper.validators.etag, last_modified=paper.validators.last_modified)
    before = entry.versions[-1] if entry.versions else None
    if before is not None and before.sha256 == paper.sha256:
        return entry
    version = Version(
        paper.sha256, paper.size, paper.kind.suffix, paper.kind.media_type, at, before.sha256 if before else None
    )
    return replace(entry, versions=(*entry.versions, version))


def now() -> str:
    """The time in UTC as the manifest writes it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def _entry(body: bytes) -> Entry:
    found = json.loads(body)
    versions: Iterable[Mapping[str, Any]] = found.pop("versions")
    return Entry(**found, versions=tuple(Version(**version) for version in versions))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
