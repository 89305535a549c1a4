"""One load in this process, told on standard output, one JSON object a line.

The one argument is a JSON object: `papers`, `warehouse`; `steps` (`quick` or `real`); `kill_at_step` or
`kill_at_sync`: end this process by SIGKILL at that step that progress reports (from 0), or before that
call that brings something to the disk or renames it (from 0); `pause_at`: wait at a step with these words.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from made_up_load import QuickSteps

from warehouse.errors import LoadError
from warehouse.load.dbt_gx_steps import DbtGxSteps
from warehouse.load.loader import load
from warehouse.load.progress import Progress

asked: dict[str, Any] = json.loads(sys.argv[1])
count = {"steps": 0, "syncs": 0}


def say(event: dict[str, Any]) -> None:
    print(json.dumps(event, default=str), flush=True)


def end_here() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def watch(step: Progress) -> None:
    say({"stage": step.stage, "message": step.message})
    if count["steps"] == asked.get("kill_at_step"):
        end_here()
    count["steps"] += 1
    if asked.get("pause_at") == step.message:
        time.sleep(asked["pause_seconds"])


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        if count["syncs"] == asked.get("kill_at_sync"):
            end_here()
        count["syncs"] += 1
        return function(*arguments)

    return call


for name in ("fsync", "replace", "rename"):
    setattr(os, name, counted(getattr(os, name)))
try:
    summary = load(
        asked["papers"],
        asked["warehouse"],
        progress=watch,
        steps=DbtGxSteps() if asked.get("steps") == "real" else QuickSteps(),
    )
except LoadError as error:
    say({"error": error.reason})
else:
    say({"summary": summary, "syncs": count["syncs"]})
