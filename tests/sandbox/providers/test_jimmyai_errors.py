"""JimmyAI's refusals: codes, statuses and what a video may not be."""

import aiohttp
import pytest

BASE = "/api/open-api/v1"
PERSON, FILES = f"{BASE}/seedance/sp/realperson", f"{BASE}/seedance/sp/assets"
VIDEOS, UPLOAD = f"{BASE}/seedance/videos", f"{BASE}/files/upload"
VIDEO = {"model": "seedance2.0-sp", "prompt": "hello", "duration": 5}
ASSET = "asset://official_id_xxx"
URL = "https://cdn.example.com/p.jpg"


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (f"{PERSON}/submit", {"url": URL}, "name is required"),
        (f"{PERSON}/submit", {"name": 5, "url": URL}, "name must be a string"),
        (f"{PERSON}/submit", {"name": "n"}, "url is required"),
        (
            f"{PERSON}/submit",
            {"name": "n", "url": "http://example.com/p.jpg"},
            "url must be a public https URL",
        ),
        (f"{PERSON}/status", {}, "asset_id is required"),
        (f"{PERSON}/status", {"asset_id": ["x"]}, "asset_id must be a string"),
        (f"{PERSON}/batch-status", {}, "asset_ids is required"),
        (f"{PERSON}/batch-status", {"asset_ids": "id1"}, "asset_ids must be an array of strings"),
        (f"{FILES}/upload", {"name": "n", "url": URL}, "type is required"),
        (f"{FILES}/upload", {"name": "n", "url": URL, "type": "Image"}, "type must be image"),
        (f"{FILES}/detail", {}, "asset_id is required"),
        (f"{FILES}/status", {"asset_ids": []}, "asset_ids is required"),
        *[
            (VIDEOS, {**VIDEO, **change}, message)
            for change, message in (
                ({"model": None}, "model is required"),
                ({"model": "doubao-seedance-2.0"}, "配置不存在"),
                ({"prompt": " "}, "prompt is required"),
                ({"duration": None}, "duration is required"),
                ({"duration": 3}, "duration must be"),
                ({"duration": 16}, "duration must be"),
                ({"duration": 5.0}, "duration must be"),
                ({"resolution": "4k"}, "resolution must be"),
                ({"ratio": "2:1"}, "ratio must be"),
                ({"images": [ASSET] * 10}, "images may hold at most 9"),
                ({"images": ["asset://nobody"]}, "asset not found"),
                ({"images": ["p.jpg"]}, "images[0] must be a public https URL"),
                ({"reference_videos": [ASSET]}, "asset is of type Image, not Video"),
                ({"images": [ASSET], "first_image": ASSET}, "first_image and last_image cannot"),
                ({"images": [ASSET], "last_image": ASSET}, "first_image and last_image cannot"),
                ({"first_image": 7}, "first_image must be a string"),
                ({"reference_audios": ["https://a.example/s.mp3"]}, "reference_audios needs"),
                (
                    {"model": "seedance2.0-fast-sp", "reference_videos": ["https://a.example/v.mp4"]},
                    "不支持的模型参数",
                ),
            )
        ],
    ],
)
async def test_bad_fields(api, path, body, message):
    """A bad or missing field gets code 20002 and a sentence."""
    status, answer = await api.post(path, body)
    assert (status, answer["code"]) == (400, 20002)
    assert answer["msg"].startswith(message)
    assert set(answer) == {"code", "msg"}


@pytest.mark.parametrize(
    "change",
    [
        {"first_image": ASSET},
        {"last_image": ASSET},
        {"first_image": ASSET, "last_image": ASSET, "reference_audios": ["https://a.example/s.mp3"]},
        {"images": [ASSET], "reference_audios": ["https://a.example/s.mp3"]},
        {"model": "seedance2.0-of-fast-sp", "reference_videos": ["https://a.example/v.mp4"]},
        {"model": "seedance2.0-fast-sp", "resolution": "1080p"},
    ],
)
async def test_allowed_videos(api, change):
    """What the documents do not rule out is taken."""
    assert (await api.post(VIDEOS, {**VIDEO, **change, "prompt": "sandbox:fail"}))[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{PERSON}/submit"),
        ("POST", f"{FILES}/status"),
        ("POST", VIDEOS),
        ("GET", f"{BASE}/videos/x"),
        ("GET", f"{BASE}/user/balance"),
        ("POST", UPLOAD),
    ],
)
async def test_no_key(api, method, path):
    """A request without a key gets code 20001."""
    api.key = None
    status, body = await api.call(method, path, json={} if method == "POST" else None)
    assert (status, body["code"]) == (401, 20001)


@pytest.mark.parametrize(
    ("fault", "code"),
    [("403", 20001), ("400", 20002), ("404", 20002), ("429", 429), ("402", 402), ("500", -1), ("502", -1)],
)
async def test_ordered_statuses(api, fault, code):
    """An ordered status comes in the gateway's envelope."""
    await api.post("/_local/faults", {"rules": [{"fault": fault, "path": f"{BASE}/*"}]})
    status, body = await api.get(f"{BASE}/user/balance")
    assert (status, body["code"]) == (int(fault), code)


@pytest.mark.parametrize("data", ["no json", "[]"])
async def test_bad_bodies(api, data):
    """A body that is no JSON object gets code 20002."""
    status, body = await api.call("POST", f"{PERSON}/submit", data=data)
    assert (status, body["code"]) == (400, 20002)


@pytest.mark.parametrize("path", [f"{BASE}/videos/task_none", f"{BASE}/nothing"])
async def test_unknown_things(api, path):
    """An unknown video and an unknown path are not found."""
    status, body = await api.get(path)
    assert (status, body["code"]) == (404, 20002)


@pytest.mark.parametrize(
    ("field", "name", "data"),
    [("image", "p.jpg", b"x"), ("file", "p.exe", b"x"), ("file", "p", b"x"), ("file", "p.jpg", b"")],
)
async def test_bad_uploads(api, field, name, data):
    """Only a file of a listed kind in the field `file` is taken."""
    form = aiohttp.FormData()
    form.add_field(field, data, filename=name)
    status, body = await api.call("POST", UPLOAD, data=form)
    assert (status, body["code"]) == (400, 20002)
