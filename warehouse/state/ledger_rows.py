"""Rows of the ledger, written within a transaction that is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from warehouse.state.ledger_schema import columns_of
from warehouse.state.records import Hold, LoadRow, now
from warehouse.state.store import Landed


def insert_holds(db: sqlite3.Connection, holds: Sequence[Hold]) -> None:
    """Hold papers, or parts of them, as of now."""
    at = now()
    insert_rows(db, "held", [asdict(hold) | {"held_at": at} for hold in holds])


def replace_load(db: sqlite3.Connection, row: LoadRow, checks: Sequence[Mapping[str, Any]]) -> None:
    """Note a load and its checks, in place of what was noted of it before."""
    insert_rows(db, "loads", [asdict(row)], replace=True)
    db.execute("delete from checks where load_id = ?", (row.load_id,))
    insert_rows(db, "checks", [{**check, "load_id": row.load_id} for check in checks])


def replace_said(db: sqlite3.Connection, paper_id: str, said: Mapping[str, str], at: str) -> None:
    """Note all that is said of a paper, as texts by name."""
    about: dict[str, str | None] = dict.fromkeys(columns_of("said")) | {"paper_id": paper_id, "said_at": at}
    insert_rows(db, "said", [about | dict(said)], replace=True)


def insert_rows(
    db: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]], *, replace: bool = False
) -> None:
    """Insert rows that have every column of a table."""
    columns = columns_of(table)
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" for _ in columns)
    how = "insert or replace" if replace else "insert"
    db.executemany(
        f"{how} into {table} ({names}) values ({marks})", [tuple(row[name] for name in columns) for row in rows]
    )


def insert_published_papers(
    db: sqlite3.Connection, papers: Mapping[str, str], figures: Mapping[str, int], proved: Mapping[str, int]
) -> None:
    """Note papers (id: extractor version) as published, with their numbers of figures and of proved ones."""
    rows = [
        {
            "paper_id": paper_id,
            "extractor_version": version,
            "figures": figures.get(paper_id, 0),
            "proved": proved.get(paper_id, 0),
        }
        for paper_id, version in papers.items()
    ]
    insert_rows(db, "published_papers", rows, replace=True)


def raise_high_water(db: sqlite3.Connection, load_id: str | None = None) -> None:
    """Raise the marks of what is published; they begin anew where losses of the load that published it were accepted.

    A paper that is not published any more (it was replaced) has none.
    """
    db.execute("delete from high_water where exists (select 1 from accepted_losses where load_id = ?)", (load_id,))
    db.execute("delete from high_water where paper_id not in (select paper_id from published_papers)")
    db.execute(
        "insert into high_water select paper_id, figures, proved from published_papers where true"
        " on conflict do update set figures = max(figures, excluded.figures), proved = max(proved, excluded.proved)"
    )


def insert_landing(
    db: sqlite3.Connection,
    landed: Landed,
    path: str | None,
    source_url: str | None,
    addresses: Mapping[str, str],
    at: str,
) -> None:
    """A paper that came, with its name, its path and the addresses that it stands at, each with the time since when."""
    db.execute(
        "insert into papers values (?, ?, ?, ?, ?, ?, ?) on conflict (paper_id) do update set"
        " kept = max(kept, excluded.kept), source_url = coalesce(source_url, excluded.source_url)",
        (landed.paper_id, landed.name, landed.suffix, landed.size, landed.path is not None, source_url, at),
    )
    places = {**({path: at} if path is not None else {}), **addresses}
    for address, since in addresses.items():
        db.execute("insert or replace into places values (?, ?, ?)", (address, landed.paper_id, since))
    for place, since in places.items():
        db.execute("insert or ignore into names values (?, ?, ?, ?)", (landed.paper_id, landed.name, place, since))
