"""The command `copperbottom`: papers and warehouses from a terminal.

Each command asks one function and writes down the answer; nothing is decided here. Answers go to standard output in
the format that is asked for, progress and errors to standard error. An error is one sentence, never a traceback
(`COPPERBOTTOM_DEBUG=1` shows it). Exit status: 0 done, 1 not done, 2 asked wrongly. Heavy packages are imported by
the command that needs them, so that `--help` is quick.
"""

from __future__ import annotations

from typing import Any

import click

from collect.errors import CollectError
from copperbottom.cli import collecting, loads, papers, queries, share, upkeep
from copperbottom.settings import SettingsError, settings, variable
from copperbottom.visible import visible
from extract.model import PaperError
from warehouse.errors import LoadError, QueryError


class Sentences(click.Group):
    """A group whose commands end in a sentence when something goes wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; every error that is not click's own becomes a ClickException."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            vars(error)["message"] = visible(error.message, breaks=True)
            raise
        except (click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except SettingsError as error:
            raise click.ClickException(visible(error.reason)) from error
        except Exception as error:
            if settings().debug:
                raise
            raise click.ClickException(visible(sentence_for(error))) from error


def sentence_for(error: Exception) -> str:
    """What went wrong, in one sentence."""
    if isinstance(error, PaperError | LoadError | QueryError | CollectError):
        return error.reason
    if isinstance(error, ModuleNotFoundError):
        return f"This needs {error.name}, which is not installed here: pip install copperbottom, with its dependencies."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be used: {error.strerror}."
    return (
        f"This was not expected: {type(error).__name__}: {error}. With {variable('debug')}=1 it says where; "
        "please report that."
    )


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="copperbottom", prog_name="copperbottom")
def main() -> None:
    """Police finance papers, read into a warehouse and proved by their own arithmetic.

    \b
    Examples:
      copperbottom extract paper.txt              what one paper says, without a warehouse
      copperbottom load papers/                   load a folder and publish the warehouse
      copperbottom query "FROM marts.budget_monitoring LIMIT 5"
    """


for group in (papers, loads, collecting, queries, share, upkeep):
    for one in group.COMMANDS:
        main.add_command(one)
