"""The command `copperbottom`: papers and warehouses from a terminal.

Each command asks one function of the pipeline and writes down the answer; nothing is decided here. Answers
go to standard output in the format that is asked for, progress and errors to standard error. An error is
one sentence, never a traceback (`COPPERBOTTOM_DEBUG=1` shows it). Exit status: 0 done, 1 not done, 2 asked
wrongly. Heavy packages are imported by the command that needs them, so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from collect.errors import CollectError
from collect.landing import default_landing
from extract.model import PaperError
from warehouse.errors import LoadError, QueryError
from warehouse.formats import write_csv, write_json
from warehouse.store import default_warehouse

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console
    from rich.progress import Progress as Bar

    from collect.collector import Step
    from warehouse.work import Progress

ROWS_SHOWN = 1000  # of an answer in a table for people
DEBUG = "COPPERBOTTOM_DEBUG"
Command = TypeVar("Command", bound=Callable[..., Any])


class Sentences(click.Group):
    """A group whose commands end in a sentence when something goes wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; every error that is not click's own becomes a ClickException."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            raise click.ClickException(sentence_for(error)) from error


def sentence_for(error: Exception) -> str:
    """What went wrong, in one sentence."""
    if isinstance(error, PaperError | LoadError | QueryError | CollectError):
        return error.reason
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} cannot be used: {error.strerror}."
    return f"This was not expected: {type(error).__name__}: {error}. With {DEBUG}=1 it says where; please report that."


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
    """`--warehouse`, after `$COPPERBOTTOM_WAREHOUSE`, after the project's own."""
    return click.option(
        "--warehouse",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The published file.  [default: $COPPERBOTTOM_WAREHOUSE, or data/copperbottom.duckdb of the project]",
        callback=lambda _context, _option, value: value or default_warehouse(),
    )(command)


PAPER = click.argument("paper", type=click.Path(path_type=Path))


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


@main.command()
@PAPER
@format_option("text", "json", "csv")
def tables(paper: Path, form: str) -> None:
    """Show the raw tables of PAPER, before any meaning.

    \b
    Examples:
      copperbottom tables paper.txt
      copperbottom tables paper.txt --format json > tables.json
    """
    from extract.read import read_paper

    found = read_paper(existing(paper)).tables
    if form == "json":
        write_json(
            {
                "table_no": table.table_no,
                "page": table.place.page,
                "bbox": table.place.bbox,
                "title": table.title,
                "header_rows": table.header_rows,
                "rows": [[cell.text for cell in row] for row in table.rows],
                "continues": table.continues,
            }
            for table in found
        )
    elif form == "csv":
        width = max((len(row) for table in found for row in table.rows), default=0)
        write_csv(
            ["table_no", "page", "row_no", "is_header", *(f"cell_{number + 1}" for number in range(width))],
            (
                [table.table_no, table.place.page, number, number <= table.header_rows, *(cell.text for cell in row)]
                + [None] * (width - len(row))
                for table in found
                for number, row in enumerate(table.rows, 1)
            ),
        )
    else:
        screen().raw_tables(found)


@main.command()
@PAPER
@format_option("table", "json", "csv")
def extract(paper: Path, form: str) -> None:
    """Show the figures of PAPER with their proof.

    No warehouse is touched. A figure is proved when it stands in a sum of its paper that balances, contradicted
    when it stands only in sums that do not, and unproved when it stands in none.

    \b
    Examples:
      copperbottom extract paper.txt
      copperbottom extract paper.txt --format csv > figures.csv
    """
    from extract.model import Figure, as_record
    from extract.pipeline import extract_paper

    found = extract_paper(existing(paper))
    if form == "json":
        write_json(as_record(figure) for figure in found.figures)
    elif form == "csv":
        names = list(Figure.__dataclass_fields__)
        write_csv(names, ([getattr(figure, name) for name in names] for figure in found.figures))
    else:
        screen().extraction(found)


@main.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path())
@warehouse_option
def load(paths: tuple[str, ...], warehouse: Path) -> None:
    """Load papers and publish the warehouse.

    Each PATH is a paper, a folder with its sub-folders, or where papers were collected to. Loads accumulate: papers
    of earlier loads stay.
    What cannot be read is held with a reason, and the rest is published. Where nothing is new, nothing is
    published.

    \b
    Examples:
      copperbottom load papers/
      copperbottom load q1.txt q2.txt --warehouse finance.duckdb
    """
    from warehouse.pipeline import load as load_papers

    watch, done = watcher()
    try:
        summary = load_papers(list(paths), warehouse, progress=watch)
    finally:
        done()
    screen().loaded(summary)


