"""What Great Expectations answered in the load that is published, kept for the report's Data Docs.

One file, `FILE.store/validations/<load_id>.json`. Those of earlier publications go: what they quote may be of papers
that were forgotten since.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.state.store import Store, scratch, sync_file, sync_folder


def write_validations(store: Store, load_id: str, validations: Sequence[Mapping[str, Any]]) -> None:
    """Keep what a load's rules came to; before the load is published, so that a publication has them."""
    store.validations.mkdir(parents=True, exist_ok=True)
    with scratch(store) as folder:
        file = folder / "validations.json"
        file.write_text(json.dumps(validations, ensure_ascii=False, default=str), encoding="utf-8")
        sync_file(file)
        os.replace(file, store.validations / f"{load_id}.json")
    sync_folder(store.validations)


def drop_other_validations(store: Store, load_id: str) -> None:
    """Remove what other loads left, those that were not published included."""
    for file in store.validations.glob("*.json"):
        if file.stem != load_id:
            file.unlink(missing_ok=True)


def read_validations(store: Store, load_id: str) -> list[dict[str, Any]]:
    """What was kept of a load; nothing where it is not there, or is damaged."""
    try:
        found = json.loads((store.validations / f"{load_id}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [one for one in found if isinstance(one, dict) and "answer" in one] if isinstance(found, list) else []
