"""PomexAI's refusals: statuses, envelope, and every message of the document."""

import io

import pytest

ASSETS, VIDEOS = "/v1/video/assets", "/v1/video/generations"
SAMPLE = "asset-20260619150241-b8xd4"
OK_UPLOAD = {"url": "https://yourcdn.com/p.jpg", "asset_type": "Image"}
TEXT = {"type": "text", "text": "hello"}
OK_VIDEO = {"model": "byteplus/seedance-2.0", "content": [TEXT]}


def image(url: str = f"asset://{SAMPLE}", **more) -> dict:
    return {"type": "image_url", "image_url": {"url": url}, **more}


def audio() -> dict:
    return {"type": "audio_url", "audio_url": {"url": "https://yourcdn.com/a.mp3"}}


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (f"{ASSETS}/sessions", {}, "callback_url is required"),
        (f"{ASSETS}/sessions", {"callback_url": ""}, "callback_url is required"),
        (f"{ASSETS}/sessions", {"callback_url": None}, "callback_url is required"),
        *[
            (f"{ASSETS}/sessions", {"callback_url": url}, "callback_url must be a valid https URL")
            for url in (
                "http://example.com/cb",
                "http://192.168.0.1/cb",
                "ftp://example.com",
                "https://",
                "https://exa mple.com",
                "https://example.com:99999/",
                "https://[::1",
                "example.com",
                7,
                ["https://example.com"],
            )
        ],
        *[
            (
                f"{ASSETS}/sessions",
                {"callback_url": "https://example.com", "lang": lang},
                "lang must be zh, en, or zh-Hant",
            )
            for lang in ("fr", "EN", "", 1, ["en"], {})
        ],
        (ASSETS, {**OK_UPLOAD, "group_id": "group-20200101000000-aaaaa"}, "group id error"),
        (ASSETS, {**OK_UPLOAD, "group_id": 5}, "group id error"),
        (ASSETS, {"asset_type": "Image"}, "url is required"),
        (ASSETS, {**OK_UPLOAD, "url": "http://example.com/p.jpg"}, "url must be a valid https URL"),
        (ASSETS, {"url": "https://yourcdn.com/p.jpg"}, "asset_type is required"),
        (ASSETS, {**OK_UPLOAD, "asset_type": "image"}, "asset_type must be Image, Video, or Audio"),
        (ASSETS, {**OK_UPLOAD, "asset_type": ["Image"]}, "asset_type must be Image, Video, or Audio"),
        (ASSETS, {**OK_UPLOAD, "name": 5}, "name must be a string"),
    ],
)
async def test_bad_fields(api, path, body, message):
    """A bad or missing field gets 400 and the field's message."""
    assert await api.post(path, body) == (
        400,
        {"error": {"message": message, "type": "invalid_request_error"}},
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": ""}, "model is required"),
        ({"model": "byteplus/seedance-1.5-pro"}, "model must be byteplus/seedance-2.0"),
        ({"content": []}, "content must be a non-empty array"),
        ({"content": "hello"}, "content must be a non-empty array"),
        ({"content": [{"type": "text"}]}, "content[0].text is required"),
        ({"content": [TEXT, "x"]}, "content[1].type must be text"),
        ({"content": [{"type": "image"}]}, "content[0].type must be text"),
        ({"content": [{"type": ["text"]}]}, "content[0].type must be text"),
        ({"content": [{"type": "image_url"}]}, "content[0].image_url.url is required"),
        ({"content": [image(role="hero")]}, "content[0].role must be reference_image"),
        ({"content": [image("http://example.com/a.jpg")]}, "content[0].image_url.url must be"),
        ({"content": [image("asset://asset-1")]}, "asset not found: asset-1"),
        ({"content": [image("asset://")]}, "asset not found: "),
        ({"content": [image()] * 10}, "content may hold at most 9 image_url parts"),
        (
            {"content": [image(role="first_frame"), image(role="reference_image")]},
            "first_frame and last_frame cannot be combined",
        ),
        ({"content": [image(role="last_frame")]}, "last_frame needs first_frame"),
        ({"content": [TEXT, audio()]}, "audio_url needs an image_url or a video_url"),
        (
            {"content": [{"type": "video_url", "video_url": {"url": f"asset://{SAMPLE}"}}]},
            f"asset {SAMPLE} is of type Image",
        ),
        ({"ratio": "2:1"}, "ratio must be"),
        ({"duration": 3}, "duration must be"),
        ({"duration": 16}, "duration must be"),
        ({"duration": "5"}, "duration must be"),
        ({"duration": True}, "duration must be"),
        ({"resolution": "8k"}, "resolution must be"),
        ({"model": "byteplus/seedance-2.0-fast", "resolution": "1080p"}, "resolution must be"),
        ({"callback_url": "http://example.com"}, "callback_url must be a valid https URL"),
    ],
)
async def test_bad_videos(api, change, message):
    """A video request that cannot be done gets 400 and makes nothing."""
    status, body = await api.post(VIDEOS, {**OK_VIDEO, **change})
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")
    assert body["error"]["message"].startswith(message)
    assert (await api.get(VIDEOS))[1]["total_count"] == 1


