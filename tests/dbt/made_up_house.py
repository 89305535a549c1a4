"""A small house of made-up papers as raw rows, and a dbt build over it.

The papers are those of no real force, and are written as records of `extract.model`, so that a column that extraction
renames or drops breaks these tests at once. Amounts are given in thousands, as a paper would print them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from extract.interpret.asides import with_asides
from extract.model import Figure, Finding, PaperRecord
from extract.organisations import all_organisations

PROJECT = Path(__file__).parents[2] / "dbt_project"
FORCE = "Northshire Police"
OFFICE = "Northshire OPCC"
GROUP = "Northshire Police and OPCC"
NOT_OF_AN_AREA = [(row["organisation"], row["kind"]) for row in all_organisations() if row["force_area"] is None]
THOUSAND = 1000
QUICKLY = ("--quiet", "--no-partial-parse", "--no-populate-cache", "--log-level-file=none")

TYPES = {
    "str": "VARCHAR",
    "int": "INTEGER",
    "bool": "BOOLEAN",
    "dt.date": "DATE",
    "Decimal": "DECIMAL(24, 6)",
    "tuple[float, float, float, float]": "DOUBLE[]",
    "tuple[str, ...]": "VARCHAR[]",
}
LEDGER = {
    "organisations": "organisation VARCHAR, kind VARCHAR, force_area VARCHAR, ons_code VARCHAR, region VARCHAR",
    "superseded_papers": "paper_id VARCHAR, by_paper_id VARCHAR",
    "expected_papers": "panel VARCHAR, organisation VARCHAR, area VARCHAR, financial_year VARCHAR,"
    " report_period VARCHAR, due_on DATE, as_of DATE",
    "loads": "load_id VARCHAR, started_at TIMESTAMP, finished_at TIMESTAMP, papers_seen INTEGER, papers_new INTEGER,"
    " papers_held INTEGER, figures INTEGER, checks_passed INTEGER, checks_failed INTEGER, published BOOLEAN",
    "held": "paper_id VARCHAR, paper VARCHAR, table_no INTEGER, stage VARCHAR, reason VARCHAR, held_at TIMESTAMP",
    "checks": 'load_id VARCHAR, suite VARCHAR, "check" VARCHAR, severity VARCHAR, passed BOOLEAN, checked BIGINT,'
    " observed VARCHAR, expected VARCHAR",
    "accepted_losses": "load_id VARCHAR, accepted_at TIMESTAMP, who VARCHAR, why VARCHAR, losses VARCHAR",
}


@dataclass(frozen=True)
class Raw:
    """The raw tables of a build."""

    papers: tuple[PaperRecord, ...] = ()
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __add__(self, other: Raw) -> Raw:
        return Raw(self.papers + other.papers, self.figures + other.figures, self.findings + other.findings)


@dataclass(frozen=True)
class Column:
    """A printed column: what it measures, and what its figures share."""

    measure: str
    header: str
    more: Mapping[str, Any]


def column(measure: str, header: str | None = None, **more: Any) -> Column:
    return Column(measure, header or f"{measure} £000's", more)


def paper(name: str, meeting_date: dt.date | None) -> PaperRecord:
    paper_id = hashlib.sha256(name.encode()).hexdigest()
    return PaperRecord(paper_id, name, GROUP, name, meeting_date, "text/plain", None, 1, 0, None, "test")


def figure(of: PaperRecord, value: float | str, **more: Any) -> Figure:
    """A figure of a paper with everything that a test does not care about filled in."""
    place = (of.paper_id, more.get("table_no"), more.get("row_no"), more.get("column_no"), more.get("sentence"))
    base: dict[str, Any] = {field.name: None for field in fields(Figure)} | {
        "figure_id": hashlib.sha256(repr(place).encode()).hexdigest()[:24],
        "paper_id": of.paper_id,
        "paper": of.paper,
        "organisation": FORCE,
        "organisation_basis": "table",
        "subject": "budget",
        "is_total": False,
        "measure": "forecast",
        "basis": "forecast",
        "status": "current",
        "as_at_inferred": False,
        "value": Decimal(str(value)),
        "unit": "GBP",
        "sign_turned": False,
        "published_text": str(value),
        "qualifier": "exact",
        "proof": "proved",
        "rounding": Decimal(500),
        "mart_sign": 1,
    }
    return with_asides(Figure(**(base | more)))


def table(
    of: PaperRecord,
    table_no: int,
    columns: Sequence[Column],
    rows: Iterable[tuple[dict[str, Any], Sequence[float | None]]],
    **shared: Any,
) -> Iterator[Figure]:
    """The figures of a table. A row is what its figures share (`row_no` among it), and its amounts; None is blank."""
    for about, amounts in rows:
        path = about.get("line_path") or about["line"]
        for column_no, (printed, amount) in enumerate(zip(columns, amounts, strict=True), start=2):
            if amount is None:
                continue
            scale = 1 if printed.more.get("unit") == "percent" else THOUSAND
            place = {
                "table_no": table_no,
                "column_no": column_no,
                "column_header": printed.header,
                "measure": printed.measure,
                "line_path": path,
            }
            yield figure(of, Decimal(str(amount)) * scale, **(shared | dict(printed.more) | place | about))


def line(row_no: int, name: str, adds_to: int | None = None, **more: Any) -> dict[str, Any]:
    return {"row_no": row_no, "line": name, "adds_to_row_no": adds_to, "level": 1} | more


def total(row_no: int, name: str, adds_to: int | None = None, **more: Any) -> dict[str, Any]:
    return line(row_no, name, adds_to, is_total=True, total_of=name.removesuffix(" Total"), level=0) | more


def write_work(path: Path, raw: Raw) -> None:
    """Make the file that a build reads."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA raw")
        extra = {"papers": ", source_url VARCHAR, loaded_at TIMESTAMP", "figures": "", "findings": ""}
        for name, record, items in (
            ("papers", PaperRecord, raw.papers),
            ("figures", Figure, raw.figures),
            ("findings", Finding, raw.findings),
        ):
            columns = [(field.name, TYPES[str(field.type).removesuffix(" | None")]) for field in fields(record)]
            declared = ", ".join(f"{column_name} {column_type}" for column_name, column_type in columns)
            connection.execute(f"CREATE TABLE raw.{name} ({declared}{extra[name]})")
            names = ", ".join(column_name for column_name, _ in columns)
            marks = ", ".join("?" for _ in columns)
            values = [[getattr(item, column_name) for column_name, _ in columns] for item in items]
            rows = [[list(value) if isinstance(value, tuple) else value for value in row] for row in values]
            if rows:
                connection.executemany(f"INSERT INTO raw.{name} ({names}) VALUES ({marks})", rows)
        for name, declared in LEDGER.items():
            connection.execute(f"CREATE TABLE raw.{name} ({declared})")
        connection.execute(
            "INSERT INTO raw.organisations VALUES (?, 'force', 'Northshire', 'E23009999', 'North')", [FORCE]
        )
        connection.executemany("INSERT INTO raw.organisations VALUES (?, ?, NULL, NULL, NULL)", NOT_OF_AN_AREA)
        connection.execute("INSERT INTO raw.loads (load_id, started_at) VALUES ('load-1', TIMESTAMP '2026-01-01')")


