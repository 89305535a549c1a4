"""Word papers (.docx): headings, paragraphs, list items and tables, as the document would print.

Deleted and hidden text is left out, inserted text and the results of fields are kept. What the pages add
(running heads, page numbers, notes at the foot) is not read. A cell over several columns stands in the
first of them, a cell over several rows in the first row. A table inside a cell that holds numbers becomes
a table of its own after the outer one; any other is part of its cell's text. Word files have no pages
until they are printed, so places are offsets into the text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx

from extract.model import Paper, PaperError
from extract.read.assemble import MAX_SPAN, Assembler, Draft, Inline, is_number_table, within_size

MAX_ENTRIES = 5_000
MAX_UNPACKED = 400_000_000  # bytes of all entries
MAX_XML = 100_000_000  # bytes of one entry of markup
MAX_RATIO = 200  # of unpacked to packed bytes, from `RATIO_FROM` unpacked bytes on
RATIO_FROM = 20_000_000
MAX_DEPTH = 40  # tables, boxes and content controls inside each other
SPACE, TAB, LEVEL = 60, 720, 360  # twentieths of a point: a leading space, a tab, a level of a list
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_LEFT_OUT = {
    _W + name
    for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "rt", "sdtPr", "sdtEndPr")
}
_HEADING = re.compile(r"^heading (\d)$", re.IGNORECASE)
_OFF = {"0", "false", "off", "none"}
_MARKS = {"b": "bold", "i": "italic", "u": "underline"}
_SAVE_AGAIN = "open it in a word processor and save it again as .docx, or save it as PDF, and load that"


def read_word(data: bytes, paper_id: str, name: str) -> Paper:
    """Read a Word paper from its bytes.

    Raises PaperError for a file that is locked, of another or an older format, damaged, or beyond the limits.
    """
    _check(data)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        styles = _styles(document.styles.element)
    except Exception as error:  # a damaged package fails in python-docx, zipfile, zlib or lxml in dozens of ways
        raise PaperError(f"The Word file is damaged or cut short; fetch it again, or {_SAVE_AGAIN}.") from error
    if document.element.getroottree().docinfo.doctype:
        raise PaperError(f"The Word file declares entities of its own, as no word processor does; {_SAVE_AGAIN}.")
    if body is None:
        raise PaperError(f"The Word file has no body; {_SAVE_AGAIN}.")
    reader = _Reader(styles)
    reader.flow(body, 0)
    return reader.out.paper(paper_id, name, MEDIA_TYPE)


def _check(data: bytes) -> None:
    """Refuse what is no Word file, and what would grow beyond the limits, before anything is unpacked."""
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise PaperError("The Word file is encrypted with a password; save it without one and load it again.")
        raise PaperError("The file is in Word's old format (.doc) whatever its name says; save it as .docx or PDF.")
    if data.lstrip()[:5] == b"{\\rtf":
        raise PaperError("The file is in Rich Text Format (.rtf) whatever its name says; save it as .docx or PDF.")
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|\?xml[^>]*>\s*<html)", data[:500], re.I):
        raise PaperError("The file is a web page although its name says Word; give it the ending .html.")
    if not data.startswith(b"PK"):
        raise PaperError("The file is not a Word file although its name says so; fetch it again, or save it as .docx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except Exception as error:  # a broken directory of entries fails in zipfile and struct alike
        raise PaperError("The Word file is damaged or cut short; fetch it again.") from error
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise PaperError("The file is packed like a Word file but holds no document; save the paper as .docx or PDF.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise PaperError("The Word file is encrypted with a password; save it without one and load it again.")
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    largest = max((e.file_size for e in entries if e.filename.lower().endswith((".xml", ".rels"))), default=0)
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or largest > MAX_XML
        or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1))
    ):
        raise PaperError(
            f"The Word file unpacks to {len(entries):,} entries of {unpacked / 1e6:,.0f} MB, more than a paper may "
            "have; save it as PDF, or split it, and load that."
        )


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says itself, and the style that it builds on."""

    name: str = ""
    based_on: str = ""
    marks: dict[str, bool] = field(default_factory=dict)
    level: int | None = None
    listed: bool = False
    left: float | None = None


def _styles(element: Any) -> dict[str, _Style]:
    found = {}
    for style in element.iterchildren(_W + "style"):
        paragraph = style.find(_W + "pPr")
        found[style.get(_W + "styleId") or ""] = _Style(
            name=_value(style, "name") or "",
            based_on=_value(style, "basedOn") or "",
            marks=_marks(style.find(_W + "rPr")),
            level=_level(paragraph),
            listed=paragraph is not None and paragraph.find(_W + "numPr") is not None,
            left=_left(paragraph),
        )
    return found


