"""A paper's prose as sentences, each character of which knows where it stands in the paper.

Markup is taken out, a running head that broke into a paragraph is passed over, a paragraph that goes on
after it is joined again, and a number that stands above its label is put before it. Cells of tables that
hold sentences are prose. Nothing is reworded: a sentence is the paper's own words, with single spaces.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.model import Block, Paper, RawTable
from extract.numerals import parse_numeral

BANNER_REPEATS = 3  # a short block that stands so often is a running head
MAX_BANNER = 80
MIN_CELL_WORDS = 5  # a cell of fewer words is a label, not a sentence
MIN_LOWER = 3  # words in small letters that a sentence has at least
MIN_BROKEN = 25  # a shorter block is no paragraph that could be broken off
MAX_BETWEEN = 14  # blocks of a running head that may stand inside a broken paragraph
COLUMN_GAP = 3  # spaces that part columns, not words
SHORT_ITEM_WORDS = 14  # an item below a lead-in, where it has no mark of a list
LABEL_WORDS = 10
MIN_COUNTED = 4  # passages that count on before their bare numbers are taken for those of paragraphs
CAPTION_WORDS = 16  # of a label below a number that stands alone
MAX_TITLE_LINE = 48  # a longer first line is no heading
MAX_TITLE_WORDS = 6
RUN_IN_WORDS = 5
MAX_RUN_IN = 100  # characters within which a heading that opens a passage ends
BELOW_HEADINGS = 7  # the level of a title that is not marked as a heading
MIN_HEAD, MAX_HEAD = 8, 600  # characters left out between two blocks that are a running head
MAX_LONE_NUMBER = 24  # characters between two blocks that may be a number and blank lines
MAX_PAGE_BLOCKS = 40  # a running head says nothing of what stands farther below it

# Each form opens with a character of its own: Python passes over plain text several times faster so.
_TOKEN = re.compile(
    r"[ ]\s+|[^\S ]\s*|</?(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,9})\b[^<>]{0,300}>|!\[[^\]\n]{0,200}\]\([^)\n]{0,400}\)"
    r"|\[(?<!!\[)[^\]\[\n]{1,200}\]\([^()\n]{1,400}\)|\*\*{0,2}|___?|&(?:[a-zA-Z]{2,8}|\#\d{1,5});"
)
_MARKED = re.compile(r"[<*&\[_\n\r\t\f\v\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|  ")
_BREAKING_TAGS = {"p", "li", "ul", "ol", "div", "td", "th", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
_SPACING_TAGS = {"br"}
_FOOTNOTES = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_SENTENCE_END = re.compile(
    rf"(?<=[.!?])(?:['\"’”)\]{_FOOTNOTES}]*)(?:\s+)(?=[A-Z£(\"'“‘\d•])|\s*\n\s*|\s(?=[•▪➢●·]\s)|;\s+(?=[•▪➢●·])"
)
_PLAIN_END = re.compile(rf"[.!?](?:['\"’”)\]{_FOOTNOTES}]*)\s+(?=[A-Z£(\"'“‘\d])")
_BREAKS = re.compile(r"[\n•▪➢●·]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:c|ca|circa|approx|e\.g|i\.e|eg|ie|no|nos|para|paras|fig|dr|mr|mrs|ms|st|sgt|insp|supt|cllr|op|vs|v|max"
    r"|min|est|inc|incl|p\.a|dept|mgmt|ref|sec|art|ltd|co|etc|b/f|viz|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
    r"|\b[A-Z])\.$",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"^\s*(?:[-•*▪➢●·–]\s+|o\s+(?=\S))?(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?\)?\s+|\d{1,3}[.)]\s+|\(?[a-zA-Z][.)]\s+|\(?[ivx]{1,5}[.)]\s+"
    r"|\(\d{1,2}\)\s+)?"
)
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?\)?|\(\d{1,2}\)|\d{1,2}[.)])\s+[A-Z£\"“‘]")
_ITEM_MARKS = frozenset("•*▪➢●·–-o")
_ITEM = re.compile(r"^\s*(?:[•*▪➢●·–-]|o)\s+(?=\S)")
_ITEM_LINE = re.compile(r"\n[ \t]*(?=(?:[•*▪➢●·–-]|o)[ \t]+[A-Za-z£\d])")
_LEVELS = tuple(
    re.compile(rf"^\s*{level}")
    for level in (r"\d{1,2}\.\d{1,2}\.\d", r"\d{1,2}\.\d{1,2}\s", r"\(\d{1,2}\)", r"\d{1,2}[.)]\s")
)
_LONE_NUMBER = re.compile(
    r"^£?\d[\d,.]*\s?(?:%|per cent|(?:k|m|bn|million|billion|thousand)?\b\s?(?:seconds|minutes|hours|days)?)$",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"^\s*(\d{1,3})\s+(?=[A-Z])")
_WAITS = re.compile(r"\b(?:by|of|to|from|at|and|with|over|about|than|nearly|almost|the|a)$", re.IGNORECASE)
_RUN_IN = re.compile(r"^[^a-zA-Z£\d]*([A-Z][^.:;–—£\d]{2,70}?)(?:\s+[-–—]\s*|\s*[–—]\s*|:\s+)(?=\S)")
_PARTED = re.compile(r"[-–—:.\n]")
_VERB = re.compile(r"\b(?:is|are|was|were|be|been|has|have|had|will|would|should|can|may|must|that)\b")
_RUN_IN_STOP = re.compile(r"^[^a-zA-Z£\d]*([A-Z][^.:;,£\d]{2,50})[.\n]\s*(?=\S)")


class Sentence(NamedTuple):
    """One sentence. `offsets[i]` is where its character `i` stands in the paper's text; empty without offsets.

    `before` are the sentences before it in its passage, nearest last; `lead_in` is the line that opens the list
    it is an item of; `headings` stand above it, nearest last; `run_in` is the heading that opens its passage.
    `marker` is the length of a list's or paragraph's number at its beginning; `running_head` the letterhead or
    page banner of the part of the paper that it stands in.
    """

    text: str
    offsets: Sequence[int]
    page: int | None
    before: tuple[str, ...] = ()
    lead_in: str | None = None
    headings: tuple[str, ...] = ()
    run_in: str | None = None
    marker: int = 0
    passage: int = 0
    running_head: str | None = None


@dataclass(slots=True)
class _Piece:
    kind: str
    text: str
    offsets: Sequence[int]
    page: int | None
    headings: tuple[str, ...]
    lead_in: str | None = None
    parts: int = 1
    running_head: str | None = None
    numbered: bool = False

    @property
    def marker(self) -> int:
        """How long the number or bullet is that the passage begins with."""
        found = (_BARE_NUMBER if self.numbered else _MARKER).match(self.text)
        return found.end() if found else 0


@dataclass(slots=True)
class _Reader:
    paper: Paper
    banners: frozenset[str]
    pieces: list[_Piece] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    lead: str | None = None
    items_marked: bool = False
    broken: _Piece | None = None
    between: int = 0
    running: list[str] = field(default_factory=list)
    since_running: int = 0
    read_to: int | None = None


def plain_with_offsets(text: str, start: int) -> tuple[str, Sequence[int]]:
    """A stretch of raw text without markup and with single spaces, and where each character stands.

    A tag that opens or closes a block becomes a line break. `start` is the stretch's own offset.
    """
    if not _MARKED.search(text):
        lead = len(text) - len(text.lstrip())
        plain = text.strip()
        return plain, range(start + lead, start + lead + len(plain))
    out: list[str] = []
    offsets: list[int] = []

    def put(text_: str, at: int) -> None:
        if text_ in (" ", "\n") and out and out[-1] in (" ", "\n"):
            if text_ == "\n":
                out[-1] = "\n"
            return
        for ch in text_:
            out.append(ch)
            offsets.append(at)

    def copy(begin: int, end: int) -> None:
        if begin < end and text[begin] == " " and out and out[-1] in (" ", "\n"):
            begin += 1
        out.extend(text[begin:end])
        offsets.extend(range(start + begin, start + end))

    at = 0
    for match in _TOKEN.finditer(text):
        copy(at, match.start())
        at = match.end()
        token = match.group()
        if match["tag"]:
            name = match["tag"].lower()
            if name in _BREAKING_TAGS:
                put("\n", start + match.start())
            elif name in _SPACING_TAGS:
                put(" ", start + match.start())
        elif token.isspace():
            apart = len(token) >= COLUMN_GAP and "\n" not in token
            put("\n" if apart or "\t" in token else " ", start + match.start())
        elif token[0] == "[":
            copy(match.start() + 1, text.index("](", match.start()))
        elif token[0] == "&":
            put(html.unescape(token).replace("\xa0", " "), start + match.start())
    copy(at, len(text))
    while out and out[0] in " \n":
        del out[0], offsets[0]
    while out and out[-1] in " \n":
        del out[-1], offsets[-1]
    return "".join(out), offsets


def sentences(paper: Paper) -> Iterator[Sentence]:
    """The sentences of a paper's prose, in reading order."""
    repeated = Counter(block.text for block in paper.blocks if len(block.text) <= MAX_BANNER)
    reader = _Reader(paper, frozenset(text for text, count in repeated.items() if count >= BANNER_REPEATS))
    for part in paper.parts:
        if isinstance(part, RawTable):
            _read_table(reader, part)
        else:
            _read_block(reader, part)
    _mark_bare_numbers(reader.pieces)
    for number, piece in enumerate(reader.pieces):
        yield from _cut(piece, number)


