"""What is collected from a panel's site: the right papers, once, with what is known of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from itertools import pairwise
from pathlib import Path

import pytest
from made_up_panel import EARLIER, LONG_AGO, RECENT, TODAY, Clock, Collected, pdf

from collect import manners
from collect.collector import collect
from collect.documents import Window
from collect.register import load_register
from samples.site import Handler, Meeting, Paper, Site, serving

KINDS = ("moderngov", "pages")


@pytest.mark.parametrize("kind", KINDS)
def test_papers_of_all_meetings_are_landed(run: Collected, kind: str) -> None:
    summary = run(kind)
    assert (summary["new"], summary["refused"], summary["ended"]) == (2, 0, [])
    assert run.landed == sorted([pdf("first"), pdf("second")])
    assert run.nothing_is_half_landed()


@pytest.mark.parametrize("kind", KINDS)
def test_the_manifest_says_where_each_paper_came_from(run: Collected, kind: str) -> None:
    run(kind)
    entries = {entry.title: entry for entry in run.landing.entries().values()}
    entry = entries["Budget monitoring quarter 2"]
    assert entry.address == run.site.address + run.site.paper_path(1, 0)
    assert entry.panel == "Exampleshire Police and Crime Panel"
    assert entry.meeting_date == RECENT.isoformat()
    assert entry.etag == run.site.meetings[1].papers[0].etag
    assert entry.first_seen <= entry.last_seen
    (version,) = entry.versions
    assert (version.size, version.media_type, version.replaces) == (len(pdf("second")), "application/pdf", None)
    assert entry.name == f"{RECENT} - Exampleshire Police and Crime Panel - Budget monitoring quarter 2.pdf"


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_run_fetches_nothing(run: Collected, kind: str) -> None:
    run(kind)
    before = sorted(run.papers())
    run.site.given.clear()
    summary = run(kind)
    assert (summary["new"], summary["unchanged"], summary["papers"]) == (0, 2, [])
    assert run.site.given == []
    assert sorted(run.papers()) == before


def test_a_known_paper_of_an_old_meeting_is_not_even_asked_for(run: Collected) -> None:
    run.site.meetings[0].date = LONG_AGO
    run()
    run.site.asked.clear()
    run()
    asked = [path for path in run.site.asked if path.startswith("/documents/")]
    assert asked == [run.site.paper_path(1, 0)]


def test_a_host_without_validators_sends_the_paper_again_and_it_is_the_same(run: Collected) -> None:
    for meeting in run.site.meetings:
        meeting.papers[0].validators = False
    run()
    summary = run()
    assert (summary["new"], summary["replaced"], summary["unchanged"]) == (0, 0, 2)
    assert len(run.papers()) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_replaced_in_place_is_a_new_version(run: Collected, kind: str) -> None:
    run(kind)
    run.site.meetings[1].papers[0].body = pdf("second, revised")
    summary = run(kind)
    assert (summary["new"], summary["replaced"], summary["unchanged"]) == (0, 1, 1)
    entry = next(one for one in run.landing.entries().values() if one.title.endswith("2"))
    first, second = entry.versions
    assert second.replaces == first.sha256
    assert len(run.papers()) == 3
    assert run.nothing_is_half_landed()


def test_the_same_bytes_at_two_addresses_are_landed_once(run: Collected) -> None:
    run.site.meetings[1].papers.append(Paper("Finance report, revised", pdf("second")))
    summary = run()
    assert (summary["new"], summary["unchanged"]) == (2, 1)
    assert len(run.papers()) == 2
    places = [one.places for one in run.landing.provenance().values()]
    assert sorted(map(len, places)) == [1, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_matters_is_fetched(run: Collected, kind: str) -> None:
    run.site.meetings[1].papers.append(Paper("Complaints", pdf("complaints")))
    run.site.meetings[1].papers.append(Paper("Appendix A", pdf("appendix"), item="Budget monitoring report"))
    run(kind)
    assert pdf("complaints") not in run.landed
    assert pdf("appendix") in run.landed
    assert run.site.paper_path(1, 1) not in run.site.asked


@pytest.mark.parametrize("kind", KINDS)
def test_a_restricted_paper_is_never_touched(run: Collected, kind: str) -> None:
    run.site.meetings[1].papers[0].restricted = True
    summary = run(kind)
    assert summary["new"] == 1
    assert run.site.paper_path(1, 0) not in run.site.asked
    assert not any("second" in json.dumps(paper) for paper in summary["papers"])


@pytest.mark.parametrize("kind", KINDS)
def test_only_meetings_of_the_window_are_looked_at(run: Collected, kind: str) -> None:
    window = Window(since=RECENT, until=TODAY)
    assert run(kind, window=window)["new"] == 1
    assert run.landed == [pdf("second")]


def test_windows_one_after_another_land_each_paper_once(run: Collected) -> None:
    run.site.meetings = [
        Meeting(dt.date(2024, month, 10), [Paper(f"Finance {month}", pdf(str(month)))]) for month in (2, 6, 9, 11)
    ]
    quarters = [
        dt.date(2024, 1, 1),
        dt.date(2024, 4, 1),
        dt.date(2024, 7, 1),
        dt.date(2024, 10, 1),
        dt.date(2025, 1, 1),
    ]
    news = [run(window=Window(since, until - dt.timedelta(days=1)))["new"] for since, until in pairwise(quarters)]
    assert news == [1, 1, 1, 1]
    assert sorted(run.site.given) == sorted(run.site.paper_path(number, 0) for number in range(4))


def test_dates_that_the_service_ignores_are_looked_at_here(run: Collected) -> None:
    run.site.heeds_dates = False
    assert run(window=Window(since=RECENT))["new"] == 1
    assert run.landed == [pdf("second")]


def test_raw_html_in_an_item_does_not_hide_papers(run: Collected) -> None:
    run.site.raw_html = True
    run.site.meetings[1].papers.append(Paper("Budget & <em>reserves</em>", pdf("more")))
    assert run()["new"] == 3
    assert {entry.title for entry in run.landing.entries().values()} >= {"Budget & reserves"}


def test_hundreds_of_items_with_unclosed_tags_are_all_read(run: Collected) -> None:
    run.site.raw_html = True
    run.site.meetings[1].papers = [Paper(f"Finance {number}", pdf(str(number))) for number in range(300)]
    assert run(dry_run=True)["new"] == 301


def test_an_attachment_without_an_address_is_asked_for_by_its_number(run: Collected) -> None:
    run.site.meetings[0].papers[0].by_number = True
    assert run()["new"] == 2
    assert any("GetAttachment?lAttachmentId=1" in path for path in run.site.asked)


@pytest.mark.parametrize("kind", KINDS)
def test_minutes_belong_to_the_meeting_that_they_are_of(run: Collected, kind: str) -> None:
    run.site.meetings[1].papers = [
        Paper(f"Minutes of {EARLIER:%-d %B %Y}: budget", pdf("named")),
        Paper("Draft minutes (finance)", pdf("unnamed")),
    ]
    run(kind)
    dates = {entry.title: entry.meeting_date for entry in run.landing.entries().values()}
    assert set(dates.values()) == {EARLIER.isoformat()}
    assert len(dates) == 3


def test_a_dry_run_lists_and_fetches_nothing(run: Collected) -> None:
    summary = run(dry_run=True)
    assert summary["new"] == 2
    assert [paper["title"] for paper in summary["papers"]] == [
        "Budget monitoring quarter 1",
        "Budget monitoring quarter 2",
    ]
    assert not any(path.startswith("/documents/") for path in run.site.asked)
    assert run.papers() == []
    assert run.landing.entries() == {}


def test_a_listing_that_did_not_change_is_not_sent_again(run: Collected) -> None:
    page = b"<html><body><ul></ul></body></html>"
    statuses: list[int] = []

    def answer(handler: Handler) -> None:
        known = handler.headers.get("If-None-Match") == '"same"'
        statuses.append(304 if known else 200)
        if known:
            handler.send_response(304)
            handler.send_header("ETag", '"same"')
            return handler.end_headers()
        return handler.give(200, page, "text/html", ETag='"same"', Cache_Control="max-age=3600")

    run.site.listing_answer = answer
    assert [run("pages")["ended"] for _ in range(2)] == [[], []]
    assert statuses == [200, 304]


def test_one_request_at_a_time_with_a_pause_between(
    run: Collected, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(manners, "time", clock)
    run(pause_seconds="7")
    assert len(site.times) > 5
    assert all(began >= ended for (_, ended), (began, _) in pairwise(sorted(site.times)))
    assert len(clock.slept) == len(site.asked) - 1
    assert all(6.9 < seconds < 7 for seconds in clock.slept)


def test_the_pause_holds_between_two_visits(run: Collected, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(manners, "time", clock)
    for _ in range(2):
        run(pause_seconds="7")
    assert len(clock.slept) == len(site.asked) - 1


def test_the_user_agent_names_the_contact(run: Collected) -> None:
    agents: list[str] = []

    def answer(handler: Handler) -> None:
        agents.append(handler.headers["User-Agent"])
        handler.give(200, pdf("second"), "application/pdf")

    run.site.meetings[1].papers[0].answer = answer
    run()
    (agent,) = agents
    assert agent.startswith("copperbottom/")
    assert "nobody@panel.example" in agent


def test_nobody_is_visited_without_a_contact(run: Collected) -> None:
    run.panels()
    path = run.folder / "panels.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("contact: nobody@panel.example\n", ""), encoding="utf-8")
    (ended,) = collect(load_register(path), run.landing)["ended"]
    assert "COPPERBOTTOM_CONTACT" in ended["reason"]
    assert run.site.asked == []


def test_a_list_of_addresses_is_collected(run: Collected) -> None:
    addresses = [run.site.address + run.site.paper_path(number, 0) for number in range(2)]
    assert run("urls", addresses=json.dumps(addresses))["new"] == 2
    assert {entry.title for entry in run.landing.entries().values()} == {
        "Budget monitoring quarter 1",
        "Budget monitoring quarter 2",
    }
    run.site.meetings[1].papers[0].body = pdf("revised")
    assert run("urls", addresses=json.dumps(addresses))["replaced"] == 1


def test_when_a_paper_was_last_seen_is_right_to_the_day(run: Collected) -> None:
    run()
    (first, *_) = run.landing.entries().items()
    key, entry = first
    run.landing.save({key: dataclasses.replace(entry, last_seen="2020-01-01T00:00:00.000000")})
    run()
    assert run.landing.entries()[key].last_seen[:10] == dt.datetime.now(dt.UTC).date().isoformat()
    assert run.landing.entries()[key].first_seen == entry.first_seen


def test_one_host_of_a_list_that_says_no_does_not_keep_the_others_back(run: Collected) -> None:
    with serving(Site(run.site.meetings[:1])) as closed:
        closed.meetings[0].papers[0].answer = lambda handler: handler.give(403)
        addresses = [closed.address + closed.paper_path(0, 0), run.site.address + run.site.paper_path(1, 0)]
        summary = run("urls", addresses=json.dumps(addresses))
    assert (summary["new"], len(summary["ended"])) == (1, 1)
    assert run.landed == [pdf("second")]


def test_a_dry_run_leaves_no_trace(run: Collected) -> None:
    summary = run(dry_run=True)
    assert (summary["dry_run"], summary["new"], summary["refused"], summary["ended"]) == (True, 2, 0, [])
    assert {paper["title"] for paper in summary["papers"]} == {
        "Budget monitoring quarter 1",
        "Budget monitoring quarter 2",
    }
    assert run.site.given == []
    assert not Path(run.landing.root).exists()
