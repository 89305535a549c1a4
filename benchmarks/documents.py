"""How fast tables come out of PDFs, beside other readers of tables in the same run.

One document is put together from the PDFs of the folder until it has PAGES pages. The peers stand in an
environment of their own (`make bench` makes it): they are no dependency of this project. Each reads what
its own documentation calls for first; which of them reads *right* is another question, to which
docs/decisions/0004-own-table-reader.md has the answer.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import pypdfium2

from benchmarks.processes import python
from benchmarks.tables import Bench, Table, megabytes, seconds
from copperbottom.paths import PROJECT

PAGES = 200
PEER_PAGES = 24  # pages that peers are given: some need a second for each
PEERS_PYTHON = PROJECT / ".venv-peers" / "bin" / "python"
PEERS = ("pdfplumber", "camelot stream", "camelot lattice")


def measure(bench: Bench) -> list[Table]:
    """Pages per second of this reader and of its peers, and the whole way of a long pack."""
    papers = sorted(bench.pdfs.rglob("*.pdf"))
    if not papers:
        return []
    bench.scratch.mkdir(parents=True, exist_ok=True)
    short = put_together(papers, PEER_PAGES, bench.scratch / "short.pdf")
    long = put_together(papers, PAGES, bench.scratch / "long.pdf")
    return [_readers(short, long), _pack(long)]


def put_together(papers: Sequence[Path], pages: int, path: Path) -> Path:
    """A document of so many pages, taken from the papers in turn."""
    document = pypdfium2.PdfDocument.new()
    for paper in cycle(papers):
        source = pypdfium2.PdfDocument(paper)
        wanted = list(range(min(len(source), pages - len(document))))
        document.import_pages(source, wanted)
        source.close()
        if len(document) >= pages:
            break
    document.save(path)
    document.close()
    return path


def _readers(short: Path, long: Path) -> Table:
    rows: list[tuple[str, ...]] = []
    for words, path, pages in (("this reader", short, PEER_PAGES), ("this reader", long, PAGES)):
        run = python("-m", "benchmarks.probe", "tables", path, cores=1)
        found = run.answer
        took, speed = seconds(found["seconds"]), f"{pages / found['seconds']:,.1f}"
        rows.append((words, f"{pages}", f"{found['tables']:,}", took, speed, megabytes(run.peak_bytes)))
    rows += [_peer(name, short) for name in PEERS]
    note = (
        "Tables of a document put together from the PDFs of the folder, on one core, without the start of the "
        "process. Peers get a shorter document; this reader gets both."
    )
    return Table(
        "Tables from PDFs", note, ("Reader", "Pages", "Tables", "Whole", "Pages per second", "Peak memory"), rows
    )


def _peer(name: str, path: Path) -> tuple[str, ...]:
    if not PEERS_PYTHON.exists():
        return (name, "-", "-", "not installed: make bench installs it", "-", "-")
    script = PROJECT / "benchmarks" / "peer.py"
    done = subprocess.run(
        [PEERS_PYTHON, script, *name.split(), path],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1]),
    )
    if done.returncode:
        return (name, f"{PEER_PAGES}", "-", f"failed: {done.stderr.strip().splitlines()[-1][:80]}", "-", "-")
    found = json.loads(done.stdout.splitlines()[-1])
    speed = f"{PEER_PAGES / found['seconds']:,.1f}"
    version = f"{name} ({found['version']})"
    peak = megabytes(found["peak_bytes"])
    return (version, f"{PEER_PAGES}", f"{found['tables']:,}", seconds(found["seconds"]), speed, peak)


def _pack(long: Path) -> Table:
    run = python("-m", "benchmarks.probe", "paper", long, cores=1)
    found = run.answer
    rows = [
        (
            f"{PAGES} pages ({long.stat().st_size:,} bytes)",
            f"{found['figures']:,}",
            *(seconds(found["parts"].get(part, 0.0)) for part in ("read", "interpret", "reconcile")),
            seconds(found["seconds"]),
            megabytes(run.peak_bytes),
        )
    ]
    note = "`extract_paper` of the same long document on one core: tables and prose, to proved figures. Target: 10 s."
    header = ("Pack", "Figures", "read", "interpret", "reconcile", "Whole", "Peak memory")
    return Table("A whole pack", note, header, rows)
