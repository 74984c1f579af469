"""Slash commands and shortcuts."""

from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery.ack import Ack
from sandbox.slack.delivery.deliver import VERIFICATION_TOKEN, deliver, failure_text
from sandbox.slack.errors import PageError, SlackError
from sandbox.slack.interactions.payloads import channel_name, common, seen_channel
from sandbox.slack.interactions.responses import respond
from sandbox.slack.model.hooks import ResponseUrl
from sandbox.slack.model.people import APP_ID, TEAM_DOMAIN, TEAM_ID
from sandbox.slack.render import api_message, page_message
from sandbox.slack.wire import command_text

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


async def run_command(ws: "Workspace", user: str, wanted: str, typed: str) -> dict[str, Any]:
    """Send a command and wait for its acknowledgement; answers the page."""
    channel = seen_channel(ws, user, wanted)
    if user not in channel.members:
        raise PageError(f"{user} is not in #{channel.name}")
    name, _, rest = typed.strip().partition(" ")
    command = ws.manifest.commands.get(name)
    if command is None or "commands" not in ws.manifest.scopes:
        return {"ok": False, "error": f"{name} is not a valid command."}
    person = ws.people.get(user)
    hook = ws.hooks.make(user, channel.id)
    payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user,
        "user_name": person.name,
        "command": name,
        "text": command_text(ws, rest.strip(), should_escape=command.should_escape),
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": ws.hook_url(hook.token),
        "trigger_id": ws.triggers.make(user, channel=channel.id).id,
    }
    ack = await deliver(ws, "slash_commands", payload)
    if not ack.ok:
        ws.tell(user, failure_text(name, ack))
        return {"ok": False, "error": ack.error}
    return _answer(ws, hook, name, ack)


def _answer(ws: "Workspace", hook: ResponseUrl, name: str, ack: Ack) -> dict[str, Any]:
    body = {"text": ack.body} if isinstance(ack.body, str) else ack.body
    if not isinstance(body, dict) or not (body.get("text") or body.get("blocks")):
        return {"ok": True, "response": None, "channel": hook.channel}
    try:
        message = respond(ws, hook, {"text": body.get("text"), **body})
    except SlackError as problem:
        ws.tell(hook.user, f'{name} failed with the error "{problem.error}"')
        return {"ok": False, "error": problem.error}
    shown = page_message(ws, message) if message else None
    return {"ok": True, "response": shown, "channel": hook.channel}


async def run_shortcut(
    ws: "Workspace", user: str, callback_id: str, wanted: str | None, message_ts: str | None
) -> dict[str, Any]:
    """Send a global shortcut, or a message shortcut for one message."""
    shortcut = ws.manifest.shortcuts.get(callback_id)
    if shortcut is None or "commands" not in ws.manifest.scopes or not ws.manifest.interactivity:
        raise PageError(f"the app has no shortcut {callback_id!r}")
    stamp = ws.clock.stamp()
    if shortcut.type == "global":
        payload = common(ws, "shortcut", user)
        trigger = ws.triggers.make(user)
    else:
        payload = common(ws, "message_action", user) | _message_part(ws, user, wanted, message_ts)
        trigger = ws.triggers.make(user, channel=payload["channel"]["id"])
    payload |= {"action_ts": stamp, "callback_id": callback_id, "trigger_id": trigger.id}
    ack = await deliver(ws, "interactive", payload)
    if not ack.ok:
        ws.tell(user, failure_text(shortcut.name, ack))
        return {"ok": False, "error": ack.error}
    return {"ok": True}


def _message_part(ws: "Workspace", user: str, wanted: str | None, ts: str | None) -> dict[str, Any]:
    channel = seen_channel(ws, user, wanted or "")
    message = ws.messages.seen_by(channel.id, ts or "", user)
    if message is None or message.ephemeral_to or message.tombstone:
        raise PageError("a message shortcut needs a posted message")
    hook = ws.hooks.make(user, channel.id, message.ts)
    return {
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message_ts": message.ts,
        "message": api_message(ws, message),
        "response_url": ws.hook_url(hook.token),
    }
