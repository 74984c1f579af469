"""What a person sees and does on the page of the local workspace."""

import asyncio

import pytest
from playwright.async_api import expect

from sandbox.slack import posting
from sandbox.slack.model.messages import Message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def choice(value):
    return {"text": plain(value.title()), "value": value}


def question(name, element, **more):
    return {
        "type": "input",
        "block_id": name,
        "label": plain(f"Label of {name}"),
        "element": {"action_id": name, **element},
        **more,
    }


FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("New asset"),
    "submit": plain("Add"),
    "blocks": [
        question("name", {"type": "plain_text_input"}),
        question("about", {"type": "plain_text_input", "multiline": True}),
        question("link", {"type": "url_text_input"}, optional=True),
        question("mail", {"type": "email_text_input"}, optional=True),
        question("count", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
        question("gateway", {"type": "static_select", "options": [choice("pomex"), choice("other")]}),
        question(
            "tags", {"type": "multi_static_select", "options": [choice("a"), choice("b")]}, optional=True
        ),
        question("ref", {"type": "external_select", "min_query_length": 2}, optional=True),
        question("refs", {"type": "multi_external_select", "min_query_length": 0}, optional=True),
        question("person", {"type": "users_select"}),
        question("post", {"type": "conversations_select", "default_to_current_conversation": True}),
        question("room", {"type": "channels_select"}, optional=True),
        question(
            "who", {"type": "radio_buttons", "options": [choice("me"), choice("you")]}, dispatch_action=True
        ),
        question("flags", {"type": "checkboxes", "options": [choice("x"), choice("y")]}, optional=True),
        question("day", {"type": "datepicker"}, optional=True),
        question("hour", {"type": "timepicker"}, optional=True),
        question("files", {"type": "file_input", "max_files": 2, "filetypes": ["png"]}, optional=True),
    ],
}


@pytest.fixture(name="form")
def _form(studio):
    """`/asset` opens the form; what it is sent is kept, a name with a space is refused."""
    sent = []

    @studio.bolt.command("/asset")
    async def opened(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @studio.bolt.action("who")
    async def picked(ack, body, client):
        await ack()
        added = question("purpose", {"type": "plain_text_input"}, optional=True)
        view = {**FORM, "blocks": [*FORM["blocks"], added]}
        await client.views_update(view_id=body["view"]["id"], view=view)

    @studio.bolt.view("form")
    async def submitted(ack, view):
        sent.append(view["state"]["values"])
        if " " in view["state"]["values"]["name"]["name"]["value"]:
            await ack(response_action="errors", errors={"name": "A name has no spaces."})
        else:
            await ack()

    @studio.bolt.options({"action_id": "ref", "block_id": "ref"})
    @studio.bolt.options({"action_id": "refs", "block_id": "refs"})
    async def looked_up(ack, payload):
        names = ["rachel-office", "rachel-street", "logo"]
        await ack(options=[choice(name) for name in names if payload["value"] in name])

    return sent


def field(page, name):
    return page.locator(f"[data-action-id={name}]")


async def pick(page, name, value):
    await field(page, name).click()
    await page.locator(f"[role=option][data-value='{value}']").click()


async def run_command(page, text):
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send").click()


async def test_every_kind_of_block_is_drawn(studio, open_page, portrait):
    """Blocks of a message appear, and an unknown block becomes a note instead of nothing."""
    await studio.client.conversations_join(channel="C0FILM")
    picture = {"type": "image", "slack_file": {"id": (await studio.upload("p.png", portrait))["id"]}}
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "style": "primary", "value": "1"}
    blocks = [
        {"type": "header", "text": plain("A header")},
        {"type": "section", "text": mrkdwn("*bold* <@U0RACHEL> `x` <b>no tag</b>"), "accessory": button},
        {"type": "section", "fields": [mrkdwn("*One*\n1"), mrkdwn("*Two*\n2")]},
        {"type": "divider"},
        {**picture, "alt_text": "A face", "title": plain("Portrait")},
        {
            "type": "actions",
            "elements": [
                {"type": "static_select", "action_id": "menu", "options": [choice("one")]},
                {"type": "overflow", "action_id": "more", "options": [choice("one"), choice("two")]},
                {"type": "datepicker", "action_id": "on"},
                {"type": "button", "action_id": "web", "text": plain("Web"), "url": "https://example.com"},
            ],
        },
        {"type": "context", "elements": [{**picture, "alt_text": "A face"}, mrkdwn("_small_")]},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "rich", "style": {"bold": True}}],
                }
            ],
        },
    ]
    await studio.client.chat_postMessage(channel="C0FILM", text="All", blocks=blocks)
    odd = [{"type": "hologram", "block_id": "h"}]
    posting.post(
        studio.workspace,
        Message(
            channel="C0FILM", ts=studio.workspace.clock.stamp(), user="U0LIKENESS", text="Odd", blocks=odd
        ),
    )

    page = await open_page(user="U0MAYA", channel="C0FILM")
    first = page.get_by_test_id("message").first
    for kind in {block["type"] for block in blocks}:
        await expect(first.locator(f"[data-block-type={kind}]").first).to_be_visible()
    await expect(first.get_by_test_id("render-error")).to_have_count(0)
    await expect(first.locator("strong", has_text="bold")).to_be_visible()
    await expect(first.locator(".mention")).to_have_text("@Rachel Okafor")
    await expect(first.get_by_text("<b>no tag</b>")).to_be_visible()
    await expect(first.locator("[data-block-type=image] img")).to_have_js_property("naturalWidth", 600)
    await expect(page.get_by_test_id("render-error")).to_have_text("Unknown block: hologram")


