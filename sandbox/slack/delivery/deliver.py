"""One delivery with its faults and its journal entry, and events with their retries."""

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery.ack import FAILED, TIMED_OUT, Ack, Kind
from sandbox.slack.model.clock import new_id
from sandbox.slack.model.people import APP_ID, BOT_USER, TEAM_ID
from sandbox.slack.scopes import EVENT_SCOPES

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

VERIFICATION_TOKEN = "local-verification-token"  # noqa: S105  a legacy field of every payload, no secret


async def deliver(
    ws: "Workspace", kind: Kind, payload: dict[str, Any], *, attempt: int = 0, reason: str = ""
) -> Ack:
    """Send one payload to the app and write it into the journal."""
    fault = ws.faults.take(kind)
    word = fault.fault if fault else ""
    if fault and word == "late":
        await asyncio.sleep(fault.seconds)
    if word in ("lost", "reset"):
        ack = Ack(error=FAILED, retry_reason="connection_failed")
    elif word in ("429", "500") or word.startswith("error:"):
        ack = Ack(error=word.removeprefix("error:") if ":" in word else FAILED, retry_reason="http_error")
    else:
        ack = await ws.carrier.send(kind, payload, attempt=attempt, reason=reason)
        if word == "double":
            ack = await ws.carrier.send(kind, payload, attempt=attempt, reason=reason)
    answer = {"ok": ack.ok, "error": ack.error, "body": ack.body}
    ws.journal.add("delivery", kind, payload, answer, attempt=attempt, fault=word)
    return ack


def emit(ws: "Workspace", event: dict[str, Any], *, named: str = "") -> None:
    """Send an event if the manifest subscribes to it (as `named`, if given) and holds its scope."""
    name = named or event["type"]
    scopes = EVENT_SCOPES[name]
    if name not in ws.manifest.events or (scopes and not ws.manifest.scopes.intersection(scopes)):
        return
    stamp = ws.clock.stamp()
    payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": {**event, "event_ts": stamp},
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(float(stamp)),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{new_id('')}",
    }
    ws.spawn(_with_retries(ws, payload))


async def _with_retries(ws: "Workspace", payload: dict[str, Any]) -> None:
    ack = await deliver(ws, "events_api", payload)
    for attempt, wait in enumerate(ws.options.event_retry_seconds, start=1):
        if ack.ok or ack.no_retry:
            return
        await asyncio.sleep(wait)
        ack = await deliver(ws, "events_api", payload, attempt=attempt, reason=ack.retry_reason)


def failure_text(name: str, ack: Ack) -> str:
    """What Slack tells the person whose command or click went unanswered."""
    error = ack.error or TIMED_OUT
    return f'{name} failed with the error "{error}"'
