"""Facts: everything about one subject, in one snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from storage.changes import Insert, Update, change
from storage.errors import StorageError
from storage.face import Storage
from storage.model import (
    AssetStatus,
    Consent,
    InvitationStatus,
    RegistrationStatus,
    VerificationStatus,
    Video,
)
from tests.support import rows


async def _whole(storage: Storage) -> None:
    assert await storage.apply(change(*rows.request_rows(), *rows.video_rows())) is None


def _waiting_rows(request: str, number: int, case: dict[str, Any]) -> list[Insert]:
    n, account = number, case.get("account", "main")
    found = (
        rows.asset_request(id=request, account=account, created_at=rows.NOW + n),
        rows.media(id=f"m_{n}"),
        rows.asset(
            id=f"a_{n}",
            name=f"rachel-{n}",
            media_id=f"m_{n}",
            request_id=request,
            status=case.get("asset", AssetStatus.USABLE),
        ),
        rows.registration(
            id=f"g_{n}",
            asset_id=f"a_{n}",
            account=account,
            status=case.get("registration", RegistrationStatus.WAITING),
        ),
        rows.invitation(id=f"i_{n}", request_id=request, status=case["status"]),
    )
    return [Insert(row=row) for row in found]


class FactsContract:
    async def test_a_request_is_told_whole(self, storage: Storage) -> None:
        """Person, assets with their files and registrations, invitation, face check, group, calls, card."""
        await _whole(storage)
        facts = await storage.request("r_1")
        assert facts is not None
        assert facts.request == rows.asset_request()
        assert facts.person == rows.person()
        (asset,) = facts.assets
        assert (asset.asset, asset.media, asset.person) == (rows.asset(), rows.media(), rows.person())
        assert asset.consent == rows.consent()
        assert asset.registration("pomex") == rows.registration(submission_id="s_1")
        assert asset.registration("apimart") is None
        assert facts.invitation is not None
        assert facts.verification is not None
        assert facts.group == rows.person_group()
        assert facts.submissions == (rows.submission(),)
        assert facts.card is not None
        assert facts.card.id == "n_1"

    async def test_a_request_without_a_person_has_empty_places(self, storage: Storage) -> None:
        """Nobody real is pictured: nobody was asked."""
        request = rows.asset_request(person_id=None)
        await storage.apply(
            change(*(Insert(row=row) for row in (request, rows.media(), rows.asset(person_id=None))))
        )
        facts = await storage.request("r_1")
        assert facts is not None
        assert (facts.person, facts.invitation, facts.verification, facts.group) == (None, None, None, None)
        assert (facts.submissions, facts.card) == ((), None)
        assert (facts.assets[0].person, facts.assets[0].consent, facts.assets[0].registrations) == (
            None,
            None,
            (),
        )

    async def test_what_is_not_there_is_none(self, storage: Storage) -> None:
        """Every look-up of one thing answers."""
        assert await storage.request("r_404") is None
        assert await storage.video("v_404") is None
        assert await storage.request_of_media("m_404") is None
        assert await storage.invitation("i_404") is None
        assert await storage.verification("c_404") is None
        assert await storage.verification_by_state("00") is None
        assert await storage.approval("o_404") is None
        assert await storage.workspace("T404") is None
        assert await storage.group_holder("pomex", "main", "group-404") is None
        assert await storage.group_of("p_404", "pomex", "main") is None
        assert await storage.videos(["v_404"]) == {}
        assert await storage.request_of_registration(["g_404"]) == {}

    async def test_what_is_no_text_cannot_be_looked_up(self, storage: Storage) -> None:
        """Half a character from a client raises our error, not the driver's."""
        with pytest.raises(StorageError):
            await storage.workspace("\ud800")

    async def test_the_newest_face_check_counts(self, storage: Storage) -> None:
        """A second run replaces the first in the facts; the first stays on record."""
        await _whole(storage)
        second = rows.verification(id="c_2", state_hash="ef" * 32, created_at=rows.NOW + 1)
        await storage.apply(change(Insert(row=second)))
        facts = await storage.request("r_1")
        assert facts is not None
        assert facts.verification == second
        first = await storage.verification_by_state("cd" * 32)
        assert first is not None
        assert first.status is VerificationStatus.PASSED
        assert await storage.verification("c_1") == first

    async def test_only_a_consent_that_holds_is_told(self, storage: Storage) -> None:
        """Ended ones stay in the table; a new yes counts."""
        await _whole(storage)
        ended = {"ended_at": rows.NOW, "end_reason": "withdrawn"}
        await storage.apply(change(Update(table=Consent, where={"id": "y_1"}, values=ended)))
        facts = await storage.asset_named(rows.TEAM, "rachel")
        assert facts is not None
        assert facts.consent is None
        await storage.apply(change(Insert(row=rows.consent(id="y_2"))))
        facts = await storage.asset_named(rows.TEAM, "rachel")
        assert facts is not None
        assert facts.consent == rows.consent(id="y_2")

    async def test_a_video_is_told_whole(self, storage: Storage) -> None:
        """Its assets stand in the order of its references, one asset as often as it is used."""
        await _whole(storage)
        more = [
            rows.media(id="m_2"),
            rows.asset(id="a_2", name="office", person_id=None, media_id="m_2"),
            rows.video_reference(position=2, asset_id="a_1"),
            rows.video_reference(position=1, asset_id="a_2", registration_id=None),
            rows.media(id="m_8", kind="video"),
            rows.media(id="m_9"),
        ]
        fetched = {"result_media_id": "m_8", "poster_media_id": "m_9"}
        done = Update(table=Video, where={"id": "v_1"}, values=fetched)
        assert await storage.apply(change(*(Insert(row=row) for row in more), done)) is None
        facts = await storage.video("v_1")
        assert facts is not None
        assert [reference.asset_id for reference in facts.references] == ["a_1", "a_2", "a_1"]
        assert [asset.asset.id for asset in facts.assets] == ["a_1", "a_2", "a_1"]
        assert facts.approvals == (rows.approval(),)
        assert (facts.result, facts.poster) == (rows.media(id="m_8", kind="video"), rows.media(id="m_9"))
        assert facts.card is not None
        assert facts.card.id == "n_9"

    async def test_many_videos_are_read_at_once(self, storage: Storage) -> None:
        """By id; those that are not there are left out."""
        await _whole(storage)
        await storage.apply(change(Insert(row=rows.video(id="v_2"))))
        found = await storage.videos(["v_2", "v_404", "v_1", "v_1"])
        assert {video_id: len(facts.references) for video_id, facts in found.items()} == {"v_1": 1, "v_2": 0}

    async def test_a_registration_leads_to_its_request(self, storage: Storage) -> None:
        """Several registrations of one request lead to the same facts; so does its media."""
        await _whole(storage)
        more = [
            rows.media(id="m_2"),
            rows.asset(id="a_2", name="rachel-2", media_id="m_2"),
            rows.registration(id="g_2", asset_id="a_2", status=RegistrationStatus.IN_REVIEW),
        ]
        await storage.apply(change(*(Insert(row=row) for row in more)))
        found = await storage.request_of_registration(["g_1", "g_2", "g_404"])
        assert set(found) == {"g_1", "g_2"}
        assert found["g_1"] == found["g_2"] == await storage.request("r_1")
        assert [facts.asset.id for facts in found["g_1"].assets] == ["a_1", "a_2"]
        assert await storage.request_of_media("m_2") == found["g_1"]

    async def test_requests_that_wait_for_a_person_are_told(self, storage: Storage) -> None:
        """Of this person and gateway account alone: unanswered or accepted, alive, not registered yet."""
        waits = {"status": InvitationStatus.ACCEPTED}
        cases: dict[str, dict[str, Any]] = {
            "r_1": waits,
            "r_2": waits | {"status": InvitationStatus.OPEN, "asset": AssetStatus.AWAITING_CONSENT},
            "r_3": waits | {"status": InvitationStatus.DECLINED},
            "r_4": waits | {"asset": AssetStatus.LAPSED},
            "r_5": waits | {"registration": RegistrationStatus.ACTIVE},
            "r_6": waits | {"account": "second"},
        }
        await storage.apply(change(Insert(row=rows.person())))
        for number, (request, case) in enumerate(cases.items()):
            await storage.apply(change(*_waiting_rows(request, number, case)))
        told = await storage.requests_waiting("p_1", "pomex", "main")
        assert [facts.request.id for facts in told] == ["r_1", "r_2"]
        assert await storage.requests_waiting("p_404", "pomex", "main") == []

    async def test_a_group_leads_to_its_person_and_back(self, storage: Storage) -> None:
        """A group belongs to a gateway account; the newest group of a person counts."""
        await _whole(storage)
        newer = rows.person_group(group_id="group-2", created_at=rows.NOW + 1)
        await storage.apply(change(Insert(row=newer)))
        assert await storage.group_holder("pomex", "main", "group-1") == rows.person_group()
        assert await storage.group_holder("pomex", "second", "group-1") is None
        assert await storage.group_of("p_1", "pomex", "main") == newer
        assert await storage.group_of("p_1", "apimart", "main") is None

    async def test_people_are_found_by_user_or_by_who_entered_them(self, storage: Storage) -> None:
        """Somebody outside is known only to the member who entered him."""
        outsider = rows.person(id="p_2", slack_user_id=None, display_name="Jo Doe")
        await storage.apply(change(Insert(row=rows.person()), Insert(row=outsider)))
        assert await storage.person_for_user(rows.TEAM, rows.RACHEL) == rows.person()
        assert await storage.person_for_user("T0OTHER", rows.RACHEL) is None
        assert await storage.outsider(rows.TEAM, rows.MAYA, "Jo Doe") == outsider
        assert await storage.outsider(rows.TEAM, "U0TOM", "Jo Doe") is None
        assert await storage.outsider(rows.TEAM, rows.MAYA, "Rachel Okafor") is None
