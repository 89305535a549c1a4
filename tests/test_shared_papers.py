"""Tests of papers that we may not ship are skipped without them, and fail in CI."""

from __future__ import annotations

from pathlib import Path

import pytest
from shared_papers import present


def test_a_folder_that_is_there_is_used(tmp_path: Path) -> None:
    assert present(tmp_path, {"CI": "true"}) == tmp_path


@pytest.mark.parametrize("environment", [{}, {"CI": ""}, {"CI": "true", "COPPERBOTTOM_WITHOUT_SHARED": "1"}])
def test_a_missing_folder_skips_and_is_named(environment: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="papers is not beside the project"):
        present(tmp_path / "papers", environment)


@pytest.mark.parametrize("without", ["", "0"])
def test_a_missing_folder_fails_in_ci_and_says_what_to_do(without: str, tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"put the papers there .* or set COPPERBOTTOM_WITHOUT_SHARED=1"):
        present(tmp_path / "papers", {"CI": "true", "COPPERBOTTOM_WITHOUT_SHARED": without})
