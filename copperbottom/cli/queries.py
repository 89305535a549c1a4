"""Questions to a published warehouse."""

from __future__ import annotations

import shutil
import sys
from itertools import islice
from pathlib import Path

import click

from copperbottom.cli.options import format_option, warehouse_option
from copperbottom.cli.output import ROWS_SHOWN, figure_screen, screen, write_picture, write_rows
from copperbottom.settings import default_words
from copperbottom.visible import for_people
from warehouse.serve.formats import write_csv, write_json


@click.command()
@click.argument("sql")
@format_option("table", "csv", "json", "parquet")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    help=f"Seconds it may take.  {default_words('query_seconds')}",
)
@click.option("--memory", help=f"Memory it may take.  {default_words('query_memory')}")
@warehouse_option
def query(sql: str, form: str, output: Path | None, timeout: float | None, memory: str | None, warehouse: Path) -> None:
    """Answer SQL (DuckDB's) from the published warehouse, reading only.

    It cannot write, attach other databases, read other files or install extensions: a process of its own answers,
    which has no right to, and which is stopped at a limit of time and memory. A table shows the first rows of a long
    answer; CSV, JSON and Parquet have all of them.

    \b
    Examples:
      copperbottom query "SHOW ALL TABLES"
      copperbottom query "SELECT line, variance_gbp FROM marts.budget_monitoring ORDER BY variance_gbp DESC LIMIT 5"
      copperbottom query "FROM core.figures" --format parquet -o figures.parquet
    """
    from warehouse.serve.ask import QueryLimits, ask_parquet, ask_rows

    usual = QueryLimits()
    limits = QueryLimits(timeout or usual.seconds, memory or usual.memory)
    if form == "parquet":
        if output is None and sys.stdout.isatty():
            raise click.UsageError("Parquet is not for a terminal: name a file with -o, or redirect the output.")
        with ask_parquet(sql, warehouse, limits) as answer, click.open_file(str(output or "-"), "wb") as file:
            shutil.copyfileobj(answer, file)
        return
    with (
        ask_rows(sql, warehouse, limits) as (names, rows),
        click.open_file(str(output or "-"), "w", encoding="utf-8") as file,
    ):
        data = for_people(file)
        if form == "json":
            write_json((dict(zip(names, row, strict=True)) for row in rows), data)
        elif form == "csv":
            write_csv(names, rows, data)
        else:
            some = list(islice(rows, ROWS_SHOWN + 1))
            screen(file if output else None).rows(names, some[:ROWS_SHOWN], more=len(some) > ROWS_SHOWN)


@click.command()
@click.argument("figure_id")
@click.option(
    "--png",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Also draw the page, its number framed, to this PNG file (- is standard output).",
)
@warehouse_option
def trace(figure_id: str, png: Path | None, warehouse: Path) -> None:
    """Show where a figure was printed.

    Paper, table, row, column, and the words around it; with --png also a picture of the page on which the
    number is framed. The beginning of an id is enough where only one figure has it. core.mart_figures has the
    ids of every value in a mart.

    \b
    Examples:
      copperbottom trace 3f2a9c01
      copperbottom trace 3f2a9c01 --png where.png
      copperbottom query "SELECT figure_id, line, value FROM core.figures WHERE proof = 'contradicted'"
    """
    from warehouse.serve.trace import trace as find_trace

    piped = str(png) == "-"
    if piped and sys.stdout.isatty():
        raise click.UsageError("A picture is not for a terminal: name a file with --png, or redirect the output.")
    found = find_trace(figure_id, warehouse)
    if png is not None:
        from warehouse.render.page_picture import trace_picture

        picture = trace_picture(found)
        if piped:
            sys.stdout.buffer.write(picture)
        else:
            write_picture(picture, png)
    shown = figure_screen(sys.stderr if piped else None)
    shown.trace(found)
    if png is not None:
        shown.drawn("standard output" if piped else png)


@click.command()
@format_option("table", "csv", "json")
@warehouse_option
def diff(form: str, warehouse: Path) -> None:
    """Show what the last publication changed in the marts.

    Values that are new, restated, or have vanished, by line and amount, against the publication before it.

    \b
    Examples:
      copperbottom diff
      copperbottom diff --format csv > changed.csv
    """
    from warehouse.serve import publication_diff

    rows = publication_diff.differences(warehouse)
    write_rows(form, publication_diff.COLUMNS, rows)
    if form == "table":
        screen().say(", ".join(f"{count:,} {change}" for change, count in publication_diff.summary(rows).items()) + ".")


@click.command()
@click.argument("before", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("after", type=click.Path(dir_okay=False, path_type=Path))
@format_option("table", "csv", "json")
def compare(before: Path, after: Path, form: str) -> None:
    """Compare two warehouses row by row.

    Every table of core and marts, ids too: how many rows are the same, and which columns differ. When papers were
    loaded does not count. Exit status 1 where anything differs.

    \b
    Examples:
      copperbottom compare before.duckdb after.duckdb
    """
    from warehouse.serve import row_comparison

    compared = row_comparison.compare_warehouses(before, after)
    write_rows(
        form,
        row_comparison.COLUMNS,
        [row_comparison.as_row(table) for table in compared],
    )
    if any(table.differs for table in compared):
        raise click.exceptions.Exit(1)


@click.command("check-list")
@format_option("table", "csv", "json")
@warehouse_option
def check_list(form: str, warehouse: Path) -> None:
    """Show what a person should look at first.

    Contradictions within and between papers, and what is held, the largest amount at stake first.

    \b
    Examples:
      copperbottom check-list
      copperbottom check-list --format csv > look-at.csv
    """
    from warehouse.serve import review_list

    write_rows(form, review_list.COLUMNS, review_list.review_list(warehouse))


COMMANDS = (query, trace, diff, compare, check_list)
