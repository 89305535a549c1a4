"""What passes between the pipeline and the heavy steps (gate, build, audit), without a heavy import.

The pipeline knows those steps by `Workshop` only; `warehouse.workshop` does them with Great
Expectations, DuckDB and dbt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from warehouse.ledger import Hold
from warehouse.store import Store

Row = Mapping[str, Any]
Check = Mapping[str, Any]
"""One row of `audit.checks` without its `load_id`. `passed` is None where there was nothing to check."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a load, for whoever watches.

    `stage` is `find`, `land`, `extract`, `start_up`, `wait`, `gate`, `build`, `audit`, `publish` or `done`;
    `message` a sentence for people. While papers are read, `done` of `total` are, and `outcome` is the latest.
    """

    stage: str
    message: str
    done: int = 0
    total: int = 0
    outcome: Mapping[str, Any] | None = None


Watcher = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What of the store goes into one build: papers (id: extractor version), less what is held of them.

    `held`, `loads` and `checks` are the ledger's rows for `audit`; `superseded` are papers that were replaced in
    place, with the paper that stands there now.
    """

    papers: Mapping[str, str]
    held: Sequence[Row] = ()
    held_figures: Sequence[Row] = ()
    loads: Sequence[Row] = ()
    checks: Sequence[Row] = ()
    superseded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gate says: its checks, what it holds, and single figures of prose (paper, figure) that it holds."""

    checks: Sequence[Check] = ()
    holds: Sequence[Hold] = ()
    held_figures: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a build must not be published: a check of severity `fail` did not pass, or dbt could not build.

    `reason` names the tests; `papers` those that the failing rows come from, where that can be told.
    """

    reason: str
    papers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Build:
    """A warehouse built from a snapshot, in a private file that everything has let go of.

    `figures` counts each paper's figures in it.
    """

    file: Path
    checks: Sequence[Check] = ()
    failure: Failure | None = None
    figures: Mapping[str, int] = field(default_factory=dict)


class Workshop(Protocol):
    """The heavy steps of a load."""

    def warm(self) -> None:
        """Begin to get ready, without waiting for it."""

    def ready(self) -> None:
        """Wait until everything is there that the steps need."""

    def gate(self, store: Store, papers: Mapping[str, str]) -> Gated:
        """Check the figures of papers (id: extractor version)."""

    def build(self, store: Store, snapshot: Snapshot, file: Path, watch: Watcher) -> Build:
        """Build and audit a warehouse in the private `file`, whose folder is new and empty."""

    def close(self) -> None:
        """Let go of everything."""
