"""A panel's site and a landing to try collecting with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from collect.collector import collect
from collect.documents import Window
from collect.landing import Landing
from collect.register import Panel, load_register
from samples.site import Site

TODAY = dt.date.today()
RECENT = TODAY - dt.timedelta(days=30)
EARLIER = TODAY - dt.timedelta(days=120)
LONG_AGO = TODAY - dt.timedelta(days=1000)


def pdf(words: str = "") -> bytes:
    """A file that is a PDF as far as collecting goes."""
    return b"%PDF-1.7\n" + words.encode() * 3 + b"\nstartxref\n9\n%%EOF\n"


Refused = Callable[..., str]


class Collected:
    """Collects from a site into a landing of its own, as often as asked."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self.landing = Landing(folder / "landing")
        self.said: list[str] = []

    def panels(self, kind: str = "moderngov", **changes: str) -> tuple[Panel, ...]:
        text = self.site.register(kind)
        for name, value in changes.items():
            lines = [line for line in text.splitlines() if not line.strip().startswith(f"{name}:")]
            text = "\n".join([*lines, f"    {name}: {value}"]) + "\n"
        path = self.folder / "panels.yml"
        path.write_text(text, encoding="utf-8")
        return load_register(path)

    def __call__(
        self, kind: str = "moderngov", window: Window | None = None, dry_run: bool = False, **changes: str
    ) -> dict[str, Any]:
        return collect(
            self.panels(kind, **changes),
            self.landing,
            window,
            dry_run=dry_run,
            progress=lambda step: self.said.append(step.message),
        )

    @property
    def landed(self) -> list[bytes]:
        """The bytes of every landed paper."""
        return sorted(path.read_bytes() for path in self.papers())

    def papers(self) -> list[Path]:
        root = Path(self.landing.root)
        return [path for path in root.iterdir() if path.is_file()] if root.is_dir() else []

    def nothing_is_half_landed(self) -> bool:
        """Whether the landing has whole papers only, each known to the manifest, and nothing on its way."""
        root = Path(self.landing.root)
        known = {f"{one.sha256}{one.suffix}" for entry in self.landing.entries().values() for one in entry.versions}
        return {path.name for path in self.papers()} == known and not list((root / ".partial").iterdir())


class Clock:
    """A clock in place of the machine's, for the pauses: it goes by itself only a little, and as far as is slept."""

    def __init__(self) -> None:
        self.at = 1_000_000.0
        self.slept: list[float] = []

    def time(self) -> float:
        self.at += 0.001
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
