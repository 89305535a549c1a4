"""Where the project's own files lie, and where data goes when nobody says otherwise.

A checkout has `dbt_project/`, `dags/` and `samples/` beside the packages; a wheel carries them inside this package.
Data of a checkout stays in it (`data/`, `.airflow/`); an installed wheel writes to the user's data folder, never
beside its modules. `$COPPERBOTTOM_HOME` comes before both.
"""

from __future__ import annotations

import importlib.resources
from pathlib import Path

from copperbottom.settings import settings

BUNDLED = "bundled"
SHIPPED = ("dbt_project", "dags", "samples/papers")
PROJECT = Path(str(importlib.resources.files("copperbottom"))).parent
"""The folder that holds the packages: a checkout's root, or `site-packages`."""


def shipped(name: str) -> Path:
    """A folder of files that comes with the project (one of `SHIPPED`, or below one), wherever it was installed."""
    inside = PROJECT / "copperbottom" / BUNDLED / name
    return inside if inside.exists() else PROJECT / name


def checkout() -> Path | None:
    """The root of the checkout that runs, or None for an installed wheel."""
    is_one = (PROJECT / "pyproject.toml").is_file() and (PROJECT / "dbt_project").is_dir()
    return PROJECT if is_one else None


def home() -> Path:
    """The folder below which data lies: `$COPPERBOTTOM_HOME`, the checkout, or the user's data folder."""
    named = settings().home
    if named is not None:
        return named.expanduser().absolute()
    root = checkout()
    if root is not None:
        return root
    from platformdirs import user_data_path

    return user_data_path("copperbottom")


def default_warehouse() -> Path:
    """Where a warehouse is published when nobody says otherwise."""
    return settings().warehouse or home() / "data" / "copperbottom.duckdb"


def default_landing() -> str:
    """Where papers are landed when nobody says otherwise: a folder, or an address such as `s3://bucket/papers`."""
    return settings().landing or str(home() / "data" / "collected")


def airflow_home() -> Path:
    """The folder of the Airflow that `make load` and `make airflow` run."""
    return home() / ".airflow"


def cache() -> Path:
    """Where what is known of visited hosts lies."""
    from platformdirs import user_cache_path

    return user_cache_path("copperbottom")


def missing_files() -> str | None:
    """A sentence about files of the installation that are not there, or None."""
    gone = [name for name in SHIPPED[:1] if not shipped(name).is_dir()]
    if not gone:
        return None
    return f"The installation is not whole ({', '.join(gone)} is missing): install copperbottom again."


def command() -> str:
    """How the command is called from here: by its path in a checkout, by its name where it is installed."""
    return ".venv/bin/copperbottom" if checkout() is not None else "copperbottom"
