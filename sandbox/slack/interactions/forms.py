"""Sending, closing and answering modals, and opening the Home tab."""

from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery.deliver import deliver, emit, failure_text
from sandbox.slack.elements import elements
from sandbox.slack.errors import PageError, SlackError
from sandbox.slack.interactions.actions import own_view
from sandbox.slack.interactions.inputs import client_errors, read_values
from sandbox.slack.interactions.payloads import common
from sandbox.slack.methods.checks import view_body
from sandbox.slack.methods.views import show
from sandbox.slack.model.people import BOT_USER
from sandbox.slack.model.views import View
from sandbox.slack.render import page_view

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


async def submit(ws: "Workspace", user: str, view_id: str, given: Any) -> dict[str, Any]:
    """Send a form; what Slack's client refuses comes back as field errors without reaching the app."""
    view = own_view(ws, user, view_id)
    if view.body["type"] != "modal" or view.body.get("submit") is None:
        raise PageError("this view cannot be submitted")
    view.values = read_values(ws, user, view.blocks, given)
    errors = client_errors(view)
    if errors:
        return {"ok": True, "response_action": "errors", "errors": errors}
    _give_files(ws, view)
    payload = common(ws, "view_submission", user) | {
        "trigger_id": ws.triggers.make(user, channel=view.channel, view_id=view.id).id,
        "view": view.slack(),
        "response_urls": _response_urls(ws, view),
    }
    ack = await deliver(ws, "interactive", payload)
    if not ack.ok:
        ws.tell(user, failure_text(ws.manifest.app_name, ack))
        return {"ok": False, "error": ack.error}
    try:
        return _obey(ws, view, ack.body)
    except SlackError as problem:
        reasons = problem.extra.get("response_metadata", {}).get("messages", [])
        ws.journal.add(
            "page", "view_submit", {"view_id": view.id}, {"error": problem.error, "messages": reasons}
        )
        ws.tell(user, TROUBLE)
        return {"ok": False, "error": problem.error}


def _give_files(ws: "Workspace", view: View) -> None:
    for actions in view.state()["values"].values():
        for value in actions.values():
            for file in value.get("files") or ():
                ws.files.get(file["id"]).given_to_bot = True


def _response_urls(ws: "Workspace", view: View) -> list[dict[str, Any]]:
    state = view.state()["values"]
    found = []
    for block, element in elements(view.blocks):
        if not element.get("response_url_enabled"):
            continue
        value = state[block["block_id"]][element["action_id"]]
        chosen = value.get("selected_conversation") or value.get("selected_channel")
        if chosen:
            hook = ws.hooks.make(view.owner, chosen)
            names = {"block_id": block["block_id"], "action_id": element["action_id"]}
            found.append(names | {"channel_id": chosen, "response_url": ws.hook_url(hook.token)})
    return found


def _obey(ws: "Workspace", view: View, body: Any) -> dict[str, Any]:
    """Do what the acknowledgement asks for; the view's own errors keep what was typed."""
    action = body.get("response_action") if isinstance(body, dict) else None
    if action == "errors":
        return {"ok": True, "response_action": "errors", "errors": _field_errors(view, body.get("errors"))}
    if action == "update":
        changed = ws.views.update(view, view_body(ws, body.get("view"), "modal"), None)
        show(ws, "view_updated", changed)
        return {"ok": True, "response_action": "update", "view": page_view(ws, changed)}
    if action == "push":
        pushed = ws.views.push(view.owner, view_body(ws, body.get("view"), "modal"))
        show(ws, "view_pushed", pushed)
        return {"ok": True, "response_action": "push", "view": page_view(ws, pushed)}
    if action == "clear":
        _closed(ws, ws.views.clear(view.owner))
        return {"ok": True, "response_action": "clear"}
    if action is not None:
        raise SlackError("invalid_response_action")
    _closed(ws, ws.views.close(view))
    return {"ok": True, "response_action": None}


def _field_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    good = isinstance(errors, dict) and errors and all(isinstance(text, str) for text in errors.values())
    if not good or not set(errors) <= inputs:
        raise SlackError("invalid_errors")
    return dict(errors)


def _closed(ws: "Workspace", gone: list[View]) -> None:
    for view in reversed(gone):
        ws.hub.send([view.owner], {"type": "view_closed", "view_id": view.id})


async def close(ws: "Workspace", user: str, view_id: str) -> dict[str, Any]:
    """Close a view and what lies above it, or the whole stack when it says `clear_on_close`."""
    view = own_view(ws, user, view_id)
    cleared = bool(view.body.get("clear_on_close"))
    gone = ws.views.clear(user) if cleared else ws.views.close(view)
    _closed(ws, gone)
    for closed in reversed(gone):
        if closed.body.get("notify_on_close"):
            shown = {"view": closed.slack(), "is_cleared": cleared}
            ws.spawn(_send_closed(ws, common(ws, "view_closed", user) | shown))
    return {"ok": True}


async def _send_closed(ws: "Workspace", payload: dict[str, Any]) -> None:
    await deliver(ws, "interactive", payload)


async def open_home(ws: "Workspace", user: str, tab: str = "home") -> dict[str, Any]:
    """Send `app_home_opened` and answer the Home tab as it stands."""
    ws.people.human(user)
    channel = ws.dm(user, BOT_USER)
    event: dict[str, Any] = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab}
    view = ws.views.home(user)
    if view is not None and tab == "home":
        event["view"] = view.slack()
    emit(ws, event)
    return {"ok": True, "view": page_view(ws, view) if view else None}
