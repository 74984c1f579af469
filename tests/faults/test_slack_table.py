"""Every call to Slack under every fault ends in its stated outcome, made once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from handlers.slack import errors
from handlers.slack.client import SlackClient, create_slack_client
from tests.faults.proxy import Proxy, Rule

Call = Callable[[SlackClient, str], Awaitable[Any]]

CALLS: dict[str, Call] = {
    "chat.postMessage": lambda slack, _: slack.post_message("C1", "hello", []),
    "chat.update": lambda slack, _: slack.update_message("C1", "1.0", "hello", []),
    "chat.delete": lambda slack, _: slack.delete_message("C1", "1.0"),
    "files.delete": lambda slack, _: slack.delete_file("F1"),
    "views.open": lambda slack, _: slack.open_view("1.2", {"type": "modal"}),
    "views.update": lambda slack, _: slack.update_view("V1", {"type": "modal"}),
    "views.publish": lambda slack, _: slack.publish_home("U1", []),
    "conversations.open": lambda slack, _: slack.open_dm("U1"),
    "conversations.info": lambda slack, _: slack.conversation_info("C1"),
    "conversations.join": lambda slack, _: slack.join("C1"),
    "conversations.history": lambda slack, _: slack.history("C1"),
    "conversations.replies": lambda slack, _: slack.replies("C1", "1.0"),
    "users.info": lambda slack, _: slack.user_info("U1"),
    "auth.test": lambda slack, _: slack.auth_test(),
    "files.info": lambda slack, _: slack.file_info("F1"),
    "files.getUploadURLExternal": lambda slack, _: _upload(slack),
    "upload": lambda slack, _: _upload(slack),
    "files.completeUploadExternal": lambda slack, _: _upload(slack),
    "response_url": lambda slack, url: slack.post_response_url(f"{url}/api/response_url", {"text": "x"}),
}
OUTCOMES: dict[str, type[errors.SlackError] | None] = {
    "lost": errors.AnswerLost,
    "half": errors.AnswerLost,
    "reset": errors.AnswerLost,
    "500": errors.AnswerLost,
    "503": errors.AnswerLost,
    "429": errors.RateLimited,
    "late": None,
    "double": None,
}

READS = ("conversations.info", "conversations.history", "conversations.replies", "users.info", "files.info")
"""Called by GET: the library asks once more by itself when the connection breaks, which changes nothing."""
HARMLESS = {("upload", "half"), *((method, fault) for method in READS for fault in ("lost", "reset"))}
"""Where the call still succeeds; of an upload's answer the status alone is read."""


async def _upload(slack: SlackClient) -> Any:
    return await slack.upload(b"bytes", filename="a.jpg", title="a", alt_txt="a")


@dataclass
class World:
    proxy: Proxy
    slack: SlackClient
    asked: list[str]


def _answer(method: str, url: str) -> dict[str, Any]:
    if method == "chat.postMessage":
        return {"ok": True, "channel": "C1", "ts": "1.0"}
    if method == "files.getUploadURLExternal":
        return {"ok": True, "file_id": "F1", "upload_url": f"{url}/api/upload"}
    file = {"id": "F1", "permalink": "https://example.com/F1"}
    parts = {"channel": {"id": "C1"}, "view": {"id": "V1"}, "user": {"id": "U1"}, "file": file}
    return {"ok": True, **parts, "files": [file], "messages": []}


@pytest.fixture(name="world")
async def _world() -> AsyncIterator[World]:
    asked: list[str] = []

    async def take(request: web.Request) -> web.Response:
        await request.read()
        asked.append(request.match_info["method"])
        return web.json_response(_answer(asked[-1], proxy.url))

    app = web.Application()
    app.add_routes([web.route("*", "/api/{method}", take)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with Proxy(runner.addresses[0][1]) as proxy, aiohttp.ClientSession() as session:
        yield World(proxy, create_slack_client("xoxb-1", f"{proxy.url}/api/", session), asked)
    await runner.cleanup()


@pytest.mark.parametrize("fault", OUTCOMES)
@pytest.mark.parametrize("method", CALLS)
async def test_each_fault_of_each_call_ends_in_its_outcome(world, method, fault):
    """What is lost says that it may have worked, what is limited says for how long; nothing is repeated."""
    world.proxy.rules.append(Rule(fault, f"* /api/{method}*", seconds=7 if fault == "429" else 0.05))
    expected = None if (method, fault) in HARMLESS else OUTCOMES[fault]
    call = CALLS[method](world.slack, world.proxy.url)
    if expected is None:
        await call
    else:
        with pytest.raises(expected) as caught:
            await call
        assert caught.value.may_have_taken_effect is (expected is errors.AnswerLost)
        assert expected is errors.AnswerLost or caught.value.retry_after_s == 7
    reached = {"reset": 0, "500": 0, "503": 0, "429": 0, "double": 2}.get(fault, 1)
    again = method in READS and fault in ("lost", "reset")
    assert world.asked.count(method) == reached + again
