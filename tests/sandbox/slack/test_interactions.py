"""Commands, clicks, options, shortcuts and response urls as Slack sends them."""

import asyncio
from typing import Any

import pytest

BUTTON = {"type": "button", "action_id": "go", "value": "v1:1", "text": {"type": "plain_text", "text": "Go"}}
CLICK = {"type": "button", "block_id": "b", "action_id": "go"}


def row(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "block_id": "b", "elements": list(elements)}]


@pytest.mark.parametrize(
    ("command", "typed", "sent"),
    [
        ("/asset", "  list  ", "list"),
        ("/asset", "", ""),
        ("/asset", "<@U0RACHEL> in <#C0FILM|film-launch>", "@rachel in #film-launch"),
        ("/asset", "Q&A <b>", "Q&amp;A &lt;b&gt;"),
        (
            "/escaped",
            "@rachel in #film-launch @nobody",
            "<@U0RACHEL|rachel> in <#C0FILM|film-launch> @nobody",
        ),
        ("/escaped", "<@U0RACHEL>", "<@U0RACHEL|rachel>"),
    ],
)
async def test_command_text_arrives_as_slack_sends_it(
    slack: Any, connect: Any, command: str, typed: str, sent: str
) -> None:
    """Control characters are escaped; mentions are ids only where the manifest asks for them."""
    app, seen = await connect(slack), []

    @app.command(command)
    async def ran(ack, body):
        seen.append(body)
        await ack()

    assert (await slack.page("command", user="U0MAYA", channel="C0FILM", text=f"{command} {typed}"))["ok"]
    assert seen[0]["text"] == sent
    wanted = {
        "token",
        "team_id",
        "team_domain",
        "channel_id",
        "channel_name",
        "user_id",
        "user_name",
        "command",
    }
    wanted |= {"text", "response_url", "trigger_id", "api_app_id", "is_enterprise_install"}
    assert set(seen[0]) == wanted


@pytest.mark.parametrize(
    ("answer", "ephemeral", "seen_by_tom"),
    [
        ("only you", True, 0),
        ({"text": "only you", "response_type": "ephemeral"}, True, 0),
        ({"text": "all", "response_type": "in_channel"}, None, 1),
    ],
)
async def test_an_acknowledgement_may_answer(
    slack: Any, connect: Any, answer: Any, ephemeral: bool | None, seen_by_tom: int
) -> None:
    """Text with the acknowledgement is for the person alone unless it says otherwise, even where no bot is."""
    app = await connect(slack)

    @app.command("/asset")
    async def ran(ack):
        await ack(answer)

    result = await slack.page("command", user="U0MAYA", channel="C0SECRET", text="/asset")
    assert result["response"].get("ephemeral") == ephemeral
    others = (await slack.look("U0RACHEL"))["messages"]["C0SECRET"]
    assert len(others) == seen_by_tom


async def test_a_bad_answer_is_a_failure(slack: Any, connect: Any) -> None:
    """Blocks that Slack refuses come back as an error and a notice."""
    app = await connect(slack)

    @app.command("/asset")
    async def ran(ack):
        await ack(text="x", blocks=[{"type": "hologram"}])

    result = await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset")
    assert result == {"ok": False, "error": "invalid_blocks"}


async def test_unknown_commands_and_places_are_refused(slack: Any) -> None:
    """A command outside the manifest, a channel one is not in, and a stranger reach nobody."""
    unknown = await slack.page("command", user="U0MAYA", channel="C0FILM", text="/dance now")
    assert unknown == {"ok": False, "error": "/dance is not a valid command."}
    for user, channel in (("U0GUEST", "C0FILM"), ("U0TOM", "C0SECRET"), ("U0NOBODY", "C0FILM")):
        refused = await slack.page("command", user=user, channel=channel, text="/asset")
        assert refused["ok"] is False
    assert await slack.journal("delivery", "slash_commands") == []


async def test_silence_is_a_time_out(make_slack: Any, connect: Any) -> None:
    """Without an acknowledgement in time the person is told, and nothing is sent again."""
    slack = await make_slack(ack_seconds=0.2)
    app = await connect(slack)

    @app.command("/asset")
    async def ran():
        await asyncio.sleep(0.4)

    async with slack.live("U0MAYA") as maya:
        result = await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset")
        assert result == {"ok": False, "error": "operation_timeout"}
        assert (await maya("notice"))["text"] == '/asset failed with the error "operation_timeout"'
    assert len(await slack.journal("delivery", "slash_commands")) == 1


async def test_without_the_app_everything_fails_at_once(slack: Any) -> None:
    """No connection means `dispatch_failed` for commands and clicks."""
    posted = await slack.client.chat_postMessage(channel="U0MAYA", text="x", blocks=row(BUTTON))
    place = {"channel": "D0MAYA", "ts": posted["ts"]}
    for result in (
        await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset"),
        await slack.page("action", user="U0MAYA", action=CLICK, message=place),
        await slack.page("shortcut", user="U0MAYA", callback_id="new_asset"),
    ):
        assert result == {"ok": False, "error": "dispatch_failed"}


