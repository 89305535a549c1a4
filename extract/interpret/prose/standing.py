"""What holds for a whole paper: the year that its headings name, the year that it speaks in, its voice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.interpret import periods
from extract.interpret.context import PaperContext
from extract.model import Paper

OPENING = 15  # blocks that a paper opens with
MAX_TITLE = 140
VOICE_HEAD = 1500  # where a report says whose it is; farther down an agenda lists reports
HEAD = 4000  # where a paper says what it is
MAX_OPENING = 320  # the lines that say what a report is may stand as one paragraph
COMPARING = 12_000  # where a report says what it compares with
_REPORTS = re.compile(
    r"annual report|performance|monitor|quarter|\bq[1-4]\b|outturn|(?:mid|half)[- ]year|progress|financial position",
    re.IGNORECASE,
)
_ANNUAL = re.compile(r"annual report", re.IGNORECASE)
_PACK = re.compile(r"\bpages?\b|\bagenda\b(?!\s+item)|minutes", re.IGNORECASE)
_OF_A_PACK = re.compile(
    r"public document pack|minutes of the (?:last|previous|meeting)|apologies for absence|declarations? of interest",
    re.IGNORECASE,
)
_COMPARES_LAST = re.compile(
    r"\b(?:comparisons?|compared|comparing)\b[^.]{0,40}\b(?:same|corresponding|equivalent)\s+(?:quarter|period|months?)\b[^.]{0,20}"
    r"\b(?:previous|last|prior|preceding)\s+year",
    re.IGNORECASE,
)
_SETS_BUDGET = re.compile(r"\b(?:budget|precept|council tax|medium term financial)\b", re.IGNORECASE)
_MONITORS = re.compile(r"monitor|quarter|outturn|\bq[1-4]\b|position|use of|month \d|minutes", re.IGNORECASE)
_ALONE = r"\b(?!\s*(?:and|&|,)\s*(?:fire|crime))"  # `Kent Police`, not `Kent Police and Crime Panel`
_YEAR_ENDED = re.compile(r"\byear\s+ended\s+31(?:st)?\s+march\s+(20\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for a whole paper: the year that its headings name, and the year that it speaks in.

    `titled_year` is the one year that the title of a report on performance or money names, for what names no other
    period; `compares_last_year` says that the paper compares with the same period of the year before.
    `set_year` is the first year whose budget or precept the paper sets, None for a paper that monitors one.
    """

    heading_year: str | None
    current_year: str | None
    report_period: str | None
    voice: str | None
    set_year: str | None = None
    letterhead: re.Pattern[str] | None = None
    titled_year: str | None = None
    compares_last_year: bool = False


def standing_of(paper: Paper, context: PaperContext) -> Standing:
    """The year, position and voice of a paper, from its headings, its meeting and its opening."""
    headings = [block.text for block in paper.blocks if block.kind == "heading"][:60]
    opening = [block.text for block in paper.blocks[:OPENING] if len(block.text) <= MAX_TITLE]
    titles = [text for text in (*headings, *opening) if _SETS_BUDGET.search(text) and not _MONITORS.search(text)]
    budget_years = [found[0] for text in titles if (found := periods.financial_years(text))]
    reports = [
        text
        for text in headings
        if re.search(r"report|monitor|financ|outturn|quarter|budget|precept", text, re.IGNORECASE)
    ]
    year = next(
        (
            found[0]
            for text in [*reports, *headings]
            if len(found := list(dict.fromkeys(periods.financial_years(text)))) == 1
        ),
        None,
    )
    monitoring = next(
        (
            (found[0], text)
            for text in headings
            if re.search(r"monitor|quarter|outturn|financ\w+ report|\bq[1-4]\b|financial position", text, re.IGNORECASE)
            and len(found := list(dict.fromkeys(periods.financial_years(text)))) == 1
        ),
        None,
    )
    meeting = periods.year_of(context.meeting_date) if context.meeting_date else None
    current = meeting
    if monitoring and (meeting is None or abs(periods.year_start(monitoring[0]) - periods.year_start(meeting)) <= 1):
        outturn = re.search(r"outturn", monitoring[1], re.IGNORECASE) and not re.search(
            r"forecast", monitoring[1], re.IGNORECASE
        )
        current = monitoring[0] if outturn or meeting is None or monitoring[0] <= meeting else meeting
    closed = _YEAR_ENDED.search(paper.text[:HEAD])
    if closed and monitoring is None and (meeting is None or int(closed[1]) == periods.year_start(meeting)):
        current = periods.financial_year(int(closed[1]) - 1)
    if current is None:
        current = year
    position = next((p for text in headings if (p := periods.positions(text))), None)
    head = paper.text[:VOICE_HEAD]
    voice = (
        "opcc"
        if re.search(
            r"\b(?:report\s+(?:of|by)\W+(?:the\s+)?police(?:,?\s+fire)?\s+and\s+crime\s+commissioner"
            r"|as\s+\w+'?s?\s*police and crime commissioner)",
            head,
            re.IGNORECASE,
        )
        else None
    )
    letterhead = (
        re.compile(rf"{re.escape(context.area.force)}{_ALONE}".replace(r"\ ", r"\s+"), re.IGNORECASE)
        if context.area
        else None
    )
    report = position[0].report_period if position else None
    if closed and monitoring is None and re.search(r"\boutturn\b", paper.text[:HEAD], re.IGNORECASE):
        report = "outturn"
    set_year = budget_years[0] if budget_years and monitoring is None and report != "outturn" else None
    titled, annual = _titled(paper)
    if annual and titled:
        current = titled
        report = report or "outturn"
    elif titled and monitoring is None and closed is None and meeting is not None:
        gap = periods.year_start(meeting) - periods.year_start(titled)
        current = titled if gap in {0, 1} and not set_year else current
    return Standing(
        year, current, report, voice, set_year, letterhead, titled, bool(_COMPARES_LAST.search(paper.text[:COMPARING]))
    )


def _titled(paper: Paper) -> tuple[str | None, bool]:
    """The year that the title of a report names alone, and whether it reports a whole year."""
    opening = [" ".join(block.text.split()) for block in paper.blocks[:OPENING]]
    if _OF_A_PACK.search(paper.text[:HEAD]):
        return None, False
    for text in (t for t in opening if len(t) <= MAX_OPENING):
        if _REPORTS.search(text) and not _PACK.search(text):
            named = set(periods.financial_years(text))
            if len(named) == 1:
                return named.pop(), _ANNUAL.search(text) is not None
    return None, False
