"""Copies of a published warehouse for other tools and other people."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from copperbottom.cli.options import format_option, warehouse_option
from copperbottom.cli.output import screen
from copperbottom.settings import variable


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@format_option("xlsx", "parquet", "csv")
@warehouse_option
def export(folder: Path, form: str, warehouse: Path) -> None:
    """Write the published warehouse into DIR, for Excel and other tools.

    xlsx is one workbook: a sheet for each mart, the dictionary, and where each value was printed. parquet and csv
    have a file for each table of marts and core. Text of papers is never written as a formula.

    \b
    Examples:
      copperbottom export for-excel
      copperbottom export lake --format parquet
    """
    from warehouse.serve.export import export as write_all

    write_all(warehouse, folder, form, lambda file: screen().say(f"Wrote {file}"))


@click.command()
@click.option(
    "--to",
    "address",
    metavar="ADDRESS",
    required=True,
    envvar=variable("postgres"),
    help="postgresql://user@host/database.  [or: $COPPERBOTTOM_POSTGRES]",
)
@click.option("--readers", default="copperbottom_readers", show_default=True, help="The role that may read there.")
@warehouse_option
def publish(address: str, readers: str, warehouse: Path) -> None:
    """Copy the published warehouse to PostgreSQL, for several people on a network.

    All tables of audit, core and marts, with their comments, in one transaction: who reads there sees one
    publication or the next. The password comes from PGPASSWORD or ~/.pgpass.

    \b
    Examples:
      copperbottom publish --to postgresql://loader@localhost/finance
    """
    from warehouse.serve.postgres import copy_to

    copied = copy_to(address, warehouse, readers)
    screen().say(f"Published {copied.tables} tables, {copied.rows:,} rows, to {copied.place}: {readers} may read them.")
    for schema in copied.stale_schemas:
        screen().say(f"{schema}, of an earlier publication, is still in use there: the next publication clears it.")


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--pictures",
    type=click.Choice(["contradicted", "all", "none"]),
    default="contradicted",
    show_default=True,
    help="Which figures get a picture of their printed place (all: about 0.2 s and 0.2 MB for each figure).",
)
@warehouse_option
def report(folder: Path | None, pictures: Literal["contradicted", "all", "none"], warehouse: Path) -> None:
    """Write the published warehouse as a site that opens from disk: charts, tables, and each number's place.

    It takes the place of an earlier report in DIR, and of nothing else. Without DIR it lies beside the warehouse, in
    FILE.report.

    \b
    Examples:
      copperbottom report
      copperbottom report site/ --warehouse finance.duckdb --pictures all
    """
    from report.site import write_report
    from warehouse.render.console import shown

    written = write_report(warehouse, folder, pictures)
    screen().say(f"{written}: open {shown(written.first_page)} in a browser.")


COMMANDS = (export, publish, report)
