"""Reads one paper for whoever looks at it, in the process and within the limits that a load reads papers in.

What comes back is checked against the records of `extract.model`; nothing of it is run. No store is touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from extract.model import NOTHING_SAID, Extraction, Paper, PaperError, Said
from warehouse.state.said import as_text
from warehouse.workers.child import Child, ChildEndedError
from warehouse.workers.read_pool import EXTRACTOR, ReadLimits, exit_reason, start_reader

READER = "extract.read:read_paper"
Record = TypeVar("Record", Paper, Extraction)


@dataclass(frozen=True, slots=True)
class _Last:
    path: Path
    name: str
    paper: Paper


class PaperReader:
    """A context in which papers are read by a process of their own, which ends with it.

    The process is started when it is needed and again when a paper has ended it; the paper that was read last is kept.
    """

    def __init__(self, limits: ReadLimits | None = None) -> None:
        self.limits = limits or ReadLimits()
        self._child: Child | None = None
        self._last: _Last | None = None

    def __enter__(self) -> PaperReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._child is not None:
            self._child.end()

    def read(self, path: Path, name: str | None = None) -> Paper:
        """A paper as read. Raises PaperError where it cannot be read or takes too much, OSError of the file system."""
        shown = name or path.name
        if self._last is None or (self._last.path, self._last.name) != (path, shown):
            self._last = _Last(path, shown, self._asked(READER, path, shown, Paper))
        return self._last.paper

    def extract(self, path: Path, said: Said = NOTHING_SAID) -> Extraction:
        """What a paper yields, with what is said of it. Raises as `read` does."""
        return self._asked(EXTRACTOR, path, path.name, Extraction, said)

    def _asked(self, extractor: str, path: Path, name: str, kind: type[Record], said: Said = NOTHING_SAID) -> Record:
        if self._child is None or not self._child.is_alive:
            self._child = start_reader(extractor, self.limits)
        self._child.send({"path": str(path.absolute()), "name": name, "extractor": extractor, "said": as_text(said)})
        from pydantic import TypeAdapter

        adapter = TypeAdapter(kind)  # while the child reads
        try:
            answer: dict[str, Any] = self._child.hear()
        except ChildEndedError as ended:
            raise PaperError(exit_reason(ended.status, self.limits)) from ended
        if "read" in answer:
            return adapter.validate_python(answer["read"])
        if "retryable" in answer:
            fault = answer["retryable"]
            raise OSError(fault["errno"], fault["message"], fault["file"])
        error = PaperError(answer["held"])
        if "traceback" in answer:
            error.add_note(answer["traceback"])
        raise error
