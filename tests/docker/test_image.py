"""The image and the services, without a container engine: linted, and their steps run in clean folders."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from copperbottom.paths import PROJECT
from warehouse.orchestrate.component import is_well

PATIENCE_SECONDS = 240


def instructions(stage: int | None = None) -> list[tuple[str, str]]:
    """The Dockerfile's instructions, of one stage or of all."""
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found = [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip() and line[0] != "#"]
    stages: list[list[tuple[str, str]]] = []
    for name, rest in found:
        if name == "FROM":
            stages.append([])
        stages[-1].append((name, rest))
    return [one for part in stages for one in part] if stage is None else stages[stage]


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))[
        "services"
    ]
    return found


def test_the_dockerfile_is_linted() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), PROJECT / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_compose_is_as_its_specification_says() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, PROJECT / "compose.yaml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_services_write_to_their_volume_only_and_have_no_rights() -> None:
    assert {"setup", "web", "scheduler", "dag-processor"} == set(services())
    for name, service in services().items():
        assert service["read_only"] is True, name
        assert service["user"] not in ("", "0", "root"), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["volumes"] == ["data:/data"], name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
        assert "healthcheck" in service, name


def test_the_image_is_nobodys_and_says_how_it_is() -> None:
    last = instructions(-1)
    assert [rest for name, rest in last if name == "USER"] == ["10001"]
    assert any(name == "HEALTHCHECK" for name, _ in last)
    assert "COPPERBOTTOM_HOME=/data" in next(rest for name, rest in last if name == "ENV")


@pytest.mark.registry
def test_the_steps_of_the_image_install_and_load(tmp_path: Path) -> None:
    clean, installed, data = tmp_path / "src", tmp_path / "installed", tmp_path / "data"
    for name, rest in instructions(0):
        if name != "COPY":
            continue
        *sources, target = rest.split()
        for source in sources:
            place = clean / target / Path(source).name if target == "./" else clean / target
            place.parent.mkdir(parents=True, exist_ok=True)
            if (PROJECT / source).is_dir():
                shutil.copytree(PROJECT / source, place, ignore=shutil.ignore_patterns("__pycache__", "target", "logs"))
            else:
                shutil.copy2(PROJECT / source, place)
    (step,) = [rest for name, rest in instructions(0) if name == "RUN"]
    script, prefix = shlex.split(step)
    assert prefix == "/opt/copperbottom"
    subprocess.run([clean / script, installed], cwd=clean, check=True)
    data.mkdir()
    env = {"PATH": f"{installed}/bin:/usr/bin:/bin", "HOME": str(data), "COPPERBOTTOM_HOME": str(data)}
    env |= {"PYTHONDONTWRITEBYTECODE": "1"}
    before = everything_in(installed)
    for arguments in (("load", "--samples"), ("doctor",)):
        done = subprocess.run(
            ["copperbottom", *arguments], cwd="/", env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert (data / "data" / "copperbottom.duckdb").is_file()
    assert everything_in(installed) == before, "a read-only file system is enough"


def everything_in(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture
def parts(tmp_path: Path, free_port: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The services of compose.yaml, each as a process on loopback, set up first; ended with the test."""
    url = f"http://127.0.0.1:{free_port}"
    part = [sys.executable, "-m", "warehouse.orchestrate.component", "--home", str(tmp_path / "airflow"), "--url", url]
    env = os.environ | {"COPPERBOTTOM_HOME": str(tmp_path)}
    subprocess.run([*part, *services()["setup"]["command"]], env=env, cwd=PROJECT, check=True)
    started = []
    for name in ("web", "scheduler", "dag-processor"):
        command = [one.replace("0.0.0.0", "127.0.0.1") for one in services()[name]["command"]]
        with (tmp_path / f"{name}.log").open("wb") as log:
            started.append(subprocess.Popen([*part, *command], env=env, cwd=PROJECT, stdout=log, stderr=log))
    yield started
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.mark.scheduler
def test_the_services_come_up_and_are_well(
    tmp_path: Path, parts: list[subprocess.Popen[bytes]], free_port: int
) -> None:
    url, until = f"http://127.0.0.1:{free_port}", time.monotonic() + PATIENCE_SECONDS
    wanted = ["metadatabase", "scheduler", "dag_processor"]
    while wanted:
        assert all(process.poll() is None for process in parts), "a part ended"
        assert time.monotonic() < until, wanted
        with contextlib.suppress(OSError):
            wanted = [part for part in wanted if not is_well(url, part)]
        time.sleep(1)
    assert (tmp_path / "airflow" / "jwt-secret").stat().st_mode & 0o077 == 0
