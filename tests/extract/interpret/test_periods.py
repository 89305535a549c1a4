"""Financial years, quarters, months and dates, in the ways that papers word them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.interpret import periods


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2017/18 Revised Budget", ["2017/18"]),
        ("2017-18", ["2017/18"]),
        ("2017/2018", ["2017/18"]),
        ("17/18 budget", ["2017/18"]),
        ("FY24", ["2023/24"]),
        ("1999/00", []),
        ("2099/00", ["2099/00"]),
        ("2027/08", []),
        ("2021-2025", []),
        ("the year beginning 1 April 2020", ["2020/21"]),
        ("the year ended 31 March 2022", ["2021/22"]),
        ("2016/17 and 2017/18", ["2016/17", "2017/18"]),
        ("on 31/03/17 and 01/04/17", []),
        ("£17/18", []),
    ],
)
def test_financial_years_are_of_consecutive_years(text: str, years: list[str]) -> None:
    assert periods.financial_years(text) == years


@given(st.integers(2009, 2059), st.sampled_from(["{}/{:02d}", "{}-{:02d}", "{}–{:02d}"]))
def test_a_financial_year_comes_back(start: int, form: str) -> None:
    text = form.format(start, (start + 1) % 100)
    assert periods.financial_years(text) == [periods.financial_year(start)]
    assert periods.year_start(periods.financial_year(start)) == start
    assert periods.year_of(dt.date(start, 4, 1)) == periods.year_of(dt.date(start + 1, 3, 31))


@given(
    st.dates(dt.date(2009, 1, 1), dt.date(2059, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d-%b-%y", "%d %B %Y", "%d %b %Y", "%dth %B %Y"]),
)
def test_a_date_comes_back(date: dt.date, form: str) -> None:
    assert periods.dates(f"at {date.strftime(form)} the") == [date]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Quarter 2", "Q2"),
        ("Q3 2017/18", "Q3"),
        ("the third quarter", "Q3"),
        ("Month 7", "month 7"),
        ("Period 9", "Q3"),
        ("P9", "Q3"),
        ("Provisional outturn", "outturn"),
    ],
)
def test_positions_are_named(text: str, period: str) -> None:
    assert [position.report_period for position in periods.positions(text)] == [period]


def test_a_forecast_outturn_is_no_position() -> None:
    assert periods.positions("Forecast outturn") == []


@given(st.integers(2010, 2050), st.integers(1, 12))
def test_a_position_and_its_date_agree(start: int, month: int) -> None:
    position = periods.month_position(month)
    date = periods.position_date(periods.financial_year(start), position)
    assert periods.position_of(date) == position
    assert periods.year_of(date) == periods.financial_year(start)


@pytest.mark.parametrize(
    "text", ["Slippage from 2022/23", "Re-profiled to 2022/23", "c/fwd 2022/23", "brought forward 2022/23"]
)
def test_a_year_that_money_comes_from_or_goes_to_is_another(text: str) -> None:
    assert periods.financial_years(periods.without_other_years(text)) == []
    assert periods.financial_years(periods.without_other_years("Spend to 2022/23")) == ["2022/23"]
