"""Made-up papers about overtime, and a folder with everything that a load may meet."""

from __future__ import annotations

import shutil
from pathlib import Path

from copperbottom.paths import PROJECT

HEADING = """Exampleshire Police and Crime Panel

Meeting: 14 November 2024

2024/25 FINANCE REPORT - QUARTER 2

Officer overtime stood as follows at the end of September 2024.

"""
TABLE = """\t{year} Revised Budget £000's\tSpend to date £000's\t{year} Latest Forecast £000's\tVariance £000's
Local Policing\t{local}\t567\t1,066\t{variance}
Crime and Justice\t403\t270\t510\t107
Total Officer Overtime\t{total}\t837\t1,576\t{over}
"""
SAMPLES = PROJECT / "samples" / "papers"
SMALL_SAMPLES = ("exampleshire-2024-25-quarter-1.pdf", "samplefordshire-2024-25-outturn.pdf")
TOO_LARGE = 200_000_000


def paper(number: int = 0, *, year: str = "2024/25", off_by: int = 0) -> str:
    """A paper with one table of twelve figures, all proved unless a total is `off_by` thousands."""
    local = 812 - number
    return HEADING + TABLE.format(
        year=year,
        local=local,
        variance=1066 - local,
        total=f"{local + 403 + off_by:,}",
        over=1576 - local - 403,
    )


def write_papers(folder: Path, *numbers: int) -> Path:
    """A folder of papers that differ."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"overtime-{number}.txt").write_text(paper(number), encoding="utf-8")
    return folder


def write_everything(folder: Path) -> Path:
    """A folder of two sample papers, of papers that are text, and of everything that goes wrong with papers."""
    deep = folder / "panel"
    deep.mkdir()
    for sample in SMALL_SAMPLES:
        shutil.copy(SAMPLES / sample, deep)
    shutil.copy(SAMPLES / SMALL_SAMPLES[0], deep / "the same again.pdf")
    (deep / "empty.txt").touch()
    (deep / "rubbish.txt").write_bytes(bytes(range(256)) * 40)
    (deep / "windows.txt").write_bytes("Caf\xe9: £1,000".encode("cp1252"))
    (deep / "budget.xlsx").write_bytes(b"PK\x03\x04 a workbook")
    with (deep / "huge.txt").open("wb") as file:
        file.truncate(TOO_LARGE)
    (deep / "off.txt").write_text(paper(1, off_by=100).replace("Exampleshire", "Sampleshire"), encoding="utf-8")
    (deep / "years.txt").write_text(paper(2) + "\nIn years to come:\n\n" + _far_away(), encoding="utf-8")
    return folder


def _far_away() -> str:
    """A second table for the same paper, of a year that no paper can speak of."""
    return paper(3, year="2084/85").partition("2024.\n\n")[2]
