"""Where a collector can be led, and what it may be made to open: nowhere and nothing but what the register says."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_panel import Collected, Refused, pdf

from collect import moderngov_pages
from collect.addresses import allowed, is_public, resolve, resolved
from collect.documents import LONGEST_TITLE, Meeting, plain_title
from collect.errors import CollectError, RefusedError
from collect.landing import PAPER_NAME, Entry, Version
from collect.moderngov_service import read_documents, read_meetings
from samples.site import Paper, Site, serving

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
