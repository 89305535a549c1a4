"""What came with a landed paper, beside its bytes: the part of the ledger that nothing else could tell again.

A file for each paper, `landed/<paper_id>.json`: the name that it first came under, when it landed, and every place that
it came from, and what was said of it. It is written when a paper lands, comes from a further place or is
said more of, and read by `copperbottom repair` alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from warehouse.state.said import from_text
from warehouse.state.store import Landed, Store, scratch


@dataclass(frozen=True, slots=True)
class LandingRecord:
    """One landed paper: `names` are (name, source, first seen), `addresses` where it stands, each with since when.

    `said` is what whoever loaded it said of it (`said.as_text`).
    """

    paper_id: str
    paper: str
    suffix: str
    size: int
    kept: bool
    landed_at: str
    source_url: str | None = None
    names: tuple[tuple[str, str, str], ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


def note_landing(
    store: Store,
    landed: Landed,
    paper: str,
    source: str | None,
    source_url: str | None = None,
    addresses: Mapping[str, str] | None = None,
    *,
    said: Mapping[str, str] | None = None,
    at: str,
) -> None:
    """Write what came with a paper at a time, beside what came before; nothing new writes nothing.

    `paper` is the name that it first came under, `source` the path that it came from now,
    `said` all that is said of it (None: what was).
    """
    before = record_of(store, landed.paper_id)
    known = {(name, place): seen for name, place, seen in before.names} if before else {}
    places = dict.fromkeys([*([source] if source is not None else []), *(addresses or {})])
    names = known | {(landed.name, place): (addresses or {}).get(place, at) for place in places} | known
    after = LandingRecord(
        paper_id=landed.paper_id,
        paper=paper,
        suffix=before.suffix if before else landed.suffix,
        size=landed.size,
        kept=landed.path is not None or bool(before and before.kept),
        landed_at=before.landed_at if before else at,
        source_url=(before.source_url if before else None) or source_url,
        names=tuple((name, place, seen) for (name, place), seen in names.items()),
        addresses={**(before.addresses if before else {}), **(addresses or {})},
        said=said if said is not None else before.said if before else {},
    )
    if after != before:
        _write(store, after)


def record_of(store: Store, paper_id: str) -> LandingRecord | None:
    """The record of a paper, or None where there is none that can be read."""
    return _read(store.landed / f"{paper_id}.json")


def landing_records(store: Store) -> Iterator[LandingRecord]:
    """Every record that can be read; a damaged one is passed over, as if it had never been written."""
    for file in sorted(store.landed.glob("*.json")) if store.landed.is_dir() else ():
        record = _read(file)
        if record is not None:
            yield record


def _read(file: Path) -> LandingRecord | None:
    try:
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        names = tuple((str(name), str(place), str(seen)) for name, place, seen in kept["names"])
        from_text(kept.get("said", {}))
        return LandingRecord(**{**kept, "names": names})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _write(store: Store, record: LandingRecord) -> None:
    with scratch(store) as folder:
        new = folder / "record"
        new.write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        store.landed.mkdir(parents=True, exist_ok=True)
        os.replace(new, store.landed / f"{record.paper_id}.json")
