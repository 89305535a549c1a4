"""A collection that goes wrong, by the real `airflow dags test`: a row in the ledger, and the message asked for."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from samples.site import LOOPBACK, sample_site, serving
from warehouse import airflow_run
from warehouse.ledger import Ledger
from warehouse.store import open_store


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


def test_a_refused_visit_leaves_a_row_and_sends_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = type("ThisInbox", (Inbox,), {"posted": []})
    server = HTTPServer((LOOPBACK, 0), inbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = sample_site()
    site.service_status = 403
    warehouse, home = tmp_path / "w.duckdb", tmp_path / "airflow"
    register = tmp_path / "panels.yml"
    home.mkdir()
    with serving(site):
        register.write_text(site.register(), encoding="utf-8")
        monkeypatch.setenv("COPPERBOTTOM_PANELS", str(register))
        monkeypatch.setenv("COPPERBOTTOM_NOTIFY_WEBHOOK", "somewhere")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        shutil.copyfile(airflow_run.migrated(home, tmp_path / "log"), home / "airflow.db")
        env = airflow_run.environment(home) | {
            "AIRFLOW_CONN_SOMEWHERE": json.dumps(
                {"conn_type": "http", "host": LOOPBACK, "port": server.server_port, "schema": "http"}
            )
        }
        conf = json.dumps({"landing": str(tmp_path / "landing"), "warehouse": str(warehouse)})
        command = airflow_run.airflow("dags", "test", "collect_papers", "--conf", conf)
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=180)
    server.shutdown()
    server.server_close()
    (row,) = Ledger(open_store(warehouse)).loads()
    assert not row["published"]
    assert "kind: pages" in row["reason"], done.stdout[-2000:]
    (message,) = inbox.posted
    assert message["task"] == "visit_exampleshire_police_and_crime_panel"
    assert "403" in message["text"]
    assert sum(path.startswith("/mgWebService.asmx") for path in site.asked) == 1
    assert not list((tmp_path / "landing").glob("*.pdf"))
