from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import httpx
import pytest
from kept_warehouses import copy_warehouse
from served import Served

from copperbottom.paths import PROJECT
from warehouse.load.publish_file import swap_in

PYTHON = PROJECT / ".venv-bi" / "bin" / "python"


@pytest.fixture(scope="session")
def warehouse(sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, because these tests publish again."""
    return copy_warehouse(sample_warehouse, tmp_path_factory.mktemp("published") / sample_warehouse.name)


@pytest.fixture(scope="session")
def publish_one_fewer(warehouse: Path) -> Callable[[], None]:
    """Publishes again, without the figures of one paper: the file is replaced, as every load does it."""

    def publish() -> None:
        with TemporaryDirectory(dir=warehouse.parent) as folder:
            build = Path(folder) / warehouse.name
            shutil.copy2(warehouse, build)
            with duckdb.connect(str(build)) as connection:
                connection.execute(
                    "delete from core.figures where paper_id = (select max(paper_id) from core.figures);"
                    "delete from core.findings where not list_has_any(figure_ids,"
                    " (select list(figure_id) from core.figures));"
                    "checkpoint"
                )
            swap_in(build, warehouse, Path(folder) / "previous.duckdb")

    return publish


@pytest.fixture(scope="session")
def served(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if not PYTHON.exists():
        pytest.skip("Superset is not installed: make bi-check installs it")
    home = tmp_path_factory.mktemp("bi") / "home"
    port = free_port()
    process = subprocess.Popen(
        [str(PYTHON), "-m", "bi.serve", "--warehouse", str(warehouse), "--home", str(home), "--port", str(port)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                break
        assert process.poll() is None, "".join(said)
        assert any(f"http://127.0.0.1:{port}/" in line for line in said)
        yield Served(warehouse, home, f"http://127.0.0.1:{port}")
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def viewer(served: Served) -> Iterator[httpx.Client]:
    client = served.logged_in("viewer")
    yield client
    client.close()


@pytest.fixture(scope="session")
def charts(viewer: httpx.Client) -> dict[str, Any]:
    """The dashboard's charts as the viewer sees them: numbers by name."""
    answer = viewer.get("/api/v1/dashboard/police-finance/charts")
    assert answer.status_code == 200
    return {chart["slice_name"]: chart["id"] for chart in answer.json()["result"]}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
