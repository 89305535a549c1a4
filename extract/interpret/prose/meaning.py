"""What a number in prose may mean: the records, and what the readers of all kinds of numbers share.

The nearest wording of the vocabulary decides. A number without one of its own takes the meaning of the number
that it goes on from: the next of a list that shares a head, the part of a whole just named, the same amount
said before. A number that none of this explains has no meaning here, and is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extract.interpret.prose.cues import Cue, View
from extract.interpret.prose.numbers import Mention

DIRECTION_REACH = 420  # a verb of change rules a whole list: `reducing burglary by 8 %, robbery by 9 %`
MEMORY_DIGITS = 3  # an amount with fewer significant digits is not known again
UP_NOUN = r"(?:increase|rise|growth|uplift|upturn)s?"
DOWN_NOUN = r"(?:reduction|decrease|fall|drop|decline|cut)s?"
_HEDGED = (
    r"(?:(?:around|about|approximately|approx|some|c|circa|nearly|almost|close on|over|up to|just|more than|less than|"
    r"only|a|an|a mere|mere|the|as much as|at least|well|slightly|under|further|additional)\.?\s+){0,3}?"
)
CHANGE_BEFORE = re.compile(
    rf"\b(?:(?P<up>{UP_NOUN})|(?P<down>{DOWN_NOUN}))(?:\s+(?:in|to|on|over|during)\s+(?:(?!to\b|from\b)[\w'’&/-]+\s+){{1,7}}?)?\s*"
    rf"(?:of|by|is|was|has been|stands at|stood at)?\s*{_HEDGED}(?:between\s+)?[+(-]?$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    rf"^\s*(?:(?!(?:is|are|was|were|which|with|and|to|in|from|has|have|will|drawn|called|cut|or|backed|favoured|supported|opposed|wanted|said|thought|felt|agreed|preferred)\b)[a-z-]+\s+){{0,2}}?(?:(?P<up>{UP_NOUN}|up|higher|more|rise|growth)|(?P<down>{DOWN_NOUN}|down|lower|less|fewer))\b(?!\s+(?:in|on|to|within|due)\s+(?:20|the\s+year|this))",
    re.IGNORECASE,
)
_WENT = re.compile(
    rf"\b(?:(?P<up>up|higher|rose|risen|rises|increased|increases|grew|grown|climbed)|(?P<down>down|lower|fell|fallen|falls|"
    rf"decreased|reduced|dropped|declined))\s+(?:by\s+)?{_HEDGED}[+(-]?$",
    re.IGNORECASE,
)
AIMED_AT = re.compile(
    r"\b(?:target|ambition|goal|standard|aim|floor)\b(?:\s+(?:level|rate))?\s+(?:is|was|of|at|for\s+\w+\s+is)\s+(?:to\s+\w+\s+)?$"
    r"|\btargets?\s*(?::|of)?\s*(?:(?:no|more|less|at|least|than|under|over)\s+){0,3}$"
    r"|\b(?:aims?|aiming)\s+(?:for|at)\s+$|\bwants?\s+to\s+see\s+(?:that|this|it)\s+(?:at|above|below|reach)\s+$"
    r"|\b(?:expects?|ambition|aim|target)\b[^.;]{0,60}\bto\s+reach\s+$|\baim\s+of\s+\w+ing\s+$"
    r"|\bexpect(?:s|ed)\s+at\s+least\s+$|\bno\s+(?:higher|lower|more|less)\s+than\s+$"
    r"|\bget\s+(?:that|this|it)\s+(?:above|below|to|up to|over)\s+$",
    re.IGNORECASE,
)
_PUTS_RIGHT = re.compile(
    r"\b(?:(?:should|ought\s+to)\s+(?:have\s+)?(?:read|said|shown)|(?P<weak>should\s+(?:have\s+been|be))"
    r"|the\s+(?:true|correct|right|corrected|proper)\s+(?:figure|number|amount|value|percentage|rate|total|position)"
    r"\s+(?:is|was|should be|being)|(?:has|have) been corrected to)\s+",
    re.IGNORECASE,
)
_MISTAKE = re.compile(
    r"\b(?:errors?|mistakes?|mistaken\w*|incorrect\w*|wrong\w*|misprint\w*|transposed|typing|typographical)\b",
    re.IGNORECASE,
)
BY = re.compile(rf"\bby\s+{_HEDGED}(?:between\s+)?[+(-]?$", re.IGNORECASE)
OF_SHARE = re.compile(r"^\s+(?:or so\s+)?of\s+(?!(?:band|£|\d))", re.IGNORECASE)
ANAPHORA = re.compile(
    r"\b(?:this|these|those|it|they|of which|of the remaining|remaining|includes|included|including|there was also|"
    r"a further|respectively|in addition|of this|of these|the balance|only|in total|both)\b",
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


def puts_right(view: View) -> int | None:
    """Where the words end by which a sentence corrects the one before (`It should have read`), or None.

    What should be is a correction only where a mistake is spoken of; else it is a wish.
    """
    match = _PUTS_RIGHT.search(view.text)
    if match is None:
        return None
    if match["weak"] and not any(_MISTAKE.search(text) for text in (view.text, *view.sentence.before)):
        return None
    return match.end()


def is_telling(number: Mention) -> bool:
    """Whether an amount has digits enough to be known again where it is said a second time."""
    digits = f"{abs(number.value):f}".replace(".", "").strip("0")
    return len(digits) >= MEMORY_DIGITS


def direction_of(view: View, number: Mention) -> int:
    """1 or -1 for a number that its words make an increase or a fall, else 0."""
    after = _CHANGE_AFTER.match(view.after(number, 48))
    if after is not None and not OF_SHARE.match(view.after(number)):
        return -1 if after["down"] else 1
    before = view.before(number, 110)
    match = CHANGE_BEFORE.search(before)
    if match is not None:
        return -1 if match["down"] else 1
    went = _WENT.search(before)
    if went is not None:
        return -1 if went["down"] else 1
    if BY.search(before):
        return nearest_direction(view, number)
    return 0


def nearest_direction(view: View, number: Mention) -> int:
    """1 or -1 for the nearest word of rise or fall before a number, else 0."""
    best: tuple[int, int] | None = None
    for section, sign in (("up", 1), ("down", -1)):
        for cue in view.cues(section):
            if cue.end <= number.start + 1:
                distance = view.distance(cue, number)
                if distance <= DIRECTION_REACH and (best is None or distance < best[0]):
                    best = (distance, sign)
    return best[1] if best else 0
