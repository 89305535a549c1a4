"""What is published to PostgreSQL is what the file holds, comes at once, and is for reading."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from made_up_postgres import PASSWORD, Postgres

from copperbottom.cli import main
from warehouse.errors import LoadError
from warehouse.serve.postgres import READERS, copy_to, extension_file

TYPES = """
    select table_schema || '.' || table_name || '.' || column_name, data_type, numeric_precision, numeric_scale
    from information_schema.columns where table_schema in ('audit', 'core', 'marts') order by 1
"""


@pytest.fixture(scope="module")
def address(postgres: Postgres) -> Iterator[str]:
    """A database of its own for these tests, whose owner is no administrator."""
    postgres.psql(f"create role loader login createrole password '{PASSWORD}'")
    postgres.psql("create database finance owner loader")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", PASSWORD)
        yield f"postgresql://loader@127.0.0.1:{postgres.port}/finance"


@pytest.fixture(scope="module")
def copied(address: str, warehouse: Path) -> str:
    copied = copy_to(address, warehouse)
    assert copied.stale_schemas == ()
    return address


@pytest.fixture
def changed(warehouse: Path, tmp_path: Path) -> Path:
    """The same warehouse with one paper fewer."""
    file = tmp_path / "finance.duckdb"
    shutil.copy2(warehouse, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("delete from core.papers where paper like '%outturn%'; checkpoint")
    return file


def schemas(postgres: Postgres) -> list[str]:
    sql = "select nspname from pg_namespace where nspname !~ '^(pg_|information|public)' order by 1"
    return postgres.psql(sql, database="finance").splitlines()


def test_every_value_is_the_files(copied: str, warehouse: Path) -> None:
    """Read back and compared row by row, by DuckDB's own reader of PostgreSQL."""
    with duckdb.connect() as connection:
        connection.execute(f"load '{extension_file()}'; attach '{warehouse}' as file (read_only)")
        connection.execute(f"attach '{copied}' as home (type postgres, read_only)")
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'file'"
        ).fetchall()
        assert len(tables) > 18
        rows = 0
        for (table,) in tables:
            there = sorted(map(repr, connection.execute(f"from home.{table}").fetchall()))
            here = sorted(map(repr, connection.execute(f"from file.{table}").fetchall()))
            assert there == here, table
            rows += len(here)
    assert rows > 4000


def test_types_are_the_fields(copied: str, postgres: Postgres) -> None:
    lines = postgres.psql(TYPES, database="finance").splitlines()
    types = {line.partition("|")[0]: line.partition("|")[2] for line in lines}
    assert types["marts.forecast_vs_outturn.outturn_gbp"] == "numeric|18|2"
    assert types["core.figures.value"] == "numeric|24|6"
    assert types["marts.reserve_balances.as_at"] == "date||"
    assert types["marts.reserve_balances.paper_ids"] == "ARRAY||"
    assert types["core.figures.bbox"] == "ARRAY||"
    assert types["marts.reserve_balances.is_total"] == "boolean||"
    assert types["audit.loads.started_at"] == "timestamp without time zone||"
    money = {kind for name, kind in types.items() if name.endswith("_gbp")}
    assert money == {"numeric|18|2"}


