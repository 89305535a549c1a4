"""Answers one question in a process of its own that cannot write: `python -m warehouse.workers.query_worker`.

One JSON request comes in on the input: `{"sql", "warehouse", "seconds", "memory", "memory_bytes", "parquet"}`. First
the process gives up what it does not need (`warehouse.workers.sandbox`), then it opens the file, says `{"open"}`, and
only then it looks at the question. Answers go out one a line: `{"names"}`, then `{"rows"}` as often as needed, or
`{"bytes"}` with so many bytes of a Parquet file behind the line, and `{"end"}`; or `{"refused": reason, "replaced"}` at
any time, with whether the file is another one by now, which this process may not read. An alarm of the kernel ends
what takes too long; memory beyond the limit is not given.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import duckdb

from warehouse.errors import QueryError
from warehouse.workers.child_side import answer, answers_apart, limit_memory
from warehouse.workers.questions import error_headline, require_question
from warehouse.workers.sandbox import read_only
from warehouse.workers.values import encode

ROWS_AT_A_TIME = 1_000
ROWS_OF_A_GROUP = 100_000
LONGEST_LINE = 64 << 20
FIXED_BYTES, BYTES_PER_CORE = 256 << 20, 32 << 20
"""Memory that this process takes before and beside any question."""
CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}
"""What every connection to a published file is opened with."""


def main() -> None:
    """Answer one question."""
    with answers_apart() as answers:
        request = json.loads(sys.stdin.buffer.readline())
        if request["parquet"]:
            import pyarrow.parquet  # noqa: F401  (before reading is given up)
        limit_memory(request["memory_bytes"] + FIXED_BYTES + BYTES_PER_CORE * (os.cpu_count() or 1))
        warehouse = Path(request["warehouse"])
        file = os.stat(warehouse)
        read_only([warehouse, *_modules()])
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])
        try:
            answer_question(request, warehouse, answers)
        except QueryError as error:
            replaced = not os.path.samestat(file, os.stat(warehouse))
            answer(answers, {"refused": error.reason, "replaced": replaced})
        except (duckdb.OutOfMemoryException, MemoryError):
            answer(answers, {"refused": too_much(request["memory"])})
        except duckdb.Error as error:
            answer(answers, {"refused": error_headline(error)})


def answer_question(request: dict[str, Any], warehouse: Path, answers: TextIO) -> None:
    """Open the file, see whether it is a question, and answer it."""
    config = CONFIGURATION | {"memory_limit": request["memory"], "temp_directory": ""}
    try:
        connection = duckdb.connect(str(warehouse), read_only=True, config=config)
    except (duckdb.Error, OSError) as error:
        raise QueryError(f"{warehouse} cannot be opened as a warehouse: {error_headline(error)}") from error
    answer(answers, {"open": True})
    require_question(connection, request["sql"])
    cursor = connection.execute(request["sql"])
    if request["parquet"]:
        _send_parquet(cursor, answers)
    else:
        answer(answers, {"names": [column[0] for column in cursor.description or ()]})
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            for line in _lines(rows):
                answers.write(line)
            answers.flush()
    answer(answers, {"end": True})


def too_much(memory: str) -> str:
    """The sentence for a question that needs more memory than it may take."""
    return (
        f"The query needs more than the {memory} of memory that it may take: ask for less, or allow more with --memory."
    )


def _lines(rows: list[tuple[Any, ...]]) -> Iterator[str]:
    """Rows as lines, none of which is longer than who asks takes."""
    line = json.dumps({"rows": [[encode(value) for value in row] for row in rows]}) + "\n"
    if len(line) <= LONGEST_LINE:
        yield line
    elif len(rows) == 1:
        raise QueryError(
            f"One row of the answer has more than {LONGEST_LINE >> 20} MB of text: "
            "ask for a part of it (left, substring)."
        )
    else:
        half = len(rows) // 2
        del line
        yield from _lines(rows[:half])
        yield from _lines(rows[half:])


def _send_parquet(cursor: duckdb.DuckDBPyConnection, answers: TextIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    batches = cursor.to_arrow_reader(ROWS_OF_A_GROUP)
    with pa.PythonFile(_Frames(answers), mode="w") as sink, pq.ParquetWriter(sink, batches.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


class _Frames(io.RawIOBase):
    """A file whose bytes go out as answers."""

    def __init__(self, answers: TextIO) -> None:
        self.answers = answers

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        whole = bytes(data)
        for start in range(0, len(whole), LONGEST_LINE):
            part = whole[start : start + LONGEST_LINE]
            answer(self.answers, {"bytes": len(part)})
            self.answers.buffer.write(part)
            self.answers.buffer.flush()
        return len(whole)


def _modules() -> list[Path]:
    """Where Python finds modules that are imported later."""
    ours = importlib.util.find_spec("warehouse")
    assert ours is not None
    return [*map(Path, ours.submodule_search_locations or ()), Path(sys.prefix), Path(sys.base_prefix) / "lib"]


if __name__ == "__main__":
    main()
