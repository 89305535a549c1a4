"""Papers as web pages: the headings, paragraphs, list items and tables of the page's own content.

What belongs to the site and not to the paper (navigation, banners, forms, scripts, notices on cookies) is left
out, by elements, roles and the words of classes. A table that only arranges a page is read as the prose and
tables that it holds. Nothing is fetched, no style sheet is read, and no entity but the named characters is
resolved. Places are offsets into the text as built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from extract.model import Paper, PaperError
from extract.read.assemble import MAX_SPAN, Assembler, Draft, Inline, is_number_table, within_size
from extract.read.tables import is_data

MEDIA_TYPE = "text/html"
MAX_DEPTH = 200  # elements inside each other
MAX_ELEMENTS = 500_000
META_REACH = 4096  # bytes in which a page says its encoding
TAGS_PER_ELEMENT = 4  # a page with more is refused before it is parsed
CONTROL_SHARE = 0.02  # more control characters than this and a file is not text
SPACE = 4  # pixels of a leading space
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|title|h[1-6]|p|div|span|table|ul|ol|br|section|article|main)\b",
    re.IGNORECASE,
)
_NEVER = frozenset(
    {
        "nav",
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "video",
        "audio",
        "button",
        "select",
        "input",
        "textarea",
        "head",
        "map",
        "dialog",
        "datalist",
        "del",
        "math",
    }
)
_OF_THE_SITE = frozenset({"header", "footer", "aside", "form"})
_SITE_ROLES = frozenset(
    {"banner", "navigation", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu", "menubar"}
)
_SITE_WORDS = frozenset(
    {
        "cookie",
        "cookies",
        "cookiebanner",
        "consent",
        "gdpr",
        "breadcrumb",
        "breadcrumbs",
        "navbar",
        "navigation",
        "sidebar",
        "skiplink",
        "menu",
    }
)
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_BLOCK_CONTENT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "div", "table", "blockquote"})
_EMPHASIS = {"b": "bold", "strong": "bold", "th": "bold", "i": "italic", "em": "italic", "u": "underline"}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LEFT = re.compile(
    r"(?:padding-left|margin-left|text-indent)\s*:\s*(\d{1,4}(?:\.\d+)?)\s*(px|pt|em|rem|cm)?", re.IGNORECASE
)
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "cm": 37.8, "": 1.0}


def read_web(data: bytes, paper_id: str, name: str) -> Paper:
    """Read a web page from its bytes.

    Raises PaperError for bytes that are no web page, for one without text, and for one beyond the limits.
    """
    root = _parsed(decode(data))
    reader = _Reader()
    titles = root.xpath("string(/html/head/title)").split()
    if titles and not root.xpath("//h1 | //h2"):
        reader.out.block(Inline([(" ".join(titles), frozenset())]), "heading", 1)
    body = root.find("body")
    reader.flow(root if body is None else body, frozenset(), "paragraph")
    reader.flush("paragraph")
    return reader.out.paper(paper_id, name, MEDIA_TYPE)


def decode(data: bytes) -> str:
    """A page's text: by its byte order mark, by what it says of itself, as UTF-8, as Windows-1252.

    Raises PaperError for bytes that are no web page.
    """
    text = ""
    said = _META.search(data[:META_REACH])
    named = said[1].decode("ascii").lower() if said else "utf-8"
    if named in {"iso-8859-1", "latin1", "ascii", "us-ascii"} or named.startswith(("utf-16", "utf-32")):
        named = "cp1252" if not named.startswith("utf") else "utf-8"  # as browsers take them
    marked = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for encoding in (marked, named, "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except (UnicodeDecodeError, LookupError):
            continue
    else:
        text = data.decode("cp1252", "replace")
    sample = text[:100_000]
    if len(_CONTROL.findall(sample)) > CONTROL_SHARE * max(len(sample), 1) or not _MARKUP.search(text):
        raise PaperError("The file is not a web page although its name says so; fetch it again, or load it as PDF.")
    return _CONTROL.sub(" ", text)


def _parsed(text: str) -> Any:
    if text.count("<") > TAGS_PER_ELEMENT * MAX_ELEMENTS:
        raise _too_many()
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise PaperError("The web page is damaged; fetch it again, or print it to PDF and load that.") from error
    if root is None:
        raise PaperError("The web page holds no text; fetch it again, or print it to PDF and load that.")
    said = [entry.message.lower() for entry in parser.error_log]
    nested = any("depth" in message for message in said)
    if not nested and any("huge" in message or "too long" in message for message in said):
        raise PaperError("The web page has text without end in one place; print it to PDF and load that.")
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH or nested:
            raise PaperError(
                f"The web page has more than {MAX_DEPTH} elements inside each other, as damaged pages have; "
                "print it to PDF and load that."
            )
        if count > MAX_ELEMENTS:
            raise _too_many()
    return root


def _too_many() -> PaperError:
    return PaperError(
        f"The web page has more than {MAX_ELEMENTS:,} elements; split it, or print it to PDF and load that."
    )


class _Reader:
    """Walks a page in document order and hands its parts on."""

    def __init__(self) -> None:
        self.out = Assembler()
        self.inline = Inline([])

    def flush(self, kind: str, level: int = 0) -> None:
        """End the paragraph, heading or list item that runs."""
        self.out.block(self.inline, kind, level)
        self.inline = Inline([])

    def flow(self, element: Any, emphasis: frozenset[str], kind: str) -> None:
        """The prose and tables inside an element, in order."""
        self.inline.add(element.text or "", emphasis)
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and not _is_of_the_site(child):
                if tag == "table":
                    self.flush(kind)
                    self.table(child)
                elif tag in _BLOCKS:
                    self.flush(kind)
                    own, level = _kind(tag, kind)
                    self.flow(child, _emphasised(child, emphasis), own)
                    self.flush(own, level)
                elif tag == "br":
                    self._line_break(child, kind)
                elif tag == "sup":
                    self.inline.add("".join(child.itertext()), emphasis, raised=True)
                else:
                    self.flow(child, _emphasised(child, emphasis), kind)
            self.inline.add(child.tail or "", emphasis)

    def _line_break(self, element: Any, kind: str) -> None:
        """A space; the second of two line breaks ends a paragraph."""
        before = element.getprevious()
        if before is not None and before.tag == "br" and not (before.tail or "").strip():
            self.flush(kind)
        self.inline.add(" ", frozenset())

    def table(self, element: Any) -> None:
        """A table, or the prose and tables of one that only arranges the page."""
        inner: list[Any] = []
        trs = list(_rows(element))
        rows = _grid(trs, inner)
        if _is_layout(trs, rows):
            for tr in trs:
                for cell in _cells(tr):
                    self.flow(cell, frozenset(), "paragraph")
                    self.flush("paragraph")
            return
        caption = element.find("caption")
        title = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
        marked = 0
        for tr in trs:
            cells = list(_cells(tr))
            if tr.getparent().tag != "thead" and not (cells and all(cell.tag == "th" for cell in cells)):
                break
            marked += 1
        self.out.table(rows, marked, title or None)
        for table in inner:
            self.table(table)


def _is_of_the_site(element: Any) -> bool:
    """Whether an element belongs to the site's frame and not to the paper, or is not shown."""
    tag = element.tag
    if tag in _NEVER or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    role = (element.get("role") or "").lower()
    if role == "navigation":
        return True
    words = set(re.split(r"[\s_-]+", f"{element.get('class') or ''} {element.get('id') or ''}".lower()))
    if not (tag in _OF_THE_SITE or role in _SITE_ROLES or words & _SITE_WORDS):
        return False
    if tag in {"html", "body", "main", "article", "table", "tbody", "thead", "tr", "td", "th"}:
        return False
    if tag in {"header", "footer"} and any(up.tag in {"article", "main", "section"} for up in element.iterancestors()):
        return False
    return next(element.iter("main", "article", "h1", "table"), None) is None


