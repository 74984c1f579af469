"""Clicks and choices in messages, modals and the Home tab, and the options of external selects."""

from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery.deliver import deliver, failure_text
from sandbox.slack.elements import STATE_KEYS, Block, block_state, find_element
from sandbox.slack.errors import PageError, SlackError
from sandbox.slack.interactions.inputs import Values, check_options, read_values
from sandbox.slack.interactions.payloads import channel_name, common, seen_channel
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import BOT_USER
from sandbox.slack.model.views import View
from sandbox.slack.render import api_message

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

MAX_OPTIONS = 100
_COPIED = ("text", "style", "placeholder")


def own_view(ws: "Workspace", user: str, view_id: str) -> View:
    """A view that is open on this person's screen; `PageError`."""
    try:
        view = ws.views.get(view_id)
    except SlackError:
        raise PageError(f"the view {view_id!r} is not open") from None
    if view.owner != user:
        raise PageError(f"{user} does not see the view {view_id!r}")
    return view


def clicked_message(ws: "Workspace", user: str, place: Any) -> Message:
    """A message of the app that this person can click in; `PageError`."""
    if not isinstance(place, dict):
        raise PageError("a message is named by channel and ts")
    channel = seen_channel(ws, user, str(place.get("channel", "")))
    message = ws.messages.seen_by(channel.id, str(place.get("ts", "")), user)
    if message is None or message.user != BOT_USER:
        raise PageError("there is no such message of the app")
    return message


def _acted(ws: "Workspace", blocks: list[Block], given: Any) -> Block:
    """The `actions` entry that Slack sends for an element that really exists."""
    if not isinstance(given, dict):
        raise PageError("an action is an object")
    block_id, action_id = str(given.get("block_id", "")), str(given.get("action_id", ""))
    element = find_element(blocks, block_id, action_id)
    if element is None or given.get("type", element["type"]) != element["type"]:
        raise PageError(f"there is no such element: {block_id} {action_id}")
    acted = {
        "type": element["type"],
        "action_id": action_id,
        "block_id": block_id,
        "action_ts": ws.clock.stamp(),
    }
    acted |= {key: element[key] for key in _COPIED if key in element}
    if element["type"] in ("button", "workflow_button", "icon_button"):
        return acted | ({"value": element["value"]} if "value" in element else {})
    key = STATE_KEYS[element["type"]][0] if element["type"] in STATE_KEYS else "selected_option"
    if key.startswith("selected_option"):
        check_options(element, given.get(key))
    return acted | {key: given.get(key)}


async def run_action(ws: "Workspace", user: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send `block_actions` for a click in a message, in a view or on the Home tab."""
    if not ws.manifest.interactivity:
        raise PageError("interactivity is off in the manifest")
    state = body.get("state") or {}
    typed = state.get("values", state) if isinstance(state, dict) else state
    if "message" in body:
        payload = _in_message(ws, user, clicked_message(ws, user, body["message"]), body.get("action"), typed)
    else:
        view = ws.views.home(user) if body.get("home") else own_view(ws, user, str(body.get("view_id", "")))
        if view is None:
            raise PageError(f"{user} has no Home tab yet")
        payload = _in_view(ws, user, view, body.get("action"), typed)
    ack = await deliver(ws, "interactive", payload)
    if not ack.ok:
        ws.tell(user, failure_text(ws.manifest.app_name, ack))
        return {"ok": False, "error": ack.error}
    return {"ok": True}


def _in_message(ws: "Workspace", user: str, message: Message, action: Any, typed: Any) -> dict[str, Any]:
    channel = ws.channels.get(message.channel)
    acted = _acted(ws, message.blocks, action)
    values = read_values(ws, user, message.blocks, typed)
    _remember(values, acted)
    hook = ws.hooks.make(user, channel.id, message.ts)
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = common(ws, "block_actions", user) | {
        "container": container,
        "trigger_id": ws.triggers.make(user, channel=channel.id).id,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": block_state(message.blocks, values, channel.id),
        "response_url": ws.hook_url(hook.token),
        "actions": [acted],
    }
    # Slack leaves out the message when only one person sees it.
    return payload if message.ephemeral_to else payload | {"message": api_message(ws, message)}


def _remember(values: Values, acted: Block) -> None:
    """Note a choice as the state of its element; clicks of buttons leave none."""
    if acted["type"] in STATE_KEYS:
        key = STATE_KEYS[acted["type"]][0]
        entry = {"type": acted["type"], key: acted[key]}
        values.setdefault(acted["block_id"], {})[acted["action_id"]] = entry


def _in_view(ws: "Workspace", user: str, view: View, action: Any, typed: Any) -> dict[str, Any]:
    acted = _acted(ws, view.blocks, action)
    for block_id, actions in read_values(ws, user, view.blocks, typed).items():
        view.values.setdefault(block_id, {}).update(actions)
    _remember(view.values, acted)
    return common(ws, "block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": ws.triggers.make(user, channel=view.channel, view_id=view.id).id,
        "view": view.slack(),
        "actions": [acted],
    }


async def run_options(ws: "Workspace", user: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask the app for the options of an external select (`block_suggestion`)."""
    block_id, action_id = str(body.get("block_id", "")), str(body.get("action_id", ""))
    payload = common(ws, "block_suggestion", user)
    if "message" in body:
        message = clicked_message(ws, user, body["message"])
        channel = ws.channels.get(message.channel)
        blocks = message.blocks
        container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
        payload |= {"container": container, "channel": {"id": channel.id, "name": channel_name(channel)}}
        payload |= {} if message.ephemeral_to else {"message": api_message(ws, message)}
    else:
        view = own_view(ws, user, str(body.get("view_id", "")))
        blocks = view.blocks
        payload |= {"container": {"type": "view", "view_id": view.id}, "view": view.slack()}
    element = find_element(blocks, block_id, action_id)
    if element is None or not element["type"].endswith("external_select"):
        raise PageError(f"there is no external select {block_id} {action_id}")
    payload |= {"action_id": action_id, "block_id": block_id, "value": str(body.get("value", ""))}
    ack = await deliver(ws, "interactive", payload)
    return _options(ack.body) if ack.ok else {"ok": False, "error": ack.error}


def _options(body: Any) -> dict[str, Any]:
    for key in ("options", "option_groups"):
        found = body.get(key) if isinstance(body, dict) else None
        if isinstance(found, list) and len(found) <= MAX_OPTIONS:
            return {"ok": True, key: found}
    return {"ok": False, "error": "Result failed to load."}
