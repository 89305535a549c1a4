"""Tables as papers set them: ruled or not, broken labels, stacked headers, over pages, sideways, side by side."""

from __future__ import annotations

from typing import Any

import pytest
from pdf_pages import A4, BOLD, Sheet, Style, read, set_table, texts

HEAD = ["", "Revised budget £000", "Spend to date £000", "Forecast £000", "Variance £000"]
ROWS = [
    HEAD,
    ["Officer pay", "64,014", "32,855", "66,536", "2,522"],
    ["Officer overtime", "2,530", "1,700", "3,205", "675"],
    ["Police staff pay", "35,325", "16,804", "34,330", "(995)"],
    ["Temporary staff", "61", "-", "879", "818"],
    ["Total pay", "101,930", "51,359", "104,950", "3,020"],
]
LONG = [
    HEAD,
    ["Officer pay", "64,014", "32,855", "66,536", "2,522"],
    ["Payments to officers who were injured on duty or retired in ill health", "1,687", "877", "1,775", "88"],
    ["Police staff pay", "35,325", "16,804", "34,330", "(995)"],
    ["Recharges of staff that are shared with neighbouring forces", "(2,931)", "(1,609)", "(4,514)", "(1,583)"],
    ["Training", "620", "514", "988", "368"],
    ["Total pay", "98,715", "49,441", "99,115", "400"],
]
PROSE = (
    "The panel is asked to note the position. The main reasons for the change are vacancies that were held for longer "
    "than planned, the timing of income and the price of fuel, which rose again. A further report will follow."
)


def one_table(style: Style, rows: list[list[str]] = ROWS, heads: int = 1) -> bytes:
    sheet = Sheet()
    sheet.paragraph(50, 60, 495, PROSE)
    bottom = set_table(sheet, 50, 130, 495, rows, style, heads)
    sheet.paragraph(50, bottom + 40, 495, PROSE)
    return sheet.pdf()


