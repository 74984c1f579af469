"""Whether a video may be started now, decided for all its assets, and the rows that this relies on."""

from __future__ import annotations

from dataclasses import replace

from storage.changes import Require, Step
from storage.facts import VideoFacts
from storage.model import Allowance, Approval, ApprovalStatus
from workflow.access import Action, Actor, Allow, Ask, Decision, Deny, Ground, Use, decide

CHANGED = ("deny_no_consent", "approval_changed")
"""Guards that name a row which changed since it was read: fresh facts tell what holds now."""
_YES = (ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.ALLOWED_ALWAYS)


def decide_all(requester: Actor, facts: VideoFacts, use: Use, now: int) -> Decision:
    """The first asset that may not be used denies the video; a yes that is missing asks for it."""
    grounds: dict[str, Ground] = {}
    asked: dict[Ask, None] = {}
    with_answers = replace(use, approvals=facts.approvals)
    for asset in facts.assets:
        decision = decide(
            requester, Action.USE_ASSET, asset, channel=facts.video.channel, now=now, use=with_answers
        )
        if isinstance(decision, Deny):
            return decision
        if isinstance(decision, Ask):
            asked[decision] = None
        else:
            grounds |= {ground.id: ground for ground in decision.relies_on}
    if asked:
        return Ask(whom=tuple(dict.fromkeys(approver for ask in asked for approver in ask.whom)))
    makes = decide(requester, Action.MAKE_VIDEO)
    return Allow(relies_on=tuple(grounds.values())) if isinstance(makes, Allow) else makes


def still_held(allowed: Allow) -> list[Step]:
    """Every yes that a decision relied on, held in the transaction that acts on it."""
    return [_held(ground) for ground in allowed.relies_on]


def _held(ground: Ground) -> Step:
    if isinstance(ground, Allowance):
        return Require(table=Allowance, where={"id": ground.id, "ended_at": None}, guard="approval_changed")
    return Require(table=Approval, where={"id": ground.id, "status": _YES}, guard="approval_changed")
