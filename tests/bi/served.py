"""A dashboard that is being served, and how to log in to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import httpx

TOKEN = re.compile(r'csrf_token&#34;: &#34;([^&]+)|csrf_token"[^>]*value="([^"]+)')


@dataclass(frozen=True)
class Served:
    """A dashboard that is being served, and the warehouse below it."""

    warehouse: Path
    home: Path
    url: str

    def password(self, name: str) -> str:
        return (self.home / f"{name}.password").read_text(encoding="utf-8").strip()

    def anyone(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=180)

    def logged_in(self, name: str) -> httpx.Client:
        client = self.anyone()
        page = client.get("/login/").text
        match = TOKEN.search(page)
        assert match is not None
        token = match[1] or match[2]
        answer = client.post("/login/", data={"username": name, "password": self.password(name), "csrf_token": token})
        assert answer.status_code == 302
        csrf = client.get("/api/v1/security/csrf_token/")
        assert csrf.status_code == 200, "the login was refused"
        client.headers.update({"X-CSRFToken": csrf.json()["result"], "Referer": self.url})
        return client
