"""Somebody outside: his yes needs his face and his phone; the link in the requester's hand opens nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from providers.face import VerificationReading, VerificationState
from providers.profile import Verification as Method
from storage.changes import Update, change
from storage.model import (
    AssetStatus,
    Consent,
    Depiction,
    InvitationStatus,
)
from tests.bot.web.conftest import INVITATION, MEDIA, World, browser, over_profile
from tests.bot.web.test_callback import changed
from tests.support import rows
from workflow import consents
from workflow.jobs import JobKind
from workflow.scope import Who, read_scope
from workflow.use_cases import Verifying

PICTURE = f"/picture/{MEDIA}"


@pytest.fixture(name="sam")
async def _sam(world: World) -> World:
    """Sam, who has no account here, was asked; `sam.session` is his phone."""
    await world.invite(
        person={"slack_user_id": None, "display_name": "Sam Doe"}, request={"depiction": Depiction.OUTSIDER}
    )
    return world


@asynccontextmanager
async def another(world: World) -> AsyncIterator[World]:
    """The same world as another browser sees it: the requester's, with the same link."""
    async with browser() as session:
        yield replace(world, session=session)


async def consent(world: World) -> Consent | None:
    return (await world.facts()).assets[0].consent


async def assert_gets_nowhere(world: World) -> None:
    """Nothing of the person's is seen in this browser, and nothing of his can be pressed."""
    before, ledger = await world.facts(), await world.ledger()
    page = await world.get(world.path())
    assert page.screen == "renew"
    for word in ("Sam Doe", "the launch film", "<img", "checked", "decline"):
        assert word not in page.text
    assert (await world.get(world.path() + PICTURE)).status == 404
    assert (await world.get(f"{world.path()}/play/{MEDIA}")).status == 404
    assert (await world.get(f"{world.path()}?change=1")).screen == "renew"
    for press in ("agree", "decline", "language"):
        answer = await world.post(f"{world.path()}/{press}", data={"who": "everybody", "text": "x"})
        assert (answer.status, answer.location) == (303, f"{world.path()}?lang=en")
    await world.press_yes(who="everybody")
    assert await world.facts() == before
    assert await world.ledger() == ledger


async def test_a_press_without_a_face_is_no_yes(sam: World) -> None:
    """The requester reads the page and presses its button: nothing is agreed to, nothing can be sent."""
    async with another(sam) as maya:
        assert (await maya.get(maya.path())).screen == "ask"
        await maya.agree()
        assert (await maya.get(maya.path())).screen == "scan"
        assert await consent(sam) is None
        assert (await sam.facts()).assets[0].asset.status is AssetStatus.AWAITING_CONSENT


async def test_a_failed_check_is_no_yes(sam: World) -> None:
    """Nor is coming back without a result, or with a made-up group."""
    async with another(sam) as maya:
        await maya.get(await maya.scan(await maya.agree(), "fail"))
        callback = await maya.passed_callback()
        await maya.get(callback.partition("?")[0])
        await maya.get(changed(callback, group_id="group-20990101000000-zzzzz"))
    assert await consent(sam) is None
    assert sam.session.cookie_jar.filter_cookies(sam.url + "/v/") == {}


async def test_what_the_requester_pressed_is_not_what_the_person_agrees_to(sam: World) -> None:
    """The person reads the question himself, with the narrow choices, whoever pressed something before."""
    async with another(sam) as maya:
        await maya.press_yes(who="everybody")
    page = await sam.get(sam.path())
    assert page.screen == "ask"
    assert 'value="channel" required checked' in page.text
    await sam.get(await sam.passed_callback())
    given = await consent(sam)
    assert given is not None
    assert read_scope(given.scope).who is Who.CHANNEL


async def test_a_check_sent_on_to_the_person_is_no_yes(sam: World) -> None:
    """The requester presses the yes and hands the gateway's own link on: the person has read nothing yet."""
    async with another(sam) as maya:
        link = await maya.agree()
        callback = await sam.scan(link)
        await sam.get(callback)
        assert await consent(sam) is None
        assert (await sam.facts()).group is not None
        await assert_gets_nowhere(maya)
    page = await sam.get(sam.path())
    assert page.screen == "ask"
    assert "face check" not in page.text
    done = await sam.get((await sam.press_yes(who="requester")).location)
    assert done.screen == "done"
    given = await consent(sam)
    assert given is not None
    assert read_scope(given.scope).who is Who.REQUESTER


