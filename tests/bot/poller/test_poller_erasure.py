"""What nobody said yes to is gone from the disk at once: the file, its thumbnail, its still."""

from __future__ import annotations

import pytest

from bot.media.store import ORIGINAL, THUMBNAIL
from storage.model import AssetStatus, MediaStatus
from tests.support import rows
from workflow import consents
from workflow.moment import DAY


@pytest.mark.parametrize("ending", ["declined", "lapsed"])
async def test_a_refused_picture_leaves_no_file(world, ending):
    """A no ends it within the next sweep; no answer, at the end of its week."""
    await world.verified()
    facts = await world.ask("rachel")
    await world.settle()
    facts = await world.request(facts.request.id)
    media_id = facts.assets[0].media.id
    store = world.tools.store
    assert await store.has(media_id, ORIGINAL)
    assert await store.has(media_id, THUMBNAIL)
    if ending == "declined":
        no = consents.refuse(facts, lapsed=False, via="dm", actor=rows.RACHEL, moment=world.desk.moment())
        assert await world.storage.apply(no) is None
        await world.sweep()
    else:
        await world.settle(within_ms=8 * DAY)
    asset = (await world.request(facts.request.id)).assets[0]
    assert (asset.asset.status, asset.media.status) == (AssetStatus(ending), MediaStatus.ERASED)
    assert not store.path(media_id).parent.exists()
