"""What can stop a load, said in sentences that tell whoever runs it what to do.

A bad paper never raises: it is held, and is a row to query. What raises is that nothing could be
published (`LoadError`), or that a question cannot be answered (`QueryError`).
"""

from __future__ import annotations

import errno
from pathlib import Path

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
NO_ROOM_WORDS = ("no space left on device", "database or disk is full", "disk quota exceeded", "out of disk space")
NOT_ALLOWED_WORDS = ("permission denied", "readonly database", "read-only file system", "unable to open database file")
MACHINE_WORDS = (*NO_ROOM_WORDS, *NOT_ALLOWED_WORDS, "io error:", "out of memory error:")
UNCHANGED = "What was published before is unchanged."


class LoadError(Exception):
    """Nothing could be published. `reason` is a sentence that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PassingLoadError(LoadError):
    """Nothing could be published now, and it may go well later: a full disk, a folder that is away."""


class NoPapersError(PassingLoadError):
    """There are no papers where they were said to be."""


class QueryError(Exception):
    """A question that cannot be answered. `reason` is a sentence that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_machine_error(words: str) -> bool:
    """Whether the words of an error speak of the disk or the memory, so that no paper is to blame."""
    return any(hint in words.lower() for hint in MACHINE_WORDS)


def no_room(warehouse: Path) -> LoadError:
    """The disk of the warehouse or of its store is full."""
    return PassingLoadError(
        f"There is no room left on the disk that holds {warehouse} and its store: "
        f"free some space and load again. {UNCHANGED}"
    )


def not_writable(warehouse: Path, cause: object) -> LoadError:
    """The warehouse, its folder or its store cannot be written."""
    return LoadError(
        f"{warehouse} or its store beside it cannot be written ({cause}): "
        f"name another file with --warehouse, or mend the folder's permissions, and load again."
    )


def load_error(warehouse: Path, error: BaseException) -> LoadError:
    """The sentence for an error of the machine (disk, permissions) or of the database."""
    if isinstance(error, LoadError):
        return error
    words = str(error).lower()
    number = error.errno if isinstance(error, OSError) else None
    if number in NO_ROOM or any(hint in words for hint in NO_ROOM_WORDS):
        return no_room(warehouse)
    if number in NOT_ALLOWED or any(hint in words for hint in NOT_ALLOWED_WORDS):
        return not_writable(warehouse, error)
    if isinstance(error, NotADirectoryError | FileExistsError | IsADirectoryError):
        return not_writable(warehouse, error)
    passing = isinstance(error, OSError) or is_machine_error(words)
    return (PassingLoadError if passing else LoadError)(
        f"The load of {warehouse} stopped: {type(error).__name__}: {error}. {UNCHANGED} "
        f"Load again; if it stops in the same place, report these words."
    )
