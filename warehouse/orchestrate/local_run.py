"""Runs the DAG `load_papers` for somebody at a terminal.

It is Airflow's own `airflow dags test`, with what it says put aside in a log: the person sees one line for each
paper, then what was published, what is held and why, and a query to try.

Each load has a metadata database of its own, copied from one that was migrated once, so that loads neither wait for
one another's SQLite nor see another scheduler's runs.

Not here: the work (`warehouse.load.loader`) and its order (`dags/load_papers.py`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from collect.errors import CollectError
from copperbottom.paths import airflow_home
from copperbottom.paths import home as data_home
from copperbottom.settings import variable
from copperbottom.visible import visible
from warehouse.orchestrate.events import watch_run
from warehouse.orchestrate.local_server import pools_needed, serve
from warehouse.orchestrate.process import airflow, blank_metadata_db, environment, terminated_with_us
from warehouse.render.console import one_line, shown
from warehouse.render.load_output import LoadScreen
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

DAG = "load_papers"
LOGS_KEPT = 20
LEFT_BEHIND_SECONDS = 24 * 3600


def load(
    papers: str,
    warehouse: str,
    screen: LoadScreen,
    home: Path,
    report: str = "none",
    said: Mapping[str, str] | None = None,
) -> str | None:
    """Run the DAG once and show how it goes. Returns why nothing could be published, or None.

    `said` of the papers are the DAG's parameters `organisation` and `meeting`.
    """
    log = new_log(home)
    screen.say(f"Airflow is starting the DAG {DAG} (its log: {shown(log)})")
    try:
        blank = blank_metadata_db(home, log)
        with tempfile.TemporaryDirectory(dir=home, prefix="run-") as folder:
            shutil.copyfile(blank, Path(folder) / "airflow.db")
            events = Path(folder) / "told"
            env = environment(Path(folder)) | {variable("events_file"): str(events)}
            conf = json.dumps({"papers": papers, "warehouse": warehouse, "report": report, **(said or {})})
            with (
                log.open("ab") as file,
                terminated_with_us(
                    subprocess.Popen(
                        airflow("dags", "test", DAG, "--conf", conf),
                        env=env,
                        cwd=data_home(),
                        stdin=subprocess.DEVNULL,
                        stdout=file,
                        stderr=file,
                    )
                ) as process,
            ):
                last = watch_run(events, process, screen)
    except (OSError, subprocess.CalledProcessError) as error:
        return f"Airflow could not be run ({error}): its log is {shown(log)}."
    if last is None:
        return f"Airflow ended before the load did (exit status {process.returncode}): its log is {shown(log)}."
    if "failed" in last:
        return str(last["reason"])
    screen.loaded(last, Ledger(open_store(warehouse)).held())
    return None


def new_log(home: Path) -> Path:
    """A log file for this load; the oldest logs, and what killed loads left, go."""
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    for old in sorted(logs.glob("load-*.log"))[: -LOGS_KEPT + 1]:
        old.unlink(missing_ok=True)
    for folder in home.glob("run-*"):
        if folder.stat().st_mtime < time.time() - LEFT_BEHIND_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
    return logs / f"load-{dt.datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"


def main(arguments: Sequence[str] | None = None) -> int:
    """`load --papers DIR --warehouse FILE [--reason FILE]`, `serve [--port N]` or `pools`; `--home DIR` before each."""
    parser = argparse.ArgumentParser(prog="warehouse.orchestrate.local_run", description=__doc__.split("\n")[0])
    parser.add_argument("--home", type=Path, default=airflow_home(), help="Airflow's own folder")
    commands = parser.add_subparsers(dest="command", required=True)
    loading = commands.add_parser("load", help="run the DAG once")
    loading.add_argument("--papers", required=True)
    loading.add_argument("--warehouse", required=True)
    loading.add_argument("--report", default="none", help="folder of the report, `beside` the warehouse, or `none`")
    loading.add_argument("--organisation", help="whose the papers are that name no force")
    loading.add_argument("--meeting", help="when the papers that name no day went to their panel")
    loading.add_argument("--reason", type=Path, help="file for the reason if nothing is published, instead of stderr")
    serving = commands.add_parser("serve", help="Airflow's interface on this machine")
    serving.add_argument("--port", type=int, default=8080)
    commands.add_parser("pools", help="the pools that the DAGs need, for `airflow pools import`")
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "pools":
            print(json.dumps(pools_needed(), indent=2))
            return 0
        if asked.command == "serve":
            return serve(asked.port, asked.home / "serving")
    except CollectError as error:
        print(error.reason, file=sys.stderr)
        return 1
    try:
        report = asked.report if asked.report in ("beside", "none") else os.path.abspath(asked.report)
        said = {name: text for name in ("organisation", "meeting") if (text := getattr(asked, name))}
        papers, warehouse = os.path.abspath(asked.papers), os.path.abspath(asked.warehouse)
        reason = load(papers, warehouse, LoadScreen(), asked.home, report, said)
    except OSError as error:
        reason = f"Airflow needs a folder of its own in {asked.home}, and it cannot be written ({error}): mend that."
    if reason is None:
        return 0
    sentence = visible(one_line(reason))
    if asked.reason and asked.reason.parent.is_dir():
        asked.reason.write_text(sentence, encoding="utf-8")
    else:
        print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
