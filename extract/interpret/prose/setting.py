"""Whose figure a sentence gives, of which year and date, how sure it is, and what it is compared with.

What the sentence does not say is taken from the paragraph, the headings or the paper, in that order, and only
where papers speak that way; else it stays open, with the reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.interpret import periods
from extract.interpret.context import PaperContext
from extract.interpret.prose.cues import View, vocabulary
from extract.interpret.prose.meaning import Meaning
from extract.interpret.prose.numbers import Mention
from extract.model import Paper
from extract.organisations import NATION, Area, areas, body_named
from extract.vocabulary import load, words

NEAR_AFTER = 46  # a body that stands this near after a number, in its clause, may own it
REACH_PERIOD = 190
OPENING = 15  # blocks that a paper opens with
MAX_TITLE = 140
VOICE_HEAD = 1500  # where a report says whose it is; farther down an agenda lists reports
HEAD = 4000  # where a paper says what it is
IN_YEAR = {"variance", "variance_pct", "spend_to_date", "transfer", "slippage", "forecast", "brought_forward"}
IN_YEAR |= {"original_budget", "revised_budget", "pay_award_pct", "outturn"}
COMPARED = "compared"  # a year that something is compared with, not the figure's own
FORCE_SUBJECTS = {"crime", "workforce", "uplift", "demand", "performance", "satisfaction"}
_SPOKEN = "The year is that which the paper speaks in; nothing near names it."
_SET = "The year is that whose budget the paper sets; nothing near names it."
YEARLY_SUBJECTS = {"budget", "savings", "capital", "precept", "reserves", "funding", "workforce", "uplift", "treasury"}

_YEAR = re.compile(r"(?<![\d/.£,-])(?:FY\s*)?(?:20\d\d\s*[/–-]\s*(?:20)?\d\d|\d\d/\d\d|20\d\d\s+to\s+20\d\d)(?![\d/])")
_RELATIVE = re.compile(
    r"\b(?P<next>next (?:financial )?year|following (?:financial )?year|coming year)\b"
    r"|\b(?P<last>last (?:financial )?year|previous (?:financial )?year|prior year)\b"
    r"|\b(?P<this>(?:the )?(?:current|present)(?: financial)? year|this (?:financial )?year|in[- ]year"
    r"|(?:the )?full year|(?:the )?year to date|year[- ]end|(?:the )?end[- ]of[- ]year"
    r"|in the year to (?!\w+ 20\d\d|date)|for the year\b|during the year|in the year\b(?!\s+(?:20|to\b)))",
    re.IGNORECASE,
)
_OPEN_YEARS = re.compile(
    r"\b(?:each|every|any)\s+(?:future\s+|financial\s+|later\s+|subsequent\s+)?year\b"
    r"|\ba year (?:after|from) (?:that|then)\b|\bthereafter\b|\bin (?:later|future|subsequent) years\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:compared\s+(?:with|to)|comparison\s+(?:with|to)|than|against|relative\s+to|from|into|similar\s+programme\s+to|same\s+levels?\s+as|versus|on|up\s+on|down\s+on|carried\s+forward\s+to)\s+"
    r"(?:the\s+|that\s+|those\s+|levels\s+|spending\s+|expenditure\s+|in\s+|of\s+|at\s+|same\s+period\s+(?:in|of)\s+|figures?\s+(?:in|for)\s+)*$",
    re.IGNORECASE,
)
_MONTH = "|".join(sorted(periods.MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b,?(?:\s+20\d\d)?|(?:{_MONTH})\s+20\d\d|\d{{1,2}}/\d{{1,2}}/(?:20)?\d\d)",
    re.IGNORECASE,
)
_SETS_BUDGET = re.compile(r"\b(?:budget|precept|council tax|medium term financial)\b", re.IGNORECASE)
_MONITORS = re.compile(r"monitor|quarter|outturn|\bq[1-4]\b|position|use of|month \d|minutes", re.IGNORECASE)
_SEVERAL_YEARS = re.compile(
    r"\b(?:since|from|between)\s+20\d\d\b(?!\s*[/–-]\s*\d)|\b(?:over|in|during)\s+(?:the\s+)?(?:last|past|next)?\s*"
    r"(?:two|three|four|five|six|seven|eight|ten|\d+)\s+years\b|\bin (?:recent|the coming) years\b",
    re.IGNORECASE,
)
_LINKED = re.compile(r"^\s*(?:[a-z-]+\s+){0,2}?(?:in|for|during|at|by)?\s*(?:the\s+)?$", re.IGNORECASE)
_STATED_AT = re.compile(r"\b(?:at|by|on|to|of|from)\s+(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE)
_YEAR_END = re.compile(r"\b(?:(?:at|by)\s+)?(?:the\s+)?(?:financial\s+)?year[- ]end\b", re.IGNORECASE)
_YEAR_TO = re.compile(rf"\byear to (?:the end of )?({_MONTH})\b(?!\s+20)", re.IGNORECASE)
_SPAN = re.compile(
    rf"\b(?:(?:in|during|over|for|between|since|from)\s+)?(?:the\s+)?"
    rf"(?:(?:last|past|previous|rolling|first|second|third|fourth|next)?\s*(?:\d{{1,2}}|twelve|six|three|nine|eighteen)[\s-]months?(?:\s+to\s+(?:the\s+end\s+of\s+)?(?:\d{{1,2}}\s+)?(?:{_MONTH})(?:\s+20\d\d)?)?"
    rf"|(?:first|second|third|fourth|last)\s+(?:quarter|half)(?:\s+of\s+20\d\d/\d\d)?"
    rf"|(?:\d{{1,2}}\s+)?(?:{_MONTH})(?:\s+20\d\d)?\s+(?:and|to|-|–)\s+(?:\d{{1,2}}\s+)?(?:{_MONTH})\s+(?:of\s+)?20\d\d(?:/\d\d)?"
    rf"|(?:\d{{1,2}}\s+)?(?:{_MONTH})\s+20\d\d|20\d\d\s*[/–-]\s*(?:20)?\d\d(?:\s+year to date|\s+to date)?"
    r"|year to date|last year|every year|year (?:one|two|three|four)|\d+-hour period|same period last year)",
    re.IGNORECASE,
)
_COMPARATOR = re.compile(
    r"\b(?:as\s+)?(?:compared\s+(?:with|to)|in\s+comparison\s+(?:with|to)|than|against|versus|from|on|up\s+on|down\s+on)\s+(?P<what>(?:the\s+|a\s+)?"
    r"(?:(?:previous|same|prior|last|national|preceding|year before|pre\b|average|20\d\d)[^,.;)]{0,50}))",
    re.IGNORECASE,
)
_YEAR_ENDED = re.compile(r"\byear\s+ended\s+31(?:st)?\s+march\s+(20\d\d)", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|I|[Mm]y)\b")
_GOES_ON = re.compile(r"^\W*(?:they|it|this|these|those|their|its|of (?:this|these|the))\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:was|were|had|has been|have been|stood|achieved|delivered|realised|recorded(?!\s+crime)|made|received"
    r"|secured)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Whose:
    """An organisation, how it is known (`sentence`, `paper`), and why it is open where it is."""

    organisation: str | None
    basis: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The year, date and period of a figure."""

    financial_year: str | None = None
    as_at: dt.date | None = None
    inferred: bool = False
    period: str | None = None
    report_period: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for a whole paper: the year that its headings name, and the year that it speaks in.

    `set_year` is the first year whose budget or precept the paper sets, None for a paper that monitors one.
    """

    heading_year: str | None
    current_year: str | None
    report_period: str | None
    voice: str | None
    set_year: str | None = None
    letterhead: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Body:
    start: int
    end: int
    name: str | None
    kind: str


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
        re.compile(re.escape(context.area.force).replace(r"\ ", r"\s+"), re.IGNORECASE) if context.area else None
    )
    report = position[0].report_period if position else None
    if closed and monitoring is None and re.search(r"\boutturn\b", paper.text[:HEAD], re.IGNORECASE):
        report = "outturn"
    set_year = budget_years[0] if budget_years and monitoring is None and report != "outturn" else None
    return Standing(year, current, report, voice, set_year, letterhead)


@cache
def _area_pattern(extra: str | None) -> re.Pattern[str]:
    names = {area.name for area in areas()} | {area.force for area in areas()} | set(load("prose")["elsewhere"])
    names |= {" ".join(s) for area in areas() for s in area.spellings}
    if extra:
        names.add(extra)
    spelled = "|".join(
        re.escape(name)
        .replace(r"\ and\ ", r"\s+(?:and|&)\s+")
        .replace(r"\ \&\ ", r"\s+(?:and|&)\s+")
        .replace(r"\ ", r"\s+")
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile(
        rf"\b(?P<name>{spelled})\b(?:['’]s)?"
        r"(?P<tail>\s+(?:police(?!\s+(?:and|&|fire)\b|,\s*fire)|constabulary|force\b|opcc|pcc\b|office of))?"
        r"(?!\s+(?:police\s+(?:and|&)|police,|criminal justice|county council|council\b|borough|hospital|university"
        r"|safeguarding|foundation))",
        re.IGNORECASE,
    )


@cache
def _area_by_words() -> dict[tuple[str, ...], Area]:
    found: dict[tuple[str, ...], Area] = {}
    for area in areas():
        for spelling in area.spellings:
            found.setdefault(spelling, area)
    return found


def _bodies(view: View, home: Area | None) -> list[_Body]:
    """The bodies that a sentence speaks of, in order."""
    found: list[_Body] = []
    for section, kind in (
        ("nation", "nation"),
        ("office_words", "opcc"),
        ("group_words", "group"),
        ("force_words", "force"),
        ("commissioner_words", "pcc"),
        ("alliance_words", "alliance"),
        ("peers", "peers"),
    ):
        for cue in view.cues(section):
            name = NATION if kind == "nation" else None
            if home and kind in {"opcc", "group", "force"}:
                name = home.body(kind)
            if home and kind == "pcc":
                name = home.opcc
            found.append(_Body(cue.start, cue.end, name, kind))
    elsewhere = load("prose")["elsewhere"]
    for match in _area_pattern(home.name if home and not home.known else None).finditer(view.text):
        spoken = words(match["name"])
        if match["name"].lower() in elsewhere:
            found.append(_Body(match.start(), match.end(), elsewhere[match["name"].lower()], "other"))
            continue
        area = home if home and not home.known and spoken in home.spellings else _area_by_words().get(spoken)
        if area is None or not match["name"][0].isupper():
            continue
        if home and area.name == home.name:
            office = (match["tail"] or "").strip().lower() in {"opcc", "pcc", "office of"}
            named = bool(match["tail"]) or spoken[-1] in {"police", "constabulary"}
            found.append(
                _Body(
                    match.start(),
                    match.end(),
                    home.opcc if office else home.force,
                    "opcc" if office else "force" if named else "place",
                )
            )
        else:
            found.append(_Body(match.start(), match.end(), area.force, "other"))
    found.sort(key=lambda body: (body.start, -body.end))
    kept: list[_Body] = []
    for body in found:
        if kept and body.start < kept[-1].end:
            continue
        kept.append(body)
    return kept


def whose(
    view: View, number: Mention, meaning: Meaning, home: Area | None, standing: Standing, earlier: Sequence[Whose]
) -> Whose:
    """The organisation that a figure is of."""
    bodies = [body for body in _bodies(view, home) if _may_own(body, meaning)]
    after = [
        b
        for b in bodies
        if b.start >= number.end and b.start - number.end <= NEAR_AFTER and view.edges_between(number.end, b.start) == 0
    ]
    before = [b for b in bodies if b.end <= number.start]
    if next((b for b in after if b.kind == "peers"), None) or (before and before[-1].kind == "peers"):
        return Whose(None, "sentence", "The figure is of a group of forces, not of one body.")
    nation = next((b for b in after if b.kind == "nation"), None)
    if nation is not None:
        return Whose(NATION, "sentence")
    other_before = before[-1] if before else None
    if other_before is not None and other_before.kind == "other":
        joint = any(b.kind in {"place", "force"} and abs(b.end - other_before.start) <= 9 for b in before)
        if (
            joint
            or view.edges_between(other_before.end, number.start) > 0
            or not re.search(r"\b(?:in|as|for|of)\s+(?:\w+\s+){0,2}$|^\W*$", view.text[: other_before.start])
        ):
            if joint and meaning.subject in {"savings", "budget"}:
                return Whose(
                    None,
                    "sentence",
                    "The sentence speaks of two forces together, which is no body of the paper's area.",
                )
            owner = view.text[other_before.end : number.start]
            if not re.match(r"\s*\(?\s*(?:where|which|who|has|had|have|was|is)\b", owner):
                before = [b for b in before if b.kind != "other"]
    if (
        before
        and before[-1].kind == "nation"
        and re.search(r"\b(?:our|we)\b", view.text[before[-1].end : number.start])
    ):
        before = [b for b in before if b.kind != "nation"]
    if before and before[-1].kind == "nation" and view.numbers_between(before[-1].end, number.start):
        before = [b for b in before if b.kind in {"force", "place", "opcc", "group"}][-1:] or before
    if before:
        body = before[-1]
        return Whose(body.name, "sentence")
    owned = [
        b
        for b in after
        if b.kind in {"force", "opcc", "group", "place"}
        and re.match(
            r"\s*(?:\w+\s+){0,6}(?:of|for|by|in|to|across|within)\s+(?:the\s+)?$|^\s*(?:\w+\s+){0,3}$",
            view.text[number.end : b.start],
        )
    ]
    if owned and meaning.subject in FORCE_SUBJECTS:
        return Whose(owned[0].name, "sentence")
    if not bodies and earlier and earlier[-1].organisation == NATION and _GOES_ON.match(view.text):
        return Whose(NATION, "sentence")
    if home is None:
        return Whose(None, "paper", "The paper names no police body that this sentence could speak of.")
    text_before = view.sentence.before[-1] if view.sentence.before else ""
    goes_on = _GOES_ON.match(view.text) or re.search(r"\bfor the police\b", view.text)
    if text_before and goes_on and vocabulary("national_bodies").says(text_before):
        return Whose(NATION, "sentence")
    if (
        re.match(r"^\W*nationally\b(?!\s+(?:agreed|set|recognised))", view.text, re.IGNORECASE)
        and meaning.unit != "rank"
    ):
        return Whose(NATION, "sentence")
    spoken = [b for b in bodies if b.kind in {"force", "opcc", "group"}]
    if spoken and meaning.subject in FORCE_SUBJECTS:
        return Whose(spoken[0].name, "sentence")
    surveyed = meaning.subject == "satisfaction" and re.search(
        r"\b(?:his|her|their|my) survey\b", view.sentence.before[-1] if view.sentence.before else "", re.I
    )
    if (meaning.subject == "funding" or surveyed) and _commissions(view, home):
        return Whose(home.opcc, "sentence")
    if any(_is_force(heading, home) for heading in view.sentence.headings):
        return Whose(home.force, "sentence")
    if view.sentence.running_head and standing.letterhead and standing.letterhead.search(view.sentence.running_head):
        return Whose(home.force, "paper")
    if meaning.subject in FORCE_SUBJECTS:
        return Whose(home.force, "paper")
    if standing.voice == "opcc" and meaning.subject in {"funding", "budget"} and _FIRST_PERSON.search(view.text):
        return Whose(home.opcc, "paper")
    if view.sentence.before and meaning.subject in {"savings", "budget", "treasury"}:
        spoken_of = [
            e for e in earlier if e.basis == "sentence" and e.organisation in {home.force, home.opcc, home.group}
        ]
        if spoken_of:
            return Whose(spoken_of[-1].organisation, "paper")
    if earlier and view.sentence.before and _GOES_ON.match(view.text):
        return Whose(earlier[-1].organisation, "paper", earlier[-1].note)
    return Whose(home.group, "paper")


@lru_cache(maxsize=256)
def _is_force(heading: str, home: Area) -> bool:
    return body_named(heading, home) == home.force


def _may_own(body: _Body, meaning: Meaning) -> bool:
    if body.kind == "nation":
        return meaning.unit != "rank"
    if body.kind == "pcc":
        return meaning.subject in {"funding", "satisfaction"}
    if body.kind == "place":
        return meaning.subject not in {"precept", "funding"}
    if body.kind == "peers":
        return meaning.unit != "rank"
    if body.kind == "alliance":
        return meaning.subject in {"savings"}
    if body.kind == "other":
        return meaning.subject not in {"workforce", "reserves", "capital"}
    if meaning.subject == "precept":
        return body.kind in {"nation"}
    return True


def _commissions(view: View, home: Area) -> bool:
    texts = [*view.sentence.before]
    return any(vocabulary("commissioner_words").says(text) or vocabulary("office_words").says(text) for text in texts)


# When


def _years(text: str, standing: Standing) -> list[tuple[int, int, str | None]]:
    """The financial years that a text names or points at, in order; None for `each future year`."""
    found: list[tuple[int, int, str | None]] = []
    for match in _YEAR.finditer(text):
        spelled = re.sub(r"\s+to\s+", "/", match.group())
        years = periods.financial_years(spelled)
        if years:
            compared = _COMPARED.search(text[max(match.start() - 50, 0) : match.start()])
            found.append((match.start(), match.end(), COMPARED if compared else years[0]))
    for match in _RELATIVE.finditer(text):
        if _COMPARED.search(text[max(match.start() - 50, 0) : match.start()]):
            continue
        named = [year for _, end, year in found if year and year != COMPARED and end <= match.start()]
        if match["this"] and named and not re.search(r"current|this|present|to date", match["this"], re.IGNORECASE):
            found.append((match.start(), match.end(), named[-1]))
            continue
        if standing.current_year is None:
            continue
        start = periods.year_start(standing.current_year)
        shift = 1 if match["next"] else -1 if match["last"] else 0
        found.append((match.start(), match.end(), periods.financial_year(start + shift)))
    found += [(match.start(), match.end(), None) for match in _OPEN_YEARS.finditer(text)]
    return sorted(found, key=lambda item: item[0])


def _gap(view: View, number: Mention, start: int, end: int) -> int:
    if end <= number.start:
        between, cost = (end, number.start), 0
    elif start >= number.end:
        linked = _LINKED.match(view.text[number.end : start])
        between, cost = (number.end, start), -8 if linked else 14
    else:
        return 0
    return between[1] - between[0] + cost + 22 * view.edges_between(*between) + 26 * view.numbers_between(*between)


def when(
    view: View, number: Mention, meaning: Meaning, standing: Standing, earlier: Sequence[tuple[Meaning, When]]
) -> When:
    """The year, date and period of a figure."""
    text = view.text
    period = _period(view, number)
    report = _position(view, standing)
    years = _years(text, standing)
    near = min(years, key=lambda item: _gap(view, number, item[0], item[1]), default=None)
    if near is not None and near[2] == COMPARED:
        own = [item for item in years if item[2] != COMPARED and meaning.subject in {"crime", "demand", "satisfaction"}]
        near = min(own, key=lambda item: _gap(view, number, item[0], item[1]), default=None)
    years = [item for item in years if item[2] != COMPARED]
    if meaning.subject in {"workforce", "uplift"}:
        years = [y for y in years if y[1] <= number.start or not view.numbers_between(number.end, y[0])]
        near = near if near in years else None
    share = meaning.subject == "savings" and meaning.unit == "percent"
    if share:
        same = [then for what, then in earlier if what.subject == "savings" and then.financial_year]
        if same and (near is None or near[0] >= number.end):
            return When(same[-1].financial_year, period=same[-1].period, report_period=same[-1].report_period)
    as_at, inferred, date_note = _as_at(view, number, meaning, near[2] if near else None, standing)
    only = len({item[2] for item in years}) == 1
    if near is not None and (only or _gap(view, number, near[0], near[1]) <= REACH_PERIOD):
        worded = text[near[0] : near[1]]
        year = near[2]
        if as_at is not None and not _YEAR.match(worded) and not inferred:
            year = periods.year_of(as_at)
        note = None if year else "The sentence speaks of more than one year."
        if year and not _YEAR.match(worded):
            note = "The sentence points to the year; the paper's date or headings name it."
        return When(year, as_at, inferred, period or worded, report, " ".join(filter(None, (note, date_note))) or None)
    if as_at is not None:
        return When(periods.year_of(as_at), as_at, inferred, period, report, date_note)
    if meaning.subject not in YEARLY_SUBJECTS | {"satisfaction"}:
        return When(None, None, False, period, None, "The sentence names no financial year.")
    if _SEVERAL_YEARS.search(text):
        return When(None, None, False, period, report, "The sentence speaks of several years.")
    for before in reversed(view.sentence.before):
        named = [y for _, _, y in _years(before, standing) if y and y != COMPARED and _YEAR.search(before)]
        if len(set(named)) > 1:
            break
        if named:
            return When(named[-1], None, False, period, report, "The year is that of the sentence before.")
    if meaning.subject not in YEARLY_SUBJECTS:
        return When(None, None, False, period, None, "The sentence names no financial year.")
    if view.sentence.lead_in:
        named = [y for _, _, y in _years(view.sentence.lead_in, standing) if y and y != COMPARED]
        if named:
            return When(named[-1], None, False, period, report, None)
    of_people = meaning.subject in {"workforce", "uplift"} and meaning.measure != "planned"
    for heading in () if of_people else reversed(view.sentence.headings):
        named = list(dict.fromkeys(periods.financial_years(heading)))
        if len(named) == 1:
            return When(named[0], None, False, period, report, "The year is that of the heading.")
    if earlier and earlier[-1][0].subject == meaning.subject and earlier[-1][1].financial_year and view.sentence.before:
        return When(
            earlier[-1][1].financial_year, None, False, period, report, "The year is that of the sentence before."
        )
    in_year = meaning.measure in IN_YEAR or (meaning.subject, meaning.measure) == ("reserves", "change")
    ongoing = (in_year or meaning.subject in {"savings", "capital"}) and meaning.measure != "balance"
    setting = meaning.subject in {"budget", "savings", "precept", "capital", "reserves", "funding"}
    if standing.set_year and setting and meaning.measure not in {"balance", "variance", "spend_to_date", "slippage"}:
        return When(standing.set_year, None, False, period, report, _SET)
    if standing.current_year and ongoing:
        return When(standing.current_year, None, False, period, report, _SPOKEN)
    if standing.heading_year and meaning.subject == "precept":
        return When(standing.heading_year, None, False, period, report, "The year is that of the paper's heading.")
    return When(None, None, False, period, report, "Neither the sentence nor what stands around it names the year.")


def _position(view: View, standing: Standing) -> str | None:
    for text in reversed(view.sentence.headings):
        found = periods.positions(text)
        if found:
            return found[0].report_period
    return standing.report_period


def _period(view: View, number: Mention) -> str | None:
    spans = [(match.start(), match.end()) for match in _SPAN.finditer(view.text) if match.group().strip()]
    spans = [
        s
        for s in spans
        if re.search(r"\d|year|month|quarter|half|twelve|six|three|nine", view.text[s[0] : s[1]], re.IGNORECASE)
    ]
    spans = [s for s in spans if not _COMPARED.search(view.text[max(s[0] - 50, 0) : s[0]])]
    near = min(spans, key=lambda s: _gap(view, number, s[0], s[1]), default=None)
    if near is not None:
        return " ".join(view.text[near[0] : near[1]].split())
    for text in (view.sentence.lead_in, *reversed(view.sentence.before[-1:])):
        match = re.search(r"\b\d+-hour period\b|\bper (?:day|week|month)\b", text or "", re.IGNORECASE)
        if match:
            return match.group()
    return None


def _as_at(
    view: View, number: Mention, meaning: Meaning, year: str | None, standing: Standing
) -> tuple[dt.date | None, bool, str | None]:
    """The date that a position is stated at, whether it is by convention, and by which."""
    text = view.text
    if meaning.measure == "spend_to_date":
        match = _YEAR_TO.search(text)
        base = year or standing.current_year
        if match and base:
            month = periods.MONTHS[match[1].lower()]
            start = periods.year_start(base)
            return periods.month_end(start if month >= 4 else start + 1, month), False, None
    if meaning.subject not in {"reserves", "workforce", "uplift"} and meaning.measure not in {
        "spend_to_date",
        "forecast",
        "outturn",
    }:
        return None, False, None
    best: tuple[int, dt.date] | None = None
    for match in _DATE.finditer(text):
        if not _STATED_AT.search(text[: match.start()]):
            continue
        found = periods.dates(match.group())
        date = found[0] if found else None
        if date is None and (months := periods.months(match.group())):
            date = periods.month_end(*months[0])
        if date is None and (days := periods.days_without_year(match.group())) and (year or standing.current_year):
            start = periods.year_start(year or standing.current_year or "")
            date = dt.date(
                start if days[0][0] >= 4 else start + 1,
                days[0][0],
                min(days[0][1], 28 if days[0][0] == 2 else 30 if days[0][0] in {4, 6, 9, 11} else 31),
            )
        gap = _gap(view, number, match.start(), match.end())
        if date is not None and gap <= 70 and (best is None or gap < best[0]):
            best = (gap, date)
    year_end = min(
        (m for m in _YEAR_END.finditer(text)), key=lambda m: _gap(view, number, m.start(), m.end()), default=None
    )
    if year_end is not None and meaning.measure in {"balance", "forecast", "strength", "establishment"}:
        gap = _gap(view, number, year_end.start(), year_end.end())
        base = year or standing.current_year
        if base and gap <= 90 and (best is None or gap < best[0]):
            date = dt.date(periods.year_start(base) + 1, 3, 31)
            return date, True, "The year end is 31 March."
    return (best[1], False, None) if best else (None, False, None)


# How sure


def basis_of(
    view: View,
    number: Mention,
    meaning: Meaning,
    then: When,
    context: PaperContext,
    standing: Standing,
    earlier: str | None,
    beside: str | None,
    goes_on: bool,
) -> str:
    """`actual`, `budget`, `forecast`, `target`, `planned`, `requested`, `approved`, `required` or `scenario`."""
    text = view.text
    if (
        re.search(r"\b(?:would|could|might)\b", text)
        and re.search(
            r"\b(?:if|unless|in the event|were)\b", " ".join([text, *view.sentence.before[-1:]]), re.IGNORECASE
        )
        and (re.search(r"\b(?:if|unless)\b", text, re.IGNORECASE) or meaning.measure in {"shortfall", "reduction"})
    ):
        return "scenario"
    if re.search(r"\b(?:every|each)\s+(?:additional|extra|further)?\s*(?:1%|one per cent|\d|£)", text, re.IGNORECASE):
        return "scenario"
    if re.match(r"^\W*if\b", text, re.IGNORECASE):
        return "scenario"
    if earlier == "scenario" and _GOES_ON.match(text):
        return "scenario"
    if re.search(
        r"^[^.;]{0,32}\bif\s+(?:approved|agreed|supported)\b", text[number.end : number.end + 60], re.IGNORECASE
    ):
        return "scenario"
    if meaning.basis is not None:
        return meaning.basis
    if meaning.measure == "share_pct" and beside is not None:
        return beside
    fixed = {
        "spend_to_date": "actual",
        "outturn": "actual",
        "brought_forward": "budget",
        "establishment": "budget",
        "target": "target",
        "delivered": "actual",
        "recruited": "actual",
        "leavers": "actual",
        "vacancies": "actual",
        "forecast": "forecast",
        "requirement": "required",
        "planned": "planned",
        "reinvested": "planned",
        "rate_rank": "actual",
        "rank": "actual",
    }
    near = {cue.term: distance for distance, cue in reversed(view.ranked("basis", number, 110))}
    order = sorted(near.items(), key=lambda item: item[1])
    if meaning.subject == "savings" and meaning.measure == "target":
        chosen = [term for term, _ in order if term in {"required", "target", "budget", "planned"}]
        if not re.search(r"\b(?:built|factored) into|base budget|budgeted|assumed|assumes", text, re.IGNORECASE):
            chosen = [term for term in chosen if term != "budget"] or (
                ["planned"] if re.search(r"\bwill\b", text) else []
            )
        return chosen[0] if chosen else "target"
    if meaning.measure in fixed:
        if meaning.measure == "target" and "planned" in near and "target" not in near:
            return "planned"
        return fixed[meaning.measure]
    if meaning.measure in {"variance", "variance_pct", "slippage"}:
        if standing.report_period == "outturn":
            return "actual"
        done = re.search(
            r"\b(?:final|provisional|actual)\b|\boutturn was\b|\bwas\s+(?:a|an)?\s*(?:over|under)sp",
            text,
            re.IGNORECASE,
        )
        return "actual" if done and "forecast" not in near else "forecast"
    if meaning.measure in {"original_budget", "revised_budget", "programme"}:
        return "approved" if "approved" in near and near["approved"] <= 60 else "budget"
    if meaning.measure == "balance":
        if then.as_at and context.meeting_date and then.as_at > context.meeting_date:
            return "forecast"
        if "forecast" in near and (then.as_at is None or then.inferred):
            return "forecast"
        return "actual"
    if meaning.subject in {"precept", "funding"} and beside in {"approved", "budget", "planned"}:
        return beside
    if meaning.subject == "precept":
        chosen = [term for term, _ in order if term in {"requested", "approved", "planned", "forecast", "budget"}]
        if "approved" in chosen or re.search(r"\bunanimously\b|\bwas (?:approved|agreed)\b", text, re.IGNORECASE):
            return "approved"
        return chosen[0] if chosen else "planned"
    if meaning.subject in {"crime", "demand", "satisfaction", "performance"}:
        if goes_on and beside is not None and number.qualifier == "range":
            return beside
        if near.get("target", 999) <= 70 and meaning.measure == "change_pct":
            return "target"
        return "forecast" if near.get("forecast", 999) <= 110 and not _PAST.search(text) else "actual"
    if meaning.subject == "uplift" and meaning.measure in {"allocation", "posts_allocated", "total"}:
        return "planned" if re.search(r"\bwill\b", text) and not re.search(r"\bresulted\b", text) else "actual"
    if meaning.measure in {"increase", "reduction", "strength", "count", "growth_factor", "capacity"}:
        if re.search(
            r"\bwill\b|\bwould be\b|\bprovision for\b|\bto recruit\b|\bplans? to\b|\bplanned\b|\brecruit an extra\b",
            text,
            re.IGNORECASE,
        ):
            return "planned"
        return "actual"
    chosen = [term for term, distance in order if distance <= 80 and term not in {"scenario"}]
    if chosen and chosen[0] == "planned" and "forecast" in near:
        return "forecast"
    later = then.financial_year and standing.current_year and then.financial_year > standing.current_year
    if not chosen and later and meaning.unit == "GBP":
        return "forecast"
    if not chosen and goes_on and beside is not None:
        return beside
    return chosen[0] if chosen else "actual"


def comparator_of(view: View, number: Mention) -> str | None:
    """What a change or a rank is compared with, in the paper's words."""
    if number.tail:
        return number.tail
    after = view.text[number.end : number.end + 170]
    match = _COMPARATOR.search(after)
    if match is not None and not re.search(r"\d%|£", after[: match.start()]):
        return " ".join(match["what"].split())
    return None
