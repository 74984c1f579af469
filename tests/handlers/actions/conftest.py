"""A request that waits for Rachel's yes, a video that waits for two approvals, and one whose start is in doubt."""

from __future__ import annotations

import json
from typing import Any

import pytest

from storage.changes import Insert
from storage.model import (
    AssetStatus,
    Depiction,
    InvitationStatus,
    MediaStatus,
    RegistrationStatus,
    VideoStatus,
)
from tests.support import rows

QUESTION, REQUEST, REFUSED = "i_aaaaaaaaaaaa", "q_aaaaaaaaaaaa", "q_bbbbbbbbbbbb"
APPROVAL, OWNERS_APPROVAL, VIDEO, DOUBTFUL = (
    "y_aaaaaaaaaaaa",
    "y_bbbbbbbbbbbb",
    "v_aaaaaaaaaaaa",
    "v_bbbbbbbbbbbb",
)
ASSET = "a_aaaaaaaaaaaa"


def question_rows() -> tuple[Insert, ...]:
    """A second picture of Rachel, who is verified already: her yes is asked for in the DM."""
    new = (
        rows.asset_request(id=REQUEST),
        rows.media(id="m_2"),
        rows.asset(
            id=ASSET, request_id=REQUEST, media_id="m_2", name="close-up", status=AssetStatus.AWAITING_CONSENT
        ),
        rows.registration(
            id="g_2", asset_id=ASSET, status=RegistrationStatus.WAITING, handle=None, reference=None
        ),
        rows.invitation(id=QUESTION, request_id=REQUEST),
        rows.card(id="n_3", subject=REQUEST),
    )
    return (*rows.request_rows(), *(Insert(row=row) for row in new))


def video_rows() -> tuple[Insert, ...]:
    """Tom's video with Rachel's picture: she and Maya, who owns it, are asked."""
    new = (
        rows.video(id=VIDEO, requester_id="U0TOM", model="byteplus/seedance-2.0"),
        rows.video_reference(video_id=VIDEO),
        rows.approval(id=APPROVAL, video_id=VIDEO),
        rows.approval(id=OWNERS_APPROVAL, video_id=VIDEO, approver_id=rows.MAYA, as_person=False),
        rows.video(id=DOUBTFUL, requester_id="U0TOM", status=VideoStatus.UNKNOWN, intent_at=rows.NOW),
        rows.video_reference(video_id=DOUBTFUL),
    )
    return tuple(Insert(row=row) for row in new)


def refused_rows(problem: str, **form: Any) -> tuple[Insert, ...]:
    """Maya's request of two files, of which the second was refused."""
    kept = {
        "files": [
            {"id": "F0GOOD", "name": "good.jpg", "mimetype": "image/jpeg"},
            {"id": "F0BAD", "name": "bad.jpg", "mimetype": "image/jpeg"},
        ],
        "name": "rachel",
        "who": "member",
        "member": rows.RACHEL,
        "purpose": "The launch film",
        "channel": rows.CHANNEL,
    }
    new = (
        rows.asset_request(id=REFUSED, depiction=Depiction.MEMBER, form_sealed=json.dumps(kept | form)),
        rows.media(id="m_4", slack_file_id="F0GOOD"),
        rows.media(id="m_5", slack_file_id="F0BAD", status=MediaStatus.REFUSED, problem=problem),
        rows.asset(id="a_4", request_id=REFUSED, media_id="m_4", name="good"),
        rows.asset(id="a_5", request_id=REFUSED, media_id="m_5", name="good-2", status=AssetStatus.DELETED),
    )
    return (Insert(row=rows.person(id="p_1")), *(Insert(row=row) for row in new))


@pytest.fixture(name="asked")
async def _asked(office):
    """The office with everything above waiting for somebody's press."""
    await office.add(*question_rows(), *video_rows())
    return office


@pytest.fixture(name="invitation_status")
def _invitation_status(asked):
    async def read() -> InvitationStatus:
        return (await asked.storage.invitation(QUESTION)).status

    return read


@pytest.fixture(name="refused_rows")
def _refused_rows():
    return refused_rows
