"""Why something was not collected, in sentences that say what to do."""

from __future__ import annotations


class CollectError(Exception):
    """Nothing could be collected. `reason` is a sentence that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefusedError(CollectError):
    """The host said no (401, 403, 429, robots.txt), or leads where the register does not: the visit ends."""


class UnreachableError(CollectError):
    """The host did not answer, several times: it may later, so that a scheduler tries again."""


class PaperRefusedError(CollectError):
    """One paper is not taken. The visit goes on."""
