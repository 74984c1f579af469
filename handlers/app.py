"""The Bolt app: every listener registered, and one place for what nobody foresaw."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from handlers import actions, commands, views
from handlers.catalogue import texts
from handlers.replies import tell
from handlers.slack.errors import TriggerExpired
from handlers.surface import Surface

log = structlog.get_logger(__name__)

# Bolt also reads the token from the environment and warns that the client has its own.
_bolt_log = logging.getLogger("handlers.bolt")
_bolt_log.addFilter(lambda record: "`token` will be unused" not in record.getMessage())


def create_app(surface: Surface, *, token: str, signing_secret: str | None, base_url: str) -> AsyncApp:
    """An app that answers commands, forms, buttons and option look-ups; nothing happens at import."""
    client = AsyncWebClient(token=token, base_url=base_url, retry_handlers=[], timeout=10)
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
    async def handle_error(error: Exception, body: dict[str, Any], context: AsyncBoltContext) -> None:
        del context
        reference = secrets.token_hex(4)
        log.error("handler failed", reference=reference, kind=body.get("type"), exc_info=error)
        key = "trigger_expired" if isinstance(error, TriggerExpired) else "something_broke"
        user = body.get("user") or {"id": body.get("user_id")}
        if user.get("id"):
            text = texts("en").say(f"problem.{key}", reference=reference)
            await tell(surface.slack, {**body, "user": user}, text)

    return handle_error
