"""The load, from papers to a published warehouse: functions that the DAG and the command line call alike.

`find_papers`, `land_and_extract` for each paper, then `publish`; `load` does all three in one process.
Arguments and results are plain JSON values, so that they pass between Airflow's tasks. A bad paper is a
result with a reason. What can heal (a disk, a network share) raises OSError from `land_and_extract`, so
that a scheduler tries again; that nothing could be published raises `LoadError`, a sentence.

The warehouse is a pure function of its store: what the store holds is compared with what is published,
and where they agree nothing is done, which is found out without any heavy import.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from collect.errors import CollectError
from collect.landing import Landing, Provenance, is_landing
from extract.read import MAX_BYTES
from extract.version import extractor_version
from warehouse.errors import LoadError, load_error
from warehouse.ledger import Hold, Ledger, now
from warehouse.loading import Clock, Load, Outcome, Summary
from warehouse.publish import may_be_replaced
from warehouse.reading import EXTRACTOR, Answer, Limits, Request, read_all
from warehouse.standing import due, rules_version, standing
from warehouse.store import STORE_SUFFIX, Landed, Store, forget_files, land, open_store, plain, sha256_of
from warehouse.work import Progress, Watcher, Workshop

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
SHORTEST_ID = 6  # characters of an id that may be meant to be one
RESERVED_NAMES = frozenset({"core", "marts", "audit"})


def find_papers(paths: Paths, warehouse: str | Path) -> list[str]:
    """Every file that the paths name or hold, and the landed papers of earlier loads that are to be read again.

    Folders are searched with their sub-folders, a landing of another place (`s3://…`) in its mirror; hidden files,
    pipes and the like, and warehouses with their stores are left out. Raises LoadError for a path that is not there,
    and for paths without any file.
    """
    store = open_store(warehouse)
    with _sentences(store):
        found = _find(paths, store)
        again = due(store, Ledger(store), extractor_version())
        brought = {sha256_of(path) for path in found if os.access(path, os.R_OK)} if again else set()
    return [os.fspath(path) for path in [*found, *(path for one, path in again.items() if one not in brought)]]


def land_and_extract(
    path: str | os.PathLike[str],
    warehouse: str | Path,
    *,
    extractor: str = EXTRACTOR,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Keep one paper unchanged in the store and read its figures, unless both are done already.

    Returns `{paper_id, paper, name, outcome, known, tables, figures, reason}` with outcome `new`, `known` (an
    earlier load read it, with this extractor) or `held` (with the reason). Raises OSError for what can heal.
    """
    store, source = _prepared(warehouse), Path(path)
    desk = _Desk(store)
    landed, paper = desk.land(source)
    known = desk.known(landed, paper)
    if known is not None:
        return known
    outcomes: list[dict[str, Any]] = []
    read_all(
        [desk.request(landed, paper, source)],
        lambda answer: outcomes.append(desk.record(landed, answer)),
        extractor,
        limits,
    )
    return outcomes[0]


def publish(
    warehouse: str | Path,
    outcomes: Iterable[Outcome],
    *,
    progress: Watcher | None = None,
    workshop: Workshop | None = None,
    started_at: str | None = None,
    clock: Clock | None = None,
) -> Summary:
    """Gate, build, audit and replace the published file, if the store holds anything that it does not.

    Returns the load's row of `audit.loads` with `warehouse`, `held` (rows of `audit.held`), `warnings` (checks
    that did not pass) and `seconds` by stage. Raises LoadError where nothing could be published.
    """
    store = open_store(warehouse)
    own = None if workshop is not None else _workshop()
    run = Load(
        store=store,
        ledger=Ledger(store),
        version=extractor_version(),
        rules=rules_version(),
        load_id=f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        started_at=started_at or now(),
        outcomes=list(outcomes),
        watch=progress or _nobody,
        clock=clock or Clock(),
    )
    with _sentences(store):
        _prepared(warehouse)
        try:
            return run.run(workshop or own or _workshop())
        except Exception as error:
            run.fail(load_error(store.warehouse, error).reason)
            raise
        finally:
            if own is not None:
                own.close()


def load(
    paths: Paths,
    warehouse: str | Path,
    progress: Watcher | None = None,
    *,
    workshop: Workshop | None = None,
    extractor: str = EXTRACTOR,
    limits: Limits | None = None,
) -> Summary:
    """Load papers and publish: the whole pipeline in one process, reading on all cores.

    `progress` is called with a `warehouse.work.Progress` for every step. Returns and raises as `publish` does.
    """
    started_at, clock, watch = now(), Clock(), progress or _nobody
    store = open_store(warehouse)
    with _sentences(store):
        watch(Progress("find", "Looking for papers"))
        found = _find(paths, store)
        _prepared(warehouse)
        desk = _Desk(store)
        heavy = workshop or _workshop()
        try:
            with clock.measure("land"):
                pile = _land_all(desk, found, watch)
            if pile.unread or not standing(store, desk.ledger, desk.version, rules_version()).settled:
                heavy.warm()
            with clock.measure("extract"):
                pile.read(desk, watch, extractor, limits)
            return publish(
                store.warehouse,
                pile.outcomes,
                progress=progress,
                workshop=heavy,
                started_at=started_at,
                clock=clock,
            )
        finally:
            heavy.close()


