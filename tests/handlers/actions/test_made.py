"""Presses under a result: the same again, with another model, away with it."""

from __future__ import annotations

import pytest

from handlers import ids
from storage.changes import Insert
from storage.model import VideoStatus
from tests.handlers.conftest import Office
from tests.support import rows

VIDEO = "v_mmmmmmmmmmmm"
TOM = "U0TOM"
VALUE = ids.ButtonValue(VIDEO).encode()


@pytest.fixture(name="posted")
async def _posted(office: Office) -> Office:
    """A video of nobody real, asked for by Maya, made and posted."""
    model = office.surface.profiles[0].models[0]
    made = rows.video(
        id=VIDEO,
        status=VideoStatus.SUCCEEDED,
        prompt="a lamp on a desk",
        order_prompt="a lamp on a desk",
        model=model.id,
        seconds=model.min_seconds,
        ratio=model.ratios[0],
        resolution=model.resolutions[0] if model.resolutions else None,
        result_media_id="m_9",
        requester_id=rows.MAYA,
    )
    post = rows.notice(
        id="n_post", kind="video_posted", subject=VIDEO, dedupe="post", thread=None, status="sent"
    )
    await office.add(*(Insert(row=row) for row in (rows.media(id="m_9", kind="video"), made, post)))
    return office


async def test_the_same_is_made_again_at_once(posted: Office) -> None:
    """A new video of whoever presses, by the same form; a second delivery of the press makes none more."""
    await posted.press(TOM, ids.ACTION_VIDEO_AGAIN, VALUE, rows.CHANNEL)
    assert [t for t in await posted.told(TOM) if t != "A question"] == []
    (made,) = await posted.videos()
    facts = await posted.storage.video(made)
    before = await posted.storage.video(VIDEO)
    assert facts is not None
    assert before is not None
    assert facts.video.requester_id == TOM
    for name in ("prompt", "model", "seconds", "ratio", "resolution", "channel", "provider"):
        assert getattr(facts.video, name) == getattr(before.video, name)


async def test_another_model_is_chosen_in_the_form(posted: Office) -> None:
    """The rest stands as it was sent."""
    await posted.press(rows.MAYA, ids.ACTION_VIDEO_OTHER_MODEL, VALUE, rows.CHANNEL)
    view = await posted.hand().open_view()
    by_id = {block.get("block_id"): block for block in view["blocks"]}
    model = by_id[ids.FIELD_MODEL]["element"]["initial_option"]["value"]
    assert model == posted.surface.profiles[0].models[1].id
    assert by_id[ids.FIELD_PROMPT]["element"]["initial_value"] == "a lamp on a desk"


@pytest.mark.parametrize("user", [rows.MAYA, "U0ADA"])
async def test_its_requester_or_an_admin_deletes_it(posted: Office, user: str) -> None:
    """The post, the file and our copy go by jobs, it is on record, and a second press is told."""
    await posted.press(user, ids.ACTION_VIDEO_DELETE, VALUE, rows.CHANNEL)
    facts = await posted.storage.video(VIDEO)
    assert facts is not None
    assert facts.video.failure == "deleted"
    jobs = {job.kind for job in await posted.storage.claim_jobs(posted.clock(), 1_000, 10)}
    assert {"remove_post", "erase_media"} <= jobs
    assert [e.kind async for e in posted.storage.ledger() if e.subject == VIDEO] == ["video_deleted"]
    await posted.press(user, ids.ACTION_VIDEO_DELETE, VALUE, rows.CHANNEL)
    assert "not" in (await posted.told(user))[-1]


async def test_nobody_else_deletes_it(posted: Office) -> None:
    """He is told whose it is to do."""
    await posted.press(rows.RACHEL, ids.ACTION_VIDEO_DELETE, VALUE, rows.CHANNEL)
    facts = await posted.storage.video(VIDEO)
    assert facts is not None
    assert facts.video.failure is None
    assert (await posted.told(rows.RACHEL))[-1]


@pytest.mark.parametrize(
    "action", [ids.ACTION_VIDEO_AGAIN, ids.ACTION_VIDEO_OTHER_MODEL, ids.ACTION_VIDEO_DELETE]
)
async def test_what_is_gone_is_told(posted: Office, action: str) -> None:
    """Whatever was pressed."""
    await posted.press(rows.MAYA, action, ids.ButtonValue("v_zzzzzzzzzzzz").encode(), rows.CHANNEL)
    assert (await posted.told(rows.MAYA))[-1]
