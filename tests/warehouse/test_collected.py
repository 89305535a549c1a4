"""Papers that were collected: named for people, traced to their address, the latest version counts, and each once."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pypdfium2
import pytest
from made_up_load import KeptSteps, QuickSteps

from collect.collector import collect
from collect.landing import Landing
from collect.register import REGISTER, load_register
from samples.site import Paper, Site, sample_site, serving
from warehouse.errors import LoadError
from warehouse.load.loader import find_papers, load
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

pytestmark = pytest.mark.in_process_readers

MARTS = ("budget_monitoring", "reserve_balances", "savings_delivery", "officer_uplift", "workforce", "funding")


def pages_of(*papers: bytes, leave_out: int = 0) -> bytes:
    """The pages of papers in one file, less some at its end."""
    document = pypdfium2.PdfDocument.new()
    for paper in papers:
        document.import_pages(pypdfium2.PdfDocument(paper))
    for _ in range(leave_out):
        document.del_page(len(document) - 1)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@dataclass
class Collection:
    """A site, and what was collected and loaded from it."""

    site: Site
    folder: Path
    steps: Any

    @property
    def warehouse(self) -> Path:
        return self.folder / "w.duckdb"

    @property
    def landing(self) -> Path:
        return self.folder / "landing"

    def collect(self) -> dict[str, Any]:
        return collect(load_register(self.folder / "panels.yml"), Landing(self.landing))

    def load(self) -> dict[str, Any]:
        return load(self.landing, self.warehouse, steps=self.steps)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def rows(self) -> dict[str, int]:
        return {mart: self.ask(f"select count(*) from marts.{mart}")[0][0] for mart in MARTS}


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], Collection]]:
    """Serves a site whose meetings all have just been, so that its papers may still be replaced."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    site = sample_site()
    with serving(site):
        register = tmp_path / "panels.yml"
        text = site.register() + "    recheck_days: 10000\n"
        register.write_text(text, encoding="utf-8")
        monkeypatch.setenv(REGISTER, str(register))
        yield lambda steps: Collection(site, tmp_path, steps)


def test_a_collected_paper_is_named_and_traced(make: Callable[[Any], Collection]) -> None:
    one = make(QuickSteps())
    one.collect()
    one.load()
    papers = {row["paper"]: row for row in Ledger(open_store(one.warehouse)).landed()}
    name = "2024-11-14 - Exampleshire Police and Crime Panel - Budget monitoring quarter 2 2024-25.pdf"
    assert papers[name]["source_url"] == one.site.address + one.site.paper_path(1, 0)
    assert len(papers) == 4
    assert one.load()["published"] is False


def test_a_replaced_paper_is_superseded_and_back_again(make: Callable[[Any], Collection]) -> None:
    one = make(QuickSteps())
    one.collect()
    one.load()
    ledger = Ledger(open_store(one.warehouse))
    ids = [row["paper_id"] for row in ledger.landed()]
    assert ledger.superseded(ids) == {}
    paper = one.site.meetings[1].papers[0]
    first = paper.body
    paper.body = pages_of(first, leave_out=1)
    assert one.collect()["replaced"] == 1
    assert one.load()["published"]
    after = [row["paper_id"] for row in ledger.landed()]
    ((old, new),) = ledger.superseded(after).items()
    assert old in ids
    assert new not in ids
    assert ledger.superseded(ids) == {}
    paper.body = first
    assert one.collect()["replaced"] == 1
    assert one.load()["published"]
    assert ledger.superseded(after) == {new: old}


def test_a_ledger_of_before_knows_no_places(tmp_path: Path) -> None:
    import sqlite3

    from warehouse.state.ledger_schema import VERSIONS
    from warehouse.state.store import Landed

    store = open_store(tmp_path / "w.duckdb")
    store.create()
    with sqlite3.connect(store.ledger) as db:
        db.executescript(VERSIONS[0] + "pragma user_version = 1;")
    ledger = Ledger(store)
    assert ledger.superseded(["p"]) == {}
    landed = Landed("p", "p.pdf", ".pdf", 7, None)
    ledger.record_landing(landed, None, "https://a.example/p.pdf", {"https://a.example/p.pdf": "2026-01-01"})
    ledger.record_landing(
        Landed("q", "q.pdf", ".pdf", 7, None),
        None,
        "https://a.example/p.pdf",
        {"https://a.example/p.pdf": "2026-01-02"},
    )
    assert ledger.superseded(["p", "q"]) == {"p": "q"}


