"""The phone page of the face check: its endings, its links and its languages."""

import re

import pytest
from yarl import URL

GOOD = {"url": "https://yourcdn.com/p.jpg", "asset_type": "Image"}


async def text_of(api, link: str) -> tuple[int, str]:
    async with api.session.get(link) as answer:
        assert answer.content_type == "text/html"
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    ("lang", "tag", "word"),
    [("en", "en", "Identity check"), ("zh", "zh-CN", "人脸核验"), ("zh-Hant", "zh-Hant", "人臉核驗")],
)
async def test_languages(api, lang, tag, word):
    """The page speaks the language of its session and loads nothing from elsewhere."""
    status, text = await text_of(api, await api.open_session(lang=lang))
    assert status == 200
    assert f'<html lang="{tag}">' in text
    assert word in text
    assert not re.search(r"(src|href)=|url\((?!#)|@import|<script", text)


async def test_default_language(api):
    """Without a language the page is in Chinese."""
    assert (await api.open_session()).endswith("&lang=zh")


async def test_pass_makes_a_group(api):
    """A pass gives a new group, which takes uploads."""
    one, other = await api.new_group(), await api.new_group()
    assert one != other
    assert (await api.post("/v1/video/assets", {**GOOD, "group_id": one}))[0] == 200


async def test_fail_has_no_group(api):
    """A failure has another code and no group."""
    answer = await api.end_session(await api.open_session(), "fail")
    query = URL(answer.headers["Location"]).query
    assert answer.status == 302
    assert query["resultCode"] != "10000"
    assert "group_id" not in query


async def test_recorded_scan_has_no_usable_group(api):
    """A recorded scan looks like success, but no call takes its group."""
    answer = await api.end_session(await api.open_session(), "pre_record")
    query = URL(answer.headers["Location"]).query
    assert (query["resultCode"], query["verify_type"]) == ("10000", "pre_record")
    body = {**GOOD, "group_id": query["group_id"]}
    assert (await api.post("/v1/video/assets", body))[1]["error"]["message"] == "group id error"


async def test_giving_up_tells_nobody(api):
    """Giving up redirects nowhere and leaves the link as it is."""
    link = await api.open_session()
    answer = await api.end_session(link, "give_up")
    assert answer.status == 200
    assert "Location" not in answer.headers
    assert (await api.end_session(link, "pass")).status == 302


@pytest.mark.parametrize("outcome", ["pass", "fail", "pre_record"])
async def test_one_use(api, outcome):
    """A finished link shows a page that says so, and finishes nothing again."""
    link = await api.open_session(lang="en")
    await api.end_session(link, outcome)
    status, text = await text_of(api, link)
    assert (status, "Already used" in text) == (410, True)
    assert (await api.end_session(link, "pass")).status == 410


async def test_expiry(api, clock):
    """A link works for thirty minutes."""
    link = await api.open_session(lang="en")
    clock.advance(29 * 60 + 59)
    assert (await text_of(api, link))[0] == 200
    clock.advance(1)
    status, text = await text_of(api, link)
    assert (status, "Link expired" in text) == (410, True)
    assert (await api.end_session(link, "pass")).status == 410


async def test_unknown_links_and_endings(api):
    """A made-up link and a made-up ending are refused."""
    assert (await text_of(api, f"{api.url}/kyc/?token=nothing&lang=en"))[0] == 404
    assert (await api.end_session(await api.open_session(), "perhaps")).status == 400


@pytest.mark.parametrize(
    ("callback_url", "location"),
    [
        ("https://a.example/cb?state=x%2Fy", "https://a.example/cb?state=x%2Fy&resultCode=10000&"),
        ("https://a.example/cb?", "https://a.example/cb?resultCode=10000&"),
        ("https://a.example/v/t_1", "https://a.example/v/t_1?resultCode=10000&"),
        ("https://a.example/é", "https://a.example/%C3%A9?resultCode=10000&"),
        ("http://localhost:3000/cb", "http://localhost:3000/cb?resultCode=10000&"),
        ("http://[::1]:3000/cb", "http://[::1]:3000/cb?resultCode=10000&"),
    ],
)
async def test_callback_keeps_its_own_query(api, callback_url, location):
    """The result is added after the callback's own query; http is taken for this machine."""
    answer = await api.end_session(await api.open_session(callback_url), "pass")
    assert answer.headers["Location"].startswith(location)


async def test_callback_keeps_its_fragment(api):
    """The result stands before a fragment."""
    answer = await api.end_session(await api.open_session("https://a.example/cb#top"), "pass")
    assert re.fullmatch(r"https://a\.example/cb\?resultCode=.*=1#top", answer.headers["Location"])
