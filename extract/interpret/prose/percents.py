"""Percentages in prose: changes, shares, rates, and how much of the savings is delivered, late or lost."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from extract.interpret.prose.cues import Cue, View, Words, vocabulary
from extract.interpret.prose.meaning import (
    AIMED_AT,
    ANAPHORA,
    DOWN_NOUN,
    OF_SHARE,
    UP_NOUN,
    Meaning,
    Memory,
    direction_of,
    nearest_direction,
)
from extract.interpret.prose.numbers import Mention
from extract.vocabulary import load

_OF_ANOTHER = re.compile(
    r"^\s+of\s+(?:this|that|the|its)\s+(?:\w+\s+){0,2}?(?:increase|rise|fall|reduction|figure|average|rate|level|total|cost)\b",
    re.IGNORECASE,
)
_SAVING_IS = re.compile(r"\bsavings?\s+(?:represents?|equates? to|amounts? to)\s+$", re.IGNORECASE)
_IN_OTHER_WORDS = re.compile(
    r"\s*(?:\(|,?\s+(?:or|representing|equal to|equivalent to|amounting to|i\.e\.))\s*"
    r"(?:(?:just|about|around|over|under|almost|nearly|approximately|roughly|some|well|c\.)\s+){0,2}$",
    re.IGNORECASE,
)
_ASSUMED = re.compile(
    r"\b(?:assumptions?\s+(?:was|is|were|had been)|allowed|allows|allowing"
    r"|provided|provides|assumed|assumes|built|budgeted|planned)\s+(?:for|on|in|at)?\s*"
    r"(?:an?\s+)?(?:(?:rise|increase|award|average)\s+of\s+)?$",
    re.IGNORECASE,
)
_COMPARABLE = re.compile(r"^\W*(?:the\s+)?(?:equivalent|comparable|corresponding|same|matching)\b", re.IGNORECASE)
_OF_THEM = re.compile(r"^\s+of\s+(?:them|these|those|which|whom|the total)\b", re.IGNORECASE)
_OF_REPORTS = re.compile(
    r"^\s+(?:[a-z-]+\s+)?(?:reports|offences|crimes|incidents|burglaries|victims)\b", re.IGNORECASE
)
_PRECEPT_AMOUNTS = {"band_d", "council_tax_increase", "precept"}
_EQUALS = re.compile(
    r"\b(?:which\s+(?:is|was)|equal(?:ling)?\s+to|equivalent\s+to|representing|equating\s+to|amounting\s+to)\s+"
    r"(?:(?:just|about|around|over|under|almost|nearly)\s+){0,2}$",
    re.IGNORECASE,
)
_REPRESENTS = re.compile(
    r"\W*(?:which\s+|this\s+)?(?:represents?|equates to|is equivalent to|equivalent to)\b[\w\s]{0,16}$", re.IGNORECASE
)
_TO_PAY = re.compile(
    r"\b(?:would|will|to|not|must|could|should|who|they|people|residents|respondents)\s+pay$", re.IGNORECASE
)
_BOUND = re.compile(r"\b(?:threshold|margin of error|trigger|tolerance)\s+(?:is|was|of|at)\s+$", re.IGNORECASE)
_OF_PEOPLE_TOO = {"outcome_rate_pct", "compliance_pct", "satisfaction_pct", "answered_pct", "representation_pct"}
_IT_IS = re.compile(
    r"^\W*(?:\d{1,3}[.)]\s+)?(?:at\s+$|(?:it|this|that)\s+(?:is|was|stood at|stands at|has reached|reached)\s+)",
    re.IGNORECASE,
)
_ASSUMABLE = {"pay_award_pct", "inflation_pct", "vacancy_rate_pct"}
_RATES = {"outcome_rate_pct", "compliance_pct", "satisfaction_pct", "answered_pct", "vacancy_rate_pct", "turnover_pct"}
_FAR = {"satisfaction_pct", "compliance_pct", "outcome_rate_pct"}


@cache
def _percent_topics() -> dict[str, dict[str, Any]]:
    return dict(load("prose")["percent"])


def _of_the_one_before(view: View, number: Mention, previous: tuple[Mention, Meaning]) -> Meaning | None:
    """`£1.4m (0.4%)`, `1,685 (3.1%) fewer`, `a saving of £190k, represents …`: the number before says it all."""
    told, meaning = previous
    between = view.text[told.end : number.start]
    if told.kind == "money" and _IN_OTHER_WORDS.match(between):
        return _percent_of_money(number, meaning)
    if told.kind == "money" and (_REPRESENTS.match(between) or _EQUALS.search(between)):
        if meaning.measure == "council_tax_increase":
            return _percent_of_money(number, meaning)
        return replace(meaning, measure="share_pct", unit="percent", value=abs(number.value), cue=None)
    if told.kind == "count" and meaning.subject == "crime" and _IN_OTHER_WORDS.match(between):
        direction = nearest_direction(view, number)
        if direction:
            return replace(meaning, measure="change_pct", unit="percent", value=direction * abs(number.value), cue=None)
    changed = meaning.measure in {"reduction", "increase", "change"}
    if told.kind == "count" and changed and re.match(r"[\w\s-]{0,40}\(\s*$", between):
        sign = -1 if meaning.measure == "reduction" or meaning.value < 0 else 1
        return replace(meaning, measure="change_pct", unit="percent", value=sign * abs(number.value))
    return None


def read_percent(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """A percentage: a change, a share, a rate, a part of the savings; None where nothing says of what."""
    previous = found[-1] if found else None
    before, after = view.before(number, 90), view.after(number, 70)
    beside = _of_the_one_before(view, number, previous) if previous is not None else None
    if beside is not None:
        return beside
    unexplained = re.search(r"\b\d[\d,]*\s*\(\s*$", before) and (previous is None or previous[0].kind != "money")
    if unexplained or _BOUND.search(before):
        return None
    share = OF_SHARE.match(after) is not None and not number.signed
    aimed = AIMED_AT.search(before) is not None
    direction = 0 if aimed else _direction(view, number, share)
    value = number.value if number.signed else abs(number.value)
    if share and number.worded and _OF_ANOTHER.match(after):
        return None
    carried = _next_of_two(view, number, value, previous) or _carried(view, number, value, memory)
    if carried is not None:
        return carried
    saving = _saving_share(view, number, memory)
    if saving is not None and not direction:
        return replace(saving, value=value)
    if direction and not (share and not re.search(r"\b(?:increase|reduction|rise|fall|by)\b", before, re.IGNORECASE)):
        return _change(view, number, direction, value, found, memory)
    if share and not number.worded and nearest_crime(view, number) is None:
        direction = 0
    ranked = view.ranked("percent", number, 120)
    ranked = ranked or [item for item in view.ranked("percent", number, 260) if item[1].term in _FAR]
    for _, cue in ranked:
        topic = _percent_topics()[cue.term]
        if cue.term == "pay_award_pct" and _TO_PAY.search(view.text[: cue.end]):
            continue
        if topic["subject"] == "savings" or (cue.term == "budget_share_pct" and not share):
            continue
        if cue.term == "satisfaction_pct" and share and nearest_crime(view, number, 14) is not None:
            continue
        if cue.term == "budget_share_pct" and _SAVING_IS.search(before):
            return Meaning("savings", "share_pct", "percent", value, cue=cue)
        if cue.term in _OF_PEOPLE_TOO or not share or cue.term == "budget_share_pct":
            measure = cue.term.replace("budget_share_pct", "share_pct")
            if measure == "variance_pct" and any(m.measure == "variance" and m.value < 0 for _, m in found):
                value = -abs(value)
            if cue.term in {"pay_award_pct", "inflation_pct", "interest_rate_pct", "increase_pct"} and share:
                continue
            return Meaning(topic["subject"], measure, "percent", value, cue=cue)
    if previous is not None and previous[0].kind == "percent" and not share:
        sign = -1 if previous[1].value < 0 and not aimed else 1
        named = [c for c in view.cues("offences") if previous[0].end <= c.start and c.end <= number.start]
        if previous[1].subject == "crime" and named:
            line, term = view.text[named[-1].start : named[-1].end], named[-1].term
            return replace(previous[1], value=sign * value, line=line, standard_line=term)
        return replace(previous[1], value=sign * value)
    if share or re.search(
        r"\b(?:accounted for|account for|represents?|equates to|makes? up|comprises?|bears?|meets?|covers?)"
        r"\s+(?:\w+\s+){0,2}$",
        before,
        re.IGNORECASE,
    ):
        return _share(view, number, value, memory)
    offence = nearest_crime(view, number)
    if offence is not None and (view.cues("up") or view.cues("down")):
        sign = nearest_direction(view, number) or 1
        return Meaning("crime", "change_pct", "percent", sign * value, line=offence[0], standard_line=offence[1])
    if re.search(r"\b(?:average|target|level|standard)\s+of\s+$", before, re.IGNORECASE):
        return None
    if memory.last and (
        ANAPHORA.search(view.text[:40]) or re.search(r"\b(?:every|each|additional)\s+(?:\w+\s+)?$", before, re.I)
    ):
        same = [m for n, m in memory.last if n.kind == "percent"]
        if same:
            return replace(same[-1], value=value)
    return None


def _direction(view: View, number: Mention, share: bool) -> int:
    """1 or -1 for a percentage that its words or its sign make a rise or a fall, else 0."""
    rise = 1 if number.value > 0 else -1
    if number.signed and number.worded:
        return rise
    direction = direction_of(view, number)
    return direction or rise if number.signed and not share else direction


def _next_of_two(
    view: View, number: Mention, value: Decimal, previous: tuple[Mention, Meaning] | None
) -> Meaning | None:
    """`4% and 6%`, `from 4% to 6%`: the second means what the first does."""
    if previous is None or previous[0].kind != "percent":
        return None
    between = view.text[previous[0].end : number.start]
    if not re.match(r"\s*(?:and|or|to|-|–|,)\s*(?:around\s+|about\s+)?$", between):
        return None
    sign = -1 if previous[1].value < 0 and previous[1].measure.endswith("change_pct") else 1
    return replace(previous[1], value=sign * value)


def _carried(view: View, number: Mention, value: Decimal, memory: Memory) -> Meaning | None:
    """A percentage that goes on from the sentence before: what the budget allowed for, the same of another body."""
    percents = [m for n, m in memory.last if n.kind == "percent"]
    own = [cue for cue in view.cues("percent") if cue.term != "budget_share_pct"]
    if percents and _ASSUMED.search(view.before(number, 60)) and not own:
        return replace(percents[-1], value=value, basis="budget", cue=None)
    if not percents and not own and view.sentence.before and _ASSUMED.search(view.before(number, 60)):
        named = [c for c in vocabulary("percent").find(view.sentence.before[-1]) if c.term in _ASSUMABLE]
        if named:
            return Meaning(_percent_topics()[named[-1].term]["subject"], named[-1].term, "percent", value, "budget")
    if percents and AIMED_AT.search(view.before(number, 60)) and not own:
        return replace(percents[-1], value=abs(value), basis="target", cue=None)
    if not percents and not own and view.sentence.before and _IT_IS.match(view.text[: number.start]):
        named = [c for c in vocabulary("percent").find(view.sentence.before[-1]) if c.term in _RATES]
        if named and not view.cues("money"):
            return Meaning(_percent_topics()[named[-1].term]["subject"], named[-1].term, "percent", value)
    if percents and _COMPARABLE.match(view.text) and not own:
        return replace(percents[-1], value=value, cue=None)
    crimes = [m for _, m in (*memory.passage, *memory.last) if m.subject == "crime"]
    after = view.after(number, 40)
    if crimes and _OF_THEM.match(after) and nearest_crime(view, number) is None:
        last = crimes[-1]
        return Meaning("crime", "share_pct", "percent", value, line=last.line, standard_line=last.standard_line)
    if number.worded and _OF_REPORTS.match(after):
        offence = nearest_crime(view, number, 60) or _offence_above(view)
        if offence is not None:
            return Meaning("crime", "share_pct", "percent", value, line=offence[0], standard_line=offence[1])
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
    share = OF_SHARE.match(view.after(number, 80))
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
    if not candidates and found and found[-1][0].kind == "count" and found[-1][1].subject in {"crime", "demand"}:
        return replace(found[-1][1], measure="change_pct", unit="percent", value=signed, cue=None)
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
    goes_on = re.match(r"^\W*(?:this|that|these|they|it|of)\b", view.text, re.IGNORECASE) is not None
    if goes_on and any(m.measure in _PRECEPT_AMOUNTS for _, m in memory.last) and not found:
        return Meaning("precept", "increase_pct", "percent", signed)
    names_its_own = re.match(rf"\s+(?:{UP_NOUN}|{DOWN_NOUN})\s+in\b", view.after(number, 40), re.IGNORECASE)
    earlier = [*memory.last, *found] if goes_on or names_its_own is None else found
    previous = [m for n, m in earlier if n.kind == "percent"]
    if previous:
        return replace(previous[-1], measure="change_pct", value=signed, cue=None)
    offence = _offence_above(view)
    if offence:
        return Meaning("crime", "change_pct", "percent", signed, line=offence[0], standard_line=offence[1])
    return None


def nearest_crime(view: View, number: Mention, reach: int = 220) -> tuple[str, str] | None:
    """The offence named nearest to a number, as printed and as a term, or None."""
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
        offence = nearest_crime(view, number, 120) or _offence_above(view)
        return Meaning(
            "crime",
            "share_pct",
            "percent",
            value,
            line=offence[0] if offence else None,
            standard_line=offence[1] if offence else None,
        )
    people = re.match(
        r"\s+of\s+(?:the\s+|all\s+|our\s+)?(?:[\w-]+\s+){0,2}(?:officers|staff|workforce|employees|pcsos|constables|sergeants|detectives|recruits|joiners)",
        after,
        re.IGNORECASE,
    )
    if people:
        return Meaning("workforce", "share_pct", "percent", value)
    calls = re.match(r"\s+of\s+(?:the\s+|all\s+)?(?:[\w-]+\s+){0,3}(?:calls|contacts?|demand)", after, re.IGNORECASE)
    if calls:
        return Meaning("demand", "share_pct", "percent", value)
    if re.match(
        r"\s+of\s+(?:the\s+|our\s+|its\s+|net\s+|total\s+)*(?:[\w-]+\s+){0,3}(?:budget|expenditure|revenue|spending|funding|income|programme|precept|money|resources)",
        after,
        re.IGNORECASE,
    ):
        return Meaning("budget", "share_pct", "percent", value)
    return None
