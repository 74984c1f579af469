"""Valid rows with defaults that fit together; say only what a test is about.

The defaults name each other (asset `a_1` of request `r_1` with media `m_1` of person `p_1`), so
`storage.apply(change(*request_rows()))` writes a whole request.
"""

from __future__ import annotations

from typing import Any

from storage.changes import Insert
from storage.model import (
    Allowance,
    Approval,
    ApprovalStatus,
    Asset,
    AssetRequest,
    AssetStatus,
    Consent,
    Depiction,
    Endorsement,
    EndorsementKind,
    EndorsementStatus,
    Invitation,
    InvitationStatus,
    Job,
    Media,
    MediaStatus,
    Member,
    Message,
    MessageForm,
    Person,
    PersonGroup,
    Registration,
    RegistrationStatus,
    Submission,
    SubmissionStatus,
    Verification,
    VerificationStatus,
    Video,
    VideoReference,
    VideoStatus,
    Workspace,
)

TEAM = "T0LOCAL"
MAYA = "U0MAYA"
RACHEL = "U0RACHEL"
CHANNEL = "C0FILM"
NOW = 1_800_000_000_000
DAY = 86_400_000


def workspace(**over: Any) -> Workspace:
    row: dict[str, Any] = {
        "team_id": TEAM,
        "name": "Likeness Studio",
        "bot_user_id": "U0LIKENESS",
        "created_at": NOW,
    }
    return Workspace(**row | over)


def member(**over: Any) -> Member:
    row: dict[str, Any] = {
        "team_id": TEAM,
        "user_id": MAYA,
        "name": "Maya Lindqvist",
        "locale": "en-US",
        "is_admin": False,
        "is_guest": False,
        "is_foreign": False,
        "is_deactivated": False,
        "fetched_at": NOW,
    }
    return Member(**row | over)


def person(**over: Any) -> Person:
    row: dict[str, Any] = {
        "id": "p_1",
        "team_id": TEAM,
        "slack_user_id": RACHEL,
        "display_name": "Rachel Okafor",
        "created_by": MAYA,
        "created_at": NOW,
    }
    return Person(**row | over)


def asset_request(**over: Any) -> AssetRequest:
    row: dict[str, Any] = {
        "id": "r_1",
        "team_id": TEAM,
        "requester_id": MAYA,
        "person_id": "p_1",
        "depiction": Depiction.MEMBER,
        "purpose": "the launch film",
        "provider": "pomex",
        "account": "main",
        "channel": CHANNEL,
        "form_sealed": "sealed",
        "created_at": NOW,
    }
    return AssetRequest(**row | over)


def media(**over: Any) -> Media:
    row: dict[str, Any] = {
        "id": "m_1",
        "team_id": TEAM,
        "kind": "image",
        "status": MediaStatus.READY,
        "source_sealed": "sealed",
        "content_type": "image/jpeg",
        "bytes": 123_456,
        "sha256": "ab" * 32,
        "width": 900,
        "height": 1200,
        "created_at": NOW,
    }
    return Media(**row | over)


def asset(**over: Any) -> Asset:
    name = over.get("name", "rachel")
    row: dict[str, Any] = {
        "id": "a_1",
        "team_id": TEAM,
        "request_id": "r_1",
        "owner_id": MAYA,
        "person_id": "p_1",
        "media_id": "m_1",
        "name": name,
        "name_key": name.casefold(),
        "purpose": "the launch film",
        "status": AssetStatus.USABLE,
        "created_at": NOW,
    }
    return Asset(**row | over)


def registration(**over: Any) -> Registration:
    row: dict[str, Any] = {
        "id": "g_1",
        "team_id": TEAM,
        "asset_id": "a_1",
        "provider": "pomex",
        "account": "main",
        "status": RegistrationStatus.ACTIVE,
        "handle": {"asset": "asset-1"},
        "reference": "asset://asset-1",
        "created_at": NOW,
    }
    return Registration(**row | over)


def submission(**over: Any) -> Submission:
    row: dict[str, Any] = {
        "id": "s_1",
        "team_id": TEAM,
        "request_id": "r_1",
        "provider": "pomex",
        "account": "main",
        "status": SubmissionStatus.ANSWERED,
        "registration_ids": ("g_1",),
        "started_at": NOW,
    }
    return Submission(**row | over)


def invitation(**over: Any) -> Invitation:
    row: dict[str, Any] = {
        "id": "i_1",
        "team_id": TEAM,
        "request_id": "r_1",
        "person_id": "p_1",
        "status": InvitationStatus.OPEN,
        "expires_at": NOW + 7 * DAY,
        "created_at": NOW,
    }
    return Invitation(**row | over)


def verification(**over: Any) -> Verification:
    row: dict[str, Any] = {
        "id": "c_1",
        "team_id": TEAM,
        "invitation_id": "i_1",
        "person_id": "p_1",
        "provider": "pomex",
        "account": "main",
        "status": VerificationStatus.OPEN,
        "state_hash": "cd" * 32,
        "expires_at": NOW + 1_800_000,
        "created_at": NOW,
    }
    return Verification(**row | over)


