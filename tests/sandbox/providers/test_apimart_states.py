"""APIMart's sessions, reviews and videos as time passes."""

import asyncio
import io

import aiohttp
import av
import pytest
from yarl import URL

from sandbox.providers import draw_pair, draw_portrait

REAL, VIRTUAL = "/v1/seedance2/real-avatar", "/v1/seedance2/private-avatar"
VIDEOS, UPLOADS = "/v1/videos/generations", "/v1/uploads/images"
FACE = "doubao-seedance-2.0-face"


async def task(api, task_id: str) -> dict:
    status, body = await api.get(f"/v1/tasks/{task_id}")
    assert status == 200, body
    return body["data"]


async def settled(api, task_id: str) -> dict:
    """Return a task once its background work is done; the clock must be past it."""
    for _ in range(400):
        data = await task(api, task_id)
        if data["status"] not in ("submitted", "pending", "processing"):
            return data
        await asyncio.sleep(0.02)
    raise AssertionError(f"{task_id} never settles")


async def new_session(api, callback_url: str = "https://a.example/cb?x=1") -> dict:
    """Return the result of a new session's task: token and link."""
    _, body = await api.post(REAL, {"callback_url": callback_url})
    return (await task(api, body["data"]["id"]))["result"]


async def read(api, token: str) -> dict:
    status, body = await api.post(REAL, {"byted_token": token})
    assert status == 200, body
    return body["data"]["result"]


async def new_group(api) -> str:
    """Return the group of a person who has just passed."""
    session = await new_session(api)
    await api.end_session(session["h5_link"], "pass")
    return (await read(api, session["byted_token"]))["GroupId"]


async def submit(api, path: str = REAL, **fields) -> str:
    status, body = await api.post(path, fields)
    assert status == 200, body
    return body["data"]["id"]


async def test_face_check(api):
    """Before the pass there is no group; after it the browser goes back and the token tells the group."""
    session = await new_session(api)
    assert await read(api, session["byted_token"]) == {"raw_response": {}}
    answer = await api.end_session(session["h5_link"], "pass")
    location = URL(answer.headers["Location"])
    assert (answer.status, location.host) == (302, "a.example")
    assert dict(location.query) == {
        "x": "1",
        "bytedToken": session["byted_token"],
        "resultCode": "10000",
        "algorithmBaseRespCode": "0",
        "reqMeasureInfoValue": "1",
        "verify_type": "real_time",
    }
    first = await read(api, session["byted_token"])
    assert first["GroupId"].startswith("group-")
    assert await read(api, session["byted_token"]) == first


@pytest.mark.parametrize(
    ("outcome", "code", "kind"),
    [("fail", "10001", "real_time"), ("pre_record", "10000", "pre_record")],
)
async def test_no_pass_no_group(api, outcome, code, kind):
    """A failed and a recorded scan send the browser back too, but never give a group."""
    session = await new_session(api)
    answer = await api.end_session(session["h5_link"], outcome)
    query = URL(answer.headers["Location"]).query
    assert (query["resultCode"], query["verify_type"]) == (code, kind)
    assert "GroupId" not in await read(api, session["byted_token"])


async def test_giving_up(api):
    """A person who closes the page may come back with the same link."""
    session = await new_session(api)
    assert (await api.end_session(session["h5_link"], "give_up")).status == 200
    assert "GroupId" not in await read(api, session["byted_token"])
    assert (await api.end_session(session["h5_link"], "pass")).status == 302


async def test_expiry(api, clock):
    """Link and token end with the session."""
    session = await new_session(api)
    clock.advance(30 * 60)
    assert (await api.end_session(session["h5_link"], "pass")).status == 410
    status, body = await api.post(REAL, {"byted_token": session["byted_token"]})
    assert (status, body["error"]["message"]) == (400, "byted_token is invalid or has expired")


async def test_review(api, clock):
    """A review runs, then lists every approved file."""
    files = [{"url": f"https://cdn.example.com/{name}.mp4", "name": name} for name in "ab"]
    review = await submit(api, group_id="group_from_validation", assets=files)
    assert await task(api, review) == {
        "id": review,
        "created": int(clock()),
        "status": "processing",
        "progress": 10,
    }
    clock.advance(3)
    done = await settled(api, review)
    assert (done["status"], done["progress"]) == ("completed", 100)
    assert done["completed"] >= done["created"]
    assert "error" not in done
    usable = done["result"]["usable_assets"]
    assert [item["name"] for item in usable] == ["a", "b"]
    assert all(item["asset_url"] == f"asset://{item['asset_id']}" for item in usable)
    assert done["result"]["failed_assets"] == []


