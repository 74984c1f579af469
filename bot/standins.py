"""The stand-ins as processes of their own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import click

from bot.manifest import manifest as our_manifest
from bot.run import stop_on_signals
from sandbox import providers, slack


async def serve_providers(
    port: int, *, review_seconds: float, video_seconds: float, variant: str | None
) -> None:
    """Serve the simulated gateways until told to stop."""
    options = providers.GatewayOptions(
        review_seconds=review_seconds, video_seconds=video_seconds, variant=variant
    )
    await _until_stopped(await providers.serve(port, options))


async def serve_slack(port: int, *, events_url: str | None, manifest: Path | None) -> None:
    """Serve the local workspace until told to stop."""
    data = slack.load_manifest(manifest) if manifest else _ours(events_url)
    options = slack.SlackOptions(manifest=data, events_url=events_url)
    await _until_stopped(await slack.serve(port, options))


def _ours(events_url: str | None) -> dict[str, Any]:
    base = events_url.removesuffix("/slack/events") if events_url else None
    return our_manifest(base)


async def _until_stopped(served: tuple[Any, str]) -> None:
    runner, url = served
    stop = asyncio.Event()
    stop_on_signals(stop)
    click.echo(f"ready {url}")
    try:
        await stop.wait()
    finally:
        await runner.cleanup()
