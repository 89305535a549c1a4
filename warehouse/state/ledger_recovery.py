"""A ledger that was lost or damaged: how that is seen, and how it is told again from what else is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from warehouse.state.landing_record import LandingRecord
from warehouse.state.ledger import Ledger
from warehouse.state.ledger_rows import insert_published_papers, insert_rows, raise_high_water, replace_said
from warehouse.state.store import Store


def ledger_damage(store: Store) -> str | None:
    """What is wrong with a store's ledger, or None."""
    if not store.ledger.is_file() or store.ledger.stat().st_size == 0:
        return "missing" if not store.ledger.is_file() else "empty"
    try:
        with closing(sqlite3.connect(f"file:{store.ledger}?mode=ro", uri=True)) as db:
            problems = [str(row[0]) for row in db.execute("pragma integrity_check(1)")]
            present = {str(row[0]) for row in db.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.Error as error:
        return str(error)
    if problems != ["ok"]:
        return problems[0]
    missing = {"papers", "readings", "loads"} - present
    return f"without its tables ({', '.join(sorted(missing))})" if missing else None


def restore_landings(ledger: Ledger, records: Iterable[LandingRecord]) -> None:
    """Note papers that landed before, by their records, with the times and places of then."""
    with ledger.transaction() as db:
        for one in records:
            about = {
                "paper_id": one.paper_id,
                "paper": one.paper,
                "suffix": one.suffix,
                "size": one.size,
                "kept": one.kept,
                "source_url": one.source_url,
                "landed_at": one.landed_at,
            }
            insert_rows(db, "papers", [about], replace=True)
            for name, source, seen in one.names:
                db.execute("insert or ignore into names values (?, ?, ?, ?)", (one.paper_id, name, source, seen))
            for address, since in one.addresses.items():
                db.execute("insert or replace into places values (?, ?, ?)", (address, one.paper_id, since))
            if one.said:
                replace_said(db, one.paper_id, one.said, one.landed_at)


def restore_loads(
    ledger: Ledger,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    papers: Mapping[str, str],
    figures: Mapping[str, int],
    proved: Mapping[str, int],
) -> None:
    """Note the ledger's `tables` and the published papers (id: extractor version), as a published file has them.

    `figures` and `proved` count each paper's figures in it.
    """
    with ledger.transaction() as db:
        for table, rows in tables.items():
            insert_rows(db, table, rows, replace=True)
        insert_published_papers(db, papers, figures, proved)
        raise_high_water(db)