async def test_after_the_check_the_page_opens_on_that_phone_alone(sam: World) -> None:
    """The phone sees what was agreed to; the requester's browser sees neither pictures nor choices."""
    await sam.get(await sam.passed_callback())
    page = await sam.get(sam.path())
    assert page.screen == "done"
    assert (await sam.get(sam.path() + PICTURE)).status == 200
    async with another(sam) as maya:
        await assert_gets_nowhere(maya)
        callback = f"{maya.path()}/back/{'x' * 43}"
        assert (await maya.get(callback)).status == 303
        await assert_gets_nowhere(maya)


async def test_a_callback_opened_a_second_time_binds_no_second_browser(sam: World) -> None:
    """Whoever sees the address afterwards, in a history or a log, gets nowhere with it."""
    callback = await sam.passed_callback()
    await sam.get(callback)
    async with another(sam) as maya:
        await maya.get(callback)
        await assert_gets_nowhere(maya)
    assert (await sam.get(sam.path())).screen == "done"


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "%ff", "a" * 4000])
async def test_a_made_up_cookie_opens_nothing(sam: World, cookie: str) -> None:
    """Only the very token that the phone was given."""
    await sam.get(await sam.passed_callback())
    (name,) = {c.key for c in sam.session.cookie_jar if c.key.startswith("likeness_phone_")}
    async with another(sam) as maya:
        answer = await maya.get(maya.path(), headers={"Cookie": f"{name}={cookie}"})
        assert answer.screen == "renew"


async def test_the_cookie_is_kept_from_scripts_and_other_sites(sam: World) -> None:
    """HttpOnly, SameSite=Lax; Secure wherever the page is reached over https."""
    answer = await sam.get(await sam.passed_callback())
    set_cookie = answer.headers["Set-Cookie"]
    assert set_cookie.startswith("likeness_phone_")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/v/", "Max-Age=31536000"):
        assert part in set_cookie
    assert "Secure" not in set_cookie  # these tests' address is http on this machine


async def test_the_phone_can_be_changed_by_the_same_face(sam: World) -> None:
    """A new face check with the same group binds the new phone, and the old one opens nothing any more."""
    first = await sam.passed_callback()
    await sam.get(first)
    group = (await sam.facts()).group
    assert group is not None
    ledger = await sam.ledger()
    async with another(sam) as phone:
        answer = await phone.post(f"{phone.path()}/renew")
        callback = await phone.scan(answer.location)
        await phone.get(changed(callback, group_id=group.group_id))
        assert (await phone.get(phone.path())).screen == "done"
        await assert_gets_nowhere(sam)
    assert (await sam.ledger())[len(ledger) :] == ["verification_passed", "phone_bound"]


async def test_another_face_binds_no_phone(sam: World) -> None:
    """The requester's own face, checked in his own browser, is not the person's."""
    await sam.get(await sam.passed_callback())
    async with another(sam) as maya:
        answer = await maya.post(f"{maya.path()}/renew")
        page = await maya.get((await maya.get(await maya.scan(answer.location))).location)
        assert page.screen == "renew"
        assert "could not tell that you are the person" in (page.trouble or "")
        await assert_gets_nowhere(maya)
    assert (await sam.get(sam.path())).screen == "done"


async def test_the_link_outlives_its_week_on_that_phone(sam: World) -> None:
    """An answered link is the person's way back for a year; an unanswered one ends with its week."""
    await sam.get(await sam.passed_callback())
    sam.clock.ms += 300 * rows.DAY
    assert (await sam.get(sam.path())).screen == "done"
    async with another(sam) as maya:
        assert (await maya.get(maya.path())).screen == "renew"
    sam.clock.ms += 66 * rows.DAY
    assert (await sam.get(sam.path())).status == 410
    assert (await sam.get(sam.path() + PICTURE)).status == 404


async def test_anybody_with_the_link_may_say_no(sam: World) -> None:
    """Also after a press that was not proved: a no harms nobody."""
    async with another(sam) as maya:
        await maya.agree()
    assert (await sam.get(sam.path())).screen == "ask"
    answer = await sam.post(f"{sam.path()}/decline")
    assert (await sam.get(answer.location)).screen == "declined"
    facts = await sam.facts()
    assert facts.assets[0].asset.status is AssetStatus.DECLINED
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.DECLINED


async def test_no_comes_too_late_for_a_browser_that_was_not_scanned(sam: World) -> None:
    """After the yes only the phone's page can take it back."""
    await sam.get(await sam.passed_callback())
    async with another(sam) as maya:
        await maya.post(f"{maya.path()}/decline")
    assert await consent(sam) is not None


