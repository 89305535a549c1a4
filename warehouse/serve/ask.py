"""Questions that somebody typed, answered by a process of their own that cannot write and is ended at a limit.

What the project itself asks goes through `warehouse.serve.query`, in this process. Neither DuckDB nor Arrow is
imported here: rows come as JSON, Parquet as bytes.
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from copperbottom.settings import settings
from warehouse.errors import QueryError
from warehouse.workers.child import Child, ChildEndedError
from warehouse.workers.values import decode

WORKER = "warehouse.workers.query_worker"
GRACE_SECONDS = 0.5
"""After which a child that its own alarm has not ended is killed."""
SPOOLED_BYTES = 64 << 20
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]i?B|B|bytes)", re.IGNORECASE)
UNITS = {"b": 0, "bytes": 0, "k": 1, "m": 2, "g": 3, "t": 4}

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How long a question may take, in seconds, and how much memory, as DuckDB writes it (`2GB`)."""

    seconds: float = field(default_factory=lambda: settings().query_seconds)
    memory: str = field(default_factory=lambda: settings().query_memory)

    @property
    def memory_bytes(self) -> int:
        """The memory in bytes. Raises QueryError for what is no size."""
        found = SIZE.fullmatch(self.memory.strip())
        if found is None:
            raise QueryError(f"'{self.memory}' is no amount of memory: write it as 2GB or 500MB.")
        unit = found[2].lower()
        power = UNITS[unit if unit in UNITS else unit[0]]
        return int(float(found[1]) * (1024 if "i" in unit else 1000) ** power)


@contextmanager
def ask_rows(
    sql: str, warehouse: Path, limits: QueryLimits | None = None, packages: Sequence[Path] = (), worker: str = WORKER
) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """The column names of a typed question, and its rows as they come, while the context lasts."""
    with _asked(sql, warehouse, limits, packages, worker, parquet=False) as answers:
        names: list[str] = next(answers)["names"]
        yield names, (tuple(map(decode, row)) for answer in answers for row in answer["rows"])


def ask_parquet(sql: str, warehouse: Path, limits: QueryLimits | None = None) -> IO[bytes]:
    """The answer to a typed question as a Parquet file, open at its beginning."""
    file = tempfile.SpooledTemporaryFile(SPOOLED_BYTES)  # noqa: SIM115 (the caller's)
    with _asked(sql, warehouse, limits, (), WORKER, parquet=True) as answers:
        for answer in answers:
            file.write(answer["data"])
    file.seek(0)
    return file


@contextmanager
def _asked(
    sql: str, warehouse: Path, limits: QueryLimits | None, packages: Sequence[Path], worker: str, *, parquet: bool
) -> Iterator[Iterator[dict[str, Any]]]:
    if importlib.util.find_spec("duckdb") is None:
        raise ModuleNotFoundError(name="duckdb")
    require_warehouse(warehouse)
    limits = limits or QueryLimits()
    request = {
        "sql": sql,
        "warehouse": os.path.abspath(warehouse),
        "seconds": limits.seconds,
        "memory": limits.memory,
        "memory_bytes": limits.memory_bytes,
        "parquet": parquet,
    }
    child = Child(worker, packages)
    timer = threading.Timer(limits.seconds + GRACE_SECONDS, child.process.kill)
    timer.daemon = True
    try:
        child.send(request)
        yield _answers(child, limits, timer)
    finally:
        timer.cancel()
        child.end()


def _answers(child: Child, limits: QueryLimits, timer: threading.Timer) -> Iterator[dict[str, Any]]:
    """What the child says until its end; raises QueryError for a question that it refuses or that takes too much."""
    try:
        child.hear()
        timer.start()
        while "end" not in (answer := child.hear()):
            if "refused" in answer:
                raise QueryError(answer["refused"])
            if "bytes" in answer:
                answer["data"] = child.hear_bytes(answer["bytes"])
            yield answer
    except ChildEndedError as ended:
        if ended.status in (-signal.SIGALRM, -signal.SIGKILL):
            raise QueryError(
                f"The query was stopped after {limits.seconds:g} seconds: ask for less, or allow more with --timeout."
            ) from ended
        how = f"signal {-ended.status}" if ended.status < 0 else ended.last_words or f"exit status {ended.status}"
        raise QueryError(
            f"The process that answers ended before its time ({how}): ask for less, or allow more with --memory."
        ) from ended


def require_warehouse(warehouse: Path) -> None:
    """Raise QueryError where there is no such file."""
    if not warehouse.is_file():
        raise QueryError(
            f"There is no warehouse at {warehouse}: name one with --warehouse, "
            f"or load papers first (copperbottom load PATH --warehouse {warehouse})."
        )
