"""The published file: whole, closed, for everybody's drivers, and with a word about every column."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from kept_warehouses import Loaded

from warehouse.errors import LoadError
from warehouse.load import publish_file
from warehouse.load.build import create_private
from warehouse.load.load_run import private_name

OLDEST_DRIVER = "duckdb==1.1.3"
CONTRACT = {
    "core.papers": "paper_id paper organisation title meeting_date media_type pages tables figures proved_pct"
    " source_url loaded_at extractor_version",
    "core.figures": "figure_id paper_id paper page table_no table_title row_no column_no organisation"
    " organisation_basis subject statement line line_path standard_line is_total column_header measure basis status"
    " supersedes_figure_id financial_year as_at as_at_inferred period value unit sign_turned published_text sentence"
    " char_start char_end bbox qualifier proof note",
    "core.findings": "finding_id kind status paper_ids description left_value right_value difference tolerance"
    " amount_at_stake_gbp figure_ids",
    "core.mart_figures": "mart row_id column_name figure_id",
    "audit.loads": "load_id started_at finished_at papers_seen papers_new papers_held figures checks_passed"
    " checks_failed published",
    "audit.held": "paper_id paper table_no stage reason held_at",
    "audit.checks": "load_id suite check severity passed checked observed expected",
    "audit.accepted_losses": "load_id accepted_at who why losses",
    "marts.organisations": "organisation kind force_area ons_code region",
    "marts.budget_monitoring": "organisation financial_year report_period as_at statement section line line_path"
    " standard_line is_total total_of level original_budget_gbp revised_budget_gbp spend_to_date_gbp forecast_gbp"
    " outturn_gbp variance_gbp variance_source variance_pct",
    "marts.forecast_vs_outturn": "organisation financial_year statement line is_total original_budget_gbp"
    " revised_budget_gbp q1_forecast_gbp q2_forecast_gbp q3_forecast_gbp latest_forecast_gbp outturn_gbp"
    " forecast_drift_gbp outturn_less_forecast_gbp forecast_error_pct",
    "marts.forecast_history": "organisation financial_year statement line report_period as_at revised_budget_gbp"
    " forecast_gbp variance_gbp change_since_last_gbp",
    "marts.budget_changes": "organisation financial_year as_at line_path standard_line is_total original_budget_gbp"
    " virements_gbp revised_budget_gbp unexplained_gbp",
    "marts.budget_virements": "virement virement_gbp",
    "marts.reserve_balances": "organisation reserve reserve_published category is_total total_of as_at as_at_inferred"
    " basis forecast_made_on balance_gbp",
    "marts.reserves_forecast_vs_actual": "organisation reserve as_at forecast_made_on forecast_gbp actual_gbp"
    " difference_gbp",
    "marts.coverage": "organisation financial_year report_period status papers",
    "marts.capital_programme": "organisation financial_year as_at section line line_path is_total total_of"
    " original_budget_gbp brought_forward_gbp total_budget_gbp spend_to_date_gbp forecast_gbp variance_gbp",
}
"""The promised columns, by table."""
EVERY_MART = {"row_id", "paper_ids", "proof", "has_contradiction"}


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A private file with a table, closed."""
    file = tmp_path / "build" / "w.duckdb"
    file.parent.mkdir()
    create_private(file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema core; create table core.papers as select 1 as one")
    return file


def columns(warehouse: Path) -> dict[str, dict[str, tuple[str, str | None]]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type, comment from duckdb_columns()"
            " where not internal"
        ).fetchall()
    found: dict[str, dict[str, tuple[str, str | None]]] = {}
    for table, column, kind, comment in rows:
        found.setdefault(table, {})[column] = (kind, comment)
    return found


# The file of a real load


@pytest.mark.parametrize("table", CONTRACT)
def test_the_promised_columns_are_there(loaded: Loaded, table: str) -> None:
    found = columns(loaded.warehouse)[table]
    assert set(CONTRACT[table].split()) <= set(found)
    if table.startswith("marts.") and table != "marts.organisations":
        assert set(found) >= EVERY_MART


def test_money_and_percentages_have_their_types(loaded: Loaded) -> None:
    found = columns(loaded.warehouse)
    money = {
        f"{table}.{column}": kind
        for table, names in found.items()
        for column, (kind, _) in names.items()
        if table.startswith("marts.") and column.endswith("_gbp")
    }
    assert len(money) > 20
    assert set(money.values()) == {"DECIMAL(18,2)"}
    assert found["core.figures"]["value"][0] == "DECIMAL(24,6)"


def test_tables_only_and_a_word_about_each(loaded: Loaded) -> None:
    with duckdb.connect(str(loaded.warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name, comment from duckdb_tables() where not internal"
        ).fetchall()
        views = connection.execute("select count(*) from duckdb_views() where not internal").fetchone()
    assert set(CONTRACT) <= {name for name, _ in tables}
    assert [name for name, comment in tables if not comment] == []
    assert views == (0,)
    silent = [
        f"{table}.{column}"
        for table, names in columns(loaded.warehouse).items()
        for column, (_, comment) in names.items()
        if not comment
    ]
    assert silent == []


def test_nothing_is_left_beside_the_file(loaded: Loaded) -> None:
    beside = {path.name for path in loaded.warehouse.parent.iterdir()}
    assert beside == {loaded.warehouse.name, loaded.warehouse.name + ".store"}
    store = loaded.warehouse.parent / (loaded.warehouse.name + ".store")
    kept = {"papers", "landed", "extracted", "builds", "tmp", "validations", "ledger.sqlite", "lock"}
    assert {path.name for path in store.iterdir()} == kept
    assert list((store / "builds").iterdir()) == list((store / "tmp").iterdir()) == []


def test_older_drivers_know_the_storage_format(loaded: Loaded) -> None:
    header = loaded.warehouse.read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert struct.unpack("<Q", header[12:20])[0] <= 64


@pytest.mark.registry
def test_an_older_driver_reads_it(loaded: Loaded, tmp_path: Path) -> None:
    target = tmp_path / "older"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), "--no-deps", OLDEST_DRIVER],
        check=True,
    )
    code = (
        f"import sys; sys.path.insert(0, {str(target)!r}); import duckdb; assert duckdb.__version__.startswith('1.1');"
        f"c = duckdb.connect({str(loaded.warehouse)!r}, read_only=True);"
        "tables = [f'{s}.{t}' for s, t in c.execute('select table_schema, table_name from information_schema.tables')"
        ".fetchall()]; print(sum(len(c.execute(f'from {t}').fetchall()) for t in tables))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 1000


def test_the_published_ledger_is_the_ledger(loaded: Loaded) -> None:
    with duckdb.connect(str(loaded.warehouse), read_only=True) as connection:
        row = connection.execute(
            "select published, papers_new, papers_held, checks_passed, checks_failed, finished_at is not null,"
            " (select count(*) from audit.checks where passed), (select count(*) from audit.checks where not passed),"
            " (select count(*) from audit.checks where checked = 0 and passed),"
            " (select count(*) from audit.checks where severity = 'fail' and not passed and suite <> 'figures')"
            " from audit.loads"
        ).fetchone()
    assert row is not None
    published, new, held, passed, failed, finished, counted, broken, empty, stopping = row
    assert (published, finished, new, held) == (True, True, 4, 5)
    assert passed == counted > 50
    assert failed == broken
    assert (empty, stopping) == (0, 0)


# What is never published


def test_a_build_with_a_wal_is_not_published(finished: Path, tmp_path: Path) -> None:
    finished.with_name(finished.name + ".wal").touch()
    with pytest.raises(LoadError, match="not closed"):
        publish_file.swap_in(finished, tmp_path / "w.duckdb", tmp_path / "before.duckdb")
    assert not (tmp_path / "w.duckdb").exists()


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 100])
def test_what_is_no_duckdb_file_is_not_published(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "w.duckdb"
    file.write_bytes(content)
    with pytest.raises(LoadError, match="not a DuckDB file"):
        publish_file.check_closed(file)


def test_a_newer_storage_format_is_not_published(tmp_path: Path) -> None:
    file = tmp_path / "w.duckdb"
    with duckdb.connect(str(file), config={"storage_compatibility_version": "latest"}) as connection:
        connection.execute("create table t as select 1 as one")
    assert struct.unpack("<Q", file.read_bytes()[12:20])[0] > publish_file.STORAGE_VERSION
    with pytest.raises(LoadError, match="storage format"):
        publish_file.check_closed(file)


@pytest.mark.parametrize(
    "sql", ["create view core.v as from core.papers", "create schema staging; create table staging.t as select 1 as o"]
)
def test_what_is_not_for_readers_is_not_published(finished: Path, sql: str) -> None:
    publish_file.check_public(finished)
    with duckdb.connect(str(finished)) as connection:
        connection.execute(sql)
    with pytest.raises(LoadError, match=re.escape("not for readers")):
        publish_file.check_public(finished)


@pytest.mark.parametrize(
    ("name", "private"),
    [
        ("finance.duckdb", "finance.duckdb"),
        ("finance", "finance"),
        ("two words.duckdb", "copperbottom.duckdb"),
        ("2024.duckdb", "copperbottom.duckdb"),
        ("work.duckdb", "copperbottom.duckdb"),
        ("Main.db", "copperbottom.duckdb"),
    ],
)
def test_a_build_has_a_name_that_dbt_takes(name: str, private: str) -> None:
    assert private_name(Path("/x") / name) == private
