"""One panel's visit, as a task of the DAG `collect_papers`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from collect.collector import collect
from collect.documents import Window, window_of_run
from collect.errors import CollectError, UnreachableError
from collect.landing import Landing
from collect.register import chosen, load_register
from warehouse.render.load_output import LoadScreen


def collect_panel(
    panel: str,
    landing: str,
    *,
    run_type: str,
    interval: tuple[dt.datetime | None, dt.datetime | None],
    since: str | None,
    until: str | None,
    dry_run: bool,
) -> dict[str, Any]:
    """Visit one panel for a run of `collect_papers`, and log what became of each paper; returns the summary.

    The days that somebody chose count before the run's data interval. Raises CollectError where the host ended the
    visit, UnreachableError where it may let it go on later.
    """
    (found,) = chosen(load_register(), [panel])
    window = window_of_run(run_type, *interval, found.recheck_days)
    if since or until:
        window = Window(*(dt.date.fromisoformat(day) if day else None for day in (since, until)))
    screen = LoadScreen()
    summary = collect([found], Landing(landing), window, dry_run=dry_run, progress=screen.collecting)
    screen.collected(summary)
    for ended in summary["ended"]:
        raise (UnreachableError if ended["may_heal"] else CollectError)(ended["reason"])
    return summary
