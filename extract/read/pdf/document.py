"""PDF files as pdfium opens them: page by page, within limits, with a reason for what cannot be read.

Opening is the only place where damage, passwords and missing text layers are told apart. Scans are
handed to ocrmypdf where it is installed; nothing is ever sent anywhere.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from extract.model import PaperError
from extract.read.pdf.geometry import PageContent
from extract.read.pdf.glyphs import read_page

MAX_PAGES = 2_000
OCR_SECONDS_PER_PAGE = 30
OCR_MAX_PAGES = 200
SCAN_SHARE = 0.4  # of a page that pictures cover, from which on a page without text is a scan
FEW_WORDS = 4  # a page with fewer words, and a picture over most of it, has no text layer
_HEAD_REACH = 1024
_OCR_REMEDY = (
    "install ocrmypdf and tesseract (on Debian and Ubuntu: apt install ocrmypdf tesseract-ocr-eng) and load it again, "
    "or ask the publisher for a PDF with text"
)


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """An open document. Raises PaperError for bytes that are no readable PDF, and for too many pages."""
    pdfium.FPDF_InitLibrary()
    if b"%PDF-" not in data[:_HEAD_REACH]:
        raise PaperError(
            "The file is not a PDF although its name says so; fetch it again, or give it its right ending."
        )
    buffer = ctypes.create_string_buffer(data, len(data))
    document = pdfium.FPDF_LoadMemDocument64(buffer, len(data), None)
    if not document:
        raise PaperError(_refusal(pdfium.FPDF_GetLastError()))
    try:
        pages = pdfium.FPDF_GetPageCount(document)
        if pages < 1:
            raise PaperError("The PDF has no pages that can be read: it is damaged or cut short; fetch it again.")
        if pages > MAX_PAGES:
            raise PaperError(
                f"The PDF has {pages:,} pages, more than the {MAX_PAGES:,} that a paper may have; "
                "split it, or load only the finance reports of the pack."
            )
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)
        del buffer


def _refusal(code: int) -> str:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return "The PDF is locked with a password; save it without one (print it to a new PDF) and load it again."
    if code == pdfium.FPDF_ERR_SECURITY:
        return "The PDF is encrypted in a way that is not read; print it to a new PDF and load it again."
    return "The PDF is damaged or cut short; fetch it again."


def pages_of(document: Any) -> Iterator[PageContent]:
    """The pages of a document one after the other; none is kept open."""
    for index in range(pdfium.FPDF_GetPageCount(document)):
        yield read_page(document, index)


def is_scan(page: PageContent) -> bool:
    """Whether a page shows a picture where its text should be."""
    return len(page.words) < FEW_WORDS and page.image_share >= SCAN_SHARE


def no_text_reason(pages: int) -> str:
    """Why a PDF without any text is not read, and what to do."""
    shown = "The page of this PDF is a picture" if pages == 1 else f"All {pages:,} pages of this PDF are pictures"
    return f"{shown} without a text layer (a scan); {_OCR_REMEDY}."


def scans_note(pages: list[int]) -> str:
    """What to know of a PDF some pages of which are scans."""
    shown = ", ".join(f"{page:,}" for page in pages[:12]) + (" and more" if len(pages) > 12 else "")
    one = len(pages) == 1
    return (
        f"Page{'' if one else 's'} {shown} {'is a picture' if one else 'are pictures'} without a text layer "
        f"and {'was' if one else 'were'} not read; {_OCR_REMEDY}."
    )


def recognised(data: bytes, pages: int) -> bytes | None:
    """The same paper with a text layer by ocrmypdf, or None where that is not installed.

    Raises PaperError where the recognition fails or takes too long.
    """
    from copperbottom.settings import child_environment

    program = shutil.which("ocrmypdf")
    if program is None or pages > OCR_MAX_PAGES:
        return None
    with tempfile.TemporaryDirectory(prefix="copperbottom-ocr-") as folder:
        source, result = Path(folder, "scan.pdf"), Path(folder, "text.pdf")
        source.write_bytes(data)
        try:
            run = subprocess.run(
                [program, "--quiet", "--skip-text", "--rotate-pages", "--jobs", "1", str(source), str(result)],
                env=child_environment(),
                capture_output=True,
                timeout=OCR_SECONDS_PER_PAGE * max(pages, 2),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PaperError(
                "Recognising the text of this scan took too long; run ocrmypdf on it yourself and load the result."
            ) from None
        if run.returncode or not result.exists():
            said = run.stderr.decode("utf-8", "replace").strip().splitlines()
            why = said[-1][:200] if said else f"exit status {run.returncode}"
            raise PaperError(f"The text of this scan was not recognised by ocrmypdf ({why}); ask for a PDF with text.")
        return result.read_bytes()
