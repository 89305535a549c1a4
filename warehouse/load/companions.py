"""Files that lie beside papers and are none: they are skipped and said, where a folder is searched.

A file that somebody names is always taken for a paper, and so is one of a format that an added reader reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extract.read.registry import FORMATS, endings

STEMS = frozenset(
    {
        "readme",
        "license",
        "licence",
        "copying",
        "notice",
        "changelog",
        "contributing",
        "authors",
        "makefile",
        "sha256sums",
    }
)
"""What such files are called, before their ending."""
TEXT_ENDINGS = frozenset({"", ".md", ".txt", ".rst", ".html"})
ENDINGS = frozenset(
    {".csv", ".tsv", ".json", ".jsonl", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".lock", ".log", ".sql", ".py", ".sh"}
    | {".js", ".css", ".parquet", ".duckdb", ".sqlite", ".sha256"}
)
"""Data, settings and code: nobody publishes a paper like that."""
NAMES_SHOWN = 5


def is_companion(file: Path) -> bool:
    """Whether a file of a folder is no paper, by its name."""
    ending = file.suffix.lower()
    if ending in ENDINGS:
        return ending not in set(endings()) - {one for known in FORMATS for one in known.endings}
    return file.name.lower().removesuffix(ending) in STEMS and ending in TEXT_ENDINGS


def skipped(files: Iterable[Path]) -> str | None:
    """The sentence about files that were skipped, or None."""
    names = sorted({file.name for file in files})
    if not names:
        return None
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"skipped: {', '.join(names[:NAMES_SHOWN])}{more}: not papers"
