"""For formats that say themselves what is a table: parts in reading order, and the text that they make up.

Word and web pages have no text of their own that offsets could point into. So the text is built here from
the blocks and cells, a line for each block and row, tabs between cells, and every part knows where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.model import Block, Cell, Paper, PaperError, Place, RawTable
from extract.read.tables import goes_on, is_data, make_table

MAX_HEADING = 140
MAX_TITLE = 110
CONTEXT_PARAGRAPHS = 12
HEADINGS_KEPT = 30
MAX_CELLS = 200_000  # of one table, empty ones included: more is no table that anybody printed
MAX_SPAN = 100  # a cell that claims to span more columns or rows is taken at this
MOST_HEADER_ROWS = 5  # rows that a document may mark as header; one that marks more is not believed
MIN_NUMBER_ROWS = 2  # rows with numbers that make a table inside a cell a table of its own
INDENT_STEPS = 6  # more different left edges in one column and they are no steps
_LIST_MARK = re.compile(r"^\s*(?:[-•*▪➢–]\s+|\d+(?:\.\d+)+\.?\s+|\d{1,2}[.)]\s+|[a-z]\)\s+|\([a-z0-9]{1,3}\)\s+)")
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[A-Z][.)]|\([a-z0-9]+\)|[ivx]+[.)])\s+")
_REFERENCE_MARK = re.compile(r"^[\d*†‡,\s]+$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A cell before it has a place. `edge` is its text's left edge, in any unit that one column keeps to."""

    text: str = ""
    emphasis: frozenset[str] = frozenset()
    edge: float = 0.0


@dataclass(slots=True)
class Inline:
    """Runs of text as they come, with their emphasis, until they are taken as one cell or paragraph."""

    runs: list[tuple[str, frozenset[str]]]
    filled: bool = False  # whether anything but spaces has come

    def add(self, text: str, emphasis: frozenset[str], raised: bool = False) -> None:
        """Add a run. A raised number behind a word or number is a reference to a note, and left out."""
        if raised and _REFERENCE_MARK.match(text) and self.runs and not self.runs[-1][0][-1:].isspace():
            return
        if text:
            self.runs.append((text, emphasis))
            self.filled = self.filled or not text.isspace()

    @property
    def text(self) -> str:
        """The text, with single spaces."""
        return " ".join("".join(text for text, _ in self.runs).split())

    @property
    def lead(self) -> int:
        """How many spaces stand before the text."""
        whole = "".join(text for text, _ in self.runs)
        return len(whole) - len(whole.lstrip())

    @property
    def emphasis(self) -> frozenset[str]:
        """The emphasis that all of the text has."""
        found = [emphasis for text, emphasis in self.runs if text.strip()]
        return frozenset.intersection(*found) if found else frozenset()


def is_number_table(rows: Sequence[Sequence[Draft]]) -> bool:
    """Whether a table inside a cell holds numbers enough to be a table of its own."""
    return sum(any(is_data(cell.text) for cell in row) for row in rows) >= MIN_NUMBER_ROWS


def within_size(cells: int) -> None:
    """Raises PaperError for a table of more than `MAX_CELLS` cells."""
    if cells > MAX_CELLS:
        raise PaperError(
            f"A table has more than {MAX_CELLS:,} cells, as damaged or hostile files have; "
            "save the paper as PDF and load that."
        )


