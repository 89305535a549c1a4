"""The gate: figures of papers against the rules of `expectations.figures`, before any of them is built in.

Reads the papers' Parquet files, runs the suite over all of them in one frame, and turns failing rows
into what is held: the table they stand in, or, in prose, those figures alone (`table_no` 0 in `held`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from warehouse.load.check_rows import as_check, run_sql_rules
from warehouse.load.raw_tables import read_extractions
from warehouse.load.steps import Gated
from warehouse.state.records import Hold
from warehouse.state.store import Store

if TYPE_CHECKING:
    from expectations.checks import Result

PROSE = 0
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
    holds, held_figures = what_to_hold(results, names)
    return Gated([as_check(result) for result in results], holds, held_figures)


def what_to_hold(results: Iterable[Result], names: Mapping[str, str]) -> tuple[list[Hold], list[tuple[str, str]]]:
    """The tables that failing rows stand in, and the figures of prose that are failing rows."""
    reasons: dict[tuple[str, int], list[str]] = {}
    held_figures: list[tuple[str, str]] = []
    for result in results:
        if not result.stops:
            continue
        for row in result.failing.to_dict("records"):
            paper_id = str(row["paper_id"])
            table_no = _as_int(row["table_no"])
            words = f"{result.check} ({row['detail'] if 'detail' in row else _example(row)})"
            failed_checks = reasons.setdefault((paper_id, PROSE if table_no is None else table_no), [])
            if words not in failed_checks:
                failed_checks.append(words)
            if table_no is None:
                held_figures.append((paper_id, str(row["figure_id"])))
    holds = [
        Hold(paper_id, names[paper_id], table_no, "gate", _reason(table_no, words))
        for (paper_id, table_no), words in sorted(reasons.items())
    ]
    return holds, list(dict.fromkeys(held_figures))


def _reason(table_no: int, words: Sequence[str]) -> str:
    where = "Figures in the prose are" if table_no == PROSE else f"Table {table_no} is"
    more = f"; and {len(words) - REASONS_SHOWN} more" if len(words) > REASONS_SHOWN else ""
    return (
        f"{where} held, because these checks failed: {'; '.join(words[:REASONS_SHOWN])}{more}. "
        "Compare `copperbottom extract` with the paper: mend the paper and load it again, or report the misreading."
    )


def _example(row: Mapping[Any, Any]) -> str:
    text = row.get("published_text")
    return f"not so for {text!r}" if isinstance(text, str) and text else f"not so for figure {row['figure_id']}"


def _as_int(value: Any) -> int | None:
    return None if value is None or math.isnan(value) else int(value)
