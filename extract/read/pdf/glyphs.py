"""From a page of pdfium to words by character origins, and to rules and shaded boxes.

Every character's origin (its baseline and pen position) is taken, never its ink: boxes of glyphs jump
with fonts and with dashes and brackets, baselines do not. Style, size and direction are asked once for
each text object. What a page holds is bounded: past the limits it is not read at all.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from extract.model import PaperError
from extract.read.pdf.geometry import Box, PageContent, Rule, Word, union

MAX_CHARS = 150_000  # on one page; a dense page of accounts has some 8,000
MAX_OBJECTS = 250_000  # drawn objects on one page, those inside forms included
MAX_SEGMENTS = 4_000  # of one path; longer ones are drawings, not rules
MAX_DRAWN = 3_000  # rules each way, and shaded boxes, that are looked at; a page of tables has some hundreds
MAX_FORM_DEPTH = 6
WORD_GAP = 0.22  # of the type size, between characters without a space
SPACE_GAP = 0.06  # the same where a space stands between
OCR_FONT = "glyphless"  # tesseract's: a word and the space after it are stretched to the box of the printed word
SUPERSCRIPT = 0.85  # smaller than this share of its neighbour and raised, a character belongs to its word
RULE_WIDTH = 3.2  # points; a filled box thinner than this is a rule
RULE_LENGTH = 4.0
WHITE = 248  # of 255; a box with all colours above this is no shading
JOIN_RULES = 1.6  # points between the pieces of one rule
_BOLD_WEIGHTS = range(600, 951)  # beyond it the weight is a guess from the width of stems
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
_ITALIC_NAMES = ("italic", "oblique")
_SPACES = frozenset((9, 10, 13, 32, 160))
_STAND_INS = {0x02: "-", 0xFFFE: "-", 0xAD: "-", 0xF0B7: "•", 0xF0A7: "▪", 0x2022: "•", 0xFB00: "ff", 0xFB01: "fi"}
_STAND_INS |= {0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0x2011: "-"}

_text_object = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


class _Style:
    """Size, weight and direction of one text object."""

    __slots__ = ("bold", "font", "italic", "size", "turn")

    def __init__(self, size: float, bold: bool, italic: bool, turn: int, font: str) -> None:
        self.size = size
        self.bold = bold
        self.italic = italic
        self.turn = turn
        self.font = font


def read_page(document: Any, index: int) -> PageContent:
    """Everything of one page that the reader uses, in points from the page's top left as displayed.

    Raises PaperError for a page beyond the limits; a page that pdfium cannot load comes back empty.
    """
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return PageContent(index + 1, 0.0, 0.0, (), (), (), ())
    try:
        frame = _Frame(page)
        text_page = pdfium.FPDFText_LoadPage(page)
        words: list[Word] = []
        if text_page:
            try:
                words = _words(text_page, frame, index + 1)
            finally:
                pdfium.FPDFText_ClosePage(text_page)
        across, down, fills, images = _drawn(page, frame, index + 1)
    finally:
        pdfium.FPDF_ClosePage(page)
    area = max(frame.width * frame.height, 1.0)
    return PageContent(
        index + 1,
        frame.width,
        frame.height,
        tuple(words),
        tuple(across),
        tuple(down),
        tuple(fills),
        image_share=min(sum((b[2] - b[0]) * (b[3] - b[1]) for b in images) / area, 1.0),
    )


class _Frame:
    """The way from a page's own coordinates to the displayed page's, origin at the top left."""

    def __init__(self, page: Any) -> None:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
        self.rotation = pdfium.FPDFPage_GetRotation(page) % 4
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        width, height = abs(right - left), abs(top - bottom)
        # x' = a x + c y + e, y' = b x + d y + f
        self.matrix = {
            0: (1.0, 0.0, 0.0, -1.0, -left, top),
            1: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
            2: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
            3: (0.0, -1.0, -1.0, 0.0, top, right),
        }[self.rotation]
        self.width, self.height = (height, width) if self.rotation % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# Words


def _style(text_page: Any, index: int, frame: _Frame) -> _Style:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    a, b, c, d, _, _ = frame.matrix
    across, up = a * matrix.a + c * matrix.b, b * matrix.a + d * matrix.b
    length = math.hypot(across, up)
    size = pdfium.FPDFText_GetFontSize(text_page, index) * (math.hypot(matrix.c, matrix.d) or length)
    turn = -1
    if length > 0:
        across, up = across / length, up / length
        if abs(up) < 0.1:
            turn = 0 if across > 0 else 2
        elif abs(across) < 0.1:
            turn = 1 if up < 0 else 3
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, index, name, 128, ctypes.byref(flags))
    shown = name.value.decode("latin-1").lower()
    bold = any(word in shown for word in _BOLD_NAMES) or bool(flags.value & 1 << 18)
    if not bold:
        bold = pdfium.FPDFText_GetFontWeight(text_page, index) in _BOLD_WEIGHTS
    italic = any(word in shown for word in _ITALIC_NAMES) or bool(flags.value & 1 << 6)
    return _Style(size or 1.0, bold, italic, turn, shown)


def _words(text_page: Any, frame: _Frame, number: int) -> list[Word]:
    count = pdfium.FPDFText_CountChars(text_page)
    if count > MAX_CHARS:
        raise PaperError(
            f"Page {number:,} has {count:,} characters, more than the {MAX_CHARS:,} that a page may have; "
            "print the paper to a new PDF, or leave the page out."
        )
    return _without_doubles(_joined_glyphs(_glyphs(text_page, frame, max(count, 0)), frame))


_Glyph = tuple[str, _Style, float, float, float, Box, bool]


def _codes(text_page: Any, count: int) -> Sequence[int]:
    """The code points of a page's characters: at once where pdfium's text has one unit for each."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        return buffer[:count]
    return [pdfium.FPDFText_GetUnicode(text_page, i) for i in range(count)]