async def test_a_field_error_keeps_what_was_typed(form, open_page):
    """A refused form shows the error at its field and keeps every value, also after views.update."""
    page = await open_page(user="U0MAYA", channel="C0FILM")
    await run_command(page, "/asset")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.get_by_test_id("modal-submit").click()
    await expect(page.locator("[data-error-for=name]")).to_have_text("Please complete this required field.")

    await field(page, "name").fill("two words")
    await field(page, "about").fill("first\nsecond")
    await pick(page, "gateway", "pomex")
    await pick(page, "person", "U0RACHEL")
    await page.locator("[data-action-id=who][data-value=you]").check()
    await expect(field(page, "purpose")).to_be_visible()
    await page.get_by_test_id("modal-submit").click()
    await expect(page.locator("[data-error-for=name]")).to_have_text("A name has no spaces.")
    await expect(field(page, "name")).to_be_focused()
    await expect(field(page, "name")).to_have_value("two words")
    await expect(field(page, "about")).to_have_value("first\nsecond")
    await expect(field(page, "person")).to_have_value("Rachel Okafor")
    await expect(field(page, "post")).to_have_value("film-launch")

    await field(page, "name").fill("rachel-office")
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    values = form[-1]
    assert values["name"]["name"]["value"] == "rachel-office"
    assert values["person"]["person"]["selected_user"] == "U0RACHEL"
    assert values["post"]["post"]["selected_conversation"] == "C0FILM"
    assert values["who"]["who"]["selected_option"]["value"] == "you"


