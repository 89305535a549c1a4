"""Reads landed papers in worker processes, so that one bad paper costs only itself.

Workers are plain processes (see `warehouse.workers.read_worker`), not a `multiprocessing` pool: a pool loses
every paper in hand when one worker dies, and an Airflow task may not have children of that kind.
Each worker has one thread here that hands it papers one by one and starts another when it dies.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from copperbottom.settings import settings, variable
from warehouse.errors import LoadError
from warehouse.workers.child import Child, ChildEndedError

PAPERS_PER_WORKER = 2
MEBIBYTE = 1 << 20
WORKER = "warehouse.workers.read_worker"
EXTRACTOR = "extract.pipeline:extract_paper"


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """One landed paper to be read into the store of `warehouse`, with what is `said` of it (`state.said.as_text`)."""

    paper_id: str
    name: str
    path: str
    warehouse: str
    reading_version: str
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What one paper may take before it is held."""

    seconds: float = field(default_factory=lambda: settings().paper_seconds)
    memory_bytes: int = field(default_factory=lambda: settings().paper_memory * MEBIBYTE)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading one paper came to: figures, or the reason why it is held, or an error that can heal.

    `passing` tells of a hold that is not for the paper's sake: the next load that brings it tries again.
    """

    request: ReadRequest
    tables: int = 0
    figures: int = 0
    seconds: float = 0.0
    held: str | None = None
    error: OSError | None = None
    passing: bool = False


def read_all(
    requests: Sequence[ReadRequest],
    on_answer: Callable[[ReadResult], None],
    extractor: str = EXTRACTOR,
    limits: ReadLimits | None = None,
    workers: int | None = None,
) -> None:
    """Read papers on all cores; `on_answer` is called in the calling thread, as each paper is done."""
    count = min(workers or _workers_for(len(requests)), len(requests))
    todo: queue.SimpleQueue[ReadRequest] = queue.SimpleQueue()
    done: queue.SimpleQueue[ReadResult | BaseException] = queue.SimpleQueue()
    for request in requests:
        todo.put(request)
    crew = _WorkerPool(todo, done, extractor, limits or ReadLimits())
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
    cores = settings().read_workers or len(os.sched_getaffinity(0))
    return max(1, min(cores, -(-papers // PAPERS_PER_WORKER)))


class _WorkerPool:
    """The workers of one `read_all`, each fed by a thread that runs `work`."""

    def __init__(
        self,
        todo: queue.SimpleQueue[ReadRequest],
        done: queue.SimpleQueue[ReadResult | BaseException],
        extractor: str,
        limits: ReadLimits,
    ) -> None:
        self.todo = todo
        self.done = done
        self.extractor = extractor
        self.limits = limits
        self.stopping = threading.Event()
        self.workers: list[Child] = []

    def work(self) -> None:
        worker: Child | None = None
        try:
            while not self.stopping.is_set():
                try:
                    request = self.todo.get_nowait()
                except queue.Empty:
                    break
                if worker is None or not worker.is_alive:
                    worker = start_reader(self.extractor, self.limits, self.workers)
                self.done.put(_request(worker, request, self.limits))
        except BaseException as error:
            self.done.put(error)
        finally:
            if worker is not None:
                worker.dismiss()

    def stop(self) -> None:
        """Give up: no further paper, and those in hand are stopped."""
        self.stopping.set()
        for worker in list(self.workers):
            worker.kill()


def start_reader(extractor: str, limits: ReadLimits, workers: list[Child] | None = None) -> Child:
    """A process that reads papers, ready, and added to `workers`. Raises LoadError where it cannot start."""
    child = Child(WORKER)
    if workers is not None:
        workers.append(child)
    try:
        child.ask({"extractor": extractor, "seconds": limits.seconds, "memory_bytes": limits.memory_bytes})
    except ChildEndedError as ended:
        child.dismiss()
        raise LoadError(
            f"The process that reads papers cannot start ({ended.last_words}): set the installation up again."
        ) from ended
    return child


def _request(child: Child, request: ReadRequest, limits: ReadLimits) -> ReadResult:
    began = time.perf_counter()
    try:
        answer = child.ask(asdict(request))
    except ChildEndedError as ended:
        held, passing = exit_reason(ended.status, limits), ended.status == -signal.SIGKILL
        return ReadResult(request, seconds=time.perf_counter() - began, held=held, passing=passing)
    seconds = time.perf_counter() - began
    if "accepted" in answer:
        return ReadResult(request, answer["accepted"]["tables"], answer["accepted"]["figures"], seconds)
    if "retryable" in answer:
        fault = answer["retryable"]
        return ReadResult(request, error=OSError(fault["errno"], fault["message"], fault["file"]))
    return ReadResult(request, seconds=seconds, held=answer["held"], passing=answer.get("passing", False))


def exit_reason(code: int, limits: ReadLimits) -> str:
    """Why a paper has no answer, by how the process ended that read it."""
    if code == -signal.SIGALRM:
        return (
            f"Reading it did not end within {limits.seconds:g} seconds and was stopped: "
            f"allow more ({variable('paper_seconds')}), split the paper, or report it."
        )
    if code == -signal.SIGKILL:
        return "Reading it was ended by the system, most often for want of memory: load it again when there is more."
    how = f"signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"exit status {code}"
    return (
        f"Reading it ended the process that read it, by {how}: "
        "report it with the paper; it is read again when the extractor changes."
    )
