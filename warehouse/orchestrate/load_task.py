"""What the tasks of the DAG `load_papers` do beside the load itself: several landings, several warehouses."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from copperbottom.settings import settings
from extract.model import NOTHING_SAID, Said
from warehouse.errors import LoadError, NoPapersError, PassingLoadError
from warehouse.load import loader
from warehouse.orchestrate.choices import Choice
from warehouse.orchestrate.events import emit_event, emit_progress
from warehouse.state.ledger import Ledger
from warehouse.state.outbox import mark_sent, unsent_publications
from warehouse.state.said import said_by
from warehouse.state.store import open_store

logging.getLogger("great_expectations._docs_decorators").setLevel(logging.WARNING)
COUNTED = ("new", "known", "held")


def find_all(choices: Sequence[Choice], may_be_empty: bool = False) -> list[dict[str, str]]:
    """Every paper of every choice as `{path, warehouse}`, each once.

    A landing that is gone keeps the others back in nothing: it stands among the papers itself, where it fails by its
    own name. Where there is no other: nothing, if that `may_be_empty`, else NoPapersError.
    """
    found: list[dict[str, str]] = []
    gone: list[NoPapersError] = []
    for choice in choices:
        for place in choice["papers"]:
            try:
                paths = loader.find_papers(place, choice["warehouse"], progress=emit_progress)
            except NoPapersError as error:
                gone.append(error)
                paths = [place]
            found += [{"path": path, "warehouse": choice["warehouse"]} for path in paths]
    if gone and len(gone) == len(found):
        if may_be_empty:
            return []
        with told_at_once():
            raise gone[0]
    return [dict(one) for one in dict.fromkeys(tuple(one.items()) for one in found)]


def said_of_papers(params: Mapping[str, Any]) -> Said:
    """What whoever started a run says of its papers; raises LoadError, a sentence, for what cannot be meant."""
    return said_by(params["organisation"], params["meeting"])


def read_paper(path: str, warehouse: str, said: Said = NOTHING_SAID) -> dict[str, Any]:
    """Keep and read one paper, and tell whoever watches; returns its outcome, with the `warehouse` it is for."""
    outcome = loader.land_and_extract(path, warehouse, said=said)
    emit_event(outcome)
    return outcome | {"warehouse": warehouse}


def publish_choice(
    warehouse: str, outcomes: Iterable[Mapping[str, Any]], accept_losses: str | None = None
) -> tuple[dict[str, Any] | None, str]:
    """Publish one warehouse, with the papers of a run that are for it; returns what is to be told, or why nothing is.

    That nothing is new is no reason to tell nothing: an earlier try may have been killed between publishing and
    telling.
    """
    of_this = [outcome for outcome in outcomes if outcome["warehouse"] == warehouse]
    if not of_this:
        return None, f"No paper came to {warehouse}."
    with told_at_once():
        summary = loader.publish(warehouse, of_this, progress=emit_progress, accept_losses=accept_losses)
    emit_event(summary)
    return publication_event(summary), str(summary["reason"])


def counts(outcomes: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many papers of a run were new, known and held."""
    seen = [outcome["outcome"] for outcome in outcomes]
    return {name: seen.count(name) for name in COUNTED}


def publication_event(summary: Mapping[str, Any]) -> dict[str, Any] | None:
    """The event of what was published and not told yet, by this load or by one that was killed before it could.

    It is the latest publication's, with its `event_id`; the ids of others that wait are its `earlier`. None: nothing
    is to be told.
    """
    waiting = unsent_publications(Ledger(open_store(summary["warehouse"])))
    if not waiting:
        return None
    return waiting[-1] | {"earlier": [event["event_id"] for event in waiting[:-1]]}


def publication_was_told(event: Mapping[str, Any]) -> None:
    """Note that a publication's event left, and those that it stands for."""
    mark_sent(Ledger(open_store(event["warehouse"])), [*event["earlier"], event["event_id"]])


@contextmanager
def told_at_once() -> Iterator[None]:
    """Where somebody waits at a terminal, what may heal is said now; a scheduler tries again instead."""
    try:
        yield
    except PassingLoadError as error:
        if settings().events_file is None:
            raise
        raise LoadError(error.reason) from error
