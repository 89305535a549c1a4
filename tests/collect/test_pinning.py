"""Connections go to the address that was checked, and are still made to the name: its certificate, its Host header."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from collect import addresses
from collect.addresses import PinnedTransport
from collect.errors import RefusedError
from samples.site import LOOPBACK, Handler, Site, serving

NAME = "panel.example"


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for a name, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(*form))
    return public, private


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that were resolved; each is this machine."""
    names: list[str] = []

    def resolve(host: str, port: int, *, private_network: bool) -> list[str]:
        names.append(host)
        return [LOOPBACK]

    monkeypatch.setattr(addresses, "resolve", resolve)
    return names


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site behind TLS, with a certificate for its name that this process trusts."""
    public, private = certificate(tmp_path, NAME)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    hosts: list[str] = []

    def answer(handler: Handler) -> None:
        hosts.append(handler.headers["Host"])
        handler.give(200, hosts[-1].encode())

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    with serving(Site(listing_answer=answer), context=context) as served:
        yield served


def client(*hosts: str) -> httpx.Client:
    return httpx.Client(transport=PinnedTransport(hosts, private_network=True), trust_env=False)


def test_the_certificate_and_the_host_are_those_of_the_name(site: Site, asked: list[str]) -> None:
    port = site.address.rpartition(":")[2]
    with client(f"{NAME}:{port}") as pinned:
        assert pinned.get(f"https://{NAME}:{port}/x").text == f"{NAME}:{port}"
    assert asked == [NAME]


def test_a_certificate_of_another_name_is_refused(site: Site, asked: list[str]) -> None:
    port = site.address.rpartition(":")[2]
    with client(f"other.example:{port}") as pinned, pytest.raises(httpx.ConnectError, match=r"other\.example"):
        pinned.get(f"https://other.example:{port}/x")


def test_another_host_is_not_even_resolved(site: Site, asked: list[str]) -> None:
    with client(NAME) as pinned, pytest.raises(RefusedError, match=r"other\.example"):
        pinned.get("https://other.example/x")
    assert asked == []
