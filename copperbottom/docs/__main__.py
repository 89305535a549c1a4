"""Writes the pages that are made: `python -m copperbottom.docs WAREHOUSE DOCS DATA` (`make docs`).

What the code alone gives comes first, so that it is written where no warehouse is there yet.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from copperbottom.docs import architecture, settings_page
from copperbottom.settings import SettingsError
from warehouse.errors import QueryError
from warehouse.serve import dbt_docs, dictionary


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every page; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m copperbottom.docs", description=__doc__.split("\n")[0])
    parser.add_argument("warehouse", type=Path, help="the published file whose tables are described")
    parser.add_argument("docs", type=Path, help="the folder of the pages")
    parser.add_argument("data", type=Path, help="the folder for dbt's own site, which is no page of the project")
    asked = parser.parse_args(arguments)
    try:
        print(f"Wrote {settings_page.write_page(asked.docs)}")
        print(f"Wrote {architecture.write_pictures(asked.docs)}")
        print(f"Wrote {dictionary.write_document(asked.warehouse, asked.docs)}")
        asked.data.mkdir(parents=True, exist_ok=True)
        print(f"Wrote {dbt_docs.write_site(asked.warehouse, asked.data)}")
    except (QueryError, SettingsError) as error:
        print(error.reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
