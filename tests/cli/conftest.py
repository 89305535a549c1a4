from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from copperbottom.cli import main

PAPER = """Exampleshire Police and Crime Panel

Meeting: 14 November 2024

2024/25 FINANCE REPORT - QUARTER 2

Officer overtime stood as follows at the end of September 2024.

\t2024/25 Revised Budget £000's\tSpend to date £000's\t2024/25 Latest Forecast £000's\tVariance £000's
=Local Policing\t812\t567\t1,066\t254
Crime and Justice\t403\t270\t510\t107
Total Officer Overtime\t1,215\t837\t1,576\t361
"""

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Runs `copperbottom` in this process; standard output and standard error apart."""

    def call(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
        return CliRunner().invoke(main, [os.fspath(argument) for argument in arguments], env=env)

    return call


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "overtime.txt"
    path.write_text(PAPER, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def warehouse(sample_warehouse: Path) -> Path:
    return sample_warehouse
