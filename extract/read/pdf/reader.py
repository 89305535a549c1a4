"""Reads a PDF paper from its bytes: page by page, scans recognised where that can be done here.

Pages are read one at a time, with a window of neighbours to know running heads by, so that memory and
time grow with pages and no faster.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract.model import Block, Paper, PaperError, RawTable
from extract.read.pdf.assembly import PageAssembler
from extract.read.pdf.document import is_scan, no_text_reason, opened, pages_of, recognised, scans_note
from extract.read.pdf.furniture import Signature, running_lines, signatures, without_furniture
from extract.read.pdf.geometry import PageContent, turn_page

WINDOW = 2  # pages before and after that running heads are compared with
MEDIA_TYPE = "application/pdf"


def read_pdf(data: bytes, paper_id: str, name: str) -> Paper:
    """Read a PDF paper from its bytes.

    Raises PaperError for a file that is locked, damaged, beyond the limits, or a scan that cannot be
    recognised here. Pages that are scans among others are left out and named in `Paper.notes`.
    """
    paper, scans = _read(data, paper_id, name)
    if scans:
        better = recognised(data, paper.pages or 0)
        if better is not None:
            paper, left = _read(better, paper_id, name)
            found = [page for page in scans if page not in left]
            if found:
                shown = ", ".join(str(page) for page in found[:12]) + (" and more" if len(found) > 12 else "")
                paper = replace(
                    paper,
                    recognised=True,
                    notes=(f"The text of page {shown} was recognised from a picture by ocrmypdf.",),
                )
            scans = left
    if not paper.parts:
        if scans:
            raise PaperError(no_text_reason(paper.pages or 0))
        raise PaperError("The PDF holds no text; fetch the paper again, or ask the publisher for a PDF with text.")
    if scans:
        paper = replace(paper, notes=(*paper.notes, scans_note(scans)))
    return paper


def _read(data: bytes, paper_id: str, name: str) -> tuple[Paper, list[int]]:
    parts: list[Block | RawTable] = []
    scans: list[int] = []
    heads: dict[str, None] = {}
    count = 0
    with opened(data) as document:
        assembler = PageAssembler()
        for page, neighbours in _windows(_upright(pages_of(document))):
            count += 1
            if is_scan(page):
                scans.append(page.number)
            content = without_furniture(page, neighbours)
            assembler.add(content)
            if count <= WINDOW:
                heads |= dict.fromkeys(running_lines(page, content))
        parts = assembler.parts
    text = "\n".join(
        part.text if isinstance(part, Block) else "\n".join("\t".join(cell.text for cell in row) for row in part.rows)
        for part in parts
    )
    return Paper(paper_id, name, MEDIA_TYPE, tuple(parts), text, count, running_heads=tuple(heads)), scans


def _upright(pages: Iterable[PageContent]) -> Iterator[PageContent]:
    """Pages whose text is mostly drawn sideways, turned so that it stands upright."""
    for page in pages:
        turns: Counter[int] = Counter()
        for word in page.words:
            turns[word.turn] += len(word.text)
        main = turns.most_common(1)[0][0] if turns else 0
        yield turn_page(page, main) if main else page


def _windows(pages: Iterable[PageContent]) -> Iterator[tuple[PageContent, list[frozenset[Signature]]]]:
    """Each page with the running lines of its neighbours; few pages are held at a time."""
    ahead: deque[tuple[PageContent, frozenset[Signature]]] = deque()
    behind: deque[frozenset[Signature]] = deque(maxlen=WINDOW)

    def emit() -> tuple[PageContent, list[frozenset[Signature]]]:
        page, own = ahead.popleft()
        around = [*behind, *(found for _, found in ahead)]
        behind.append(own)
        return page, around

    for page in pages:
        ahead.append((page, signatures(page)))
        if len(ahead) > WINDOW:
            yield emit()
    while ahead:
        yield emit()
