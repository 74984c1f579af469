"""files.*: the three steps of an upload, looking at files, deleting them."""

from typing import TYPE_CHECKING, Any

from sandbox.slack import posting
from sandbox.slack.errors import SlackError, invalid_arguments
from sandbox.slack.methods.call import Call
from sandbox.slack.methods.checks import message_blocks, target
from sandbox.slack.model.channels import Channel
from sandbox.slack.model.clock import new_id
from sandbox.slack.model.files import MAX_UPLOAD, File
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import BOT_USER

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


async def get_upload_url(ws: "Workspace", call: Call) -> dict[str, Any]:
    length = call.number("length", 0, MAX_UPLOAD + 1)
    if length < 1:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    if length > MAX_UPLOAD:
        raise SlackError("file_upload_size_restricted")
    file_id = new_id("F")
    file = File(
        id=file_id,
        name=call.required("filename").replace("/", "_"),
        owner=BOT_USER,
        path=ws.data_dir / file_id,
        created=ws.options.now(),
        expected=length,
        alt_txt=call.text("alt_txt"),
    )
    ws.files.add(file)
    return {"upload_url": f"{ws.base_url}/upload/v1/{file_id}", "file_id": file_id}


def _wanted(call: Call) -> list[dict[str, Any]]:
    wanted = call.json("files", "invalid_arguments")
    good = isinstance(wanted, list) and all(
        isinstance(f, dict) and isinstance(f.get("id"), str) for f in wanted
    )
    if not good or not wanted:
        raise invalid_arguments("missing required field: files [json-pointer:/files]")
    return list(wanted)


def _share_target(ws: "Workspace", name: str) -> Channel:
    """Unlike chat.postMessage this method wants the id of a conversation, never of a person."""
    if name in ws.people:
        raise SlackError("channel_not_found")
    return target(ws, name)


async def complete_upload(ws: "Workspace", call: Call) -> dict[str, Any]:
    wanted = _wanted(call)
    files = [ws.files.started(item["id"]) for item in wanted]
    names = call.text("channel_id") or call.text("channels")
    targets = [_share_target(ws, name) for name in names.split(",") if name]
    blocks = message_blocks(ws, call)
    if blocks and call.text("initial_comment"):
        raise invalid_arguments("initial_comment and blocks exclude each other [json-pointer:/blocks]")
    for item, file in zip(wanted, files, strict=True):
        file.title = str(item.get("title") or file.name)
        file.completed = True
        file.created = ws.options.now()
    for channel in targets:
        message = Message(
            channel=channel.id,
            ts=ws.clock.stamp(),
            user=BOT_USER,
            text=call.text("initial_comment"),
            blocks=blocks or [],
            thread_ts=call.text("thread_ts") or None,
            files=[file.id for file in files],
        )
        posting.post(ws, message)
    return {"files": [file.slack(ws.base_url) for file in files]}


def _visible(ws: "Workspace", call: Call) -> File:
    file = ws.files.get(call.required("file"))
    if not ws.bot_sees(file):
        raise SlackError("file_not_found")
    return file


async def info(ws: "Workspace", call: Call) -> dict[str, Any]:
    file = _visible(ws, call)
    shares: dict[str, dict[str, list[dict[str, Any]]]] = {}
    lists: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    for name, stamps in file.shares.items():
        channel = ws.channels.get(name)
        if channel.kind != "public" and not channel.bot_is_member:
            continue
        lists[{"public": "channels", "private": "groups", "im": "ims"}[channel.kind]].append(name)
        kind = "public" if channel.kind == "public" else "private"
        shares.setdefault(kind, {})[name] = [{"ts": ts, "channel_name": channel.name} for ts in stamps]
    return {"file": file.slack(ws.base_url) | lists | {"shares": shares}, "comments": []}


async def delete(ws: "Workspace", call: Call) -> dict[str, Any]:
    file = _visible(ws, call)
    if file.owner != BOT_USER:
        raise SlackError("cant_delete_file")
    posting.delete_file(ws, file)
    return {}
