"""Pictures of figures: the frame lies on the number, row and column are shaded, whatever the paper."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pypdfium2
import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageChops
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from copperbottom.cli import main
from extract.model import Figure, as_record
from extract.pipeline import extract_paper
from extract.read import read_paper
from warehouse.render.page_picture import trace_picture as picture
from warehouse.render.picture_canvas import Text, drawable, drawn, width_of, wrapped
from warehouse.render.picture_marks import COLUMN_COLOUR, DPI, FRAME_COLOUR, LONGEST, ROW_COLOUR
from warehouse.serve.trace import Trace, cell_of
from warehouse.state.store import open_store

SCALE = DPI / 72
HEADER = ("Exampleshire Police", "Revised Budget £000's", "Forecast £000's", "Variance £000's")
ROWS = (
    ("Officer Pay", "48,210", "49,612", "1,402"),
    ("Police Staff Pay", "26,549", "25,988", "(561)"),
    ("Premises", "9,684", "9,588", "(96)"),
    ("Supplies", "2,240", "2,703", "463"),
    ("Total", "86,683", "87,891", "1,208"),
)
SENTENCE = "Officer overtime is forecast to be £1.6m against a budget of £1.2m at the end of March 2025."
Draw = Callable[[Canvas, float], None]


def ruled_table(canvas: Canvas, top: float) -> None:
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(60, top, "Revenue monitoring 2024/25 - Quarter 2")
    lefts, height = (60, 210, 320, 420, 520), 20
    for i, row in enumerate((HEADER, *ROWS)):
        canvas.setFont("Helvetica-Bold" if i == 0 else "Helvetica", 9)
        y = top - 20 - height * (i + 1)
        for j, text in enumerate(row):
            canvas.rect(lefts[j], y, lefts[j + 1] - lefts[j], height)
            if j:
                canvas.drawRightString(lefts[j + 1] - 4, y + 6, text)
            else:
                canvas.drawString(lefts[j] + 4, y + 6, text)


def prose(canvas: Canvas, top: float) -> None:
    canvas.setFont("Helvetica", 11)
    for k, line in enumerate(
        (
            "The Panel is asked to note the position at the end of the second quarter, which is set out below and",
            "in the tables. Officer overtime is forecast to be £1.6m against a budget",
            "of £1.2m at the end of March 2025. The position is reviewed by the Chief Finance Officer each month.",
        )
    ):
        canvas.drawString(60, top - 14 * k, line)


def pdf(path: Path, draw: Draw, size: tuple[float, float] = A4, rotate: int = 0, sideways: bool = False) -> Path:
    canvas = Canvas(str(path), pagesize=size)
    if sideways:
        canvas.translate(size[0], 0)
        canvas.rotate(90)
        draw(canvas, size[0] - 80)
    else:
        if rotate == 90:
            canvas.translate(size[0], 0)
            canvas.rotate(90)
            draw(canvas, size[0] - 80)
        else:
            draw(canvas, size[1] - 80)
        canvas.setPageRotation(rotate)
    canvas.save()
    return path


def text_paper(path: Path, rows: int = 5, before: str = "") -> Path:
    lines = [f"Line {n}\t{n},210\t{n},612\t402" for n in range(1, rows + 1)]
    table = "\n".join(["\t".join(HEADER), *lines, "Total\t86,683\t87,891\t1,208"])
    path.write_text(
        f"Exampleshire Police and Crime Panel\n\n2024/25 FINANCE REPORT - QUARTER 2\n\n{before}{SENTENCE}\n\n{table}\n",
        encoding="utf-8",
    )
    return path


def in_table(path: Path, wanted: str) -> Trace:
    """The trace of the first cell of a paper with a text."""
    paper = read_paper(path)
    for table in paper.tables:
        for i, row in enumerate(table.rows):
            for j, cell in enumerate(row):
                if cell.text == wanted:
                    place = cell.place
                    record = figure(
                        path.name, wanted, page=place.page, table_no=table.table_no, row_no=i + 1, column_no=j + 1,
                        char_start=place.char_start, char_end=place.char_end, bbox=place.bbox,
                        line=row[0].text, column_header=table.rows[0][j].text,
                    )  # fmt: skip
                    found = cell_of(paper, record)
                    assert found is not None
                    assert found[1:] == (i, j)
                    return Trace(record, None, None, (), landed=path, paper=paper, cell=found)
    raise AssertionError(f"{wanted} is in no table of {path.name}")


def in_prose(path: Path, **known: Any) -> Trace:
    paper = read_paper(path)
    record = figure(path.name, "£1.2m", sentence=SENTENCE, line="Officer overtime", **known)
    return Trace(record, None, None, (), landed=path, paper=paper)


def figure(paper: str, printed: str, **known: Any) -> dict[str, Any]:
    unknown: dict[str, Any] = dict.fromkeys(Figure.__dataclass_fields__)
    unknown |= {"figure_id": "f1", "paper_id": "p1", "paper": paper, "published_text": printed, "value": Decimal(1)}
    return as_record(Figure(**(unknown | {"as_at": dt.date(2024, 9, 30)} | known)))


def picture_of(found: Trace) -> Image.Image:
    image = Image.open(io.BytesIO(picture(found)))
    assert image.format == "PNG"
    return image.convert("RGB")


def framed(image: Image.Image) -> tuple[int, int, int, int]:
    """What lies inside the frame: the largest box without the frame's colour, within its outer edge."""
    mask = image.point(lambda value: value).convert("RGB")
    difference = ImageChops.difference(mask, Image.new("RGB", mask.size, FRAME_COLOUR)).convert("L")
    outer = difference.point(lambda value: 255 if value == 0 else 0).getbbox()
    assert outer is not None, "no frame"
    left, top, right, bottom = outer
    width = next(n for n in range(1, 40) if image.getpixel((left + n, (top + bottom) // 2)) != FRAME_COLOUR)
    return left + width, top + width, right - width, bottom - width


def count_of(image: Image.Image, colour: tuple[int, int, int]) -> int:
    return sum(n for n, found in image.getcolors(image.width * image.height) or () if found == colour)


def rendered(path: Path, turn: Image.Transpose | None = None) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    image: Image.Image = document[0].render(scale=SCALE).to_pil().convert("RGB")
    document.close()
    return image.transpose(turn) if turn is not None else image


def ink_in(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    return sum(image.crop(box).convert("L").histogram()[:128])


def words_in(path: Path, box: tuple[float, float, float, float], page: int = 0) -> str:
    """What PDFium finds in a box of a displayed upright page, given in pixels of the picture."""
    document = pypdfium2.PdfDocument(path)
    sheet = document[page]
    height = sheet.get_height()
    left, top, right, bottom = (value / SCALE for value in box)
    words = sheet.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
    document.close()
    return str(words).strip()


# Tables on pages


@pytest.mark.parametrize(("wanted", "size"), [("49,612", A4), ("(96)", A4), ("1,208", landscape(A4))])
def test_the_frame_lies_on_the_number_of_a_page(tmp_path: Path, wanted: str, size: tuple[float, float]) -> None:
    path = pdf(tmp_path / "ruled.pdf", ruled_table, size)
    image, plain = picture_of(in_table(path, wanted)), rendered(path)
    box = framed(image)
    assert words_in(path, box) == wanted
    assert ImageChops.difference(image.crop(box), plain.crop(box)).getbbox() is None
    assert ink_in(plain, box) > 20
    assert image.width == plain.width
    assert plain.height < image.height < plain.height + 250


def test_row_and_column_are_shaded_with_label_and_header(tmp_path: Path) -> None:
    path = pdf(tmp_path / "ruled.pdf", ruled_table)
    image, plain = picture_of(in_table(path, "25,988")), rendered(path)
    left, top, right, bottom = framed(image)
    middle = (top + bottom) // 2
    above = [y for y in range(plain.height) if image.getpixel(((left + right) // 2, y)) == COLUMN_COLOUR]
    along = [x for x in range(plain.width) if image.getpixel((x, middle)) == ROW_COLOUR]
    page_height = A4[1]
    header_y = (page_height - (page_height - 80 - 20 - 10)) * SCALE
    total_y = header_y + 5 * 20 * SCALE
    assert min(above) < header_y < total_y - 10 < max(above) < total_y + 25
    assert min(along) < 80 * SCALE
    assert max(along) > 500 * SCALE
    # what is shaded is still printed as dark as before, and nothing outside the table is touched
    assert ink_in(image, (130, top, left - 20, bottom)) >= ink_in(plain, (130, top, left - 20, bottom))
    assert (
        ImageChops.difference(image, plain.crop((0, 0, *image.size))).crop((0, 0, image.width, 200)).getbbox() is None
    )


@pytest.mark.parametrize("kind", ["rotate", "sideways"])
def test_a_turned_page_is_shown_upright_with_the_frame_on_the_number(tmp_path: Path, kind: str) -> None:
    """By the page's own /Rotate, or by text drawn sideways on an upright page."""
    if kind == "rotate":
        path = pdf(tmp_path / "turned.pdf", ruled_table, rotate=90)
        assert b"/Rotate 90" in path.read_bytes()
        plain = rendered(path)
    else:
        path = pdf(tmp_path / "turned.pdf", ruled_table, sideways=True)
        plain = rendered(path, Image.Transpose.ROTATE_270)
    image = picture_of(in_table(path, "49,612"))
    assert image.width == plain.width
    box = framed(image)
    assert ImageChops.difference(image.crop(box), plain.crop(box)).getbbox() is None
    # where the table was drawn: fourth column of the first row, in points from the top left of the upright page
    left, top, right, bottom = (value / SCALE for value in box)
    assert 320 < left < right < 422
    assert 80 + 40 < top < bottom < 80 + 60 + 1
    assert right - left > 2 * (bottom - top)


@pytest.mark.parametrize("width", [160, 60])
def test_a_header_over_several_columns_is_shaded_with_the_column(tmp_path: Path, width: float) -> None:
    """Whether it reaches over the column or stands between two that it heads."""
    title = "Position at the end of Quarter 2" if width > 100 else "At Quarter 2"

    def draw(canvas: Canvas, top: float) -> None:
        canvas.setFont("Helvetica-Bold", 9)
        canvas.drawCentredString(470, top, title)
        canvas.line(380, top - 4, 560, top - 4)
        for i, row in enumerate((HEADER, *ROWS)):
            canvas.drawString(60, top - 18 * (i + 1), row[0])
            for j, text in enumerate(row[1:]):
                canvas.drawRightString((320, 440, 540)[j], top - 18 * (i + 1), text)

    path = pdf(tmp_path / "plain.pdf", draw)
    found = in_table(path, "49,612")
    header = f"{title} > Forecast £000's"
    image = picture_of(replace(found, figure=found.figure | {"column_header": header}))
    assert words_in(path, framed(image)) == "49,612"

    def shaded(x: float, y: float) -> int:
        left, top = round(x * SCALE), round(y * SCALE)
        return count_of(image.crop((left, top, left + 40, top + 12)), COLUMN_COLOUR)

    assert shaded(465, 74) > 100, "the header over two columns"
    assert shaded(400, 92) > 100, "the column's own header"
    assert shaded(420, 126) > 100, "the column"
    assert shaded(515, 92) == shaded(515, 126) == 0, "the column beside it"


def test_a_table_that_goes_on_is_marked_on_the_page_of_the_number(tmp_path: Path) -> None:
    rows = [(f"Cost centre {n}", f"{n},210", f"{n},612", "402") for n in range(1, 61)]

    def draw(canvas: Canvas, top: float) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(60, top, "The position of the cost centres at the end of September 2024 was as follows.")
        for page, first in ((rows[:34], top - 40), (rows[34:], top)):
            for i, row in enumerate((HEADER, *page)):
                canvas.setFont("Helvetica-Bold" if i == 0 else "Helvetica", 9)
                for j, text in enumerate(row):
                    left, right = ((60, 180), (180, 310), (310, 420), (420, 530))[j]
                    canvas.rect(left, first - 19 * i - 5, right - left, 19)
                    if j:
                        canvas.drawRightString(right - 4, first - 19 * i, text)
                    else:
                        canvas.drawString(left + 4, first - 19 * i, text)
            canvas.showPage()

    path = pdf(tmp_path / "long.pdf", draw)
    paper = read_paper(path)
    assert [table.continues for table in paper.tables] == [False, True]
    row_no = len(paper.tables[0].rows) + 1 + 16  # after the repeated header
    record = figure(path.name, "50,612", page=2, table_no=1, row_no=row_no, column_no=3)
    found = Trace(record, None, None, (), landed=path, paper=paper, cell=cell_of(paper, record))
    assert words_in(path, framed(picture_of(found)), page=1) == "50,612"


def test_a_scan_is_marked_on_the_page_that_was_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = pdf(tmp_path / "read.pdf", ruled_table)
    scan = pdf(
        tmp_path / "scan.pdf",
        lambda canvas, _top: canvas.drawInlineImage(rendered(read).rotate(180), 0, 0, *A4),
    )
    for module in ("extract.read.pdf.reader", "warehouse.render.page_picture"):
        monkeypatch.setattr(f"{module}.recognised", lambda _data, _pages: read.read_bytes())
    assert words_in(read, framed(picture_of(in_table(scan, "49,612")))) == "49,612"


def test_a_huge_sheet_gives_a_picture_of_bounded_size(tmp_path: Path) -> None:
    image = picture_of(in_table(pdf(tmp_path / "huge.pdf", ruled_table, (3000, 9000)), "49,612"))
    assert max(image.size) < LONGEST + 200
    framed(image)


# Prose


def test_a_sentence_on_a_page_is_shaded_and_its_number_framed(tmp_path: Path) -> None:
    path = pdf(tmp_path / "prose.pdf", prose)
    image, plain = picture_of(in_prose(path, page=1)), rendered(path)
    box = framed(image)
    assert words_in(path, box) == "£1.2m"
    assert ImageChops.difference(image.crop(box), plain.crop(box)).getbbox() is None
    first, second, third = (round((80 - 3 + 14 * k) * SCALE) for k in range(3))
    shaded = [[x for x in range(image.width) if image.getpixel((x, y)) == ROW_COLOUR] for y in (first, second, third)]
    assert not shaded[0]
    assert 240 < min(shaded[1]) < 280, "it begins within the second line"
    assert max(shaded[1]) > 800
    assert min(shaded[2]) < 140
    assert 450 < max(shaded[2]) < 500, "it ends within the third line"


def test_prose_that_its_page_does_not_hold_is_set_by_itself(tmp_path: Path) -> None:
    path = pdf(tmp_path / "other.pdf", ruled_table)
    image = picture_of(in_prose(path, page=1))
    assert count_of(image, ROW_COLOUR) > 5_000
    framed(image)


def test_prose_of_a_text_is_set_with_its_number_framed(tmp_path: Path) -> None:
    path = text_paper(tmp_path / "paper.txt", before="The Panel is asked to note this. ")
    start = read_paper(path).text.index("£1.2m")
    image = picture_of(in_prose(path, char_start=start, char_end=start + 5))
    left, top, right, bottom = framed(image)
    assert abs((right - left) / SCALE - width_of("£1.2m", 11)) < 6
    assert ink_in(image, (left, top, right, bottom)) > 50
    shaded = [{x for x in range(image.width) if image.getpixel((x, y)) == ROW_COLOUR} for y in range(image.height)]
    lines = [y for y in range(image.height) if shaded[y] and not shaded[y - 1]]
    runs = [max(set.union(*shaded[y : y + 5])) - min(set.union(*shaded[y : y + 5])) for y in lines]
    assert len(lines) == 2, "the sentence begins in the first line and ends in the second"
    assert abs(sum(runs) / SCALE - width_of(SENTENCE.replace("of £1.2m at", "ofat"), 11)) < 15


def test_a_number_printed_twice_in_a_sentence_is_framed_by_its_offsets(tmp_path: Path) -> None:
    path = tmp_path / "twice.txt"
    sentence = "The budget was £1.2m in April and is £1.2m in June."
    path.write_text(f"2024/25 FINANCE REPORT\n\n{sentence}\n", encoding="utf-8")
    text = read_paper(path).text
    lefts = []
    for start in (text.index("£1.2m"), text.rindex("£1.2m")):
        found = in_prose(path, char_start=start, char_end=start + 5)
        lefts.append(framed(picture_of(replace(found, figure=found.figure | {"sentence": sentence})))[0])
    assert abs((lefts[1] - lefts[0]) / SCALE - width_of("£1.2m in April and is .", 11)) < 4


# Tables of papers without pages


def test_a_table_of_a_text_is_set_with_its_marks(tmp_path: Path) -> None:
    found = in_table(text_paper(tmp_path / "paper.txt"), "2,612")
    image = picture_of(found)
    left, top, right, bottom = framed(image)
    assert abs((right - left) / SCALE - width_of("2,612", 10)) < 6
    assert ink_in(image, (left, top, right, bottom)) > 50
    middle = (left + right) // 2
    assert any(image.getpixel((middle, y)) == COLUMN_COLOUR for y in range(top))
    assert any(image.getpixel((middle, y)) == COLUMN_COLOUR for y in range(bottom, image.height))
    assert any(image.getpixel((x, top)) == ROW_COLOUR for x in range(left))


def test_a_long_table_is_shown_around_the_row(tmp_path: Path) -> None:
    short = picture_of(in_table(text_paper(tmp_path / "short.txt", 30), "15,612"))
    long = picture_of(in_table(text_paper(tmp_path / "long.txt", 800), "402"))
    assert short.height < 1200
    assert long.height < 1200
    framed(long)


def test_a_wide_table_is_shown_around_the_column(tmp_path: Path) -> None:
    path = tmp_path / "wide.txt"
    rows = ["\t".join(["Line", *(f"Year {n} £000's" for n in range(60))])]
    rows += ["\t".join([f"Line {i}", *(f"{i},{n:03}" for n in range(60))]) for i in range(1, 5)]
    path.write_text("2024/25 FINANCE REPORT\n\n" + "\n".join(rows) + "\n", encoding="utf-8")
    image = picture_of(in_table(path, "2,040"))
    assert image.width < 2500
    framed(image)


# Text


def test_pounds_and_dashes_are_drawn() -> None:
    def picture(text: str) -> bytes:
        return drawn([Text(text, 10, 20, 12)], 60, 30, 3).tobytes()

    different = {picture(char) for char in ("", "£", "–", "—", "’", "½", "€", "?")}
    assert len(different) == 8
    assert drawable("−5  → ŵ 日") == "–5 > w ?"


def test_lines_break_at_a_width_and_keep_every_character() -> None:
    text = "Transfer to or from reserves Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch in 2024/25"
    lines = wrapped(text, 100, 10)
    assert all(width_of(line, 10) <= 100 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


# The command


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As much of a published warehouse as a trace asks, with the store beside it."""
    folder = tmp_path_factory.mktemp("pictures")
    paper = text_paper(folder / "exampleshire-q2.txt")
    extraction = extract_paper(paper)
    names = list(Figure.__dataclass_fields__)
    figures = pa.table({name: [getattr(figure, name) for figure in extraction.figures] for name in names})
    published = folder / "w.duckdb"
    with duckdb.connect(str(published)) as connection:
        connection.execute("create schema core")
        connection.register("figures", figures)
        connection.execute("create table core.figures as from figures")
        connection.execute("create table core.findings (finding_id text, kind text, status text, description text,"
                           " figure_ids text[])")  # fmt: skip
    store = open_store(published)
    store.create()
    shutil.copy(paper, store.paper_path(extraction.paper.paper_id, ".txt"))
    return published


def ask(*arguments: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def figure_id(warehouse: Path) -> str:
    sql = "select figure_id from core.figures where published_text = '2,612'"
    return str(json.loads(ask("query", sql, "--format", "json", "--warehouse", warehouse).stdout)[0]["figure_id"])


def test_trace_writes_the_picture_and_says_where(warehouse: Path, figure_id: str, tmp_path: Path) -> None:
    file = tmp_path / "where is it"
    result = ask("trace", figure_id, "--png", file, "--warehouse", warehouse)
    assert result.exit_code == 0
    assert ">>>2,612<<<" in result.stdout
    assert f"Picture: {file}" in result.stdout
    image = Image.open(file)
    assert image.format == "PNG"
    framed(image.convert("RGB"))


def test_a_dash_writes_the_picture_to_standard_output_alone(warehouse: Path, figure_id: str) -> None:
    result = ask("trace", figure_id, "--png", "-", "--warehouse", warehouse)
    assert result.exit_code == 0
    framed(Image.open(io.BytesIO(result.stdout_bytes)).convert("RGB"))
    assert ">>>2,612<<<" in result.stderr


def test_what_cannot_be_written_is_a_sentence(warehouse: Path, figure_id: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for file, words in (
        (tmp_path / "none" / "a.png", "make the folder"),
        (tmp_path / "file" / "a.png", "make the folder"),
        (tmp_path, "is a folder"),
        (tmp_path / ("x" * 300), "cannot be written"),
    ):
        result = ask("trace", figure_id, "--png", file, "--warehouse", warehouse)
        assert result.exit_code == 1
        assert words in result.stderr
        assert "Traceback" not in result.output
        assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_missing_landed_paper_is_a_sentence(warehouse: Path, figure_id: str, tmp_path: Path) -> None:
    alone = shutil.copy(warehouse, tmp_path / "alone.duckdb")
    result = ask("trace", figure_id, "--png", tmp_path / "a.png", "--warehouse", alone)
    assert result.exit_code == 1
    assert "landed copy of exampleshire-q2.txt is not beside this warehouse" in result.stderr
    assert not (tmp_path / "a.png").exists()
    assert ask("trace", figure_id, "--warehouse", alone).exit_code == 0