def test_a_held_paper_is_mended_by_what_replaces_it(make: Callable[[Any], Collection]) -> None:
    one = make(QuickSteps())
    paper = one.site.meetings[1].papers[0]
    whole, paper.body = paper.body, b"%PDF-1.4\nnonsense\n%%EOF\n"
    one.collect()
    one.load()
    ledger = Ledger(open_store(one.warehouse))
    assert len(ledger.held()) == 1
    paper.body = whole
    one.collect()
    one.load()
    assert ledger.held() == []


def test_a_landing_elsewhere_is_mirrored_first(make: Callable[[Any], Collection]) -> None:
    one = make(QuickSteps())
    one.collect()
    found = find_papers(f"file://{one.landing}", one.warehouse)
    mirror = open_store(one.warehouse).root / "collected"
    assert sorted(Path(path).name for path in found) == sorted(path.name for path in one.landing.glob("*.pdf"))
    assert {Path(path).parent for path in found} == {mirror}
    load(f"file://{one.landing}", one.warehouse, steps=one.steps)
    assert all(row["source_url"] for row in Ledger(open_store(one.warehouse)).landed())


def test_a_landing_that_nothing_here_knows_is_said(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="nonsense"):
        find_papers("nonsense://bucket", tmp_path / "w.duckdb")


def test_a_wrong_register_is_said(make: Callable[[Any], Collection]) -> None:
    one = make(QuickSteps())
    one.collect()
    (one.folder / "panels.yml").write_text("panels: 3", encoding="utf-8")
    with pytest.raises(LoadError, match=r"panels\.yml, line 1"):
        one.load()


def test_marts_count_the_latest_version_and_each_page_once(
    make: Callable[[Any], Collection], real_steps: KeptSteps
) -> None:
    """The way of a quarter's papers: reports, then the pack of one of them, then one of them revised."""
    one = make(real_steps)
    one.collect()
    one.load()
    before = one.rows()
    assert before["budget_monitoring"] > 0
    assert before["savings_delivery"] > 0

    report = one.site.meetings[1].papers[0].body
    one.site.meetings[1].papers.append(Paper("Public reports pack", pages_of(report, report)))
    assert one.collect()["new"] == 1
    assert one.load()["published"]
    assert one.rows() == before
    pack = "paper like '%Public reports pack%'"
    ((repeated, status),) = one.ask(
        f"select count(repeats_figure_id) > 0, list(distinct status) from core.figures where {pack}"
    )
    assert repeated
    assert status == ["current"]
    assert one.ask(
        "select count(*) from core.figures as pack left join core.figures as report"
        " on pack.repeats_figure_id = report.figure_id where pack.repeats_figure_id is not null"
        " and report.published_text is distinct from pack.published_text"
    ) == [(0,)]
    ((pack_id,),) = one.ask(f"select paper_id from core.papers where {pack}")
    assert one.ask(f"select count(*) from marts.budget_monitoring where list_contains(paper_ids, '{pack_id}')") == [
        (0,)
    ]

    ((old_id,),) = one.ask("select paper_id from core.papers where paper like '%quarter 3%'")
    paper = one.site.meetings[2].papers[0]
    paper.body = pages_of(paper.body, leave_out=1)
    one.collect()
    one.load()
    assert one.ask(f"select distinct status from core.figures where paper_id = '{old_id}'") == [("superseded",)]
    for mart in MARTS:
        assert one.ask(f"select count(*) from marts.{mart} where list_contains(paper_ids, '{old_id}')") == [(0,)]

    coverage = {
        (year, period): (status, due, len(papers))
        for year, period, status, due, papers in one.ask(
            "select financial_year, report_period, status, due_on::varchar, papers from marts.coverage"
            " where organisation = 'Exampleshire Police' and is_expected"
        )
    }
    assert coverage["2024/25", "Q1"] == ("found", "2024-09-30", 1)
    assert coverage["2024/25", "Q3"] == ("found", "2025-02-28", 1)
    assert coverage["2024/25", "outturn"] == ("found", "2025-06-30", 1)
    assert coverage["2024/25", "budget"] == ("missing", "2024-02-29", 0)
    assert coverage["2025/26", "Q1"] == ("missing", "2025-09-30", 0)
