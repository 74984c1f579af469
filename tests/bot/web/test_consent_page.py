"""The consent page: opening it starts nothing, pressing a button does what it says, once."""

from __future__ import annotations

import asyncio

import pytest

from providers.profile import Verification as Method
from sandbox.providers import FaultRule
from storage.model import AssetStatus, Depiction, InvitationStatus, VerificationStatus
from tests.bot.web.conftest import MEDIA, World, over_profile
from tests.support import rows

SESSIONS = "/v1/video/assets/sessions"


async def test_the_whole_way_ends_in_a_verified_face(invited: World) -> None:
    """Open, agree, face check, back: the yes is recorded and the face is verified."""
    page = await invited.get(invited.path())
    assert (page.status, page.screen) == (200, "ask")
    back = await invited.get(await invited.scan(await invited.agree()))
    assert back.status == 303
    assert (await invited.get(back.location)).screen == "done"
    facts = await invited.facts()
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.ACCEPTED
    assert facts.verification is not None
    assert facts.verification.status is VerificationStatus.PASSED
    assert facts.group is not None
    assert facts.assets[0].asset.status is AssetStatus.USABLE
    assert facts.assets[0].consent is not None
    assert await invited.ledger() == ["consent_stated", "consent_given", "verification_passed"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_starts_nothing(invited: World, method: str) -> None:
    """Link previews and scanners open every address that they find."""
    before = await invited.facts()
    for end in ("", "?lang=zh", "/agree", "/decline", f"/picture/{MEDIA}", f"/play/{MEDIA}", "/back/x"):
        answer = await invited.call(method, invited.path() + end)
        assert answer.status in (200, 303, 404), end
    assert await invited.facts() == before
    assert await invited.ledger() == []
    assert invited.gateway_calls() == []


async def test_the_address_of_a_button_leads_back_to_the_page(invited: World) -> None:
    """Who reloads after a press, or goes back, sees the page as it stands."""
    answer = await invited.get(f"{invited.path()}/agree?lang=zh")
    assert (answer.status, answer.location) == (303, f"{invited.path()}?lang=zh")


async def test_a_second_yes_makes_a_new_face_check_and_the_old_one_dies(invited: World) -> None:
    """Only the newest face check can end in a yes; one consent is kept."""
    old, new = await invited.agree(), await invited.agree()
    assert old != new
    await invited.get(await invited.scan(old))
    assert (await invited.verification()).status is VerificationStatus.OPEN
    assert (await invited.facts()).group is None
    assert (await invited.get(invited.path())).screen == "scan"
    await invited.get(await invited.scan(new))
    assert (await invited.verification()).status is VerificationStatus.PASSED
    assert (await invited.ledger()).count("consent_given") == 1


async def test_a_double_press_harms_nothing(invited: World) -> None:
    """Two presses at the same moment: one good face check, one consent."""
    answers = await asyncio.gather(*(invited.press_yes() for _ in range(4)))
    assert {answer.status for answer in answers} == {303}
    assert (await invited.ledger()).count("consent_given") == 1
    links = [answer.location for answer in answers if "/kyc/" in answer.location]
    assert len(links) == 1
    await invited.get(await invited.scan(links[0]))
    assert (await invited.get(invited.path())).screen == "done"


async def test_a_yes_after_the_end_changes_nothing(invited: World) -> None:
    """Pressing an old page's button once more adds no line to the record and opens no face check."""
    await invited.get(await invited.passed_callback())
    ledger, calls = await invited.ledger(), invited.gateway_calls()
    answer = await invited.press_yes()
    assert answer.location.startswith(invited.path())
    assert await invited.ledger() == ledger
    assert invited.gateway_calls() == calls


async def test_a_no_ends_it(invited: World) -> None:
    """After a no the picture is gone from the page, and a yes comes too late."""
    answer = await invited.post(f"{invited.path()}/decline")
    page = await invited.get(answer.location)
    assert page.screen == "declined"
    assert "Maya Lindqvist is told" in page.text
    assert (await invited.get(f"{invited.path()}/picture/{MEDIA}")).status == 404
    await invited.press_yes()
    await invited.post(f"{invited.path()}/decline")
    assert (await invited.get(invited.path())).screen == "declined"
    assert await invited.ledger() == ["consent_declined"]
    assert invited.gateway_calls() == []


async def test_a_no_comes_too_late_after_a_yes(invited: World) -> None:
    """The first answer counts; taking a yes back is something else."""
    await invited.agree()
    await invited.post(f"{invited.path()}/decline")
    assert (await invited.get(invited.path())).screen == "scan"
    assert "consent_declined" not in await invited.ledger()


async def test_a_known_face_is_not_scanned_again(invited: World) -> None:
    """A person with a group at this gateway says yes, and that is all."""
    await invited.write(rows.verification(invitation_id="i_aaaaaaaaaaaa"), rows.person_group())
    page = await invited.get(invited.path())
    assert "face check" not in page.text
    answer = await invited.press_yes()
    assert (await invited.get(answer.location)).screen == "done"
    assert invited.gateway_calls() == []


async def test_a_gateway_without_a_face_check_needs_only_the_yes(invited: World) -> None:
    """The page speaks of no camera, and the yes leads to its end."""
    over_profile(invited, verification=Method.NONE)
    assert "camera" not in (await invited.get(invited.path())).text
    answer = await invited.press_yes()
    assert (await invited.get(answer.location)).screen == "done"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("503", "cannot be reached"),
        ("reset", "cannot be reached"),
        ("garbage", "cannot be reached"),
        ("lost", "cannot be reached"),
        ("429", "many people"),
        ("401", "not your doing"),
        ("402", "not your doing"),
        ("400", "did not succeed"),
    ],
)
async def test_a_face_check_that_cannot_be_opened_says_so(invited: World, fault: str, words: str) -> None:
    """The yes stands, the page says what is wrong, and the next press works."""
    invited.faults(FaultRule(fault=fault, path=SESSIONS, times=9))
    answer = await invited.press_yes()
    page = await invited.get(answer.location)
    assert (page.status, page.screen) == (200, "scan")
    assert words in (page.trouble or "")
    invited.faults()
    await invited.get(await invited.passed_callback())
    assert (await invited.get(invited.path())).screen == "done"


async def test_a_gateway_that_was_switched_off_says_so(invited: World) -> None:
    """The link stays good; nothing is recorded meanwhile."""
    invited.desk.profiles.clear()  # type: ignore[attr-defined]
    invited.providers.clear()
    page = await invited.get(invited.path())
    assert (page.status, page.screen) == (503, "paused")
    assert (await invited.press_yes()).status == 303
    assert await invited.ledger() == []


async def test_somebody_outside_gives_his_yes_with_the_face_check(world: World) -> None:
    """His consent is written when the face check has passed, not before."""
    await world.invite(person={"slack_user_id": None}, request={"depiction": Depiction.OUTSIDER})
    callback = await world.passed_callback()
    assert (await world.facts()).assets[0].consent is None
    await world.get(callback)
    assert (await world.facts()).assets[0].consent is not None
    ledger = await world.ledger()
    assert ledger == ["consent_stated", "verification_passed", "consent_given", "phone_bound"]
