"""Nothing worse is published than what stands: what a load would lose stops it, in words, unless it is accepted."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from made_up_load import QuickSteps, hold_table, ledger, look
from overtime_paper import write_papers

from copperbottom.cli import main
from extract.model import Extraction
from extract.pipeline import extract_paper
from warehouse.errors import LoadError
from warehouse.load import drift as module
from warehouse.load.drift import KINDS, Loss, Standing, drift, limits
from warehouse.load.loader import forget, load
from warehouse.load.repair import repair
from warehouse.load.steps import Build

HERE = "test_drift"

pytestmark = pytest.mark.in_process_readers
OTHER = "0123456789ab"
Change = Callable[[Extraction], Extraction]


def one_in_ten(path: Path, name: str) -> Extraction:
    """An extractor that drops nine figures in ten."""
    found = extract_paper(path, name)
    figures = found.figures[::10]
    kept = {one.figure_id for one in figures}
    findings = tuple(one for one in found.findings if set(one.figure_ids) <= kept)
    return replace(found, figures=figures, findings=findings)


def without_one(path: Path, name: str) -> Extraction:
    """An extractor that drops one figure of the first paper."""
    found = extract_paper(path, name)
    return replace(found, figures=found.figures[1:], findings=()) if name == "overtime-1.txt" else found


def fewer(path: Path, name: str) -> Extraction:
    """An extractor that drops the first figure of a paper, or the first two and so on, as often as it was mended."""
    found = extract_paper(path, name)
    return replace(found, figures=found.figures[int(os.environ["MENDED"]) :], findings=())


def less_proved(path: Path, name: str) -> Extraction:
    """An extractor that loses the proof of one more figure of each paper each time it is mended."""
    found, unproved = extract_paper(path, name), int(os.environ["MENDED"])
    figures = [replace(one, proof="unproved") if at < unproved else one for at, one in enumerate(found.figures)]
    return replace(found, figures=tuple(figures))


def unproved(path: Path, name: str) -> Extraction:
    """An extractor that proves nothing any more."""
    found = extract_paper(path, name)
    return replace(found, figures=tuple(replace(one, proof="unproved") for one in found.figures))


def thousand_times(path: Path, name: str) -> Extraction:
    """An extractor that loses the scale of a header."""
    found = extract_paper(path, name)
    return replace(found, figures=tuple(replace(one, value=one.value / 1000) for one in found.figures))


def elsewhere(path: Path, name: str) -> Extraction:
    """An extractor that finds the same figures at other places."""
    found = extract_paper(path, name)
    return replace(
        found, figures=tuple(replace(one, figure_id="x" + one.figure_id[1:]) for one in found.figures), findings=()
    )


def renamed(path: Path, name: str) -> Extraction:
    """An extractor that calls a measure by another name."""
    found = extract_paper(path, name)
    figures = tuple(
        replace(one, measure="outlook" if one.measure == "forecast" else one.measure) for one in found.figures
    )
    return replace(found, figures=figures)


def reads_the_new_one(path: Path, name: str) -> Extraction:
    """An extractor that cannot read the version of a paper that was replaced."""
    if name == "overtime-2.txt" and "404" not in path.read_text(encoding="utf-8"):
        raise KeyError("no such column")
    return extract_paper(path, name)


def fails_on_one(path: Path, name: str) -> Extraction:
    """An extractor that cannot read one paper any more."""
    if name == "overtime-2.txt":
        raise KeyError("no such column")
    return extract_paper(path, name)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_papers(tmp_path / "papers", 1, 2, 3, 4)


@pytest.fixture
def warehouse(tmp_path: Path, papers: Path) -> Path:
    place = tmp_path / "w.duckdb"
    assert load(papers, place, steps=QuickSteps())["published"]
    return place


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Load again with another extractor."""

    def again(papers: Path, warehouse: Path, extractor: str, mended: int = 0, **more: Any) -> dict[str, Any]:
        monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
        monkeypatch.setenv("MENDED", str(mended))
        for room in ("loader", "paper_intake"):
            monkeypatch.setattr(f"warehouse.load.{room}.extractor_version", lambda: f"{OTHER}{mended}")
        return load(papers, warehouse, steps=QuickSteps(), extractor=f"{HERE}:{extractor}", **more)

    return again


def drift_checks(summary: dict[str, Any] | None, warehouse: Path) -> dict[str, dict[str, Any]]:
    load_id = summary["load_id"] if summary else ledger(warehouse).loads()[-1]["load_id"]
    return {row["check"]: row for row in ledger(warehouse).checks(load_id) if row["suite"] == "drift"}


