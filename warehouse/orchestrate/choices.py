"""What a run of a DAG was asked for, as paths and addresses: by whoever started it, or by what was collected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from copperbottom.paths import default_landing, home, shipped

Choice = dict[str, Any]
"""What goes into one warehouse: `{warehouse, papers}`, with every place of papers in order of time."""


def from_home(named: str) -> str:
    """A path that somebody named, absolute: a relative one starts at the home folder. An address stays as it is."""
    return named if "://" in named else str(home() / Path(named).expanduser())


def papers_at(named: str) -> str:
    """Where papers are: as `from_home`, or among what comes with the project."""
    place = from_home(named)
    bundled = shipped(named) if "://" not in named else None
    return str(bundled) if bundled is not None and bundled.exists() and not Path(place).exists() else place


def choices(context: Mapping[str, Any], asset: object) -> list[Choice]:
    """What a run loads, for each warehouse. What was collected (`asset`) chooses before anyone else.

    Airflow hands several collections to one run where they meet, in no order: each of their landings counts. Of
    those that come while another load runs it hands over the first alone, so that what came since counts as well.
    """
    events = sorted(_collections(context, asset), key=lambda event: event.timestamp)
    named = [event.extra for event in events] or [context["params"]]
    found: dict[str, dict[str, None]] = {}
    for one in named:
        found.setdefault(from_home(str(one["warehouse"])), {})[papers_at(str(one["papers"]))] = None
    return [{"warehouse": warehouse, "papers": list(papers)} for warehouse, papers in found.items()]


def _collections(context: Mapping[str, Any], asset: object) -> list[Any]:
    handed = list(context["triggering_asset_events"].get(asset, []))
    if not handed:
        return []
    first = min(event.timestamp for event in handed)
    return [*handed, *context["inlet_events"][asset].after(first.isoformat())]


def warehouses(context: Mapping[str, Any], asset: object) -> list[str]:
    """The warehouses that a run is for, by the same choice."""
    events = context["triggering_asset_events"].get(asset, [])
    named = [event.extra for event in events] or [context["params"]]
    return list(dict.fromkeys(from_home(str(one["warehouse"])) for one in named))


def may_be_empty(context: Mapping[str, Any], asset: object) -> bool:
    """Whether a run may find nothing: it loads the landing by itself, and nothing was collected yet."""
    events = context["triggering_asset_events"].get(asset, [])
    return not events and from_home(str(context["params"]["papers"])) == from_home(default_landing())
