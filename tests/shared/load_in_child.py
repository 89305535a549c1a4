"""Loads in processes of their own, told on standard output, one JSON object a line.

A load is asked for by a JSON object: `papers`, `warehouse`; `steps` (`quick` or `real`); `kill_at_step` or
`kill_at_sync`: end this process by SIGKILL at that step that progress reports (from 0), or before that
call that brings something to the disk or renames it (from 0); `pause_at`: wait at a step with these words
until a line comes in.

With such an object as its argument, this process loads. Without, it imports everything, and for each object that
comes in as a line a fork of it loads, which is quicker; `{"ended": status}` tells how that process ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from made_up_load import QuickSteps

from warehouse.errors import LoadError
from warehouse.load.dbt_gx_steps import DbtGxSteps
from warehouse.load.loader import load
from warehouse.load.progress import Progress

count = {"steps": 0, "syncs": 0}


def say(event: dict[str, Any]) -> None:
    print(json.dumps(event, default=str), flush=True)


def end_here() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(asked: dict[str, Any]) -> None:
    def watch(step: Progress) -> None:
        say({"stage": step.stage, "message": step.message})
        if count["steps"] == asked.get("kill_at_step"):
            end_here()
        count["steps"] += 1
        if asked.get("pause_at") == step.message:
            sys.stdin.readline()

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if count["syncs"] == asked.get("kill_at_sync"):
                end_here()
            count["syncs"] += 1
            return function(*arguments)

        return call

    for name in ("fsync", "replace", "rename"):
        setattr(os, name, counted(getattr(os, name)))
    steps = DbtGxSteps() if asked.get("steps") == "real" else QuickSteps()
    try:
        summary = load(asked["papers"], asked["warehouse"], progress=watch, steps=steps)
    except LoadError as error:
        say({"error": error.reason})
    else:
        say({"summary": summary, "syncs": count["syncs"]})


def run_forked(asked: dict[str, Any]) -> None:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            run(asked)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    say({"ended": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])})


if len(sys.argv) > 1:
    run(json.loads(sys.argv[1]))
else:
    for line in sys.stdin:
        run_forked(json.loads(line))