def _value(element: Any, name: str) -> str | None:
    """The value of a child; None if there is no such child."""
    child = element.find(_W + name) if element is not None else None
    return None if child is None else str(child.get(_W + "val") or "")


def _on(element: Any, name: str) -> bool:
    """Whether a property is there and not switched off."""
    value = _value(element, name)
    return value is not None and value not in _OFF


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


def _marks(run: Any) -> dict[str, bool]:
    """Which of bold, italic, underline, hidden and raised run properties switch on or off."""
    found = {}
    for name in ("b", "i", "u", "vanish"):
        value = _value(run, name)
        if value is not None:
            found[name] = value not in _OFF
    raised = _value(run, "vertAlign")
    if raised is not None:
        found["raised"] = raised == "superscript"
    return found


def _level(paragraph: Any) -> int | None:
    value = _value(paragraph, "outlineLvl")
    level = _whole(value, 9)
    return level + 1 if level < 9 else None


def _left(paragraph: Any) -> float | None:
    indent = paragraph.find(_W + "ind") if paragraph is not None else None
    if indent is None:
        return None
    left = indent.get(_W + "left") or indent.get(_W + "start")
    first = _whole(indent.get(_W + "firstLine")) - _whole(indent.get(_W + "hanging"))
    return None if left is None and not first else float(_whole(left) + first)


