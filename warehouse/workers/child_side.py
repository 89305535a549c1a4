"""What a child process does on its side: answers in JSON, one a line, and limits of the kernel.

Only the standard library is imported here, so that a child is there at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO


@contextmanager
def answers_apart() -> Iterator[TextIO]:
    """The stream for answers, with all that libraries print sent to the error output."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        yield answers


def answer(answers: TextIO, record: dict[str, Any]) -> None:
    """Give one answer."""
    answers.write(json.dumps(record, default=str) + "\n")
    answers.flush()


def limit_memory(memory_bytes: int) -> None:
    """Hold this process to so much data memory; what needs more raises MemoryError."""
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, hard))
