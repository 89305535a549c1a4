"""What passes between a load and its heavy steps (gate, build, audit), without a heavy import.

A load knows those steps by `BuildSteps` only; `warehouse.load.dbt_gx_steps` does them with Great
Expectations, DuckDB and dbt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from warehouse.load.progress import Watcher
from warehouse.state.records import Hold
from warehouse.state.snapshot import Snapshot
from warehouse.state.store import Store

if TYPE_CHECKING:
    import duckdb

Check = Mapping[str, Any]
"""One row of `audit.checks` without its `load_id`. `passed` is None where there was nothing to check."""
Validation = Mapping[str, Any]
"""A `Check` with what Great Expectations answered (`answer`), as plain JSON."""


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gate says: its checks, what it holds, and single figures of prose (paper, figure) that it holds."""

    checks: Sequence[Check] = ()
    holds: Sequence[Hold] = ()
    held_figures: Sequence[tuple[str, str]] = ()
    validations: Sequence[Validation] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a build must not be published: a check of severity `fail` did not pass, or dbt could not build.

    `reason` names the tests; `papers` those that the failing rows come from, where that can be told; `tables` says
    for each table (paper, number) what is wrong with it, where all that fails comes from tables.
    """

    reason: str
    papers: frozenset[str] = frozenset()
    tables: Mapping[tuple[str, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Build:
    """A warehouse built from a snapshot, in a private file that everything has let go of.

    `figures` counts each paper's figures in it, `proved` those of them that are proved.
    """

    file: Path
    checks: Sequence[Check] = ()
    failure: Failure | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    proved: Mapping[str, int] = field(default_factory=dict)
    validations: Sequence[Validation] = ()


def figures_of_papers(build: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], dict[str, int]]:
    """How many figures of each paper stand in a build, and how many of them are proved."""
    rows = build.execute(
        "select paper_id, count(*), count(*) filter (proof = 'proved') from core.figures group by all"
    ).fetchall()
    return {paper: figures for paper, figures, _ in rows}, {paper: proved for paper, _, proved in rows}


class BuildSteps(Protocol):
    """The heavy steps of a load."""

    def start_importing(self) -> None:
        """Begin to get ready, without waiting for it."""

    def wait_until_imported(self) -> None:
        """Wait until everything is there that the steps need."""

    def gate(self, store: Store, papers: Mapping[str, str]) -> Gated:
        """Check the figures of papers (id: extractor version)."""

    def build(self, store: Store, snapshot: Snapshot, file: Path, watch: Watcher) -> Build:
        """Build and audit a warehouse in the private `file`, whose folder is new and empty."""

    def close(self) -> None:
        """Let go of everything."""
