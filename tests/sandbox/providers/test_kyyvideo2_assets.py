"""KyyVideo2's library: reviews, refusals, deletion."""

import asyncio
import io
import wave

import pytest
from PIL import Image

from sandbox.providers import draw_landscape, draw_pair, draw_portrait

BASE = "/kyyReactApiServer"
PATH = f"{BASE}/kyyVideo2/asset"
SAMPLE = f"{PATH}/asset-20260330142158-q75m8"
GOOD = {"assetType": "Image", "url": "https://example.com/p.jpg"}
VIDEO = {"model": "seedance_2_0_pro", "prompt": "waves"}


async def upload(api, **change) -> str:
    status, body = await api.post(f"{PATH}/upload", {**GOOD, **change})
    assert (status, body["code"]) == (200, 0), body
    return body["data"]["assetId"]


async def detail(api, asset: str) -> dict:
    status, body = await api.get(f"{PATH}/{asset}")
    assert (status, body["code"], body["msg"]) == (200, 0, None)
    return body["data"]


async def reviewed(api, clock, **change) -> str:
    asset = await upload(api, **change)
    clock.advance(3)
    return (await detail(api, asset))["status"]


def sound(kind: str = "wav") -> bytes:
    out = io.BytesIO()
    if kind == "wav":
        with wave.open(out, "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
            file.writeframes(bytes(16000))
        return out.getvalue()
    import av

    with av.open(out, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=8000)
        frame = av.AudioFrame(format="s16", layout="mono", samples=4096)
        frame.rate = 8000
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


def picture(form: str, size: tuple[int, int] = (640, 480)) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(draw_portrait("Tom", 0, size))).save(out, form)
    return out.getvalue()


def clip(height: int) -> bytes:
    import av

    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = height * 2, height, "yuv420p"
        frame = Image.open(io.BytesIO(draw_portrait("Tom", 0, (height * 2, height))))
        container.mux(stream.encode(av.VideoFrame.from_image(frame)))
        container.mux(stream.encode())
    return out.getvalue()


async def test_states(api, clock):
    """An asset is under review, then active, and keeps its name, type, URL and time."""
    asset = await upload(api, name="front")
    before = await detail(api, asset)
    assert before == {
        "assetId": asset,
        "name": "front",
        "assetType": "Image",
        "status": "Processing",
        "url": GOOD["url"],
        "createTime": "2026-09-21 22:13:20",
    }
    assert asset.startswith("asset-20260921221320-")
    clock.advance(3)
    assert await detail(api, asset) == {**before, "status": "Active"}


async def test_a_name_is_optional(api):
    """An unnamed asset has a null name."""
    assert (await detail(api, await upload(api)))["name"] is None


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (draw_portrait("Tom"), "Active"),
        (draw_landscape(), "Active"),
        (draw_pair("Tom", "Rachel"), "Failed"),
        (b"<!doctype html><title>p</title>", "Failed"),
        (draw_portrait("Tom")[:5000], "Failed"),
        (b"", "Failed"),
        *[(picture(form), "Active") for form in ("PNG", "WEBP", "BMP", "TIFF", "GIF")],
        (picture("PPM"), "Failed"),
    ],
    ids=["person", "nobody", "two", "page", "cut-off", "empty", "png", "webp", "bmp", "tiff", "gif", "ppm"],
)
async def test_pictures(api, clock, media, data, outcome):
    """A picture passes when it shows one clear person or nobody, in a documented format."""
    assert await reviewed(api, clock, url=media.put("p", data)) == outcome


@pytest.mark.parametrize(
    ("kind", "data", "outcome"),
    [
        ("Audio", sound(), "Active"),
        ("Audio", sound("flac"), "Failed"),
        ("Audio", draw_portrait("Tom"), "Failed"),
        ("Video", clip(480), "Active"),
        ("Video", clip(1080), "Failed"),
        ("Video", b"no film", "Failed"),
        ("Image", sound(), "Failed"),
        ("Document", b"%PDF-1.4", "Active"),
    ],
    ids=["wav", "flac", "picture-as-sound", "480p", "1080p", "bytes", "sound-as-picture", "document"],
)
async def test_kinds(api, clock, media, kind, data, outcome):
    """A file must be of the type it is said to be, and of a documented format; documents are taken as they are."""
    assert await reviewed(api, clock, assetType=kind, url=media.put("f", data)) == outcome