def _mark_bare_numbers(pieces: Sequence[_Piece]) -> None:
    """Mark passages that open with a number of their own and no mark after it, where these count on: `4 A total …`."""
    opened = [(int(found[1]), piece) for piece in pieces if (found := _BARE_NUMBER.match(piece.text))]
    run: list[tuple[int, _Piece]] = []
    for number, piece in [*opened, (0, None)]:
        if run and number != run[-1][0] + 1:
            if len(run) >= MIN_COUNTED:
                for _, counted in run:
                    counted.numbered = True
            run = []
        if piece is not None:
            run.append((number, piece))


def _clean(paper: Paper, block: Block) -> tuple[str, Sequence[int]]:
    place = block.place
    if place.char_start is None or place.char_end is None:
        return " ".join(block.text.split()), []
    raw = paper.text[place.char_start : place.char_end]
    plain, offsets = plain_with_offsets(raw, place.char_start)
    breaks = [place.char_start + at for at in _line_breaks(raw)] if "\n" in raw else []
    if not breaks:
        return plain, offsets
    chars = list(plain)
    for at in breaks:
        k = bisect_left(offsets, at)
        for near in (k, k - 1):
            if 0 < near < len(chars) and chars[near].isspace():
                chars[near] = "\n"
                break
    return "".join(chars), offsets


