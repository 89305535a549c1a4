"""Serves the dashboard on this machine: `python -m bi.serve --warehouse FILE [--port N] [--home DIR]`.

Sets Superset up (its own database, accounts and secrets lie in the home folder, readable by its owner only),
imports the dashboard of the repository and serves it on loopback until interrupted.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bi.bundle import DASHBOARD
from bi.prepare import ADMIN, VIEWER

PROJECT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
THREADS = 8
POLL_SECONDS = 0.2
SECRETS = ("secret.key", f"{ADMIN}.password", f"{VIEWER}.password")


class ServeError(Exception):
    """Nothing can be served; the words say what to do."""


def environment(home: Path) -> dict[str, str]:
    """The environment of a Superset that lives in `home`; what is set for another Superset is not followed."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("SUPERSET", "FLASK", "PYTHON"))}
    return ours | {
        "SUPERSET_CONFIG_PATH": str(PROJECT / "bi" / "superset_config.py"),
        "SUPERSET_HOME": str(home),
        "COPPERBOTTOM_BI_HOME": str(home),
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(PROJECT),
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
    }


def make_home(home: Path) -> None:
    """Make the folder and its secrets, for its owner only; those that are there stay."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    for name in SECRETS:
        if not (home / name).exists():
            descriptor = os.open(home / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(48 if name == "secret.key" else 12) + "\n")


def set_up(warehouse: Path, home: Path) -> None:
    """Set Superset up for a warehouse. Raises ServeError where that does not succeed."""
    log = home / "set-up.log"
    with log.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "bi.prepare", str(warehouse), str(home)],
            env=environment(home),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            check=False,
        )
    if done.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise ServeError(f"Superset could not be set up: {lines[-1] if lines else 'no reason given'} (log: {log})")


@contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Superset on loopback, answering, for the length of this block."""
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--worker-class", "gthread"]
    command += ["--threads", str(THREADS), "--timeout", "120", "--bind", f"{LOOPBACK}:{port}"]
    with (home / "superset.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "superset.app:create_app()"],
            env=environment(home),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        while process.poll() is None and not answers(port):
            time.sleep(POLL_SECONDS)
        if process.poll() is not None:
            raise ServeError(f"Superset ended while it started: {home / 'superset.log'} says why.")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    """Whether Superset says that it is well."""
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def check_port(port: int) -> None:
    """Raise ServeError where something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise ServeError(
                f"Port {port} of this machine is not free ({error.strerror}): take another, make bi BI_PORT={port + 1}."
            ) from error


def serve(warehouse: Path, home: Path, port: int) -> int:
    """Set up and serve, in the foreground until interrupted."""
    if not warehouse.is_file():
        raise ServeError(
            f"There is no warehouse at {warehouse}: make one (make load), or name it: make bi WAREHOUSE=FILE."
        )
    check_port(port)
    make_home(home)
    print(f"Superset is being set up for {warehouse} (half a minute the first time) ...", flush=True)
    set_up(warehouse, home)
    with serving(home, port) as process:
        print(f"Open   http://{LOOPBACK}:{port}/superset/dashboard/{DASHBOARD}/")
        print(f"Log in as {VIEWER}, with the password in {home / (VIEWER + '.password')}")
        print(f"       (who edits logs in as {ADMIN}: {home / (ADMIN + '.password')})")
        print(f"Ctrl-C ends it. Log: {home / 'superset.log'}", flush=True)
        process.wait()
    raise ServeError(f"Superset ended: {home / 'superset.log'} says why.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when interrupted, 1 with a sentence when nothing can be served."""
    parser = argparse.ArgumentParser(prog="bi.serve", description=__doc__.split("\n")[0])
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--home", type=Path, default=PROJECT / ".bi", help="Superset's own folder")
    asked = parser.parse_args(arguments)
    # Ended otherwise than by Ctrl-C, it must not leave the server behind either.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return serve(asked.warehouse.absolute(), asked.home.absolute(), asked.port)
    except KeyboardInterrupt:
        return 0
    except ServeError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
