"""An owner's buttons: delete, one more gateway, try again; who may press them, and what is answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import ids
from providers.registry import PROVIDERS
from storage.changes import Insert, Update
from storage.model import AssetStatus, Registration, RegistrationStatus
from tests.support import rows
from tests.support.rows import MAYA, TEAM

TOM = "U0TOM"
ASSET, REGISTRATION, REQUEST = "a_aaaaaaaaaaaa", "g_aaaaaaaaaaaa", "q_bbbbbbbbbbbb"
JIMMYAI, KYYVIDEO2 = PROVIDERS["jimmyai"].profile, PROVIDERS["kyyvideo2"].profile
ELSEWHERE = f"{ids.ACTION_ASSET_ELSEWHERE}.jimmyai"

pytestmark = pytest.mark.parametrize("settings", [{"others": (JIMMYAI, KYYVIDEO2)}], indirect=True)


@pytest.fixture(name="shelf")
async def _shelf(office):
    """Maya's picture of nobody real, ready at one gateway."""
    media = replace(rows.media(), content_type="image/jpeg", width=1200, height=1200, bytes=90_000)
    new = (
        rows.asset_request(id=REQUEST, person_id=None, depiction="nobody"),
        media,
        rows.asset(id=ASSET, request_id=REQUEST, person_id=None, name="street"),
        rows.registration(id=REGISTRATION, asset_id=ASSET, reference="asset://x"),
        rows.card(subject=REQUEST),
    )
    await office.add(*(Insert(row=row) for row in new))
    return office


async def registrations(office) -> dict[str, RegistrationStatus]:
    asset = (await office.storage.assets_by_id(TEAM, [ASSET]))[ASSET]
    return {r.provider: r.status for r in asset.registrations}


def actions(answer) -> list[str]:
    """The ids of every button in a private answer."""
    rows_ = [b["elements"] for b in answer["blocks"] if b["type"] == "actions"]
    return [element["action_id"] for row in rows_ for element in row]


async def test_the_owner_is_offered_what_may_be_done_now(shelf):
    """Gateways that could take it and do not have it, and *Delete*."""
    offered = actions(await shelf.command("/asset street"))
    assert {ELSEWHERE, f"{ids.ACTION_ASSET_ELSEWHERE}.kyyvideo2", ids.ACTION_ASSET_DELETE} <= set(offered)
    assert f"{ids.ACTION_ASSET_ELSEWHERE}.pomex" not in offered


async def test_others_see_it_without_those_buttons(shelf):
    """A member reads where it stands and whom to ask."""
    assert ids.ACTION_ASSET_DELETE not in actions(await shelf.command("/asset street", user=TOM))


async def test_a_gateway_that_cannot_take_it_is_named_with_the_reason(shelf):
    """It is not offered, and why is one line away."""
    wide = Update(table=type(rows.media()), where={"id": "m_1"}, values={"width": 200})
    await shelf.add(wide)
    answer = await shelf.command("/asset street")
    assert ELSEWHERE not in actions(answer)
    assert "Not at JimmyAI" in str(answer["blocks"])


async def test_delete_says_what_becomes_of_it_at_each_gateway(shelf):
    """The name is free; PomexAI offers no way to delete."""
    await shelf.press(MAYA, ids.ACTION_ASSET_DELETE, f"v1.{ASSET}")
    told = (await shelf.told(MAYA))[-1]
    assert "@street is deleted" in told
    assert "PomexAI keeps its copy" in told
    assert (await registrations(shelf)) == {"pomex": RegistrationStatus.DELETING}
    assert await shelf.storage.asset_named(TEAM, "street") is None


async def test_what_a_video_uses_is_not_deleted_and_says_which(shelf):
    """Its prompt and who makes it."""
    await shelf.add(
        Insert(row=rows.video(id="v_aaaaaaaaaaaa", requester_id=TOM, prompt="@street at <night>")),
        Insert(
            row=rows.video_reference(video_id="v_aaaaaaaaaaaa", asset_id=ASSET, registration_id=REGISTRATION)
        ),
    )
    await shelf.press(MAYA, ids.ACTION_ASSET_DELETE, f"v1.{ASSET}")
    told = (await shelf.told(MAYA))[-1]
    assert "not finished" in told
    assert TOM in told
    assert "@street at &lt;night&gt;" in told
    assert (await shelf.storage.assets_by_id(TEAM, [ASSET]))[ASSET].asset.status is AssetStatus.USABLE


async def test_one_more_gateway_gets_a_request_of_its_own(shelf):
    """The answer says that it is on its way."""
    await shelf.press(MAYA, ELSEWHERE, f"v1.{ASSET}")
    assert "on its way to JimmyAI" in (await shelf.told(MAYA))[-1]
    requests = await shelf.storage.requests_of_asset(ASSET)
    assert [facts.request.provider for facts in requests] == ["pomex", "jimmyai"]


async def test_try_again_sets_a_failed_registration_going(shelf):
    """From the card or from the private answer, by the same button."""
    failed = {"status": RegistrationStatus.FAILED, "failure": "no_credit", "handle": None}
    await shelf.add(Update(table=Registration, where={"id": REGISTRATION}, values=failed))
    assert ids.ACTION_ASSET_RETRY in actions(await shelf.command("/asset street"))
    await shelf.press(MAYA, ids.ACTION_ASSET_RETRY, f"v1.{REGISTRATION}")
    assert "trying @street again" in (await shelf.told(MAYA))[-1]
    assert (await registrations(shelf)) == {"pomex": RegistrationStatus.WAITING}


@pytest.mark.parametrize(
    ("action", "subject"),
    [
        (ids.ACTION_ASSET_DELETE, ASSET),
        (ELSEWHERE, ASSET),
        (ids.ACTION_ASSET_RETRY, REGISTRATION),
    ],
)
async def test_whoever_is_neither_owner_nor_admin_is_told_so(shelf, action, subject):
    """Privately, and nothing changes."""
    await shelf.press(TOM, action, f"v1.{subject}")
    assert "Only the owner" in (await shelf.told(TOM))[-1]
    assert (await registrations(shelf)) == {"pomex": RegistrationStatus.ACTIVE}


@pytest.mark.parametrize("action", [ids.ACTION_ASSET_DELETE, ELSEWHERE, ids.ACTION_ASSET_RETRY])
async def test_what_is_gone_is_told_to_be_gone(shelf, action):
    """A button of a message that stayed behind."""
    await shelf.press(MAYA, action, "v1.a_bbbbbbbbbbbb")
    assert "no longer exists" in (await shelf.told(MAYA))[-1]


async def test_a_gateway_that_is_off_is_an_old_button(shelf):
    """Its name is none that is known now."""
    await shelf.press(MAYA, f"{ids.ACTION_ASSET_ELSEWHERE}.apimart", f"v1.{ASSET}")
    assert await shelf.told(MAYA)
    assert len(await shelf.storage.requests_of_asset(ASSET)) == 1
