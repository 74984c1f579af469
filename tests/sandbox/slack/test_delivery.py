"""Connections, retries, signatures, time-outs and planned faults of deliveries."""

import asyncio
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from sandbox.slack import SlackOptions, create_workspace, load_manifest


async def dial(slack: Any) -> Any:
    """A raw Socket Mode connection."""
    opened = await slack.client.apps_connections_open(app_token="xapp-local")
    return await slack.session.ws_connect(opened["url"])


async def eventually(condition: Any) -> None:
    async with asyncio.timeout(3):
        while not await condition():
            await asyncio.sleep(0.02)


async def test_a_connection_starts_with_hello_and_its_number(slack: Any) -> None:
    """Each connection is told how many there are; the eleventh is turned away."""
    sockets = [await dial(slack) for _ in range(10)]
    hellos = [await socket.receive_json() for socket in sockets]
    assert [hello["num_connections"] for hello in hellos] == list(range(1, 11))
    assert hellos[0]["connection_info"] == {"app_id": "A0LIKENESS"}
    slack.clock[0] += 60
    extra = await dial(slack)
    assert (await extra.receive_json())["reason"] == "too_many_websockets"
    for socket in sockets:
        await socket.close()


async def test_a_ticket_opens_one_connection(slack: Any) -> None:
    """A used, unknown or old ticket opens nothing."""
    opened = await slack.client.apps_connections_open(app_token="xapp-local")
    socket = await slack.session.ws_connect(opened["url"])
    for url in (opened["url"], opened["url"].replace("ticket=", "ticket=x")):
        async with slack.session.get(url) as answer:
            assert answer.status == 403
    await socket.close()


