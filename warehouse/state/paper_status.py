"""How each paper of a ledger stands: accepted, held or partly so, under which names, and with how many figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.state.ledger import Ledger


def paper_statuses(ledger: Ledger) -> list[dict[str, Any]]:
    """Every paper with its standing, for `copperbottom status`.

    `paper_id`, `paper`, `names` (all that it came under), `outcome` (`accepted`, `held`, or `partly held`
    where tables or sentences are), `reasons` (of what is held), `figures`, `tables`, `landed_at`, `read_at`.
    """
    names: dict[str, list[str]] = {}
    for row in ledger.read("select distinct paper_id, name from names order by first_seen, name"):
        names.setdefault(row["paper_id"], []).append(row["name"])
    holds: dict[str, list[dict[str, Any]]] = {}
    for row in ledger.held():
        holds.setdefault(row["paper_id"], []).append(row)
    latest = ledger.read(
        "select papers.paper_id, paper, landed_at, outcome, tables, figures, read_at from papers"
        " left join readings on readings.rowid = (select rowid from readings as last"
        " where last.paper_id = papers.paper_id order by read_at desc limit 1) order by paper, papers.paper_id"
    )
    return [
        {
            "paper_id": row["paper_id"],
            "paper": row["paper"],
            "names": names.get(row["paper_id"], [row["paper"]]),
            "outcome": _paper_status(row["outcome"], holds.get(row["paper_id"], [])),
            "reasons": [hold["reason"] for hold in holds.get(row["paper_id"], [])],
            "figures": row["figures"] or 0,
            "tables": row["tables"] or 0,
            "landed_at": row["landed_at"],
            "read_at": row["read_at"],
        }
        for row in latest
    ]


def said_of_papers(ledger: Ledger) -> list[dict[str, Any]]:
    """What whoever loaded papers said of them: `paper`, `organisation`, `meeting_date`, `said_at`, the latest first."""
    if not ledger.said():
        return []
    return ledger.read(
        "select paper, organisation, meeting_date, said_at from said join papers using (paper_id)"
        " order by said_at desc, paper, paper_id"
    )


def _paper_status(outcome: str | None, holds: Sequence[Mapping[str, Any]]) -> str:
    if outcome is None:
        return "landed"
    if outcome == "held" or any(hold["table_no"] is None for hold in holds):
        return "held"
    return "partly held" if holds else "accepted"