async def test_choices_arrive_with_their_state(slack: Any, connect: Any) -> None:
    """A select in a message sends what was chosen and the state of the whole message."""
    app, seen = await connect(slack), []

    @app.action("pick")
    async def picked(ack, body):
        seen.append(body)
        await ack()

    options = [{"text": {"type": "plain_text", "text": word}, "value": word} for word in ("a", "b")]
    select = {"type": "static_select", "action_id": "pick", "options": options}
    date = {"type": "datepicker", "action_id": "day", "initial_date": "2026-01-02"}
    posted = await slack.client.chat_postMessage(channel="U0MAYA", text="x", blocks=row(select, date))
    place = {"channel": "D0MAYA", "ts": posted["ts"]}
    action = {"type": "static_select", "block_id": "b", "action_id": "pick", "selected_option": options[1]}
    assert (await slack.page("action", user="U0MAYA", action=action, message=place))["ok"]
    assert seen[0]["actions"][0]["selected_option"]["value"] == "b"
    state = seen[0]["state"]["values"]["b"]
    assert (state["pick"]["selected_option"]["value"], state["day"]["selected_date"]) == ("b", "2026-01-02")
    foreign = action | {"selected_option": {"value": "z"}}
    assert (await slack.page("action", user="U0MAYA", action=foreign, message=place))["ok"] is False


@pytest.mark.parametrize(
    ("user", "action", "ts"),
    [("U0TOM", CLICK, None), ("U0MAYA", CLICK | {"action_id": "stop"}, None), ("U0MAYA", CLICK, "1.000000")],
)
async def test_only_what_one_sees_can_be_clicked(slack: Any, user: str, action: Any, ts: str | None) -> None:
    """Other people's messages, elements that do not exist and gone messages are refused."""
    posted = await slack.client.chat_postMessage(channel="U0MAYA", text="x", blocks=row(BUTTON))
    place = {"channel": "D0MAYA", "ts": ts or posted["ts"]}
    assert (await slack.page("action", user=user, action=action, message=place))["ok"] is False
    assert await slack.journal("delivery", "interactive") == []


async def test_a_click_in_an_ephemeral_message_has_no_message(slack: Any, connect: Any) -> None:
    """The container says that it is ephemeral; the response url is the only way to change it."""
    app, seen = await connect(slack), []

    @app.action("go")
    async def clicked(ack, body):
        seen.append(body)
        await ack()

    await slack.client.conversations_join(channel="C0FILM")
    await slack.client.chat_postEphemeral(channel="C0FILM", user="U0MAYA", text="x", blocks=row(BUTTON))
    shown = (await slack.look("U0MAYA"))["messages"]["C0FILM"][0]
    place = {"channel": "C0FILM", "ts": shown["ts"]}
    assert (await slack.page("action", user="U0MAYA", action=CLICK, message=place))["ok"]
    assert "message" not in seen[0]
    assert seen[0]["container"]["is_ephemeral"] is True
    async with slack.session.post(
        seen[0]["response_url"], json={"replace_original": True, "text": "done"}
    ) as answer:
        assert await answer.text() == "ok"
    assert [m["text"] for m in (await slack.look("U0MAYA"))["messages"]["C0FILM"]] == ["done"]
    async with slack.session.post(seen[0]["response_url"], json={"delete_original": True}) as answer:
        assert answer.status == 200
    assert (await slack.look("U0MAYA"))["messages"]["C0FILM"] == []


async def hook_of(slack: Any, connect: Any) -> str:
    app, seen = await connect(slack), []

    @app.command("/asset")
    async def ran(ack, body):
        seen.append(body["response_url"])
        await ack()

    await slack.page("command", user="U0MAYA", channel="C0FILM", text="/asset")
    return seen[0]


async def test_a_response_url_is_good_for_five_uses(slack: Any, connect: Any) -> None:
    """Five answers pass, the sixth is refused."""
    url = await hook_of(slack, connect)
    statuses = []
    for number in range(6):
        async with slack.session.post(url, json={"text": str(number)}) as answer:
            statuses.append(answer.status)
    assert statuses == [200] * 5 + [404]
    assert len((await slack.look("U0MAYA"))["messages"]["C0FILM"]) == 5


