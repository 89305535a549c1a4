"""How sure a figure is: actual, budgeted, forecast, asked for, a mere case; and what it is compared with."""

from __future__ import annotations

import re

from extract.interpret.context import PaperContext
from extract.interpret.prose.cues import View
from extract.interpret.prose.meaning import AIMED_AT, Meaning
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.standing import Standing
from extract.interpret.prose.when import When
from extract.interpret.prose.whose import GOES_ON

_COMPARATOR = re.compile(
    r"\b(?:as\s+)?(?:compared\s+(?:with|to)|in\s+comparison\s+(?:with|to)|than|against|versus|from|on|up\s+on|down\s+on)\s+(?P<what>(?:the\s+|a\s+)?"
    r"(?:(?:previous|same|prior|last|national|preceding|year before|pre\b|average|20\d\d)[^,.;)]{0,50}))",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|has been|have been|stood|achieved|delivered|realised|recorded(?!\s+crime)|made|received"
    r"|secured)\b",
    re.IGNORECASE,
)


_FIXED = {
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
ASKED = 60  # words of asking farther from a number ask for something else
_TOLD = {"requested", "approved", "required", "scenario", "target", "planned"}
_INVERTED = re.compile(
    r"(?:^\W*|,\s+|^[\d.()a-z]{1,6}\s+)(?:Were|Should|Had|were|should|had)\s+(?:the|it|this|that|these|inflation|no|any|an?|\w+['’]s|[A-Z]\w+)\b"
)
_MODAL = re.compile(r"\b(?:would|could|might|may)\b")
_ASKED = re.compile(r"\b(?:I\s+(?:ask|am asking)|my requirement|asks?\s+for|asking\s+for|requests?)\b", re.IGNORECASE)
_OTHER_CHOICE = re.compile(
    r"\b(?:a freeze|no increase|a (?:smaller|lower|larger|higher|bigger) (?:increase|rise|precept))\b[^.;]*\bwould\b",
    re.IGNORECASE,
)
_CASE = re.compile(r"^[\W\d]*(?:if|what if|without|alternatives?|options?|consequences)\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:was|were|has|have|had)\b", re.IGNORECASE)
_WILL_BE = re.compile(r"\bwill\s+(?:be|stand|fall|have)\b[^.;]{0,20}$", re.IGNORECASE)
_PAID = re.compile(r"\b(?:paid|increased|was|were|had been|raised)\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:will|to enable|enables?|allows?|intends?|plans?)\b", re.IGNORECASE)
_APPOSED = re.compile(r",\s+(?:an?|up|down)\s+(?:\w+\s+){0,2}(?:of\s+)?$", re.IGNORECASE)


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
    if _is_scenario(view, number, meaning, earlier):
        return "scenario"
    if meaning.basis is not None:
        return meaning.basis
    if meaning.measure == "share_pct" and beside is not None:
        return beside
    if meaning.measure == "target" and re.search(r"\b(?:requirement|must)\b", view.before(number, 40)):
        return "required"
    if meaning.unit == "percent" and AIMED_AT.search(view.before(number, 60)):
        return "target"
    near = {cue.term: distance for distance, cue in reversed(view.ranked("basis", number, 110))}
    order = sorted(near.items(), key=lambda item: item[1])
    if meaning.subject == "savings" and meaning.measure == "target":
        chosen = [term for term, _ in order if term in {"required", "target", "budget", "planned"}]
        if not re.search(r"\b(?:built|factored) into|base budget|budgeted|assumed|assumes", text, re.IGNORECASE):
            chosen = [term for term in chosen if term != "budget"] or (
                ["planned"] if re.search(r"\bwill\b", text) else []
            )
        return chosen[0] if chosen else "target"
    if near.get("requested", 999) <= ASKED and (
        meaning.subject in {"workforce", "uplift"}
        or (meaning.subject in {"budget", "funding"} and _ASKED.search(text) is not None)
    ):
        return "requested"
    if meaning.measure in _FIXED:
        if meaning.measure == "target" and "planned" in near and "target" not in near:
            return "planned"
        return _FIXED[meaning.measure]
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
        if _WILL_BE.search(view.before(number, 40)):
            return "forecast"
        if then.as_at and context.meeting_date and then.as_at > context.meeting_date:
            return "forecast"
        if "forecast" in near and (then.as_at is None or then.inferred):
            return "forecast"
        return "actual"
    set_here = standing.set_year is not None and then.financial_year == standing.set_year
    if set_here and meaning.subject in {"budget", "funding", "treasury", "capital"}:
        of_itself = _TOLD - {"planned"} if meaning.subject == "funding" else _TOLD
        told = [term for term, distance in order if distance <= 80 and term in of_itself]
        if told or not (_PAST.search(text) or (earlier == "actual" and view.sentence.before)):
            return told[0] if told else "budget"
    if meaning.subject == "precept" and standing.set_year and (then.financial_year or "") < standing.set_year:
        return "actual" if then.financial_year else "planned"
    if meaning.subject in {"precept", "funding"} and beside in {"approved", "budget", "planned"}:
        return beside
    if meaning.subject == "precept":
        chosen = [term for term, _ in order if term in {"requested", "approved", "planned", "forecast", "budget"}]
        if "approved" in chosen or re.search(r"\bunanimously\b|\bwas (?:approved|agreed)\b", text, re.IGNORECASE):
            return "approved"
        if not chosen and _PAID.search(text) and not standing.set_year:
            return "actual"
        return chosen[0] if chosen else "planned"
    if meaning.subject in {"crime", "demand", "satisfaction", "performance"}:
        if goes_on and beside is not None and number.qualifier == "range":
            return beside
        if near.get("target", 999) <= 70 and meaning.measure == "change_pct":
            return "target"
        return "forecast" if near.get("forecast", 999) <= 110 and not _PAST.search(text) else "actual"
    if meaning.subject == "uplift" and meaning.measure in {"allocation", "posts_allocated", "total"}:
        return "planned" if re.search(r"\bwill\b", text) and not re.search(r"\bresulted\b", text) else "actual"
    if meaning.measure in {"increase", "reduction", "strength", "count", "growth_factor", "capacity", "delivered"}:
        if view.sentence.lead_in and _WILL.search(view.sentence.lead_in):
            return "planned"
        if set_here and meaning.measure == "increase" and not _DONE.search(text):
            return "planned"
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
    if not chosen and meaning.measure == "change" and beside is not None and _APPOSED.search(view.before(number, 24)):
        return beside
    if not chosen and goes_on and beside is not None:
        return beside
    return chosen[0] if chosen else "actual"


def _is_scenario(view: View, number: Mention, meaning: Meaning, earlier: str | None) -> bool:
    """Whether a figure holds only in a case that the sentence puts, or the one that it goes on from."""
    text = view.text
    if _INVERTED.search(text) and _MODAL.search(text):
        return True
    if earlier == "scenario" and (
        GOES_ON.match(text) or (view.sentence.before and re.search(r"\bwould\b", text) is not None)
    ):
        return True
    if (
        re.search(r"\b(?:would|could|might)\b", text)
        and re.search(
            r"\b(?:if|unless|in the event|were)\b", " ".join([text, *view.sentence.before[-1:]]), re.IGNORECASE
        )
        and (re.search(r"\b(?:if|unless)\b", text, re.IGNORECASE) or meaning.measure in {"shortfall", "reduction"})
    ):
        return True
    if _OTHER_CHOICE.search(text):
        return True
    if re.search(r"\bwithout\s+(?:which|it|this|that)\b[^.;]*\bwould\b", text, re.IGNORECASE):
        return True
    if view.sentence.headings and _CASE.match(view.sentence.headings[-1]) and re.search(r"\bwould\b", text):
        return True
    return bool(
        re.search(r"\b(?:every|each)\s+(?:additional|extra|further)?\s*(?:1%|one per cent|\d|£)", text, re.IGNORECASE)
        or re.match(r"^\W*if\b", text, re.IGNORECASE)
        or re.search(
            r"^[^.;]{0,32}\bif\s+(?:approved|agreed|supported)\b", text[number.end : number.end + 60], re.IGNORECASE
        )
    )


def comparator_of(view: View, number: Mention) -> str | None:
    """What a change or a rank is compared with, in the paper's words."""
    if number.tail:
        return number.tail
    after = view.text[number.end : number.end + 170]
    match = _COMPARATOR.search(after)
    if match is not None and not re.search(r"\d%|£", after[: match.start()]):
        return " ".join(match["what"].split())
    return None
