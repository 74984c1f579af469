"""A video, from the form over approvals and the paid call to the posted file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.errors import ProviderError
from providers.face import Handle, VideoOrder, VideoReading, VideoState
from providers.face import VideoReference as OrderedReference
from providers.profile import MediaKind, ReferenceRole
from storage.changes import (
    Again,
    Cancel,
    Change,
    Finish,
    Forbid,
    Insert,
    Once,
    Record,
    Require,
    Step,
    Update,
)
from storage.facts import AssetFacts, VideoFacts
from storage.model import (
    Allowance,
    Approval,
    ApprovalStatus,
    Asset,
    AssetStatus,
    Consent,
    Job,
    Media,
    Registration,
    RegistrationStatus,
    Video,
    VideoReference,
    VideoStatus,
)
from workflow.access import Approver
from workflow.failures import failure_key
from workflow.jobs import Gaps, JobKind, is_past, schedule
from workflow.messages import MessageKind, card, notice, video_cards
from workflow.moment import APPROVAL_LIFE, SECOND, VIDEO_DEADLINE, Moment
from workflow.registrations import holds_lease

_STATUS = {
    VideoState.QUEUED: VideoStatus.QUEUED,
    VideoState.RUNNING: VideoStatus.RUNNING,
    VideoState.SUCCEEDED: VideoStatus.SUCCEEDED,
    VideoState.FAILED: VideoStatus.FAILED,
    VideoState.CANCELLED: VideoStatus.CANCELLED,
    VideoState.EXPIRED: VideoStatus.EXPIRED,
}
_BAD_ENDS = (VideoStatus.FAILED, VideoStatus.CANCELLED, VideoStatus.EXPIRED)
_UNDER_WAY = (VideoStatus.QUEUED, VideoStatus.RUNNING)


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
    account: str = "main"


def submit(form: VideoForm, approvers: Sequence[Approver], *, moment: Moment, key: str) -> Change:
    """Everything that one submitted form becomes; without approvers it starts at once."""
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
    for position, asset in enumerate(form.assets):
        steps += [*still_usable(asset, video), Insert(row=_reference(video, position, asset))]
    for approver in approvers:
        steps += _approval_steps(video, approver, moment)
    steps += [
        card(moment, video.team_id, MessageKind.VIDEO_CARD, video.id, video.channel),
        _start_job(video, moment),
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


def still_usable(asset: AssetFacts, video: Video) -> list[Step]:
    """What must hold, in the transaction that writes an intent, for this asset to be used."""
    steps: list[Step] = [
        Require(
            table=Asset,
            where={"id": asset.asset.id, "status": AssetStatus.USABLE},
            guard="deny_asset_not_usable",
        ),
        Require(
            table=Registration,
            where={
                "asset_id": asset.asset.id,
                "provider": video.provider,
                "account": video.account,
                "status": RegistrationStatus.ACTIVE,
            },
            guard="deny_not_active",
        ),
    ]
    if asset.asset.person_id is not None:
        where = {"asset_id": asset.asset.id, "ended_at": None}
        steps.append(Require(table=Consent, where=where, guard="deny_no_consent"))
    return steps


def _reference(video: Video, position: int, asset: AssetFacts) -> VideoReference:
    registration = asset.registration(video.provider, video.account)
    return VideoReference(
        video_id=video.id,
        position=position,
        team_id=video.team_id,
        asset_id=asset.asset.id,
        registration_id=registration.id if registration else None,
        kind=asset.media.kind,
        role=ReferenceRole.REFERENCE,
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
    ]


def _start_job(video: Video, moment: Moment) -> Step:
    return schedule(
        moment,
        video.team_id,
        JobKind.START_VIDEO,
        video.id,
        provider=video.provider,
        account=video.account,
    )


def decide_approval(
    facts: VideoFacts, approval: Approval, status: ApprovalStatus, *, reason: str | None, moment: Moment
) -> Change:
    """One approver's answer; the first on a row wins, any no ends the use."""
    video = facts.video
    steps: list[Step] = [
        Update(
            table=Approval,
            where={"id": approval.id, "status": ApprovalStatus.PENDING},
            values={"status": status, "decided_at": moment.now, "reason": reason},
            guard="already_decided",
        ),
        Cancel(kind=JobKind.LAPSE_APPROVAL, subject=approval.id),
        Record(
            team_id=video.team_id,
            at=moment.now,
            kind="approval_decided",
            actor=approval.approver_id,
            subject=approval.id,
            body={"video": video.id, "answer": status},
        ),
    ]
    if status in (ApprovalStatus.REFUSED, ApprovalStatus.LAPSED):
        steps += _refused(facts, moment)
    else:
        steps.append(_start_job(video, moment))
    if status is ApprovalStatus.ALLOWED_ALWAYS:
        steps += [Insert(row=a) for a in _allowances(facts, approval, moment)]
    return Change((*steps, *video_cards(moment, facts)))


