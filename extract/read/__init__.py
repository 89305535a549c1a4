"""From a file of any format to one `Paper`: headings, paragraphs and raw tables, with their places.

Nothing here knows what a table means. A file that cannot be read raises `PaperError` with a
sentence that says what to do.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract.model import Paper, PaperError
from extract.read.pdf import read_pdf
from extract.read.text import read_text
from extract.read.web import read_web
from extract.read.word import read_word

MAX_BYTES = 50_000_000
_TEXT_TYPES = {".txt": "text/plain", ".md": "text/markdown", ".text": "text/plain", ".markdown": "text/markdown"}
_PDF = ".pdf"
_WORD = ".docx"
_WEB = frozenset({".html", ".htm"})
_OLDER = frozenset({".doc", ".rtf"})
_HEAD_REACH = 1024  # bytes at whose start a PDF says that it is one
SUFFIXES = frozenset(_TEXT_TYPES) | {_PDF, _WORD} | _WEB


def read_paper(path: Path, name: str | None = None) -> Paper:
    """Read one paper, by its ending; a PDF or Word file that goes by the ending of another is known by its bytes.

    `name` is the paper's file name where the file at `path` goes by another (a landed copy).
    Raises PaperError for a file that is too large, empty, of a format not read, or damaged;
    OSError where the file system fails.
    """
    shown = name or path.name
    suffix = Path(shown).suffix.lower()
    size = path.stat().st_size
    if suffix in _OLDER:
        raise PaperError(f"The format '{suffix}' is not read; save the paper as .docx or PDF and load that.")
    if suffix not in SUFFIXES:
        kinds = ", ".join(sorted(SUFFIXES))
        raise PaperError(f"The format '{suffix or 'no ending'}' is not read; convert the paper to one of {kinds}.")
    if size == 0:
        raise PaperError("The file is empty; fetch the paper again.")
    if size > MAX_BYTES:
        raise PaperError(
            f"The file has {size / 1e6:,.0f} MB, more than the {MAX_BYTES / 1e6:,.0f} MB that a paper may have; "
            "split it, or load only the finance reports of the pack."
        )
    data = path.read_bytes()
    paper_id = hashlib.sha256(data).hexdigest()
    if suffix in _TEXT_TYPES:
        return read_text(data, paper_id, shown, _TEXT_TYPES[suffix])
    if suffix == _PDF or data[:_HEAD_REACH].lstrip().startswith(b"%PDF-"):
        return read_pdf(data, paper_id, shown)
    if suffix == _WORD or data.startswith(b"PK\x03\x04"):
        return read_word(data, paper_id, shown)
    return read_web(data, paper_id, shown)
