"""Reviews: what is accepted, what is refused, and when it shows."""

import io
import wave

import pytest
from PIL import Image

from sandbox.providers import draw_landscape, draw_pair, draw_portrait


def re_encoded(data: bytes) -> bytes:
    """Return a picture as the bot would hand it on: scaled, without metadata, in another format."""
    out = io.BytesIO()
    image = Image.open(io.BytesIO(data))
    image.thumbnail((420, 420))
    image.save(out, "PNG")
    return out.getvalue()


def silence() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        sound.writeframes(bytes(16000))
    return out.getvalue()


async def test_review_takes_time(api, clock):
    """A file is under review until its time has come, and then stays decided."""
    asset = await api.upload("https://yourcdn.com/p.jpg", name="front")
    _, before = await api.get(f"/v1/video/assets/{asset}")
    assert before["status"] == "processing"
    assert before["updated_at"] == before["created_at"]
    clock.advance(3)
    _, after = await api.get(f"/v1/video/assets/{asset}")
    assert after["status"] == "active"
    assert after["updated_at"] > after["created_at"]


async def test_review_seconds_is_the_upper_bound(start, clock):
    """The option bounds the time of a review."""
    api = await start(review_seconds=60)
    asset = await api.upload("https://yourcdn.com/p.jpg")
    clock.advance(10)
    assert await api.status(asset) == "processing"
    clock.advance(50)
    assert await api.status(asset) == "active"


async def test_one_person_per_group(api, clock, media):
    """The first picture says who the group is; another person is refused, the same one is not."""
    group = await api.new_group()
    pictures = {
        "first": draw_portrait("Rachel", 0),
        "again": re_encoded(draw_portrait("Rachel", 5, (640, 640))),
        "other": draw_portrait("Tom", 0),
    }
    assets = {
        name: await api.upload(media.put(name, data), group_id=group) for name, data in pictures.items()
    }
    clock.advance(3)
    outcomes = {name: await api.reviewed(asset) for name, asset in assets.items()}
    assert outcomes == {"first": "active", "again": "active", "other": "failed"}


async def test_a_refused_picture_does_not_name_the_person(api, clock, media):
    """After a picture with two people the group still waits for its person."""
    group = await api.new_group()
    pair = media.put("pair", draw_pair("Tom", "Rachel"))
    refused = await api.upload(pair, group_id=group)
    accepted = await api.upload(media.put("one", draw_portrait("Mei")), group_id=group)
    clock.advance(3)
    assert await api.reviewed(refused) == "failed"
    assert await api.reviewed(accepted) == "active"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (draw_landscape(), "image/jpeg"),
        (draw_pair("Tom", "Rachel"), "image/jpeg"),
        (b"<!doctype html><title>p</title>", "text/html"),
        (b"\x89PNG\r\n\x1a\n broken", "image/png"),
        (draw_portrait("Tom")[:5000], "image/jpeg"),
        (b"", "image/jpeg"),
    ],
    ids=["no face", "several faces", "a page", "broken", "cut off", "empty"],
)
async def test_refused_pictures(api, clock, media, data, content_type):
    """What is no picture of one person fails in a person's group."""
    group = await api.new_group()
    asset = await api.upload(media.put("p", data, content_type), group_id=group)
    clock.advance(3)
    assert await api.reviewed(asset) == "failed"


async def test_unreachable_file(api, clock, media):
    """A file that is not there fails."""
    missing = await api.upload(f"{media.url}/nothing.jpg")
    closed = await api.upload("http://127.0.0.1:9/p.jpg")
    clock.advance(3)
    assert await api.reviewed(missing) == "failed"
    assert await api.reviewed(closed) == "failed"


@pytest.mark.parametrize("data", [draw_landscape(), draw_pair("Tom", "Rachel")], ids=["none", "two"])
async def test_virtual_group_compares_no_faces(api, clock, media, data):
    """Without a group a readable picture is enough, and the list without a group shows it."""
    asset = await api.upload(media.put("p", data))
    clock.advance(3)
    assert await api.reviewed(asset) == "active"
    _, listed = await api.get("/v1/video/assets")
    assert [item["id"] for item in listed["items"]] == [asset]


@pytest.mark.parametrize(
    ("kind", "data", "outcome"),
    [
        ("Audio", silence(), "active"),
        ("Audio", draw_portrait("Tom"), "failed"),
        ("Video", b"no film", "failed"),
        ("Image", silence(), "failed"),
    ],
    ids=["sound", "picture as sound", "bytes as video", "sound as picture"],
)
async def test_kinds(api, clock, media, kind, data, outcome):
    """A file must be of the kind it is said to be."""
    asset = await api.upload(media.put("f", data), asset_type=kind)
    clock.advance(3)
    assert await api.reviewed(asset) == outcome


async def test_video_of_the_person(api, clock, media):
    """A clip is known by its first frame; here one that this gateway made itself."""
    group = await api.new_group()
    _, sample = await api.get("/v1/video/generations/cgt-20260619150458-96ncj")
    async with api.session.get(sample["content"]["video_url"]) as answer:
        film = await answer.read()
    asset = await api.upload(media.put("f", film), asset_type="Video", group_id=group)
    clock.advance(3)
    assert await api.reviewed(asset) == "active"


async def test_list(api, clock, media):
    """A list can be filtered, sorted and paged."""
    for number in range(5):
        await api.upload("https://yourcdn.com/p.jpg", name=f"Front {number}")
        clock.advance(10)
    await api.upload("https://yourcdn.com/p.jpg", name="side")

    async def names(**query) -> list[str]:
        _, body = await api.get("/v1/video/assets", params=query)
        return [item["name"] for item in body["items"]]

    assert await names(name="front", sort_order="asc", limit="2", page="2") == ["Front 2", "Front 3"]
    assert await names(name="FRONT 4") == ["Front 4"]
    assert await names(status="processing") == ["side"]
    assert len(await names(status="active, failed")) == 5
    assert await names(sort_by="update_time", sort_order="desc", limit="2") == ["side", "Front 4"]
    assert await names(page="9") == []
    _, body = await api.get("/v1/video/assets", params={"limit": "2", "page": "3"})
    assert (body["total_count"], body["page_number"], body["page_size"]) == (6, 3, 2)
