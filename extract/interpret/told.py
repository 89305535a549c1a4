"""What whoever loaded a paper said of it, where the paper does not: on its figures, and beside its own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extract.interpret.context import PaperContext
from extract.model import Figure, Said
from extract.organisations import area_of


def as_told(figure: Figure, context: PaperContext) -> Figure:
    """A figure of a paper that names no body: it is of the one that was said, and its note says so.

    A figure that the paper gives to the force or the office alone stays with that one of the area.
    """
    told = context.told.organisation
    if told is None:
        return figure
    whole = context.area.group if context.area else None
    meant = figure.organisation_basis == "paper" and figure.organisation == whole
    organisation = told if meant else figure.organisation
    if organisation is None or area_of(organisation) != area_of(told):
        return figure
    note = f"The paper names no body: whoever loaded it said that it is of {told}."
    return replace(figure, organisation=organisation, note=" ".join(filter(None, (figure.note, note))))


def said_in_words(said: Said) -> str | None:
    """What was said of a paper, or None for nothing."""
    words = [f"it is of {said.organisation}"] if said.organisation else []
    words += [f"its meeting was on {said.meeting_date}"] if said.meeting_date else []
    return " and ".join(words) or None


def filled(context: PaperContext) -> Iterator[str]:
    """A sentence for each thing that the paper does not name and that was said of it."""
    if context.told.organisation is not None:
        yield f"It names no body: whoever loaded it said that it is of {context.told.organisation}."
    if context.told.meeting_date is not None:
        yield f"It names no day of its meeting: whoever loaded it said {context.told.meeting_date}."


def overruled(said: Said, context: PaperContext) -> str | None:
    """What was said of a paper and the paper itself says otherwise, in words; None where the two agree."""
    words = []
    own = context.organisation
    if said.organisation and own and area_of(said.organisation) != area_of(own):
        words.append(f"is of {own} by its own words, not of {said.organisation}")
    if said.meeting_date and context.meeting_date and said.meeting_date != context.meeting_date:
        words.append(f"names {context.meeting_date} as the day of its meeting, not {said.meeting_date}")
    return " and ".join(words) or None
