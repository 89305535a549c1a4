"""How values are written: pounds, thousands of pounds, percentages, counts, dates, and the field's terms."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

MINUS = "−"
TERM = re.compile(r"[a-z0-9_]+")
SPELT = {"pcso": "PCSO", "ict": "ICT", "opcc": "OPCC", "pfi": "PFI", "cse": "CSE", "fte": "FTE", "pct": "%"}
HEDGES = {"range": "of a range:"}
LONG = {"outturn": "Outturn", "budget": "Budget"}


def thousands(value: Decimal) -> str:
    """Pounds as thousands of pounds, with as many decimals as they need: 1405000 is `1,405`, 4500 is `4.5`."""
    return signed(plain(value / 1000))


def pounds(value: Decimal) -> str:
    """Whole pounds, pence where there are any: `£7,300,000`, `−£40`, `£281.43`."""
    written = plain(abs(value))
    if "." in written:
        written = f"{abs(value):,.2f}"
    return f"{MINUS if value < 0 else ''}£{written}"


def percent(value: Decimal) -> str:
    """A percentage with its sign: `−3.1%`."""
    return signed(f"{value:,.1f}") + "%"


def share(value: Decimal) -> str:
    """A share of a whole, as it is published: `85%`."""
    return signed(plain(value)) + "%"


def count(value: Decimal | int) -> str:
    """A number of things."""
    return signed(plain(Decimal(value)))


def plain(value: Decimal) -> str:
    """A decimal with its thousands parted, and no zeros at its end."""
    return f"{value.normalize():,f}" if value else "0"


def signed(written: str) -> str:
    """The same with a true minus sign; a negative zero has none."""
    if not written.startswith("-"):
        return written
    return MINUS + written[1:] if any(digit in "123456789" for digit in written) else written[1:]


def date(value: dt.date | None) -> str:
    """`31 March 2025`."""
    return f"{value:%-d %B %Y}" if value else ""


def words(term: str | None) -> str:
    """A term of the field as words (`police_officer_pay`: Police officer pay); what a paper prints stays as it is."""
    if not term or not TERM.fullmatch(term):
        return term or ""
    parts = [SPELT.get(part, part) for part in term.split("_")]
    return " ".join([parts[0] if parts[0] in SPELT.values() else parts[0].capitalize(), *parts[1:]])


def period(report_period: str | None) -> str:
    """A report period as a heading: `Q2`, `Outturn`."""
    return LONG.get(report_period or "", (report_period or "").capitalize())


def hedge(qualifier: str | None) -> str | None:
    """The paper's hedge as a word before the value; None for an exact one."""
    return HEDGES.get(qualifier, qualifier) if qualifier and qualifier != "exact" else None


def hedged(qualifier: str | None, written: str) -> str:
    """A value with the paper's hedge before it."""
    word = hedge(qualifier)
    return f"{word} {written}" if word else written


def counted(number: int, noun: str) -> str:
    """`1 paper`, `1,204 papers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Any) -> str:
    """`A`, `A and B`, `A, B and C`."""
    names = list(names)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}" if names else ""
