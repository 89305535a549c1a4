"""Superset as it is served: every chart's numbers against DuckDB's own, and what nobody may do."""

from __future__ import annotations

import math
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from served import Served

pytestmark = pytest.mark.bi

BY_TYPE = "statement = 'by_type' and not is_total"
EXPECTED = {
    "Papers": "select count(distinct paper_id) from core.figures",
    "Figures proved": "select 100.0 * avg((proof = 'proved')::int) from core.figures",
    "Identities that balance": "select count(*) from core.findings where status = 'balances'",
    "Contradictions": "select count(*) from core.findings where status = 'contradiction'",
    "How far the outturn missed the latest forecast": f"""
        select sum(outturn_gbp - latest_forecast_gbp) from marts.forecast_vs_outturn where {BY_TYPE}""",
    "Variance through the year": f"select sum(variance_gbp) from marts.forecast_history where {BY_TYPE}",
    "Forecast against outturn, by line": f"""
        select sum(revised_budget_gbp), sum(q1_forecast_gbp), sum(q2_forecast_gbp), sum(q3_forecast_gbp),
            sum(outturn_gbp), sum(outturn_less_forecast_gbp), sum(forecast_error_pct)
        from marts.forecast_vs_outturn where {BY_TYPE} and outturn_gbp is not null""",
    "Reserves held at the year end": """
        select sum(balance_gbp) from marts.reserve_balances where basis = 'actual' and not is_total""",
    "Reserves: what was forecast, what was there": """
        select sum(forecast_gbp), sum(actual_gbp), sum(difference_gbp)
        from marts.reserves_forecast_vs_actual where not is_total""",
    "Savings: target and delivered": """
        select sum(target), sum(delivered) from (
            select max(target_gbp) as target, max(delivered_gbp) as delivered
            from marts.savings_delivery group by organisation
        )""",
    "Savings, as the papers tell them": "select sum(target_gbp), sum(delivered_gbp) from marts.savings_delivery",
    "Officer uplift": """
        select sum(value) from (
            select max(value) as value from marts.officer_uplift
            where unit in ('officers', 'fte', 'posts', 'headcount') group by organisation, programme, measure
        )""",
    "Officer uplift, as the papers tell it": "select sum(value) from marts.officer_uplift",
    "Where the papers contradict themselves or each other": """
        select sum(stake) from (
            select any_value(amount_at_stake_gbp) as stake
            from core.findings as f, unnest(f.figure_ids) as named (figure_id)
            join core.figures as g on g.figure_id = named.figure_id
            where f.status = 'contradiction' group by f.kind, g.organisation, g.financial_year, f.description
        )""",
}
"""The sums of a chart's numbers, as DuckDB tells them."""


def totals(rows: list[dict[str, Any]]) -> list[float]:
    """The sums of the columns that hold money or counts, in their order; dates are milliseconds here and left out."""
    sums: dict[str, float] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, int | float) and name not in {"as_at", "forecast_made_on", "meeting_date"}:
                sums[name] = sums.get(name, 0) + value
    return list(sums.values())


def asked(viewer: httpx.Client, chart: int) -> list[dict[str, Any]]:
    answer = viewer.get(f"/api/v1/chart/{chart}/data/")
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["result"]
    assert not result["is_cached"]
    return list(result["data"])


def in_duckdb(warehouse: Path, sql: str) -> list[float]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return [float(value) for value in row]


def test_every_chart_has_an_expectation(charts: dict[str, int]) -> None:
    assert set(charts) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_charts_numbers_are_duckdbs(name: str, viewer: httpx.Client, charts: dict[str, int], served: Served) -> None:
    rows = asked(viewer, charts[name])
    assert rows
    told = in_duckdb(served.warehouse, EXPECTED[name])
    assert sorted(totals(rows)) == pytest.approx(sorted(told), abs=0.005)
    assert any(not math.isclose(one, 0) for one in told)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/database/", None),
        ("GET", "/api/v1/database/1", None),
        ("GET", "/api/v1/database/1/schemas/", None),
        ("POST", "/api/v1/sqllab/execute/", {"database_id": 1, "sql": "select 1"}),
        ("GET", "/api/v1/sqllab/", None),
        ("GET", "/api/v1/query/", None),
        ("GET", "/api/v1/saved_query/", None),
        ("GET", "/api/v1/dashboard/export/?q=!(1)", None),
        ("GET", "/api/v1/chart/export/?q=!(1)", None),
        ("GET", "/api/v1/dataset/export/?q=!(1)", None),
        ("GET", "/api/v1/assets/export/", None),
        ("GET", "/api/v1/chart/1/data/?format=csv", None),
        (
            "POST",
            "/api/v1/chart/",
            {"slice_name": "x", "viz_type": "table", "datasource_id": 1, "datasource_type": "table"},
        ),
        ("PUT", "/api/v1/chart/1", {"slice_name": "x"}),
        ("DELETE", "/api/v1/chart/1", None),
        ("PUT", "/api/v1/dashboard/1", {"dashboard_title": "x"}),
        ("DELETE", "/api/v1/dashboard/1", None),
        ("POST", "/api/v1/dataset/", {"database": 1, "schema": "core", "table_name": "papers"}),
        ("PUT", "/api/v1/dataset/1", {"sql": "select 1 as organisation"}),
        ("GET", "/api/v1/security/users/", None),
        ("POST", "/api/v1/security/guest_token/", {"user": {}, "resources": [], "rls": []}),
    ],
)
def test_a_viewer_may_only_look(method: str, path: str, body: Any, viewer: httpx.Client) -> None:
    assert viewer.request(method, path, json=body).status_code == 403


