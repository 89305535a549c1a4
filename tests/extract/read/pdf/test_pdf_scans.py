"""Scans whose text was recognised: how an invisible text layer is laid out, and what is read of a real one."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from extract.model import Figure
from extract.pipeline import extract_paper
from extract.read.pdf.document import opened
from extract.read.pdf.glyphs import read_page

SAMPLE = Path(__file__).parents[4] / "samples" / "papers" / "exampleshire-2024-25-quarter-3.pdf"
DPI = 200


def page_with(font: str) -> bytes:
    """A page with `none` and `of`, each followed by a space, in a font whose characters are half its size wide."""
    content = b"BT /F1 10 Tf 1 0 0 1 100 700 Tm (none ) Tj ET BT /F1 10 Tf 1 0 0 1 128 700 Tm (of ) Tj ET"
    widths = " ".join(["500"] * 95)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /FirstChar 32 /LastChar 126 /Widths [{widths}] "
        "/Encoding /WinAnsiEncoding >>".encode(),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


@pytest.mark.parametrize(("font", "gap"), [("GlyphLessFont", 3.0), ("OtherFont", 8.0)])
def test_a_recognised_word_ends_where_its_space_ends(font: str, gap: float) -> None:
    with opened(page_with(font)) as pdf:
        first, second = read_page(pdf, 0).words
    assert (first.text, second.text) == ("none", "of")
    assert second.x0 - first.x1 == pytest.approx(gap, abs=0.5)


def scanned(path: Path) -> bytes:
    """The paper as pictures of its pages."""
    document = pypdfium2.PdfDocument(path)
    first, *others = (page.render(scale=DPI / 72).to_pil().convert("L") for page in document)
    data = io.BytesIO()
    first.save(data, "PDF", resolution=DPI, save_all=True, append_images=others)
    return data.getvalue()


@pytest.mark.skipif(shutil.which("ocrmypdf") is None, reason="ocrmypdf is not installed")
def test_a_scanned_sample_reads_as_its_original(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scanned(SAMPLE))
    read, printed = extract_paper(scan), extract_paper(SAMPLE)
    found, expected = (Counter(map(meaning, one.figures)) for one in (read, printed))
    assert (found & expected).total() >= 0.95 * expected.total()
    assert (found - expected).total() <= 0.02 * expected.total()
    assert all("recognised from a picture" in (figure.note or "") for figure in read.figures)
    misread = [figure for figure in read.figures if meaning(figure) not in expected]
    assert not [figure for figure in misread if figure.proof == "proved"]


def meaning(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.line, figure.measure, figure.financial_year
