"""The door for SQL that somebody typed: whatever it says, nothing on the disk changes, and its limits hold."""

from __future__ import annotations

import datetime as dt
import hashlib
import resource
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_load import HERE, QuickSteps
from overtime_paper import write_papers

from warehouse.errors import QueryError
from warehouse.load.loader import load
from warehouse.serve.ask import QueryLimits, ask_parquet, ask_rows
from warehouse.workers.child import Child
from warehouse.workers.questions import require_question
from warehouse.workers.sandbox import landlock_version

DOOR_OPEN = "made_up_door"
QUESTIONS = (
    "select 1",
    "from core.figures",
    "values (1), (2)",
    "table core.papers",
    "with a as (select 1 as one) from a",
    "show all tables",
    "describe core.figures",
    "summarize core.papers",
    "pivot core.figures on proof using count(*) group by subject",
    "from (pivot core.figures on proof using count(*))",
    "(select 1) union all (select 2)",
    "pragma table_info('core.figures')",
    "explain select 1",
    "EXPLAIN ANALYZE from core.figures",
    "explain (analyze) select 1",
    "explain (format json) select 1",
    "explain (analyze, format json) (select 1)",
    "explain(select 1)",
    "/* what */ explain -- it\n analyze /* does */ select 1;",
    "explain describe core.figures",
)
DANGEROUS = (
    "copy (select 1) to '{}' (format csv)",
    "copy (select 1) to '{}' (format csv, use_tmp_file false)",
    "copy (select 1 as a) to '{}' (format parquet)",
    "copy core.papers to '{}' (format json)",
    "copy (pivot (select 1 a, 2 b) on a using sum(b)) to '{}'",
    "export database '{}'",
    "import database '{}'",
    "attach '{}' as other",
    "attach '{}' as other; create table other.t as select 1",
    "detach other",
    "create table core.mine as select 1",
    "create temp table mine as select 1",
    "create or replace view core.v as select 1",
    "insert into core.papers default values",
    "delete from core.figures",
    "update core.figures set line = 'x'",
    "truncate core.figures",
    "drop table core.figures",
    "alter table core.figures add column x int",
    "install httpfs from '{}'",
    "load '{}'",
    "set temp_directory = '{}'",
    "reset all",
    "pragma enable_profiling = 'json'",
    "pragma profile_output = '{}'",
    "pragma log_query_path = '{}'",
    "call enable_logging(storage = 'file', storage_config = {{'path': '{}'}})",
    "checkpoint",
    "force checkpoint",
    "vacuum",
    "begin",
    "prepare p as copy (select 1) to '{}'",
    "execute p",
    "use memory",
    "comment on table core.figures is 'x'",
    "with a as (delete from core.figures returning *) select * from a",
    "select * from query('copy (select 1) to ''{}''')",
    "from read_csv('{}')",
    "from '{}'",
    "from glob('{}*')",
    "select * from read_blob('{}')",
    "select write_log('x', log_type := '{}')",
)
BEFORE = (
    *("", "", "explain ", "explain analyze ", "explain (analyze) ", "explain (format json) ", "explain explain "),
    *(
        "EXPLAIN/**/ANALYZE ",
        "explain -- select 1\n analyze\t",
        "explain /* /* */ analyze */ ",
        "\u00a0explain analyze ",
    ),
    *("explain analyze (", "explain verbose ", "explain (analyze true) ", "select 1; ", "; ", "explain select 1; "),
    *("/* select 1; */ ", "with a as (select 1) ", "explain (analyze, format json) "),
)
AFTER = ("", ";", " -- select 1", "; select 1", ")", "; explain select 1", "\n/*", " /* select 1 */")
PLACES = (
    *("{warehouse}", "{warehouse}.wal", "{warehouse}.tmp/x", "{warehouse}.wal.checkpoint", "{warehouse}.tmp/../other"),
    *("{folder}/other.txt", "{folder}/new.csv", "{folder}/folder", "other.txt", "./w.duckdb", "new/../w.duckdb"),
    *("/proc/self/fd/1", "/dev/stdout", "{folder}/link.duckdb", "file://{warehouse}"),
)

