"""The address guard: users' links connect only to public addresses that were checked."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import AddrInfoType

from workflow.links import is_loopback_host, link_problem

__all__ = ["GuardedResolver", "PrivateAddressError", "guarded_session", "is_public", "link_problem"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT; some clouds keep their metadata there
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host, reachable from every machine in it
        "169.254.0.0/16",  # link-local and cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")  # leaves out mapped, NAT64, unique local, link-local, multicast
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo and ORCHID among them
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries any IPv4 address
        "3fff::/20",
    )
)


class PrivateAddressError(OSError):
    """A name led to an address that is not public."""


def is_public(address: Address) -> bool:
    """Whether an address is reachable from the whole internet and carries no other address inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def may_connect(address: str, *, allow_loopback: bool) -> bool:
    """Whether a numeric address may be connected to."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    return is_public(parsed) or (allow_loopback and parsed.is_loopback)


class GuardedResolver(AbstractResolver):
    """Looks names up with the system's resolver and refuses a name of whose addresses any is not public."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self._allow_loopback = allow_loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of `host`; raises PrivateAddressError, or OSError when there is none."""
        allow_loopback = self._allow_loopback and is_loopback_host(host.lower().removesuffix("."))
        addresses = await self.look_up(host, port, family)
        if not all(may_connect(address, allow_loopback=allow_loopback) for _, address in addresses):
            raise PrivateAddressError(f"{host} leads to an address that is not public")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=found,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found, address in addresses
        ]

    async def look_up(self, host: str, port: int, family: socket.AddressFamily) -> list[tuple[int, str]]:
        """(family, numeric address) of a name, unchecked."""
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
        )
        return [(kind, str(address[0])) for kind, _, _, _, address in found]

    async def close(self) -> None:
        """Nothing is held."""


def guarded_session(
    *, allow_loopback: bool, resolver: AbstractResolver | None = None, user_agent: str = "Likeness"
) -> aiohttp.ClientSession:
    """A session for users' links: every socket it opens goes to an address that passed the guard.

    It keeps no cookies and reads no proxy settings.
    """

    def checked_socket(found: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = found
        if not may_connect(str(address[0]), allow_loopback=allow_loopback):
            raise PrivateAddressError("the address is not public")
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(
        resolver=resolver or GuardedResolver(allow_loopback=allow_loopback),
        socket_factory=checked_socket,
        use_dns_cache=False,
        limit=20,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        headers={"User-Agent": user_agent, "Accept-Encoding": "identity"},
    )
