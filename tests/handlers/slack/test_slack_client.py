"""The client speaks Slack's Web API and keeps its secrets."""

from __future__ import annotations

import asyncio
import logging
import random
import tracemalloc

import aiohttp
import pytest
from aiohttp import web

from handlers.slack import errors
from handlers.slack.client import create_slack_client

MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Hello"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}],
}
BLOCK = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


async def test_a_message_is_posted_and_edited(local):
    """Post and edit work on channel and ts as Slack answered them."""
    await local.client.join("C0FILM")
    posted = await local.client.post_message("C0FILM", "hello", [BLOCK], client_msg_id="a", metadata=None)
    assert posted.channel == "C0FILM"
    await local.client.update_message(posted.channel, posted.ts, "bye", [])
    (message,) = local.workspace.messages.in_channel("C0FILM")
    assert (message.text, message.blocks) == ("bye", [])


async def test_history_and_replies_carry_metadata(local):
    """Both ways to read back show our key."""
    metadata = {"event_type": "likeness_message", "event_payload": {"message_id": "m_1"}}
    dm = await local.client.open_dm("U0RACHEL")
    parent = await local.client.post_message("U0RACHEL", "hello", [], metadata=metadata)
    await local.client.post_message(dm, "reply", [], thread_ts=parent.ts, metadata=metadata)
    assert parent.channel == dm
    history = await local.client.history(dm)
    replies = await local.client.replies(dm, parent.ts)
    assert [m["metadata"] for m in history["messages"]] == [metadata]
    assert [m["metadata"] for m in replies["messages"]] == [metadata, metadata]


async def test_views_are_opened_and_updated(local):
    """A view answers with its id and hash, and a hash of another time is a `ViewGone`."""
    trigger = local.workspace.triggers.make("U0MAYA")
    view = await local.client.open_view(trigger.id, MODAL)
    newer = await local.client.update_view(view["id"], MODAL, view_hash=view["hash"])
    with pytest.raises(errors.ViewGone):
        await local.client.update_view(view["id"], MODAL, view_hash=view["hash"])
    assert newer["hash"] != view["hash"]
    with pytest.raises(errors.TriggerExpired):
        await local.client.open_view(trigger.id, MODAL)


async def test_people_channels_and_ourselves_can_be_looked_at(local):
    """users.info comes with the locale, conversations.info with membership, auth.test with the team."""
    assert (await local.client.user_info("U0WEI"))["locale"] == "zh-CN"
    assert (await local.client.conversation_info("C0FILM"))["is_member"] is False
    assert (await local.client.auth_test())["team_id"] == "T0LOCAL"
    with pytest.raises(errors.UserNotFound):
        await local.client.user_info("U0NOBODY")


async def test_a_file_is_uploaded_for_the_bot_alone(local, tmp_path):
    """An upload from disk arrives whole, is shared nowhere, and answers id and permalink."""
    path = tmp_path / "film.bin"
    path.write_bytes(content := random.Random(1).randbytes(3_000_000))
    file = await local.client.upload(path, filename="film.bin", title="A film", alt_txt="A film of Rachel")
    stored = local.workspace.files.get(file.id)
    assert stored.path.read_bytes() == content
    assert (stored.shares, stored.title, stored.alt_txt) == ({}, "A film", "A film of Rachel")
    assert (await local.client.file_info(file.id))["permalink"] == file.permalink


async def test_a_long_file_is_streamed(stub, tmp_path):
    """A 64 MB upload needs a few MB of memory, and its length is told beforehand."""
    path = tmp_path / "long.bin"
    with path.open("wb") as out:
        out.truncate(64 << 20)
    got = {"bytes": 0, "length": ""}

    async def handle(request):
        if request.path == "/upload":
            got["length"] = request.headers["Content-Length"]
            async for chunk in request.content.iter_chunked(1 << 16):
                got["bytes"] += len(chunk)
            return web.Response(text=f"OK - {got['bytes']}")
        if request.path.endswith("getUploadURLExternal"):
            return web.json_response({"ok": True, "upload_url": f"{stub.url}/upload", "file_id": "F1"})
        if request.path.endswith("completeUploadExternal"):  # as documented: without a permalink
            return web.json_response({"ok": True, "files": [{"id": "F1", "title": "long"}]})
        return web.json_response({"ok": True, "file": {"id": "F1", "permalink": "https://x.slack.com/F1"}})

    stub.handler = handle
    tracemalloc.start()
    file = await stub.client.upload(path, filename="long.bin", title="long", alt_txt="")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got == {"bytes": 64 << 20, "length": str(64 << 20)}
    assert file.permalink == "https://x.slack.com/F1"
    assert peak < 8 << 20
    assert "Authorization" not in next(r for r in stub.asked if r.path == "/upload").headers


