"""The site of a panel that does not exist, on loopback: ModernGov's web service and pages, and papers behind them.

`Site` answers as hosts do, with the quirks that are known of them where it is told to; tests and benchmarks
collect from it. `python -m samples.site` serves the sample papers, so that `copperbottom collect` has something
to show without any network.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

COMMITTEE = 12
LOOPBACK = "127.0.0.1"
PAPERS = Path(__file__).parent / "papers"
MODIFIED = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
REGISTER = """contact: nobody@panel.example
documents: [financ, budget, monitoring, outturn, quarter, public reports pack]
expects: {{budget: February, Q1: September, Q2: November, Q3: February, outturn: June}}
expected_since: 2024/25
panels:
  - panel: Exampleshire Police and Crime Panel
    organisation: Exampleshire Police
    kind: {kind}
    address: {address}
    committee: {committee}
    private_network: true
    pause_seconds: 0
    timeout_seconds: 5
"""


@dataclass
class Paper:
    """A paper of the site. `answer` takes over from the usual answer to a request for it, to misbehave."""

    title: str
    body: bytes
    restricted: bool = False
    by_number: bool = False
    """Whether the service gives its attachment's number only."""
    item: str = ""
    scheme: str = "http"
    validators: bool = True
    modified: dt.datetime = MODIFIED
    answer: Callable[[Handler], None] | None = None

    @property
    def etag(self) -> str:
        """The entity tag of the present body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass
class Meeting:
    """A meeting of the site's one committee."""

    date: dt.date
    papers: list[Paper] = field(default_factory=list)


