"""Rows in every state, plain or as long as they can get."""

from __future__ import annotations

from dataclasses import replace

from handlers.composed import SlackFile, WatchLink
from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import (
    Approval,
    ApprovalStatus,
    Asset,
    AssetRequest,
    AssetStatus,
    Consent,
    Depiction,
    Invitation,
    InvitationStatus,
    Media,
    MediaStatus,
    Person,
    PersonGroup,
    Registration,
    RegistrationStatus,
    Verification,
    VerificationStatus,
    Video,
    VideoReference,
    VideoStatus,
)
from tests.handlers.blocks.basics import (
    LINK,
    LONGEST,
    MAYA,
    NOW,
    PLAIN,
    RACHEL,
    TEAM,
    Words,
    an_id,
    profile,
)

__all__ = ["LINK", "LONGEST", "PLAIN", "profile"]  # used through this module


def asset(
    n: int = 0,
    *,
    words: Words = PLAIN,
    status: AssetStatus = AssetStatus.USABLE,
    media: MediaStatus = MediaStatus.READY,
    kind: str = "image",
    registration: RegistrationStatus | None = RegistrationStatus.ACTIVE,
    failure: str | None = None,
    person: Person | None = None,
    owner: str = MAYA,
    problem: str | None = None,
) -> AssetFacts:
    row = Asset(
        id=an_id("a", n),
        team_id=TEAM,
        request_id=an_id("q"),
        owner_id=owner,
        person_id=person.id if person else None,
        media_id=an_id("m", n),
        name=words.name,
        name_key=words.name.casefold(),
        purpose=words.purpose,
        status=status,
        created_at=NOW,
    )
    registered = Registration(
        id=an_id("r", n),
        team_id=TEAM,
        asset_id=row.id,
        provider="pomex",
        account="main",
        status=registration or RegistrationStatus.WAITING,
        failure=failure,
        failure_code=words.foreign if failure else None,
        submitted_at=NOW,
        created_at=NOW,
    )
    return AssetFacts(
        asset=row,
        media=Media(
            id=row.media_id,
            team_id=TEAM,
            kind=kind,
            status=media,
            source_sealed="",
            problem=problem,
            created_at=NOW,
        ),
        person=person,
        consent=_consent(row) if person and status is AssetStatus.USABLE else None,
        registrations=(registered,) if registration else (),
    )


def _consent(row: Asset) -> Consent:
    return Consent(
        id=an_id("c"),
        team_id=TEAM,
        person_id=row.person_id or "",
        asset_id=row.id,
        providers=("pomex",),
        scope={},
        text_version="1",
        locale="en",
        via="page",
        given_at=NOW,
    )


def person(words: Words = PLAIN, *, member: str | None = RACHEL) -> Person:
    return Person(
        id=an_id("p"),
        team_id=TEAM,
        slack_user_id=member,
        display_name=words.person,
        created_by=MAYA,
        created_at=NOW,
    )


def request(
    *assets: AssetFacts,
    words: Words = PLAIN,
    depiction: Depiction = Depiction.MEMBER,
    invitation: InvitationStatus | None = InvitationStatus.ACCEPTED,
    verification: VerificationStatus | None = None,
    verified: bool = True,
    channel: str = "C0FILM",
) -> RequestFacts:
    who = {
        Depiction.NOBODY: None,
        Depiction.SELF: person(words, member=MAYA),
        Depiction.MEMBER: person(words),
        Depiction.OUTSIDER: person(words, member=None),
    }[depiction]
    return RequestFacts(
        request=AssetRequest(
            id=an_id("q"),
            team_id=TEAM,
            requester_id=MAYA,
            person_id=who.id if who else None,
            depiction=depiction,
            purpose=words.purpose if who else "",
            provider="pomex",
            account="main",
            channel=channel,
            form_sealed="",
            created_at=NOW,
        ),
        person=who,
        assets=tuple(replace(a, person=who) for a in assets),
        invitation=an_invitation(invitation) if invitation and who else None,
        verification=a_verification(verification) if verification else None,
        group=_group() if verified and who else None,
        submissions=(),
        card=None,
    )


def an_invitation(status: InvitationStatus) -> Invitation:
    return Invitation(
        id=an_id("i"),
        team_id=TEAM,
        request_id=an_id("q"),
        person_id=an_id("p"),
        status=status,
        expires_at=NOW + 7 * 86_400_000,
        answered_at=None if status is InvitationStatus.OPEN else NOW,
        created_at=NOW,
    )


def a_verification(status: VerificationStatus, failure: str | None = None) -> Verification:
    return Verification(
        id=an_id("f"),
        team_id=TEAM,
        invitation_id=an_id("i"),
        person_id=an_id("p"),
        provider="pomex",
        account="main",
        status=status,
        state_hash="x",
        failure=failure,
        expires_at=NOW,
        created_at=NOW,
    )


def _group() -> PersonGroup:
    return PersonGroup(
        provider="pomex",
        account="main",
        group_id="group-1",
        team_id=TEAM,
        person_id=an_id("p"),
        verification_id=an_id("f"),
        created_at=NOW,
    )


def video(
    *assets: AssetFacts,
    words: Words = PLAIN,
    status: str = VideoStatus.RUNNING,
    failure: str | None = None,
    progress: int | None = None,
    fetched: bool = False,
    approvals: tuple[Approval, ...] = (),
    channel: str = "C0FILM",
) -> VideoFacts:
    result = Media(
        id=an_id("m", 99),
        team_id=TEAM,
        kind="video",
        status=MediaStatus.READY,
        source_sealed="",
        created_at=NOW,
    )
    row = Video(
        id=an_id("v"),
        team_id=TEAM,
        requester_id=MAYA,
        channel=channel,
        provider="pomex",
        account="main",
        model="model-0",
        prompt=words.prompt,
        order_prompt=words.prompt,
        seconds=5,
        ratio="16:9",
        resolution="720p",
        status=VideoStatus(status),
        progress=progress,
        failure=failure,
        failure_code=words.foreign if failure else None,
        result_media_id=result.id if fetched else None,
        created_at=NOW,
    )
    references = tuple(
        VideoReference(
            video_id=row.id,
            position=n,
            team_id=TEAM,
            asset_id=a.asset.id,
            registration_id=None,
            kind="image",
            role="reference",
        )
        for n, a in enumerate(assets)
    )
    return VideoFacts(
        video=row,
        references=references,
        assets=assets,
        approvals=approvals,
        result=result if fetched else None,
        poster=None,
        card=None,
    )


def approval(
    status: ApprovalStatus = ApprovalStatus.PENDING, *, as_person: bool = True, words: Words = PLAIN
) -> Approval:
    return Approval(
        id=an_id("y"),
        team_id=TEAM,
        video_id=an_id("v"),
        approver_id=RACHEL if as_person else MAYA,
        as_person=as_person,
        status=status,
        deadline_at=NOW + 86_400_000,
        decided_at=None if status is ApprovalStatus.PENDING else NOW,
        reason=words.reason if status is ApprovalStatus.REFUSED else None,
        created_at=NOW,
    )


def files(*slots: str) -> dict[str, SlackFile]:
    return {
        slot: SlackFile(id=f"F{n:04}", permalink=f"https://local.slack.com/files/U/F{n:04}/{slot}.png")
        for n, slot in enumerate(slots)
    }


ALL_FILES = files(*(f"picture_{n}" for n in range(1, 16)), "qr", "video", "poster")
WATCH = WatchLink(url="https://likeness.example.com/w/" + "A" * 32, ends_at=NOW + 604_800_000)
