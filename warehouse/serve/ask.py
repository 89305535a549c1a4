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
START_SECONDS = 2.0
"""What a child may take beside its own alarm, for its start; then it is killed."""
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
    conversation = _Conversation(request, limits)
    try:
        if not conversation.open(Child(worker, packages=packages)):
            conversation.close()
            conversation.open(Child(worker, packages=packages))
        yield conversation.answers()
    finally:
        conversation.close()


class _Conversation:
    """What is said with the child that answers one question."""

    child: Child
    timer: threading.Timer

    def __init__(self, request: dict[str, Any], limits: QueryLimits) -> None:
        self.request = request
        self.limits = limits
        self.first: dict[str, Any] = {}
        self.late = threading.Event()

    def open(self, child: Child) -> bool:
        """Hand the request to a child. False where a load replaced the file just before the child opened it."""
        self.child = child
        self.timer = threading.Timer(START_SECONDS + self.limits.seconds, self._end_late)
        self.timer.daemon = True
        self.timer.start()
        child.send(self.request)
        self.first = self._heard()
        return not self.first.get("replaced")

    def answers(self) -> Iterator[dict[str, Any]]:
        """What the child says until its end; raises QueryError where it refuses or takes too much."""
        answer = self.first
        while "end" not in answer:
            if "refused" in answer:
                raise QueryError(answer["refused"])
            if "bytes" in answer:
                answer["data"] = self._heard(answer["bytes"])
            if "open" not in answer:
                yield answer
            answer = self._heard()

    def close(self) -> None:
        """End the child, whatever it does."""
        self.timer.cancel()
        self.child.end()

    def _heard(self, bytes_announced: int | None = None) -> Any:
        try:
            return self.child.hear() if bytes_announced is None else self.child.hear_bytes(bytes_announced)
        except ChildEndedError as ended:
            raise self._ended(ended) from ended

    def _end_late(self) -> None:
        self.late.set()
        self.child.process.kill()

    def _ended(self, ended: ChildEndedError) -> QueryError:
        if ended.status == -signal.SIGALRM or self.late.is_set():
            seconds = f"{self.limits.seconds:g} seconds"
            return QueryError(f"The query was stopped after {seconds}: ask for less, or allow more with --timeout.")
        how = f"signal {-ended.status}" if ended.status < 0 else ended.last_words or f"exit status {ended.status}"
        return QueryError(
            f"The process that answers ended before its time ({how}): ask for less, or allow more with --memory."
        )


def require_warehouse(warehouse: Path) -> None:
    """Raise QueryError where there is no such file."""
    if not warehouse.is_file():
        raise QueryError(
            f"There is no warehouse at {warehouse}: name one with --warehouse, "
            f"or load papers first (copperbottom load PATH --warehouse {warehouse})."
        )
