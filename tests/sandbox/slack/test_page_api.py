"""What the local page asks for and gets."""

import asyncio
from typing import Any

import aiohttp
import pytest


async def test_everybody_sees_the_own_part(slack: Any) -> None:
    """Public channels for all, private ones for their members, the cast, the commands and shortcuts."""
    maya, tom = await slack.look("U0MAYA"), await slack.look("U0TOM")
    assert maya["team"] == {"id": "T0LOCAL", "name": "Likeness Studio"}
    assert maya["bot_user_id"] == "U0LIKENESS"
    assert [channel["id"] for channel in maya["channels"]] == ["C0GENERAL", "C0FILM", "C0SECRET"]
    assert [channel["id"] for channel in tom["channels"]] == ["C0GENERAL", "C0FILM"]
    assert not any(channel["bot_is_member"] for channel in maya["channels"])
    assert {user["name"] for user in maya["users"]} >= {
        "maya",
        "rachel",
        "tom",
        "wei",
        "ada",
        "gus",
        "likeness",
    }
    assert maya["commands"][0] == {
        "command": "/asset",
        "description": "Add a picture",
        "usage_hint": "[list]",
    }
    assert {shortcut["type"] for shortcut in maya["shortcuts"]} == {"global", "message"}
    assert (maya["home"], maya["open_views"]) == (None, [])


async def test_people_talk_and_see_it_live(slack: Any) -> None:
    """A message to a person makes the direct message for both, named for each side by the other."""
    async with slack.live("U0TOM") as tom:
        said = await slack.page("message", user="U0MAYA", channel="U0TOM", text="lunch?")
        assert (await tom("channel"))["channel"]["im_user"] == "U0MAYA"
        assert (await tom("message"))["message"]["ts"] == said["ts"]
        await slack.page("message", user="U0TOM", channel=said["channel"], text="yes", thread_ts=said["ts"])
        parent = (await tom("message_changed"))["message"]
        assert (parent["reply_count"], parent["thread_ts"]) == (1, said["ts"])


