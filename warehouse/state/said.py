"""What whoever loads a paper says of it, as the ledger and child processes have it, and what a reading goes by."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from extract.model import NOTHING_SAID, Said


def as_text(said: Said) -> dict[str, str]:
    """What is said, as texts by name, without what is not said."""
    return {name: str(value) for name, value in asdict(said).items() if value is not None}


def from_text(said: Mapping[str, str | None]) -> Said:
    """What `as_text` made of what is said."""
    met = said.get("meeting_date")
    return Said(said.get("organisation"), dt.date.fromisoformat(met) if met else None)


def beside(before: Said, said: Said) -> Said:
    """What is said now, and of what is not said now what was said before."""
    return Said(said.organisation or before.organisation, said.meeting_date or before.meeting_date)


def reading_version(extractor_version: str, said: Said) -> str:
    """What a reading of a paper goes by: the extractor's version, with a mark of what is said of the paper, if any."""
    if said == NOTHING_SAID:
        return extractor_version
    return f"{extractor_version}-{hashlib.sha256(json.dumps(as_text(said)).encode()).hexdigest()[:8]}"
