"""Videos: their states, their films, their links and their web hook."""

import io

import av
import pytest

from sandbox.providers import draw_portrait
from sandbox.providers.film import frame_size

VIDEOS = "/v1/video/generations"
SAMPLE = {"url": "asset://asset-20260619150241-b8xd4"}
BODY = {
    "model": "byteplus/seedance-2.0",
    "ratio": "21:9",
    "duration": 4,
    "content": [
        {"type": "text", "text": "The person in image 1 waves. 图一中的人挥手。🎬"},
        {"type": "image_url", "image_url": SAMPLE, "role": "reference_image"},
    ],
}


async def start_video(api, **change) -> str:
    status, body = await api.post(VIDEOS, {**BODY, **change})
    assert status == 200, body
    return body["id"]


async def state(api, video: str) -> str:
    return (await api.get(f"{VIDEOS}/{video}"))[1]["status"]


async def film_of(api, video: str) -> bytes:
    _, body = await api.get(f"{VIDEOS}/{video}")
    async with api.session.get(body["content"]["video_url"]) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_states(api, clock):
    """A video is queued, runs and succeeds as time passes, and only then has a link."""
    video = await start_video(api)
    _, body = await api.get(f"{VIDEOS}/{video}")
    assert body == {"id": video, "object": "video.generation.task", "status": "queued"}
    clock.advance(1)
    assert await state(api, video) == "running"
    clock.advance(3)
    assert await api.ended(video) == "succeeded"


@pytest.mark.parametrize(
    ("ratio", "duration", "size"),
    [("16:9", 4, (480, 270)), ("9:16", 4, (270, 480)), ("1:1", 5, (480, 480)), ("21:9", 4, (480, 206))],
)
async def test_film(api, clock, ratio, duration, size):
    """The film plays: H.264, yuv420p, index in front, shape and length as asked, frames that differ."""
    video = await start_video(api, ratio=ratio, duration=duration)
    clock.advance(4)
    assert await api.ended(video) == "succeeded"
    data = await film_of(api, video)
    assert data.find(b"moov") < data.find(b"mdat")
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.average_rate) == ("h264", 24)
        frames = list(container.decode(stream))
    assert len(frames) == 24 * duration
    assert {(frame.width, frame.height, frame.format.name) for frame in frames} == {(*size, "yuv420p")}
    assert len({frame.to_ndarray().tobytes() for frame in frames}) >= 24


async def test_film_shows_the_submitted_picture(api, clock, media):
    """The film is made from the uploaded picture, in its own shape when no ratio is asked."""
    asset = await api.upload(media.put("p", draw_portrait("Tom", 0, (600, 800))))
    clock.advance(3)
    assert await api.reviewed(asset) == "active"
    part = {"type": "image_url", "image_url": {"url": f"asset://{asset}"}}
    video = await start_video(api, content=[part], ratio="adaptive")
    clock.advance(4)
    assert await api.ended(video) == "succeeded"
    with av.open(io.BytesIO(await film_of(api, video))) as container:
        first = next(container.decode(video=0)).to_image()
    assert first.size == (360, 480)
    red, green, blue = first.getpixel((180, 440))
    assert blue > red > green  # the violet that Tom wears


async def test_plain_urls(api, clock, media):
    """A loopback picture is fetched; one that is not there fails the video."""
    good = {"type": "image_url", "image_url": {"url": media.put("p", draw_portrait("Tom"))}}
    bad = {"type": "image_url", "image_url": {"url": f"{media.url}/nothing"}}
    videos = [await start_video(api, content=[part]) for part in (good, bad)]
    clock.advance(4)
    assert [await api.ended(video) for video in videos] == ["succeeded", "failed"]


async def test_text_alone(api, clock):
    """A prompt without a picture makes a film too."""
    video = await start_video(api, content=[{"type": "text", "text": "Hills"}])
    clock.advance(4)
    assert await api.ended(video) == "succeeded"


