"""What a process can no longer do once it has given it up, and what is left where the kernel has no Landlock."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from copperbottom.paths import PROJECT
from copperbottom.settings import child_environment, child_python
from warehouse.workers.sandbox import landlock_version

TRIES = """
import json, os, socket, sys
from pathlib import Path
from warehouse.workers import sandbox
folder = Path(sys.argv[1])
if sys.argv[2] == "without":
    sandbox.landlock_version = lambda: 0
held = sandbox.read_only([folder / "mine.txt"])
tries = {
    "read mine": lambda: (folder / "mine.txt").read_bytes(),
    "read others": lambda: (folder / "other.txt").read_bytes(),
    "list": lambda: os.listdir(folder),
    "write": lambda: os.write(os.open(folder / "other.txt", os.O_WRONLY), b"x"),
    "grow": lambda: os.write(os.open(folder / "other.txt", os.O_WRONLY | os.O_APPEND), b"x"),
    "truncate": lambda: os.truncate(folder / "mine.txt", 0),
    "make": lambda: (folder / "new.txt").touch(),
    "make a folder": lambda: (folder / "new").mkdir(),
    "link": lambda: os.symlink("/etc", folder / "link"),
    "remove": lambda: (folder / "other.txt").unlink(),
    "rename": lambda: os.rename(folder / "mine.txt", folder / "renamed.txt"),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
}
done = {}
for name, attempt in tries.items():
    try:
        attempt()
        done[name] = "done"
    except OSError as error:
        done[name] = type(error).__name__
print(json.dumps([held, done]))
"""

pytestmark = pytest.mark.children


def tried(folder: Path, how: str) -> tuple[bool, dict[str, str]]:
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "other.txt").write_text("other", encoding="utf-8")
    command = child_python("-c", TRIES, str(folder), how)
    done = subprocess.run(command, env=child_environment(PROJECT), capture_output=True, text=True, check=True)
    held, found = json.loads(done.stdout)
    return held, found


@pytest.mark.skipif(landlock_version() < 4, reason="this kernel has no Landlock that knows the network")
def test_only_what_was_named_can_be_read(tmp_path: Path) -> None:
    held, found = tried(tmp_path, "with")
    assert held
    assert found.pop("read mine") == "done"
    assert set(found.values()) == {"PermissionError"}, found
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt", "other.txt"]


def test_where_the_kernel_has_none_no_file_grows(tmp_path: Path) -> None:
    held, found = tried(tmp_path, "without")
    assert not held
    assert found["read mine"] == "done"
    assert (found["write"], found["grow"]) == ("OSError", "OSError")
