"""ModernGov's public pages, for hosts that do not offer the web service: meetings, and the papers of each.

`ieListMeetings.aspx` lists a committee's meetings, `ieListDocuments.aspx` a meeting's papers; both are read
for their links alone. Where a paper is said to be restricted there is no link, and a link that says so is
left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree, html

from collect.addresses import resolved
from collect.documents import Document, Meeting, Window, date_in, meeting_of, plain_title
from collect.errors import CollectError
from collect.visit import Visit

MEETINGS_PAGE = "ieListMeetings.aspx"
MEETING_PAGE = "ieListDocuments.aspx"
PAPER_PATH = re.compile(r"/documents/[sgbd]\d+(/|$)", re.IGNORECASE)
RESTRICTED = re.compile(r"\b(restricted|exempt|confidential|not for publication)\b", re.IGNORECASE)
ROW = ("li", "tr", "p", "td")


def documents(visit: Visit, window: Window) -> Iterator[Document]:
    """The papers of a panel's meetings in the window, in the pages' order. Raises what ends the visit."""
    panel = visit.panel
    base = panel.address.rstrip("/") + "/"
    address = f"{base}{MEETINGS_PAGE}?CommitteeId={panel.committee}"
    meetings = read_meetings(*visit.listing(address), address)
    for meeting in meetings:
        if window.has(meeting.date):
            page = f"{base}{MEETING_PAGE}?CId={panel.committee}&MId={meeting.meeting_id}&Ver=4"
            yield from read_documents(*visit.listing(page), page, meeting, meetings)


def read_meetings(page: bytes, encoding: str, address: str) -> list[Meeting]:
    """The meetings that a page links to, the earliest first; a link without a date in or beside it is none."""
    found: dict[int, Meeting] = {}
    for link in _links(page, encoding):
        parts = urlsplit(resolved(address, link.get("href", "")))
        number = {name.lower(): value for name, value in parse_qsl(parts.query)}.get("mid", "")
        if not parts.path.lower().endswith(f"/{MEETING_PAGE.lower()}") or not (number.isascii() and number.isdigit()):
            continue
        date = date_in(link.text_content()) or date_in(link.get("title", "")) or date_in(_around(link))
        if date is not None:
            found.setdefault(int(number), Meeting(int(number), date))
    return sorted(found.values(), key=lambda meeting: (meeting.date, meeting.meeting_id))


def read_documents(
    page: bytes, encoding: str, address: str, meeting: Meeting, meetings: Sequence[Meeting]
) -> list[Document]:
    """The papers that a meeting's page links to, once each; those that are restricted are left out."""
    found: dict[str, Document] = {}
    for link in _links(page, encoding):
        target = resolved(address, link.get("href", ""))
        path = urlsplit(target).path
        if not PAPER_PATH.search(path) or RESTRICTED.search(_around(link)):
            continue
        title = plain_title(link.text_content()) or plain_title(unquote(path.rpartition("/")[2]).rpartition(".")[0])
        item = plain_title(_item(link))
        date = meeting_of(title, meeting.date, meetings)
        found.setdefault(target, Document(target, title, date, item))
    return list(found.values())


def _links(page: bytes, encoding: str) -> list[html.HtmlElement]:
    parser = html.HTMLParser(encoding=encoding or None, no_network=True, remove_comments=True)
    try:
        tree = html.document_fromstring(page, parser=parser)
    except (ValueError, LookupError, etree.LxmlError) as error:
        raise CollectError(f"A page that should list papers cannot be read ({error}): check the register.") from error
    return [link for link in tree.iter("a") if link.get("href")]


def _around(link: html.HtmlElement) -> str:
    """The words of the list item, table cell or paragraph that a link stands in."""
    row = next(link.iterancestors(*ROW), None)
    return str((link if row is None else row).text_content())


def _item(link: html.HtmlElement) -> str:
    """The agenda item that a paper belongs to: the heading of its table's row or section, where there is one."""
    row = next(link.iterancestors("tr"), None)
    heading = None if row is None else next((one for one in row.iter("p", "h3", "h4", "strong") if len(one) == 0), None)
    return "" if heading is None else str(heading.text_content())
