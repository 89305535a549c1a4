"""What hosts do instead of giving a paper: it is refused with a sentence, and nothing is half-landed."""

from __future__ import annotations

import datetime as dt
import io
import threading
import zipfile
from collections.abc import Callable
from email.utils import format_datetime

import pytest
from made_up_panel import Clock, Collected, Refused, pdf

from collect import manners
from samples.site import Handler

Misbehaviour = Callable[[Handler], None]


def misbehave(run: Collected, answer: Misbehaviour) -> None:
    """Let the first meeting's paper misbehave; the second one's stays good."""
    run.site.meetings[0].papers[0].answer = answer


def starts(handler: Handler, length: int | None, body: bytes) -> None:
    """Send a head that promises `length` bytes, and the beginning of a body."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/pdf")
    if length is None:
        handler.send_header("Connection", "close")
    else:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()


def dies(handler: Handler) -> None:
    starts(handler, 10_000, pdf("half")[:20])
    handler.close_connection = True


def test_a_connection_that_dies_is_tried_again_and_refused(run: Collected, refused: Refused) -> None:
    misbehave(run, dies)
    assert "3 attempts" in refused()
    assert run.site.asked.count(run.site.paper_path(0, 0)) == 3
    assert run.landed == [pdf("second")]


def test_a_connection_that_dies_once_does_no_harm(run: Collected) -> None:
    attempts: list[int] = []

    def dies_first(handler: Handler) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            return dies(handler)
        return handler.give(200, pdf("first"))

    misbehave(run, dies_first)
    assert run()["new"] == 2


def test_a_server_error_is_tried_again(run: Collected, refused: Refused) -> None:
    misbehave(run, lambda handler: handler.give(500))
    assert "status 500" in refused()


def test_a_silent_connection_is_given_up(run: Collected, refused: Refused) -> None:
    def stalls(handler: Handler) -> None:
        starts(handler, 10_000, pdf()[:20])
        given_up.wait()

    given_up = threading.Event()
    misbehave(run, stalls)
    assert "3 attempts" in refused(timeout_seconds="1")
    given_up.set()


def test_a_connection_that_drips_is_given_up(run: Collected, refused: Refused) -> None:
    def drips(handler: Handler) -> None:
        starts(handler, 10_000, b"%PDF-1.7\n")
        while not given_up.wait(0.05):
            handler.wfile.write(b".")
            handler.wfile.flush()

    given_up = threading.Event()
    misbehave(run, drips)
    assert "longer than" in refused(paper_seconds="2")
    given_up.set()


def test_a_content_length_that_promises_too_little_is_noticed(run: Collected, refused: Refused) -> None:
    def lies(handler: Handler) -> None:
        starts(handler, 40, pdf("much longer than it says"))
        handler.close_connection = True

    misbehave(run, lies)
    assert "ends in its middle" in refused()


def test_a_paper_of_two_gigabytes_is_not_fetched(run: Collected, refused: Refused) -> None:
    sent: list[int] = []

    def promises(handler: Handler) -> None:
        starts(handler, 2_000_000_000, pdf()[:20])
        sent.append(handler.wfile.write(b"x" * 100))
        handler.close_connection = True

    misbehave(run, promises)
    assert "more than the 50 MB" in refused()


def test_a_paper_without_an_end_is_cut_off_at_the_limit(run: Collected, refused: Refused) -> None:
    sent: list[int] = []

    def floods(handler: Handler) -> None:
        starts(handler, None, b"%PDF-1.7\n")
        for _ in range(2000):
            sent.append(handler.wfile.write(bytes(1_000_000)))

    misbehave(run, floods)
    assert "more than the 1 MB" in refused(max_megabytes="1")
    assert sum(sent) < 500_000_000


def test_a_login_page_instead_of_a_pdf_is_refused(run: Collected, refused: Refused) -> None:
    page = b"<!DOCTYPE html><html><form><input type='password'></form></html>"
    misbehave(run, lambda handler: handler.give(200, page, "application/pdf"))
    assert "login" in refused()


def test_a_redirect_to_a_login_page_is_refused(run: Collected, refused: Refused) -> None:
    misbehave(run, lambda handler: handler.give(302, Location="/ieListMeetings.aspx"))
    assert "web page came instead" in refused()


@pytest.mark.parametrize("location", ["http://[", "http://127.0.0.1:99999/", "//", "http://a\\b@c/", "javascript:1"])
def test_a_redirect_to_nowhere_is_refused(run: Collected, refused: Refused, location: str) -> None:
    misbehave(run, lambda handler: handler.give(302, Location=location))
    assert refused()


def test_a_body_that_is_not_packed_as_it_says_is_refused(run: Collected, refused: Refused) -> None:
    misbehave(run, lambda handler: handler.give(200, pdf(), Content_Encoding="gzip"))
    assert "3 attempts" in refused()


def test_what_is_no_paper_at_all_is_refused(run: Collected, refused: Refused) -> None:
    misbehave(run, lambda handler: handler.give(200, b"\x89PNG\r\n\x1a\n" + bytes(100), "application/pdf"))
    assert "neither a PDF nor" in refused()


def test_an_empty_paper_is_refused(run: Collected, refused: Refused) -> None:
    misbehave(run, lambda handler: handler.give(200, b"", "application/pdf"))
    assert "empty" in refused()


@pytest.mark.parametrize(("names", "words"), [(("a.txt",), "no Word document"), (None, "ends in its middle")])
def test_an_archive_that_is_no_word_document_is_refused(
    run: Collected, refused: Refused, names: tuple[str, ...] | None, words: str
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names or ("word/document.xml",):
            archive.writestr(name, "x" * 100)
    body = buffer.getvalue() if names else buffer.getvalue()[:60]
    misbehave(run, lambda handler: handler.give(200, body))
    assert words in refused()


def test_a_paper_that_is_gone_is_refused(run: Collected, refused: Refused) -> None:
    misbehave(run, lambda handler: handler.give(404))
    assert "404" in refused()


def test_a_304_that_nobody_asked_for_is_refused(run: Collected, refused: Refused) -> None:
    def says_unchanged(handler: Handler) -> None:
        handler.send_response(304)
        handler.end_headers()

    misbehave(run, says_unchanged)
    assert "304" in refused()


def test_robots_txt_is_honoured(run: Collected, refused: Refused) -> None:
    run.site.robots = f"User-agent: *\nDisallow: {run.site.paper_path(0, 0)}\n"
    assert "robots.txt" in refused()
    assert run.site.paper_path(0, 0) not in run.site.asked


def test_a_crawl_delay_makes_the_pause_longer(run: Collected, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(manners, "time", clock)
    run.site.robots = "User-agent: copperbottom\nCrawl-delay: 9\n"
    run(pause_seconds="2")
    assert all(8.9 < seconds < 9 for seconds in clock.slept)
    assert len(clock.slept) == len(run.site.asked) - 1


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_ends_the_visit(run: Collected, status: int) -> None:
    misbehave(run, lambda handler: handler.give(status))
    summary = run()
    (ended,) = summary["ended"]
    assert str(status) in ended["reason"]
    assert not ended["may_heal"]
    assert run.site.paper_path(1, 0) not in run.site.asked
    assert run.papers() == []


def test_the_service_refused_says_that_there_are_pages(run: Collected) -> None:
    run.site.service_status = 403
    (ended,) = run()["ended"]
    assert "kind: pages" in ended["reason"]
    assert run("pages")["new"] == 2


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_kept_by_later_visits(run: Collected, form: str) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=600)
    value = "600" if form == "seconds" else format_datetime(later, usegmt=True)
    misbehave(run, lambda handler: handler.give(429, Retry_After=value))
    run()
    run.site.asked.clear()
    (ended,) = run()["ended"]
    assert "left alone" in ended["reason"]
    assert run.site.asked == []


def test_a_host_that_is_closed_for_a_while_is_left_alone(run: Collected) -> None:
    misbehave(run, lambda handler: handler.give(503, Retry_After="60"))
    assert "closed" in run()["ended"][0]["reason"]


def test_a_host_that_does_not_answer_may_heal(run: Collected) -> None:
    panels = run.panels(address="http://127.0.0.1:9")
    assert panels[0].address == "http://127.0.0.1:9"
    (ended,) = run(address="http://127.0.0.1:9")["ended"]
    assert ended["may_heal"]
    assert "collect again later" in ended["reason"]


def test_a_wrong_committee_or_address_is_said(run: Collected) -> None:
    run.site.listing_answer = lambda handler: handler.give(404)
    (ended,) = run()["ended"]
    assert "register" in ended["reason"]


def test_three_papers_in_a_row_that_fail_end_the_visit(run: Collected) -> None:
    for _ in range(5):
        run.site.meetings[0].papers.append(run.site.meetings[0].papers[0])
    misbehave(run, lambda handler: handler.give(500))
    summary = run()
    assert summary["refused"] == 2
    assert summary["ended"][0]["may_heal"]
