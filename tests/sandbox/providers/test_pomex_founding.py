"""Each request printed in PomexAI's document, with only the host changed, gets the documented answer."""

import re

GROUP = "group-20260619145855-snq4q"
ASSET = "asset-20260619150241-b8xd4"
VIDEO = "cgt-20260619150458-96ncj"
ITEM = {
    "id": ASSET,
    "name": "model-rachel-frontal",
    "asset_type": "Image",
    "group_id": GROUP,
    "status": "active",
    "created_at": "2026-06-19T07:02:41Z",
    "updated_at": "2026-06-19T07:02:46Z",
}


def without_url(item: dict) -> dict:
    """Return an item without its signed link, after looking at that."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\S+/portrait\.jpg\?\S+", item["url"])
    return {key: value for key, value in item.items() if key != "url"}


async def test_session(api):
    """A session is pending and has a link in the language asked for."""
    status, body = await api.post(
        "/v1/video/assets/sessions",
        {"callback_url": "https://yourapp.com/realhuman/callback", "lang": "en"},
    )
    assert status == 200
    assert api.headers["Content-Type"].startswith("application/json")
    link = body.pop("h5_link")
    assert body == {"object": "video.asset_session", "status": "pending"}
    assert link.startswith(api.url)
    assert link.endswith("&lang=en")


async def test_redirect(api):
    """A pass sends the browser to the callback with exactly the documented query."""
    answer = await api.end_session(await api.open_session("https://yourapp.com/realhuman/callback"), "pass")
    assert answer.status == 302
    assert re.fullmatch(
        r"https://yourapp\.com/realhuman/callback\?resultCode=10000&group_id=group-\d{14}-[a-z0-9]{5}"
        r"&verify_type=real_time&algorithmBaseRespCode=0&reqMeasureInfoValue=1",
        answer.headers["Location"],
    )


async def test_upload(api):
    """An upload to the sample group is accepted and under review."""
    status, body = await api.post(
        "/v1/video/assets",
        {
            "url": "https://yourcdn.com/portrait.jpg",
            "asset_type": "Image",
            "group_id": GROUP,
            "name": "model-rachel-frontal",
        },
    )
    assert status == 200
    assert re.fullmatch(r"asset-\d{14}-[a-z0-9]{5}", body.pop("id"))
    assert body == {"object": "video.asset", "status": "processing"}


async def test_upload_of_the_quickstart(api):
    """A name is optional."""
    status, body = await api.post(
        "/v1/video/assets",
        {"url": "https://yourcdn.com/portrait.jpg", "asset_type": "Image", "group_id": GROUP},
    )
    assert (status, body["status"]) == (200, "processing")


async def test_get(api):
    """The sample asset is there, active, with its group and times."""
    status, body = await api.get(f"/v1/video/assets/{ASSET}")
    assert status == 200
    assert without_url(body) == {**ITEM, "object": "video.asset"}


async def test_list(api):
    """The sample group's list holds the sample asset, without an `object`."""
    status, body = await api.get("/v1/video/assets", params={"group_id": GROUP})
    assert status == 200
    items = [without_url(item) for item in body.pop("items")]
    assert items == [ITEM]
    assert body == {"object": "list", "total_count": 1, "page_number": 1, "page_size": 10}


async def test_video(api):
    """A video from the sample asset is queued."""
    status, body = await api.post(
        "/v1/video/generations",
        {
            "model": "byteplus/seedance-2.0-fast",
            "content": [
                {
                    "type": "text",
                    "text": "The person in image 1 smiles and waves at the camera. "
                    "Indoor, natural light, gentle push-in.",
                },
                {
                    "type": "image_url",
                    "image_url": {"url": f"asset://{ASSET}"},
                    "role": "reference_image",
                },
            ],
        },
    )
    assert status == 200
    assert re.fullmatch(r"cgt-\d{14}-[a-z0-9]{5}", body.pop("id"))
    assert body == {
        "object": "video.generation.task",
        "model": "byteplus/seedance-2.0-fast",
        "status": "queued",
    }


async def test_poll(api):
    """The sample video has succeeded and has a link that plays."""
    status, body = await api.get(f"/v1/video/generations/{VIDEO}")
    assert status == 200
    url = body["content"].pop("video_url")
    assert body == {
        "id": VIDEO,
        "object": "video.generation.task",
        "status": "succeeded",
        "content": {},
    }
    async with api.session.get(url) as answer:
        assert answer.status == 200
        assert answer.content_type == "video/mp4"
        assert (await answer.read())[4:8] == b"ftyp"
