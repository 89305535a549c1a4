"""Airflow's own interface and scheduler on this machine, and the pools that the DAGs need."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from collect.register import Panel, load_register
from copperbottom.paths import home as data_home
from warehouse.orchestrate.events import POLL_SECONDS
from warehouse.orchestrate.process import LOOPBACK, airflow, run_logged, serving_environment, terminated_with_us
from warehouse.render.console import shown

WAREHOUSE_POOL = ("warehouse", "One load at a time publishes a warehouse")
COMPONENTS = (("api-server",), ("scheduler", "--skip-serve-logs"), ("dag-processor",))


@contextmanager
def serving(home: Path, port: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Airflow's interface, scheduler and DAG processor on loopback, ended with this block.

    They are started one by one, not by `airflow standalone`: its scheduler would also serve task logs on
    every address of the machine. What they say goes to `home/*.log`.
    """
    env = serving_environment(home, port)
    set_up(home, env, load_register())
    with ExitStack() as stack:
        processes = []
        for component in COMPONENTS:
            log = stack.enter_context((home / f"{component[0]}.log").open("ab"))
            process = subprocess.Popen(
                airflow(*component), env=env, cwd=data_home(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
            processes.append(stack.enter_context(terminated_with_us(process)))
        yield processes


def set_up(home: Path, env: Mapping[str, str], panels: Sequence[Panel]) -> None:
    """Make or bring up to date an Airflow's database, and its pools. Raises CalledProcessError; see its log."""
    home.mkdir(parents=True, exist_ok=True)
    pools = home / "pools.json"
    pools.write_text(json.dumps(pools_of(panels)), encoding="utf-8")
    for step in (("db", "migrate"), ("pools", "import", str(pools))):
        run_logged(airflow(*step), env, home / "setup.log")


def pools_of(panels: Sequence[Panel]) -> dict[str, dict[str, Any]]:
    """The pools that the DAGs need, as `airflow pools import` takes them: of one slot each, one for every host."""
    descriptions = dict([WAREHOUSE_POOL]) | {panel.pool: f"One visitor at a time for {panel.host}" for panel in panels}
    return {name: {"slots": 1, "description": words, "include_deferred": False} for name, words in descriptions.items()}


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
