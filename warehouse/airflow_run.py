"""Runs the DAG `load_papers` for somebody at a terminal, and serves Airflow's interface on this machine.

`load` is Airflow's own `airflow dags test`, with what it says put aside in a log: the person sees one
line for each paper, then what was published, what is held and why, and a query to try. The tasks tell
their outcomes through a file that `$COPPERBOTTOM_TELL` names (`tell`); without it they only log.

Each load has a metadata database of its own, copied from one that was migrated once, so that loads
neither wait for one another's SQLite nor see another scheduler's runs. Airflow's settings come from
here alone: what the caller's environment says to another Airflow is not followed. Nothing is sent
anywhere: usage statistics of Airflow, dbt and Great Expectations are off.

Not here: the work (`warehouse.pipeline`) and its order (`dags/load_papers.py`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from collect.errors import CollectError
from collect.register import Panel, chosen, load_register
from warehouse.ledger import Ledger, LoadRow, now
from warehouse.render import Screen, one_line, shown
from warehouse.store import PROJECT, open_store
from warehouse.work import Progress

DAG = "load_papers"
TELL = "COPPERBOTTOM_TELL"
AIRFLOW_HOME = PROJECT / ".airflow"
POLL_SECONDS = 0.1
LOGS_KEPT = 20
LEFT_BEHIND_SECONDS = 24 * 3600
LOOPBACK = "127.0.0.1"
WAREHOUSE_POOL = ("warehouse", "One load at a time publishes a warehouse")
COMPONENTS = (("api-server",), ("scheduler", "--skip-serve-logs"), ("dag-processor",))
MOST_PAPERS = 100_000
"""Mapped tasks that Airflow allows in one run; its own default is 1,024."""


def tell(event: Mapping[str, Any]) -> None:
    """Hand an outcome to whoever started this run and watches it; nobody does under a scheduler."""
    place = os.environ.get(TELL)
    if place:
        with open(place, "a", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")


def tell_step(step: Progress) -> None:
    """Log one step of the publication, and hand it to the watcher."""
    print(step.message, flush=True)
    tell({"step": step.message, "stage": step.stage})


def visit(
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
    from collect.collector import collect
    from collect.documents import Window, window_of_run
    from collect.errors import UnreachableError
    from collect.landing import Landing

    (found,) = chosen(load_register(), [panel])
    window = window_of_run(run_type, *interval, found.recheck_days)
    if since or until:
        window = Window(*(dt.date.fromisoformat(day) if day else None for day in (since, until)))
    screen = Screen()
    summary = collect([found], Landing(landing), window, dry_run=dry_run, progress=screen.collecting)
    screen.collected(summary)
    for ended in summary["ended"]:
        raise (UnreachableError if ended["may_heal"] else CollectError)(ended["reason"])
    return summary


def note_failure(warehouse: str, task: str, error: BaseException | None) -> None:
    """Leave a row in the ledger, and tell the watcher, that a task gave up.

    `publish` leaves its own row, with more in it.
    """
    reason = getattr(error, "reason", None) or f"The task {task} gave up: {type(error).__name__}: {error}"
    tell({"failed": task, "reason": reason})
    if task != "publish":
        at = now()
        row = LoadRow(load_id=uuid.uuid4().hex, started_at=at, finished_at=at, reason=reason)
        Ledger(open_store(warehouse)).finish_load(row)


def environment(home: Path) -> dict[str, str]:
    """The environment of an Airflow that lives in `home`, sends nothing out and listens to this machine only."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")}
    return ours | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__MAX_MAP_LENGTH": str(MOST_PAPERS),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "False",
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
    }


def serving_environment(home: Path, port: int) -> dict[str, str]:
    """The environment of a scheduler and its interface on loopback, where everybody on this machine is its admin."""
    return environment(home) | {
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://{LOOPBACK}:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(48),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{LOOPBACK}:{port}/execution/",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
    }


def airflow(*arguments: str) -> list[str]:
    """The command line of Airflow in this interpreter's environment."""
    return [sys.executable, "-m", "airflow", *arguments]


def migrated(home: Path, log: Path) -> Path:
    """A blank metadata database of this Airflow version, made the first time and copied ever after."""
    blank = home / f"blank-{version('apache-airflow')}.db"
    with FileLock(home / "blank.lock"):
        if not blank.exists():
            with tempfile.TemporaryDirectory(dir=home, prefix="new-") as folder:
                quietly(airflow("db", "migrate"), environment(Path(folder)), log)
                os.replace(Path(folder) / "airflow.db", blank)
    return blank


def quietly(command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
    """Run a command with its words in the log; raises CalledProcessError if it fails."""
    with log.open("ab") as file:
        subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=True)


