"""Amounts of money in prose: budgets and variances, savings, reserves, grants, council tax and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from extract.interpret.prose.cues import REACH, Cue, View, vocabulary
from extract.interpret.prose.meaning import ANAPHORA, Meaning, Memory, direction_of, is_telling
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.surroundings import savings_state, subjects_around
from extract.vocabulary import load

NEAR = 24  # a topic farther than this yields to the same amount said before
SMALLEST_COST = 5000  # a smaller cost is what somebody is paid or charged
SMALL_GBP = 1000  # money below this is an amount of council tax, or the price of something
SMALLEST_CHARGE = 20  # pounds a year for a household
STRONG = 20  # a topic of this weight is of a part what the whole's topic is not
NEAR_AFTER = 40  # general words farther after an amount speak of something else
LISTED = 140  # characters between two amounts of one list
_UNIT_PRICE = re.compile(
    r"^\s*(?:an?|per|each|/)\s*(?:litre|hour|day|mile|head|person|officer|unit|call|shift|kwh|barrel|meal|night)\b|^\s*for\s+half\b",
    re.IGNORECASE,
)
_PER_PERIOD = re.compile(r"^\s+(?:a|per|each|every)\s+(?:week|month|year)\b", re.IGNORECASE)
_THRESHOLD = re.compile(r"^\s*(?:or|and)\s+(?:more|above|over|less|below|under)\b", re.IGNORECASE)
_RULED = re.compile(r"^\s+(?:needs?|requires?|must|have to|has to|should be|are subject|is subject)\b", re.IGNORECASE)
_HEAD = re.compile(r"^\s*(?:a|per)\s+(?:head|resident|person)\b", re.IGNORECASE)
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
    r"(?:reserves?|balances?)\b|to\s+the\s+(?:[\w-]+\s+){1,6}reserve\b"
    r"|(?:of\s+)?(?:\w+\s+){0,2}reserves?\s+(?:is |are |were |was |to be )?(?:used|drawn))",
    re.IGNORECASE,
)
_TO_BE_USED = re.compile(
    r"^\s+(?:will|is to|are to|would|is due to|is expected to)\s+be\s+(?:used|drawn|applied|spent|released)\b",
    re.IGNORECASE,
)
_ON_YEAR = re.compile(
    r"^\s+(?:up\s+|more\s+)?on\s+(?:(?:20)?\d\d/\d\d|(?:the\s+)?(?:previous|last|prior)\s+year)\b", re.IGNORECASE
)
_BETTER = re.compile(
    r"^\s+(?:(?P<better>better|more favourable|improved)|(?P<worse>worse|more adverse))\b", re.IGNORECASE
)
_UNDER_OVER = re.compile(
    r"^\s+(?:(?P<under>under|underspent|inside|below|within budget)|(?P<over>over|overspent))"
    r"(?:\s*(?:[.,;)]|$|(?:and|in|for|at)\b)"
    r"|\s+(?:because|as|due|owing|thanks)\b|\s+(?:it|that|them)\b"
    r"|\s+(?:the\s+|its\s+|our\s+|an?\s+)?(?:\w+\s+){0,2}(?:budget|estimate)\b)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:against|out of|within)\s+(?:an?|the|its|our)\s+(?:\w+\s+){0,3}?"
    r"(?:budget|programme|target|plan|allocation|provision)\s+of\s+(?:(?:about|around|some)\s+)?$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^\s+(?:(?:was|were|has been|have been)\s+)?(?:spent\s+|achieved\s+|delivered\s+|identified\s+)?"
    r"(?:out\s+)?of\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_TO_LEVEL = re.compile(r"\b(?:to|at)\s+(?:(?:just|about|around|over|under|almost|nearly)\s+){0,2}$", re.IGNORECASE)
_ONLY_TO = re.compile(r"(?<!\bby)\s+to\s+(?:(?:just|about|around|over|under|almost|nearly|no|more|less|than)\s+){0,3}$")
_OR = re.compile(
    r"^[^.;:]{0,40}?,?\s*(?:or|i\.e\.|equal to|which is|equivalent to)\s+(?:about\s+|around\s+)?$", re.IGNORECASE
)
_KEPT = re.compile(r"\b(?:kept|hold|held|holding|minimum|policy|maintain\w*|at least|strategy)\b", re.IGNORECASE)
_FOLLOWED_BY = re.compile(r"\b(?:followed by|and then)\s+(?:a further\s+|about\s+|around\s+)?$", re.IGNORECASE)
_HAS_NOT = re.compile(r"^\s+(?:has|have|had)\s+not\s*(?:yet\s*)?(?:[.,;]|$|been)", re.IGNORECASE)
_MET_BY = re.compile(r"\b(?:met|financed|funded|paid for)\s+(?:by|from|through)\b", re.IGNORECASE)
_OF_VARIANCES = re.compile(r"\b(?:varian\w+|under-?spend\w*|over-?spend\w*|pressures)\b", re.IGNORECASE)
_A_SAVING = re.compile(r"\ba\s+saving\s+of\s+(?:about\s+|around\s+)?£", re.IGNORECASE)
_SHOWS_SAVING = re.compile(r"\bshow(?:s|ed|ing)?\s+an?\s+(?:£\S+\s+(?:million\s+)?)?saving\b", re.IGNORECASE)
_POSSIBLE = re.compile(r"^\s+(?:might|could|may)\b", re.IGNORECASE)
_FINISHES = re.compile(r"\b(?:finish|end|close|come in|came in|out-?turn)\w*\b", re.IGNORECASE)
_OFF_TARGET = re.compile(
    r"^\s+(?:(?P<below>below|under|adrift of|short of|lower than|less than)"
    r"|(?P<above>above|over|ahead of|higher than|more than))"
    r"\s+(?:the\s+|its\s+)?(?:target|plan|budget|expectations?)\b",
    re.IGNORECASE,
)
_CAME_TO = re.compile(
    r"\b(?:came|amounted|added up)\s+to\s+(?:\w+\s+){0,2}$|\btotalled\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_CLOSED = re.compile(r"\b(?:closed|ended|finished)\b[^.;]{0,30}\bwith\s+(?:an?\s+)?$", re.IGNORECASE)
_SO_FAR = re.compile(r"\bto date\b|\bso far\b|\bmonths\s+to\b|\bmonths\s+ended\b|\bhalf[- ]year\b", re.IGNORECASE)
_PROGRAMME_IS = re.compile(
    r"\b(?P<approved>approved\s+)?(?:capital\s+)?programme\b(?:\s+for\s+(?:[\w/]+\s+){1,4}?)?\s*"
    r"(?:is|was|stands\s+at|totals|amounts\s+to)\s+$",
    re.IGNORECASE,
)
_OFF_BUDGET = re.compile(
    r"\b(?:(?P<over>exceed\w*|overspen\w*|over-?shoot\w*|overshot|above)|(?P<under>underspen\w*|undershot|below))\s+(?:on\s+)?"
    r"(?:its|their|the|our|an?)\s+(?:[\w-]+\s+){0,2}(?:budget|allocation|provision|estimate)\s+of\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_ABOVE_BUDGET = re.compile(
    r"^\s*(?:\([^()]{0,12}\)\s*)?(?:(?P<over>above|over|more\s+than|higher\s+than|in\s+excess\s+of)|below|under|less\s+than|lower\s+than)"
    r"\s+(?:the|its|their|our)\s+(?:[\w-]+\s+){0,2}(?:budget|allocation)\b",
    re.IGNORECASE,
)
_THE_CHANGE = re.compile(
    r"\s*(?:the|this|that)\s+(?:net\s+|overall\s+|total\s+)?(?:(?P<up>increase|rise|growth)|reduction|decrease|fall|cut)\s+of\s+"
    r"(?:(?:about|around|some|almost|nearly|over|just)\s+){0,2}",
    re.IGNORECASE,
)
_BUDGET_OF = re.compile(
    r"\b(?:an?|its|our|their|my|own|[a-z]+['’]s)\s+(?:(?:own|net|revised|approved|original|annual|revenue|total"
    r"|full[- ]year)\s+){0,3}(?:budget|allocation)\s+of\s+(?:(?:only|just|about|around|some)\s+)?$",
    re.IGNORECASE,
)
_BY_THEN = re.compile(r"\s*by\s+(?:(?:about|around|some|almost|nearly|over|just|a)\s+){0,3}$", re.IGNORECASE)
_MORE_OR_LESS = re.compile(
    r"^\s+(?:(?P<more>more|higher|greater)|(?:less|lower))\s+than\b(?!\s+(?:planned|budget))", re.IGNORECASE
)
_WHICH_IS = re.compile(
    r",?\s*(?:which|that)\s+(?:is|was|would be)\s+(?:(?:about|around|some|almost|nearly|over|just)\s+){0,2}$"
)
_THAT_IS = re.compile(
    r"\W*(?:that|this|it)\s+(?:is|was|would be)\s+(?:(?:about|around|some|almost|nearly|over|just)\s+){0,2}$",
    re.IGNORECASE,
)
_INCOME = re.compile(
    r"\b(?:income|receipts?|interest|fees|charges to|recharges|reimbursements?|sales)\b", re.IGNORECASE
)
_SPENDING = re.compile(r"\b(?:expenditure|spend\w*|costs?|pay|overtime|payable|paid)\b", re.IGNORECASE)
_SHORT = re.compile(
    r"\b(?:f[ae]ll(?:s|ing|en)?|is|are|was|were|be|running|come|came|coming)\s+(?:\w+\s+)?short\s+(?:of\s+\w+\s+)?(?:by|of)\s+(?:(?:about|around|over|some)\s+)?$",
    re.IGNORECASE,
)
_CHANGING = {
    "balance",
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
_CARRIED = {"grant", "funding"}
_EXPECTED = re.compile(r"\b(?:expect|forecast|anticipat|project|grow|predict)\w*\b", re.IGNORECASE)
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
        return _small_money(view, number, ranked, found, memory)
    parts = _part_of_variance(view, number, found)
    if parts is not None:
        return parts
    cue = ranked[0][1] if ranked else None
    known = memory.amounts.get(("money", value)) if is_telling(number) else None
    if known is not None and (
        cue is None or ranked[0][0] > NEAR or (cue.term in _GENERAL and known.subject in {"capital", "reserves"})
    ):
        return replace(known, cue=None)
    told = _told_of_budget(view, number, found, memory)
    if told is not None:
        return told
    movement = _MOVEMENT.search(view.before(number, 40))
    if movement is not None and found and found[-1][1].measure == "variance":
        sign = -1 if movement["better"] else 1
        return replace(found[-1][1], measure="change", value=sign * abs(number.value), cue=None)
    if _PART_MOVED.match(view.after(number, 90)) or _RESERVE_AFTER.match(view.after(number, 70)):
        return Meaning("reserves", "transfer", "GBP", number.value)
    if found and found[-1][0].kind == "money" and _ON_YEAR.match(view.after(number, 40)):
        return replace(found[-1][1], measure="change", value=abs(number.value), cue=None)
    inherited = _inherited_money(view, number, found, memory, ranked)
    direction = direction_of(view, number) if inherited is not None and inherited.measure in _CHANGING else 0
    extra = re.search(r"\b(?:extra|additional)\s+$", view.before(number, 14), re.IGNORECASE)
    if inherited is not None and inherited.measure in _CHANGING and (number.signed or extra) and not direction:
        direction = 1 if number.value > 0 else -1
    if inherited is not None and direction:
        return replace(inherited, measure="change", value=direction * abs(number.value), cue=None)
    if inherited is not None:
        return replace(inherited, value=_keep_sign(inherited, number), cue=None)
    if cue is None:
        return _the_change(view, number, memory)
    if (
        cue.term == "forecast"
        and found
        and re.search(r"\b(?:which|that|it)\b[^.;]*\bto\s+$", view.text[found[-1][0].end : number.start], re.IGNORECASE)
    ):
        return replace(found[-1][1], value=number.value, cue=None)
    if cue.term == "forecast":
        cue = _forecast_of(view, cue) or cue
    return _money_meaning(view, number, cue, memory)


def _the_change(view: View, number: Mention, memory: Memory) -> Meaning | None:
    """`The increase of £20.5m is made up of`: a change of the amount that the sentence before told."""
    told = [m for n, m in memory.last if n.kind == "money" and m.measure in _CHANGING]
    match = _THE_CHANGE.match(view.text, view.sentence.marker)
    if not told or match is None or match.end() != number.start:
        return None
    return replace(told[0], measure="change", value=abs(number.value) * (1 if match["up"] else -1), cue=None)


def _told_of_budget(
    view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    """What the words close to an amount make of the ones before it.

    `£0.7m better than` the last forecast, `we finished £0.9 million under`, receipts `falling short by £0.3m`."""
    amount = abs(number.value)
    before = [m for n, m in (*memory.last, *found) if n.kind == "money" and m.subject in {"budget", "capital"}]
    programme = _PROGRAMME_IS.search(view.before(number, 70))
    if programme is not None:
        return Meaning("capital", "revised_budget", "GBP", amount, "approved" if programme["approved"] else "budget")
    above = _ABOVE_BUDGET.match(view.after(number, 70))
    if above is not None:
        income = _INCOME.search(view.text[: number.start]) and not _SPENDING.search(view.text[: number.start])
        over = (above["over"] is not None) != bool(income)
        return Meaning("budget", "variance", "GBP", amount if over else -amount)
    done = _SAVING_STATE.match(view.after(number, 60))
    if done is not None and "savings" in {around.subject for around in subjects_around(view, own=False)[:1]}:
        state = "delivered" if done["done"] else "identified"
        return Meaning("savings", state, "GBP", amount, "actual" if done["done"] else None)
    off = _off_its_budget(view, number, found)
    if off is not None:
        return off
    more = _MORE_OR_LESS.match(view.after(number, 30))
    if more is not None and (told := _compared_amount(view, number, found, memory)) is not None:
        return replace(told, measure="change", value=amount * (1 if more["more"] else -1), basis=None, cue=None)
    better = _BETTER.match(view.after(number, 24))
    if better is not None and before:
        return Meaning(before[-1].subject, "change", "GBP", amount * (-1 if better["better"] else 1))
    under = _UNDER_OVER.match(view.after(number, 48))
    of_budget = _FINISHES.search(view.text[: number.start]) or _SPENDING.search(view.text[: number.start])
    if under is not None and (before or of_budget):
        subject = before[-1].subject if before else "budget"
        return Meaning(subject, "variance", "GBP", amount * (-1 if under["under"] else 1))
    if re.match(r"^\s+(?:adrift|short|light)\b", view.after(number, 12)) and _INCOME.search(view.text[: number.start]):
        return Meaning("budget", "variance", "GBP", amount)
    off_target = _OFF_TARGET.match(view.after(number, 40))
    if off_target is not None and _INCOME.search(view.text[: number.start]) and not _SPENDING.search(view.text):
        return Meaning("budget", "variance", "GBP", amount * (1 if off_target["below"] else -1))
    share = found[-1] if found and found[-1][0].kind == "percent" else None
    if share and share[1].subject == "reserves" and _OR.match(view.text[share[0].end : number.start]):
        kept = _KEPT.search(view.text[: share[0].start])
        return Meaning("reserves", "minimum" if kept else "balance", "GBP", amount)
    head = found[-1] if found and found[-1][0].kind == "money" else None
    if head is not None:
        between = view.text[head[0].end : number.start]
        against = _AGAINST.search(between) or _WHOLE.match(between)
        if against is not None and head[1].subject in {"capital", "budget", "savings"}:
            measure = "target" if head[1].subject == "savings" else "revised_budget"
            basis = "target" if head[1].subject == "savings" else "budget"
            return replace(head[1], measure=measure, value=amount, basis=basis, cue=None)
        if head[1].subject == "reserves" and head[1].measure == "change" and _ONLY_TO.search(between):
            return Meaning("reserves", "balance", "GBP", amount)
        if head[1].measure == "change" and _TO_LEVEL.search(view.before(number, 30)) and "by" not in between:
            levels = [m for n, m in found[:-1] if n.kind == "money" and m.subject == head[1].subject]
            if levels and levels[-1].measure == "balance":
                return replace(levels[-1], value=amount, basis=None, cue=None)
        if head[1].measure == "change" and re.search(r"\b(?:than|when|against)\b", between):
            stated = [m for m in before if m.measure == "variance"]
            if stated:
                return replace(stated[-1], value=amount if stated[-1].value > 0 else -amount, basis=None, cue=None)
        if head[1].subject == "reserves" and _TO_BE_USED.match(view.after(number, 40)):
            return Meaning("reserves", "transfer", "GBP", amount, "planned")
        if _FOLLOWED_BY.search(between) and head[1].measure != "change":
            return replace(head[1], value=_keep_sign(head[1], number), cue=None)
        if head[1].subject == "savings" and re.match(r"^\s+short of\b", view.after(number, 12)):
            return replace(head[1], measure="undelivered", value=amount, basis="actual", cue=None)
        if head[1].subject == "savings" and _HAS_NOT.match(view.after(number, 16)):
            measure = "unidentified" if head[1].measure == "identified" else "undelivered"
            return replace(head[1], measure=measure, value=amount, basis="required" if measure[2] == "i" else None)
        if found[0][1].subject == "capital" and _MET_BY.search(view.text[found[0][0].end : number.start]):
            return Meaning("capital", "funding", "GBP", amount)
    if _SHORT.search(view.before(number, 50)) and _INCOME.search(view.text[: number.start]):
        return Meaning("budget", "variance", "GBP", amount)
    return None


def _off_its_budget(view: View, number: Mention, found: list[tuple[Mention, Meaning]]) -> Meaning | None:
    """Both amounts of `exceeded its allocation of £14.3m by £2.6m`: the budget and the variance from it."""
    if _OFF_BUDGET.search(view.before(number, 110)) or _BUDGET_OF.search(view.before(number, 60)):
        return Meaning("budget", "revised_budget", "GBP", abs(number.value), "budget")
    last = found[-1] if found and found[-1][1].measure == "revised_budget" else None
    off = _OFF_BUDGET.search(view.text[: last[0].start]) if last is not None else None
    if last is None or off is None or not _BY_THEN.match(view.text[last[0].end : number.start]):
        return None
    income = _INCOME.search(view.text[: off.start()]) and not _SPENDING.search(view.text[: off.start()])
    over = (off["over"] is not None) != bool(income)
    return Meaning(last[1].subject, "variance", "GBP", abs(number.value) if over else -abs(number.value))


def _compared_amount(
    view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    """The amount that one is more or less than: the one before in the sentence, or that `That is … more than` means."""
    if found:
        near = found[-1][0].kind == "money" and _WHICH_IS.match(view.text[found[-1][0].end : number.start])
        return found[-1][1] if near else None
    told = [m for n, m in memory.last if n.kind == "money"]
    return told[-1] if told and _THAT_IS.match(view.text[view.sentence.marker : number.start]) else None


def _of_income(view: View, number: Mention, cue: Cue) -> bool:
    """Whether what stands above or below its budget is income: more of it is favourable."""
    spoken = view.text[cue.start : cue.end].lower()
    before = view.text[: number.start]
    return (
        re.search(r"\b(?:budget|planned|plan)\b", spoken) is not None
        and _INCOME.search(before) is not None
        and _SPENDING.search(before) is None
    )


def is_price_or_limit(view: View, number: Mention) -> bool:
    """Whether an amount is what one of something costs, or a sum from which a rule applies: no figure of the body."""
    after = view.after(number)
    if _HEAD.match(after) and _POLICING_COSTS.search(view.text):
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


def _small_money(
    view: View,
    number: Mention,
    ranked: Sequence[tuple[int, Cue]],
    found: list[tuple[Mention, Meaning]],
    memory: Memory,
) -> Meaning | None:
    """Amounts of a few pounds: council tax and its rise; the ends of a range of grants; never a price."""
    value = abs(number.value)
    of_each = [m for _, m in found if m.measure == "cost_per_head"]
    if _HEAD.match(view.after(number, 16)) or (of_each and re.search(r"\bagainst\s+$", view.before(number, 10))):
        return Meaning("budget", "cost_per_head", "GBP", number.value)
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
        rises = direction_of(view, number) or re.search(
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
        return _charge(view, number, found, memory)
    charge = _charge(view, number, found, memory)
    if charge is not None:
        return charge
    if number.qualifier == "range" and ranked and ranked[0][1].term in {"grant", "funding"}:
        return Meaning("funding", "grant", "GBP", number.value, cue=ranked[0][1])
    if ranked and ranked[0][1].term == "seized" and value >= 100:
        return Meaning("crime", "value", "GBP", number.value, "actual", cue=ranked[0][1])
    return None


def _charge(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """A charge to a household that its own words or the sentence before make one: a band's, a limit's, a rise's."""
    last = [m for _, m in (*memory.last, *found) if m.subject == "precept" and m.unit == "GBP"]
    spoken = " ".join([*view.sentence.before[-1:], view.text])
    if not last and not vocabulary("charged").says(spoken):
        return None
    band = _band_of(view, number)
    value = abs(number.value)
    if last and (_PER_PERIOD.match(view.after(number, 16)) or direction_of(view, number)):
        return Meaning("precept", "council_tax_increase", "GBP", value)
    if re.search(r"\b(?:limit|cap|ceiling|maximum)\b", view.text[: number.start], re.IGNORECASE):
        return Meaning("precept", "referendum_limit", "GBP", value)
    if re.match(r"^\s+(?:more|extra|higher|increase)\b", view.after(number, 12), re.IGNORECASE) and last:
        return Meaning("precept", "council_tax_increase", "GBP", value)
    if value > SMALLEST_CHARGE and re.search(r"\baverage\b[^.;]*$", view.text[: number.start], re.IGNORECASE):
        return Meaning("precept", "average_band_d", "GBP", value)
    if value > SMALLEST_CHARGE and (band or re.search(r"\bprecept\s+(?:was|is|of|at)\s+$", view.before(number, 16))):
        return Meaning("precept", band or "band_d", "GBP", value)
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
    if _TO_BE_USED.match(view.after(number, 40)):
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
