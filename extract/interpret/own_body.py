"""Whose a paper is: what its title page, its first headings, its running heads or its file's name name.

A mention in a sentence makes no paper somebody's. Where the title says that the paper is of a police body without
saying which (`POLICE AND CRIME PANEL`), the area is the one that the paper goes on to speak of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from extract.interpret.titles import OTHER, PANEL, POLICE, Titled, police_area, titled
from extract.model import Block, Paper, RawTable
from extract.numerals import parse_numeral
from extract.organisations import Area, area_addressed, find_area
from extract.vocabulary import load, words

MAX_TITLE = 130  # characters of a line of a title
MAX_COVER = 40  # lines of a title page
MAX_LABELS = 12  # rows of a table of labels (`REPORT OF`, `DATE`) on it
FIRST_HEADINGS = 8
FEWEST_WORDS = 5  # of a line that ends in a full stop and is a sentence
FEWEST_REPEATS = 3  # of a line of text that is a running head
SITE = 1500  # characters in which an address is the paper's own


@dataclass(frozen=True, slots=True)
class OwnBody:
    """Whose a paper is: a police area, or another public body by its own name; neither where it names none."""

    area: Area | None = None
    name: str | None = None


def own_body(paper: Paper) -> OwnBody:
    """The body that a paper's own title names; of its zones the first that names one."""
    for zone in (_cover(paper), _first_headings(paper), _running_heads(paper), _file_name(paper)):
        named = [one for line in zone for one in titled(line)]
        if named:
            return _owner(named, paper)
    return OwnBody(area_addressed(paper.text[:SITE]))


def _owner(named: list[Titled], paper: Paper) -> OwnBody:
    """Of the bodies that a title names the panel's, else the first."""
    first = next((one for one in named if one.kind == PANEL and one.name), None)
    first = first or next((one for one in named if one.kind == PANEL), named[0])
    if first.kind == OTHER:
        return OwnBody(name=first.name)
    name = first.name or next((one.name for one in named if one.kind in (PANEL, POLICE) and one.name), None)
    return OwnBody(police_area(name, paper.text) if name else find_area(paper.text))


def is_title(text: str) -> bool:
    """Whether a line may be one of a title: it is short and no sentence."""
    spoken = words(text)
    stops = text.rstrip().endswith((".", ";")) and len(spoken) >= FEWEST_WORDS
    opens = spoken[:2] in {("report", "of"), ("report", "by")}
    asks = text.rstrip().endswith("?")
    return len(text) <= MAX_TITLE and not (stops and not opens) and (asks or not _verbs().intersection(spoken))


def _verbs() -> frozenset[str]:
    return frozenset(load("bodies")["verbs"])


def _cover(paper: Paper) -> list[str]:
    """The lines of a paper before its first sentence or its first number in a table."""
    lines: list[str] = []
    for part in paper.parts:
        if isinstance(part, Block):
            if not is_title(part.text):
                break
            lines.append(part.text)
        else:
            lines += _labels(part)
            if _has_numbers(part):
                break
        if len(lines) >= MAX_COVER:
            break
    return [*_dropped_head(paper, lines), *lines, *_first_line(paper)]


def _first_line(paper: Paper) -> Iterator[str]:
    """The text's first line, where a block runs it together with others: whole, or what stands before its colon."""
    first = next((line.strip(" #*") for line in paper.text.splitlines() if line.strip()), "")
    if "\t" not in first and "|" not in first:
        yield from (text for text in (first, first.partition(":")[0]) if is_title(text))


def _dropped_head(paper: Paper, lines: list[str]) -> Iterator[str]:
    """The text's first line where it is a running head, which stands in no block."""
    first = next((line.strip(" #*") for line in paper.text.splitlines() if line.strip()), "")
    known = " ".join(lines) + " ".join(block.text for block in paper.blocks[:FIRST_HEADINGS])
    if first and "\t" not in first and "|" not in first and is_title(first) and first not in known:
        yield first


def _labels(table: RawTable) -> list[str]:
    """The cells of a table on a title page that head no numbers: alone in their row, or beside a label."""
    most = 1 if _has_numbers(table) else 2
    rows = [[cell.text for cell in row if cell.text] for row in table.rows[:MAX_LABELS]]
    return [text for row in rows if len(row) <= most for text in row if is_title(text)]


def _has_numbers(table: RawTable) -> bool:
    return any(parse_numeral(cell.text) is not None for row in table.rows for cell in row if cell.text)


def _first_headings(paper: Paper) -> list[str]:
    headings = [block.text for block in paper.blocks if block.kind == "heading"]
    return [text for text in headings[:FIRST_HEADINGS] if is_title(text)]


def _running_heads(paper: Paper) -> list[str]:
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row}
    lines = Counter(line.strip() for line in paper.text.splitlines() if line.strip() and "\t" not in line)
    repeated = [*paper.running_heads]
    repeated += [line for line, often in lines.most_common() if often >= FEWEST_REPEATS and line not in cells]
    return [line for line in repeated if is_title(line)]


def _file_name(paper: Paper) -> list[str]:
    return [re.sub(r"[\W\d_]+", " ", PurePath(paper.name).stem).title()]
