"""What council tax costs a household, and other amounts of a few pounds: never a price."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.interpret.prose.cues import Cue, View, vocabulary
from extract.interpret.prose.meaning import Meaning, Memory, direction_of
from extract.interpret.prose.numbers import Mention

SMALLEST_CHARGE = 20  # pounds a year for a household
_PER_PERIOD = re.compile(r"^\s+(?:a|per|each|every)\s+(?:week|month|year)\b", re.IGNORECASE)
_MORE = re.compile(r"^\s*(?:\([^()]{0,12}\)\s*)?(?:more|extra|higher|increase)\b", re.IGNORECASE)
HEAD = re.compile(r"^\s*(?:a|per)\s+(?:head|resident|person)\b", re.IGNORECASE)
ON_YEAR = re.compile(
    r"^\s+(?:up\s+|more\s+)?on\s+(?:(?:20)?\d\d/\d\d|(?:the\s+)?(?:previous|last|prior)\s+year)\b", re.IGNORECASE
)


def small_money(
    view: View,
    number: Mention,
    ranked: Sequence[tuple[int, Cue]],
    found: list[tuple[Mention, Meaning]],
    memory: Memory,
) -> Meaning | None:
    """Amounts of a few pounds: council tax and its rise; the ends of a range of grants; never a price."""
    value = abs(number.value)
    of_each = [m for _, m in found if m.measure == "cost_per_head"]
    if HEAD.match(view.after(number, 16)) or (of_each and re.search(r"\bagainst\s+$", view.before(number, 10))):
        return Meaning("budget", "cost_per_head", "GBP", number.value)
    terms = {cue.term for _, cue in ranked}
    context = " ".join([view.text, *view.sentence.before[-1:]])
    tax = bool(terms & {"band_d", "precept", "council_tax"}) and vocabulary("changing").says(context) is not None
    about_tax = re.search(r"\b(?:precept|council tax|band d)\b", context, re.IGNORECASE) is not None
    if tax and about_tax:
        if found and found[-1][1].measure.startswith("band_") and ON_YEAR.match(view.after(number, 40)):
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
    if _MORE.match(view.after(number, 30)) and last:
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
