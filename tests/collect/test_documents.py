"""Titles, dates and windows, before anything is fetched."""

from __future__ import annotations

import datetime as dt

import pytest

from collect.documents import Meeting, Window, date_in, meeting_of, plain_title, window_of_run

FEBRUARY, JUNE, SEPTEMBER = dt.date(2025, 2, 6), dt.date(2025, 6, 19), dt.date(2025, 9, 11)
MEETINGS = [Meeting(number, date) for number, date in enumerate((FEBRUARY, JUNE, SEPTEMBER), 1)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("19 June 2025", JUNE),
        ("Thursday, 19th Jun 2025 10.00 am", JUNE),
        ("19th of June, 2025", JUNE),
        ("19/06/2025", JUNE),
        ("31 June 2025, or 19.6.2025", JUNE),
        ("June 2025", None),
        ("Quarter 2 2024-25", None),
        ("", None),
    ],
)
def test_a_written_date_is_read(text: str, date: dt.date | None) -> None:
    assert date_in(text) == date


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Budget Monitoring, item 6. PDF 345 KB", "Budget Monitoring, item 6."),
        ("Budget &amp; <b>Precept</b>\r\n 2025/26 PDF 1.2 MB opens in a new window", "Budget & Precept 2025/26"),
        ("Minutes\u200b of\x00 19 June", "Minutes of 19 June"),
    ],
)
def test_a_title_is_plain(text: str, title: str) -> None:
    assert plain_title(text) == title


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("Finance report", SEPTEMBER),
        ("Minutes of the meeting held on 6 February 2025", FEBRUARY),
        ("Draft minutes", JUNE),
        ("Public minutes", JUNE),
        ("Ten minutes with the commissioner", SEPTEMBER),
    ],
)
def test_minutes_are_of_the_meeting_before(title: str, date: dt.date) -> None:
    assert meeting_of(title, SEPTEMBER, MEETINGS) == date


def test_minutes_of_an_unknown_first_meeting_stay_where_they_are() -> None:
    assert meeting_of("Minutes", FEBRUARY, MEETINGS) == FEBRUARY


def test_a_window_has_both_its_ends() -> None:
    window = Window(FEBRUARY, JUNE)
    assert window.has(FEBRUARY)
    assert window.has(JUNE)
    assert window.has(None)
    assert not window.has(FEBRUARY - dt.timedelta(days=1))
    assert not window.has(JUNE + dt.timedelta(days=1))
    assert Window().has(SEPTEMBER)


def test_runs_look_at_their_interval() -> None:
    start, end = (dt.datetime(2025, month, 1, 5, tzinfo=dt.UTC) for month in (3, 7))
    assert window_of_run("backfill", start, end, 120) == Window(dt.date(2025, 3, 1), dt.date(2025, 6, 30))
    assert window_of_run("scheduled", start, end, 120) == Window(dt.date(2024, 11, 1), dt.date(2025, 6, 30))
    assert window_of_run("manual", start, end, 120) == Window()
    assert window_of_run("manual", None, None) == Window()
