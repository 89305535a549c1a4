"""Extractors that do what a paper tells them to: the tests' stand-ins for a reader that a paper breaks."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from extract.model import Extraction
from extract.pipeline import extract_paper


def obedient(path: Path, name: str) -> Extraction:
    """Dies, eats memory, never ends, fails or complains of the disk where the paper's first word says so."""
    word = path.read_text(encoding="utf-8").partition(" ")[0]
    if word == "DIE":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "EAT":
        eaten = []
        while True:
            eaten.append(bytearray(16 << 20))
    while word == "TARRY":
        pass
    if word == "FAIL":
        raise KeyError("no such column")
    if word == "DISK":
        raise OSError(28, "No space left on device")
    return extract_paper(path, name)


def never(_path: Path, _name: str) -> Extraction:
    """Never ends."""
    while True:
        pass
