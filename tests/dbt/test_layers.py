"""The dbt project as dbt parses it: which way its layers read, what is tested and described, and who uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_up_house import PROJECT, parse

ROOT = PROJECT.parent
VALUES = re.compile(r"(_gbp|_pct)$|^value$")
MAY_READ = {
    "staging": {"source"},
    "intermediate": {"staging", "intermediate"},
    "marts": {"staging", "intermediate", "marts"},
    "evidence": {"staging", "intermediate"},
    "audit": {"staging"},
}
"""What each layer may read: one way, and what is promised to readers is read by no model but a mart by another."""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return parse(tmp_path_factory.mktemp("parsed"))


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    assert len(found) > 50
    return found


def layer(node: dict[str, Any]) -> str:
    return "source" if node["resource_type"] == "source" else node["fqn"][1]


def test_every_model_reads_the_layers_before_it_only(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    known = manifest["sources"] | models
    wrong = [
        f"{node['name']} ({layer(node)}) reads {known[parent]['name']} ({layer(known[parent])})"
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if layer(known[parent]) not in MAY_READ[layer(node)]
    ]
    assert wrong == []


def test_the_file_of_a_model_shows_what_it_reads(models: dict[str, dict[str, Any]]) -> None:
    called = re.compile(r"(?:ref|source)\('(?:raw', ')?(\w+)'\)")
    hidden = [
        (node["name"], parent.rpartition(".")[2])
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if parent.rpartition(".")[2] not in called.findall(node["raw_code"])
    ]
    assert hidden == []


def test_a_published_table_names_its_columns_in_its_own_file(models: dict[str, dict[str, Any]]) -> None:
    bare = [
        (node["name"], column)
        for node in models.values()
        if layer(node) == "marts"
        for column in node["columns"]
        if not re.search(rf"\b{column}\b", node["raw_code"])
    ]
    assert bare == []


def test_readers_are_promised_what_is_public_and_nothing_else(models: dict[str, dict[str, Any]]) -> None:
    public = {layer(node) for node in models.values() if node["access"] == "public"}
    private = {layer(node) for node in models.values() if node["access"] == "private"}
    assert public == {"marts", "evidence", "audit"}
    assert private == {"staging", "intermediate"}
    assert all(node["contract"]["enforced"] for node in models.values() if node["access"] == "public")


def test_everything_is_described(manifest: dict[str, Any], models: dict[str, dict[str, Any]]) -> None:
    own = [one for one in manifest["macros"].values() if one["package_name"] == "copperbottom"]
    tables = [*models.values(), *manifest["sources"].values(), *manifest["exposures"].values(), *own]
    bare = [one["name"] for one in tables if not one["description"]]
    bare += [
        f"{one['name']}.{column['name']}"
        for one in [*models.values(), *manifest["sources"].values()]
        for column in one["columns"].values()
        if not column["description"]
    ]
    bare += [one["name"] for one in [*models.values(), *manifest["sources"].values()] if not one["columns"]]
    bare += [
        f"{one['name']}({argument['name']})" for one in own for argument in one["arguments"] if not argument["type"]
    ]
    assert bare == []


def test_every_argument_of_a_macro_is_described(manifest: dict[str, Any]) -> None:
    for macro in manifest["macros"].values():
        if macro["package_name"] == "copperbottom":
            declared = re.search(r"\{%-?\s*(?:macro|test)\s+\w+\((.*?)\)", macro["macro_sql"], re.DOTALL)
            assert declared, macro["name"]
            names = [one.partition("=")[0].strip() for one in declared[1].split(",") if one.strip()]
            assert [one["name"] for one in macro["arguments"]] == names, macro["name"]


def test_every_model_between_has_a_tested_key(manifest: dict[str, Any], models: dict[str, dict[str, Any]]) -> None:
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") in {"unique_combination", "is_key", "unique"}
    }
    bare = [node["name"] for key, node in models.items() if layer(node) == "intermediate" and key not in tested]
    assert bare == []


def test_every_mart_with_values_is_asked_for_its_figures(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    """The test finds columns for itself; which marts it looks at is a list, and held against the contracts here."""
    (asked,) = (node for node in manifest["nodes"].values() if node["name"] == "every_value_has_its_figures")
    with_values = {
        key for key, node in models.items() if layer(node) == "marts" and any(map(VALUES.search, node["columns"]))
    }
    assert len(with_values) >= 13
    assert with_values == {key for key in asked["depends_on"]["nodes"] if models[key]["name"] != "mart_figures"}


def relations_in(folder: Path, pattern: str) -> Iterator[str]:
    for file in sorted(folder.rglob(pattern)):
        yield from re.findall(r"\b(?:marts|core|audit)\.([a-z_]+)\b", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("exposure", "folder", "pattern"),
    [("report", "report", "*.py"), ("superset_dashboard", "bi/assets", "*.yaml")],
)
def test_who_reads_the_warehouse_is_told(manifest: dict[str, Any], exposure: str, folder: str, pattern: str) -> None:
    (one,) = (each for each in manifest["exposures"].values() if each["name"] == exposure)
    told = {parent.rpartition(".")[2] for parent in one["depends_on"]["nodes"]}
    published = {node["name"] for node in manifest["nodes"].values() if node.get("access") == "public"}
    read = set(relations_in(ROOT / folder, pattern)) & published
    assert read
    assert read <= told


def test_copies_are_of_everything_that_is_published(
    models: dict[str, dict[str, Any]], manifest: dict[str, Any]
) -> None:
    told = {
        each["name"]: {parent.rpartition(".")[2] for parent in each["depends_on"]["nodes"]}
        for each in manifest["exposures"].values()
    }
    assert told["exports"] == {node["name"] for node in models.values() if layer(node) in {"marts", "evidence"}}
    assert told["postgresql_copy"] == {node["name"] for node in models.values() if node["access"] == "public"}
