"""How the sample papers are drawn: tables of several looks, prose, running heads and page numbers, as PDF.

A `Table` says which amounts it prints and what they mean; `draw` sets a paper's parts on pages. The bytes depend on the
parts alone: no time stamp, no compression.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Drawn

from samples.ledger import Lines

MARGIN = 2.2 * cm
INDENT = 10  # points by which a line is set in below its section
ROOM = 5 * cm  # what a heading needs below it, or it goes to the next page

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=6)
_NOTICE = ParagraphStyle("notice", _BODY, fontName="Helvetica-Oblique")
_TITLE = ParagraphStyle("title", _BODY, fontName="Helvetica-Bold", fontSize=15, leading=19, spaceAfter=8)
_HEADING = ParagraphStyle("heading", _BODY, fontName="Helvetica-Bold", fontSize=11.5, leading=15, spaceBefore=8)
_CAPTION = ParagraphStyle("caption", _BODY, fontName="Helvetica-Bold", spaceBefore=4, spaceAfter=4)
_LABEL = ParagraphStyle("label", fontName="Helvetica", fontSize=9, leading=11)
_CHILD = ParagraphStyle("child", _LABEL, leftIndent=INDENT)
_BOLD = ParagraphStyle("bold", _LABEL, fontName="Helvetica-Bold")
_HEADER = ParagraphStyle("header", _BOLD, alignment=2)
_SPANNING = ParagraphStyle("spanning", _BOLD, alignment=1)
_LABELS = {"line": _LABEL, "child": _CHILD, "section": _BOLD, "total": _BOLD}

Printer = Callable[[int], str]
Ruling = Literal["grid", "rows", "head", "none"]  # all lines, one under each row, one under the header, no lines


def thousands(pounds: int) -> str:
    """Pounds as papers print thousands: half up, a negative amount in brackets."""
    return _printed(pounds, 1000, "1")


def millions(pounds: int) -> str:
    """Pounds as papers print millions, to two decimals."""
    return _printed(pounds, 1_000_000, "0.01")


def tenths(pounds: int) -> str:
    """Pounds as papers print millions, to one decimal."""
    return _printed(pounds, 1_000_000, "0.1")


def _printed(pounds: int, unit: int, place: str) -> str:
    rounded = (Decimal(abs(pounds)) / unit).quantize(Decimal(place), ROUND_HALF_UP)
    return f"({rounded:,})" if pounds < 0 and rounded else f"{rounded:,}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of money: its header from the top level down, what it measures, and the pounds that it prints.

    `amount` names pounds of the ledger; `less` names those that are taken off, as in a variance.
    """

    header: tuple[str, ...]
    measure: str
    amount: str
    less: str | None = None
    year: str = "2024/25"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its label and the ledger's lines that it adds up; a section has none. `body` is whose money it is.

    `measure` is what the row measures, where its label says that and the column only when.
    """

    label: str
    lines: Lines = ()
    kind: str = "line"
    body: str | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a paper. `slips` are misprints on purpose: pounds added to one cell, by label and measure."""

    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    body: str
    prints: Printer = thousands
    ruling: Ruling = "grid"
    caption: str | None = None
    label_width: float = 6.2 * cm
    column_width: float = 2.4 * cm
    slips: dict[tuple[str, str], int] = field(default_factory=dict)

    def amount(self, row: Row, column: Column) -> int:
        """The pounds that a cell stands for, without rounding."""
        slip = self.slips.get((row.label, column.measure), 0)
        return slip + sum(
            line.pounds[column.amount] - (line.pounds[column.less] if column.less else 0) for line in row.lines
        )

    def cells(self, row: Row) -> list[str]:
        """The printed amounts of a row."""
        return [self.prints(self.amount(row, column)) if row.lines else "" for column in self.columns]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A new page, upright or `sideways`."""

    sideways: bool = False


Part = str | Heading | Table | Turn


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its file, what stands at its head, and its parts; a string is a paragraph."""

    file: str
    running_head: str
    title: str
    meeting: str
    notice: str
    parts: tuple[Part, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in order."""
        return tuple(part for part in self.parts if isinstance(part, Table))


def draw(paper: Paper) -> bytes:
    """The paper as PDF, the same bytes at every call."""
    out = io.BytesIO()
    document = BaseDocTemplate(out, pageCompression=0, invariant=1, title=paper.title, author="A made-up treasurer")
    document.addPageTemplates([_page(paper, "upright", A4), _page(paper, "sideways", landscape(A4))])
    story: list[Any] = [
        Paragraph(paper.running_head, _TITLE),
        Paragraph(paper.meeting, _BODY),
        Paragraph(paper.notice, _NOTICE),
        Paragraph(paper.title, _TITLE),
    ]
    for part in paper.parts:
        story += _set(part)
    document.build(story)
    return out.getvalue()


def _page(paper: Paper, name: str, size: tuple[float, float]) -> PageTemplate:
    width, height = size
    frame = Frame(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN, leftPadding=0, rightPadding=0)

    def furnish(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        if canvas.getPageNumber() > 1:
            canvas.drawString(MARGIN, height - 1.4 * cm, f"{paper.running_head} - {paper.title}")
        canvas.drawCentredString(width / 2, 1.2 * cm, f"Page {canvas.getPageNumber()}")

    return PageTemplate(id=name, frames=[frame], pagesize=size, onPage=furnish)


def _set(part: Part) -> list[Any]:
    if isinstance(part, str):
        return [Paragraph(_escaped(part), _BODY)]
    if isinstance(part, Heading):
        return [CondPageBreak(ROOM), Paragraph(_escaped(part.text), _HEADING)]
    if isinstance(part, Turn):
        return [NextPageTemplate("sideways" if part.sideways else "upright"), PageBreak()]
    caption = [CondPageBreak(ROOM), Paragraph(_escaped(part.caption), _CAPTION)] if part.caption else []
    return [*caption, _drawn(part), Spacer(1, 10)]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;")


def _drawn(table: Table) -> Drawn:
    levels = max(len(column.header) for column in table.columns)
    head, spans = _head(table, levels)
    body: list[list[Any]] = [
        [Paragraph(_escaped(row.label), _LABELS[row.kind]), *table.cells(row)] for row in table.rows
    ]
    widths = [table.label_width, *[table.column_width] * len(table.columns)]
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), "Helvetica", 9, 11),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, levels - 1), "BOTTOM"),
        ("VALIGN", (0, levels), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        *spans,
        *_rules(table.ruling, levels),
    ]
    for i, row in enumerate(table.rows, start=levels):
        if row.kind == "total":
            style.append(("FONTNAME", (0, i), (-1, i), "Helvetica-Bold"))
    return Drawn([*head, *body], colWidths=widths, repeatRows=levels, style=style, hAlign="LEFT")


def _head(table: Table, levels: int) -> tuple[list[list[Any]], list[tuple[Any, ...]]]:
    """The header's rows, and the spans of what stands over several columns."""
    padded = [("",) * (levels - len(column.header)) + column.header for column in table.columns]
    rows: list[list[Any]] = []
    spans: list[tuple[Any, ...]] = []
    for level in range(levels):
        texts = [header[level] for header in padded]
        cells: list[Any] = [Paragraph(_escaped(table.corner if level == levels - 1 else ""), _BOLD)]
        for j, text in enumerate(texts):
            over = level < levels - 1 and text and text in (*texts[:j], *texts[j + 1 :])
            if over and j and texts[j - 1] == text:
                cells.append("")
                continue
            if over:
                last = max(k for k, other in enumerate(texts) if other == text)
                spans.append(("SPAN", (j + 1, level), (last + 1, level)))
            cells.append(Paragraph(_escaped(text), _SPANNING if over else _HEADER))
        rows.append(cells)
    return rows, spans


def _rules(ruling: Ruling, levels: int) -> Sequence[tuple[Any, ...]]:
    thin = (0.5, colors.black)
    if ruling == "grid":
        return [("GRID", (0, 0), (-1, -1), *thin), ("BACKGROUND", (0, 0), (-1, levels - 1), colors.whitesmoke)]
    if ruling == "rows":
        return [("LINEBELOW", (0, levels - 1), (-1, -1), *thin), ("LINEABOVE", (0, 0), (-1, 0), *thin)]
    if ruling == "head":
        return [("LINEBELOW", (0, levels - 1), (-1, levels - 1), *thin), ("LINEBELOW", (0, -1), (-1, -1), *thin)]
    return []
