"""Numbers as papers print them: read, precise to what is printed, and nothing else taken for one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numerals import parse_numeral, split_jammed


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("1,029", "1029", 0),
        ("(1,029)", "-1029", 0),
        ("-512", "-512", 0),
        ("- 40", "-40", 0),
        ("–956", "-956", 0),
        ("417-", "-417", 0),
        ("(0.0)", "0.0", 1),
        ("+1,806", "1806", 0),
        ("49.73%", "49.73", 2),
        ("(9.0%)", "-9.0", 1),
        ("£7.4m", "7.4", 1),
        ("(£0.6m)", "-0.6", 1),
        ("-£12", "-12", 0),
        ("£1.3bn", "1.3", 1),
        (".5", "0.5", 1),
        ("760,318 F", "760318", 0),
        ("28,073 A", "28073", 0),
    ],
)
def test_a_printed_number_is_read(text: str, value: str, places: int) -> None:
    number = parse_numeral(text)
    assert number is not None
    assert (number.value, number.places) == (Decimal(value), places)


@pytest.mark.parametrize(
    "text", ["", "n/a", "£000", "£'000", "10 mins", "1,02", "(12", "12)", "31/03/17", "2.1.3", "A", "F"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_numeral(text) is None


@pytest.mark.parametrize("text", [" " * 5000 + "x", "- " * 5000, "(" * 5000, " " * 39 + "Budget", "1 " * 20 + "x"])
def test_no_text_takes_long_to_refuse(text: str) -> None:
    assert parse_numeral(text) is None


@pytest.mark.parametrize("text", ["-", "–", "--", "£-", "nil", "Nil"])
def test_a_dash_is_nil_and_not_a_number_of_its_own_precision(text: str) -> None:
    number = parse_numeral(text)
    assert number is not None
    assert number.nil
    assert number.value == 0


def test_letters_say_which_way_an_amount_runs() -> None:
    favourable, adverse = parse_numeral("760,318 F"), parse_numeral("28,073 A")
    assert favourable is not None
    assert adverse is not None
    assert (favourable.signed, adverse.signed) == (Decimal(-760_318), Decimal(28_073))


@given(
    units=st.integers(-(10**12), 10**12),
    places=st.integers(0, 3),
    brackets=st.booleans(),
    pound=st.booleans(),
    commas=st.booleans(),
)
def test_a_number_comes_back_as_it_was_printed(
    units: int, places: int, brackets: bool, pound: bool, commas: bool
) -> None:
    value = Decimal(units).scaleb(-places)
    digits = f"{abs(value):{',' if commas else ''}.{places}f}"
    marked = f"£{digits}" if pound else digits
    text = marked if value >= 0 else f"({marked})" if brackets else f"-{marked}"
    number = parse_numeral(text)
    assert number is not None
    assert (number.value, number.places, number.pounds) == (value, places, pound)
    assert number.half_unit == Decimal(5).scaleb(-places - 1)


@given(st.lists(st.integers(-99, 999), min_size=2, max_size=5))
def test_the_way_that_numbers_were_run_together_is_among_the_cuts(tenths: list[int]) -> None:
    printed = [f"{n / 10:.1f}" if n >= 0 else f"({-n / 10:.1f})" for n in tenths]
    assert tuple(printed) in set(split_jammed("".join(printed), len(printed), 1))
