"""Web pages, written here as strings."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model import Paper, PaperError
from extract.pipeline import extract_paper
from extract.read import read_paper
from extract.read.web import read_web

TABLE = (
    "<table><tr><th></th><th>Budget</th></tr><tr><td>Pay</td><td>12</td></tr><tr><td>Fuel</td><td>3</td></tr></table>"
)


def read(page: str) -> Paper:
    return read_web(page.encode(), "id", "paper.html")


def texts(paper: Paper, number: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in paper.tables[number].rows]


def test_parts_come_in_order_with_offsets_into_the_text():
    paper = read(
        f"<title>Site</title><h1>Finance</h1><p>Spend is <b>£1.2m</b>&nbsp;over.</p><ul><li>One</li></ul>{TABLE}<p>End"
    )
    assert [(block.kind, block.level, block.text) for block in paper.blocks] == [
        ("heading", 1, "Finance"),
        ("paragraph", 0, "Spend is £1.2m over."),
        ("list_item", 0, "One"),
        ("paragraph", 0, "End"),
    ]
    (table,) = paper.tables
    assert table.headings == ("Finance",)
    assert table.header_rows == 1
    placed = [*paper.blocks, *(cell for row in table.rows for cell in row if cell.text)]
    assert all(paper.text[part.place.char_start : part.place.char_end] == part.text for part in placed)


def test_what_belongs_to_the_site_is_left_out():
    paper = read(
        "<head><style>p {}</style></head><body class='has-menu'><header>Logo</header><nav>Home</nav>"
        "<div class='cookie-notice'>We use cookies</div><div role='navigation'>Links</div><aside>See also</aside>"
        "<form><input value='x'>Search</form><main><header><h1>Report</h1></header><p>Kept.</p>"
        "<p style='display:none'>Unseen</p><script>var x = '<p>no'</script></main><footer>Contact</footer></body>"
    )
    assert [block.text for block in paper.blocks] == ["Report", "Kept."]


def test_a_form_around_the_whole_page_is_not_left_out():
    assert texts(read(f"<body><form>{TABLE}</form></body>"))[1] == ["Pay", "12"]


def test_spans_breaks_captions_emphasis_indents_and_notes():
    paper = read(
        "<table><caption>Reserves £m</caption><tfoot><tr><td>Total</td><td>9</td><td>8</td></tr></tfoot><tbody>"
        "<tr><th rowspan=2>Line</th><th colspan=2>Position<br>at year end</th></tr><tr><th>2017</th><th>2018</th></tr>"
        "<tr><td><i>General</i></td><td>1</td><td>2<sup>3</sup></td></tr>"
        "<tr><td>&nbsp;&nbsp;of which</td><td>4</td><td>5</td></tr></tbody></table>"
    )
    assert texts(paper) == [
        ["Line", "Position at year end", ""],
        ["", "2017", "2018"],
        ["General", "1", "2"],
        ["of which", "4", "5"],
        ["Total", "9", "8"],
    ]
    table = paper.tables[0]
    assert (table.title, table.header_rows) == ("Reserves £m", 2)
    assert table.rows[2][0].emphasis == {"italic"}
    assert table.rows[3][0].indent == 1


def test_a_table_that_only_arranges_the_page_is_read_as_what_it_holds():
    paper = read(f"<table><tr><td><h2>Revenue</h2><p>Words.</p></td><td>{TABLE}</td></tr></table>")
    assert [block.text for block in paper.blocks] == ["Revenue", "Words."]
    assert len(paper.tables) == 1
    assert texts(paper)[2] == ["Fuel", "3"]


def test_a_table_of_numbers_inside_a_cell_follows_the_outer_one():
    paper = read(f"<table><tr><td>Total</td><td>15</td></tr><tr><td>Rest</td><td>{TABLE}</td></tr></table>")
    assert texts(paper, 0) == [["Total", "15"], ["Rest", ""]]
    assert texts(paper, 1)[1] == ["Pay", "12"]


@pytest.mark.parametrize(
    "data",
    [
        "<p>Cost £5 – six</p>".encode("utf-8-sig"),
        "<p>Cost £5 – six</p>".encode("utf-16"),
        "<meta charset='utf-8'><p>Cost £5 – six</p>".encode(),
        "<meta charset='iso-8859-1'><p>Cost £5 – six</p>".encode("cp1252"),
        "<p>Cost £5 – six</p>".encode("cp1252"),
        "<?xml version='1.0' encoding='utf-8'?><html><body><p>Cost £5 – six</p></body></html>".encode(),
    ],
)
def test_the_encoding_is_found(data):
    assert read_web(data, "id", "a.html").text == "Cost £5 – six"


def test_entities_of_the_page_are_not_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("do not read")
    page = f"<!DOCTYPE html [<!ENTITY a SYSTEM 'file://{secret}'><!ENTITY b 'bbbb'>]><p>x &a; &b; y</p>"
    text = read(page).text
    assert "do not read" not in text
    assert "bbbb y" not in text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<div>" * 5_000 + b"x", "inside each other"),
        (b"<p>" * 5_000_000, "elements"),
        (bytes(range(256)) * 50_000, "not a web page"),
        (b"just words", "not a web page"),
        (b"<html><body><nav>Home</nav></body></html>", "no text"),
        (b"<table>" + b"<tr><td colspan=100 rowspan=100>x</td></tr>" * 5_000 + b"</table>", "cells"),
        (b"<p>x<p>" + b"word " * 3_000_000, "without end"),
    ],
)
def test_what_is_not_read_says_what_to_do_and_soon(data, says, tmp_path):
    path = tmp_path / "a.htm"
    path.write_bytes(data)
    started = time.monotonic()
    with pytest.raises(PaperError) as caught:
        read_paper(path)
    assert says in caught.value.reason
    assert time.monotonic() - started < 10


def test_a_cell_of_many_pieces_takes_no_longer_for_it():
    started = time.monotonic()
    paper = read("<table><tr><td>a<td>1<tr><td>b<td>2<tr><td>" + "<b>x</b> " * 50_000 + "</table>")
    assert len(paper.tables[0].rows[2][0].text) == 99_999
    assert time.monotonic() - started < 10


def test_figures_of_a_web_page_have_their_place_in_its_text(tmp_path):
    path = tmp_path / "paper.html"
    path.write_text(
        "<h1>Revenue budget monitoring 2017/18 - Quarter 2</h1><table><tr><th>£000</th><th>Revised Budget</th>"
        "<th>Forecast</th><th>Variance</th></tr><tr><td>Officer pay</td><td>1,200</td><td>1,250</td><td>50</td></tr>"
        "<tr><td>Overtime</td><td>300</td><td>320</td><td>20</td></tr>"
        "<tr><td>Total</td><td>1,500</td><td>1,570</td><td>70</td></tr></table>"
    )
    figures, text = extract_paper(path).figures, read_paper(path).text
    assert len(figures) == 9
    assert all(text[figure.char_start : figure.char_end] == figure.published_text for figure in figures)
    assert {figure.proof for figure in figures} == {"proved"}


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_grid_with_any_spans_is_read_back(data):
    height, width = data.draw(st.integers(2, 6)), data.draw(st.integers(2, 6))
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    expected = [[""] * width for _ in range(height)]
    rows = []
    for i in range(height):
        cells = ""
        for j in range(width):
            if (i, j) in owner:
                continue
            free = next((k for k in range(j, width) if (i, k) in owner), width) - j
            wide, tall = data.draw(st.integers(1, free)), data.draw(st.integers(1, height - i))
            owner.update({(a, b): (i, j) for a in range(i, i + tall) for b in range(j, j + wide)})
            expected[i][j] = str(100 * i + j + 1)
            cells += f"<td colspan={wide} rowspan={tall}>{expected[i][j]}</td>"
        rows.append(f"<tr>{cells}</tr>")
    paper = read(f"<table>{''.join(rows)}</table><p>x")
    if len(set(owner.values())) > 1:
        assert texts(paper) == [row for row in expected if any(row)]
    else:
        assert not paper.tables


@given(st.text(alphabet="<>/abhiprtd123 ='\"&;!-", max_size=300))
@settings(max_examples=150, deadline=None)
def test_broken_markup_is_read_or_refused_and_nothing_else(text):
    try:
        paper = read("<p>" + text)
    except PaperError:
        return
    assert paper.parts
