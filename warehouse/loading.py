"""One load on its way from outcomes to publication: what is new is gated, built, audited and published.

The order of its last steps is what makes a kill harmless. The build is finished, closed and synced; then
the ledger notes which file is about to be published; then the file is replaced; then the ledger notes
that it was. A kill before the replacement leaves the old file, and the next load withdraws the note; a
kill after it leaves the new file, and the next load confirms the note.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from warehouse import publish
from warehouse.blame import admit
from warehouse.errors import LoadError
from warehouse.ledger import Hold, Ledger, LoadRow, Publication, now
from warehouse.lock import publishing
from warehouse.standing import Standing, fingerprint, settle, snapshot_of, standing
from warehouse.store import Store, clear_stale
from warehouse.work import Build, Check, Failure, Gated, Progress, Snapshot, Watcher, Workshop

Outcome = Mapping[str, Any]
Summary = dict[str, Any]
REASONS_SHOWN = 5
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9]+)?")
TAKEN_NAMES = frozenset({"work", "raw", "main", "temp", "system", "memory", "staging", "intermediate"})
USUAL_NAME = "copperbottom.duckdb"


class Clock:
    """Seconds spent in each stage of a load."""

    def __init__(self, seconds: dict[str, float] | None = None) -> None:
        self.seconds: dict[str, float] = seconds if seconds is not None else {}
        self._stage: str | None = None
        self._since = 0.0

    def switch(self, stage: str | None) -> None:
        """End the stage that is measured, and measure another, or none."""
        at = time.perf_counter()
        if self._stage is not None:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + at - self._since
        self._stage, self._since = stage, at

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Measure a stage while the context lasts."""
        self.switch(stage)
        try:
            yield
        finally:
            self.switch(None)


