"""Messages that come back by a response url or with a command's acknowledgement."""

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack import posting
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.call import Call
from sandbox.slack.methods.checks import message_blocks, message_text
from sandbox.slack.model.hooks import ResponseUrl
from sandbox.slack.model.messages import Message
from sandbox.slack.model.people import BOT_USER

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

_STATUS = {"no_service": 404, "expired_url": 404, "used_url": 404, "ratelimited": 429}


def respond(ws: "Workspace", hook: ResponseUrl, body: dict[str, Any]) -> Message | None:
    """Post, replace or delete as the body says; `no_text`, `invalid_blocks`, `message_not_found`."""
    call = Call(method="response_url", args=body, token="")
    original = ws.messages.seen_by(hook.channel, hook.message_ts, hook.user) if hook.message_ts else None
    if call.flag("delete_original") or call.flag("replace_original"):
        if original is None or original.user != BOT_USER:
            raise SlackError("message_not_found")
        if call.flag("delete_original"):
            posting.remove(ws, original)
            return None
    text, blocks = message_text(call), message_blocks(ws, call)
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    if original is not None and call.flag("replace_original"):
        original.text, original.blocks = text, blocks or []
        if not original.ephemeral_to:
            original.edited = {"user": BOT_USER, "ts": ws.clock.stamp()}
        posting.changed(ws, original)
        return original
    message = Message(
        channel=hook.channel,
        ts=ws.clock.stamp(),
        user=BOT_USER,
        text=text,
        blocks=blocks or [],
        thread_ts=call.text("thread_ts") or None,
        ephemeral_to=None if call.text("response_type") == "in_channel" else hook.user,
    )
    return posting.post(ws, message)


def _take(ws: "Workspace", token: str, raw: str) -> dict[str, Any]:
    """Do one use; answers the body that was sent."""
    try:
        body = json.loads(raw)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    wait = ws.limits.take_hook(token) if ws.options.rate_limits else 0
    if wait:
        raise SlackError("ratelimited", retry_after=wait)
    respond(ws, ws.hooks.use(token), body)
    return body


async def serve(ws: "Workspace", request: web.Request) -> web.StreamResponse:
    """`POST /hooks/{token}`: one use of a response url."""
    raw = await request.text()
    try:
        body = _take(ws, request.match_info["token"], raw)
    except SlackError as problem:
        ws.journal.add("api", "response_url", raw, problem.error)
        return _refused(problem)
    ws.journal.add("api", "response_url", body, "ok")
    return web.Response(text="ok")


def _refused(problem: SlackError) -> web.Response:
    extra = dict(problem.extra)
    headers = {"Retry-After": str(extra.pop("retry_after"))} if "retry_after" in extra else {}
    body = {"ok": False, "error": problem.error} | extra
    return web.json_response(body, status=_STATUS.get(problem.error, 400), headers=headers)
