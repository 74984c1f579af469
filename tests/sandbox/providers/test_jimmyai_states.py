"""JimmyAI's reviews, videos and uploads as time passes."""

import asyncio
import io

import aiohttp
import av
import pytest

from sandbox.providers import draw_landscape, draw_pair, draw_portrait

BASE = "/api/open-api/v1"
PERSON, FILES = f"{BASE}/seedance/sp/realperson", f"{BASE}/seedance/sp/assets"
VIDEOS, UPLOAD = f"{BASE}/seedance/videos", f"{BASE}/files/upload"
DAY = 86400


async def submit(api, url: str) -> str:
    return (await api.post(f"{PERSON}/submit", {"name": "n", "url": url}))[1]["data"]["asset_id"]


async def upload(api, url: str, kind: str = "image") -> str:
    body = {"name": "n", "type": kind, "url": url}
    return (await api.post(f"{FILES}/upload", body))[1]["data"]["asset_id"]


async def settled(read, unsettled: tuple[str, ...]) -> dict:
    """Return the data of a call once its status is settled; the clock must be past it."""
    for _ in range(400):
        data = (await read())[1]["data"]
        if data["status"] not in unsettled:
            return data
        await asyncio.sleep(0.02)
    raise AssertionError("never settles")


async def reviewed(api, asset_id: str, path: str = f"{PERSON}/status") -> dict:
    return await settled(lambda: api.post(path, {"asset_id": asset_id}), ("Processing",))


async def ended(api, task_id: str) -> dict:
    return await settled(lambda: api.get(f"{BASE}/videos/{task_id}"), ("queued", "processing"))


async def start_video(api, **change) -> str:
    body = {"model": "seedance2.0-sp", "prompt": "Hills", "duration": 4, **change}
    status, answer = await api.post(VIDEOS, body)
    assert status == 200, answer
    return answer["data"]["task_id"]


async def test_portrait(api, clock, media):
    """A portrait is processing without a reference, then active with one that a video takes."""
    asset = await submit(api, media.put("p", draw_portrait("Rachel")))
    _, early = await api.post(f"{PERSON}/status", {"asset_id": asset})
    assert (early["data"]["status"], early["data"]["asset_ref"]) == ("Processing", None)
    status, refused = await api.post(
        VIDEOS,
        {"model": "seedance2.0-sp", "prompt": "x", "duration": 4, "images": [f"asset://{asset}"]},
    )
    assert (status, refused["code"]) == (400, 20002)
    clock.advance(3)
    late = await reviewed(api, asset)
    assert (late["status"], late["asset_ref"]) == ("Active", f"asset://{asset}")
    assert await start_video(api, images=[late["asset_ref"]])


@pytest.mark.parametrize(
    "data",
    [draw_landscape(), draw_pair("Tom", "Rachel"), b"<!doctype html>", b"no picture"],
    ids=["no face", "several faces", "a page", "broken"],
)
async def test_refused_portraits(api, clock, media, data):
    """What is no picture of one person fails for good, without a reference and without a reason."""
    asset = await submit(api, media.put("p", data))
    clock.advance(3)
    late = await reviewed(api, asset)
    assert (late["status"], late["asset_ref"]) == ("Failed", None)
    assert not {"error_message", "msg", "reason"} & set(late)


async def test_every_portrait_is_a_person(api, clock, media):
    """There are no groups: two people's portraits both become active."""
    assets = [await submit(api, media.put(name, draw_portrait(name))) for name in ("Rachel", "Tom")]
    clock.advance(3)
    assert [(await reviewed(api, asset))["status"] for asset in assets] == ["Active", "Active"]


@pytest.mark.parametrize(
    ("kind", "data", "outcome"),
    [
        ("image", draw_landscape(), "Active"),
        ("image", b"no picture", "Failed"),
        ("video", draw_portrait("Tom"), "Failed"),
        ("text", b"words", "Active"),
    ],
)
async def test_files(api, clock, media, kind, data, outcome):
    """Other files must be of their kind; faces are not looked for."""
    asset = await upload(api, media.put("f", data), kind)
    clock.advance(3)
    assert (await reviewed(api, asset, f"{FILES}/detail"))["status"] == outcome


