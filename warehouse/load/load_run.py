"""One load on its way from outcomes to publication: what is new is gated, built, audited and published.

The order of its last steps is what makes a kill harmless. The build is finished, closed and synced; then
the ledger notes which file is about to be published; then the file is replaced; then the ledger notes
that it was. A kill before the replacement leaves the old file, and the next load withdraws the note; a
kill after it leaves the new file, and the next load confirms the note.
"""

from __future__ import annotations

import getpass
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from warehouse.errors import UNCHANGED, LoadError
from warehouse.load import publish_file
from warehouse.load.drift import SUITE, Standing, drift
from warehouse.load.isolate_papers import isolate_failing_papers
from warehouse.load.progress import Progress, StageTimer, Watcher
from warehouse.load.steps import Build, BuildSteps, Check, Failure, Gated, Validation
from warehouse.schemas import PRIVATE_STEMS
from warehouse.state.ledger import Ledger
from warehouse.state.lock import publish_lock
from warehouse.state.publication_state import PublicationState, fingerprint, publication_state, repair_after_kill
from warehouse.state.records import AcceptedLosses, Hold, LoadRow, Publication, now
from warehouse.state.snapshot import Snapshot, snapshot_of
from warehouse.state.store import Store, clear_stale
from warehouse.state.validations import drop_other_validations, write_validations

Outcome = Mapping[str, Any]
Summary = dict[str, Any]
REASONS_SHOWN = 5
TABLE_ROUNDS = 3
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9]+)?")
USUAL_NAME = "copperbottom.duckdb"


