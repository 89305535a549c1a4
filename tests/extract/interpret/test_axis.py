"""Forces, the nation, forces alike and averages along an axis of a table, whichever way round it is printed."""

from __future__ import annotations

import pytest

from extract.interpret.axis import axis_of
from extract.interpret.titles import police_area
from extract.model import Figure
from extract.organisations import NOBODY
from extract.pipeline import extract
from extract.read.text import read_markdown

HOME = police_area("Wessexshire", "")
LABELS = [
    "Wessexshire",
    "Northfordshire",
    "Kent",
    "MSG average",
    "South East",
    "Region",
    "Average",
    "England and Wales",
]
BODIES = {
    "Wessexshire": "Wessexshire Police",
    "Northfordshire": "Northfordshire Police",
    "Kent": "Kent Police",
    "MSG average": "Most similar forces",
    "South East": "South East",
    "England and Wales": "England and Wales",
}
OFFENCES = ["Burglary", "Robbery", "Vehicle crime"]


def grid(rows: list[list[str]]) -> str:
    rule = ["---"] * len(rows[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]])


def figures(table: str, title: str) -> list[Figure]:
    text = f"# Wessexshire Police and Crime Panel – 12 December 2024\n\n## {title}\n\n{table}\n"
    return list(extract(read_markdown(text.encode(), "0" * 64, "paper.md")).figures)


def number(i: int, j: int) -> str:
    return f"{1000 + 100 * i + 10 * j + 1:,}"


def test_forces_in_rows_and_forces_in_columns_are_the_same_figures() -> None:
    crimes = [[label, *(number(i, j) for j in range(len(OFFENCES)))] for i, label in enumerate(LABELS)]
    upright = figures(grid([["Force", *OFFENCES], *crimes]), "Recorded crime in 2024")
    turned = [["Offence", *LABELS], *([o, *(number(i, j) for i in range(len(LABELS)))] for j, o in enumerate(OFFENCES))]
    across = figures(grid(turned), "Recorded crime in 2024")
    wanted = {
        (number(i, j), BODIES[label]) for i, label in enumerate(LABELS) if label in BODIES for j in range(len(OFFENCES))
    }
    assert {(figure.published_text, figure.organisation) for figure in across} == wanted
    assert {(figure.published_text, figure.organisation) for figure in upright} <= wanted


@pytest.mark.parametrize(
    ("head", "labels", "kind", "bodies"),
    [
        ("", ["Kent", "Essex", "Average"], "crime", ["Kent Police", "Essex Police", NOBODY]),
        ("", ["Kent", "Essex"], "funding", ["Kent Police and OPCC", "Essex Police and OPCC"]),
        ("Force", ["Northmoor", "Orwick", "Kent"], "crime", ["Northmoor Police", "Orwick Police", "Kent Police"]),
        (
            "",
            ["Wessexshire Police", "Northfordshire Constabulary"],
            "workforce",
            [HOME.force, "Northfordshire Constabulary"],
        ),
        ("", ["Wessexshire", "National", "Rank", "Change"], "crime", [HOME.force, "England and Wales", None, None]),
        ("Force", ["Kent", "Essex", "England excluding London"], "crime", ["Kent Police", "Essex Police", NOBODY]),
        ("", ["Kent", "Essex", "Rank"], "crime", ["Kent Police", "Essex Police", None]),
        ("", ["Kent", "Essex", "North West regional average"], "crime", ["Kent Police", "Essex Police", "North West"]),
        ("Force", ["Pay", "Essex Police", "Premises"], "revenue", [None, None, None]),
        ("", ["Kent", "Maidstone", "Total"], "crime", [None, None, None]),
        ("", ["Pay", "Average", "Total"], "revenue", [None, None, None]),
        ("", ["North", "South East", "West"], "crime", [None, None, None]),
        ("Force", ["Pay", "Premises"], "revenue", [None, None]),
        ("", ["Pay", "Regional average", "Force average"], "workforce", [None, NOBODY, NOBODY]),
    ],
)
def test_labels_of_an_axis(head: str, labels: list[str], kind: str, bodies: list[str | None]) -> None:
    axis = axis_of(labels, head, HOME, kind)
    assert [axis.of(label) for label in labels] == bodies


def test_headers_that_end_alike_are_read_without_their_ending() -> None:
    head = ["", "Wessexshire crimes", "MSG average crimes", "All forces crimes"]
    found = figures(
        grid([head, ["Burglary", "1,101", "1,098", "1,110"], ["Robbery", "151", "148", "150"]]),
        "Recorded crime 2024/25",
    )
    assert {figure.organisation for figure in found} <= {HOME.force, "Most similar forces", "England and Wales"}
    assert len({figure.organisation for figure in found}) == 3


def test_a_total_of_forces_side_by_side_is_nobodys() -> None:
    table = grid(
        [["Force", "Q1", "Q2"], ["Kent", "1,201", "1,302"], ["Essex", "1,103", "1,204"], ["Total", "2,304", "2,506"]]
    )
    assert {figure.line for figure in figures(table, "Recorded crime 2024/25")} == {"Kent", "Essex"}


def test_precepts_of_areas_are_each_their_own() -> None:
    rows = [
        ["Warwickshire", "290.00", "304.00"],
        ["Wessexshire", "280.00", "294.00"],
        ["England average", "285.00", "299.00"],
    ]
    found = figures(grid([["Police area", "2024/25 £", "2025/26 £"], *rows]), "Band D council tax 2025/26")
    assert {(figure.line, figure.organisation) for figure in found} == {
        ("Warwickshire", "Warwickshire Police and OPCC"),
        ("Wessexshire", "Wessexshire Police and OPCC"),
        ("England average", "England"),
    }
