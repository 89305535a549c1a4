"""The collection: what panels publish, looked through and landed. The DAG and the command line call it alike.

A paper is taken if its title matters to the register and its meeting lies in the window. What is known is not
fetched again; for some time after its meeting the host is asked whether it was replaced in place, which it
answers without sending it where nothing changed. A paper that is not taken is a result with a reason; so is a
visit that the host ended, and the other hosts are visited all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collect import folder, moderngov_pages, moderngov_service
from collect.contents import Fetched, Validators
from collect.documents import Document, Window, plain_title
from collect.errors import CollectError, PaperRefusedError, UnreachableError
from collect.landing import Clock, Entry, Landing, arrived, key_of, noted
from collect.register import Panel
from collect.visit import Visit, visit

Outcome = dict[str, Any]
Summary = dict[str, Any]
OUTCOMES = ("new", "replaced", "unchanged", "refused")


@dataclass(frozen=True, slots=True)
class Step:
    """One step, for whoever watches: a sentence, how many of a panel's papers are done, and the latest's outcome."""

    message: str
    done: int = 0
    total: int = 0
    outcome: Outcome | None = None


Watcher = Callable[[Step], None]


def collect(
    panels: Sequence[Panel],
    landing: Landing,
    window: Window | None = None,
    *,
    dry_run: bool = False,
    progress: Watcher | None = None,
) -> Summary:
    """Visit panels one after another and land what is new.

    Returns `{landing, dry_run, new, replaced, unchanged, refused, papers, ended}`: counts, the papers' outcomes
    (`{panel, title, meeting_date, address, outcome, sha256, reason}`; those unchanged are only counted), and the
    visits that ended early (`{panel, reason, may_heal}`). A dry run fetches and lands nothing: `new` then counts
    what would be fetched.
    """
    watch = progress or _nobody
    run = _Run(landing, window or Window(), dry_run, watch)
    if not dry_run:
        landing.prepare()
    for part in (part for panel in panels for part in by_host(panel)):
        try:
            run.visit(part)
        except CollectError as error:
            may_heal = isinstance(error, UnreachableError)
            run.ended.append({"panel": part.panel, "reason": error.reason, "may_heal": may_heal})
    return run.summary()


@dataclass
class _Run:
    """One collection under way."""

    landing: Landing
    window: Window
    dry_run: bool
    watch: Watcher
    known: dict[str, Entry] = field(default_factory=dict)
    now: Clock = field(default_factory=Clock)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    papers: list[Outcome] = field(default_factory=list)
    ended: list[Outcome] = field(default_factory=list)

    def visit(self, panel: Panel) -> None:
        """Visit one panel, or what of it is on one host."""
        self.watch(Step(f"Looking through {panel.panel}"))
        if panel.kind == "folder":
            self.look()
            self.take(panel, list(folder.documents(panel)), _Inbox(panel))
            return
        with visit(panel, lambda words: self.watch(Step(words))) as open_visit:
            self.look()
            found = [document for document in _listed(open_visit, self.window) if self.wanted(panel, document)]
            self.take(panel, found, open_visit)

    def look(self) -> None:
        """Learn what the landing knows by now, and its time."""
        self.known = self.landing.entries()
        self.now = self.landing.clock(self.known)

    def wanted(self, panel: Panel, document: Document) -> bool:
        """Whether a listed paper is looked at in this run."""
        return panel.kind == "urls" or panel.matters(document.title, document.item)

    def take(self, panel: Panel, found: Sequence[Document], source: Visit | _Inbox) -> None:
        """Fetch what is new of the papers that were found."""
        seen: dict[str, Entry] = {}
        try:
            for number, document in enumerate({one.address: one for one in found}.values(), 1):
                key = key_of(panel.panel, document.address)
                entry = noted(self.known.get(key), document, panel.panel, panel.organisation, self.now())
                outcome = self.outcome(panel, source, document, entry)
                self.counts[outcome["outcome"]] += 1
                if outcome["outcome"] != "unchanged":
                    self.papers.append(outcome)
                elif key in self.known and _tells_more(entry, self.known[key]):
                    seen[key] = _touched(self.known[key], entry)
                self.watch(Step(f"{panel.panel}: {document.title}", number, len(found), outcome))
        finally:
            if not self.dry_run:
                self.landing.save(seen)

    def outcome(self, panel: Panel, source: Visit | _Inbox, document: Document, entry: Entry) -> Outcome:
        """What became of one paper."""
        outcome = {
            "panel": panel.panel,
            "title": document.title,
            "meeting_date": entry.meeting_date,
            "address": document.address,
            "outcome": "unchanged",
            "sha256": entry.present.sha256 if entry.versions else None,
            "reason": None,
        }
        if entry.versions and (self.dry_run or not due(panel, document)):
            return outcome
        if self.dry_run:
            return outcome | {"outcome": "new"}
        try:
            with self.landing.scratch() as scratch:
                paper = source.paper(document.address, self.validators(entry), scratch / "paper")
                if paper is None:
                    return outcome
                return outcome | self.land(panel, document, entry, paper)
        except PaperRefusedError as error:
            return outcome | {"outcome": "refused", "reason": error.reason}

    def land(self, panel: Panel, document: Document, entry: Entry, paper: Fetched) -> Outcome:
        """Land a paper that came, and note it."""
        elsewhere = any(paper.sha256 == version.sha256 for one in self.known.values() for version in one.versions)
        is_new = self.landing.keep(paper) or not elsewhere
        after = arrived(entry, paper, self.now())
        key = key_of(panel.panel, document.address)
        self.landing.save({key: after})
        self.known[key] = after
        if not entry.versions:
            return {"outcome": "new" if is_new else "unchanged", "sha256": paper.sha256}
        changed = entry.present.sha256 != paper.sha256
        return {"outcome": "replaced" if changed else "unchanged", "sha256": paper.sha256}

    def validators(self, entry: Entry) -> Validators:
        """What makes the request conditional: nothing where no version is known."""
        return entry.validators if entry.versions else Validators()

    def summary(self) -> Summary:
        """The run for whoever asked for it, in plain JSON values."""
        return {
            "landing": self.landing.address,
            "dry_run": self.dry_run,
            **self.counts,
            "papers": self.papers,
            "ended": self.ended,
        }


class _Inbox:
    """A folder in place of a visit."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel

    def paper(self, address: str, known: Validators, into: Path) -> Fetched | None:
        """Copy a paper of the inbox; None where neither its size nor its time has changed."""
        return folder.fetch(self.panel, address, known, into)


