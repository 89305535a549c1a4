"""Measures, and writes `docs/benchmarks.md`: `python -m benchmarks.run --papers DIR [--only GROUP …]`.

To add a group, write a module with `measure(bench)` and name it in `GROUPS`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.tables import Bench, Table
from copperbottom.paths import PROJECT

GROUPS = ("loading", "extraction", "documents", "growth", "orchestration", "collection", "questions", "report")
BUNDLED = PROJECT / "samples" / "papers"
OUTPUT = PROJECT / "docs" / "benchmarks.md"
HEADING = """# Benchmarks

Written by `make bench`: do not edit, but run it again to see what your own machine does. Below each title stands when
it was measured, and by which command. Each value is of one run; the files that a run reads may be in the machine's
memory already. Peak memory is the sum of the resident memory of all processes of a run.
"""


def measure(papers: Path, pdfs: Path, groups: Sequence[str]) -> list[Table]:
    """The tables of groups, one after another."""
    found = []
    for name in groups:
        print(f"Measuring {name} ...", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="copperbottom-bench-") as scratch:
            found += importlib.import_module(f"benchmarks.{name}").measure(Bench(papers, pdfs, Path(scratch)))
    return found


def document(tables: Sequence[Table], command: str, before: str = "") -> str:
    """The whole document. What `before`, the document so far, has of groups that were not measured now stays in it."""
    measured = f"`{command}` on {dt.date.today():%-d %B %Y}"
    sections = {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in before.split("\n## ")[1:]}
    for table in tables:
        title, _, rest = table.markdown().removeprefix("## ").partition("\n")
        sections[title] = f"## {title}\n\n{measured}\n{rest.rstrip()}\n"
    return "\n".join([HEADING, *sections.values()])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write, and show what was written."""
    parser = argparse.ArgumentParser(prog="benchmarks.run", description=__doc__.split("\n")[0])
    parser.add_argument("--papers", type=Path, default=BUNDLED)
    parser.add_argument("--pdfs", type=Path, default=BUNDLED, help="for the group documents")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, help="groups, instead of all")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    asked = parser.parse_args(arguments)
    folders = {"PAPERS": asked.papers.resolve(), "PDFS": asked.pdfs.resolve()}
    for name, folder in folders.items():
        if not folder.is_dir():
            print(f"There is no folder {folder}: name a folder of papers with {name}=DIR.", file=sys.stderr)
            return 1
    words = [f"{name}=DIR" for name, folder in folders.items() if folder != BUNDLED]
    words += [f'ONLY="{" ".join(asked.only)}"'] if len(asked.only) < len(GROUPS) else []
    command = " ".join(["make bench", *words])
    try:
        measured = [machine(), *measure(folders["PAPERS"], folders["PDFS"], asked.only)]
    except subprocess.CalledProcessError as error:
        print(f"A measurement failed, so nothing was written: {error}", file=sys.stderr)
        return 1
    kept = asked.output.read_text(encoding="utf-8") if len(asked.only) < len(GROUPS) and asked.output.exists() else ""
    text = document(measured, command, kept)
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
