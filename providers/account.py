"""One account at one gateway: where it is, with which keys, over which transport."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from providers.availability import Availability
from providers.http import GatewayClient
from providers.pace import Pace
from providers.profile import Profile


@dataclass(frozen=True, kw_only=True)
class Account:
    """What an adapter is built from; `keys` and `bases` are by variable name, `now` in seconds since 1970,
    `clock` in seconds since anything.
    """

    profile: Profile
    keys: Mapping[str, str] = field(repr=False)
    bases: Mapping[str, str] = field(default_factory=dict)
    transport: httpx.AsyncBaseTransport | None = field(default=None, repr=False)
    total_seconds: float = 30.0
    connections: int = 64
    now: Callable[[], float] = field(default=time.time, repr=False)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    availability: Availability | None = field(default=None, repr=False)

    @property
    def key(self) -> str:
        return self.keys[self.profile.key_variable].strip()

    @property
    def base_url(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return (self.bases.get(self.profile.base_variable) or self.profile.base_url).rstrip("/")

    @property
    def plain_http(self) -> bool:
        """True for stand-ins, whose own links are http too."""
        return self.base_url.startswith("http://")

    def client(self, auth: httpx.Auth | None = None) -> GatewayClient:
        """Make the one bounded client of this account; `auth` replaces `Authorization: Bearer`."""
        return GatewayClient(
            self.profile.name,
            self.base_url,
            self.key,
            auth=auth,
            transport=self.transport,
            total_seconds=self.total_seconds,
            connections=self.connections,
            now=self.now,
            pace=Pace(self.profile.rates, now=self.clock),
            availability=self.availability,
        )