def load(papers: str, warehouse: str, screen: Screen, home: Path, report: str = "none") -> str | None:
    """Run the DAG once and show how it goes. Returns why nothing could be published, or None."""
    log = new_log(home)
    screen.say(f"Airflow is starting the DAG {DAG} (its log: {shown(log)})")
    try:
        blank = migrated(home, log)
        with tempfile.TemporaryDirectory(dir=home, prefix="run-") as folder:
            shutil.copyfile(blank, Path(folder) / "airflow.db")
            told = Path(folder) / "told"
            env = environment(Path(folder)) | {TELL: str(told)}
            conf = json.dumps({"papers": papers, "warehouse": warehouse, "report": report})
            with (
                log.open("ab") as file,
                ended(
                    subprocess.Popen(
                        airflow("dags", "test", DAG, "--conf", conf),
                        env=env,
                        cwd=PROJECT,
                        stdin=subprocess.DEVNULL,
                        stdout=file,
                        stderr=file,
                    )
                ) as process,
            ):
                last = follow(told, process, screen)
    except (OSError, subprocess.CalledProcessError) as error:
        return f"Airflow could not be run ({error}): its log is {shown(log)}."
    if last is None:
        return f"Airflow ended before the load did (exit status {process.returncode}): its log is {shown(log)}."
    if "failed" in last:
        return str(last["reason"])
    screen.loaded(last)
    return None


def follow(told: Path, process: subprocess.Popen[bytes], screen: Screen) -> dict[str, Any] | None:
    """Show outcomes as tasks tell them, until Airflow ends; returns the load's summary or first failure.

    A summary outranks a failure: what one paper's task could not do does not undo what was published.
    """
    summary: dict[str, Any] | None = None
    failure: dict[str, Any] | None = None
    seen = 0
    running = True
    while running:
        running = process.poll() is None
        lines = told.read_text(encoding="utf-8").splitlines(keepends=True) if told.exists() else []
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


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended with this one, if it has not ended before."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def serving(home: Path, port: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Airflow's interface, scheduler and DAG processor on loopback, ended with this block.

    They are started one by one, not by `airflow standalone`: its scheduler would also serve task logs on
    every address of the machine. What they say goes to `home/*.log`.
    """
    home.mkdir(parents=True, exist_ok=True)
    env = serving_environment(home, port)
    pools = home / "pools.json"
    pools.write_text(json.dumps(pools_of(load_register())), encoding="utf-8")
    for step in (("db", "migrate"), ("pools", "import", str(pools))):
        quietly(airflow(*step), env, home / "setup.log")
    with ExitStack() as stack:
        processes = []
        for component in COMPONENTS:
            log = stack.enter_context((home / f"{component[0]}.log").open("ab"))
            process = subprocess.Popen(
                airflow(*component), env=env, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
            processes.append(stack.enter_context(ended(process)))
        yield processes


def pools_of(panels: Sequence[Panel]) -> dict[str, dict[str, Any]]:
    """The pools that the DAGs need, as `airflow pools import` takes them: of one slot each, one for every host."""
    told = dict([WAREHOUSE_POOL]) | {panel.pool: f"One visitor at a time for {panel.host}" for panel in panels}
    return {name: {"slots": 1, "description": words, "include_deferred": False} for name, words in told.items()}


def serve(port: int, home: Path) -> int:
    """Airflow's interface and scheduler, in the foreground until interrupted."""
    print("Airflow is being set up ...", flush=True)
    try:
        with serving(home, port) as processes:
            print(f"Open http://{LOOPBACK}:{port} in half a minute. Ctrl-C ends it. Logs: {shown(home)}", flush=True)
            while all(process.poll() is None for process in processes):
                time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        return 0
    print(f"A part of Airflow ended: see the logs in {shown(home)}.", file=sys.stderr)
    return 1


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
    parser = argparse.ArgumentParser(prog="warehouse.airflow_run", description=__doc__.split("\n")[0])
    parser.add_argument("--home", type=Path, default=AIRFLOW_HOME, help="Airflow's own folder")
    commands = parser.add_subparsers(dest="command", required=True)
    loading = commands.add_parser("load", help="run the DAG once")
    loading.add_argument("--papers", required=True)
    loading.add_argument("--warehouse", required=True)
    loading.add_argument("--report", default="none", help="folder of the report, `beside` the warehouse, or `none`")
    loading.add_argument("--reason", type=Path, help="file for the reason if nothing is published, instead of stderr")
    serving = commands.add_parser("serve", help="Airflow's interface on this machine")
    serving.add_argument("--port", type=int, default=8080)
    commands.add_parser("pools", help="the pools that the DAGs need, for `airflow pools import`")
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "pools":
            print(json.dumps(pools_of(load_register()), indent=2))
            return 0
        if asked.command == "serve":
            return serve(asked.port, asked.home / "serving")
    except CollectError as error:
        print(error.reason, file=sys.stderr)
        return 1
    try:
        report = asked.report if asked.report in ("beside", "none") else os.path.abspath(asked.report)
        reason = load(os.path.abspath(asked.papers), os.path.abspath(asked.warehouse), Screen(), asked.home, report)
    except OSError as error:
        reason = f"Airflow needs a folder of its own in {asked.home}, and it cannot be written ({error}): mend that."
    if reason is None:
        return 0
    if asked.reason and asked.reason.parent.is_dir():
        asked.reason.write_text(one_line(reason), encoding="utf-8")
    else:
        print(one_line(reason), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
