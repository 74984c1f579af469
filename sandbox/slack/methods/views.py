"""views.*: modals and the Home tab."""

from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError, invalid_arguments
from sandbox.slack.methods.call import Call
from sandbox.slack.methods.checks import view_body
from sandbox.slack.model.views import View
from sandbox.slack.render import page_view

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


def _body(ws: "Workspace", call: Call, kind: str) -> dict[str, Any]:
    return view_body(ws, call.json("view", "invalid_arguments"), kind)


def show(ws: "Workspace", kind: str, view: View) -> None:
    """Tell the owner's pages about a view: `view_opened`, `view_pushed`, `view_updated` or `home`."""
    ws.hub.send([view.owner], {"type": kind, "view": page_view(ws, view)})


async def open_view(ws: "Workspace", call: Call) -> dict[str, Any]:
    body = _body(ws, call, "modal")
    trigger = ws.triggers.exchange(call.required("trigger_id"))
    for gone in ws.views.clear(trigger.user):
        ws.hub.send([trigger.user], {"type": "view_closed", "view_id": gone.id})
    view = ws.views.open(trigger.user, body, channel=trigger.channel)
    show(ws, "view_opened", view)
    return {"view": view.slack()}


async def push(ws: "Workspace", call: Call) -> dict[str, Any]:
    body = _body(ws, call, "modal")
    trigger = ws.triggers.exchange(call.required("trigger_id"))
    if trigger.view_id is None:
        raise SlackError("not_found")
    view = ws.views.push(trigger.user, body)
    show(ws, "view_pushed", view)
    return {"view": view.slack()}


async def update(ws: "Workspace", call: Call) -> dict[str, Any]:
    body = _body(ws, call, "modal")
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("missing required field: view_id [json-pointer:/view_id]")
    found = ws.views.get(view_id) if view_id else ws.views.by_external_id(external_id)
    if found.body["type"] != "modal":
        raise SlackError("not_found")
    view = ws.views.update(found, body, call.text("hash") or None)
    show(ws, "view_updated", view)
    return {"view": view.slack()}


async def publish(ws: "Workspace", call: Call) -> dict[str, Any]:
    user = call.required("user_id")
    if not ws.manifest.home_tab:
        raise SlackError("not_enabled")
    if user not in ws.people:
        raise SlackError("user_not_found")
    view = ws.views.publish(user, _body(ws, call, "home"), call.text("hash") or None)
    show(ws, "home", view)
    return {"view": view.slack()}
