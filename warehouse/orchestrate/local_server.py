"""Airflow's own interface and scheduler on this machine, and the pools that the DAGs need."""

from __future__ import annotations

import json
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from collect.register import VISIT_POOLS, load_register
from copperbottom.paths import home as data_home
from warehouse.orchestrate.events import POLL_SECONDS
from warehouse.orchestrate.process import LOOPBACK, airflow, run_logged, serving_environment, terminated_with_us
from warehouse.render.console import shown

POOLS = {"warehouse": "One load at a time publishes a warehouse"} | dict.fromkeys(
    VISIT_POOLS, "One visitor at a time for each of some hosts"
)
COMPONENTS = (("api-server",), ("scheduler", "--skip-serve-logs"), ("dag-processor",))
ENDED_BY = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def serving(home: Path, port: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Airflow's interface, scheduler and DAG processor on loopback, ended with this block, and all that they started.

    They are started one by one, not by `airflow standalone`: its scheduler would also serve task logs on
    every address of the machine. What they say goes to `home/*.log`.
    """
    env = serving_environment(home, port)
    set_up(home, env)
    with ExitStack() as stack:
        processes: list[subprocess.Popen[bytes]] = []
        for component in COMPONENTS:
            log = stack.enter_context((home / f"{component[0]}.log").open("ab"))
            process = subprocess.Popen(
                airflow(*component),
                env=env,
                cwd=data_home(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            processes.append(stack.enter_context(terminated_with_us(process)))
        try:
            yield processes
        finally:
            end_all(processes)


def end_all(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask processes to end, all at the same time."""
    for process in processes:
        process.terminate()


def set_up(home: Path, env: Mapping[str, str]) -> None:
    """Make or bring up to date an Airflow's database, and its pools. Raises CalledProcessError; see its log."""
    home.mkdir(parents=True, exist_ok=True)
    pools = home / "pools.json"
    pools.write_text(json.dumps(pools_needed()), encoding="utf-8")
    for step in (("db", "migrate"), ("pools", "import", str(pools))):
        run_logged(airflow(*step), env, home / "setup.log")


def pools_needed() -> dict[str, dict[str, Any]]:
    """The pools that the DAGs need, of one slot each, as `airflow pools import` takes them."""
    return {name: {"slots": 1, "description": words, "include_deferred": False} for name, words in POOLS.items()}


def serve(port: int, home: Path) -> int:
    """Airflow's interface and scheduler, in the foreground until interrupted, terminated or hung up on."""
    load_register()
    if not is_free(port):
        print(
            f"Port {port} of this machine is taken: end what listens there, or take another (make airflow PORT=8081).",
            file=sys.stderr,
        )
        return 1
    print("Airflow is being set up ...", flush=True)
    try:
        with ended_by_signals(), serving(home, port) as processes:
            print(f"Open http://{LOOPBACK}:{port} in half a minute. Ctrl-C ends it. Logs: {shown(home)}", flush=True)
            commands = shlex.join([f"AIRFLOW_HOME={home}", sys.executable, "-m", "airflow"])
            print(f"Airflow's own commands speak to it as: {commands} ...", flush=True)
            while all(process.poll() is None for process in processes):
                time.sleep(POLL_SECONDS)
            ended = [process.poll() for process in processes]
    except KeyboardInterrupt:
        return 0
    for (name, *_), status in zip(COMPONENTS, ended, strict=True):
        if status is not None:
            print(f"Airflow's {name} ended (exit status {status}): see {shown(home / f'{name}.log')}.", file=sys.stderr)
    return 1


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Take the signals by which services are stopped and terminals close for Ctrl-C. For a main thread.

    One that is ignored stays so: `nohup` means it.
    """
    heeded = [number for number in ENDED_BY if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, _interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