async def test_failure(api, clock):
    """A refused prompt ends in failure, with a reason and no link."""
    video = await start_video(api, content=[{"type": "text", "text": "please sandbox:fail"}])
    clock.advance(4)
    assert await api.ended(video) == "failed"
    _, body = await api.get(f"{VIDEOS}/{video}")
    assert set(body) == {"id", "object", "status", "error"}
    assert set(body["error"]) == {"code", "message"}


async def test_cancel(api, clock):
    """DELETE cancels a video that has not ended, for good."""
    video = await start_video(api)
    status, body = await api.call("DELETE", f"{VIDEOS}/{video}")
    assert (status, body["status"]) == (200, "cancelled")
    clock.advance(60)
    assert await state(api, video) == "cancelled"


async def test_delete(api, clock):
    """DELETE forgets a video that has ended, and its link dies."""
    video = await start_video(api)
    clock.advance(4)
    await api.ended(video)
    _, body = await api.get(f"{VIDEOS}/{video}")
    assert (await api.call("DELETE", f"{VIDEOS}/{video}"))[0] == 200
    assert (await api.get(f"{VIDEOS}/{video}"))[0] == 404
    async with api.session.get(body["content"]["video_url"]) as answer:
        assert answer.status == 404


async def test_list(api, clock):
    """The list shows the account's videos, newest first, a page at a time."""
    first = await start_video(api)
    clock.advance(1)
    second = await start_video(api)
    _, body = await api.get(VIDEOS, params={"limit": "2"})
    assert [item["id"] for item in body["items"]] == [second, first]
    assert (body["object"], body["total_count"]) == ("list", 3)


async def test_web_hook(api, clock, media):
    """A callback on this machine is told the end, in the words of the status call."""
    video = await start_video(api, callback_url=f"{media.url}/hook")
    clock.advance(4)
    await api.ended(video)
    told = await media.hooks.get()
    assert (told["id"], told["status"]) == (video, "succeeded")
    assert told["content"]["video_url"].startswith(api.url)


@pytest.mark.parametrize(
    ("options", "seconds"),
    [({}, 12 * 3600), ({"asset_link_seconds": 30}, 30)],
)
async def test_asset_link_expires(start, clock, options, seconds):
    """The link to an uploaded file works for about twelve hours, or as the option says."""
    api = await start(**options)
    url = (await api.get("/v1/video/assets/asset-20260619150241-b8xd4"))[1]["url"]
    clock.advance(seconds - 1)
    async with api.session.get(url) as answer:
        assert answer.status == 200
    clock.advance(1)
    async with api.session.get(url) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(("options", "seconds"), [({}, 24 * 3600), ({"video_link_seconds": 30}, 30)])
async def test_video_link_expires(start, clock, options, seconds):
    """A video's link works for about a day, or as the option says; a changed one never."""
    api = await start(**options)
    _, body = await api.get(f"{VIDEOS}/cgt-20260619150458-96ncj")
    url = body["content"]["video_url"]

    async def status(link: str) -> int:
        async with api.session.head(link) as answer:
            return answer.status

    assert await status(url[:-1] + ("0" if url[-1] != "0" else "1")) == 403
    assert await status(url.split("?")[0]) == 403
    clock.advance(seconds)
    assert await status(url) == 403


async def test_ranges(api):
    """A part of a file can be had, as players and resumed downloads want."""
    _, body = await api.get("/v1/video/assets/asset-20260619150241-b8xd4")
    async with api.session.get(body["url"]) as answer:
        whole = await answer.read()
        assert answer.content_type == "image/jpeg"
    async with api.session.get(body["url"], headers={"Range": "bytes=10-19"}) as answer:
        assert answer.status == 206
        assert await answer.read() == whole[10:20]


@pytest.mark.parametrize("shape", [(1, 4000), (4000, 1), (7, 7)])
def test_odd_pictures(shape):
    """Any picture gives a frame with even sides."""
    from PIL import Image

    width, height = frame_size(None, Image.new("RGB", shape))
    assert (width % 2, height % 2) == (0, 0)
    assert 100 < min(width, height) <= max(width, height) == 480
