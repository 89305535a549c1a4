"""Collecting papers from the sites of panels."""

from __future__ import annotations

import datetime as dt

import click

from copperbottom.cli.output import collect_progress, load_screen
from copperbottom.paths import default_landing
from copperbottom.settings import default_words


@click.command()
@click.option("--panel", "names", metavar="P", multiple=True, help="Only panels with these words in their name.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only meetings from this day on (2025-04-01).")
@click.option("--dry-run", is_flag=True, help="List what would be fetched, and fetch nothing.")
@click.option(
    "--landing",
    metavar="ADDRESS",
    callback=lambda _context, _option, value: value or default_landing(),
    help=f"Where papers are kept: a folder, or s3://…  {default_words('landing')}",
)
def collect(names: tuple[str, ...], since: dt.datetime | None, dry_run: bool, landing: str) -> None:
    """Collect new papers from the panels of the register.

    The register is collect/panels.yml, or the file that $COPPERBOTTOM_PANELS names. Hosts are visited one request
    at a time with a pause between, and are told who visits them: set $COPPERBOTTOM_CONTACT to an e-mail address or
    a web page of yours. What is known is not fetched again. Exit status 1 if a host could not be visited to the end.

    \b
    Examples:
      copperbottom collect --dry-run
      copperbottom collect --panel Exampleshire --since 2025-04-01
      copperbottom collect --landing s3://bucket/papers
    """
    from collect.collector import collect as collect_papers
    from collect.documents import Window
    from collect.landing import Landing
    from collect.register import chosen, load_register

    panels = chosen(load_register(), names)
    watch, done = collect_progress()
    try:
        summary = collect_papers(
            panels, Landing(landing), Window(since.date() if since else None), dry_run=dry_run, progress=watch
        )
    finally:
        done()
    load_screen().collected(summary)
    if summary["ended"]:
        raise click.exceptions.Exit(1)


COMMANDS = (collect,)
