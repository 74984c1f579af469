"""Checks that several methods share: blocks, metadata, channels."""

import json
from typing import TYPE_CHECKING, Any

from sandbox.slack.blockkit import check_message, check_view
from sandbox.slack.elements import slack_files, with_ids
from sandbox.slack.errors import SlackError, invalid_arguments, invalid_blocks
from sandbox.slack.methods.call import Call
from sandbox.slack.model.channels import Channel
from sandbox.slack.model.files import INLINE_IMAGES
from sandbox.slack.model.people import BOT_USER

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

MAX_TEXT = 40_000
MAX_METADATA = 8_000
MAX_VIEW = 250_000


def file_faults(ws: "Workspace", blocks: Any, pointer: str) -> list[str]:
    """One line per image whose Slack file does not exist, is no picture, or is hidden from the bot."""
    faults = []
    for where, image in slack_files(blocks, pointer):
        file = ws.named_file(image["slack_file"])
        young = file is not None and ws.options.now() - file.created < ws.options.slack_file_seconds
        if file is None or young or file.mimetype not in INLINE_IMAGES or not ws.bot_sees(file):
            faults.append(f"[ERROR] invalid slack file [json-pointer:{where}/slack_file]")
    return faults


def message_blocks(ws: "Workspace", call: Call) -> list[dict[str, Any]] | None:
    """The checked blocks of a message with their ids filled in, or `None` when the argument is absent."""
    blocks = call.json("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    faults = check_message(blocks, call.text("text") or None) or file_faults(ws, blocks, "/blocks")
    if faults:
        raise invalid_blocks(faults)
    return with_ids(blocks)


def view_body(ws: "Workspace", view: Any, kind: str) -> dict[str, Any]:
    """A checked view; `invalid_arguments` with JSON pointers, `view_too_large`."""
    if not isinstance(view, dict):
        raise invalid_arguments("missing required field: view [json-pointer:/view]")
    if view.get("type") != kind:
        raise invalid_arguments(f"unsupported type: {view.get('type')} [json-pointer:/view/type]")
    if len(json.dumps(view)) > MAX_VIEW:
        raise SlackError("view_too_large")
    faults = check_view(view) or file_faults(ws, view.get("blocks"), "/view/blocks")
    if faults:
        raise SlackError("invalid_arguments", response_metadata={"messages": faults})
    return view


def message_text(call: Call) -> str:
    text = call.text("text")
    if len(text) > MAX_TEXT:
        raise SlackError("msg_too_long")
    return text


def metadata(call: Call) -> dict[str, Any] | None:
    """Message metadata: an event type and a flat payload; `{}` when it is to be removed."""
    value = call.json("metadata", "invalid_metadata_format")
    if value is None or value == {}:
        return None if value is None else {}
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    payload = value.get("event_payload")
    if not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if any(isinstance(item, dict) for item in payload.values()):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(value)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return value


def target(ws: "Workspace", wanted: str) -> Channel:
    """Where the bot may post: its channels, with `chat:write.public` any public one, or a person's DM."""
    if wanted in ws.people:
        return _direct(ws, wanted)
    channel = ws.channels.find(wanted)
    if channel is None or (channel.kind != "public" and not channel.bot_is_member):
        raise SlackError("channel_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind == "im":
        return _direct(ws, channel.other(BOT_USER) or "")
    if not channel.bot_is_member and "chat:write.public" not in ws.manifest.scopes:
        raise SlackError("not_in_channel")
    return channel


def _direct(ws: "Workspace", user: str) -> Channel:
    person = ws.people.get(user)
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    if not ws.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return ws.dm(BOT_USER, user)
