"""What the pages name is there: links, files and folders, modules and their functions, and quoted messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from copperbottom.paths import PROJECT

PACKAGES = ("benchmarks", "bi", "collect", "copperbottom", "expectations", "extract", "report", "samples", "warehouse")
NOT_OURS = ("data/", "FILE.store/", "FILE.report/", ".airflow/", "~/")
"""Places that a user's machine has, and the tree has not."""
NO_MODULES = frozenset({"copperbottom.duckdb", "copperbottom.readers"})
"""A file, and a group of entry points."""
SUFFIXES = frozenset({".py", ".yml", ".md", ".sql", ".toml", ".json", ".csv", ".html", ".css", ".js", ".lock", ".txt"})

FENCE = re.compile(r"^(`{3,}).*?^\1\s*$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.~-]*(?:/[\w.-]+)+/?|[\w.-]+/")
MODULE = re.compile(r"[a-z_]\w*(?:[.:]\w+)+")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
FIRST_CELL = re.compile(r'^\| ("[^|]+) \|', re.MULTILINE)
QUOTED = re.compile(r'"([^"]+)"')


def pages() -> list[Path]:
    found = [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), PROJECT / "dags" / "README.md"]
    return sorted([*found, PROJECT / "samples" / "README.md"])


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as hosts of repositories make them."""
    headings = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(prose(page))]
    return set(headings)


def named(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def broken_links(page: Path) -> Iterator[str]:
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = page.parent / path if path else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            yield target


def is_there(token: str, page: Path) -> bool:
    """Whether a path or a dotted name in backticks is of the tree; what is neither counts as there."""
    if PATH.fullmatch(token):
        first = token.partition("/")[0]
        ours = token.endswith("/") or Path(token).suffix in SUFFIXES or (first and (PROJECT / first).is_dir())
        return not ours or token.startswith(NOT_OURS) or (PROJECT / token).exists() or (page.parent / token).exists()
    token = token.removesuffix("()")
    if MODULE.fullmatch(token) and token.partition(".")[0] in PACKAGES and token not in NO_MODULES:
        return is_defined(token.replace(":", "."))
    return True


@cache
def is_defined(name: str) -> bool:
    """Whether a dotted name is a module of the tree, or something that one defines or takes in."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        place = PROJECT.joinpath(*parts[:count])
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if file.is_file():
            return _has(ast.parse(file.read_text(encoding="utf-8")), parts[count:])
        if place.is_dir() and count == len(parts):
            return True
    return False


def _has(scope: ast.AST, names: list[str]) -> bool:
    if not names:
        return True
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == names[0]:
            return _has(node, names[1:])
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        taken = [one.asname or one.name for one in node.names] if isinstance(node, ast.ImportFrom) else []
        if names[0] in taken or any(isinstance(one, ast.Name) and one.id == names[0] for one in targets):
            return len(names) == 1
    return False


@cache
def messages() -> str:
    """Every text of the code, a line each, with `…` where a value is put in."""
    found = []
    for package in ("collect", "copperbottom", "expectations", "extract", "report", "warehouse"):
        for file in (PROJECT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.append(node.value)
                elif isinstance(node, ast.JoinedStr):
                    parts = [one.value if isinstance(one, ast.Constant) else "…" for one in node.values]
                    found.append("".join(str(part) for part in parts))
    return "\n".join(" ".join(text.split()) for text in found)


@pytest.mark.parametrize("page", pages(), ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("page", pages(), ids=named)
def test_what_is_named_in_code_is_there(page: Path) -> None:
    assert [token for token in CODE.findall(prose(page)) if not is_there(token, page)] == []


def test_messages_of_the_runbook_are_those_of_the_code() -> None:
    """A row of its tables that begins with a quotation is about that message, or about that check."""
    cells = FIRST_CELL.findall(prose(PROJECT / "docs" / "runbook.md"))
    quoted = [words for cell in cells for words in QUOTED.findall(cell)]
    assert len(quoted) >= 50
    assert [words for words in quoted if words not in messages()] == []


def test_a_page_that_rots_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One `word`: two\n[a](gone.md) [b](#one-word-two) [c](#three)\n", encoding="utf-8")
    assert list(broken_links(page)) == ["gone.md", "#three"]
    for token in ("extract/gone.py", "warehouse/gone/", "extract.gone", "extract.version.gone", "extract/gone"):
        assert not is_there(token, page), token
    for token in (
        "extract/version.py",
        "extract.version.extractor_version",
        "data/x.csv",
        "application/pdf",
        "2017/18",
    ):
        assert is_there(token, page), token
    assert is_there("warehouse.load.paper_intake.PaperIntake.land", page)
    assert "There is no room left on the disk that holds … and its store" in messages()


def test_the_glossary_is_in_the_order_of_the_alphabet() -> None:
    page = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8").partition("\n## ")[0]
    terms = re.findall(r"^\| ([^|`-][^|]*?) \|", page, re.MULTILINE)[1:]
    assert len(terms) >= 60
    assert terms == sorted(terms, key=lambda term: re.sub(r"[^a-z ]", "", term.lower()))
