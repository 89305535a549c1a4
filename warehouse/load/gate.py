"""The gate: figures of papers against the rules of `expectations.figures`, before any of them is built in.

Reads the papers' Parquet files, runs the suite over all of them in one frame, and turns failing rows
into what is held: those figures alone (`table_no` 0 in `held`), or a table that is misread as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warehouse.load.check_rows import as_check, as_validation, run_sql_rules
from warehouse.load.raw_tables import read_extractions
from warehouse.load.reasons import Fault, counted, reason, some
from warehouse.load.steps import Gated
from warehouse.state.records import Hold
from warehouse.state.store import Store

if TYPE_CHECKING:
    import duckdb

    from expectations.checks import Result

ALONE = 0
WHOLE = ""  # stands for a figure's id where a rule speaks of a whole table
Part = tuple[str, int | None]
"""A table of a paper (id, number), or what its sentences say (id, None)."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that something in one table, or in the sentences of one paper, breaks."""

    check: str
    expected: str
    figure_id: str
    found: str


def gate(store: Store, papers: Mapping[str, str]) -> Gated:
    """Check the figures of papers (id: reading version) and say what is to be held."""
    import duckdb

    from expectations import figures as suite
    from expectations.checks import validate

    with duckdb.connect() as connection:
        read_extractions(connection, [store.extraction(version, paper_id) for paper_id, version in papers.items()])
        names = dict(connection.sql("select paper_id, paper from papers").fetchall())
        frame = connection.sql(f"select {', '.join(suite.COLUMNS)} from figures order by all").df()
        results = validate(suite.SUITE, frame, suite.RULES)
        results += run_sql_rules(connection, suite.SUITE, suite.SQL_RULES, frozenset())
        counted = connection.sql("select paper_id, table_no, count(*) from figures where table_no > 0 group by all")
        sizes = {(paper_id, int(table_no)): number for paper_id, table_no, number in counted.fetchall()}
        places = places_of(connection) if any(result.stops for result in results) else {}
    holds, held_figures = what_to_hold(results, names, sizes, places)
    validations = [as_validation(result) for result in results]
    return Gated([as_check(result) for result in results], holds, held_figures, validations)


def places_of(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Where each figure of a table is printed within it."""
    found = connection.sql("select figure_id, row_no, column_no from figures where row_no > 0 and column_no > 0")
    return {figure_id: f"row {row_no}, column {column_no}" for figure_id, row_no, column_no in found.fetchall()}


def what_to_hold(
    results: Iterable[Result],
    names: Mapping[str, str],
    sizes: Mapping[tuple[str, int], int],
    places: Mapping[str, str] | None = None,
) -> tuple[list[Hold], list[tuple[str, str]]]:
    """What failing rows hold: the figures themselves, or the tables of which they are too large a part.

    `sizes` counts the figures of each table (paper, number), `places` says where figures stand in theirs. A failing
    row without a figure speaks of its whole table, or its whole paper.
    """
    broken: dict[Part, list[Broken]] = {}
    for result in results:
        column = result.answer["expectation_config"]["kwargs"].get("column")
        for row in result.failing.to_dict("records") if result.stops else ():
            part = (str(row["paper_id"]), _as_int(row["table_no"]))
            figure = WHOLE if _missing(row.get("figure_id")) else str(row["figure_id"])
            shown = _found(row, column, (places or {}).get(figure))
            broken.setdefault(part, []).append(Broken(result.check, result.expected, figure, shown))
    whole = {part for part, found in broken.items() if _holds_whole(part, {one.figure_id for one in found}, sizes)}
    holds = [_whole_hold(part, names, broken[part], sizes) for part in whole]
    alone: dict[str, dict[Part, list[Broken]]] = {}
    for part, found in broken.items():
        if part not in whole:
            alone.setdefault(part[0], {})[part] = found
    holds += [_hold_of_figures(paper, names[paper], parts) for paper, parts in alone.items()]
    figures = [(paper, one.figure_id) for paper, parts in alone.items() for found in parts.values() for one in found]
    return sorted(holds, key=lambda hold: (hold.paper_id, hold.table_no or 0)), list(dict.fromkeys(figures))


def _whole_hold(
    part: Part, names: Mapping[str, str], broken: Sequence[Broken], sizes: Mapping[tuple[str, int], int]
) -> Hold:
    paper, table = part
    what = "The paper is held" if table is None else f"Table {table} is held"
    of = sizes.get((paper, table)) if table is not None else None
    return Hold(paper, names[paper], table, "gate", reason(what, _faults([("", broken)], of)))


def _hold_of_figures(paper: str, name: str, parts: Mapping[Part, Sequence[Broken]]) -> Hold:
    where = [("in prose " if table is None else f"in table {table} ", found) for (_, table), found in parts.items()]
    number = len({one.figure_id for found in parts.values() for one in found})
    what = f"{counted(number, 'single figure')} {'is' if number == 1 else 'are'} held"
    return Hold(paper, name, ALONE, "gate", reason(what, _faults(where, None)))


def _faults(parts: Sequence[tuple[str, Sequence[Broken]]], of: int | None) -> list[Fault]:
    """One fault for each rule, over all places where it is broken; `of` counts the figures that are looked at."""
    rules = dict.fromkeys((one.check, one.expected) for _, broken in parts for one in broken)
    faults = []
    for check, expected in rules:
        mine = [(where, [one for one in broken if one.check == check]) for where, broken in parts]
        figures = {one.figure_id for _, broken in mine for one in broken if one.figure_id != WHOLE}
        number = f"{len(figures):,} of its {of:,} figures" if of is not None else counted(len(figures), "figure")
        said = "; ".join(where + some([one.found for one in broken]) for where, broken in mine if broken)
        faults.append(Fault(check, expected, f"{number}: {said}" if figures else said))
    return faults


def _holds_whole(part: Part, figures: Set[str], sizes: Mapping[tuple[str, int], int]) -> bool:
    """Whether what fails of a table, or in prose, is more than single figures (`expectations/terms.yml`)."""
    from expectations.terms import TERMS

    paper_id, table_no = part
    if WHOLE in figures or table_no is None:
        return WHOLE in figures
    limit, failing = TERMS["misread_table"], len(figures)
    share = failing * 100 / max(sizes.get((paper_id, table_no), 0), 1)
    return bool(failing >= limit["fewest"] and share >= limit["percent"])


def _found(row: Mapping[Any, Any], column: str | None, place: str | None) -> str:
    """What a failing row shows: what its rule says of it, else its value and what is printed; and its place."""
    if not _missing(row.get("detail")):
        found = str(row["detail"])
    else:
        name, value = (column or "value").replace("_", " "), row.get(column)
        printed = row.get("published_text")
        found = f"no {name}" if _missing(value) else f"{name} {value}"
        found += f" for '{printed}'" if isinstance(printed, str) and printed else ""
    return f"{found} ({place})" if place is not None else found


def _as_int(value: Any) -> int | None:
    return None if _missing(value) else int(value)


def _missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))