def _refused(facts: VideoFacts, moment: Moment) -> list[Step]:
    video = facts.video
    return [
        Update(
            table=Video,
            where={"id": video.id, "status": VideoStatus.AWAITING_APPROVAL},
            values={"status": VideoStatus.REFUSED, "finished_at": moment.now},
        ),
        _ended(facts, moment),
    ]


def _allowances(facts: VideoFacts, approval: Approval, moment: Moment) -> list[Allowance]:
    """Standing approvals for the assets this approver speaks for: his face, or what he owns."""
    mine = [
        a
        for a in facts.assets
        if (
            a.person is not None and a.person.slack_user_id == approval.approver_id
            if approval.as_person
            else a.asset.owner_id == approval.approver_id
        )
    ]
    return [
        Allowance(
            id=moment.new_id("w"),
            team_id=facts.video.team_id,
            asset_id=asset.asset.id,
            approver_id=approval.approver_id,
            channel=facts.video.channel,
            approval_id=approval.id,
            created_at=moment.now,
        )
        for asset in {a.asset.id: a for a in mine}.values()
    ]


def may_start(facts: VideoFacts) -> bool:
    """Whether every approver said yes and nothing was started yet."""
    video = facts.video
    yes = (ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.ALLOWED_ALWAYS)
    return (
        video.status in (VideoStatus.AWAITING_APPROVAL, VideoStatus.STARTING)
        and video.intent_at is None
        and all(a.status in yes for a in facts.approvals)
    )


def start_lost(facts: VideoFacts) -> bool:
    """Whether a paid call was begun and its answer never written."""
    video = facts.video
    return video.status is VideoStatus.STARTING and video.intent_at is not None and video.handle is None


def order(facts: VideoFacts) -> VideoOrder:
    """What the gateway is asked to make."""
    video = facts.video
    return VideoOrder(
        name=video.id,
        model=video.model,
        prompt=video.order_prompt,
        references=tuple(
            _ordered(reference, asset, video)
            for reference, asset in zip(facts.references, facts.assets, strict=True)
        ),
        seconds=video.seconds,
        ratio=video.ratio,
        resolution=video.resolution,
    )


def _ordered(reference: VideoReference, asset: AssetFacts, video: Video) -> OrderedReference:
    registration = asset.registration(video.provider, video.account)
    return OrderedReference(
        kind=MediaKind(reference.kind),
        uri=(registration.reference if registration else None) or "",
        role=ReferenceRole(reference.role),
        real_person=asset.person is not None,
    )


def start_intent(facts: VideoFacts, job: Job, moment: Moment) -> Change:
    """Commit to one paid call; refused when consent, approval or registration no longer hold."""
    video = facts.video
    usable = [step for asset in facts.assets for step in still_usable(asset, video)]
    return Change(
        (
            holds_lease(job),
            *usable,
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
                values={"status": VideoStatus.STARTING, "intent_at": moment.now, "failure": None},
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
            *video_cards(moment, facts),
        )
    )


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
            ),
            Finish(job=job),
            _ended(facts, moment),
            *video_cards(moment, facts),
        )
    )


