"""Tables whose cells are parted by pipes, as Markdown has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.read.lines import TextLine
from extract.read.text_tables.found import Found, split_cells

_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")


def _is_piped(line: TextLine) -> bool:
    stripped = line.text.strip()
    return stripped.count("|") >= 2 or (stripped.startswith("|") and len(stripped) > 1)


def piped(lines: Sequence[TextLine], i: int) -> Found | None:
    """A table of two or more lines with pipes."""
    end = i
    rows = []
    while end < len(lines) and _is_piped(lines[end]):
        line = lines[end]
        end += 1
        if _PIPE_RULE.match(line.text):
            continue
        lead = len(line.text) - len(line.text.lstrip())
        body = line.text.strip()
        offset = line.start + lead
        if body.startswith("|"):
            body, offset = body[1:], offset + 1
        rows.append(split_cells(TextLine(body.removesuffix("|"), offset), "|"))
    return (rows, end) if len(rows) >= 2 else None
