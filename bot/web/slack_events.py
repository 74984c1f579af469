"""Slack's deliveries over HTTP: at most 1 MB, signed, handed to the Bolt app."""

from __future__ import annotations

import re

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

BODY_MAX = 1024 * 1024
_TIME = re.compile(r"[0-9]{1,12}", re.ASCII)


class SlackEvents:
    def __init__(self, app: AsyncApp) -> None:
        self._app = app

    async def receive(self, request: web.Request) -> web.Response:
        """Answer a delivery; 413 for a body over 1 MB, 401 for one that Slack did not sign."""
        if (request.content_length or 0) > BODY_MAX:
            raise web.HTTPRequestEntityTooLarge(BODY_MAX, request.content_length or 0)
        if not _TIME.fullmatch(request.headers.get("X-Slack-Request-Timestamp", "0")):
            raise web.HTTPUnauthorized  # Bolt stumbles over a time that is no number
        body = await request.read()
        # The signature is of the bytes: what is no UTF-8 fails it instead of raising here.
        bolt_request = AsyncBoltRequest(
            body=body.decode("utf-8", "replace"),
            query=request.query_string,
            headers=request.headers,  # type: ignore[arg-type]
        )
        response: web.Response = await to_aiohttp_response(await self._app.async_dispatch(bolt_request))
        return response
