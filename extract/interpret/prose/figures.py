"""From a paper's prose to figures: sentence by sentence, in one pass.

A figure's id comes from its paper and the place of its words. Where a sentence corrects a figure that was printed
elsewhere (`£885k, not £858k as shown in the report`) both are kept: the old one is superseded by the new.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from extract.interpret.context import PaperContext
from extract.interpret.prose.basis import basis_of, comparator_of
from extract.interpret.prose.cues import View, Words
from extract.interpret.prose.meaning import Meaning, Memory, puts_right
from extract.interpret.prose.numbers import Mention, mentions
from extract.interpret.prose.sentences import Sentence, sentences
from extract.interpret.prose.standing import Standing, standing_of
from extract.interpret.prose.understanding import remember, understand
from extract.interpret.prose.when import When, when
from extract.interpret.prose.whose import Whose, of_public_body, whose
from extract.model import Figure, Paper
from extract.vocabulary import load

MAX_SENTENCE = 3000  # characters; what is longer is the remains of a table, or of a page without full stops
MAX_NUMBERS = 60  # in one sentence; what has more is a table's row, not a sentence
LINE_REACH = 120  # a budget line farther than this from an amount is not its line
MARKUP_WITHIN = 24  # more that stands inside a number's words is a page's break, not markup
_FAMILIES = {"budget": "budget", "savings": "budget", "reserves": "reserves", "capital": "capital"}
_NOT = re.compile(r"^\)?,?\s*(?:and\s+)?(?:not|rather than|instead of)\s+(?:the\s+)?\(?$", re.IGNORECASE)
_AS_PRINTED = re.compile(
    r"\bas\s+(?:was\s+)?(?:shown|reported|stated|printed|published|set out|presented|quoted|given)\b"
    r"|\bpreviously (?:reported|stated|advised)\b"
    r"|\bin the report\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(  # what follows says why an amount arose, or what it is made of: not whose it is
    r"\bcompris\w+|\bmade up of|\bconsist\w+|\b(?:due|owing|attributable) to\b|\bdriven by\b|\bcaused by\b"
    r"|\bbecause\b|\bas a result\b|\breflect\w*|\bof which\b|\boffset\b",
    re.IGNORECASE,
)
_STATED_AS = re.compile(r"\b(?:stated|given|reported|shown|printed|quoted|put)\s+(?:as|at)\b", re.IGNORECASE)
_REPLACED = re.compile(r"\b(?:replaces|supersedes|corrects|now replaces)\s+(?:it|this|that|the)\b", re.IGNORECASE)
_CORRECTS = re.compile(r"\b(?:clarif|correct|amend|should (?:read|be|have)|error|typo|erratum)", re.IGNORECASE)


@dataclass(slots=True)
class _Told:
    """What the sentences of the current passage have told so far."""

    passage: int = -1
    whose: list[Whose] = field(default_factory=list)
    when: list[tuple[Meaning, When]] = field(default_factory=list)
    basis: str | None = None


def prose_figures(paper: Paper, context: PaperContext) -> list[Figure]:
    """The figures of a paper's prose, in reading order; `proof` is `unproved`, `table_no` None."""
    standing = standing_of(paper, context)
    memory = Memory({}, [], [], [])
    told = _Told()
    figures: list[Figure] = []
    lead: str | None = None
    for sentence in sentences(paper):
        numbers = mentions(sentence.text, sentence.marker) if len(sentence.text) <= MAX_SENTENCE else []
        if len(numbers) > MAX_NUMBERS:
            numbers = []
        if sentence.lead_in != lead:
            lead = sentence.lead_in
            memory.lead = list(memory.last) if lead else []
            memory.lead_text = lead
        opens = sentence.passage != told.passage
        if opens:
            told = _Told(sentence.passage)
        if not sentence.lead_in and (opens or not numbers):
            memory.last = []
        if not numbers:
            if opens:
                memory.passage = []
            continue
        view = View.of(sentence, numbers)
        _add(figures, _sentence_figures(paper, context, standing, view, memory, told), view)
    return figures


