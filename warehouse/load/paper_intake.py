"""Where papers come in: finding them, landing them in the store, and noting what reading them came to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from collect.errors import CollectError
from collect.landing import Landing, Provenance, is_landing
from extract.model import NOTHING_SAID, Said
from extract.read import MAX_BYTES
from extract.version import extractor_version
from warehouse.errors import LoadError, NoPapersError
from warehouse.load.companions import is_companion, skipped
from warehouse.load.progress import Progress, Watcher, ignore_progress
from warehouse.state.landing_record import note_landing
from warehouse.state.ledger import Ledger
from warehouse.state.publication_state import papers_due
from warehouse.state.records import Hold, now
from warehouse.state.said import as_text, reading_version
from warehouse.state.store import STORE_SUFFIX, Landed, Store, display_name, land, mend
from warehouse.workers.circumstances import PASSING, circumstances
from warehouse.workers.read_pool import ReadLimits, ReadRequest, ReadResult, read_all

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def files_of(paths: Paths, store: Store, watch: Watcher = ignore_progress) -> list[Path]:
    """Every file that the paths name or hold, less what lies beside papers in folders and is none; that is said.

    Raises NoPapersError for a path that is not there, or none with a paper.
    """
    named = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not named:
        raise LoadError("No paper was named: name files, or folders of papers.")
    found: dict[Path, None] = {}
    beside: list[Path] = []
    for name in named:
        path = local_path(os.fspath(name), store)
        if path.is_dir():
            inside = list(_below(path, store))
            beside += [file for file in inside if is_companion(file)]
            found |= dict.fromkeys(file for file in inside if not is_companion(file))
        elif path.is_file():
            found[path] = None
        elif path.exists():
            raise LoadError(f"{path} is neither a file nor a folder: save the paper to a file, and load that.")
        else:
            raise NoPapersError(f"There is no file or folder {path}: check the path, and load again.")
    words = skipped(beside)
    if words is not None:
        watch(Progress("skip", words))
    if not found:
        where = " and ".join(str(name) for name in named)
        raise NoPapersError(f"There are no papers in {where}: put at least one there, or name another folder.")
    return list(found)


def local_path(name: str, store: Store) -> Path:
    """A path of this machine: a landing of another place is brought into the store first."""
    if "://" not in name:
        return Path(name).expanduser()
    try:
        return Landing(name).mirror(store.root / "collected")
    except CollectError as error:
        raise LoadError(error.reason) from error


def _below(folder: Path, store: Store) -> Iterator[Path]:
    """The files below a folder. A warehouse is known by the store beside it, and is no paper."""
    for here, folders, files in os.walk(folder):
        warehouses = {one.removesuffix(STORE_SUFFIX) for one in folders if one.endswith(STORE_SUFFIX)}
        folders[:] = sorted(one for one in folders if not one.startswith(".") and not one.endswith(STORE_SUFFIX))
        for file in sorted(files):
            path = Path(here, file)
            ours = file in warehouses or path.absolute() == store.warehouse
            if not file.startswith(".") and not ours and (path.is_file() or path.is_symlink()):
                yield path


class PaperIntake:
    """Where papers come in: landing, and noting what reading them came to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ledger = Ledger(store)
        self.version = extractor_version()
        self.circumstances = circumstances()
        self._provenance: dict[Path, Mapping[str, Provenance]] = {}

    def land(self, source: Path) -> tuple[Landed, str]:
        """Land a paper; returns it with the name that it first came under.

        A file of the store itself is a paper by the hash in its name, whatever bytes it holds by now.
        """
        if source.resolve().parent == self.store.papers.resolve():
            return self._landed_before(source)
        landed = land(self.store, source, keep_up_to=MAX_BYTES)
        collected, at = self.provenance(source.parent).get(landed.paper_id), now()
        if collected is None:
            paper = self.ledger.record_landing(landed, source.absolute(), at=at)
            note_landing(self.store, landed, paper, display_name(str(source.absolute())), at=at)
            return landed, paper
        landed = replace(landed, name=collected.name)
        paper = self.ledger.record_landing(landed, None, collected.source_url, collected.places, at)
        note_landing(self.store, landed, paper, None, collected.source_url, collected.places, at=at)
        return landed, paper

    def _landed_before(self, file: Path) -> tuple[Landed, str]:
        paper_id = file.name.partition(".")[0]
        landed = Landed(paper_id, file.name, file.suffix, file.stat().st_size, file)
        return landed, self.ledger.record_landing(landed, None)

    def say(self, landed: Landed, paper: str, said: Said) -> None:
        """Keep with a paper what is said of it; where that is new, the paper is to be read again."""
        whole = self.ledger.say(landed.paper_id, said)
        note_landing(self.store, landed, paper, None, said=as_text(whole), at=now())

    def provenance(self, folder: Path) -> Mapping[str, Provenance]:
        """Where the papers of a folder were collected from; nothing for a folder of other papers."""
        if folder not in self._provenance:
            self._provenance[folder] = Landing(folder).provenance() if is_landing(folder) else {}
        return self._provenance[folder]

    def known(self, landed: Landed, paper: str, source: Path) -> dict[str, Any] | None:
        """The outcome of a paper that this extractor has read before, or None where it is to be read.

        A reading that knew of other words that are said of the paper is none of it.
        """
        reading = self.ledger.read_outcome(landed.paper_id, self.version)
        if reading is None:
            return None
        if reading["outcome"] == "held" and (self.changed(reading) or self.mended(landed, source)):
            return None
        if reading["outcome"] == "held":
            reasons = [row["reason"] for row in self.ledger.held() if row["paper_id"] == landed.paper_id]
            return _outcome(landed, paper, "held", known=True, reason=" ".join(reasons) or None)
        if not self.store.has_extraction(reading["extractor_version"], landed.paper_id):
            return None
        return _outcome(landed, paper, "known", known=True, tables=reading["tables"], figures=reading["figures"])

    def changed(self, reading: Mapping[str, Any]) -> bool:
        """Whether a paper that could not be read may be readable now: a tool, a limit, or a fault that passed."""
        return str(reading.get("circumstances", "")) != self.circumstances

    def mended(self, landed: Landed, source: Path) -> bool:
        """Whether a held paper's landed bytes were not those that came, and the ones in hand have taken their place."""
        return source != landed.path and mend(landed, source, self.store)

    def request(self, landed: Landed, paper: str, source: Path) -> ReadRequest:
        """What the readers are asked; bytes that are too many to be kept are refused from where they lie."""
        said = self.ledger.said(landed.paper_id).get(landed.paper_id, NOTHING_SAID)
        return ReadRequest(
            paper_id=landed.paper_id,
            name=paper,
            path=os.fspath(landed.path or source.absolute()),
            warehouse=os.fspath(self.store.warehouse),
            reading_version=reading_version(self.version, said),
            said=as_text(said),
        )

    def record(self, landed: Landed, answer: ReadResult) -> dict[str, Any]:
        """Note what reading a paper came to. Raises what can heal."""
        if answer.error is not None:
            raise answer.error
        paper, version = answer.request.name, answer.request.reading_version
        if answer.held is not None:
            hold = Hold(landed.paper_id, paper, None, "read", answer.held)
            of_now = PASSING if answer.passing else self.circumstances
            self.ledger.record_reading(
                landed.paper_id, version, holds=[hold], seconds=answer.seconds, circumstances=of_now
            )
            return _outcome(landed, paper, "held", reason=answer.held)
        self.ledger.record_reading(
            landed.paper_id, version, tables=answer.tables, figures=answer.figures, seconds=answer.seconds
        )
        return _outcome(landed, paper, "new", tables=answer.tables, figures=answer.figures)


