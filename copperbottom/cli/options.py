"""Options and arguments that several commands share."""

from __future__ import annotations

import datetime as dt
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


def said_options(command: Command) -> Command:
    """`--organisation` and `--meeting`: what a paper does not say itself, by whoever names it."""
    organisation = click.option(
        "--organisation",
        metavar="NAME",
        help="Whose the papers are that name no force: a force (a new one as X Police), its office, or an area.",
        callback=lambda _context, _option, value: None if value is None else known_organisation(value),
    )
    meeting = click.option(
        "--meeting",
        metavar="DATE",
        help="When the papers that name no day went to their panel, such as 2024-12-12.",
        callback=lambda _context, _option, value: None if value is None else day(value),
    )
    return organisation(meeting(command))


def known_organisation(name: str) -> str:
    """The organisation that is meant by a name; otherwise a sentence with those that are called alike."""
    from warehouse.errors import LoadError
    from warehouse.state.said import organisation_meant

    try:
        return organisation_meant(name)
    except LoadError as error:
        raise click.BadParameter(error.reason) from error


def day(text: str) -> dt.date:
    """A day as ISO text has it; otherwise a sentence."""
    from warehouse.errors import LoadError
    from warehouse.state.said import day_meant

    try:
        return day_meant(text)
    except LoadError as error:
        raise click.BadParameter(error.reason) from error


def require_file(paper: Path) -> Path:
    """A paper that is there and is a file; otherwise a sentence."""
    if not paper.exists():
        raise PaperError(f"There is no paper at {paper}: check the path.")
    if paper.is_dir():
        raise PaperError(
            f"{paper} is a folder: name one paper in it (or load the folder with: copperbottom load {paper})."
        )
    return paper
