"""The gateway's redirect: a claim that changes nothing until the gateway proves it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from providers.face import Handle, VerificationReading, VerificationState
from providers.profile import Verification as Method
from sandbox.providers import FaultRule
from storage.model import AssetStatus, VerificationStatus
from tests.bot.web.conftest import World, over_profile
from tests.support import rows

ASSETS = "/v1/video/assets"
OTHER = "i_bbbbbbbbbbbb"


def changed(callback: str, *, drop: tuple[str, ...] = (), **query: str) -> str:
    """The callback with some of its query replaced."""
    kept = {k: v for k, v in parse_qsl(urlsplit(callback).query) if k not in drop}
    return f"{callback.partition('?')[0]}?{urlencode(kept | query)}"


async def assert_unproved(world: World) -> None:
    facts = await world.facts()
    assert facts.group is None
    assert "verification_passed" not in await world.ledger()


async def test_a_forged_state_changes_nothing(invited: World) -> None:
    """Nobody can end a face check that he was not sent from."""
    callback = await invited.passed_callback()
    calls = invited.gateway_calls()
    state = urlsplit(callback).path.rpartition("/")[2]
    for forged in ("x", state[:-1], state + "A", state.swapcase(), "%ff%fe", "a" * 4000):
        answer = await invited.get(callback.replace(state, forged))
        assert answer.status == 303
    assert (await invited.verification()).status is VerificationStatus.OPEN
    assert invited.gateway_calls() == calls
    await assert_unproved(invited)


async def test_a_replayed_state_changes_nothing(invited: World) -> None:
    """A callback counts once, whatever it says the second time."""
    callback = await invited.passed_callback()
    await invited.get(callback)
    before, ledger, calls = await invited.facts(), await invited.ledger(), invited.gateway_calls()
    for again in (callback, changed(callback, resultCode="10001"), changed(callback, group_id="group-x")):
        assert (await invited.get(again)).status == 303
    assert await invited.facts() == before
    assert await invited.ledger() == ledger
    assert invited.gateway_calls() == calls


async def test_a_callback_opened_twice_at_once_counts_once(invited: World) -> None:
    """Some browsers load a page twice."""
    callback = await invited.passed_callback()
    answers = await asyncio.gather(invited.get(callback), invited.get(callback))
    assert [answer.status for answer in answers] == [303, 303]
    assert (await invited.ledger()).count("verification_passed") == 1


async def test_a_state_of_another_invitation_changes_nothing(invited: World) -> None:
    """A face check belongs to the link that it was started from."""
    await invited.write(
        rows.person(id="p_2", display_name="Someone Else", slack_user_id="U0ELSE"),
        rows.asset_request(id="r_2", person_id="p_2"),
        rows.media(id="m_bbbbbbbbbbbb"),
        rows.asset(
            id="a_2", request_id="r_2", person_id="p_2", media_id="m_bbbbbbbbbbbb", name="else",
            status=AssetStatus.AWAITING_CONSENT,
        ),
        rows.invitation(id=OTHER, request_id="r_2", person_id="p_2"),
    )  # fmt: skip
    callback = await invited.passed_callback()
    crossed = callback.replace(invited.path(), invited.path(OTHER))
    assert crossed != callback
    await invited.get(crossed)
    assert (await invited.facts("r_2")).group is None
    assert (await invited.verification()).status is VerificationStatus.OPEN
    await assert_unproved(invited)


async def test_a_foreign_group_ends_the_face_check_without_a_yes(invited: World) -> None:
    """A group that the gateway does not list as ours proves nobody."""
    callback = await invited.passed_callback()
    await invited.get(changed(callback, group_id="group-20990101000000-zzzzz"))
    assert (await invited.verification()).status is VerificationStatus.FAILED
    assert (await invited.get(invited.path())).screen == "scan"
    await assert_unproved(invited)


async def test_another_persons_group_ends_the_face_check_without_a_yes(invited: World) -> None:
    """A face that belongs to somebody else here is never given to a second person."""
    callback = await invited.passed_callback()
    group = dict(parse_qsl(urlsplit(callback).query))["group_id"]
    await invited.write(
        rows.person(id="p_2", display_name="Someone Else", slack_user_id="U0ELSE"),
        rows.person_group(group_id=group, person_id="p_2", verification_id=(await invited.verification()).id),
    )
    answer = await invited.get(callback)
    page = await invited.get(answer.location)
    assert page.screen == "scan"
    assert "somebody else" in (page.trouble or "")
    assert (await invited.verification()).status is VerificationStatus.FAILED
    await assert_unproved(invited)


@pytest.mark.parametrize("outcome", ["fail", "pre_record"])
async def test_a_face_check_that_failed_can_be_done_again(invited: World, outcome: str) -> None:
    """The page says so, and the same link leads to a new one that passes."""
    answer = await invited.get(await invited.scan(await invited.agree(), outcome))
    page = await invited.get(answer.location)
    assert page.screen == "scan"
    assert "did not succeed" in (page.trouble or "")
    assert (await invited.verification()).status is VerificationStatus.FAILED
    await assert_unproved(invited)
    await invited.get(await invited.passed_callback())
    assert (await invited.get(invited.path())).screen == "done"


@pytest.mark.parametrize("query", ["", "?x=1", "?resultCode=", "?group_id=group-1"])
async def test_coming_back_without_a_result_leaves_the_face_check_open(invited: World, query: str) -> None:
    """Who presses "back" in the face check can go on with it."""
    link = await invited.agree()
    callback = await invited.scan(link, "pass")
    answer = await invited.get(callback.partition("?")[0] + query)
    assert answer.status == 303
    assert (await invited.verification()).status is VerificationStatus.OPEN
    await invited.get(callback)
    assert (await invited.verification()).status is VerificationStatus.PASSED


@pytest.mark.parametrize("fault", ["503", "500", "429", "reset", "lost", "garbage", "html"])
async def test_a_gateway_that_does_not_tell_is_asked_again_by_a_reload(invited: World, fault: str) -> None:
    """The face check stays open, and the very address of the callback proves it later."""
    callback = await invited.passed_callback()
    invited.faults(FaultRule(fault=fault, path=ASSETS, times=99))
    page = await invited.get(callback)
    assert (page.status, page.screen) == (503, "waiting")
    assert 'href=""' in page.text
    assert (await invited.verification()).status is VerificationStatus.OPEN
    invited.faults()
    done = await invited.get(callback)
    assert done.status == 303
    assert (await invited.get(done.location)).screen == "done"


async def test_a_refused_key_ends_the_face_check(invited: World) -> None:
    """No reload helps: the page says whom to tell, and a new face check is offered."""
    callback = await invited.passed_callback()
    invited.faults(FaultRule(fault="401", path=ASSETS, times=99))
    answer = await invited.get(callback)
    page = await invited.get(answer.location)
    assert page.screen == "scan"
    assert "tell Maya Lindqvist" in (page.trouble or "")
    assert (await invited.verification()).status is VerificationStatus.FAILED


async def test_a_head_request_does_not_use_a_callback_up(invited: World) -> None:
    """Scanners that look ahead change nothing."""
    callback = await invited.passed_callback()
    calls = invited.gateway_calls()
    answer = await invited.call("HEAD", callback)
    assert answer.status in (404, 405)
    assert invited.gateway_calls() == calls
    await invited.get(callback)
    assert (await invited.verification()).status is VerificationStatus.PASSED


async def test_the_callback_keeps_the_language_of_the_yes(invited: World) -> None:
    """The gateway's own redirect says nothing about languages."""
    answer = await invited.press_yes(query="?lang=zh_Hant")
    back = await invited.get(await invited.scan(answer.location))
    assert back.location == f"{invited.path()}?lang=zh_Hant"


