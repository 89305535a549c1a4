"""Opens and queries a published file until a file appears; tells of each number of papers, and at last of all it saw.

Every load of the test brings one paper, so papers, loads and figures must agree at any moment.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

warehouse, until = Path(sys.argv[1]), Path(sys.argv[2])
looked = 0
seen: list[int] = []
wrong: list[str] = []
PAUSE_SECONDS = 0.1
"""Between two looks, so that the loads get on."""

while not until.exists() and len(wrong) < 5:
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            row = connection.execute(
                "select (select count(*) from core.papers), (select count(*) from audit.loads where published),"
                " (select count(*) from core.figures), (select sum(figures) from audit.loads where published),"
                " (select count(*) from audit.loads where finished_at is null)"
            ).fetchone()
    except (duckdb.Error, OSError) as error:
        wrong.append(f"{type(error).__name__}: {error}")
        continue
    assert row is not None
    papers, loads, figures, counted, unfinished = row
    if papers != loads or figures != counted or unfinished or not papers:
        wrong.append(f"half a load: {row}")
    if papers not in seen:
        seen.append(papers)
        print(json.dumps({"papers": papers}), flush=True)
    looked += 1
    time.sleep(PAUSE_SECONDS)
print(json.dumps({"looked": looked, "seen": seen, "wrong": wrong}))