async def test_a_failed_review_keeps_what_is_usable(api, clock, media):
    """One person per group: another person's picture fails the task, the others stay usable."""
    pictures = {
        "first": draw_portrait("Rachel", 0),
        "again": draw_portrait("Rachel", 5, (640, 640)),
        "other": draw_portrait("Tom", 0),
        "two": draw_pair("Tom", "Rachel"),
    }
    files = [{"url": media.put(name, data), "name": name} for name, data in pictures.items()]
    review = await submit(api, group_id=await new_group(api), asset_type="Image", assets=files)
    clock.advance(3)
    done = await settled(api, review)
    assert (done["status"], done["progress"]) == ("failed", 100)
    assert done["error"] == {"message": "the face does not match the verified person"}
    result = done["result"]
    assert [item["name"] for item in result["usable_assets"]] == ["first", "again"]
    assert [(item["name"], item["status"]) for item in result["failed_assets"]] == [
        ("other", "Failed"),
        ("two", "Failed"),
    ]
    body = {"model": FACE, "image_urls": [result["usable_assets"][0]["asset_url"]]}
    assert (await api.post(VIDEOS, body))[0] == 200


async def test_real_people_are_clips_by_default(api, clock, media):
    """A picture sent without asset_type is taken for a clip of a real person, and fails as one."""
    files = [{"url": media.put("p", draw_portrait("Tom"))}]
    review = await submit(api, group_id="group_from_validation", assets=files)
    clock.advance(3)
    assert (await settled(api, review))["status"] == "failed"


async def test_virtual_files(api, clock, media):
    """Nobody's face is compared in a virtual group, whose pictures are of the kind Image by default."""
    url = media.put("p", draw_pair("Tom", "Rachel"))
    review = await submit(api, VIRTUAL, group={"name": "g"}, url=url, name="n")
    clock.advance(3)
    assert (await settled(api, review))["status"] == "completed"


async def test_video(api, clock, media):
    """A video waits, runs and is completed with a film that plays and a link that dies after a day."""
    _, body = await api.post(
        VIDEOS,
        {
            "model": FACE,
            "prompt": "The person in image 1 waves.",
            "duration": 4,
            "size": "9:16",
            "image_urls": ["asset://asset-1", media.put("p", draw_portrait("Tom"))],
        },
    )
    video = body["data"][0]["task_id"]
    waiting = await task(api, video)
    assert (waiting["status"], waiting["progress"]) == ("pending", 0)
    clock.advance(1)
    running = await task(api, video)
    assert running["status"] == "processing"
    assert 1 <= running["progress"] <= 99
    clock.advance(3)
    done = await settled(api, video)
    (film,) = done["result"]["videos"]
    assert done["status"] == "completed"
    assert film["expires_at"] == done["completed"] + 24 * 3600
    async with api.session.get(film["url"][0]) as answer:
        assert answer.content_type == "video/mp4"
        data = await answer.read()
    with av.open(io.BytesIO(data)) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 4 * 24
    assert (frames[0].width, frames[0].height) == (270, 480)
    clock.advance(24 * 3600)
    async with api.session.get(film["url"][0]) as answer:
        assert answer.status == 403


async def test_failed_video(api, clock):
    """A refused prompt fails with a reason and without a result."""
    _, body = await api.post(VIDEOS, {"model": FACE, "prompt": "please sandbox:fail"})
    clock.advance(4)
    done = await settled(api, body["data"][0]["task_id"])
    assert (done["status"], "result" in done) == ("failed", False)
    assert done["error"]["message"]


async def test_upload(api, clock):
    """A local picture becomes a link for 72 hours, which can be handed in."""
    data = draw_portrait("Tom")
    form = aiohttp.FormData()
    form.add_field("file", data, filename="p.jpg", content_type="image/jpeg")
    status, body = await api.call("POST", UPLOADS, data=form)
    assert status == 200
    url = body.pop("url")
    assert body == {
        "filename": "p.jpg",
        "content_type": "image/jpeg",
        "bytes": len(data),
        "created_at": int(clock()),
    }
    review = await submit(api, VIRTUAL, group={"name": "g"}, url=url)
    clock.advance(3)
    assert (await settled(api, review))["status"] == "completed"
    async with api.session.get(url) as answer:
        assert await answer.read() == data
    clock.advance(72 * 3600)
    async with api.session.get(url) as answer:
        assert answer.status == 403


async def test_accounts_are_apart(api):
    """What one key made is unknown to another, sessions included."""
    session, group = await new_session(api), await new_group(api)
    task_id = await submit(api, VIRTUAL, group={"name": "g"}, url="https://cdn.example.com/a.png")
    api.key = "sk-other"
    assert (await api.get(f"/v1/tasks/{task_id}"))[0] == 404
    assert (await api.post(REAL, {"byted_token": session["byted_token"]}))[0] == 400
    files = [{"url": "https://cdn.example.com/a.mp4"}]
    assert (await api.post(REAL, {"group_id": group, "assets": files}))[0] == 400
