"""KyyVideo2's videos: models, fields, states, films, links."""

import io
import re

import av
import pytest

from sandbox.providers import draw_portrait

BASE = "/kyyReactApiServer"
PATH = f"{BASE}/v1/kyyvideo2/videos"
SAMPLE = "asset://asset-20260330142158-q75m8"
URL = "https://example.com/x"
GOOD = {"model": "seedance_2_0_pro", "prompt": "The person in image 1 waves", "duration": 4}


async def start_video(api, **change) -> str:
    status, body = await api.post(PATH, {**GOOD, **change})
    assert (status, body["status"], body["error"]) == (200, "queued", None), body
    return body["id"]


async def task(api, video: str) -> dict:
    return (await api.get(f"{BASE}/v1/result/{video}"))[1]


async def ended(api, clock, video: str) -> dict:
    clock.advance(4)
    await api._settled(f"{BASE}/v1/result/{video}", ("queued", "processing"))
    return await task(api, video)


async def upload(api, clock, url: str) -> str:
    _, body = await api.post(f"{BASE}/kyyVideo2/asset/upload", {"assetType": "Image", "url": url})
    clock.advance(3)
    return f"asset://{body['data']['assetId']}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": None}, "model is required"),
        ({"model": "seedance-2.0"}, "model seedance-2.0 is not supported"),
        ({"model": "kyyvideo2"}, "model kyyvideo2 is not supported"),
        ({"prompt": ""}, "prompt is required"),
        ({"prompt": 5}, "prompt must be a string"),
        ({"duration": 3}, "duration must be"),
        ({"duration": 16}, "duration must be"),
        ({"duration": "5"}, "duration must be"),
        ({"aspect_ratio": "2:1"}, "aspect_ratio must be"),
        ({"generateAudio": "yes"}, "generateAudio has the wrong type"),
        ({"referenceImages": URL}, "referenceImages must be an array"),
        ({"referenceImages": ["http://example.com/x"]}, "referenceImages must be a public https URL"),
        ({"referenceImages": [URL] * 10}, "referenceImages may hold at most 9"),
        ({"referenceVideos": [URL] * 4}, "referenceVideos may hold at most 3"),
        ({"referenceImages": [URL], "referenceAudios": [URL] * 4}, "referenceAudios may hold at most 3"),
        ({"referenceAudios": [URL]}, "referenceAudios needs"),
        ({"last_image": URL}, "last_image requires first_image"),
        ({"last_image": URL, "referenceImages": [URL]}, "last_image requires first_image"),
        *[
            ({"first_image": URL, field: [URL]}, "first_image/last_image cannot be used with reference")
            for field in ("referenceImages", "referenceVideos", "referenceAudios")
        ],
        ({"first_image": "assetId://asset-1"}, "first_image must be"),
        ({"model": "seedance_2_0"}, "model seedance_2_0 requires at least one reference video"),
        ({"model": "seedance_2_0_fast", "referenceImages": [URL]}, "model seedance_2_0_fast requires"),
        ({"model": "seedance_2_0", "first_image": URL}, "model seedance_2_0 requires"),
    ],
)
async def test_refusals(api, clock, change, message):
    """A video that cannot be made is a failed task without an id, in HTTP 200, and nothing is begun."""
    status, body = await api.post(PATH, {**GOOD, **change})
    assert status == 200
    assert body.pop("error").startswith(message)
    assert body == {
        "id": None,
        "object": "video",
        "created": int(clock()),
        "model": None,
        "status": "failed",
    }
    _, journal = await api.get("/_local/journal")
    assert journal["requests"][-1]["made"] is None


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"model": "seedance_2_0", "referenceVideos": [URL]},
        {"model": "seedance_2_0_fast", "referenceVideos": [URL], "referenceImages": [SAMPLE]},
        {"model": "seedance_2_0_fast_pro", "first_image": SAMPLE},
        {"first_image": SAMPLE, "last_image": URL},
        {"first_image": SAMPLE, "referenceImages": []},
        {"referenceImages": [SAMPLE], "referenceAudios": [URL]},
        {"duration": None, "aspect_ratio": "adaptive", "generateAudio": False},
    ],
)
async def test_allowed(api, change):
    """Every documented combination is queued; the prompt spares the film."""
    await start_video(api, **change, prompt="sandbox:fail")


