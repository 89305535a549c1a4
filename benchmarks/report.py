"""How long a report of 43 forces and ten years takes, and how large it is, beside pandas writing the same rows.

The warehouse is the sample papers' one, its first force copied for each force and year. pandas writes the rows of
each mart that the report shows, a page for each mart and body, and the figures of each paper, without charts or
links: `DataFrame.to_html`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.processes import python
from benchmarks.tables import MEGABYTE, Bench, Table, megabytes, seconds

FORCES = 43
YEARS = 10
SHOWN = (
    "forecast_vs_outturn",
    "forecast_history",
    "reserve_balances",
    "reserves_forecast_vs_actual",
    "capital_programme",
    "savings_delivery",
    "officer_uplift",
    "workforce",
    "crime",
)
IDS = ("figure_id", "paper_id", "row_id", "finding_id")
OURS = "(select paper_id from sample.core.papers where paper like 'exampleshire%')"
OF_ONE_FORCE = {
    "core.papers": f"paper_id in {OURS}",
    "core.figures": f"paper_id in {OURS}",
    "core.findings": f"paper_ids[1] in {OURS}",
    "core.mart_figures": f"figure_id in (select figure_id from sample.core.figures where paper_id in {OURS})",
}


def measure(bench: Bench) -> list[Table]:
    """The report of the sample papers, and of the large warehouse beside pandas."""
    folder = bench.scratch / "report"
    folder.mkdir()
    small, large = folder / "small.duckdb", folder / "large.duckdb"
    python("-m", "copperbottom", "load", Path("samples") / "papers", "--warehouse", small)
    multiply(small, large)
    runs = [
        ("`copperbottom report`, sample papers", "ours", small),
        (f"`copperbottom report`, {FORCES} forces and {YEARS} years", "ours", large),
        ("pandas `to_html`, the same rows without charts or links", "pandas", large),
    ]
    rows = []
    for words, which, warehouse in runs:
        run = python("-m", "benchmarks.report", which, warehouse, folder / f"{which}-{warehouse.stem}")
        answer = run.answer
        size = f"{answer['bytes'] / MEGABYTE:,.0f} MB"
        rows.append(
            (
                words,
                f"{answer['papers']:,}",
                f"{answer['figures']:,}",
                f"{answer['pages']:,}",
                seconds(run.seconds),
                size,
                megabytes(run.peak_bytes),
            )
        )
    heading = ("What", "Papers", "Figures", "Pages", "Seconds", "Size", "Peak memory")
    return [Table("The report", __doc__.split("\n\n", 1)[1].strip().replace("\n", " "), heading, rows)]


def multiply(small: Path, large: Path) -> None:
    """A warehouse with one force of another for each of so many forces and years, its ids and years changed."""
    import duckdb

    with duckdb.connect(str(large)) as connection:
        connection.execute(f"attach '{small}' as sample (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'sample' order by all"
        ).fetchall()
        for schema in sorted({schema for schema, _ in tables}):
            connection.execute(f"create schema {schema}")
        for schema, name in tables:
            table = f"{schema}.{name}"
            columns = connection.execute(f"describe sample.{table}").fetchall()
            shown = ", ".join(f'{changed(column, kind)} as "{column}"' for column, kind, *_ in columns)
            if schema == "audit":
                connection.execute(f"create table {table} as select * from sample.{table}")
                continue
            if name == "organisations":
                copies, where = f"range({FORCES}) as f(f), range(1) as y(y)", "organisation like 'Exampleshire%'"
            else:
                copies = f"range({FORCES}) as f(f), range({YEARS}) as y(y)"
                where = OF_ONE_FORCE.get(table, "organisation like 'Exampleshire%'")
            connection.execute(f"create table {table} as select {shown} from sample.{table}, {copies} where {where}")


def changed(column: str, kind: str) -> str:
    """The SQL of a column in the copy for force `f` and year `y`."""
    if column in IDS or column.endswith("_row_id"):
        length = 20 if column == "figure_id" else 32
        return f"left(md5({column} || '-' || f || '-' || y), {length})"
    if column in ("figure_ids", "paper_ids"):
        length = 20 if column == "figure_ids" else 32
        return f"list_transform({column}, lambda one: left(md5(one || '-' || f || '-' || y), {length}))"
    if column == "organisation":
        return "replace(organisation, 'Exampleshire', 'Force ' || lpad((f + 1)::varchar, 2, '0'))"
    if column == "financial_year":
        start = "left(financial_year, 4)::integer + y"
        return f"({start}) || '/' || lpad((({start} + 1) % 100)::varchar, 2, '0')"
    if kind == "DATE":
        return f"({column} + to_years(y::integer))::date"
    return f'"{column}"'


def ours(warehouse: Path, folder: Path) -> int:
    """The report, with its usual pictures where papers are at hand."""
    from report.site import write_report

    return write_report(warehouse, folder).pages


def pandas_pages(warehouse: Path, folder: Path) -> int:
    """The same rows, written by pandas."""
    import duckdb

    folder.mkdir()
    written = 0
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for mart in SHOWN:
            frame = connection.execute(f"select * from marts.{mart} order by row_id").df()
            for _, rows in frame.groupby("organisation", dropna=False):
                rows.to_html(folder / f"{mart}-{written}.html", index=False)
                written += 1
        for (paper_id,) in connection.execute("select paper_id from core.papers order by all").fetchall():
            rows = connection.execute(
                "select line_path, column_header, row_no, column_no, published_text, value, unit, measure, basis,"
                " as_at, financial_year, proof, sentence from core.figures where paper_id = ?",
                [paper_id],
            ).df()
            rows.to_html(folder / f"paper-{written}.html", index=False)
            written += 1
    return written


def main() -> None:
    """`ours|pandas WAREHOUSE FOLDER`: write, and say how it went."""
    import duckdb

    which, warehouse, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    began = time.perf_counter()
    written = (ours if which == "ours" else pandas_pages)(warehouse, folder)
    took = time.perf_counter() - began
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counted = connection.execute(
            "select (select count(*) from core.papers), (select count(*) from core.figures)"
        ).fetchone()
    assert counted is not None
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(json.dumps({"papers": counted[0], "figures": counted[1], "pages": written, "bytes": size, "seconds": took}))


if __name__ == "__main__":
    main()
