"""Triggers, stacks of views, forms, the Home tab."""

import asyncio
from typing import Any

import pytest


def modal(title: str = "Form", blocks: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": blocks or [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}],
        **more,
    }


def field(block_id: str, element: dict[str, Any], *, optional: bool = False) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": {"type": "plain_text", "text": block_id},
        "element": {"action_id": "it", **element},
    }


def option(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": value}, "value": value}


async def open_modal(
    slack: Any, view: dict[str, Any], user: str = "U0MAYA", channel: str = "C0FILM"
) -> dict[str, Any]:
    trigger = slack.state.triggers.make(user, channel=channel)
    return (await slack.client.views_open(trigger_id=trigger.id, view=view))["view"]


async def test_a_trigger_opens_one_view_within_three_seconds(slack: Any) -> None:
    """Unknown, used and old triggers each have their own error."""
    trigger = slack.state.triggers.make("U0MAYA")
    unknown = await slack.call("views.open", trigger_id="1.2.3", view=modal())
    assert unknown["error"] == "invalid_trigger_id"
    assert (await slack.call("views.open", trigger_id=trigger.id, view=modal()))["ok"]
    again = await slack.call("views.open", trigger_id=trigger.id, view=modal())
    assert again["error"] == "exchanged_trigger_id"
    late = slack.state.triggers.make("U0MAYA")
    slack.clock[0] += 3.1
    assert (await slack.call("views.open", trigger_id=late.id, view=modal()))["error"] == "expired_trigger_id"


async def test_a_bad_view_does_not_use_up_the_trigger(slack: Any) -> None:
    """Slack checks the view first and points at each fault."""
    trigger = slack.state.triggers.make("U0MAYA")
    bad = await slack.call(
        "views.open", trigger_id=trigger.id, view=modal("A title of more than 24 characters")
    )
    assert bad["error"] == "invalid_arguments"
    assert "json-pointer:/view/title" in bad["response_metadata"]["messages"][0]
    home = await slack.call("views.open", trigger_id=trigger.id, view={"type": "home", "blocks": []})
    assert home["error"] == "invalid_arguments"
    assert (await slack.call("views.open", trigger_id=trigger.id))["error"] == "invalid_arguments"
    huge = modal(private_metadata="x" * 250_001)
    assert (await slack.call("views.open", trigger_id=trigger.id, view=huge))["error"] == "view_too_large"
    assert (await slack.call("views.open", trigger_id=trigger.id, view=modal()))["ok"]


async def test_a_stack_holds_three_views(slack: Any) -> None:
    """Each pushed view names its root and the one below; a fourth is refused, as is a push without a view."""
    root = await open_modal(slack, modal("one"))
    below = root["id"]
    for title in ("two", "three"):
        trigger = slack.state.triggers.make("U0MAYA", view_id=below)
        view = (await slack.client.views_push(trigger_id=trigger.id, view=modal(title)))["view"]
        assert (view["root_view_id"], view["previous_view_id"]) == (root["id"], below)
        below = view["id"]
    trigger = slack.state.triggers.make("U0MAYA", view_id=below)
    full = await slack.call("views.push", trigger_id=trigger.id, view=modal("four"))
    assert full["error"] == "push_limit_reached"
    outside = slack.state.triggers.make("U0MAYA")
    assert (await slack.call("views.push", trigger_id=outside.id, view=modal("x")))["error"] == "not_found"
    assert len((await slack.look("U0MAYA"))["open_views"]) == 3


async def test_updates_guard_with_the_hash_and_keep_what_was_typed(slack: Any, connect: Any) -> None:
    """An old hash loses; values of fields that stay are kept; a closed view is not found."""
    app = await connect(slack)

    @app.action("toggle")
    async def toggled(ack):
        await ack()

    button = {"type": "button", "action_id": "toggle", "text": {"type": "plain_text", "text": "More"}}
    blocks = [
        field("name", {"type": "plain_text_input"}),
        {"type": "actions", "block_id": "b", "elements": [button]},
    ]
    view = await open_modal(slack, modal(blocks=blocks, external_id="form-1"))
    typed = {"values": {"name": {"it": {"type": "plain_text_input", "value": "rachel"}}}}
    action = {"type": "button", "block_id": "b", "action_id": "toggle"}
    assert (await slack.page("action", user="U0MAYA", action=action, view_id=view["id"], state=typed))["ok"]
    updated = await slack.client.views_update(
        view_id=view["id"], hash=view["hash"], view=modal("Two", blocks=blocks)
    )
    assert updated["view"]["state"]["values"]["name"]["it"]["value"] == "rachel"
    stale = await slack.call("views.update", view_id=view["id"], hash=view["hash"], view=modal())
    assert stale["error"] == "hash_conflict"
    await slack.page("view_close", user="U0MAYA", view_id=view["id"])
    assert (await slack.call("views.update", view_id=view["id"], view=modal()))["error"] == "not_found"
    assert (await slack.call("views.update", external_id="form-1", view=modal()))["error"] == "not_found"
    assert (await slack.call("views.update", view=modal()))["error"] == "invalid_arguments"


async def test_external_ids_are_unique(slack: Any) -> None:
    """A second view with the same external id is refused while the first is open."""
    await open_modal(slack, modal(external_id="same"))
    trigger = slack.state.triggers.make("U0TOM")
    second = await slack.call("views.open", trigger_id=trigger.id, view=modal(external_id="same"))
    assert second["error"] == "duplicate_external_id"


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        ({"type": "plain_text_input"}, {"value": ""}, "complete this required field"),
        ({"type": "plain_text_input", "max_length": 3}, {"value": "four"}, "shorten this text to 3"),
        ({"type": "plain_text_input", "min_length": 3}, {"value": "no"}, "lengthen this text to 3"),
        ({"type": "users_select"}, {"selected_user": None}, "complete this required field"),
        ({"type": "email_text_input"}, {"value": "maya"}, "valid email"),
        ({"type": "url_text_input"}, {"value": "nowhere"}, "valid URL"),
        ({"type": "number_input", "is_decimal_allowed": False}, {"value": "1.5"}, "whole number"),
        ({"type": "number_input", "is_decimal_allowed": True}, {"value": "much"}, "a number"),
        (
            {"type": "number_input", "is_decimal_allowed": False, "max_value": "3"},
            {"value": "4"},
            "allowed range",
        ),
        (
            {"type": "multi_users_select", "max_selected_items": 1},
            {"selected_users": ["U0MAYA", "U0TOM"]},
            "choose at most 1",
        ),
    ],
)
async def test_slacks_client_refuses_before_the_app_is_asked(
    slack: Any, element: dict[str, Any], value: dict[str, Any], complaint: str
) -> None:
    """Required fields and limits of elements are checked on the page; nothing is delivered."""
    view = await open_modal(slack, modal(blocks=[field("f", element)]))
    values = {"f": {"it": {"type": element["type"], **value}}}
    answer = await slack.page("view_submit", user="U0MAYA", view_id=view["id"], values=values)
    assert answer["response_action"] == "errors"
    assert complaint in answer["errors"]["f"]
    assert await slack.journal("delivery", "interactive") == []