def forget(paper: str, warehouse: str | Path, progress: Watcher | None = None) -> Summary:
    """Drop a paper, by its file name or the beginning of its id, and publish as if it had never come.

    Returns and raises as `publish` does; LoadError where no paper, or more than one, is meant, and for the only
    paper of a warehouse.
    """
    store = open_store(warehouse)
    row = named_paper(paper, warehouse)
    with _sentences(store):
        ledger = Ledger(store)
        others = [one for one in ledger.accepted(extractor_version()) if one["paper_id"] != row["paper_id"]]
        if not others and row["paper_id"] in ledger.published_papers():
            raise LoadError(
                f"{row['paper']} is the only paper of {store.warehouse}: "
                f"remove the warehouse and {store.root} to begin anew."
            )
        ledger.forget(row["paper_id"])
        forget_files(store, row["paper_id"])
    return publish(warehouse, [], progress=progress)


def named_paper(paper: str, warehouse: str | Path) -> dict[str, Any]:
    """The landed paper that a file name or the beginning of an id means: `paper_id`, `paper`. LoadError if none."""
    landed = Ledger(open_store(warehouse)).landed()
    named = [row for row in landed if paper == row["paper"]]
    named = named or [row for row in landed if len(paper) >= SHORTEST_ID and row["paper_id"].startswith(paper.lower())]
    if not named:
        raise LoadError(f"No paper is called {paper}, and no id begins so: copperbottom status lists them.")
    if len(named) > 1:
        ids = ", ".join(row["paper_id"][:12] for row in named)
        raise LoadError(f"Several papers are called {paper}: say which by the beginning of its id ({ids}).")
    return named[0]


class _Desk:
    """Where papers come in: landing, and noting what reading them came to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ledger = Ledger(store)
        self.version = extractor_version()
        self._provenance: dict[Path, Mapping[str, Provenance]] = {}

    def land(self, source: Path) -> tuple[Landed, str]:
        """Land a paper; returns it with the name that it first came under."""
        ours = source.resolve().parent == self.store.papers.resolve()
        landed = land(self.store, source, keep_up_to=MAX_BYTES)
        collected = self.provenance(source.parent).get(landed.paper_id)
        if collected is None:
            return landed, self.ledger.record_landing(landed, None if ours else source.absolute())
        landed = replace(landed, name=collected.name)
        return landed, self.ledger.record_landing(landed, None, collected.source_url, collected.places)

    def provenance(self, folder: Path) -> Mapping[str, Provenance]:
        """Where the papers of a folder were collected from; nothing for a folder of other papers."""
        if folder not in self._provenance:
            self._provenance[folder] = Landing(folder).provenance() if is_landing(folder) else {}
        return self._provenance[folder]

    def known(self, landed: Landed, paper: str) -> dict[str, Any] | None:
        """The outcome of a paper that this extractor has read before, or None."""
        reading = self.ledger.reading(landed.paper_id, self.version)
        if reading is None:
            return None
        if reading["outcome"] == "held":
            reasons = [row["reason"] for row in self.ledger.held() if row["paper_id"] == landed.paper_id]
            return _outcome(landed, paper, "held", known=True, reason=" ".join(reasons) or None)
        if not self.store.has_extraction(self.version, landed.paper_id):
            return None
        return _outcome(landed, paper, "known", known=True, tables=reading["tables"], figures=reading["figures"])

    def request(self, landed: Landed, paper: str, source: Path) -> Request:
        """What the readers are asked; bytes that are too many to be kept are refused from where they lie."""
        return Request(
            paper_id=landed.paper_id,
            name=paper,
            path=os.fspath(landed.path or source.absolute()),
            warehouse=os.fspath(self.store.warehouse),
            extractor_version=self.version,
        )

    def record(self, landed: Landed, answer: Answer) -> dict[str, Any]:
        """Note what reading a paper came to. Raises what can heal."""
        if answer.error is not None:
            raise answer.error
        paper = answer.request.name
        if answer.held is not None:
            hold = Hold(landed.paper_id, paper, None, "read", answer.held)
            self.ledger.record_reading(landed.paper_id, self.version, holds=[hold], seconds=answer.seconds)
            return _outcome(landed, paper, "held", reason=answer.held)
        self.ledger.record_reading(
            landed.paper_id, self.version, tables=answer.tables, figures=answer.figures, seconds=answer.seconds
        )
        return _outcome(landed, paper, "new", tables=answer.tables, figures=answer.figures)


class _Pile:
    """The papers of one load: those that are done with, and those still to be read."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.outcomes: list[dict[str, Any]] = []
        self.unread: dict[str, tuple[Landed, Request]] = {}
        self.twice: list[Landed] = []

    def add(self, desk: _Desk, path: Path, watch: Watcher) -> None:
        landed, paper = desk.land(path)
        known = desk.known(landed, paper)
        if known is not None:
            self.tell(known, watch)
        elif landed.paper_id in self.unread:
            self.twice.append(landed)
        else:
            self.unread[landed.paper_id] = (landed, desk.request(landed, paper, path))

    def read(self, desk: _Desk, watch: Watcher, extractor: str, limits: Limits | None) -> None:
        read_all(
            [request for _, request in self.unread.values()],
            lambda answer: self.tell(desk.record(self.unread[answer.request.paper_id][0], answer), watch),
            extractor,
            limits,
        )
        for landed in self.twice:
            again = desk.known(landed, self.unread[landed.paper_id][1].name)
            if again is not None:
                self.tell(again, watch)

    def tell(self, outcome: dict[str, Any], watch: Watcher) -> None:
        self.outcomes.append(outcome)
        watch(Progress("extract", _words(outcome), len(self.outcomes), self.total, outcome))