async def test_two_libraries(api):
    """People's endpoints do not know other files, nor the other way round; unknown ids are dropped."""
    for path in ("realperson/status", "assets/detail"):
        known, other = ("official_id_xxx", "asset_abc123")[:: 1 if "person" in path else -1]
        assert (await api.post(f"{BASE}/seedance/sp/{path}", {"asset_id": known}))[0] == 200
        assert (await api.post(f"{BASE}/seedance/sp/{path}", {"asset_id": other}))[0] == 404
    ids = {"asset_ids": ["nobody", "official_id_xxx", "asset_abc123", "official_id_xxx"]}
    for path, known in (("realperson/batch-status", "official_id_xxx"), ("assets/status", "asset_abc123")):
        _, body = await api.post(f"{BASE}/seedance/sp/{path}", ids)
        assert [item["asset_id"] for item in body["data"]["items"]] == [known]


async def test_video(api, clock, media):
    """A video waits, runs and is completed with a film that plays and a link that dies after three days."""
    pictures = ["asset://official_id_xxx", media.put("p", draw_portrait("Tom"))]
    task = await start_video(api, images=pictures, ratio="9:16")
    clock.advance(1)
    _, running = await api.get(f"{BASE}/videos/{task}")
    assert running["data"]["status"] == "processing"
    assert 1 <= running["data"]["progress"] <= 99
    clock.advance(3)
    done = await ended(api, task)
    assert (done["status"], done["progress"], done["error_message"]) == ("completed", 100, None)
    assert done["created_at"] < done["completed_at"]
    url = done["result"]["video_url"]
    async with api.session.get(url) as answer:
        assert answer.content_type == "video/mp4"
        data = await answer.read()
    with av.open(io.BytesIO(data)) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 4 * 24
    assert (frames[0].width, frames[0].height) == (270, 480)
    clock.advance(3 * DAY - 2)
    async with api.session.head(url) as answer:
        assert answer.status == 200
    clock.advance(2)
    async with api.session.head(url) as answer:
        assert answer.status == 403


async def test_failed_video(api, clock):
    """A refused prompt fails with a message, progress back at 0 and no result."""
    task = await start_video(api, prompt="please sandbox:fail")
    clock.advance(4)
    failed = await ended(api, task)
    assert (failed["status"], failed["progress"], failed["result"]) == ("failed", 0, None)
    assert failed["error_message"] == "provider_moderation_error"


async def test_upload(api, clock):
    """A local file becomes a link for three days, which can be submitted."""
    data = draw_portrait("Tom")
    form = aiohttp.FormData()
    form.add_field("file", data, filename="Portrait.JPG", content_type="image/jpeg")
    status, body = await api.call("POST", UPLOAD, data=form)
    assert (status, body["code"], body["msg"]) == (200, 20000, "ok")
    url = body["data"].pop("url")
    assert body["data"] == {"filename": "Portrait.JPG", "size": len(data), "mime_type": "image/jpeg"}
    asset = await submit(api, url)
    clock.advance(3)
    assert (await reviewed(api, asset))["status"] == "Active"
    clock.advance(3 * DAY)
    async with api.session.get(url) as answer:
        assert answer.status == 403


async def test_large_upload(api):
    """A file of many megabytes is taken."""
    form = aiohttp.FormData()
    form.add_field("file", io.BytesIO(bytes(12 << 20)), filename="clip.mp4", content_type="video/mp4")
    status, body = await api.call("POST", UPLOAD, data=form)
    assert (status, body["data"]["size"]) == (200, 12 << 20)


async def test_accounts_are_apart(api):
    """What one key made is unknown to another."""
    asset, task = await submit(api, "https://cdn.example.com/p.jpg"), await start_video(api)
    api.key = "sk-other"
    assert (await api.post(f"{PERSON}/status", {"asset_id": asset}))[1]["code"] == 20002
    assert (await api.get(f"{BASE}/videos/{task}"))[1]["code"] == 20002
