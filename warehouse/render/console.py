"""A terminal or a pipe to write to: tables that keep their numbers, and text that steers nothing.

Rich when it writes to a terminal, plain ASCII when it is piped, and in neither case is a number cut: a table is as
wide as its numbers need, and only labels are wrapped. No data is fetched here, nor in the modules beside this one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.control import Control
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from copperbottom.visible import visible

PIPED_WIDTH = 200
LONG_ID = 32
SHORT_ID = 12
"""Hexadecimal ids from this length on are shown by their first characters; CSV and JSON have them whole."""
HEX = frozenset("0123456789abcdef")
MOST_WIDTH = 10_000
PROOF_MARKS = {"proved": "✓", "contradicted": "✗", "unproved": "·"}
PLAIN_MARKS = {"proved": "+", "contradicted": "X", "unproved": "."}
PROOF_STYLES = {"proved": "green", "contradicted": "bold red", "unproved": "dim"}


class _Visible:
    """What is shown, with its text made visible; the controls are the console's own."""

    def __init__(self, inner: RenderableType) -> None:
        self.inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.inner, options):
            yield segment if segment.control else Segment(visible(segment.text, breaks=True), segment.style)


class _MakeVisible(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [one if isinstance(one, Control) else _Visible(one) for one in renderables]


class Screen:
    """A terminal or a pipe to write to. Whatever is shown on it steers nothing."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self.console.push_render_hook(_MakeVisible())
        self.rich = self.console.is_terminal and self.console.encoding.lower().startswith("utf")
        if not self.console.is_terminal:
            self.console.width = max(self.console.width, PIPED_WIDTH)

    def say(self, text: str = "", style: str = "") -> None:
        """One line, unbroken and as it is: square brackets mean nothing in it."""
        self.console.print(Text(visible(text), style=style), soft_wrap=True)

    def show(self, table: Table) -> None:
        """A table at the width that its numbers need, at least; a narrow terminal wraps it rather than cut it."""
        width = self.console.width
        self.console.width = max(
            width, Measurement.get(self.console, self.console.options.update(max_width=MOST_WIDTH), table).minimum
        )
        self.console.print(table, crop=False, no_wrap=False)
        self.console.width = width

    def table(self, title: str | None = None) -> Table:
        """An empty table in the look of this screen."""
        return Table(
            title=Text(visible(title)) if title else None,
            title_justify="left",
            title_style="bold",
            box=box.SIMPLE_HEAD if self.rich else box.ASCII2,
            header_style="bold",
            pad_edge=not self.rich,
        )

    def mark(self, proof: str) -> Text:
        """The proof of a figure as one character."""
        marks = PROOF_MARKS if self.rich else PLAIN_MARKS
        return Text(marks.get(proof, "?"), style=PROOF_STYLES.get(proof, ""))

    def rows(self, names: Sequence[str], rows: Sequence[Sequence[Any]], *, more: bool = False) -> None:
        """The rows of a query, `more` if it has others. Numbers stand right; whole ones have no decimals."""
        table = self.table()
        columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
        shown_columns = []
        for name, values in zip(names, columns, strict=True):
            numeric = is_numeric(values)
            table.add_column(
                Text(visible(name)),
                justify="right" if numeric else "left",
                no_wrap=numeric,
                overflow="fold",
                ratio=None,
            )
            shown_columns.append(written(values) if numeric else [plain(value) for value in values])
        for cells in zip(*shown_columns, strict=True):
            table.add_row(*(Text(visible(cell, breaks=True)) for cell in cells))
        self.show(table)
        shown = counted(len(rows), "row")
        self.say(f"The first {shown}; --format csv, json or parquet has all of them." if more else shown, "dim")


def one_line(text: str) -> str:
    """Text without line breaks or doubled spaces."""
    return " ".join(text.split())


def counted(number: int, noun: str) -> str:
    """`1 figure`, `1,204 figures`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def place_of(table_no: int | None) -> str:
    """Which part of a paper is held, for after its name."""
    if table_no is None:
        return ""
    return f", table {table_no}" if table_no else ", figures in its text"


def shown(path: str | Path) -> str:
    """A path as short as it is clear from here."""
    absolute = Path(path).absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def is_numeric(values: Iterable[Any]) -> bool:
    """Whether a column holds numbers, and at least one."""
    present = [value for value in values if value is not None]
    return bool(present) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in present
    )


def written(values: Sequence[Any]) -> list[str]:
    """A column of numbers with thousands separators, and with decimals only where one of them has some."""
    whole = all(value is None or value == int(value) for value in values if value is None or math.isfinite(value))
    return ["" if value is None else number_words(value, whole) for value in values]


def number_words(value: Any, whole: bool) -> str:
    """One number for a reader."""
    if not math.isfinite(value):
        return str(value)
    if whole:
        return f"{int(value):,}"
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"


def plain(value: Any) -> str:
    """A value that is not a number, for a reader: nothing for NULL, ISO for dates, lists in words, ids shortened."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, list | tuple):
        return ", ".join(plain(item) for item in value)
    if isinstance(value, str) and len(value) >= LONG_ID and HEX.issuperset(value):
        return f"{value[:SHORT_ID]}.."
    return str(value)
