"""The gate: figures of papers against the rules of `expectations.figures`, before any of them is built in.

Reads the papers' Parquet files, runs the suite over all of them in one frame, and turns failing rows
into what is held: those figures alone (`table_no` 0 in `held`), or a table that is misread as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from warehouse.load.check_rows import as_check, run_sql_rules
from warehouse.load.raw_tables import read_extractions
from warehouse.load.steps import Gated
from warehouse.state.records import Hold
from warehouse.state.store import Store

if TYPE_CHECKING:
    from expectations.checks import Result

ALONE = 0
WHOLE = ""  # stands for a figure's id where a rule speaks of a whole table
REASONS_SHOWN = 3


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
    holds, held_figures = what_to_hold(results, names, sizes)
    return Gated([as_check(result) for result in results], holds, held_figures)


def what_to_hold(
    results: Iterable[Result], names: Mapping[str, str], sizes: Mapping[tuple[str, int], int]
) -> tuple[list[Hold], list[tuple[str, str]]]:
    """What failing rows hold: the figures themselves, or the tables of which they are too large a part.

    `sizes` counts the figures of each table (paper, number). A failing row without a figure speaks of its
    whole table, or its whole paper.
    """
    reasons: dict[tuple[str, int | None], dict[str, list[str]]] = {}
    for result in results:
        for row in result.failing.to_dict("records") if result.stops else ():
            key = (str(row["paper_id"]), _as_int(row["table_no"]))
            figure = WHOLE if _missing(row.get("figure_id")) else str(row["figure_id"])
            example = row["detail"] if "detail" in row else _example(row)
            words = reasons.setdefault(key, {}).setdefault(figure, [])
            words.append(f"{result.check} ({example}; expected: {result.expected})")
    whole = {key: figures for key, figures in reasons.items() if _holds_whole(key, figures, sizes)}
    alone: dict[str, list[str]] = {}
    held_figures: list[tuple[str, str]] = []
    for (paper_id, table_no), figures in reasons.items():
        if (paper_id, table_no) not in whole:
            held_figures += [(paper_id, figure) for figure in figures]
            where = "in prose" if table_no is None else f"in table {table_no}"
            alone.setdefault(paper_id, []).extend(f"{where}, {one}" for words in figures.values() for one in words)
    holds = [
        Hold(
            one,
            names[one],
            table_no,
            "gate",
            _reason(
                "The paper is held" if table_no is None else f"Table {table_no} is held",
                [one for words in figures.values() for one in words],
            ),
        )
        for (one, table_no), figures in whole.items()
    ]
    holds += [Hold(one, names[one], ALONE, "gate", _reason("Single figures are held", alone[one])) for one in alone]
    return sorted(holds, key=lambda hold: (hold.paper_id, hold.table_no or 0)), list(dict.fromkeys(held_figures))


def _holds_whole(
    key: tuple[str, int | None], figures: Mapping[str, Sequence[str]], sizes: Mapping[tuple[str, int], int]
) -> bool:
    """Whether what fails of a table, or in prose, is more than single figures (`expectations/terms.yml`)."""
    from expectations.terms import TERMS

    paper_id, table_no = key
    if WHOLE in figures or table_no is None:
        return WHOLE in figures
    limit, failing = TERMS["misread_table"], len(figures)
    part = failing * 100 / max(sizes.get((paper_id, table_no), 0), 1)
    return bool(failing >= limit["fewest"] and part >= limit["percent"])


def _reason(what: str, words: Sequence[str]) -> str:
    said = list(dict.fromkeys(words))
    more = f"; and {len(said) - REASONS_SHOWN} more" if len(said) > REASONS_SHOWN else ""
    return (
        f"{what}, because it is not so that {'; '.join(said[:REASONS_SHOWN])}{more}. "
        "Compare `copperbottom extract` with the paper: mend the paper and load it again, or report the misreading."
    )


def _example(row: Mapping[Any, Any]) -> str:
    text = row.get("published_text")
    return f"not so for {text!r}" if isinstance(text, str) and text else f"not so for figure {row['figure_id']}"


def _as_int(value: Any) -> int | None:
    return None if _missing(value) else int(value)


def _missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))