def test_comments_and_keys_come_along(copied: str, postgres: Postgres, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        comments = connection.execute(
            "select schema_name || '.' || table_name || '.' || column_name, comment from duckdb_columns()"
            " where not internal and comment is not null"
            " union all select schema_name || '.' || table_name, comment from duckdb_tables() where comment is not null"
        ).fetchall()
        keys = connection.execute(
            "select count(*) from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
        ).fetchone()
    there = postgres.psql(
        "select n.nspname || '.' || c.relname || coalesce('.' || a.attname, '') || '|' || d.description"
        " from pg_description as d join pg_class as c on d.objoid = c.oid join pg_namespace as n on"
        " c.relnamespace = n.oid left join pg_attribute as a on a.attrelid = c.oid and a.attnum = d.objsubid"
        " and d.objsubid > 0 where n.nspname in ('audit', 'core', 'marts') and c.relkind = 'r'",
        database="finance",
    )
    assert len(comments) > 300
    assert sorted(there.splitlines()) == sorted(f"{name}|{text}" for name, text in comments)
    counted = postgres.psql(
        "select count(*) from pg_constraint where contype = 'p' and connamespace::regnamespace::text <> 'pg_catalog'",
        database="finance",
    )
    assert keys == (int(counted),)


def test_readers_only_read(copied: str, postgres: Postgres) -> None:
    postgres.psql(f"create role ada login password '{PASSWORD}' in role {READERS}")
    postgres.psql(f"create role stranger login password '{PASSWORD}'")
    count = "select count(*) from marts.forecast_vs_outturn"
    assert int(postgres.psql(count, database="finance", user="ada")) > 100
    for sql in ("delete from marts.crime", "create table marts.mine (one int)", "drop schema marts cascade"):
        assert "permission denied" in postgres.psql(
            sql, database="finance", user="ada", fails=True
        ) or "must be owner" in postgres.psql(sql, database="finance", user="ada", fails=True)
    assert "permission denied" in postgres.psql(count, database="finance", user="stranger", fails=True)


def test_a_publication_replaces_the_one_before(copied: str, postgres: Postgres, warehouse: Path, changed: Path) -> None:
    count = "select count(*) from core.papers"
    assert postgres.psql(count, database="finance") == "7"
    assert copy_to(copied, changed).stale_schemas == ()
    assert postgres.psql(count, database="finance") == "5"
    assert schemas(postgres) == ["audit", "core", "marts"]
    copy_to(copied, warehouse)
    assert postgres.psql(count, database="finance") == "7"


def test_a_reader_in_the_middle_is_not_disturbed(
    copied: str, postgres: Postgres, warehouse: Path, changed: Path
) -> None:
    """It ends on what it began with; what it holds is cleared by the publication after."""
    reader = subprocess.Popen(
        ["psql", "--host", "127.0.0.1", "--username", "postgres", "-At", "finance"],
        env=postgres.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write("begin isolation level repeatable read;\ndeclare c cursor for select paper from core.papers;\n")
    reader.stdin.write("fetch 1 from c;\n")
    reader.stdin.flush()
    while ".pdf" not in reader.stdout.readline():
        pass
    left = copy_to(copied, changed).stale_schemas
    assert [name.partition("_before_")[0] for name in left] == ["core"]
    assert postgres.psql("select count(*) from core.papers", database="finance") == "5"
    rest = reader.communicate("fetch all from c;\ncommit;\n")[0]
    assert rest.count(".pdf") == 6
    assert copy_to(copied, warehouse).stale_schemas == ()
    assert schemas(postgres) == ["audit", "core", "marts"]


def test_somebodys_view_is_not_dropped(copied: str, postgres: Postgres, warehouse: Path) -> None:
    postgres.psql("create schema mine; create view mine.papers as select * from core.papers", database="finance")
    (left,) = copy_to(copied, warehouse).stale_schemas
    assert left.startswith("core_before_")
    assert postgres.psql("select count(*) from mine.papers", database="finance") == "7"
    postgres.psql("drop schema mine cascade", database="finance")
    assert copy_to(copied, warehouse).stale_schemas == ()


def test_what_postgresql_cannot_hold_is_replaced(
    copied: str, postgres: Postgres, warehouse: Path, changed: Path
) -> None:
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update core.papers set title = 'Police' || chr(0) || 'Finance'; checkpoint")
    copy_to(copied, changed)
    assert set(postgres.psql("select title from core.papers", database="finance").split()) == {"Police\ufffdFinance"}
    copy_to(copied, warehouse)


def test_publications_at_once_both_arrive(copied: str, postgres: Postgres, warehouse: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: copy_to(copied, warehouse), range(3)))
    assert {one.rows for one in done} == {done[0].rows}
    copy_to(copied, warehouse)
    assert schemas(postgres) == ["audit", "core", "marts"]
    assert postgres.psql("select count(*) from core.papers", database="finance") == "7"


def test_what_fails_changes_nothing(copied: str, postgres: Postgres, warehouse: Path) -> None:
    """The readers' role is the last thing asked for: all the rest is built by then."""
    postgres.psql("alter role loader nocreaterole")
    try:
        with pytest.raises(LoadError, match="CREATE ROLE others NOLOGIN"):
            copy_to(copied, warehouse, readers="others")
    finally:
        postgres.psql("alter role loader createrole")
    assert schemas(postgres) == ["audit", "core", "marts"]
    assert postgres.psql("select count(*) from core.papers", database="finance") == "7"


def test_somebody_elses_schema_is_left_alone(postgres: Postgres, address: str, warehouse: Path) -> None:
    postgres.psql("create database other owner loader")
    postgres.psql("create schema marts; create table marts.t (one int)", database="other", user="loader")
    with pytest.raises(LoadError, match=r"did not make \(marts\)"):
        copy_to(address.replace("/finance", "/other"), warehouse)
    assert postgres.psql("select count(*) from marts.t", database="other") == "0"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("mysql://loader@127.0.0.1/finance", "takes the address of a PostgreSQL database"),
        ("postgresql://loader:hunter2@127.0.0.1:{port}/finance", "password authentication failed"),
        ("postgresql://loader@127.0.0.1:{port}/nowhere", "does not exist"),
        ("postgresql://loader@127.0.0.1:1/finance", "cannot be reached"),
    ],
)
def test_what_cannot_be_reached_is_a_sentence(
    wrong: str, says: str, address: str, postgres: Postgres, warehouse: Path
) -> None:
    arguments = ["publish", "--to", wrong.format(port=postgres.port), "--warehouse", str(warehouse)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert says in result.output
    assert result.output.count("\n") == 1
    assert "hunter2" not in result.output


def test_what_is_no_warehouse_is_a_sentence(address: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no warehouse at"):
        copy_to(address, tmp_path / "none.duckdb")
    (tmp_path / "text.duckdb").write_text("not a database, and long enough to look at" * 200)
    with pytest.raises(LoadError, match="cannot be opened as a warehouse"):
        copy_to(address, tmp_path / "text.duckdb")
