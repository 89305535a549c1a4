"""Any grid of labels and numbers, set in any style, is read back as it was set."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_pages import Sheet, Style, read, set_table, texts

WORDS = (
    "Officer",
    "Staff",
    "pay",
    "costs",
    "Transport",
    "income",
    "Premises",
    "grants",
    "Training",
    "supplies",
    "fuel",
)

labels = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)
amounts = st.one_of(
    st.integers(0, 9_999_999).map(lambda n: f"{n:,}"),
    st.integers(1, 99_999).map(lambda n: f"({n:,})"),
    st.just("-"),
)
styles = st.builds(
    Style,
    size=st.sampled_from([7.0, 8.0, 9.0, 10.0]),
    pad=st.sampled_from([4.0, 5.0, 7.0]),
    rules=st.sampled_from(["none", "head", "rows", "grid"]),
    shading=st.booleans(),
    numbers_at=st.sampled_from(["first", "last", "middle"]),
    align=st.sampled_from(["right", "left", "center"]),
    label_share=st.sampled_from([0.35, 0.45]),
)


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    columns = draw(st.integers(2, 5))
    years = [f"20{20 + k}/{21 + k} £000" for k in range(columns)]
    count = draw(st.integers(3, 9))
    names = draw(st.lists(labels, min_size=count, max_size=count, unique=True))
    body = [[name, *draw(st.lists(amounts, min_size=columns, max_size=columns))] for name in names]
    for column in range(1, columns + 1):  # a column of nothing but dashes has no numbers to be known by
        if all(row[column] == "-" for row in body):
            body[0][column] = "1"
    return [["", *years], *body]


@given(rows=grids(), style=styles)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_grid_is_read_back_as_it_was_set(rows: list[list[str]], style: Style) -> None:
    sheet = Sheet()
    set_table(sheet, 50, 100, 495, rows, style)
    (table,) = read(sheet.pdf()).tables
    assert texts(table) == rows
    assert table.header_rows == 1