def _kind(tag: str, around: str) -> tuple[str, int]:
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        return "heading", int(tag[1])
    return ("list_item", 0) if tag == "li" or (around == "list_item" and tag == "p") else ("paragraph", 0)


def _emphasised(element: Any, emphasis: frozenset[str]) -> frozenset[str]:
    own = _EMPHASIS.get(element.tag)
    bold = _BOLD.search(element.get("style") or "")
    return emphasis | ({own} if own else set()) | ({"bold"} if bold else set())


def _rows(table: Any) -> Iterator[Any]:
    """A table's rows as shown: those of its foot last, wherever they are written."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody"}:
            yield from child.iterchildren("tr")
    for foot in table.iterchildren("tfoot"):
        yield from foot.iterchildren("tr")


def _cells(tr: Any) -> Iterator[Any]:
    return (cell for cell in tr.iterchildren("td", "th") if not _is_hidden(cell))


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _grid(trs: Sequence[Any], inner: list[Any]) -> list[list[Draft]]:
    """A table's cells by row and column. Tables of numbers inside cells are added to `inner`."""
    rows: list[list[Draft]] = []
    size = 0
    taken: dict[int, int] = {}  # by column, up to which row a cell from above reaches
    for number, tr in enumerate(trs):
        row: list[Draft] = []
        for cell in _cells(tr):
            while taken.get(len(row), 0) > number:
                row.append(Draft())
            wide, tall = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            if cell.get("rowspan") == "0":
                tall = len(trs) - number
            for column in range(len(row), len(row) + wide):
                taken[column] = max(taken.get(column, 0), number + tall)
            row += [_draft(cell, inner), *[Draft()] * (wide - 1)]
        rows.append(row)
        size += len(row)
        within_size(size)
    return rows


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return min(max(int(text), 1), MAX_SPAN) if re.fullmatch(r"\d{1,9}", text) else 1


