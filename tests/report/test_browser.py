"""The report in a browser: charts are drawn, nothing is complained of, and nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from browser import CHROMIUM, Tab, chromium
from pages import pages, parsed

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)")

PHONE = (360, 740)
DESK = (1280, 900)
MARKS = "svg .role-mark path, svg .role-mark line"


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def fresh(tab: Tab) -> Tab:
    """The tab, with what it noted before forgotten."""
    tab.complaints.clear()
    tab.asked.clear()
    tab.size(*DESK)
    return tab


def test_every_page_is_drawn_without_complaint_or_request(fresh: Tab, site: Path) -> None:
    drawn = 0
    for page in pages(site):
        fresh.open(page.as_uri())
        charts = len(parsed(page).xpath("//script[@data-chart]"))
        marks = fresh.run(f"[...document.querySelectorAll('.plot')].map(p => p.querySelectorAll('{MARKS}').length)")
        assert len(marks) == charts, page.name
        assert all(marks), (page.name, marks)
        drawn += charts
        assert fresh.complaints == [], page.name
    assert drawn > 20
    assert len(fresh.asked) > len(pages(site))
    assert [address for address in fresh.asked if not address.startswith((site.as_uri(), "data:,"))] == []


def test_hostile_text_runs_nothing(fresh: Tab, hostile: Path) -> None:
    fresh.call(
        "Page.addScriptToEvaluateOnNewDocument", source="window.ran = []; window.alert = what => ran.push(what);"
    )
    for page in pages(hostile):
        fresh.open(page.as_uri())
        assert fresh.run("window.ran") == [], page.name
    assert fresh.complaints == []
    assert [address for address in fresh.asked if not address.startswith((hostile.as_uri(), "data:,"))] == []


def test_the_empty_report_opens(fresh: Tab, empty: Path) -> None:
    for page in pages(empty):
        fresh.open(page.as_uri())
    assert fresh.complaints == []


def test_no_page_scrolls_sideways_on_a_phone(fresh: Tab, site: Path) -> None:
    fresh.size(*PHONE, phone=True)
    for page in pages(site):
        fresh.open(page.as_uri())
        assert fresh.run("document.documentElement.scrollWidth") == PHONE[0], page.name
    assert fresh.run("matchMedia('(max-width: 40rem)').matches")


def test_a_click_on_a_mark_leads_to_its_figure(fresh: Tab, site: Path) -> None:
    page = next(page for page in pages(site) if page.name.startswith("forecast-"))
    fresh.open(page.as_uri())
    place = fresh.run(
        "(() => { const m = document.querySelector('.plot svg .mark-symbol.role-mark path');"
        " m.scrollIntoView({block: 'center'});"
        " const b = m.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
    )
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        fresh.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)
    for _ in range(100):
        if "paper-" in (here := fresh.run("location.href")):
            break
    assert "paper-" in here
    assert fresh.run("document.querySelector(':target').tagName") == "TR"


def test_the_keyboard_reaches_the_content_and_shows_where_it_is(fresh: Tab, site: Path) -> None:
    fresh.open((site / "forecast.html").as_uri())

    def tabbed() -> str:
        for kind in ("keyDown", "keyUp"):
            fresh.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        return str(fresh.run("document.activeElement.textContent.trim()"))

    assert tabbed() == "Skip to the content"
    assert fresh.run("document.activeElement.getBoundingClientRect().left") >= 0
    assert fresh.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    reached = [tabbed() for _ in range(40)]
    assert "Reserves" in reached
    assert "Exampleshire" in reached
    assert fresh.run("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_it_prints_whole(fresh: Tab, site: Path) -> None:
    for name in ("forecast", "findings"):
        fresh.open((site / f"{name}.html").as_uri())
        with pypdfium2.PdfDocument(fresh.printed()) as printed:
            words = " ".join("".join(page.get_textpage().get_text_range() for page in printed).split())
        assert "Skip to the content" not in words
        last = fresh.run("[...document.querySelectorAll('main tr td:last-child')].at(-1).innerText")
        assert last.split("\n")[0][:4] in words
