"""What the words close to an amount make of the one before it: its budget, its variance, how it changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.interpret.prose.cues import View
from extract.interpret.prose.meaning import Meaning, Memory
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.surroundings import subjects_around

TO_BE_USED = re.compile(
    r"^\s+(?:will|is to|are to|would|is due to|is expected to)\s+be\s+(?:used|drawn|applied|spent|released)\b",
    re.IGNORECASE,
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
_FINISHES = re.compile(r"\b(?:finish|end|close|come in|came in|out-?turn)\w*\b", re.IGNORECASE)
_BALANCE_OF = re.compile(r"\bbalance\s+of\s+(?:(?:about|around|some)\s+)?$", re.IGNORECASE)
_RESTATED = re.compile(r"\b(?:restated|corrected|revised|amended)\s+(?:as|to|at)\s+$", re.IGNORECASE)
_OVER_BY = re.compile(
    r"(?:,|:|\b(?:is|are|was|were|be|ended|finished|finish|end))\s+"
    r"(?:(?P<over>over|overspent)|under|underspent|within budget|inside budget)\s+by\s+"
    r"(?:(?:about|around|some|almost|nearly|over|just)\s+){0,2}$",
    re.IGNORECASE,
)
_THAN_BUDGET = re.compile(
    r"^\s+(?:(?P<better>better|more favourable)|worse|more adverse)\s+than\s+(?:the\s+)?budget\b", re.IGNORECASE
)
_ALL_BUT = re.compile(r"\ball\s+but\s+$", re.IGNORECASE)
_TARGET_OF = re.compile(r"\b(?:target|requirement)\s+of\s+(?:(?:about|around|some)\s+)?$", re.IGNORECASE)
_NEXT_YEAR = re.compile(  # `£2.4m are needed in 2025/26, and £6.8m by 2027/28`
    r"^(?:\s+[a-z]+){0,3}\s+(?:in|by|for)\s+20\d\d\s?[/–-]\s?\d\d\s*,?\s*(?:and|then|rising\s+to|falling\s+to|to)?\s*"
    r"(?:(?:about|around|some|almost|nearly|over|a\s+further)\s+){0,2}$",
    re.IGNORECASE,
)
_OF_A_YEAR = re.compile(r"^\s+(?:in|by|for)\s+20\d\d")
_OFF_TARGET = re.compile(
    r"^\s+(?:(?P<below>below|under|adrift of|short of|lower than|less than)"
    r"|(?P<above>above|over|ahead of|higher than|more than))"
    r"\s+(?:the\s+|its\s+)?(?:target|plan|budget|expectations?)\b",
    re.IGNORECASE,
)
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
INCOME = re.compile(r"\b(?:income|receipts?|interest|fees|charges to|recharges|reimbursements?|sales)\b", re.IGNORECASE)
SPENDING = re.compile(r"\b(?:expenditure|spend\w*|costs?|pay|overtime|payable|paid)\b", re.IGNORECASE)
_SHORT = re.compile(
    r"\b(?:f[ae]ll(?:s|ing|en)?|is|are|was|were|be|running|come|came|coming)\s+(?:\w+\s+)?short\s+(?:of\s+\w+\s+)?(?:by|of)\s+(?:(?:about|around|over|some)\s+)?$",
    re.IGNORECASE,
)
CHANGING = {
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
SAVING_STATE = re.compile(
    r"^\s*(?:has|have|had|was|were)\s+(?:already\s+|now\s+|so far\s+|since\s+)?(?:been\s+)?"
    r"(?:(?P<done>delivered|achieved|realised|saved|made|secured)|identified|found)\b",
    re.IGNORECASE,
)


def the_change(view: View, number: Mention, memory: Memory) -> Meaning | None:
    """`The increase of £20.5m is made up of`: a change of the amount that the sentence before told."""
    told = [m for n, m in memory.last if n.kind == "money" and m.measure in CHANGING]
    match = _THE_CHANGE.match(view.text, view.sentence.marker)
    if not told or match is None or match.end() != number.start:
        return None
    return replace(told[0], measure="change", value=abs(number.value) * (1 if match["up"] else -1), cue=None)


def told_beside(view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory) -> Meaning | None:
    """What the words close to an amount make of it, often by the ones before: `£0.7m better than` the last forecast,
    `we finished £0.9 million under`, receipts `falling short by £0.3m`; None where they say nothing of the kind.
    """
    before = [m for n, m in (*memory.last, *found) if n.kind == "money" and m.subject in {"budget", "capital"}]
    head = found[-1] if found and found[-1][0].kind == "money" else None
    return (
        _plain(view, number)
        or _off_its_budget(view, number, found)
        or _changed(view, number, found, memory, before)
        or _off_plan(view, number, before)
        or _of_share(view, number, found)
        or (_after_savings(view, number, head) if head and head[1].subject == "savings" else None)
        or (_after_reserves(view, number, head) if head and head[1].subject == "reserves" else None)
        or (_after_amount(view, number, found, before) if head else None)
    )


def _plain(view: View, number: Mention) -> Meaning | None:
    """What an amount is by itself: the programme, a variance from `the budget`, what has been done of the savings."""
    amount = abs(number.value)
    programme = _PROGRAMME_IS.search(view.before(number, 70))
    if programme is not None:
        return Meaning("capital", "revised_budget", "GBP", amount, "approved" if programme["approved"] else "budget")
    above = _ABOVE_BUDGET.match(view.after(number, 70))
    if above is not None:
        return _variance("budget", amount, (above["over"] is not None) != _is_income(view, number))
    by = _OVER_BY.search(view.before(number, 40))
    if by is not None:
        return _variance("budget", amount, by["over"] is not None)
    better = _THAN_BUDGET.match(view.after(number, 40))
    if better is not None:
        return _variance("budget", amount, better["better"] is None)
    done = SAVING_STATE.match(view.after(number, 60))
    if done is not None and "savings" in {around.subject for around in subjects_around(view, own=False)[:1]}:
        state = "delivered" if done["done"] else "identified"
        return Meaning("savings", state, "GBP", amount, "actual" if done["done"] else None)
    if _BALANCE_OF.search(view.before(number, 24)) and _reserves_told(view):
        return Meaning("reserves", "balance", "GBP", amount)
    return None


def _reserves_told(view: View) -> bool:
    """Whether a sentence, or what stands around it, speaks of reserves first or next to first."""
    return "reserves" in {around.subject for around in subjects_around(view)[:2]}


def _is_income(view: View, number: Mention) -> bool:
    """Whether the words before an amount speak of income, and not of spending."""
    before = view.text[: number.start]
    return INCOME.search(before) is not None and SPENDING.search(before) is None


def _variance(subject: str, amount: Decimal, adverse: bool) -> Meaning:
    return Meaning(subject, "variance", "GBP", amount if adverse else -amount)


def _changed(
    view: View,
    number: Mention,
    found: list[tuple[Mention, Meaning]],
    memory: Memory,
    before: Sequence[Meaning],
) -> Meaning | None:
    """`£5.7m more than` the amount before, `£0.7m better`."""
    amount = abs(number.value)
    more = _MORE_OR_LESS.match(view.after(number, 30))
    if more is not None and (told := _compared_amount(view, number, found, memory)) is not None:
        return replace(told, measure="change", value=amount if more["more"] else -amount, basis=None, cue=None)
    better = _BETTER.match(view.after(number, 24))
    if better is not None and before:
        return Meaning(before[-1].subject, "change", "GBP", -amount if better["better"] else amount)
    return None


def _off_plan(view: View, number: Mention, before: Sequence[Meaning]) -> Meaning | None:
    """`£0.9 million under`, `£0.3m below target` of income, `short by £0.3m`."""
    amount, text = abs(number.value), view.text[: number.start]
    under = _UNDER_OVER.match(view.after(number, 48))
    if under is not None and (before or _FINISHES.search(text) or SPENDING.search(text)):
        return _variance(before[-1].subject if before else "budget", amount, not under["under"])
    if INCOME.search(text) is None:
        return None
    if re.match(r"^\s+(?:adrift|short|light)\b", view.after(number, 12)):
        return _variance("budget", amount, True)
    off_target = _OFF_TARGET.match(view.after(number, 40))
    if off_target is not None and not SPENDING.search(view.text):
        return _variance("budget", amount, off_target["below"] is not None)
    return _variance("budget", amount, True) if _SHORT.search(view.before(number, 50)) else None


def _of_share(view: View, number: Mention, found: list[tuple[Mention, Meaning]]) -> Meaning | None:
    """`3 % of the budget, or £4.1m`: the reserve whose share was told."""
    share = found[-1] if found and found[-1][0].kind == "percent" else None
    if share and share[1].subject == "reserves" and _OR.match(view.text[share[0].end : number.start]):
        kept = _KEPT.search(view.text[: share[0].start])
        return Meaning("reserves", "minimum" if kept else "balance", "GBP", abs(number.value))
    return None


def _after_savings(view: View, number: Mention, head: tuple[Mention, Meaning]) -> Meaning | None:
    """What an amount after one of the savings is: their target, what is missing of them."""
    amount, between = abs(number.value), view.text[head[0].end : number.start]
    if _ALL_BUT.search(view.before(number, 12)) or re.match(r"^\s+short of\b", view.after(number, 12)):
        return replace(head[1], measure="undelivered", value=amount, basis="actual", cue=None)
    if _TARGET_OF.search(view.before(number, 24)) or _AGAINST.search(between) or _WHOLE.match(between):
        return replace(head[1], measure="target", value=amount, basis="target", cue=None)
    if _HAS_NOT.match(view.after(number, 16)):
        found = head[1].measure == "identified"
        measure, basis = ("unidentified", "required") if found else ("undelivered", None)
        return replace(head[1], measure=measure, value=amount, basis=basis, cue=None)
    return None


def _after_reserves(view: View, number: Mention, head: tuple[Mention, Meaning]) -> Meaning | None:
    """What an amount after one of reserves is: the balance that they fall to, what is to be used of them."""
    amount, between = abs(number.value), view.text[head[0].end : number.start]
    if head[1].measure == "change" and _ONLY_TO.search(between):
        return Meaning("reserves", "balance", "GBP", amount)
    if _RESTATED.search(between):
        return replace(head[1], value=amount, cue=None)
    if TO_BE_USED.match(view.after(number, 40)):
        return Meaning("reserves", "transfer", "GBP", amount, "planned")
    return None


def _after_amount(
    view: View, number: Mention, found: list[tuple[Mention, Meaning]], before: Sequence[Meaning]
) -> Meaning | None:
    """What an amount after another is: the budget that it is measured by, the next year's, the level it changes to."""
    told, meaning = found[-1]
    amount, between = abs(number.value), view.text[told.end : number.start]
    if _NEXT_YEAR.match(between) and _OF_A_YEAR.match(view.after(number, 24)):
        return replace(meaning, value=keep_sign(meaning, number), cue=None)
    if meaning.subject in {"capital", "budget"} and (_AGAINST.search(between) or _WHOLE.match(between)):
        return replace(meaning, measure="revised_budget", value=amount, basis="budget", cue=None)
    if meaning.measure == "change":
        levels = [m for n, m in found[:-1] if n.kind == "money" and m.subject == meaning.subject]
        to_level = _TO_LEVEL.search(view.before(number, 30)) and "by" not in between
        if to_level and levels and levels[-1].measure == "balance":
            return replace(levels[-1], value=amount, basis=None, cue=None)
        stated = [m for m in before if m.measure == "variance"]
        if stated and re.search(r"\b(?:than|when|against)\b", between):
            return replace(stated[-1], value=amount if stated[-1].value > 0 else -amount, basis=None, cue=None)
    elif _FOLLOWED_BY.search(between):
        return replace(meaning, value=keep_sign(meaning, number), cue=None)
    if found[0][1].subject == "capital" and _MET_BY.search(view.text[found[0][0].end : number.start]):
        return Meaning("capital", "funding", "GBP", amount)
    return None