async def test_states(api, clock):
    """A task is queued, processing and completed as time passes, and only then has a link and counts."""
    video = await start_video(api, referenceImages=[SAMPLE])
    waiting = {"id": video, "object": "video", "created": int(clock()), "model": GOOD["model"]}
    waiting |= {"status": "queued", "video_url": None, "error": None}
    assert await task(api, video) == waiting
    clock.advance(1)
    assert await task(api, video) == {**waiting, "status": "processing"}
    done = await ended(api, clock, video)
    url = done.pop("video_url")
    assert done == {
        **{key: value for key, value in waiting.items() if key != "video_url"},
        "status": "completed",
        "actualDuration": 4,
        "totalTokens": 87120,
    }
    assert re.match(r"http://127\.0\.0\.1:\d+/_files/kyyvideo2/", url)


@pytest.mark.parametrize(
    ("change", "size"),
    [
        ({"aspect_ratio": "9:16"}, (270, 480)),
        ({"aspect_ratio": "adaptive", "ratio": "16:9"}, (360, 480)),
    ],
)
async def test_film(api, clock, media, change, size):
    """The film shows the picture in the shape of aspect_ratio; a field of another name means nothing here."""
    asset = await upload(api, clock, media.put("p", draw_portrait("Tom", 0, (600, 800))))
    done = await ended(api, clock, await start_video(api, referenceImages=[asset], **change))
    async with api.session.get(done["video_url"]) as answer:
        film = await answer.read()
    with av.open(io.BytesIO(film)) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 24 * 4
    first = frames[0].to_image()
    assert first.size == size
    red, green, blue = first.getpixel((size[0] // 2, size[1] - 40))
    assert blue > red > green  # the violet that Tom wears


async def test_link_dies_a_day_after_the_end(api, clock):
    """The link lives 24 hours from the film's end, and asking again makes no younger one."""
    url = (await task(api, "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd"))["video_url"]

    async def status() -> int:
        async with api.session.get(url) as answer:
            return answer.status

    clock.advance(24 * 3600 - 1)
    assert await status() == 200
    assert (await task(api, "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd"))["video_url"] == url
    clock.advance(1)
    assert await status() == 403


async def test_refused_prompt(api, clock):
    """A refused prompt ends in failure, with a reason and no link."""
    done = await ended(api, clock, await start_video(api, prompt="please sandbox:fail"))
    assert (done["status"], done["video_url"]) == ("failed", None)
    assert isinstance(done["error"], str)


async def test_assets_that_cannot_be_used_fail_the_task(api, clock, media):
    """An asset under review, refused, of another type, or not in this library fails the task."""
    page = await upload(api, clock, media.put("p", b"<html>"))
    _, body = await api.post(f"{BASE}/kyyVideo2/asset/upload", {"assetType": "Image", "url": URL})
    early = f"asset://{body['data']['assetId']}"
    cases = {
        early: {"referenceImages": [early]},
        page: {"referenceImages": [SAMPLE, page]},
        "asset://asset_img_001": {"first_image": "asset://asset_img_001"},
        SAMPLE: {"referenceVideos": [SAMPLE]},
    }
    for url, change in cases.items():
        video = await start_video(api, **change)
        clock.advance(4)
        done = await task(api, video)
        assert (done["status"], done["video_url"]) == ("failed", None)
        assert url in done["error"]


@pytest.mark.parametrize("size", [(200, 400), (400, 1200), (1200, 400)])
async def test_frames_have_limits(api, clock, media, size):
    """A first or last frame must have documented sides and ratio; a reference may have any."""
    asset = await upload(api, clock, media.put("p", draw_portrait("Tom", 0, size)))
    for change in ({"first_image": asset}, {"first_image": SAMPLE, "last_image": asset}):
        assert (await api.post(PATH, {**GOOD, **change}))[1]["error"].startswith("image ")
    await start_video(api, referenceImages=[asset], prompt="sandbox:fail")


async def test_unknown_task(api):
    """A task that is not there, or is another key's, has an envelope with code -1."""
    video = await start_video(api)
    missing = (200, {"code": -1, "msg": "task not found", "data": None})
    assert await api.get(f"{BASE}/v1/result/video_1") == missing
    api.key = "sk-other"
    assert await api.get(f"{BASE}/v1/result/{video}") == missing
