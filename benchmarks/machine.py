"""The machine and the versions that results belong to: nothing that names the machine or its places."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks.tables import Table

PACKAGES = ("apache-airflow", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas", "pyarrow")
GIBIBYTE = 1 << 30


def machine() -> Table:
    """What the measurements ran on."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / GIBIBYTE
    rows = [
        ("Cores", str(len(os.sched_getaffinity(0)))),
        ("Processor", cpu_model()),
        ("Memory", f"{memory:.0f} GiB"),
        ("System", f"{platform.system()} {platform.machine()}"),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in PACKAGES),
    ]
    words = "Groups are measured one after another; what else the machine does counts in."
    return Table("The machine", words, ("What", "Which"), rows)


def cpu_model() -> str:
    """The processor's name, as the kernel gives it."""
    return next(_models(), platform.processor() or "unknown")


def _models() -> Iterator[str]:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            yield value.strip()
