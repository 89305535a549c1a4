"""Amounts of money in prose: budgets and variances, savings, reserves, grants, council tax and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from extract.interpret.prose.beside import (
    CHANGING,
    INCOME,
    SAVING_STATE,
    SPENDING,
    TO_BE_USED,
    keep_sign,
    the_change,
    told_beside,
)
from extract.interpret.prose.charges import HEAD, ON_YEAR, small_money
from extract.interpret.prose.cues import REACH, Cue, View, vocabulary
from extract.interpret.prose.meaning import ANAPHORA, Meaning, Memory, direction_of, is_telling
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.surroundings import savings_state
from extract.vocabulary import load

NEAR = 24  # a topic farther than this yields to the same amount said before
SMALLEST_COST = 5000  # a smaller cost is what somebody is paid or charged
SMALL_GBP = 1000  # money below this is an amount of council tax, or the price of something
STRONG = 20  # a topic of this weight is of a part what the whole's topic is not
NEAR_AFTER = 40  # general words farther after an amount speak of something else
LISTED = 140  # characters between two amounts of one list
_UNIT_PRICE = re.compile(
    r"^\s*(?:an?|per|each|/)\s*(?:litre|hour|day|mile|head|person|officer|unit|call|shift|kwh|barrel|meal|night)\b|^\s*for\s+half\b",
    re.IGNORECASE,
)
_THRESHOLD = re.compile(r"^\s*(?:or|and)\s+(?:more|above|over|less|below|under)\b", re.IGNORECASE)
_RULED = re.compile(r"^\s+(?:needs?|requires?|must|have to|has to|should be|are subject|is subject)\b", re.IGNORECASE)
_POLICING_COSTS = re.compile(
    r"\b(?:net cost|cost of (?:the force|policing)|spend\w*|funding|grant|budget|precept)\b", re.IGNORECASE
)
_NO_GRANT = re.compile(
    r"\bawards? of (?:an? )?\d[\d.]*\s?(?:%|per)"
    r"|\b(?:insurance|general|pension|collection|hardship|sinking) funds?\b|\bfund['’]s\b",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(
    r"\b(?:over|above|more than|exceeding|in excess of|under|below|(?<!not )(?<!no )less than|up to)\s+$", re.IGNORECASE
)
_TOWARDS = re.compile(r"\b(?:towards|to meet|to fund|to cover|to offset|against|because of|due to)\b", re.IGNORECASE)
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
_RESERVE_AFTER = re.compile(
    r"^\s+(?:(?:contribution|transfer|drawdown|drawn down|release|used|use)\s+(?:from|of)\s+(?:the\s+)?(?:\w+\s+){0,3}"
    r"(?:reserves?|balances?)\b|(?:in)?to\s+the\s+(?:[\w-]+\s+){1,6}reserve\b"
    r"|(?:of\s+)?(?:\w+\s+){0,2}reserves?\s+(?:is |are |were |was |to be )?(?:used|drawn))",
    re.IGNORECASE,
)
_OF_VARIANCES = re.compile(r"\b(?:varian\w+|under-?spend\w*|over-?spend\w*|pressures)\b", re.IGNORECASE)
_A_SAVING = re.compile(r"\ba\s+saving\s+of\s+(?:about\s+|around\s+)?£", re.IGNORECASE)
_SHOWS_SAVING = re.compile(r"\bshow(?:s|ed|ing)?\s+an?\s+(?:£\S+\s+(?:million\s+)?)?saving\b", re.IGNORECASE)
_POSSIBLE = re.compile(r"^\s+(?:might|could|may)\b", re.IGNORECASE)
_CAME_TO = re.compile(
    r"\b(?:came|amounted|added up)\s+to\s+(?:\w+\s+){0,2}$|\btotalled\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_CLOSED = re.compile(r"\b(?:closed|ended|finished)\b[^.;]{0,30}\bwith\s+(?:an?\s+)?$", re.IGNORECASE)
_SO_FAR = re.compile(r"\bto date\b|\bso far\b|\bmonths\s+to\b|\bmonths\s+ended\b|\bhalf[- ]year\b", re.IGNORECASE)
_GENERAL = {"grant", "funding", "cost", "budget", "forecast", "income", "shortfall"}
_CARRIED = {"grant", "funding"}
_EXPECTED = re.compile(r"\b(?:expect|forecast|anticipat|project|grow|predict)\w*\b", re.IGNORECASE)
_PAST_SAVING = re.compile(
    r"\b(?:deliver|achiev|realis|made|saved|secured|saving over|further saving of)", re.IGNORECASE
)
_NOT_DELIVERED = re.compile(
    r"\b(?:under|non)[- ]?(?:deliver|achiev)|\bnot (?:yet )?(?:been )?(?:delivered|achieved|realised)", re.IGNORECASE
)
_IS_EXPECTED = re.compile(
    r"\bon (?:track|course) to\b|\bexpected to be\b|\bforecast\b|\bexpects? to (?:deliver|achieve|save|make|realise)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:depends? on|rel(?:y|ies) on|predicated on|will|to be|to achieve|to deliver|to find|expected|on track"
    r"|forecast|need|must|required|requirement|would|planned|seek|target|aim)\b",
    re.IGNORECASE,
)


@cache
def _money_topics() -> dict[str, dict[str, Any]]:
    return dict(load("prose")["money"])


def read_money(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """An amount of money: its topic by the words near it, or by what it goes on from; None without either."""
    if is_price_or_limit(view, number):
        return None
    value = abs(number.value)
    small = value < SMALL_GBP
    ranked = [
        item for item in view.ranked("money", number, 400 if small else REACH) if _speaks_of(view, item[1], number)
    ]
    if small:
        return small_money(view, number, ranked, found, memory)
    parts = _part_of_variance(view, number, found)
    if parts is not None:
        return parts
    cue = ranked[0][1] if ranked else None
    known = memory.amounts.get(("money", value)) if is_telling(number) else None
    if known is not None and (
        cue is None or ranked[0][0] > NEAR or (cue.term in _GENERAL and known.subject in {"capital", "reserves"})
    ):
        return replace(known, cue=None)
    told = told_beside(view, number, found, memory)
    if told is not None:
        return told
    movement = _MOVEMENT.search(view.before(number, 40))
    if movement is not None and found and found[-1][1].measure == "variance":
        sign = -1 if movement["better"] else 1
        return replace(found[-1][1], measure="change", value=sign * abs(number.value), cue=None)
    if _PART_MOVED.match(view.after(number, 90)) or _RESERVE_AFTER.match(view.after(number, 70)):
        return Meaning("reserves", "transfer", "GBP", number.value)
    if found and found[-1][0].kind == "money" and ON_YEAR.match(view.after(number, 40)):
        return replace(found[-1][1], measure="change", value=abs(number.value), cue=None)
    inherited = _inherited_money(view, number, found, memory, ranked)
    direction = direction_of(view, number) if inherited is not None and inherited.measure in CHANGING else 0
    extra = re.search(r"\b(?:extra|additional)\s+$", view.before(number, 14), re.IGNORECASE)
    if inherited is not None and inherited.measure in CHANGING and (number.signed or extra) and not direction:
        direction = 1 if number.value > 0 else -1
    if inherited is not None and direction:
        return replace(inherited, measure="change", value=direction * abs(number.value), cue=None)
    if inherited is not None:
        return replace(inherited, value=keep_sign(inherited, number), cue=None)
    if cue is None:
        return the_change(view, number, memory)
    if (
        cue.term == "forecast"
        and found
        and re.search(r"\b(?:which|that|it)\b[^.;]*\bto\s+$", view.text[found[-1][0].end : number.start], re.IGNORECASE)
    ):
        return replace(found[-1][1], value=number.value, cue=None)
    if cue.term == "forecast":
        cue = _forecast_of(view, cue) or cue
    return _money_meaning(view, number, cue, memory)


def _of_income(view: View, number: Mention, cue: Cue) -> bool:
    """Whether what stands above or below its budget is income: more of it is favourable."""
    spoken = view.text[cue.start : cue.end].lower()
    before = view.text[: number.start]
    return (
        re.search(r"\b(?:budget|planned|plan)\b", spoken) is not None
        and INCOME.search(before) is not None
        and SPENDING.search(before) is None
    )


def is_price_or_limit(view: View, number: Mention) -> bool:
    """Whether an amount is what one of something costs, or a sum from which a rule applies: no figure of the body."""
    after = view.after(number)
    if HEAD.match(after) and _POLICING_COSTS.search(view.text):
        return False
    ruled = _RULED.match(after) and _MORE_THAN.search(view.before(number, 24))
    return bool(ruled or _UNIT_PRICE.match(after) or _THRESHOLD.match(after) or _LIMIT.search(view.before(number, 70)))


def _speaks_of(view: View, cue: Cue, number: Mention) -> bool:
    """General words after an amount speak of it only close by: `£0.35m … will be met by a grant` is no grant."""
    if cue.end <= number.start and re.search(
        r"\b(?:after|before|net of|excluding)\s+$", view.text[: cue.start], re.IGNORECASE
    ):
        return re.match(r"\s+of\s+(?:\w+\s+)?$", view.text[cue.end : number.start]) is not None
    if cue.term == "grant" and _NO_GRANT.search(view.text[max(cue.start - 20, 0) : cue.end + 12]):
        return False
    if cue.term == "seized" and cue.end - cue.start <= len("worth of"):
        spoken = view.text[cue.start : cue.end].lower()
        if spoken.startswith("worth") and not vocabulary("worth_of").says(view.text):
            return False
    if cue.start >= number.end and cue.term in {"overspend", "underspend"}:
        if view.text[cue.start : cue.end].lower().endswith(" by"):
            return False
        return not _TOWARDS.search(view.text[number.end : cue.start])
    if cue.start < number.end or cue.term not in _GENERAL:
        return True
    gap = view.text[number.end : cue.start]
    return cue.start - number.end <= NEAR_AFTER and not re.search(
        r"[;:]|,\s+and\b|\b(?:met|offset|towards|that)\b", gap
    )


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
            goes_on = head[1] if head[1].cue is not None else replace(head[1], line=None, standard_line=None)
            return replace(goes_on, basis=None) if ";" in between else goes_on
        if own > 110:
            return head[1]
        return None
    opens = number.start <= view.sentence.marker + 3 or (found == [] and number.start < 8)
    lead = [m for n, m in memory.lead if n.kind == "money"]
    if view.sentence.lead_in and lead and opens and (own > 12 or (ranked and ranked[0][1].term in weak)):
        return lead[-1]
    if own <= NEAR + 30 and not (ranked and ranked[0][1].term in weak and own > 10 and lead):
        return None
    if view.sentence.lead_in and lead:
        return lead[-1]
    if own > 100 and ANAPHORA.search(view.text[: number.start]) and memory.last:
        money = [m for n, m in memory.last if n.kind == "money"]
        if money and money[-1].subject == "savings" and _EXPECTED.search(view.text[: number.start]):
            return replace(money[-1], measure="forecast", basis="forecast")
        return money[-1] if money else None
    if own > 100 and view.sentence.before and ANAPHORA.search(view.text[: number.start][:40]):
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
    if cue.term == "underspend" and re.search(r"\bcollection funds?\b", view.text, re.IGNORECASE):
        return Meaning("precept", "collection_fund_surplus", "GBP", abs(value), cue=cue)
    if cue.term == "shortfall" and re.search(r"\bcollection funds?\b", view.text, re.IGNORECASE):
        return Meaning("precept", "collection_fund_deficit", "GBP", abs(value), cue=cue)
    if "sign" in topic:
        sign = -topic["sign"] if _of_income(view, number, cue) else topic["sign"]
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
    direction = direction_of(view, number)
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
        spent = cue.term == "budget" and not coming and _was_spent(view, number, cue)
        if spent:
            return Meaning(subject, spent, "GBP", value, "actual", cue=cue)
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


def _was_spent(view: View, number: Mention, cue: Cue) -> str | None:
    """What `net expenditure` is where the words say that it was spent: so far, or in a year that is over."""
    if "expenditure" not in view.text[cue.start : cue.end].lower() or cue.start > number.start:
        return None
    if not (_CAME_TO.search(view.text[cue.end : number.start]) or _CLOSED.search(view.text[: cue.start])):
        return None
    return "spend_to_date" if _SO_FAR.search(view.text[: number.start]) else "outturn"


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
    if _POSSIBLE.match(view.after(number, 24)):
        return Meaning("savings", "potential", "GBP", value, "scenario", cue=cue)
    varies = bool(view.sentence.headings) and _OF_VARIANCES.search(view.sentence.headings[-1]) is not None
    if (varies and _A_SAVING.search(text)) or _SHOWS_SAVING.search(text):
        return Meaning("budget", "variance", "GBP", -abs(value), cue=cue)
    start, end = min(cue.start, number.start), max(cue.end, number.end)
    near = text[max(start - 70, 0) : end + 60]
    if re.search(
        r"\b(?:delivered|achieved|realised)\s+(?:the\s+|over\s+|some\s+|around\s+)*$",
        view.before(number, 30),
        re.IGNORECASE,
    ):
        return Meaning("savings", "delivered", "GBP", value, "actual", cue=cue)
    after = SAVING_STATE.match(view.after(number, 60))
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
    if _IS_EXPECTED.search(near):
        return Meaning("savings", "forecast", "GBP", value, "forecast", cue=cue)
    same = [m for _, m in memory.passage if m.subject == "savings" and m.unit == "GBP"]
    if not past and not future and not done and same and re.search(r"\b(?:this|these|total)\b", close, re.IGNORECASE):
        return replace(same[-1], value=value, cue=cue)
    if (past or done) and not future:
        return Meaning("savings", "delivered", "GBP", value, "actual", cue=cue)
    if savings_state(view) == "delivered" and not future:
        return Meaning("savings", "delivered", "GBP", value, "actual", cue=cue)
    return Meaning("savings", "target", "GBP", value, cue=cue)


def _reserves(view: View, number: Mention, value: Decimal, cue: Cue) -> Meaning:
    before = view.before(number, 60)
    if re.search(r"\b(?:stand|stands|stood|standing|balances? of|level of)\b[^.,]{0,16}$", before):
        return Meaning("reserves", "balance", "GBP", value, cue=cue)
    if TO_BE_USED.match(view.after(number, 40)):
        return Meaning("reserves", "transfer", "GBP", value, "planned", cue=cue)
    if _FROM_RESERVES.search(view.before(number, 110)):
        return Meaning("reserves", "transfer", "GBP", value, cue=cue)
    direction = direction_of(view, number)
    if direction:
        return Meaning("reserves", "change", "GBP", direction * abs(value), cue=cue)
    if cue.term == "reserve_transfer":
        return Meaning("reserves", "transfer", "GBP", value, cue=cue)
    transfer = next((c for _, c in view.ranked("money", number, 70) if c.term == "reserve_transfer"), None)
    if transfer is not None and not re.search(r"\b(?:stand|stood|balance|level|from|to)\b\W*$", before):
        return Meaning("reserves", "transfer", "GBP", value, cue=transfer)
    return Meaning("reserves", "balance", "GBP", value, cue=cue)
