"""Each request printed in SD2 Manxue's documents, with only the host changed, gets the documented answer."""

import re

BASE = "/kyyReactApiServer"
VIDEO = "proj_sd2manxue_1234567890"
UPLOAD = {
    "imageUrls": ["https://example.com/portrait.jpg"],
    "videoUrls": ["https://example.com/reference.mp4"],
    "audioUrls": ["https://example.com/bgm.mp3"],
}


async def test_upload(api):
    """Three URLs get two items and no failed item: one entry is missing from both lists."""
    for _ in range(2):
        assert await api.post(f"{BASE}/asset/sd2Manxue/assetUpload", UPLOAD) == (
            200,
            {
                "code": "0",
                "msg": None,
                "data": {
                    "items": [
                        {
                            "assetType": "Image",
                            "originalUrl": "https://example.com/portrait.jpg",
                            "assetId": "asset_img_001",
                            "status": "submitted",
                        },
                        {
                            "assetType": "Video",
                            "originalUrl": "https://example.com/reference.mp4",
                            "assetId": "asset_video_001",
                            "status": "submitted",
                        },
                    ],
                    "failedItems": [],
                },
            },
        )


async def test_status(api, clock):
    """The sample picture is active; the sample clip is under review at first, and active soon."""
    body = {"assetIds": ["asset_img_001", "asset_video_001"]}
    for word in ("Processing", "Active"):
        assert await api.post(f"{BASE}/asset/sd2Manxue/assetStatus", body) == (
            200,
            {
                "code": "0",
                "msg": None,
                "data": {
                    "items": [
                        {"assetId": "asset_img_001", "status": "Active"},
                        {"assetId": "asset_video_001", "status": word},
                    ],
                    "failedItems": [],
                },
            },
        )
        clock.advance(3)


async def test_video(api, clock):
    """A video from the sample picture is queued; the answer is flat."""
    status, body = await api.post(
        f"{BASE}/v1/sd2_manxue/videos",
        {
            "model": "sd2_manxue_1080p",
            "prompt": "A woman jogs through rain at night",
            "duration": 5,
            "ratio": "16:9",
            "referenceImages": ["asset://asset_img_001"],
        },
    )
    assert status == 200
    assert re.fullmatch(r"video_[0-9a-f-]{36}", body.pop("id"))
    assert body == {
        "object": "video",
        "created": int(clock()),
        "model": "sd2_manxue_1080p",
        "status": "queued",
        "error": None,
    }


async def test_poll(api):
    """The sample video is completed, has a link that plays, and no count of tokens."""
    status, body = await api.get(f"{BASE}/v1/result/{VIDEO}")
    assert status == 200
    url = body.pop("video_url")
    assert body == {
        "id": VIDEO,
        "object": "video",
        "created": 1761635478,
        "model": "sd2_manxue_1080p",
        "status": "completed",
        "error": None,
        "actualDuration": 5,
    }
    async with api.session.get(url) as answer:
        assert (answer.status, answer.content_type) == (200, "video/mp4")
        assert (await answer.read())[4:8] == b"ftyp"