@pytest.mark.parametrize("kind", ["Image", "Document"])
async def test_unreachable_url(api, media, kind):
    """A URL that cannot be fetched is refused at once with 1001, in HTTP 200."""
    for url in (f"{media.url}/nothing.jpg", "http://127.0.0.1:9/p.jpg", "ftp://example.com/p.jpg", "p.jpg"):
        assert await api.post(f"{PATH}/upload", {"assetType": kind, "url": url}) == (
            200,
            {"code": 1001, "msg": "素材 URL 无法访问", "data": None},
        )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"assetType": "Image"}, "url is required"),
        ({**GOOD, "url": 5}, "url must be a string"),
        ({"url": GOOD["url"]}, "assetType must be Image, Video, Audio, Document"),
        ({**GOOD, "assetType": "image"}, "assetType must be Image, Video, Audio, Document"),
        ({**GOOD, "assetType": ["Image"]}, "assetType must be Image, Video, Audio, Document"),
        ({**GOOD, "name": 5}, "name must be a string"),
        ([], "body must be valid JSON"),
    ],
)
async def test_bad_uploads(api, body, message):
    """A bad field is a code other than 0 with a message, in HTTP 200."""
    assert await api.post(f"{PATH}/upload", body) == (200, {"code": -1, "msg": message, "data": None})


async def test_unknown_ids(api):
    """An id that is not there has code -1 and no data; so has one that was deleted."""
    missing = {"code": -1, "msg": "asset not found", "data": None}
    assert await api.get(f"{PATH}/asset-20200101000000-aaaaa") == (200, missing)
    assert await api.get(f"{PATH}/asset_img_001") == (200, missing)
    await api.call("DELETE", SAMPLE)
    assert await api.get(SAMPLE) == (200, missing)
    assert await api.call("DELETE", SAMPLE) == (200, {**missing, "code": "-1"})


async def test_other_accounts(api, clock):
    """What one key made does not exist for another."""
    asset = await upload(api)
    api.key = "sk-other"
    assert (await api.get(f"{PATH}/{asset}"))[1]["code"] == -1
    assert (await api.call("DELETE", f"{PATH}/{asset}"))[1]["code"] == "-1"
    api.key = "sk-test"
    assert (await detail(api, asset))["status"] == "Processing"


async def test_deletion_breaks_an_unfinished_video(api, clock):
    """A task that still runs fails when its asset is deleted; a film that is ready stays."""
    asset = await upload(api)
    clock.advance(3)
    body = {**VIDEO, "duration": 4, "referenceImages": [f"asset://{asset}"]}
    _, ready = await api.post(f"{BASE}/v1/kyyvideo2/videos", body)
    clock.advance(4)
    assert await api._settled(f"{BASE}/v1/result/{ready['id']}", ("queued", "processing")) == "completed"
    _, running = await api.post(f"{BASE}/v1/kyyvideo2/videos", body)
    await api.call("DELETE", f"{PATH}/{asset}")
    statuses = [(await api.get(f"{BASE}/v1/result/{task['id']}"))[1] for task in (ready, running)]
    assert [body["status"] for body in statuses] == ["completed", "failed"]
    assert statuses[1]["error"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{PATH}/upload"),
        ("GET", SAMPLE),
        ("DELETE", SAMPLE),
        ("POST", f"{BASE}/v1/kyyvideo2/videos"),
        ("GET", f"{BASE}/v1/result/x"),
    ],
)
async def test_no_key(api, method, path):
    """Every endpoint answers 401 without a key."""
    api.key = None
    assert await api.call(method, path) == (401, {"message": "missing or invalid API key"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{BASE}/nothing"),
        ("GET", f"{BASE}/v1/kyyvideo2/videos/video_1"),
        ("GET", f"{BASE}/kyyvideo2/asset/asset-1"),
        ("PUT", SAMPLE),
        ("GET", f"{BASE}/v1/result/"),
    ],
)
async def test_unknown_routes(api, method, path):
    """A path or method that is not documented gets 404 and the documented message."""
    assert await api.call(method, path) == (404, {"message": f"No handler found for {method} {path}"})


@pytest.mark.parametrize("fault", ["429", "500", "402", "503"])
async def test_ordered_statuses(api, fault):
    """An ordered status has a message; nothing is limited by itself."""
    await api.post("/_local/faults", {"rules": [{"fault": fault, "path": f"{PATH}/*"}]})
    status, body = await api.get(SAMPLE)
    assert (status, set(body)) == (int(fault), {"message"})
    answers = await asyncio.gather(*(api.get(SAMPLE) for _ in range(60)))
    assert {status for status, _ in answers} == {200}


async def test_journal(api):
    """The journal names what an upload made."""
    asset = await upload(api)
    _, journal = await api.get("/_local/journal")
    entry = journal["requests"][-1]
    assert (entry["method"], entry["path"], entry["made"]) == ("POST", f"{PATH}/upload", asset)
