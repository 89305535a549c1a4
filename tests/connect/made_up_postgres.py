"""A PostgreSQL of its own for a test: Debian's server on a free port of loopback, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PASSWORD = "only for this test"
NOBODY = {"user": "nobody", "group": "nogroup", "extra_groups": []}


@dataclass(frozen=True)
class Postgres:
    """A server whose administrator is `postgres`."""

    port: int

    def environment(self) -> dict[str, str]:
        return os.environ | {"PGPASSWORD": PASSWORD, "PGPORT": str(self.port), "PGCONNECT_TIMEOUT": "20"}

    def psql(self, sql: str, *, database: str = "postgres", user: str = "postgres", fails: bool = False) -> str:
        command = ["psql", "--host", "127.0.0.1", "--username", user, "--no-psqlrc", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(
            [*command, "--tuples-only", "--no-align", "--command", sql, database],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) is fails, done.stderr
        return done.stderr if fails else done.stdout.strip()


def binaries() -> Path | None:
    """The folder of Debian's newest server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found and shutil.which("psql") else None


@contextmanager
def running() -> Iterator[Postgres]:
    """A new cluster for the length of this block, under a user who is not root, as the server demands."""
    folder = binaries()
    if folder is None:
        pytest.skip("PostgreSQL is not installed (on Debian: apt install postgresql)")
    base = Path(tempfile.mkdtemp(prefix="copperbottom-postgres-"))
    who = NOBODY if os.geteuid() == 0 else {}
    if who:
        shutil.chown(base, "nobody", "nogroup")
    secret = base / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    data = str(base / "data")
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={base} -c fsync=off"
    initdb = [folder / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", str(secret)]
    server = [folder / "pg_ctl", "-D", data, "-w", "-t", "60"]
    try:
        for command in (
            [*initdb, "-E", "UTF8", "--locale=C.UTF-8"],
            [*server, "-l", str(base / "log"), "-o", settings, "start"],
        ):
            subprocess.run(command, check=True, cwd=base, stdout=subprocess.DEVNULL, **who)
        yield Postgres(port)
    finally:
        subprocess.run([*server, "-m", "immediate", "stop"], cwd=base, stdout=subprocess.DEVNULL, check=False, **who)
        shutil.rmtree(base)
