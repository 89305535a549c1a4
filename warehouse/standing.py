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

from collect.register import register_path
from warehouse.ledger import Hold, Ledger, Publication
from warehouse.store import PROJECT, Store, sha256_of
from warehouse.work import Snapshot

RULES = (
    "expectations/**/*.py",
    "dbt_project/**/*.sql",
    "dbt_project/**/*.yml",
    "dbt_project/**/*.csv",
    "warehouse/audit.py",
    "warehouse/build.py",
    "warehouse/gate.py",
    "warehouse/parquet.py",
)
NOT_RULES = frozenset({"target", "logs", "__pycache__"})
LOST = "Its bytes are missing from the warehouse's store: load the paper again."


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store holds beside what is published.

    `snapshot` is what a build would take; `ungated` the papers among them that have to pass the gate
    first; `published` the publication, if the file that it speaks of is there.
    """

    snapshot: Snapshot
    ungated: Sequence[str]
    rules: str
    published: Publication | None

    @property
    def same_figures(self) -> bool:
        """Whether the published file holds what a new build would, but perhaps for what is held."""
        return self._published_part(0) == content_of(self.snapshot, self.rules) and not self.ungated

    @property
    def settled(self) -> bool:
        """Whether there is nothing at all to publish."""
        return self.same_figures and self._published_part(1) == holds_of(self.snapshot)

    def _published_part(self, part: int) -> str | None:
        return self.published.fingerprint.split(":")[part] if self.published is not None else None


def standing(store: Store, ledger: Ledger, extractor_version: str, rules: str) -> Standing:
    """Where a warehouse stands now."""
    papers = {
        row["paper_id"]: extractor_version
        for row in ledger.accepted(extractor_version)
        if store.has_extraction(extractor_version, row["paper_id"])
    }
    published = ledger.publication()
    there = published is not None and published.arrived and is_published(store.warehouse, published)
    return Standing(
        snapshot=snapshot_of(ledger, papers),
        ungated=ledger.ungated(extractor_version, rules),
        rules=rules,
        published=published if there else None,
    )


def snapshot_of(ledger: Ledger, papers: Mapping[str, str]) -> Snapshot:
    """What a build of these papers takes from the ledger."""
    return Snapshot(
        papers, ledger.held(), ledger.held_figures(), ledger.loads(), ledger.checks(), ledger.superseded(papers)
    )


def settle(store: Store, ledger: Ledger) -> None:
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
    return there.st_mtime_ns == published.mtime_ns or sha256_of(warehouse) == published.sha256


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


def rules_version() -> str:
    """A hash over everything that decides what of the extracted figures is published, and how."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in RULES for path in PROJECT.glob(pattern)}):
        relative = path.relative_to(PROJECT)
        if not NOT_RULES & set(relative.parts):
            digest.update(relative.as_posix().encode())
            digest.update(path.read_bytes())
    with suppress(OSError):
        digest.update(register_path().read_bytes())
    return digest.hexdigest()[:12]


def due(store: Store, ledger: Ledger, extractor_version: str) -> dict[str, Path]:
    """The papers of earlier loads that are to be read (again), with their landed bytes.

    They were read by another extractor, or a killed load landed and never read them, or what was read
    is gone. A paper whose bytes are gone as well is held.
    """
    read = ledger.read_papers(extractor_version)
    lost = {row["paper_id"] for row in ledger.held() if row["reason"] == LOST}
    papers: dict[str, Path] = {}
    for row in ledger.landed():
        paper_id = row["paper_id"]
        outcome = read.get(paper_id)
        if outcome == "held" or (outcome == "accepted" and store.has_extraction(extractor_version, paper_id)):
            continue
        path = store.paper_path(paper_id, row["suffix"])
        if path.exists():
            papers[paper_id] = path
        elif row["kept"] and paper_id not in lost:
            ledger.record_holds([Hold(paper_id, row["paper"], None, "read", LOST)])
    return papers


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()[:16]
