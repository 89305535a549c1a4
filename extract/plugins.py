"""What other packages add to the extractor: their entry points, and which version of theirs is installed.

Nothing of another package is imported here, so asking what there is costs no more than reading its metadata.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points

READERS = "copperbottom.readers"


@dataclass(frozen=True, slots=True)
class Plugin:
    """An entry point: its name, what it stands for as `module:function`, and the package that declares it."""

    name: str
    target: str
    package: str
    version: str


@cache
def added_readers() -> tuple[Plugin, ...]:
    """The readers that installed packages declare, in an order that does not depend on the machine."""
    found = (
        Plugin(point.name, point.value, point.dist.name if point.dist else "", point.dist.version if point.dist else "")
        for point in entry_points(group=READERS)
    )
    return tuple(sorted(found, key=lambda plugin: (plugin.name, plugin.package, plugin.version, plugin.target)))
