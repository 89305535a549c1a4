"""Every setting: its environment variable, its unit, its default, and what it does.

Nothing else reads the environment, so that `copperbottom settings` and the page made from it are the whole list. A
setting is read when it is asked for: what changes it changes the next question.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "COPPERBOTTOM_"
SEND_NOTHING = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "False", "DO_NOT_TRACK": "1", "GX_ANALYTICS_ENABLED": "False"}
"""Variables by which dbt, Great Expectations and others are kept from sending usage statistics."""


PASSED_ON = (
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "COLUMNS", "NO_COLOR", "VIRTUAL_ENV", "LD_LIBRARY_PATH"),
    *("LANG", "LANGUAGE", "LC_*", "TZ", "TZDIR", "TMPDIR", "TMP", "TEMP", "XDG_*"),
    *("PYTHONUTF8", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONNOUSERSITE"),
    *("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "TESSDATA_PREFIX", f"{PREFIX}*"),
)
"""What every child process gets of the environment, as names and patterns of names."""
NETWORK = (
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)
"""What a child process gets beside that if it uses the network."""
LANDINGS = ("AWS_*", "FSSPEC_*", "GOOGLE_APPLICATION_CREDENTIALS", "AZURE_STORAGE_*")
"""What a child process gets beside that if it reads or writes a landing in an object store."""
SECRETS = frozenset({f"{PREFIX}POSTGRES"})
"""What no child process gets: an address may have a password in it."""


class SettingsError(Exception):
    """A setting that cannot be used. `reason` is a sentence that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _setting(default: Any, sentence: str, *, unit: str = "", shown: str = "", internal: bool = False) -> Any:
    about: dict[str, Any] = {"unit": unit, "shown": shown, "internal": internal}
    return Field(default, description=sentence, json_schema_extra=about)


class Settings(BaseSettings):
    """The settings in force. Each field `name` is `$COPPERBOTTOM_NAME`; an empty variable is as good as none."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    home: Path | None = _setting(
        None,
        "The folder below which data lies.",
        shown="the checkout, or the user's data folder where copperbottom is installed as a package",
    )
    warehouse: Path | None = _setting(None, "The published file.", shown="data/copperbottom.duckdb of the home folder")
    landing: str | None = _setting(
        None,
        "Where collected papers are kept: a folder, or an address such as s3://bucket/papers.",
        shown="data/collected of the home folder",
    )
    papers: str | None = _setting(
        None,
        "What load_papers loads when it runs by its timetable: a folder or an address.",
        shown="the landing",
    )
    report: str = _setting("beside", "Where the DAG writes its report: a folder, `beside` the warehouse, or `none`.")
    panels: Path | None = _setting(None, "The register of panels.", shown="collect/panels.yml of the project")
    contact: str | None = _setting(
        None, "Who visits: an e-mail address or a web page that hosts are told.", shown="what the register says"
    )
    postgres: str | None = _setting(
        None, "The database that `copperbottom publish` copies to (postgresql://user@host/database).", shown="none"
    )
    notify_email: str | None = _setting(
        None, "Who gets an e-mail when a task of a DAG gives up; commas between addresses.", shown="nobody"
    )
    notify_webhook: str | None = _setting(
        None, "The Airflow HTTP connection that is told when a task of a DAG gives up.", shown="none"
    )
    paper_seconds: float = _setting(300, "How long reading one paper may take before it is held.", unit="seconds")
    paper_memory: int = _setting(2048, "How much memory reading one paper may take before it is held.", unit="MiB")
    read_workers: int | None = _setting(
        None, "How many papers are read at the same time.", unit="processes", shown="one for each core"
    )
    query_seconds: float = _setting(60, "How long `copperbottom query` may take.", unit="seconds")
    query_memory: str = _setting("2GB", "How much memory `copperbottom query` may take, as DuckDB writes it.")
    debug: bool = _setting(False, "Show the traceback of an error in place of its sentence.", unit="1 or 0")
    events_file: Path | None = _setting(
        None, "Where tasks of a DAG leave their outcomes for whoever watches a run.", internal=True
    )


@dataclass(frozen=True, slots=True)
class SettingDoc:
    """One setting in words. `value` is the one in force, `is_set` whether the environment gives it."""

    variable: str
    value: str
    is_set: bool
    default: str
    unit: str
    sentence: str


def settings() -> Settings:
    """The settings in force now. Raises SettingsError for a value that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(
            f"{name} cannot be {first['input']!r} ({first['msg'].lower()}): mend or unset it."
        ) from error


def describe() -> list[SettingDoc]:
    """Every setting that is meant for users, in words."""
    current = settings()
    docs = []
    for name, field in Settings.model_fields.items():
        about: Mapping[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        if about["internal"]:
            continue
        default = str(about["shown"] or _words(field.default))
        value = getattr(current, name)
        variable = PREFIX + name.upper()
        docs.append(
            SettingDoc(
                variable=variable,
                value=default if value is None else _words(value),
                is_set=bool(os.environ.get(variable)),
                default=default,
                unit=str(about["unit"]),
                sentence=str(field.description),
            )
        )
    return docs


def default_words(name: str) -> str:
    """What holds where a command is not told otherwise, for its help."""
    field = Settings.model_fields[name]
    about: Mapping[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    return f"[default: ${variable(name)}, or {about['shown'] or _words(field.default)}]"


def child_environment(*packages: Path, pass_on: Sequence[str] = (), **extra: str) -> dict[str, str]:
    """The environment of a child process: of this one's only what `PASSED_ON` and `pass_on` list, and `extra`.

    `packages` are folders that the child's Python finds modules in first. What else the caller's environment names
    (`PYTHONPATH`, keys, passwords) does not reach the child, and no child looks for modules in the current folder.
    """
    listed = (*PASSED_ON, *pass_on)
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in SECRETS and any(fnmatchcase(name, pattern) for pattern in listed)
    }
    if packages:
        env["PYTHONPATH"] = os.pathsep.join(map(str, packages))
    return env | {"PYTHONSAFEPATH": "1"} | extra


def child_python(*arguments: str) -> list[str]:
    """The command line of this Python for a child process: the current folder is no place for modules (`-P`)."""
    return [sys.executable, "-P", *arguments]


def set_for_libraries(**values: str) -> None:
    """Set variables that a library reads by itself, in this process and its children."""
    os.environ.update(values)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    if name not in Settings.model_fields:
        raise KeyError(name)
    return PREFIX + name.upper()


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return f"{value:g}" if isinstance(value, float) else str(value)