def _line_breaks(raw: str) -> list[int]:
    """Where a paragraph's lines are more than its wrapping: below a heading of its own, and before each item."""
    breaks = [match.start() for match in _ITEM_LINE.finditer(raw)]
    first, _, rest = raw.partition("\n")
    title = _MARKER.sub("", first).strip()
    if (
        title
        and len(title) <= MAX_TITLE_LINE
        and len(title.split()) <= MAX_TITLE_WORDS
        and title[0].isupper()
        and not _ends(title)
        and not re.search(r"[£\d,]|\b(?:the|a|of|and|to|in|for|by)$", title)
        and re.match(r"\s*[A-Z£]", rest)
        and len(rest) > len(first)
    ):
        breaks.append(len(first))
    return sorted(set(breaks))


def _read_block(reader: _Reader, block: Block) -> None:
    if block.text in reader.banners:
        reader.between += 1
        if reader.since_running:
            reader.running, reader.since_running = [], 0
        reader.running.append(block.text)
        return
    alone = _pass_running_head(reader, block)
    reader.since_running += 1
    text, offsets = _clean(reader.paper, block)
    if text and alone is not None and reader.lead and text[0].islower() and len(text.split()) <= LABEL_WORDS:
        number, places = alone
        text, offsets = f"{number} {text}", [*places, offsets[0], *offsets]
    if not text:
        return
    words = len(text.split())
    last = reader.pieces[-1] if reader.pieces else None
    if last is not None and _labels_number(last, text, words):
        _join(last, text, offsets)
        return
    broken = reader.broken
    if block.kind != "heading" and broken is not None and reader.between <= MAX_BETWEEN and _goes_on(text, broken.text):
        _join(broken, text, offsets)
        reader.broken = broken if not _ends(text) else None
        reader.between = 0
        return
    if block.kind == "heading" and not text.rstrip().endswith("."):
        level = block.level or 6
        reader.headings = [item for item in reader.headings if item[0] < level]
        reader.headings.append((level, text.lstrip("# ")))
        reader.lead = text if text.endswith(":") else None
        if not any(ch.isdigit() for ch in text):
            reader.between += words <= LABEL_WORDS
            return
    if block.kind == "paragraph" and _titles(text, words):
        reader.headings = [item for item in reader.headings if item[0] < BELOW_HEADINGS]
        reader.headings.append((BELOW_HEADINGS, text))
    piece = _Piece(block.kind, text, offsets, block.place.page, tuple(title for _, title in reader.headings))
    _set_lead_in(reader, piece, words)
    if reader.since_running <= MAX_PAGE_BLOCKS:
        piece.running_head = " ".join(reader.running) or None
    reader.pieces.append(piece)
    if _ITEM.match(text) or _stands_alone(text):
        reader.broken, reader.between = None, 0
    elif len(text) >= MIN_BROKEN and not _ends(text):
        reader.broken, reader.between = piece, 0
    elif words > LABEL_WORDS:
        reader.broken, reader.between = None, 0
    else:
        reader.between += 1


