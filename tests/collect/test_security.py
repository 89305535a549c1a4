"""Where a collector can be led, and what it may be made to open: nowhere and nothing but what the register says."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_panel import Collected, Refused, pdf

from collect import moderngov_pages
from collect.addresses import PinnedTransport, allowed, is_public, resolve, resolved
from collect.documents import LONGEST_TITLE, Meeting, plain_title
from collect.errors import CollectError, RefusedError
from collect.landing import PAPER_NAME, Entry, Version
from collect.moderngov_service import read_documents, read_meetings
from samples.site import Paper, Site, serving

PRIVATE = ("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "192.0.0.8", "224.0.0.1")
CARRIERS = {
    "NAT64": lambda ip: f"64:ff9b::{ip}",
    "IPv4-mapped": lambda ip: f"::ffff:{ip}",
    "IPv4-compatible": lambda ip: f"::{ip}",
    "IPv4-translated": lambda ip: f"::ffff:0:{ip}",
    "6to4": lambda ip: str(ipaddress.IPv6Address((0x2002 << 112) | (int(ipaddress.IPv4Address(ip)) << 80))),
    "Teredo": lambda ip: str(
        ipaddress.IPv6Address((0x20010000 << 96) | (0x08080808 << 64) | (int(ipaddress.IPv4Address(ip)) ^ 0xFFFFFFFF))
    ),
}
"""Ways to write an IPv4 address as one of IPv6."""
A_MEETING = Meeting(1, dt.date(2025, 2, 6))


@pytest.fixture
def elsewhere() -> Site:
    """Another host: the same machine by another port."""
    return Site()


def test_a_redirect_to_another_host_is_not_followed(run: Collected, refused: Refused, elsewhere: Site) -> None:
    with serving(elsewhere):
        run.site.meetings[0].papers[0].answer = lambda handler: handler.give(302, Location=elsewhere.address + "/a.pdf")
        assert "does not name" in refused()
    assert elsewhere.asked == []


def test_a_redirect_to_a_host_of_the_register_is_followed(run: Collected, elsewhere: Site) -> None:
    elsewhere.meetings = run.site.meetings[1:]
    with serving(elsewhere):
        target = elsewhere.address + elsewhere.paper_path(0, 0)
        run.site.meetings[0].papers[0].answer = lambda handler: handler.give(302, Location=target)
        host = elsewhere.address.removeprefix("http://")
        summary = run(hosts=f'["{host}"]')
    assert summary["refused"] == 0
    assert elsewhere.given == [elsewhere.paper_path(0, 0)]


@pytest.mark.parametrize("way", CARRIERS)
def test_an_address_that_carries_another_is_what_that_is(way: str) -> None:
    for private in PRIVATE:
        assert not is_public(CARRIERS[way](private)), private
    for public in ("8.8.8.8", "151.101.1.1"):
        assert is_public(public)
        assert is_public(CARRIERS[way](public)), public


@pytest.mark.parametrize(
    "address",
    [
        *("64:ff9b:1::7f00:1", "64:ff9b:1:808:8:800::", "fec0::1", "fe80::1%eth0", "fc00::1", "::1", "::", "5f00::1"),
        *("192.0.0.8", "192.0.0.170", "192.88.99.1", "3fff::1", "2001:db8::1", "ff0e::1", "100::1", "240.0.0.1"),
    ],
)
def test_what_is_reserved_or_local_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_hosts_of_today_are_public() -> None:
    assert all(map(is_public, ("2606:4700::1111", "2a00:1450:4009:81f::2004", "13.248.169.48")))


@pytest.mark.parametrize("way", CARRIERS)
def test_no_request_and_no_redirect_goes_to_an_address_inside_another(
    run: Collected, refused: Refused, elsewhere: Site, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The register's host is public, as its DNS says; where it leads to is this machine, in another way of writing."""
    real = socket.getaddrinfo
    hostile = CARRIERS[way]("127.0.0.1")

    def resolve(host: str, *rest: Any, **options: Any) -> list[Any]:
        if host != "inside.example":
            return real(host, *rest, **options)
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (hostile, 80, 0, 0))]

    def public_but_for_what_is_inside(address: str) -> bool:
        return address == "127.0.0.1" or is_public(address)

    monkeypatch.setattr("collect.addresses.socket.getaddrinfo", resolve)
    monkeypatch.setattr("collect.addresses.is_public", public_but_for_what_is_inside)
    with (
        pytest.raises(RefusedError, match="not a public address"),
        httpx.Client(transport=PinnedTransport(["inside.example"]), trust_env=False) as client,
    ):
        client.get("http://inside.example/paper.pdf")
    with serving(elsewhere):
        port = elsewhere.address.rpartition(":")[2]
        run.site.meetings[0].papers[0].answer = lambda handler: handler.give(
            302, Location=f"http://inside.example:{port}/a.pdf"
        )
        summary = run(hosts=f'["inside.example:{port}"]', private_network="false")
    said = " ".join([str(one["reason"]) for one in [*summary["papers"], *summary["ended"]] if one.get("reason")])
    assert f"inside.example is {hostile}, which is not a public address" in said
    assert elsewhere.asked == []