class Assembler:
    """Puts blocks and tables one after another, with titles, headings, context and offsets."""

    def __init__(self) -> None:
        self.parts: list[Block | RawTable] = []
        self.headings: list[str] = []
        self.context: list[str] = []
        self.lines: list[str] = []
        self.length = 0
        self.tables = 0
        self.before: RawTable | None = None
        self.broken = False

    def page_break(self) -> None:
        """A page ends here."""
        self.broken = True

    def block(self, inline: Inline, kind: str, level: int = 0) -> None:
        """Add a block of prose, if it has text. A short bold paragraph is a heading."""
        text = inline.text
        if not text:
            return
        if kind == "paragraph":
            if _may_be_heading(text, inline.emphasis):
                kind, level = "heading", 2
            elif _LIST_MARK.match(text):
                kind = "list_item"
        self.parts.append(Block(kind, text, self._line(text), level))
        if kind == "heading":
            self.headings.append(text)
        self.context.append(text)
        self.before, self.broken = None, False

    def table(self, rows: Sequence[Sequence[Draft]], header_rows: int = 0, title: str | None = None) -> None:
        """Add a table, if any cell has text. `header_rows` are those that the document marks as such.

        Raises PaperError for a table that is larger than `MAX_CELLS`.
        """
        within_size(len(rows) * max((len(row) for row in rows), default=0))
        kept = [row for row in rows if any(cell.text for cell in row)]
        if not kept:
            return
        removed = sum(not any(cell.text for cell in row) for row in rows[:header_rows])
        indents = _indents(kept)
        start = self.length
        placed = [
            self._row([(cell, indents.get((i, j), 0)) for j, cell in enumerate(row)]) for i, row in enumerate(kept)
        ]
        self.tables += 1
        table = make_table(
            self.tables,
            placed,
            title=title or self._title(),
            place=Place(char_start=start, char_end=self.length - 1),
            headings=self.headings[-HEADINGS_KEPT:],
            context=self.context[-CONTEXT_PARAGRAPHS:],
        )
        marked = header_rows - removed
        if table.header_rows < marked <= MOST_HEADER_ROWS and marked < len(kept):
            table = replace(table, header_rows=marked)
        if self.before is not None and self.broken and goes_on(self.before, table):
            table = replace(table, continues=True, title=self.before.title)
        self.parts.append(table)
        self.before, self.broken = table, False

    def paper(self, paper_id: str, name: str, media_type: str) -> Paper:
        """The paper as put together. Raises PaperError if nothing was added."""
        if not self.parts:
            raise PaperError("The paper holds no text; fetch it again, or ask the publisher for one with text.")
        return Paper(paper_id, name, media_type, tuple(self.parts), "\n".join(self.lines))

    def _line(self, text: str) -> Place:
        start = self.length
        self.lines.append(text)
        self.length += len(text) + 1
        return Place(char_start=start, char_end=start + len(text))

    def _row(self, cells: Sequence[tuple[Draft, int]]) -> list[Cell]:
        found, start = [], self.length
        for cell, indent in cells:
            end = start + len(cell.text)
            place = Place(char_start=start, char_end=end) if cell.text else Place()
            found.append(Cell(cell.text, place, cell.emphasis, indent))
            start = end + 1
        self._line("\t".join(cell.text for cell, _ in cells))
        return found

    def _title(self) -> str | None:
        """The caption just above a table if it is short, else the nearest heading."""
        last = self.context[-1] if self.context else ""
        if last and len(last) <= MAX_TITLE and not last.endswith((".", ";", ",")):
            return last.rstrip(":")
        return self.headings[-1] if self.headings else None


def _may_be_heading(text: str, emphasis: frozenset[str]) -> bool:
    bare = _NUMBERED.sub("", text)
    if len(text) > MAX_HEADING or sum(ch.isalpha() for ch in bare) < 3:
        return False
    if text.endswith((".", ",", ";")) or "@" in text:
        return False
    return "bold" in emphasis or (bare.isupper() and len(bare) > 3)


def _indents(rows: Sequence[Sequence[Draft]]) -> dict[tuple[int, int], int]:
    """The steps by which labels are set in, for columns whose labels start at few different edges."""
    found: dict[tuple[int, int], int] = {}
    for j in range(max(len(row) for row in rows)):
        edges = {
            i: row[j].edge
            for i, row in enumerate(rows)
            if j < len(row) and any(ch.isalpha() for ch in row[j].text) and not is_data(row[j].text)
        }
        steps = sorted(set(edges.values()))
        if len(steps) <= INDENT_STEPS:
            found.update({(i, j): steps.index(edge) for i, edge in edges.items() if steps.index(edge)})
    return found
