"""Another reader's tables of one PDF: `peer.py pdfplumber|camelot [FLAVOUR] FILE`, in the peers' own environment.

Prints JSON: seconds without the start of the process, tables found, the reader's version, peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib.metadata import version


def pdfplumber_tables(path: str) -> int:
    """The default table finder, page by page."""
    import pdfplumber

    found = 0
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            found += len(page.extract_tables())
            page.close()
    return found


def camelot_tables(flavour: str, path: str) -> int:
    """All pages in one of camelot's flavours."""
    import camelot

    return len(camelot.read_pdf(path, pages="all", flavor=flavour))


def main() -> None:
    """Read, and say how it went."""
    name, *rest = sys.argv[1:]
    package = {"pdfplumber": "pdfplumber", "camelot": "camelot-py"}[name]
    __import__(name)
    began = time.perf_counter()
    tables = pdfplumber_tables(*rest) if name == "pdfplumber" else camelot_tables(*rest)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": took, "tables": tables, "version": version(package), "peak_bytes": peak}))


if __name__ == "__main__":
    main()
