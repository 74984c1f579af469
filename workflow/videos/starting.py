"""The paid call: whether it may be made, the intent before it, and what it gave."""

from __future__ import annotations

from collections.abc import Callable

from providers.errors import ProviderError
from providers.face import Handle, VideoOrder, VideoReading
from providers.face import VideoReference as OrderedReference
from providers.profile import MediaKind, ReferenceRole
from storage.changes import Again, Change, Finish, Forbid, Record, Step, Update
from storage.facts import AssetFacts, VideoFacts
from storage.model import Approval, ApprovalStatus, Job, Member, Video, VideoReference, VideoStatus
from workflow.access import Allow
from workflow.failures import failure_key
from workflow.jobs import Gaps, JobKind, is_past, schedule
from workflow.messages import video_cards
from workflow.moment import VIDEO_DEADLINE, Moment
from workflow.registrations import holds_lease
from workflow.videos.permission import still_held
from workflow.videos.shared import STATUS, UNDER_WAY, ended, over, still_usable
from workflow.videos.ways import Way, way_to


def may_start(facts: VideoFacts) -> bool:
    """Whether every approver said yes and nothing was started yet."""
    video = facts.video
    yes = (ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.ALLOWED_ALWAYS)
    return (
        video.status in (VideoStatus.AWAITING_APPROVAL, VideoStatus.STARTING)
        and video.intent_at is None
        and all(a.status in yes for a in facts.approvals)
    )


def order(facts: VideoFacts, link: Callable[[str], str] | None = None) -> VideoOrder:
    """What the gateway is asked to make; `link` makes our signed link of a media id, if we can be reached."""
    video = facts.video
    return VideoOrder(
        name=video.id,
        model=video.model,
        prompt=video.order_prompt,
        references=tuple(
            _ordered(reference, asset, video, link)
            for reference, asset in zip(facts.references, facts.assets, strict=True)
        ),
        seconds=video.seconds,
        ratio=video.ratio,
        resolution=video.resolution,
    )


def _ordered(
    reference: VideoReference, asset: AssetFacts, video: Video, link: Callable[[str], str] | None
) -> OrderedReference:
    return OrderedReference(
        kind=MediaKind(reference.kind),
        uri=_uri(asset, video, link),
        role=ReferenceRole(reference.role),
        real_person=asset.person is not None,
    )


def _uri(asset: AssetFacts, video: Video, link: Callable[[str], str] | None) -> str:
    """What was registered, exactly as the gateway gave it; else our link, for nobody real alone."""
    if link and way_to(asset, video.provider, video.account, links=True) is Way.LINK:
        return link(asset.media.id)
    registration = asset.registration(video.provider, video.account)
    return (registration.reference if registration else None) or ""


def start_intent(
    facts: VideoFacts, job: Job, moment: Moment, *, links: bool = False, allowed: Allow | None = None
) -> Change:
    """Commit to one paid call; refused when consent, approval or registration no longer hold.

    Trouble of a try before stays on the card until the gateway takes the order. `links`: pictures of nobody
    real may go under our own link. `allowed`: the decision made for this moment, whose rows are held.
    """
    video = facts.video
    usable = [step for asset in facts.assets for step in still_usable(asset, video, links=links)]
    shown = video_cards(moment, facts) if video.status is not VideoStatus.STARTING else ()
    return Change(
        (
            holds_lease(job),
            *_still_welcome(video),
            *usable,
            *(still_held(allowed) if allowed else ()),
            Forbid(
                table=Approval,
                where={
                    "video_id": video.id,
                    "status": (ApprovalStatus.PENDING, ApprovalStatus.REFUSED, ApprovalStatus.LAPSED),
                },
                guard="not_approved",
            ),
            Update(
                table=Video,
                where={
                    "id": video.id,
                    "status": (VideoStatus.AWAITING_APPROVAL, VideoStatus.STARTING),
                    "intent_at": None,
                },
                values={"status": VideoStatus.STARTING, "intent_at": moment.now},
                guard="already_started",
            ),
            Record(
                team_id=video.team_id,
                at=moment.now,
                kind="video_started",
                actor=video.requester_id,
                subject=video.id,
                body={"assets": [a.asset.id for a in facts.assets], "provider": video.provider},
            ),
            *shown,
        )
    )


def _still_welcome(video: Video) -> list[Step]:
    """Nobody who has left, or became a guest, starts anything paid; a member not looked up yet may."""
    member = {"team_id": video.team_id, "user_id": video.requester_id}
    return [
        Forbid(table=Member, where={**member, "is_deactivated": True}, guard="deny_deactivated"),
        Forbid(table=Member, where={**member, "is_foreign": True}, guard="deny_foreign"),
        Forbid(table=Member, where={**member, "is_guest": True}, guard="deny_guest"),
    ]


def no_longer_allowed(facts: VideoFacts, guard: str, job: Job, moment: Moment) -> Change:
    """A use that was allowed when it was asked for is not any more."""
    video = facts.video
    return Change(
        (
            Update(
                table=Video,
                where={
                    "id": video.id,
                    "status": (VideoStatus.AWAITING_APPROVAL, VideoStatus.STARTING),
                    "intent_at": None,
                },
                values={"status": VideoStatus.REFUSED, "failure": guard, "finished_at": moment.now},
                guard="already_started",
            ),
            Finish(job=job),
            ended(facts, moment),
            *video_cards(moment, facts),
        )
    )


def started(
    facts: VideoFacts, reading: VideoReading, handle: Handle, job: Job, gaps: Gaps, moment: Moment
) -> Change:
    """The gateway took the order (or is proved to have taken it)."""
    video = facts.video
    status = STATUS[reading.state]
    return Change(
        (
            Update(
                table=Video,
                where={"id": video.id, "status": (VideoStatus.STARTING, VideoStatus.UNKNOWN)},
                values={
                    "status": status if status in UNDER_WAY else VideoStatus.QUEUED,
                    "handle": dict(handle),
                    "started_at": moment.now,
                    "failure": None,
                },
                guard="already_started",
            ),
            Finish(job=job),
            schedule(
                moment,
                video.team_id,
                JobKind.READ_VIDEO,
                video.id,
                after=gaps.smallest,
                deadline=VIDEO_DEADLINE,
                provider=video.provider,
                account=video.account,
            ),
            *video_cards(moment, facts),
        )
    )


def start_failed(
    facts: VideoFacts, error: ProviderError, job: Job, gaps: Gaps, jitter: float, moment: Moment
) -> Change:
    """The gateway said no, or could not be reached: nothing was paid. It is tried until the deadline."""
    video, key = facts.video, failure_key(error)
    undone = Record(
        team_id=video.team_id,
        at=moment.now,
        kind="video_not_started",
        actor="likeness",
        subject=video.id,
        body={"provider": video.provider, "reason": key},
    )
    if not error.retry or is_past(job, moment.now):
        why = "gave_up" if error.retry else key
        failed = over(facts, VideoStatus.FAILED, why, error.detail, job, moment, before=VideoStatus.STARTING)
        return Change((undone,)) + failed
    due = moment.now + gaps.retry(job.attempts, jitter, error.retry_after_ms)
    back = Update(
        table=Video,
        where={"id": video.id, "status": VideoStatus.STARTING},
        values={"intent_at": None, "failure": key},
        guard="already_decided",
    )
    shown = video_cards(moment, facts) if video.failure != key else ()
    return Change((undone, back, Again(job=job, due_at=due, error=key, failed=True), *shown))