class _Reader:
    """Walks a body in document order and hands its parts on."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self.styles = styles
        self.out = Assembler()

    def flow(self, element: Any, depth: int) -> None:
        """The paragraphs and tables of a body, cell, box or content control, in order."""
        for child in _content(element, depth):
            if child.tag == _W + "p":
                self.paragraph(child, depth)
            else:
                self.table(child, depth)

    def paragraph(self, element: Any, depth: int) -> None:
        """A heading, list item or paragraph, then what its text boxes hold."""
        inline = Inline([])
        boxes: list[Any] = []
        properties = element.find(_W + "pPr")
        if _on(properties, "pageBreakBefore") or (
            properties is not None and properties.find(_W + "sectPr") is not None
        ):
            self.out.page_break()
        self._collect(element, inline, boxes, self._chain(element), pages=True)
        level = self._heading(element)
        listed = self._listed(element)
        self.out.block(inline, "heading" if level else "list_item" if listed else "paragraph", level)
        for box in boxes:
            self.flow(box, depth + 1)

    def table(self, element: Any, depth: int) -> None:
        """A table, or the prose and tables of one that only arranges them on the page."""
        _within(depth)
        inner: list[Any] = []
        rows, header_rows = self._rows(element, depth, inner)
        cells = [cell for row in rows for cell in row]
        one = sum(bool(cell.text) for cell in cells) <= 1 and len(cells) <= 1
        if one or (inner and not is_number_table(rows)):
            for tr in _inside(element, "tr", depth):
                for tc in _inside(tr, "tc", depth):
                    self.flow(tc, depth + 1)
            return
        self.out.table(rows, header_rows)
        for table in inner:
            self.table(table, depth + 1)

    def _rows(self, element: Any, depth: int, inner: list[Any]) -> tuple[list[list[Draft]], int]:
        """A table's rows and how many are marked as header. Tables of numbers inside cells are added to `inner`."""
        rows: list[list[Draft]] = []
        header_rows = size = 0
        for tr in _inside(element, "tr", depth):
            properties = tr.find(_W + "trPr")
            if properties is not None and properties.find(_W + "del") is not None:
                continue
            if header_rows == len(rows) and _on(properties, "tblHeader"):
                header_rows += 1
            row = [Draft()] * _span(_value(properties, "gridBefore"), 0)
            for tc in _inside(tr, "tc", depth):
                row += self._cell(tc, depth, inner)
            rows.append(row)
            size += len(row)
            within_size(size)
        return rows, header_rows

    def _cell(self, tc: Any, depth: int, inner: list[Any]) -> list[Draft]:
        properties = tc.find(_W + "tcPr")
        empty = [Draft()] * _span(_value(properties, "gridSpan"), 1)
        for merge in ("vMerge", "hMerge"):
            if _value(properties, merge) in {"", "continue"}:
                return empty
        inline = Inline([])
        edge: float | None = None
        for child in _content(tc, depth):
            if child.tag == _W + "tbl":
                _within(depth + 1)
                deeper: list[Any] = []
                own, _ = self._rows(child, depth + 1, deeper)
                if is_number_table(own) or deeper:
                    inner.append(child)
                else:
                    inline.add("".join(f" {cell.text} " for row in own for cell in row), frozenset())
                continue
            before = Inline([])
            boxes: list[Any] = []
            self._collect(child, before, boxes, self._chain(child))
            for box in boxes:
                for paragraph in box.iter(_W + "p"):
                    before.add(" ", frozenset())
                    self._collect(paragraph, before, [], self._chain(paragraph))
            if edge is None and before.text:
                edge = self._edge(child, before)
            inline.add(" ", frozenset())
            inline.runs += before.runs
        return [Draft(inline.text, inline.emphasis, edge or 0.0), *empty[1:]]

    def _edge(self, paragraph: Any, inline: Inline) -> float:
        properties = paragraph.find(_W + "pPr")
        lefts = [_left(properties), *(style.left for style in self._chain(paragraph))]
        left = next((left for left in lefts if left is not None), 0.0)
        numbering = properties.find(_W + "numPr") if properties is not None else None
        if numbering is not None and lefts[0] is None:
            left += LEVEL * (1 + _whole(_value(numbering, "ilvl")))
        whole = "".join(text for text, _ in inline.runs)
        lead = whole[: inline.lead]
        return left + TAB * lead.count("\t") + SPACE * (len(lead) - lead.count("\t"))

    def _chain(self, paragraph: Any) -> list[_Style]:
        """A paragraph's style and those that it builds on."""
        return self._based(_value(paragraph.find(_W + "pPr"), "pStyle"))

    def _based(self, style_id: str | None) -> list[_Style]:
        found: list[_Style] = []
        while style_id and style_id in self.styles and len(found) < 20:
            found.append(self.styles[style_id])
            style_id = found[-1].based_on
        return found

    def _heading(self, paragraph: Any) -> int:
        """1 and more for a paragraph that its style or its own properties make a heading, else 0."""
        own = _level(paragraph.find(_W + "pPr"))
        if own:
            return own
        for style in self._chain(paragraph):
            named = _HEADING.match(style.name)
            if named:
                return int(named[1]) or 1
            if style.name.lower() == "title":
                return 1
            if style.level:
                return style.level
        return 0

    def _listed(self, paragraph: Any) -> bool:
        numbering = paragraph.find(_W + "pPr")
        numbering = numbering.find(_W + "numPr") if numbering is not None else None
        if numbering is not None:
            return _value(numbering, "numId") != "0"
        return any(style.listed or style.name.lower().startswith("list ") for style in self._chain(paragraph))

    def _collect(
        self, element: Any, inline: Inline, boxes: list[Any], chain: Sequence[_Style], pages: bool = False
    ) -> None:
        """The visible text of a paragraph; its text boxes are added to `boxes`."""
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT:
                continue
            if tag == _W + "r":
                self._run(child, inline, boxes, chain, pages)
            elif tag == _W + "txbxContent":
                boxes.append(child)
            elif tag == _MATH + "t":
                inline.add(child.text or "", frozenset())
            elif tag == _MC + "Fallback" and element.find(_MC + "Choice") is not None:
                continue
            else:
                self._collect(child, inline, boxes, chain, pages)

    def _run(self, run: Any, inline: Inline, boxes: list[Any], chain: Sequence[_Style], pages: bool) -> None:
        properties = run.find(_W + "rPr")
        says = [_marks(properties)]
        says += [style.marks for style in self._based(_value(properties, "rStyle"))]
        says += [style.marks for style in chain]
        marks = {key: value for said in reversed(says) for key, value in said.items()}
        if marks.get("vanish"):
            return
        emphasis = frozenset(name for mark, name in _MARKS.items() if marks.get(mark))
        for child in run:
            name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
            if name == "t":
                inline.add(child.text or "", emphasis, raised=marks.get("raised", False))
            elif name == "tab":
                inline.add("\t", emphasis)
            elif name in {"br", "cr"}:
                inline.add(" ", emphasis)
                if pages and child.get(_W + "type") == "page":
                    self.out.page_break()
            elif name == "lastRenderedPageBreak" and pages:
                self.out.page_break()
            elif name == "noBreakHyphen":
                inline.add("-", emphasis)
            elif name and child.tag not in _LEFT_OUT:
                self._collect(child, inline, boxes, chain)


def _within(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise PaperError(
            f"The Word file has more than {MAX_DEPTH} tables inside each other, as damaged files have; "
            "save it as PDF and load that."
        )


def _span(text: str | None, default: int) -> int:
    return min(max(_whole(text, default), default), MAX_SPAN)


def _content(element: Any, depth: int) -> Iterator[Any]:
    """The paragraphs and tables of a part, those in content controls and insertions included."""
    _within(depth)
    for child in element:
        if child.tag in {_W + "p", _W + "tbl"}:
            yield child
        elif child.tag in {_W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}:
            yield from _content(child, depth + 1)


def _inside(element: Any, name: str, depth: int) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those in content controls included."""
    _within(depth)
    for child in element:
        if child.tag == _W + name:
            yield child
        elif child.tag in {_W + "sdt", _W + "sdtContent", _W + "customXml", _W + "ins"}:
            yield from _inside(child, name, depth + 1)