STYLES: dict[str, Any] = {
    "full grid": Style(rules="grid"),
    "rule under each row": Style(rules="rows"),
    "rules at the header only": Style(rules="head"),
    "borderless": Style(),
    "shaded rows": Style(shading=True),
    "seven points": Style(size=7, pad=3),
    "numbers centred": Style(align="center", rules="head"),
    "numbers at the left": Style(align="left", rules="head"),
    "dot leaders": Style(leaders=True),
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_a_table_is_read_in_any_style(style: Style) -> None:
    (table,) = read(one_table(style)).tables
    assert texts(table) == ROWS
    assert table.header_rows == 1


@pytest.mark.parametrize("numbers_at", ["first", "last", "middle"])
@pytest.mark.parametrize("rules", ["none", "rows", "grid"])
def test_a_broken_label_is_joined_wherever_its_numbers_stand(numbers_at: Any, rules: Any) -> None:
    style = Style(numbers_at=numbers_at, rules=rules, label_share=0.3)
    (table,) = read(one_table(style, LONG)).tables
    assert texts(table) == LONG


def test_rows_set_as_tight_as_text_are_told_from_broken_labels_by_their_wording() -> None:
    rows = [HEAD, ["Pay and", "1,200", "600", "1,250", "50"], ["allowances", "", "", "", ""]]
    rows += [[f"Line {name}", "310", "150", "320", "10"] for name in ("one", "two", "three", "four")]
    (table,) = read(one_table(Style(pad=0, lead=1.2), rows)).tables
    assert [row[0] for row in texts(table)[1:]] == ["Pay and allowances", *(row[0] for row in rows[3:])]


def test_a_number_that_ends_a_sentence_alone_on_its_line_is_no_row() -> None:
    sheet = Sheet()
    sheet.write(50, 60, "The table shows the balances at the start of the year and what was expected for its end in")
    sheet.write(50, 74, "March 2024, when the accounts of the year before were open, less what was drawn in the year")
    sheet.write(50, 88, "2024.")
    heads = ["Reserve", "Actual balance at 31 March 2024 £000", "Forecast balance at 31 March 2025 £000"]
    rows = [heads, ["Insurance", "2,305", "2,405"], ["Invest to save", "4,210", "3,230"], ["Total", "6,515", "5,635"]]
    set_table(sheet, 50, 110, 320, rows, Style(label_share=0.5), 1)
    (table,) = read(sheet.pdf()).tables
    assert texts(table) == rows


def test_places_are_of_the_page_and_hold_their_text() -> None:
    (table,) = read(one_table(Style())).tables
    cell = table.rows[1][1]
    assert cell.text == "64,014"
    assert cell.place.page == 1
    assert cell.place.bbox is not None
    left, top, right, bottom = cell.place.bbox
    assert 290 < left < right < 320
    assert 130 < top < bottom < 185
    assert table.place.bbox is not None
    assert table.place.bbox[0] <= left
    assert table.place.bbox[3] >= bottom


def test_sections_indents_and_bold_totals_are_kept() -> None:
    rows = [HEAD, ["Pay", "", "", "", ""], *ROWS[1:5], ["Total pay", "101,930", "51,359", "104,950", "3,020"]]
    (table,) = read(one_table(Style(indent=12), rows)).tables
    assert texts(table) == rows
    assert [row[0].indent for row in table.rows[1:]] == [0, 1, 1, 1, 1, 0]
    assert [row[0].emphasis == {"bold"} for row in table.rows[1:]] == [False] * 5 + [True]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_header_over_several_columns_stands_at_the_first_of_them(ruled: bool) -> None:
    sheet = Sheet()
    for k, (first, second) in enumerate([("Number", "Value"), ("Number", "Value")]):
        x = 250 + 150 * k
        sheet.write(x + 75, 100, f"202{3 + k}/2{4 + k}", 9, BOLD, "center")
        if ruled:
            sheet.rule(x + 5, x + 145, 104)
        sheet.write(x + 70, 116, first, 9, BOLD, "right")
        sheet.write(x + 145, 116, second, 9, BOLD, "right")
    for i, row in enumerate(
        [["Band A", "12", "0.1", "10", "0.1"], ["Band B", "3", "0.2", "4", "0.3"], ["Band C", "-", "-", "1", "0.1"]]
    ):
        sheet.write(60, 132 + 14 * i, row[0], 9)
        for k, text in enumerate(row[1:]):
            sheet.write(320 + 75 * k, 132 + 14 * i, text, 9, align="right")
    (table,) = read(sheet.pdf()).tables
    assert texts(table)[:2] == [["", "2023/24", "", "2024/25", ""], ["", "Number", "Value", "Number", "Value"]]
    assert table.header_rows == 2


def test_headers_drawn_upwards_name_their_columns() -> None:
    sheet = Sheet()
    heads = ["General Fund Balance", "Capital Receipts", "Total Reserves"]
    for k, head in enumerate(heads):
        sheet.write_upwards(300 + 80 * k, 180, head)
    for i, row in enumerate(
        [
            ["Balance at 1 April", "7,400", "3,900", "11,300"],
            ["Movement", "(100)", "50", "(50)"],
            ["Balance at 31 March", "7,300", "3,950", "11,250"],
        ]
    ):
        sheet.write(60, 200 + 15 * i, row[0], 9)
        for k, text in enumerate(row[1:]):
            sheet.write(315 + 80 * k, 200 + 15 * i, text, 9, align="right")
    (table,) = read(sheet.pdf()).tables
    assert texts(table)[0] == ["", *heads]
    assert table.header_rows == 1


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_that_goes_on_over_a_page_is_marked(repeated: bool) -> None:
    lines = [
        [f"Line {chr(65 + k)} of the budget", f"{1_000 + k:,}", f"{500 + k}", f"{1_100 + k:,}", "100"]
        for k in range(24)
    ]
    sheet = Sheet()
    set_table(sheet, 50, 560, 495, [HEAD, *lines[:12]], Style(rules="head" if repeated else "none"))
    sheet.next_page()
    set_table(sheet, 50, 60, 495, [HEAD, *lines[12:]] if repeated else lines[12:], Style(), heads=int(repeated))
    first, second = read(sheet.pdf()).tables
    assert (first.continues, second.continues) == (False, True)
    assert (first.place.page, second.place.page) == (1, 2)
    assert second.header_rows == int(repeated)
    assert texts(first)[1:] + texts(second)[second.header_rows :] == lines


def test_a_header_at_the_same_height_of_two_pages_is_no_running_head() -> None:
    lines = [[f"Line {chr(65 + k)}", f"{1_000 + k:,}", f"{500 + k}", f"{1_100 + k:,}", "100"] for k in range(24)]
    sheet = Sheet()
    set_table(sheet, 50, 60, 495, [HEAD, *lines[:12]], Style())
    sheet.next_page()
    set_table(sheet, 50, 60, 495, [HEAD, *lines[12:]], Style())
    first, second = read(sheet.pdf()).tables
    assert [first.header_rows, second.header_rows] == [1, 1]
    assert texts(first)[0] == texts(second)[0] == HEAD


def test_another_table_on_the_next_page_does_not_go_on() -> None:
    sheet = Sheet()
    set_table(sheet, 50, 600, 495, ROWS, Style())
    sheet.next_page()
    other = [
        ["Reserve", "31 March 2024 £m", "31 March 2025 £m"],
        ["General", "7.4", "6.3"],
        ["Insurance", "1.2", "1.1"],
    ]
    set_table(sheet, 50, 60, 495, other, Style())
    assert [table.continues for table in read(sheet.pdf()).tables] == [False, False]


@pytest.mark.parametrize("kind", ["rotated", "drawn sideways"])
def test_landscape_pages_are_read_upright_and_placed_as_displayed(kind: str) -> None:
    landscape = (A4[1], A4[0])
    if kind == "rotated":
        sheet = Sheet((A4[0], A4[1]))
        sheet.canvas.setPageSize(landscape)
        sheet.canvas.setPageRotation(90)
        sheet.width, sheet.height = landscape
        sheet.canvas.translate(A4[0], 0)
        sheet.canvas.rotate(90)
    else:
        sheet = Sheet(landscape, sideways=True)
    set_table(sheet, 60, 120, 700, ROWS, Style(rules="rows"))
    (table,) = read(sheet.pdf()).tables
    assert texts(table) == ROWS
    box = table.rows[0][4].place.bbox
    assert box is not None
    if kind == "rotated":
        assert box[0] > 600  # the last column of a page that is displayed wide
        assert box[3] < 160
    else:
        assert box[2] < 160  # the page is displayed tall, its text runs upwards
        assert box[1] < 242


def test_running_heads_feet_and_page_numbers_are_left_out() -> None:
    sheet = Sheet()
    for number in range(1, 5):
        sheet.write(50, 30, "Exampleshire Police and Crime Panel", 8)
        sheet.write(545, 30, "Agenda item 7", 8, align="right")
        sheet.paragraph(50, 80, 495, f"Section {'abcd'[number - 1]} speaks of other matters. {PROSE}")
        set_table(
            sheet, 50, 660, 495, [[cell.replace("Officer", f"Area {number}") for cell in row] for row in ROWS], Style()
        )
        sheet.write(297, 815, f"Page {number} of 4", 8, align="center")
        if number < 4:
            sheet.next_page()
    paper = read(sheet.pdf())
    assert len(paper.tables) == 4
    assert "Exampleshire" not in paper.text
    assert any("Exampleshire Police and Crime Panel" in line for line in paper.running_heads)
    assert "Agenda item" not in paper.text
    assert "of 4" not in paper.text
    assert not any(table.continues for table in paper.tables)


def test_two_tables_side_by_side_are_two() -> None:
    left = [
        ["Income", "Plan £m", "Actual £m"],
        ["Grant", "61.2", "61.2"],
        ["Precept", "55.1", "55.0"],
        ["Fees", "4.1", "3.8"],
        ["Total", "120.4", "120.0"],
    ]
    right = [
        ["Reserves", "2024 £m", "2025 £m"],
        ["General", "7.4", "6.3"],
        ["Insurance", "3.7", "3.5"],
        ["Capital", "1.8", "0.5"],
        ["Total", "12.9", "10.3"],
    ]
    sheet = Sheet()
    set_table(sheet, 50, 100, 230, left, Style(size=8))
    set_table(sheet, 315, 100, 230, right, Style(size=8))
    assert [texts(table) for table in read(sheet.pdf()).tables] == [left, right]


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_table_beside_prose_is_read_alone(side: str) -> None:
    rows = [
        ["Service", "Budget £m", "Outturn £m"],
        *([f"Service {name}", "12.5", "13.1"] for name in ("one", "two", "three", "four", "five")),
    ]
    sheet = Sheet()
    set_table(sheet, 50 if side == "left" else 320, 100, 230, rows, Style(size=9, pad=7))
    sheet.paragraph(320 if side == "left" else 50, 104, 225, f"{PROSE} {PROSE}", 9)
    paper = read(sheet.pdf())
    assert [texts(table) for table in paper.tables] == [rows]
    assert " ".join(block.text for block in paper.blocks) == f"{PROSE} {PROSE}"


def test_currency_signs_and_brackets_set_apart_belong_to_their_numbers() -> None:
    sheet = Sheet()
    sheet.write(330, 100, "2023/24", 9, BOLD, "right")
    sheet.write(430, 100, "2024/25", 9, BOLD, "right")
    for i, (label, first, second) in enumerate(
        [("Grant", "1,200", "1,300"), ("Fees", "340", "(35)"), ("Sales", "(12)", "7")]
    ):
        y = 116 + 14 * i
        sheet.write(60, y, label, 9)
        for x, text in ((330, first), (430, second)):
            sheet.write(x - 55, y, "£", 9)
            hang = 0 if text.endswith(")") else 3
            sheet.write(x - hang, y, text, 9, align="right")
    (table,) = read(sheet.pdf()).tables
    assert texts(table) == [
        ["", "2023/24", "2024/25"],
        ["Grant", "£1,200", "£1,300"],
        ["Fees", "£340", "£(35)"],
        ["Sales", "£(12)", "£7"],
    ]


def test_labels_between_two_years_make_one_table() -> None:
    sheet = Sheet()
    for x, text in ((130, "31 March 2024"), (545, "31 March 2025")):
        sheet.write(x, 100, text, 9, BOLD, "right")
    sheet.write(460, 100, "Note", 9, BOLD, "right")
    rows = [
        ["45,678", "Property, plant and equipment", "12", "47,678"],
        ["345", "Inventories", "", "355"],
        ["(13,400)", "Short term creditors", "18", "(12,300)"],
        ["32,623", "Net assets", "", "35,733"],
    ]
    for i, row in enumerate(rows):
        for x, text, align in zip((130, 150, 460, 545), row, ("right", "left", "right", "right"), strict=True):
            sheet.write(x, 116 + 14 * i, text, 9, align=align)
    (table,) = read(sheet.pdf()).tables
    assert texts(table) == [["31 March 2024", "", "Note", "31 March 2025"], *rows]


def test_the_axis_of_a_chart_is_no_table() -> None:
    sheet = Sheet()
    sheet.paragraph(50, 60, 495, PROSE)
    for k in range(8):
        sheet.write(90, 150 + 25 * k, f"{1400 - 200 * k:,}", 8, align="right")
        sheet.rule(95, 500, 147 + 25 * k)
    for k, month in enumerate(["Apr", "May", "Jun", "Jul", "Aug", "Sep"]):
        sheet.write(120 + 65 * k, 345, month, 8)
    assert read(sheet.pdf()).tables == ()


def test_prose_comes_as_headings_paragraphs_and_list_items_in_reading_order() -> None:
    sheet = Sheet()
    sheet.write(50, 60, "Financial position", 14, BOLD)
    y = sheet.paragraph(50, 85, 495, PROSE)
    sheet.write(50, y + 12, "1. The budget was set in February.", 10)
    sheet.write(50, y + 26, "2. It was revised in July.", 10)
    set_table(sheet, 50, y + 60, 495, ROWS, Style())
    paper = read(sheet.pdf())
    assert [(block.kind, block.text) for block in paper.blocks] == [
        ("heading", "Financial position"),
        ("paragraph", PROSE),
        ("list_item", "1. The budget was set in February."),
        ("list_item", "2. It was revised in July."),
    ]
    assert paper.tables[0].headings == ("Financial position",)
    assert paper.pages == 1
    assert all(block.place.page == 1 and block.place.bbox for block in paper.blocks)


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    sheet.paragraph(50, 80, 230, f"First of all. {PROSE}", 9)
    sheet.paragraph(315, 80, 230, f"And then. {PROSE}", 9)
    assert read(sheet.pdf()).text.replace("\n", " ") == f"First of all. {PROSE} And then. {PROSE}"


def test_a_list_of_contents_is_no_table() -> None:
    sheet = Sheet()
    for k, (title, page) in enumerate([("Introduction", 1), ("Revenue", 3), ("Capital", 7), ("Reserves", 12)]):
        sheet.write(60, 100 + 16 * k, f"{k + 1}. {title}", 10)
        sheet.write(160, 100 + 16 * k, "." * 120, 10)
        sheet.write(530, 100 + 16 * k, str(page), 10, align="right")
    assert read(sheet.pdf()).tables == ()


def test_ranges_are_labels_and_marks_of_notes_no_digits() -> None:
    sheet = Sheet()
    sheet.write(330, 100, "2023/24", 9, BOLD, "right")
    sheet.write(430, 100, "2024/25", 9, BOLD, "right")
    for i, (label, first, second) in enumerate([("£0 - £20,000", "12", "10"), ("£20,001 - £40,000", "3", "4")]):
        y = 116 + 14 * i
        sheet.write(60, y, label, 9)
        sheet.write(330, y, first, 9, align="right")
        sheet.write(430, y, second, 9, align="right")
        sheet.write(430.2, y - 3, "1", 5)
    (table,) = read(sheet.pdf()).tables
    assert texts(table) == [["", "2023/24", "2024/25"], ["£0 - £20,000", "12", "10"], ["£20,001 - £40,000", "3", "4"]]


def test_boxes_about_totals_do_not_part_a_table() -> None:
    sheet = Sheet()
    set_table(sheet, 50, 100, 495, ROWS, Style())
    top, bottom = 100 + 26.24 + 4 * 15.62, 100 + 26.24 + 5 * 15.62
    for k in range(4):
        left = 50 + 198 + k * 74.25
        for y in (top, bottom):
            sheet.rule(left + 2, left + 72, y)
        for x in (left + 2, left + 72):
            sheet.upright(x, top, bottom)
    (table,) = read(sheet.pdf()).tables
    assert texts(table) == ROWS


def test_a_header_above_the_rules_of_a_grid_belongs_to_it() -> None:
    sheet = Sheet()
    for k, head in enumerate(["General Fund", "Capital Receipts", "Total"]):
        sheet.write_upwards(304 + 80 * k, 176, head)
    rows = [["Balance at 1 April", "7,400", "3,900", "11,300"], ["Movement", "(100)", "50", "(50)"]]
    set_table(
        sheet, 50, 180, 450, [[row[0], *row[1:]] for row in rows], Style(rules="grid", label_share=0.467), heads=0
    )
    (table,) = read(sheet.pdf()).tables
    assert texts(table) == [["", "General Fund", "Capital Receipts", "Total"], *rows]