@dataclass
class Load:
    """One load. `run` takes it to its end; `fail` leaves a row that says why it could not get there."""

    store: Store
    ledger: Ledger
    version: str
    rules: str
    load_id: str
    started_at: str
    outcomes: Sequence[Outcome]
    watch: Watcher
    clock: Clock
    checks: list[Check] = field(default_factory=list)
    new: set[str] = field(default_factory=set)

    def run(self, workshop: Workshop) -> Summary:
        """Publish, unless there is nothing to; returns the summary."""
        self.new |= {outcome["paper_id"] or outcome["paper"] for outcome in self.outcomes if not outcome["known"]}
        if self.idle():
            return self.nothing_new()
        workshop.warm()
        with publishing(self.store, lambda words: self.watch(Progress("wait", words))):
            settle(self.store, self.ledger)
            clear_stale(self.store)
            if self.idle():
                return self.nothing_new()
            try:
                return self.publish(workshop)
            finally:
                shutil.rmtree(self.folder, ignore_errors=True)

    def fail(self, reason: str) -> None:
        """Leave a row that says why nothing was published, if the disk lets us."""
        with suppress(Exception):
            row = self.ledger.publication()
            if row is not None and row.load_id == self.load_id and not row.arrived:
                settle(self.store, self.ledger)
            self.ledger.finish_load(self.row(finished_at=now(), reason=reason), self.checks)

    def idle(self) -> bool:
        """Whether there is nothing to publish; raises LoadError where that is because all of it is held."""
        here = standing(self.store, self.ledger, self.version, self.rules)
        if not here.snapshot.papers and not here.ungated:
            raise LoadError(self.nothing_accepted())
        if here.same_figures and self.outcomes and not self.brings(here.snapshot):
            raise LoadError(self.nothing_accepted())
        return here.settled

    def publish(self, workshop: Workshop) -> Summary:
        """Gate, build, audit and publish, as the holder of the lock."""
        self.ledger.finish_load(self.row())
        self.watch(Progress("start_up", "Starting Great Expectations and dbt"))
        with self.clock.measure("start_up"):
            workshop.ready()
        self.watch(Progress("gate", "Checking the figures of new papers"))
        with self.clock.measure("gate"):
            here = self.gate(workshop)
        if not here.snapshot.papers:
            raise LoadError(self.nothing_accepted())
        snapshot, build = self.build(workshop, here)
        self.checks += build.checks
        with self.clock.measure("publish"):
            row = self.put_in_place(snapshot, build)
        self.watch(Progress("done", f"Published {self.store.warehouse}"))
        return self.summary(row)

    def gate(self, workshop: Workshop) -> Standing:
        """Let the papers through the gate that it has not seen as it is now, and note what it holds.

        Other loads read papers meanwhile: what they bring before the snapshot is taken is gated too, so that
        the standing that is returned has no paper that was not.
        """
        papers: dict[str, str] = {}
        gated = Gated()
        while True:
            here = standing(self.store, self.ledger, self.version, self.rules)
            more = [one for one in here.ungated if self.store.has_extraction(self.version, one)]
            if more:
                papers |= dict.fromkeys(more, self.version)
                gated = workshop.gate(self.store, papers)
                self.ledger.record_gating(papers, self.rules, gated.holds, gated.held_figures)
            elif self.ledger.forget_mended(here.snapshot.papers) == 0:
                self.checks += gated.checks
                return here

    def build(self, workshop: Workshop, here: Standing) -> tuple[Snapshot, Build]:
        """Build from all accepted papers; where the audit fails over new ones, hold those and build without them."""
        published = self.ledger.published_papers() if here.published is not None else {}
        papers = here.snapshot.papers
        proven = [one for one, version in papers.items() if published.get(one) == version]
        fresh = [one for one in papers if one not in set(proven)]
        self.new |= set(fresh)
        builds: list[Build] = []

        def attempt(some: Sequence[str], snapshot: Snapshot = here.snapshot) -> Failure | None:
            file = self.folder / str(len(builds)) / private_name(self.store.warehouse)
            file.parent.mkdir(parents=True)
            chosen = replace(snapshot, papers={one: papers[one] for one in some})
            builds.append(workshop.build(self.store, chosen, file, self.measured))
            self.clock.switch(None)
            return builds[-1].failure

        admitted, blamed = admit(proven, fresh, attempt)
        if not blamed:
            return here.snapshot, builds[-1]
        names = {row["paper_id"]: row["paper"] for row in self.ledger.landed()}
        self.ledger.record_holds(
            [Hold(one, names[one], None, "audit", failure.reason) for one, failure in blamed.items()]
        )
        after = snapshot_of(self.ledger, {one: papers[one] for one in [*proven, *admitted]})
        if not after.papers:
            self.checks += builds[0].checks
            raise LoadError(self.nothing_accepted())
        failure = attempt(list(after.papers), after)
        if failure is not None:
            raise LoadError(f"Nothing was published: {failure.reason}")
        return after, builds[-1]

    def measured(self, step: Progress) -> None:
        """Pass on a step of a build, and count its seconds."""
        self.clock.switch(step.stage)
        self.watch(step)

    def put_in_place(self, snapshot: Snapshot, build: Build) -> LoadRow:
        """Finish the build and replace the published file, so that a kill between any two steps does no harm."""
        self.watch(Progress("publish", "Publishing"))
        row = self.row(snapshot, build.figures, published=True, finished_at=now())
        loads = [*(old for old in self.ledger.loads() if old["load_id"] != self.load_id), asdict(row)]
        loads.sort(key=lambda one: (one["started_at"], one["load_id"]))
        mine = [{**check, "load_id": self.load_id} for check in self.checks]
        publish.finish(build.file, loads, [*self.ledger.checks(), *mine])
        publish.check_public(build.file)
        publish.check_closed(build.file)
        self.watch(Progress("publish", "The build is closed"))
        known = publish.identify(build.file)
        about = Publication(
            load_id=self.load_id,
            fingerprint=fingerprint(snapshot, self.rules),
            size=known.size,
            mtime_ns=known.mtime_ns,
            sha256=known.sha256,
            arrived=False,
        )
        self.ledger.record_publication(row, self.checks, about, snapshot.papers, build.figures)
        self.watch(Progress("publish", "The ledger knows the build"))
        publish.replace(build.file, self.store.warehouse, self.store.previous)
        self.watch(Progress("publish", "The published file is replaced"))
        self.ledger.confirm_publication(self.load_id)
        return row

    def nothing_new(self) -> Summary:
        """Leave a row for a load that had nothing to publish."""
        here = standing(self.store, self.ledger, self.version, self.rules)
        row = self.row(here.snapshot, self.ledger.published_figures(), finished_at=now())
        what = "what can be loaded of these papers is" if row.papers_held else "every paper is"
        reason = f"Nothing is new: {what} in {self.store.warehouse} already, so nothing was published."
        row = replace(row, reason=reason)
        self.ledger.finish_load(row)
        self.watch(Progress("done", reason))
        return self.summary(row)

    @property
    def folder(self) -> Path:
        """The private folder of this load's builds."""
        return self.store.builds / self.load_id

    def brings(self, snapshot: Snapshot) -> bool:
        """Whether any paper of this load belongs into the warehouse."""
        return any(outcome["paper_id"] in snapshot.papers for outcome in self.outcomes)

    def nothing_accepted(self) -> str:
        """The sentence for a load of which nothing can be published."""
        reasons = list(dict.fromkeys(f"{row['paper']}: {row['reason']}" for row in self.held()))
        more = len(reasons) - REASONS_SHOWN
        shown = " ".join(reasons[:REASONS_SHOWN]) + (
            f" And {more} more: see `copperbottom status`." if more > 0 else ""
        )
        return f"Nothing was published, because no paper could be accepted. {shown}".strip()

    def held(self) -> list[dict[str, Any]]:
        """What is held of this load's papers, with the columns of `audit.held`."""
        mine = {outcome["paper_id"] for outcome in self.outcomes}
        unreadable = [
            {
                "paper_id": None,
                "paper": outcome["paper"],
                "table_no": None,
                "stage": "read",
                "reason": outcome["reason"],
                "held_at": None,
            }
            for outcome in self.outcomes
            if outcome["paper_id"] is None
        ]
        return [row for row in self.ledger.held() if row["paper_id"] in mine] + unreadable

    def row(
        self,
        snapshot: Snapshot | None = None,
        figures: Mapping[str, int] | None = None,
        *,
        published: bool = False,
        finished_at: str | None = None,
        reason: str | None = None,
    ) -> LoadRow:
        """This load's row of `audit.loads`; `figures` are those of its own papers that are published."""
        seen = {outcome["paper_id"] or outcome["paper"] for outcome in self.outcomes}
        mine = seen & set(snapshot.papers) if snapshot is not None else set()
        held = {row["paper_id"] or row["paper"] for row in self.held() if row["table_no"] is None}
        return LoadRow(
            load_id=self.load_id,
            started_at=self.started_at,
            finished_at=finished_at,
            papers_seen=len(seen),
            papers_new=len(self.new - held),
            papers_held=len(held),
            figures=sum((figures or {}).get(paper_id, 0) for paper_id in mine),
            checks_passed=sum(1 for check in self.checks if check["passed"] is True),
            checks_failed=sum(1 for check in self.checks if check["passed"] is False),
            published=published,
            reason=reason,
        )

    def summary(self, row: LoadRow) -> Summary:
        """The load for whoever asked for it, in plain JSON values."""
        return asdict(row) | {
            "warehouse": str(self.store.warehouse),
            "held": self.held(),
            "warnings": [dict(check) for check in self.checks if check["passed"] is False],
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.clock.seconds.items()},
        }


def private_name(warehouse: Path) -> str:
    """The file name of a private build: that of the published file, where DuckDB and dbt take it for the same name."""
    stem = warehouse.name.partition(".")[0].lower()
    return warehouse.name if PLAIN_NAME.fullmatch(warehouse.name) and stem not in TAKEN_NAMES else USUAL_NAME