@main.command()
@click.option(
    "--to",
    "address",
    metavar="ADDRESS",
    required=True,
    envvar="COPPERBOTTOM_POSTGRES",
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
    from warehouse.postgres import copy_to

    copied = copy_to(address, warehouse, readers)
    screen().say(f"Published {copied.tables} tables, {copied.rows:,} rows, to {copied.place}: {readers} may read them.")
    for schema in copied.left:
        screen().say(f"{schema}, of an earlier publication, is still in use there: the next publication clears it.")


@main.command()
@click.option("--panel", "names", metavar="P", multiple=True, help="Only panels with these words in their name.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only meetings from this day on (2025-04-01).")
@click.option("--dry-run", is_flag=True, help="List what would be fetched, and fetch nothing.")
@click.option(
    "--landing",
    metavar="ADDRESS",
    callback=lambda _context, _option, value: value or default_landing(),
    help="Where papers are kept: a folder, or s3://…  [default: $COPPERBOTTOM_LANDING, or data/collected]",
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
    watch, done = collecting_watcher()
    try:
        summary = collect_papers(
            panels, Landing(landing), Window(since.date() if since else None), dry_run=dry_run, progress=watch
        )
    finally:
        done()
    screen().collected(summary)
    if summary["ended"]:
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("sql")
@format_option("table", "csv", "json", "parquet")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=60, show_default=True, help="Seconds it may take.")
@click.option("--memory", default="2GB", show_default=True, help="Memory it may take.")
@warehouse_option
def query(sql: str, form: str, output: Path | None, timeout: float, memory: str, warehouse: Path) -> None:
    """Answer SQL (DuckDB's) from the published warehouse, reading only.

    It cannot write, attach other databases, read other files or install extensions, and it is stopped at a limit
    of time and memory. A table shows the first rows of a long answer; CSV, JSON and Parquet have all of them.

    \b
    Examples:
      copperbottom query "SHOW ALL TABLES"
      copperbottom query "SELECT line, variance_gbp FROM marts.budget_monitoring ORDER BY variance_gbp DESC LIMIT 5"
      copperbottom query "FROM core.figures" --format parquet -o figures.parquet
    """
    from warehouse import ask

    limits = ask.Limits(timeout, memory)
    if form == "parquet":
        import pyarrow.parquet as pq

        if output is None and sys.stdout.isatty():
            raise click.UsageError("Parquet is not for a terminal: name a file with -o, or redirect the output.")
        answer = ask.query_arrow(sql, warehouse, limits)
        pq.write_table(answer, output or sys.stdout.buffer)
        return
    with (
        ask.answers(sql, warehouse, limits) as (names, rows),
        click.open_file(str(output or "-"), "w", encoding="utf-8") as file,
    ):
        if form == "json":
            write_json((dict(zip(names, row, strict=True)) for row in rows), file)
        elif form == "csv":
            write_csv(names, rows, file)
        else:
            some = list(islice(rows, ROWS_SHOWN + 1))
            screen(file if output else None).rows(names, some[:ROWS_SHOWN], more=len(some) > ROWS_SHOWN)


@main.command()
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
    from warehouse.export import export as write_all

    write_all(warehouse, folder, form, lambda file: screen().say(f"Wrote {file}"))


@main.command()
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
    from warehouse import ask

    piped = str(png) == "-"
    if piped and sys.stdout.isatty():
        raise click.UsageError("A picture is not for a terminal: name a file with --png, or redirect the output.")
    found = ask.trace(figure_id, warehouse)
    if png is not None:
        picture = ask.picture(found)
        if piped:
            sys.stdout.buffer.write(picture)
        else:
            write_picture(picture, png)
    shown = screen(sys.stderr if piped else None)
    shown.trace(found)
    if png is not None:
        shown.drawn("standard output" if piped else png)


@main.command()
@warehouse_option
def status(warehouse: Path) -> None:
    """Show loads, and papers accepted and held.

    It reads the ledger beside the warehouse, so it also knows loads that published nothing.

    \b
    Examples:
      copperbottom status
      copperbottom status --warehouse finance.duckdb
    """
    from warehouse.ledger import Ledger
    from warehouse.store import open_store

    ledger = Ledger(open_store(warehouse))
    if not ledger.loads():
        raise QueryError(f"Nothing was loaded to {warehouse} yet: copperbottom load PATH --warehouse {warehouse}")
    screen().status(ledger.loads(), ledger.papers())


@main.command()
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
    from warehouse import compare

    rows = compare.differences(warehouse)
    told(form, compare.COLUMNS, rows)
    if form == "table":
        screen().say(", ".join(f"{count:,} {change}" for change, count in compare.summary(rows).items()) + ".")


@main.command("compare")
@click.argument("before", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("after", type=click.Path(dir_okay=False, path_type=Path))
@format_option("table", "csv", "json")
def compare_files(before: Path, after: Path, form: str) -> None:
    """Compare two warehouses row by row.

    Every table of core and marts, ids too: how many rows are the same, and which columns differ. When papers were
    loaded does not count. Exit status 1 where anything differs.

    \b
    Examples:
      copperbottom compare before.duckdb after.duckdb
    """
    from warehouse import row_comparison

    compared = row_comparison.compare_warehouses(before, after)
    told(form, row_comparison.COLUMNS, [row_comparison.as_row(table) for table in compared])
    if any(table.differs for table in compared):
        raise click.exceptions.Exit(1)


@main.command("check-list")
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
    from warehouse import checklist

    told(form, checklist.COLUMNS, checklist.check_list(warehouse))


@main.command()
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
    from warehouse import pipeline

    row = pipeline.named_paper(paper, warehouse)
    if not yes:
        click.confirm(f"Forget {row['paper']} ({row['paper_id'][:12]}) and publish without it?", abort=True, err=True)
    watch, done = watcher()
    try:
        summary = pipeline.forget(row["paper_id"], warehouse, progress=watch)
    finally:
        done()
    screen().say(f"Forgotten: {row['paper']}.")
    screen().loaded(summary)


def told(form: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows to standard output in the format that is asked for."""
    if form == "json":
        write_json(dict(zip(names, row, strict=True)) for row in rows)
    elif form == "csv":
        write_csv(names, rows)
    else:
        screen().rows(names, rows[:ROWS_SHOWN], more=len(rows) > ROWS_SHOWN)


@main.command()
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
    from warehouse.render import shown

    written = write_report(warehouse, folder, pictures)
    screen().say(f"{written}: open {shown(written.first_page)} in a browser.")


def existing(paper: Path) -> Path:
    """A paper that is there and is a file; otherwise a sentence."""
    if not paper.exists():
        raise PaperError(f"There is no paper at {paper}: check the path.")
    if paper.is_dir():
        raise PaperError(
            f"{paper} is a folder: name one paper in it (or load the folder with: copperbottom load {paper})."
        )
    return paper


def write_picture(picture: bytes, file: Path) -> None:
    """Write a picture; where that cannot be done, a sentence."""
    try:
        if not file.parent.is_dir():
            raise QueryError(f"The picture cannot be written to {file}: make the folder {file.parent} first.")
        if file.is_dir():
            raise QueryError(f"The picture cannot be written to {file}, which is a folder: name a file in it.")
        file.write_bytes(picture)
    except OSError as error:
        raise QueryError(f"The picture cannot be written to {file} ({error.strerror}): name another file.") from error


def screen(file: Any = None) -> Any:
    """The terminal, or a pipe or file in its place."""
    from rich.console import Console

    from warehouse.render import Screen

    return Screen(Console(file=file, highlight=False))


def watcher() -> tuple[Callable[[Progress], None], Callable[[], None]]:
    """What shows a load's progress on standard error, and what ends that: a bar in a terminal, lines elsewhere."""
    from rich.console import Console

    from warehouse.render import Screen

    errors = Screen(Console(stderr=True, highlight=False))
    if not errors.console.is_terminal:

        def tell(step: Progress) -> None:
            if step.outcome:
                errors.outcome(step.outcome)
            else:
                errors.step(step.stage, step.message)

        return tell, lambda: None
    bar = progress_bar(errors.console)
    papers = bar.add_task("Reading papers", total=None)
    bar.start()

    def show(step: Progress) -> None:
        if step.outcome and step.outcome["outcome"] == "held":
            errors.outcome(step.outcome)
        if step.total:
            bar.update(papers, description="Reading papers", completed=step.done, total=step.total)
        elif step.stage != "done":
            bar.update(papers, description=step.message)

    return show, bar.stop


def collecting_watcher() -> tuple[Callable[[Step], None], Callable[[], None]]:
    """What shows a collection's progress on standard error: a bar in a terminal, lines elsewhere."""
    from rich.console import Console

    from warehouse.render import Screen

    errors = Screen(Console(stderr=True, highlight=False))
    if not errors.console.is_terminal:
        return errors.collecting, lambda: None
    bar = progress_bar(errors.console)
    papers = bar.add_task("Collecting", total=None)
    bar.start()

    def show(step: Step) -> None:
        if step.outcome and step.outcome["outcome"] == "refused":
            errors.collecting(step)
        bar.update(papers, description=step.message, completed=step.done, total=step.total or None)

    return show, bar.stop


def progress_bar(console: Console) -> Bar:
    """A bar with a sentence before it; it goes when it ends."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    sentence = TextColumn("{task.description}", markup=False)
    return Progress(sentence, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True)


if __name__ == "__main__":
    main()
