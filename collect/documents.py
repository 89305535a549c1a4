"""What a collector finds before anything is fetched: meetings, and the papers that belong to them."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_TITLE = 200
MARKUP = re.compile(r"<[^<>]*>")
LINK_NOTE = re.compile(r",?\s*\b(PDF|DOCX?|XLSX?)\s+[\d.,]+\s*[KMG]B\b.*$", re.IGNORECASE | re.DOTALL)
MINUTES = re.compile(r"\s*(?:(?:draft|printed|public|unconfirmed|confirmed)\s+)*minutes\b", re.IGNORECASE)
WRITTEN_DATE = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?"
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(\d{4})\b",
    re.IGNORECASE,
)
NUMBER_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a panel, by the host's number for it."""

    meeting_id: int
    date: dt.date


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that a site lists: its address, its title, and the date of the meeting that it is of, where known."""

    address: str
    title: str
    meeting_date: dt.date | None = None
    item: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The days whose meetings are looked at, both included; None is open."""

    since: dt.date | None = None
    until: dt.date | None = None

    def has(self, date: dt.date | None) -> bool:
        """Whether a meeting of this date is looked at; one without a date always is."""
        if date is None:
            return True
        return (self.since is None or date >= self.since) and (self.until is None or date <= self.until)


def window_of_run(run_type: str, start: dt.datetime | None, end: dt.datetime | None, recheck_days: int = 0) -> Window:
    """The meetings that a run of the schedule looks at, by its data interval.

    A backfill looks at its interval alone, so that intervals one after another look at each meeting once. A
    scheduled run also looks back by `recheck_days`: papers are replaced, and added late. Any other run looks at all.
    """
    if start is None or end is None or run_type not in ("backfill", "scheduled"):
        return Window()
    back = dt.timedelta(days=recheck_days if run_type == "scheduled" else 0)
    return Window(start.date() - back, end.date() - dt.timedelta(days=1))


def plain_title(text: str) -> str:
    """A title without markup, entities, control characters and the note of a link's file type and size."""
    text = MARKUP.sub(" ", html.unescape(text))
    text = LINK_NOTE.sub("", text)
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:LONGEST_TITLE].strip()


def date_in(text: str) -> dt.date | None:
    """The first day that a text names: `12 February 2026`, `12th Feb 2026`, `12/02/2026`."""
    for pattern in (WRITTEN_DATE, NUMBER_DATE):
        for day, month, year in pattern.findall(text):
            number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
            try:
                return dt.date(int(year), number, int(day))
            except ValueError:
                continue
    return None


def meeting_of(title: str, attached_to: dt.date, meetings: Sequence[Meeting]) -> dt.date:
    """The date of the meeting that a paper is of.

    Minutes are attached to the meeting that approves them, which is a later one: they belong to the meeting whose
    date they name, or to the one before.
    """
    if not MINUTES.match(title):
        return attached_to
    earlier = [meeting.date for meeting in meetings if meeting.date < attached_to]
    return date_in(title) or max(earlier, default=attached_to)
