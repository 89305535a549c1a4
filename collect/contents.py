"""A fetched paper, and what its file is by its content: what its name or its server says counts for nothing."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

HEAD_BYTES = 1024
TAIL_BYTES = 4096
PAPER_SUFFIXES = frozenset({".pdf", ".docx", ".doc", ".rtf", ".xlsx", ".xls", ".odt", ".pptx"})
ASKS_FOR_LOGIN = re.compile(rb"""<input[^>]+type\s*=\s*["']?password""", re.IGNORECASE)
HTML = re.compile(rb"\s*(<!--.*?-->\s*)*(<!doctype\s+html|<html)", re.IGNORECASE | re.DOTALL)
XHTML = re.compile(rb"\s*<\?xml[^>]*>\s*(<!doctype\s+html|<html)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is collected."""

    suffix: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request says of the version that is known."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The request's headers."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A paper that came whole: the file that it was written to, and what is known of it."""

    path: Path
    sha256: str
    size: int
    kind: Kind
    validators: Validators


PDF = Kind(".pdf", "application/pdf")
WORD = Kind(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
WEB = Kind(".html", "text/html")


def kind_of(head: bytes) -> Kind | None:
    """The kind of a file by its first bytes, or None for one that is not collected."""
    if head[:HEAD_BYTES].lstrip().startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return WORD
    if HTML.match(head) or XHTML.match(head):
        return WEB
    return None


def unfit(kind: Kind | None, address: str) -> str | None:
    """Why a file of this kind is not what an address promised, or None where it is. A file of no kind never is."""
    if kind is None:
        return "It is neither a PDF nor a Word document nor a web page: look at the address in a browser."
    if kind is WEB and Path(urlsplit(address).path).suffix.lower() in PAPER_SUFFIXES:
        return "A web page came instead of the paper, perhaps one that asks for a login: look at it in a browser."
    return None


def broken(kind: Kind, path: Path) -> str | None:
    """Why a whole file is not a whole paper, or None: one that ends in its middle must not be landed."""
    if kind is PDF:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
            if b"%%EOF" not in file.read():
                return "The PDF ends in its middle: collect again later."
    if kind is WORD:
        try:
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, OSError):
            return "The Word document ends in its middle: collect again later."
        if "word/document.xml" not in names:
            return "It is a zip archive but no Word document: look at the address in a browser."
    if kind is WEB and ASKS_FOR_LOGIN.search(path.read_bytes()):
        return "A page that asks for a login came: the paper is not open to the public."
    return None
