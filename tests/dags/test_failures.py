"""A collection that goes wrong, by the real `airflow dags test`: a row in the ledger, and the message asked for."""

from __future__ import annotations

import json
import shutil
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from samples.site import LOOPBACK, sample_site, serving
from warehouse.orchestrate import process
from warehouse.state.ledger import Ledger
from warehouse.state.store import open_store

pytestmark = pytest.mark.airflow


class Inbox(BaseHTTPRequestHandler):
    """Keeps what is posted to it."""

    posted: list[dict[str, Any]]

    def do_POST(self) -> None:
        self.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


class MailBox(socketserver.StreamRequestHandler):
    """Takes a message as a mail server does, and keeps it."""

    kept: list[str]

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            command = line.partition(" ")[0].upper()
            self.say({"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 yes"))
            if command == "DATA":
                self.kept.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                self.say("250 kept")
            if command == "QUIT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def listening(server: socketserver.TCPServer) -> Iterator[int]:
    """A server that runs while the context lasts; its port."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def test_a_refused_visit_leaves_a_row_and_sends_messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = type("ThisInbox", (Inbox,), {"posted": []})
    mailbox = type("ThisMailBox", (MailBox,), {"kept": []})
    posts, mails = HTTPServer((LOOPBACK, 0), inbox), socketserver.ThreadingTCPServer((LOOPBACK, 0), mailbox)
    site = sample_site()
    site.service_status = 403
    warehouse, home = tmp_path / "w.duckdb", tmp_path / "airflow"
    register = tmp_path / "panels.yml"
    home.mkdir()
    with serving(site), listening(posts) as web_port, listening(mails) as mail_port:
        register.write_text(site.register(), encoding="utf-8")
        monkeypatch.setenv("COPPERBOTTOM_PANELS", str(register))
        monkeypatch.setenv("COPPERBOTTOM_NOTIFY_WEBHOOK", "somewhere")
        monkeypatch.setenv("COPPERBOTTOM_NOTIFY_EMAIL", "clerk@panel.example")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        shutil.copyfile(process.blank_metadata_db(home, tmp_path / "log"), home / "airflow.db")
        env = process.environment(home) | {
            "AIRFLOW_CONN_SOMEWHERE": json.dumps(
                {"conn_type": "http", "host": LOOPBACK, "port": web_port, "schema": "http"}
            ),
            "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(
                {
                    "conn_type": "smtp",
                    "host": LOOPBACK,
                    "port": mail_port,
                    "extra": {"disable_ssl": True, "disable_tls": True, "from_email": "copperbottom@panel.example"},
                }
            ),
        }
        conf = json.dumps({"landing": str(tmp_path / "landing"), "warehouse": str(warehouse)})
        command = process.airflow("dags", "test", "collect_papers", "--conf", conf)
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    (row,) = Ledger(open_store(warehouse)).loads()
    assert not row["published"]
    assert "kind: pages" in row["reason"], done.stdout[-2000:]
    (message,) = inbox.posted
    assert message["task"] == "visit_exampleshire_police_and_crime_panel"
    assert "403" in message["text"]
    (mail,) = mailbox.kept
    assert "To: clerk@panel.example" in mail
    assert "visit_exampleshire_police_and_crime_panel of collect_papers gave up" in mail
    assert sum(path.startswith("/mgWebService.asmx") for path in site.asked) == 1
    assert not list((tmp_path / "landing").glob("*.pdf"))
