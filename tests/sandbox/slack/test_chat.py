"""Posting, editing, removing and whispering."""

import json
from typing import Any

import pytest

from sandbox.slack.options import Memory

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0FILM", "text": "x"}, "not_in_channel"),
        ({"channel": "C0SECRET", "text": "x"}, "channel_not_found"),
        ({"channel": "U0NOBODY", "text": "x"}, "channel_not_found"),
        ({"channel": "U0LIKENESS", "text": "x"}, "cannot_dm_bot"),
        ({"channel": "U0MAYA"}, "no_text"),
        ({"channel": "U0MAYA", "text": "  "}, "no_text"),
        ({"channel": "U0MAYA", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "U0MAYA", "text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"channel": "U0MAYA", "text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"channel": "U0MAYA", "text": "x", "blocks": [{"type": "hologram"}]}, "invalid_blocks"),
        ({"channel": "U0MAYA", "text": "x", "blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"channel": "U0MAYA", "text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"channel": "U0MAYA", "text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_format"),
        (
            {"channel": "U0MAYA", "text": "x", "metadata": {"event_type": "a", "event_payload": {"b": {}}}},
            "invalid_metadata_schema",
        ),
        (
            {
                "channel": "U0MAYA",
                "text": "x",
                "metadata": {"event_type": "a", "event_payload": {"b": "c" * 9000}},
            },
            "metadata_too_large",
        ),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
async def test_slack_refuses_what_it_must_not_post(slack: Any, args: dict[str, Any], error: str) -> None:
    """Each wrong post gets Slack's own word and leaves nothing behind."""
    answer = await slack.call("chat.postMessage", **args)
    assert (answer["ok"], answer["error"]) == (False, error)
    if error == "invalid_blocks":
        assert "json-pointer:/blocks" in answer["response_metadata"]["messages"][0]
    assert (await slack.look("U0MAYA"))["messages"].get("D0MAYA", []) == []


async def test_fifty_blocks_are_posted_with_ids(slack: Any) -> None:
    """The largest message passes and each of its blocks has an id."""
    answer = await slack.client.chat_postMessage(channel="U0MAYA", text="x", blocks=[SECTION] * 50)
    ids = [block["block_id"] for block in answer["message"]["blocks"]]
    assert len(set(ids)) == 50


async def test_a_post_to_a_person_opens_the_direct_message(slack: Any) -> None:
    """A user id as channel is answered with the id of the direct message, and only its two sides see it."""
    answer = await slack.client.chat_postMessage(channel="U0MAYA", text="hello")
    assert answer["channel"] == "D0MAYA"
    assert answer["message"]["bot_id"] == "B0LIKENESS"
    assert (await slack.look("U0MAYA"))["messages"]["D0MAYA"][0]["ts"] == answer["ts"]
    assert "D0MAYA" not in (await slack.look("U0TOM"))["messages"]


async def test_leavers_get_no_direct_message(slack: Any) -> None:
    """A deactivated person cannot be written to."""
    await slack.page("user", id="U0TOM", patch={"deleted": True})
    assert (await slack.call("chat.postMessage", channel="U0TOM", text="x"))["error"] == "user_disabled"


async def test_the_messages_tab_must_be_on(make_slack: Any, make_manifest: Any) -> None:
    """An app whose manifest leaves the Messages tab off cannot write direct messages."""
    source = make_manifest()
    source["features"]["app_home"]["messages_tab_enabled"] = False
    slack = await make_slack(source)
    assert (await slack.call("chat.postMessage", channel="U0TOM", text="x"))[
        "error"
    ] == "messages_tab_disabled"


async def test_an_archived_channel_takes_nothing(slack: Any) -> None:
    """Neither posts nor edits pass into an archived channel."""
    await slack.client.conversations_join(channel="C0FILM")
    posted = await slack.client.chat_postMessage(channel="#film-launch", text="x")
    await slack.page("archive", user="U0ADA", channel="C0FILM")
    assert (await slack.call("chat.postMessage", channel="C0FILM", text="y"))["error"] == "is_archived"
    edit = await slack.call("chat.update", channel="C0FILM", ts=posted["ts"], text="y")
    assert edit["error"] == "is_archived"


async def test_public_channels_are_open_with_the_wider_scope(make_slack: Any, make_manifest: Any) -> None:
    """With `chat:write.public` the bot posts where it is no member."""
    slack = await make_slack(make_manifest(scopes=["chat:write", "chat:write.public"]))
    assert (await slack.call("chat.postMessage", channel="C0FILM", text="x"))["ok"]


async def test_the_same_client_msg_id_posts_once(slack: Any) -> None:
    """A second call with the same id answers the first message."""
    key = "0b8f1c9e-5f2a-5d6e-9d3c-1f2e3d4c5b6a"
    first = await slack.call("chat.postMessage", channel="U0MAYA", text="one", client_msg_id=key)
    second = await slack.call("chat.postMessage", channel="U0MAYA", text="two", client_msg_id=key)
    assert (second["ok"], second["ts"], second["message"]["text"]) == (True, first["ts"], "one")
    assert len((await slack.look("U0MAYA"))["messages"]["D0MAYA"]) == 1


@pytest.mark.parametrize(("memory", "shows"), [(Memory.METADATA, True), (Memory.NOTHING, False)])
async def test_a_workspace_that_forgets_the_key_posts_again(
    make_slack: Any, memory: Memory, shows: bool
) -> None:
    """Then the metadata alone tell what a post is, or nothing does."""
    slack = await make_slack(memory=memory)
    metadata = {"event_type": "likeness_card", "event_payload": {"id": "a_1"}}
    post = {"channel": "U0MAYA", "text": "one", "client_msg_id": "0b8f1c9e-5f2a-5d6e-9d3c-1f2e3d4c5b6a"}
    first = await slack.client.chat_postMessage(**post, metadata=metadata)
    second = await slack.client.chat_postMessage(**post, metadata=metadata)
    assert first["ts"] != second["ts"]
    read = await slack.client.conversations_history(channel="D0MAYA", include_all_metadata=True)
    assert ["metadata" in message for message in read["messages"]] == [shows, shows]
    assert not any("client_msg_id" in message for message in read["messages"])


async def test_an_edit_replaces_blocks_and_keeps_metadata(slack: Any) -> None:
    """Text without blocks takes the blocks away; metadata stay until they are replaced by an empty object."""
    metadata = {"event_type": "likeness_card", "event_payload": {"id": "a_1"}}
    posted = await slack.client.chat_postMessage(
        channel="U0MAYA", text="a", blocks=[SECTION], metadata=metadata
    )
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    edited = await slack.client.chat_update(**place, text="b")
    assert "blocks" not in edited["message"]
    assert edited["message"]["metadata"] == metadata
    assert edited["message"]["edited"]["user"] == "U0LIKENESS"
    edited = await slack.client.chat_update(**place, text="b", metadata={})
    assert "metadata" not in edited["message"]


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_only_own_existing_messages_change(slack: Any, method: str) -> None:
    """Other people's messages and unknown time stamps are refused."""
    said = await slack.page("message", user="U0MAYA", channel="U0LIKENESS", text="hi")
    foreign = await slack.call(method, channel="D0MAYA", ts=said["ts"], text="x")
    assert (
        foreign["error"]
        == {"chat.update": "cant_update_message", "chat.delete": "cant_delete_message"}[method]
    )
    unknown = await slack.call(method, channel="D0MAYA", ts="1.000000", text="x")
    assert unknown["error"] == "message_not_found"


async def test_a_deleted_parent_leaves_a_tombstone(slack: Any) -> None:
    """A message with replies turns into Slack's tombstone, one without goes away."""
    parent = await slack.client.chat_postMessage(channel="U0MAYA", text="card")
    reply = await slack.client.chat_postMessage(channel="U0MAYA", text="notice", thread_ts=parent["ts"])
    await slack.client.chat_delete(channel="D0MAYA", ts=parent["ts"])
    shown = (await slack.look("U0MAYA"))["messages"]["D0MAYA"]
    assert [message.get("subtype") for message in shown] == ["tombstone", None]
    await slack.client.chat_delete(channel="D0MAYA", ts=reply["ts"])
    assert len((await slack.look("U0MAYA"))["messages"]["D0MAYA"]) == 1


async def test_ephemeral_messages_are_for_one_person(slack: Any) -> None:
    """Only that person's page shows it, and neither history nor edits know it."""
    await slack.client.conversations_join(channel="C0FILM")
    async with slack.live("U0MAYA") as maya:
        answer = await slack.client.chat_postEphemeral(channel="C0FILM", user="U0MAYA", text="psst")
        assert (await maya("ephemeral"))["message"]["ephemeral"] is True
    assert [m["text"] for m in (await slack.look("U0MAYA"))["messages"]["C0FILM"]] == ["psst"]
    assert (await slack.look("U0TOM"))["messages"]["C0FILM"] == []
    assert (await slack.client.conversations_history(channel="C0FILM"))["messages"] == []
    edit = await slack.call("chat.update", channel="C0FILM", ts=answer["message_ts"], text="louder")
    assert edit["error"] == "message_not_found"
    outside = await slack.call("chat.postEphemeral", channel="C0FILM", user="U0GUEST", text="psst")
    assert outside["error"] == "user_not_in_channel"


async def test_permalinks_lead_to_the_page(slack: Any) -> None:
    """A permalink names channel and time stamp and opens the page there."""
    posted = await slack.client.chat_postMessage(channel="U0MAYA", text="x")
    link = (await slack.client.chat_getPermalink(channel="D0MAYA", message_ts=posted["ts"]))["permalink"]
    assert link.endswith(f"/archives/D0MAYA/p{posted['ts'].replace('.', '')}")
    async with slack.session.get(link, allow_redirects=False) as answer:
        assert answer.headers["Location"] == f"/_local/?channel=D0MAYA&ts={posted['ts']}"


async def test_form_bodies_carry_structures_as_json(slack: Any) -> None:
    """A form with blocks and metadata as JSON text posts them."""
    data = {
        "channel": "U0MAYA",
        "text": "x",
        "blocks": json.dumps([SECTION]),
        "metadata": json.dumps({"event_type": "a", "event_payload": {"id": "1"}}),
    }
    headers = {"Authorization": "Bearer xoxb-local"}
    async with slack.session.post(f"{slack.url}/api/chat.postMessage", data=data, headers=headers) as answer:
        body = await answer.json()
    assert body["message"]["metadata"]["event_payload"] == {"id": "1"}
