"""`copperbottom collect`: what it shows, how it ends, and what its last line says to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samples.site import Site, sample_site, serving

Run = Any


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serving(sample_site()) as served:
        register = tmp_path / "panels.yml"
        register.write_text(served.register(), encoding="utf-8")
        monkeypatch.setenv("COPPERBOTTOM_PANELS", str(register))
        monkeypatch.setenv("COPPERBOTTOM_LANDING", str(tmp_path / "landing"))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        yield served


def last_line(output: str) -> str:
    return output.strip().splitlines()[-1]


def test_new_papers_are_landed_and_then_known(run: Run, site: Site, tmp_path: Path) -> None:
    first = run("collect")
    assert first.exit_code == 0, first.output
    assert "4 new, 0 replaced, 0 unchanged, 0 refused." in first.stdout
    assert last_line(first.stdout).startswith("Now load them: copperbottom load ")
    assert "Budget monitoring quarter 1 2024-25: new" in first.stderr
    assert len(list((tmp_path / "landing").glob("*.pdf"))) == 4
    second = run("collect")
    assert second.exit_code == 0
    assert "0 new, 0 replaced, 4 unchanged, 0 refused." in second.stdout
    assert last_line(second.stdout).startswith("Nothing is new")


def test_a_dry_run_lists_and_fetches_nothing(run: Run, site: Site, tmp_path: Path) -> None:
    result = run("collect", "--dry-run", "--since", "2025-01-01")
    assert result.exit_code == 0
    assert site.address + site.paper_path(2, 0) in result.stdout
    assert site.address + site.paper_path(1, 0) not in result.stdout
    assert "2 would be fetched" in result.stdout
    assert "--dry-run" in last_line(result.stdout)
    assert site.given == []
    assert not list((tmp_path / "landing").glob("*.pdf"))


def test_a_refused_paper_is_shown_with_its_reason(run: Run, site: Site) -> None:
    site.meetings[0].papers[0].body = b"<html>Please log in</html>"
    result = run("collect")
    assert result.exit_code == 0
    assert "3 new, 0 replaced, 0 unchanged, 1 refused." in result.stdout
    assert "login" in result.stdout


def test_a_visit_that_the_host_ends_is_exit_1_and_says_what_to_do(run: Run, site: Site) -> None:
    site.service_status = 403
    result = run("collect")
    assert result.exit_code == 1
    assert "kind: pages" in last_line(result.stdout)


def test_panels_are_chosen_by_their_names(run: Run, site: Site) -> None:
    assert run("collect", "--panel", "exampleshire").exit_code == 0
    result = run("collect", "--panel", "nowhere")
    assert result.exit_code == 1
    assert "Exampleshire Police and Crime Panel" in result.stderr


def test_a_wrong_register_is_one_sentence_with_its_line(run: Run, site: Site, tmp_path: Path) -> None:
    (tmp_path / "panels.yml").write_text("documents: [budget]\npanels:\n  - panel: X\n", encoding="utf-8")
    result = run("collect")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: panels.yml, line 3: X: ")
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [("--since", "yesterday"), ("--panel",), ("extra",)])
def test_asking_wrongly_is_exit_2(run: Run, site: Site, arguments: tuple[str, ...]) -> None:
    assert run("collect", *arguments).exit_code == 2
    assert site.asked == []


@pytest.mark.build
def test_what_was_collected_is_loaded_by_the_line_that_it_ends_with(run: Run, site: Site, tmp_path: Path) -> None:
    landing = last_line(run("collect", "--since", "2025-06-01").stdout).rpartition(" ")[2]
    result = run("load", landing, "--warehouse", tmp_path / "w.duckdb")
    assert result.exit_code == 0, result.output
    asked = run("query", "SELECT source_url FROM core.papers", "--format", "csv", "--warehouse", tmp_path / "w.duckdb")
    assert asked.stdout.splitlines() == ["source_url", site.address + site.paper_path(3, 0)]
