"""Reads landed papers in worker processes, so that one bad paper costs only itself.

Workers are plain processes (see `warehouse.read_worker`), not a `multiprocessing` pool: a pool loses
every paper in hand when one worker dies, and an Airflow task may not have children of that kind.
Each worker has one thread here that hands it papers one by one and starts another when it dies.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.errors import LoadError
from warehouse.store import PROJECT

PAPER_SECONDS = 300
PAPER_BYTES = 2 << 30
PAPERS_PER_WORKER = 2
DISMISS_SECONDS = 5
EXTRACTOR = "extract.pipeline:extract_paper"


@dataclass(frozen=True, slots=True)
class Request:
    """One landed paper to be read into the store of `warehouse`."""

    paper_id: str
    name: str
    path: str
    warehouse: str
    extractor_version: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one paper may take before it is held."""

    seconds: float = PAPER_SECONDS
    memory_bytes: int = PAPER_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """What reading one paper came to: figures, or the reason why it is held, or an error that can heal."""

    request: Request
    tables: int = 0
    figures: int = 0
    seconds: float = 0.0
    held: str | None = None
    error: OSError | None = None


def read_all(
    requests: Sequence[Request],
    on_answer: Callable[[Answer], None],
    extractor: str = EXTRACTOR,
    limits: Limits | None = None,
    workers: int | None = None,
) -> None:
    """Read papers on all cores; `on_answer` is called in the calling thread, as each paper is done."""
    count = min(workers or _workers_for(len(requests)), len(requests))
    todo: queue.SimpleQueue[Request] = queue.SimpleQueue()
    done: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
    for request in requests:
        todo.put(request)
    crew = _Crew(todo, done, extractor, limits or Limits())
    threads = [threading.Thread(target=crew.work, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        for _ in requests:
            answer = done.get()
            if isinstance(answer, BaseException):
                raise answer
            on_answer(answer)
    except BaseException:
        crew.stop()
        raise
    finally:
        for thread in threads:
            thread.join()


def _workers_for(papers: int) -> int:
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, -(-papers // PAPERS_PER_WORKER)))


class _Crew:
    """The workers of one `read_all`, each fed by a thread that runs `work`."""

    def __init__(
        self,
        todo: queue.SimpleQueue[Request],
        done: queue.SimpleQueue[Answer | BaseException],
        extractor: str,
        limits: Limits,
    ) -> None:
        self.todo = todo
        self.done = done
        self.extractor = extractor
        self.limits = limits
        self.stopping = threading.Event()
        self.workers: list[subprocess.Popen[bytes]] = []

    def work(self) -> None:
        worker: subprocess.Popen[bytes] | None = None
        try:
            while not self.stopping.is_set():
                try:
                    request = self.todo.get_nowait()
                except queue.Empty:
                    break
                if worker is None or worker.poll() is not None:
                    worker = _start(self.extractor, self.limits, self.workers)
                self.done.put(_ask(worker, request, self.limits))
        except BaseException as error:
            self.done.put(error)
        finally:
            if worker is not None:
                _dismiss(worker)

    def stop(self) -> None:
        """Give up: no further paper, and those in hand are stopped."""
        self.stopping.set()
        for worker in list(self.workers):
            worker.kill()


def _start(extractor: str, limits: Limits, workers: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    with tempfile.TemporaryFile() as complaints:
        worker = subprocess.Popen(
            [sys.executable, "-m", "warehouse.read_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=worker_environment(),
        )
        workers.append(worker)
        assert worker.stdout is not None
        _send(worker, {"extractor": extractor, "seconds": limits.seconds, "memory_bytes": limits.memory_bytes})
        if not worker.stdout.readline().endswith(b"\n"):
            _dismiss(worker)
            complaints.seek(0)
            last = complaints.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise LoadError(f"The process that reads papers cannot start ({last}): set the installation up again.")
    return worker


def worker_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a child process: it finds the same packages as this one."""
    paths = [str(PROJECT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return os.environ | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))} | (extra or {})


def _ask(worker: subprocess.Popen[bytes], request: Request, limits: Limits) -> Answer:
    assert worker.stdout is not None
    began = time.perf_counter()
    _send(
        worker,
        {
            "paper_id": request.paper_id,
            "name": request.name,
            "path": request.path,
            "warehouse": request.warehouse,
            "extractor_version": request.extractor_version,
        },
    )
    line = worker.stdout.readline()
    seconds = time.perf_counter() - began
    if not line.endswith(b"\n"):
        return Answer(request, seconds=seconds, held=_death(worker.wait(), limits))
    answer = json.loads(line)
    if "accepted" in answer:
        return Answer(request, answer["accepted"]["tables"], answer["accepted"]["figures"], seconds)
    if "machine" in answer:
        machine = answer["machine"]
        return Answer(request, error=OSError(machine["errno"], machine["message"], machine["file"]))
    return Answer(request, seconds=seconds, held=answer["held"])


def _send(worker: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
    assert worker.stdin is not None
    try:
        worker.stdin.write(json.dumps(message).encode() + b"\n")
        worker.stdin.flush()
    except BrokenPipeError:
        return


def _death(code: int, limits: Limits) -> str:
    if code == -signal.SIGALRM:
        return (
            f"Reading it did not end within {limits.seconds:g} seconds and was stopped: "
            "split the paper, or report it; it is read again when the extractor changes."
        )
    how = f"signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"exit status {code}"
    return (
        f"Reading it ended the process that read it, by {how}: "
        "report it with the paper; it is read again when the extractor changes."
    )


def _dismiss(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        worker.stdin.close()
    try:
        worker.wait(timeout=DISMISS_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
    worker.stdout.close()