def _pass_running_head(reader: _Reader, block: Block) -> tuple[str, Sequence[int]] | None:
    """Take note of what the reader of the paper's format left out between two blocks: letterheads, banners.

    A number that stands there alone, as a page's does, is returned: below a lead-in it may be the next line's.
    """
    start, end = block.place.char_start, block.place.char_end
    if start is None or end is None:
        return None
    alone = None
    if reader.read_to is not None and MIN_HEAD <= start - reader.read_to <= MAX_HEAD:
        skipped = " ".join(reader.paper.text[reader.read_to : start].split())
        if len(skipped) >= MIN_HEAD:
            reader.running, reader.since_running = [skipped], 0
    if reader.read_to is not None and 0 < start - reader.read_to <= MAX_LONE_NUMBER:
        gap = reader.paper.text[reader.read_to : start]
        if parse_numeral(gap) is not None and any(ch.isdigit() for ch in gap):
            at = reader.read_to + len(gap) - len(gap.lstrip())
            alone = gap.strip(), range(at, at + len(gap.strip()))
    reader.read_to = max(end, reader.read_to or 0)
    return alone


def _labels_number(last: _Piece, text: str, words: int) -> bool:
    """Whether a short block is the label of the number that stands alone above it."""
    return last.parts == 1 and words <= CAPTION_WORDS and text[0].islower() and _stands_alone(last.text)


def _ends(text: str) -> bool:
    """Whether a text ends as a sentence or a lead-in does."""
    return text.rstrip("'\"’”)]").endswith((".", "!", "?", ":", ";"))


def _stands_alone(text: str) -> bool:
    return len(text) <= MAX_LONE_NUMBER and (parse_numeral(text) is not None or _LONE_NUMBER.match(text) is not None)


def _goes_on(text: str, before: str) -> bool:
    if _NUMBERED.match(text) or _ITEM.match(text):
        return False
    if (text[0].isdigit() or text[0] == "£") and _WAITS.search(before):
        return True
    return text[0].islower() or text[:2] in ("% ", "£ ") or re.match(r"\([£\da-z]", text) is not None


def _join(piece: _Piece, text: str, offsets: Sequence[int]) -> None:
    if piece.offsets and offsets:
        piece.offsets = [*piece.offsets, offsets[0], *offsets]
    else:
        piece.offsets = []
    piece.text = f"{piece.text} {text}"
    piece.parts += 1


def _titles(text: str, words: int) -> bool:
    """Whether a short line of its own is a title that its paper does not mark as one."""
    return (
        words <= MAX_TITLE_WORDS
        and len(text) <= MAX_TITLE_LINE
        and (text[0].isupper() or text in {"101", "999"})
        and not _ends(text)
        and "£" not in text
        and "\n" not in text
    )


