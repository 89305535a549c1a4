"""Runs what is measured in a process of its own, and watches how much memory its whole tree takes.

Memory is the sum of resident memory over the process and all below it, from `/proc`, looked at every
20 milliseconds: pages that processes share count once for each, and a peak between two looks is missed.
Linux only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copperbottom.paths import PROJECT
from copperbottom.settings import child_environment

LOOK_SECONDS = 0.02
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Run:
    """How one process went: seconds from start to end, peak bytes of its tree, and what it printed."""

    seconds: float
    peak_bytes: int
    output: str

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON object on its last line."""
        found: dict[str, Any] = json.loads(self.output.splitlines()[-1])
        return found


def python(*arguments: str | Path, cores: int | None = None, environment: Mapping[str, str] | None = None) -> Run:
    """Run this interpreter with arguments, on so many cores; raises CalledProcessError if it fails."""
    command = [sys.executable, *(os.fspath(argument) for argument in arguments)]
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=child_environment(PROJECT, **dict(environment or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.sched_setaffinity(process.pid, allowed)
    peak = 0
    while process.poll() is None:
        peak = max(peak, tree_bytes(process.pid))
        time.sleep(LOOK_SECONDS)
    took = time.perf_counter() - began
    assert process.stdout is not None
    output = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Run(took, peak, output)


def tree_bytes(root: int) -> int:
    """Resident bytes of a process and of all below it."""
    resident: dict[int, int] = {}
    children: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        children[int(fields[1])].append(pid)
        resident[pid] = int(fields[21]) * PAGE_BYTES
    found, todo = 0, [root]
    while todo:
        pid = todo.pop()
        found += resident.get(pid, 0)
        todo += children[pid]
    return found


def papers_of(folder: Path) -> Sequence[Path]:
    """The papers below a folder."""
    from warehouse.load.loader import find_papers

    return [Path(path) for path in find_papers(folder, folder.parent / ".none.duckdb")]
