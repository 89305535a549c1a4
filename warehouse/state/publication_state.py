"""Where a warehouse stands: what its store holds, what is published, and whether the two agree.

Found out from the ledger and the published file's size and time alone, because a load that finds
nothing new must be quick. A publication is known again by its SHA-256 where size or time differ (a
copied warehouse), so that a file which somebody changed, cut off or removed is built anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collect.register import register_path
from copperbottom.paths import shipped
from warehouse.state.ledger import Ledger
from warehouse.state.records import Hold, Publication
from warehouse.state.snapshot import Snapshot, snapshot_of
from warehouse.state.store import Store, file_sha256

RULES = {
    "dbt_project": ("**/*.sql", "**/*.yml", "**/*.csv"),
    "expectations": ("**/*.py", "**/*.yml"),
    "warehouse/load": (
        "audit.py",
        "blamed_tables.py",
        "build.py",
        "check_rows.py",
        "dbt_words.py",
        "gate.py",
        "isolate_papers.py",
        "publish_file.py",
        "raw_tables.py",
        "reasons.py",
    ),
    "warehouse": ("schemas.py", "state/extraction_files.py"),
}
"""The files that decide what of the extracted figures is published, and how: folders, and patterns below each."""
OPTIONAL_RULES = frozenset({("dbt_project", "**/*.csv")})
NOT_RULES = frozenset({"target", "logs", "__pycache__"})
LOST = "Its bytes are missing from the warehouse's store: load the paper again."


@dataclass(frozen=True, slots=True)
class PublicationState:
    """What the store holds beside what is published.

    `snapshot` is what a build would take; `ungated` the papers (id: reading version) that have to pass the gate
    first; `published` the publication, if the file that it speaks of is there.
    """

    snapshot: Snapshot
    ungated: Mapping[str, str]
    rules: str
    published: Publication | None

    @property
    def same_figures(self) -> bool:
        """Whether the published file holds what a new build would, but perhaps for what is held."""
        return self._published_part(0) == content_of(self.snapshot, self.rules) and not self.ungated

    @property
    def up_to_date(self) -> bool:
        """Whether there is nothing at all to publish."""
        return self.same_figures and self._published_part(1) == holds_of(self.snapshot)

    def _published_part(self, part: int) -> str | None:
        return self.published.fingerprint.split(":")[part] if self.published is not None else None


def publication_state(store: Store, ledger: Ledger, extractor_version: str, rules: str) -> PublicationState:
    """Where a warehouse stands now."""
    papers = {
        row["paper_id"]: row["extractor_version"]
        for row in ledger.accepted(extractor_version)
        if store.has_extraction(row["extractor_version"], row["paper_id"])
    }
    published = ledger.publication()
    there = published is not None and published.arrived and is_published(store.warehouse, published)
    return PublicationState(
        snapshot=snapshot_of(ledger, papers),
        ungated=ledger.ungated(extractor_version, rules),
        rules=rules,
        published=published if there else None,
    )


def repair_after_kill(store: Store, ledger: Ledger) -> None:
    """Put right what a load left that was killed while it published. Only for the holder of the lock."""
    published = ledger.publication()
    if published is None or published.arrived:
        return
    if is_published(store.warehouse, published):
        ledger.confirm_publication(published.load_id)
    else:
        ledger.withdraw_publication()


def is_published(warehouse: Path, published: Publication) -> bool:
    """Whether the published file is the one that the ledger speaks of."""
    try:
        there = warehouse.stat()
    except OSError:
        return False
    if there.st_size != published.size:
        return False
    return there.st_mtime_ns == published.mtime_ns or file_sha256(warehouse) == published.sha256


def fingerprint(snapshot: Snapshot, rules: str) -> str:
    """What a build of this snapshot under these rules is known by."""
    return f"{content_of(snapshot, rules)}:{holds_of(snapshot)}"


def content_of(snapshot: Snapshot, rules: str) -> str:
    """A hash over what decides the figures of a build."""
    tables = sorted(
        (row["paper_id"], row["table_no"])
        for row in snapshot.held
        if row["table_no"] is not None and row["paper_id"] in snapshot.papers
    )
    figures = sorted((row["paper_id"], row["figure_id"]) for row in snapshot.held_figures)
    return _hash([rules, sorted(snapshot.papers.items()), tables, figures, sorted(snapshot.superseded.items())])


def holds_of(snapshot: Snapshot) -> str:
    """A hash over what is held."""
    return _hash(sorted((row["paper_id"], str(row["table_no"]), row["stage"], row["reason"]) for row in snapshot.held))


def rules_version(rules: Mapping[str, Sequence[str]] = RULES) -> str:
    """A hash over everything that decides what of the extracted figures is published, and how.

    The same in a checkout and in a wheel. Raises FileNotFoundError for a pattern that no file matches: a rule that
    was moved would otherwise change without anybody noticing.
    """
    digest = hashlib.sha256()
    for folder, patterns in rules.items():
        root = shipped(folder)
        for pattern in patterns:
            found = [path for path in sorted(root.glob(pattern)) if not NOT_RULES & set(path.relative_to(root).parts)]
            if not found and (folder, pattern) not in OPTIONAL_RULES:
                raise FileNotFoundError(f"No file is {folder}/{pattern}, which decides what is published.")
            for path in found:
                digest.update(f"{folder}/{path.relative_to(root).as_posix()}".encode())
                digest.update(path.read_bytes())
    with suppress(OSError):
        digest.update(register_path().read_bytes())
    return digest.hexdigest()[:12]


def papers_due(store: Store, ledger: Ledger, extractor_version: str, circumstances: str) -> dict[str, Path]:
    """The papers of earlier loads that are to be read (again), with their landed bytes.

    They were read by another extractor, or without what is said of them now, or a killed load landed and never read
    them, or what was read is gone, or they could not be read in other circumstances. A paper whose bytes are gone as
    well is held.
    """
    read = ledger.readings(extractor_version)
    lost = {row["paper_id"] for row in ledger.held() if row["reason"] == LOST}
    papers: dict[str, Path] = {}
    for row in ledger.landed():
        paper_id = row["paper_id"]
        if paper_id in read and _stands(store, read[paper_id], circumstances):
            continue
        path = store.paper_path(paper_id, row["suffix"])
        if path.exists():
            papers[paper_id] = path
        elif row["kept"] and paper_id not in lost:
            ledger.record_holds([Hold(paper_id, row["paper"], None, "read", LOST)])
    return papers


def _stands(store: Store, reading: Mapping[str, Any], circumstances: str) -> bool:
    """Whether a paper needs no reading again: what was read is there, or it could not be read and nothing changed."""
    if reading["outcome"] == "accepted":
        return store.has_extraction(reading["extractor_version"], reading["paper_id"])
    of_then = reading.get("circumstances", "")
    return "=" not in of_then or of_then == circumstances


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()[:16]
