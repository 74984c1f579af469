"""A Bolt app uses the workspace as it would use Slack, over both ways of delivery."""

import asyncio
from typing import Any

import pytest


def form(note: str = "") -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "asset",
        "title": {"type": "plain_text", "text": "New asset"},
        "submit": {"type": "plain_text", "text": "Send"},
        "private_metadata": note,
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": {"type": "plain_text", "text": "Name"},
                "element": {"type": "plain_text_input", "action_id": "text"},
            },
            {
                "type": "input",
                "block_id": "who",
                "optional": True,
                "label": {"type": "plain_text", "text": "Who"},
                "element": {"type": "users_select", "action_id": "user"},
            },
        ],
    }


def listen(app: Any, seen: list[dict[str, Any]]) -> None:
    """The app under test: a command, a form with a field error, a button."""

    @app.command("/asset")
    async def command(ack, body, client):
        seen.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=form(body["channel_id"]))
        await ack()

    @app.view("asset")
    async def submitted(ack, body, client, view):
        seen.append(body)
        if view["state"]["values"]["name"]["text"]["value"] == "taken":
            await ack(response_action="errors", errors={"name": "That name is taken."})
            return
        await ack()
        button = {
            "type": "button",
            "action_id": "yes",
            "value": "v1:a_1",
            "text": {"type": "plain_text", "text": "Yes"},
        }
        blocks = [{"type": "actions", "block_id": "answer", "elements": [button]}]
        await client.chat_postMessage(channel="U0RACHEL", text="May we?", blocks=blocks)

    @app.action("yes")
    async def clicked(ack, body, client):
        seen.append(body)
        await ack()
        await client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Thank you", blocks=[]
        )


async def tell_the_story(slack: Any, seen: list[dict[str, Any]]) -> None:
    """Command, form, refused name, corrected name, direct message, click, edited message."""
    async with slack.live("U0MAYA") as maya, slack.live("U0RACHEL") as rachel:
        answer = await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset list of <b> & c")
        assert answer == {"ok": True, "response": None, "channel": "C0FILM"}
        view = (await maya("view_opened"))["view"]

        bad = {"name": {"text": {"type": "plain_text_input", "value": "taken"}}}
        answer = await slack.page("view_submit", user="U0MAYA", view_id=view["id"], values=bad)
        assert answer["response_action"] == "errors"
        assert answer["errors"] == {"name": "That name is taken."}

        good = {"name": {"text": {"type": "plain_text_input", "value": "rachel"}}}
        answer = await slack.page("view_submit", user="U0MAYA", view_id=view["id"], values=good)
        assert answer["response_action"] is None
        assert (await maya("view_closed"))["view_id"] == view["id"]

        posted = await rachel("message")
        assert posted["message"]["text"] == "May we?"
        action = {"type": "button", "block_id": "answer", "action_id": "yes"}
        place = {"channel": posted["channel"], "ts": posted["message"]["ts"]}
        assert await slack.page("action", user="U0RACHEL", action=action, message=place) == {"ok": True}
        assert (await rachel("message_changed"))["message"]["text"] == "Thank you"

    command, first, _, click = seen
    assert command["text"] == "list of &lt;b&gt; &amp; c"
    assert command["channel_name"] == "film-launch"
    assert command["user_name"] == "maya"
    assert first["view"]["private_metadata"] == "C0FILM"
    assert first["view"]["state"]["values"]["who"]["user"] == {"type": "users_select", "selected_user": None}
    assert click["actions"][0]["value"] == "v1:a_1"
    assert click["container"]["channel_id"] == click["channel"]["id"]
    assert click["channel"]["name"] == "directmessage"


async def test_socket_mode_carries_the_whole_story(slack: Any, connect: Any) -> None:
    """A Bolt app over Socket Mode runs command, form, direct message and click."""
    seen: list[dict[str, Any]] = []
    listen(await connect(slack), seen)
    await tell_the_story(slack, seen)


async def test_http_carries_the_whole_story(connect_http: Any) -> None:
    """The same app behind a request url gets the same payloads, with good signatures."""
    slack, app = await connect_http()
    seen: list[dict[str, Any]] = []
    listen(app, seen)
    await tell_the_story(slack, seen)
    for _ in range(40):
        if await slack.journal("delivery", "url_verification"):
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("the request url was not verified")
