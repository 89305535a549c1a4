"""What is still to be told of a warehouse: events that wait in its ledger until whoever they are for has them.

A publication's event is written in the transaction that notes the publication (`Ledger.record_publication`), so that
neither is there without the other, and counts once the file was replaced. An event is sent at least once: it is marked
as sent only after it left, and a second time it has the same `event_id`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from warehouse.state.ledger import Ledger
from warehouse.state.records import PUBLICATION, now

Event = dict[str, Any]


def unsent_publications(ledger: Ledger) -> list[Event]:
    """What was published and not told yet, the oldest first: each load's summary, with its `event_id`."""
    if not _has_outbox(ledger):
        return []
    rows = ledger.read(
        "select event_id, payload from outbox where kind = ? and sent_at is null"
        " and load_id not in (select load_id from publication where arrived = 0) order by rowid",
        (PUBLICATION,),
    )
    return [json.loads(row["payload"]) | {"event_id": row["event_id"]} for row in rows]


def note_event(ledger: Ledger, event_id: str, kind: str, load_id: str, payload: Mapping[str, Any]) -> bool:
    """Note an event, unless it is known. Returns whether it is still to be sent."""
    with ledger.transaction() as db:
        db.execute(
            "insert or ignore into outbox values (?, ?, ?, ?, ?, null)",
            (event_id, kind, load_id, json.dumps(payload), now()),
        )
        row = db.execute("select sent_at from outbox where event_id = ?", (event_id,)).fetchone()
    return row["sent_at"] is None


def mark_sent(ledger: Ledger, event_ids: Iterable[str]) -> None:
    """Whoever the events are for has them."""
    with ledger.transaction() as db:
        db.executemany(
            "update outbox set sent_at = ? where event_id = ? and sent_at is null",
            [(now(), event_id) for event_id in event_ids],
        )


def _has_outbox(ledger: Ledger) -> bool:
    return bool(ledger.read("select 1 from sqlite_master where name = 'outbox'"))
