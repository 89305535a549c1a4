"""Which formats papers may have, and what reads each: the table here, and what other packages add.

A reader is named as `module:function` and imported when the first paper of its format comes: whoever reads text needs
no PDF library. Another package adds a format by an entry point that is named like the ending of its files, without the
dot; in its pyproject.toml:

    [project.entry-points."copperbottom.readers"]
    odt = "copperbottom_odt:read_odt"

What is read here cannot be taken over: papers of these endings give the same figures whatever else is installed.
"""

from __future__ import annotations

import importlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from extract.model import Paper, PaperError
from extract.plugins import added_readers

_HEAD_REACH = 1024  # bytes at whose start a PDF says that it is one


class Reader(Protocol):
    """Reads one paper from its bytes.

    `paper_id` and `name` are those of the `Paper` that it returns. Raises PaperError, with a sentence that says what
    to do, for bytes that it cannot read; never touches the file system or the network.
    """

    def __call__(self, data: bytes, paper_id: str, name: str) -> Paper:
        """The paper."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of papers: its media type, the endings of its files, and its reader as `module:function`.

    `begins` tells its files by their first bytes, where they can be told. `ending_decides` is False where a file of
    such an ending is often one of another format, which is then known by its bytes. `package` is who added it.
    """

    media_type: str
    endings: tuple[str, ...]
    reader: str
    begins: Callable[[bytes], bool] | None = None
    ending_decides: bool = True
    package: str = ""


def _begins_as_pdf(data: bytes) -> bool:
    return data[:_HEAD_REACH].lstrip().startswith(b"%PDF-")


def _begins_as_word(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = (
    Format("text/plain", (".txt", ".text"), "extract.read.text:read_text"),
    Format("text/markdown", (".md", ".markdown"), "extract.read.text:read_markdown"),
    Format("application/pdf", (".pdf",), "extract.read.pdf:read_pdf", _begins_as_pdf),
    Format(WORD, (".docx",), "extract.read.word:read_word", _begins_as_word, ending_decides=False),
    Format("text/html", (".html", ".htm"), "extract.read.web:read_web", ending_decides=False),
)


def added_formats() -> tuple[Format, ...]:
    """The formats that other packages add; of two for one ending the first by the package's name."""
    taken = {ending for known in FORMATS for ending in known.endings}
    found: list[Format] = []
    for plugin in added_readers():
        ending = f".{plugin.name.lower()}"
        if ending not in taken:
            taken.add(ending)
            media_type = mimetypes.guess_type(f"paper{ending}")[0] or "application/octet-stream"
            found.append(Format(media_type, (ending,), plugin.target, package=plugin.package))
    return tuple(found)


def endings() -> list[str]:
    """The endings of all files that can be read."""
    return sorted(ending for known in (*FORMATS, *added_formats()) for ending in known.endings)


def format_named(ending: str) -> Format | None:
    """The format of files with an ending (`.pdf`); None for one that is not read."""
    return next((known for known in (*FORMATS, *added_formats()) if ending in known.endings), None)


def format_of(media_type: str) -> Format | None:
    """The format of a media type (`application/pdf`, with or without parameters); None for one that is not read."""
    wanted = media_type.partition(";")[0].strip().lower()
    return next((known for known in (*FORMATS, *added_formats()) if known.media_type == wanted), None)


def format_found(named: Format, data: bytes) -> Format:
    """The format of a file that is named as one: that one, or another that its first bytes tell."""
    if named.ending_decides:
        return named
    return next((known for known in FORMATS if known.begins is not None and known.begins(data)), named)


def reader_of(known: Format) -> Reader:
    """The reader of a format, imported now. Raises PaperError for one of another package that cannot be."""
    module, _, function = known.reader.partition(":")
    try:
        return cast(Reader, getattr(importlib.import_module(module), function))
    except (ImportError, AttributeError) as error:
        if not known.package:
            raise
        raise PaperError(
            f"The reader of '{known.endings[0]}' papers, {known.reader} of the package {known.package}, cannot be "
            f"imported ({error}); mend or remove that package, or convert the paper."
        ) from error
