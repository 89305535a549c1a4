"""Papers as text: converted PDFs, Markdown, plain text.

Tables stand in such text in the forms of `text_tables`, each recognised by its lines alone; what the
cells mean is not decided here.

Offsets of cells and blocks are code points into the decoded text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.model import Block, Paper, PaperError, Place, RawTable
from extract.numerals import parse_numeral
from extract.read.lines import LIST_MARK, TextLine, text_lines, without_markup
from extract.read.tables import goes_on, make_table
from extract.read.text_tables.chunks import chunks_of
from extract.read.text_tables.recognise import table_at

CONTROL_SHARE = 0.02  # more control characters than this and a file is not text
BANNER_REPEATS = 3  # a short line that stands so often is a running head
BANNER_REACH = 2  # lines beside a page number in which a line that stands twice is one, too
MAX_HEADING = 110
CONTEXT_PARAGRAPHS = 12
HEADINGS_KEPT = 30

_PAGE = re.compile(
    r"^(?:\W*page\W+\d+(?:\s*(?:of|/)\s*\d+)?\W*|[-–—\s]*\d{1,3}[-–—\s]*|\{\d+\}-+|!\[[^\]]*\]\([^)]*\)|.*\(continued\)\W*)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?:[-•*]\s+)?(?:\d+(?:\.\d+)*[.)]?|[A-Z][.)]|\([a-z0-9]+\)|[ivx]+[.)])\s+")
_SUB_NUMBER = re.compile(r"^\d+\.\d+[.)]?(?:\s|$)")


def decode(data: bytes) -> str:
    """A file's text: UTF-8, or UTF-16 that says so. Raises PaperError for anything else."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        sample = data[max(error.start - 2000, 0) : error.start + 2000]
        if b"\x00" in sample or _control_share(sample.decode("latin-1")) > CONTROL_SHARE:
            raise PaperError(
                "The file is not text although its name says so; convert the paper to text first."
            ) from None
        raise PaperError(
            f"The text is not UTF-8 (byte {error.start + 1:,} is 0x{data[error.start]:02x}, as in a Windows-1252 "
            "file); save it as UTF-8 and load it again."
        ) from None
    if "\x00" in text or _control_share(text) > CONTROL_SHARE:
        raise PaperError("The file is not text although its name says so; convert the paper to text first.")
    if not text.strip():
        raise PaperError("The file holds no text; fetch or convert the paper again.")
    return text


def _control_share(text: str) -> float:
    sample = text[:100_000]
    return sum(ch < " " and ch not in "\t\n\r\f\v" for ch in sample) / max(len(sample), 1)


def read_text(data: bytes, paper_id: str, name: str, media_type: str = "text/plain") -> Paper:
    """Read a text paper from its bytes. Raises PaperError for bytes that are no text."""
    text = decode(data)
    return Paper(paper_id, name, media_type, tuple(_parts(text)), text)


def read_markdown(data: bytes, paper_id: str, name: str) -> Paper:
    """Read a paper in Markdown, as `read_text` does."""
    return read_text(data, paper_id, name, "text/markdown")


def _parts(text: str) -> Iterator[Block | RawTable]:
    lines = text_lines(text)
    banners = _banners(lines)
    headings: list[str] = []
    context: list[str] = []
    before: RawTable | None = None  # the table that ended with nothing but the end of a page after it
    broken = False
    table_no = 0
    i = 0
    while i < len(lines):
        line = lines[i]
        stripped = line.text.strip()
        if not stripped or _is_furniture(lines, i, banners):
            broken = broken or bool(stripped)
            i += 1
            continue
        found = table_at(lines, i)
        if found is not None:
            rows, end = found
            table_no += 1
            place = Place(char_start=line.start, char_end=lines[end - 1].start + len(lines[end - 1].text))
            table = make_table(
                table_no,
                rows,
                title=_title(headings, context),
                place=place,
                headings=headings[-HEADINGS_KEPT:],
                context=context[-CONTEXT_PARAGRAPHS:],
            )
            if before is not None and broken and goes_on(before, table):
                table = replace(table, continues=True)
            yield table
            before, broken = table, False
            i = end
            continue
        before = None
        level = _heading_level(lines, i, banners)
        if level:
            plain = without_markup(stripped)
            headings.append(plain)
            context.append(plain)
            yield Block("heading", plain, _place(line), level)
            i += 1
            continue
        end = i + 1
        while end < len(lines) and _goes_on(lines, end, banners):
            end += 1
        body = " ".join(without_markup(item.text.strip()) for item in lines[i:end])
        kind = "list_item" if LIST_MARK.match(line.text) else "paragraph"
        context.append(body)
        last = lines[end - 1]
        yield Block(kind, body, Place(char_start=line.start, char_end=last.start + len(last.text)))
        i = end