def _glyphs(text_page: Any, frame: _Frame, count: int) -> Iterator[_Glyph]:
    """Each character with its style, its start and end along its direction, its baseline across it, and its box."""
    box_at, origin_at = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    x_ref, y_ref, box_ref = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    handle = ctypes.cast(text_page, ctypes.c_void_p).value
    styles: dict[int | None, _Style] = {}
    last: int | None = -1
    style = _Style(1.0, False, False, -1, "")
    upright = frame.rotation == 0
    left, top = frame.matrix[4], frame.matrix[5]
    spaced = True
    for i, code in enumerate(_codes(text_page, count)):
        if code in _SPACES:
            spaced = True
            continue
        shown = chr(code) if 32 < code < 127 else _shown(code)
        if not shown:
            continue
        owner = _text_object(handle, i)
        if owner != last:
            last = owner
            found = styles.get(owner)
            style = styles[owner] = found if found is not None else _style(text_page, i, frame)
        if style.turn < 0 or not origin_at(text_page, i, x_ref, y_ref) or not box_at(text_page, i, box_ref):
            continue
        if upright and style.turn == 0:
            ox, right = x.value + left, box.right + left
            yield shown, style, ox, right, top - y.value, (ox, top - box.top, right, top - box.bottom), spaced
        else:
            ox, oy = frame.point(x.value, y.value)
            x0, y0, x1, y1 = frame.box(box.left, box.bottom, box.right, box.top)
            along = ((ox, x1, oy), (-oy, -y0, ox), (-ox, -x0, oy), (oy, y1, ox))[style.turn]
            yield shown, style, *along, (x0, y0, x1, y1), spaced
        spaced = False


def _joined_glyphs(glyphs: Iterator[_Glyph], frame: _Frame) -> list[Word]:
    """Characters in words: those of one direction, close, on one baseline; raised small ones included."""
    words: list[Word] = []
    text: list[str] = []
    style: _Style | None = None
    last_start = last_end = base = x0 = y0 = x1 = y1 = 0.0
    for shown, own, start, end, own_base, box, spaced in glyphs:
        if style is not None and own.turn == style.turn:
            size = own.size if own.size > style.size else style.size
            drift = abs(own_base - base)
            if (
                last_start - SPACE_GAP * size <= start <= last_end + (SPACE_GAP if spaced else WORD_GAP) * size
                and (drift <= 0.12 * size or (drift <= 0.6 * size and own.size + style.size < (1 + SUPERSCRIPT) * size))
            ):  # fmt: skip
                if own.size < SUPERSCRIPT * style.size and _is_note_mark(shown, text, base - own_base, size):
                    continue
                text.append(shown)
                last_start = start
                last_end = end if end > last_end else last_end
                x0, y0 = box[0] if box[0] < x0 else x0, box[1] if box[1] < y0 else y0
                x1, y1 = box[2] if box[2] > x1 else x1, box[3] if box[3] > y1 else y1
                continue
        if style is not None:
            words += _word(text, (x0, y0, x1, y1), base, style, frame)
        text, style, base = [shown], own, own_base
        last_start, last_end = start, end
        x0, y0, x1, y1 = box
    if style is not None:
        words += _word(text, (x0, y0, x1, y1), base, style, frame)
    return words


