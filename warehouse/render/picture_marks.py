"""What every picture of a printed place has: shades and a frame, its scale, and the caption below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image, ImageChops, ImageDraw

from extract.read.pdf.geometry import Box
from warehouse.render.picture_canvas import GREY, Hairline, Text, drawn, wrapped

ASCENT, DESCENT = 0.78, 0.24  # of the type size: how far letters reach above and below their baseline
POINTS_PER_INCH = 72
DPI = 150
LONGEST = 4000  # pixels on a side; larger sheets are drawn smaller
PAD = 2.0  # points between what is shaded and the shade's edge
FRAME_PAD = 1.5  # the same of the frame
FRAME = 1.5  # points, the frame's line
ROW_COLOUR = (255, 236, 150)
COLUMN_COLOUR = (206, 230, 255)
FRAME_COLOUR = (214, 0, 50)
EDGE_COLOURS = {ROW_COLOUR: (226, 184, 40), COLUMN_COLOUR: (110, 165, 225)}
MARGIN = 18.0
SIZE = 10.0


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on a sheet, in points from its top left. `frame` is around the number."""

    rows: tuple[Box, ...] = ()
    columns: tuple[Box, ...] = ()
    frame: Box | None = None


@dataclass(slots=True)
class Sheet:
    """A sheet in the making: what stands on it, and how far down it goes."""

    width: float
    items: list[Text | Hairline] = field(default_factory=list)
    y: float = MARGIN

    def lines(self, text: str, size: float = SIZE, bold: bool = False, ink: int | None = None) -> None:
        """Text from the left margin, wrapped."""
        for line in wrapped(text, self.width - 2 * MARGIN, size, bold):
            self.y += size * 1.3
            item = Text(line, MARGIN, self.y - size * 0.3, size, bold)
            self.items.append(item if ink is None else replace(item, ink=ink))


def finished(sheet: Sheet, marks: Marks, figure: Mapping[str, Any]) -> Image.Image:
    """The picture of a sheet, marked, with its caption."""
    height = sheet.y + MARGIN
    scale = scale_of(sheet.width, height)
    return captioned(marked(drawn(sheet.items, sheet.width, height, scale), marks, scale), figure)


def marked(picture: Image.Image, marks: Marks, scale: float) -> Image.Image:
    """A picture with its marks: shades that leave what is printed readable, a frame around the unshaded number."""
    result = picture
    for boxes, colour in ((marks.columns, COLUMN_COLOUR), (marks.rows, ROW_COLOUR)):
        areas = [area for box in boxes if (area := _pixels(box, scale, PAD, picture.size))]
        mask = Image.new("L", picture.size)
        for area in areas:
            mask.paste(255, area)
        result = Image.composite(ImageChops.multiply(result, Image.new("RGB", picture.size, colour)), result, mask)
        if len(areas) == 1:
            left, top, right, bottom = areas[0]
            ImageDraw.Draw(result).rectangle((left, top, right - 1, bottom - 1), outline=EDGE_COLOURS[colour])
    area = _pixels(marks.frame, scale, FRAME_PAD, picture.size) if marks.frame else None
    if area:
        result.paste(picture.crop(area), area[:2])
        width = max(2, round(FRAME * scale))
        left, top, right, bottom = area
        edge = (left - width, top - width, right + width - 1, bottom + width - 1)
        ImageDraw.Draw(result).rectangle(edge, outline=FRAME_COLOUR, width=width)
    return result


def _pixels(box: Box, scale: float, pad: float, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The pixels of a box and some points around it, None where it lies off the sheet."""
    left, top = max(0, int((box[0] - pad) * scale)), max(0, int((box[1] - pad) * scale))
    right, bottom = min(size[0], int((box[2] + pad) * scale) + 1), min(size[1], int((box[3] + pad) * scale) + 1)
    return (left, top, right, bottom) if left < right and top < bottom else None


def scale_of(width: float, height: float) -> float:
    """Pixels for a point of a sheet of this size."""
    return min(DPI / POINTS_PER_INCH, LONGEST / max(width, height, 1.0))


def captioned(picture: Image.Image, figure: Mapping[str, Any]) -> Image.Image:
    """The picture, with what is framed in it said below, in letters of the same size under every picture."""
    scale = DPI / POINTS_PER_INCH
    sheet = Sheet(picture.width / scale, y=MARGIN / 2)
    line = figure["line_path"] or figure["line"]
    named = [str(words) for words in (line, figure["column_header"]) if words]
    caption = [str(figure["published_text"]).strip(), *named]
    sheet.lines("   |   ".join(caption), SIZE + 1, bold=True)
    names = (("page", "page"), ("table", "table_no"), ("row", "row_no"), ("column", "column_no"))
    place = [f"{word} {figure[name]}" for word, name in names if figure[name] is not None]
    sheet.lines(", ".join([str(figure["paper"]), *place]), SIZE - 1, ink=GREY)
    sheet.items.append(Hairline(0, sheet.width, 0.5, ink=GREY))
    below = drawn(sheet.items, sheet.width, sheet.y + MARGIN / 2, scale)
    whole = Image.new("RGB", (max(picture.width, below.width), picture.height + below.height), "white")
    whole.paste(picture, (0, 0))
    whole.paste(below, (0, picture.height))
    return whole
