"""SD2 Manxue's library: batches, their answers, reviews, look-ups."""

import io
import wave

import pytest

from sandbox.providers import draw_landscape, draw_pair, draw_portrait

BASE = "/kyyReactApiServer"
UPLOAD, STATUS = f"{BASE}/asset/sd2Manxue/assetUpload", f"{BASE}/asset/sd2Manxue/assetStatus"


def seeds(**wanted) -> list[str]:
    """Return two seeds whose shapes are as wanted."""
    from sandbox.providers.sd2_manxue.shapes import choose_shapes
    from sandbox.providers.variant import Variant

    found = []
    for seed in map(str, range(2000)):
        shapes = choose_shapes(Variant(seed))
        if all(getattr(shapes, field) == value for field, value in wanted.items()):
            found.append(seed)
    return found[:2]


async def submit(api, **arrays) -> dict:
    status, body = await api.post(UPLOAD, arrays)
    assert (status, str(body["code"]), body["msg"]) == (200, "0", None)
    return body["data"]


async def look(api, *ids: str) -> dict:
    status, body = await api.post(STATUS, {"assetIds": list(ids)})
    assert (status, str(body["code"]), body["msg"]) == (200, "0", None)
    return body["data"]


async def statuses(api, *ids: str) -> dict[str, str]:
    data = await look(api, *ids)
    assert data["failedItems"] == []
    return {item["assetId"]: item["status"] for item in data["items"]}


def by_url(data: dict) -> dict[str, str]:
    return {item["originalUrl"]: item["assetId"] for item in data["items"]}


def silence() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        sound.writeframes(bytes(16000))
    return out.getvalue()


async def test_states(api, clock):
    """An asset is submitted, then under review, then active."""
    data = await submit(api, imageUrls=["https://a.example/1.jpg"])
    (item,) = data["items"]
    asset = item.pop("assetId")
    assert item == {
        "assetType": "Image",
        "originalUrl": "https://a.example/1.jpg",
        "status": "submitted",
    }
    assert await statuses(api, asset) == {asset: "Processing"}
    clock.advance(3)
    assert await statuses(api, asset) == {asset: "Active"}


async def test_batch(api):
    """One submit takes several files of each kind; each has its own id."""
    data = await submit(
        api, imageUrls=["https://a.example/1", "https://a.example/2"], audioUrls=["https://a.example/3"]
    )
    assert [(item["assetType"], item["originalUrl"][-1]) for item in data["items"]] == [
        ("Image", "1"),
        ("Image", "2"),
        ("Audio", "3"),
    ]
    assert len(set(by_url(data).values())) == 3


async def test_a_batch_is_judged_one_by_one(api, clock, media):
    """Files that cannot be fetched fail at once, pages and pictures of two people in the review, the rest passes."""
    good = {
        "person": draw_portrait("Tom"),
        "nobody": draw_landscape(),
    }
    bad = {"pair": draw_pair("Tom", "Rachel"), "page": b"<html></html>", "broken": b"\x89PNG\r\n\x1a\n"}
    pictures = [media.put(name, data) for name, data in {**good, **bad}.items()]
    missing = [f"{media.url}/nothing", "http://127.0.0.1:9/p.jpg", "p.jpg"]
    sounds = [media.put("silence", silence()), media.put("no-sound", draw_portrait("Tom"))]
    data = await submit(api, imageUrls=[*pictures, *missing], audioUrls=sounds)
    reason = "the file could not be downloaded from url"
    assert data["failedItems"] == [{"originalUrl": url, "errorMessage": reason} for url in missing]
    ids = by_url(data)
    clock.advance(3)
    ended = await statuses(api, *ids.values())
    active = {url.rsplit("/", 1)[1] for url, asset in ids.items() if ended[asset] == "Active"}
    assert active == {*good, "silence"}
    assert set(ended.values()) == {"Active", "Failed"}


async def test_a_sound_sent_with_both_other_kinds_is_missing(api):
    """As in the printed sample; sent again on its own it is taken."""
    arrays = {field: [f"https://a.example/{field}"] for field in ("imageUrls", "videoUrls", "audioUrls")}
    data = await submit(api, **arrays)
    assert [item["assetType"] for item in data["items"]] == ["Image", "Video"]
    assert data["failedItems"] == []
    again = await submit(api, audioUrls=arrays["audioUrls"])
    assert [item["assetType"] for item in again["items"]] == ["Audio"]


