"""Taking a yes back on the page: by the person's phone alone, with a receipt that stays there."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from storage.model import AssetStatus, Depiction
from tests.bot.web.conftest import World
from tests.bot.web.test_outsider_phone import another, consent
from tests.support import rows
from tests.support.browser import chromium

LOOK = "Take my yes back"


@pytest.fixture(name="agreed")
async def _agreed(world: World) -> World:
    """Sam, who has no account here, said yes and passed the face check on his phone."""
    person = {"slack_user_id": None, "display_name": "Sam Doe"}
    await world.invite(person=person, request={"depiction": Depiction.OUTSIDER})
    await world.get(await world.passed_callback())
    return world


async def taken_back(world: World, **fields: str) -> None:
    answer = await world.post(f"{world.path()}/withdraw?lang=en", data=fields)
    assert (answer.status, answer.location) == (303, f"{world.path()}/withdraw?lang=en")


async def test_a_yes_is_taken_back_where_it_was_given(agreed: World) -> None:
    """The done page leads there; one press, and the receipt stands in its place."""
    done = await agreed.get(agreed.path())
    assert LOOK in done.text
    form = await agreed.get(f"{agreed.path()}/withdraw")
    assert form.screen == "withdraw"
    assert await consent(agreed) is not None
    await taken_back(agreed)
    assert await consent(agreed) is None
    assert (await agreed.facts()).assets[0].asset.status is AssetStatus.WITHDRAWN
    page = await agreed.get(f"{agreed.path()}/withdraw")
    assert page.screen == "withdrawn"
    told = html.unescape(page.text)
    assert "PomexAI: @rachel is being deleted" in told
    assert "PomexAI keeps its own record of your face check, group-" in told
    assert "Only api.pomex.ai can delete that." in told
    assert "The files came from Maya Lindqvist" in told
    assert "consent_withdrawn" in await agreed.ledger()
    assert (await agreed.get(agreed.path())).screen == "over"


async def test_the_receipt_is_a_file_to_keep(agreed: World) -> None:
    """Plain text, in the reader's language."""
    assert (await agreed.get(f"{agreed.path()}/receipt")).status == 303
    await taken_back(agreed)
    kept = await agreed.get(f"{agreed.path()}/receipt?lang=zh")
    assert kept.status == 200
    assert kept.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.text.startswith("你于 ")
    assert "- PomexAI：正在删除 @rachel" in kept.text


async def test_the_requester_with_the_link_takes_nothing_back(agreed: World) -> None:
    """Another browser sees neither the form nor a receipt, and its press does nothing."""
    async with another(agreed) as maya:
        for address in ("withdraw", "receipt"):
            answer = await maya.get(f"{maya.path()}/{address}")
            assert (answer.status, answer.location) == (303, f"{maya.path()}?lang=en")
        await maya.post(f"{maya.path()}/withdraw", data={"what": "all", "videos": "remove"})
        assert await consent(agreed) is not None
        await taken_back(agreed)
        assert (await maya.get(f"{maya.path()}/receipt")).status == 303


async def test_another_sites_page_presses_nothing(agreed: World) -> None:
    """The phone's cookie is not enough: the press must come from our own page."""
    strange = {"Origin": "https://evil.example.com", "Sec-Fetch-Site": "cross-site"}
    await agreed.post(f"{agreed.path()}/withdraw", headers=strange)
    assert await consent(agreed) is not None


async def test_nothing_is_offered_before_a_yes(invited: World) -> None:
    """Who has not answered says no on the page itself."""
    answer = await invited.get(f"{invited.path()}/withdraw")
    assert (answer.status, answer.location) == (303, f"{invited.path()}?lang=en")


async def test_pressed_twice_it_is_taken_back_once(agreed: World) -> None:
    """The second press finds the receipt."""
    await taken_back(agreed)
    agreed.clock.ms += 1
    await taken_back(agreed, videos="remove")
    assert (await agreed.ledger()).count("consent_withdrawn") == 1


@pytest.mark.browser
async def test_the_form_and_the_receipt_fit_a_phone(agreed: World, tmp_path: Path) -> None:
    """Nothing scrolls sideways, and nothing is refused by the page's own policy."""
    await agreed.write(
        rows.media(id="m_bbbbbbbbbbbb"),
        rows.asset_request(id="r_2", depiction=Depiction.OUTSIDER),
        rows.asset(id="a_2", request_id="r_2", media_id="m_bbbbbbbbbbbb", name="b" * 64),
        rows.consent(id="y_2", asset_id="a_2"),
    )
    cookies = [
        {"name": c.key, "value": c.value, "url": agreed.url + "/v/"} for c in agreed.session.cookie_jar
    ]
    async with chromium() as browser:
        context = await browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
        await context.add_cookies(cookies)
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        await page.goto(agreed.url + agreed.path() + "/withdraw")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        await page.get_by_text("Everything that shows me").click()
        await page.screenshot(path=tmp_path / "form.png", full_page=True)
        await page.get_by_role("button", name="Yes, take it back").click()
        assert await page.locator('main[data-screen="withdrawn"]').is_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        await page.screenshot(path=tmp_path / "receipt.png", full_page=True)
        assert complaints == []
        await context.close()
    assert [a.asset.status for a in (await agreed.facts("r_2")).assets] == [AssetStatus.WITHDRAWN]
