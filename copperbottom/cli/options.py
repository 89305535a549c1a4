"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from copperbottom.paths import default_warehouse
from copperbottom.settings import default_words
from extract.model import PaperError

Command = TypeVar("Command", bound=Callable[..., Any])
PAPER = click.argument("paper", type=click.Path(path_type=Path))


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format`, the first being what a terminal gets."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How the answer is written.",
    )


def warehouse_option(command: Command) -> Command:
    """`--warehouse`, else the setting, else the usual place."""
    return click.option(
        "--warehouse",
        type=click.Path(dir_okay=False, path_type=Path),
        help=f"The published file.  {default_words('warehouse')}",
        callback=lambda _context, _option, value: value or default_warehouse(),
    )(command)


def require_file(paper: Path) -> Path:
    """A paper that is there and is a file; otherwise a sentence."""
    if not paper.exists():
        raise PaperError(f"There is no paper at {paper}: check the path.")
    if paper.is_dir():
        raise PaperError(
            f"{paper} is a folder: name one paper in it (or load the folder with: copperbottom load {paper})."
        )
    return paper