@pytest.mark.parametrize(
    "body",
    [
        {"user": "U0NOBODY", "channel": "C0FILM", "text": "x"},
        {"user": "U0LIKENESS", "channel": "C0FILM", "text": "x"},
        {"user": "U0GUEST", "channel": "C0FILM", "text": "x"},
        {"user": "U0TOM", "channel": "C0SECRET", "text": "x"},
        {"user": "U0TOM", "channel": "C0FILM", "text": " "},
        {"user": "U0TOM", "channel": "C0FILM", "text": "x", "file_ids": ["F0NONE"]},
    ],
)
async def test_senseless_messages_are_refused_with_a_sentence(slack: Any, body: dict[str, Any]) -> None:
    """Strangers, outsiders, nothing at all and unknown files get status 400."""
    async with slack.session.post(f"{slack.url}/_local/message", json=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["ok"] is False


async def test_joining_lets_one_post(slack: Any) -> None:
    """A person joins a public channel by herself, and never a private one."""
    assert (await slack.page("join", user="U0GUEST", channel="C0FILM"))["ok"]
    assert (await slack.page("message", user="U0GUEST", channel="C0FILM", text="hi"))["ok"]
    assert (await slack.page("join", user="U0MAYA", channel="C0SECRET"))["ok"] is False


async def test_a_read_only_messages_tab_takes_no_text(make_slack: Any, make_manifest: Any) -> None:
    """People cannot write to an app that has turned messages off."""
    source = make_manifest()
    source["features"]["app_home"]["messages_tab_read_only_enabled"] = True
    slack = await make_slack(source)
    answer = await slack.page("message", user="U0MAYA", channel="U0LIKENESS", text="hi")
    assert "turned off" in answer["error"]
    assert (await slack.call("chat.postMessage", channel="U0MAYA", text="x"))["ok"]


async def test_people_can_be_changed_but_not_everything_of_them(slack: Any) -> None:
    """A patch reaches the pages; unknown fields and people are refused."""
    async with slack.live("U0MAYA") as maya:
        await slack.page("user", id="U0TOM", patch={"is_restricted": True})
        assert (await maya("user"))["user"]["is_restricted"] is True
    for body in ({"id": "U0TOM", "patch": {"id": "U1"}}, {"id": "U1", "patch": {}}, {"id": "U0TOM"}):
        assert (await slack.page("user", **body))["ok"] is False
    await slack.page("user", id="U0TOM", patch={"deleted": True})
    assert "deactivated" in (await slack.page("home", user="U0TOM"))["error"]


async def test_an_invited_person_gets_the_history(slack: Any) -> None:
    """A new member of a private channel sees the channel and what was said."""
    await slack.page("message", user="U0MAYA", channel="C0SECRET", text="between us")
    async with slack.live("U0WEI") as wei:
        await slack.page("invite", user="U0MAYA", channel="C0SECRET", invitee="U0WEI")
        assert (await wei("channel"))["channel"]["id"] == "C0SECRET"
        assert (await wei("message"))["message"]["text"] == "between us"


@pytest.mark.parametrize("body", ["{", "[]"])
async def test_broken_bodies_are_refused(slack: Any, body: str) -> None:
    """The page speaks JSON objects."""
    async with slack.session.post(f"{slack.url}/_local/message", data=body) as answer:
        assert answer.status == 400


async def test_foreign_pages_cannot_act(slack: Any) -> None:
    """A call with another site's origin is refused, so is an unknown one."""
    headers = {"Origin": "http://evil.example"}
    async with slack.session.post(
        f"{slack.url}/_local/home", json={"user": "U0MAYA"}, headers=headers
    ) as answer:
        assert answer.status == 403
    assert (await slack.page("dance"))["ok"] is False
    async with slack.session.get(f"{slack.url}/_local/journal", params={"after": "x"}) as answer:
        assert answer.status == 400
    async with slack.session.get(f"{slack.url}/_local/live", params={"user": "U0NOBODY"}) as answer:
        assert answer.status == 400


async def test_the_page_is_served(make_slack: Any, tmp_path: Any) -> None:
    """The root leads to the page; its parts come from one folder and from nowhere else."""
    (tmp_path / "index.html").write_text("<p>page</p>")
    (tmp_path / "app.js").write_text("1")
    slack = await make_slack(static_dir=tmp_path)
    async with slack.session.get(slack.url) as answer:
        assert (str(answer.url), await answer.text()) == (f"{slack.url}/_local/", "<p>page</p>")
    async with slack.session.get(f"{slack.url}/_local/static/app.js") as answer:
        assert answer.content_type in ("text/javascript", "application/javascript")
    async with slack.session.get(f"{slack.url}/_local/static/..%2f..%2fetc%2fpasswd") as answer:
        assert answer.status == 404


async def test_uploads_need_a_person_and_a_file(slack: Any, png: bytes) -> None:
    """A file of nobody and a form without a file are refused."""
    assert (await slack.upload("U0NOBODY", "a.png", png))["ok"] is False
    plain, empty = {"user": "U0MAYA"}, aiohttp.FormData({"user": "U0MAYA"}, default_to_multipart=True)
    for form in (plain, empty):
        async with slack.session.post(f"{slack.url}/_local/upload", data=form) as answer:
            assert answer.status == 400


async def test_a_page_that_does_not_read_must_come_again(slack: Any) -> None:
    """A full queue is emptied and ends with the sign to reconnect, so nobody shows an old state for ever."""
    queue = slack.state.hub.join("U0MAYA")
    for _ in range(queue.maxsize + 1):
        slack.state.tell("U0MAYA", "x")
    assert [queue.get_nowait(), queue.empty()] == [None, True]
    slack.state.tell("U0MAYA", "y")
    assert queue.empty()


async def test_open_pages_are_let_go_when_the_workspace_closes(slack: Any) -> None:
    """Closing tells every page to go and does not wait for them."""
    async with slack.session.ws_connect(f"{slack.url}/_local/live", params={"user": "U0MAYA"}) as socket:
        slack.state.hub.close()
        message = await asyncio.wait_for(socket.receive(), 2)
        assert message.data in (1000, None)
