"""What the models ask of a figure's words: areas, labels of columns, sections of capital, sentences on the whole."""

from __future__ import annotations

import pytest

from extract.interpret.asides import capital_section, column_label, speaks_of_whole
from extract.model import INTERNAL, Figure, as_record
from extract.organisations import area_of


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("Changes > Alliance Recharging £000's", "Alliance Recharging"),
        ("Alliance Recharging > (£000)", "Alliance Recharging"),
        ("Growth > £m", "Growth"),
        ("£ thousands", "£ thousands"),
        ("Virements", "Virements"),
    ],
)
def test_a_column_is_called_without_its_unit(header: str, label: str) -> None:
    assert column_label(header) == label


@pytest.mark.parametrize(
    ("statement", "section", "expected"),
    [
        (None, "Funded by", "funding"),
        ("programme", "Funded by", "programme"),
        (None, "Capital financing", "funding"),
        (None, "Refunds of deposits", "programme"),
        (None, None, "programme"),
    ],
)
def test_capital_is_spending_or_its_funding(statement: str | None, section: str | None, expected: str) -> None:
    assert capital_section(statement, section) == expected


@pytest.mark.parametrize(
    ("sentence", "speaks"),
    [
        ("The full-year forecast is an overspend of £1.2m.", True),
        ("At Q2 the Force reported an overspend of £1.05m.", True),
        ("The overtime budget is overspent by £0.2m.", False),
        ("The planetarium costs £0.2m.", False),
    ],
)
def test_a_sentence_speaks_of_the_whole_or_of_a_part(sentence: str, speaks: bool) -> None:
    assert speaks_of_whole(sentence) is speaks


@pytest.mark.parametrize(
    ("organisation", "area"),
    [
        ("Kent Police", "Kent"),
        ("Kent OPCC", "Kent"),
        ("Kent Police and OPCC", "Kent"),
        ("Northshire Constabulary", "Northshire"),
        ("Northshire Constabulary and OPCC", "Northshire"),
        ("England and Wales", "England and Wales"),
    ],
)
def test_bodies_of_one_area(organisation: str, area: str) -> None:
    assert area_of(organisation) == area


def test_what_is_internal_is_shown_to_nobody() -> None:
    internal = {one.name for one in Figure.__dataclass_fields__.values() if one.metadata == INTERNAL}
    assert internal == {"area", "column_label", "capital_section", "speaks_of_whole"}
    figure = Figure(**dict.fromkeys(Figure.__dataclass_fields__))
    assert not internal & set(as_record(figure))
