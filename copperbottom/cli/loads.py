"""Loads: papers in, what became of them, and papers out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from copperbottom.cli.options import said_options, warehouse_option
from copperbottom.cli.output import load_progress, load_screen
from copperbottom.paths import shipped
from copperbottom.visible import visible
from extract.model import Said
from warehouse.errors import QueryError


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, type=click.Path())
@click.option("--samples", is_flag=True, help="Load the sample papers that come with copperbottom.")
@click.option(
    "--accept-losses",
    metavar="WHY",
    help="Publish although figures that stand are lost, and keep who accepted that and why.",
)
@said_options
@warehouse_option
def load(
    paths: tuple[str, ...],
    samples: bool,
    accept_losses: str | None,
    organisation: str | None,
    meeting: dt.date | None,
    warehouse: Path,
) -> None:
    """Load papers and publish the warehouse.

    Each PATH is a paper, a folder with its sub-folders, or where papers were collected to. Loads accumulate: papers
    of earlier loads stay.
    What cannot be read is held with a reason, and the rest is published. Where nothing is new, nothing is
    published. A load that would lose much of what is published stops.
    Say with --organisation and --meeting what the papers do not say themselves: it is kept with them and fills what
    they leave open. A paper that is loaded already is read again with it.

    \b
    Examples:
      copperbottom load papers/
      copperbottom load --samples
      copperbottom load q1.txt q2.txt --warehouse finance.duckdb
      copperbottom load appendix-b.pdf --organisation "Essex Police" --meeting 2024-12-12
    """
    from warehouse.load.loader import load as load_papers

    if not paths and not samples:
        raise click.UsageError("Name papers, or folders of papers (or --samples, to try it).")
    if accept_losses is not None and not accept_losses.strip():
        raise click.UsageError("--accept-losses needs a reason, which is kept.")
    said = Said(organisation, meeting)
    if samples and said != Said():
        raise click.UsageError("--organisation and --meeting are of papers that you name: leave --samples out.")
    named = [*paths, *([str(shipped("samples/papers"))] if samples else [])]
    watch, done = load_progress()
    try:
        summary = load_papers(named, warehouse, progress=watch, accept_losses=accept_losses, said=said)
    finally:
        done()
    load_screen().loaded(summary, held_now(warehouse))


@click.command()
@click.option("--check", is_flag=True, help="Only what to look at; exit status 1 where a monitor should be told.")
@warehouse_option
def status(check: bool, warehouse: Path) -> None:
    """Show loads, papers accepted and held, what was said of papers, and what to look at.

    It reads the ledger beside the warehouse, so it also knows loads that published nothing. What to look at: a load
    that published nothing, papers that are held or have no figure, checks that did not pass, reports that are late or
    missing. With --check only that is shown.

    \b
    Examples:
      copperbottom status
      copperbottom status --check --warehouse finance.duckdb || mail -s finance you@your.organisation
    """
    from warehouse.serve.health import concerns, failed_checks
    from warehouse.state.ledger import Ledger
    from warehouse.state.paper_status import paper_statuses, said_of_papers
    from warehouse.state.store import open_store

    ledger, screen = Ledger(open_store(warehouse)), load_screen()
    if not ledger.loads():
        raise QueryError(f"Nothing was loaded to {warehouse} yet: copperbottom load PATH --warehouse {warehouse}")
    found = concerns(warehouse)
    if not check:
        screen.status(ledger.loads(), paper_statuses(ledger))
        screen.said(said_of_papers(ledger))
        screen.failed_checks(failed_checks(ledger))
    screen.concerns([(one.is_failure, one.sentence) for one in found])
    if check and any(one.is_failure for one in found):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("paper")
@click.option("--yes", is_flag=True, help="Do not ask.")
@warehouse_option
def forget(paper: str, yes: bool, warehouse: Path) -> None:
    """Forget PAPER: publish the marts as if it had never come.

    PAPER is the file name that `copperbottom status` shows, or the beginning of its id. Its bytes leave the store;
    your own copy stays where it is, and loading it brings the paper back.

    \b
    Examples:
      copperbottom forget draft-q2.pdf
      copperbottom forget 3f2a9c01 --yes
    """
    from warehouse.load import loader

    row = loader.named_paper(paper, warehouse)
    if not yes:
        name = visible(row["paper"])
        click.confirm(f"Forget {name} ({row['paper_id'][:12]}) and publish without it?", abort=True, err=True)
    watch, done = load_progress()
    try:
        summary = loader.forget(row["paper_id"], warehouse, progress=watch)
    finally:
        done()
    screen = load_screen()
    screen.say(f"Forgotten: {row['paper']}.")
    screen.loaded(summary, held_now(warehouse))


def held_now(warehouse: Path) -> list[dict[str, Any]]:
    """What is held of a warehouse's papers."""
    from warehouse.state.ledger import Ledger
    from warehouse.state.store import open_store

    return Ledger(open_store(warehouse)).held()


COMMANDS = (load, status, forget)