def _add(figures: list[Figure], found: list[Figure], view: View) -> None:
    """Put a sentence's figures after those before it, with what either corrects in the other.

    `It should have read £3.3m`: the figure of the sentence before is superseded. `This was stated as £520k; the
    higher figure replaces it`: the figure of this sentence is.
    """
    if figures and found and figures[-1].passage == found[0].passage:
        one, two = figures[-1], found[0]
        if one.unit == two.unit and one.value != two.value:
            if puts_right(view) is not None:
                figures[-1], found[0] = _superseded(one, two), _superseding(two, one)
            elif _REPLACED.search(view.text) and _STATED_AS.search(view.text):
                figures[-1], found[0] = _superseding(one, two), _superseded(two, one)
    figures += found


def _superseded(old: Figure, new: Figure) -> Figure:
    return replace(old, status="superseded", note=_joined(old.note, f"{new.published_text} corrects this figure."))


def _superseding(new: Figure, old: Figure) -> Figure:
    note = _joined(new.note, f"It corrects {old.published_text}, as printed before.")
    return replace(
        new,
        supersedes_figure_id=old.figure_id,
        note=note,
        organisation=old.organisation if new.organisation is None else new.organisation,
    )


def _joined(*notes: str | None) -> str:
    return " ".join(filter(None, notes))


def prose_figure_id(paper_id: str, place: str) -> str:
    """The stable id of a figure in prose: from its paper's bytes and the place of its words."""
    return hashlib.sha256(f"{paper_id}:prose:{place}".encode()).hexdigest()[:20]


def _sentence_figures(
    paper: Paper, context: PaperContext, standing: Standing, view: View, memory: Memory, told: _Told
) -> list[Figure]:
    figures: list[Figure] = []
    understood: list[tuple[Mention, Meaning]] = []
    for number, meaning in understand(view, memory):
        if meaning is None:
            continue
        owner = whose(view, number, meaning, context.area, standing, told.whose)
        if context.body:
            owner = of_public_body(owner, view, context.body)
        then = when(view, number, meaning, standing, told.when)
        beside = figures[-1].basis if figures else None
        goes_on = bool(figures) and (figures[-1].subject, figures[-1].measure) == (meaning.subject, meaning.measure)
        basis = basis_of(view, number, meaning, then, context, standing, told.basis, beside, goes_on)
        if owner.organisation is not None or owner.note:
            told.whose.append(owner)
        set_here = standing.set_year and then.financial_year and then.financial_year >= standing.set_year
        if meaning.measure == "revised_budget" and set_here and "revised" not in view.text.lower():
            meaning = replace(meaning, measure="original_budget")  # noqa: PLW2901
        told.when.append((meaning, then))
        told.basis = basis
        understood.append((number, meaning))
        figures.append(_figure(paper, view, number, meaning, owner, then, basis))
    remember(memory, understood, bool(view.sentence.before))
    return _corrected(figures, understood, view)


def _figure(
    paper: Paper, view: View, number: Mention, meaning: Meaning, owner: Whose, then: When, basis: str
) -> Figure:
    sentence = view.sentence
    start, end = number_place(sentence, number)
    if start is not None and end is not None:
        published, place = paper.text[start:end], f"{start}:{end}"
    else:
        published = view.text[number.start : number.end]
        place = f"{sentence.page}:{sentence.passage}:{len(sentence.before)}:{number.start}:{published}"
    line, standard = meaning.line, meaning.standard_line
    if line is None and meaning.unit in {"GBP", "percent"} and meaning.subject in _FAMILIES:
        line, standard = _line_named(view, number, _FAMILIES[meaning.subject])
    qualifier = number.qualifier
    if qualifier == "exact" and sentence.lead_in and re.search(r"\bon average\b", sentence.lead_in, re.IGNORECASE):
        qualifier = "about"
    notes = [owner.note, then.note, meaning.note]
    return Figure(
        figure_id=prose_figure_id(paper.paper_id, place),
        paper_id=paper.paper_id,
        paper=paper.name,
        page=sentence.page,
        table_no=None,
        table_title=None,
        row_no=None,
        column_no=None,
        organisation=owner.organisation,
        organisation_basis=owner.basis,
        subject=meaning.subject,
        statement=None,
        line=line,
        line_path=None,
        standard_line=standard,
        is_total=False,
        column_header=None,
        measure=meaning.measure,
        basis=basis,
        status="current",
        supersedes_figure_id=None,
        financial_year=then.financial_year,
        as_at=then.as_at,
        as_at_inferred=then.inferred,
        period=then.period,
        value=Decimal(f"{meaning.value:f}"),
        unit=meaning.unit,
        sign_turned=False,
        published_text=published,
        sentence=view.text[sentence.marker :].strip(),
        char_start=start,
        char_end=end,
        bbox=None,
        qualifier=qualifier,
        proof="unproved",
        note=" ".join(dict.fromkeys(filter(None, notes))) or None,
        report_period=then.report_period,
        rounding=Decimal(f"{number.rounding:f}"),
        comparator=comparator_of(view, number) if meaning.measure in _COMPARABLE else None,
        role=meaning.role,
        programme=meaning.programme,
        passage=sentence.passage + 1,
    )