async def test_failed_lookups(api):
    """FailedItems of a status names ids that could not be looked up; the others are answered."""
    data = await look(api, "asset_img_001", "asset_img_999", "asset-20260330142158-q75m8")
    assert data == {
        "items": [{"assetId": "asset_img_001", "status": "Active"}],
        "failedItems": [
            {"assetId": asset, "errorMessage": "asset not found"}
            for asset in ("asset_img_999", "asset-20260330142158-q75m8")
        ],
    }


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (UPLOAD, {}, "imageUrls, videoUrls and audioUrls cannot all be empty"),
        (UPLOAD, {"imageUrls": [], "videoUrls": None}, "imageUrls, videoUrls and audioUrls cannot"),
        (UPLOAD, {"imageUrls": "https://a.example/1"}, "imageUrls must be an array of strings"),
        (UPLOAD, {"videoUrls": [5]}, "videoUrls must be an array of strings"),
        (UPLOAD, [], "body must be valid JSON"),
        (STATUS, {}, "assetIds is required"),
        (STATUS, {"assetIds": []}, "assetIds is required"),
        (STATUS, {"assetIds": "asset_img_001"}, "assetIds must be an array of strings"),
    ],
)
async def test_bad_requests(api, path, body, message):
    """A bad field is a code other than 0 with a message, in HTTP 200."""
    status, answer = await api.post(path, body)
    assert (status, answer["code"], answer["data"]) == (200, "-1", None)
    assert answer["msg"].startswith(message)


async def test_other_accounts(api):
    """What one key made does not exist for another; the two libraries of one key are apart."""
    asset = by_url(await submit(api, imageUrls=["https://a.example/1"]))["https://a.example/1"]
    missing = (200, {"code": -1, "msg": "asset not found", "data": None})
    assert await api.get(f"{BASE}/kyyVideo2/asset/{asset}") == missing
    assert (await api.call("DELETE", f"{BASE}/kyyVideo2/asset/{asset}"))[1]["code"] == "-1"
    assert await statuses(api, asset) == {asset: "Processing"}
    api.key = "sk-other"
    assert (await look(api, asset))["items"] == []


@pytest.mark.parametrize(("method", "path"), [("DELETE", UPLOAD), ("GET", f"{STATUS}/x"), ("GET", UPLOAD)])
async def test_nothing_else(api, method, path):
    """There is no delete and no read of one asset."""
    assert await api.call(method, path) == (404, {"message": f"No handler found for {method} {path}"})


@pytest.mark.parametrize("path", [UPLOAD, STATUS, f"{BASE}/v1/sd2_manxue/videos"])
async def test_no_key(api, path):
    """Every endpoint answers 401 without a key."""
    api.key = None
    assert (await api.post(path, {}))[0] == 401


@pytest.mark.parametrize("seed", seeds(missing="last"))
async def test_the_last_entry_can_be_missing(start, seed):
    """With some seeds the last entry of a batch is in neither list, once."""
    api, urls = await start(variant=seed), [f"https://a.example/{n}" for n in range(3)]
    first = await submit(api, imageUrls=urls)
    assert set(by_url(first)) == set(urls[:2])
    assert first["failedItems"] == []
    assert set(by_url(await submit(api, imageUrls=urls))) == set(urls)


@pytest.mark.parametrize("seed", seeds(order="reversed", missing="nothing"))
async def test_the_order_can_differ(start, seed):
    """With some seeds the answer has another order than the request."""
    api, urls = await start(variant=seed), [f"https://a.example/{n}" for n in range(4)]
    data = await submit(api, imageUrls=urls)
    assert [item["originalUrl"] for item in data["items"]] == urls[::-1]


@pytest.mark.parametrize("seed", seeds(unreachable="in_review", reason="errorMessage", lookups="steady"))
async def test_an_unreachable_file_can_fail_in_the_review(start, clock, seed):
    """With some seeds a file that cannot be fetched is taken, and fails later with a reason."""
    api = await start(variant=seed)
    (item,) = (await submit(api, imageUrls=["http://127.0.0.1:9/p.jpg"]))["items"]
    clock.advance(3)
    assert (await look(api, item["assetId"]))["items"] == [
        {
            "assetId": item["assetId"],
            "status": "Failed",
            "errorMessage": "the file could not be downloaded from url",
        }
    ]


@pytest.mark.parametrize("seed", seeds(lookups="flaky", missing="nothing"))
async def test_a_look_up_can_fail_once(start, clock, seed):
    """With some seeds the first look at some assets fails, which says nothing about them."""
    api = await start(variant=seed)
    ids = by_url(await submit(api, imageUrls=[f"https://a.example/{n}" for n in range(12)])).values()
    clock.advance(3)
    first = await look(api, *ids)
    assert {item["assetId"] for item in first["items"] + first["failedItems"]} == set(ids)
    assert first["items"]
    assert first["failedItems"]
    assert set((await statuses(api, *ids)).values()) == {"Active"}
