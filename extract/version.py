"""The extractor's version: a hash over its code and vocabulary.

When it changes, papers are read again; so the hash covers every file that can change a figure, the versions of the
libraries that read formats, the readers that other packages add, and nothing else (no time, no path, no machine).
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extract.plugins import added_readers

_KINDS = {".py", ".yml", ".csv"}
_LIBRARIES = ("pypdfium2", "lxml", "python-docx")


@cache
def extractor_version() -> str:
    """Twelve hex digits that change when the extractor's code or vocabulary does."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(here.rglob("*"), key=lambda p: p.relative_to(here).as_posix()):
        if path.suffix in _KINDS and "__pycache__" not in path.parts:
            digest.update(path.relative_to(here).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    for library in _LIBRARIES:
        digest.update(f"{library} {_installed(library)}".encode())
    for plugin in added_readers():
        digest.update(f"{plugin}".encode())
    return digest.hexdigest()[:12]


def _installed(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
