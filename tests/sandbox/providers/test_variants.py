"""Variants: the same seed gives the same run, and every seed keeps to the document."""

import pytest
from yarl import URL

from tests.support.seeds import SEEDS, fifty

VIDEO = {
    "model": "byteplus/seedance-2.0-fast",
    "content": [{"type": "text", "text": "sandbox:fail"}],
}


async def walk(api, clock) -> list:
    """Go through every call once and return what was answered."""
    answers = []

    async def note(method: str, path: str, **kwargs) -> dict | None:
        status, body = await api.call(method, path, **kwargs)
        answers.append((status, body, api.headers.get("Retry-After")))
        return body

    session = {"callback_url": "https://a.example/cb?x=1", "lang": "en"}
    link = (await note("POST", "/v1/video/assets/sessions", json=session))["h5_link"]
    location = (await api.end_session(link, "pass")).headers["Location"]
    answers.append(location)
    group = URL(location).query["group_id"]
    for url in ("https://yourcdn.com/p.jpg", "http://127.0.0.1:9/p.jpg"):
        upload = {"url": url, "asset_type": "Image", "group_id": group}
        asset = (await note("POST", "/v1/video/assets", json=upload))["id"]
        await note("GET", f"/v1/video/assets/{asset}")
        clock.advance(3)
        await api.reviewed(asset)
        await note("GET", f"/v1/video/assets/{asset}")
    await note("GET", "/v1/video/assets", params={"group_id": group})
    await note("GET", "/v1/video/assets/asset-0")
    video = (await note("POST", "/v1/video/generations", json=VIDEO))["id"]
    await note("GET", f"/v1/video/generations/{video}")
    clock.advance(4)
    await api.ended(video)
    await note("GET", f"/v1/video/generations/{video}")
    await note("DELETE", f"/v1/video/generations/{video}")
    for outcome in ("fail", "pre_record"):
        again = await api.open_session()
        answers.append((await api.end_session(again, outcome)).headers["Location"])
    return answers


def without_port(answers: list, url: str) -> str:
    return str(answers).replace(url, "")


async def test_same_seed_same_answers(start, clock):
    """Two runs of one seed answer alike, to the last letter and the order of keys; two seeds do not."""
    begin, runs = clock.time, []
    for seed in ("7", "7", "8"):
        clock.time = begin
        api = await start(variant=seed)
        runs.append(without_port(await walk(api, clock), api.url))
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("seed", fifty())
async def test_every_seed_keeps_to_the_document(start, clock, seed):
    """Whatever varies, the documented fields are there with documented values."""
    api = await start(variant=seed)
    answers = await walk(api, clock)
    session, location, made, early, late, _, _, refused, listed, missing, video, queued, failed, *_ = answers
    assert set(session[1]) == {"object", "status", "h5_link"}
    query = URL(location).query
    assert set(query) == {
        "x",
        "resultCode",
        "group_id",
        "verify_type",
        "algorithmBaseRespCode",
        "reqMeasureInfoValue",
    }
    assert query["resultCode"] == "10000"
    assert {"id", "object", "status"} <= set(made[1])
    assert (early[1]["status"], late[1]["status"], refused[1]["status"]) == ("processing", "active", "failed")
    assert late[1]["url"].startswith("http://127.0.0.1")
    assert late[1]["group_id"] == query["group_id"]
    assert len(listed[1]["items"]) == listed[1]["total_count"] == 2
    assert missing[0] == 404
    assert missing[1]["error"]["message"]
    assert video[1]["status"] in ("queued", "running")
    assert video[1]["status"] == queued[1]["status"]
    assert failed[1]["status"] == "failed"
    assert failed[1]["error"]
    failure, recorded = (URL(answer).query for answer in answers[-2:])
    assert failure["resultCode"] != "10000"
    assert "group_id" not in failure
    assert recorded["verify_type"] == "pre_record"


async def test_seeds_differ_in_shape(start, clock):
    """Fifty seeds show every open form at least once."""
    from sandbox.providers.pomex.shapes import choose_shapes
    from sandbox.providers.variant import Variant

    shapes = [choose_shapes(Variant(seed)) for seed in SEEDS]
    seen = {field: {getattr(shape, field) for shape in shapes} for field in vars(shapes[0])}
    assert {field for field, values in seen.items() if len(values) < 2} == set()
    assert len(seen["asset_error"]) == 3
