"""One load at a time publishes to a warehouse; the next waits, and says so.

The lock is the operating system's, on a file in the store: it goes with the process that holds it,
however that ends, so there is nothing to clean up after a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from warehouse.state.store import Store

POLL_SECONDS = 0.1


@contextmanager
def publish_lock(store: Store, on_wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the warehouse's lock; where another load has it, say so once and wait."""
    lock = FileLock(store.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait(f"Another load is publishing to {store.warehouse}: waiting until it has finished.")
        lock.acquire(poll_interval=POLL_SECONDS)
    try:
        yield
    finally:
        lock.release()
