"""The consent page in a real browser, as wide as a phone."""

from __future__ import annotations

import pytest

from storage.model import Depiction, InvitationStatus
from tests.bot.web.conftest import World
from tests.support import rows
from tests.support.browser import chromium
from workflow.scope import How, Who, read_scope

pytestmark = pytest.mark.browser

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh " * 4


@pytest.mark.parametrize("width", [320, 390])
async def test_every_screen_fits_a_phone_and_breaks_no_rule(world: World, width: int) -> None:
    """Nothing scrolls sideways, nothing is refused by the page's own policy, buttons are big enough."""
    await world.invite(
        person={"display_name": LONG},
        request={"purpose": LONG.replace(" ", ""), "requester_id": "U0LONG"},
        asset={"name": "a" * 64},
    )
    await world.write(rows.member(user_id="U0LONG", name=LONG.replace(" ", "")))
    async with chromium() as browser:
        for locale, scheme in (("en-US", "light"), ("zh-CN", "dark"), ("zh-TW", "light")):
            context = await browser.new_context(
                viewport={"width": width, "height": 800}, locale=locale, color_scheme=scheme
            )
            page = await context.new_page()
            complaints: list[str] = []
            page.on("console", lambda message, kept=complaints: kept.append(message.text))
            for path in (world.path(), f"{world.path()}?lang=en"):
                await page.goto(world.url + path)
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
            for button in await page.locator("button").all():
                box = await button.bounding_box()
                assert box is not None
                assert box["height"] >= 44
            assert await page.locator("img").evaluate("picture => picture.naturalWidth") > 0
            assert complaints == []
            await context.close()


async def test_the_whole_way_is_walked_with_a_finger(invited: World) -> None:
    """The press leads through the policy to the gateway's page, and the redirect back to ours."""
    async with chromium() as browser:
        page = await browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
        await page.goto(invited.url + invited.path())
        await page.get_by_role("button", name="我同意").click()
        await page.wait_for_url("**/kyc/**")
        await page.locator('button[value="fail"]').click()
        await page.wait_for_url("**/v/**")
        assert await page.get_by_role("alert").is_visible()
        await page.get_by_role("button", name="再试一次").click()
        await page.locator('button[value="pass"]').click()
        await page.wait_for_url("**/v/**")
        assert await page.locator('main[data-screen="done"]').is_visible()
        assert await page.evaluate("document.documentElement.lang") == "zh-Hans"
    facts = await invited.facts()
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.ACCEPTED
    assert facts.invitation.locale == "zh"


async def test_choices_are_made_and_kept_with_a_finger(invited: World) -> None:
    """Another language loses none of them; the yes reaches as far as was tapped."""
    async with chromium() as browser:
        context = await browser.new_context(
            locale="en-US", viewport={"width": 390, "height": 844}, java_script_enabled=False
        )
        page = await context.new_page()
        await page.goto(invited.url + invited.path())
        await page.get_by_text("Only Maya Lindqvist").click()
        await page.get_by_text("Go ahead without asking me").click()
        await page.get_by_label("Until when").fill("2027-03-31")
        await page.get_by_role("button", name="简体中文").click()
        assert await page.get_by_label("只有 Maya Lindqvist").is_checked()
        await page.locator("button.yes").click()
        await page.wait_for_url("**/kyc/**")
    consent = (await invited.facts()).assets[0].consent
    assert consent is not None
    scope = read_scope(consent.scope)
    assert (scope.who, scope.how) == (Who.REQUESTER, How.GO_AHEAD)
    assert scope.until is not None


async def test_the_outsiders_page_opens_in_his_browser_alone(world: World) -> None:
    """The gateway's redirect binds the phone; the same link elsewhere shows a door and nothing behind it."""
    await world.invite(
        person={"slack_user_id": None, "display_name": "Sam Doe"}, request={"depiction": Depiction.OUTSIDER}
    )
    async with chromium() as browser:
        phone = await browser.new_page(locale="en-US", viewport={"width": 390, "height": 844})
        await phone.goto(world.url + world.path())
        await phone.get_by_role("button", name="I agree").click()
        await phone.locator('button[value="pass"]').click()
        await phone.wait_for_url("**/v/**")
        assert await phone.locator('main[data-screen="done"]').is_visible()
        assert await phone.locator("img").evaluate("picture => picture.naturalWidth") > 0
        elsewhere = await browser.new_page(locale="zh-TW", viewport={"width": 390, "height": 844})
        await elsewhere.goto(world.url + world.path())
        assert await elsewhere.locator('main[data-screen="renew"]').is_visible()
        assert await elsewhere.evaluate("document.documentElement.lang") == "zh-Hant"
        assert await elsewhere.locator("img").count() == 0
        assert await elsewhere.get_by_role("button").count() == 1
