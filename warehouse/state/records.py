"""What passes between the ledger and the load: loads, publications and holds as records, and the ledger's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

PUBLICATION = "publication"
"""The kind of event that tells of a publication."""


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One row of `loads`."""

    load_id: str
    started_at: str
    finished_at: str | None = None
    papers_seen: int = 0
    papers_new: int = 0
    papers_held: int = 0
    figures: int = 0
    checks_passed: int = 0
    checks_failed: int = 0
    published: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """Which build is the published file, and how to know it again."""

    load_id: str
    fingerprint: str
    size: int
    mtime_ns: int
    sha256: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing that is held. `table_no` None: the whole paper; 0: single figures, which `reason` names.

    `stage` is `read`, `gate` or `audit`; `reason` is a sentence that says what to do.
    """

    paper_id: str
    paper: str
    table_no: int | None
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptedLosses:
    """What a load lost of what was published, and who accepted that, and why."""

    load_id: str
    accepted_at: str
    who: str
    why: str
    losses: str


def now() -> str:
    """The time in UTC as the ledger writes it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