def person_group(**over: Any) -> PersonGroup:
    row: dict[str, Any] = {
        "provider": "pomex",
        "account": "main",
        "group_id": "group-1",
        "team_id": TEAM,
        "person_id": "p_1",
        "verification_id": "c_1",
        "created_at": NOW,
    }
    return PersonGroup(**row | over)


def consent(**over: Any) -> Consent:
    row: dict[str, Any] = {
        "id": "y_1",
        "team_id": TEAM,
        "person_id": "p_1",
        "asset_id": "a_1",
        "providers": ("pomex",),
        "scope": {"who": "everybody", "how": "ask", "until": None},
        "text_version": "2026-11-01",
        "locale": "en",
        "via": "page",
        "given_at": NOW,
    }
    return Consent(**row | over)


def video(**over: Any) -> Video:
    row: dict[str, Any] = {
        "id": "v_1",
        "team_id": TEAM,
        "requester_id": MAYA,
        "channel": CHANNEL,
        "provider": "pomex",
        "account": "main",
        "model": "seedance-2.0",
        "prompt": "@rachel walks into the office",
        "order_prompt": "image 1 walks into the office",
        "seconds": 5,
        "ratio": "16:9",
        "resolution": "720p",
        "status": VideoStatus.AWAITING_APPROVAL,
        "created_at": NOW,
    }
    return Video(**row | over)


def video_reference(**over: Any) -> VideoReference:
    row: dict[str, Any] = {
        "video_id": "v_1",
        "position": 0,
        "team_id": TEAM,
        "asset_id": "a_1",
        "registration_id": "g_1",
        "kind": "image",
        "role": "reference",
    }
    return VideoReference(**row | over)


def approval(**over: Any) -> Approval:
    row: dict[str, Any] = {
        "id": "o_1",
        "team_id": TEAM,
        "video_id": "v_1",
        "approver_id": RACHEL,
        "as_person": True,
        "status": ApprovalStatus.PENDING,
        "deadline_at": NOW + 2 * DAY,
        "created_at": NOW,
    }
    return Approval(**row | over)


def allowance(**over: Any) -> Allowance:
    row: dict[str, Any] = {
        "id": "w_1",
        "team_id": TEAM,
        "asset_id": "a_1",
        "approver_id": RACHEL,
        "channel": CHANNEL,
        "approval_id": "o_1",
        "created_at": NOW,
    }
    return Allowance(**row | over)


def endorsement(**over: Any) -> Endorsement:
    row: dict[str, Any] = {
        "id": "e_1",
        "team_id": TEAM,
        "request_id": "r_1",
        "kind": EndorsementKind.DECLARATION,
        "status": EndorsementStatus.PENDING,
        "deadline_at": NOW + 2 * DAY,
        "created_at": NOW,
    }
    return Endorsement(**row | over)


def job(**over: Any) -> Job:
    row: dict[str, Any] = {
        "id": "j_1",
        "team_id": TEAM,
        "kind": "advance_request",
        "subject": "r_1",
        "due_at": NOW,
        "created_at": NOW,
    }
    return Job(**row | over)


def card(**over: Any) -> Message:
    """The request's card in its channel."""
    subject = over.get("subject", "r_1")
    row: dict[str, Any] = {
        "id": "n_1",
        "form": MessageForm.CARD,
        "kind": "asset_card",
        "dedupe": f"asset_card:{subject}",
        "subject": subject,
    }
    return _message(row | over)


def notice(**over: Any) -> Message:
    """A notice without a thread, such as a DM."""
    row: dict[str, Any] = {
        "id": "n_2",
        "form": MessageForm.NOTICE,
        "kind": "request_decided",
        "subject": "r_1",
    }
    row["dedupe"] = f"request_decided:{over.get('id', row['id'])}"
    return _message(row | over)


def _message(over: dict[str, Any]) -> Message:
    row: dict[str, Any] = {
        "team_id": TEAM,
        "channel": CHANNEL,
        "params": {},
        "files": {},
        "due_at": NOW,
        "created_at": NOW,
    }
    return Message(**row | over)


def request_rows() -> tuple[Insert, ...]:
    """A whole request whose one asset can be used: person, media, consent, face check, registration, card."""
    rows = (
        person(),
        asset_request(),
        media(),
        asset(),
        submission(),
        registration(submission_id="s_1"),
        invitation(status=InvitationStatus.ACCEPTED, answered_at=NOW, via="page"),
        verification(status=VerificationStatus.PASSED, group_id="group-1", decided_at=NOW),
        person_group(),
        consent(),
        card(),
    )
    return tuple(Insert(row=row) for row in rows)


def video_rows() -> tuple[Insert, ...]:
    """A whole video of that asset, waiting for one approval."""
    rows = (
        video(),
        video_reference(),
        approval(),
        card(id="n_9", kind="video_card", subject="v_1", dedupe="video_card:v_1"),
    )
    return tuple(Insert(row=row) for row in rows)
