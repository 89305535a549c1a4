"""The installation itself: its settings, and whether all is well with it."""

from __future__ import annotations

import click

from copperbottom.cli.options import format_option
from copperbottom.cli.output import write_rows
from copperbottom.settings import describe


@click.command()
@format_option("table", "csv", "json")
def settings(form: str) -> None:
    """Show every setting: its environment variable, the value in force, and what it does.

    \b
    Examples:
      copperbottom settings
      COPPERBOTTOM_QUERY_SECONDS=5 copperbottom settings
    """
    write_rows(
        form,
        ["setting", "value", "from", "unit", "what"],
        [
            (one.variable, one.value, "environment" if one.is_set else "default", one.unit, one.sentence)
            for one in describe()
        ],
    )


COMMANDS = (settings,)
