"""The receipt as a value: what became of every copy, and whom to ask for those out of our reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from storage.facts import AssetFacts, VideoFacts
from storage.model import (
    Message,
    Registration,
    RegistrationStatus,
    VideoStatus,
    Withdrawal,
    WithdrawalStatus,
)
from workflow.videos.taken_back import WITHDRAWN
from workflow.withdrawals.reach import (
    NOT_OVER,
    NOT_REMOVED,
    REMOVED,
    Reach,
    is_post,
    is_posted,
    shown_media,
    to_remove,
)


class CopyState(StrEnum):
    DELETED = "deleted"  # the gateway confirmed it
    GOING = "going"  # due, and tried until it is done
    KEPT = "kept"  # the gateway has no delete
    REFUSED = "refused"  # the gateway said no to the deletion
    UNSURE = "unsure"  # a copy may be there under a number that never reached us
    NEVER = "never"  # the gateway never got it


class VideoEnd(StrEnum):
    STOPPED = "stopped"  # not made, or made and never fetched
    RUNNING = "running"  # left to end; it will not be fetched
    REMOVED = "removed"
    REMOVING = "removing"
    NOT_REMOVED = "not_removed"  # Slack did not let us
    STAYS = "stays"  # posted before, and not asked away


@dataclass(frozen=True, kw_only=True)
class GatewayCopy:
    """Copies at one gateway that ended alike: asset names, and what to name them by when asking there."""

    provider: str
    state: CopyState
    names: tuple[str, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FaceCheck:
    """A gateway's own record of the person's face check, which no gateway lets anybody delete."""

    provider: str
    group_id: str


@dataclass(frozen=True, kw_only=True)
class VideoOutcome:
    """Videos that ended alike, and the channels where they are or were."""

    end: VideoEnd
    count: int
    channels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """`givers` are users the files came from; `cards_left` Slack pictures of ours still to be removed."""

    withdrawal: Withdrawal
    names: tuple[str, ...]
    copies: tuple[GatewayCopy, ...]
    face_checks: tuple[FaceCheck, ...]
    videos: tuple[VideoOutcome, ...]
    files_left: int
    cards_left: int
    cards_stay: int
    givers: tuple[str, ...]
    person_id: str

    @property
    def done(self) -> bool:
        return self.withdrawal.status is WithdrawalStatus.DONE


def receipt_of(row: Withdrawal, reach: Reach) -> Receipt:
    """Everything as it stands now."""
    left = to_remove(reach, removes_videos=row.removes_videos)
    return Receipt(
        withdrawal=row,
        names=tuple(dict.fromkeys(a.asset.name for a in reach.assets)),
        copies=_copies(reach),
        face_checks=_face_checks(reach),
        videos=_videos(reach, row),
        files_left=len(reach.kept_files()),
        cards_left=sum(1 for m in left if not is_post(m)),
        cards_stay=sum(1 for m in reach.messages if not is_post(m) and _will_stay(m) and shown_media(m)),
        givers=tuple(sorted({r.request.requester_id for r in reach.requests if _brought(reach, r.assets)})),
        person_id=row.person_id,
    )


def _brought(reach: Reach, assets: Iterable[AssetFacts]) -> bool:
    return not {a.asset.id for a in assets}.isdisjoint(reach.asset_ids)


def _copies(reach: Reach) -> tuple[GatewayCopy, ...]:
    """By gateway and end, in the order of the pictures."""
    found: dict[tuple[str, CopyState], GatewayCopy] = {}
    for asset in reach.assets:
        for registration in asset.registrations:
            for state in _states(registration, registration.id in reach.unproved):
                key = (registration.provider, state)
                known = found.get(key) or GatewayCopy(provider=registration.provider, state=state, names=())
                ask = _named_there(registration, state)
                found[key] = replace(
                    known,
                    names=tuple(dict.fromkeys((*known.names, asset.asset.name))),
                    asks=tuple(dict.fromkeys((*known.asks, ask))) if ask else known.asks,
                )
    return tuple(found.values())


def _states(registration: Registration, unproved: bool) -> tuple[CopyState, ...]:
    """Mostly one; a copy that nobody can prove may be there beside the one that we know."""
    state = _state(registration)
    if not unproved or state is CopyState.UNSURE:
        return (state,)
    return (CopyState.UNSURE,) if state is CopyState.NEVER else (state, CopyState.UNSURE)


def _state(registration: Registration) -> CopyState:
    known = registration.handle is not None
    match registration.status:
        case RegistrationStatus.DELETED:
            return CopyState.DELETED if known else CopyState.NEVER
        case RegistrationStatus.KEPT_BY_GATEWAY if not known:
            return CopyState.UNSURE
        case RegistrationStatus.KEPT_BY_GATEWAY:
            return CopyState.KEPT if registration.failure is None else CopyState.REFUSED
    return CopyState.GOING


def _named_there(registration: Registration, state: CopyState) -> str:
    """What the gateway knows it by; for a lost one the name that we sent it under."""
    if state is CopyState.UNSURE:
        return registration.id
    if registration.reference:
        return registration.reference.removeprefix("asset://")
    handle = registration.handle if isinstance(registration.handle, dict) else {}
    return ", ".join(str(value) for value in handle.values() if isinstance(value, str))


def _face_checks(reach: Reach) -> tuple[FaceCheck, ...]:
    groups = {(r.group.provider, r.group.group_id) for r in reach.requests if r.group is not None}
    return tuple(FaceCheck(provider=provider, group_id=group) for provider, group in sorted(groups))


def _videos(reach: Reach, row: Withdrawal) -> tuple[VideoOutcome, ...]:
    posts = {m.subject: m for m in reach.posts}
    ends: dict[VideoEnd, list[str]] = {}
    for facts in reach.videos:
        end = _video_end(facts, posts.get(facts.video.id), row)
        if end is not None:
            ends.setdefault(end, []).append(facts.video.channel)
    return tuple(
        VideoOutcome(end=end, count=len(ends[end]), channels=tuple(dict.fromkeys(ends[end])))
        for end in VideoEnd
        if end in ends
    )


def _video_end(facts: VideoFacts, post: Message | None, row: Withdrawal) -> VideoEnd | None:
    """None for one that had ended by itself before."""
    video = facts.video
    if video.status in NOT_OVER:
        return VideoEnd.RUNNING
    if post is None:
        return VideoEnd.STOPPED if video.failure == WITHDRAWN else None
    if is_posted(post):
        if _will_stay(post):
            return VideoEnd.NOT_REMOVED
        return VideoEnd.REMOVING if row.removes_videos else VideoEnd.STAYS
    if video.status is VideoStatus.SUCCEEDED:
        return VideoEnd.REMOVED if post.last_error == REMOVED else VideoEnd.STOPPED
    return None


def _will_stay(message: Message) -> bool:
    return (message.last_error or "").startswith(NOT_REMOVED)
