"""ModernGov's web service, `/mgWebService.asmx`: meetings of a committee, and the papers of each.

What hosts do with it, and is allowed for here: dates of a request are ignored, so every date is looked at
again; item bodies carry raw HTML, so what is not an element of the service is taken for text; addresses come
as `http:`, so they get the scheme of the panel's own. Items marked as restricted are left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from lxml import etree

from collect.addresses import resolved
from collect.documents import Document, Meeting, Window, date_in, meeting_of, plain_title
from collect.errors import CollectError
from collect.register import Panel
from collect.visit import Visit

SERVICE = "mgWebService.asmx"
ELEMENTS = frozenset(
    {
        "meeting",
        "meetingid",
        "meetingdate",
        "agendaitem",
        "agendaitemtitle",
        "linkeddoc",
        "attachmentid",
        "attachment",
        "title",
        "url",
        "isrestricted",
    }
)
PROLOGUE = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]*)((?:\s[^<>]*)?/?)>")
STRAY = re.compile(r"<(?!/?(?:" + "|".join(sorted(ELEMENTS)) + r")/?>)", re.IGNORECASE)
BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
NAMED_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]{1,40})""", re.IGNORECASE)
FAR_PAST, FAR_FUTURE = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
RESTRICTED = frozenset({"true", "1", "yes"})


def documents(visit: Visit, window: Window) -> Iterator[Document]:
    """The papers of a panel's meetings in the window, in the service's order. Raises what ends the visit."""
    panel = visit.panel
    meetings = read_meetings(*_ask(visit, "GetMeetings", **_meetings_request(panel, window)))
    for meeting in meetings:
        if window.has(meeting.date):
            yield from _of_meeting(visit, meeting, meetings)


def read_meetings(answer: bytes, encoding: str = "") -> list[Meeting]:
    """The meetings of a `GetMeetings` answer, the earliest first; those without a number or a date are left out."""
    found = []
    for element in _tree(answer, encoding).iter("meeting"):
        number, date = _text(element, "meetingid"), date_in(_text(element, "meetingdate"))
        if number.isascii() and number.isdigit() and date is not None:
            found.append(Meeting(int(number), date))
    return sorted(found, key=lambda meeting: (meeting.date, meeting.meeting_id))


def read_documents(answer: bytes, encoding: str = "") -> list[tuple[str, str, str, str]]:
    """The open papers of a `GetMeeting` answer: address ('' for none), attachment's number, title, agenda item."""
    found = []
    for element in _tree(answer, encoding).iter("linkeddoc"):
        if _text(element, "isrestricted").lower() in RESTRICTED:
            continue
        item = next(element.iterancestors("agendaitem"), None)
        item_title = plain_title(_text(item, "agendaitemtitle")) if item is not None else ""
        found.append(
            (_text(element, "url"), _text(element, "attachmentid"), plain_title(_text(element, "title")), item_title)
        )
    return found


def _of_meeting(visit: Visit, meeting: Meeting, meetings: Sequence[Meeting]) -> Iterator[Document]:
    panel = visit.panel
    for link, attachment, title, item in read_documents(*_ask(visit, "GetMeeting", lMeetingId=meeting.meeting_id)):
        if not panel.matters(title, item):
            continue
        address = link or _attachment(visit, attachment)
        if address:
            date = meeting_of(title, meeting.date, meetings)
            yield Document(resolved(_base(panel), address) or address, title, date, item)


def _attachment(visit: Visit, number: str) -> str:
    """The address of an attachment that a meeting gives by its number only; '' for none."""
    if not (number.isascii() and number.isdigit()):
        return ""
    answer = _tree(*_ask(visit, "GetAttachment", lAttachmentId=int(number)))
    return next((_text(element, "url") for element in answer.iter("attachment")), "")


def _meetings_request(panel: Panel, window: Window) -> dict[str, int | str]:
    """Always with dates: without them some hosts answer with an error of their own."""
    return {
        "lCommitteeId": panel.committee,
        "sFromDate": f"{window.since or FAR_PAST:%d/%m/%Y}",
        "sToDate": f"{window.until or FAR_FUTURE:%d/%m/%Y}",
    }


def _ask(visit: Visit, operation: str, **values: int | str) -> tuple[bytes, str]:
    return visit.listing(f"{_base(visit.panel)}{SERVICE}/{operation}?{urlencode(values)}")


def _base(panel: Panel) -> str:
    return panel.address.rstrip("/") + "/"


def _tree(answer: bytes, encoding: str) -> etree._Element:
    """The service's own elements of an answer; whatever else stands in it is text.

    No entity is declared or resolved, nothing is loaded: what could is taken out before the parser sees it.
    """
    declared = NAMED_ENCODING.match(answer)
    try:
        text = answer.decode(encoding or (declared[1].decode() if declared else "utf-8-sig"), "replace")
    except LookupError:
        text = answer.decode("utf-8", "replace")
    text = PROLOGUE.sub(" ", text)
    text = CDATA.sub(lambda found: escape(found[1]), text)
    text = TAG.sub(_own_element, text)
    text = BARE_AMPERSAND.sub("&amp;", STRAY.sub("&lt;", text))
    text = "".join(letter for letter in text if letter in "\t\n\r" or letter >= " ")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    tree = etree.fromstring(f"<answer>{text}</answer>", parser)
    if tree is None:
        raise CollectError("The web service's answer cannot be read: set `kind: pages` for the panel in the register.")
    return tree


def _own_element(tag: re.Match[str]) -> str:
    slash, name, rest = tag.groups()
    name = name.rpartition(":")[2].lower()
    if name not in ELEMENTS:
        return f"&lt;{slash}{tag[2]}{escape(rest)}&gt;"
    return f"<{slash}{name}>" + (f"</{name}>" if rest.rstrip().endswith("/") and not slash else "")


def _text(element: etree._Element, name: str) -> str:
    child = element.find(name)
    return "".join(child.itertext()).strip() if child is not None else ""
