"""Numbers in words: `eighteen`, `ninety-five`, `a dozen`, `third`, `fourfold`, `halved`."""

from __future__ import annotations

import re
from decimal import Decimal

UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
UNITS += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
ORDINALS |= {"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14}
ORDINALS |= {"fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19}
ORDINALS |= {"twentieth": 20, "thirtieth": 30, "fortieth": 40}
PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10}
PARTS |= {"tenths": 10, "hundredth": 100, "eighth": 8, "sixth": 6}
FOLDS = {"doubled": 2, "doubling": 2, "trebled": 3, "trebling": 3, "tripled": 3, "quadrupled": 4, "halved": None}
FOLDS |= {"halving": None}

SMALL = "|".join(sorted(UNITS, key=len, reverse=True))
_TEN = "|".join(TENS)
CARDINAL = rf"(?:(?:{_TEN})(?:[-\s](?:{SMALL}))?|(?:{SMALL}))"
WORDED = rf"(?:(?:a|{CARDINAL})\s+(?:hundred|thousand|million|dozen)(?:\s+and\s+{CARDINAL})?|{CARDINAL}|a\s+million)"
# Words without which a sentence without digits has no number; a lone `one` or `first` never is a figure.
NUMBER_WORDS = {*UNITS, *TENS, *ORDINALS, *PARTS, *FOLDS, "hundred", "thousand", "million", "dozen"}
NUMBER_WORDS -= {"one", "first", "zero"}


def cardinal(text: str) -> Decimal | None:
    """A number in words, up to millions: `ninety-five`, `a dozen`, `one thousand`; None for other words."""
    total, scale_seen = 0, False
    current = 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in ("and", ""):
            continue
        if word == "a":
            current = current or 1
        elif word in UNITS:
            current += UNITS.index(word)
        elif word in TENS:
            current += TENS[word]
        elif word == "dozen":
            current, scale_seen = (current or 1) * 12, True
        elif word in ("hundred", "thousand", "million"):
            current = (current or 1) * {"hundred": 100, "thousand": 1000, "million": 1_000_000}[word]
            total, current, scale_seen = total + current, 0, True
        else:
            return None
    found = total + current
    return Decimal(found) if found or scale_seen or text.lower() == "zero" else None
