"""The Bolt app: every listener registered, and one place for what nobody foresaw."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers import actions, commands, events, home, shortcuts, views
from handlers.catalogue import LOCALES, preload, texts
from handlers.surface import Surface
from handlers.trouble import acknowledge_trouble

# Bolt also reads the token from the environment and warns that the client has its own.
_bolt_log = logging.getLogger("handlers.bolt")
_bolt_log.addFilter(lambda record: "`token` will be unused" not in record.getMessage())


def create_app(
    surface: Surface,
    *,
    token: str,
    signing_secret: str | None,
    base_url: str,
    session: aiohttp.ClientSession | None = None,
) -> AsyncApp:
    """An app that answers commands, forms, buttons and option look-ups; nothing happens at import.

    Without a signing secret (Socket Mode) requests are taken as they come; `session` stays the caller's.
    """
    _read_texts()
    client = AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[], timeout=10)
    app = AsyncApp(
        name="likeness",  # else Bolt reads every source file on the stack to find one
        client=client,
        logger=_bolt_log,
        signing_secret=signing_secret or secrets.token_hex(),
        request_verification_enabled=signing_secret is not None,
        raise_error_for_unhandled_request=False,
    )
    for group in (commands, views, actions, events, home, shortcuts):
        group.register(app, surface)

    async def handle_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Nothing was acknowledged yet: what comes after an acknowledgement ends in `bind`."""
        return BoltResponse(status=200, body=await acknowledge_trouble(surface, error, body) or "")

    app.error(handle_error)
    return app


def _read_texts() -> None:
    """Read all texts, and what Babel knows of their languages, before anybody waits for it."""
    preload()
    for locale in LOCALES:
        said = texts(locale)
        said.date(0)
        said.listing(["1", "2", "3"])
