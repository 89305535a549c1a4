"""What a run of a DAG was asked for, as paths and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from copperbottom.paths import home, shipped


def from_home(named: str) -> str:
    """A path that somebody named, absolute: a relative one starts at the home folder. An address stays as it is."""
    return named if "://" in named else str(home() / Path(named).expanduser())


def papers_at(named: str) -> str:
    """Where papers are: as `from_home`, or among what comes with the project."""
    place = from_home(named)
    bundled = shipped(named) if "://" not in named else None
    return str(bundled) if bundled is not None and bundled.exists() and not Path(place).exists() else place


def chosen(context: Mapping[str, Any], param: str, asset: object) -> str:
    """A run's choice of `papers` or `warehouse`; what was collected (`asset`) chooses before anyone else."""
    events = context["triggering_asset_events"].get(asset, [])
    named = str(events[-1].extra[param] if events else context["params"][param])
    return papers_at(named) if param == "papers" else from_home(named)
