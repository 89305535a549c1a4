"""Each number of a sentence with its meaning, or with none; and what is kept in mind for the next sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.interpret.prose.continuing import continued
from extract.interpret.prose.counts import read_count, read_duration
from extract.interpret.prose.cues import View
from extract.interpret.prose.meaning import Meaning, Memory, is_telling, puts_right
from extract.interpret.prose.money import is_price_or_limit, read_money
from extract.interpret.prose.numbers import Mention
from extract.interpret.prose.percents import read_percent
from extract.interpret.prose.ranks import read_multiple, read_rank
from extract.interpret.prose.surroundings import count_around, money_around, rank_around, refined

HEDGE = 16  # characters that may stand between `should have read` and the right number


def understand(view: View, memory: Memory) -> Iterator[tuple[Mention, Meaning | None]]:
    """Each number of a sentence with its meaning, or None where the words do not establish one."""
    found: list[tuple[Mention, Meaning]] = []
    read: list[tuple[Mention, Meaning | None]] = []
    run_in = len(view.sentence.run_in or "") + view.sentence.marker if not view.sentence.before else 0
    if view.cues("examples"):
        return iter(read)
    for number in view.numbers:
        if number.end <= run_in + 2 and any(n.value == number.value and n.start > number.end for n in view.numbers):
            continue  # a heading says what the sentence after it says
        if number.kind == "money" and view.before_it("other_bodies", number):
            continue
        meaning = _READERS[number.kind](view, number, found, memory)
        corrected = _corrected(view, number, meaning, memory)
        if corrected is not None:
            meaning = corrected
        elif meaning is not None:
            meaning = refined(view, number, meaning)
        elif number.kind == "money":
            if not is_price_or_limit(view, number):
                meaning = money_around(view, number, memory)
        elif number.kind == "count":
            meaning = count_around(view, number, found, memory)
        elif number.kind == "rank":
            meaning = rank_around(view, number)
        if meaning is None:
            meaning = continued(view, number, found, memory)
        last = read[-1] if read else None
        if meaning is not None and last is not None and last[1] is None and _same_range(last[0], number):
            found.append((last[0], _at_other_end(meaning, last[0])))
            read[-1] = found[-1]
        if meaning is not None:
            found.append((number, meaning))
        read.append((number, meaning))
    return iter(read)


def _corrected(view: View, number: Mention, meaning: Meaning | None, memory: Memory) -> Meaning | None:
    """The meaning of a number that the sentence before got wrong: `It should have been 11.8%.`"""
    if meaning is not None and meaning.measure != "count" and meaning.cue is not None:
        return None
    told = puts_right(view)
    if told is None or not 0 <= number.start - told <= HEDGE or view.numbers[0] is not number:
        return None
    wrong = [m for n, m in memory.passage if n.kind == number.kind]
    if not wrong:
        return None
    return replace(wrong[-1], value=number.value * (-1 if wrong[-1].value < 0 else 1), cue=None)


def _same_range(one: Mention, two: Mention) -> bool:
    return one.kind == two.kind and one.qualifier == two.qualifier == "range" and two.start - one.end <= 8


def _at_other_end(meaning: Meaning, number: Mention) -> Meaning:
    sign = -1 if meaning.value < 0 else 1
    return replace(meaning, value=sign * abs(number.value))


def remember(memory: Memory, found: Sequence[tuple[Mention, Meaning]], same_passage: bool) -> None:
    """Take a sentence's figures into memory for the next."""
    if not same_passage:
        memory.passage = []
    memory.last = list(found)
    memory.passage = [*memory.passage, *found]
    for number, meaning in found:
        if is_telling(number):
            memory.amounts[(number.kind, abs(number.value))] = meaning
        memory.subject = meaning.subject


_READERS = {
    "money": read_money,
    "percent": read_percent,
    "count": read_count,
    "rank": read_rank,
    "multiple": read_multiple,
    "duration": read_duration,
}
