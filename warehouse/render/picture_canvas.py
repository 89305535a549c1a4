"""Text set on a white sheet, as a picture: words at places, hairlines between them.

PDFium draws it, with the Helvetica that it carries, so that nothing depends on the fonts of a machine
and the pound sign and dashes are there (the one font inside Pillow has neither). Only the characters
of Windows-1252 are drawn; others are written with the nearest of those. No layout is decided here
beyond where a line breaks. Coordinates are points from the sheet's top left.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

BLACK = 25
GREY = 115
HAIRLINE = 200
_FONTS = (b"Helvetica", b"Helvetica-Bold")
_CHARACTERS = "cp1252"
_STAND_INS = str.maketrans({"−": "–", "‐": "-", "‑": "-", "→": ">", "≥": ">=", "≤": "<=", "▪": "•", "✓": "y"})
_MEASURED_AT = 1000.0


@dataclass(frozen=True, slots=True)
class Text:
    """Some words on one line. `y` is their baseline, `ink` a grey from 0 to 255."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    ink: int = BLACK


@dataclass(frozen=True, slots=True)
class Hairline:
    """A thin line across, from `x0` to `x1`."""

    x0: float
    x1: float
    y: float
    ink: int = HAIRLINE


def drawn(items: Sequence[Text | Hairline], width: float, height: float, scale: float) -> Image.Image:
    """A white sheet of some size in points with what stands on it; `scale` is pixels for a point."""
    document = pypdfium2.PdfDocument.new()
    try:
        page = document.new_page(width, height)
        fonts = _fonts_of(document)
        for item in items:
            if isinstance(item, Text):
                shape = _text_shape(document, fonts[item.bold], drawable(item.text), item.size)
                pdfium.FPDFPageObj_Transform(shape, 1, 0, 0, 1, item.x, height - item.y)
            else:
                shape = pdfium.FPDFPageObj_CreateNewRect(item.x0, height - item.y, item.x1 - item.x0, 0.5)
                pdfium.FPDFPath_SetDrawMode(shape, pdfium.FPDF_FILLMODE_WINDING, False)
            pdfium.FPDFPageObj_SetFillColor(shape, item.ink, item.ink, item.ink, 255)
            pdfium.FPDFPage_InsertObject(page.raw, shape)
        picture: Image.Image = page.render(scale=scale).to_pil()
        return picture.convert("RGB")
    finally:
        document.close()


def drawable(text: str) -> str:
    """The text in characters that are drawn, its white space as single blanks."""
    out = []
    for char in " ".join(text.translate(_STAND_INS).split()):
        try:
            char.encode(_CHARACTERS)
            out.append(char)
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", char).encode(_CHARACTERS, "ignore").decode(_CHARACTERS)
            out.append(plain or "?")
    return "".join(out)


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How far a line of text runs, in points."""
    return sum(_advance(char, bold) for char in drawable(text)) * size / _MEASURED_AT


def space(size: float, bold: bool = False) -> float:
    """How wide the blank between two words is, in points."""
    return _advance(" ", bold) * size / _MEASURED_AT


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Text in lines no wider than a width; a word that is wider is broken where it must be."""
    lines: list[str] = []
    line = ""
    for whole in text.split():
        word = whole
        if not line or width_of(f"{line} {word}", size, bold) > width:
            if line:
                lines.append(line)
            while len(word) > 1 and width_of(word, size, bold) > width:
                fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width_of(word[:n], size, bold) <= width)
                lines.append(word[:fits])
                word = word[fits:]
            line = word
        else:
            line = f"{line} {word}"
    return [*lines, line] if line else lines


@lru_cache(maxsize=1024)
def _advance(char: str, bold: bool) -> float:
    """The pen's way over one character of the fonts, in points at `_MEASURED_AT`: PDFium says only where ink is."""
    return _ink_width(f"|{char}|", bold) - _ink_width("||", bold)


def _ink_width(text: str, bold: bool) -> float:
    document, fonts = _measured()
    shape = _text_shape(document, fonts[bold], text, _MEASURED_AT)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(shape, left, bottom, right, top)
    pdfium.FPDFPageObj_Destroy(shape)
    return right.value - left.value


def _text_shape(document: Any, font: Any, text: str, size: float) -> Any:
    shape = pdfium.FPDFPageObj_CreateTextObj(document.raw, font, size)
    words = ctypes.create_string_buffer(f"{text}\0".encode("utf-16-le"))
    pdfium.FPDFText_SetText(shape, ctypes.cast(words, pdfium.FPDF_WIDESTRING))
    return shape


def _fonts_of(document: Any) -> list[Any]:
    return [pdfium.FPDFText_LoadStandardFont(document.raw, name) for name in _FONTS]


@lru_cache(maxsize=1)
def _measured() -> tuple[Any, list[Any]]:
    """A document for measuring only, and its fonts."""
    document = pypdfium2.PdfDocument.new()
    return document, _fonts_of(document)
