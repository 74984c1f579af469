"""SD2 Manxue's videos: models, fields, states, films."""

import io
import wave

import av
import pytest

from sandbox.providers import draw_portrait

BASE = "/kyyReactApiServer"
PATH = f"{BASE}/v1/sd2_manxue/videos"
SAMPLE, CLIP = "asset://asset_img_001", "asset://asset_video_001"
URL = "https://example.com/x"
GOOD = {"model": "sd2_manxue_720p", "prompt": "The person in image 1 waves", "duration": 4}


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


async def upload(api, clock, field: str, *urls: str) -> list[str]:
    _, body = await api.post(f"{BASE}/asset/sd2Manxue/assetUpload", {field: urls})
    clock.advance(3)
    return [f"asset://{item['assetId']}" for item in body["data"]["items"]]


def sound(seconds: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(16000 * seconds))
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": ""}, "model is required"),
        ({"model": "sd2_manxue"}, "model sd2_manxue is not supported"),
        ({"model": "sd2_manxue_fast_2k"}, "model sd2_manxue_fast_2k is not supported"),
        ({"prompt": None}, "prompt is required"),
        ({"duration": 16}, "duration must be"),
        ({"duration": 4.5}, "duration must be"),
        ({"ratio": "adaptive"}, "ratio must be"),
        ({"ratio": 5}, "ratio must be"),
        ({"referenceImages": [URL] * 10}, "referenceImages may hold at most 9"),
        ({"referenceAudios": [URL]}, "referenceAudios needs"),
        ({"referenceVideos": [URL]}, "model sd2_manxue_720p does not take referenceVideos"),
        ({"last_image": URL}, "last_image requires first_image"),
        ({"lastFrameImage": URL}, "last_image requires first_image"),
        ({"first_image": URL, "referenceImages": [URL]}, "first_image/last_image cannot be used"),
        ({"image": URL, "referenceAudios": [URL]}, "first_image/last_image cannot be used"),
        ({"first_image": URL, "image": f"{URL}2"}, "parameter conflict: first_image and image"),
        (
            {"first_image": URL, "last_image": URL, "lastFrameImage": f"{URL}2"},
            "parameter conflict: last_image and lastFrameImage",
        ),
        ({"first_image": "x"}, "first_image must be"),
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


@pytest.mark.parametrize(
    "change",
    [
        {},
        *[{"model": f"sd2_manxue_{size}"} for size in ("1080p", "2k", "4k", "fast_720p", "fast_1080p")],
        *[
            {"model": f"sd2_manxue_video_{size}", "referenceVideos": [CLIP]}
            for size in ("720p", "1080p", "2k", "4k", "fast_720p", "fast_1080p")
        ],
        {"first_image": SAMPLE},
        {"image": SAMPLE, "lastFrameImage": URL},
        {"first_image": SAMPLE, "image": SAMPLE, "last_image": URL},
        {"referenceImages": [SAMPLE], "referenceAudios": [URL]},
    ],
)
async def test_allowed(api, change):
    """Every documented combination is queued; the prompt spares the film."""
    await start_video(api, **change, prompt="sandbox:fail")


async def test_states(api, clock):
    """A task is queued, processing and completed as time passes, and only then has a link."""
    video = await start_video(api, referenceImages=[SAMPLE])
    waiting = {"id": video, "object": "video", "created": int(clock()), "model": GOOD["model"]}
    waiting |= {"status": "queued", "video_url": None, "error": None}
    assert await task(api, video) == waiting
    clock.advance(1)
    assert await task(api, video) == {**waiting, "status": "processing"}
    done = await ended(api, clock, video)
    assert done.pop("video_url").startswith(api.url)
    del waiting["video_url"]
    assert done == {**waiting, "status": "completed", "actualDuration": 4}


@pytest.mark.parametrize(
    ("change", "size"), [({"ratio": "9:16"}, (270, 480)), ({"aspect_ratio": "9:16"}, (480, 270))]
)
async def test_film(api, clock, media, change, size):
    """The film shows the picture in the shape of ratio; a field of another name means nothing here."""
    assets = await upload(api, clock, "imageUrls", media.put("p", draw_portrait("Tom", 0, (600, 800))))
    done = await ended(api, clock, await start_video(api, referenceImages=assets, **change))
    async with api.session.get(done["video_url"]) as answer:
        film = await answer.read()
    with av.open(io.BytesIO(film)) as container:
        frames = list(container.decode(video=0))
    assert (len(frames), frames[0].to_image().size) == (24 * 4, size)


async def test_refused_prompt(api, clock):
    """A refusal by content comes at once."""
    video = await start_video(api, prompt="please sandbox:fail")
    clock.advance(0.8)
    await api._settled(f"{BASE}/v1/result/{video}", ("queued", "processing"))
    done = await task(api, video)
    assert (done["status"], done["video_url"], isinstance(done["error"], str)) == ("failed", None, True)


@pytest.mark.parametrize("url", ["asset://asset_img_999", "asset://asset-20260330142158-q75m8", CLIP])
async def test_assets_that_cannot_be_used_fail_the_task(api, clock, url):
    """An asset that is not in this library, or of another type, fails the task."""
    video = await start_video(api, referenceImages=[url])
    clock.advance(1)
    done = await task(api, video)
    assert done["status"] == "failed"
    assert url in done["error"]


async def test_total_length(api, clock, media):
    """Reference sounds may last 15 seconds together."""
    urls = [media.put(f"s{n}", sound(seconds), "audio/wav") for n, seconds in enumerate((7, 8, 9))]
    short, middle, long = await upload(api, clock, "audioUrls", *urls)
    good = {**GOOD, "prompt": "sandbox:fail"}
    await start_video(api, **good, referenceImages=[SAMPLE], referenceAudios=[short, middle])
    body = {**good, "referenceImages": [SAMPLE], "referenceAudios": [middle, long]}
    assert (await api.post(PATH, body))[1]["error"].startswith("the total length of reference audios")


async def test_one_result_call_for_both_families(api):
    """Both families' tasks are read at one path with one key."""
    manxue = await start_video(api, prompt="sandbox:fail")
    good = {**GOOD, "model": "seedance_2_0_pro", "prompt": "sandbox:fail"}
    _, body = await api.post(f"{BASE}/v1/kyyvideo2/videos", good)
    models = [(await task(api, video))["model"] for video in (manxue, body["id"])]
    assert models == ["sd2_manxue_720p", "seedance_2_0_pro"]
