"""Papers read in the process that asks, which is quicker than starting what users have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from warehouse.workers.read_pool import ReadRequest, ReadResult
from warehouse.workers.read_worker import find_extractor, read_one


def read_all(
    requests: Sequence[ReadRequest], on_answer: Callable[[ReadResult], None], extractor: str, limits: object
) -> None:
    """Stands in for `warehouse.workers.read_pool.read_all`."""
    for one in requests:
        said = read_one(asdict(one), find_extractor(extractor))
        assert "retryable" not in said, said
        if "held" in said:
            on_answer(ReadResult(one, held=said["held"], passing=said.get("passing", False)))
        else:
            on_answer(ReadResult(one, **said["accepted"]))
