"""Slash commands."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers import ids
from handlers.commands.asset import handle_asset
from handlers.commands.likeness import handle_likeness
from handlers.commands.video import handle_video
from handlers.listening import bind
from handlers.surface import Surface


def register(app: AsyncApp, surface: Surface) -> None:
    app.command(ids.COMMAND_ASSET)(bind(handle_asset, surface))
    app.command(ids.COMMAND_VIDEO)(bind(handle_video, surface))
    app.command(ids.COMMAND_LIKENESS)(bind(handle_likeness, surface))
