"""An admin's word, releases, names and owners, by hand."""

from __future__ import annotations

from bot.demo.forms import asset_values
from handlers import ids
from storage.model import (
    EndorsementKind,
    EndorsementStatus,
)
from tests.handlers.rights.office_rows import (
    ASSET,
    TOM,
    WEI,
    WORD,
    admin,
    wanted,
    word_rows,
)
from tests.support.rows import MAYA, TEAM


async def test_an_admin_says_that_it_looks_right(office):
    """And another press learns who did."""
    admin(office)
    await office.add(*word_rows())
    await office.press(WEI, ids.ACTION_ENDORSE_YES, f"v1.{WORD}")
    assert (await office.storage.endorsement(WORD)).status is EndorsementStatus.GIVEN
    await office.press(WEI, ids.ACTION_ENDORSE_NO, f"v1.{WORD}")
    assert "<@U0WEI> answered this already" in (await office.told(WEI))[-1]


async def test_nobody_confirms_his_own_request(office):
    """Not even an admin."""
    office.be(MAYA, is_admin=True)
    await office.add(*word_rows())
    await office.press(MAYA, ids.ACTION_ENDORSE_YES, f"v1.{WORD}")
    assert "another admin" in (await office.told(MAYA))[-1]
    assert (await office.storage.endorsement(WORD)).status is EndorsementStatus.PENDING


async def test_a_release_is_attached_on_a_form(office):
    """A file of another kind is refused there; a PDF goes on its way with how far it reaches."""
    admin(office)
    await office.add(*word_rows(EndorsementKind.RELEASE))
    await office.press(WEI, ids.ACTION_ENDORSE_RELEASE, f"v1.{WORD}")
    hand = office.hand(WEI)
    view = await hand.open_view()
    clip = await office.local.upload(WEI, "release.pdf", b"%PDF-1.7 signed", "application/pdf")
    typed = {"release": [clip], "who": "requester"}
    answer = await hand.submit(view, asset_values(view, **typed))
    assert answer["response_action"] is None
    word = await office.storage.endorsement(WORD)
    assert (word.status, word.decided_by) == (EndorsementStatus.PENDING, WEI)
    media = await office.storage.media(word.media_id)
    assert media.slack_file_id == clip
    assert f'"{clip}"' in media.source_sealed
    assert '"who": "requester"' in media.source_sealed


async def test_an_owner_renames_an_asset(posted):
    """From the private answer; the name's rules stand on the field."""
    answer = await posted.command("/asset rachel")
    assert ids.ACTION_ASSET_RENAME in str(answer["blocks"])
    await posted.press(MAYA, ids.ACTION_ASSET_RENAME, f"v1.{ASSET}")
    hand = posted.hand(MAYA)
    view = await hand.open_view()
    wrong = await hand.submit(view, asset_values(view, **{ids.FIELD_NAME: "two words"}))
    assert "spaces" in wrong["errors"][ids.FIELD_NAME]
    await hand.submit(view, asset_values(view, **{ids.FIELD_NAME: "close-up"}))
    assert (await posted.storage.asset_named(TEAM, "close-up")).asset.id == ASSET


async def test_an_owner_hands_an_asset_over(posted):
    """A guest cannot own; a member can, and is told."""
    await posted.press(MAYA, ids.ACTION_ASSET_HAND_OVER, f"v1.{ASSET}")
    hand = posted.hand(MAYA)
    view = await hand.open_view()
    posted.be(WEI, is_restricted=True)
    wrong = await hand.submit(view, asset_values(view, **{ids.FIELD_OWNER: WEI}))
    assert "Guests" in wrong["errors"][ids.FIELD_OWNER]
    await hand.submit(view, asset_values(view, **{ids.FIELD_OWNER: TOM}))
    assert (await posted.storage.asset_named(TEAM, "rachel")).asset.owner_id == TOM
    assert ("asset_handed_over", TOM) in await wanted(posted, ASSET)


async def test_somebody_else_neither_sees_nor_presses_an_owners_buttons(posted):
    """Tom may use it, and that is all."""
    assert ids.ACTION_ASSET_RENAME not in str((await posted.command("/asset rachel", user=TOM))["blocks"])
    for action in (ids.ACTION_ASSET_RENAME, ids.ACTION_ASSET_HAND_OVER):
        await posted.press(TOM, action, f"v1.{ASSET}")
        assert (await posted.told(TOM))[-1]
    assert posted.calls("views.open") == []
