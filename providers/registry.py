"""All gateways that Likeness knows: adding one is one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from providers import (
    apimart_profile,
    jimmyai_profile,
    kyyvideo2_profile,
    pomex_profile,
    sd2_manxue_profile,
)
from providers.account import Account
from providers.apimart import ApimartProvider
from providers.availability import Availability
from providers.face import Provider
from providers.jimmyai import JimmyAIProvider
from providers.kyyvideo2 import KyyVideo2Provider
from providers.pomex import PomexProvider
from providers.profile import Profile
from providers.sd2_manxue import Sd2ManxueProvider


@dataclass(frozen=True, kw_only=True)
class ProviderEntry:
    """A gateway's profile and how its adapter is built."""

    profile: Profile
    build: Callable[[Account], Provider]


PROVIDERS: dict[str, ProviderEntry] = {
    entry.profile.name: entry
    for entry in (
        ProviderEntry(profile=kyyvideo2_profile.PROFILE, build=KyyVideo2Provider),
        ProviderEntry(profile=sd2_manxue_profile.PROFILE, build=Sd2ManxueProvider),
        ProviderEntry(profile=apimart_profile.PROFILE, build=ApimartProvider),
        ProviderEntry(profile=jimmyai_profile.PROFILE, build=JimmyAIProvider),
        ProviderEntry(profile=pomex_profile.PROFILE, build=PomexProvider),
    )
}


def build_providers(
    keys: Mapping[str, str],
    bases: Mapping[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    total_seconds: float = 30.0,
    connections: int = 64,
    availabilities: Mapping[str, Availability] | None = None,
) -> dict[str, Provider]:
    """Build each gateway whose key variable holds a key; `keys` and `bases` are by variable name.

    One bounded client per gateway account, with `connections` calls at once of `total_seconds` each;
    `availabilities` are by gateway.
    """
    return {
        name: entry.build(
            Account(
                profile=entry.profile,
                keys=keys,
                bases=bases,
                transport=transport,
                total_seconds=total_seconds,
                connections=connections,
                availability=(availabilities or {}).get(name),
            )
        )
        for name, entry in PROVIDERS.items()
        if keys.get(entry.profile.key_variable, "").strip()
    }