class LoadBatch:
    """The papers of one load: those that are done with, and those still to be read."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.outcomes: list[dict[str, Any]] = []
        self.unread: dict[str, tuple[Landed, ReadRequest]] = {}
        self.twice: list[tuple[Landed, Path]] = []

    def add(self, intake: PaperIntake, path: Path, watch: Watcher, said: Said = NOTHING_SAID) -> None:
        """Land a paper with what is said of it; what is known of it is its outcome, else it is to be read."""
        landed, paper = intake.land(path)
        if said != NOTHING_SAID:
            intake.say(landed, paper, said)
        known = intake.known(landed, paper, path)
        if known is not None:
            self.note(known, watch)
        elif landed.paper_id in self.unread:
            self.twice.append((landed, path))
        else:
            self.unread[landed.paper_id] = (landed, intake.request(landed, paper, path))

    def read(self, intake: PaperIntake, watch: Watcher, extractor: str, limits: ReadLimits | None) -> None:
        """Read what is to be read, each paper in a process that it cannot harm."""
        read_all(
            [request for _, request in self.unread.values()],
            lambda answer: self.note(intake.record(self.unread[answer.request.paper_id][0], answer), watch),
            extractor,
            limits,
        )
        for landed, path in self.twice:
            again = intake.known(landed, self.unread[landed.paper_id][1].name, path)
            if again is not None:
                self.note(again, watch)

    def note(self, outcome: dict[str, Any], watch: Watcher) -> None:
        """Note what became of a paper, for the load and for whoever watches."""
        self.outcomes.append(outcome)
        watch(Progress("extract", progress_message(outcome), len(self.outcomes), self.total, outcome))


def land_all(intake: PaperIntake, found: Sequence[Path], watch: Watcher, said: Said = NOTHING_SAID) -> LoadBatch:
    """Land the papers that were found, with what is said of them, and those of earlier loads that are to be read."""
    batch = LoadBatch(len(found))
    for path in found:
        watch(Progress("land", f"Landing {path.name}", len(batch.outcomes), batch.total))
        try:
            batch.add(intake, path, watch, said)
        except OSError as error:
            if error.filename is None or os.fspath(error.filename) != os.fspath(path):
                raise
            batch.note(_unreadable(path, error), watch)
    for paper_id, path in papers_due(intake.store, intake.ledger, intake.version, intake.circumstances).items():
        if paper_id not in batch.unread:
            batch.total += 1
            batch.add(intake, path, watch)
    return batch


def _outcome(
    landed: Landed,
    paper: str,
    outcome: str,
    *,
    known: bool = False,
    tables: int = 0,
    figures: int = 0,
    reason: str | None = None,
) -> dict[str, Any]:
    return {
        "paper_id": landed.paper_id,
        "paper": paper,
        "name": landed.name,
        "outcome": outcome,
        "known": known,
        "tables": tables,
        "figures": figures,
        "reason": reason,
    }


def _unreadable(path: Path, error: OSError) -> dict[str, Any]:
    return {
        "paper_id": None,
        "paper": display_name(path.name),
        "name": display_name(path.name),
        "outcome": "held",
        "known": False,
        "tables": 0,
        "figures": 0,
        "reason": f"The file cannot be opened ({error.strerror}): mend its permissions or fetch it again.",
    }


def progress_message(outcome: Mapping[str, Any]) -> str:
    """What became of a paper, as a sentence."""
    if outcome["outcome"] == "held":
        return f"{outcome['paper']} is held: {outcome['reason']}"
    verb = "is known" if outcome["known"] else "is read"
    return f"{outcome['paper']} {verb}: {outcome['figures']} figures"
