"""What the words of a header say of the measure, with examples and counter-examples."""

from __future__ import annotations

import pytest

from extract.interpret.wording import read_wording


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("Forecast outturn 2024/25 £000", "forecast"),
        ("Full year budget £m", "revised_budget"),
        ("Variance to date £000", "variance_to_date"),
        ("Budget to date", "profiled_budget"),
        ("Variance (Under) / Over £000's", "variance"),
        ("Over / (under) after carry forward", "variance"),
        ("Slippage to 2025/26", "carried_forward"),
        ("Slippage from 2023/24", "brought_forward"),
        ("Forecast against budget", "variance"),
        ("Forecast against original saving", "forecast"),
        ("Total scheme cost", "scheme_cost"),
        ("Movement from previous month", "movement"),
        ("Staffing", None),
        ("Net cost £000", None),
        ("Ring fenced share", None),
    ],
)
def test_the_longest_wording_names_the_measure(header: str, measure: str | None) -> None:
    assert read_wording(header).measure == measure


@pytest.mark.parametrize(
    "header", ["Previous forecast", "Remaining budget £000", "Budget not spent", "Last forecast", "Savings to be made"]
)
def test_a_word_that_makes_it_another_thing_leaves_no_measure(header: str) -> None:
    said = read_wording(header)
    assert said.measure is None
    assert said.void is not None


def test_a_year_by_its_place_and_the_year_so_far_void_nothing() -> None:
    assert read_wording("Previous year outturn").void is None
    assert read_wording("Change since last report").measure == "movement"


@pytest.mark.parametrize(
    ("header", "unknown"),
    [
        ("Quarter 2 revised plan £000", ()),
        ("Full year variance", ()),
        ("Budget against alternative saving", ("against", "alternative", "saving")),
        ("Core budget", ("core",)),
        ("Restated balance at 31 March 2024", ()),
    ],
)
def test_what_nothing_explains_is_told(header: str, unknown: tuple[str, ...]) -> None:
    assert read_wording(header).unknown == unknown


def test_words_that_say_something_else_are_explained() -> None:
    assert read_wording("Wessexshire forecast").unknown == ("wessexshire",)
    assert read_wording("Wessexshire forecast", ["wessexshire"]).unknown == ()


@pytest.mark.parametrize(("header", "side"), [("Gross budget", "gross"), ("Income", "income"), ("Net cost", "net")])
def test_a_side_of_an_account_is_told(header: str, side: str) -> None:
    assert read_wording(header).side == side
