"""Ordered faults, rate limits, and the journal that shows what happened."""

import asyncio

import aiohttp
import pytest

from sandbox.providers import FaultRule

ASSETS = "/v1/video/assets"
SAMPLE = f"{ASSETS}/asset-20260619150241-b8xd4"
UPLOAD = {"url": "https://yourcdn.com/p.jpg", "asset_type": "Image"}


async def order(api, **rule) -> None:
    status, _ = await api.post("/_local/faults", {"rules": [rule]})
    assert status == 200


async def uploads(api) -> int:
    return (await api.get(ASSETS))[1]["total_count"]


@pytest.mark.parametrize(("fault", "made"), [("lost", 1), ("reset", 0)])
async def test_dropped_connections(api, fault, made):
    """A lost answer leaves the work done, a reset comes before it."""
    await order(api, path=ASSETS, method="POST", fault=fault)
    with pytest.raises((aiohttp.ServerDisconnectedError, ConnectionResetError, aiohttp.ClientOSError)):
        await api.post(ASSETS, UPLOAD)
    assert await uploads(api) == made


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("429", "rate_limit_error"),
        ("500", "server_error"),
        ("502", "upstream_error"),
        ("402", "insufficient_quota"),
    ],
)
async def test_statuses(api, fault, kind):
    """An ordered status comes in the gateway's envelope, and nothing is made."""
    await order(api, path=ASSETS, method="POST", fault=fault)
    status, body = await api.post(ASSETS, UPLOAD)
    assert (status, body["error"]["type"]) == (int(fault), kind)
    assert await uploads(api) == 0


async def test_retry_after(api):
    """An ordered 429 can say when to come back."""
    await order(api, fault="429", seconds=7)
    assert (await api.get(SAMPLE))[0] == 429
    assert api.headers["Retry-After"] == "7"


@pytest.mark.parametrize(("fault", "made"), [("garbage", 1), ("empty", 1), ("html", 0)])
async def test_unreadable_answers(api, fault, made):
    """Some answers say 200 and cannot be read."""
    await order(api, path=ASSETS, method="POST", fault=fault)
    headers = {"Authorization": "Bearer sk-test"}
    async with api.session.post(api.url + ASSETS, json=UPLOAD, headers=headers) as answer:
        assert answer.status == 200
        with pytest.raises(ValueError):
            await answer.json(content_type=None) or int("")
    assert await uploads(api) == made


async def test_unknown_status(api):
    """A status word can be replaced by one that no document lists."""
    await order(api, path=f"{ASSETS}*", fault="unknown_status")
    assert await api.status("asset-20260619150241-b8xd4") == "archived"
    assert await api.status("asset-20260619150241-b8xd4") == "active"


async def test_late(api):
    """A late answer comes after its time, with the work done before."""
    await order(api, path=ASSETS, method="POST", fault="late", seconds=0.3)
    call = asyncio.create_task(api.post(ASSETS, UPLOAD))
    await asyncio.sleep(0.1)
    assert await uploads(api) == 1
    assert not call.done()
    assert (await call)[0] == 200


async def test_counts(start):
    """A rule counts the requests it lets through and the ones it spoils."""
    rule = FaultRule(path=SAMPLE, fault="503", skip=1, times=2)
    api = await start(faults=(rule,))
    assert [(await api.get(SAMPLE))[0] for _ in range(4)] == [200, 503, 503, 200]


async def test_rules_can_be_read_and_dropped(api):
    """What is still to happen can be looked at and taken back."""
    await order(api, fault="lost", path="/nowhere")
    _, body = await api.get("/_local/faults")
    assert [rule["fault"] for rule in body["rules"]] == ["lost"]
    assert await api.call("DELETE", "/_local/faults") == (200, {"rules": []})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rules": [5]},
        {"rules": [{"fault": "odd"}]},
        {"rules": [{}]},
        {"rules": [{"fault": "lost", "colour": 1}]},
        {"rules": [{"fault": "lost", "times": "two"}]},
    ],
)
async def test_bad_rules(api, body):
    """A rule that means nothing is refused."""
    assert (await api.post("/_local/faults", body))[0] == 400


async def test_downloads_can_fail(api):
    """Faults reach the signed files too."""
    _, body = await api.get(SAMPLE)
    await order(api, path="/_files/*", fault="503")
    async with api.session.get(body["url"]) as answer:
        assert answer.status == 503


@pytest.mark.parametrize(
    ("method", "path", "body", "per_second"),
    [
        ("POST", f"{ASSETS}/sessions", {"callback_url": "https://a.example"}, 3),
        ("GET", ASSETS, None, 10),
        ("GET", SAMPLE, None, 100),
    ],
)
async def test_rate_limits(api, clock, method, path, body, per_second):
    """More requests in a second than documented get 429; another account and the next second do not."""
    statuses = [(await api.call(method, path, json=body))[0] for _ in range(per_second + 1)]
    assert statuses == [200] * per_second + [429]
    _, refused = await api.call(method, path, json=body)
    assert refused["error"]["type"] == "rate_limit_error"
    clock.advance(1)
    assert (await api.call(method, path, json=body))[0] == 200
    api.key = "sk-other"
    assert (await api.call(method, path, json=body))[0] == 200


async def test_rate_limits_can_be_off(start):
    """Without rate limits nothing is counted."""
    api = await start(rate_limits=False)
    assert {(await api.get(ASSETS))[0] for _ in range(15)} == {200}


async def test_journal(api):
    """The journal lists requests in order, with what they made, and never a key."""
    asset = await api.upload("https://yourcdn.com/p.jpg")
    await order(api, path=SAMPLE, fault="lost", times=2)  # the client asks a second time by itself
    with pytest.raises(aiohttp.ClientError):
        await api.get(SAMPLE)
    await api.get(ASSETS, params={"limit": "5"})
    _, journal = await api.get("/_local/journal")
    entries = journal["requests"]
    assert [entry["n"] for entry in entries] == [1, 2, 3, 4]
    assert [(entry["method"], entry["status"], entry["made"]) for entry in entries] == [
        ("POST", 200, asset),
        ("GET", None, None),
        ("GET", None, None),
        ("GET", 200, None),
    ]
    assert (entries[1]["fault"], entries[3]["query"]) == ("lost", "limit=5")
    assert len({entry["key"] for entry in entries}) == 1
    assert "sk-test" not in str(journal)


async def test_index(api):
    """The local page shows face checks, files and videos, and escapes what it was given."""
    await api.open_session()
    await api.post(
        "/v1/video/generations",
        {"model": "byteplus/seedance-2.0", "content": [{"type": "text", "text": "<b>sandbox:fail</b>"}]},
    )
    async with api.session.get(f"{api.url}/_local/") as answer:
        text = await answer.text()
    assert "asset-20260619150241-b8xd4" in text
    assert "pending" in text
    assert "&lt;b&gt;sandbox:fail" in text
