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
from playwright.sync_api import Page, Request, expect, sync_playwright
from served import Served

pytestmark = pytest.mark.bi

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRAWN = 60_000
REFRESHED = 120_000
BLOCKED_BY_POLICY = re.compile(r"^Loading the image '[^']+' violates the following Content Security Policy directive")
"""The browser's word that Superset's own telemetry picture was stopped before it left."""


@dataclass
class Watched:
    """A page, what its console complained of, and the requests to anywhere else that were not stopped."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    foreign: list[Request] = field(default_factory=list)

    def left_the_machine(self) -> list[str]:
        return [one.url for one in self.foreign if one.failure != "csp"]


@pytest.fixture
def watched(served: Served) -> Iterator[Watched]:
    """The dashboard, opened by the viewer through the login."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (on Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 3400})
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
        page.wait_for_url("**/superset/dashboard/police-finance/**", timeout=DRAWN)
        yield one
        browser.close()


def papers(warehouse: Path) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        row = connection.execute("select count(distinct paper_id) from core.figures").fetchone()
    assert row is not None
    return int(row[0])


def test_a_viewer_sees_it_drawn_and_sees_a_publication(
    watched: Watched, served: Served, publish_one_more: Callable[[], None]
) -> None:
    page = watched.page
    expect(page.locator(".chart-slice canvas")).to_have_count(5, timeout=DRAWN)
    expect(page.locator(".chart-slice table").first).to_be_visible(timeout=DRAWN)
    for name in ("Papers", "Variance through the year", "Officer uplift", "Savings, as the papers tell them"):
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    expect(page.locator(".chart-slice [role=alert], .chart-slice .ant-alert-error")).to_have_count(0)
    for label in ("Organisation", "Financial year"):
        expect(page.get_by_text(label, exact=True).first).to_be_visible()
    counter = page.locator(".chart-slice", has_text="Papers").first.locator(".header-line")
    before = papers(served.warehouse)
    expect(counter).to_have_text(str(before), timeout=DRAWN)

    publish_one_more()
    after = papers(served.warehouse)
    assert after == before + 1
    expect(counter).to_have_text(str(after), timeout=REFRESHED)

    if "COPPERBOTTOM_PICTURE" in os.environ:
        page.screenshot(path=os.environ["COPPERBOTTOM_PICTURE"])
    assert [said for said in watched.complaints if not BLOCKED_BY_POLICY.match(said)] == []
    assert watched.left_the_machine() == watched.refused == []
