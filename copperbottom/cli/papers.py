"""One paper: its raw tables, and its figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from copperbottom.cli.options import PAPER, format_option, require_file, said_options
from copperbottom.cli.output import figure_screen
from warehouse.serve.formats import write_csv, write_json


@click.command()
@PAPER
@format_option("text", "json", "csv")
def tables(paper: Path, form: str) -> None:
    """Show the raw tables of PAPER, before any meaning.

    \b
    Examples:
      copperbottom tables paper.txt
      copperbottom tables paper.txt --format json > tables.json
    """
    from warehouse.workers.paper_reader import PaperReader

    with PaperReader() as reader:
        found = reader.read(require_file(paper)).tables
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
        figure_screen().raw_tables(found)


@click.command()
@PAPER
@format_option("table", "json", "csv")
@said_options
def extract(paper: Path, form: str, organisation: str | None, meeting: dt.date | None) -> None:
    """Show the figures of PAPER with their proof.

    No warehouse is touched. A figure is proved when it stands in a sum of its paper that balances, contradicted
    when it stands only in sums that do not, and unproved when it stands in none.
    What PAPER does not say itself can be said with --organisation and --meeting.

    \b
    Examples:
      copperbottom extract paper.txt
      copperbottom extract paper.txt --format csv > figures.csv
      copperbottom extract appendix-b.pdf --organisation "Essex Police" --meeting 2024-12-12
    """
    from extract.model import Figure, Said, as_record
    from warehouse.workers.paper_reader import PaperReader

    with PaperReader() as reader:
        found = reader.extract(require_file(paper), Said(organisation, meeting))
    if form == "json":
        write_json(as_record(figure) for figure in found.figures)
    elif form == "csv":
        names = list(Figure.__dataclass_fields__)
        write_csv(names, ([getattr(figure, name) for name in names] for figure in found.figures))
    else:
        figure_screen().extraction(found)


COMMANDS = (tables, extract)
