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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from copperbottom.paths import missing_files
from extract.model import NOTHING_SAID, Said
from extract.version import extractor_version
from warehouse.errors import LoadError, load_error
from warehouse.load.load_run import LoadRun, Outcome, Summary
from warehouse.load.paper_intake import PaperIntake, Paths, files_of, land_all
from warehouse.load.progress import Progress, StageTimer, Watcher, ignore_progress
from warehouse.load.steps import BuildSteps
from warehouse.schemas import RESERVED_STEMS
from warehouse.state.ledger import Ledger
from warehouse.state.occupant import check_place
from warehouse.state.publication_state import papers_due, publication_state, rules_version
from warehouse.state.records import LoadRow, now
from warehouse.state.store import Store, file_sha256, forget_files, open_store
from warehouse.workers.circumstances import circumstances
from warehouse.workers.read_pool import EXTRACTOR, ReadLimits, read_all

SHORTEST_ID = 6  # characters of an id that may be meant to be one


def find_papers(paths: Paths, warehouse: str | Path, progress: Watcher | None = None) -> list[str]:
    """Every file that the paths name or hold, and the landed papers of earlier loads that are to be read again.

    Folders are searched with their sub-folders, a landing of another place (`s3://…`) in its mirror; hidden files,
    pipes and the like, warehouses with their stores and what lies beside papers and is none (a README, data) are left
    out. Raises LoadError for a path that is not there,
    and for paths without any file.
    """
    store = open_store(warehouse)
    with errors_as_sentences(store):
        found = files_of(paths, store, progress or ignore_progress)
        again = papers_due(store, Ledger(store), extractor_version(), circumstances())
        brought = {file_sha256(path) for path in found if os.access(path, os.R_OK)} if again else set()
    return [os.fspath(path) for path in [*found, *(path for one, path in again.items() if one not in brought)]]


def land_and_extract(
    path: str | os.PathLike[str],
    warehouse: str | Path,
    *,
    extractor: str = EXTRACTOR,
    limits: ReadLimits | None = None,
    said: Said = NOTHING_SAID,
) -> dict[str, Any]:
    """Keep one paper unchanged in the store and read its figures, unless both are done already.

    Returns `{paper_id, paper, name, outcome, known, tables, figures, reason}` with outcome `new`, `known` (an
    earlier load read it, with this extractor) or `held` (with the reason). Raises OSError for what can heal.
    What is `said` is of papers that somebody names, and not of landed ones that are only read again.
    """
    store, source = checked_store(warehouse), Path(path)
    intake = PaperIntake(store)
    landed, paper = intake.land(source)
    if said != NOTHING_SAID and source.parent != store.papers:
        intake.say(landed, paper, said)
    known = intake.known(landed, paper, source)
    if known is not None:
        return known
    outcomes: list[dict[str, Any]] = []
    read_all(
        [intake.request(landed, paper, source)],
        lambda answer: outcomes.append(intake.record(landed, answer)),
        extractor,
        limits,
    )
    return outcomes[0]


def publish(
    warehouse: str | Path,
    outcomes: Iterable[Outcome],
    *,
    progress: Watcher | None = None,
    steps: BuildSteps | None = None,
    started_at: str | None = None,
    timer: StageTimer | None = None,
    accept_losses: str | None = None,
) -> Summary:
    """Gate, build, audit and replace the published file, if the store holds anything that it does not.

    `accept_losses` says why a build may be published that loses more of what stands than `expectations/drift.yml` lets.
    Returns the load's row of `audit.loads` with `warehouse`, `held` (rows of `audit.held`), `warnings` (checks
    that did not pass) and `seconds` by stage. Raises LoadError where nothing could be published.
    """
    store = open_store(warehouse)
    own = None if steps is not None else _real_steps()
    run = LoadRun(
        store=store,
        ledger=Ledger(store),
        version=extractor_version(),
        rules=rules_version(),
        load_id=f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        started_at=started_at or now(),
        outcomes=list(outcomes),
        watch=progress or ignore_progress,
        timer=timer or StageTimer(),
        accept_losses=accept_losses,
    )
    with errors_as_sentences(store):
        checked_store(warehouse)
        try:
            return run.run(steps or own or _real_steps())
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
    steps: BuildSteps | None = None,
    extractor: str = EXTRACTOR,
    limits: ReadLimits | None = None,
    accept_losses: str | None = None,
    said: Said = NOTHING_SAID,
) -> Summary:
    """Load papers and publish: the whole pipeline in one process, reading on all cores.

    `progress` is called with a `warehouse.load.progress.Progress` for every step. `accept_losses` is as in `publish`.
    What is `said` of the papers that the paths name or hold is kept with them, and fills what they do not say.
    Returns and raises as `publish` does.
    """
    started_at, watch = now(), progress or ignore_progress
    store = open_store(warehouse)
    with errors_as_sentences(store):
        watch(Progress("find", "Looking for papers"))
        found = files_of(paths, store, watch)
        checked_store(warehouse)
        return _read_and_publish(
            store,
            found,
            progress,
            steps,
            started_at,
            extractor=extractor,
            limits=limits,
            accept_losses=accept_losses,
            said=said,
        )


