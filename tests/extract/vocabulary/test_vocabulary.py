"""The vocabulary is well formed, and every part of it is read by something."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from extract import vocabulary

FOLDER = Path(vocabulary.__file__).parent
HERE = Path(__file__).parent
PAPERS = (HERE.parents[1] / "papers", HERE.parents[2] / "samples" / "papers")
KINDS = {".txt", ".docx", ".pdf"}
SENTENCES = HERE.parent / "interpret" / "prose" / "sentences.yml"
FILES: dict[str, Any] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))
}
HEAD = ("KENT POLICE AND CRIME PANEL", "12 December 2022")
TITLE = "2022/23 FINANCIAL AND PERFORMANCE MONITORING - QUARTER 2"
DEPOSITS = "Counterparty       £m\nLloyds Bank        5.0\nBarclays           3.0\nTotal              8.0"
SELDOM = (  # what none of the other papers say: a heading where one is needed, and the sentence
    ["The new system has saved 140 hours of officers' time."],
    ["The cadets have grown fourfold."],
    ["In addition to the national uplift, 20 more officers were recruited, whom council tax pays for."],
    ["Council tax", "It would raise £2.4m."],
    ["Government funding", "£1.2m will be ring-fenced."],
    ["Savings", "Fleet: £1.9m; radios: £1.1m and estates: £3.1m."],
    ["Reserves", "Insurance: £1.9m; radios: £1.1m and estates: £3.1m."],
    ["Treasury management", "Deposits held at 30 September 2022", DEPOSITS],
    ["Growth", "Prices: £1.9m; radios: £1.1m and estates: £3.1m."],
    [
        "Recorded crime",
        "\tCrimes\tRate per 1,000\nKent\t130,120\t82.1\nEssex\t120,110\t80.3\nWestermoor\t125,115\t81.2",
    ],
)
TERM = 3  # keys from the third level on belong to one of many records of a kind

Key = tuple[str, ...]


def faults(files: dict[str, Any]) -> list[str]:
    schema = json.loads((FOLDER / "vocabulary.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(files)]


def test_every_file_is_as_the_schema_says() -> None:
    assert faults(FILES) == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda files: files["columns"].update(over_is_positive=["over"]), "over_is_positive"),
        (lambda files: files["totals"]["total"].append("total"), "non-unique"),
        (lambda files: files["totals"]["total"].append(" total"), "does not match"),
        (lambda files: files["lines"]["budget"].update(Pay=["pay"]), "Pay"),
        (lambda files: files["prose"]["money"]["cost"].update(measures="cost"), "measures"),
        (lambda files: files["prose"]["counted"]["fte"].update(unit="people"), "people"),
        (lambda files: files["statements"].pop("kinds"), "kinds"),
    ],
)
def test_what_is_not_well_formed_is_found(spoil: Callable[[dict[str, Any]], object], says: str) -> None:
    files = copy.deepcopy(FILES)
    spoil(files)
    assert any(says in fault for fault in faults(files))


def keys_of(content: Any, path: Key) -> Iterator[Key]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield (*path, str(key))
            yield from keys_of(value, (*path, str(key)))
    elif isinstance(content, list):
        for value in content:
            yield from keys_of(value, (*path, ""))


def unread(files: dict[str, Any], read: set[Key]) -> list[str]:
    """The keys that nothing read; of the records of one section, the fields that were read of none of them."""
    fields = {(key[:2], len(key), key[-1]) for key in read}
    return [
        ".".join(key)
        for key in keys_of(files, ())
        if len(key) > 1 and key not in read and (len(key) <= TERM or (key[:2], len(key), key[-1]) not in fields)
    ]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> set[Key]:
    """What is read of the vocabulary when papers of every kind are extracted."""
    folder = tmp_path_factory.mktemp("told")
    cases = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    told = [
        [case.get("title", TITLE), *case.get("under", []), " ".join(filter(None, (case.get("after"), case["say"])))]
        for case in cases
    ]
    for number, parts in enumerate([*told, *([TITLE, *seldom] for seldom in SELDOM)]):
        (folder / f"{number:03}.txt").write_text("\n\n".join([*HEAD, *parts]), encoding="utf-8")
    found = [path for papers in (*PAPERS, folder) for path in sorted(papers.iterdir()) if path.suffix in KINDS]
    answer = subprocess.run(
        [sys.executable, str(HERE / "read_vocabulary.py"), *map(str, found)],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(HERE.parents[2])},
    )
    return {tuple(json.loads(line)) for line in answer.stdout.splitlines()}


def test_every_key_is_read_by_something(read: set[Key]) -> None:
    assert len(read) > 500
    assert unread(FILES, read) == []


def test_a_key_that_nothing_reads_is_found(read: set[Key]) -> None:
    files = copy.deepcopy(FILES)
    files["totals"]["of_which"] = ["of which"]
    files["prose"]["money"]["cost"]["reason"] = "nobody asks"
    assert unread(files, read) == ["prose.money.cost.reason", "totals.of_which"]
