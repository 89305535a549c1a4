"""How the tasks of a run tell whoever watches it what happened: JSON lines in a file that the run names.

Nobody watches under a scheduler; then nothing is written, and the tasks' logs have it all.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from copperbottom.settings import settings
from copperbottom.visible import visible
from warehouse.load.progress import Progress
from warehouse.render.console import shown
from warehouse.render.load_output import LoadScreen

POLL_SECONDS = 0.1


def emit_event(event: Mapping[str, Any]) -> None:
    """Hand an outcome to whoever started this run and watches it; nobody does under a scheduler."""
    place = settings().events_file
    if place is not None:
        with place.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")


def emit_progress(step: Progress) -> None:
    """Log one step of the publication, and hand it to the watcher."""
    print(visible(step.message), flush=True)
    emit_event({"step": step.message, "stage": step.stage})


def watch_run(events: Path, process: subprocess.Popen[bytes], screen: LoadScreen) -> dict[str, Any] | None:
    """Show outcomes as tasks tell them, until Airflow ends; returns the load's summary or first failure.

    A summary outranks a failure: what one paper's task could not do does not undo what was published.
    """
    summary: dict[str, Any] | None = None
    failure: dict[str, Any] | None = None
    seen = 0
    running = True
    while running:
        running = process.poll() is None
        lines = events.read_text(encoding="utf-8").splitlines(keepends=True) if events.exists() else []
        whole = [line for line in lines if line.endswith("\n")]
        for line in whole[seen:]:
            event = json.loads(line)
            if "outcome" in event:
                screen.outcome(event)
            elif "step" in event:
                screen.step(event["stage"], event["step"])
            elif "published" in event:
                summary = event
            elif "report" in event:
                screen.say(f"The report is written: open {shown(event['report'])} in a browser.")
            else:
                screen.say(f"  {event['reason']}", "red")
                failure = event if failure is None or event["failed"] == "publish" else failure
        seen = len(whole)
        if running:
            time.sleep(POLL_SECONDS)
    return summary or failure
