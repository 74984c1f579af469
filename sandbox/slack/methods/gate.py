"""The door of the Web API: token, faults, rate limit, scope, then the method."""

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Fault
from sandbox.slack.methods import METHODS
from sandbox.slack.methods.call import Call, read_call
from sandbox.slack.scopes import METHOD_SCOPES, require

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

APP_METHODS = frozenset({"apps.connections.open"})


def _check_token(ws: "Workspace", call: Call) -> None:
    if not call.token:
        raise SlackError("not_authed")
    if call.token not in (ws.options.bot_token, ws.options.app_token):
        raise SlackError("invalid_auth")
    if call.token == ws.options.bot_token and ws.refuses_bot:
        raise SlackError(ws.refuses_bot)
    wants_app = call.method in APP_METHODS
    if wants_app != (call.token == ws.options.app_token):
        raise SlackError("not_allowed_token_type")


async def _run(ws: "Workspace", call: Call) -> dict[str, Any]:
    """One call; `ratelimited` carries `retry_after` for the header."""
    if call.method not in METHODS:
        raise SlackError("unknown_method", req_method=call.method)
    _check_token(ws, call)
    if ws.options.rate_limits:
        wait = ws.limits.take(call.method, str(call.args.get("channel", "")))
        if wait:
            raise SlackError("ratelimited", retry_after=wait)
    require(ws.manifest.scopes, METHOD_SCOPES[call.method])
    return {"ok": True} | await METHODS[call.method](ws, call)


async def _answer(ws: "Workspace", call: Call, fault: Fault | None) -> tuple[dict[str, Any], int]:
    word = fault.fault if fault else ""
    if word == "500":
        return {"ok": False, "error": "internal_error"}, 500
    try:
        _refuse(fault)
        if word == "double":
            await _run(ws, call)
        return await _run(ws, call), 200
    except SlackError as problem:
        status = 429 if problem.error == "ratelimited" else 200
        return {"ok": False, "error": problem.error} | problem.extra, status


def _refuse(fault: Fault | None) -> None:
    """Raise what the fault asks for: `ratelimited` or any error of Slack's."""
    if fault and fault.fault == "429":
        raise SlackError("ratelimited", retry_after=fault.retry_after)
    if fault and fault.fault.startswith("error:"):
        raise SlackError(fault.fault.removeprefix("error:"))


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def serve(ws: "Workspace", request: web.Request) -> web.StreamResponse:
    """`/api/{method}` by GET or POST."""
    method = request.match_info["method"]
    try:
        call = await read_call(request, method)
    except SlackError as problem:
        return web.json_response({"ok": False, "error": problem.error})
    fault = ws.faults.take(method)
    word = fault.fault if fault else ""
    if word == "reset":
        ws.journal.add("api", method, dict(call.args), None, fault=word)
        return _drop(request)
    body, status = await _answer(ws, call, fault)
    headers = {
        "X-OAuth-Scopes": ",".join(sorted(ws.manifest.scopes)),
        "X-Accepted-OAuth-Scopes": ",".join(METHOD_SCOPES.get(method, ())),
    }
    if status == 429:
        headers["Retry-After"] = str(body.pop("retry_after"))
    ws.journal.add("api", method, dict(call.args), body, status=status, fault=word)
    if fault and word == "late":
        await asyncio.sleep(fault.seconds)
    if word == "lost":
        return _drop(request)
    return web.json_response(body, status=status, headers=headers)
