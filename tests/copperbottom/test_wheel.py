"""The wheel: installed in an empty environment it loads, and its reader alone needs little."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from copperbottom.paths import PROJECT
from extract.version import extractor_version
from warehouse.state.publication_state import rules_version

PAPER = PROJECT / "samples" / "papers" / "exampleshire-2024-25-quarter-1.pdf"

pytestmark = pytest.mark.registry


def run(*command: str | Path, cwd: Path | str = "/", home: Path | None = None) -> str:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(home or cwd), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "-q", ".", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def pins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The versions of the lock, without their hashes, for a wheel that has none."""
    lines = (PROJECT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    file = tmp_path_factory.mktemp("pins") / "pins.txt"
    file.write_text("\n".join(line.rstrip(" \\") for line in lines if line[:1].isalpha()), encoding="utf-8")
    return file


def environment_with(folder: Path, pins: Path, *packages: str | Path) -> Path:
    """An environment with these packages and nothing else; returns its folder of commands."""
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "--python", sys.executable, str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [*uv, "pip", "install", "-q", "--python", str(python), "-c", str(pins), *map(str, packages)], check=True
    )
    return folder / "bin"


def test_an_installed_wheel_loads_from_anywhere(tmp_path: Path, wheel: Path, pins: Path) -> None:
    here = environment_with(tmp_path / "venv", pins, wheel)
    home = tmp_path / "home"
    home.mkdir()
    said = run(here / "copperbottom", "load", PAPER, home=home)
    published = home / ".local" / "share" / "copperbottom" / "data" / "copperbottom.duckdb"
    assert published.is_file()
    assert "122 figures" in said
    assert "\ncopperbottom query" in said, "the query that it suggests can be copied"
    counted = run(here / "copperbottom", "query", "select count(*) as n from marts.budget_monitoring", home=home)
    assert "29" in counted
    versions = "import extract.version as e, warehouse.state.publication_state as p; "
    versions += "print(e.extractor_version(), p.rules_version())"
    assert run(here / "python", "-c", versions, home=home).split() == [extractor_version(), rules_version()]
    dag = run(
        *(here / "python", "-m", "warehouse.orchestrate.local_run", "load"),
        *("--papers", PAPER, "--warehouse", home / "by-airflow.duckdb"),
        home=home,
    )
    assert "122 figures" in dag
    written = {path.name for path in (home / ".local" / "share" / "copperbottom").iterdir()}
    assert written == {"data", ".airflow"}, "nothing is written beside the modules"


def test_reading_alone_needs_the_reader_extra_only(tmp_path: Path, wheel: Path, pins: Path) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    here = environment_with(tmp_path / "venv", pins, *project["optional-dependencies"]["reader"])
    uv = [sys.executable, "-m", "uv", "pip", "install", "-q", "--no-deps", "--python", str(here / "python")]
    subprocess.run([*uv, str(wheel)], check=True)
    figures = list(csv.DictReader(io.StringIO(run(here / "copperbottom", "extract", PAPER, "--format", "csv"))))
    assert len(figures) == 122
    refused = subprocess.run(
        [here / "copperbottom", "query", "select 1"], cwd="/", capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "needs duckdb, which is not installed here: pip install copperbottom" in refused.stderr
