"""Start and stop of Airflow on this machine, with parts that stand for its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from airflow_metadata import free_port

from warehouse.orchestrate import local_server

PATIENCE_SECONDS = 60
PART = """
import os, pathlib, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\\n"
    "print('here', flush=True); time.sleep(600)"], stdout=subprocess.PIPE)
child.stdout.readline()
pathlib.Path(sys.argv[1], f"{os.getpid()}.{child.pid}").touch()
time.sleep(600)
"""
SERVE = """
import sys
from pathlib import Path
from warehouse.orchestrate import local_server
folder = sys.argv[1]
local_server.set_up = lambda home, env: home.mkdir(parents=True, exist_ok=True)
local_server.airflow = lambda *part: [sys.executable, folder + "/part.py", folder + "/pids"]
sys.exit(local_server.serve(int(sys.argv[2]), Path(folder, "home")))
"""


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.1)


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Served:
    """`make airflow`, with parts that have a child each, which takes no hint to end."""

    def __init__(self, folder: Path) -> None:
        self.pids = folder / "pids"
        self.pids.mkdir()
        (folder / "part.py").write_text(PART, encoding="utf-8")
        command = [sys.executable, "-c", SERVE, str(folder), str(free_port())]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until(lambda: len(self.found()) == 2 * len(local_server.COMPONENTS))

    def found(self) -> list[int]:
        return [int(pid) for path in self.pids.iterdir() for pid in path.name.split(".")]

    def ended(self) -> tuple[int, str, str]:
        said, complained = self.process.communicate(timeout=PATIENCE_SECONDS)
        until(lambda: not any(runs(pid) for pid in self.found()))
        return self.process.returncode, said, complained


@pytest.fixture
def started(tmp_path: Path) -> Served:
    return Served(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_stop_ends_all_that_was_started(started: Served, number: signal.Signals) -> None:
    started.process.send_signal(number)
    status, said, _ = started.ended()
    assert status == 0
    assert "AIRFLOW_HOME=" in said


def test_a_part_that_ends_is_named(started: Served) -> None:
    os.kill(min(started.found()), signal.SIGKILL)
    status, _, complained = started.ended()
    assert status == 1
    assert any(f"Airflow's {name} ended (exit status -9)" in complained for name, *_ in local_server.COMPONENTS)


def test_a_port_that_is_taken_is_said_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as listening:
        listening.bind((local_server.LOOPBACK, 0))
        listening.listen()
        port = listening.getsockname()[1]
        assert local_server.serve(port, tmp_path / "home") == 1
    assert f"Port {port} of this machine is taken" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()
