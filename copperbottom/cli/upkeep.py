"""The installation itself: its settings, and whether all is well with it."""

from __future__ import annotations

from pathlib import Path

import click

from copperbottom import paths
from copperbottom.cli.options import format_option, warehouse_option
from copperbottom.cli.output import screen, write_rows
from copperbottom.settings import describe, variable


@click.command()
@format_option("table", "csv", "json")
def settings(form: str) -> None:
    """Show every setting: its environment variable, the value in force, and what it does.

    \b
    Examples:
      copperbottom settings
      COPPERBOTTOM_QUERY_SECONDS=5 copperbottom settings
    """
    places = {
        variable("home"): str(paths.home()),
        variable("warehouse"): str(paths.default_warehouse()),
        variable("landing"): paths.default_landing(),
    }
    write_rows(
        form,
        ["setting", "value", "from", "unit", "what"],
        [
            (
                one.variable,
                places.get(one.variable, one.value),
                "environment" if one.is_set else "default",
                one.unit,
                one.sentence,
            )
            for one in describe()
        ],
    )


@click.command()
@click.option("--every-paper", is_flag=True, help="Also compare the bytes of every landed paper with its hash.")
@format_option("table", "csv", "json")
@warehouse_option
def doctor(every_paper: bool, form: str, warehouse: Path) -> None:
    """Look at the installation, its tools, and a warehouse with its store.

    Versions, optional tools, the health of store, ledger and published file, and the settings that the environment
    gives. Nothing is changed. Exit status 1 where something is ill.

    \b
    Examples:
      copperbottom doctor
      copperbottom doctor --warehouse finance.duckdb --every-paper
    """
    from warehouse.serve.doctor import Symptom, examine

    found = examine(warehouse, every_paper=every_paper)
    found += [Symptom("well", one.variable, one.value) for one in describe() if one.is_set]
    write_rows(
        form,
        ["state", "about", "found", "remedy"],
        [(one.state, one.about, one.found, one.remedy) for one in found],
    )
    if any(one.state == "ill" for one in found):
        raise click.exceptions.Exit(1)


@click.command()
@format_option("table", "csv", "json")
@warehouse_option
def repair(form: str, warehouse: Path) -> None:
    """Rebuild what can be rebuilt of a warehouse: a lost or damaged ledger, torn extractions, what a kill left.

    The ledger is made again from the store's records of landings, its extractions and the published file. What is
    damaged is moved to FILE.store/damaged, never thrown away. The published file is not touched: the next load builds
    it again where it is not whole.

    \b
    Examples:
      copperbottom repair --warehouse finance.duckdb
    """
    from warehouse.load.repair import repair as mend

    done = mend(warehouse)
    write_rows(form, ["what", "remedy"], [(one.what, one.remedy) for one in done])
    if form == "table" and not done:
        screen().say("Nothing was to be repaired.")


COMMANDS = (settings, doctor, repair)