def test_an_extractor_that_drops_nine_figures_in_ten_publishes_nothing(
    papers: Path, warehouse: Path, changed: Callable[..., Any]
) -> None:
    before = warehouse.read_bytes()
    with pytest.raises(LoadError) as stopped:
        changed(papers, warehouse, "one_in_ten")
    assert "40 of 48 figures lost (overtime-1.txt 10 of 12; overtime-2.txt 10 of 12" in stopped.value.reason
    assert '--accept-losses "why"' in stopped.value.reason
    assert "What was published before is unchanged" in stopped.value.reason
    assert warehouse.read_bytes() == before
    assert not ledger(warehouse).loads()[-1]["published"]
    check = drift_checks(None, warehouse)[KINDS["figures"][0]]
    assert (check["severity"], check["passed"], check["checked"]) == ("fail", False, 48)


@pytest.mark.parametrize(
    ("extractor", "words"),
    [
        ("unproved", "48 of 48 figures not proved any more"),
        ("thousand_times", "48 of 48 values changed"),
        ("renamed", "12 of 12 figures of measures that are used no more (budget/forecast 12 of 12)"),
        ("fails_on_one", "1 of 4 papers without any figure now (overtime-2.txt, which had 12 figures, is held: "),
    ],
)
def test_each_kind_of_loss_stops_a_load_in_words(
    papers: Path, warehouse: Path, changed: Callable[..., Any], extractor: str, words: str
) -> None:
    before = warehouse.read_bytes()
    with pytest.raises(LoadError) as stopped:
        changed(papers, warehouse, extractor)
    assert words in stopped.value.reason
    assert warehouse.read_bytes() == before


