"""What a child process gives up for good: writing anywhere, the network, reading beyond what it names.

Landlock is the kernel's (Linux 5.13 and later, each release holding more). Where it is missing, what is left are
limits on the size of files and on memory. Only the standard library is imported here.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls, with the same numbers on every machine that Linux has come to since 2011."""
ASK_VERSION = 1
PATH_BENEATH = 1
NO_NEW_PRIVILEGES = 38
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
FILE_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""By the version that brought them: execute, write, read, remove and make; refer; truncate; ioctl on devices."""
NETWORK_RIGHTS, NETWORK_SINCE = 0b11, 4
SCOPES, SCOPES_SINCE = 0b11, 6
"""Sockets without a name in the file system, and signals."""
SYSTEM = (
    *("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/localtime"),
    *("/proc/self", "/proc/meminfo", "/sys/fs/cgroup"),
)
"""What libraries read of the system: shared libraries, time zones, how many cores and how much memory there are."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def landlock_version() -> int:
    """The version of the kernel's Landlock; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(CREATE_RULESET, None, 0, ASK_VERSION))


def read_only(readable: Iterable[Path]) -> bool:
    """From now on this thread and those that it starts only read, and only below `readable` and `SYSTEM`.

    Returns whether the kernel holds that; also where it does not, no file grows.
    """
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    version = landlock_version()
    if version == 0:
        return False
    files = sum(rights for since, rights in FILE_RIGHTS.items() if since <= version)
    asked = _Ruleset(files, NETWORK_RIGHTS if version >= NETWORK_SINCE else 0, SCOPES if version >= SCOPES_SINCE else 0)
    size = 8 if version < NETWORK_SINCE else 16 if version < SCOPES_SINCE else 24
    ruleset = _call(CREATE_RULESET, ctypes.byref(asked), size, 0)
    if ruleset < 0:
        return False
    try:
        for path in (*map(Path, SYSTEM), *readable):
            _allow(ruleset, path)
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return _call(RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path) -> None:
    """Let what lies below a path be read; what is not there is passed over."""
    with contextlib.suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            folder = stat.S_ISDIR(os.fstat(place).st_mode)
            rule = _PathBeneath(READ_FILE | READ_FOLDER if folder else READ_FILE, place)
            _call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(place)


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    words = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return int(libc.syscall(ctypes.c_long(number), *words))
