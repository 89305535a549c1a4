from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from copperbottom.paths import PROJECT
from warehouse.orchestrate import process


@pytest.fixture(scope="session")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Airflow makes of the DAGs, found out in a process of its own: importing Airflow changes a process."""
    done = subprocess.run(
        [sys.executable, str(PROJECT / "tests" / "dags" / "describe_dags.py"), str(PROJECT / "dags")],
        env=process.environment(tmp_path_factory.mktemp("airflow")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))
