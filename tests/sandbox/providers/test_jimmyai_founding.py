"""Each request printed in JimmyAI's documents, with only the host changed, gets the documented answer."""

import pytest

BASE = "/api/open-api/v1"
PERSON, FILES = f"{BASE}/seedance/sp/realperson", f"{BASE}/seedance/sp/assets"


def ok(answer: tuple[int, dict], code: object = 0) -> dict:
    """Return the data of a success, whose code has the documented value and type."""
    status, body = answer
    assert status == 200
    assert (body["code"], type(body["code"]), body["msg"]) == (code, type(code), "ok")
    assert set(body) == {"code", "msg", "data"}
    return body["data"]


async def test_submit(api):
    """A portrait is processing and has no reference yet."""
    sent = {"name": "portrait-front", "url": "https://example.com/portrait.jpg"}
    data = ok(await api.post(f"{PERSON}/submit", sent))
    assert data.pop("asset_id")
    assert data == {"status": "Processing", "asset_ref": None, **sent}


async def test_status(api):
    """The sample portrait is active, with its reference."""
    data = ok(await api.post(f"{PERSON}/status", {"asset_id": "official_id_xxx"}))
    assert data.pop("created_at").endswith("Z")
    assert data == {
        "asset_id": "official_id_xxx",
        "official_id": "official_id_xxx",
        "status": "Active",
        "asset_ref": "asset://official_id_xxx",
        "name": "portrait-front",
        "url": "https://example.com/portrait.jpg",
    }


async def test_batch_status(api):
    """Many portraits are read at once, in the form of one."""
    data = ok(await api.post(f"{PERSON}/batch-status", {"asset_ids": ["id1", "id2"]}))
    assert [(item["asset_id"], item["status"]) for item in data["items"]] == [
        ("id1", "Active"),
        ("id2", "Active"),
    ]
    one = ok(await api.post(f"{PERSON}/status", {"asset_id": "id2"}))
    assert data["items"][1] == one


@pytest.mark.parametrize("kind", ["image", "video", "audio", "text"])
async def test_upload(api, kind):
    """A file of each kind is taken and gets an id."""
    body = {"name": "ref 1", "type": kind, "url": "https://cdn.example.com/f"}
    assert set(ok(await api.post(f"{FILES}/upload", body))) == {"asset_id"}


async def test_files(api):
    """The sample file is active, alone and in a batch, and has no asset_ref."""
    one = ok(await api.post(f"{FILES}/detail", {"asset_id": "asset_abc123"}))
    assert (one["asset_id"], one["status"], one["name"]) == ("asset_abc123", "Active", "ref 1")
    assert set(one) == {"asset_id", "official_id", "status", "name", "image_url", "created_at"}
    assert ok(await api.post(f"{FILES}/status", {"asset_ids": ["asset_abc123"]})) == {"items": [one]}


async def test_video(api, clock):
    """A video of the sample portrait is begun and can be read; codes are strings, times are integers."""
    sent = {
        "model": "seedance2.0-sp",
        "prompt": "The woman waves at the camera.",
        "duration": 5,
        "resolution": "720p",
        "ratio": "9:16",
        "images": ["asset://official_id_xxx"],
    }
    data = ok(await api.post(f"{BASE}/seedance/videos", sent), "20000")
    task = data.pop("task_id")
    assert data == {"status": "queued", "model": "seedance2.0-sp", "created_at": int(clock())}
    assert ok(await api.get(f"{BASE}/videos/{task}"), "20000") == {
        "task_id": task,
        "status": "queued",
        "progress": 0,
        "model": "seedance2.0-sp",
        "created_at": int(clock()),
        "result": None,
        "error_message": None,
    }


async def test_balances(api):
    """Account and key tell their balances; a video costs something."""
    before = ok(await api.get(f"{BASE}/user/balance"), "20000")
    assert set(before) == {"balance", "used_coin", "available"}
    assert before["available"] == before["balance"] - before["used_coin"]
    sent = {"model": "seedance2.0-sp", "prompt": "Hills", "duration": 4}
    ok(await api.post(f"{BASE}/seedance/videos", sent), "20000")
    assert ok(await api.get(f"{BASE}/user/balance"), "20000")["used_coin"] > before["used_coin"]
    key = ok(await api.get(f"{BASE}/key/balance"), "20000")
    assert set(key) == {"name", "total_quota", "used_quota", "available_quota", "unlimited"}
    assert (key["total_quota"], key["unlimited"]) == (0, True)
