"""What a line of a title page names: forms of police bodies and of others, and what only mentions one."""

from __future__ import annotations

import pytest

from extract.interpret.titles import OTHER, PANEL, POLICE, police_area, titled


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("Northfordshire Police and Crime Panel – 12 December 2024", PANEL, "Northfordshire"),
        ("HOLLOWSHIRE POLICE AND CRIME PANEL", PANEL, "Hollowshire"),
        ("Meeting: Dorset Police and Crime Panel", PANEL, "Dorset"),
        ("Northfordshire Police, Fire and Crime Panel", PANEL, "Northfordshire"),
        ("POLICE AND CRIME PANEL – 14 DECEMBER 2023", PANEL, None),
        ("MINUTES OF THE WESSEXSHIRE POLICE AND CRIME PANEL", PANEL, "Wessexshire"),
        ("REPORT OF\tPOLICE AND CRIME COMMISSIONER FOR DERBYSHIRE", POLICE, "Derbyshire"),
        ("Office of the Police and Crime Commissioner for Wessexshire: reserves 2024/25", POLICE, "Wessexshire"),
        ("Commissioner for Wessexshire annual report", POLICE, "Wessexshire"),
        ("Report of the Chief Finance Officer of Kent Police to the Panel.", POLICE, "Kent"),
        ("Northfordshire Constabulary revenue outturn", POLICE, "Northfordshire"),
        ("City of London Police", POLICE, "City of London"),
        ("MOPAC and Metropolitan Police Service quarterly report", POLICE, "Metropolitan Police"),
        ("Durham Police, Crime and Victims' Commissioner", POLICE, "Durham"),
        ("Commissioner for Wessexshire and Wessexshire Police", POLICE, "Wessexshire"),
        ("Minutes of the Audit Committee of Northfordshire Police Authority", POLICE, "Northfordshire"),
        ("WESSEXSHIRE AND NORTHFORDSHIRE POLICE AND CRIME PANEL", PANEL, "Wessexshire and Northfordshire"),
        ("Wessexshire County Council – Statement of Accounts 2024/25", OTHER, "Wessexshire County Council"),
        ("Statement of Accounts of Kent County Council 2024/25", OTHER, "Kent County Council"),
        ("REPORT TO: WEST OF ENGLAND COMBINED AUTHORITY COMMITTEE", OTHER, "West of England Combined Authority"),
        ("Annex A Burton-cum-Walden Parish Council End of year", OTHER, "Burton-cum-Walden Parish Council"),
        ("London Borough of Northmoor Budget Book", OTHER, "London Borough of Northmoor"),
        ("WESSEXSHIRE FIRE & RESCUE AUTHORITY", OTHER, "Wessexshire Fire & Rescue Authority"),
        ("Home Office: police funding settlement", OTHER, "Home Office"),
        ("HMICFRS PEEL 2023", OTHER, "HMICFRS"),
    ],
)
def test_a_title_names_a_body(line: str, kind: str, name: str | None) -> None:
    assert [(one.kind, one.name) for one in titled(line)] == [(kind, name)]


@pytest.mark.parametrize(
    "line",
    [
        "Additional Police Officers",
        "Neighbourhood Police",
        "Police officers by rank",
        "Contribution to Warwickshire Police",
        "Appointments to the Warwickshire Police and Crime Panel",
        "To: County Council – 13 March 2025",
        "Local Councils, Internal Drainage Boards and other Smaller Authorities in England",
        "Kent Council Tax 2024",
        "Trust, the NHS and Neighbourhood Police",
        "Finance report to the Panel, 12 December 2024",
    ],
)
def test_words_that_name_no_body_of_their_own(line: str) -> None:
    assert titled(line) == []


@pytest.mark.parametrize(
    ("name", "text", "force"),
    [
        ("Northfordshire", "", "Northfordshire Police"),
        ("Northfordshire", "It is NORTHFORDSHIRE CONSTABULARY's.", "Northfordshire Constabulary"),
        ("Leicester, Leicestershire and Rutland", "", "Leicestershire Police"),
        ("Metropolitan", "", "Metropolitan Police Service"),
    ],
)
def test_the_force_of_an_area_in_a_title(name: str, text: str, force: str) -> None:
    assert police_area(name, text).force == force
