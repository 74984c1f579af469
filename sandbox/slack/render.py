"""Messages and views as the Web API, the payloads and the local page show them."""

import copy
from typing import TYPE_CHECKING, Any

from sandbox.slack.elements import slack_files
from sandbox.slack.errors import SlackError
from sandbox.slack.model.files import File
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import APP_ID, BOT_ID, BOT_USER, TEAM_ID
from sandbox.slack.model.views import View

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


def _files(ws: "Workspace", ids: list[str]) -> list[dict[str, Any]]:
    shown = []
    for file_id in ids:
        try:
            shown.append(ws.files.get(file_id).slack(ws.base_url))
        except SlackError:
            shown.append({"id": file_id, "mode": "tombstone"})
    return shown


def _thread(ws: "Workspace", message: Message) -> dict[str, Any]:
    replies = ws.messages.replies(message.channel, message.ts)
    if not replies or message.ephemeral_to:
        return {}
    people = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people,
        "latest_reply": replies[-1].ts,
    }


def api_message(ws: "Workspace", message: Message, *, with_metadata: bool = False) -> dict[str, Any]:
    """Slack's message object; metadata only where it was asked for."""
    shown = message.base() | _thread(ws, message)
    if message.user == BOT_USER:
        shown["bot_profile"] = {
            "id": BOT_ID,
            "app_id": APP_ID,
            "user_id": BOT_USER,
            "name": ws.manifest.bot_name,
            "deleted": False,
            "team_id": TEAM_ID,
        }
    files = _files(ws, [*message.files, *message.linked_files])
    if files:
        shown |= {"files": files, "upload": False}
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return copy.deepcopy(shown)


def page_file(ws: "Workspace", file: File) -> dict[str, Any]:
    """A file for the local page, with an address that needs no token."""
    return file.slack(ws.base_url) | {"_local_url": f"/_local/file/{file.id}"}


def _page_files(ws: "Workspace", ids: list[str]) -> list[dict[str, Any]]:
    shown = _files(ws, ids)
    return [file | {"_local_url": f"/_local/file/{file['id']}"} for file in shown]


def _with_local_urls(ws: "Workspace", blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shown = copy.deepcopy(blocks)
    for _, image in slack_files(shown):
        file = ws.named_file(image["slack_file"])
        if file is not None:
            image["_local_url"] = f"/_local/file/{file.id}"
    return shown


def page_message(ws: "Workspace", message: Message) -> dict[str, Any]:
    """A message for the local page."""
    shown = message.base() | _thread(ws, message)
    if message.blocks:
        shown["blocks"] = _with_local_urls(ws, message.blocks)
    if message.metadata:
        shown["metadata"] = message.metadata
    if message.files:
        shown["files"] = _page_files(ws, message.files)
    if message.linked_files:
        shown["permalink_files"] = _page_files(ws, message.linked_files)
    if message.ephemeral_to:
        shown["ephemeral"] = True
    return shown


def page_view(ws: "Workspace", view: View) -> dict[str, Any]:
    """A view for the local page."""
    return view.slack() | {"blocks": _with_local_urls(ws, view.blocks)}
