"""A visit of one host: requests one after another, with the manners that panels' sites are owed.

A pause between requests, robots.txt, a named user agent with a contact, conditional requests, retries with
backoff of what may pass (a silence, a broken connection, a server's error), and an end of the visit where
the host says no: a refusal is not a puzzle. Listings go through an HTTP cache that asks the host each time
whether they changed; papers are streamed to a file, with limits on size, time and kind on the way.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import tenacity
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport
from protego import Protego

from collect import contents
from collect.addresses import PORTS, PinnedTransport, allowed, not_of_the_register
from collect.contents import Fetched, Kind, Validators
from collect.errors import CollectError, PaperRefusedError, RefusedError, UnreachableError
from collect.manners import Turn, turn_at
from collect.register import CONTACT, Panel
from copperbottom import paths

ATTEMPTS = 3
LEAST_BACKOFF_SECONDS = 0.2
MOST_BACKOFF_SECONDS = 60.0
MOST_REDIRECTS = 5
MOST_FAILURES = 3
"""Papers in a row that a host may fail to give before the visit ends."""
LISTING_BYTES = 20_000_000
ROBOTS_BYTES = 500_000
CACHE_BYTES = 200_000_000
REFUSALS = {401: "asks for a login", 403: "does not allow it", 429: "asks for fewer requests"}
AGENT = "copperbottom"
Answer = TypeVar("Answer")


class _PassingError(Exception):
    """Something that may pass: worth another attempt."""


class Visit:
    """The open visit. Made by `visit`."""

    def __init__(self, panel: Panel, turn: Turn, listings: httpx.Client, papers: httpx.Client) -> None:
        self.panel = panel
        self.turn = turn
        self.hosts = hosts_of(panel)
        self._listings = listings
        self._papers = papers
        self._robots: dict[str, Protego] = {}
        self._failures = 0

    def listing(self, address: str) -> tuple[bytes, str]:
        """A page that lists papers, and the encoding that its server names ('' for none).

        Raises RefusedError or UnreachableError, which end the visit; CollectError where there is no such page.
        """
        self._obey_robots(address)

        def attempt() -> tuple[bytes, str]:
            with self._asked(self._listings, address, {"Cache-Control": "no-cache"}) as response:
                if response.status_code != 200:
                    raise CollectError(
                        f"{address} gives no list of papers ({response.status_code}): check the panel's address, "
                        "committee and kind in the register."
                    )
                return self._whole(response, LISTING_BYTES), response.charset_encoding or ""

        return self._with_patience(attempt, address)

    def paper(self, address: str, known: Validators, into: Path) -> Fetched | None:
        """Stream a paper into a file, or None where the known version is still the present one.

        Raises PaperRefusedError for what is not taken, and what ends the visit.
        """
        self._obey_robots(address)
        try:
            found = self._with_patience(lambda: self._download(address, known, into), address)
        except UnreachableError as error:
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                raise
            raise PaperRefusedError(error.reason) from error
        self._failures = 0
        return found

    def _download(self, address: str, known: Validators, into: Path) -> Fetched | None:
        until = time.monotonic() + self.panel.paper_seconds
        with self._asked(self._papers, address, {"Accept-Encoding": "identity"} | known.headers) as response:
            if response.status_code == 304 and known.headers:
                return None
            if response.status_code != 200:
                raise PaperRefusedError(
                    f"The address gives no paper ({response.status_code}): see whether it was moved."
                )
            self._fits(response.headers.get("content-length", ""))
            head, size, digest = b"", 0, hashlib.sha256()
            with into.open("wb") as file:
                for chunk in response.iter_bytes():
                    size += len(chunk)
                    if len(head) < contents.HEAD_BYTES:
                        head += chunk
                        if len(head) >= contents.HEAD_BYTES:
                            _promised(head, address)
                    self._fits(str(size))
                    if time.monotonic() > until:
                        raise PaperRefusedError(
                            f"It took longer than {self.panel.paper_seconds:,.0f} seconds to come: collect again later."
                        )
                    digest.update(chunk)
                    file.write(chunk)
            kind = _promised(head, address)
            reason = contents.broken(kind, into)
            if reason:
                raise PaperRefusedError(reason)
            validators = Validators(response.headers.get("etag"), response.headers.get("last-modified"))
            return Fetched(into, digest.hexdigest(), size, kind, validators)

    def _fits(self, size: str) -> None:
        if size.isdigit() and int(size) > self.panel.max_bytes:
            raise PaperRefusedError(
                f"It has more than the {self.panel.max_megabytes:,.0f} MB that a paper may have: list its parts alone."
            )

    def _with_patience(self, attempt: Callable[[], Answer], address: str) -> Answer:
        backoff = max(self.turn.pause_seconds, LEAST_BACKOFF_SECONDS)
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_exponential(multiplier=backoff, max=MOST_BACKOFF_SECONDS),
            retry=tenacity.retry_if_exception_type((_PassingError, httpx.RequestError)),
            reraise=True,
        )
        try:
            return retrying(attempt)
        except httpx.InvalidURL as error:
            raise PaperRefusedError(f"The address, or one that it leads to, is none ({error}): check it.") from error
        except (_PassingError, httpx.RequestError) as error:
            words = str(error) or type(error).__name__
            raise UnreachableError(
                f"{address} could not be fetched in {ATTEMPTS} attempts ({words}): collect again later."
            ) from error

    @contextmanager
    def _asked(self, client: httpx.Client, address: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """The answer to a request, its body unread; redirects followed as far as the register's hosts reach."""
        for _ in range(MOST_REDIRECTS + 1):
            if not allowed(address, self.hosts):
                raise PaperRefusedError(not_of_the_register(address))
            self.turn.wait()
            with client.stream("GET", address, headers=headers) as response:
                self._heed(response, address)
                if not response.has_redirect_location:
                    yield response
                    return
                target = str(response.url.join(response.headers["location"]))
            if urlsplit(address).scheme == "https" and urlsplit(target).scheme == "http":
                raise PaperRefusedError(
                    "The address leads from a secure one to one that is not: look at it in a browser."
                )
            address = target
            self._obey_robots(address)
        raise PaperRefusedError(
            f"The address leads on and on, more than {MOST_REDIRECTS} times: look at it in a browser."
        )

    def _heed(self, response: httpx.Response, address: str) -> None:
        """Raise what a status means, where it is neither an answer nor a redirect."""
        status, retry_after = response.status_code, response.headers.get("retry-after")
        if status in REFUSALS:
            self.turn.leave_alone(retry_after)
            raise RefusedError(
                f"{self.turn.host} {REFUSALS[status]} ({status} for {urlsplit(address).path}), and the visit ended "
                f"there. {self._what_to_do(status, address)}"
            )
        if status == 503 and retry_after:
            self.turn.leave_alone(retry_after)
            raise RefusedError(f"{self.turn.host} is closed for a while ({status}): collect again later.")
        if status >= 500:
            raise _PassingError(f"status {status}")

    def _what_to_do(self, status: int, address: str) -> str:
        if status == 429:
            return "Collect again later, with a longer `pause_seconds` in the register."
        if self.panel.kind == "moderngov" and ".asmx/" in address.lower():
            return "If the host's public pages are open, set `kind: pages` for the panel in the register."
        return "Ask the host's clerk, or take the panel out of the register."

    def _obey_robots(self, address: str) -> None:
        """Raise PaperRefusedError where robots.txt keeps visitors out. It is read once for each visit and host."""
        if not allowed(address, self.hosts):
            raise PaperRefusedError(not_of_the_register(address))
        parts = urlsplit(address)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._robots:
            self._robots[place] = Protego.parse("")
            rules = Protego.parse(self._with_patience(lambda: self._robots_of(place), f"{place}/robots.txt"))
            self._robots[place] = rules
            delay = rules.crawl_delay(AGENT)
            if delay:
                self.turn.pause_seconds = max(self.turn.pause_seconds, float(delay))
        if not self._robots[place].can_fetch(address, AGENT):
            raise PaperRefusedError(
                "The host's robots.txt keeps visitors out of this address: ask its clerk for the paper."
            )

    def _robots_of(self, place: str) -> str:
        with self._asked(self._papers, f"{place}/robots.txt", {}) as response:
            if response.status_code != 200:
                return ""
            return self._whole(response, ROBOTS_BYTES).decode("utf-8", "replace")

    def _whole(self, response: httpx.Response, most: int) -> bytes:
        until = time.monotonic() + self.panel.paper_seconds
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > most or time.monotonic() > until:
                raise CollectError(
                    f"{self.turn.host} gives a list that is too long or too slow: check the register's address."
                )
        return bytes(body)


