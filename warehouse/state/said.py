"""What whoever loads a paper says of it, as the ledger and child processes have it, and what a reading goes by."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from copperbottom.visible import visible
from extract.model import NOTHING_SAID, Said
from warehouse.errors import LoadError

FORMS = "X Police, X Constabulary or X Police and Crime Commissioner"


def as_text(said: Said) -> dict[str, str]:
    """What is said, as texts by name, without what is not said."""
    return {name: str(value) for name, value in asdict(said).items() if value is not None}


def from_text(said: Mapping[str, str | None]) -> Said:
    """What `as_text` made of what is said."""
    met = said.get("meeting_date")
    return Said(said.get("organisation"), dt.date.fromisoformat(met) if met else None)


def said_by(organisation: str | None, meeting: str | None) -> Said:
    """What somebody says of papers, as they wrote it; raises LoadError, a sentence, for what cannot be meant."""
    named, met = (organisation or "").strip(), (meeting or "").strip()
    return Said(organisation_meant(named) if named else None, day_meant(met) if met else None)


def organisation_meant(name: str) -> str:
    """The organisation that is meant by a name; else LoadError, with those that are called alike."""
    from extract.organisations import organisation_called, organisations_like

    found = organisation_called(name)
    if found is not None:
        return found
    like = organisations_like(name)
    alike = f"did you mean {' or '.join(like)}? Otherwise give" if like else "give"
    raise LoadError(
        f"No organisation is called {visible(name)}: {alike} a force, its office or an area of the list, as Essex "
        f"Police, or a force that is in no list as papers name it: {FORMS}."
    )


def day_meant(text: str) -> dt.date:
    """A day as ISO text has it; else LoadError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise LoadError(f"{visible(text)} is no day: write year, month and day, such as 2024-12-12.") from None


def beside(before: Said, said: Said) -> Said:
    """What is said now, and of what is not said now what was said before."""
    return Said(said.organisation or before.organisation, said.meeting_date or before.meeting_date)


def reading_version(extractor_version: str, said: Said) -> str:
    """What a reading of a paper goes by: the extractor's version, with a mark of what is said of the paper, if any."""
    if said == NOTHING_SAID:
        return extractor_version
    return f"{extractor_version}-{hashlib.sha256(json.dumps(as_text(said)).encode()).hexdigest()[:8]}"
