"""Whose paper it is: the police area that a text names, and none where it names none."""

from __future__ import annotations

import pytest

from extract.organisations import find_area


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Report of the Chief Finance Officer of Kent Police to the Panel.", "Kent Police"),
        ("POLICE AND CRIME PANEL FOR LEICESTER, LEICESTERSHIRE AND RUTLAND\n\nBudget", "Leicestershire Police"),
        ("Northshire Police and Crime Panel\n\nFinance report of Northshire Constabulary", "Northshire Constabulary"),
        ("The Police and Crime Panel of Cleveland met on 3 May.", "Cleveland Police"),
    ],
)
def test_the_area_that_a_paper_is_about(text: str, force: str) -> None:
    area = find_area(text)
    assert area is not None
    assert area.force == force


@pytest.mark.parametrize(
    "text",
    [
        "Under the Police (Complaints and Misconduct) Regulations 2020 complainants have 28 days.",
        "Section 5 of the Police Reform and Social Responsibility Act 2011, and the Police Act 1996, apply.",
        "Since the Police Uplift Programme began, the Police Federation has asked for more.",
        "Police officer pay is overspent.",
    ],
)
def test_what_names_no_body_is_no_area(text: str) -> None:
    assert find_area(text) is None