@contextmanager
def visit(panel: Panel, tell: Callable[[str], None]) -> Iterator[Visit]:
    """A visit of a panel's host, when its turn comes. Raises RefusedError, or CollectError without a contact."""
    headers = {"User-Agent": user_agent(panel)}
    with turn_at(panel.host, panel.pause_seconds, tell) as turn:
        storage = SqliteStorage(
            database_path=paths.cache() / "hosts" / "listings.db", max_size=CACHE_BYTES, max_stream_size=LISTING_BYTES
        )

        def transport() -> PinnedTransport:
            return PinnedTransport(sorted(hosts_of(panel)), private_network=panel.private_network)

        cached = CacheTransport(transport(), storage=storage, rfc=CacheOptions(shared=False))
        timeout = httpx.Timeout(panel.timeout_seconds)
        with (
            httpx.Client(transport=cached, headers=headers, timeout=timeout, trust_env=False) as listings,
            httpx.Client(transport=transport(), headers=headers, timeout=timeout, trust_env=False) as papers,
        ):
            yield Visit(panel, turn, listings, papers)


def _promised(head: bytes, address: str) -> Kind:
    """The kind of a paper by its first bytes. Raises PaperRefusedError for what is none, or not what was promised."""
    if not head:
        raise PaperRefusedError("The paper is empty: collect again later.")
    kind = contents.kind_of(head)
    reason = contents.unfit(kind, address)
    if kind is None or reason:
        raise PaperRefusedError(reason or "")
    return kind


def hosts_of(panel: Panel) -> frozenset[str]:
    """The hosts that a panel's papers may come from, as `name` or `name:port`."""
    found = set()
    for address in (panel.address, *panel.addresses):
        parts = urlsplit(address)
        if parts.hostname:
            usual = parts.port in (None, PORTS[parts.scheme])
            found.add(parts.hostname if usual else f"{parts.hostname}:{parts.port}")
    return frozenset(found | {host.lower() for host in panel.hosts})


def user_agent(panel: Panel) -> str:
    """The name that a visitor gives. Raises CollectError where the register names no contact."""
    if not panel.contact:
        raise CollectError(
            "Hosts are told who visits them, and the register names nobody: "
            f"set ${CONTACT} to an e-mail address or web page of yours, or write `contact:` in the register."
        )
    plain = "".join(letter for letter in panel.contact if letter.isprintable() and letter.isascii())
    return f"{AGENT}/{version('copperbottom')} (+{plain})"
