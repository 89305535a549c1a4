"""Which addresses may be asked: of the register's hosts only, and never of this machine's own network.

An address that a page gives is somebody else's word. Its host must be one of the register's, redirects
included; and what the name resolves to is checked before the connection is made to that very address, so
that a name which answers differently the second time leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpx

from collect.errors import RefusedError, UnreachableError

SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._"
SAFE_IN_QUERY = SAFE_IN_PATH + "?"
PORTS = {"http": 80, "https": 443}
UNICAST = ipaddress.IPv6Network("2000::/3")
"""What IPv6 has of public addresses; site-local, local NAT64 and all that is reserved lie outside."""
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""NAT64: how a network without IPv4 reaches public IPv4 hosts, and must be able to."""
LAST_32_BITS = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96")))
"""IPv4-compatible, IPv4-mapped and IPv4-translated addresses."""
NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
"""What the `ipaddress` of some Python that we run on takes for public."""


class PinnedTransport(httpx.BaseTransport):
    """Connects only to hosts of a list, at an address that was resolved and checked here.

    `private_network` allows addresses of this machine and its network. Raises RefusedError and UnreachableError.
    """

    def __init__(self, hosts: Sequence[str], *, private_network: bool = False) -> None:
        self.hosts = frozenset(host.lower() for host in hosts)
        self.private_network = private_network
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; its host is resolved anew and the connection goes where the check went."""
        url = request.url
        if not allowed(str(url), self.hosts):
            raise RefusedError(not_of_the_register(str(url)))
        failure: httpx.ConnectError | None = None
        for address in resolve(url.host, url.port or PORTS[url.scheme], private_network=self.private_network):
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers.raw,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": url.host},
            )
            try:
                return self._inner.handle_request(pinned)
            except httpx.ConnectError as error:
                failure = error
        assert failure is not None
        raise failure

    def close(self) -> None:
        """Close all connections."""
        self._inner.close()


def resolve(host: str, port: int, *, private_network: bool = False) -> list[str]:
    """The IP addresses of a host. Raises RefusedError where one is not public, UnreachableError where there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise UnreachableError(f"The name {host} is not known to the network ({error}): check the register.") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if not private_network and not is_public(address):
            raise RefusedError(
                f"{host} is {address}, which is not a public address, and the register does not allow that: "
                "if it is meant, set `private_network: true` for the panel."
            )
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network's; of one that carries another, whether that is."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = _carried(ip)
        if inside is None:
            return ip in UNICAST and ip.is_global and not _is_listed(ip)
        ip = inside
    return ip.is_global and not ip.is_multicast and not _is_listed(ip)


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, by any of the ways from one network to the other."""
    if ip in TRANSLATED or any(ip in network for network in LAST_32_BITS):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _is_listed(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(ip in network for network in NOT_PUBLIC if network.version == ip.version)


def allowed(address: str, hosts: frozenset[str] | set[str]) -> bool:
    """Whether an address is plain HTTP or HTTPS of one of the hosts (`name` or `name:port`), without a login in it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        return False
    with_port = parts.hostname if port in (None, PORTS[parts.scheme]) else f"{parts.hostname}:{port}"
    return with_port in hosts


def not_of_the_register(address: str) -> str:
    """The sentence for an address of another host."""
    host = urlsplit(address).hostname or address
    return f"An address leads to {host}, which the register does not name: if it is meant, add it under `hosts:`."


def resolved(base: str, link: str) -> str:
    """A link of a page as an address: absolute, without its fragment, and safe to send.

    Spaces and letters that no address may have are quoted. An `http:` address of the page's own host gets the
    scheme and port of the page: the web service is known to give such where only `https:` answers. Empty for a link
    that is no address.
    """
    home = urlsplit(base)
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        port = parts.port
    except ValueError:
        return ""
    scheme, netloc = parts.scheme, parts.netloc.lower()
    if parts.hostname == home.hostname and scheme == "http" and port in (None, home.port, 80):
        scheme, netloc = home.scheme, home.netloc.lower()
    path, query = quote(parts.path, safe=SAFE_IN_PATH), quote(parts.query, safe=SAFE_IN_QUERY)
    return urlunsplit((scheme, netloc, path, query, ""))
