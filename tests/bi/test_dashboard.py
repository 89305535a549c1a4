"""The dashboard as a person sees it, in headless Chromium: drawn, quiet, and new after a publication."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Locator, Page, Request, expect, sync_playwright
from served import Served

pytestmark = pytest.mark.bi

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRAWN = 180_000
REFRESHED = 300_000
YEAR = "financial_year = '2026/27'"
expect.set_options(timeout=DRAWN)
BLOCKED_BY_POLICY = re.compile(r"^Loading the image '[^']+' violates the following Content Security Policy directive")
"""The browser's word that Superset's own telemetry picture was stopped before it left."""


@dataclass
class Watched:
    """A page, what its console complained of, and the requests to anywhere else that were not stopped."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    foreign: list[Request] = field(default_factory=list)

    def was_quiet(self) -> None:
        """Nothing complained, nothing was refused, and nothing left the machine."""
        assert [said for said in self.complaints if not BLOCKED_BY_POLICY.match(said)] == []
        assert [one.url for one in self.foreign if one.failure != "csp"] == []
        assert self.refused == []


@pytest.fixture
def watched(served: Served) -> Iterator[Watched]:
    """The dashboard, opened by the viewer through the login."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (on Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 3400})
        page.set_default_timeout(DRAWN)
        one = Watched(page)
        ours = (f"{served.url}/", "data:", "blob:")
        page.on("console", lambda said: one.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(ours) else one.foreign.append(asked))
        page.on("response", lambda told: one.refused.append(told.url) if told.status >= 400 else None)
        page.goto(f"{served.url}/superset/dashboard/police-finance/")
        page.locator("input[name=username], #username").fill("viewer")
        page.locator("input[type=password]").fill(served.password("viewer"))
        page.locator("button[type=submit]").click()
        page.wait_for_url(f"{served.url}/superset/dashboard/police-finance/**")
        yield one
        browser.close()


def papers(warehouse: Path, condition: str = "true") -> str:
    """How many papers publish figures, as the dashboard's first number should say."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        row = connection.execute(f"select count(distinct paper_id) from core.figures where {condition}").fetchone()
    assert row is not None
    return str(row[0])


def counter(page: Page) -> Locator:
    return page.locator(".chart-slice", has_text="Papers").first.locator(".header-line")


def choose(page: Page, filter_id: str, option: str) -> None:
    box = page.locator(f"#NATIVE_FILTER-{filter_id}")
    box.click()
    box.fill(option)
    page.locator(".ant-select-item-option").get_by_text(option, exact=True).click()
    page.get_by_role("button", name="Apply").click()


def test_a_viewer_sees_it_drawn_and_sees_a_publication(
    watched: Watched, served: Served, publish_one_fewer: Callable[[], None]
) -> None:
    page = watched.page
    expect(page.locator(".chart-slice canvas")).to_have_count(5)
    expect(page.locator(".chart-slice table").first).to_be_visible()
    for name in ("Papers", "Variance through the year", "Officer uplift", "Savings, as the papers tell them"):
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    expect(page.locator(".chart-slice [role=alert], .chart-slice .ant-alert-error")).to_have_count(0)
    before = papers(served.warehouse)
    expect(counter(page)).to_have_text(before)
    if "COPPERBOTTOM_PICTURE" in os.environ:
        page.screenshot(path=os.environ["COPPERBOTTOM_PICTURE"])

    publish_one_fewer()
    after = papers(served.warehouse)
    assert int(after) == int(before) - 1
    expect(counter(page)).to_have_text(after, timeout=REFRESHED)
    watched.was_quiet()


def test_filters_narrow_it(watched: Watched, served: Served) -> None:
    page = watched.page
    organisation = "organisation = 'Samplefordshire OPCC'"
    expected = [papers(served.warehouse, one) for one in ("true", organisation, f"{organisation} and {YEAR}")]
    assert len(set(expected)) == len(expected)
    expect(counter(page)).to_have_text(expected[0])
    choose(page, "organisation", "Samplefordshire OPCC")
    expect(counter(page)).to_have_text(expected[1])
    choose(page, "year", "2026/27")
    expect(counter(page)).to_have_text(expected[2])
    watched.was_quiet()
