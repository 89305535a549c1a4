"""Papers beside the project that are not ours to ship: where they are missing tests are skipped, but never in CI.

What the README claims of real papers is proved by tests that need them. A machine that builds the project (`CI` is set)
must have them, so that such a test is never left out unseen; `COPPERBOTTOM_WITHOUT_SHARED=1` says that it may not.
The papers of `tests/papers` ship with the project and need nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
WITHOUT = "COPPERBOTTOM_WITHOUT_SHARED"


def shared_folder(*inside: str) -> Path:
    """A folder of `../shared`, which is there; else the test that asks is skipped, or fails where CI is set."""
    return present(SHARED.joinpath(*inside), os.environ)


def present(folder: Path, environment: Mapping[str, str]) -> Path:
    """The folder, if it is there."""
    if folder.is_dir():
        return folder
    if environment.get("CI") and environment.get(WITHOUT) != "1":
        pytest.fail(
            f"{folder} is missing, and CI is set: put the papers there that the README's claims are measured on, or "
            f"set {WITHOUT}=1 to leave their tests out.",
            pytrace=False,
        )
    pytest.skip(f"{folder} is not beside the project")
