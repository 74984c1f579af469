"""Who may do what: one function, default deny."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.facts import AssetFacts
from storage.model import Allowance, Approval, AssetStatus, Video


class Action(StrEnum):
    ADD_ASSET = "add_asset"
    SEE_ASSET = "see_asset"
    USE_ASSET = "use_asset"
    MAKE_VIDEO = "make_video"
    OWN_FACE = "own_face"  # consent, decline: always the person's own
    ANSWER_APPROVAL = "answer_approval"  # allow or refuse one use, as who was asked
    SETTLE_VIDEO = "settle_video"  # say what became of a start whose answer was lost


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody who acts, as Slack last described them."""

    user_id: str
    is_admin: bool = False
    is_guest: bool = False
    is_foreign: bool = False
    is_deactivated: bool = False


@dataclass(frozen=True, kw_only=True)
class Approver:
    user_id: str
    as_person: bool


@dataclass(frozen=True, kw_only=True)
class Allow:
    pass


@dataclass(frozen=True, kw_only=True)
class Ask:
    whom: tuple[Approver, ...]


@dataclass(frozen=True, kw_only=True)
class Deny:
    """`reason` is a catalogue key."""

    reason: str


Decision = Allow | Ask | Deny


def decide(
    actor: Actor,
    action: Action,
    asset: AssetFacts | None = None,
    *,
    channel: str = "",
    allowances: Sequence[Allowance] = (),
    now: int = 0,
    approval: Approval | None = None,
    video: Video | None = None,
) -> Decision:
    """Whether the actor may, must ask first, or may not; what is not allowed here is denied."""
    if (denied := _shut_out(actor, action, approval)) is not None:
        return denied
    decision: Decision = Deny(reason="deny_unknown")
    match action:
        case Action.ADD_ASSET | Action.MAKE_VIDEO | Action.SEE_ASSET:
            decision = Allow()
        case Action.OWN_FACE:
            decision = _own_face(actor, asset)
        case Action.USE_ASSET if asset is not None:
            decision = _use(actor, asset, channel, allowances, now)
        case Action.ANSWER_APPROVAL if approval is not None:
            decision = _if_theirs(approval.approver_id == actor.user_id)
        case Action.SETTLE_VIDEO if video is not None:
            decision = _if_theirs(actor.is_admin or video.requester_id == actor.user_id)
    return decision


def _shut_out(actor: Actor, action: Action, approval: Approval | None) -> Deny | None:
    """Those who left may nothing; guests and other workspaces' people decide about their own face alone."""
    own_face = action is Action.OWN_FACE or (
        action is Action.ANSWER_APPROVAL and approval is not None and approval.as_person
    )
    if actor.is_deactivated:
        return Deny(reason="deny_deactivated")
    if actor.is_foreign and not own_face:
        return Deny(reason="deny_foreign")
    if actor.is_guest and not own_face:
        return Deny(reason="deny_guest")
    return None


def _if_theirs(theirs: bool) -> Decision:
    return Allow() if theirs else Deny(reason="deny_not_yours")


def _own_face(actor: Actor, asset: AssetFacts | None) -> Decision:
    person = asset.person if asset is not None else None
    return _if_theirs(person is not None and person.slack_user_id == actor.user_id)


def _use(
    actor: Actor, asset: AssetFacts, channel: str, allowances: Sequence[Allowance], now: int
) -> Decision:
    if asset.asset.status is not AssetStatus.USABLE:
        return Deny(reason="deny_asset_not_usable")
    if asset.person is not None and not _consent_holds(asset, now):
        return Deny(reason="deny_no_consent")
    standing = {
        a.approver_id
        for a in allowances
        if a.asset_id == asset.asset.id and a.channel == channel and a.ended_at is None
    }
    whom = tuple(a for a in _approvers(actor, asset) if a.user_id not in standing)
    return Ask(whom=whom) if whom else Allow()


def _consent_holds(asset: AssetFacts, now: int) -> bool:
    consent = asset.consent
    return consent is not None and (consent.ended_at is None or consent.ended_at > now)


def _approvers(actor: Actor, asset: AssetFacts) -> tuple[Approver, ...]:
    person = asset.person.slack_user_id if asset.person else None
    asked = [Approver(user_id=person, as_person=True)] if person and person != actor.user_id else []
    owner = asset.asset.owner_id
    if owner not in (actor.user_id, person):
        asked.append(Approver(user_id=owner, as_person=False))
    return tuple(asked)
