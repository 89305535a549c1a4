"""Reads one paper from its file, whatever its format."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract.model import Paper, PaperError
from extract.read.registry import endings, format_found, format_named, reader_of

MAX_BYTES = 50_000_000
_SAVE_AS_WORD = frozenset({".doc", ".rtf"})


def read_paper(path: Path, name: str | None = None) -> Paper:
    """Read one paper, by its ending; a PDF or Word file that goes by the ending of another is known by its bytes.

    `name` is the paper's file name where the file at `path` goes by another (a landed copy).
    Raises PaperError for a file that is too large, empty, of a format not read, or damaged;
    OSError where the file system fails.
    """
    shown = name or path.name
    ending = Path(shown).suffix.lower()
    size = path.stat().st_size
    named = format_named(ending)
    if named is None:
        raise PaperError(_not_read(ending))
    if size == 0:
        raise PaperError("The file is empty; fetch the paper again.")
    if size > MAX_BYTES:
        raise PaperError(
            f"The file has {size / 1e6:,.0f} MB, more than the {MAX_BYTES / 1e6:,.0f} MB that a paper may have; "
            "split it, or load only the finance reports of the pack."
        )
    data = path.read_bytes()
    return reader_of(format_found(named, data))(data, hashlib.sha256(data).hexdigest(), shown)


def _not_read(ending: str) -> str:
    if ending in _SAVE_AS_WORD:
        return f"The format '{ending}' is not read; save the paper as .docx or PDF and load that."
    return f"The format '{ending or 'no ending'}' is not read; convert the paper to one of {', '.join(endings())}."
