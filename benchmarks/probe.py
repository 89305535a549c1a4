"""What is measured from within: `python -m benchmarks.probe WHAT …` does it, and prints seconds as JSON.

`load PAPERS WAREHOUSE` is `copperbottom load`, which tells its stages; `paper FILE` extracts one paper, with
the seconds of read, interpret and reconcile apart; `prose WARM FILE …` times prose beside tables; `tables FILE` only
reads tables; `extract PAPERS WAREHOUSE` only reads papers, as a load does.
"""

from __future__ import annotations

import inspect
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

PARTS = ("read", "interpret", "reconcile")


def load(papers: str, warehouse: str) -> dict[str, Any]:
    """A load; the stages' seconds, and how long the start took until it began."""
    from warehouse.load.loader import load as load_papers

    summary = load_papers(papers, warehouse)
    return {name: summary[name] for name in ("seconds", "papers_seen", "papers_held", "figures", "published")}


def paper(path: str) -> dict[str, Any]:
    """One paper's figures. Each function that the extraction calls is timed, and belongs to its module's part."""
    from extract import pipeline

    spent: dict[str, float] = defaultdict(float)

    def timed(function: Callable[..., Any], part: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent[part] += time.perf_counter() - began

        return call

    for name, value in list(vars(pipeline).items()):
        part = (getattr(value, "__module__", None) or "").split(".")[1:2]
        if inspect.isfunction(value) and part and part[0] in PARTS:
            setattr(pipeline, name, timed(value, part[0]))
    began = time.perf_counter()
    found = pipeline.extract_paper(Path(path))
    whole = time.perf_counter() - began
    return {"seconds": whole, "parts": dict(spent), "figures": len(found.figures), "tables": found.paper.tables}


def prose(warm: str, *paths: str) -> dict[str, Any]:
    """Papers read one after another when vocabulary and patterns are ready (`warm` is extracted first for that).

    For each, the seconds to read it, to find its tables while reading (papers that are text only), to make figures of
    them, and to make figures of its prose and compare them with the tables.
    """
    from extract.interpret.context import paper_context
    from extract.interpret.prose import prose_figures
    from extract.pipeline import extract_paper, table_figures
    from extract.read import read_paper, text
    from extract.read.text_tables.recognise import table_at
    from extract.reconcile.prose_vs_table import prose_findings

    for path in sorted(Path(warm).iterdir()):
        extract_paper(path)
    found, looked = {}, [0.0]

    def timed(*arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return table_at(*arguments)
        finally:
            looked[0] += time.perf_counter() - began

    vars(text)["table_at"] = timed
    for path in map(Path, paths):
        looked[0] = 0.0
        began = time.perf_counter()
        paper_read = read_paper(path)
        context = paper_context(paper_read)
        read = time.perf_counter()
        in_tables, _ = table_figures(paper_read, context)
        tables_done = time.perf_counter()
        in_prose = prose_figures(paper_read, context)
        prose_findings(in_tables, in_prose)
        ended = time.perf_counter()
        found[path.name] = {
            "read": read - began - looked[0],
            "found": looked[0],
            "tables": tables_done - read,
            "prose": ended - tables_done,
            "cells": sum(map(len, in_tables)),
            "figures": len(in_prose),
        }
    return found


def tables(path: str) -> dict[str, Any]:
    """The raw tables of one paper, as `copperbottom tables` reads them."""
    from extract.read import read_paper

    began = time.perf_counter()
    found = read_paper(Path(path))
    return {"seconds": time.perf_counter() - began, "tables": len(found.tables), "pages": found.pages}


def extract(papers: str, warehouse: str) -> dict[str, Any]:
    """Land papers, and read them on all cores that this process may use."""
    from extract.version import extractor_version
    from warehouse.load.loader import find_papers
    from warehouse.state.store import land, open_store
    from warehouse.workers.read_pool import ReadRequest, ReadResult, read_all

    store, answers = open_store(warehouse), list[ReadResult]()
    store.create()
    requests = []
    for path in find_papers(papers, warehouse):
        landed = land(store, Path(path))
        place = str(landed.path or path)
        requests.append(ReadRequest(landed.paper_id, landed.name, place, str(store.warehouse), extractor_version()))
    began = time.perf_counter()
    read_all(requests, answers.append)
    took = time.perf_counter() - began
    return {
        "seconds": took,
        "papers": len(answers),
        "figures": sum(answer.figures for answer in answers),
        "held": sum(answer.held is not None for answer in answers),
    }


PROBES: dict[str, Callable[..., dict[str, Any]]] = {
    "load": load,
    "paper": paper,
    "tables": tables,
    "extract": extract,
    "prose": prose,
}

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]](*sys.argv[2:])))