async def test_a_submission_carries_every_field_in_slacks_shape(slack: Any, connect: Any, png: bytes) -> None:
    """Empty, first and chosen values, whole file objects, and a response url where one was asked for."""
    app, seen = await connect(slack), []

    @app.view("all")
    async def submitted(ack, body):
        seen.append(body)
        await ack()

    blocks = [
        field("text", {"type": "plain_text_input"}, optional=True),
        field(
            "pick",
            {"type": "static_select", "options": [option("a"), option("b")], "initial_option": option("b")},
        ),
        field("boxes", {"type": "checkboxes", "options": [option("a")]}, optional=True),
        field("files", {"type": "file_input", "filetypes": ["png"], "max_files": 2}),
        field(
            "where",
            {
                "type": "conversations_select",
                "default_to_current_conversation": True,
                "response_url_enabled": True,
            },
        ),
    ]
    file = (await slack.upload("U0MAYA", "me.png", png))["file"]
    view = await open_modal(slack, modal(blocks=blocks, callback_id="all", private_metadata="v1:x"))
    assert (await slack.call("files.info", file=file["id"]))["error"] == "file_not_found"
    values = {"files": {"it": {"type": "file_input", "files": [file["id"]]}}}
    answer = await slack.page("view_submit", user="U0MAYA", view_id=view["id"], values=values)
    assert answer["response_action"] is None, answer
    body = seen[0]
    state = body["view"]["state"]["values"]
    assert state["text"]["it"] == {"type": "plain_text_input", "value": None}
    assert state["pick"]["it"]["selected_option"]["value"] == "b"
    assert state["boxes"]["it"] == {"type": "checkboxes", "selected_options": []}
    assert state["files"]["it"]["files"][0]["url_private"] == file["url_private"]
    assert state["where"]["it"]["selected_conversation"] == "C0FILM"
    assert body["response_urls"][0]["channel_id"] == "C0FILM"
    assert (body["view"]["private_metadata"], body["view"]["hash"]) == ("v1:x", view["hash"])
    assert (await slack.client.files_info(file=file["id"]))["file"]["name"] == "me.png"