pytestmark = pytest.mark.children


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse, the folder that DuckDB takes for its own, other files and a link."""
    base = tmp_path_factory.mktemp("door")
    warehouse = base / "made" / "w.duckdb"
    load(write_papers(base / "papers", 1), warehouse, steps=QuickSteps())
    folder = base / "house"
    (folder / "folder").mkdir(parents=True)
    (folder / "w.duckdb.tmp").mkdir()
    (folder / "w.duckdb.tmp" / "x").write_text("kept", encoding="utf-8")
    (folder / "other.txt").write_text("a\n1\n", encoding="utf-8")
    shutil.copy(warehouse, folder / "w.duckdb")
    (folder / "link.duckdb").symlink_to(folder / "w.duckdb")
    return folder / "w.duckdb"


def picture_of(folder: Path) -> list[tuple[str, str]]:
    """Every name below a folder, with the hash of its bytes."""
    return [
        (str(path), hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder")
        for path in sorted(folder.rglob("*"))
    ]


def answered(sql: str, warehouse: Path, limits: QueryLimits | None = None, *, door_open: bool = False) -> list[object]:
    how = {"packages": [HERE], "worker": DOOR_OPEN} if door_open else {}
    with ask_rows(sql, warehouse, limits, **how) as (_, rows):  # type: ignore[arg-type]
        return list(rows)


def is_question(sql: str, warehouse: Path) -> bool:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            require_question(connection, sql)
        except (QueryError, duckdb.Error):
            return False
        return True


def filled(statement: str, place: str, warehouse: Path) -> str:
    return statement.format(place.format(warehouse=warehouse, folder=warehouse.parent))


statements = st.builds(
    lambda before, statement, after, place: (before, statement, after, place),
    st.sampled_from(BEFORE),
    st.one_of(st.sampled_from(DANGEROUS), st.sampled_from(QUESTIONS)),
    st.sampled_from(AFTER),
    st.sampled_from(PLACES),
)


def said(parts: Sequence[str], warehouse: Path) -> str:
    before, statement, after, place = parts
    return before + (filled(statement, place, warehouse) if statement in DANGEROUS else statement) + after


@given(statements)
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_statement_that_may_change_something_is_a_question(house: Path, parts: tuple[str, ...]) -> None:
    """By the parser alone: what is taken is one SELECT, whatever stands around it."""
    sql = said(parts, house)
    if is_question(sql, house):
        assert parts[1] in QUESTIONS or parts[1].startswith(("select", "from")), sql


@given(statements, st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_on_the_disk_changes_whatever_is_asked(
    house: Path, monkeypatch: pytest.MonkeyPatch, parts: tuple[str, ...], door_open: bool
) -> None:
    """Through the process that answers, with its door and, where the kernel helps, without."""
    monkeypatch.chdir(house.parent)
    before = picture_of(house.parent)
    with suppress(QueryError):
        answered(said(parts, house), house, QueryLimits(10, "500MB"), door_open=door_open and landlock_version() >= 3)
    assert picture_of(house.parent) == before


@pytest.mark.parametrize("sql", QUESTIONS)
def test_questions_are_answered(house: Path, sql: str) -> None:
    assert is_question(sql, house)
    assert answered(sql, house)
    assert answered(sql, house, door_open=True)


@pytest.mark.parametrize("statement", DANGEROUS)
@pytest.mark.parametrize("before", ["", "explain analyze "])
def test_what_changes_something_is_refused(house: Path, statement: str, before: str) -> None:
    if not statement.startswith(("select", "from")):
        assert not is_question(before + filled(statement, "{warehouse}", house), house)


@pytest.mark.skipif(landlock_version() < 3, reason="this kernel has no Landlock that knows truncation")
@pytest.mark.parametrize("place", ["{warehouse}", "{warehouse}.wal", "{warehouse}.tmp/x"])
def test_the_process_that_answers_cannot_write_by_itself(house: Path, place: str) -> None:
    """The statement that DuckDB itself lets write beside its file, with the door open; and without the second line."""
    target = Path(place.format(warehouse=house, folder=house.parent))
    before = picture_of(house.parent)
    sql = f"explain analyze copy (select 1 as a) to '{target}' (format csv, use_tmp_file false)"
    with pytest.raises(QueryError):
        answered(sql, house, door_open=True)
    assert picture_of(house.parent) == before
    copy = house.parent.parent / f"spoiled-{target.name}" / house.name
    copy.parent.mkdir()
    shutil.copy(house, copy)
    (copy.parent / "w.duckdb.tmp").mkdir()
    with duckdb.connect(str(copy), read_only=True, config={"enable_external_access": "false"}) as connection:
        connection.execute(sql.replace(str(house), str(copy)))
    spoiled = Path(str(target).replace(str(house), str(copy)))
    assert spoiled.read_text(encoding="utf-8") == "a\n1\n", "DuckDB alone does not hold it: else this test is idle"


def test_types_are_kept_on_the_way(house: Path) -> None:
    sql = (
        "select 2.50::decimal(9, 2), date '2026-11-28', timestamp '2026-11-28 10:00:00.5', time '10:00', [1, null],"
        " {'a': 1.5::decimal(3, 1)}, map {'k': 1}, interval 1 day, 'x'::blob, 170141183460469231731687303715884105727,"
        " '8e4f4f8c-7a3c-4b59-9a50-111111111111'::uuid, true, null, 'nan'::double, array_value(1, 2)"
    )
    ((*values, nan, array),) = answered(sql, house)  # type: ignore[misc]
    assert values == [
        *(Decimal("2.50"), dt.date(2026, 11, 28), dt.datetime(2026, 11, 28, 10, 0, 0, 500_000), dt.time(10), [1, None]),
        *({"a": Decimal("1.5")}, {"k": 1}, dt.timedelta(days=1), b"x", 2**127 - 1),
        *(UUID("8e4f4f8c-7a3c-4b59-9a50-111111111111"), True, None),
    ]
    assert str(values[0]) == "2.50"
    assert nan != nan  # noqa: PLR0124 (that is what it is)
    assert array == (1, 2)


def test_parquet_has_the_types_of_the_warehouse(house: Path) -> None:
    with ask_parquet("from core.figures order by all", house) as file:
        table = pq.read_table(file)
    with duckdb.connect(str(house), read_only=True) as connection:
        assert table.equals(connection.execute("from core.figures order by all").to_arrow_table())


@pytest.mark.parametrize("sql", ["select length(repeat('x', 3000000000))", "select repeat('x', 3000000000)"])
def test_one_value_cannot_outgrow_the_limits(house: Path, sql: str) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"more than the 2GB of memory|stopped after 3 seconds"):
        answered(sql, house, QueryLimits(3, "2GB"))
    assert time.monotonic() - began < 5
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 3 << 20  # KiB, of the largest child ever


def test_one_function_cannot_outlast_its_time(house: Path) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match="stopped after 1 seconds"):
        answered("select sum(length(repeat('x', 100000000 + i::int))) from range(100000) t(i)", house, QueryLimits(1))
    assert time.monotonic() - began < 3


def test_a_row_longer_than_a_line_may_be_is_a_sentence(house: Path) -> None:
    with pytest.raises(QueryError, match="One row of the answer has more than 64 MB"):
        answered("select repeat('x', 70000000)", house)
    assert len(answered("select repeat('x', 30000000) from range(4)", house)) == 4


@pytest.mark.parametrize("memory", ["much", "80%", "-1", ""])
def test_what_is_no_amount_of_memory_is_a_sentence(house: Path, memory: str) -> None:
    with pytest.raises(QueryError, match="write it as 2GB"):
        answered("select 1", house, QueryLimits(3, memory))
    assert QueryLimits(1, "1.5 GiB").memory_bytes == 3 << 29
    assert QueryLimits(1, "500MB").memory_bytes == 500_000_000


def test_a_load_that_replaces_the_file_is_no_reason_to_refuse(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child may only read the file that it was started for; it is started again for the one that came since."""
    asked = tmp_path / "w.duckdb"
    shutil.copy(house, asked)
    hear, heard = Child.hear, []

    def replace_first(child: Child) -> dict[str, object]:
        heard.append(child)
        answer = hear(child)
        return {"refused": "gone", "replaced": True} if len(heard) == 1 else answer

    monkeypatch.setattr(Child, "hear", replace_first)
    assert answered("select 1", asked) == [(1,)]
    assert len(set(heard)) == 2
    assert not heard[0].is_alive
