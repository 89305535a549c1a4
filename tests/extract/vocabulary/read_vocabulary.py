"""Extracts papers in a process of its own and tells which keys of the vocabulary were read: one JSON list a line.

The vocabulary is read once and kept by whoever uses it, so what is read can be seen in a new process only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract import vocabulary

READ: set[tuple[str, ...]] = set()


class Watched(dict[str, Any]):
    """A mapping of the vocabulary that notes which of its keys are asked for, and all where it is gone through."""

    def __init__(self, content: dict[str, Any], path: tuple[str, ...]) -> None:
        self.path = path
        super().__init__({key: watched(value, (*path, str(key))) for key, value in content.items()})

    def __getitem__(self, key: str) -> Any:
        READ.add((*self.path, str(key)))
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        READ.add((*self.path, str(key)))
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def keys(self) -> Any:
        own = super().keys()
        READ.update((*self.path, str(key)) for key in own)
        return own

    def items(self) -> Any:
        self.keys()
        return super().items()

    def values(self) -> Any:
        self.keys()
        return super().values()


def watched(value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return Watched(value, path)
    if isinstance(value, list):
        return [watched(one, (*path, "")) for one in value]
    return value


def main(papers: list[str]) -> None:
    plain = vocabulary.load.__wrapped__
    kept: dict[str, Any] = {}

    def load(name: str) -> Any:
        return kept.setdefault(name, watched(plain(name), (name,)))

    vars(vocabulary)["load"] = load
    from extract.model import PaperError
    from extract.pipeline import extract_paper

    for paper in papers:
        try:
            extract_paper(Path(paper))
        except PaperError as error:
            raise SystemExit(f"{paper}: {error.reason}") from error
    for path in sorted(READ):
        print(json.dumps(path))


if __name__ == "__main__":
    main(sys.argv[1:])
