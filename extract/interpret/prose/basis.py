"""How sure a figure is: actual, budgeted, forecast, asked for, a mere case; and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

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
REACH = 110  # characters; words farther from a number say nothing of how sure it is
ASKED = 60  # words of asking farther from a number ask for something else
_TOLD = {"requested", "approved", "required", "scenario", "target", "planned"}
_INVERTED = re.compile(
    r"(?:^\W*|,\s+|^[\d.()a-z]{1,6}\s+)(?:Were|Should|Had|were|should|had)\s+(?:the|it|this|that|these|inflation|no|any|an?|\w+['’]s|[A-Z]\w+)\b"
)
_HAD_IT = re.compile(r"\bhad\s+(?:the\s+)?[A-Z]\w+\s+(?:opted|chosen|decided|agreed|approved|set|frozen)\b")
_MODAL = re.compile(r"\b(?:would|could|might)\b")
_IF = re.compile(r"\b(?:if|unless)\b", re.IGNORECASE)
_SUPPOSED = re.compile(r"\b(?:if|unless|in the event|were)\b", re.IGNORECASE)
_IF_FIRST = re.compile(r"^\W*if\b", re.IGNORECASE)
_IF_AGREED = re.compile(r"^[^.;]{0,32}\bif\s+(?:approved|agreed|supported)\b", re.IGNORECASE)
_EACH_MORE = re.compile(r"\b(?:every|each)\s+(?:additional|extra|further)?\s*(?:1%|one per cent|\d|£)", re.IGNORECASE)
_WITHOUT = re.compile(r"\bwithout\s+(?:which|it|this|that)\b[^.;]*\bwould\b", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:I\s+(?:ask|am asking)|my requirement|asks?\s+for|asking\s+for|requests?)\b", re.IGNORECASE)
_OTHER_CHOICE = re.compile(
    r"\b(?:a freeze|no increase|a (?:smaller|lower|larger|higher|bigger) (?:increase|rise|precept))\b[^.;]*\bwould\b",
    re.IGNORECASE,
)
_CASE = re.compile(r"^[\W\d]*(?:if|what if|without|alternatives?|options?|consequences)\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:was|were|has|have|had)\b", re.IGNORECASE)
_WILL_BE = re.compile(r"\bwill\s+(?:be|stand|fall|have)\b[^.;]{0,20}$", re.IGNORECASE)
_OBLIGED = re.compile(
    r"\b(?:requirement|required|obligation|conditional\s+(?:up)?on|only\s+if|provided\s+that|agreed\s+headcount)\b[^.;\d]{0,60}$",
    re.IGNORECASE,
)
_ASSUMABLE = {"pay_award_pct", "inflation_pct", "vacancy_rate_pct", "interest_rate_pct"}
_ASSUMED = re.compile(
    r"\b(?:assum\w+|provision (?:has been |is |was )?made|base budget|built into|budgeted|allow(?:s|ed|ing) for"
    r"|provided for)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|would|planned|set|due|expected?|forecast|projected|likely)\b[^.;:,]{0,70}?\b(?:to|at|with|than|be|leaving)\s+"
    r"(?:(?:no|just|about|around|over|under|some|almost|nearly|only)\s+){0,2}$",
    re.IGNORECASE,
)
_WILL_BE_LEFT = re.compile(r"^\s+(?:in\s+total\s+)?(?:will|would)\s+(?:be\s+)?(?:left|remain)\b", re.IGNORECASE)
_PROPOSES = re.compile(r"\b(?:propos\w+|seek\w*|sought|recommend\w*|ask(?:s|ed|ing)?)\b", re.IGNORECASE)
_PAID = re.compile(r"\b(?:paid|increased|was|were|had been|raised)\b", re.IGNORECASE)
_WILL = re.compile(
    r"\b(?:will(?!\s+(?:wish|note|see|recall|be aware))|to enable|enables?|allows?|intends?|plans?)\b", re.IGNORECASE
)
_FORETOLD = re.compile(
    r"\b(?:had been|was|were)\s+(?:then\s+)?(?:forecast|expected|projected|anticipated|predicted)\b"
    r"|\bis now estimated\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:final|provisional|actual)\b|\boutturn was\b|\bwas\s+(?:a|an)?\s*(?:over|under)sp"
    r"|\b(?:ended|closed|finished)\s+(?:the\s+(?:financial\s+)?year|20\d\d)",
    re.IGNORECASE,
)
_BUILT_IN = re.compile(r"\b(?:built|factored) into|base budget|budgeted|assumed|assumes", re.IGNORECASE)
_AGREED = re.compile(r"\bunanimously\b|\bwas (?:approved|agreed)\b", re.IGNORECASE)
_TO_BE = re.compile(
    r"\bwill\b|\bwould be\b|\bprovision for\b|\bto recruit\b|\bplans? to\b|\bplanned\b|\brecruit an extra\b",
    re.IGNORECASE,
)
_APPOSED = re.compile(r",\s+(?:an?|up|down)\s+(?:\w+\s+){0,2}(?:of\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Case:
    """A figure, and the words of the vocabulary that say how sure it is, each with its distance."""

    view: View
    number: Mention
    meaning: Meaning
    then: When
    context: PaperContext
    standing: Standing
    near: Mapping[str, int]
    beside: str | None
    goes_on: bool

    def chosen(self, reach: int, terms: Container[str]) -> list[str]:
        """The words of some terms within reach, the nearest first."""
        order = sorted(self.near.items(), key=lambda item: item[1])
        return [term for term, distance in order if distance <= reach and term in terms]

    @property
    def set_here(self) -> bool:
        """Whether the figure is of the year whose budget the paper sets."""
        return self.standing.set_year is not None and self.then.financial_year == self.standing.set_year


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
    """`actual`, `budget`, `forecast`, `target`, `planned`, `requested`, `approved`, `required` or `scenario`.

    `earlier` is the basis of the figure before in the passage, `beside` that of the one before in the sentence;
    `goes_on` says that this figure is of the same subject and measure as that.
    """
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
    near = {cue.term: distance for distance, cue in reversed(view.ranked("basis", number, REACH))}
    case = _Case(view, number, meaning, then, context, standing, near, beside, goes_on)
    if meaning.subject == "savings" and meaning.measure == "target":
        return _of_savings_target(case)
    if near.get("requested", 999) <= ASKED and (
        meaning.subject in {"workforce", "uplift"}
        or (meaning.subject in {"budget", "funding"} and _ASKED.search(view.text) is not None)
    ):
        return "requested"
    if meaning.subject in {"workforce", "uplift"} and _OBLIGED.search(view.before(number, 90)):
        return "required"
    if meaning.measure in _ASSUMABLE and _ASSUMED.search(view.text):
        return "budget"
    if meaning.measure in _FIXED:
        planned = meaning.measure == "target" and "planned" in near and "target" not in near
        return "planned" if planned else _FIXED[meaning.measure]
    if meaning.measure in {"variance", "variance_pct", "slippage"}:
        earlier_year = then.financial_year and standing.current_year and then.financial_year < standing.current_year
        over = standing.report_period == "outturn" or bool(earlier_year)
        done = (over and not _FORETOLD.search(view.text)) or (_OVER.search(view.text) and "forecast" not in near)
        return "actual" if done else "forecast"
    if meaning.measure in {"original_budget", "revised_budget", "programme"}:
        return "approved" if near.get("approved", 999) <= 60 else "budget"
    if meaning.measure == "balance":
        return _of_balance(case)
    return _of_its_subject(case, earlier)


def _of_savings_target(case: _Case) -> str:
    chosen = case.chosen(REACH, {"required", "target", "budget", "planned"})
    if not _BUILT_IN.search(case.view.text):
        will = ["planned"] if re.search(r"\bwill\b", case.view.text) else []
        chosen = [term for term in chosen if term != "budget"] or will
    return chosen[0] if chosen else "target"


def _of_balance(case: _Case) -> str:
    view, number, then = case.view, case.number, case.then
    if _WILL_BE.search(view.before(number, 40)):
        return "forecast"
    to_come = _TO_COME.search(view.before(number, 110)) or _WILL_BE_LEFT.match(view.after(number))
    if then.as_at is None and to_come:
        return "forecast"
    if then.as_at and case.context.meeting_date and then.as_at > case.context.meeting_date:
        return "forecast"
    return "forecast" if "forecast" in case.near and (then.as_at is None or then.inferred) else "actual"


def _of_its_subject(case: _Case, earlier: str | None) -> str:
    """The basis of what its measure does not settle: by the subject, as papers speak of it."""
    meaning, text = case.meaning, case.view.text
    if case.set_here and meaning.subject in {"budget", "funding", "treasury", "capital"}:
        told = case.chosen(80, _TOLD - {"planned"} if meaning.subject == "funding" else _TOLD)
        if told or not (_PAST.search(text) or (earlier == "actual" and case.view.sentence.before)):
            return told[0] if told else "budget"
    if meaning.subject in {"precept", "funding"} and case.beside in {"approved", "budget", "planned"}:
        of_the_past = meaning.subject == "precept" and _before_the_set_year(case)
        return case.beside if not of_the_past else "actual" if case.then.financial_year else "planned"
    if meaning.subject == "precept":
        return _of_precept(case)
    if meaning.subject in {"crime", "demand", "satisfaction", "performance"}:
        if case.goes_on and case.beside is not None and case.number.qualifier == "range":
            return case.beside
        if case.near.get("target", 999) <= 70 and meaning.measure == "change_pct":
            return "target"
        return "forecast" if "forecast" in case.near and not _PAST.search(text) else "actual"
    if meaning.subject == "uplift" and meaning.measure in {"allocation", "posts_allocated", "total"}:
        return "planned" if re.search(r"\bwill\b", text) and not re.search(r"\bresulted\b", text) else "actual"
    if meaning.measure in {"increase", "reduction", "strength", "count", "growth_factor", "capacity", "delivered"}:
        led = case.view.sentence.lead_in and _WILL.search(case.view.sentence.lead_in)
        set_here = case.set_here and meaning.measure == "increase" and not _DONE.search(text)
        return "planned" if led or set_here or _TO_BE.search(text) else "actual"
    chosen = [term for term in case.chosen(80, case.near) if term != "scenario"]
    if chosen:
        return "forecast" if chosen[0] == "planned" and "forecast" in case.near else chosen[0]
    later = case.then.financial_year and case.standing.current_year
    if later and (case.then.financial_year or "") > (case.standing.current_year or "") and meaning.unit == "GBP":
        return "forecast"
    apposed = meaning.measure == "change" and _APPOSED.search(case.view.before(case.number, 24))
    return case.beside if case.beside is not None and (apposed or case.goes_on) else "actual"


def _before_the_set_year(case: _Case) -> bool:
    return bool(case.standing.set_year) and (case.then.financial_year or "") < (case.standing.set_year or "")


def _of_precept(case: _Case) -> str:
    text = case.view.text
    if _before_the_set_year(case):
        return "actual" if case.then.financial_year else "planned"
    chosen = case.chosen(REACH, {"requested", "approved", "planned", "forecast", "budget"})
    if "approved" in chosen or _AGREED.search(text):
        return "approved"
    if chosen:
        return chosen[0]
    if _PAID.search(text) and not case.standing.set_year:
        return "actual"
    return "requested" if _PROPOSES.search(" ".join([*case.view.sentence.before[-1:], text])) else "planned"


def _is_scenario(view: View, number: Mention, meaning: Meaning, earlier: str | None) -> bool:
    """Whether a figure holds only in a case that the sentence puts, or the one that it goes on from."""
    text, before = view.text, view.sentence.before
    if _EACH_MORE.search(text) or _IF_FIRST.match(text) or _IF_AGREED.search(text[number.end : number.end + 60]):
        return True
    if earlier == "scenario" and GOES_ON.match(text):
        return True
    if _MODAL.search(text) is None:
        return False
    if _INVERTED.search(text) or _HAD_IT.search(text) or _OTHER_CHOICE.search(text) or _WITHOUT.search(text):
        return True
    would = re.search(r"\bwould\b", text) is not None
    if would and (
        (earlier == "scenario" and before) or (view.sentence.headings and _CASE.match(view.sentence.headings[-1]))
    ):
        return True
    put = _IF.search(text) is not None or meaning.measure in {"shortfall", "reduction"}
    return put and _SUPPOSED.search(" ".join([text, *before[-1:]])) is not None


def comparator_of(view: View, number: Mention) -> str | None:
    """What a change or a rank is compared with, in the paper's words."""
    if number.tail:
        return number.tail
    after = view.text[number.end : number.end + 170]
    match = _COMPARATOR.search(after)
    if match is not None and not re.search(r"\d%|£", after[: match.start()]):
        return " ".join(match["what"].split())
    return None
