"""No function more tangled than today, no module longer: what is measured may fall, and its ceiling falls with it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
CEILINGS = Path(__file__).with_name("complexity_ceilings.yml")
COMPLEXITY = 10  # branches of one function, for files without a ceiling of their own
LENGTH = 400  # lines of a module outside of extract/ and tests/
_COUNT = re.compile(r"\((\d+) > \d+\)")


@cache
def files() -> tuple[str, ...]:
    """The project's Python files, as far as git knows them."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def worst(names: Iterable[str], root: Path = ROOT, limit: int = COMPLEXITY) -> dict[str, int]:
    """The cyclomatic complexity of each file's worst function, of files where it is above the limit."""
    asked = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--ignore-noqa", "--exit-zero"]
    rule = ["--select", "C901", "--config", f"lint.mccabe.max-complexity={limit}", "--output-format", "json"]
    answer = subprocess.run([*asked, *rule, "--", *names], cwd=root, check=True, capture_output=True, text=True)
    found: dict[str, int] = {}
    for fault in json.loads(answer.stdout):
        count = _COUNT.search(fault["message"])
        assert count, fault["message"]
        name = Path(fault["filename"]).resolve().relative_to(root.resolve()).as_posix()
        found[name] = max(found.get(name, 0), int(count[1]))
    return found


def faults(found: Mapping[str, int], ceilings: Mapping[str, int]) -> list[str]:
    """What is wrong, and what to do: files above their ceiling, and ceilings that can be lowered."""
    return [
        *(
            f"{name}: a function has a complexity of {count}, above {ceilings.get(name, COMPLEXITY)}: part it"
            for name, count in sorted(found.items())
            if count > ceilings.get(name, COMPLEXITY)
        ),
        *(
            f"{name}: its ceiling is {ceiling} and its worst function has {found[name]}: lower it to {found[name]}"
            if name in found
            else f"{name}: has a ceiling and needs none: remove it"
            for name, ceiling in sorted(ceilings.items())
            if found.get(name, 0) < ceiling
        ),
    ]


def test_no_function_is_more_tangled_than_its_ceiling_allows() -> None:
    ceilings = yaml.safe_load(CEILINGS.read_text(encoding="utf-8"))
    assert len(files()) > 200
    assert faults(worst(files()), ceilings) == [], f"The ceilings are those of {CEILINGS.name}."


def test_a_tangled_function_is_found(tmp_path: Path) -> None:
    branches = "".join(f"    if x == {number}:\n        return {number}\n" for number in range(12))
    (tmp_path / "tangled.py").write_text(f"def tangled(x):  # noqa: C901\n{branches}", encoding="utf-8")
    found = worst(["tangled.py"], tmp_path)
    assert found == {"tangled.py": 13}
    assert faults(found, {}) == ["tangled.py: a function has a complexity of 13, above 10: part it"]
    assert faults(found, {"tangled.py": 12}) == ["tangled.py: a function has a complexity of 13, above 12: part it"]
    assert faults(found, {"tangled.py": 13}) == []
    (lower,) = faults(found, {"tangled.py": 14})
    assert lower.endswith("lower it to 13")
    assert faults({}, {"gone.py": 11}) == ["gone.py: has a ceiling and needs none: remove it"]


def test_no_module_is_too_long() -> None:
    """Modules of `extract/` are held by their functions' complexity; the rest by their length."""
    long = {
        name: lines
        for name in files()
        if not name.startswith(("extract/", "tests/"))
        and (lines := len((ROOT / name).read_text(encoding="utf-8").splitlines())) > LENGTH
    }
    assert long == {}