@pytest.mark.parametrize(("status", "family"), [(500, errors.AnswerLost), (429, errors.RateLimited)])
async def test_an_upload_that_is_refused_is_told(stub, status, family):
    """Bytes that Slack does not take end in the tree too."""

    async def handle(request):
        if request.path == "/upload":
            return web.Response(status=status, headers={"Retry-After": "7"})
        return web.json_response({"ok": True, "upload_url": f"{stub.url}/upload", "file_id": "F1"})

    stub.handler = handle
    with pytest.raises(family):
        await stub.client.upload(b"x", filename="x.png", title="x", alt_txt="")


async def test_a_response_url_works_five_times(local):
    """The sixth use, and the use of an address that is too old, is a `ResponseUrlExpired`."""
    dm = await local.client.open_dm("U0MAYA")
    url = local.workspace.hook_url(local.workspace.hooks.make("U0MAYA", dm).token)
    for _ in range(5):
        await local.client.post_response_url(url, {"text": "hello"})
    with pytest.raises(errors.ResponseUrlExpired) as caught:
        await local.client.post_response_url(url, {"text": "hello"})
    assert url not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "text", "family"),
    [
        (404, "expired_url", errors.ResponseUrlExpired),
        (404, '{"ok":false,"error":"used_url"}', errors.ResponseUrlExpired),
        (404, "<html>no</html>", errors.ResponseUrlExpired),
        (400, "invalid_blocks", errors.InvalidBlocks),
        (200, '{"ok":false,"error":"message_not_found"}', errors.MessageGone),
        (429, "", errors.RateLimited),
        (502, "<html>bad gateway</html>", errors.AnswerLost),
    ],
)
async def test_refusals_of_a_response_url_are_typed(stub, status, text, family):
    """A response url answers with a word, with JSON or with a page."""

    async def handle(_request):
        return web.Response(status=status, text=text)

    stub.handler = handle
    with pytest.raises(family):
        await stub.client.post_response_url(f"{stub.url}/hooks/1", {"text": "hello"})


@pytest.mark.parametrize("body", ["ok", '{"ok":true}', ""])
async def test_a_response_url_that_took_the_message_says_so_in_many_ways(stub, body):
    """200 without a refusal is success."""

    async def handle(_request):
        return web.Response(text=body)

    stub.handler = handle
    await stub.client.post_response_url(f"{stub.url}/hooks/1", {"text": "hello"})


async def test_a_lost_answer_is_not_asked_again(stub):
    """When the connection drops after the request, the call was made once and says that it may have worked."""

    async def handle(request):
        await request.read()
        request.transport.abort()
        return web.Response()

    stub.handler = handle
    with pytest.raises(errors.AnswerLost) as caught:
        await stub.client.post_message("C1", "hello", [])
    assert caught.value.may_have_taken_effect
    assert len(stub.asked) == 1


async def test_nobody_there_is_known_to_have_done_nothing(session, unused_tcp_port):
    """A refused connection may be tried again without looking."""
    client = create_slack_client("xoxb-1", f"http://127.0.0.1:{unused_tcp_port}/api/", session)
    with pytest.raises(errors.Unavailable) as caught:
        await client.post_message("C1", "hello", [])
    assert not caught.value.may_have_taken_effect


async def test_a_call_ends_in_time_whatever_the_session_says(stub, monkeypatch):
    """A server that never answers is given up, also with a session without time-outs."""
    monkeypatch.setattr("handlers.slack.client.CALL_SECONDS", 0.1)
    async with aiohttp.ClientSession() as session:
        client = create_slack_client("xoxb-1", f"{stub.url}/api/", session)

        async def handle(request):
            await request.read()
            await asyncio.sleep(2)
            return web.Response()

        stub.handler = handle
        with pytest.raises(errors.AnswerLost):
            await client.post_message("C1", "hello", [])


async def test_secrets_stay_inside(stub, caplog):
    """Neither the client, nor its errors, nor the SDK's log at DEBUG show the token or a message's body."""
    caplog.set_level(logging.DEBUG)

    async def handle(_request):
        return web.json_response({"ok": False, "error": "invalid_auth"})

    stub.handler = handle
    with pytest.raises(errors.TokenRefused) as caught:
        await stub.client.post_message("C1", "a private link", [])
    shown = repr(stub.client) + repr(caught.value) + str(caught.value) + caplog.text
    assert caught.value.__cause__ is None
    assert "planted-secret" not in shown
    assert "private link" not in shown
