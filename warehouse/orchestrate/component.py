"""One part of Airflow in a process of its own, for containers: `python -m warehouse.orchestrate.component PART`.

`setup` makes the metadata database, the pools and the secret that the parts share; `api-server`, `scheduler` and
`dag-processor` take this process's place; `check` asks the server whether a part is well. `compose.yaml` runs them.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from copperbottom.paths import airflow_home
from copperbottom.paths import home as data_home
from warehouse.orchestrate.local_server import COMPONENTS, set_up
from warehouse.orchestrate.process import LOOPBACK, airflow, serving_environment

CHECK_SECONDS = 15
SECRET = "jwt-secret"


def shared_secret(home: Path) -> str:
    """The secret by which the parts of one Airflow know each other; made the first time, readable by its owner only."""
    file = home / SECRET
    home.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:
            new.write(secrets.token_hex(48))
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii")


def environment(home: Path, host: str, url: str) -> dict[str, str]:
    """The environment of one part: where it listens (`host`), and at which address (`url`) the parts meet."""
    port = urlsplit(url).port or 8080
    return serving_environment(home, port, host=host, url=url, secret=shared_secret(home))


def is_well(url: str, part: str) -> bool:
    """Whether the server answers, and says that a part (`metadatabase`, `scheduler`, `dag_processor`) is healthy."""
    with urllib.request.urlopen(f"{url}/api/v2/monitor/health", timeout=CHECK_SECONDS) as answer:
        return bool(json.load(answer)[part]["status"] == "healthy")


def main(arguments: Sequence[str] | None = None) -> int:
    """Be one part of Airflow, set it up, or ask after it; `--home`, `--host` and `--url` before the part."""
    parser = argparse.ArgumentParser(prog="warehouse.orchestrate.component", description=__doc__.split("\n")[0])
    parser.add_argument("--home", type=Path, default=airflow_home() / "serving", help="Airflow's own folder")
    parser.add_argument("--host", default=LOOPBACK, help="the address that the server listens on")
    parser.add_argument("--url", default=f"http://{LOOPBACK}:8080", help="where the other parts find the server")
    parser.add_argument("part", choices=["setup", "check", *(name for name, *_ in COMPONENTS)])
    parser.add_argument("of", nargs="?", default="metadatabase", help="what `check` asks after")
    asked = parser.parse_args(arguments)
    if asked.part == "check":
        try:
            return 0 if is_well(asked.url, asked.of) else 1
        except (OSError, ValueError, KeyError) as error:
            print(f"{asked.url} does not say that {asked.of} is well: {error}", file=sys.stderr)
            return 1
    env = environment(asked.home, asked.host, asked.url)
    if asked.part == "setup":
        set_up(asked.home, env)
        return 0
    (component,) = (one for one in COMPONENTS if one[0] == asked.part)
    command = airflow(*component)
    os.chdir(data_home())
    os.execvpe(command[0], command, env)


if __name__ == "__main__":
    sys.exit(main())
