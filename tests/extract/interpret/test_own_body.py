"""Whose a paper is, by its title, and that no mention in a sentence or a note makes it a force's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.interpret.context import paper_context
from extract.interpret.own_body import is_title, own_body
from extract.model import Extraction, Paper
from extract.pipeline import extract
from extract.read.text import read_markdown, read_text

TABLE = (
    "\n\n## Revenue monitoring 2024/25: Quarter 2\n\n"
    "| £000 | Annual budget | Forecast | Variance |\n|---|---|---|---|\n"
    "| Pay | 24,000 | 24,500 | 500 |\n| Non-pay | 6,000 | 5,800 | (200) |\n| Total | 30,000 | 30,300 | 300 |\n"
)


def paper(text: str, name: str = "paper.md") -> Paper:
    return read_markdown(text.encode(), "0" * 64, name)


def organisation(text: str, name: str = "paper.md") -> str | None:
    return paper_context(paper(text, name)).organisation


def extracted(text: str) -> Extraction:
    return extract(paper(text))


@pytest.mark.parametrize(
    ("opening", "whose"),
    [
        ("# Wessexshire Police and Crime Panel – 6 February 2025", "Wessexshire Police and OPCC"),
        ("# Commissioner for Northfordshire\n\n# Annual report", "Northfordshire Police and OPCC"),
        ("# Police and Crime Panel\n\nDorset Police spent it. Dorset Police said so.", "Dorset Police and OPCC"),
        (
            "# Wessexshire County Council\n\nA company was owned by the Council and Warwickshire Police.",
            "Wessexshire County Council",
        ),
        ("# Kent County Council\n\n# Kent and Medway Police and Crime Panel", "Kent Police and OPCC"),
        ("# Kent County Council\n\n## Contribution to Kent Police", "Kent County Council"),
        ("# Kent County Council\n\n## Precept of the Police and Crime Commissioner for Kent", "Kent County Council"),
        ("# Home Office: police funding 2024/25\n\nKent Police receives most.", "Home Office"),
        ("# Northfordshire Fire and Rescue Authority", "Northfordshire Fire and Rescue Authority"),
        ("# HMICFRS: an inspection\n\nKent Police was inspected.", "HMICFRS"),
    ],
)
def test_a_paper_is_of_the_body_that_its_title_names(opening: str, whose: str) -> None:
    found = extracted(opening + TABLE)
    assert found.paper.organisation == whose
    assert {figure.organisation for figure in found.figures if figure.table_no} == {whose}


@pytest.mark.parametrize(
    "note",
    [
        "The report was shared with Warwickshire Police and with Kent Police.",
        "Warwickshire Police and its Police and Crime Commissioner pay a half of it.",
        "The Trust, the NHS and Metropolitan Police are partners.",
        "Place Partnership was a company owned by the Fire Authority and Warwickshire Police.",
    ],
)
def test_a_mention_makes_a_paper_nobodys(note: str) -> None:
    found = extracted(f"# Finance report, 12 December 2024\n\n{note}{TABLE}\n\n{note}\n")
    assert found.paper.organisation is None
    assert {figure.organisation for figure in found.figures if figure.table_no} == {None}


def test_what_a_councils_sentence_says_is_the_councils_unless_it_names_another() -> None:
    said = "The council forecasts an overspend of £0.3m in 2024/25. Kent Police forecasts an overspend of £0.7m."
    found = extracted(f"# Wessexshire County Council{TABLE}\n\n{said}\n")
    bodies = {figure.published_text: figure.organisation for figure in found.figures if figure.table_no is None}
    assert bodies == {"£0.3m": "Wessexshire County Council", "£0.7m": "Kent Police"}


def test_a_fire_authoritys_sentences_are_its_own_and_a_force_in_no_list_is_another() -> None:
    own, other = "The Fire Authority has saved £0.2m", "Northfordshire Police forecasts an overspend of £0.9m"
    found = extracted(f"# Northfordshire Fire and Rescue Authority\n\n{own} in 2024/25.\n\n{other} in 2024/25.\n")
    bodies = {figure.published_text: figure.organisation for figure in found.figures}
    assert bodies == {"£0.2m": "Northfordshire Fire and Rescue Authority", "£0.9m": None}


@pytest.mark.parametrize(
    ("heading", "whose"),
    [
        ("Wessexshire Fire and Rescue Authority: revenue 2024/25", {"Wessexshire Fire and Rescue Authority"}),
        ("Fire and Rescue Service: revenue monitoring 2024/25", set()),
        ("Fire control collaboration: revenue monitoring 2024/25", {"Wessexshire Police and OPCC"}),
    ],
)
def test_the_fire_authoritys_tables_are_not_the_polices(heading: str, whose: set[str]) -> None:
    table = TABLE.replace("## Revenue monitoring 2024/25: Quarter 2", f"## {heading}")
    found = extracted(f"# Wessexshire Police, Fire and Crime Panel{table}")
    assert {figure.organisation for figure in found.figures} == whose


def test_authorities_in_rows_of_a_ministrys_table_are_theirs_and_in_a_police_papers_they_are_lines() -> None:
    table = (
        "\n\n## Council tax at Band D\n\n| Authority | 2024/25 £ | 2025/26 £ |\n|---|---|---|\n"
        "| Kent County Council | 1,600.11 | 1,680.12 |\n| Dover District Council | 200.13 | 210.14 |\n"
    )
    ministrys = extracted(f"# Ministry of Housing, Communities and Local Government{table}")
    assert {figure.organisation for figure in ministrys.figures} == {"Kent County Council", "Dover District Council"}
    polices = extracted(f"# Kent and Medway Police and Crime Panel{table}")
    assert {figure.organisation for figure in polices.figures} == {"Kent Police and OPCC"}


def test_rows_of_forces_in_a_ministrys_table_are_theirs() -> None:
    table = (
        "\n\n## Core grant\n\n| Police force | 2024/25 £m | 2025/26 £m |\n|---|---|---|\n"
        "| Kent | 240.0 | 250.0 |\n| Wessexshire | 140.0 | 150.0 |\n| Total | 380.0 | 400.0 |\n"
    )
    found = extracted(f"# Home Office: police grant{table}")
    assert {(figure.line, figure.organisation) for figure in found.figures} == {
        ("Kent", "Kent Police and OPCC"),
        ("Wessexshire", "Wessexshire Police and OPCC"),
    }


def test_a_title_page_may_be_a_table_of_labels() -> None:
    labels = "REPORT OF\tPOLICE AND CRIME COMMISSIONER FOR DERBYSHIRE\nDATE\t2 NOVEMBER 2023\n"
    text = f"POLICE AND CRIME PANEL MEETING\n\n{labels}"
    read = read_text(text.encode(), "0" * 64, "paper.txt", "text/plain")
    assert paper_context(read).organisation == "Derbyshire Constabulary and OPCC"


def test_a_running_head_or_a_files_name_may_name_it() -> None:
    page = "The year went as planned, and what was saved was spent.\n\n"
    assert organisation(f"{page}Wessexshire Constabulary\n\n" * 4) == "Wessexshire Constabulary and OPCC"
    assert organisation(page, "wessexshire-county-council-accounts-2024.md") == "Wessexshire County Council"
    assert organisation(page, "accounts-2024.md") is None
    assert (
        paper_context(replace(paper(page), running_heads=("Wessexshire Council – Accounts Page 2",))).body is not None
    )


def test_forces_that_head_columns_make_no_paper_theirs() -> None:
    text = "# Crime\n\n| Offence | Kent Police | Essex Police |\n|---|---|---|\n| Burglary | 1,200 | 1,300 |\n"
    assert organisation(text) is None


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Kent Police", True),
        ("Report of the Chief Constable of Northfordshire to the Panel.", True),
        ("The budget was shared with Kent Police", False),
        ("Costs met by the Council and by Kent Police.", False),
        ("x" * 200, False),
    ],
)
def test_a_sentence_is_no_title(line: str, is_one: bool) -> None:
    assert is_title(line) == is_one


@pytest.mark.parametrize(
    "title",
    [
        "Exampleshire Police: how efficient is the force?",
        "How well is Exampleshire Police performing?",
        "Memorandum submitted by Exampleshire Police",
    ],
)
def test_a_text_whose_title_runs_into_its_date_is_of_the_body_of_its_first_line(title: str) -> None:
    text = f"{title}\n12 November 2024\n\nThe force has 1,204 officers. Savings of £4.2m are planned."
    found = own_body(read_text(text.encode(), "0" * 64, "paper.txt", "text/plain"))
    assert found.area is not None
    assert found.area.force == "Exampleshire Police"


def test_a_sentence_that_mentions_a_force_at_the_head_of_a_text_is_no_title() -> None:
    text = "The council is grateful to Exampleshire Police for its help.\nIt spent £4.2m on roads."
    found = own_body(read_text(text.encode(), "0" * 64, "paper.txt", "text/plain"))
    assert found.area is None
