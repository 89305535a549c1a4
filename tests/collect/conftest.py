from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up_panel import EARLIER, RECENT, Collected, Refused, pdf

from copperbottom import paths
from samples.site import Meeting, Paper, Site, serving


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks, pauses and listings of a test are its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("COPPERBOTTOM_CONTACT", raising=False)
    assert not paths.cache().exists()


@pytest.fixture
def site() -> Iterator[Site]:
    """Two meetings with a paper each, of which the register wants both."""
    meetings = [
        Meeting(EARLIER, [Paper("Budget monitoring quarter 1", pdf("first"))]),
        Meeting(RECENT, [Paper("Budget monitoring quarter 2", pdf("second"))]),
    ]
    with serving(Site(meetings)) as served:
        yield served


@pytest.fixture
def run(site: Site, tmp_path: Path) -> Collected:
    return Collected(site, tmp_path)


@pytest.fixture
def refused(run: Collected) -> Refused:
    """Collects, asserts that one paper was refused and nothing is half-landed, and returns the reason."""

    def call(kind: str = "moderngov", **changes: str) -> str:
        summary = run(kind, **changes)
        assert summary["refused"] == 1, summary
        assert summary["ended"] == []
        assert run.nothing_is_half_landed()
        (paper,) = [one for one in summary["papers"] if one["outcome"] == "refused"]
        reason = str(paper["reason"])
        assert reason.endswith((".", "?"))
        return reason

    return call
