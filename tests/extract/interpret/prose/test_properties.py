"""What holds for prose figures whatever the words: places, values, ids, and silence about what is no figure."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.interpret.context import paper_context
from extract.interpret.prose import prose_figures
from extract.interpret.prose.numbers import cardinal, mentions
from extract.interpret.prose.sentences import plain_with_offsets, sentence_spans
from extract.model import Block, Figure, Paper, Place
from extract.read.text import read_text

UNITS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
UNITS += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = {"": 1, "k": 1000, "m": 10**6, " million": 10**6, "bn": 10**9}


def in_words(number: int) -> str:
    if number < 20:
        return UNITS[number]
    return TENS[number // 10] + (f"-{UNITS[number % 10]}" if number % 10 else "")


def read(body: str, name: str = "paper.txt") -> tuple[Paper, list[Figure]]:
    text = f"KENT POLICE AND CRIME PANEL\n\n12 December 2022\n\n{body}\n"
    paper = read_text(text.encode(), "1" * 64, name, "text/plain")
    return paper, prose_figures(paper, paper_context(paper))


@given(st.integers(min_value=1, max_value=99))
def test_cardinals_in_words(number: int) -> None:
    assert cardinal(in_words(number)) == number


@given(st.integers(min_value=1, max_value=999_999), st.integers(0, 99), st.sampled_from(sorted(SCALES)))
def test_money_in_every_form(pounds: int, pence: int, scale: str) -> None:
    printed = f"£{pounds:,}.{pence:02d}{scale}"
    (found,) = mentions(f"The cost of policing the event was {printed} in all.")
    assert found.value == Decimal(f"{pounds}.{pence:02d}") * SCALES[scale]
    assert found.rounding == Decimal("0.005") * SCALES[scale]


@given(
    st.sampled_from(["an overspend", "an underspend"]),
    st.integers(1, 999),
    st.sampled_from(["about ", "almost ", "over ", "up to ", "at least ", ""]),
    st.sampled_from(["k", "m", " million"]),
)
@settings(max_examples=60, deadline=None)
def test_a_variance_keeps_sign_scale_and_hedge(kind: str, amount: int, hedge: str, scale: str) -> None:
    paper, figures = read(f"The forecast for the year is {kind} of {hedge}£{amount}{scale} on police pay.")
    (figure,) = figures
    assert figure.value == amount * SCALES[scale] * (1 if kind == "an overspend" else -1)
    assert figure.qualifier == (hedge.strip() or "exact")
    assert (figure.subject, figure.measure, figure.unit) == ("budget", "variance", "GBP")
    assert figure.char_start is not None
    assert paper.text[figure.char_start : figure.char_end] == figure.published_text


@given(
    st.sampled_from(["fell", "rose", "has fallen", "has increased"]),
    st.sampled_from(["{}%", "{} per cent", "words"]),
    st.integers(1, 99),
    st.sampled_from(["Robbery", "Recorded crime", "Anti-social behaviour"]),
)
@settings(max_examples=60, deadline=None)
def test_a_change_has_its_direction_in_the_sign(verb: str, form: str, amount: int, offence: str) -> None:
    printed = f"{in_words(amount)} per cent" if form == "words" else form.format(amount)
    _, figures = read(f"{offence} {verb} by {printed} in the year to June 2022.")
    (figure,) = figures
    assert figure.value == (-amount if "f" in verb.rsplit(maxsplit=1)[-1][0] else amount)
    assert (figure.subject, figure.measure, figure.line) == ("crime", "change_pct", offence)
    assert figure.financial_year is None


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_keeps_its_places(text: str) -> None:
    plain, offsets = plain_with_offsets(text, 7)
    assert len(plain) == len(offsets)
    assert list(offsets) == sorted(offsets)
    assert all(7 <= at < 7 + len(text) for at in offsets)
    spans = sentence_spans(plain)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    for start, end in spans:
        found = mentions(plain[start:end])
        assert all(one.end <= two.start for one, two in pairwise(found))


FRAGMENTS = [
    "The Force has ",
    "1,204 officers ",
    "£4.2m ",
    "an underspend of ",
    "12% ",
    "of crimes ",
    "by 3 ",
    "(£1.1m) ",
]
FRAGMENTS += [
    "in 2022/23 ",
    "from ",
    "to ",
    ", and ",
    "savings ",
    "£3m-£4m ",
    "nationally ",
    "eighteen ",
    "ninth lowest ",
]


@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=14))
@settings(max_examples=150, deadline=None)
def test_any_order_of_words_gives_figures_in_order_and_in_place(fragments: list[str]) -> None:
    paper, figures = read("It is said: " + "".join(fragments).strip() + ".")
    places = [figure.char_start for figure in figures]
    assert places == sorted(places, key=lambda at: at or 0)
    assert len({figure.figure_id for figure in figures}) == len(figures)
    for figure in figures:
        assert figure.char_start is not None
        assert paper.text[figure.char_start : figure.char_end] == figure.published_text
        assert figure.sentence is not None
        assert figure.published_text.strip("()") in figure.sentence
        assert any(ch.isdigit() for ch in figure.published_text) or figure.published_text[0].isalpha()


@pytest.mark.parametrize(
    "junk",
    [
        *("1" * 40_000, "£" * 20_000, "a of " * 20_000, "(" * 20_000, "12% of " * 4_000, "- 3 " * 8_000),
        *(
            "Kent Police " + " " * 40_000 + "£4m",
            "<b" * 20_000,
            "word-" * 20_000,
            "very old " * 10_000 + "budget of £4m",
        ),
        " ".join(f"£{number}m of the savings by 2023/24 or {number}%" for number in range(2_000)),
    ],
    ids=lambda junk: junk[:12],
)
def test_no_text_takes_long(junk: str) -> None:
    begun = time.perf_counter()
    mentions(junk)
    sentence_spans(junk)
    plain_with_offsets(junk, 0)
    read(junk)
    assert time.perf_counter() - begun < 5


def test_what_is_too_long_for_a_sentence_tells_nothing() -> None:
    row = ", ".join(f"£{number}m of savings were delivered" for number in range(1, 80))
    assert read(f"The table says {row}.")[1] == []


def test_ids_are_stable_and_of_the_place() -> None:
    body = "An overspend of £2m is forecast. An overspend of £2m is forecast."
    first, second = read(body)[1], read(body, "renamed.txt")[1]
    assert [figure.figure_id for figure in first] == [figure.figure_id for figure in second]
    assert len({figure.figure_id for figure in first}) == 2


def test_a_paper_without_offsets_is_read_too() -> None:
    block = Block("paragraph", "The Force forecasts an overspend of £2.5m in 2022/23.", Place(page=3))
    paper = Paper("2" * 64, "paper.pdf", "application/pdf", (block,), block.text, 4)
    (figure,) = prose_figures(paper, paper_context(paper))
    assert (figure.page, figure.char_start, figure.published_text) == (3, None, "£2.5m")
    assert figure.sentence == block.text


def test_a_letterhead_within_a_sentence_does_not_cut_it() -> None:
    head = "**KENT POLICE**\n\nwww.kent.police.example\n\n"
    body = "".join(f"{head}Paragraph {word} says nothing in figures at all.\n\n" for word in ("one", "two", "three"))
    _, figures = read(f"{body}The number of burglaries recorded by the Force fell by\n\n{head}14% in the year.")
    assert [(figure.published_text, figure.value) for figure in figures] == [("14%", Decimal(-14))]


def test_a_number_above_its_label_and_the_line_that_opens_the_list() -> None:
    _, figures = read(
        "In a 24-hour period the Force will on average deal with:\n\n512\n\nemergency calls (999)\n\n31\n\nburglaries"
    )
    assert [(f.value, f.qualifier, f.period) for f in figures] == [
        (Decimal(512), "about", "24-hour period"),
        (Decimal(31), "about", "24-hour period"),
    ]


def test_a_sentence_in_a_table_cell_is_prose() -> None:
    paper, figures = read(
        "| Headline | Progress |\n|---|---|\n| Finance | The full year forecast predicts a £1.5m overspend on pay |\n"
    )
    assert len(paper.tables) == 1
    assert [(figure.value, figure.table_no) for figure in figures] == [(Decimal(1_500_000), None)]