def _squeezed(line: TextLine) -> str:
    return " ".join(line.text.split())


def _banners(lines: Sequence[TextLine]) -> frozenset[str]:
    """Running heads and feet: short lines that stand often, or twice and beside the number of a page."""
    short = [text if len(text := _squeezed(line)) <= 80 and "\t" not in line.text else "" for line in lines]
    counts = Counter(text for text in short if text and not _PAGE.match(text) and parse_numeral(text) is None)
    filled = [k for k, line in enumerate(lines) if not line.blank]
    beside: Counter[str] = Counter()
    for at, k in enumerate(filled):
        if _PAGE.match(lines[k].text.strip()):
            near = filled[max(at - BANNER_REACH, 0) : at + BANNER_REACH + 1]
            beside.update({short[n] for n in near if n != k and _stands_alone(lines, n)})
    heads = {_squeezed(line) for line in lines if line.tops_page and len(chunks_of(line.text.strip())) > 1}
    often = heads | {
        text for text, count in counts.items() if count >= BANNER_REPEATS and not text.startswith(("|", "-", "<"))
    }
    return frozenset(often | {text for text, count in beside.items() if counts[text] >= 2 and count >= 1})


def _stands_alone(lines: Sequence[TextLine], k: int) -> bool:
    around = [lines[n].text.strip() for n in (k - 1, k + 1) if 0 <= n < len(lines)]
    return all(not text or _PAGE.match(text) for text in around)


def _is_furniture(lines: Sequence[TextLine], i: int, banners: frozenset[str]) -> bool:
    """Whether a line belongs to the page and not to the paper: its number, a running head or foot."""
    text = _squeezed(lines[i])
    return text in banners or bool(_PAGE.match(text))


def _place(line: TextLine) -> Place:
    return Place(char_start=line.start, char_end=line.start + len(line.text))


def _goes_on(lines: Sequence[TextLine], i: int, banners: frozenset[str]) -> bool:
    """Whether line `i` belongs to the paragraph that the line before it is part of."""
    line = lines[i]
    return not (
        line.blank
        or LIST_MARK.match(line.text)
        or _is_furniture(lines, i, banners)
        or _heading_level(lines, i, banners)
        or table_at(lines, i)
    )


def _title(headings: Sequence[str], context: Sequence[str]) -> str | None:
    """The caption just above a table if it is short, else the nearest heading."""
    if context and len(context[-1]) <= MAX_HEADING and not context[-1].endswith((".", ";", ",")):
        return context[-1].rstrip(":")
    return headings[-1] if headings else None


def _heading_level(lines: Sequence[TextLine], i: int, banners: frozenset[str]) -> int:
    """1 to 6 for a line that is a heading, else 0."""
    stripped = lines[i].text.strip()
    if stripped.startswith("#"):
        return min(len(stripped) - len(stripped.lstrip("#")), 6)
    if len(stripped) > MAX_HEADING or _squeezed(lines[i]) in banners:
        return 0
    bold = stripped.startswith("**") and stripped.rstrip(" :").endswith("**")
    plain = without_markup(stripped)
    bare = _NUMBERED.sub("", plain)
    letters = [ch for ch in bare if ch.isalpha()]
    if len(letters) < 3 or plain.endswith((".", ",", ";")) or "@" in plain or "://" in plain:
        return 0
    if bold:
        return 2
    if all(ch.isupper() or not ch.isalpha() for ch in bare):
        return 1
    following = lines[i + 1].text.strip() if i + 1 < len(lines) else ""
    if _NUMBERED.match(plain) and _SUB_NUMBER.match(following) and bare[0].isupper() and len(bare.split()) <= 9:
        return 2
    alone = (i == 0 or lines[i - 1].blank) and (i + 1 == len(lines) or lines[i + 1].blank)
    if not alone or LIST_MARK.match(stripped) or len(bare.split()) > 12:
        return 0
    if _NUMBERED.match(plain) and bare[0].isupper():
        return 2
    capitals = sum(word[0].isupper() for word in bare.split() if word[0].isalpha())
    return 3 if bare[0].isupper() and len(bare.split()) <= 9 and capitals * 2 >= len(bare.split()) else 0
