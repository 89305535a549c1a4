"""What dbt's tests and models say when they fail, in the words of whoever reads the papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from warehouse.load.reasons import PLACES_SHOWN, Fault, counted, some

if TYPE_CHECKING:
    import duckdb

Node = Mapping[str, Any]
OF_KIND = {
    "not_null": "every row of {table} has its {column}",
    "unique": "no two rows of {table} have the same {column}",
    "accepted_values": "the {column} of every row of {table} is one of: {values}",
    "relationships": "every {column} of {table} is found in {to} too",
    "unique_combination": "no two rows of {table} have the same {columns}",
    "is_key": "every row of {table} has its {columns}, and no two rows have the same",
    "lines_add_up": "the lines of {table} add up to the totals that the papers print, within rounding: {columns}",
}
"""What a test of each kind expects. A test of another kind has a description beside it in the dbt project."""
WORDS = {"id": "identifier", "no": "number", "gbp": "(£)", "pct": "(%)"}
NAMES_OF_ROWS = ("organisation", "financial_year", "line_path", "line", "reserve", "mart", "column_name")
AMOUNTS_OF_ROWS = ("total", "sum_of_parts")


def sentence_of_test(node: Node) -> str | None:
    """What a dbt test expects: its description, or what a test of its kind says of its table; None without either."""
    if node["description"]:
        return str(node["description"]).strip().rstrip(".")
    kind, asked = OF_KIND.get(str(node["test"])), node["arguments"]
    if kind is None or node["table"] is None:
        return None
    return kind.format(
        table=table_in_words(node["table"], node["about"]),
        column=in_words(node["column"] or ""),
        columns=some([in_words(one) for one in asked.get("columns", [])], len(asked.get("columns", []))),
        values=", ".join(str(one) for one in asked.get("values", [])),
        to=str(asked.get("to", "")).removeprefix("ref('").removesuffix("')").replace("_", " "),
    )


def expected_of_test(node: Node) -> str:
    """What a dbt test expects; a test of the build suite holds that every one of the project has a sentence."""
    return sentence_of_test(node) or "a check of the build that has no description finds nothing"


def fault_of_test(connection: duckdb.DuckDBPyConnection, node: Node) -> Fault:
    """What a dbt test found: how many rows, and what the first of them say of themselves."""
    import duckdb

    found = f"{counted(node['failures'], 'row')} otherwise" if node["failures"] else "rows otherwise"
    try:
        examples = some(_rows_in_words(connection, node))
    except duckdb.Error:
        examples = ""
    return Fault(node["name"], expected_of_test(node), found + (f": {examples}" if examples else ""))


def fault_of_model(node: Node, message: str) -> Fault:
    """What is told of a table that dbt could not make, or of a test that it could not run."""
    if node["kind"] == "test":
        return Fault(node["name"], expected_of_test(node), f"it could not be checked ({message})")
    table = table_in_words(node["table"] or node["name"], node["description"])
    return Fault(node["name"], f"{table} can be made of what was read", f"it could not be ({message})")


def table_in_words(table: str, about: str) -> str:
    """A table that is published by its name, a working table by what it is for."""
    schema, _, name = table.rpartition(".")
    if schema in ("marts", "core", "audit"):
        return f"{schema}.{name}"
    said = " ".join(about.split()).partition(". ")[0].rstrip(".").partition(": ")[0]
    return f"the working table of {in_words(name.partition('_')[2] or name)}" + (f" ({said})" if said else "")


def in_words(name: str) -> str:
    """A name of a column in words."""
    return " ".join(WORDS.get(part, part) for part in name.split("_"))


def _rows_in_words(connection: duckdb.DuckDBPyConnection, node: Node) -> list[str]:
    """The first failing rows, by what names them: their own columns, or those of the row of the mart that they name."""
    failing = connection.sql(node["sql"]).limit(PLACES_SHOWN + 1)
    if "row_id" in failing.columns and node["relation"] is not None:
        of_mart = connection.sql(f"from {node['relation']} limit 0").columns
        more = [one for one in NAMES_OF_ROWS if one in of_mart and one not in failing.columns]
        if more:
            named = ", ".join(f"rows_of_mart.{one}" for one in more)
            failing = connection.sql(
                f"select failing.*, {named} from failing left join {node['relation']} as rows_of_mart using (row_id)"
            )
    rows = [dict(zip(failing.columns, values, strict=True)) for values in failing.fetchall()]
    return [words for words in map(row_in_words, rows) if words]


def row_in_words(row: Mapping[Any, Any]) -> str:
    """A row of a mart by what names it, and by what a test says of it."""
    said = {name: value for name, value in row.items() if value is not None}
    names = [str(said[one]) for one in NAMES_OF_ROWS if one in said]
    amounts = [f"{in_words(one)} {said[one]:,}" for one in AMOUNTS_OF_ROWS if one in said]
    return ": ".join(one for one in (said.get("reason"), ", ".join([*names, *amounts])) if one)