async def test_files_and_external_choices_reach_the_app(form, open_page, portrait):
    """A picked file and options that the app looked up are part of the submission; Escape closes only the list."""
    page = await open_page(user="U0MAYA", channel="C0FILM")
    await run_command(page, "/asset")
    await field(page, "files").set_input_files({"name": "p.png", "mimeType": "image/png", "buffer": portrait})
    await expect(page.locator(".file-chip[data-file-id]")).to_have_text("p.png")
    await field(page, "ref").click()
    await expect(page.get_by_text("Type at least 2 characters")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await field(page, "ref").fill("street")
    await page.locator("[role=option][data-value=rachel-street]").click()
    await pick(page, "refs", "logo")
    await page.locator("[role=option][data-value=rachel-office]").click()
    await page.keyboard.press("Escape")
    await field(page, "name").fill("x")
    await field(page, "about").fill("y")
    await pick(page, "gateway", "other")
    await pick(page, "person", "U0TOM")
    await page.locator("[data-action-id=who][data-value=me]").check()
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    values = form[-1]
    assert [file["name"] for file in values["files"]["files"]["files"]] == ["p.png"]
    assert values["ref"]["ref"]["selected_option"]["value"] == "rachel-street"
    assert [item["value"] for item in values["refs"]["refs"]["selected_options"]] == ["logo", "rachel-office"]


async def test_messages_arrive_live_and_survive_a_lost_connection(studio, open_page):
    """A post, an edit and a reply appear without reload, also after the connection was cut."""
    await studio.client.conversations_join(channel="C0FILM")
    page = await open_page(user="U0RACHEL", channel="C0FILM")
    other = page.locator("[data-testid=channel-link][data-channel=C0GENERAL]")
    await expect(page.get_by_test_id("live-state")).to_have_text("Local workspace")
    posted = await studio.client.chat_postMessage(channel="C0FILM", text="In review")
    message = page.locator(f"[data-testid=message][data-ts='{posted['ts']}']")
    await expect(message).to_contain_text("In review")
    await studio.client.chat_update(channel="C0FILM", ts=posted["ts"], text="Ready")
    await expect(message).to_contain_text("Ready")
    await expect(message.get_by_test_id("edited")).to_be_visible()
    await studio.client.chat_postEphemeral(channel="C0FILM", user="U0RACHEL", text="psst")
    await expect(page.locator("[data-ephemeral=true]")).to_contain_text("Only visible to you")

    studio.workspace.hub.close()
    await studio.client.chat_postMessage(channel="C0FILM", text="a reply", thread_ts=posted["ts"])
    await expect(message.get_by_test_id("reply-bar")).to_contain_text("1 reply")
    await message.get_by_test_id("reply-bar").click()
    await page.get_by_test_id("thread-composer").fill("thanks <you> @maya")
    await page.get_by_test_id("thread-send").click()
    await expect(page.get_by_test_id("thread")).to_contain_text("thanks <you> @Maya Lindqvist")
    await studio.client.conversations_join(channel="C0GENERAL")
    await studio.client.chat_postMessage(channel="C0GENERAL", text="elsewhere")
    await expect(other).to_have_attribute("data-unread", "true")


async def test_buttons_confirm_and_the_home_tab_reach_the_app(studio, open_page):
    """A click goes to the app after the confirmation, and the Home tab is published when it is opened."""
    clicked = asyncio.Queue()

    @studio.bolt.action("withdraw")
    async def withdrew(ack, body):
        await ack()
        await clicked.put(body)

    @studio.bolt.event("app_home_opened")
    async def opened(event, client):
        confirm = {
            "title": plain("Sure?"),
            "text": plain("Now"),
            "confirm": plain("Yes"),
            "deny": plain("No"),
        }
        button = {"type": "button", "action_id": "withdraw", "text": plain("Withdraw"), "confirm": confirm}
        view = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
        await client.views_publish(user_id=event["user"], view=view)

    page = await open_page(user="U0RACHEL", channel="U0LIKENESS", tab="home")
    await field(page, "withdraw").click()
    await page.get_by_test_id("confirm-deny").click()
    await field(page, "withdraw").click()
    await page.get_by_test_id("confirm-yes").click()
    body = await asyncio.wait_for(clicked.get(), 3)
    assert body["user"]["id"] == "U0RACHEL"
    assert body["view"]["type"] == "home"


async def test_an_unanswered_command_is_told_and_kept(studio, open_page):
    """A command that fails leaves its text in place under a sentence; an unknown one is not sent."""

    @studio.bolt.command("/video")
    async def fails(ack):
        await ack("Your prompt is too long.")

    page = await open_page(user="U0MAYA", channel="C0FILM")
    await run_command(page, "/video a prompt")
    await expect(page.locator("[data-ephemeral=true]")).to_contain_text("Your prompt is too long.")
    await run_command(page, "/unknown words")
    await expect(page.get_by_test_id("composer-problem")).to_contain_text("not a valid command")
    await expect(page.get_by_test_id("composer")).to_have_value("/unknown words")
    await run_command(page, "/invite @likeness")
    await expect(page.get_by_test_id("members-button")).to_have_text("6")


async def test_one_browser_can_be_any_person(studio, open_page):
    """Switching the person keeps the place and shows only what that person may see."""
    page = await open_page(user="U0MAYA", channel="C0SECRET")
    await expect(page.get_by_test_id("channel-name")).to_contain_text("secret-project")
    await page.get_by_test_id("person-switcher").click()
    await page.locator("[data-testid=person-menu] [data-user=U0TOM]").click()
    await expect(page.get_by_test_id("person-switcher")).to_have_attribute("data-user", "U0TOM")
    await expect(page.locator("[data-channel=C0SECRET]")).to_have_count(0)
    await expect(page.get_by_text("Tom Ferreira cannot see this conversation.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_needs_no_sideways_scrolling(studio, form, open_page, portrait, film, scheme):
    """At 390 px the list, a channel with a film, a thread and a form fit the width."""
    await studio.client.conversations_join(channel="C0FILM")
    mp4 = await studio.upload("film.mp4", film)
    long = "a-very-long-word-" * 20
    posted = await studio.client.chat_postMessage(
        channel="C0FILM", text=f"{long} <{mp4['permalink']}|film.mp4>"
    )
    await studio.client.chat_postMessage(channel="C0FILM", text=f"`{long}`", thread_ts=posted["ts"])
    page = await open_page(width=390, height=844, scheme=scheme, user="U0MAYA")

    async def fits():
        wide = await page.evaluate(
            "() => [...document.querySelectorAll('*')].filter(node => node.clientWidth && getComputedStyle(node).overflowX !== 'hidden'"
            " && node.getBoundingClientRect().right > innerWidth + 1).map(node => node.className)"
        )
        assert wide == []
        assert await page.evaluate("() => document.documentElement.scrollWidth") <= 390

    await fits()
    await page.locator("[data-testid=channel-link][data-channel=C0FILM]").click()
    await expect(page.get_by_test_id("video")).to_have_js_property("videoWidth", 320)
    await fits()
    await page.get_by_test_id("reply-bar").click()
    await expect(page.get_by_test_id("thread")).to_be_visible()
    await fits()
    await page.go_back()
    await run_command(page, "/asset")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await fits()