@dataclass
class LoadRun:
    """One load. `run` takes it to its end; `fail` leaves a row that says why it could not get there."""

    store: Store
    ledger: Ledger
    version: str
    rules: str
    load_id: str
    started_at: str
    outcomes: Sequence[Outcome]
    watch: Watcher
    timer: StageTimer
    checks: list[Check] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)
    new: set[str] = field(default_factory=set)
    accept_losses: str | None = None
    accepted: AcceptedLosses | None = None

    def run(self, steps: BuildSteps) -> Summary:
        """Publish, unless there is nothing to; returns the summary."""
        self.new |= {outcome["paper_id"] or outcome["paper"] for outcome in self.outcomes if not outcome["known"]}
        if self.idle():
            return self.nothing_new()
        steps.start_importing()
        with publish_lock(self.store, lambda words: self.watch(Progress("wait", words))):
            repair_after_kill(self.store, self.ledger)
            clear_stale(self.store)
            if self.idle():
                return self.nothing_new()
            try:
                return self.publish(steps)
            finally:
                shutil.rmtree(self.folder, ignore_errors=True)

    def fail(self, reason: str) -> None:
        """Leave a row that says why nothing was published, if the disk lets us."""
        with suppress(Exception):
            row = self.ledger.publication()
            if row is not None and row.load_id == self.load_id and not row.arrived:
                repair_after_kill(self.store, self.ledger)
            self.ledger.finish_load(self.row(finished_at=now(), reason=reason), self.checks)

    def idle(self) -> bool:
        """Whether there is nothing to publish; raises LoadError where that is because all of it is held."""
        state = publication_state(self.store, self.ledger, self.version, self.rules)
        if not state.snapshot.papers and not state.ungated:
            raise LoadError(self.nothing_accepted())
        if state.same_figures and self.outcomes and not self.contributes_to(state.snapshot):
            raise LoadError(self.nothing_accepted())
        return state.up_to_date

    def publish(self, steps: BuildSteps) -> Summary:
        """Gate, build, audit and publish, as the holder of the lock."""
        self.ledger.finish_load(self.row())
        self.watch(Progress("start_up", "Starting Great Expectations and dbt"))
        with self.timer.measure("start_up"):
            steps.wait_until_imported()
        self.watch(Progress("gate", "Checking the figures of new papers"))
        with self.timer.measure("gate"):
            state = self.gate(steps)
        if not state.snapshot.papers:
            raise LoadError(self.nothing_accepted())
        snapshot, build = self.build(steps, state)
        self.checks += build.checks
        self.validations += build.validations
        with self.timer.measure("publish"):
            self.stop_losses(state, snapshot, build)
            row = self.publish_build(snapshot, build)
        self.watch(Progress("done", f"Published {self.store.warehouse}"))
        return self.summary(row)

    def gate(self, steps: BuildSteps) -> PublicationState:
        """Let the papers through the gate that it has not seen as it is now, and note what it holds.

        Other loads read papers meanwhile: what they bring before the snapshot is taken is gated too, so that
        the standing that is returned has no paper that was not.
        """
        papers: dict[str, str] = {}
        gated = Gated()
        while True:
            state = publication_state(self.store, self.ledger, self.version, self.rules)
            more = {one: read for one, read in state.ungated.items() if self.store.has_extraction(read, one)}
            if more:
                papers |= more
                gated = steps.gate(self.store, papers)
                self.ledger.record_gating(papers, self.rules, gated.holds, gated.held_figures)
            elif self.ledger.drop_superseded_holds(state.snapshot.papers) == 0:
                self.checks += gated.checks
                self.validations += gated.validations
                return state

    def build(self, steps: BuildSteps, state: PublicationState) -> tuple[Snapshot, Build]:
        """Build from all accepted papers; where the audit fails over new ones, hold those and build without them."""
        published = self.ledger.published_papers() if state.published is not None else {}
        papers = state.snapshot.papers
        published_papers = [one for one, version in papers.items() if published.get(one) == version]
        new_papers = [one for one in papers if one not in set(published_papers)]
        self.new |= set(new_papers)
        builds: list[Build] = []

        def attempt(some: Sequence[str], snapshot: Snapshot) -> Failure | None:
            file = self.folder / str(len(builds)) / private_name(self.store.warehouse)
            file.parent.mkdir(parents=True)
            chosen = replace(snapshot, papers={one: papers[one] for one in some})
            builds.append(steps.build(self.store, chosen, file, self.measured))
            self.timer.switch(None)
            return builds[-1].failure

        snapshot, first = self.without_failing_tables(state.snapshot, frozenset(new_papers), attempt)
        if first is None:
            return snapshot, builds[-1]

        def again(some: Sequence[str]) -> Failure | None:
            return first if set(some) == set(papers) else attempt(some, snapshot)

        admitted, blamed = isolate_failing_papers(published_papers, new_papers, again)
        names = {row["paper_id"]: row["paper"] for row in self.ledger.landed()}
        self.ledger.record_holds(
            [Hold(one, names[one], None, "audit", failure.reason) for one, failure in blamed.items()]
        )
        after = snapshot_of(self.ledger, {one: papers[one] for one in [*published_papers, *admitted]})
        if not after.papers:
            self.checks += builds[0].checks
            raise LoadError(self.nothing_accepted())
        failure = attempt(list(after.papers), after)
        if failure is not None:
            raise LoadError(f"Nothing was published: {failure.reason}")
        return after, builds[-1]

    def without_failing_tables(
        self, snapshot: Snapshot, new: frozenset[str], attempt: Callable[[Sequence[str], Snapshot], Failure | None]
    ) -> tuple[Snapshot, Failure | None]:
        """Build, and where all that fails comes from tables of new papers, hold those and build again, a few times.

        Returns the snapshot of the last build, and why that fails.
        """
        papers = list(snapshot.papers)
        names = {row["paper_id"]: row["paper"] for row in self.ledger.landed()}
        failure = attempt(papers, snapshot)
        for _ in range(TABLE_ROUNDS):
            if failure is None or not failure.tables or not {paper for paper, _ in failure.tables} <= new:
                break
            self.ledger.record_holds(
                [
                    Hold(one, names[one], table, "audit", reason)
                    for (one, table), reason in sorted(failure.tables.items())
                ]
            )
            snapshot = snapshot_of(self.ledger, snapshot.papers)
            failure = attempt(papers, snapshot)
        return snapshot, failure

    def measured(self, step: Progress) -> None:
        """Pass on a step of a build, and count its seconds."""
        self.timer.switch(step.stage)
        self.watch(step)

    def stop_losses(self, state: PublicationState, snapshot: Snapshot, build: Build) -> None:
        """Raise LoadError where a build loses more of what is published than it may, unless that is accepted."""
        published = self.store.warehouse if state.published is not None else None
        found = drift(published, build, self.standing(snapshot))
        self.checks += found.checks
        if not found.losses:
            return
        losses = "; ".join(found.losses)
        if not self.accept_losses:
            raise LoadError(
                f"Nothing was published, because it would lose what stands: {losses}. {UNCHANGED} Mend what loses it "
                "(the extractor, a model or a rule that changed), or accept the losses: load the same again with "
                '--accept-losses "why".'
            )
        self.accepted = AcceptedLosses(self.load_id, now(), operator(), self.accept_losses, losses)
        self.checks.append(
            {
                "suite": SUITE,
                "check": "nothing is lost but by consent",
                "severity": "warn",
                "passed": False,
                "checked": len(found.losses),
                "observed": f"{self.accepted.who} accepted it ({self.accept_losses}): {losses}",
                "expected": "a load loses no more than the limits of expectations/drift.yml",
            }
        )

    def standing(self, snapshot: Snapshot) -> Standing:
        """What is published of papers that were neither forgotten nor replaced."""
        names = {row["paper_id"]: row["paper"] for row in self.ledger.landed()}
        replaced = set(snapshot.superseded) | self.ledger.replaced_in_place(snapshot.papers)
        held = {row["paper_id"]: row["reason"] for row in self.ledger.held() if row["table_no"] is None}
        figures, most = self.ledger.published_figures(), self.ledger.high_water()
        stand = names.keys() - replaced
        return Standing(
            {one: number for one, number in figures.items() if one in stand},
            names,
            held,
            {one: marks for one, marks in most.items() if one in stand},
        )

    def publish_build(self, snapshot: Snapshot, build: Build) -> LoadRow:
        """Finish the build and replace the published file, so that a kill between any two steps does no harm."""
        self.watch(Progress("publish", "Publishing"))
        row = self.row(snapshot, build.figures, published=True, finished_at=now())
        loads = [*(old for old in self.ledger.loads() if old["load_id"] != self.load_id), asdict(row)]
        loads.sort(key=lambda one: (one["started_at"], one["load_id"]))
        mine = [{**check, "load_id": self.load_id} for check in self.checks]
        accepted = [*self.ledger.accepted_losses(), *([asdict(self.accepted)] if self.accepted is not None else [])]
        publish_file.write_final_audit_rows(
            build.file, {"loads": loads, "checks": [*self.ledger.checks(), *mine], "accepted_losses": accepted}
        )
        publish_file.check_public(build.file)
        publish_file.check_closed(build.file)
        self.watch(Progress("publish", "The build is closed"))
        known = publish_file.fingerprint_file(build.file)
        about = Publication(
            load_id=self.load_id,
            fingerprint=fingerprint(snapshot, self.rules),
            size=known.size,
            mtime_ns=known.mtime_ns,
            sha256=known.sha256,
            arrived=False,
        )
        event = self.summary(row)
        write_validations(self.store, self.load_id, self.validations)
        self.ledger.record_publication(
            row,
            self.checks,
            about,
            snapshot.papers,
            build.figures,
            proved=build.proved,
            event=event,
            accepted=self.accepted,
        )
        self.watch(Progress("publish", "The ledger knows the build"))
        publish_file.swap_in(build.file, self.store.warehouse, self.store.previous)
        self.watch(Progress("publish", "The published file is replaced"))
        self.ledger.confirm_publication(self.load_id)
        drop_other_validations(self.store, self.load_id)
        return row

    def nothing_new(self) -> Summary:
        """Leave a row for a load that had nothing to publish."""
        state = publication_state(self.store, self.ledger, self.version, self.rules)
        row = self.row(state.snapshot, self.ledger.published_figures(), finished_at=now())
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

    def contributes_to(self, snapshot: Snapshot) -> bool:
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
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.timer.seconds.items()},
        }


def private_name(warehouse: Path) -> str:
    """The file name of a private build: that of the published file, where DuckDB and dbt take it for the same name."""
    stem = warehouse.name.partition(".")[0].lower()
    return warehouse.name if PLAIN_NAME.fullmatch(warehouse.name) and stem not in PRIVATE_STEMS else USUAL_NAME


def operator() -> str:
    """Who runs this load, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}"
