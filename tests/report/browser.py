"""Chromium without a window, driven over its own protocol: what a page shows, says in its console, and asks for."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
START_SECONDS = 180
PAGE_SECONDS = 180


@dataclass
class Tab:
    """One tab. `complaints` are errors and warnings of its console, `asked` the addresses that it asked for."""

    socket: ClientConnection
    number: int = 0
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call the browser, and note what it tells in between."""
        self.number += 1
        mine = self.number
        self.socket.send(json.dumps({"id": mine, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=PAGE_SECONDS))
            if message.get("id") == mine:
                assert "error" not in message, message
                return dict(message["result"])
            self.note(message)

    def note(self, message: dict[str, Any]) -> None:
        told = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(told["exceptionDetails"])[:500])
            case "Runtime.consoleAPICalled" if told["type"] in ("error", "warning", "assert"):
                self.complaints.append(json.dumps(told["args"])[:500])
            case "Log.entryAdded" if told["entry"]["level"] in ("error", "warning"):
                self.complaints.append(told["entry"]["text"])

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def open(self, address: str) -> None:
        """Open a page, and wait until its charts are drawn."""
        self.call("Page.navigate", url=address)
        until = time.monotonic() + PAGE_SECONDS
        bare = json.dumps(address.split("#", maxsplit=1)[0])
        ready = (
            f"location.href.split('#')[0] === {bare} && document.readyState === 'complete' && "
            "(document.documentElement.dataset.charts === 'done' || !document.querySelector('script[data-chart]'))"
        )
        while not self.run(ready):
            assert time.monotonic() < until, f"{address} was not drawn: {self.complaints}"
            time.sleep(0.05)

    def size(self, width: int, height: int, *, phone: bool = False) -> None:
        """The window that the page sees."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def picture(self, file: Path, *, whole: bool = False) -> None:
        """What is seen, or the whole page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(shot["data"]))

    def printed(self) -> bytes:
        """The page as it is printed, a PDF."""
        found = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(found["data"])


@contextmanager
def chromium() -> Iterator[Tab]:
    """A browser with one tab, ended with the block. No name is ever looked up: only what is on disk can be shown."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as home:
        command = [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--remote-debugging-port=0",
            f"--user-data-dir={home}",
            "about:blank",
        ]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            port = port_of(Path(home), process)
            with connect(f"ws://127.0.0.1:{port[0]}{port[1]}", max_size=None) as browser:
                control = Tab(browser)
                target = control.call("Target.createTarget", url="about:blank")["targetId"]
                with connect(f"ws://127.0.0.1:{port[0]}/devtools/page/{target}", max_size=None) as socket:
                    tab = Tab(socket)
                    for domain in ("Page", "Runtime", "Network", "Log"):
                        tab.call(f"{domain}.enable")
                    yield tab
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def port_of(home: Path, process: subprocess.Popen[bytes]) -> tuple[str, str]:
    """The port and the path that the browser listens at, once it says so."""
    file = home / "DevToolsActivePort"
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "Chromium ended at once"
        lines = file.read_text().split("\n") if file.exists() else []
        if len(lines) >= 2 and lines[1]:
            return lines[0], lines[1]
        time.sleep(0.05)
    raise AssertionError("Chromium did not start")
