"""Loads in processes of their own, told on standard output, one JSON object a line.

A load is asked for by a JSON object: `papers`, `warehouse`; `steps` (`quick` or `real`); `kill_at_step` or
`kill_at_sync`: end this process by SIGKILL at that step that progress reports (from 0), or before that
call that brings something to the disk or renames it (from 0); `pause_at`: wait at a step with these words
until a line comes in; `extractor`, and `in_process`: read papers here; `path`: where programs are looked for;
`clock_hours`: how wrong the clock goes.

With such an object as its argument, this process loads. Without, it imports everything, and for each object that
comes in as a line a fork of it loads, which is quicker; `{"ended": status}` tells how that process ended.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import signal
import sys
import tempfile
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from in_process_readers import read_all
from made_up_load import QuickSteps
from overtime_paper import write_papers

from collect.register import load_register
from extract.organisations import all_organisations
from extract.pipeline import extract_paper
from warehouse.errors import LoadError
from warehouse.load import loader, paper_intake
from warehouse.load.dbt_gx_steps import DbtGxSteps
from warehouse.load.progress import Progress
from warehouse.state import records
from warehouse.state.publication_state import rules_version
from warehouse.workers.read_pool import EXTRACTOR

count = {"steps": 0, "syncs": 0}


def say(event: dict[str, Any]) -> None:
    print(json.dumps(event, default=str), flush=True)


def end_here() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wrong_clock(hours: float) -> Any:
    """The module `datetime` for the ledger's clock, some hours off."""

    class Wrong(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.now(tz) + dt.timedelta(hours=hours)

    return types.SimpleNamespace(datetime=Wrong, UTC=dt.UTC)


def watch_for(asked: dict[str, Any]) -> Callable[[Progress], None]:
    """Tell each step, and end or wait where it was asked."""

    def watch(step: Progress) -> None:
        say({"stage": step.stage, "message": step.message})
        if count["steps"] == asked.get("kill_at_step"):
            end_here()
        count["steps"] += 1
        if asked.get("pause_at") == step.message:
            sys.stdin.readline()

    return watch


def count_syncs(asked: dict[str, Any]) -> None:
    """Count the calls that bring something to the disk, and end before one where it was asked."""

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if count["syncs"] == asked.get("kill_at_sync"):
                end_here()
            count["syncs"] += 1
            return function(*arguments)

        return call

    for name in ("fsync", "replace", "rename"):
        setattr(os, name, counted(getattr(os, name)))


def set_the_stage(asked: dict[str, Any]) -> None:
    """Where papers are read, which programs there are, and how wrong the clock goes."""
    if asked.get("in_process"):
        loader.read_all = paper_intake.read_all = read_all
    if asked.get("path"):
        os.environ["PATH"] = asked["path"]
    if asked.get("clock_hours"):
        records.dt = wrong_clock(asked["clock_hours"])


def run(asked: dict[str, Any]) -> None:
    count_syncs(asked)
    set_the_stage(asked)
    steps = DbtGxSteps() if asked.get("steps") == "real" else QuickSteps()
    try:
        if asked.get("forget"):
            summary = loader.forget(
                asked["forget"], asked["warehouse"], steps=steps, extractor=asked.get("extractor", EXTRACTOR)
            )
        else:
            summary = loader.load(
                asked["papers"],
                asked["warehouse"],
                progress=watch_for(asked),
                steps=steps,
                extractor=asked.get("extractor", EXTRACTOR),
            )
    except LoadError as error:
        cause = error.__cause__
        say({"error": error.reason, "cause": traceback.format_exception(cause)[1:] if cause else None})
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


def warm_up() -> None:
    """Import, parse and cache in the parent what every fork would do again."""
    for name in (
        "duckdb",
        "pandas",
        "pyarrow.parquet",
        "warehouse.load.raw_tables",
        "warehouse.state.extraction_files",
    ):
        importlib.import_module(name)
    load_register()
    all_organisations()
    rules_version()
    with tempfile.TemporaryDirectory() as folder:
        extract_paper(write_papers(Path(folder), 1) / "overtime-1.txt", "overtime-1.txt")


if len(sys.argv) > 1:
    run(json.loads(sys.argv[1]))
else:
    warm_up()
    for line in sys.stdin:
        run_forked(json.loads(line))
