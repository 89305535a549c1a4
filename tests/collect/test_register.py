"""The register: what may stand in it, and what it says of what is wrong, with the line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.errors import CollectError
from collect.register import BUNDLED, REGISTER, VISIT_POOLS, chosen, due_on, expected, load_register, register_path
from collect.register_check import Checked
from extract.organisations import all_organisations

GOOD = """contact: me@panel.example
documents: [budget]
expects: {Q1: September}
panels:
  - panel: First Panel
    organisation: First Police
    kind: moderngov
    address: https://first.example
    committee: 3
  - panel: Second Panel
    organisation: Second Police
    kind: urls
    addresses: [https://second.example/a.pdf]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "panels.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_two_real_panels_are_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REGISTER, raising=False)
    assert register_path() == BUNDLED
    hosts = {panel.host: panel.committee for panel in load_register()}
    assert hosts["moderngov.dorsetcouncil.gov.uk"] == 154
    assert hosts["democracy.derbyshire.gov.uk"] == 177


def test_every_organisation_of_the_register_is_one_of_the_vocabulary() -> None:
    known = {row["organisation"] for row in all_organisations()}
    assert {panel.organisation for panel in load_register(BUNDLED)} <= known


@pytest.mark.parametrize(
    "title",
    [
        "Finance Report",
        "BUDGET MONITORING",
        "Police Precept 2025",
        "Uplift",
        "Reserves Strategy",
        "Public reports pack 2 Feb",
    ],
)
def test_what_matters_by_itself(title: str) -> None:
    assert all(panel.matters(title) for panel in load_register(BUNDLED))


def test_what_does_not_matter() -> None:
    assert not any(panel.matters("Complaints", "Apologies for absence") for panel in load_register(BUNDLED))


def test_a_panel_has_the_registers_defaults(tmp_path: Path) -> None:
    first, second = load_register(written(tmp_path, GOOD))
    assert (first.documents, first.expects, first.contact) == (("budget",), {"Q1": 9}, "me@panel.example")
    assert (first.slug, second.host) == ("first_panel", "second.example")
    assert {first.pool, second.pool} <= set(VISIT_POOLS)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    committee: 3\n", "", 5, "'committee' is a required property"),
        ("committee: 3", "comittee: 3", 9, "comittee"),
        ("committee: 3", "committee: three", 9, "integer"),
        ("kind: moderngov", "kind: modern", 7, "modern"),
        ("documents: [budget]", "documents: ['((']", 2, "regular expression"),
        ("Q1: September", "Q5: September", 3, "Q5"),
        ("https://first.example", "ftp://first.example", 8, "http"),
        ("https://first.example", "https://me:secret@first.example", 8, "login"),
        ("Second Panel", "First panel", 10, "twice"),
        ("documents: [budget]\n", "", 1, "documents"),
        ("    kind: urls", "\tkind: urls", 12, "YAML"),
        ("  - panel: First", "  - First", 6, "YAML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(CollectError) as raised:
        load_register(written(tmp_path, GOOD.replace(old, new, 1)))
    assert f"panels.yml, line {line}: " in raised.value.reason
    assert words in raised.value.reason
    assert "secret" not in raised.value.reason


@pytest.mark.parametrize("text", ["", "[]", "panels: 3", "panels: [3]", "\x00"])
def test_what_is_no_register_at_all_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(CollectError, match=r"panels\.yml"):
        load_register(written(tmp_path, text))


@given(st.text())
def test_any_text_is_a_register_or_is_said_not_to_be(text: str) -> None:
    with pytest.raises(CollectError, match="register"):
        Checked("register", text)


def test_a_register_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CollectError, match=REGISTER):
        load_register(tmp_path / "none.yml")


def test_panels_are_chosen_by_words_of_their_name(tmp_path: Path) -> None:
    panels = load_register(written(tmp_path, GOOD))
    assert chosen(panels, []) == panels
    assert [panel.panel for panel in chosen(panels, ["second"])] == ["Second Panel"]
    with pytest.raises(CollectError, match="First Panel; Second Panel"):
        chosen(panels, ["third"])


@pytest.mark.parametrize(
    ("period", "month", "due"),
    [
        ("budget", 2, dt.date(2024, 2, 29)),
        ("budget", 11, dt.date(2023, 11, 30)),
        ("Q1", 9, dt.date(2024, 9, 30)),
        ("Q2", 11, dt.date(2024, 11, 30)),
        ("Q3", 2, dt.date(2025, 2, 28)),
        ("outturn", 6, dt.date(2025, 6, 30)),
    ],
)
def test_a_paper_is_due_at_the_meeting_after_its_period(period: str, month: int, due: dt.date) -> None:
    assert due_on(2024, period, month) == due


def test_what_is_expected_begins_with_the_first_year_and_ends_with_the_last_that_began(tmp_path: Path) -> None:
    text = GOOD.replace("documents:", "expected_since: 2023/24\ndocuments:")
    found = list(expected(load_register(written(tmp_path, text))[:1], dt.date(2025, 3, 31)))
    assert [(one.financial_year, one.report_period) for one in found] == [("2023/24", "Q1"), ("2024/25", "Q1")]
