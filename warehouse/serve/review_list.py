"""What a person should look at first: contradictions of the papers, and what is held, by the amount at stake."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from extract.version import extractor_version
from warehouse.errors import QueryError
from warehouse.serve.ask import Row
from warehouse.serve.query import query
from warehouse.state.ledger import Ledger
from warehouse.state.store import Store, open_store

COLUMNS = ["amount_gbp", "what", "paper", "page", "table_no", "said", "look_with"]
CONTRADICTIONS = """
SELECT max(findings.amount_at_stake_gbp) AS amount_gbp, 'contradiction' AS what,
    first(figures.paper ORDER BY figures.figure_id) AS paper, first(figures.page ORDER BY figures.figure_id) AS page,
    first(figures.table_no ORDER BY figures.figure_id) AS table_no, findings.description AS said,
    'copperbottom trace ' || left(first(figures.figure_id ORDER BY figures.figure_id), 12) AS look_with
FROM core.findings AS findings
INNER JOIN core.figures AS figures ON figures.figure_id = findings.figure_ids[1]
WHERE findings.status = 'contradiction' AND findings.kind <> 'restatement'
GROUP BY findings.finding_id, findings.description
"""


def review_list(warehouse: Path) -> list[Row]:
    """Contradictions and what is held, the largest amount first, with the columns of `COLUMNS`.

    The amount of a contradiction is the difference that it leaves open, that of a held table its largest amount;
    it is None for what could not be read. Raises QueryError for a warehouse that is not there.
    """
    store = open_store(warehouse)
    ledger = Ledger(store)
    held = [
        (
            _largest(store, ledger, row["paper_id"], row["table_no"]),
            "held",
            row["paper"],
            None,
            row["table_no"] or None,
            row["reason"],
            f"copperbottom tables {store.paper_path(row['paper_id'], '')}*",
        )
        for row in ledger.held()
    ]
    if not warehouse.is_file() and not held:
        raise QueryError(f"There is no warehouse at {warehouse}: copperbottom load PATH --warehouse {warehouse}")
    found = query(CONTRADICTIONS, warehouse)[1] if warehouse.is_file() else []
    return sorted([*found, *held], key=_at_stake)


def _at_stake(row: Row) -> tuple[bool, Decimal, str, int, str]:
    amount, _, paper, _, table_no, said, _ = row
    return amount is None, -(amount or Decimal(0)), str(paper), table_no or 0, str(said)


def _largest(store: Store, ledger: Ledger, paper_id: str, table_no: int | None) -> Decimal | None:
    """The largest amount of money in a held table, in pounds, or None for a paper that was not read."""
    read = ledger.read_outcome(paper_id, extractor_version())
    if read is None:
        return None
    file = store.extraction(read["extractor_version"], paper_id) / "figures.parquet"
    if table_no is None or not file.is_file():
        return None
    table = pq.read_table(file, columns=["table_no", "unit", "value"])
    amounts = [
        abs(Decimal(str(row["value"])))
        for row in table.to_pylist()
        if row["unit"] == "GBP" and (row["table_no"] or 0) == table_no
    ]
    return max(amounts, default=None)
