"""Writes the papers of this folder that are not plain text: a Word paper and a ruled PDF of forces that do not exist.

After a change: `.venv/bin/python tests/papers/make_papers.py`. The same words give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

HERE = Path(__file__).parent
WORD, PDF = "westermoor-2025-26-budget.docx", "arrandale-2022-23-outturn.pdf"
NOTICE = "{} does not exist. This paper was made up for the tests of Copperbottom, and none of its money is real."

REVENUE = [
    ["", "2024/25", "", "2025/26", ""],
    ["", "Approved budget £m", "Forecast outturn £m", "Proposed budget £m", "Change £m"],
    ["Officers' pay", "88.40", "89.15", "93.02", "4.62"],
    ["Staff pay", "41.75", "40.98", "43.60", "1.85"],
    ["PCSO pay", "5.20", "4.71", "4.90", "(0.30)"],
    ["Total pay", "135.35", "134.84", "141.52", "6.17"],
    ["Buildings", "9.10", "9.64", "9.85", "0.75"],
    ["Vehicles and travel", "4.32", "4.40", "4.41", "0.09"],
    ["Information technology", "11.68", "11.20", "12.95", "1.27"],
    ["Other running costs", "8.05", "8.31", "8.02", "(0.03)"],
    ["Total running costs", "33.15", "33.55", "35.23", "2.08"],
    ["Capital financing", "3.90", "3.90", "4.35", "0.45"],
    ["Income", "(12.60)", "(12.95)", "(13.10)", "(0.50)"],
    ["Commissioner's office", "1.45", "1.41", "1.52", "0.07"],
    ["Net budget requirement", "161.25", "160.75", "169.52", "8.27"],
]
FUNDING = [
    ["Source of funding", "2024/25 £m", "2025/26 £m"],
    ["Home Office core grant", "78.30", "80.95"],
    ["Legacy council tax grants", "6.40", "6.40"],
    ["Precept", "75.05", "80.67"],
    ["Collection fund surplus", "0.50", "0.30"],
    ["Use of reserves", "1.00", "1.20"],
    ["Total funding", "161.25", "169.52"],
]
CAPITAL = [
    ["Scheme", "2025/26 £000", "2026/27 £000", "2027/28 £000", "Total £000"],
    ["Custody refurbishment", "2,450", "1,100", "0", "3,550"],
    ["Radio replacement", "900", "3,200", "1,750", "5,850"],
    ["Vehicle replacement", "1,640", "1,640", "1,700", "4,980"],
    ["Laptops and phones", "780", "420", "610", "1,810"],
    ["Total programme", "5,770", "6,360", "4,060", "16,190"],
]


def word_paper() -> bytes:
    """Westermoor Constabulary's budget for 2025/26: Word's own headings, lists and tables, header cells merged."""
    document = docx.Document()
    document.add_heading("Westermoor Police and Crime Panel", 0)
    document.add_paragraph("Meeting of 30 January 2025")
    document.add_paragraph(NOTICE.format("Westermoor Constabulary"))
    document.add_heading("Revenue budget, precept and capital programme 2025/26", 1)
    document.add_heading("Revenue budget", 2)
    document.add_paragraph(
        "The Commissioner for Westermoor proposes a net budget requirement of £169.52m for 2025/26, which is £8.27m"
        " more than in 2024/25."
    )
    add_table(document, REVENUE, merged=((1, 2), (3, 4)))
    document.add_heading("Funding and precept", 2)
    document.add_paragraph(
        "The Band D charge rises by £14.00 to £284.31, an increase of 5.18%. The precept would bring in £80.67m in"
        " 2025/26. Reserves of £1.20m support the budget."
    )
    add_table(document, FUNDING)
    document.add_heading("Assumptions", 2)
    for item in (
        "Pay awards of 2.8% are assumed from September 2025.",
        "Of the savings of £4.8m that are needed by 2027/28, £2.9m has been identified and £1.9m has still to be"
        " found.",
        "The plan provides for 1,985 officers throughout 2025/26.",
    ):
        document.add_paragraph(item, style="List Bullet")
    document.add_heading("Capital programme", 2)
    document.add_paragraph("The programme of the Constabulary for three years is set out below.")
    add_table(document, CAPITAL)
    buffer = io.BytesIO()
    document.save(buffer)
    return undated(buffer.getvalue())


def add_table(document: Any, rows: list[list[str]], merged: tuple[tuple[int, int], ...] = ()) -> None:
    """A table with Word's grid: numbers to the right, totals in bold; `merged` are cells of the first row."""
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for i, texts in enumerate(rows):
        for j, text in enumerate(texts):
            paragraph = table.cell(i, j).paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size = Pt(9)
            run.bold = i <= len(merged) // 2 or texts[0].startswith(("Total", "Net"))
            if j:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for first, last in merged:
        table.cell(0, first).merge(table.cell(0, last))


