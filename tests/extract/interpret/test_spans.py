"""The period that a figure is of."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.interpret.columns import Column
from extract.interpret.spans import Span, span_of, speaking

HALF_YEAR, YEAR_END = dt.date(2024, 9, 30), dt.date(2024, 3, 31)


@pytest.mark.parametrize(
    ("subject", "measure", "header", "year", "as_at", "span"),
    [
        ("budget", "forecast", "Forecast", "2024/25", HALF_YEAR, ("year", (2024, 4, 1), (2025, 3, 31))),
        ("budget", "spend_to_date", "Spend", "2024/25", HALF_YEAR, ("year_to_date", (2024, 4, 1), (2024, 9, 30))),
        ("crime", "count", "Q2 2023/24", "2023/24", HALF_YEAR, ("quarter", (2023, 7, 1), (2023, 9, 30))),
        ("crime", "count", "Q4 2023/24", "2023/24", HALF_YEAR, ("quarter", (2024, 1, 1), (2024, 3, 31))),
        ("crime", "count", "YTD 2023/24", "2023/24", HALF_YEAR, ("year_to_date", (2023, 4, 1), (2023, 9, 30))),
        ("crime", "count", "12 months to Sept 2024", None, HALF_YEAR, ("rolling_year", (2023, 10, 1), (2024, 9, 30))),
        ("workforce", "leavers", "Sep-24", "2024/25", HALF_YEAR, ("month", (2024, 9, 1), (2024, 9, 30))),
        ("reserves", "actual", "31 March 2024", "2023/24", YEAR_END, ("instant", (2024, 3, 31), (2024, 3, 31))),
    ],
)
def test_words_and_measure_say_the_period(
    subject: str,
    measure: str,
    header: str,
    year: str | None,
    as_at: dt.date,
    span: tuple[str, tuple[int, int, int], tuple[int, int, int]],
) -> None:
    kind, start, end = span
    found = span_of(subject, measure, Column(1, header), year, as_at, HALF_YEAR)
    assert found == Span(kind, dt.date(*start), dt.date(*end))


def test_a_sum_over_years_has_no_days() -> None:
    assert span_of("capital", "scheme_cost", Column(1, "Total", spans_years=True), None, None, None) == Span("other")


def test_a_change_is_of_the_period_of_the_column_before_it() -> None:
    columns = [Column(1, "Q2 2024/25", period_text="Q2 2024/25"), Column(2, "% change"), Column(3, "YTD 2024/25")]
    assert speaking(columns, columns[1]) is columns[0]
    assert speaking(columns, columns[2]) is columns[2]