async def test_a_response_url_dies_after_half_an_hour(slack: Any, connect: Any) -> None:
    """Late answers are told that the url expired; an unknown one has no service."""
    url = await hook_of(slack, connect)
    slack.clock[0] += 30 * 60 + 1
    async with slack.session.post(url, json={"text": "late"}) as answer:
        assert (await answer.json())["error"] == "expired_url"
    async with slack.session.post(f"{slack.url}/hooks/none", json={"text": "x"}) as answer:
        assert (await answer.json())["error"] == "no_service"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("no json", "invalid_payload"),
        ("[]", "invalid_payload"),
        ("{}", "no_text"),
        ('{"replace_original": true, "text": "x"}', "message_not_found"),
        ('{"text": "x", "blocks": [{"type": "hologram"}]}', "invalid_blocks"),
    ],
)
async def test_wrong_answers_to_a_response_url_are_named(
    slack: Any, connect: Any, body: str, error: str
) -> None:
    """Slack's word for each wrong body; a command has no original to replace."""
    url = await hook_of(slack, connect)
    async with slack.session.post(url, data=body) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, error)


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ({"options": [{"text": {"type": "plain_text", "text": "A"}, "value": "a"}]}, True),
        ({"option_groups": []}, True),
        ({"options": [{"value": "a"}] * 101}, False),
        ({}, False),
    ],
)
async def test_external_selects_ask_the_app(
    slack: Any, connect: Any, given: dict[str, Any], result: bool
) -> None:
    """The app is asked with what was typed; more than a hundred options fail to load."""
    app, seen = await connect(slack), []

    @app.options("find")
    async def suggest(ack, body):
        seen.append(body)
        await ack(given)

    select = {
        "type": "external_select",
        "action_id": "find",
        "placeholder": {"type": "plain_text", "text": "Find"},
    }
    posted = await slack.client.chat_postMessage(channel="U0MAYA", text="x", blocks=row(select))
    place = {"channel": "D0MAYA", "ts": posted["ts"]}
    answer = await slack.page(
        "options", user="U0MAYA", action_id="find", block_id="b", value="ra", message=place
    )
    assert answer["ok"] is result
    assert (seen[0]["type"], seen[0]["value"]) == ("block_suggestion", "ra")
    none = await slack.page("options", user="U0MAYA", action_id="no", block_id="b", value="", message=place)
    assert none["ok"] is False


async def test_the_home_tab_can_be_clicked_and_searched(slack: Any, connect: Any) -> None:
    """Clicks and options on the Home tab carry the view and no response url; without a tab there is nothing."""
    app, seen = await connect(slack), []

    @app.action("go")
    async def clicked(ack, body):
        seen.append(body)
        await ack()

    @app.options("find")
    async def suggest(ack, body):
        seen.append(body)
        await ack(options=[])

    assert (await slack.page("action", user="U0MAYA", action=CLICK, home=True))["ok"] is False
    select = {
        "type": "external_select",
        "action_id": "find",
        "placeholder": {"type": "plain_text", "text": "Find"},
    }
    home = {"type": "home", "blocks": row(BUTTON, select)}
    view = (await slack.client.views_publish(user_id="U0MAYA", view=home))["view"]
    assert (await slack.page("action", user="U0MAYA", action=CLICK, home=True))["ok"]
    assert (seen[0]["view"]["id"], "response_url" in seen[0]) == (view["id"], False)
    assert seen[0]["container"] == {"type": "view", "view_id": view["id"]}
    find = {"action_id": "find", "block_id": "b", "value": "r"}
    assert (await slack.page("options", user="U0MAYA", view_id=view["id"], **find))["ok"]
    assert seen[1]["view"]["type"] == "home"
    foreign = await slack.page("options", user="U0TOM", view_id=view["id"], **find)
    assert foreign["ok"] is False


async def test_shortcuts_carry_what_slack_sends(slack: Any, connect: Any) -> None:
    """A global one has neither channel nor response url, a message one has both and the message."""
    app, seen = await connect(slack), []

    @app.shortcut("new_asset")
    async def anywhere(ack, body):
        seen.append(body)
        await ack()

    @app.shortcut("use_message")
    async def on_message(ack, body):
        seen.append(body)
        await ack()

    said = await slack.page("message", user="U0TOM", channel="C0FILM", text="look at <this> & that")
    assert (await slack.page("shortcut", user="U0MAYA", callback_id="new_asset"))["ok"]
    place = {"channel": "C0FILM", "message_ts": said["ts"]}
    assert (await slack.page("shortcut", user="U0MAYA", callback_id="use_message", **place))["ok"]
    assert seen[0]["type"] == "shortcut"
    assert not {"channel", "response_url"} & set(seen[0])
    assert (seen[1]["type"], seen[1]["message"]["text"]) == (
        "message_action",
        "look at &lt;this&gt; &amp; that",
    )
    assert seen[1]["response_url"].startswith(slack.url)
    for body in (
        {"callback_id": "none"},
        {"callback_id": "use_message", "channel": "C0FILM", "message_ts": "1.0"},
    ):
        assert (await slack.page("shortcut", user="U0MAYA", **body))["ok"] is False
