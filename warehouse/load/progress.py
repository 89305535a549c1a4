"""The steps of a load, for whoever watches one, and the seconds that its stages take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a load, for whoever watches.

    `stage` is `find`, `skip`, `land`, `extract`, `start_up`, `wait`, `gate`, `build`, `audit`, `publish` or `done`;
    `message` a sentence for people. While papers are read, `done` of `total` are, and `outcome` is the latest.
    """

    stage: str
    message: str
    done: int = 0
    total: int = 0
    outcome: Mapping[str, Any] | None = None


Watcher = Callable[[Progress], None]


def ignore_progress(step: Progress) -> None:
    """Watch nothing."""


class StageTimer:
    """Seconds spent in each stage of a load."""

    def __init__(self, seconds: dict[str, float] | None = None) -> None:
        self.seconds: dict[str, float] = seconds if seconds is not None else {}
        self._stage: str | None = None
        self._since = 0.0

    def switch(self, stage: str | None) -> None:
        """End the stage that is measured, and measure another, or none."""
        at = time.perf_counter()
        if self._stage is not None:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + at - self._since
        self._stage, self._since = stage, at

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Measure a stage while the context lasts."""
        self.switch(stage)
        try:
            yield
        finally:
            self.switch(None)
