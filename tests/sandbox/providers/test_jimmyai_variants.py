"""JimmyAI's variants: every seed keeps to the documents, and fifty seeds show every open form."""

import asyncio

import pytest
from yarl import URL

from sandbox.providers.jimmyai.shapes import choose_shapes
from sandbox.providers.variant import Variant
from tests.support.seeds import SEEDS, fifty

BASE = "/api/open-api/v1"
PERSON = f"{BASE}/seedance/sp/realperson"

SUCCESS = (0, "0", 20000, "20000")
WAITING = ("queued", "pending", "submitted")


async def reviewed(api, asset_id: str) -> dict:
    for _ in range(400):
        _, body = await api.post(f"{PERSON}/status", {"asset_id": asset_id})
        if body["data"]["status"] != "Processing":
            return body
        await asyncio.sleep(0.02)
    raise AssertionError(f"{asset_id} never settles")


async def ended(api, task_id: str) -> dict:
    for _ in range(400):
        _, body = await api.get(f"{BASE}/videos/{task_id}")
        if body["data"]["status"] not in (*WAITING, "processing"):
            return body
        await asyncio.sleep(0.02)
    raise AssertionError(f"{task_id} never settles")


async def start_video(api, **change) -> dict:
    body = {"model": "seedance2.0-sp", "prompt": "sandbox:fail", "duration": 4, **change}
    return (await api.post(f"{BASE}/seedance/videos", body))[1]


async def walk(api, clock) -> list:
    """Go through every job once, look at what no form may change, and return what was answered."""
    answers = []
    for url in ("https://cdn.example.com/p.jpg", "http://127.0.0.1:9/p.jpg"):
        _, made = await api.post(f"{PERSON}/submit", {"name": "n", "url": url})
        assert made["code"] in SUCCESS
        assert (made["data"]["status"], made["data"]["asset_ref"]) == ("Processing", None)
        clock.advance(3)
        answers += [made, await reviewed(api, made["data"]["asset_id"])]
    good, bad = answers[1]["data"], answers[3]["data"]
    assert (good["status"], bad["status"], bad["asset_ref"]) == ("Active", "Failed", None)
    assert isinstance(good.get("created_at", ""), str)
    ids = [good["asset_id"], "nobody", bad["asset_id"]]
    _, batch = await api.post(f"{PERSON}/batch-status", {"asset_ids": ids})
    found = {item["asset_id"]: item["status"] for item in batch["data"]["items"]}
    assert found.pop("nobody", "NotFound") == "NotFound"
    assert found == {good["asset_id"]: "Active", bad["asset_id"]: "Failed"}
    for reference in (good["asset_ref"], f"asset://{good['asset_id']}"):
        begun = await start_video(api, images=[reference])
        assert begun["code"] in SUCCESS
        assert begun["data"]["status"] in WAITING
        clock.advance(4)
        over = await ended(api, begun["data"]["task_id"])
        assert (over["data"]["status"], over["data"]["progress"]) == ("failed", 0)
        assert over["data"]["error_message"]
        answers += [begun, over]
    status, refused = await api.post(f"{PERSON}/submit", {})
    assert (status in (200, 400), int(refused["code"]), bool(refused["msg"])) == (True, 20002, True)
    status, missing = await api.get(f"{BASE}/videos/task_none")
    assert (status in (200, 400, 404), int(missing["code"])) == (True, 20002)
    return [*answers, batch, refused, missing]


@pytest.mark.parametrize("seed", fifty())
async def test_every_seed_keeps_to_the_documents(start, clock, seed):
    """Whatever varies, a caller who knows every documented form gets through."""
    await walk(await start(variant=seed), clock)


async def test_same_seed_same_answers(start, clock):
    """Two runs of one seed answer alike; two seeds do not."""
    begin, runs = clock.time, []
    for seed in ("7", "7", "8"):
        clock.time = begin
        runs.append(str(await walk(await start(variant=seed), clock)))
    assert runs[0] == runs[1] != runs[2]


def test_seeds_differ_in_shape():
    """Fifty seeds show every open form at least once."""
    shapes = [choose_shapes(Variant(seed)) for seed in SEEDS]
    seen = {field: {getattr(shape, field) for shape in shapes} for field in vars(shapes[0])}
    assert {field for field, values in seen.items() if len(values) < 2} == set()
    assert seen["reason"] == {"absent", "error_message", "msg", "reason"}
    assert seen["official_id"] == {"same", "other", "absent"}


@pytest.mark.parametrize("seed", SEEDS[:4])
async def test_films_in_every_form(start, clock, seed):
    """The link of a finished video is whole or relative, and serves a file."""
    api = await start(variant=seed, video_seconds=1)
    begun = await start_video(api, prompt="Hills")
    clock.advance(1)
    done = await ended(api, begun["data"]["task_id"])
    url = URL(api.url).join(URL(done["data"]["result"]["video_url"], encoded=True))
    async with api.session.get(url, headers={"Range": "bytes=4-7"}) as answer:
        assert (answer.status, await answer.read()) == (206, b"ftyp")


@pytest.mark.parametrize("seed", SEEDS[:12])
async def test_no_key_in_every_form(start, seed):
    """Without a key the code says so, whatever the HTTP status."""
    api = await start(variant=seed)
    api.key = None
    status, body = await api.get(f"{BASE}/user/balance")
    assert (status in (200, 401), int(body["code"])) == (True, 20001)
