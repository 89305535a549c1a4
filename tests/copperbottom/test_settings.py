"""Settings: one list of them, each read from its variable, and no other reading of the environment."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from copperbottom.cli import main
from copperbottom.paths import PROJECT, default_landing, default_warehouse, home
from copperbottom.settings import LANDINGS, NETWORK, SettingsError, child_environment, describe, settings, variable

OF_THEIR_OWN = ("bi/", "tests/")
"""The BI tool runs in an environment without this package; tests set what they test."""


def test_every_setting_has_a_sentence_and_a_default() -> None:
    docs = describe()
    assert len(docs) > 10
    assert len({doc.variable for doc in docs}) == len(docs)
    for doc in docs:
        assert doc.variable.startswith("COPPERBOTTOM_")
        assert doc.sentence.endswith(".")
        assert doc.default


def test_a_variable_gives_the_value_and_an_empty_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("paper_seconds"), "7")
    monkeypatch.setenv(variable("warehouse"), "")
    assert settings().paper_seconds == 7
    assert settings().warehouse is None
    (doc,) = (one for one in describe() if one.variable == variable("paper_seconds"))
    assert (doc.value, doc.is_set, doc.default) == ("7", True, "300")


def test_a_value_that_cannot_be_used_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("query_seconds"), "soon")
    with pytest.raises(SettingsError, match=r"COPPERBOTTOM_QUERY_SECONDS cannot be 'soon'.*mend or unset it"):
        settings()
    result = CliRunner().invoke(main, ["query", "select 1"])
    assert result.exit_code == 1
    assert "COPPERBOTTOM_QUERY_SECONDS cannot be 'soon'" in result.stderr


def test_data_lies_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("home", "warehouse", "landing"):
        monkeypatch.delenv(variable(name), raising=False)
    assert home() == PROJECT
    monkeypatch.setenv(variable("home"), str(tmp_path))
    assert default_warehouse() == tmp_path / "data" / "copperbottom.duckdb"
    assert default_landing() == str(tmp_path / "data" / "collected")


def test_the_command_prints_each_setting_with_the_value_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("warehouse"), "/somewhere/else.duckdb")
    result = CliRunner().invoke(main, ["settings", "--format", "csv"])
    assert result.exit_code == 0
    assert "COPPERBOTTOM_WAREHOUSE,/somewhere/else.duckdb,environment," in result.output
    assert result.output.count("\n") == len(describe()) + 1


def test_a_child_gets_what_is_listed_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = {"PATH": "/bin", "LC_ALL": "C", "TZ": "UTC", "XDG_DATA_HOME": "/x", variable("paper_seconds"): "7"}
    kept = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "AIRFLOW_CONN_HOOK")
    for name, value in passed.items():
        monkeypatch.setenv(name, value)
    for name in (*kept, "DBT_PROFILES_DIR", "LD_PRELOAD", "HTTPS_PROXY", variable("postgres")):
        monkeypatch.setenv(name, "theirs")
    env = child_environment()
    assert passed.items() <= env.items()
    assert "theirs" not in env.values()
    assert env["PYTHONSAFEPATH"] == "1"
    assert child_environment(pass_on=NETWORK)["HTTPS_PROXY"] == "theirs"
    assert child_environment(pass_on=LANDINGS)["AWS_SECRET_ACCESS_KEY"] == "theirs"


def test_a_child_finds_the_same_packages_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/theirs")
    assert child_environment(PROJECT, Path("/made-up"), EXTRA="1")["PYTHONPATH"] == f"{PROJECT}:/made-up"
    assert child_environment(EXTRA="1")["EXTRA"] == "1"


def test_nothing_else_reads_the_environment() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    read = [name for name in listed if not name.startswith(OF_THEIR_OWN) and (PROJECT / name).is_file()]
    found = [name for name in read if re.search(r"os\.environ|getenv", (PROJECT / name).read_text(encoding="utf-8"))]
    assert found == ["copperbottom/settings.py"]