async def test_every_delivery_goes_to_one_connection(slack: Any) -> None:
    """Two connections share the work and each payload is seen once."""
    sockets = [await dial(slack) for _ in range(2)]
    seen = []

    async def answer(name: int, socket: Any) -> None:
        await socket.receive_json()
        async for message in socket:
            envelope = json.loads(message.data)
            seen.append((name, envelope))
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": str(name)}})

    tasks = [asyncio.create_task(answer(name, socket)) for name, socket in enumerate(sockets)]
    for _ in range(4):
        assert (await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset"))["ok"]
    assert sorted(name for name, _ in seen) == [0, 0, 1, 1]
    assert seen[0][1]["type"] == "slash_commands"
    assert seen[0][1]["accepts_response_payload"] is True
    for socket in sockets:
        await socket.close()
    await asyncio.gather(*tasks)


@pytest.mark.parametrize("drop", [False, True])
async def test_the_app_comes_back_after_a_refresh(slack: Any, connect: Any, drop: bool) -> None:
    """Asked to reconnect, or simply dropped, the SDK's client is there again and answers."""
    app = await connect(slack)

    @app.command("/asset")
    async def ran(ack):
        await ack()

    async def works() -> bool:
        return (await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset"))["ok"]

    assert await works()
    assert await slack.page("disconnect", drop=drop) == {"ok": True, "connections": 1}
    await eventually(works)


async def test_a_connection_lost_in_the_middle_fails_the_delivery(slack: Any) -> None:
    """A click whose connection dies before the answer is told so at once."""
    socket = await dial(slack)
    await socket.receive_json()
    pending = asyncio.create_task(slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset"))
    await socket.receive_json()
    await socket.send_str("not json")
    await socket.close()
    assert await pending == {"ok": False, "error": "dispatch_failed"}


async def test_events_come_again_until_they_are_taken(make_slack: Any) -> None:
    """An unanswered event is sent again with its number and reason, three times at most."""
    slack = await make_slack(event_retry_seconds=(0.0, 0.01, 0.01), ack_seconds=0.05)
    socket = await dial(slack)
    await socket.receive_json()
    await slack.page("home", user="U0MAYA")
    envelopes = [await socket.receive_json() for _ in range(4)]
    assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
    assert envelopes[1]["retry_reason"] == "timeout"
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
    assert envelopes[0]["accepts_response_payload"] is False
    await socket.close()


@pytest.mark.parametrize(
    ("act", "event"),
    [
        (("user", {"id": "U0TOM", "patch": {"deleted": True}}), "user_change"),
        (("home", {"user": "U0MAYA"}), "app_home_opened"),
        (("message", {"user": "U0MAYA", "channel": "U0LIKENESS", "text": "hi"}), "message"),
        (
            ("invite", {"user": "U0MAYA", "channel": "C0SECRET", "invitee": "U0LIKENESS"}),
            "member_joined_channel",
        ),
    ],
)
async def test_subscribed_events_reach_the_app(slack: Any, connect: Any, act: Any, event: str) -> None:
    """What happens on the page arrives as the event that the manifest asks for."""
    app, seen = await connect(slack), asyncio.Queue()

    @app.event(event)
    async def happened(body):
        seen.put_nowait(body)

    assert (await slack.page(act[0], **act[1]))["ok"]
    body = await asyncio.wait_for(seen.get(), 2)
    assert (body["type"], body["event"]["type"]) == ("event_callback", event)
    assert body["authorizations"][0]["user_id"] == "U0LIKENESS"


async def test_events_without_subscription_or_scope_stay_away(make_slack: Any, make_manifest: Any) -> None:
    """Neither a missing subscription nor a missing scope lets an event through."""
    slack = await make_slack(make_manifest(scopes=["chat:write"], events=["message.im"]))
    await slack.page("message", user="U0MAYA", channel="U0LIKENESS", text="hi")
    await slack.page("home", user="U0MAYA")
    assert await slack.journal("delivery", "events_api") == []


class Endpoint:
    """A request url that records what comes and answers what it is told."""

    def __init__(self) -> None:
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.status, self.headers, self.text = 200, {}, ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if b"url_verification" in body:
            return web.Response(text=json.loads(body)["challenge"])
        self.seen.append((dict(request.headers), body))
        return web.Response(status=self.status, headers=self.headers, text=self.text)


@pytest.fixture(name="endpoint")
async def _endpoint(running: Any, make_slack: Any) -> Any:
    endpoint, app = Endpoint(), web.Application()
    app.router.add_post("/slack/events", endpoint.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    running.closers.append(runner.cleanup)
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    slack = await make_slack(events_url=url, event_retry_seconds=(0.0, 0.0, 0.0))
    return slack, endpoint


async def test_posts_are_signed_over_the_raw_body(endpoint: Any) -> None:
    """The signature is the HMAC of version, time stamp and body; commands are forms."""
    slack, app = endpoint
    await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset list")
    headers, body = app.seen[0]
    base = f"v0:{headers['X-Slack-Request-Timestamp']}:".encode() + body
    expected = "v0=" + hmac.new(b"local-signing-secret", base, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == expected
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode())["text"] == ["list"]


async def test_interactions_are_forms_with_one_payload(endpoint: Any) -> None:
    """A shortcut arrives as `payload=` with JSON in it."""
    slack, app = endpoint
    assert (await slack.page("shortcut", user="U0MAYA", callback_id="new_asset"))["ok"]
    payload = json.loads(parse_qs(app.seen[0][1].decode())["payload"][0])
    assert payload["callback_id"] == "new_asset"


async def test_a_slow_or_absent_app_is_told_apart(make_slack: Any, running: Any) -> None:
    """Too late is `operation_timeout`, nobody there is `dispatch_failed`."""

    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", slow)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    slack = await make_slack(events_url=url, ack_seconds=0.1)
    command = {"user": "U0MAYA", "channel": "C0FILM", "text": "/asset"}
    assert (await slack.page("command", **command))["error"] == "operation_timeout"
    await runner.cleanup()
    assert (await slack.page("command", **command))["error"] == "dispatch_failed"


async def test_a_refused_post_is_not_sent_again_unless_it_is_an_event(endpoint: Any) -> None:
    """Commands fail once; events come four times with retry headers; a no-retry header stops them."""
    slack, app = endpoint
    app.status = 500
    result = await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset")
    assert (result["error"], len(app.seen)) == ("dispatch_failed", 1)
    await slack.page("home", user="U0MAYA")

    async def all_came() -> bool:
        return len(app.seen) == 5

    await eventually(all_came)
    assert [headers.get("X-Slack-Retry-Num") for headers, _ in app.seen] == [None, None, "1", "2", "3"]
    assert app.seen[2][0]["X-Slack-Retry-Reason"] == "http_error"
    app.headers = {"X-Slack-No-Retry": "1"}
    await slack.page("home", user="U0MAYA")
    await asyncio.sleep(0.1)
    assert len(app.seen) == 6


async def test_text_answers_to_commands_are_messages(endpoint: Any) -> None:
    """A plain text body with the 200 is shown to the person; broken JSON is a failure."""
    slack, app = endpoint
    app.text = "on its way"
    result = await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset")
    assert result["response"]["text"] == "on its way"
    app.text, app.headers = "{", {"Content-Type": "application/json"}
    result = await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset")
    assert result["error"] == "dispatch_failed"


async def test_an_http_app_has_no_socket(endpoint: Any) -> None:
    """With a request url Socket Mode is off."""
    slack, _ = endpoint
    answer = await slack.call("apps.connections.open", token="xapp-local")
    assert answer["error"] == "socket_mode_not_enabled"
    assert (await slack.page("disconnect"))["ok"] is False
    async with slack.session.get(f"{slack.url}/link/") as link:
        assert link.status == 404


@pytest.mark.parametrize(
    ("fault", "error", "deliveries"),
    [
        ("lost", "dispatch_failed", 0),
        ("double", None, 2),
        ("error:operation_timeout", "operation_timeout", 0),
    ],
)
async def test_deliveries_have_faults_too(
    endpoint: Any, fault: str, error: str | None, deliveries: int
) -> None:
    """A delivery can be lost, done twice or answered with an error, once."""
    slack, app = endpoint
    await slack.page("faults", rules=[{"method": "slash_commands", "fault": fault}])
    result = await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset")
    assert result.get("error") == error
    assert len(app.seen) == deliveries


async def test_a_late_delivery_kills_its_trigger(endpoint: Any) -> None:
    """`late` waits before it delivers."""
    slack, _ = endpoint
    await slack.page("faults", rules=[{"method": "slash_commands", "fault": "late", "seconds": 0.1}])
    before = asyncio.get_running_loop().time()
    assert (await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset"))["ok"]
    assert asyncio.get_running_loop().time() - before >= 0.1


def test_a_manifest_is_read_from_its_file(tmp_path: Any) -> None:
    """A YAML mapping is a manifest; anything else is not."""
    good, bad = tmp_path / "manifest.yml", tmp_path / "list.yml"
    good.write_text("display_information:\n  name: Likeness\n")
    bad.write_text("- 1\n")
    assert load_manifest(good)["display_information"]["name"] == "Likeness"
    with pytest.raises(ValueError, match="not an app manifest"):
        load_manifest(bad)


async def test_secrets_are_not_printed(tmp_path: Any) -> None:
    """The options' text holds no token, and files go where they are told to."""
    options = SlackOptions(manifest={}, data_dir=tmp_path / "files")
    assert "xoxb" not in repr(options)
    create_workspace(options)
    assert (tmp_path / "files").is_dir()