async def prove_before_the_phone_is_back(world: World) -> None:
    """As the poller does."""
    facts = await world.facts()
    verification = await world.verification()
    verifying = Verifying(world.desk)
    reading = VerificationReading(state=VerificationState.PASSED, group_id="group-9")
    problem = await verifying.settle(facts, verification, reading, counts_as_yes=False)
    assert problem is None


async def test_a_check_known_before_the_phone_is_back_counts_when_it_is(sam: World) -> None:
    """The browser in which the yes was pressed comes back, and its yes counts."""
    over_profile(sam, verification=Method.TOKEN)
    callback = await sam.passed_callback()
    await prove_before_the_phone_is_back(sam)
    assert await consent(sam) is None
    async with another(sam) as maya:
        await assert_gets_nowhere(maya)
    await sam.get(callback)
    assert (await sam.get(sam.path())).screen == "done"
    assert await consent(sam) is not None


async def test_a_check_that_was_sent_on_cannot_be_claimed(sam: World) -> None:
    """Once the gateway told, whoever pressed has nothing in his browser with which to come back."""
    over_profile(sam, verification=Method.TOKEN)
    async with another(sam) as maya:
        callback = await sam.scan(await maya.agree())
        await prove_before_the_phone_is_back(sam)
        held = {cookie.value for cookie in maya.session.cookie_jar}
        assert held
        for value in held:
            await maya.get(f"{maya.path()}/back/{value}")
        assert await consent(sam) is None
        await assert_gets_nowhere(maya)
    await sam.get(callback)
    assert (await sam.get(sam.path())).screen == "ask"


async def test_a_later_press_takes_nothing_over(sam: World) -> None:
    """Between the check and the phone's return somebody else begins a check: the old press does not count."""
    over_profile(sam, verification=Method.TOKEN)
    callback = await sam.passed_callback()
    await prove_before_the_phone_is_back(sam)
    async with another(sam) as maya:
        await maya.post(f"{maya.path()}/renew")
        await maya.press_yes(who="everybody")
    await sam.get(callback)
    assert await consent(sam) is None
    given = await sam.get(sam.path())
    assert given.screen == "ask"


async def test_an_unproved_yes_ends_with_its_week(sam: World) -> None:
    """A check that no browser came back from is no answer: its week ends, and the file is erased."""
    await sam.write(rows.job(kind=JobKind.LAPSE_INVITATION, subject=INVITATION))
    await sam.passed_callback()
    await prove_before_the_phone_is_back(sam)
    lapsed = consents.refuse(
        await sam.facts(), lapsed=True, via="deadline", actor="likeness", moment=sam.desk.moment()
    )
    assert await sam.storage.apply(lapsed) is None
    assert (await sam.facts()).assets[0].asset.status is AssetStatus.LAPSED
    jobs = {(job.kind, job.subject) for job in await sam.storage.claim_jobs(sam.clock(), 1000, 50)}
    assert (JobKind.ERASE_MEDIA, MEDIA) in jobs


async def test_another_site_cannot_press_for_the_phone(sam: World) -> None:
    """A page of somebody else's that posts to ours is led to the question instead."""
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
    ):
        for press in ("agree", "decline"):
            answer = await sam.post(f"{sam.path()}/{press}", data={"who": "everybody"}, headers=headers)
            assert answer.location == f"{sam.path()}?lang=en"
    assert await sam.ledger() == []
    assert sam.gateway_calls() == []


async def test_the_end_of_a_yes_is_shown_on_the_phone(sam: World) -> None:
    """Once no yes holds the page says so."""
    await sam.get(await sam.passed_callback())
    ended = {"ended_at": sam.clock(), "end_reason": "expired"}
    await sam.storage.apply(change(Update(table=Consent, where={"asset_id": "a_1"}, values=ended)))
    assert (await sam.get(sam.path())).screen == "over"


async def test_a_lost_check_can_be_begun_again_with_the_same_choices(sam: World) -> None:
    """In the browser in which they were made, and they can be changed there."""
    await sam.press_yes(who="requester", until="2027-03-31")
    page = await sam.get(sam.path())
    assert page.screen == "scan"
    assert "March 31, 2027" in page.text
    again = await sam.get(f"{sam.path()}?change=1")
    assert again.screen == "ask"
    assert 'value="2027-03-31"' in again.text
    assert 'value="requester" required checked' in again.text
    answer = await sam.post(f"{sam.path()}/agree")
    await sam.get(await sam.scan(answer.location))
    given = await consent(sam)
    assert given is not None
    assert read_scope(given.scope).who is Who.REQUESTER