def test_redirects_in_a_circle_end(run: Collected, refused: Refused) -> None:
    path = run.site.paper_path(0, 0)
    run.site.meetings[0].papers[0].answer = lambda handler: handler.give(302, Location=path)
    assert "leads on" in refused()


def test_a_paper_of_another_host_is_not_asked_for(run: Collected, refused: Refused) -> None:
    run.site.meetings[0].papers[0].scheme = "http://other.example/x?"
    assert "does not name" in refused()


def test_a_private_address_is_refused_unless_the_register_allows_it(run: Collected) -> None:
    (ended,) = run(private_network="false")["ended"]
    assert "private_network" in ended["reason"]
    assert run.site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%2",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
    ],
)
def test_no_private_address_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.1", "2606:4700::1111"])
def test_a_public_address_is(address: str) -> None:
    assert is_public(address)


def test_a_name_that_resolves_to_this_machine_is_refused() -> None:
    with pytest.raises(RefusedError, match="localhost"):
        resolve("localhost", 80)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "http://b.example/",
        "http://user:pass@a.example/",
        "https://a.example:99/",
        "http://a.example.evil.example/",
        "//a.example/x",
        "http://[::1/",
        "http://a.example:x/",
    ],
)
def test_addresses_beside_the_register_are_not_allowed(address: str) -> None:
    assert not allowed(address, {"a.example"})


def test_addresses_of_the_register_are_allowed() -> None:
    assert allowed("https://a.example/documents/s1/x.pdf", {"a.example"})
    assert allowed("https://a.example:443/x", {"a.example"})
    assert allowed("http://a.example:8080/x", {"a.example:8080"})


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("http://a.example/documents/s1/A B.pdf", "https://a.example/documents/s1/A%20B.pdf"),
        ("documents/s1/A%20B.pdf#page=2", "https://a.example/documents/s1/A%20B.pdf"),
        ("http://b.example/x.pdf", "http://b.example/x.pdf"),
        ("  /documents/s1/£.pdf ", "https://a.example/documents/s1/%C2%A3.pdf"),
    ],
)
def test_addresses_of_the_service_get_the_scheme_of_the_panel(link: str, address: str) -> None:
    assert resolved("https://a.example/", link) == address


def test_no_name_of_a_landed_file_comes_from_outside(run: Collected) -> None:
    run.site.meetings[0].papers.append(Paper("../../../etc/finance", pdf("climbs")))
    run.site.meetings[0].papers.append(Paper("finance\x00\n; rm -rf ~", pdf("shell")))
    run()
    root = Path(run.landing.root)
    assert len(run.papers()) == 4
    assert all(PAPER_NAME.fullmatch(path.name) for path in run.papers())
    assert {path.parent for path in root.rglob("*.json")} == {root / ".manifest"}
    assert all("/" not in entry.name and "\x00" not in entry.name for entry in run.landing.entries().values())


def test_an_entity_is_never_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    answer = f"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}"><!ENTITY b "bbbb">]>
    <getmeeting><agendaitem><agendaitemtitle>&s;&b;</agendaitemtitle><linkeddoc><title>&s; budget</title>
    <url>http://a.example/&s;.pdf</url></linkeddoc></agendaitem></getmeeting>"""
    ((address, _, title, item),) = read_documents(answer.encode())
    assert "secret" not in f"{address}{title}{item}"
    assert "bbbb" not in item
    assert "budget" in title


def test_entities_within_entities_do_not_explode() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    answer = f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><meeting><meetingid>1</meetingid><meetingdate>&e9;</meetingdate>'
    assert read_meetings(answer.encode()) == []


@given(st.text())
def test_a_title_is_one_short_printable_line(text: str) -> None:
    title = plain_title(text)
    assert len(title) <= LONGEST_TITLE
    assert title.isprintable()
    version = Version("0" * 64, 1, ".pdf", "application/pdf", "")
    name = Entry("", "Panel", "", title, None, "", "", "", versions=(version,)).name
    assert not set(name) & set('/\\:*?"<>|')
    assert name.endswith(".pdf")


@given(st.binary())
def test_no_page_breaks_the_reader_of_pages(page: bytes) -> None:
    with suppress(CollectError):
        assert moderngov_pages.read_documents(page, "", "https://panel.example/p", A_MEETING, []) == []


@pytest.mark.parametrize(
    "link", ["http://[", "//[::1", "http://a:b:c/documents/s1/x.pdf", "documents/s1/%ZZ.pdf", "\x01"]
)
def test_no_link_breaks_the_reader_of_pages(link: str) -> None:
    page = f'<a href="{link}">Budget</a><a href="documents/s2/good.pdf">Budget</a>'.encode()
    found = moderngov_pages.read_documents(page, "", "https://panel.example/p", A_MEETING, [])
    assert "https://panel.example/documents/s2/good.pdf" in [document.address for document in found]


@pytest.mark.parametrize("link", ["http://[", "http://a:b:c/x.pdf", "javascript:alert(1)", "mailto:a@b.example"])
def test_a_link_that_is_no_address_of_a_host_is_not_allowed(link: str) -> None:
    assert not allowed(resolved("https://panel.example/", link), {"panel.example"})


@given(st.binary())
def test_no_answer_breaks_the_reader_of_the_service(answer: bytes) -> None:
    assert isinstance(read_documents(answer), list)
    assert isinstance(read_meetings(answer), list)