async def test_forms_take_only_small_files_of_their_types_and_owners(slack: Any, png: bytes) -> None:
    """Other types and sizes are field errors; other people's files and unknown options are refused outright."""
    element = {"type": "file_input", "filetypes": ["jpg"], "max_files": 1}
    view = await open_modal(slack, modal(blocks=[field("f", element)]))
    own = (await slack.upload("U0MAYA", "me.png", png))["file"]["id"]
    foreign = (await slack.upload("U0TOM", "me.jpg", png))["file"]["id"]

    async def send(*files: str) -> dict[str, Any]:
        values = {"f": {"it": {"type": "file_input", "files": list(files)}}}
        return await slack.page("view_submit", user="U0MAYA", view_id=view["id"], values=values)

    assert "not of an allowed type" in (await send(own))["errors"]["f"]
    assert "at most 1" in (await send(own, own))["errors"]["f"]
    assert (await send(foreign))["ok"] is False
    assert (await send("F0NONE"))["ok"] is False
    slack.state.files.get(own).name = "me.jpg"
    slack.state.files.get(own).size = (10 << 20) + 1
    assert "10 MB" in (await send(own))["errors"]["f"]


@pytest.mark.parametrize(
    ("answer", "stack"),
    [
        ({"response_action": "update", "view": modal("Two")}, ["Two"]),
        ({"response_action": "push", "view": modal("Two")}, ["Form", "Two"]),
        ({"response_action": "clear"}, []),
        ({}, []),
    ],
)
async def test_the_acknowledgement_moves_the_stack(
    slack: Any, connect: Any, answer: dict[str, Any], stack: list[str]
) -> None:
    """Update, push, clear and plain acknowledgements do to the stack what Slack does."""
    app = await connect(slack)

    @app.view("it")
    async def submitted(ack):
        await ack(answer)

    view = await open_modal(slack, modal(callback_id="it"))
    result = await slack.page("view_submit", user="U0MAYA", view_id=view["id"], values={})
    assert result["response_action"] == answer.get("response_action")
    titles = [shown["title"]["text"] for shown in (await slack.look("U0MAYA"))["open_views"]]
    assert titles == stack


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "explode"},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
async def test_a_wrong_acknowledgement_is_trouble(slack: Any, connect: Any, answer: dict[str, Any]) -> None:
    """Errors for no field and bad views leave the form open and tell the person that something is wrong."""
    app = await connect(slack)

    @app.view("it")
    async def submitted(ack):
        await ack(answer)

    view = await open_modal(slack, modal(callback_id="it", blocks=[field("f", {"type": "plain_text_input"})]))
    values = {"f": {"it": {"type": "plain_text_input", "value": "x"}}}
    async with slack.live("U0MAYA") as maya:
        result = await slack.page("view_submit", user="U0MAYA", view_id=view["id"], values=values)
        assert result["ok"] is False
        assert "trouble" in (await maya("notice"))["text"]
    assert len((await slack.look("U0MAYA"))["open_views"]) == 1


async def test_closing_tells_the_app_when_it_wants_to_know(slack: Any, connect: Any) -> None:
    """`notify_on_close` sends the view as it was; without it nothing is sent."""
    app, seen = await connect(slack), asyncio.Queue()

    @app.view_closed("it")
    async def closed(ack, body):
        await ack()
        seen.put_nowait(body)

    silent = await open_modal(slack, modal(callback_id="it"))
    await slack.page("view_close", user="U0MAYA", view_id=silent["id"])
    loud = await open_modal(slack, modal(callback_id="it", notify_on_close=True, clear_on_close=True))
    await slack.page("view_close", user="U0MAYA", view_id=loud["id"])
    body = await asyncio.wait_for(seen.get(), 2)
    assert (body["view"]["id"], body["is_cleared"]) == (loud["id"], True)
    assert seen.empty()


async def test_the_home_tab_is_published_on_the_event(slack: Any, connect: Any) -> None:
    """Opening the tab sends the event; publishing shows the view live and for good."""
    app = await connect(slack)

    @app.event("app_home_opened")
    async def opened(event, client):
        view = {"type": "home", "blocks": [{"type": "divider"}]}
        await client.views_publish(user_id=event["user"], view=view)

    async with slack.live("U0RACHEL") as rachel:
        assert (await slack.page("home", user="U0RACHEL")) == {"ok": True, "view": None}
        view = (await rachel("home"))["view"]
    assert (await slack.look("U0RACHEL"))["home"]["id"] == view["id"]
    home = {"type": "home", "blocks": []}
    stale = await slack.call("views.publish", user_id="U0RACHEL", hash="1.old", view=home)
    assert stale["error"] == "hash_conflict"
    assert (await slack.call("views.publish", user_id="U0NOBODY", view=home))["error"] == "user_not_found"


async def test_home_must_be_on_in_the_manifest(make_slack: Any, make_manifest: Any) -> None:
    """Without the Home tab publishing is not enabled."""
    source = make_manifest()
    source["features"]["app_home"]["home_tab_enabled"] = False
    slack = await make_slack(source)
    answer = await slack.call("views.publish", user_id="U0MAYA", view={"type": "home", "blocks": []})
    assert answer["error"] == "not_enabled"
