"""A child process that is asked in JSON: one request a line on its input, one answer a line on its output.

The parent's side is here; the child's is `warehouse.workers.child_side`. What a library prints in the child goes to its
error output, of which the last line is the reason when a child ends before its time.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from copperbottom.paths import PROJECT
from copperbottom.settings import child_environment, child_python

DISMISS_SECONDS = 5


class ChildEndedError(Exception):
    """A child ended without an answer. `last_words` is the last line of its error output, or empty."""

    def __init__(self, status: int, last_words: str) -> None:
        super().__init__(last_words or f"exit status {status}")
        self.status = status
        self.last_words = last_words


class Child:
    """A child process, started at once from a module of ours, with its arguments, or of one of the folders `packages`.

    It finds no modules in the current folder, nor in those of `PYTHONPATH`, and gets no more of the environment than
    `copperbottom.settings.PASSED_ON` lists.
    """

    def __init__(self, module: str, *arguments: str, packages: Sequence[Path] = ()) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as this)
        self.process = subprocess.Popen(
            child_python("-m", module, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=child_environment(PROJECT, *packages),
        )

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self.process.poll() is None

    def send(self, request: dict[str, Any]) -> None:
        """Hand over a request; that the child is gone shows when it is heard."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for an answer; raises ChildEndedError where none comes."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise ChildEndedError(self.process.wait(), self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def hear_bytes(self, count: int) -> bytes:
        """Wait for bytes that an answer announced; raises ChildEndedError where fewer come."""
        assert self.process.stdout is not None
        data = self.process.stdout.read(count)
        if len(data) < count:
            raise ChildEndedError(self.process.wait(), self._last_words())
        return data

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Hand over a request and wait for its answer."""
        self.send(request)
        return self.hear()

    def dismiss(self) -> None:
        """Let the child end by itself, and end it where it does not."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=DISMISS_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._close()

    def kill(self) -> None:
        """End the child now."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """End the child now, whatever it does, and let go of it."""
        self.kill()
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self._close()

    def _close(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._errors.close()

    def _last_words(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace").strip().rpartition("\n")[2]
