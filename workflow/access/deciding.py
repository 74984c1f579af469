"""Who may do what: one function, default deny."""

from __future__ import annotations

from storage.facts import AssetFacts
from storage.model import Approval, AssetRequest, Video
from workflow.access.actors import Action, Actor, Allow, Decision, Deny
from workflow.access.uses import Use, decide_use

_FOR_MEMBERS = (Action.ADD_ASSET, Action.SEE_ASSET, Action.MAKE_VIDEO, Action.REPORT_VIDEO)
_FOR_OWNERS = (
    Action.DELETE_ASSET,
    Action.REGISTER_ASSET,
    Action.RENAME_ASSET,
    Action.HAND_OVER,
    Action.DECIDE_REPORT,
)
_ABOUT_A_FACE = (Action.SEE_ASSET, Action.REPORT_VIDEO)
"""What guests and people of other workspaces may do only where they are pictured themselves."""


def decide(
    actor: Actor,
    action: Action,
    asset: AssetFacts | None = None,
    *,
    channel: str = "",
    now: int = 0,
    use: Use | None = None,
    approval: Approval | None = None,
    video: Video | None = None,
    request: AssetRequest | None = None,
) -> Decision:
    """Whether the actor may, must ask first, or may not; what is not allowed here is denied.

    Each action is about what its name says: an asset, an approval and its video, a video, a request.
    """
    if (denied := _shut_out(actor, action, asset, approval)) is not None:
        return denied
    if action in _FOR_MEMBERS:
        return Allow()
    if action is Action.USE_ASSET and asset is not None:
        return decide_use(actor, asset, channel, use or Use(), now)
    theirs = _theirs(actor, action, asset, approval, video, request, use)
    if theirs is None:
        return Deny(reason="deny_unknown")
    return Allow() if theirs else Deny(reason=_not_theirs(action))


def _shut_out(
    actor: Actor, action: Action, asset: AssetFacts | None, approval: Approval | None
) -> Deny | None:
    """Those who left may nothing; guests and other workspaces' people decide about their own face alone."""
    if actor.is_deactivated:
        return Deny(reason="deny_deactivated")
    if _is_about_own_face(actor, action, asset, approval):
        return None
    if actor.is_foreign:
        return Deny(reason="deny_foreign")
    if actor.is_guest:
        return Deny(reason="deny_guest")
    return None


def _is_about_own_face(
    actor: Actor, action: Action, asset: AssetFacts | None, approval: Approval | None
) -> bool:
    if action is Action.ANSWER_APPROVAL:
        return approval is not None and approval.as_person
    return action is Action.OWN_FACE or (action in _ABOUT_A_FACE and _is_pictured(actor, asset))


def _is_pictured(actor: Actor, asset: AssetFacts | None) -> bool:
    return asset is not None and asset.person is not None and asset.person.slack_user_id == actor.user_id


def _theirs(  # noqa: PLR0911  one line per action
    actor: Actor,
    action: Action,
    asset: AssetFacts | None,
    approval: Approval | None,
    video: Video | None,
    request: AssetRequest | None,
    use: Use | None,
) -> bool | None:
    """Whether this is the actor's to do; None where it was not said what it is about."""
    match action:
        case Action.OWN_FACE:
            return _is_pictured(actor, asset)
        case Action.WITHDRAW_FOR if asset is not None and asset.person is not None:
            return actor.is_admin and asset.person.slack_user_id is None
        case Action.ANSWER_APPROVAL if approval is not None:
            return approval.approver_id == actor.user_id
        case Action.OVERRIDE if approval is not None and video is not None:
            return _may_override(actor, approval, video, use)
        case Action.SETTLE_VIDEO if video is not None:
            return actor.is_admin or video.requester_id == actor.user_id
        case Action.ENDORSE if request is not None:
            return actor.is_admin and request.requester_id != actor.user_id
        case Action.CHANGE_SETTINGS:
            return actor.is_admin
        case Action.DECIDE_REPORT if asset is None and video is not None:
            # A video of nothing of anybody's has no owner.
            return actor.is_admin or video.requester_id == actor.user_id
        case owners if owners in _FOR_OWNERS and asset is not None:
            return actor.is_admin or asset.asset.owner_id == actor.user_id
    return None


def _may_override(actor: Actor, approval: Approval, video: Video, use: Use | None) -> bool:
    """An admin, for an owner and never for a face; with four eyes not for a video of his own."""
    four_eyes = use is not None and use.four_eyes
    own = four_eyes and video.requester_id == actor.user_id
    return actor.is_admin and not approval.as_person and approval.approver_id != actor.user_id and not own


def _not_theirs(action: Action) -> str:
    admins = (Action.OVERRIDE, Action.ENDORSE, Action.CHANGE_SETTINGS, Action.WITHDRAW_FOR)
    if action in admins:
        return "deny_admins_only"
    return "deny_owner_only" if action in _FOR_OWNERS else "deny_not_yours"
