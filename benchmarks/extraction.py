"""How fast one paper becomes proved figures, and where the time goes."""

from __future__ import annotations

import statistics

from benchmarks.made_up import large_table
from benchmarks.probe import PARTS
from benchmarks.processes import papers_of, python
from benchmarks.tables import Bench, Table, megabytes, seconds
from copperbottom.paths import PROJECT

BUNDLED = PROJECT / "samples" / "papers"

ROWS, COLUMNS = 400, 20
RUNS = 5
_WHERE = ("read", "found", "tables", "prose")


def measure(bench: Bench) -> list[Table]:
    """The largest paper, and one table that is larger than any."""
    largest = max(papers_of(bench.papers), key=lambda path: path.stat().st_size)
    bench.scratch.mkdir(parents=True, exist_ok=True)
    table = large_table(ROWS, COLUMNS, bench.scratch / "large-table.txt")
    rows = []
    for words, path in (
        (f"the largest paper ({largest.stat().st_size:,} bytes)", largest),
        (f"a made-up table of {ROWS} rows and {COLUMNS} columns", table),
    ):
        run = python("-m", "benchmarks.probe", "paper", path)
        found = run.answer
        rows.append(
            (
                words,
                f"{found['figures']:,}",
                *(seconds(found["parts"].get(part, 0.0)) for part in PARTS),
                seconds(found["seconds"]),
                f"{found['figures'] / found['seconds']:,.0f}",
                megabytes(run.peak_bytes),
            )
        )
    note = (
        "`extract_paper` on one core. Reconciling is where readings of a table are chosen by the identities that "
        "they let balance, which is what a large table costs."
    )
    header = ("Paper", "Figures", *PARTS, "Whole", "Figures per second", "Peak memory")
    return [Table("Extraction of one paper", note, header, rows), _prose(bench)]


def _prose(bench: Bench) -> Table:
    """What prose adds to the tables of each paper."""
    papers = sorted(papers_of(bench.papers), key=lambda path: path.name)
    runs = [python("-m", "benchmarks.probe", "prose", BUNDLED, *papers).answer for _ in range(RUNS)]
    rows = []
    for path in papers:
        of_paper = [run[path.name] for run in runs]
        middle = {part: statistics.median(run[part] for run in of_paper) for part in _WHERE}
        rows.append(
            (
                f"{path.stat().st_size:,} bytes",
                f"{of_paper[0]['cells']:,}",
                f"{of_paper[0]['figures']:,}",
                *(f"{1000 * middle[part]:,.0f} ms" for part in _WHERE),
            )
        )
    note = (
        f"The middle of {RUNS} processes, each after papers that make vocabulary and patterns ready. Tables are "
        "found in the text, made figures of and proved; prose is made figures of and compared with the tables. "
        "The rest of reading serves both."
    )
    header = (
        "Paper",
        "Figures of tables",
        "Figures of prose",
        "Reading",
        "Finding tables",
        "Tables to figures",
        "Prose to figures",
    )
    return Table("Prose beside tables", note, header, rows)
