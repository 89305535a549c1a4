"""What a number in a sentence is a number of: its subject, measure, unit and sign.

The nearest wording of the vocabulary decides. A number without one of its own takes the meaning of the number
that it goes on from: the next of a list that shares a head, the part of a whole just named, the same amount
said before. A number that none of this explains has no meaning here, and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from extract.interpret.prose.cues import REACH, Cue, View, phrase_list, vocabulary
from extract.interpret.prose.numbers import Mention
from extract.vocabulary import load

NEAR = 24  # a topic farther than this yields to the same amount said before
SMALLEST_COST = 5000  # a smaller cost is what somebody is paid or charged
SMALL_GBP = 1000  # money below this is an amount of council tax, or the price of something
STRONG = 20  # a topic of this weight is of a part what the whole's topic is not
NEAR_AFTER = 40  # general words farther after an amount speak of something else
NOUN_REACH = 48
MOST_PEOPLE = 250_000  # more than all forces employ
LISTED = 140  # characters between two amounts of one list
BEFORE_REACH = 95
DIRECTION_REACH = 420  # a verb of change rules a whole list: `reducing burglary by 8 %, robbery by 9 %`
MEMORY_DIGITS = 3  # an amount with fewer significant digits is not known again

_STOPS = re.compile(
    r"[,;:.!?]|\b(?:of|in|to|for|by|with|at|from|on|or|and|was|were|are|is|be|been|have|has|had|which|that|who|will|"
    r"would|as|than|per|during|over|within|a|an|the|this|these|if|when|after|before|more than|between)\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b(?:to date|of|to|by|was|is|at|were|with|from|total|stands|achieving|recruited|be"
    r"|against|and|a further|further)\s+"
    r"(?:(?:a|an|the|just|now|only|currently|some|around|about|approximately|over|almost|nearly|up to|at least|further|"
    r"more than|c\.)\s+)*[(]?$",
    re.IGNORECASE,
)
_UP_NOUN = r"(?:increase|rise|growth|uplift|upturn)s?"
_DOWN_NOUN = r"(?:reduction|decrease|fall|drop|decline|cut)s?"
_HEDGED = (
    r"(?:(?:around|about|approximately|approx|some|c|circa|nearly|almost|over|up to|just|more than|less than|only|a|an|"
    r"the|as much as|at least|well|slightly|under|further|additional)\.?\s+){0,3}?"
)
_CHANGE_BEFORE = re.compile(
    rf"\b(?:(?P<up>{_UP_NOUN})|(?P<down>{_DOWN_NOUN}))(?:\s+(?:in|to|on)\s+(?:(?!to\b|from\b)[\w'’&/-]+\s+){{1,7}}?)?\s*"
    rf"(?:of|by|is|was|has been|stands at|stood at)?\s*{_HEDGED}(?:between\s+)?[+(-]?$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    rf"^\s*(?:(?!(?:is|are|was|were|which|with|and|to|in|from|has|have|will|drawn|called|cut|or)\b)[a-z-]+\s+){{0,2}}?(?:(?P<up>{_UP_NOUN}|up|higher|more|rise|growth)|(?P<down>{_DOWN_NOUN}|down|lower|less|fewer))\b",
    re.IGNORECASE,
)
_WENT = re.compile(
    rf"\b(?:(?P<up>up|higher|rose|risen|rises|increased|increases|grew|grown|climbed)|(?P<down>down|lower|fell|fallen|falls|"
    rf"decreased|reduced|dropped|declined))\s+(?:by\s+)?{_HEDGED}[+(-]?$",
    re.IGNORECASE,
)
_BY = re.compile(rf"\bby\s+{_HEDGED}(?:between\s+)?[+(-]?$", re.IGNORECASE)
_OF_SHARE = re.compile(r"^\s+(?:or so\s+)?of\s+(?!(?:band|£|\d))", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"^\s+of\s+(?:this|that|the|its)\s+(?:\w+\s+){0,2}?(?:increase|rise|fall|reduction|figure|average|rate|level|total|cost)\b",
    re.IGNORECASE,
)
_UNIT_PRICE = re.compile(
    r"^\s*(?:an?|per|each|/)\s*(?:litre|hour|day|mile|head|person|officer|unit|call|shift|kwh|barrel|meal|night)\b|^\s*for\s+half\b",
    re.IGNORECASE,
)
_THRESHOLD = re.compile(r"^\s*(?:or|and)\s+(?:more|above|over|less|below|under)\b", re.IGNORECASE)
_OR_FURTHER = re.compile(r"^\W*(?:[\w-]+\s+){0,3}(?:or|and)\s+(?:a\s+)?(?:further|another)?\s*$", re.IGNORECASE)
_TOWARDS = re.compile(r"\b(?:towards|to meet|to fund|to cover|to offset|against|because of|due to)\b", re.IGNORECASE)
_RECRUIT = re.compile(r"\brecruit\s+(?:(?:an?|extra|further|additional|another|up to)\s+){0,3}$", re.IGNORECASE)
_SAVING_IS = re.compile(r"\bsavings?\s+(?:represents?|equates? to|amounts? to)\s+$", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:virements|movements|contracts|items|purchases|orders|tenders|payments|transactions|schemes|decisions|gifts)\b"
    r"(?:\s+(?:with a value|valued|of|worth|costing|valued at))?\s+"
    r"(?:in excess of|over|above|greater than|more than|less than|below|under|exceeding)\s+$",
    re.IGNORECASE,
)
_MOVEMENT = re.compile(
    r"\b(?:(?P<better>improvement|favourable movement|reduction)"
    r"|(?P<worse>deterioration|worsening|adverse movement|increase))\s+of\s+$",
    re.IGNORECASE,
)
_FROM_RESERVES = re.compile(
    r"\b(?:contributions?|transfers?|drawdown|use|release|appropriation|draw)\s+(?:from|of|to|on)\s+(?:\w+\s+){0,4}"
    r"(?:reserves?|balances?)\b[^.;,]{0,20}$",
    re.IGNORECASE,
)
_PART_MOVED = re.compile(
    r"^\s+of\s+[\w\s]{0,40}underspen\w+\s+(?:is|be|was|will be)\s+(?:transferred|used|carried|set aside)", re.IGNORECASE
)
_AIMED = re.compile(
    r"\b(?:aim|aims|aimed|aiming|hop\w+|ambition|target)\s+(?:is\s+|was\s+)?to\b[^.;]*\bto\s+$", re.IGNORECASE
)
_RESERVE_AFTER = re.compile(
    r"^\s+(?:(?:contribution|transfer|drawdown|drawn down|release|used|use)\s+(?:from|of)\s+(?:the\s+)?(?:\w+\s+){0,3}"
    r"(?:reserves?|balances?)\b|(?:of\s+)?(?:\w+\s+){0,2}reserves?\s+(?:is |are |were |was |to be )?(?:used|drawn))",
    re.IGNORECASE,
)
_FOR_OFFENCE = re.compile(r"[\w\s]{0,24}?\b(?:for|with regards? to|in terms of)\s+([\w\s-]{3,50})", re.IGNORECASE)
_COLUMN_MARK = re.compile(r"(?<![\w'’])[A-Z](?![\w'’])")
_NUMBER_ENDS = re.compile(
    r"\s*(?:[,.;()]|$|(?:in|have|has|will|were|was|and|from|with|by|at|on|this|during|eventually|compared|against)\b)",
    re.IGNORECASE,
)
_THAN = re.compile(r"\s*(?:\([^()]{0,12}\)\s*)?(?P<way>fewer|less|more|higher|lower)\s+than\b", re.IGNORECASE)
_ON_YEAR = re.compile(
    r"^\s+(?:up\s+|more\s+)?on\s+(?:(?:20)?\d\d/\d\d|(?:the\s+)?(?:previous|last|prior)\s+year)\b", re.IGNORECASE
)
_REACHED = re.compile(
    r"\b(?:reduced|fallen|fell|risen|rose|increased|grown|grew|dropped|down|up|decreased|reached)\s+to\s+"
    r"(?:just\s+)?(?:over\s+)?$",
    re.IGNORECASE,
)
_PER_HEAD = re.compile(r"\bper\s+(?:1,?000|10,?000|100,?000|thousand|head|household)\b", re.IGNORECASE)
_ANAPHORA = re.compile(
    r"\b(?:this|these|those|it|they|of which|of the remaining|remaining|includes|included|including|there was also|"
    r"a further|respectively|in addition|of this|of these|the balance|only|in total|both)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:charg|arrest|safeguard|killed|injur|convict|sentenc|detain|disrupt|crime|offen|suspect)", re.IGNORECASE
)
_KINDS = re.compile(r"^\s*(?:,|and)\s+(?:police\s+)?(?:staff|pcsos?|police|special|volunteers)", re.IGNORECASE)
_FTE = re.compile(r"\bftes?\b|\bfull[- ]time equivalents?\b|\bwte\b", re.IGNORECASE)
_CHANGE_BETWEEN = re.compile(r"\b(?P<down>less|fewer)\b|\b(?P<up>more)\b", re.IGNORECASE)
_CHANGING = {
    "grant",
    "precept",
    "original_budget",
    "revised_budget",
    "cost",
    "income",
    "forecast",
    "funding",
    "outturn",
}
_GENERAL = {"grant", "funding", "cost", "budget", "forecast", "income", "shortfall"}
_FAR = {"satisfaction_pct", "compliance_pct", "outcome_rate_pct"}
_CARRIED = {"grant", "funding"}
_PAST_SAVING = re.compile(
    r"\b(?:deliver|achiev|realis|made|saved|secured|saving over|further saving of)", re.IGNORECASE
)
_NOT_DELIVERED = re.compile(
    r"\b(?:under|non)[- ]?(?:deliver|achiev)|\bnot (?:yet )?(?:been )?(?:delivered|achieved|realised)", re.IGNORECASE
)
_SAVING_STATE = re.compile(
    r"^\s*(?:has|have|had|was|were)\s+(?:already\s+|now\s+|so far\s+|since\s+)?(?:been\s+)?"
    r"(?:(?P<done>delivered|achieved|realised|saved|made|secured)|identified|found)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|to be|to achieve|to deliver|to find|expected|on track|forecast|need|must|required|requirement|would|"
    r"planned|seek|target|aim)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a number means. `value` carries the sign that the words give it; `basis` is None where only they can say."""

    subject: str
    measure: str
    unit: str
    value: Decimal
    basis: str | None = None
    line: str | None = None
    standard_line: str | None = None
    role: str | None = None
    programme: str | None = None
    note: str | None = None
    cue: Cue | None = None


