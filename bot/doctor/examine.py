"""Every check, in the order in which one would mend things."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.doctor.asking import SlackAsker
from bot.doctor.deliveries import deliveries
from bot.doctor.findings import Finding, unseen
from bot.doctor.gateways import gateways
from bot.doctor.machine import data_folder, settings_findings
from bot.doctor.manifest_drift import drift
from bot.doctor.reach import public_address
from bot.doctor.workspace import app_token, bot_token, channels
from bot.settings import Settings, read_settings
from handlers.slack.session import open_slack_session
from providers.registry import build_providers


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What to look at besides the settings; `now` answers seconds since 1970."""

    channels: Sequence[str] = ()
    manifest: Path | None = None
    now: Callable[[], float] = time.time


async def examine(wish: Wish) -> AsyncIterator[Finding]:
    """Look at all that can be looked at; changes nothing, here or in Slack, and orders nothing."""
    settings, lines = read_settings()
    for finding in settings_findings(lines):
        yield finding
    if settings is None:
        yield unseen("everything else", "is looked at once the settings can be read")
        return
    for finding in data_folder(settings.environment):
        yield finding
    async with open_slack_session() as session:
        async for finding in _slack(settings, wish, session):
            yield finding
        async for finding in public_address(settings.environment, session):
            yield finding
        async for finding in deliveries(settings.environment, session):
            yield finding
    async for finding in _gateways(settings):
        yield finding


async def _slack(settings: Settings, wish: Wish, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    environment = settings.environment
    if environment.slack_bot_token is not None:
        ask = SlackAsker(
            session, environment.slack_api_url, environment.slack_bot_token.get_secret_value(), wish.now
        )
        async for finding in bot_token(ask):
            yield finding
        async for finding in channels(ask, wish.channels):
            yield finding
    if environment.slack_app_token is not None:
        ask = SlackAsker(session, environment.slack_api_url, environment.slack_app_token.get_secret_value())
        async for finding in app_token(ask):
            yield finding
    base = None if environment.socket_mode else (environment.public_url or "").rstrip("/")
    if base == "":
        yield unseen("manifest", "Slack calls an address that is not set", "set LIKENESS_PUBLIC_URL first")
        return
    for finding in drift(wish.manifest, base):
        yield finding


async def _gateways(settings: Settings) -> AsyncIterator[Finding]:
    providers = build_providers(settings.providers.keys, settings.providers.bases)
    try:
        async for finding in gateways(providers):
            yield finding
    finally:
        for provider in providers.values():
            await provider.aclose()
