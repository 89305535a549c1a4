"""Whose paper it is: the police area that a text names, and none where it names none."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.interpret.context import paper_context
from extract.organisations import find_area
from extract.read.text import read_text


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Report of the Chief Finance Officer of Kent Police to the Panel.", "Kent Police"),
        ("POLICE AND CRIME PANEL FOR LEICESTER, LEICESTERSHIRE AND RUTLAND\n\nBudget", "Leicestershire Police"),
        ("Northshire Police and Crime Panel\n\nFinance report of Northshire Constabulary", "Northshire Constabulary"),
        (
            "DEVON, CORNWALL AND THE ISLES OF SCILLY POLICE AND CRIME PANEL\n\nCosts are shared with Dorset Police.",
            "Devon & Cornwall Police",
        ),
        ("Kent and Medway Police and Crime Panel", "Kent Police"),
        ("CAMBRIDGESHIRE & PETERBOROUGH POLICE AND CRIME PANEL", "Cambridgeshire Constabulary"),
        ("The Police and Crime Panel of Cleveland met on 3 May.", "Cleveland Police"),
    ],
)
def test_the_area_that_a_paper_is_about(text: str, force: str) -> None:
    area = find_area(text)
    assert area is not None
    assert area.force == force


def test_the_day_that_a_panel_meets_goes_before_a_day_in_a_sentence() -> None:
    head = "KENT POLICE AND CRIME PANEL\n\nTHURSDAY, 26 SEPTEMBER 2024 AT 11.00 AM\n\nSAVINGS PLAN\n\n"
    body = "1.1 The Panel asked for this report at its meeting on 1 February 2024."
    paper = read_text((head + body).encode(), "0" * 64, "kent.txt", "text/plain")
    assert paper_context(paper).meeting_date == dt.date(2024, 9, 26)


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


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        (
            "Meeting: Exampleshire Panel\n\nDate: 10 November 2024\n\nDate of Publication:\nThursday, 2 November 2024",
            10,
        ),
        ("Published on Thursday, 2 November 2024\n\nThe panel meets on Sunday, 10 November 2024", 10),
        ("Minutes of the previous meeting, Thursday 2 November 2024\n\nMeeting of 10 November 2024", 10),
        ("Minutes of the meeting held\non Thursday, 2 November 2024", None),
        ("Issued 2 November 2024", None),
    ],
)
def test_the_day_of_the_meeting_is_not_that_of_publication_or_of_the_last_one(opening: str, day: int | None) -> None:
    text = f"Exampleshire Police and Crime Panel\n\n{opening}\n"
    found = paper_context(read_text(text.encode(), "0" * 64, "paper.txt", "text/plain")).meeting_date
    assert found == (dt.date(2024, 11, day) if day else None)
