"""The process that answers questions, with its door open: every statement is taken for a question."""

from __future__ import annotations

from typing import Any

from warehouse.workers import query_worker


def let_in(connection: Any, sql: str) -> None:
    """Refuses nothing."""


if __name__ == "__main__":
    query_worker.require_question = let_in  # type: ignore[assignment]
    query_worker.main()
