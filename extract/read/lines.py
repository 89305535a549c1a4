"""Lines of a text with their offsets, and what markup is on them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

TAG = re.compile(r"</?(p|br|ul|ol|li|b|i|u|em|strong|sup|sub|span|div|td|tr|th)\b[^<>]*>", re.IGNORECASE)
LIST_MARK = re.compile(r"^\s*(?:[-•*▪➢]\s+|\d+(?:\.\d+)+\.?\s+|[a-z]\)\s+|\([a-z0-9]+\)\s+)")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line without its end; `start` is its offset, `tops_page` whether a page begins with it."""

    text: str
    start: int
    tops_page: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return not self.text.strip()


def text_lines(text: str) -> list[TextLine]:
    """The lines of a text."""
    lines, start, top = [], 0, False
    for raw in text.splitlines(keepends=True):
        line = TextLine(raw.rstrip("\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029"), start, top)
        lines.append(line)
        top = line.blank and (top or raw.endswith("\f"))
        start += len(raw)
    return lines


def without_markup(text: str) -> str:
    """A piece of text as a reader sees it: tags, entities and Markdown's marks resolved, white space squeezed."""
    text = TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    text = re.sub(r"\*\*|__|^#+\s+", "", text)
    text = re.sub(r"(?<!\w)\*(?=\S)(.+?)(?<=\S)\*(?!\w)", r"\1", text)
    return " ".join(text.split())
