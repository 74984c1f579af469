"""APIMart's variants: every seed keeps to the documents, and fifty seeds show every open form."""

import asyncio

import pytest
from yarl import URL

from sandbox.providers.apimart.shapes import GROUP_PLACES, choose_shapes
from sandbox.providers.variant import Variant
from tests.support.seeds import SEEDS, fifty

REAL = "/v1/seedance2/real-avatar"

FILES = [
    {"url": "https://cdn.example.com/a.mp4", "name": "a"},
    {"url": "http://127.0.0.1:9/b.mp4", "name": "b"},
]


def only(data):
    """Return the data of a create answer, an object or an array of one."""
    if isinstance(data, list):
        (data,) = data
    return data


def group_of(data: dict) -> str | None:
    """Return the group from the first documented place that has one."""
    for place in GROUP_PLACES:
        spot = data
        for key in place:
            spot = spot.get(key) if isinstance(spot, dict) else None
        if spot:
            return spot
    return None


async def ask(api, token: str) -> str | None:
    """Read a face check's result, by a task where the answer is one."""
    status, body = await api.post(REAL, {"byted_token": token})
    if status == 400:
        assert body["error"]["type"] == "invalid_request_error"
        return None
    assert status == 200
    found = group_of(body["data"])
    return found or group_of((await api.get(f"/v1/tasks/{body['data']['id']}"))[1]["data"])


async def settled(api, task_id: str) -> dict:
    for _ in range(400):
        _, body = await api.get(f"/v1/tasks/{task_id}")
        if body["data"]["status"] not in ("submitted", "pending", "processing"):
            return body["data"]
        await asyncio.sleep(0.02)
    raise AssertionError(f"{task_id} never settles")


def names(items: list) -> list:
    return [item.get("name") or item["raw_response"]["Name"] for item in items]


async def walk(api, clock) -> list:
    """Go through every job once, look at what no form may change, and return what was answered."""
    _, made = await api.post(REAL, {"callback_url": "https://a.example/cb?x=1"})
    assert only(made["data"])["status"] == "completed"
    _, body = await api.get(f"/v1/tasks/{only(made['data'])['id']}")
    session = body["data"]["result"]
    assert body["data"]["status"] == "completed"
    assert await ask(api, session["byted_token"]) is None
    location = (await api.end_session(session["h5_link"], "pass")).headers["Location"]
    assert URL(location).query["x"] == "1"
    assert URL(location).query.get("resultCode", "10000") == "10000"
    group = await ask(api, session["byted_token"])
    assert group
    _, handed_in = await api.post(REAL, {"group_id": group, "assets": FILES})
    clock.advance(3)
    review = await settled(api, only(handed_in["data"])["id"])
    assert review["status"] == "failed"
    assert review.get("error") or review["fail_reason"]
    assert names(review["result"]["usable_assets"]) == ["a"]
    assert names(review["result"]["failed_assets"]) == ["b"]
    usable = review["result"]["usable_assets"][0]["asset_url"]
    video = {"model": "doubao-seedance-2.0-face", "prompt": "sandbox:fail", "video_urls": [usable]}
    _, begun = await api.post("/v1/videos/generations", video)
    assert only(begun["data"])["status"] == "submitted"
    task_id = only(begun["data"])["task_id"]
    _, waiting = await api.get(f"/v1/tasks/{task_id}")
    clock.advance(4)
    failed = await settled(api, task_id)
    assert failed["status"] == "failed"
    missing, refused = await api.get("/v1/tasks/task_none")
    assert missing in (400, 404)
    assert set(refused["error"]) == {"code", "message", "type"}
    return [made, body, location, group, handed_in, review, begun, waiting, failed, refused]


@pytest.mark.parametrize("seed", fifty())
async def test_every_seed_keeps_to_the_documents(start, clock, seed):
    """Whatever varies, a caller who knows every documented form gets through."""
    await walk(await start(variant=seed), clock)


async def test_same_seed_same_answers(start, clock):
    """Two runs of one seed answer alike; two seeds do not."""
    begin, runs = clock.time, []
    for seed in ("7", "7", "8"):
        clock.time = begin
        api = await start(variant=seed)
        runs.append(str(await walk(api, clock)).replace(api.url, ""))
    assert runs[0] == runs[1] != runs[2]


def test_seeds_differ_in_shape():
    """Fifty seeds show every open form at least twice over, and every place of the group."""
    shapes = [choose_shapes(Variant(seed)) for seed in SEEDS]
    seen = {field: {getattr(shape, field) for shape in shapes} for field in vars(shapes[0])}
    assert {field for field, values in seen.items() if len(values) < 2} == set()
    assert seen["group_place"] == set(GROUP_PLACES)
    assert seen["not_yet"] == {"empty", "none", "null", "error"}


@pytest.mark.parametrize("seed", SEEDS[:4])
async def test_films_in_every_form(start, clock, seed):
    """The link of a finished video is a text or an array of one, and serves a file."""
    api = await start(variant=seed, video_seconds=1)
    body = {"model": "doubao-seedance-2.0-face", "prompt": "Hills", "duration": 4}
    _, begun = await api.post("/v1/videos/generations", body)
    clock.advance(1)
    done = await settled(api, only(begun["data"])["task_id"])
    url = only(done["result"]["videos"][0]["url"])
    async with api.session.get(url, headers={"Range": "bytes=4-7"}) as answer:
        assert (answer.status, await answer.read()) == (206, b"ftyp")
