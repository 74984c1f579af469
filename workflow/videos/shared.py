"""What every stage of a video works with: its states, what must hold for its assets, and its ends."""

from __future__ import annotations

from providers.face import VideoState
from storage.changes import Change, Finish, Forbid, Require, Step, Update
from storage.facts import AssetFacts, VideoFacts
from storage.model import (
    Asset,
    AssetStatus,
    Channel,
    Job,
    Member,
    Video,
    VideoStatus,
)
from workflow.access import names_channel, scope_of
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, notice, video_cards
from workflow.moment import START_DEADLINE, Moment
from workflow.scope import consent_held
from workflow.videos.ways import way_holds

STATUS = {
    VideoState.QUEUED: VideoStatus.QUEUED,
    VideoState.RUNNING: VideoStatus.RUNNING,
    VideoState.SUCCEEDED: VideoStatus.SUCCEEDED,
    VideoState.FAILED: VideoStatus.FAILED,
    VideoState.CANCELLED: VideoStatus.CANCELLED,
    VideoState.EXPIRED: VideoStatus.EXPIRED,
}
UNDER_WAY = (VideoStatus.QUEUED, VideoStatus.RUNNING)


def still_usable(asset: AssetFacts, video: Video, *, links: bool = False) -> list[Step]:
    """What must hold, in the transaction that writes an intent, for this asset to be used.

    `links`: a picture of nobody real may go under our own link.
    """
    steps: list[Step] = [
        Require(
            table=Asset,
            where={"id": asset.asset.id, "status": AssetStatus.USABLE},
            guard="deny_asset_not_usable",
        ),
        Require(
            table=Asset,
            where={"id": asset.asset.id, "owner_id": asset.asset.owner_id},
            guard="approval_changed",
        ),
        _owner_as_read(asset),
        *way_holds(asset, video.provider, video.account, links=links),
    ]
    if asset.asset.person_id is not None:
        steps += _still_agreed(asset, video)
    return steps


def _owner_as_read(asset: AssetFacts) -> Step:
    """An owner who left is stood in for by an admin, one who is back speaks for himself."""
    left = {"team_id": asset.asset.team_id, "user_id": asset.asset.owner_id, "is_deactivated": True}
    kind = Require if asset.owner_left else Forbid
    return kind(table=Member, where=left, guard="approval_changed")


def _still_agreed(asset: AssetFacts, video: Video) -> list[Step]:
    """The yes that was decided on, the person still here, and a channel no wider than the yes."""
    steps: list[Step] = [consent_held(asset, asset.consent, guard="deny_no_consent")]
    if asset.person is not None and asset.person.slack_user_id is not None:
        left = {"team_id": video.team_id, "user_id": asset.person.slack_user_id, "is_deactivated": True}
        steps.append(Forbid(table=Member, where=left, guard="deny_person_left"))
    if not names_channel(scope_of(asset), video.channel):
        shared = {"team_id": video.team_id, "channel_id": video.channel, "is_shared": True}
        steps.append(Forbid(table=Channel, where=shared, guard="deny_channel_shared"))
    return steps


def start_job(video: Video, moment: Moment) -> Step:
    return schedule(
        moment,
        video.team_id,
        JobKind.START_VIDEO,
        video.id,
        deadline=START_DEADLINE,
        provider=video.provider,
        account=video.account,
    )


def over(
    facts: VideoFacts,
    status: VideoStatus,
    key: str,
    detail: str | None,
    job: Job,
    moment: Moment,
    *,
    before: VideoStatus | None = None,
) -> Change:
    video = facts.video
    open_states = (*UNDER_WAY, VideoStatus.SUCCEEDED) if before is None else before
    return Change(
        (
            Update(
                table=Video,
                where={"id": video.id, "status": open_states, "result_media_id": None},
                values={
                    "status": status,
                    "failure": key,
                    "failure_code": detail,
                    "finished_at": moment.now,
                },
                guard="already_decided",
            ),
            Finish(job=job),
            ended(facts, moment),
            *video_cards(moment, facts),
        )
    )


def ended(facts: VideoFacts, moment: Moment) -> Step:
    video = facts.video
    return notice(moment, video.team_id, MessageKind.VIDEO_ENDED, video.id, video.channel, thread=facts.card)