@pytest.mark.parametrize("path", ["/sqllab/", "/users/list/", "/databaseview/list/", "/explore/?slice_id=1"])
def test_a_viewer_is_not_shown_the_workshop(path: str, viewer: httpx.Client) -> None:
    answer = viewer.get(path)
    assert (answer.status_code, "/login/" in answer.headers.get("location", "")) == (302, True)


def test_a_viewer_asks_no_sql_of_their_own(viewer: httpx.Client) -> None:
    metric = {"expressionType": "SQL", "sqlExpression": "(select count(*) from core.papers)", "label": "x"}
    query = {"datasource": {"id": 1, "type": "table"}, "queries": [{"columns": [], "metrics": [metric]}]}
    answer = viewer.post("/api/v1/chart/data", json=query)
    assert answer.status_code == 400
    assert "sub-queries" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/dashboard/",
        "/api/v1/dashboard/police-finance",
        "/api/v1/dashboard/police-finance/charts",
        "/api/v1/dashboard/police-finance/datasets",
        "/api/v1/chart/",
        "/api/v1/chart/1/data/",
        "/api/v1/dataset/",
        "/api/v1/database/",
    ],
)
def test_nobody_sees_anything_without_a_login(path: str, served: Served, viewer: httpx.Client) -> None:
    with served.anyone() as nobody:
        answer = nobody.get(path)
    assert answer.status_code in {401, 403, 404}
    assert "Exampleshire" not in answer.text


def test_the_dashboard_asks_for_a_login_first(served: Served) -> None:
    with served.anyone() as nobody:
        answer = nobody.get("/superset/dashboard/police-finance/")
    assert (answer.status_code, "/login/" in answer.headers.get("location", "")) == (302, True)


def test_who_is_not_logged_in_is_not_given_a_second_session(served: Served) -> None:
    """The login page reports events; led back to the login, that report would undo a login under way."""
    with served.anyone() as nobody:
        assert nobody.post("/superset/log/?explode=events", data={"events": "[]"}).status_code == 200


def test_nobody_makes_an_account(served: Served) -> None:
    with served.anyone() as nobody:
        assert nobody.get("/register/form").status_code == 404


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("create table marts.mine as select 1 as one", "read-only|not allowed|DML|mutat"),
        ("select * from read_csv('/etc/passwd')", "disabled|not allowed"),
    ],
)
def test_not_even_an_admin_writes_or_reads_another_file(sql: str, why: str, served: Served) -> None:
    admin = served.logged_in("admin")
    answer = admin.post("/api/v1/sqllab/execute/", json={"database_id": 1, "sql": sql, "schema": "marts"})
    admin.close()
    assert answer.status_code >= 400
    assert any(word in answer.text for word in why.split("|")), answer.text


def test_it_listens_on_this_machine_only(served: Served) -> None:
    port = f"{int(served.url.rpartition(':')[2]):04X}"
    listening = "0A"
    fields = [line.split() for table in ("tcp", "tcp6") for line in Path("/proc/net", table).read_text().splitlines()]
    addresses = {one[1].partition(":")[0] for one in fields if one[1].endswith(f":{port}") and one[3] == listening}
    assert addresses == {"0100007F"}


def test_secrets_are_for_their_owner(served: Served) -> None:
    assert stat.S_IMODE(served.home.stat().st_mode) == 0o700
    for name in ("secret.key", "viewer.password", "admin.password"):
        assert stat.S_IMODE((served.home / name).stat().st_mode) == 0o600
    assert served.password("viewer") != served.password("admin")


def test_a_publication_is_seen_without_a_restart(
    served: Served, viewer: httpx.Client, charts: dict[str, int], publish_one_fewer: Callable[[], None]
) -> None:
    before = totals(asked(viewer, charts["Figures proved"]) + asked(viewer, charts["Papers"]))
    publish_one_fewer()
    after = totals(asked(viewer, charts["Figures proved"]) + asked(viewer, charts["Papers"]))
    assert after[1] == before[1] - 1
    assert after[0] == pytest.approx(in_duckdb(served.warehouse, EXPECTED["Figures proved"])[0])