def _land_all(desk: _Desk, found: Sequence[Path], watch: Watcher) -> _Pile:
    pile = _Pile(len(found))
    for path in found:
        watch(Progress("land", f"Landing {path.name}", len(pile.outcomes), pile.total))
        try:
            pile.add(desk, path, watch)
        except OSError as error:
            if error.filename is None or os.fspath(error.filename) != os.fspath(path):
                raise
            pile.tell(_unreadable(path, error), watch)
    for paper_id, path in due(desk.store, desk.ledger, desk.version).items():
        if paper_id not in pile.unread:
            pile.total += 1
            pile.add(desk, path, watch)
    return pile


def _find(paths: Paths, store: Store) -> list[Path]:
    named = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not named:
        raise LoadError("No paper was named: name files, or folders of papers.")
    found: dict[Path, None] = {}
    for name in named:
        path = _here(os.fspath(name), store)
        if path.is_dir():
            found |= dict.fromkeys(_below(path, store))
        elif path.is_file():
            found[path] = None
        elif path.exists():
            raise LoadError(f"{path} is neither a file nor a folder: save the paper to a file, and load that.")
        else:
            raise LoadError(f"There is no file or folder {path}: check the path, and load again.")
    if not found:
        where = " and ".join(str(name) for name in named)
        raise LoadError(f"There are no papers in {where}: put at least one there, or name another folder.")
    return list(found)


def _here(name: str, store: Store) -> Path:
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


def _prepared(warehouse: str | Path) -> Store:
    """The warehouse's store, with its folders made. Raises LoadError for a file name that cannot be queried."""
    store = open_store(warehouse)
    if store.warehouse.name.partition(".")[0].lower() in RESERVED_NAMES:
        raise LoadError(
            f"A warehouse cannot be called {store.warehouse.name}, because its schemas have such names and no query "
            "could tell them apart: name another file."
        )
    if store.warehouse.is_dir():
        raise LoadError(
            f"{store.warehouse} is a folder, and a warehouse is one file: name a file, such as "
            f"{store.warehouse / 'copperbottom.duckdb'}."
        )
    if not store.ledger.exists() and not may_be_replaced(store.warehouse):
        raise LoadError(
            f"{store.warehouse} is not a warehouse but some other file, which a load would replace: "
            "name another file with --warehouse."
        )
    store.create()
    return store


def _workshop() -> Workshop:
    from warehouse.workshop import RealWorkshop

    return RealWorkshop()


@contextmanager
def _sentences(store: Store) -> Iterator[None]:
    """Turn errors of the machine into sentences that say what to do."""
    try:
        yield
    except LoadError:
        raise
    except Exception as error:
        raise load_error(store.warehouse, error) from error


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
        "paper": plain(path.name),
        "name": plain(path.name),
        "outcome": "held",
        "known": False,
        "tables": 0,
        "figures": 0,
        "reason": f"The file cannot be opened ({error.strerror}): mend its permissions or fetch it again.",
    }


def _words(outcome: Mapping[str, Any]) -> str:
    if outcome["outcome"] == "held":
        return f"{outcome['paper']} is held: {outcome['reason']}"
    verb = "is known" if outcome["known"] else "is read"
    return f"{outcome['paper']} {verb}: {outcome['figures']} figures"


def _nobody(step: Progress) -> None:
    """Watch nothing."""
