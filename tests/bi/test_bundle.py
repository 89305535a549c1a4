"""The dashboard's files belong together, and to the warehouse: asked without Superset."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
import yaml

from bi.bundle import ASSETS, bundle, query_context, spoken

FILES = {
    path.relative_to(ASSETS).as_posix(): yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(ASSETS.rglob("*.yaml"))
}


def of(kind: str) -> dict[str, dict[str, Any]]:
    return {name: asset for name, asset in FILES.items() if name.startswith(f"{kind}/")}


CHARTS, DATASETS = of("charts"), of("datasets")
(DASHBOARD,) = of("dashboards").values()


@pytest.fixture(scope="module")
def bundled(warehouse: Path) -> dict[str, Any]:
    return {name: yaml.safe_load(text) for name, text in bundle(warehouse).items()}


def test_every_uuid_is_one_and_stands_once() -> None:
    uuids = [asset["uuid"] for name, asset in FILES.items() if name != "metadata.yaml"]
    assert len(uuids) == len({UUID(one) for one in uuids}) > 20


def test_datasets_lie_in_the_database_and_in_the_viewers_schema() -> None:
    (database,) = of("databases").values()
    assert {dataset["database_uuid"] for dataset in DATASETS.values()} == {database["uuid"]}
    assert {dataset["schema"] for dataset in DATASETS.values()} == {"marts"}


def test_the_connection_is_read_only_and_keeps_nothing() -> None:
    (database,) = of("databases").values()
    arguments = database["extra"]["engine_params"]["connect_args"]
    assert arguments["read_only"] is True
    assert arguments["config"]["enable_external_access"] == "false"
    assert not any(database[name] for name in ("allow_dml", "allow_ctas", "allow_cvas", "allow_csv_upload"))
    assert {one["cache_timeout"] for one in (database, *DATASETS.values(), *CHARTS.values())} == {-1}


def test_the_dashboard_shows_every_chart_once() -> None:
    placed = [one["meta"]["uuid"] for name, one in DASHBOARD["position"].items() if name.startswith("CHART-")]
    assert sorted(placed) == sorted(chart["uuid"] for chart in CHARTS.values())


def test_a_row_of_the_dashboard_is_no_wider_than_the_page() -> None:
    position = DASHBOARD["position"]
    rows = [one for one in position.values() if isinstance(one, dict) and one["type"] == "ROW"]
    assert position["GRID_ID"]["children"] == [row["id"] for row in rows]
    assert {sum(position[child]["meta"]["width"] for child in row["children"]) for row in rows} == {12}


def test_charts_ask_for_what_their_dataset_has(bundled: dict[str, Any]) -> None:
    datasets = {asset["uuid"]: asset for name, asset in bundled.items() if name.startswith("datasets/")}
    for name, chart in CHARTS.items():
        dataset = datasets[chart["dataset_uuid"]]
        (query,) = query_context(chart["params"])["queries"]
        columns = {column["column_name"] for column in dataset["columns"]}
        assert {*query["columns"], *(one["col"] for one in query["filters"])} <= columns, name
        assert set(query["metrics"]) <= {metric["metric_name"] for metric in dataset["metrics"]}, name
        assert query["columns"] or query["metrics"], name


def test_the_filters_reach_every_dataset(bundled: dict[str, Any]) -> None:
    asked = {
        target["column"]["name"]
        for one in DASHBOARD["metadata"]["native_filter_configuration"]
        for target in one["targets"]
    }
    assert asked == {"organisation", "financial_year"}
    for name, dataset in bundled.items():
        if name.startswith("datasets/"):
            assert asked <= {column["column_name"] for column in dataset["columns"]}, name


def test_columns_come_with_type_and_comment(bundled: dict[str, Any]) -> None:
    columns = {one["column_name"]: one for one in bundled["datasets/forecast_against_outturn.yaml"]["columns"]}
    assert columns["q2_forecast_gbp"]["type"] == "DECIMAL(18,2)"
    assert columns["q2_forecast_gbp"]["verbose_name"] == "Q2 forecast (£)"
    assert "pounds" in columns["q2_forecast_gbp"]["description"]
    assert columns["latest_forecast_as_at"]["is_dttm"]
    assert "paper_ids" not in columns


def test_the_warehouses_address_is_put_in(bundled: dict[str, Any], warehouse: Path) -> None:
    assert bundled["databases/copperbottom.yaml"]["sqlalchemy_uri"] == f"duckdb:///{warehouse}"


def test_what_is_no_warehouse_is_refused(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("create table t as select 1 as one")
    with pytest.raises(duckdb.Error, match=r"core\.findings"):
        bundle(tmp_path / "other.duckdb")


@pytest.mark.parametrize(
    ("column", "words"),
    [("revised_budget_gbp", "Revised budget (£)"), ("delivered_pct", "Delivered (%)"), ("as_at", "As at")],
)
def test_columns_are_named_for_people(column: str, words: str) -> None:
    assert spoken(column) == words
