"""What nobody foresaw: the log gets the whole story under a reference, whoever waits one sentence with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import structlog

from handlers.catalogue import Texts, pick_locale, texts
from handlers.replies import first_input, tell
from handlers.slack.errors import TriggerExpired
from handlers.surface import Surface, sender
from storage.errors import StorageFull, StorageReadOnly

log = structlog.get_logger(__name__)

Acknowledgement = dict[str, Any]


async def explain(surface: Surface, error: Exception, body: Mapping[str, Any]) -> str:
    """The sentence for whoever waits, in the language last known of him; the error goes to the log."""
    said, kind = await _texts_of(surface, body), _kind(body)
    if isinstance(error, TriggerExpired):
        log.warning("trigger expired", kind=kind)
        return said.say("problem.trigger_expired")
    if isinstance(error, StorageFull | StorageReadOnly):
        log.error("nothing can be written", kind=kind, error=str(error))
        return said.say("problem.cannot_write")
    reference = secrets.token_hex(4)
    log.error("handler failed", reference=reference, kind=kind, exc_info=error)
    return said.say("problem.something_broke", reference=reference)


async def tell_trouble(surface: Surface, error: Exception, body: Mapping[str, Any]) -> None:
    """Explain privately what was acknowledged already."""
    _, user_id = sender(body)
    text = await explain(surface, error, body)
    await tell(surface.slack, {**body, "user": {"id": user_id}}, text)


async def acknowledge_trouble(
    surface: Surface, error: Exception, body: Mapping[str, Any]
) -> Acknowledgement | None:
    """An acknowledgement that carries the sentence itself, so that nothing typed is lost; None: empty."""
    if _kind(body) not in ("view_submission", "block_suggestion", "command"):
        await tell_trouble(surface, error, body)
        return None
    text = await explain(surface, error, body)
    match _kind(body):
        case "view_submission":
            return {"response_action": "errors", "errors": {first_input(body["view"]): text}}
        case "block_suggestion":
            return {"options": []}
    return {"response_type": "ephemeral", "text": text}


def _kind(body: Mapping[str, Any]) -> str:
    return str(body.get("type") or "command")


async def _texts_of(surface: Surface, body: Mapping[str, Any]) -> Texts:
    try:
        known = await surface.desk.storage.member(*sender(body))
    except Exception:  # noqa: BLE001  the storage may be what broke
        known = None
    return texts(pick_locale(known.locale)) if known else texts("en")
