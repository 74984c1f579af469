"""Variants of GlobalAI: the same seed gives the same run, and every seed keeps to the documents."""

import asyncio

import pytest

from tests.support.seeds import SEEDS, fifty

BASE = "/kyyReactApiServer"
LIBRARY, RESULT = f"{BASE}/kyyVideo2/asset", f"{BASE}/v1/result"
MANXUE = f"{BASE}/asset/sd2Manxue"
BAD_URL = "http://127.0.0.1:9/p.jpg"


async def walk(api, clock) -> dict:
    """Go through every call of both families and return what was answered, by a word."""
    seen: dict = {}

    async def note(word: str, method: str, path: str, body: dict | None = None) -> dict:
        seen[word] = await api.call(method, path, json=body)
        return seen[word][1]

    async def settle(video: str) -> None:
        for _ in range(400):
            if (await api.get(f"{RESULT}/{video}"))[1]["status"] == "failed":
                return
            await asyncio.sleep(0.01)

    upload = {"assetType": "Image", "url": "https://example.com/p.jpg"}
    asset = (await note("upload", "POST", f"{LIBRARY}/upload", upload))["data"]["assetId"]
    await note("unreachable", "POST", f"{LIBRARY}/upload", {**upload, "url": BAD_URL})
    await note("early", "GET", f"{LIBRARY}/{asset}")
    urls = ["https://example.com/a", BAD_URL, "https://example.com/b"]
    batch = await note("batch", "POST", f"{MANXUE}/assetUpload", {"imageUrls": urls})
    ids = {"assetIds": [item["assetId"] for item in batch["data"]["items"]] + ["asset_img_999"]}
    await note("batch_early", "POST", f"{MANXUE}/assetStatus", ids)
    clock.advance(3)
    await note("late", "GET", f"{LIBRARY}/{asset}")
    await note("missing", "GET", f"{LIBRARY}/asset-0")
    await note("batch_late", "POST", f"{MANXUE}/assetStatus", ids)
    good = {"prompt": "sandbox:fail", "duration": 4}
    for word, path, model in (
        ("kyy", "kyyvideo2", "seedance_2_0_pro"),
        ("manxue", "sd2_manxue", "sd2_manxue_2k"),
    ):
        create = f"{BASE}/v1/{path}/videos"
        await note(f"{word}_refused", "POST", create, {**good, "model": "?"})
        body = await note(word, "POST", create, {**good, "model": model})
        video = body.get("id") or body["data"]["projectId"]
        await note(f"{word}_early", "GET", f"{RESULT}/{video}")
        clock.advance(4)
        await settle(video)
        await note(f"{word}_failed", "GET", f"{RESULT}/{video}")
    await note("sample", "GET", f"{RESULT}/video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd")
    await note("no_task", "GET", f"{RESULT}/x")
    await note("delete", "DELETE", f"{LIBRARY}/{asset}")
    await note("no_route", "GET", f"{BASE}/x")
    return seen


async def test_same_seed_same_answers(start, clock):
    """Two runs of one seed answer alike, to the last letter and the order of keys; two seeds do not."""
    begin, runs = clock.time, []
    for seed in ("7", "7", "8"):
        clock.time = begin
        api = await start(variant=seed)
        runs.append(str(await walk(api, clock)).replace(api.url, ""))
    assert runs[0] == runs[1] != runs[2]


def check_library(seen: dict) -> None:
    assert {seen[word][0] for word in ("upload", "early", "late", "missing", "delete")} == {200}
    assert {str(seen[word][1]["code"]) for word in ("upload", "early", "late", "delete")} == {"0"}
    assert seen["upload"][1]["data"]["assetId"]
    assert seen["early"][1]["data"]["status"] in ("Processing", "submitted")
    assert seen["late"][1]["data"]["status"] == "Active"
    assert str(seen["missing"][1]["code"]) == "-1"
    assert seen["missing"][1]["data"] is None
    assert str(seen["unreachable"][1]["code"]) in ("1001", "0")


def check_batches(seen: dict) -> None:
    data = seen["batch"][1]["data"]
    taken = {item["originalUrl"]: item["assetId"] for item in data["items"]}
    failed = {item["originalUrl"] for item in data["failedItems"]}
    assert taken.keys() | failed <= {"https://example.com/a", "https://example.com/b", BAD_URL}
    assert "https://example.com/a" in taken
    late = seen["batch_late"][1]["data"]
    ended = {item["assetId"]: item["status"] for item in late["items"]}
    assert {item["assetId"] for item in late["failedItems"]} == {"asset_img_999"}
    words = {url: "Failed" if url == BAD_URL else "Active" for url in taken}
    assert ended == {asset: words[url] for url, asset in taken.items()}


def check_videos(seen: dict) -> None:
    for word in ("kyy", "manxue"):
        status, refused = seen[f"{word}_refused"]
        assert (status, refused.get("id")) in ((200, None), (400, None))
        assert seen[word][0] == 200
        early = ("queued", "processing") if word == "kyy" else ("queued", "processing", "failed")
        assert seen[f"{word}_early"][1]["status"] in early  # Manxue refuses a prompt at once
        failed = seen[f"{word}_failed"][1]
        assert failed["status"] == "failed"
        assert failed["error"]
        assert not failed.get("video_url")
    sample = seen["sample"][1]
    assert (sample["status"], sample["totalTokens"]) == ("completed", 108900)
    assert sample["video_url"].startswith("http://127.0.0.1")
    assert seen["no_task"][0] in (200, 404)
    assert seen["no_route"] == (404, {"message": f"No handler found for GET {BASE}/x"})


@pytest.mark.parametrize("seed", fifty())
async def test_every_seed_keeps_to_the_documents(start, clock, seed):
    """Whatever varies, the documented fields are there with documented values."""
    seen = await walk(await start(variant=seed), clock)
    check_library(seen)
    check_batches(seen)
    check_videos(seen)


def test_seeds_differ_in_shape():
    """Fifty seeds show every open form at least once."""
    from sandbox.providers.globalai import shapes as common
    from sandbox.providers.kyyvideo2 import shapes as kyyvideo2
    from sandbox.providers.sd2_manxue import shapes as manxue
    from sandbox.providers.variant import Variant

    for module in (common, kyyvideo2, manxue):
        shapes = [module.choose_shapes(Variant(seed)) for seed in SEEDS]
        seen = {field: {getattr(shape, field) for shape in shapes} for field in vars(shapes[0])}
        assert {field for field, values in seen.items() if len(values) < 2} == set()
