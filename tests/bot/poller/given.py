"""Rows with which the poller's tests begin."""

from __future__ import annotations

from dataclasses import replace

from storage.changes import Insert, Step, Update
from storage.model import (
    ApprovalStatus,
    AssetStatus,
    InvitationStatus,
    MediaStatus,
    Registration,
    RegistrationStatus,
    VerificationStatus,
    VideoStatus,
)
from tests.support import rows

GROUP = "group-20260619145855-snq4q"
SAMPLE = "asset-20260619150241-b8xd4"


def verified() -> list[Step]:
    """Rachel, whose face PomexAI has checked before anything is asked."""
    accepted, passed = InvitationStatus.ACCEPTED, VerificationStatus.PASSED
    return [
        Insert(row=rows.person(id="p_0")),
        Insert(row=rows.asset_request(id="q_0", person_id="p_0")),
        Insert(row=rows.invitation(id="i_0", request_id="q_0", person_id="p_0", status=accepted)),
        Insert(row=rows.verification(id="f_0", invitation_id="i_0", person_id="p_0", status=passed)),
        Insert(row=rows.person_group(group_id=GROUP, person_id="p_0", verification_id="f_0")),
    ]


def waiting_request(count: int) -> list[Step]:
    """A request of which everything but the gateway's part is done."""
    request: list[Step] = [
        Insert(row=rows.asset_request(id="q_1", person_id="p_0")),
        Insert(row=rows.card(id="n_1", subject="q_1")),
    ]
    return request + [step for n in range(1, count + 1) for step in _waiting_asset(n)]


def _waiting_asset(n: int) -> list[Step]:
    asset = rows.asset(id=f"a_{n}", request_id="q_1", person_id="p_0", media_id=f"m_{n}", name=f"rachel-{n}")
    waiting = {"status": RegistrationStatus.WAITING, "handle": None, "reference": None}
    return [
        Insert(row=rows.media(id=f"m_{n}", status=MediaStatus.READY)),
        Insert(row=replace(asset, status=AssetStatus.USABLE)),
        Insert(row=rows.consent(id=f"c_{n}", asset_id=f"a_{n}", person_id="p_0")),
        Insert(row=rows.registration(id=f"g_{n}", asset_id=f"a_{n}", **waiting)),
    ]


def ready_video(status: VideoStatus) -> list[Step]:
    """A video of the waiting request's first asset, which is the gateway's sample, allowed by everybody."""
    values = {
        "status": RegistrationStatus.ACTIVE,
        "handle": {"id": SAMPLE, "group_id": GROUP},
        "reference": f"asset://{SAMPLE}",
    }
    video = rows.video(status=status, model="byteplus/seedance-2.0-fast", seconds=4, resolution="480p")
    return [
        Update(table=Registration, where={"id": "g_1"}, values=values),
        Insert(row=video),
        Insert(row=rows.video_reference(role="reference")),
        Insert(row=rows.approval(status=ApprovalStatus.ALLOWED_ONCE, decided_at=rows.NOW)),
        Insert(row=rows.card(id="n_9", kind="video_card", subject="v_1")),
    ]
