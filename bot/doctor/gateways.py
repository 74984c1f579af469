"""The gateways: whether each takes its key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from bot.doctor.findings import Finding, good, problem, unseen, warning
from providers.errors import KeyRefused, NoCredit, ProviderError, Unavailable
from providers.face import Provider
from providers.profile import Profile


async def gateways(providers: Mapping[str, Provider]) -> AsyncIterator[Finding]:
    """One free look-up at each gateway that is on."""
    for finding in await asyncio.gather(*(_gateway(provider) for provider in providers.values())):
        yield finding


async def _gateway(provider: Provider) -> Finding:
    profile = provider.profile
    try:
        await provider.check_key()
    except ProviderError as error:
        return _trouble(profile, error)
    return good("gateway", f"{profile.title} takes the key")


def _trouble(profile: Profile, error: ProviderError) -> Finding:
    match error:
        case KeyRefused():
            return problem(
                "gateway",
                f"{profile.title} refuses the key: {error.detail}",
                f"put the key from the gateway's console into {profile.key_variable}",
            )
        case NoCredit():
            return warning(
                "gateway",
                f"{profile.title} takes the key, but the account has no credit",
                "top the account up in the gateway's console",
            )
        case Unavailable():
            return problem(
                "gateway",
                f"{profile.title} is not reached: {error.detail}",
                f"let this machine reach it; {profile.base_variable} is for stand-ins and mirrors",
            )
    return unseen(
        "gateway",
        f"{profile.title} answered in another way than it documents: {error.detail}",
        "try again later; nothing was ordered",
    )