_COMPARABLE = {
    "change",
    "change_pct",
    "rate_rank",
    "rank",
    "growth_factor",
    "increase",
    "reduction",
    "satisfaction_pct",
}


def number_place(sentence: Sentence, number: Mention) -> tuple[int | None, int | None]:
    """Where a number's words stand in the paper's text; without a page break inside them."""
    if not sentence.offsets:
        return None, None
    start, end = sentence.offsets[number.start], sentence.offsets[number.end - 1] + 1
    if end - start > number.end - number.start + MARKUP_WITHIN:
        words = sentence.text[number.start : number.end]
        for k in range(len(words), 0, -1):
            end = sentence.offsets[number.start + k - 1] + 1
            if not words[k - 1].isspace() and end - start <= k + MARKUP_WITHIN:
                return start, end
    return start, end


@cache
def _lines(family: str) -> Words:
    general, wordings = set(load("prose")["general_lines"]), set(load("prose")["general_wordings"])
    return Words(
        {
            term: [w for w in spelled if w not in wordings and len(w) > 2]
            for term, spelled in load("lines")[family].items()
            if term not in general and any(w not in wordings and len(w) > 2 for w in spelled)
        }
    )


def _line_named(view: View, number: Mention, family: str) -> tuple[str | None, str | None]:
    """The budget line, reserve or scheme that stands nearest to an amount, as printed, and its standard term."""
    found = [
        (view.distance(cue, number), cue)
        for cue in _lines(family).find(view.text)
        if not (cue.start >= number.end and _EXPLAINS.search(view.text[number.end : cue.start]))
    ]
    near = [(distance, cue) for distance, cue in found if distance <= LINE_REACH]
    if not near:
        return None, None
    _, cue = min(near, key=lambda item: (item[0], item[1].start))
    return view.text[cue.start : cue.end], cue.term


def _corrected(figures: list[Figure], understood: list[tuple[Mention, Meaning]], view: View) -> list[Figure]:
    """Mark what a sentence corrects: `£885k, not £858k as shown in the report`."""
    out = list(figures)
    for k in range(len(understood) - 1):
        (right, meaning), (wrong, _) = understood[k], understood[k + 1]
        if right.kind != wrong.kind or not _NOT.match(view.text[right.end : wrong.start]):
            continue
        if not (
            _AS_PRINTED.search(view.text[wrong.end : wrong.end + 60]) or _CORRECTS.search(view.text[: right.start])
        ):
            continue
        value = Decimal(f"{abs(wrong.value):f}") * (-1 if meaning.value < 0 else 1)
        old = replace(
            out[k + 1],
            subject=meaning.subject,
            measure=meaning.measure,
            unit=meaning.unit,
            value=value,
            basis=out[k].basis,
            organisation=out[k].organisation,
            organisation_basis=out[k].organisation_basis,
            financial_year=out[k].financial_year,
            as_at=out[k].as_at,
            as_at_inferred=out[k].as_at_inferred,
            report_period=out[k].report_period,
            line=out[k].line,
            standard_line=out[k].standard_line,
            status="superseded",
            note="The same sentence corrects this figure.",
        )
        out[k + 1] = old
        note = " ".join(filter(None, (out[k].note, f"It corrects {wrong_text(view, wrong)}, as printed elsewhere.")))
        out[k] = replace(out[k], supersedes_figure_id=old.figure_id, note=note)
    return out


def wrong_text(view: View, number: Mention) -> str:
    """A number's words as the sentence prints them."""
    return view.text[number.start : number.end]
