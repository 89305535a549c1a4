"""Makes what Superset imports out of the dashboard's files and a published warehouse.

The files say which tables, which sums and how they look. The rest is taken from the warehouse itself, so that
nobody keeps it twice: where it lies, the columns of each dataset with their types and the comments of the
database, and for each chart the query that belongs to its settings, so that its data can be asked for without a
browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import yaml

ASSETS = Path(__file__).parent / "assets"
DASHBOARD = "police-finance"
SCHEMA = "marts"
WORDS = {"gbp": "(£)", "pct": "(%)", "q1": "Q1", "q2": "Q2", "q3": "Q3", "id": "id"}

Asset = dict[str, Any]


def bundle(warehouse: Path, assets: Path = ASSETS) -> dict[str, str]:
    """The dashboard as Superset's import takes it: file names and their YAML, for the warehouse at this path.

    Raises duckdb.Error where the file is no warehouse, or lacks a table that the dashboard needs.
    """
    files = {
        path.relative_to(assets).as_posix(): yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(assets.rglob("*.yaml"))
    }
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        comments = _comments(connection)
        for name, asset in files.items():
            if name.startswith("databases/"):
                asset["sqlalchemy_uri"] = f"duckdb:///{warehouse.resolve()}"
            elif name.startswith("datasets/"):
                asset["columns"] = columns(connection, asset, comments)
            elif name.startswith("charts/"):
                asset["query_context"] = json.dumps(query_context(asset["params"]))
    return {name: yaml.safe_dump(asset, allow_unicode=True, sort_keys=False) for name, asset in files.items()}


def columns(connection: duckdb.DuckDBPyConnection, dataset: Asset, comments: Mapping[str, str]) -> list[Asset]:
    """The columns of a dataset's table or query, each with its type, a name for people and its comment; no lists."""
    source = f"({dataset['sql']})" if dataset.get("sql") else f"{dataset['schema']}.{dataset['table_name']}"
    described = connection.execute(f"describe select * from {source}").fetchall()
    return [
        {
            "column_name": name,
            "verbose_name": spoken(name),
            "description": comments.get(name),
            "type": kind,
            "is_dttm": kind in {"DATE", "TIMESTAMP"},
            "groupby": True,
            "filterable": True,
        }
        for name, kind, *_ in described
        if not kind.endswith("[]")
    ]


def spoken(column: str) -> str:
    """A column's name for people: `q2_forecast_gbp` is `Q2 forecast (£)`."""
    words = " ".join(WORDS.get(word, word) for word in column.split("_"))
    return words[:1].upper() + words[1:]


def query_context(params: Asset) -> Asset:
    """The query of a chart with these settings, as its data is asked for."""
    grouped = params.get("all_columns") or [
        *([params["x_axis"]] if "x_axis" in params else []),
        *params.get("groupby", []),
    ]
    metrics = params.get("metrics", [params["metric"]] if "metric" in params else [])
    query = {
        "columns": grouped,
        "metrics": metrics,
        "filters": [
            {"col": one["subject"], "op": one["operator"], "val": one.get("comparator")}
            for one in params.get("adhoc_filters", [])
        ],
        "orderby": [json.loads(one) for one in params.get("order_by_cols", [])],
        "row_limit": params["row_limit"],
    }
    # Superset puts the dataset's number in when it imports the chart.
    return {
        "datasource": {"id": 0, "type": "table"},
        "force": False,
        "queries": [query],
        "form_data": params,
        "result_format": "json",
        "result_type": "full",
    }


def _comments(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the database says of the columns, by name: the same name means the same everywhere."""
    return dict(
        connection.execute(
            "select column_name, min(comment) from duckdb_columns()"
            " where schema_name in ('marts', 'core') and comment is not null group by column_name"
        ).fetchall()
    )