@contextmanager
def environment(folder: Path) -> Iterator[None]:
    """The variables by which a build knows its two files."""
    names = {
        "COPPERBOTTOM_BUILD_PATH": str(folder / "copperbottom.duckdb"),
        "COPPERBOTTOM_WORK_PATH": str(folder / "work.duckdb"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@dataclass(frozen=True)
class Outcome:
    """What dbt said: whether all went well, and the status and number of failures of each node by its name."""

    success: bool
    statuses: Mapping[str, str]
    messages: Mapping[str, str]


def run_dbt(folder: Path, *arguments: str, project: Path = PROJECT) -> Outcome:
    """Run dbt on the files of a folder, in this process."""
    answer = _invoke(folder, project, *arguments)
    nodes = [item for item in answer.result.results if item.node and item.node.resource_type.value != "exposure"]
    return Outcome(
        success=bool(answer.success),
        statuses={item.node.name: str(item.status) for item in nodes},
        messages={item.node.name: str(item.message) for item in nodes},
    )


def parse(folder: Path, project: Path = PROJECT) -> dict[str, Any]:
    """The manifest of the project, as dbt writes it."""
    with environment(folder):
        manifest: dict[str, Any] = _parsed(project).to_dict(omit_none=False)
    return manifest


def manifest(project: Path = PROJECT) -> Any:
    """The manifest of the project, as dbt's own objects."""
    with tempfile.TemporaryDirectory() as scratch, environment(Path(scratch)):
        return _parsed(project)


def _invoke(folder: Path, project: Path, *arguments: str) -> Any:
    from dbt.cli.main import dbtRunner

    places = [
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
    ]
    with environment(folder):
        answer = dbtRunner(_parsed(project).deepcopy()).invoke([*arguments, *places, *QUICKLY])
    if answer.exception is not None:
        raise answer.exception
    return answer


@cache
def _parsed(project: Path) -> Any:
    """What dbt knows of a project: parsing takes as long as many a build. All files of builds have one name."""
    from dbt.cli.main import dbtRunner

    with tempfile.TemporaryDirectory() as scratch:
        places = ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", scratch]
        answer = dbtRunner().invoke(["parse", *places, "--log-path", scratch, *QUICKLY])
    if answer.exception is not None:
        raise answer.exception
    return answer.result