@dataclass(slots=True)
class Memory:
    """What was understood before: the amounts of a paper with their meaning, and the last sentences' figures."""

    amounts: dict[tuple[str, Decimal], Meaning]
    last: list[tuple[Mention, Meaning]]
    passage: list[tuple[Mention, Meaning]]
    lead: list[tuple[Mention, Meaning]]
    lead_text: str | None = None
    subject: str | None = None


@cache
def _money_topics() -> dict[str, dict[str, Any]]:
    return dict(load("prose")["money"])


@cache
def _percent_topics() -> dict[str, dict[str, Any]]:
    return dict(load("prose")["percent"])


@cache
def _counted() -> dict[str, dict[str, Any]]:
    return dict(load("prose")["counted"])


def understand(view: View, memory: Memory) -> Iterator[tuple[Mention, Meaning | None]]:
    """Each number of a sentence with its meaning, or None where the words do not establish one."""
    found: list[tuple[Mention, Meaning]] = []
    read: list[tuple[Mention, Meaning | None]] = []
    run_in = len(view.sentence.run_in or "") + view.sentence.marker if not view.sentence.before else 0
    for number in view.numbers:
        if number.end <= run_in + 2 and any(n.value == number.value and n.start > number.end for n in view.numbers):
            continue  # a heading says what the sentence after it says
        meaning = _READERS[number.kind](view, number, found, memory)
        last = read[-1] if read else None
        if meaning is not None and last is not None and last[1] is None and _same_range(last[0], number):
            found.append((last[0], _at_other_end(meaning, last[0])))
            read[-1] = found[-1]
        if meaning is not None:
            found.append((number, meaning))
        read.append((number, meaning))
    return iter(read)


def _same_range(one: Mention, two: Mention) -> bool:
    return one.kind == two.kind and one.qualifier == two.qualifier == "range" and two.start - one.end <= 8


def _at_other_end(meaning: Meaning, number: Mention) -> Meaning:
    sign = -1 if meaning.value < 0 else 1
    return replace(meaning, value=sign * abs(number.value))


def remember(memory: Memory, found: Sequence[tuple[Mention, Meaning]], same_passage: bool) -> None:
    """Take a sentence's figures into memory for the next."""
    if not same_passage:
        memory.passage = []
    memory.last = list(found)
    memory.passage = [*memory.passage, *found]
    for number, meaning in found:
        if _telling(number):
            memory.amounts[(number.kind, abs(number.value))] = meaning
        memory.subject = meaning.subject


def _telling(number: Mention) -> bool:
    digits = f"{abs(number.value):f}".replace(".", "").strip("0")
    return len(digits) >= MEMORY_DIGITS


def _direction(view: View, number: Mention) -> int:
    """1 or -1 for a number that its words make an increase or a fall, else 0."""
    after = _CHANGE_AFTER.match(view.after(number, 48))
    if after is not None and not _OF_SHARE.match(view.after(number)):
        return -1 if after["down"] else 1
    before = view.before(number, 110)
    match = _CHANGE_BEFORE.search(before)
    if match is not None:
        return -1 if match["down"] else 1
    went = _WENT.search(before)
    if went is not None:
        return -1 if went["down"] else 1
    if _BY.search(before):
        return _nearest_direction(view, number)
    return 0


def _nearest_direction(view: View, number: Mention) -> int:
    best: tuple[int, int] | None = None
    for section, sign in (("up", 1), ("down", -1)):
        for cue in view.cues(section):
            if cue.end <= number.start + 1:
                distance = view.distance(cue, number)
                if distance <= DIRECTION_REACH and (best is None or distance < best[0]):
                    best = (distance, sign)
    return best[1] if best else 0


# Money


