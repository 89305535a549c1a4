"""Extractors that do what a paper tells them to: the tests' stand-ins for a reader that a paper breaks."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from extract.model import Extraction, PaperError
from extract.pipeline import extract_paper
from warehouse.workers.circumstances import circumstances


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
        time.sleep(1)
    if word == "FAIL":
        raise KeyError("no such column")
    if word == "REFUSE":
        raise PaperError("It cannot be read: send another.")
    if word == "DISK":
        raise OSError(28, "No space left on device")
    return extract_paper(path, name)


def wants_a_tool(path: Path, name: str) -> Extraction:
    """Takes papers whose number ends in 5 for scans, which can be read where ocrmypdf is."""
    if name.removesuffix(".txt").endswith("5") and "ocrmypdf=none" in circumstances():
        raise PaperError("This is a scan: install ocrmypdf and load it again.")
    return extract_paper(path, name)


def never(_path: Path, _name: str) -> Extraction:
    """Never ends."""
    while True:
        pass