@dataclass
class Site:
    """What the site has and how it behaves; `asked` is every path that was asked for, in order."""

    meetings: list[Meeting] = field(default_factory=list)
    heeds_dates: bool = True
    service_status: int = 200
    robots: str | None = None
    raw_html: bool = False
    listing_answer: Callable[[Handler], None] | None = None
    asked: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """Paths of papers whose whole body was sent."""
    times: list[tuple[float, float]] = field(default_factory=list)
    """When each request came and when its answer was ready."""
    address: str = ""

    def paper_path(self, meeting: int, paper: int) -> str:
        """Where a paper stands."""
        title = quote(self.meetings[meeting].papers[paper].title, safe="")
        return f"/documents/s{meeting * 1000 + paper + 1}/{title}.pdf"

    def find(self, path: str) -> Paper | None:
        """The paper at a path."""
        parts = path.split("/")
        if len(parts) != 4 or parts[1] != "documents" or not parts[2][1:].isdigit():
            return None
        meeting, paper = divmod(int(parts[2][1:]) - 1, 1000)
        try:
            return self.meetings[meeting].papers[paper]
        except IndexError:
            return None

    def register(self, kind: str = "moderngov") -> str:
        """A register with this site's panel alone."""
        return REGISTER.format(kind=kind, address=self.address, committee=COMMITTEE)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    site: Site
    answered: float

    def do_GET(self) -> None:
        """Answer a request."""
        began = self.answered = time.monotonic()
        self.site.asked.append(self.path)
        try:
            self.route()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.site.times.append((began, self.answered))

    def route(self) -> None:
        """Find what a path names."""
        parts = urlsplit(self.path)
        values = {name.lower(): value[0] for name, value in parse_qs(parts.query).items()}
        if parts.path == "/robots.txt":
            return self.give(200 if self.site.robots is not None else 404, (self.site.robots or "").encode())
        paper = self.site.find(parts.path)
        if paper is not None:
            return self.give_paper(paper)
        if self.site.listing_answer is not None:
            return self.site.listing_answer(self)
        if parts.path.startswith("/mgWebService.asmx/"):
            return self.service(parts.path.rpartition("/")[2], values)
        if parts.path == "/ieListMeetings.aspx":
            return self.give(200, self.meetings_page().encode(), "text/html; charset=utf-8")
        if parts.path == "/ieListDocuments.aspx":
            return self.give(200, self.meeting_page(int(values["mid"])).encode(), "text/html; charset=utf-8")
        self.give(404)
        return None

    def give(self, status: int, body: bytes = b"", media_type: str = "text/plain", **headers: str) -> None:
        """Send an answer; `headers` have underscores for hyphens."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.answered = time.monotonic()
        self.wfile.write(body)

    def give_paper(self, paper: Paper) -> None:
        """Send a paper, or 304 where the asker knows it."""
        if paper.answer is not None:
            return paper.answer(self)
        headers = {"ETag": paper.etag, "Last_Modified": format_datetime(paper.modified, usegmt=True)}
        since = self.headers.get("If-Modified-Since")
        known = self.headers.get("If-None-Match") == paper.etag or (
            since is not None and "If-None-Match" not in self.headers and parsedate_to_datetime(since) >= paper.modified
        )
        if paper.validators and known:
            self.send_response(304)
            self.send_header("ETag", paper.etag)
            return self.end_headers()
        self.give(200, paper.body, "application/pdf", **(headers if paper.validators else {}))
        self.site.given.append(self.path)
        return None

    def service(self, operation: str, values: dict[str, str]) -> None:
        """Answer as the web service does."""
        if self.site.service_status != 200:
            return self.give(self.site.service_status)
        if operation == "GetMeetings" and "sfromdate" in values:
            body = self.meetings_xml(values)
        elif operation == "GetMeeting":
            body = self.meeting_xml(int(values["lmeetingid"]) - 1)
        elif operation == "GetAttachment":
            body = f"<getattachment><attachment><url>{self.url(int(values['lattachmentid']))}</url></attachment>"
            body += "</getattachment>"
        else:
            return self.give(500)
        text = f'<?xml version="1.0" encoding="utf-8"?>\n{body}'
        return self.give(200, text.encode(), "text/xml; charset=utf-8")

    def meetings_xml(self, values: dict[str, str]) -> str:
        """The answer to GetMeetings."""
        since, until = (dt.datetime.strptime(values[name], "%d/%m/%Y").date() for name in ("sfromdate", "stodate"))
        rows = "".join(
            f"<meeting><meetingid>{number}</meetingid><meetingdate>{meeting.date:%d/%m/%Y}</meetingdate>"
            "<meetingtime>10.00 am</meetingtime></meeting>"
            for number, meeting in enumerate(self.site.meetings, 1)
            if not self.site.heeds_dates or since <= meeting.date <= until
        )
        return f"<getmeetings><committee>{rows}</committee></getmeetings>"

    def meeting_xml(self, meeting: int) -> str:
        """The answer to GetMeeting."""
        rows = ""
        for number, paper in enumerate(self.site.meetings[meeting].papers):
            attachment = meeting * 1000 + number + 1
            url = "" if paper.by_number else escape(self.url(attachment))
            body = "<p>See &nbsp;<b>Appendix<br>A & B < C</p><![CDATA[<i>]]>" if self.site.raw_html else ""
            rows += (
                f"<agendaitem><agendaitemtitle>{escape(paper.item)}</agendaitemtitle><itemtext>{body}</itemtext>"
                f"<linkeddocuments><linkeddoc><attachmentid>{attachment}</attachmentid>"
                f"<title>{escape(paper.title)}</title><url>{url}</url>"
                f"<isrestricted>{paper.restricted}</isrestricted></linkeddoc></linkeddocuments></agendaitem>"
            )
        date = f"{self.site.meetings[meeting].date:%d/%m/%Y}"
        return f"<getmeeting><meetingdate>{date}</meetingdate><agendaitems>{rows}</agendaitems></getmeeting>"

    def url(self, attachment: int) -> str:
        """The address of a paper as the service gives it."""
        meeting, number = divmod(attachment - 1, 1000)
        paper = self.site.meetings[meeting].papers[number]
        return self.site.address.replace("http", paper.scheme, 1) + self.site.paper_path(meeting, number)

    def meetings_page(self) -> str:
        """The page of a committee's meetings."""
        rows = "".join(
            f'<li><a href="ieListDocuments.aspx?CId={COMMITTEE}&amp;MId={number}&amp;Ver=4">'
            f"{meeting.date:%-d %b %Y} 10.00 am</a></li>"
            for number, meeting in enumerate(self.site.meetings, 1)
        )
        return f'<html><body><h1>Meetings</h1><ul>{rows}</ul><a href="mgHelp.aspx">Help</a></body></html>'

    def meeting_page(self, number: int) -> str:
        """The page of one meeting."""
        rows = ""
        for place, paper in enumerate(self.site.meetings[number - 1].papers):
            words = f"{escape(paper.title)} <span>PDF {len(paper.body) / 1000:,.0f} KB</span>"
            note = " (Restricted)" if paper.restricted else ""
            link = escape(self.site.paper_path(number - 1, place).removeprefix("/"))
            rows += f'<tr><td><p>{escape(paper.item)}</p><ul><li><a href="{link}">{words}</a>{note}</li></ul></td></tr>'
        return f"<html><body><table>{rows}</table></body></html>"

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(site: Site, context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site on loopback while the context lasts, by TLS with an `SSLContext`; `site.address` says where."""
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer((LOOPBACK, 0), handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.address = f"{'https' if context else 'http'}://{LOOPBACK}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sample_site() -> Site:
    """The sample papers of Exampleshire, each at the meeting that it went to."""
    dates = {
        "quarter-1": dt.date(2024, 9, 12),
        "quarter-2": dt.date(2024, 11, 14),
        "quarter-3": dt.date(2025, 2, 6),
        "outturn": dt.date(2025, 6, 19),
    }
    site = Site()
    for period, date in dates.items():
        body = (PAPERS / f"exampleshire-2024-25-{period}.pdf").read_bytes()
        title = f"Budget monitoring {period.replace('-', ' ')} 2024-25"
        site.meetings.append(Meeting(date, [Paper(title, body), Paper("Complaints against the commissioner", b"")]))
    return site


def main() -> None:
    """Serve the sample site until interrupted, and say how to collect from it."""
    parser = argparse.ArgumentParser(prog="samples.site", description=__doc__.split("\n")[0])
    parser.add_argument("--register", type=Path, default=Path("data/sample-site.yml"), help="where its register goes")
    asked = parser.parse_args()
    with serving(sample_site()) as site:
        asked.register.parent.mkdir(parents=True, exist_ok=True)
        asked.register.write_text(site.register(), encoding="utf-8")
        print(f"{site.address} is up until Ctrl-C. In another terminal:", flush=True)
        print(f"COPPERBOTTOM_PANELS={asked.register} .venv/bin/copperbottom collect", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
