"""What a table of figures is once it has been read: its columns, its lines, its kind and its standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from extract.interpret.columns import Column
from extract.interpret.context import Standing
from extract.interpret.measured import Measured
from extract.interpret.rows import Line
from extract.model import RawTable


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a table, or one part of a table under a header of its own.

    `kind` is the kind of statement (`revenue`, `reserves`, `capital`, …); `scope` the organisation
    that caption or header corner names, None where the table speaks of the paper's group.
    """

    table: RawTable
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    kind: str
    standing: Standing
    scope: str | None
    funding: bool = False
    corner: str = ""
    inherited: bool = False
    notes: tuple[str, ...] = ()
    measured: Mapping[tuple[int, int], Measured] = field(default_factory=dict)

    def column(self, index: int) -> Column:
        """The column at a raw index."""
        return next(column for column in self.columns if column.index == index)
