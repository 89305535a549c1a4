"""What is said of a paper by whoever loads it: it fills what the paper leaves open, and no more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from overtime_paper import paper

from extract.model import Extraction, Said
from extract.organisations import organisation_called, organisations_like
from extract.pipeline import extract_paper

OPENING = "Exampleshire Police and Crime Panel\n\nMeeting: 14 November 2024\n"
MEETING = dt.date(2024, 12, 12)


def extracted(folder: Path, text: str, said: Said) -> Extraction:
    file = folder / "paper.txt"
    file.write_text(text, encoding="utf-8")
    return extract_paper(file, said=said)


def nobodys(more: str = "") -> str:
    """A paper that names neither a body nor the day of its meeting."""
    return paper().replace(OPENING, "Finance\n") + more


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("Dorset Police", "Dorset Police"),
        ("dorset police", "Dorset Police"),
        ("Dorset", "Dorset Police and OPCC"),
        ("Dorset Police and OPCC", "Dorset Police and OPCC"),
        ("Dorset PCC", "Dorset OPCC"),
        ("Avon & Somerset Constabulary", "Avon and Somerset Police"),
        ("Cambridgeshire and Peterborough", "Cambridgeshire Constabulary and OPCC"),
        ("England and Wales", "England and Wales"),
        ("police", None),
        ("", None),
        # of areas that are in no list
        ("Exampleshire Police", "Exampleshire Police"),
        ("Samplefordshire Constabulary", "Samplefordshire Constabulary"),
        ("Northshire Police and OPCC", "Northshire Police and OPCC"),
        ("Northshire Police and Crime Commissioner", "Northshire OPCC"),
        ("Northshire Police, Fire and Crime Commissioner", "Northshire OPCC"),
        ("Police and Crime Commissioner for Northshire", "Northshire OPCC"),
        ("Northshire PCC", "Northshire OPCC"),
        ("Devon, Cornwall and Dorset Police", "Devon, Cornwall and Dorset Police"),
        ("Dorset Constabulary", "Dorset Police"),
        ("Exampleshire", None),
        ("exampleshire police", None),
        ("Exampleshire Police and Crime Panel", None),
        ("Exampleshire Police OPCC", None),
        ("Northshire County Council", None),
        ("Dorsett Police", None),
        ("British Transport Police", None),
        ("Chief Constable Police", None),
        ("The Police", None),
        ("<b>Northshire</b> Police", None),
    ],
)
def test_an_organisation_is_known_by_what_it_is_called(name: str, organisation: str | None) -> None:
    assert organisation_called(name) == organisation


def test_an_unknown_name_has_names_beside_it() -> None:
    assert "Dorset Police" in organisations_like("dorsett police")
    assert organisations_like("zzzz") == []


@pytest.mark.parametrize(
    "organisation",
    ["Dorset Police", "Dorset OPCC", "Dorset Police and OPCC", "England and Wales", "Northshire Police"],
)
def test_what_is_said_fills_what_the_paper_leaves_open(tmp_path: Path, organisation: str) -> None:
    nothing = extracted(tmp_path, nobodys(), Said())
    found = extracted(tmp_path, nobodys(), Said(organisation, MEETING))
    assert (nothing.paper.organisation, nothing.paper.meeting_date, nothing.paper.note) == (None, None, None)
    assert (found.paper.organisation, found.paper.meeting_date) == (organisation, MEETING)
    assert f"whoever loaded it said that it is of {organisation}." in str(found.paper.note)
    assert "whoever loaded it said 2024-12-12." in str(found.paper.note)
    assert found.paper.overruled is None
    assert {figure.organisation for figure in nothing.figures} == {None}
    assert {(figure.organisation, figure.organisation_basis) for figure in found.figures} == {(organisation, "paper")}
    assert all(f"said that it is of {organisation}" in str(figure.note) for figure in found.figures)
    assert [figure.figure_id for figure in found.figures] == [figure.figure_id for figure in nothing.figures]


@pytest.mark.parametrize(("area", "force"), [("Dorset", "Dorset Police"), ("Northshire", "Northshire Constabulary")])
def test_what_a_paper_gives_to_the_office_is_of_the_office(tmp_path: Path, area: str, force: str) -> None:
    rows = "\n\t2024/25 Budget £000's\nOPCC\t900\nForce\t1,000\nTotal\t1,900\n"
    found = extracted(tmp_path, nobodys("\nThe budget is as follows.\n" + rows), Said(force))
    bodies = {figure.line: figure.organisation for figure in found.figures if figure.table_no == 2}
    assert bodies == {"OPCC": f"{area} OPCC", "Force": force, "Total": f"{force} and OPCC"}
    assert all(f"{force}." in str(figure.note) for figure in found.figures)


def test_a_papers_own_words_go_before(tmp_path: Path) -> None:
    kept = extracted(tmp_path, paper(), Said())
    told = extracted(tmp_path, paper(), Said("Dorset Police", MEETING))
    assert told.figures == kept.figures
    assert (told.paper.organisation, told.paper.meeting_date) == (kept.paper.organisation, dt.date(2024, 11, 14))
    assert told.paper.note is None
    assert told.paper.overruled == (
        "is of Exampleshire Police and OPCC by its own words, not of Dorset Police"
        " and names 2024-11-14 as the day of its meeting, not 2024-12-12"
    )


def test_what_agrees_is_not_overruled(tmp_path: Path) -> None:
    text = paper().replace("Exampleshire", "Dorset")
    assert extracted(tmp_path, text, Said("Dorset OPCC", dt.date(2024, 11, 14))).paper.overruled is None


def test_the_meeting_gives_the_year_that_a_paper_leaves_open(tmp_path: Path) -> None:
    text = nobodys().replace("2024/25 ", "").replace(" at the end of September 2024", "")
    years = {figure.financial_year for figure in extracted(tmp_path, text, Said("Dorset", MEETING)).figures}
    assert years == {"2024/25"}
