"""APIMart's refusals: envelope, statuses and limits."""

import io

import aiohttp
import pytest

REAL, VIRTUAL = "/v1/seedance2/real-avatar", "/v1/seedance2/private-avatar"
VIDEOS, UPLOADS = "/v1/videos/generations", "/v1/uploads/images"
FILE = {"url": "https://cdn.example.com/a.mp4", "name": "a"}
GROUP = {"group_id": "group_from_validation"}
NEW = {"group": {"name": "g"}}
VIDEO = {"model": "doubao-seedance-2.0-face", "prompt": "hello"}
ASSET = "asset://asset-1"


def role(word: str, url: str = ASSET) -> dict:
    return {"url": url, "role": word}


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        *[
            (REAL, body, "exactly one of callback_url, byted_token and group_id is required")
            for body in (
                {},
                {"assets": [FILE]},
                {"callback_url": "https://a.example", "byted_token": "token_xxx"},
                {"byted_token": "token_xxx", **GROUP, "assets": [FILE]},
            )
        ],
        (REAL, {"callback_url": ""}, "callback_url is required"),
        (REAL, {"callback_url": "http://a.example/cb"}, "callback_url must be a public https URL"),
        (REAL, {"callback_url": 7}, "callback_url must be a public https URL"),
        (REAL, {"callback_url": "https://a.example", "project_name": 7}, "project_name must be a string"),
        (REAL, {"byted_token": "nobody's"}, "byted_token is invalid or has expired"),
        (REAL, {"byted_token": ["x"]}, "byted_token must be a string"),
        (REAL, {"group_id": "group-1", "assets": [FILE]}, "group not found: group-1"),
        (REAL, GROUP, "assets must be a non-empty array"),
        (REAL, {**GROUP, "assets": []}, "assets must be a non-empty array"),
        (REAL, {**GROUP, "assets": [FILE] * 21}, "assets may hold at most 20 files"),
        (REAL, {**GROUP, "assets": [FILE, {"name": "b"}]}, "assets[1].url is required"),
        (REAL, {**GROUP, "assets": ["x"]}, "assets[0].url is required"),
        (REAL, {**GROUP, "assets": [{**FILE, "name": 5}]}, "name must be a string"),
        (REAL, {**GROUP, "assets": [FILE], "asset_type": "Audio"}, "asset_type must be Video, Image"),
        (VIRTUAL, {"url": FILE["url"]}, "exactly one of group and group_id is required"),
        (VIRTUAL, {**NEW, **GROUP, "url": FILE["url"]}, "exactly one of group and group_id is required"),
        (VIRTUAL, {**GROUP, "url": FILE["url"]}, "group_id is of a real person"),
        (VIRTUAL, {"group": {}, "url": FILE["url"]}, "name is required"),
        (VIRTUAL, {"group": "g", "url": FILE["url"]}, "group must be an object"),
        (VIRTUAL, NEW, "exactly one of assets and url is required"),
        (VIRTUAL, {**NEW, "assets": [FILE], "url": FILE["url"]}, "exactly one of assets and url is required"),
        (VIRTUAL, {**NEW, "url": "asset://asset-1"}, "url must be a public https URL"),
        (VIRTUAL, {**NEW, "url": FILE["url"], "asset_type": "image"}, "asset_type must be"),
    ],
)
async def test_bad_fields(api, path, body, message):
    """A bad or missing field gets 400 in the documented envelope."""
    status, answer = await api.post(path, body)
    assert status == 400
    assert set(answer) == {"error"}
    assert answer["error"].pop("message").startswith(message)
    assert answer["error"] == {"code": 400, "type": "invalid_request_error"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": None}, "model is required"),
        ({"model": "byteplus/seedance-2.0"}, "model not found"),
        ({"prompt": ""}, "prompt is required"),
        ({"prompt": "x" * 4001}, "prompt may hold"),
        ({"duration": 3}, "duration must be"),
        ({"duration": 16}, "duration must be"),
        ({"duration": "5"}, "duration must be"),
        ({"size": "2:1"}, "size must be"),
        ({"size": {}}, "size must be"),
        ({"resolution": "8k"}, "resolution must be"),
        ({"model": "doubao-seedance-2.0-fast-face", "resolution": "1080p"}, "resolution 1080p"),
        ({"generate_audio": "yes"}, "generate_audio has the wrong type"),
        ({"seed": True}, "seed has the wrong type"),
        ({"image_urls": [ASSET] * 10}, "image_urls may hold at most 9"),
        ({"image_urls": ASSET}, "image_urls must be an array"),
        ({"image_urls": ["http://a.example/p.jpg"]}, "image[0] must be a public https URL"),
        ({"image_urls": ["data:image/png;base64,AAAA"]}, "image[0] must be a public https URL"),
        ({"image_urls": ["asset://asset-9"]}, "asset not found"),
        ({"video_urls": [ASSET]}, "asset is of type Image, not Video"),
        ({"video_urls": ["https://a.example/v.mp4"] * 4}, "video_urls may hold at most 3"),
        ({"audio_urls": ["https://a.example/s.mp3"]}, "audio_urls needs"),
        ({"image_urls": [ASSET], "image_with_roles": [role("first_frame")]}, "image_urls and image_with"),
        ({"image_with_roles": [role("hero")]}, "image_with_roles[0].role"),
        ({"image_with_roles": [{"role": "first_frame"}]}, "image_with_roles[0].url"),
        ({"image_with_roles": ["x"]}, "image_with_roles[0].url"),
        ({"image_with_roles": [role("last_frame")]}, "first_frame may be followed"),
        ({"image_with_roles": [role("first_frame")] * 2}, "first_frame may be followed"),
        ({"image_with_roles": [role("first_frame"), role("reference_image")]}, "first_frame and last_frame"),
        (
            {"image_with_roles": [role("first_frame")], "video_urls": ["https://a.example/v.mp4"]},
            "first_frame and last_frame",
        ),
    ],
)
async def test_bad_videos(api, change, message):
    """A video that the documents do not allow is refused before it is begun."""
    status, answer = await api.post(VIDEOS, {**VIDEO, **change})
    assert (status, answer["error"]["type"]) == (400, "invalid_request_error")
    assert answer["error"]["message"].startswith(message)


