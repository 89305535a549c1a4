"""The recipes of docs/connect.md do what the page says, as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from made_up_postgres import PASSWORD, Postgres

from copperbottom.paths import PROJECT
from warehouse.load import publish_file

PAGE = (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(?P<language>\w+)\n(?P<code>.*?)```(?:\n\n```text\n(?P<shown>.*?)```)?", re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """A code block, and the output that stands below it."""

    language: str
    code: str
    shown: str | None


def recipes(heading: str) -> list[Recipe]:
    """The recipes below a heading of the page."""
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return [Recipe(one["language"], one["code"], one["shown"]) for one in BLOCK.finditer(section)]


@pytest.fixture
def folder(warehouse: Path, tmp_path: Path) -> Path:
    """A folder with a `finance.duckdb` of its own, to be replaced."""
    shutil.copy2(warehouse, tmp_path / "finance.duckdb")
    return tmp_path


def republish(folder: Path) -> None:
    """Replace the file by one without its papers, as a load does."""
    build = folder / "build" / "finance.duckdb"
    build.parent.mkdir()
    shutil.copy2(folder / "finance.duckdb", build)
    with duckdb.connect(str(build)) as connection:
        connection.execute("delete from core.papers; checkpoint")
    publish_file.swap_in(build, folder / "finance.duckdb", folder / "previous.duckdb")


def run(command: list[str], folder: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def words(text: str | None) -> list[str]:
    assert text is not None
    return text.split()


def counted(text: str) -> str:
    """How many tables and rows there are changes with the marts."""
    return re.sub(r"[\d,]+ (tables|rows)", r"N \1", text)


def test_every_recipe_is_run() -> None:
    """Whoever adds a block to the page adds it to a test."""
    run_here = ("Python", "pandas", "SQLAlchemy", "Node", "Excel and Power BI")
    here = sum(len(recipes(heading)) for heading in (*run_here, "Several people on a network: PostgreSQL"))
    assert here == len(list(BLOCK.finditer(PAGE))) > 6


@pytest.mark.parametrize("heading", ["Python", "pandas", "SQLAlchemy"])
def test_python(heading: str, folder: Path) -> None:
    (recipe,) = recipes(heading)
    assert recipe.language == "python"
    assert words(run([sys.executable, "-c", recipe.code], folder)) == words(recipe.shown)


PROGRAM = """
input()
print(papers(), flush=True)
"""


@pytest.mark.parametrize(
    ("pool", "seen"), [("NullPool", "0"), ("QueuePool", "7")], ids=["as on the page", "with a pool"]
)
def test_a_program_that_runs_on_sees_a_publication(pool: str, seen: str, folder: Path) -> None:
    """With the page's setting; and the setting is needed."""
    (recipe,) = recipes("SQLAlchemy")
    code = recipe.code.replace("NullPool", pool) + PROGRAM
    program = subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline().strip() == "7"
    republish(folder)
    assert program.communicate("\n")[0].strip() == seen


def test_sqlalchemy_reads_only(folder: Path) -> None:
    (recipe,) = recipes("SQLAlchemy")
    for sql, why in (
        ("delete from core.papers", "read-only"),
        ("select * from read_csv('other.csv')", "disabled by configuration"),
    ):
        code = f"{recipe.code}\nwith engine.connect() as c:\n    c.execute(text({sql!r}))"
        done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert why in done.stderr


@pytest.mark.registry
def test_node(folder: Path) -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("Node is not installed (on Debian: apt install nodejs npm)")
    (recipe,) = recipes("Node")
    run(["npm", "init", "--yes"], folder)
    (install,) = re.findall(r"`(npm install [^`]+)`", PAGE)
    run([*shlex.split(install), "--no-audit", "--no-fund"], folder)
    (folder / "recipe.mjs").write_text(recipe.code, encoding="utf-8")
    assert words(run(["node", "recipe.mjs"], folder)) == words(recipe.shown)


def in_shell(recipe: Recipe, folder: Path, postgres: Postgres | None = None) -> str:
    """What a shell block prints; `db.example` is the test's own server."""
    env = postgres.environment() if postgres else dict(os.environ)
    env["PATH"] = f"{Path(sys.executable).parent}:{env['PATH']}"
    code = recipe.code.replace("db.example", "127.0.0.1").replace("change me", PASSWORD)
    return run(["sh", "-e", "-c", code], folder, env)


def test_excel_and_power_bi(folder: Path) -> None:
    (recipe,) = recipes("Excel and Power BI")
    in_shell(recipe, folder)
    assert len(list((folder / "for-excel").glob("*.xlsx"))) == 1
    assert len(list((folder / "for-power-bi").rglob("*.parquet"))) > 10


def test_postgresql(folder: Path, postgres: Postgres) -> None:
    for recipe in recipes("Several people on a network: PostgreSQL"):
        said = in_shell(recipe, folder, postgres)
        if recipe.shown is not None:
            shown = words(counted(recipe.shown).replace("db.example", "127.0.0.1"))
            assert words(counted(said))[-len(shown) :] == shown
