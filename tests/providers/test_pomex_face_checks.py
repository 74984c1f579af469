"""Face checks at PomexAI: the session, the redirect, and its proof."""

from __future__ import annotations

import pytest

from providers.errors import ForeignGroup, UnexpectedAnswer
from providers.face import Failure, VerificationState
from tests.providers.contract import Scripted
from tests.providers.pomex_bodies import (
    GROUP,
    ITEM,
    LISTED,
    REDIRECT,
    SESSION,
    UPLOADED,
    listing,
    portrait,
)
from tests.providers.scripted import Recorded


class TestPomexFaceChecks(Scripted):
    name = "pomex"

    @pytest.mark.parametrize("path", [UPLOADED, LISTED], ids=["submit", "read_verification"])
    async def test_another_organisations_group_is_told_apart(self, path: Recorded) -> None:
        """The gateway's `group id error` becomes ForeignGroup."""
        body = {"error": {"message": "group id error", "type": "invalid_request_error"}}
        refusal = Recorded(method=path.method, path=path.path, body=body, status=400)
        async with self.scripted([refusal]) as (_, provider):
            if path is UPLOADED:
                [result] = await provider.submit([portrait()])
                assert isinstance(result.error, ForeignGroup)
            else:
                with pytest.raises(ForeignGroup):
                    await provider.read_verification({}, REDIRECT)

    @pytest.mark.parametrize(
        ("redirect", "failure", "billed"),
        [
            ({**REDIRECT, "resultCode": "10001"}, Failure(code="10001", text="0"), True),
            ({"resultCode": "-1", "reqMeasureInfoValue": "0"}, Failure(code="-1"), False),
            ({**REDIRECT, "verify_type": "pre_record"}, Failure(code="pre_record"), True),
            ({**REDIRECT, "verify_type": "by_letter"}, Failure(code="by_letter"), True),
            ({"resultCode": "10000"}, Failure(code="no_group"), None),
            ({"resultCode": "10000", "group_id": ""}, Failure(code="no_group"), None),
        ],
    )
    async def test_a_scan_that_did_not_succeed_has_failed(
        self, redirect: dict[str, str], failure: Failure, billed: bool | None
    ) -> None:
        """Another code, a recording or no group is a failure, without a look at the gateway."""
        async with self.scripted([LISTED]) as (gateway, provider):
            reading = await provider.read_verification({}, redirect)
        assert (reading.state, reading.failure) == (VerificationState.FAILED, failure)
        assert reading.billed is billed
        assert reading.group_id is None
        assert not gateway.calls

    @pytest.mark.parametrize("redirect", [None, {}, {"group_id": GROUP}])
    async def test_without_a_result_the_scan_is_pending(self, redirect: dict[str, str] | None) -> None:
        """A browser that brings no result proves nothing either way."""
        async with self.scripted([LISTED]) as (gateway, provider):
            reading = await provider.read_verification({}, redirect)
        assert reading.state is VerificationState.PENDING
        assert not gateway.calls

    async def test_a_claimed_group_is_proved_by_listing_it(self) -> None:
        """The redirect is believed only after the gateway lists that very group to this key."""
        async with self.scripted([listing(total=0)]) as (gateway, provider):
            reading = await provider.read_verification({}, REDIRECT)
        assert (reading.state, reading.group_id, reading.billed) == (VerificationState.PASSED, GROUP, True)
        assert gateway.calls[0].query["group_id"] == GROUP

    @pytest.mark.parametrize("group_id", ["../sessions", "group 1", "x" * 500, "g&limit=1", "…"])
    async def test_a_forged_group_is_not_even_asked_for(self, group_id: str) -> None:
        """A group that cannot be an id is foreign without a call."""
        async with self.scripted([LISTED]) as (gateway, provider):
            with pytest.raises(ForeignGroup):
                await provider.read_verification({}, {**REDIRECT, "group_id": group_id})
        assert not gateway.calls

    async def test_a_listing_of_somebody_else_proves_nothing(self) -> None:
        """A gateway that ignored the group and listed another does not make a person verified."""
        async with self.scripted([listing({**ITEM, "group_id": "group-of-another"})]) as (_, provider):
            with pytest.raises(ForeignGroup):
                await provider.read_verification({}, REDIRECT)

    @pytest.mark.parametrize(
        ("locale", "lang"), [("en", "en"), ("zh", "zh"), ("zh-Hant", "zh-Hant"), ("xx", "en")]
    )
    async def test_the_phone_page_speaks_the_persons_language(self, locale: str, lang: str) -> None:
        """The locale becomes the page's language; the handle holds no secret."""
        async with self.scripted([SESSION]) as (gateway, provider):
            session = await provider.open_verification("https://app.example.com/cb", locale)
        assert gateway.calls[0].body == {"callback_url": "https://app.example.com/cb", "lang": lang}
        assert session.link == SESSION.body["h5_link"]
        assert session.link not in repr(session)
        assert "byteintl" not in str(session.handle)

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "//x.example", "https://", "ftp://x.example/a"])
    async def test_only_a_web_link_is_shown_to_a_phone(self, link: str) -> None:
        """A link of another scheme is an unexpected answer."""
        answer = Recorded(method="POST", path=SESSION.path, body={**SESSION.body, "h5_link": link})
        async with self.scripted([answer]) as (_, provider):
            with pytest.raises(UnexpectedAnswer):
                await provider.open_verification("https://app.example.com/cb", "en")
