"""What of a store goes into one build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from warehouse.state.ledger import Ledger

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What of the store goes into one build: papers (id: reading version), less what is held of them.

    `held`, `loads`, `checks` and `accepted_losses` are the ledger's rows for `audit`; `superseded` are papers that were
    replaced in place, with the paper that stands there now.
    """

    papers: Mapping[str, str]
    held: Sequence[Row] = ()
    held_figures: Sequence[Row] = ()
    loads: Sequence[Row] = ()
    checks: Sequence[Row] = ()
    superseded: Mapping[str, str] = field(default_factory=dict)
    accepted_losses: Sequence[Row] = ()


def snapshot_of(ledger: Ledger, papers: Mapping[str, str]) -> Snapshot:
    """What a build of these papers takes from the ledger."""
    return Snapshot(
        papers,
        ledger.held(),
        ledger.held_figures(),
        ledger.loads(),
        ledger.checks(),
        ledger.superseded(papers),
        ledger.accepted_losses(),
    )
