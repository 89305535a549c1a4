"""A watched inbox: a folder into which somebody puts papers. Nothing in it is changed or removed.

Hidden files, links, and files that were written a moment ago (somebody may still be at it) are left for the
next time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from collect import contents
from collect.contents import Fetched, Kind, Validators
from collect.documents import Document, plain_title
from collect.errors import CollectError, PaperRefusedError
from collect.register import Panel

SCHEME = "inbox:"
SETTLED_SECONDS = 2.0
TEXTS = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}


def documents(panel: Panel) -> Iterator[Document]:
    """The files below the inbox, by name. Raises CollectError where there is no such folder."""
    root = Path(panel.folder)
    if not root.is_dir():
        raise CollectError(f"There is no folder {root}: make it, or name another under `folder:` in the register.")
    for here, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(here, name)
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            if path.stat().st_mtime <= time.time() - SETTLED_SECONDS:
                relative = os.fsencode(path.relative_to(root))
                yield Document(SCHEME + quote(relative), plain_title(os.fsencode(path.stem).decode("utf-8", "replace")))


def fetch(panel: Panel, address: str, known: Validators, into: Path) -> Fetched | None:
    """Copy a file of the inbox, or None where neither its size nor its time changed since it was known.

    Raises PaperRefusedError for what is not taken.
    """
    path = Path(panel.folder, os.fsdecode(unquote_to_bytes(address.removeprefix(SCHEME))))
    try:
        status = path.stat()
        validators = Validators(etag=f"{status.st_size}-{status.st_mtime_ns}")
        if known.etag == validators.etag:
            return None
        if status.st_size > panel.max_bytes:
            raise PaperRefusedError(
                f"It has more than the {panel.max_megabytes:,.0f} MB that a paper may have: split it."
            )
        shutil.copyfile(path, into)
    except OSError as error:
        raise PaperRefusedError(f"The file cannot be read ({error.strerror}): mend its permissions.") from error
    with into.open("rb") as file:
        head = file.read(contents.HEAD_BYTES)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if not head:
        raise PaperRefusedError("The file is empty: put the paper there again.")
    kind = contents.kind_of(head) or _text(path, head)
    reason = contents.unfit(kind, address)
    if kind is None or reason:
        raise PaperRefusedError(reason or "")
    reason = contents.broken(kind, into)
    if reason:
        raise PaperRefusedError(reason)
    return Fetched(into, sha256, into.stat().st_size, kind, validators)


def _text(path: Path, head: bytes) -> Kind | None:
    media_type = TEXTS.get(path.suffix.lower())
    return None if media_type is None or b"\0" in head else Kind(path.suffix.lower(), media_type)
