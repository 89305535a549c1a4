from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from changed_warehouse import HOSTILE, changed

from report.site import Report, write_report


@pytest.fixture(scope="session")
def warehouse(sample_warehouse: Path) -> Path:
    """The sample papers' warehouse."""
    return sample_warehouse


@pytest.fixture(scope="session")
def report(warehouse: Path) -> Report:
    """The sample papers' report, beside the warehouse."""
    return write_report(warehouse)


@pytest.fixture(scope="session")
def site(report: Report) -> Path:
    return report.folder


@pytest.fixture(scope="session")
def hostile(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a warehouse whose every text that comes from papers is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    text = HOSTILE.replace("'", "''")
    copy = changed(
        warehouse,
        folder,
        f"update core.papers set paper = '{text}' || paper_id, title = '{text}', organisation = '{text} Police'",
        f"update core.papers set source_url = 'javascript:alert(1) {text}', note = '{text}'",
        f"update core.figures set paper = '{text}', line = '{text}', line_path = '{text}', column_header = '{text}',"
        f" table_title = '{text}', published_text = '{text}', period = '{text}', note = '{text}',"
        f" sentence = case when sentence is null then null else '{text}' end",
        f"update core.findings set description = '{text}'",
        f"update marts.forecast_vs_outturn set line = '{text}' || line where not is_total",
        f"update marts.forecast_history set line = '{text}' || line where not is_total",
        f"update marts.reserve_balances set reserve = '{text}' || reserve, reserve_published = '{text}'",
        f"update marts.reserve_balances set paper = '{text}'",
        f"update marts.capital_programme set line_path = '{text}' || line_path",
        *(
            f"update marts.{mart} set sentence = '{text}', paper = '{text}'"
            for mart in ("savings_delivery", "officer_uplift", "workforce", "crime")
        ),
        f"update marts.crime set offence = '{text}', period = '{text}', comparator = '{text}', organisation = '{text}'",
        f"update marts.officer_uplift set programme = '{text}', organisation = '{text}'",
        f"update marts.savings_delivery set programme = '{text}'",
    )
    return write_report(copy, folder / "site").folder


@pytest.fixture(scope="session")
def empty(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a warehouse in which nothing was loaded."""
    folder = tmp_path_factory.mktemp("empty")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ('marts', 'core', 'audit') and table_name <> 'organisations'"
        ).fetchall()
    copy = changed(warehouse, folder, *(f"delete from {name}" for (name,) in tables))
    return write_report(copy, folder / "site").folder
