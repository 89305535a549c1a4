"""The closed lists of the gate: what a figure may be called and whose it may be, from data and the extractor's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from copperbottom.paths import shipped
from extract.organisations import all_organisations
from extract.vocabulary import load

TERMS: dict[str, Any] = yaml.safe_load((shipped("expectations") / "terms.yml").read_text(encoding="utf-8"))
"""What stands in `expectations/terms.yml`."""
NAMES_BODY = "( Police| Constabulary)?( and)?( OPCC)?$"
"""What follows the area in the name of a force, its office or their group, as a regular expression."""
NAMES_PUBLIC_BODY = " (Police|Constabulary|OPCC|Council|Authority|Service)$"
"""How the name of a force, its office, their group, a council or a fire authority ends."""
FAMILIES = ("budget", "reserves", "capital", "funding")


def standard_lines() -> list[str]:
    """Every standard term that the extractor can give a line: budget lines and the like, offences, roles."""
    lines = load("lines")
    roles = {one["role"] for one in load("prose")["counted"].values() if "role" in one}
    return sorted({term for family in FAMILIES for term in lines[family]} | set(load("prose")["offences"]) | roles)


def measured_pairs() -> list[tuple[str, str]]:
    """Every subject with every measure that a table's figure of it can have."""
    return sorted(
        (subject, measure)
        for group in load("measures")["measures"]
        for subject in group["subjects"]
        for measure in group["measures"]
    )


def known_bodies() -> list[str]:
    """Every organisation of the register."""
    return sorted(str(row["organisation"]) for row in all_organisations())


def values_of(texts: Iterable[str]) -> str:
    """Texts as a list of literals of SQL."""
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