def _read_money(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    if _UNIT_PRICE.match(view.after(number)) or _THRESHOLD.match(view.after(number)):
        return None
    if _LIMIT.search(view.before(number, 70)):
        return None
    value = abs(number.value)
    small = value < SMALL_GBP
    ranked = [
        item for item in view.ranked("money", number, 400 if small else REACH) if _speaks_of(view, item[1], number)
    ]
    if small:
        return _small_money(view, number, ranked, found, memory)
    parts = _part_of_variance(view, number, found)
    if parts is not None:
        return parts
    cue = ranked[0][1] if ranked else None
    if cue is None or ranked[0][0] > NEAR:
        known = memory.amounts.get(("money", value)) if _telling(number) else None
        if known is not None:
            return replace(known, cue=None)
    movement = _MOVEMENT.search(view.before(number, 40))
    if movement is not None and found and found[-1][1].measure == "variance":
        sign = -1 if movement["better"] else 1
        return replace(found[-1][1], measure="change", value=sign * abs(number.value), cue=None)
    if _PART_MOVED.match(view.after(number, 90)) or _RESERVE_AFTER.match(view.after(number, 70)):
        return Meaning("reserves", "transfer", "GBP", number.value)
    if found and found[-1][0].kind == "money" and _ON_YEAR.match(view.after(number, 40)):
        return replace(found[-1][1], measure="change", value=abs(number.value), cue=None)
    inherited = _inherited_money(view, number, found, memory, ranked)
    direction = _direction(view, number) if inherited is not None and inherited.measure in _CHANGING else 0
    extra = re.search(r"\b(?:extra|additional)\s+$", view.before(number, 14), re.IGNORECASE)
    if inherited is not None and inherited.measure in _CHANGING and (number.signed or extra) and not direction:
        direction = 1 if number.value > 0 else -1
    if inherited is not None and direction:
        return replace(inherited, measure="change", value=direction * abs(number.value), cue=None)
    if inherited is not None:
        return replace(inherited, value=_keep_sign(inherited, number), cue=None)
    if cue is None:
        return None
    if (
        cue.term == "forecast"
        and found
        and re.search(r"\b(?:which|that|it)\b[^.;]*\bto\s+$", view.text[found[-1][0].end : number.start], re.IGNORECASE)
    ):
        return replace(found[-1][1], value=number.value, cue=None)
    if cue.term == "forecast":
        cue = _forecast_of(view, cue) or cue
    return _money_meaning(view, number, cue, memory)


def _speaks_of(view: View, cue: Cue, number: Mention) -> bool:
    """General words after an amount speak of it only close by: `£0.35m … will be met by a grant` is no grant."""
    if cue.end <= number.start and re.search(
        r"\b(?:after|before|net of|excluding)\s+$", view.text[: cue.start], re.IGNORECASE
    ):
        return False
    if cue.term == "seized" and cue.end - cue.start <= len("worth of"):
        spoken = view.text[cue.start : cue.end].lower()
        if spoken.startswith("worth") and not vocabulary("worth_of").says(view.text):
            return False
    if cue.start >= number.end and cue.term in {"overspend", "underspend"}:
        return not _TOWARDS.search(view.text[number.end : cue.start])
    if cue.start < number.end or cue.term not in _GENERAL:
        return True
    gap = view.text[number.end : cue.start]
    return cue.start - number.end <= NEAR_AFTER and not re.search(r"[;:]|\b(?:met|offset|towards|that)\b", gap)


def _forecast_of(view: View, forecast: Cue) -> Cue | None:
    """What `total usable reserves are forecast to reduce from` forecasts: the noun before it, in its clause."""
    nouns = [
        cue
        for cue in view.cues("money")
        if cue.end <= forecast.start
        and forecast.start - cue.end <= 40
        and cue.term in {"reserves", "savings", "precept", "income", "grant", "treasury"}
        and view.edges_between(cue.end, forecast.start) == 0
    ]
    return nouns[-1] if nouns else None


def _keep_sign(meaning: Meaning, number: Mention) -> Decimal:
    if meaning.measure == "variance":
        if number.bracketed or number.value < 0:
            return -abs(number.value)
        return abs(number.value) if number.signed else abs(number.value) * (-1 if meaning.value < 0 else 1)
    if meaning.measure == "change":
        return abs(number.value) * (-1 if meaning.value < 0 else 1)
    return number.value


def _part_of_variance(view: View, number: Mention, found: list[tuple[Mention, Meaning]]) -> Meaning | None:
    """`higher costs +£1.6m … income (£0.6m)` after an overspend: what it is made up of."""
    if not (number.signed or number.bracketed):
        return None
    whole = next((m for _, m in found if m.measure == "variance"), None)
    if whole is None:
        return None
    near = view.nearest("money", number, 20)
    if near is not None and near.term in {"overspend", "underspend"}:
        return None
    value = -abs(number.value) if number.bracketed or number.value < 0 else abs(number.value)
    return replace(whole, value=value, line=None, standard_line=None, cue=None)


def _inherited_money(
    view: View,
    number: Mention,
    found: list[tuple[Mention, Meaning]],
    memory: Memory,
    ranked: Sequence[tuple[int, Cue]],
) -> Meaning | None:
    """The meaning that a number takes from the one that it goes on from, if no topic of its own stands near."""
    own = ranked[0][0] if ranked else 10_000
    weak = {"funding", "grant", "cost", "budget", "forecast"}
    head = found[-1] if found and found[-1][0].kind == "money" else None
    if head is not None:
        between = view.text[head[0].end : number.start]
        if re.search(r"\bcompared\s+(?:with|to)\s+$", between, re.IGNORECASE) and "(" in between:
            return head[1]
        listed = len(between) <= LISTED and re.match(
            r"\s*(?:\([^)]*\)\s*)?[)]*(?:,|;|and|or|to|plus|with|-|–|then|\s)*(?:\([^)]*\)|[\w\s'’&%-]){0,60}[(\s]*(?:c\.\s*|around\s+|about\s+|of\s+)?$",
            between,
            re.IGNORECASE,
        )
        part = re.search(r"\b(?:of which|of this|of these|including|includes)\b", between, re.IGNORECASE)
        further = re.search(
            r"\b(?:a further|another|an additional|a remaining)\s+$", view.before(number, 24), re.IGNORECASE
        )
        if further and head[1].cue is not None and (not ranked or ranked[0][0] > 0 or ranked[0][1].weight < STRONG):
            return _money_meaning(view, number, head[1].cue, memory)
        if part and head[1].cue is not None and (not ranked or ranked[0][1].weight < STRONG):
            return _money_meaning(view, number, head[1].cue, memory)
        if number.qualifier == "range" and head[0].qualifier == "range":
            return head[1]
        if (
            listed
            and (own > NEAR or (own > 8 and ranked and ranked[0][1].term in weak))
            and not _new_topic(view, head[0], number)
        ):
            return head[1]
        if own > 110:
            return head[1]
        return None
    opens = number.start <= view.sentence.marker + 3 or (found == [] and number.start < 8)
    if view.sentence.lead_in and memory.lead and opens and (own > 12 or (ranked and ranked[0][1].term in weak)):
        return memory.lead[-1][1]
    if own <= NEAR + 30 and not (ranked and ranked[0][1].term in weak and own > 10 and memory.lead):
        return None
    if view.sentence.lead_in and memory.lead:
        return memory.lead[-1][1]
    if own > 100 and _ANAPHORA.search(view.text) and memory.last:
        money = [m for n, m in memory.last if n.kind == "money"]
        return money[-1] if money else None
    if own > 100 and view.sentence.before and _ANAPHORA.search(view.text[: number.start][:40]):
        before = [c for c in vocabulary("money").find(view.sentence.before[-1]) if c.term in _CARRIED]
        if before:
            topic = _money_topics()[before[-1].term]
            return Meaning(
                topic["subject"], "grant" if before[-1].term == "funding" else topic["measure"], "GBP", number.value
            )
    return None


def _new_topic(view: View, head: Mention, number: Mention) -> bool:
    """Whether a wording of another topic stands between two amounts."""
    return any(head.end <= cue.start and cue.end <= number.start and cue.weight >= 8 for cue in view.cues("money"))


def _small_money(
    view: View,
    number: Mention,
    ranked: Sequence[tuple[int, Cue]],
    found: list[tuple[Mention, Meaning]],
    memory: Memory,
) -> Meaning | None:
    """Amounts of a few pounds: council tax and its rise; the ends of a range of grants; never a price."""
    value = abs(number.value)
    terms = {cue.term for _, cue in ranked}
    context = " ".join([view.text, *view.sentence.before[-1:]])
    tax = bool(terms & {"band_d", "precept", "council_tax"}) and vocabulary("changing").says(context) is not None
    about_tax = re.search(r"\b(?:precept|council tax|band d)\b", context, re.IGNORECASE) is not None
    if tax and about_tax:
        if found and found[-1][1].measure.startswith("band_") and _ON_YEAR.match(view.after(number, 40)):
            return Meaning("precept", "council_tax_increase", "GBP", number.value, cue=ranked[0][1])
        previous = next((item for item in reversed(found) if item[0].kind == "money"), None)
        joined = previous is not None and re.match(
            r"\s*(?:per annum|a year|per year)?\s*(?:\([^)]*\))?\s*(?:,?\s*or|,|equivalent to)\s*$",
            view.text[previous[0].end : number.start],
        )
        again = previous is not None and re.search(
            r"(?:\bequates to|\bequivalent to|\bor)\s*$", view.text[previous[0].end : number.start]
        )
        if previous is not None and (joined or again):
            rise = previous[1].measure == "council_tax_increase"
            return replace(previous[1], value=number.value) if rise and previous[0].kind == "money" else None
        band = _band_of(view, number)
        if band and re.search(r"\bto\s+$", view.before(number, 6)) and value > 50:
            return Meaning("precept", band, "GBP", number.value, cue=ranked[0][1])
        rises = _direction(view, number) or re.search(
            r"\b(?:additional|extra|further|increase|rise)\s+(?:of\s+)?(?:up to\s+)?$",
            view.before(number, 30),
            re.IGNORECASE,
        )
        near = ranked[0][1]
        if rises:
            return Meaning("precept", "council_tax_increase", "GBP", number.value, cue=near)
        if re.search(r"\bband d\b", view.before(number, 70) + view.after(number, 30), re.IGNORECASE) and value > 50:
            return Meaning("precept", "band_d", "GBP", number.value, cue=near)
        if re.search(r"\b(?:increase|additional|extra|rise|maximum|flexib|limit)", view.text, re.IGNORECASE):
            return Meaning("precept", "council_tax_increase", "GBP", number.value, cue=near)
        return None
    if number.qualifier == "range" and ranked and ranked[0][1].term in {"grant", "funding"}:
        return Meaning("funding", "grant", "GBP", number.value, cue=ranked[0][1])
    if ranked and ranked[0][1].term == "seized" and value >= 100:
        return Meaning("crime", "value", "GBP", number.value, "actual", cue=ranked[0][1])
    return None


def _band_of(view: View, number: Mention) -> str | None:
    """The council tax band that a charge is of: the last one named before it, in its sentence or the one before."""
    for text in (view.text[: number.start], *reversed(view.sentence.before[-1:])):
        bands = re.findall(r"\bband\s+([A-H])\b", text, re.IGNORECASE)
        if bands:
            return f"band_{bands[-1].lower()}"
    return None


def _money_meaning(view: View, number: Mention, cue: Cue, memory: Memory) -> Meaning | None:
    topic = _money_topics()[cue.term]
    if cue.term == "council_tax" and abs(number.value) >= SMALL_GBP:
        raised = re.search(r"\b(?:generat|rais|yield|increase|additional|extra)", view.text, re.IGNORECASE)
        return Meaning("precept", "change" if raised else "precept", "GBP", number.value, cue=cue)
    if cue.term == "cost" and abs(number.value) < SMALLEST_COST:
        return None
    subject, measure, value = topic["subject"], topic["measure"], number.value
    if number.bracketed:
        value = abs(value)
    if "sign" in topic:
        sign = topic["sign"]
        value = sign * abs(number.value)
        subject = "capital" if _is_capital(view, number, memory) else "budget"
        return Meaning(subject, measure, "GBP", value, None, cue=cue)
    if cue.term == "variance":
        value = -abs(number.value) if number.bracketed else number.value
        subject = "capital" if _is_capital(view, number, memory) else "budget"
        return Meaning(subject, measure, "GBP", value, cue=cue)
    if cue.term == "savings":
        return _saving(view, number, value, cue, memory)
    if cue.term in {"reserves", "reserve_transfer"}:
        return _reserves(view, number, value, cue)
    direction = _direction(view, number)
    if direction and cue.term in {
        "budget",
        "forecast",
        "cost",
        "pressure",
        "income",
        "grant",
        "funding",
        "precept",
        "capital_budget",
        "spend",
    }:
        subject = (
            "capital" if subject == "budget" and cue.term != "cost" and _is_capital(view, number, memory) else subject
        )
        return Meaning(subject, "change", "GBP", direction * abs(value), cue=cue)
    if cue.term in {"budget", "forecast", "spend", "outturn", "carried_forward", "brought_forward", "capital_budget"}:
        if cue.term not in {"carried_forward", "brought_forward", "capital_budget"}:
            subject = "capital" if _is_capital(view, number, memory) else "budget"
        coming = re.search(
            r"\b(?:forecast|projected|estimated|predicted|expected|anticipated)\b[\w\s-]{0,24}$",
            view.text[: cue.start],
            re.I,
        )
        spending = cue.term == "budget" and "expenditure" in view.text[cue.start : cue.end].lower()
        if coming and (cue.term == "outturn" or spending):
            measure = "forecast"
        if measure == "revised_budget":
            if re.search(r"\b(?:approved|original|proposed|set at|agreed in)\b", view.text, re.IGNORECASE):
                measure = "original_budget"
            forecast = view.nearest("money", number, 30)
            if (
                forecast is not None
                and forecast.term in {"forecast", "spend", "outturn"}
                and cue.term == "capital_budget"
            ):
                measure = _money_topics()[forecast.term]["measure"]
        return Meaning(subject, measure, "GBP", value, cue=cue)
    return Meaning(subject, measure, "GBP", value, cue=cue)


def _is_capital(view: View, number: Mention, memory: Memory) -> bool:
    """Whether an amount is of the capital programme: its sentence says so, else what stood before, else the heading."""
    capital, revenue = view.nearest("capital_words", number, 400), view.nearest("revenue_words", number, 400)
    if capital is not None and revenue is not None:
        return view.distance(capital, number) < view.distance(revenue, number)
    if capital is not None or revenue is not None:
        return capital is not None
    if memory.passage and view.sentence.before:
        return memory.passage[-1][1].subject == "capital"
    words = vocabulary("capital_words")
    if view.sentence.run_in and words.says(view.sentence.run_in):
        return True
    return bool(view.sentence.headings) and words.says(view.sentence.headings[-1]) is not None


def _saving(view: View, number: Mention, value: Decimal, cue: Cue, memory: Memory) -> Meaning:
    text = view.text
    start, end = min(cue.start, number.start), max(cue.end, number.end)
    near = text[max(start - 70, 0) : end + 60]
    if re.search(
        r"\b(?:delivered|achieved|realised)\s+(?:the\s+|over\s+|some\s+|around\s+)*$",
        view.before(number, 30),
        re.IGNORECASE,
    ):
        return Meaning("savings", "delivered", "GBP", value, "actual", cue=cue)
    after = _SAVING_STATE.match(view.after(number, 60))
    if after is not None:
        state = "delivered" if after["done"] else "identified"
        return Meaning("savings", state, "GBP", value, "actual" if after["done"] else None, cue=cue)
    if _NOT_DELIVERED.search(near):
        return Meaning("savings", "undelivered", "GBP", value, cue=cue)
    if re.search(r"\breinvest", near, re.IGNORECASE):
        return Meaning("savings", "reinvested", "GBP", value, cue=cue)
    if re.search(r"\bcosts? of\s+\W?$", view.before(number, 30), re.IGNORECASE):
        return Meaning("savings", "cost", "GBP", value, cue=cue)
    if re.search(
        r"\b(?:yet to be|not yet|still to be|unidentified|to be identified|remain(?:s|ing)? to be)\b",
        near,
        re.IGNORECASE,
    ):
        return Meaning("savings", "unidentified", "GBP", value, "required", cue=cue)
    if re.search(r"\b(?:requirement|required|need|needs|must|have to)\b", near, re.IGNORECASE):
        return Meaning("savings", "target", "GBP", value, "required", cue=cue)
    if re.search(r"\bidentified\b|\bfactored into\b", near, re.IGNORECASE):
        return Meaning("savings", "identified", "GBP", value, cue=cue)
    close = text[max(start - 45, 0) : end + 22]
    past, future = _PAST_SAVING.search(near), _FUTURE.search(close)
    done = re.search(r"\b(?:was|were)\s+(?:also\s+)?(?:a|an|further)?\b", text[max(start - 30, 0) : start])
    if re.search(r"\bon (?:track|course) to\b|\bexpected to be\b|\bforecast\b", near, re.IGNORECASE):
        return Meaning("savings", "forecast", "GBP", value, "forecast", cue=cue)
    same = [m for _, m in memory.passage if m.subject == "savings" and m.unit == "GBP"]
    if not past and not future and not done and same and re.search(r"\b(?:this|these|total)\b", close, re.IGNORECASE):
        return replace(same[-1], value=value, cue=cue)
    if (past or done) and not future:
        return Meaning("savings", "delivered", "GBP", value, "actual", cue=cue)
    return Meaning("savings", "target", "GBP", value, cue=cue)


def _reserves(view: View, number: Mention, value: Decimal, cue: Cue) -> Meaning:
    before = view.before(number, 60)
    if re.search(r"\b(?:stand|stands|stood|standing|balances? of|level of)\b[^.,]{0,16}$", before):
        return Meaning("reserves", "balance", "GBP", value, cue=cue)
    if _FROM_RESERVES.search(view.before(number, 110)):
        return Meaning("reserves", "transfer", "GBP", value, cue=cue)
    direction = _direction(view, number)
    if direction:
        return Meaning("reserves", "change", "GBP", direction * abs(value), cue=cue)
    if cue.term == "reserve_transfer":
        return Meaning("reserves", "transfer", "GBP", value, cue=cue)
    transfer = next((c for _, c in view.ranked("money", number, 70) if c.term == "reserve_transfer"), None)
    if transfer is not None and not re.search(r"\b(?:stand|stood|balance|level|from|to)\b\W*$", before):
        return Meaning("reserves", "transfer", "GBP", value, cue=transfer)
    return Meaning("reserves", "balance", "GBP", value, cue=cue)


# Percentages


def _read_percent(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    previous = found[-1] if found else None
    before, after = view.before(number, 90), view.after(number, 70)
    if (
        previous is not None
        and previous[0].kind == "money"
        and re.match(
            r"\s*(?:\(|,?\s+(?:or|representing|equivalent to|i\.e\.))\s*(?:about\s+|around\s+)?$",
            view.text[previous[0].end : number.start],
        )
    ):
        return _percent_of_money(number, previous[1])
    if (
        previous is not None
        and previous[0].kind == "count"
        and re.match(r"[\w\s-]{0,40}\(\s*$", view.text[previous[0].end : number.start])
    ):
        down = previous[1].measure in {"reduction"} or previous[1].value < 0
        if previous[1].measure in {"reduction", "increase", "change"}:
            return replace(
                previous[1], measure="change_pct", unit="percent", value=(-1 if down else 1) * abs(number.value)
            )
    if re.search(r"\b\d[\d,]*\s*\(\s*$", before) and (previous is None or previous[0].kind != "money"):
        return None
    represents = previous is not None and re.match(
        r"\W*(?:which\s+|this\s+)?(?:represents?|equates to|is equivalent to|equivalent to)\b[\w\s]{0,16}$",
        view.text[previous[0].end : number.start],
        re.IGNORECASE,
    )
    if previous is not None and represents and previous[0].kind == "money":
        return replace(previous[1], measure="share_pct", unit="percent", value=abs(number.value), cue=None)
    share = _OF_SHARE.match(after) is not None and not number.signed
    direction = _direction(view, number)
    if number.signed and number.worded:
        direction = 1 if number.value > 0 else -1
    elif number.signed and not share:
        direction = direction or (1 if number.value > 0 else -1)
    value = number.value if number.signed else abs(number.value)
    if share and number.worded and _OF_ANOTHER.match(after):
        return None
    goes_on = (
        previous is not None
        and previous[0].kind == "percent"
        and re.match(r"\s*(?:and|or|to|-|–|,)\s*(?:around\s+|about\s+)?$", view.text[previous[0].end : number.start])
    )
    if goes_on and previous is not None:
        sign = -1 if previous[1].value < 0 and previous[1].measure.endswith("change_pct") else 1
        return replace(previous[1], value=sign * value)
    saving = _saving_share(view, number, memory)
    if saving is not None and not direction:
        return replace(saving, value=value)
    if direction and not (share and not re.search(r"\b(?:increase|reduction|rise|fall|by)\b", before, re.IGNORECASE)):
        return _change(view, number, direction, value, found, memory)
    if share and not number.worded and _nearest_crime(view, number) is None:
        direction = 0
    ranked = view.ranked("percent", number, 120)
    ranked = ranked or [item for item in view.ranked("percent", number, 260) if item[1].term in _FAR]
    for _, cue in ranked:
        topic = _percent_topics()[cue.term]
        if topic["subject"] == "savings" or (cue.term == "budget_share_pct" and not share):
            continue
        if cue.term == "satisfaction_pct" and share and _nearest_crime(view, number, 14) is not None:
            continue
        if cue.term == "budget_share_pct" and _SAVING_IS.search(before):
            return Meaning("savings", "share_pct", "percent", value, cue=cue)
        if (
            cue.term in {"outcome_rate_pct", "compliance_pct", "satisfaction_pct", "answered_pct"}
            or not share
            or cue.term == "budget_share_pct"
        ):
            measure = cue.term.replace("budget_share_pct", "share_pct")
            if cue.term in {"pay_award_pct", "inflation_pct", "interest_rate_pct", "increase_pct"} and share:
                continue
            return Meaning(topic["subject"], measure, "percent", value, cue=cue)
    if previous is not None and previous[0].kind == "percent" and not share:
        sign = -1 if previous[1].value < 0 else 1
        named = [c for c in view.cues("offences") if previous[0].end <= c.start and c.end <= number.start]
        if previous[1].subject == "crime" and named:
            line, term = view.text[named[-1].start : named[-1].end], named[-1].term
            return replace(previous[1], value=sign * value, line=line, standard_line=term)
        return replace(previous[1], value=sign * value)
    if share or re.search(
        r"\b(?:accounted for|account for|represents?|equates to|makes? up|comprises?)\s+(?:\w+\s+){0,2}$",
        before,
        re.IGNORECASE,
    ):
        return _share(view, number, value, memory)
    offence = _nearest_crime(view, number)
    if offence is not None and (view.cues("up") or view.cues("down")):
        sign = _nearest_direction(view, number) or 1
        return Meaning("crime", "change_pct", "percent", sign * value, line=offence[0], standard_line=offence[1])
    if re.search(r"\b(?:average|target|level|standard)\s+of\s+$", before, re.IGNORECASE):
        return None
    if memory.last and (
        _ANAPHORA.search(view.text[:40]) or re.search(r"\b(?:every|each|additional)\s+(?:\w+\s+)?$", before, re.I)
    ):
        same = [m for n, m in memory.last if n.kind == "percent"]
        if same:
            return replace(same[-1], value=value)
    return None


def _percent_of_money(number: Mention, money: Meaning) -> Meaning | None:
    measure = {
        "variance": "variance_pct",
        "council_tax_increase": "increase_pct",
        "band_d": "increase_pct",
        "change": "change_pct",
    }.get(money.measure, "share_pct")
    sign = -1 if money.value < 0 and measure in {"variance_pct", "change_pct"} else 1
    return replace(money, measure=measure, unit="percent", value=sign * abs(number.value))


def _saving_share(view: View, number: Mention, memory: Memory) -> Meaning | None:
    """A share of savings: delivered, late, or not to be had; the sentence before may be what names the savings."""
    context = [view.text, *view.sentence.before[-1:]]
    if not any(phrase_list_money("savings").says(text) for text in context):
        return None
    ranked = [
        (d, c) for d, c in view.ranked("percent", number, 170) if _percent_topics()[c.term]["subject"] == "savings"
    ]
    own = phrase_list_money("savings").says(view.text) is not None
    others = [
        c
        for _, c in view.ranked("percent", number, 60)
        if _percent_topics()[c.term]["subject"] not in {"savings", "budget"}
    ]
    if not ranked or (others and not own):
        return None
    share = _OF_SHARE.match(view.after(number, 80))
    if share and re.match(
        r"\s+of\s+(?:\w+\s+){0,4}(?:budget|expenditure|spend)", view.after(number, 80), re.IGNORECASE
    ):
        return None
    cue = ranked[0][1]
    states = {"delivered_pct", "delayed_pct", "unachievable_pct"}
    after = [c for _, c in ranked if c.start >= number.end and c.term in states]
    later = view.text[number.end : number.end + 150]
    if after and re.search(r"\b(?:unachievable|double counted|not be achieved|undeliverable)\b", later, re.IGNORECASE):
        cue = next((c for c in after if c.term == "unachievable_pct"), cue)
    elif after:
        cue = after[0]
        if re.search(r"\b(?:taking longer|delayed|slipp)", later, re.IGNORECASE):
            cue = next((c for c in after if c.term == "delayed_pct"), cue)
    if cue.term == "target_pct" and not own:
        return None
    note = None
    return Meaning("savings", cue.term, "percent", number.value, None, cue=cue, note=note)


@cache
def phrase_list_money(topic: str) -> Any:
    """The wordings of one topic of money."""
    from extract.interpret.prose.cues import Words

    return Words({topic: load("prose")["money"][topic]["words"]})


def _change(
    view: View,
    number: Mention,
    direction: int,
    value: Decimal,
    found: list[tuple[Mention, Meaning]],
    memory: Memory,
) -> Meaning | None:
    """A change in per cent, and what it is a change of."""
    signed = direction * abs(value) if not number.signed else value
    candidates: list[tuple[int, str, Cue | None, tuple[str, str] | None]] = []
    for distance, cue in view.ranked("offences", number, 260):
        candidates.append((distance - 12, "crime", cue, (view.text[cue.start : cue.end], cue.term)))
    for distance, cue in view.ranked("changing", number, 200):
        candidates.append((distance, cue.term, cue, None))
    pay = view.nearest("percent", number, 80)
    if pay is not None and pay.term in {"pay_award_pct", "increase_pct", "inflation_pct", "interest_rate_pct"}:
        topic = _percent_topics()[pay.term]
        candidates.append((view.distance(pay, number) - 18, pay.term, pay, None))
    if candidates:
        best = min(candidates, key=lambda item: item[0])
        if best[1] in _percent_topics():
            topic = _percent_topics()[best[1]]
            return Meaning(topic["subject"], best[1], "percent", signed, cue=best[2])
        if best[1] == "crime" and best[3]:
            return Meaning(
                "crime", "change_pct", "percent", signed, line=best[3][0], standard_line=best[3][1], cue=best[2]
            )
        measure = "increase_pct" if best[1] == "precept" else "change_pct"
        if best[1] == "precept" and re.search(r"\btax\s?base\b", view.before(number, 60), re.IGNORECASE):
            measure = "tax_base_increase_pct"
        return Meaning(best[1], measure, "percent", signed, cue=best[2])
    if found and found[-1][0].kind == "money":
        share = _percent_of_money(number, replace(found[-1][1], value=Decimal(direction)))
        if share is not None and share.measure == "share_pct":
            return replace(share, measure="change_pct", value=signed)
        return share
    goes_on = re.match(r"^\W*(?:this|these|they|it|of)\b", view.text, re.IGNORECASE) is not None
    names_its_own = re.match(rf"\s+(?:{_UP_NOUN}|{_DOWN_NOUN})\s+in\b", view.after(number, 40), re.IGNORECASE)
    earlier = [*memory.last, *found] if goes_on or names_its_own is None else found
    previous = [m for n, m in earlier if n.kind == "percent"]
    if previous:
        return replace(previous[-1], measure="change_pct", value=signed, cue=None)
    offence = _offence_above(view)
    if offence:
        return Meaning("crime", "change_pct", "percent", signed, line=offence[0], standard_line=offence[1])
    return None


def _nearest_crime(view: View, number: Mention, reach: int = 220) -> tuple[str, str] | None:
    cue = view.nearest("offences", number, reach)
    return (view.text[cue.start : cue.end], cue.term) if cue else None


def _offence_above(view: View) -> tuple[str, str] | None:
    """The offence that the sentence before, the heading in the paragraph, or the one above it names."""
    for text in (*reversed(view.sentence.before), view.sentence.run_in, *reversed(view.sentence.headings[-1:])):
        found = vocabulary("offences").find(text) if text else []
        if found:
            return text[found[-1].start : found[-1].end] if text else "", found[-1].term
    return None


def _share(view: View, number: Mention, value: Decimal, memory: Memory) -> Meaning | None:
    after = view.text[number.end : number.end + 60]
    if re.search(
        r"\b(?:victims?|residents|respondents|people)\b[^.]{0,40}\b(?:satisf|surveyed|felt|feel)",
        view.text[number.end :],
        re.IGNORECASE,
    ):
        return Meaning("satisfaction", "satisfaction_pct", "percent", value)
    budget = view.nearest("percent", number, 60)
    if budget is not None and budget.term == "budget_share_pct":
        subject = memory.last[-1][1].subject if memory.last and view.numbers[:1] != [number] else "budget"
        return Meaning(subject, "share_pct", "percent", value, cue=budget)
    crime = re.match(
        r"\s+of\s+(?:the\s+|all\s+|these\s+|those\s+)?(?:[\w-]+\s+){0,3}(?:crimes?|offences|incidents|burglaries|suspects|offenders)",
        after,
        re.IGNORECASE,
    )
    if crime:
        offence = _nearest_crime(view, number, 120) or _offence_above(view)
        return Meaning(
            "crime",
            "share_pct",
            "percent",
            value,
            line=offence[0] if offence else None,
            standard_line=offence[1] if offence else None,
        )
    people = re.match(
        r"\s+of\s+(?:the\s+|all\s+|our\s+)?(?:[\w-]+\s+){0,2}(?:officers|staff|workforce|employees|pcsos)",
        after,
        re.IGNORECASE,
    )
    if people:
        return Meaning("workforce", "share_pct", "percent", value)
    calls = re.match(r"\s+of\s+(?:the\s+|all\s+)?(?:[\w-]+\s+){0,3}(?:calls|contacts?|demand)", after, re.IGNORECASE)
    if calls:
        return Meaning("demand", "share_pct", "percent", value)
    if re.match(
        r"\s+of\s+(?:the\s+|our\s+|its\s+|net\s+|total\s+)*(?:[\w-]+\s+){0,3}(?:budget|expenditure|funding|income|programme|precept)",
        after,
        re.IGNORECASE,
    ):
        return Meaning("budget", "share_pct", "percent", value)
    return None


# Counts


def _read_count(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    if number.worded and abs(number.value) <= 1:
        return None
    fewer = _THAN.match(view.after(number, 40))
    if fewer is not None and found and found[-1][0].kind == "count":
        sign = 1 if fewer["way"].lower() in {"more", "higher"} else -1
        return replace(found[-1][1], measure="change", value=sign * abs(number.value))
    duration = _duration(view, number, found)
    if duration is not None:
        return duration
    noun = _noun_after(view, number)
    if noun is not None:
        return _counted_meaning(view, number, noun, found, memory)
    previous = [(n, m) for n, m in found if n.kind == "count"]
    after = view.after(number, 24)
    ends = re.match(
        r"\s*(?:[,.;()]|$|(?:in|have|has|will|were|was|and|from|with|by|at|on|this|during|eventually|compared|against)\b)",
        after,
    )
    linked = _LINK.search(view.before(number, 50))
    if ends is None and not (number.qualifier == "range" and previous):
        return None
    nearest = _noun_before(view, number)
    if (
        previous
        and (nearest is None or nearest.end <= previous[-1][0].start)
        and (linked or previous[-1][0].qualifier == "range")
    ):
        base = previous[-1][1]
        if base.unit in {"hours", "minutes"}:
            return replace(base, value=number.value)
        measure = _people_measure(view, number, base.subject) if base.subject in {"workforce", "uplift"} else None
        return replace(base, value=number.value, measure=measure or base.measure, basis=None)
    if nearest is not None and linked:
        return _counted_meaning(view, number, (nearest, view.text[nearest.start : nearest.end], False), found, memory)
    if memory.last and linked and re.search(r"\b(?:up|down) from\s+$", view.before(number, 14), re.IGNORECASE):
        return replace(memory.last[-1][1], value=number.value)
    return None


def _duration(view: View, number: Mention, found: list[tuple[Mention, Meaning]]) -> Meaning | None:
    match = re.match(
        r"\s*(?:working\s+|officer\s+|staff\s+)?(hours|hrs|minutes|mins)\b", view.after(number, 28), re.IGNORECASE
    )
    if match is None:
        to_hours = re.match(r"\s*(?:hours?\s+)?to\s+[\d.]+\s*(hours|minutes)\b", view.after(number, 28), re.IGNORECASE)
        if to_hours is None:
            return None
        match = to_hours
    unit = "hours" if match[1].lower().startswith("h") else "minutes"
    average, saved = view.nearest("average_time", number, 130), view.nearest("time_saved", number, 90)
    if average is not None and (saved is None or view.distance(average, number) <= view.distance(saved, number)):
        return Meaning("demand", "average_time", unit, number.value, cue=average)
    if saved is not None:
        return Meaning("savings", "time_saved", unit, number.value, cue=saved)
    same = [m for n, m in found if m.unit == unit]
    return replace(same[-1], value=number.value) if same else None


def _noun_after(view: View, number: Mention) -> tuple[Cue, str, bool] | None:
    """The counted noun that a number stands before, its words, and whether it is in full-time equivalents."""
    text = view.text
    end = number.end + NOUN_REACH
    head: Cue | None = None
    first = number.end
    fte = False
    for cue in view.cues("counted"):
        if cue.start < number.end:
            continue
        if head is None:
            gap = text[number.end : cue.start]
            if cue.start > end or _STOPS.search(gap) or any(ch.isdigit() for ch in gap) or _COLUMN_MARK.search(gap):
                return None
            head = cue
        elif _one_noun(head, cue, text):
            fte = fte or head.term == "fte"
            head = cue
        else:
            break
    if head is None:
        return None
    if any(
        cue.start < head.end and head.start < cue.end and cue.end > head.end - 1 and cue.term == "not_counted"
        for cue in view.cues("not_counted")
    ):
        longer = next(c for c in view.cues("not_counted") if c.start < head.end and head.start < c.end)
        if longer.end - longer.start > head.end - head.start:
            return None
    following = re.match(r"\s+([a-z]+)", text[head.end : head.end + 24])
    if following and vocabulary("compound_ends").says(following[1]):
        return None
    if head.term == "fte":
        fte = True
    return head, text[first : head.end].strip(" ()"), fte or _FTE.search(text[number.end : head.end + 8]) is not None


def _one_noun(one: Cue, two: Cue, text: str) -> bool:
    """Whether two counted nouns are one: `officer posts`, `firearms incidents`, not `officers offences`."""
    if text[one.end : two.start].strip(" ()-/") or two.start - one.end > 3:
        return False
    subjects = _counted()[one.term]["subject"], _counted()[two.term]["subject"]
    return bool(subjects[0] == subjects[1])


def _noun_before(view: View, number: Mention) -> Cue | None:
    cues = [c for c in view.cues("counted") if c.end <= number.start and number.start - c.end <= BEFORE_REACH]
    spoken = [c for c in cues if c.term not in {"offenders", "property", "schools", "reach", "enforcement", "victims"}]
    if spoken:
        return spoken[-1]
    recruit = list(re.finditer(r"\brecruit(?:ing|ed|ment)?\b", view.text[: number.start], re.IGNORECASE))
    return (
        Cue(recruit[-1].start(), recruit[-1].end(), "recruits")
        if recruit and number.start - recruit[-1].end() <= BEFORE_REACH
        else None
    )


def _counted_meaning(
    view: View, number: Mention, noun: tuple[Cue, str, bool], found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    head, line, _ = noun
    entry = _counted()[head.term]
    subject, unit, value = entry["subject"], entry["unit"], number.value
    if subject in {"workforce"}:
        return _people(view, number, noun, found, memory)
    spoken = view.text[head.start : head.end].lower()
    if spoken in {
        "people",
        "persons",
        "drivers",
        "motorists",
        "children",
        "presentations",
        "sessions",
        "orders",
        "notices",
        "cases",
        "requests",
        "responses",
        "visits",
        "logs",
    }:
        if spoken in {"people", "persons", "drivers", "motorists"} and not _PEOPLE.search(view.text):
            return None
        if (
            number.worded
            and spoken in {"orders", "notices", "cases", "requests", "visits", "children"}
            and subject != "demand"
        ):
            return None
    if subject == "capital":
        return Meaning("capital", "vehicles", unit, value, line=line, cue=head)
    measure = "count"
    if subject in {"crime", "demand"} and (
        _PER_HEAD.search(view.text) or (re.search(r"\brate\b", view.before(number, 60)) and "." in f"{value}")
    ):
        cue = vocabulary("offences").find(view.text)
        return Meaning(
            subject, "rate_per_1000", "rate", value, line=line, standard_line=cue[0].term if cue else None, cue=head
        )
    between = _CHANGE_BETWEEN.search(line)
    if (
        number.signed
        or between
        or (subject in {"crime", "demand"} and _CHANGE_BEFORE.search(view.before(number, 40)) and not number.worded)
    ):
        down = (between and between["down"]) or (not between and not number.signed and _direction(view, number) < 0)
        measure, value = "change", -abs(value) if down else value
    offence = None
    if subject == "crime":
        cue = vocabulary("offences").find(line)
        near = (line, cue[-1].term) if cue else None
        if near is None and head.term in {"crimes", "incidents"}:
            other = _nearest_crime(view, number, 60)
            near = (line, other[1]) if other else None
        offence = near
    return Meaning(subject, measure, unit, value, line=line, standard_line=offence[1] if offence else None, cue=head)


def _people(
    view: View, number: Mention, noun: tuple[Cue, str, bool], found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    if abs(number.value) >= MOST_PEOPLE:
        return None
    head, line, fte = noun
    entry = _counted()[head.term]
    unit = "fte" if fte else entry["unit"]
    role = entry.get("role")
    if head.term == "fte":
        others = [c for c in view.cues("counted") if c.term in {"officers", "pcsos", "staff"}]
        close = min(others, key=lambda c: view.distance(c, number), default=None)
        role = _counted()[close.term].get("role") if close else None
    if _KINDS.match(view.text[head.end : head.end + 30]) and unit != "fte" and abs(number.value) > 50:
        unit, role = "headcount", None
    if head.term == "members":
        context = " ".join([view.text, *view.sentence.before[-1:]])
        of_team = re.search(r"\b(?:team|unit|squad)\b", context, re.IGNORECASE)
        if (
            number.worded
            or not of_team
            or re.search(r"\b(?:panel|board|committee|council)\b", view.text, re.IGNORECASE)
        ):
            return None
    subject = "workforce"
    context = " ".join(filter(None, (view.text, view.sentence.run_in)))
    uplift = phrase_list("uplift", "words").find(context)
    sticky = memory.subject == "uplift" and re.search(r"\bprogramme\b|\bposts\b|\ballocat", view.text, re.IGNORECASE)
    if not sticky and view.sentence.before:
        sticky = re.search(r"\buplift\b", view.sentence.before[-1], re.IGNORECASE) and re.search(
            r"\b(?:scheme|programme|additional|round|allocat\w+|target)\b", view.text, re.IGNORECASE
        )
    measure = None
    beside = [(n, m) for n, m in found if m.subject in {"workforce", "uplift"}]
    if beside and _OR_FURTHER.match(view.text[beside[-1][0].end : number.start]):
        measure, subject = beside[-1][1].measure, beside[-1][1].subject
    elif (uplift or sticky) and unit in {"officers", "posts", "fte"}:
        measure = _uplift_measure(view, number, unit)
        subject = "uplift"
    if measure is None:
        measure = _people_measure(view, number, subject)
    value = number.value
    if measure is None:
        measure = (
            "strength"
            if re.search(r"\b(?:has|have|employs?|are|is|with)\s+(?:\w+\s+){0,2}$", view.before(number, 30))
            else "count"
        )
        if measure == "count" and number.worded:
            return None
    if measure == "reduction":
        value = abs(value)
    programme = _programme(view, number, measure) if subject == "uplift" else None
    return Meaning(subject, measure, unit, value, line=line, role=role, programme=programme, cue=head)


def _programme(view: View, number: Mention, measure: str) -> str | None:
    """The programme that officers come from: the one named in their clause, else the first of the vocabulary."""
    near = [c for d, c in view.ranked("programmes", number, 120) if not view.edges_between(*_between(c, number))]
    if near:
        return near[0].term
    others = [c for c in view.cues("programmes") if c.term != "precept"]
    if others:
        return others[0].term
    return None if measure == "total" else next(iter(load("prose")["programmes"]))


def _between(cue: Cue, number: Mention) -> tuple[int, int]:
    return (cue.end, number.start) if cue.end <= number.start else (number.end, cue.start)


def _people_measure(view: View, number: Mention, subject: str) -> str | None:
    """What a count of people in work is: the wording before the number first, then the one after."""
    if subject == "uplift":
        return _uplift_measure(view, number, "officers")
    clause = view.before(number, 120)
    if re.search(r"\btargets?\b[^,;.]*\b(?:was|is|of|were|to)\s+$", clause, re.IGNORECASE):
        return "target"
    if re.match(r"\s*(?:have|has|were|was)\s+(?:now\s+|since\s+)?(?:been\s+)?recruited\b", view.after(number, 40)):
        return "recruited"
    if re.search(r"\b(?:potential|possib\w+)\s+for\b[\w\s]{0,24}$", clause, re.IGNORECASE):
        return "planned"
    if re.search(
        r"\b(?:aim|aims|aimed|aiming|hop\w+|ambition|target)\s+(?:is\s+|was\s+)?to\b[^.;]*\bto\s+$",
        clause,
        re.IGNORECASE,
    ):
        return "target"
    if _REACHED.search(clause):
        return "strength"
    if re.search(r"\bexceed\w*\b[^.,;]*\btarget by\s+$", clause, re.IGNORECASE):
        return "above_target"
    bringing = re.search(r"\b(?:to|total(?:ling)?(?: number)?(?: of)?(?: \w+){0,2} to)\s+$", view.before(number, 40))
    if _RECRUIT.search(clause):
        return "planned"
    if re.search(r"\b(?:lost|losing|lose|shed)\s+(?:[a-z]+\s+){0,2}$", clause, re.IGNORECASE):
        return "reduction"
    by = _BY.search(view.before(number, 20))
    if by is not None and _nearest_direction(view, number):
        return "increase" if _nearest_direction(view, number) > 0 else "reduction"
    if bringing and re.search(r"\bbringing|\bincreas|\brise|\bgrow|\btotal", view.text[: number.start], re.IGNORECASE):
        return "strength"
    best: tuple[int, str] | None = None
    for distance, cue in view.ranked("workforce", number, 100):
        if cue.start >= number.end and view.edges_between(number.end, cue.start):
            continue
        cost = distance + (14 if cue.start >= number.end else 0)
        if best is None or cost < best[0]:
            best = (cost, cue.term)
    return best[1] if best else None


def _uplift_measure(view: View, number: Mention, unit: str) -> str:
    if _RECRUIT.search(view.before(number, 50)):
        return "planned"
    if re.search(r"\bexceed\w*\b[^.,;]*\btarget by\s+$", view.before(number, 70), re.IGNORECASE):
        return "above_target"
    if unit == "posts":
        return "posts_allocated"
    best: tuple[int, str] | None = None
    uplift = load("prose")["uplift"]
    for term in uplift:
        if term in {"words", "posts_allocated"}:
            continue
        for cue in phrase_list("uplift", term).find(view.text):
            distance = view.distance(cue, number) + (12 if cue.start >= number.end else 0)
            if distance <= 140 and (best is None or distance < best[0]):
                best = (distance, term)
    if best is None:
        return "allocation"
    if best[1] == "allocation" and re.search(r"\bposts?\b", view.after(number, 24), re.IGNORECASE):
        return "posts_allocated"
    return best[1]


# Ranks and multiples


def _read_rank(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    previous = [m for n, m in found if n.kind == "rank"]
    tail = number.tail or ""
    near = view.nearest("ranked", number, 120)
    if re.search(r"fund", tail, re.IGNORECASE):
        return Meaning("funding", "rank", "rank", number.value)
    if near is None:
        if previous:
            return replace(previous[-1], value=number.value)
        above = [m for n, m in memory.last if n.kind == "rank"]
        return replace(above[-1], value=number.value) if above else None
    if previous and view.distance(near, number) > 60:
        return replace(previous[-1], value=number.value)
    measure = "rate_rank" if near.term == "crime" else "rank"
    offence = None
    if near.term == "crime":
        offence = _nearest_crime(view, number, 120)
    told = _FOR_OFFENCE.match(view.text[number.end : number.end + 90])
    named = vocabulary("offences").find(told[1]) if told and near.term == "crime" else []
    if told and named:
        offence = told[1][named[0].start : named[0].end], named[0].term
    return Meaning(
        near.term,
        measure,
        "rank",
        number.value,
        line=offence[0] if offence else None,
        standard_line=offence[1] if offence else None,
        cue=near,
    )


def _read_multiple(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    offence = view.nearest("offences", number, 60)
    team = view.nearest("teams", number, 80)
    growth = _nearest_direction(view, number)
    if growth == 0:
        return None
    if team is not None and (
        offence is None or view.distance(team, number) <= view.distance(offence, number) or team.start > offence.start
    ):
        words = [c for c in view.cues("teams") if c == team]
        return Meaning(
            "workforce", "growth_factor", "multiple", number.value, "actual", line=_phrase_to(view, words[0]), cue=team
        )
    if offence is not None:
        return Meaning(
            "crime",
            "growth_factor",
            "multiple",
            number.value,
            "actual",
            line=view.text[offence.start : offence.end],
            standard_line=offence.term,
            cue=offence,
        )
    return None


def _phrase_to(view: View, cue: Cue) -> str:
    """The capitalised words that end in a wording: `Rural Crime Team`."""
    match = re.search(r"(?:[A-Z][\w'’&-]*\s+)*[\w'’-]+$", view.text[: cue.end])
    return match[0] if match else view.text[cue.start : cue.end]


_READERS = {
    "money": _read_money,
    "percent": _read_percent,
    "count": _read_count,
    "rank": _read_rank,
    "multiple": _read_multiple,
}
