"""Typesets small PDFs for the tests: text at places, rules, shading, and tables in many styles."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from extract.model import Paper, RawTable
from extract.read.pdf import read_pdf

A4 = (595.0, 842.0)
NUMBER = re.compile(r"^[(£-]*[\d,.]+[)%]*$|^-$")
BOLD, PLAIN = "Helvetica-Bold", "Helvetica"

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Style:
    """How a table is set. `pad` is the space of a row beyond its lines, in points."""

    size: float = 9.0
    lead: float = 1.18
    pad: float = 5.0
    rules: Literal["none", "head", "rows", "grid"] = "none"
    shading: bool = False
    numbers_at: Literal["first", "last", "middle"] = "first"
    align: Literal["right", "left", "center"] = "right"
    label_share: float = 0.4
    leaders: bool = False
    indent: float = 0.0


class Sheet:
    """Pages that are drawn on from the top left, in points."""

    def __init__(self, size: tuple[float, float] = A4, password: str | None = None, sideways: bool = False) -> None:
        self.data = io.BytesIO()
        self.width, self.height = size
        lock = StandardEncryption(password, ownerPassword="owner") if password else None
        drawn = (size[1], size[0]) if sideways else size
        self.canvas = Canvas(self.data, pagesize=drawn, encrypt=lock, invariant=True)
        self.sideways = sideways
        self._begin()

    def _begin(self) -> None:
        if self.sideways:
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)

    def write(self, x: float, y: float, text: str, size: float = 10, font: str = PLAIN, align: str = "left") -> None:
        self.canvas.setFont(font, size)
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "center": self.canvas.drawCentredString,
        }[align]
        draw(x, self.height - y, text)

    def write_upwards(self, x: float, y: float, text: str, size: float = 9, font: str = BOLD) -> None:
        self.canvas.saveState()
        self.canvas.setFont(font, size)
        self.canvas.translate(x, self.height - y)
        self.canvas.rotate(90)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()

    def rule(self, x0: float, x1: float, y: float) -> None:
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, self.height - y, x1, self.height - y)

    def upright(self, x: float, y0: float, y1: float) -> None:
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x, self.height - y0, x, self.height - y1)

    def shade(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setFillGray(0.88)
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def picture(self, image: object, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.drawImage(ImageReader(image), x0, self.height - y1, x1 - x0, y1 - y0)

    def paragraph(self, x: float, y: float, width: float, text: str, size: float = 10) -> float:
        for line in broken(text, PLAIN, size, width):
            self.write(x, y, line, size)
            y += 1.2 * size
        return y

    def next_page(self) -> None:
        self.canvas.showPage()
        self._begin()

    def pdf(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.data.getvalue()


def broken(text: str, font: str, size: float, width: float) -> list[str]:
    """A text in lines of a width."""
    lines: list[str] = []
    for word in text.split():
        if lines and stringWidth(f"{lines[-1]} {word}", font, size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def set_table(sheet: Sheet, x: float, y: float, width: float, rows: Rows, style: Style, heads: int = 1) -> float:
    """Set a table whose first column holds labels; returns the y of its lower edge."""
    count = len(rows[0])
    label = style.label_share * width
    edges = [x, *(x + label + k * (width - label) / (count - 1) for k in range(count))]
    if style.rules != "none":
        sheet.rule(x, x + width, y)
    for number, row in enumerate(rows):
        head = number < heads
        font = BOLD if head or row[0].startswith("Total") else PLAIN
        indent = style.indent if not head and any(row[1:]) and font == PLAIN else 0.0
        cells = [
            broken(text, font, style.size, edges[k + 1] - edges[k] - 6 - (indent if k == 0 else 0))
            for k, text in enumerate(row)
        ]
        deep = max(len(lines) for lines in cells)
        height = deep * style.lead * style.size + style.pad
        if style.shading and number % 2:
            sheet.shade(x, y, x + width, y + height)
        for k, lines in enumerate(cells):
            spare = (deep - len(lines)) * style.lead * style.size
            drop = 0.0 if k == 0 else {"first": 0.0, "last": spare, "middle": spare / 2}[style.numbers_at]
            for at, line in enumerate(lines):
                base = y + style.pad / 2 + drop + at * style.lead * style.size + 0.85 * style.size
                if k == 0:
                    sheet.write(x + 3 + indent, base, line, style.size, font)
                    if style.leaders and at == len(lines) - 1 and any(row[1:]) and not head:
                        start = x + 3 + indent + stringWidth(line, font, style.size) + 3
                        dots = "." * int((edges[1] - start) / stringWidth(".", font, style.size))
                        sheet.write(start, base, dots, style.size)
                else:
                    place = {"right": edges[k + 1] - 3, "left": edges[k] + 3, "center": (edges[k] + edges[k + 1]) / 2}
                    sheet.write(place[style.align], base, line, style.size, font, style.align)
        if style.rules == "grid":
            for edge in edges:
                sheet.upright(edge, y, y + height)
        y += height
        if style.rules in ("rows", "grid") or (style.rules == "head" and number == heads - 1):
            sheet.rule(x, x + width, y)
    if style.rules == "head":
        sheet.rule(x, x + width, y)
    return y


def read(data: bytes) -> Paper:
    return read_pdf(data, "0" * 64, "paper.pdf")


def texts(table: RawTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]
