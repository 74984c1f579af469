"""Each request printed in KyyVideo2's documents, with only the host changed, gets the documented answer."""

import re

BASE = "/kyyReactApiServer"
ASSET = "asset-20260330142158-q75m8"
VIDEO = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"


async def upload(api, body: dict) -> None:
    status, answer = await api.post(f"{BASE}/kyyVideo2/asset/upload", body)
    assert status == 200
    assert re.fullmatch(r"asset-\d{14}-[a-z0-9]{5}", answer["data"].pop("assetId"))
    assert answer == {"code": 0, "msg": None, "data": {}}


async def test_upload_of_the_guide(api):
    """A portrait is taken and gets an id of time and random letters."""
    await upload(
        api, {"assetType": "Image", "url": "https://example.com/portrait.jpg", "name": "My portrait"}
    )


async def test_upload_of_the_upload_page(api):
    """So is a cat."""
    await upload(api, {"assetType": "Image", "url": "https://example.com/cat.jpg", "name": "Cat Image"})


async def test_detail(api):
    """The sample asset is there, active."""
    assert await api.get(f"{BASE}/kyyVideo2/asset/{ASSET}") == (
        200,
        {
            "code": 0,
            "msg": None,
            "data": {
                "assetId": ASSET,
                "name": "My portrait",
                "assetType": "Image",
                "status": "Active",
                "url": "https://example.com/portrait.jpg",
                "createTime": "2026-03-30 14:21:58",
            },
        },
    )


async def test_delete(api):
    """The sample asset can be deleted, and the code is a text this time."""
    assert await api.call("DELETE", f"{BASE}/kyyVideo2/asset/{ASSET}") == (
        200,
        {"code": "0", "msg": "success", "data": None},
    )


async def test_video(api, clock):
    """A video from the sample asset is queued; the answer is flat."""
    status, body = await api.post(
        f"{BASE}/v1/kyyvideo2/videos",
        {
            "model": "seedance_2_0_pro",
            "prompt": "The person in image 1 waves",
            "duration": 5,
            "aspect_ratio": "16:9",
            "generateAudio": True,
            "referenceImages": [f"asset://{ASSET}"],
        },
    )
    assert status == 200
    assert re.fullmatch(f"video_{UUID}", body.pop("id"))
    assert body == {
        "object": "video",
        "created": int(clock()),
        "model": "seedance_2_0_pro",
        "status": "queued",
        "error": None,
    }


async def test_poll(api):
    """The sample video is completed and has a link that plays."""
    status, body = await api.get(f"{BASE}/v1/result/{VIDEO}")
    assert status == 200
    url = body.pop("video_url")
    assert body == {
        "id": VIDEO,
        "object": "video",
        "created": 1774836724,
        "model": "seedance_2_0_fast",
        "status": "completed",
        "error": None,
        "actualDuration": 5,
        "totalTokens": 108900,
    }
    async with api.session.get(url) as answer:
        assert (answer.status, answer.content_type) == (200, "video/mp4")
        assert (await answer.read())[4:8] == b"ftyp"
