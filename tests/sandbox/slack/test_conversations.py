"""Channels, people and reading back."""

from typing import Any

import pytest


async def test_public_channels_are_joined(slack: Any) -> None:
    """Joining makes the bot a member once and lets it post; private channels are not even found."""
    assert (await slack.client.conversations_info(channel="C0FILM"))["channel"]["is_member"] is False
    assert (await slack.client.conversations_join(channel="C0FILM"))["channel"]["is_member"] is True
    assert (await slack.client.conversations_join(channel="C0FILM"))["warning"] == "already_in_channel"
    assert (await slack.call("conversations.join", channel="C0SECRET"))["error"] == "channel_not_found"
    members = await slack.client.conversations_members(channel="C0FILM", limit=4)
    rest = await slack.client.conversations_members(
        channel="C0FILM", limit=4, cursor=members["response_metadata"]["next_cursor"]
    )
    assert "U0LIKENESS" in rest["members"]
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_an_invitation_opens_a_private_channel(slack: Any) -> None:
    """After `/invite` the private channel is found, listed as private and takes messages."""
    assert (await slack.page("invite", user="U0TOM", channel="C0SECRET", invitee="U0LIKENESS"))["ok"] is False
    assert (await slack.page("invite", user="U0MAYA", channel="C0SECRET", invitee="U0LIKENESS"))["ok"] is True
    info = (await slack.client.conversations_info(channel="C0SECRET", include_num_members=True))["channel"]
    assert (info["is_private"], info["is_member"], info["num_members"]) == (True, True, 3)
    assert (await slack.call("chat.postMessage", channel="C0SECRET", text="x"))["ok"]
    await slack.page("kick", user="U0MAYA", channel="C0SECRET")
    assert (await slack.call("chat.postMessage", channel="C0SECRET", text="x"))[
        "error"
    ] == "channel_not_found"


async def test_lists_hold_what_the_bot_may_know(slack: Any) -> None:
    """Public channels by default; private ones and direct messages only where the bot is in."""
    await slack.client.chat_postMessage(channel="U0MAYA", text="x")
    names = [channel["id"] for channel in (await slack.client.conversations_list())["channels"]]
    assert names == ["C0GENERAL", "C0FILM"]
    both = await slack.client.conversations_list(types="private_channel,im")
    assert [channel["id"] for channel in both["channels"]] == ["D0MAYA"]
    assert (await slack.call("conversations.list", types="clubs"))["error"] == "invalid_types"
    assert (await slack.call("conversations.list", cursor="?"))["error"] == "invalid_cursor"


async def test_direct_messages_can_be_opened(slack: Any) -> None:
    """Opening twice answers the same conversation; the bot itself and strangers are refused."""
    first = await slack.client.conversations_open(users="U0WEI")
    again = await slack.client.conversations_open(users=["U0WEI"], return_im=True)
    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["channel"]["user"] == "U0WEI"
    assert (await slack.call("conversations.open", users="U0LIKENESS"))["error"] == "cannot_dm_bot"
    assert (await slack.call("conversations.open", users="U0NOBODY"))["error"] == "user_not_found"
    assert (await slack.call("conversations.open"))["error"] == "invalid_arguments"


async def test_history_reads_back_with_metadata_only_when_asked(slack: Any) -> None:
    """Newest first, replies only in their thread, metadata only with the flag."""
    metadata = {"event_type": "card", "event_payload": {"id": "a_1"}}
    first = await slack.client.chat_postMessage(channel="U0MAYA", text="one", metadata=metadata)
    await slack.client.chat_postMessage(channel="U0MAYA", text="reply", thread_ts=first["ts"])
    second = await slack.client.chat_postMessage(channel="U0MAYA", text="two")
    plain = await slack.client.conversations_history(channel="D0MAYA")
    assert [message["text"] for message in plain["messages"]] == ["two", "one"]
    assert "metadata" not in plain["messages"][1]
    assert plain["messages"][1]["reply_count"] == 1
    full = await slack.client.conversations_history(channel="D0MAYA", include_all_metadata=True, limit=1)
    assert full["has_more"] is True
    rest = await slack.client.conversations_history(
        channel="D0MAYA", include_all_metadata=True, cursor=full["response_metadata"]["next_cursor"]
    )
    assert rest["messages"][0]["metadata"] == metadata
    window = await slack.client.conversations_history(
        channel="D0MAYA", oldest=first["ts"], latest=second["ts"]
    )
    assert window["messages"] == []
    window = await slack.client.conversations_history(channel="D0MAYA", latest=first["ts"], inclusive=True)
    assert len(window["messages"]) == 1


async def test_a_thread_is_read_with_its_parent(slack: Any) -> None:
    """Replies come oldest first after the parent; an unknown thread is an error."""
    first = await slack.client.chat_postMessage(channel="U0MAYA", text="one")
    for text in ("a", "b"):
        await slack.client.chat_postMessage(channel="U0MAYA", text=text, thread_ts=first["ts"])
    thread = await slack.client.conversations_replies(channel="D0MAYA", ts=first["ts"])
    assert [message["text"] for message in thread["messages"]] == ["one", "a", "b"]
    unknown = await slack.call("conversations.replies", channel="D0MAYA", ts="1.000000")
    assert unknown["error"] == "thread_not_found"


async def test_history_needs_membership_and_the_scope_of_its_kind(
    make_slack: Any, make_manifest: Any
) -> None:
    """A public channel is read by members only; each kind of channel has its own scope."""
    slack = await make_slack(make_manifest(scopes=["channels:history", "chat:write"]))
    assert (await slack.call("conversations.history", channel="C0FILM"))["error"] == "not_in_channel"
    await slack.client.chat_postMessage(channel="U0MAYA", text="x")
    answer = await slack.call("conversations.history", channel="D0MAYA")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:history")


async def test_people_are_described_as_slack_does(slack: Any) -> None:
    """Guests, admins, bots, locale and e-mail follow flags and scopes."""
    guest = (await slack.client.users_info(user="U0GUEST"))["user"]
    assert (guest["is_restricted"], "locale" in guest, "email" in guest["profile"]) == (True, False, False)
    everybody = (await slack.client.users_list(include_locale=True))["members"]
    assert {person["id"] for person in everybody if person["is_bot"]} == {"U0LIKENESS"}
    assert {person["id"] for person in everybody if person["is_owner"]} == {"U0ADA"}
    assert (await slack.call("users.info", user="U0NOBODY"))["error"] == "user_not_found"
    assert (await slack.client.team_info())["team"]["name"] == "Likeness Studio"
    assert (await slack.client.bots_info(bot="B0LIKENESS"))["bot"]["app_id"] == "A0LIKENESS"
    assert (await slack.call("bots.info", bot="B1"))["error"] == "bot_not_found"


@pytest.mark.parametrize("scope", ["users:read.email"])
async def test_email_needs_its_own_scope(make_slack: Any, make_manifest: Any, scope: str) -> None:
    """With the scope the address is in the profile."""
    slack = await make_slack(make_manifest(scopes=["users:read", scope]))
    user = (await slack.client.users_info(user="U0MAYA"))["user"]
    assert user["profile"]["email"].startswith("maya@")
