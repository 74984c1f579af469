"""A posted video, a request that waits for an admin's word, and what tests ask of the office."""

from __future__ import annotations

from storage.changes import Insert
from storage.model import (
    AssetStatus,
    Depiction,
    EndorsementKind,
    RegistrationStatus,
    VideoStatus,
)
from tests.support import rows

TOM, WEI, ADA = "U0TOM", "U0WEI", "U0WEI"
VIDEO, ASSET, REQUEST, WORD = "v_aaaaaaaaaaaa", "a_aaaaaaaaaaaa", "q_aaaaaaaaaaaa", "e_aaaaaaaaaaaa"
SEEN = "https://local.slack.com/files/U/F1/video.mp4"


def posted_rows():
    """Tom's video with Rachel's picture, posted where everybody sees it."""
    asset = rows.asset(id=ASSET)
    moved = {rows.Asset: asset, rows.Registration: rows.registration(asset_id=ASSET, submission_id="s_1")}
    first = [moved.get(type(step.row), step.row) for step in rows.request_rows()]
    first = [rows.consent(asset_id=ASSET) if isinstance(row, rows.Consent) else row for row in first]
    post = rows.notice(
        id="n_5", kind="video_posted", subject=VIDEO, files={"video": {"id": "F1", "permalink": SEEN}}
    )
    new = (
        rows.media(id="m_9", kind="video", content_type="video/mp4"),
        rows.video(id=VIDEO, requester_id=TOM, status=VideoStatus.SUCCEEDED, result_media_id="m_9"),
        rows.video_reference(video_id=VIDEO, asset_id=ASSET),
        rows.card(id="n_9", kind="video_card", subject=VIDEO),
        post,
    )
    return tuple(Insert(row=row) for row in (*first, *new))


def word_rows(kind=EndorsementKind.DECLARATION):
    """Maya's request that waits for an admin's word."""
    outside = kind is EndorsementKind.RELEASE
    person = [rows.person(id="p_9", slack_user_id=None, display_name="Sam Doe")] if outside else []
    depiction = Depiction.OUTSIDER if outside else Depiction.NOBODY
    owner = {"person_id": "p_9" if outside else None}
    new = (
        *person,
        rows.asset_request(id=REQUEST, depiction=depiction, **owner),
        rows.media(id="m_7"),
        rows.asset(
            id="a_7", request_id=REQUEST, media_id="m_7", status=AssetStatus.AWAITING_CONSENT, **owner
        ),
        rows.registration(
            id="g_7", asset_id="a_7", status=RegistrationStatus.WAITING, handle=None, reference=None
        ),
        rows.endorsement(id=WORD, request_id=REQUEST, kind=kind),
    )
    return tuple(Insert(row=row) for row in new)


def admin(office, user=WEI):
    office.be(user, is_admin=True, locale="en-US")


async def kinds(office):
    return [entry.kind async for entry in office.storage.ledger()]


async def wanted(office, subject):
    return sorted((m.kind, m.channel) for m in await office.storage.messages_about([subject]))
