"""Asking for a video: the form, its approvers, and the rows they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from providers.profile import ReferenceRole
from storage.changes import Change, Insert, Once, Record, Step
from storage.facts import AssetFacts
from storage.model import Approval, ApprovalStatus, Video, VideoReference, VideoStatus
from workflow.access import Approver
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, card
from workflow.moment import APPROVAL_LIFE, APPROVAL_REMINDER, Moment
from workflow.videos.modes import ReferenceMode, roles_of
from workflow.videos.shared import start_job, still_usable


@dataclass(frozen=True, kw_only=True)
class VideoForm:
    """A filled-in `/video` form whose references are resolved, in order."""

    team_id: str
    requester_id: str
    channel: str
    provider: str
    model: str
    prompt: str
    order_prompt: str
    seconds: int
    ratio: str
    resolution: str | None
    assets: tuple[AssetFacts, ...]
    mode: ReferenceMode = ReferenceMode.REFERENCES
    account: str = "main"


def submit(
    form: VideoForm, approvers: Sequence[Approver], *, moment: Moment, key: str, links: bool = False
) -> Change:
    """Everything that one submitted form becomes; without approvers it starts at once.

    `links`: pictures of nobody real may go under our own link.
    """
    video = Video(
        id=moment.new_id("v"),
        team_id=form.team_id,
        requester_id=form.requester_id,
        channel=form.channel,
        provider=form.provider,
        account=form.account,
        model=form.model,
        prompt=form.prompt,
        order_prompt=form.order_prompt,
        seconds=form.seconds,
        ratio=form.ratio,
        resolution=form.resolution,
        status=VideoStatus.AWAITING_APPROVAL if approvers else VideoStatus.STARTING,
        created_at=moment.now,
    )
    steps: list[Step] = [Once(team_id=form.team_id, key=key, at=moment.now), Insert(row=video)]
    roles = roles_of(form.mode, [asset.media.kind for asset in form.assets])
    for position, (asset, role) in enumerate(zip(form.assets, roles, strict=True)):
        usable = still_usable(asset, video, links=links)
        steps += [*usable, Insert(row=_reference(video, position, asset, role))]
    for approver in approvers:
        steps += _approval_steps(video, approver, moment)
    steps += [
        card(moment, video.team_id, MessageKind.VIDEO_CARD, video.id, video.channel),
        *([] if approvers else [start_job(video, moment)]),
        Record(
            team_id=video.team_id,
            at=moment.now,
            kind="video_requested",
            actor=form.requester_id,
            subject=video.id,
            body={"assets": [a.asset.id for a in form.assets], "channel": video.channel},
        ),
    ]
    return Change(tuple(steps))


def _reference(video: Video, position: int, asset: AssetFacts, role: ReferenceRole) -> VideoReference:
    registration = asset.registration(video.provider, video.account)
    return VideoReference(
        video_id=video.id,
        position=position,
        team_id=video.team_id,
        asset_id=asset.asset.id,
        registration_id=registration.id if registration else None,
        kind=asset.media.kind,
        role=role,
    )


def _approval_steps(video: Video, approver: Approver, moment: Moment) -> list[Step]:
    approval = Approval(
        id=moment.new_id("y"),
        team_id=video.team_id,
        video_id=video.id,
        approver_id=approver.user_id,
        as_person=approver.as_person,
        status=ApprovalStatus.PENDING,
        deadline_at=moment.now + APPROVAL_LIFE,
        created_at=moment.now,
    )
    return [
        Insert(row=approval),
        card(moment, video.team_id, MessageKind.APPROVAL_CARD, approval.id, approver.user_id),
        schedule(moment, video.team_id, JobKind.LAPSE_APPROVAL, approval.id, after=APPROVAL_LIFE),
        schedule(moment, video.team_id, JobKind.REMIND_APPROVAL, approval.id, after=APPROVAL_REMINDER),
    ]
