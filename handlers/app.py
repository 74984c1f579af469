"""The Bolt app: every listener registered, and one place for what nobody foresaw."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers import actions, commands, views
from handlers.catalogue import Texts, pick_locale, texts
from handlers.replies import first_input, tell
from handlers.slack.errors import TriggerExpired
from handlers.surface import Surface, sender

log = structlog.get_logger(__name__)

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
    client = AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[], timeout=10)
    app = AsyncApp(
        client=client,
        logger=_bolt_log,
        signing_secret=signing_secret or secrets.token_hex(),
        request_verification_enabled=signing_secret is not None,
        raise_error_for_unhandled_request=False,
    )
    for group in (commands, views, actions):
        group.register(app, surface)
    app.error(_error_handler(surface))
    return app


def _error_handler(surface: Surface) -> Any:
    async def handle_error(
        error: Exception, body: dict[str, Any], response: BoltResponse | None
    ) -> BoltResponse | None:
        """Tell whoever waits what happened; `response` is there while nothing was acknowledged."""
        reference, kind = secrets.token_hex(4), str(body.get("type") or "command")
        said = await _texts_of(surface, body)
        if isinstance(error, TriggerExpired):
            log.warning("trigger expired", kind=kind)
            text = said.say("problem.trigger_expired")
        else:
            log.error("handler failed", reference=reference, kind=kind, exc_info=error)
            text = said.say("problem.something_broke", reference=reference)
        answer = _answer(kind, body, text) if response is not None else None
        if answer is None or kind == "block_actions":
            team_id, user_id = sender(body)
            await tell(surface.slack, {**body, "user": {"id": user_id, "team_id": team_id}}, text)
        return answer

    return handle_error


def _answer(kind: str, body: dict[str, Any], text: str) -> BoltResponse:
    """An acknowledgement that carries the bad news itself, so that nothing typed is lost."""
    if kind == "view_submission":
        errors = {first_input(body["view"]): text}
        return BoltResponse(status=200, body={"response_action": "errors", "errors": errors})
    if kind == "block_suggestion":
        return BoltResponse(status=200, body={"options": []})
    if kind == "command":
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})
    return BoltResponse(status=200, body="")


async def _texts_of(surface: Surface, body: dict[str, Any]) -> Texts:
    """Texts in the language last known of whoever waits; English when nothing is."""
    try:
        known = await surface.desk.storage.member(*sender(body))
    except Exception:  # noqa: BLE001  the storage may be what broke
        known = None
    return texts(pick_locale(known.locale)) if known else texts("en")