def _is_note_mark(shown: str, text: list[str], raised: float, size: float) -> bool:
    """Whether a small raised character is the mark of a note at a number, and no digit of it."""
    number = text[-1] in "0123456789)%" and not any(ch.isalpha() for ch in text)
    return number and raised > 0.15 * size and not shown.isalpha()


def _word(text: list[str], box: Box, base: float, style: _Style, frame: _Frame) -> list[Word]:
    """The word, if it stands on the page."""
    x0, y0, x1, y1 = box
    inside = x1 > 0 and y1 > 0 and x0 < frame.width and y0 < frame.height
    if not (inside and math.isfinite(x0 + x1 + y0 + y1 + base)):
        return []
    if style.turn == 0 and OCR_FONT in style.font:
        x1 += (x1 - x0) / len(text)
    shown = "".join(text)
    return [Word(shown, x0, x1, y0, y1, base, style.size, style.bold, style.italic, style.turn, style.font)]


def _shown(code: int) -> str:
    """What a character shows, or nothing for one that cannot be seen."""
    if code in _STAND_INS:
        return _STAND_INS[code]
    if code < 32 or 0xD800 <= code <= 0xDFFF or code >= 0x110000 or code in (0xFFFF, 0x200B, 0xFEFF):
        return ""
    shown = chr(code)
    return "" if unicodedata.category(shown) in ("Cc", "Cn", "Zs", "Cf") else shown


def _without_doubles(words: list[Word]) -> list[Word]:
    """Leave out words printed twice at one place, as some programs do for bold."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for word in words:
        keys = {(word.text, round(word.x0 / 2 + dx), round(word.bottom / 2 + dy)) for dx in (0, 0.5) for dy in (0, 0.5)}
        if not keys & seen:
            kept.append(word)
        seen.add((word.text, round(word.x0 / 2), round(word.bottom / 2)))
    return kept


# Rules and shading


def _drawn(page: Any, frame: _Frame, number: int) -> tuple[list[Rule], list[Rule], list[Box], list[Box]]:
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    fills: list[Box] = []
    images: list[Box] = []
    for kind, boxes in _shapes(page, frame, number):
        for box in boxes:
            left, top, right, bottom = box
            if not all(map(math.isfinite, box)):
                continue
            left, right = max(left, 0.0), min(right, frame.width)
            top, bottom = max(top, 0.0), min(bottom, frame.height)
            width, height = right - left, bottom - top
            if width < 0 or height < 0:
                continue
            if kind == "image":
                images.append((left, top, right, bottom))
            elif height <= RULE_WIDTH and width >= RULE_LENGTH and width > height:
                across.append(((top + bottom) / 2, left, right))
            elif width <= RULE_WIDTH and height >= RULE_LENGTH:
                down.append(((left + right) / 2, top, bottom))
            elif kind == "fill" and width > RULE_LENGTH and height > RULE_LENGTH:
                fills.append((left, top, right, bottom))
            elif kind == "stroke" and width > RULE_LENGTH and height > RULE_LENGTH:
                across += [(top, left, right), (bottom, left, right)]
                down += [(left, top, bottom), (right, top, bottom)]
    return _longest(_joined(across)), _longest(_joined(down)), _widest(fills), images


def _longest(rules: list[Rule]) -> list[Rule]:
    """The rules of a page; of a drawing's many, the longest."""
    return rules if len(rules) <= MAX_DRAWN else sorted(rules, key=lambda r: -r.length)[:MAX_DRAWN]


def _widest(fills: list[Box]) -> list[Box]:
    """The shaded boxes of a page; of a drawing's many, the widest."""
    return fills if len(fills) <= MAX_DRAWN else sorted(fills, key=lambda box: box[0] - box[2])[:MAX_DRAWN]