def _draft(cell: Any, inner: list[Any]) -> Draft:
    inline = Inline([])
    _collect(cell, inline, _emphasised(cell, frozenset()), inner)
    return Draft(inline.text, inline.emphasis, _edge(cell) + SPACE * inline.lead if inline.text else 0.0)


def _edge(cell: Any) -> float:
    """How far the text of a cell is set in, in pixels: by the cell and by what opens it."""
    total, element = 0.0, cell
    while element is not None:
        total += sum(float(left) * _PIXELS[unit.lower()] for left, unit in _LEFT.findall(element.get("style") or ""))
        element = next(iter(element), None) if not (element.text or "").strip() else None
    return total


def _collect(element: Any, inline: Inline, emphasis: frozenset[str], inner: list[Any]) -> None:
    """The text of a cell in one line. A table of numbers inside it is not part of it, but added to `inner`."""
    text = element.text or ""
    inline.add(text if inline.filled else _unwrapped(text), emphasis)
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and not (tag in _NEVER or _is_hidden(child)):
            deeper: list[Any] = []
            if tag == "table" and (is_number_table(_grid(list(_rows(child)), deeper)) or deeper):
                inner.append(child)
            elif tag == "sup":
                inline.add("".join(child.itertext()), emphasis, raised=True)
            else:
                apart = " " if inline.filled and (tag in _BLOCKS or tag == "br") else ""
                inline.add(apart, frozenset())
                _collect(child, inline, _emphasised(child, emphasis), inner)
                inline.add(apart or (" " if inline.filled and tag in _BLOCKS else ""), frozenset())
        tail = child.tail or ""
        inline.add(tail if inline.filled else _unwrapped(tail), emphasis)


def _unwrapped(text: str) -> str:
    """Text without the spaces that only lay out the markup: no-break spaces before it set it in."""
    return text.lstrip(" \t\r\n\f\v")


def _is_layout(trs: Sequence[Any], rows: Sequence[Sequence[Draft]]) -> bool:
    """Whether a table only arranges the page: a single cell, or blocks of content and no number of its own."""
    cells = [cell for row in rows for cell in row]
    if sum(len(list(_cells(tr))) for tr in trs) <= 1:
        return True
    if any(is_data(cell.text) for cell in cells):
        return False
    return any(next(cell.iter(*_BLOCK_CONTENT), None) is not None for tr in trs for cell in _cells(tr))
