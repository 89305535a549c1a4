"""Whether a warehouse is as its operator wants it: what to look at, in the order in which it matters.

For `copperbottom status` and for monitors (`--check`): a load that did not publish, papers that are held, checks that
did not pass, papers that are due and missing, papers without a figure. It reads the ledger, and the published file if
there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.errors import QueryError
from warehouse.serve.ask import Row
from warehouse.serve.query import query
from warehouse.state.ledger import Ledger
from warehouse.state.paper_status import paper_statuses
from warehouse.state.publication_state import is_published
from warehouse.state.store import Store, open_store

CHECKS = ("severity", "suite", "check", "observed")
COVERAGE = ("status", "organisation", "financial_year", "report_period", "due_on")
DUE = f"SELECT {', '.join(COVERAGE)} FROM marts.coverage WHERE status IN ('late', 'missing') ORDER BY ALL"


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at. `is_failure` is whether a monitor should be told."""

    is_failure: bool
    sentence: str


def failed_checks(ledger: Ledger) -> list[Mapping[str, Any]]:
    """The checks that did not pass in the last load that published, those that stop a load first."""
    published = [row["load_id"] for row in ledger.loads() if row["published"]]
    rows = ledger.checks(published[-1]) if published else []
    return sorted((row for row in rows if row["passed"] is False), key=lambda row: (row["severity"], row["check"]))


def papers_due_and_missing(warehouse: Path) -> list[Row]:
    """The reports that the register expects and that are late or missing, with the columns of `COVERAGE`."""
    try:
        return query(DUE, warehouse)[1]
    except QueryError:
        return []


def concerns(warehouse: Path) -> list[Concern]:
    """What to look at; nothing for a warehouse with which all is well."""
    store = open_store(warehouse)
    ledger = Ledger(store)
    return [*_of_loads(store, ledger), *_of_papers(ledger), *_of_checks(ledger), *_of_coverage(warehouse)]


def _of_loads(store: Store, ledger: Ledger) -> Iterator[Concern]:
    loads = ledger.loads()
    if not loads:
        yield Concern(True, f"Nothing was loaded to {store.warehouse} yet.")
        return
    last, published = loads[-1], ledger.publication()
    if not last["published"] and not str(last["reason"] or "").startswith("Nothing is new"):
        why = last["reason"] or "it was stopped before it could say why"
        yield Concern(True, f"The last load, of {str(last['started_at'])[:16]}, published nothing: {why}")
    if published is None or not is_published(store.warehouse, published):
        yield Concern(True, f"{store.warehouse} is not what was published: the next load builds it again.")


def _of_papers(ledger: Ledger) -> Iterator[Concern]:
    papers = paper_statuses(ledger)
    for outcome in ("held", "partly held", "landed"):
        names = [paper["paper"] for paper in papers if paper["outcome"] == outcome]
        if names:
            yield Concern(outcome != "landed", f"{len(names):,} {outcome}: {_some(names)}.")
    empty = [paper["paper"] for paper in papers if paper["outcome"] == "accepted" and not paper["figures"]]
    if empty:
        yield Concern(False, f"{len(empty):,} accepted without a figure: {_some(empty)}.")


def _of_checks(ledger: Ledger) -> Iterator[Concern]:
    for severity, is_failure in (("fail", True), ("warn", False)):
        names = [row["check"] for row in failed_checks(ledger) if row["severity"] == severity]
        if names:
            yield Concern(is_failure, f"{len(names):,} checks ({severity}) did not pass: {_some(names)}.")


def _of_coverage(warehouse: Path) -> Iterator[Concern]:
    due = papers_due_and_missing(warehouse)
    for status in ("missing", "late"):
        names = [f"{row[1]} {row[2]} {row[3]}" for row in due if row[0] == status]
        if names:
            yield Concern(False, f"{len(names):,} reports {status}: {_some(names)}.")


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
