"""What reading a paper depends on beside its bytes and the extractor: the tools that are there, and the limits.

A paper that could not be read is tried again when this changed: a scan once its tool is installed, a large paper once
it may take more time or memory. What failed for no reason of the paper's is tried again at every load that brings it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from copperbottom.settings import settings

TOOLS = ("ocrmypdf", "tesseract")
PASSING = "passing"
"""The circumstances of a failure that was the machine's or ours and not the paper's: they are never the same again."""


def circumstances() -> str:
    """The tools and limits in force, as words; while they are the same, a paper that is held is not tried again."""
    current = settings()
    tools = [f"{name}={_known_by(shutil.which(name))}" for name in TOOLS]
    return "; ".join([*tools, f"seconds={current.paper_seconds:g}", f"memory={current.paper_memory}"])


def _known_by(place: str | None) -> str:
    if place is None:
        return "none"
    there = Path(place).resolve().stat()
    return f"{place}:{there.st_size}:{there.st_mtime_ns}"