def _read_and_publish(
    store: Store,
    found: Sequence[Path],
    progress: Watcher | None,
    steps: BuildSteps | None,
    started_at: str,
    *,
    extractor: str = EXTRACTOR,
    limits: ReadLimits | None = None,
    accept_losses: str | None = None,
    said: Said = NOTHING_SAID,
) -> Summary:
    """Land and read what was found, and what of earlier loads is to be read again; publish."""
    timer, watch = StageTimer(), progress or ignore_progress
    intake, heavy = PaperIntake(store), steps or _real_steps()
    try:
        with timer.measure("land"):
            batch = land_all(intake, found, watch, said)
        if batch.unread:
            heavy.start_importing()
        with timer.measure("extract"):
            batch.read(intake, watch, extractor, limits)
        return publish(
            store.warehouse,
            batch.outcomes,
            progress=progress,
            steps=heavy,
            started_at=started_at,
            timer=timer,
            accept_losses=accept_losses,
        )
    finally:
        heavy.close()


def forget(
    paper: str,
    warehouse: str | Path,
    progress: Watcher | None = None,
    *,
    steps: BuildSteps | None = None,
    extractor: str = EXTRACTOR,
) -> Summary:
    """Drop a paper, by its file name or the beginning of its id, and publish as if it had never come.

    What of other papers is to be read again (an extraction that is torn) is, as in a load. Returns and raises as
    `publish` does; LoadError where no paper, or more than one, is meant, and for the only paper of a warehouse.
    """
    started_at, store = now(), open_store(warehouse)
    row = named_paper(paper, warehouse)
    with errors_as_sentences(store):
        ledger = Ledger(store)
        others = [one for one in ledger.accepted(extractor_version()) if one["paper_id"] != row["paper_id"]]
        if not others and row["paper_id"] in ledger.published_papers():
            raise LoadError(
                f"{row['paper']} is the only paper of {store.warehouse}: "
                f"remove the warehouse and {store.root} to begin anew."
            )
        published = row["paper_id"] in ledger.published_papers()
        ledger.forget(row["paper_id"])
        forget_files(store, row["paper_id"])
        if not published and publication_state(store, ledger, extractor_version(), rules_version()).same_figures:
            return forgotten_unpublished(store, row["paper"])
        return _read_and_publish(store, [], progress, steps, started_at, extractor=extractor)


def forgotten_unpublished(store: Store, paper: str) -> Summary:
    """The summary for a paper that was forgotten and of which nothing had been published."""
    row = LoadRow(
        load_id="", started_at=now(), reason=f"Nothing of {paper} was published, so the marts are as they were."
    )
    return asdict(row) | {"warehouse": str(store.warehouse), "held": [], "warnings": [], "seconds": {}}


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


def checked_store(warehouse: str | Path) -> Store:
    """The warehouse's store, with its folders made. Raises LoadError where no warehouse can be published."""
    missing = missing_files()
    if missing is not None:
        raise LoadError(missing)
    store = open_store(warehouse)
    if store.warehouse.name.partition(".")[0].lower() in RESERVED_STEMS:
        raise LoadError(
            f"A warehouse cannot be called {store.warehouse.name}, because its schemas have such names and no query "
            "could tell them apart: name another file."
        )
    check_place(store)
    store.create()
    if not store.ledger.is_file():
        Ledger(store).create()
    return store


def _real_steps() -> BuildSteps:
    from warehouse.load.dbt_gx_steps import DbtGxSteps

    return DbtGxSteps()


@contextmanager
def errors_as_sentences(store: Store) -> Iterator[None]:
    """Turn errors of the machine into sentences that say what to do."""
    try:
        yield
    except LoadError:
        raise
    except Exception as error:
        raise load_error(store.warehouse, error) from error