def started(
    facts: VideoFacts, reading: VideoReading, handle: Handle, job: Job, gaps: Gaps, moment: Moment
) -> Change:
    """The gateway took the order (or is proved to have taken it)."""
    video = facts.video
    status = _STATUS[reading.state]
    return Change(
        (
            Update(
                table=Video,
                where={"id": video.id, "status": (VideoStatus.STARTING, VideoStatus.UNKNOWN)},
                values={
                    "status": status if status in _UNDER_WAY else VideoStatus.QUEUED,
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
    """The gateway said no, or could not be reached: nothing was paid."""
    video, key = facts.video, failure_key(error)
    if not error.retry:
        return _over(facts, VideoStatus.FAILED, key, error.detail, job, moment, before=VideoStatus.STARTING)
    due = moment.now + gaps.retry(job.attempts, jitter, error.retry_after_ms)
    back = Update(
        table=Video,
        where={"id": video.id, "status": VideoStatus.STARTING},
        values={"intent_at": None, "failure": key},
    )
    shown = video_cards(moment, facts) if video.failure != key else ()
    return Change((back, Again(job=job, due_at=due, error=key, failed=True), *shown))


def start_unknown(facts: VideoFacts, job: Job, moment: Moment) -> Change:
    """The paid call's answer was lost and nothing proves either way: a person decides."""
    video = facts.video
    return Change(
        (
            Update(
                table=Video,
                where={"id": video.id, "status": VideoStatus.STARTING},
                values={"status": VideoStatus.UNKNOWN, "failure": "answer_lost"},
                guard="already_decided",
            ),
            Finish(job=job),
            notice(
                moment,
                video.team_id,
                MessageKind.VIDEO_UNKNOWN,
                video.id,
                video.requester_id,
                once=str(video.intent_at),
            ),
            *video_cards(moment, facts),
        )
    )


def try_again(facts: VideoFacts, moment: Moment) -> Change:
    """The requester looked and says that it was not started."""
    return _from_unknown(facts, {"status": VideoStatus.STARTING, "intent_at": None}, moment, start=True)


def forget(facts: VideoFacts, moment: Moment) -> Change:
    """The requester lets it go."""
    ended = {"status": VideoStatus.CANCELLED, "finished_at": moment.now}
    return _from_unknown(facts, ended, moment, start=False)


def _from_unknown(facts: VideoFacts, values: Mapping[str, object], moment: Moment, *, start: bool) -> Change:
    video = facts.video
    update = Update(
        table=Video,
        where={"id": video.id, "status": VideoStatus.UNKNOWN},
        values={**values, "failure": None},
        guard="already_decided",
    )
    follow = (_start_job(video, moment),) if start else ()
    return Change((update, *follow, *video_cards(moment, facts)))


def read(
    facts: VideoFacts,
    reading: VideoReading | ProviderError,
    job: Job,
    gaps: Gaps,
    jitter: float,
    moment: Moment,
) -> Change:
    """Write what one look at a generation gave; a failed look never ends a paid job."""
    video = facts.video
    if is_past(job, moment.now):
        return _over(facts, VideoStatus.EXPIRED, "gave_up", None, job, moment)
    if isinstance(reading, ProviderError):
        return _look_failed(facts, reading, job, gaps, jitter, moment)
    status = _STATUS[reading.state]
    if status in _BAD_ENDS:
        failure = reading.failure
        text = (failure.text or failure.code) if failure else None
        return _over(facts, status, "failed_at_gateway", text, job, moment)
    if status is VideoStatus.SUCCEEDED:
        return _made(facts, job, moment)
    waited = moment.now - (video.started_at or moment.now)
    again = Again(job=job, due_at=moment.now + gaps.poll(waited, jitter))
    if (video.status, video.progress, video.failure) == (status, reading.progress, None):
        return Change((again,))
    values = {"status": status, "progress": reading.progress, "failure": None}
    shown = Update(table=Video, where={"id": video.id, "status": _UNDER_WAY}, values=values)
    return Change((shown, again, *video_cards(moment, facts)))


def _look_failed(
    facts: VideoFacts, error: ProviderError, job: Job, gaps: Gaps, jitter: float, moment: Moment
) -> Change:
    key = failure_key(error)
    due = moment.now + gaps.retry(job.attempts, jitter, error.retry_after_ms)
    again = Again(job=job, due_at=due, error=key, failed=True)
    if facts.video.failure == key:
        return Change((again,))
    shown = Update(table=Video, where={"id": facts.video.id, "status": _UNDER_WAY}, values={"failure": key})
    return Change((again, shown, *video_cards(moment, facts)))


def _made(facts: VideoFacts, job: Job, moment: Moment) -> Change:
    video = facts.video
    return Change(
        (
            Update(
                table=Video,
                where={"id": video.id, "status": _UNDER_WAY},
                values={"status": VideoStatus.SUCCEEDED, "progress": 100, "failure": None},
                guard="already_decided",
            ),
            Finish(job=job),
            schedule(
                moment,
                video.team_id,
                JobKind.FETCH_VIDEO,
                video.id,
                deadline=VIDEO_DEADLINE,
                provider=video.provider,
                account=video.account,
            ),
            *video_cards(moment, facts),
        )
    )


def fetched(facts: VideoFacts, result: Media, job: Job, moment: Moment) -> Change:
    """The file is ours: post it, and tell the requester and everybody pictured."""
    video = facts.video
    team, people = video.team_id, sorted({u for a in facts.assets if (u := _pictured_user(a))})
    told = [
        notice(moment, team, MessageKind.VIDEO_POSTED_PERSON, video.id, user)
        for user in people
        if user != video.requester_id
    ]
    return Change(
        (
            Insert(row=result),
            Update(
                table=Video,
                where={"id": video.id, "status": VideoStatus.SUCCEEDED, "result_media_id": None},
                values={"result_media_id": result.id, "finished_at": moment.now, "failure": None},
                guard="already_decided",
            ),
            Finish(job=job),
            notice(moment, team, MessageKind.VIDEO_POSTED, video.id, video.channel, thread=facts.card),
            notice(moment, team, MessageKind.VIDEO_POSTED_REQUESTER, video.id, video.requester_id),
            *told,
            *video_cards(moment, facts),
        )
    )


def _pictured_user(asset: AssetFacts) -> str | None:
    return asset.person.slack_user_id if asset.person else None


def fetch_failed(facts: VideoFacts, key: str, job: Job, gaps: Gaps, jitter: float, moment: Moment) -> Change:
    """The result could not be brought in; it is tried again until the gateway's link is surely dead."""
    video = facts.video
    if is_past(job, moment.now):
        return _over(facts, VideoStatus.EXPIRED, "result_gone", None, job, moment)
    due = moment.now + max(gaps.retry(job.attempts, jitter), SECOND)
    again = Again(job=job, due_at=due, error=key, failed=True)
    if video.failure == key:
        return Change((again,))
    shown = Update(table=Video, where={"id": video.id}, values={"failure": key})
    return Change((again, shown, *video_cards(moment, facts)))


def _over(
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
    open_states = (*_UNDER_WAY, VideoStatus.SUCCEEDED) if before is None else before
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
            _ended(facts, moment),
            *video_cards(moment, facts),
        )
    )


def _ended(facts: VideoFacts, moment: Moment) -> Step:
    video = facts.video
    return notice(moment, video.team_id, MessageKind.VIDEO_ENDED, video.id, video.channel, thread=facts.card)