def undated(data: bytes) -> bytes:
    """A package with the same entries, all of one day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in given.namelist():
            package.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), given.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


DEPARTMENTS = [
    ["Ref", "Department", "Revised budget\n£", "Outturn\n£", "Underspend (+) /\noverspend (-) £"],
    ["Local policing", "", "", "", ""],
    ["A1", "Neighbourhoods", "18,420,500", "18,105,200", "315,300"],
    ["A2", "Response", "24,960,000", "25,733,400", "-773,400"],
    ["A3", "Custody", "5,312,700", "5,298,100", "14,600"],
    ["", "Local policing total", "£48,693,200", "£49,136,700", "-£443,500"],
    ["Support", "", "", "", ""],
    ["B1", "Fleet", "2,875,000", "2,990,600", "-115,600"],
    ["B2", "Estates", "6,140,300", "5,902,900", "237,400"],
    ["B3", "Digital services", "9,088,400", "8,750,000", "338,400"],
    ["", "Support total", "£18,103,700", "£17,643,500", "£460,200"],
    ["C1", "Commissioner's office", "1,105,000", "1,082,300", "22,700"],
    ["", "Total net expenditure", "£67,901,900", "£67,862,500", "£39,400"],
]
PEOPLE = [
    ["", "Establishment", "Strength", "Variance"],
    ["Police officers", "1,020.0", "1,008.4", "-11.6"],
    ["Police staff", "684.5", "651.2", "-33.3"],
    ["Community support officers", "96.0", "88.7", "-7.3"],
    ["Total", "1,800.5", "1,748.3", "-52.2"],
]
WORKS = [
    ["Scheme", "Budget", "Spent", "Carried forward\nto 2023/24", "Over / (under)\nafter carry forward"],
    ["Body-worn video", "640", "655", "0", "15"],
    ["Station rebuild", "3,900", "2,480", "1,420", "0"],
    ["Vehicles", "1,150", "1,094", "60", "4"],
    ["Total", "5,690", "4,229", "1,480", "19"],
]
_BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=7)
_TITLE = ParagraphStyle("title", _BODY, fontName="Times-Bold", fontSize=16, leading=20, alignment=1)
_HEADING = ParagraphStyle("heading", _BODY, fontName="Times-Bold", fontSize=12.5, spaceBefore=8)
_CAPTION = ParagraphStyle("caption", _BODY, fontName="Times-BoldItalic")


def pdf_paper() -> bytes:
    """Arrandale Police's outturn of 2022/23: everything ruled, sections over the whole width, minus signs."""
    buffer = io.BytesIO()
    document = SimpleDocTemplate(buffer, pagesize=A4, invariant=1, title="Outturn 2022/23", author="Nobody")
    wide = [1.4 * cm, 5.6 * cm, 3.1 * cm, 3.1 * cm, 3.3 * cm]
    document.build(
        [
            Paragraph("Arrandale Police and Crime Panel", _TITLE),
            Paragraph("15 June 2023", _BODY),
            Paragraph("Revenue and capital outturn 2022/23", _TITLE),
            Paragraph(NOTICE.format("Arrandale Police"), _BODY),
            Paragraph("1. Revenue", _HEADING),
            Paragraph(
                "Arrandale Police and the Office of the Commissioner spent £67.86m in 2022/23, £39,400 less than the"
                " revised budget of £67.90m. Response policing overspent by £773,400, for the most part on overtime.",
                _BODY,
            ),
            Paragraph("Table 1 – Revenue outturn by department 2022/23", _CAPTION),
            ruled(DEPARTMENTS, wide, labels=2, sections=(1, 6), totals=(5, 10, 12)),
            Spacer(1, 10),
            Paragraph(
                "Savings of £1.65m were delivered in 2022/23 against a target of £1.80m; the other £0.15m is delayed"
                " until 2023/24. General balances stood at £2.35m on 31 March 2023.",
                _BODY,
            ),
            PageBreak(),
            Paragraph("2. People", _HEADING),
            Paragraph("Table 2 – Officers and staff at 31 March 2023 (full-time equivalents)", _CAPTION),
            ruled(PEOPLE, [6 * cm, 3 * cm, 3 * cm, 3 * cm], totals=(4,)),
            Paragraph("3. Capital", _HEADING),
            Paragraph(
                "Capital spending was £4.229m; £1.480m of the programme is carried forward into 2023/24.",
                _BODY,
            ),
            Paragraph("Table 3 – Capital outturn 2022/23 (£000)", _CAPTION),
            ruled(WORKS, [5 * cm, 2.2 * cm, 2.2 * cm, 3.2 * cm, 3.6 * cm], totals=(4,)),
            Paragraph("4. Crime", _HEADING),
            Paragraph(
                "There were 18,240 recorded offences in the year to March 2023, 6.1% more than in the year before.",
                _BODY,
            ),
        ]
    )
    return buffer.getvalue()


def ruled(
    rows: list[list[str]],
    widths: list[float],
    labels: int = 1,
    sections: tuple[int, ...] = (),
    totals: tuple[int, ...] = (),
) -> Table:
    """A table with all lines, its header white on dark; sections span it, totals stand between heavier lines."""
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), "Times-Roman", 10, 12),
        ("FONT", (0, 0), (-1, 0), "Times-Bold", 10, 12),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#203040")),
        ("TEXTCOLOR", (0, 0), (-1, 0), colors.white),
        ("ALIGN", (labels, 0), (-1, -1), "RIGHT"),
        ("ALIGN", (labels, 0), (-1, 0), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for i in sections:
        style += [("SPAN", (0, i), (-1, i)), ("BACKGROUND", (0, i), (-1, i), colors.HexColor("#dde4ea"))]
        style.append(("FONTNAME", (0, i), (-1, i), "Times-Bold"))
    for i in totals:
        style += [("FONTNAME", (0, i), (-1, i), "Times-Bold"), ("LINEABOVE", (0, i), (-1, i), 1.2, colors.black)]
    return Table(rows, colWidths=widths, style=style, repeatRows=1)


def main() -> None:
    """Write both."""
    (HERE / WORD).write_bytes(word_paper())
    (HERE / PDF).write_bytes(pdf_paper())


if __name__ == "__main__":
    main()
