"""The register: whose papers are collected, from where, and which of them matter.

`panels.yml` is data, checked by `panels.schema.json`; what is wrong in it is said with its line. The file is
the one beside this module, or the one that `$COPPERBOTTOM_PANELS` names. Nothing is fetched here.
"""

from __future__ import annotations

import calendar
import datetime as dt
import os
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collect.errors import CollectError
from copperbottom.settings import settings, variable

BUNDLED = Path(__file__).with_name("panels.yml")
REGISTER = variable("panels")
CONTACT = variable("contact")
VISIT_POOLS = tuple(f"visits_{number}" for number in range(8))
PERIOD_ENDS = {"budget": (3, 0), "Q1": (6, 0), "Q2": (9, 0), "Q3": (12, 0), "outturn": (3, 1)}
"""Month in which a report period ends, and how many calendar years after the financial year began."""
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of the register. Times are in seconds; `expects` maps a report period to a month's number."""

    panel: str
    organisation: str
    kind: str
    address: str = ""
    committee: int = 0
    addresses: tuple[str, ...] = ()
    folder: str = ""
    hosts: tuple[str, ...] = ()
    private_network: bool = False
    documents: tuple[str, ...] = ()
    expects: Mapping[str, int] = field(default_factory=dict)
    expected_since: str | None = None
    contact: str | None = None
    pause_seconds: float = 3.0
    timeout_seconds: float = 30.0
    paper_seconds: float = 600.0
    max_megabytes: float = 50.0
    recheck_days: int = 120

    @property
    def slug(self) -> str:
        """The panel's name as an identifier: lower case, digits and underscores."""
        return re.sub(r"\W+", "_", self.panel, flags=re.ASCII).strip("_").lower()

    @property
    def host(self) -> str:
        """The host that is visited, with its port if it has one; empty for a folder.

        Addresses of a list may be on several hosts: the first one stands for the visit.
        """
        first = self.address or next(iter(self.addresses), "")
        return urlsplit(first).netloc.lower()

    @property
    def pool(self) -> str:
        """The Airflow pool in whose one slot this host is visited, perhaps with others.

        There are as many pools whatever the register says: a new panel needs none to be made.
        """
        return VISIT_POOLS[zlib.crc32(self.host.encode()) % len(VISIT_POOLS)]

    @property
    def max_bytes(self) -> int:
        """The most bytes that a paper may have."""
        return int(self.max_megabytes * 1_000_000)

    def matters(self, *titles: str) -> bool:
        """Whether one of a paper's titles (its own, its agenda item's) is of a kind that is collected."""
        return any(re.search(pattern, title, re.IGNORECASE) for pattern in self.documents for title in titles)


@dataclass(frozen=True, slots=True)
class Expected:
    """A paper that the register expects: for which year and report period, and by which day."""

    panel: str
    organisation: str
    financial_year: str
    report_period: str
    due_on: dt.date


def register_path() -> Path:
    """The register that is used: `$COPPERBOTTOM_PANELS`, or the one of the package."""
    return settings().panels or BUNDLED


def load_register(path: Path | None = None) -> tuple[Panel, ...]:
    """The panels of a register. Raises CollectError with the line of what is wrong in it."""
    path = path or register_path()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CollectError(f"The register {path} cannot be read ({error}): name another with ${REGISTER}.") from error
    from collect.register_check import Checked

    checked = Checked(path.name, text)
    panels = tuple(_panel(one, checked.found, path.parent) for one in checked.found["panels"])
    for number, panel in enumerate(panels):
        if any(panel.slug == other.slug for other in panels[:number]):
            raise checked.wrong(["panels", number], f"the panel {panel.panel!r} stands here twice.")
    return panels


def chosen(panels: Sequence[Panel], names: Sequence[str]) -> tuple[Panel, ...]:
    """The panels that were asked for: those whose name has the words in it, or all. Raises CollectError for none."""
    if not names:
        return tuple(panels)
    found: dict[str, Panel] = {}
    for name in names:
        exact = [panel for panel in panels if panel.panel.lower() == name.lower()]
        matching = exact or [panel for panel in panels if name.lower() in panel.panel.lower()]
        if not matching:
            known = "; ".join(panel.panel for panel in panels)
            raise CollectError(f"The register has no panel {name!r}. It has: {known}.")
        found |= {panel.panel: panel for panel in matching}
    return tuple(found.values())


def expected(panels: Sequence[Panel], until: dt.date) -> Iterator[Expected]:
    """What the register expects: every paper of the financial years that began before `until`.

    A budget is due by the end of the named month before its year begins; a report by the end of the first such
    month in or after the one that its period ends in.
    """
    for panel in panels:
        if panel.expected_since is None:
            continue
        for start in range(int(panel.expected_since[:4]), until.year + 2):
            for period, month in panel.expects.items():
                due = due_on(start, period, month)
                begins = dt.date(start, 4, 1) if period != "budget" else due.replace(day=1)
                if begins <= until:
                    year = f"{start}/{(start + 1) % 100:02d}"
                    yield Expected(panel.panel, panel.organisation, year, period, due)


def due_on(start: int, period: str, month: int) -> dt.date:
    """The last day of the month by which the paper of a period is due, for the financial year that began in `start`."""
    ends, later = PERIOD_ENDS[period]
    year = start + later
    if period == "budget":
        year -= month > ends
    else:
        year += month < ends
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _panel(one: Mapping[str, Any], whole: Mapping[str, Any], folder: Path) -> Panel:
    values = dict(one)
    for name in ("addresses", "hosts", "documents"):
        values[name] = tuple(values.get(name) or (whole["documents"] if name == "documents" else ()))
    expects = values.get("expects", whole.get("expects", {}))
    values["expects"] = {period: MONTHS[month] for period, month in expects.items()}
    values.setdefault("expected_since", whole.get("expected_since"))
    if "folder" in values:
        values["folder"] = os.path.abspath(folder / Path(values["folder"]).expanduser())
    return Panel(**values, contact=settings().contact or whole.get("contact"))
