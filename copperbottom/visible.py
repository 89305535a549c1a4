"""Text that is safe to show: what would steer a terminal, or turn lines and letters round, is written out instead."""

from __future__ import annotations

import re
from typing import IO

BREAKS = "\t\n"
STEERING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff"
"""Control characters, separators of lines and paragraphs, what overrides the direction of writing, half letters."""
_STEERING = re.compile(f"[{STEERING}]")
_STEERING_OR_BREAK = re.compile(f"[{BREAKS}{STEERING}]")


def visible(text: str, *, breaks: bool = False) -> str:
    """A text with each character that steers as its escape (`\\x1b`); tabs and line breaks stay where `breaks` says."""
    return (_STEERING if breaks else _STEERING_OR_BREAK).sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "backslashreplace").decode("ascii")


class VisibleStream:
    """A text stream that leads to a terminal; what is written to it is made visible."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write text, its line breaks as they are."""
        return self.stream.write(visible(text, breaks=True))


def for_people(stream: IO[str]) -> IO[str] | VisibleStream:
    """A stream to write data to: as it is for a file or a pipe, made visible on a terminal."""
    return VisibleStream(stream) if stream.isatty() else stream
