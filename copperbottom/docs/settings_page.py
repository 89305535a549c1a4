"""`docs/settings.md`: every setting with its default, from `copperbottom.settings`.

The values in force on a machine are never written: `copperbottom settings` shows those.
"""

from __future__ import annotations

from pathlib import Path

from copperbottom.settings import describe

PAGE = "settings.md"
OPENING = """\
# Settings

Every setting is an environment variable. An empty variable is as good as none. What a command is told on its command
line goes before the variable, and the variable before the default. `copperbottom settings` shows the values in force,
and which of them the environment gives. This file is written by `make docs`.

| setting | default | unit | what |
|---|---|---|---|
"""
CLOSING = """
A value that cannot be used ends the command with a sentence that names the variable. Nothing but
`copperbottom/settings.py` reads these variables; a new setting is a field there.

Secrets are no settings: the password of PostgreSQL comes from `PGPASSWORD` or `~/.pgpass`, the keys of an object store
from the environment that its own clients read, those of e-mail and web hooks from Airflow's connections.
"""


def as_markdown() -> str:
    """The page."""
    rows = [
        f"| `{one.variable}` | {_cell(one.default)} | {_cell(one.unit)} | {_cell(one.sentence)} |\n"
        for one in describe()
    ]
    return OPENING + "".join(rows) + CLOSING


def write_page(folder: Path) -> Path:
    """Write the page into a folder; returns the file."""
    file = folder / PAGE
    file.write_text(as_markdown(), encoding="utf-8")
    return file


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
