"""One visitor at a time for a host, and a pause between two requests, whoever of this machine asks.

What is kept of a host lies in the user's cache folder: a lock, the time of the last request, and until when
the host has asked to be left alone.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path

from filelock import FileLock, Timeout

from collect.errors import RefusedError
from copperbottom import paths

MOST_HOURS = 24 * 7


class Turn:
    """The turn of one visitor at a host. `wait` before each request; `leave_alone` where the host asks for it."""

    def __init__(self, host: str, note: Path, pause_seconds: float) -> None:
        self.host = host
        self.pause_seconds = pause_seconds
        self._note = note
        self._last = float(self._read().get("last", 0.0))

    def wait(self) -> None:
        """Wait until the pause since the last request is over."""
        left = self._last + self.pause_seconds - time.time()
        if left > 0:
            time.sleep(min(left, self.pause_seconds))
        self._last = time.time()

    def leave_alone(self, retry_after: str | None) -> None:
        """Remember a `Retry-After` (seconds or a date) for later visits, of this process and of others."""
        until = _until(retry_after)
        if until is not None:
            self._write({"last": self._last, "not_before": until})

    def check(self) -> None:
        """Raise RefusedError while the host has asked to be left alone."""
        left = float(self._read().get("not_before", 0.0)) - time.time()
        if left > 0:
            raise RefusedError(
                f"{self.host} has asked to be left alone for another {left / 60:,.0f} minutes: collect again then."
            )

    def end(self) -> None:
        """Leave the time of the last request to the next visitor."""
        self._write({**self._read(), "last": self._last})

    def _read(self) -> dict[str, float]:
        try:
            found = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, note: dict[str, float]) -> None:
        self._note.write_text(json.dumps(note), encoding="utf-8")


@contextmanager
def turn_at(host: str, pause_seconds: float, tell: Callable[[str], None]) -> Iterator[Turn]:
    """The turn at a host, waited for while somebody else visits it. `tell` gets a sentence if that is so.

    Raises RefusedError while the host has asked to be left alone.
    """
    folder = paths.cache() / "hosts"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(host.encode()).hexdigest()[:16]
    lock = FileLock(folder / f"{name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(f"Waiting for another visit of {host} to end")
        lock.acquire()
    try:
        turn = Turn(host, folder / f"{name}.json", pause_seconds)
        turn.check()
        try:
            yield turn
        finally:
            turn.end()
    finally:
        lock.release()


def _until(retry_after: str | None) -> float | None:
    """The time that a `Retry-After` names, at most a week from now; None where it names none."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after) if retry_after.strip().isdigit() else None
        until = time.time() + seconds if seconds is not None else parsedate_to_datetime(retry_after).timestamp()
    except (ValueError, TypeError):
        return None
    return min(until, time.time() + MOST_HOURS * 3600)