def _joined(pieces: list[tuple[float, float, float]]) -> list[Rule]:
    """Pieces of rules at one level, joined where they touch."""
    pieces.sort()
    rules: list[Rule] = []
    group: list[tuple[float, float, float]] = []
    for piece in [*pieces, (math.inf, 0.0, 0.0)]:
        if group and piece[0] - group[-1][0] > 1.0:
            at = sum(item[0] for item in group) / len(group)
            rules += [Rule(a, b, at) for a, b in union(((s, e) for _, s, e in group), JOIN_RULES)]
            group = []
        group.append(piece)
    return [rule for rule in rules if rule.length >= RULE_LENGTH]


def _shapes(page: Any, frame: _Frame, number: int) -> Iterator[tuple[str, list[Box]]]:
    """Lines, boxes and pictures: their kind (`stroke`, `fill`, `image`) and their boxes."""
    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    seen = 0
    waiting = [(page, identity, 0)]
    while waiting:
        holder, matrix, depth = waiting.pop()
        counter = pdfium.FPDFFormObj_CountObjects if depth else pdfium.FPDFPage_CountObjects
        getter = pdfium.FPDFFormObj_GetObject if depth else pdfium.FPDFPage_GetObject
        count = counter(holder)
        seen += max(count, 0)
        if seen > MAX_OBJECTS:
            raise PaperError(
                f"Page {number:,} is drawn of more than {MAX_OBJECTS:,} objects; "
                "print the paper to a new PDF, or leave the page out."
            )
        for i in range(count):
            item = getter(holder, i)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                yield from _path(item, matrix, frame)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                yield "image", [_bounds(item, matrix, frame)]
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_FORM_DEPTH:
                waiting.append((item, _product(_matrix(item), matrix), depth + 1))


_Matrix = tuple[float, float, float, float, float, float]


def _matrix(item: Any) -> _Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _product(first: _Matrix, second: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(item: Any, matrix: _Matrix, frame: _Frame) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top))
    corners = [_apply(matrix, x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    return frame.box(min(xs), min(ys), max(xs), max(ys))


def _path(item: Any, matrix: _Matrix, frame: _Frame) -> Iterator[tuple[str, list[Box]]]:
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill_mode), ctypes.byref(stroke))
    filled = bool(fill_mode.value) and _is_dark(item, pdfium.FPDFPageObj_GetFillColor)
    stroked = bool(stroke.value) and _is_dark(item, pdfium.FPDFPageObj_GetStrokeColor)
    if not (filled or stroked):
        return
    count = pdfium.FPDFPath_CountSegments(item)
    if not 2 <= count <= MAX_SEGMENTS:
        return
    whole = _product(_matrix(item), matrix)
    for shape in _subpaths(item, count):
        points = [frame.point(*_apply(whole, x, y)) for x, y in shape]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        thin = min(box[2] - box[0], box[3] - box[1]) <= RULE_WIDTH
        corners = len({(round(px, 1), round(py, 1)) for px, py in points})
        if thin and (filled or len(points) <= 3 or corners <= 4):
            yield "stroke", [box]
        elif corners == 4 and len({round(px, 1) for px in xs}) <= 2:
            if filled:
                yield "fill", [box]
            if stroked:
                yield "stroke", [box]
        elif stroked and corners > 2:
            yield "stroke", list(_straight(points))


def _straight(points: list[tuple[float, float]]) -> Iterator[Box]:
    """The level and upright pieces of a path of several corners."""
    for (ax, ay), (bx, by) in pairwise(points):
        if abs(ax - bx) <= 0.5 or abs(ay - by) <= 0.5:
            yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _subpaths(item: Any, count: int) -> Iterator[list[tuple[float, float]]]:
    """The straight sub-paths of a path; one with a curve in it is left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    x_ref, y_ref = ctypes.byref(x), ctypes.byref(y)
    points: list[tuple[float, float]] = []
    straight = True
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x_ref, y_ref)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            straight = False
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if straight and len(points) > 1:
        yield points


def _is_dark(item: Any, getter: Any) -> bool:
    """Whether a colour can be seen on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not getter(item, ctypes.byref(red), ctypes.byref(green), ctypes.byref(blue), ctypes.byref(alpha)):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < WHITE