class TokenGateway:
    """A gateway whose result is asked for with the session's token, and comes when it likes."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.profile = replace(inner.profile, verification=Method.TOKEN)
        self.reading = VerificationReading(state=VerificationState.PENDING)

    async def open_verification(self, callback_url: str, locale: str) -> Any:
        return await self._inner.open_verification(callback_url, locale)

    async def read_verification(self, handle: Handle, redirect: Mapping[str, str] | None) -> Any:
        return self.reading


async def test_a_gateway_whose_result_comes_later_is_waited_for(invited: World) -> None:
    """The browser is back before the gateway tells: the page says so, and a reload looks again."""
    gateway = TokenGateway(invited.providers["pomex"])
    invited.providers["pomex"] = gateway  # type: ignore[assignment]
    over_profile(invited, verification=Method.TOKEN)
    callback = await invited.passed_callback()
    assert (await invited.get(callback)).screen == "waiting"
    assert (await invited.verification()).status is VerificationStatus.OPEN
    gateway.reading = VerificationReading(state=VerificationState.PASSED, group_id="group-9")
    done = await invited.get(callback)
    assert (await invited.get(done.location)).screen == "done"


async def test_a_gateway_switched_off_meanwhile_leaves_the_face_check_open(invited: World) -> None:
    """Once it is on again the same address proves it."""
    callback = await invited.passed_callback()
    kept = dict(invited.providers)
    invited.providers.clear()
    assert (await invited.get(callback)).screen == "waiting"
    invited.providers.update(kept)
    await invited.get(callback)
    assert (await invited.verification()).status is VerificationStatus.PASSED


async def test_a_gateway_that_is_known_to_be_down_is_told_at_once(invited: World) -> None:
    """The yes is kept, nobody waits for a call that would fail, and the same page works when it is back."""
    available = invited.providers["pomex"].http._availability
    available.reopen(available.clock())
    available._wait(3_600_000)
    page = await invited.get((await invited.press_yes()).location)
    assert page.screen == "scan"
    assert "cannot be reached at this moment" in page.text
    assert invited.gateway_calls() == []
    available._probe_at = 0
    assert invited.url not in (await invited.press_yes()).location.partition("?")[0]
    assert not available.is_open
