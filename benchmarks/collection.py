"""How long it takes to find ten new papers among a thousand, beside loops that do nothing but ask.

The panel's site is on loopback and the pause is zero, so that what is measured is the collector: with the pause
of real visits, the pauses are all that counts. Each runs in a process of its own; the site runs in this one.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks.processes import Run, python
from benchmarks.tables import Bench, Table, megabytes, seconds
from samples.site import COMMITTEE, Meeting, Paper, Site, sample_site, serving

MEETINGS = 100
PAPERS = 10  # of each meeting
NEW = 10
QUARTER = dt.timedelta(days=91)
HEADER = ("Collector", "Requests", "Papers sent", "Whole", "Peak memory")


def measure(bench: Bench) -> list[Table]:
    """A landing that knows all but ten papers, and then what it takes to get those."""
    folder = bench.scratch / "collection"
    folder.mkdir(parents=True)
    site = made_up_site()
    latest = site.meetings[-1]
    new, latest.papers = latest.papers, []
    with serving(site):
        register = folder / "panels.yml"
        register.write_text(site.register(), encoding="utf-8")
        environment = {
            "COPPERBOTTOM_PANELS": str(register),
            "COPPERBOTTOM_LANDING": str(folder / "landing"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }

        def collect() -> Run:
            return python("-m", "copperbottom", "collect", environment=environment)

        collect()
        latest.papers = new
        rows = [_row(site, f"`copperbottom collect`: {len(new)} of {MEETINGS * PAPERS:,} papers are new", collect)]
        rows.append(_row(site, "`copperbottom collect` once more: nothing is new", collect))
        peer = ("-m", "benchmarks.listing_peer", site.address, str(MEETINGS), str(folder / "peer"))
        words = f"httpx ({version('httpx')}) in a plain loop: the same lists, and the ten papers"
        rows.append(_row(site, words, lambda: python(*peer)))
        if shutil.which("wget"):
            rows.append(_row(site, "wget -r -N of the pages: every paper is asked for", lambda: _wget(site, folder)))
    note = (
        f"A site of {MEETINGS} meetings with {PAPERS} papers each, by its web service; papers of meetings longer ago "
        "than four months are not asked for again. Python's start counts in, as do robots.txt, hashes, the manifest "
        "and syncing papers to the disk, which the loop does not do."
    )
    return [Table("Ten new papers among a thousand", note, HEADER, rows)]


def made_up_site() -> Site:
    """A site of many meetings, a quarter apart, the last one today; its papers differ by a line."""
    body = sample_site().meetings[0].papers[0].body
    first = dt.date.today() - QUARTER * (MEETINGS - 1)
    return Site(
        [
            Meeting(
                first + QUARTER * number,
                [
                    Paper(f"Budget monitoring {number}-{paper}", body + f"% {number}-{paper}\n".encode())
                    for paper in range(PAPERS)
                ],
            )
            for number in range(MEETINGS)
        ]
    )


def _row(site: Site, words: str, run: Callable[[], Run]) -> tuple[str, ...]:
    site.asked.clear()
    site.given.clear()
    done = run()
    peak = megabytes(done.peak_bytes) if done.peak_bytes else "not measured"
    return (words, f"{len(site.asked):,}", f"{len(site.given):,}", seconds(done.seconds), peak)


def _wget(site: Site, folder: Path) -> Run:
    """Mirror the pages by wget: the papers that it has, from an earlier run, are asked for by their date."""
    listing = f"{site.address}/ieListMeetings.aspx?CommitteeId={COMMITTEE}"
    command = ["wget", "-q", "-r", "-l", "2", "-N", "-e", "robots=off", "-P", str(folder / "wget"), listing]
    subprocess.run(command, check=False)
    site.asked.clear()
    site.given.clear()
    began = time.perf_counter()
    subprocess.run(command, check=False)
    return Run(time.perf_counter() - began, 0, "")
