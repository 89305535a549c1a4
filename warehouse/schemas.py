"""What a published file looks like from outside: its schemas, the names that they take, and its storage format."""

from __future__ import annotations

SCHEMAS = {
    "marts": "For analysts and BI tools: a table for each subject.",
    "core": "For analysts who dig: every figure with its place and proof, the papers, the findings.",
    "audit": "For whoever runs it: loads, what is held and why, and the checks.",
}
"""The schemas of a published file, and what each is for. Nothing else is published."""
ANALYST_SCHEMAS = ("marts", "core")
"""Those that hold what papers say, in the order in which people read them."""
RESERVED_STEMS = frozenset(SCHEMAS)
"""File names (without suffix) that no warehouse can have: no query could tell its name from a schema's."""
PRIVATE_STEMS = frozenset({"work", "raw", "main", "temp", "system", "memory", "staging", "intermediate"})
"""Names that mean something else to DuckDB or dbt while a warehouse is built."""
MAGIC = b"DUCK"
"""What stands at bytes 8 to 11 of every DuckDB file."""
STORAGE_OPTION = "v1.1.0"
STORAGE_VERSION = 64
"""The storage format of DuckDB 0.10 to 1.1, which every later 1.x opens (main header, bytes 12 to 19)."""


def quoted(text: object) -> str:
    """A text as a literal of SQL."""
    return "'" + str(text).replace("'", "''") + "'"