def _set_lead_in(reader: _Reader, piece: _Piece, words: int) -> None:
    marked = piece.kind == "list_item" or _ITEM.match(piece.text) is not None
    listed = marked or (words <= SHORT_ITEM_WORDS and not piece.text.endswith((".", ":")))
    previous = reader.pieces[-1] if reader.pieces else None
    if (
        reader.lead is None
        and previous is not None
        and not _ends(previous.text)
        and len(previous.text) >= MIN_BROKEN
        and re.match(r"£\s?\d", piece.text)
    ):
        reader.lead, reader.items_marked = previous.text, False
    if reader.lead is not None and reader.lead.endswith(",") and not marked:
        reader.lead = None
    if reader.lead is not None and (_same_level(reader.lead, piece.text) or (reader.items_marked and not marked)):
        reader.lead = None
    if listed and not (piece.text.endswith(":") and piece.kind != "list_item"):
        piece.lead_in = reader.lead
        reader.items_marked = marked
    elif not listed:
        reader.lead = None
    if piece.text.endswith((":", ",")):
        reader.lead, reader.items_marked = piece.text, False


def _same_level(lead: str, text: str) -> bool:
    """Whether a passage is numbered as its lead-in is: then it stands beside it, not below."""
    for level in _LEVELS:
        if level.match(lead):
            return level.match(text) is not None
    return False


def _read_table(reader: _Reader, table: RawTable) -> None:
    """Cells that hold sentences; a cell of figures or a label is none of prose's business."""
    reader.broken = None
    reader.lead = None
    reader.read_to = table.place.char_end if table.place.char_end is not None else reader.read_to
    for row in table.rows:
        for cell in row:
            words = cell.text.split()
            if len(words) < MIN_CELL_WORDS or parse_numeral(cell.text) is not None:
                continue
            letters = sum(map(str.isalpha, cell.text))
            if letters * 2 < len(cell.text) or sum(map(str.islower, words)) < max(MIN_LOWER, len(words) // 5):
                continue
            place = cell.place
            if place.char_start is not None and place.char_end is not None:
                raw = reader.paper.text[place.char_start : place.char_end]
                text, offsets = plain_with_offsets(raw, place.char_start)
            else:
                text, offsets = cell.text, ()
            if text:
                headings = tuple(title for _, title in reader.headings)
                reader.pieces.append(_Piece("cell", text, offsets, place.page or table.place.page, headings))


def _cut(piece: _Piece, number: int) -> Iterator[Sentence]:
    before: list[str] = []
    skip = piece.marker
    run_in = _run_in(piece.text[skip:])
    lead_in = piece.lead_in.strip() if piece.lead_in else None
    for start, end in sentence_spans(piece.text, skip):
        text = piece.text[start:end]
        if not text.strip():
            continue
        item = _ITEM.match(text) if text.lstrip()[0] in _ITEM_MARKS else None
        if item and before and before[-1].endswith(":"):
            lead_in = before[-1]
        if item and before:
            run_in = _run_in(text[item.end() :])
        yield Sentence(
            text=text,
            offsets=piece.offsets[start:end],
            page=piece.page,
            before=tuple(before[-3:]),
            lead_in=lead_in,
            headings=piece.headings,
            run_in=run_in,
            marker=max(skip - start, 0) if start == 0 else item.end() if item else 0,
            passage=number,
            running_head=piece.running_head,
        )
        before.append(text)


def _run_in(text: str) -> str | None:
    """The heading that opens a passage: `Overtime: …`, `Prices. £2.3m.`"""
    if not _PARTED.search(text, 0, MAX_RUN_IN):
        return None
    found = _RUN_IN.match(text)
    if found is None:
        found = _RUN_IN_STOP.match(text)
        if found is not None and (len(found[1].split()) > RUN_IN_WORDS or _VERB.search(found[1])):
            return None
    return found[1].strip() if found else None


def sentence_spans(text: str, skip: int = 0) -> list[tuple[int, int]]:
    """Where each sentence of a passage begins and ends; `skip` is the length of its number or bullet."""
    spans = []
    start = 0
    for stop, after in _stops(text):
        if after <= skip or _ABBREVIATION.search(text, max(start, stop - 12), stop):
            continue
        if text[start:stop].strip():
            spans.append((start, stop))
        start = after
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def _stops(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences may end, and where the next begins. Most passages have no line breaks and no bullets."""
    if _BREAKS.search(text):
        return (match.span() for match in _SENTENCE_END.finditer(text))
    return ((match.start() + 1, match.end()) for match in _PLAIN_END.finditer(text))