def test_a_loss_that_is_accepted_is_published_and_kept_with_who_and_why(
    papers: Path, warehouse: Path, changed: Callable[..., Any]
) -> None:
    summary = changed(papers, warehouse, "one_in_ten", accept_losses="the figures were none")
    assert summary["published"]
    assert sum(look(warehouse).papers.values()) == 8
    (kept,) = ledger(warehouse).accepted_losses()
    assert (kept["load_id"], kept["why"], bool(kept["who"])) == (summary["load_id"], "the figures were none", True)
    assert "overtime-1.txt 10 of 12" in kept["losses"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (said,) = connection.execute("select observed from audit.checks where \"check\" like '%by consent'").fetchall()
        published = connection.execute("select load_id, who, why, losses from audit.accepted_losses").fetchall()
    assert kept["who"] in said[0]
    assert "the figures were none" in said[0]
    assert published == [(kept["load_id"], kept["who"], kept["why"], kept["losses"])]
    marks = ledger(warehouse).high_water()
    assert {figures for figures, _ in marks.values()} == {2}
    ledger(warehouse).path.unlink()
    repair(warehouse)
    assert ledger(warehouse).accepted_losses() == [kept]
    assert ledger(warehouse).high_water() == marks


@pytest.mark.parametrize(
    ("extractor", "words"),
    [
        ("fewer", "32 of 48 figures fewer than at the most (overtime-1.txt 8 of 12; "),
        ("less_proved", "32 of 48 proved figures fewer than at the most (overtime-1.txt 8 of 12; "),
    ],
)
def test_small_losses_of_many_loads_add_up_until_they_are_accepted(
    papers: Path, warehouse: Path, changed: Callable[..., Any], extractor: str, words: str
) -> None:
    summary = changed(papers, warehouse, extractor, mended=4)
    assert summary["published"]
    assert {row["severity"] for row in drift_checks(summary, warehouse).values()} == {"warn"}
    with pytest.raises(LoadError) as stopped:
        changed(papers, warehouse, extractor, mended=8)
    assert f"it would lose what stands: {words}" in stopped.value.reason
    assert changed(papers, warehouse, extractor, mended=8, accept_losses="they were none")["published"]
    assert words in ledger(warehouse).accepted_losses()[0]["losses"]
    again = drift_checks(changed(papers, warehouse, extractor, mended=9), warehouse)
    kind = "figures_over_time" if extractor == "fewer" else "proofs_over_time"
    assert again[KINDS[kind][0]]["observed"].startswith("4 of 16 ")


def test_what_was_forgotten_or_replaced_has_no_most(
    papers: Path, warehouse: Path, changed: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.load.loader._real_steps", QuickSteps)
    place = papers / "overtime-2.txt"
    place.write_text(place.read_text(encoding="utf-8").replace("403", "404"), encoding="utf-8")
    assert changed(papers, warehouse, "reads_the_new_one")["published"]
    assert sorted(ledger(warehouse).high_water().values()) == [(12, 12)] * 4
    forget("overtime-1.txt", warehouse)
    assert sorted(ledger(warehouse).high_water().values()) == [(12, 12)] * 3


def test_a_small_loss_passes_and_is_said(papers: Path, warehouse: Path, changed: Callable[..., Any]) -> None:
    summary = changed(papers, warehouse, "without_one")
    assert summary["published"]
    check = drift_checks(summary, warehouse)[KINDS["figures"][0]]
    assert (check["severity"], check["passed"]) == ("warn", False)
    assert check["observed"] == "1 of 48 figures lost: overtime-1.txt 1 of 12"


def test_the_same_figures_at_other_places_are_not_lost(
    papers: Path, warehouse: Path, changed: Callable[..., Any]
) -> None:
    summary = changed(papers, warehouse, "elsewhere")
    assert drift_checks(summary, warehouse)[KINDS["figures"][0]]["passed"]


def test_a_first_load_and_growth_lose_nothing(tmp_path: Path, papers: Path, warehouse: Path) -> None:
    first = drift_checks(None, warehouse)
    assert {row["passed"] for row in first.values()} == {None}
    summary = load(write_papers(tmp_path / "more", 5), warehouse, steps=QuickSteps())
    grown = drift_checks(summary, warehouse)
    assert {row["passed"] for row in grown.values() if row["checked"]} == {True}
    assert grown[KINDS["figures"][0]]["checked"] == 48
    assert grown[KINDS["subjects"][0]]["checked"] == 48


def test_what_is_forgotten_is_no_loss(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.load.loader._real_steps", QuickSteps)
    summary = forget("overtime-1.txt", warehouse)
    assert summary["published"]
    assert drift_checks(summary, warehouse)[KINDS["figures"][0]]["checked"] == 36


def test_a_paper_that_is_replaced_at_its_place_is_no_loss(
    papers: Path, warehouse: Path, changed: Callable[..., Any]
) -> None:
    place = papers / "overtime-2.txt"
    place.write_text(place.read_text(encoding="utf-8").replace("403", "404"), encoding="utf-8")
    summary = changed(papers, warehouse, "reads_the_new_one")
    assert summary["published"]
    assert drift_checks(summary, warehouse)[KINDS["papers"][0]]["checked"] == 3


def test_a_gate_that_got_stricter_is_a_loss(papers: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.load.loader.rules_version", lambda: "stricter")
    with pytest.raises(LoadError, match=r"overtime-3.txt, which had 12 figures"):
        load(papers, warehouse, steps=QuickSteps(hold_table(3)))


def test_a_published_file_that_cannot_be_compared_is_compared_by_count(tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute("create schema core; create table core.figures (figure_id varchar)")
    build = Build(tmp_path / "none.duckdb", figures={"p": 3})
    found = drift(old, build, Standing({"p": 30}, {"p": "p.pdf"}, {}))
    assert found.losses == ["27 of 30 figures lost (p.pdf 27 of 30)"]
    assert "by the ledger's counts" in {row["check"]: row["observed"] for row in found.checks}[KINDS["figures"][0]]


@pytest.mark.parametrize("lost", [0, 49, 500])
def test_rows_of_a_mart_that_vanish_stop_a_load(tmp_path: Path, lost: int) -> None:
    files = []
    for name, rows in (("before", 1000), ("after", 1000 - lost)):
        files.append(tmp_path / f"{name}.duckdb")
        with duckdb.connect(str(files[-1])) as connection:
            connection.execute("create schema core; create schema marts")
            connection.execute(
                "create table core.figures as select 'f' as figure_id, 'p' as paper_id, 1 as value, 'GBP' as unit,"
                " '1' as published_text, 'proved' as proof, 'budget' as subject, 'forecast' as measure"
            )
            connection.execute(
                f"create table marts.lines as select i as row_id, ['p'] as paper_ids from range({rows}) t(i)"
            )
    found = drift(files[0], Build(files[1], figures={"p": 1}), Standing({"p": 1}, {"p": "p.pdf"}, {}))
    assert found.losses == (["500 of 1,000 rows of marts lost (lines 500 of 1,000)"] if lost == 500 else [])


def test_every_limit_has_its_reason_and_is_of_a_kind_that_is_compared() -> None:
    assert set(limits()) == set(KINDS)
    for kind, limit in limits().items():
        assert len(limit["because"]) > 40, kind
        for scope in {"paper", "all"} & set(limit):
            assert set(limit[scope]) == {"share", "least"}, kind
            assert Loss(kind, "x", 10**6, 10**6).beyond(scope)
            assert not Loss(kind, "x", 0, 10**6).beyond(scope)
    assert module.limits()["papers"]["paper"]["least"] == 1


def test_a_reason_is_asked_for(papers: Path) -> None:
    done = CliRunner().invoke(main, ["load", str(papers), "--accept-losses", " "])
    assert done.exit_code == 2
    assert "needs a reason" in done.output