def due(panel: Panel, document: Document) -> bool:
    """Whether a known paper is asked for again: it may still be replaced in place."""
    if document.meeting_date is None:
        return True
    return document.meeting_date + dt.timedelta(days=panel.recheck_days) >= dt.date.today()


def by_host(panel: Panel) -> Iterator[Panel]:
    """A panel's visits: one, or one for each host where addresses of several are listed."""
    if panel.kind != "urls":
        yield panel
        return
    hosts: dict[str, list[str]] = {}
    for address in panel.addresses:
        hosts.setdefault(urlsplit(address).netloc.lower(), []).append(address)
    for addresses in hosts.values():
        yield replace(panel, addresses=tuple(addresses))


def _listed(open_visit: Visit, window: Window) -> Iterator[Document]:
    panel = open_visit.panel
    if panel.kind == "moderngov":
        return moderngov_service.documents(open_visit, window)
    if panel.kind == "pages":
        return moderngov_pages.documents(open_visit, window)
    return (Document(address, _name_in(address)) for address in panel.addresses)


def _name_in(address: str) -> str:
    last = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    return plain_title(last.rpartition(".")[0].replace("%20", " ") or last or urlsplit(address).netloc)


def _tells_more(seen: Entry, known: Entry) -> bool:
    """Whether an entry is worth writing again: what is listed of it changed, or it was last seen on another day."""
    days = seen.last_seen[:10], known.last_seen[:10]
    return days[0] != days[1] or (seen.title, seen.meeting_date, seen.item) != (
        known.title,
        known.meeting_date,
        known.item,
    )


def _touched(entry: Entry, seen: Entry) -> Entry:
    return replace(entry, title=seen.title, meeting_date=seen.meeting_date, item=seen.item, last_seen=seen.last_seen)


def _nobody(step: Step) -> None:
    """Watch nothing."""