async def test_no_result_before_the_end(api):
    """A review that runs names no file yet."""
    _, made = await api.post(VIRTUAL, {**NEW, "url": "https://cdn.example.com/a.png"})
    _, body = await api.get(f"/v1/tasks/{made['data']['id']}")
    assert body["data"]["status"] == "processing"
    assert "result" not in body["data"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", REAL),
        ("POST", VIRTUAL),
        ("POST", VIDEOS),
        ("POST", UPLOADS),
        ("GET", "/v1/tasks/task_01KEXAMPLE"),
    ],
)
async def test_no_key(api, method, path):
    """A request without a key gets 401."""
    api.key = None
    status, body = await api.call(method, path, json={} if method == "POST" else None)
    assert (status, body["error"]["type"]) == (401, "authentication_error")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("402", "payment_required"),
        ("403", "permission_error"),
        ("429", "rate_limit_error"),
        ("500", "server_error"),
        ("502", "bad_gateway"),
        ("503", "server_error"),
    ],
)
async def test_ordered_statuses(api, fault, kind):
    """An ordered status comes in the gateway's envelope, with the status as its code."""
    await api.post("/_local/faults", {"rules": [{"fault": fault, "path": REAL}]})
    status, body = await api.post(REAL, {"byted_token": "token_xxx"})
    assert status == int(fault)
    assert (body["error"]["code"], body["error"]["type"]) == (status, kind)


@pytest.mark.parametrize("data", ["no json", "[]", "null"])
async def test_bad_bodies(api, data):
    """A body that is no JSON object gets 400."""
    status, body = await api.call("POST", REAL, data=data)
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")


async def test_unknown_task(api):
    """A task that nobody made does not exist, or has expired."""
    status, body = await api.get("/v1/tasks/task_none")
    assert (status, body["error"]["message"]) == (404, "task does not exist or has expired")


@pytest.mark.parametrize("body", [{"callback_url": "https://a.example"}, {"byted_token": "token_xxx"}])
async def test_rate_limits(api, clock, body):
    """Each of session and result may be asked three times a second per account."""
    assert [(await api.post(REAL, body))[0] for _ in range(4)] == [200, 200, 200, 429]
    assert (await api.post(REAL, body))[1]["error"]["type"] == "rate_limit_error"
    assert (await api.post(VIRTUAL, {}))[0] == 400
    clock.advance(1)
    assert (await api.post(REAL, body))[0] == 200
    api.key = "sk-other"
    assert (await api.post(REAL, body))[0] == 200


@pytest.mark.parametrize(
    ("field", "data", "status"),
    [
        ("image", b"\xff\xd8\xff", 400),
        ("file", b"no picture", 400),
        ("file", b"", 400),
        ("file", b"\xff\xd8\xff" + bytes(20 << 20), 413),
    ],
    ids=["another field", "wrong kind", "empty", "too large"],
)
async def test_bad_uploads(api, field, data, status):
    """Only a picture of at most 20 MB in the field `file` is taken."""
    form = aiohttp.FormData()
    form.add_field(field, io.BytesIO(data), filename="p.jpg", content_type="image/jpeg")
    answer = await api.call("POST", UPLOADS, data=form)
    assert (answer[0], answer[1]["error"]["code"]) == (status, status)


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data; boundary=x", "multipart/form-data"]
)
async def test_upload_without_a_form(api, content_type):
    """An upload that is no form gets 400."""
    headers = {"Authorization": "Bearer k", "Content-Type": content_type}
    async with api.session.post(api.url + UPLOADS, data=b"{}", headers=headers) as answer:
        assert answer.status == 400
