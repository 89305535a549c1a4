"""Collectors that are killed, and collectors beside one another: whole papers only, each once."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

from made_up_panel import Collected, pdf

from copperbottom.paths import PROJECT
from samples.site import Handler, Paper


def start(run: Collected) -> subprocess.Popen[str]:
    register = run.folder / "panels.yml"
    register.write_text(run.site.register(), encoding="utf-8")
    child = Path(__file__).with_name("collect_in_child.py")
    command = [sys.executable, str(child), str(register), run.landing.root]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def test_killed_in_mid_download_the_next_run_completes(run: Collected) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def stops_half_way(handler: Handler) -> None:
        body = pdf("second " * 100_000)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        reached.set()
        go_on.wait()

    paper = run.site.meetings[1].papers[0]
    paper.answer = stops_half_way
    child = start(run)
    try:
        assert reached.wait(240)
    finally:
        child.kill()
        child.wait()
        go_on.set()
    assert child.stdout is not None
    child.stdout.close()
    assert run.landed == [pdf("first")]
    paper.answer = None
    run.site.given.clear()
    summary = run()
    assert (summary["new"], summary["unchanged"]) == (1, 1)
    assert run.site.given == [run.site.paper_path(1, 0)]
    assert run.landed == sorted([pdf("first"), pdf("second")])


def test_landed_but_not_noted_is_noted_by_the_next_run(run: Collected) -> None:
    """A kill between the paper and its entry: the bytes are there, and the manifest does not know them."""
    run()
    for entry in Path(run.landing.root, ".manifest").iterdir():
        entry.unlink()
    assert run()["new"] == 2
    assert len(run.landing.entries()) == 2
    assert len(run.papers()) == 2


def test_two_at_once_land_each_paper_once(run: Collected) -> None:
    run.site.meetings[0].papers = [Paper(f"Finance {number}", pdf(str(number))) for number in range(20)]
    children = [start(run) for _ in range(2)]
    summaries = [json.loads(child.communicate()[0]) for child in children]
    assert sorted(summary["new"] for summary in summaries) == [0, 21]
    assert len(run.site.given) == 21
    assert len(run.papers()) == 21
    assert run.nothing_is_half_landed()
