"""Word papers, made here with python-docx, and the restyled ones beside their PDFs where they are at hand."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_papers import shared_folder

from extract.model import Paper, PaperError
from extract.pipeline import extract_paper
from extract.read import read_paper
from extract.read.word import OLE, read_word

RESTYLED = ("s1_ruled", "s2_hrules", "s3_borderless", "s5_split_ruled", "s6_landscape")
ROWS = [["", "Budget", "Outturn"], ["Officer pay", "1,200", "1,180"], ["Overtime", "300", "340"]]


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(document: Any) -> Paper:
    return read_word(saved(document), "id", "paper.docx")


def add_table(document: Any, rows: list[list[str]]) -> Any:
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def texts(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def add_xml(document: Any, xml: str) -> None:
    document.element.body.insert(0, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for entry in source.namelist():
            if entry != name:
                package.writestr(entry, source.read(entry))
        package.writestr(name, content)
    return target.getvalue()


def refusal(data: bytes, name: str, tmp_path: Path) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(PaperError) as caught:
        read_paper(path)
    return caught.value.reason


def test_parts_come_in_the_order_of_the_document_with_offsets_into_the_text():
    document = docx.Document()
    document.add_heading("Finance report", 1)
    document.add_paragraph().add_run("Revenue").bold = True
    document.add_paragraph("The forecast is an underspend of £1.2m.")
    document.add_paragraph("Overtime", style="List Bullet")
    add_table(document, ROWS)
    document.add_paragraph("After the table.")
    paper = read(document)
    assert [(block.kind, block.level, block.text) for block in paper.blocks] == [
        ("heading", 1, "Finance report"),
        ("heading", 2, "Revenue"),
        ("paragraph", 0, "The forecast is an underspend of £1.2m."),
        ("list_item", 0, "Overtime"),
        ("paragraph", 0, "After the table."),
    ]
    (table,) = paper.tables
    assert texts(table) == ROWS
    assert table.header_rows == 1
    assert table.headings == ("Finance report", "Revenue")
    placed = [*paper.blocks, *(cell for row in table.rows for cell in row if cell.text)]
    assert all(paper.text[part.place.char_start : part.place.char_end] == part.text for part in placed)


def test_merged_cells_stand_in_the_first_row_and_column():
    document = docx.Document()
    table = add_table(document, [["", "", "", ""], ["", "a", "b", "c"], ["Pay", "1", "2", "3"], ["", "4", "5", "6"]])
    table.cell(0, 1).merge(table.cell(0, 2)).text = "2017/18"
    table.cell(2, 0).merge(table.cell(3, 0)).text = "Pay"
    assert texts(read(document).tables[0]) == [
        ["", "2017/18", "", ""],
        ["", "a", "b", "c"],
        ["Pay", "1", "2", "3"],
        ["", "4", "5", "6"],
    ]


def test_deleted_and_hidden_text_is_left_out_inserted_text_and_results_of_fields_are_kept():
    document = docx.Document()
    add_xml(
        document,
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>Cost </w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>SUM(A1)</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>42</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r></w:p>',
    )
    assert [block.text for block in read(document).blocks] == ["Cost 42"]


def test_a_text_box_is_read_once_after_its_paragraph():
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    add_xml(
        document,
        '<w:p><w:r><w:t>Beside.</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        f'markup-compatibility/2006"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>",
    )
    assert [block.text for block in read(document).blocks] == ["Beside.", "In the box."]


def test_breaks_in_cells_are_spaces_and_emphasis_and_indent_are_kept():
    document = docx.Document()
    table = add_table(document, ROWS)
    table.cell(0, 1).text = "Revised\nBudget\t£000"
    table.cell(1, 0).paragraphs[0].runs[0].bold = True
    table.cell(2, 0).paragraphs[0].paragraph_format.left_indent = Pt(12)
    found = read(document).tables[0]
    assert found.rows[0][1].text == "Revised Budget £000"
    assert found.rows[1][0].emphasis == {"bold"}
    assert [row[0].indent for row in found.rows] == [0, 0, 1]


def test_a_table_of_numbers_inside_a_cell_follows_the_outer_one_and_a_small_one_is_text():
    document = docx.Document()
    outer = add_table(document, ROWS)
    add_table_in(outer.cell(1, 0), [["x", "7"], ["y", "8"]])
    add_table_in(outer.cell(2, 0), [["of which", "all"]])
    first, second = read(document).tables
    assert first.rows[2][0].text == "Overtime of which all"
    assert texts(second) == [["x", "7"], ["y", "8"]]


def add_table_in(cell: Any, rows: list[list[str]]) -> None:
    table = cell.add_table(len(rows), len(rows[0]))
    for row, line in zip(table.rows, rows, strict=True):
        for inner, text in zip(row.cells, line, strict=True):
            inner.text = text


def test_a_table_of_one_cell_is_prose():
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "Note that this is a box."
    paper = read(document)
    assert not paper.tables
    assert [block.text for block in paper.blocks] == ["Note that this is a box."]


def test_a_table_that_repeats_its_header_after_a_page_break_goes_on():
    document = docx.Document()
    add_table(document, ROWS)
    document.add_page_break()
    add_table(document, [ROWS[0], ["Vehicles", "10", "11"]])
    document.add_paragraph("Elsewhere.")
    add_table(document, ROWS)
    assert [table.continues for table in read(document).tables] == [False, True, False]


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_grid_with_any_spans_is_read_back(data):
    height, width = data.draw(st.integers(2, 5)), data.draw(st.integers(2, 5))
    document = docx.Document()
    expected = [[f"{100 * i + j + 1}" for j in range(width)] for i in range(height)]
    table = add_table(document, expected)
    taken: set[tuple[int, int]] = set()
    for _ in range(data.draw(st.integers(0, 4))):
        top, left = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
        bottom, right = data.draw(st.integers(top, height - 1)), data.draw(st.integers(left, width - 1))
        area = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
        if area & taken or len(area) == height * width:
            continue
        taken |= area
        table.cell(top, left).merge(table.cell(bottom, right)).text = expected[top][left]
        for i, j in area - {(top, left)}:
            expected[i][j] = ""
    assert texts(read(document).tables[0]) == [row for row in expected if any(row)]


DOCUMENT = docx.Document()
DOCUMENT.add_paragraph("Some text.")
GOOD = saved(DOCUMENT)
_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
_BODY = f"<w:document {nsdecls('w')}><w:body>%s</w:body></w:document>"
_NESTED = _BODY % ("<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", GOOD[: len(GOOD) // 2], "damaged or cut short"),
        ("a.docx", with_entry(GOOD, "word/media/x.bin", b"0" * 50_000_000), "unpacks to"),
        ("a.docx", with_entry(GOOD, "word/document.xml", _ENTITIES + (_BODY % "<w:p/>").encode()), "entities"),
        ("a.docx", with_entry(GOOD, "word/document.xml", _NESTED.encode()), "save it as PDF"),
        ("a.docx", with_entry(GOOD, "word/document.xml", b"<x"), "damaged"),
        ("a.docx", OLE + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"), "without"),
        ("a.docx", OLE + b"\0" * 99, "save it as .docx or PDF"),
        ("a.doc", OLE, "save the paper as .docx or PDF"),
        ("a.rtf", b"{\\rtf1}", "save the paper as .docx or PDF"),
        ("a.docx", b"{\\rtf1}", "save it as .docx or PDF"),
        ("a.docx", b"<!DOCTYPE html><p>x", "ending .html"),
        ("a.docx", bytes(range(256)) * 100_000, "not a Word file"),
        ("a.docx", with_entry(GOOD, "word/document.xml", (_BODY % "<w:p/>").encode()), "no text"),
    ],
)
def test_what_is_not_read_says_what_to_do(name, data, says, tmp_path):
    assert says in refusal(data, name, tmp_path)


def test_too_many_entries_are_refused(tmp_path):
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as package:
        for number in range(5_001):
            package.writestr(f"x/{number}", b"")
    assert "entries" in refusal(buffer.getvalue(), "a.docx", tmp_path)


def test_a_word_file_under_the_ending_of_a_web_page_is_read(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(GOOD)
    assert read_paper(path).text == "Some text."


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damage_is_read_or_refused_and_nothing_else(data):
    broken = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 12))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        paper = read_word(bytes(broken[: data.draw(st.integers(1, len(broken)))]), "id", "a.docx")
    except PaperError:
        return
    assert paper.parts


def in_tables(path):
    return [figure for figure in extract_paper(path).figures if figure.table_no is not None]


@pytest.mark.parametrize("name", RESTYLED)
def test_word_and_pdf_of_one_paper_give_the_same_figures(name):
    folder = shared_folder("pdf", "restyled")
    word, pdf = (in_tables(folder / f"{name}{ending}") for ending in (".docx", ".pdf"))
    found, expected = (Counter((f.value, f.line, f.measure, f.financial_year) for f in one) for one in (word, pdf))
    assert len(word) == len(pdf) == 508
    assert (found & expected).total() >= 0.99 * 508
