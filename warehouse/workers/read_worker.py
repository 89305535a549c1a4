"""Reads papers in a process of its own: `python -m warehouse.workers.read_worker`.

A paper that kills its process, eats its memory or never ends costs that paper alone. The worker takes
one JSON request a line on its input and gives one JSON answer a line on its output, until its input
ends; whatever a library prints goes to the error output. Its limits are the kernel's: an alarm that
nobody catches ends a paper that takes too long, also when the process that asked has gone.

An answer is `{"accepted": {"tables", "figures"}}`, `{"held": reason}` for a paper that cannot be
read (with `"passing"` where the fault may not be the paper's), or `{"retryable": {"errno", "message"}}`
for what a later try can heal (no room on the disk, …).
A request without a store (`{"path", "name", "extractor"}`) is answered by `{"read"}`: what the extractor gives.
What is said of a paper stands in the request as `said`; an extractor is handed it only where there is something.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from copperbottom.settings import variable
from extract.model import Extraction, PaperError
from warehouse.state.said import from_text
from warehouse.state.store import keep_folder, open_store, scratch
from warehouse.workers.child_side import answer, answers_apart, limit_memory

MORE_MEMORY = f"allow more ({variable('paper_memory')})"
Extractor = Callable[..., Any]


def main() -> None:
    """Answer requests until there are no more."""
    requests = sys.stdin.buffer
    with answers_apart() as answers:
        limits = json.loads(requests.readline())
        limit_memory(limits["memory_bytes"])
        extractor = find_extractor(limits["extractor"])
        answer(answers, {"ready": True})
        for line in requests:
            request = json.loads(line)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, limits["seconds"])
            result = read_one(request, extractor)
            signal.setitimer(signal.ITIMER_REAL, 0)
            answer(answers, result)


def find_extractor(name: str) -> Extractor:
    """The function `module:name` or `file.py:name`, which takes a path, a paper's name and what is `said` of it."""
    place, _, function = name.rpartition(":")
    if place.endswith(".py"):
        spec = importlib.util.spec_from_file_location(Path(place).stem, place)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(place)
    extractor: Extractor = getattr(module, function)
    return extractor


def read_one(request: dict[str, Any], extractor: Extractor) -> dict[str, Any]:
    """Read one landed paper and keep what it yields in the store."""
    try:
        if "warehouse" not in request:
            return {"read": as_json(_read(request, find_extractor(request["extractor"])))}
        return _read_and_keep(request, extractor)
    except PaperError as error:
        return {"held": error.reason}
    except MemoryError:
        return {"held": f"Reading it takes more memory than a paper may: {MORE_MEMORY}, or split the paper."}
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            return {"retryable": {"errno": error.errno, "message": os.strerror(error.errno), "file": error.filename}}
        return {"held": unexpected(error), "passing": True, "traceback": traceback.format_exc()}


def as_json(item: Any) -> Any:
    """A record as JSON has it, without what its class says anyway; sets and tuples as lists, the rest in words."""
    if is_dataclass(item):
        values = ((field, getattr(item, field.name)) for field in fields(item))
        return {field.name: as_json(value) for field, value in values if value != field.default}
    if isinstance(item, tuple | frozenset):
        return [as_json(one) for one in item]
    return str(item) if isinstance(item, dt.date | Decimal) else item


def unexpected(error: Exception) -> str:
    """The reason for a paper that the extractor itself fails on."""
    return (
        f"Reading it failed inside the extractor ({type(error).__name__}: {error}): "
        "load it again, and report it with the paper if it stays so."
    )


def _read(request: Mapping[str, Any], extractor: Extractor) -> Any:
    said = {"said": from_text(request["said"])} if request.get("said") else {}
    return extractor(Path(request["path"]), request["name"], **said)


def _read_and_keep(request: dict[str, Any], extractor: Extractor) -> dict[str, Any]:
    from warehouse.state.extraction_files import write_extraction

    store = open_store(request["warehouse"])
    extraction: Extraction = _read(request, extractor)
    if extraction.paper.paper_id != request["paper_id"]:
        raise PaperError("The bytes in the store are not those that landed: load the original again, which mends them.")
    with scratch(store) as folder:
        finished = folder / "extraction"
        finished.mkdir()
        write_extraction(extraction, finished)
        keep_folder(finished, store.extraction(request["reading_version"], request["paper_id"]))
    return {"accepted": {"tables": extraction.paper.tables, "figures": len(extraction.figures)}}


if __name__ == "__main__":
    main()