@pytest.mark.parametrize("path", [f"{ASSETS}/sessions", ASSETS, VIDEOS])
@pytest.mark.parametrize("data", ["", "{", "[]", "null", '"x"', b"\xff\xfe", "[" * 100_000])
async def test_not_json(api, path, data):
    """A body that is no JSON object gets the documented message."""
    assert await api.call("POST", path, data=data) == (
        400,
        {"error": {"message": "body must be valid JSON", "type": "invalid_request_error"}},
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"status": "ok"}, "status must be active, processing, or failed"),
        ({"status": "active,Failed"}, "status must be active, processing, or failed"),
        ({"status": ","}, "status must be active, processing, or failed"),
        ({"group_id": "group-1"}, "group id error"),
        ({"page": "0"}, "page must be an integer from 1 to 1000000"),
        ({"limit": "101"}, "limit must be an integer from 1 to 100"),
        ({"limit": "ten"}, "limit must be an integer from 1 to 100"),
        ({"sort_by": "name"}, "sort_by must be create_time, update_time, or group_id"),
        ({"sort_order": "up"}, "sort_order must be asc or desc"),
    ],
)
async def test_bad_list_queries(api, query, message):
    """A bad list query gets 400 and the field's message."""
    assert await api.get(ASSETS, params=query) == (
        400,
        {"error": {"message": message, "type": "invalid_request_error"}},
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{ASSETS}/sessions"),
        ("POST", ASSETS),
        ("GET", ASSETS),
        ("GET", f"{ASSETS}/{SAMPLE}"),
        ("POST", VIDEOS),
        ("GET", VIDEOS),
        ("GET", f"{VIDEOS}/cgt-20260619150458-96ncj"),
        ("DELETE", f"{VIDEOS}/cgt-20260619150458-96ncj"),
    ],
)
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer  ", "Basic abc", "sk-test"])
async def test_no_key(api, method, path, header):
    """Every endpoint answers 401 without a key, before it looks at anything else."""
    headers = {} if header is None else {"Authorization": header}
    async with api.session.request(method, api.url + path, headers=headers) as answer:
        assert answer.status == 401
        error = (await answer.json())["error"]
    assert error["type"] == "authentication_error"
    assert error["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{ASSETS}/asset-20200101000000-aaaaa", 404),
        ("GET", f"{VIDEOS}/cgt-20200101000000-aaaaa", 404),
        ("DELETE", f"{VIDEOS}/cgt-20200101000000-aaaaa", 404),
        ("GET", "/v1/video/nothing", 404),
        ("DELETE", f"{ASSETS}/{SAMPLE}", 405),
    ],
)
async def test_nothing_there(api, method, path, status):
    """Unknown things and paths are refused in the gateway's envelope."""
    answer, body = await api.call(method, path)
    assert answer == status
    assert body["error"]["message"]


async def test_other_accounts(api):
    """What one key made does not exist for another."""
    group = await api.new_group()
    asset = await api.upload("https://yourcdn.com/p.jpg", group_id=group)
    api.key = "sk-other"
    assert (await api.get(f"{ASSETS}/{asset}"))[0] == 404
    foreign = {**OK_UPLOAD, "group_id": group}
    assert (await api.post(ASSETS, foreign))[1]["error"]["message"] == "group id error"
    assert (await api.get(ASSETS, params={"group_id": group}))[0] == 400
    content = {"content": [TEXT, image(f"asset://{asset}")]}
    status, body = await api.post(VIDEOS, {**OK_VIDEO, **content})
    assert (status, body["error"]["message"]) == (400, f"asset not found: {asset}")


async def test_not_active_yet(api):
    """A file under review cannot be used in a video."""
    asset = await api.upload("https://yourcdn.com/p.jpg")
    status, body = await api.post(VIDEOS, {**OK_VIDEO, "content": [image(f"asset://{asset}")]})
    assert (status, body["error"]["message"]) == (400, f"asset is not active: {asset}")


async def test_too_large(api):
    """A huge body is refused in the envelope."""
    status, body = await api.call("POST", ASSETS, data=io.BytesIO(bytes(9 * 1024 * 1024)))
    assert (status, body["error"]["message"]) == (413, "request body is too large")