def _off_its_budget(view: View, number: Mention, found: list[tuple[Mention, Meaning]]) -> Meaning | None:
    """Both amounts of `exceeded its allocation of £14.3m by £2.6m`: the budget and the variance from it."""
    if _OFF_BUDGET.search(view.before(number, 110)) or _BUDGET_OF.search(view.before(number, 60)):
        return Meaning("budget", "revised_budget", "GBP", abs(number.value), "budget")
    last = found[-1] if found and found[-1][1].measure == "revised_budget" else None
    off = _OFF_BUDGET.search(view.text[: last[0].start]) if last is not None else None
    if last is None or off is None or not _BY_THEN.match(view.text[last[0].end : number.start]):
        return None
    income = INCOME.search(view.text[: off.start()]) is not None and not SPENDING.search(view.text[: off.start()])
    return _variance(last[1].subject, abs(number.value), (off["over"] is not None) != income)


def _compared_amount(
    view: View, number: Mention, found: list[tuple[Mention, Meaning]], memory: Memory
) -> Meaning | None:
    """The amount that one is more or less than: the one before in the sentence, or that `That is … more than` means."""
    if found:
        near = found[-1][0].kind == "money" and _WHICH_IS.match(view.text[found[-1][0].end : number.start])
        return found[-1][1] if near else None
    told = [m for n, m in memory.last if n.kind == "money"]
    return told[-1] if told and _THAT_IS.match(view.text[view.sentence.marker : number.start]) else None


def keep_sign(meaning: Meaning, number: Mention) -> Decimal:
    """An amount with the sign of the meaning that it takes over: an underspend stays one."""
    if meaning.measure == "variance":
        if number.bracketed or number.value < 0:
            return -abs(number.value)
        return abs(number.value) if number.signed else abs(number.value) * (-1 if meaning.value < 0 else 1)
    if meaning.measure == "change":
        return abs(number.value) * (-1 if meaning.value < 0 else 1)
    return number.value
