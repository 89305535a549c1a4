"""Airflow's environment and processes on this machine.

Airflow's settings come from here alone: what the caller's environment says to another Airflow is not followed, but for
its connections (`AIRFLOW_CONN_…`). Nothing is sent anywhere: usage statistics of Airflow, dbt and Great Expectations
are off.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

from copperbottom.paths import PROJECT, shipped
from copperbottom.settings import LANDINGS, NETWORK, SEND_NOTHING, child_environment, child_python
from warehouse.orchestrate import metadata_db

LOOPBACK = "127.0.0.1"
CONNECTIONS = "AIRFLOW_CONN_*"
"""Airflow's connections: notifiers and landings are reached by them."""
LAST_LINES = 20
"""Of a log, told beside a failure."""
MOST_PAPERS = 100_000
"""Mapped tasks that Airflow allows in one run; its own default is 1,024."""


def environment(home: Path) -> dict[str, str]:
    """The environment of an Airflow that lives in `home`, sends nothing out and listens to this machine only.

    Of the caller's it has what children of ours get, what the network and landings need, and Airflow's connections.
    """
    return child_environment(PROJECT, pass_on=(*NETWORK, *LANDINGS, CONNECTIONS)) | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(shipped("dags")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__MAX_MAP_LENGTH": str(MOST_PAPERS),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS": metadata_db.SYNCHRONOUS_NAME,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS_ASYNC": metadata_db.ASYNCHRONOUS_NAME,
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        **SEND_NOTHING,
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
    }


def serving_environment(
    home: Path, port: int, *, host: str = LOOPBACK, url: str | None = None, secret: str | None = None
) -> dict[str, str]:
    """The environment of a scheduler and its interface, where everybody who reaches the port is its admin.

    It listens on loopback unless `host` says otherwise; `url` is where its parts meet, `secret` what they share.
    """
    meeting = url or f"http://{LOOPBACK}:{port}"
    return environment(home) | {
        "AIRFLOW__API__HOST": host,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": meeting,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secret or secrets.token_hex(48),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{meeting}/execution/",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
    }


def airflow(*arguments: str) -> list[str]:
    """The command line of Airflow in this interpreter's environment."""
    return child_python("-m", "airflow", *arguments)


def blank_metadata_db(home: Path, log: Path) -> Path:
    """A blank metadata database of this Airflow version, made the first time and copied ever after."""
    blank = home / f"blank-{version('apache-airflow')}.db"
    with FileLock(home / "blank.lock"):
        if not blank.exists():
            with tempfile.TemporaryDirectory(dir=home, prefix="new-") as folder:
                run_logged(airflow("db", "migrate"), environment(Path(folder)), log)
                os.replace(Path(folder) / "airflow.db", blank)
    return blank


def run_logged(command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
    """Run a command with its words in the log; raises CalledProcessError, with the last of them, if it fails."""
    with log.open("ab") as file:
        try:
            subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=True)
        except subprocess.CalledProcessError as error:
            error.add_note("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]))
            raise


@contextmanager
def terminated_with_us(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended with this one, if it has not ended before.

    Where it leads a session of its own, what it left behind there is ended too.
    """
    leads = os.getpgid(process.pid) == process.pid if process.poll() is None else False
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
        if leads:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
